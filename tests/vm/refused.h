/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How a program that the verifier must refuse is written down: the rows of
 * refused_*.h, which only refused.c includes.
 */
#ifndef TESTS_VM_REFUSED_H
#define TESTS_VM_REFUSED_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/insn.h"
#include "loader/verifier/catalogue.h"
#include "tests/unit/insns.h"

enum caller {
	ROOT,
	NO_PERFMON, /* CAP_BPF and CAP_NET_ADMIN */
	NOBODY, /* no capability, where the kernel lets such load */
};

/* What MAP(), MAP_VALUE() name: one of each is made before the first program */
enum map_id {
	ARRAY, /* of one value of 8 bytes */
	HASH,
	RINGBUF,
	PROG_ARRAY,
	PERF_ARRAY,
	CONSTANT, /* an array that programs may only read */
	WRITE_ONLY,
	LOCKED, /* values are a bpf_spin_lock and a number */
	TIMED, /* a bpf_timer and a number */
	TYPED, /* with BTF, but neither in it */
	SPARSE, /* not preallocated */
	STORAGE,
	STORAGE_TWO,
	MAP_IDS,
	NO_MAP = 999,
};

enum kfunc_id {
	TASK_ACQUIRE,
	TASK_RELEASE,
	TASK_FROM_PID,
	RCU_LOCK,
	RCU_UNLOCK,
	COPY_STRING,
	ITER_NEXT,
	OBJECT_NEW,
	KFUNC_IDS,
	NO_KFUNC = 0x7ffffff,
};

/* Types that FUNCS() may name, see refused_world.h */
enum type_id {
	T_INT = 1,
	T_LOCK,
	T_LOCKED,
	T_TIMER,
	T_TIMED,
	T_PROTO,
	T_MAIN, /* static int () */
	T_STATIC,
	T_GLOBAL, /* int () */
	T_PROTO_VOID,
	T_POINTER,
	T_PROTO_POINTER, /* int (int *) */
	T_GLOBAL_POINTER,
	T_PROTO_RETURN,
	T_GLOBAL_RETURN, /* int *(): no number */
};

struct func_at {
	uint32_t insn, type;
};

/* Writes a long program, returns how many instructions it has */
typedef uint32_t write_fn(struct bpf_insn *out);

struct refused {
	const char *row; /* of the first line of the log that has one */
	const char *then; /* another row that the log must have, or NULL */
	const struct bpf_insn *insns;
	uint32_t count;
	write_fn *write; /* instead of both */
	uint32_t type, attach, flags;
	const char *target; /* attach to what has this name in the BTF */
	bool proprietary;
	bool short_log; /* the trace would be megabytes */
	bool slow; /* too slow for an emulated machine */
	enum caller caller;
	int from, to; /* kernels, as K(); 0: no bound */
	int code; /* expected errno where not the row's */
	struct func_at funcs[3]; /* func_info, up to the first without type */
	uint32_t line; /* one line_info, for this instruction */
};

#define K(major, minor) CATALOGUE_KERNEL(major, minor)
#define CODE(...)                                                              \
	.insns = (const struct bpf_insn[]){ __VA_ARGS__ },                     \
	.count = sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) /            \
		 sizeof(struct bpf_insn)
#define FUNCS(...)  .funcs = { __VA_ARGS__ }
#define SOCKET	    .type = BPF_PROG_TYPE_SOCKET_FILTER
#define XDP	    .type = BPF_PROG_TYPE_XDP
#define TC	    .type = BPF_PROG_TYPE_SCHED_CLS
#define TRACEPOINT  .type = BPF_PROG_TYPE_TRACEPOINT
#define KPROBE	    .type = BPF_PROG_TYPE_KPROBE
#define CGROUP	    .type = BPF_PROG_TYPE_CGROUP_SKB
#define SYSCALL	    .type = BPF_PROG_TYPE_SYSCALL, .flags = BPF_F_SLEEPABLE
#define TRACING(at) .type = BPF_PROG_TYPE_TRACING, .attach = BPF_##at

#define MAP(r, id) LD64(r, BPF_PSEUDO_MAP_FD, id)
#define MAP_AT(r, id, offset)                                                  \
	INSN(BPF_LD | BPF_IMM | BPF_DW, r, BPF_PSEUDO_MAP_VALUE, 0, id),       \
		INSN(0, 0, 0, 0, offset)
#define FUNC_AT(r, rel) LD64(r, BPF_PSEUDO_FUNC, rel)
#define KFUNC(id)	INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, id)
#define MOV32_REG(d, s) INSN(BPF_ALU | BPF_MOV | BPF_X, d, s, 0, 0)
#define ADD(r, i)	ALU_IMM(BPF_ADD, r, i)
#define FP(r, off)	MOV_REG(r, 10), ADD(r, off)
#define RETURN(n)	MOV_IMM(0, n), EXIT

/* r0 = &map[0], or NULL; takes 7 slots */
#define LOOKUP(id)                                                             \
	ST(BPF_W, 10, -4, 0), FP(2, -4), MAP(1, id),                           \
		HELPER(BPF_FUNC_map_lookup_elem)
/* The same, and not NULL any more; takes 10 */
#define FOUND(id) LOOKUP(id), JMP_IMM(BPF_JNE, 0, 0, 2), RETURN(0)
/* r0: a number that nobody knows */
#define RANDOM HELPER(BPF_FUNC_get_prandom_u32)
/* r2: the packet, of which 14 bytes are there; of XDP */
#define PACKET                                                                 \
	LDX(BPF_W, 2, 1, 0), LDX(BPF_W, 3, 1, 4), MOV_REG(4, 2), ADD(4, 14),   \
		JMP_REG(BPF_JLE, 4, 3, 2), RETURN(0)

#endif
