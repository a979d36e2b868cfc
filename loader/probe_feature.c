// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is neither a type nor a helper: a program or a call that needs it. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/insn.h"
#include "loader/probe.h"
#include "loader/sys.h"

#define INSN(c, d, s, o, i)                                                    \
	{                                                                      \
		.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o),       \
		.imm = (i)                                                     \
	}
#define SET(d, i) INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define EXIT	  INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

static const struct bpf_insn plain[] = { SET(0, 0), EXIT };
static const struct bpf_insn subprogram[] = { INSN(BPF_JMP | BPF_CALL, 0,
						   BPF_PSEUDO_CALL, 0, 1),
					      EXIT, SET(0, 0), EXIT };
static const struct bpf_insn loop[] = {
	SET(0, 4), INSN(BPF_ALU64 | BPF_SUB | BPF_K, 0, 0, 0, 1),
	INSN(BPF_JMP | BPF_JNE | BPF_K, 0, 0, -2, 0), EXIT
};
static const struct bpf_insn cpu_v2[] = {
	SET(0, 0), INSN(BPF_JMP | BPF_JLT | BPF_K, 0, 0, 0, 1), EXIT
};
static const struct bpf_insn cpu_v3[] = {
	SET(0, 0), INSN(BPF_JMP32 | BPF_JEQ | BPF_K, 0, 0, 0, 0), EXIT
};
static const struct bpf_insn cpu_v4[] = {
	SET(0, 0), INSN(BPF_ALU64 | BPF_MOV | BPF_X, 0, 0, 8, 0), EXIT
};
static const struct bpf_insn atomics[] = {
	SET(0, 0), INSN(BPF_STX | BPF_MEM | BPF_DW, 10, 0, -8, 0),
	INSN(BPF_STX | BPF_ATOMIC | BPF_DW, 10, 0, -8, BPF_ADD | BPF_FETCH),
	EXIT
};

static enum probe answer(int fd)
{
	if (fd >= 0)
		close(fd);
	if (fd == -EPERM || fd == -ENOSYS || fd == -EACCES)
		return PROBE_UNKNOWN;
	return fd >= 0 ? PROBE_YES : PROBE_NO;
}

/* name may be NULL */
static enum probe load(const struct bpf_insn *insns, uint32_t n,
		       const char *name)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = sys_ptr(insns);
	attr.insn_cnt = n;
	attr.license = sys_ptr("GPL");
	if (name)
		memcpy(attr.prog_name, name, strlen(name));
	return answer(
		sys_bpf(BPF_PROG_LOAD, &attr,
			name ? ATTR_SIZE(prog_name) : ATTR_SIZE(kern_version)));
}

static int make_array(void)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = 4;
	attr.max_entries = 1;
	return sys_bpf(BPF_MAP_CREATE, &attr, ATTR_SIZE(map_flags));
}

static enum probe probe_global_data(void)
{
	auto_fd int map = make_array();
	struct bpf_insn insns[] = { INSN(BPF_LD | BPF_IMM | BPF_DW, 1,
					 BPF_PSEUDO_MAP_VALUE, 0, map),
				    INSN(0, 0, 0, 0, 0), SET(0, 0), EXIT };

	return map < 0 ? answer(map) : load(insns, ARRAY_SIZE(insns), NULL);
}

static enum probe probe_large(void)
{
	enum { COUNT = 4200 };
	struct bpf_insn *insns = calloc(COUNT, sizeof(*insns));
	enum probe found;

	if (insns == NULL)
		return PROBE_UNKNOWN;
	for (unsigned i = 0; i < COUNT - 1; i++)
		insns[i] = plain[0];
	insns[COUNT - 1] = plain[1];
	found = load(insns, COUNT, NULL);
	free(insns);
	return found;
}

static enum probe probe_btf(void)
{
	union bpf_attr attr;
	int fd;

	/* No bytes at all are a mistake of ours, where the command is known
	 * with EINVAL, too: the map type that cannot be without it tells */
	memset(&attr, 0, sizeof(attr));
	fd = sys_bpf(BPF_BTF_GET_NEXT_ID, &attr, ATTR_SIZE(next_id));
	if (fd == -EINVAL)
		return probe_map_type(BPF_MAP_TYPE_SK_STORAGE);
	return fd == -ENOENT || fd >= 0 ? PROBE_YES : answer(fd);
}

