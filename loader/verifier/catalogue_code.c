/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages about the program as a whole: instructions, jumps, functions,
 * loops, and the limits of what the verifier walks through. */
#include "loader/verifier/catalogue_rows.h"

const struct verifier_message catalogue_code[] = {
	ROW("stack-chain", K(4, 16), ANY, EACCES, LIMIT,
	    "combined stack size of %d calls is %d.*",
	    "a chain of %1 functions takes %2 bytes of stack, 512 is the most",
	    "large locals in functions that call each other",
	    "a per-CPU array map for the large ones, or fewer __noinline"),
	ROW("stack-function", K(6, 12), ANY, EACCES, LIMIT,
	    "stack size of subprog %d*" OR "stack size %d(extra %d) is*" OR
	    "stack depth %d exceeds*",
	    "a function needs more than 512 bytes of stack (%1)",
	    "large locals", "a per-CPU array map for them"),
	ROW("stack-tail-call", K(5, 10), ANY, EACCES, LIMIT,
	    "tail_calls are not allowed when call stack of previous frames "
	    "is %d*",
	    "the callers of a function with a tail call hold %1 bytes of "
	    "stack, 256 is the most",
	    "", "shrink them, or tail-call from the top"),
	ROW("loop-back-edge", ANY, ANY, EINVAL, OLD_KERNEL,
	    "back-edge from insn %d to %d",
	    "instruction %1 jumps back to %2: a loop",
	    "loops need 5.3 and CAP_BPF (CAP_SYS_ADMIN before 5.8)",
	    "#pragma unroll; or load with CAP_BPF"),
	ROW("loop-endless", K(5, 3), ANY, EINVAL, SOURCE,
	    "infinite loop detected at insn %d",
	    "a turn of the loop at instruction %1 changed nothing that is "
	    "known",
	    "the counter lies in memory or is volatile, or there is no end",
	    "count in a local: for (int i = 0; i < N; i++), or bpf_loop()"),
	ROW("complexity", ANY, ANY, E2BIG, LIMIT,
	    "BPF program is too large.*" OR "frame%d bpf_loop iteration*" OR
	    "frame%d * iteration limit*" OR "BPF program is too complex" OR
	    "The sequence of %d jumps*",
	    "following all paths through the program takes more than this "
	    "kernel allows",
	    "a loop with many turns, or many branches one after the other",
	    "bpf_loop(), a __noinline global function, or a tail call"),
	ROW("unreachable", ANY, ANY, EINVAL, SOURCE, "unreachable insn %d",
	    "no jump or call leads to instruction %1",
	    "code after an endless loop or in hand-written assembly, or a "
	    "function that nothing calls",
	    "remove it; build with -O2"),
	ROW("jump-range", ANY, ANY, EINVAL, ENVIRONMENT,
	    "jump out of range from insn %d to %d" OR
	    "indirect jump out of range from insn %d to %d" OR
	    "jump table for insn %d*" OR "%r points to outside of*" OR
	    "no jump tables found for subprog starting at %d" OR
	    "%r has type %s, expected*",
	    "a jump leads out of its function (instruction or register %1)",
	    "a wrong offset or table, or functions put together wrongly",
	    "jump within the function only; -fno-jump-tables"),
	ROW("jump-into-constant", K(6, 1), ANY, EINVAL, ENVIRONMENT,
	    "jump into the middle of ldimm64 insn %d",
	    "a jump leads into the second half of the constant before %1",
	    "offsets not corrected after instructions were put in",
	    "correct the jump"),
	ROW("last-instruction", ANY, ANY, EINVAL, SOURCE,
	    "last insn is not an exit or jmp", "a function runs over its end",
	    "no return in assembly, or a call of a function that never "
	    "returns",
	    "end it with return"),
	ROW("call-depth", K(4, 16), ANY, E2BIG, LIMIT,
	    "the call stack of %d frames*",
	    "%1 functions call each other, 8 is the most", "",
	    "__always_inline on some; a loop instead of recursion"),
	ROW("recursion", K(7, 0), ANY, EINVAL, SOURCE,
	    "recursive call from %s() to %s()",
	    "%1 calls %2, which is running already", "", "a loop"),
	ROW("too-many-functions", K(4, 16), ANY, E2BIG, LIMIT,
	    "too many subprograms", "256 functions are the most", "",
	    "inline some, or tail calls"),
	ROW("call-destination", K(4, 16), ANY, EINVAL, ENVIRONMENT,
	    "call to invalid destination" OR "verifier bug. No program*" OR
	    "callee not found at insn %t",
	    "a call does not lead to the start of a function",
	    "the loader has not relocated it",
	    "load with a loader that links .text"),
	ROW("call-unprivileged", K(4, 16), ANY, EPERM, PERMISSION,
	    "function calls to other*" OR "loading/calling other*",
	    "calling functions takes privilege", "",
	    "load with CAP_BPF, or __always_inline"),
	ROW("opcode", ANY, ANY, EINVAL, OLD_KERNEL,
	    "unknown opcode %x" OR "invalid BPF_ALU opcode %x" OR
	    "invalid BPF_JMP/JMP32*" OR "invalid BPF_JMP opcode %x" OR
	    "unknown insn class %d" OR "BPF_ATOMIC uses invalid*" OR
	    "BPF_ARSH not supported*" OR "invalid atomic operand size" OR
	    "sign extending loads*" OR "insn %d cannot be patched*" OR
	    "invalid may_goto off*" OR "invalid may_goto imm %d",
	    "this kernel does not know an instruction of the program",
	    "built for a newer instruction set: v3 needs 5.1, fetching "
	    "atomics 5.12, v4 6.6",
	    "clang -mcpu=v2 (or v1)"),
	ROW("reserved-field", ANY, ANY, EINVAL, OLD_KERNEL,
	    "BPF_%s uses reserved fields",
	    "a field of a BPF_%1 instruction has a value this kernel does "
	    "not know",
	    "built for a newer instruction set (v4: 6.6; atomics: 5.12)",
	    "clang -mcpu=v2 (or v1)"),
	ROW("constant-load", ANY, ANY, EINVAL, OLD_KERNEL,
	    "unrecognized bpf_ld_imm64 insn" OR "invalid bpf_ld_imm64 insn" OR
	    "invalid BPF_LD_IMM insn" OR "invalid BPF_LD mode",
	    "a 16-byte load is of a kind this kernel does not know, or cut",
	    "global data needs 5.2, kernel symbols 5.8, callbacks 5.13",
	    "no global variables or callbacks for such kernels"),
	ROW("direct-value", K(5, 2), ANY, EINVAL, ENVIRONMENT,
	    "direct value offset of*" OR
	    "invalid access to map value pointer*" OR
	    "no direct value access*" OR "ldimm64 insn specifies*" OR
	    "pseudo btf_id %d in ldimm64*" OR "ldimm64 failed to find*" OR
	    "ldimm64 unable to resolve*",
	    "a constant points into a map or at a kernel symbol where it "
	    "cannot",
	    "a global's offset or map is wrong, or the symbol is not in this "
	    "kernel",
	    "check the relocation; declare symbols __weak and test them"),
	ROW("packet-load", ANY, ANY, EINVAL, SOURCE,
	    "at the time of BPF_LD_ABS|IND*" OR
	    "BPF_LD_[ABS|IND] instructions*" OR
	    "BPF_LD_ABS|IND instructions*" OR "BPF_LD_[ABS|IND] cannot*" OR
	    "cannot use BPF_LD_[ABS|IND]*",
	    "LD_ABS and LD_IND need the context in r6, and a socket filter "
	    "or tc program",
	    "load_byte() and its like elsewhere, or hand-written assembly",
	    "bpf_skb_load_bytes, or direct packet access"),
	ROW("exception", K(6, 7), ANY, EINVAL, SOURCE,
	    "insn %d cannot call exception*" OR "bpf_throw kfunc (insn*" OR
	    "exception cb %t" OR "exception callback %t" OR
	    "multiple exception callback*" OR "%s programs cannot attach*",
	    "exceptions are used where they cannot be", "",
	    "bpf_throw outside callbacks; one global int f(u64) as "
	    "__exception_cb"),
	END
};
