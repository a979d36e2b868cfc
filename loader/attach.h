/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Attaching loaded programs. Each kind of hook has a file of its own; what
 * they return is a descriptor that keeps the program attached until closed.
 * It is a link, which can be pinned, where the kernel has links for the kind.
 */
#ifndef LOADER_ATTACH_H
#define LOADER_ATTACH_H

struct err;
struct link_info;
struct section_kind;

struct attach {
	int prog_fd;
	const struct section_kind *kind;
	const char *target; /* what stands behind the kind in a section's
			     * name, as "sched/sched_switch" */
};

/* A descriptor, or -errno; -EOPNOTSUPP for kinds that cannot be attached. */
int attach_prog(const struct attach *a, struct err *e);

/* Attaches, with the link pinned at a path; owner as in pin_put. A link that
 * is there already is kept if it holds the same program at the same hook, else
 * replaced. Returns 1 if it was kept, else 0. */
int attach_pinned(const struct attach *a, const char *pin, const char *owner,
		  struct link_info *out, struct err *e);

/* Where the link of a pinned program goes, dir/link_x for dir/prog_x. To be
 * freed; NULL when out of memory. */
char *attach_link_path(const char *prog_pin);

/* A tracepoint by the id that tracefs gives it. It fires on all CPUs.
 * Returns a descriptor or -errno. name is for messages. */
int attach_tracepoint(int prog_fd, int id, const char *name, struct err *e);

/* The same as a link (5.15), or else without. */
int attach_tracepoint_link(int prog_fd, int id, const char *name,
			   struct err *e);

/* A tracepoint by its name alone, without tracefs (4.17). The program must be
 * of type BPF_PROG_TYPE_RAW_TRACEPOINT. */
int attach_raw_tracepoint(int prog_fd, const char *name, struct err *e);

/* One function a kind, for the table in attach.c */
typedef int attach_kind(const struct attach *a, struct err *e);
attach_kind attach_kind_tracepoint, attach_kind_raw_tracepoint,
	attach_kind_tracing;

#endif