static enum probe probe_batch(void)
{
	auto_fd int map = make_array();
	union bpf_attr attr;
	uint32_t keys[1], values[1], out;
	int err;

	if (map < 0)
		return answer(map);
	memset(&attr, 0, sizeof(attr));
	attr.batch.out_batch = sys_ptr(&out);
	attr.batch.keys = sys_ptr(keys);
	attr.batch.values = sys_ptr(values);
	attr.batch.count = 1;
	attr.batch.map_fd = (uint32_t)map;
	err = sys_bpf(BPF_MAP_LOOKUP_BATCH, &attr, ATTR_SIZE(batch.flags));
	return err == 0 || err == -ENOENT ? PROBE_YES : answer(err);
}

/* Where the kernel knows the kind of link, it looks for the event next */
static enum probe probe_perf_link(void)
{
	union bpf_attr attr;
	auto_fd int prog = -1;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACEPOINT;
	attr.insns = sys_ptr(plain);
	attr.insn_cnt = ARRAY_SIZE(plain);
	attr.license = sys_ptr("GPL");
	prog = sys_bpf(BPF_PROG_LOAD, &attr, ATTR_SIZE(kern_version));
	if (prog < 0)
		return answer(prog);
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)prog;
	attr.link_create.target_fd = UINT32_MAX;
	attr.link_create.attach_type = BPF_PERF_EVENT;
	err = sys_bpf(BPF_LINK_CREATE, &attr,
		      ATTR_SIZE(link_create.perf_event.bpf_cookie));
	return err == -EBADF ? PROBE_YES : answer(err < 0 ? err : -EINVAL);
}

#define LOAD(insns) load(insns, ARRAY_SIZE(insns), NULL)

enum probe probe_feature(enum probe_feature feature)
{
	switch (feature) {
	case PROBE_PROG_NAME:
		return load(plain, ARRAY_SIZE(plain), "probe");
	case PROBE_SUBPROGRAMS:
		return LOAD(subprogram);
	case PROBE_BTF:
		return probe_btf();
	case PROBE_GLOBAL_DATA:
		return probe_global_data();
	case PROBE_BOUNDED_LOOPS:
		return LOAD(loop);
	case PROBE_LARGE_PROGRAMS:
		return probe_large();
	case PROBE_CPU_V2:
		return LOAD(cpu_v2);
	case PROBE_CPU_V3:
		return LOAD(cpu_v3);
	case PROBE_CPU_V4:
		return LOAD(cpu_v4);
	case PROBE_ATOMICS:
		return LOAD(atomics);
	case PROBE_BATCH:
		return probe_batch();
	case PROBE_PERF_LINK:
		return probe_perf_link();
	case PROBE_FEATURE__COUNT:
		break;
	}
	return PROBE_NO;
}

const struct probe_info *probe_info(enum probe_feature feature)
{
	static const struct probe_info infos[PROBE_FEATURE__COUNT] = {
		[PROBE_PROG_NAME] = { "names of programs and maps",
				      "programs are told apart by id only",
				      0x40f },
		[PROBE_SUBPROGRAMS] = { "calls between functions",
					"all functions must be inline", 0x410 },
		[PROBE_BTF] = { "types of user space (BTF)",
				"maps and programs carry no types", 0x412 },
		[PROBE_GLOBAL_DATA] = { "global variables",
					"constants are folded in, variables "
					"need maps",
					0x502 },
		[PROBE_BOUNDED_LOOPS] = { "bounded loops",
					  "loops must be unrolled", 0x503 },
		[PROBE_LARGE_PROGRAMS] = { "over 4096 instructions",
					   "programs must be short", 0x502 },
		[PROBE_CPU_V2] = { "instruction set v2 (BPF_JLT ...)",
				   "compile with -mcpu=v1", 0x40e },
		[PROBE_CPU_V3] = { "instruction set v3 (32-bit jumps)",
				   "compile with -mcpu=v2", 0x501 },
		[PROBE_CPU_V4] = { "instruction set v4 (sign extension)",
				   "compile with -mcpu=v3", 0x606 },
		[PROBE_ATOMICS] = { "atomic fetch, xchg, cmpxchg",
				    "only atomic addition", 0x50c },
		[PROBE_BATCH] = { "reading maps in batches",
				  "two calls for each element", 0x506 },
		[PROBE_PERF_LINK] = { "pinned links of tracepoints",
				      "a process must stay for each program",
				      0x50f },
	};

	return &infos[feature];
}
