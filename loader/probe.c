// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs are two instructions long. The kernel looks at the type before it
 * begins a log, so that any word in the log means that it knows the type; a
 * helper that it does not know, or not for this type, is "unknown func" or
 * "invalid func" there.
 */
#include "loader/probe.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/insn.h"
#include "elf/names.h"
#include "loader/kernel_version.h"
#include "loader/sys.h"

#define EXIT                                                                   \
	{                                                                      \
		.code = BPF_JMP | BPF_EXIT                                     \
	}
#define SET(reg, value)                                                        \
	{                                                                      \
		.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = (reg),         \
		.imm = (value)                                                 \
	}

/* The verifier's log of one try; its beginning is enough */
struct trial {
	char log[4096];
	int result; /* descriptor or -errno */
};

static void try_program(union bpf_attr *attr, const struct bpf_insn *insns,
			uint32_t n, struct trial *t)
{
	attr->insns = sys_ptr(insns);
	attr->insn_cnt = n;
	attr->license = sys_ptr("GPL");
	attr->log_buf = sys_ptr(t->log);
	attr->log_size = sizeof(t->log);
	attr->log_level = 1;
	attr->kern_version = kernel_version();
	t->log[0] = '\0';
	t->result = sys_bpf(BPF_PROG_LOAD, attr,
			    attr->attach_btf_id ? ATTR_SIZE(attach_btf_id)
			    : attr->expected_attach_type
				    ? ATTR_SIZE(expected_attach_type)
			    : attr->prog_flags ? ATTR_SIZE(prog_flags)
					       : ATTR_SIZE(kern_version));
	if (t->result >= 0)
		close(t->result);
}

static enum probe refused(int err)
{
	return err == -EPERM || err == -ENOSYS || err == -EACCES ? PROBE_UNKNOWN
								 : PROBE_NO;
}

/* Attach types without which some types cannot be loaded at all */
static uint32_t attach_type_of(uint32_t prog_type)
{
	switch (prog_type) {
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
		return BPF_CGROUP_INET4_CONNECT;
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
		return BPF_CGROUP_GETSOCKOPT;
	case BPF_PROG_TYPE_SK_LOOKUP:
		return BPF_SK_LOOKUP;
	case BPF_PROG_TYPE_TRACING:
		return BPF_TRACE_FENTRY;
	case BPF_PROG_TYPE_LSM:
		return BPF_LSM_MAC;
	case PROG_TYPE_NETFILTER:
		return ATTACH_NETFILTER;
	default:
		return 0;
	}
}

static bool needs_target(uint32_t prog_type)
{
	return prog_type == BPF_PROG_TYPE_TRACING ||
	       prog_type == BPF_PROG_TYPE_LSM ||
	       prog_type == BPF_PROG_TYPE_EXT ||
	       prog_type == BPF_PROG_TYPE_STRUCT_OPS;
}

static void fill(union bpf_attr *attr, uint32_t prog_type, uint32_t attach_type)
{
	memset(attr, 0, sizeof(*attr));
	attr->prog_type = prog_type;
	attr->expected_attach_type = attach_type;
	/* Id 1 is an integer, no function: known types say so in the log */
	if (needs_target(prog_type))
		attr->attach_btf_id = 1;
	if (prog_type == BPF_PROG_TYPE_SYSCALL)
		attr->prog_flags = BPF_F_SLEEPABLE;
}

enum probe probe_attach_type(uint32_t prog_type, uint32_t attach_type)
{
	static const struct bpf_insn insns[] = { SET(0, 1), EXIT };
	union bpf_attr attr;
	struct trial t;

	fill(&attr, prog_type, attach_type);
	try_program(&attr, insns, ARRAY_SIZE(insns), &t);
	/* An unknown attach type is left without a word but the statistics */
	if (t.result >= 0 ||
	    (t.log[0] && strncmp(t.log, "processed ", 10) != 0))
		return PROBE_YES;
	return refused(t.result);
}

enum probe probe_prog_type(uint32_t type)
{
	return probe_attach_type(type, attach_type_of(type));
}

/* A program without a target does not get as far as its calls. For such types
 * any other tells at least whether the kernel has the helper. */
enum probe probe_helper(int id, uint32_t prog_type)
{
	struct bpf_insn insns[] = { { .code = BPF_JMP | BPF_CALL, .imm = id },
				    EXIT };
	bool other = needs_target(prog_type);
	union bpf_attr attr;
	struct trial t;

	if (other)
		prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	fill(&attr, prog_type, attach_type_of(prog_type));
	try_program(&attr, insns, ARRAY_SIZE(insns), &t);
	if (t.result >= 0)
		return PROBE_YES;
	if (t.log[0] == '\0')
		return refused(t.result);
	if (strstr(t.log, "invalid func") ||
	    (!other && (strstr(t.log, "unknown func") ||
			strstr(t.log, "cannot use helper"))))
		return PROBE_NO;
	return PROBE_YES;
}
