/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs refused for their shape, size or surroundings. See refused.h. */
#ifndef TESTS_VM_REFUSED_CODE_H
#define TESTS_VM_REFUSED_CODE_H

#include <string.h>

#include "tests/vm/refused.h"

#define ADD_INSNS(out, n, ...)                                                 \
	do {                                                                   \
		const struct bpf_insn add_[] = { __VA_ARGS__ };                \
		memcpy((out) + (n), add_, sizeof(add_));                       \
		(n) += (uint32_t)(sizeof(add_) / sizeof(*add_));               \
	} while (0)

/* More branches that nobody has followed yet than the verifier remembers */
static uint32_t write_branches(struct bpf_insn *out)
{
	uint32_t n = 0;

	ADD_INSNS(out, n, MOV_REG(6, 1), RANDOM);
	for (int i = 0; i < 9000; i++)
		ADD_INSNS(out, n, JMP_IMM(BPF_JEQ, 0, i, 0));
	ADD_INSNS(out, n, RETURN(0));
	return n;
}

/* One function that calls 257 others */
static uint32_t write_functions(struct bpf_insn *out)
{
	uint32_t n = 0;

	for (int i = 0; i < 257; i++)
		ADD_INSNS(out, n, CALL(257 - i + 1 + 2 * i));
	ADD_INSNS(out, n, RETURN(0));
	for (int i = 0; i < 257; i++)
		ADD_INSNS(out, n, RETURN(0));
	return n;
}

/* Functions one below the other, each calling the next */
static uint32_t write_chain(struct bpf_insn *out)
{
	uint32_t n = 0;

	for (int i = 0; i < 20; i++)
		ADD_INSNS(out, n, CALL(1), EXIT);
	ADD_INSNS(out, n, RETURN(0));
	return n;
}

/* Refers to 65 maps */
static uint32_t write_maps(struct bpf_insn *out);

#define ENDLESS_WALK                                                           \
	CODE(MOV_REG(6, 1), MOV_IMM(7, 0), ADD(7, 1),                          \
	     HELPER(BPF_FUNC_ktime_get_ns), JMP_IMM(BPF_JLT, 7, 1000000, -3),  \
	     RETURN(0))

