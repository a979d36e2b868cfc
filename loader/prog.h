/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From finished instructions to a program in the kernel. */
#ifndef LOADER_PROG_H
#define LOADER_PROG_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

struct err;
struct prog_info;

struct prog_spec {
	const char *name; /* function */
	uint32_t type; /* BPF_PROG_TYPE_* */
	uint32_t expected_attach_type; /* 0: none to be checked */
	bool attach_type_optional; /* older kernels do without (4.17) */
	const struct bpf_insn *insns;
	uint32_t ninsns;
	const char *license;
	uint32_t kern_version; /* kprobes before 5.0 */
	uint32_t flags; /* BPF_F_SLEEPABLE and the like */
	int btf_fd; /* types that info refers to; only with info */
	const struct prog_info *info; /* or NULL */
	uint32_t attach_btf_id; /* fentry, lsm, struct_ops ...; 0: none */
	int attach_fd; /* where that id is: a module's BTF or a program; 0:
			* the kernel's own */
	const int *fd_array; /* or NULL: what instructions refer to by index */
};

/* Loads without a log, which is quickest and cannot fail for want of room; if
 * the kernel refuses, once more with one, to learn why. Returns a descriptor
 * or -errno, that of the first attempt. On refusal *log, if not NULL, is the
 * verifier's log, malloc'ed, or NULL when there is none; the error carries its
 * last words. */
int prog_load(const struct prog_spec *p, char **log, struct err *e);

struct prog_log {
	uint32_t level; /* 1, 2, 4 (5.2) and 8 (6.4), see kernel: bpf_verifier.h
			 */
	char *buf; /* zeroed, with room for a NUL behind size */
	uint32_t size; /* up to 16 MiB - 1 before 5.2 */
	uint32_t true_size; /* given back: bytes of a whole log (6.4), else 0 */
};

/* One request, with a log. A descriptor or -errno: ENOSPC says that the log
 * did not fit, of programs good and bad. */
int prog_load_logged(const struct prog_spec *p, struct prog_log *log);

/* Hits that the kernel did not pass on because the program was running on the
 * same CPU already (5.12; 0 before). */
uint64_t prog_missed(int fd);

#endif
