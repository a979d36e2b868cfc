/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Loads that fail without a word: only the errno tells. See refused.h. */
#ifndef TESTS_VM_REFUSED_SILENT_H
#define TESTS_VM_REFUSED_SILENT_H

#include <string.h>

#include "tests/vm/refused.h"

/* What is wrong with the load of a good program */
struct silent {
	const char *row;
	enum caller caller;
	uint32_t type, insns, attach_type, log_size;
	bool no_address, no_types;
};

static const struct silent refused_silent[] = {
	{ "silent-e2big", SOCKET, .insns = 0 },
	{ "silent-e2big", SOCKET, .insns = 5000000 },
	{ "silent-einval", .type = 200, .insns = 2 },
	{ "silent-einval", .type = BPF_PROG_TYPE_CGROUP_SOCK_ADDR, .insns = 2,
	  .attach_type = 3 },
	{ "silent-eperm", TRACEPOINT, .insns = 2, .caller = NOBODY },
	{ "silent-efault", SOCKET, .insns = 2, .no_address = true },
	{ "silent-ebadf", SOCKET, .insns = 2, .no_types = true },
	{ "silent-enospc", SOCKET, .insns = 2, .log_size = 128 },
};

/* The request, which refers to *insns only */
static void silent_attr(const struct silent *s, const struct bpf_insn *insns,
			union bpf_attr *attr)
{
	memset(attr, 0, sizeof(*attr));
	attr->prog_type = s->type;
	attr->insn_cnt = s->insns;
	attr->insns = s->no_address ? 8 : (uintptr_t)insns;
	attr->license = (uintptr_t) "GPL";
	attr->expected_attach_type = s->attach_type;
	if (s->no_types) {
		attr->prog_btf_fd = 9999;
		attr->func_info_rec_size = sizeof(struct bpf_func_info);
		attr->func_info = (uintptr_t)insns;
		attr->func_info_cnt = 1;
	}
}

#endif