static const struct refused refused_code[] = {
	{ "stack-chain", SOCKET,
	  CODE(ST(BPF_DW, 10, -512, 0), CALL(2), RETURN(0),
	       ST(BPF_DW, 10, -512, 0), RETURN(0)) },
	{ "stack-tail-call", SOCKET, .from = K(5, 10),
	  CODE(ST(BPF_DW, 10, -512, 0), CALL(2), RETURN(0), MAP(2, PROG_ARRAY),
	       MOV_IMM(3, 0), HELPER(BPF_FUNC_tail_call), RETURN(0)),
	  FUNCS({ 0, T_MAIN }, { 4, T_STATIC }) },
	{ "loop-back-edge", SOCKET, .caller = NOBODY,
	  CODE(MOV_IMM(0, 0), ADD(0, 1), JMP_IMM(BPF_JLT, 0, 3, -2), EXIT) },
	{ "loop-endless", SOCKET, .from = K(5, 3),
	  CODE(MOV_IMM(0, 0), JMP_IMM(BPF_JNE, 0, 1, -1), EXIT) },
	{ "complexity", TRACEPOINT, .short_log = true, .slow = true,
	  .from = K(5, 3), ENDLESS_WALK },
	{ "complexity", SOCKET, .write = write_branches, .short_log = true,
	  .from = K(5, 13), .to = K(6, 18), .code = EFAULT },
	{ "complexity", SOCKET, .write = write_branches, .short_log = true,
	  .from = K(7, 1) },
	{ "recursion", SOCKET, .from = K(7, 1),
	  CODE(CALL(1), EXIT, CALL(-1), EXIT) },
	{ "unreachable", SOCKET, CODE(RETURN(0), RETURN(1)) },
	{ "jump-range", SOCKET, CODE(MOV_IMM(0, 0), JMP(5), EXIT) },
	{ "jump-into-constant", SOCKET, .from = K(6, 1),
	  CODE(JMP_IMM(BPF_JEQ, 1, 0, 1), LD64(0, 0, 0), EXIT) },
	{ "last-instruction", SOCKET, CODE(MOV_IMM(0, 0)) },
	{ "call-depth", SOCKET, .write = write_chain },
	{ "too-many-functions", SOCKET, .write = write_functions },
	{ "call-destination", SOCKET, CODE(CALL(-5), EXIT) },
	{ "call-unprivileged", SOCKET, .caller = NOBODY,
	  CODE(CALL(1), EXIT, RETURN(0)) },
	{ "opcode", SOCKET, CODE(INSN(0xff, 0, 0, 0, 0), RETURN(0)) },
	{ "opcode", SOCKET, CODE(INSN(BPF_ALU | 0xe0, 0, 0, 0, 0), RETURN(0)) },
	{ "opcode", SOCKET, .from = K(5, 12),
	  CODE(MOV_IMM(2, 0), ATOMIC(BPF_DW, 10, 2, 0x77), RETURN(0)) },
	{ "reserved-field", SOCKET,
	  CODE(MOV_IMM(0, 0), INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 9)) },
	{ "constant-load", SOCKET, CODE(LD64(1, 9, 0), RETURN(0)) },
	{ "direct-value", SOCKET, CODE(MAP_AT(1, ARRAY, 1000), RETURN(0)) },
	{ "direct-value", SOCKET, CODE(MAP_AT(1, HASH, 0), RETURN(0)) },
	{ "direct-value", SOCKET, .from = K(5, 9),
	  CODE(LD64(1, BPF_PSEUDO_BTF_ID, 0x7ffffff), RETURN(0)),
	  .code = ENOENT },
	{ "opcode", SOCKET, .from = K(6, 12),
	  CODE(INSN(BPF_JMP | BPF_JCOND, 0, 0, 0, 7), RETURN(0)),
	  .to = K(6, 15) },
	{ "packet-load", SOCKET,
	  CODE(MOV_IMM(6, 0), INSN(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, 0),
	       RETURN(0)) },
	{ "packet-load", XDP,
	  CODE(MOV_REG(6, 1), INSN(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, 0),
	       RETURN(0)) },
	{ "map-descriptor", SOCKET,
	  CODE(LD64(1, BPF_PSEUDO_MAP_FD, NO_MAP), RETURN(0)) },
	{ "too-many-maps", SOCKET, .write = write_maps, .from = K(6, 12) },
	{ "map-type", .type = BPF_PROG_TYPE_PERF_EVENT,
	  CODE(LOOKUP(SPARSE), RETURN(0)), .to = K(6, 0) },
	{ "map-type", SYSCALL, .from = K(5, 14),
	  CODE(MAP(1, PERF_ARRAY), RETURN(0)) },
	{ "map-storage", CGROUP, .from = K(4, 20),
	  CODE(MAP(1, STORAGE), MAP(1, STORAGE_TWO), RETURN(0)) },
	{ "format-string", SOCKET, .from = K(5, 13),
	  CODE(FOUND(ARRAY), MOV_REG(3, 0), FP(1, -8), MOV_IMM(2, 8),
	       MOV_IMM(4, 0), MOV_IMM(5, 0), HELPER(BPF_FUNC_snprintf),
	       RETURN(0)) },
	{ "attach-argument", TRACING(TRACE_RAW_TP),
	  .target = "btf_trace_sched_switch", .from = K(5, 5),
	  CODE(LDX(BPF_DW, 0, 1, 80), RETURN(0)) },
	{ "attach-target", TRACING(TRACE_RAW_TP), .target = "task_struct",
	  CODE(RETURN(0)), .from = K(5, 5) },
	{ "attach-target-none", TRACING(TRACE_RAW_TP), CODE(RETURN(0)),
	  .from = K(5, 5) },
	{ "attach-not-modifiable", TRACING(MODIFY_RETURN), .target = "vfs_read",
	  CODE(RETURN(0)), .from = K(5, 7) },
	{ "attach-not-sleepable", TRACING(TRACE_FENTRY),
	  .flags = BPF_F_SLEEPABLE, .target = "vfs_read", CODE(RETURN(0)),
	  .from = K(5, 10) },
	{ "attach-sleepable-type", XDP, .flags = BPF_F_SLEEPABLE,
	  CODE(RETURN(0)), .from = K(5, 10) },
	{ "attach-syscall-type", .type = BPF_PROG_TYPE_SYSCALL, CODE(RETURN(0)),
	  .from = K(5, 14) },
	{ "attach-prototype", TRACING(TRACE_FENTRY), .target = "_printk",
	  CODE(RETURN(0)), .from = K(5, 15) },
	{ "attach-denied", TRACING(TRACE_FEXIT), .target = "do_exit",
	  CODE(RETURN(0)), .from = K(6, 12) },
	{ "func-info", SOCKET, CODE(CALL(1), EXIT, RETURN(0)),
	  FUNCS({ 0, T_MAIN }), .from = K(5, 0) },
	{ "func-info", SOCKET, CODE(CALL(1), EXIT, RETURN(0)),
	  FUNCS({ 0, T_MAIN }, { 3, T_STATIC }), .from = K(5, 0) },
	{ "func-info", SOCKET, CODE(CALL(1), EXIT, RETURN(0)),
	  FUNCS({ 0, T_MAIN }, { 2, T_STATIC }), .line = 1, .from = K(5, 0) },
	{ "func-info", SOCKET, CODE(RETURN(0)), FUNCS({ 0, T_MAIN }),
	  .line = 77, .from = K(5, 0) },
	{ "licence-type", .type = BPF_PROG_TYPE_LSM, .attach = BPF_LSM_MAC,
	  .target = "bpf_lsm_file_open", .proprietary = true, CODE(RETURN(0)),
	  .from = K(5, 7) },
};

#endif
