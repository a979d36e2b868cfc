/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages about calls: of helpers, kernel functions and the program's own
 * global functions, and whether this program may call them here. */
#include "loader/verifier/catalogue_rows.h"

const struct verifier_message catalogue_calls[] = {
	ROW("helper-not-here", K(6, 9), ANY, EINVAL, SOURCE,
	    "program of this type cannot use helper %s#%d",
	    "%1 is not offered to this program type, attach type or caller",
	    "packets against tracing; or CAP_PERFMON missing for bpf_probe_*",
	    "another helper or section, or load with CAP_PERFMON"),
	ROW("helper-unknown", K(4, 10), K(6, 8), EINVAL, OLD_KERNEL,
	    "unknown func %s#%d",
	    "%1 is not there for this program type on this kernel",
	    "a helper newer than the kernel, or one of another program type",
	    "another helper; or guard it: bpf_core_enum_value_exists(enum "
	    "bpf_func_id, BPF_FUNC_...)"),
	ROW("helper-unknown-old", ANY, K(4, 9), EINVAL, OLD_KERNEL,
	    "unknown func %d",
	    "helper number %1 is not there for this program type",
	    "a helper newer than the kernel, or one of another program type",
	    "another helper"),
	ROW("helper-unresolved", K(4, 10), ANY, EINVAL, SOURCE,
	    "invalid func %s#195896080*",
	    "a CO-RE relocation that found nothing in this kernel is reached",
	    "a field or type that this kernel does not have, used unguarded",
	    "if (bpf_core_field_exists(...)) around the use"),
	ROW("helper-number", ANY, ANY, EINVAL, OLD_KERNEL,
	    "invalid func %s#%d" OR "invalid func %d",
	    "this kernel has no such helper",
	    "a helper newer than the kernel, or a call never relocated",
	    "guard it: bpf_core_enum_value_exists(enum bpf_func_id, "
	    "BPF_FUNC_...), or ask for a newer kernel"),
	ROW("helper-gpl", ANY, ANY, EINVAL, PERMISSION,
	    "cannot call GPL-restricted*" OR "cannot call GPL only*",
	    "the helper is for programs under a GPL-compatible licence",
	    "the section \"license\" is missing or names another",
	    "char _license[] SEC(\"license\") = \"GPL\";"),
	ROW("helper-attach-type", K(5, 17), ANY, KERNEL_ENOTSUPP, SOURCE,
	    "func %s#%d supported only*" OR "func %s#%d not supported*" OR
	    "helper call is not allowed*",
	    "this helper does not work where the program is attached", "",
	    "attach by fentry or fexit"),
	ROW("helper-sleeps", K(5, 19), ANY, EINVAL, SOURCE,
	    "helper call might sleep*" OR
	    "sleepable helper * in non-sleepable prog",
	    "the helper may sleep, and this program may not",
	    "bpf_copy_from_user or its like without .s in the section",
	    "SEC(\"fentry.s/...\"), lsm.s, iter.s or uprobe.s; or "
	    "bpf_probe_read_user"),
	ROW("helper-sleeps-region", K(6, 2), ANY, EINVAL, SOURCE,
	    "sleepable helper %s#%d in %t", "%1 may sleep, which a %3 forbids",
	    "", "end the region before the call"),
	ROW("helper-map-type", K(4, 10), ANY, EINVAL, SOURCE,
	    "cannot pass map_type %d*",
	    "this helper does not work on maps of type %1",
	    "a lookup in a ring buffer, program array or perf array; "
	    "bpf_redirect_map on a hash",
	    "the helper that goes with this map"),
	ROW("helper-callback", K(5, 13), ANY, EINVAL, SOURCE,
	    "callback function not*" OR "callback function cannot*" OR
	    "%r expected pointer to func",
	    "the callback is not of a kind this call takes", "",
	    "a static function, over a hash or array"),
	ROW("tail-call-map", K(4, 10), ANY, EINVAL, SOURCE,
	    "tail_call abusing map_ptr" OR "expected prog array map*",
	    "a tail call needs one fixed map of type PROG_ARRAY",
	    "a map chosen at run time, or one of another type",
	    "name the map in the call"),
	ROW("tail-call-place", K(5, 10), ANY, EINVAL, SOURCE,
	    "tail_call is only allowed*" OR "tail_call is not allowed*" OR
	    "cannot tail call within %t" OR "program with __ref argument*" OR
	    "LD_ABS is only allowed*" OR "LD_ABS is not allowed*",
	    "no tail call or LD_ABS from a function of this kind",
	    "a callback, a function not returning int, or no BTF",
	    "return int, build with -g, or move it to the main program"),
	ROW("tail-call-subprogs", K(4, 16), ANY, EINVAL, OLD_KERNEL,
	    "tail_calls are not allowed*" OR "mixing of tail_calls*",
	    "this kernel cannot mix tail calls with calls of functions", "",
	    "__always_inline on all functions, or the JIT switched on"),
	ROW("kfunc-not-allowed", K(5, 13), ANY, EACCES, SOURCE,
	    "calling kernel function %s is not allowed*" OR
	    "destructive kfunc calls require CAP_SYS_BOOT %s",
	    "%1 is not for this program or caller",
	    "not registered for this program type; some need CAP_SYS_BOOT",
	    "see the kernel's documentation of it"),
	ROW("kfunc-gpl", K(5, 13), ANY, EINVAL, PERMISSION,
	    "cannot call kernel function*",
	    "kernel functions are for GPL-compatible programs", "",
	    "char _license[] SEC(\"license\") = \"GPL\";"),
	ROW("kfunc-id", K(5, 13), ANY, EINVAL, ENVIRONMENT,
	    "kernel btf_id %d is not*" OR "kernel function btf_id*" OR
	    "invalid kernel function*" OR "invalid module BTF fd*" OR
	    "BTF fd for kfunc is not*" OR "kfunc offset > 0 without*" OR
	    "fd_idx without fd_array*" OR "negative offset disallowed*" OR
	    "invalid module BTF object*",
	    "the call of a kernel function was resolved wrongly: id or module",
	    "BTF of another kernel, or no fd_array with the module's BTF",
	    "resolve it against this kernel's BTF"),
	ROW("kfunc-missing", K(5, 13), ANY, EINVAL, ENVIRONMENT,
	    "failed to find BTF for*" OR "calling kernel function is*" OR
	    "cannot find address for*" OR "invalid kernel function call*",
	    "the kernel function is not to be found here",
	    "a kernel without it, or without BTF",
	    "declare it __weak, and call it if (bpf_ksym_exists(f))"),
	ROW("kfunc-trusted", K(6, 2), ANY, EINVAL, SOURCE,
	    "%r must be referenced or*" OR "%r must be a rcu pointer" OR
	    "%r must be referenced",
	    "%1 is not known to stay alive", "",
	    "acquire it first, or use it within bpf_rcu_read_lock()"),
	ROW("kfunc-sleeps", K(6, 1), ANY, EACCES, SOURCE,
	    "program must be sleepable to call sleepable kfunc %s" OR
	    "kernel function %s is sleepable*",
	    "%1 may sleep, and this program may not", "",
	    "SEC(\"fentry.s/...\") and its like"),
	ROW("kfunc-sleeps-region", K(6, 2), ANY, EACCES, SOURCE,
	    "kernel func %s is sleepable within %t" OR
	    "sleepable global function %s() called in %t",
	    "%1 may sleep, which a %2 forbids", "",
	    "end the region before the call"),
	ROW("kfunc-rcu", K(6, 7), ANY, EACCES, SOURCE,
	    "expected an RCU CS when using %s" OR "kernel func %s requires*",
	    "%1 is for use under RCU protection only", "",
	    "bpf_rcu_read_lock() before, bpf_rcu_read_unlock() after"),
	ROW("kfunc-argument", K(5, 13), ANY, EINVAL, SOURCE,
	    "%r expected pointer to*" OR "%r doesn't point to %t" OR
	    "%r is neither owning or*" OR "%r memory, len pair leads*" OR
	    "%r %r memory, len pair leads*" OR
	    "%r pointer type %t must point to %t" OR "%r expected for %s()",
	    "argument %1 of the kernel function is not what it takes", "",
	    "see the prototype; pass the object itself"),
	ROW("kfunc-arena", K(6, 9), ANY, EINVAL, SOURCE,
	    "addr_space_cast insn*" OR "%r is not a pointer to*" OR
	    "Only one arena per program" OR "JIT is required to use arena" OR
	    "JIT doesn't support arena" OR "CAP_BPF and CAP_PERFMON*" OR
	    "arena's user address*",
	    "an arena is used in a way that cannot be", "",
	    "one arena map, mapped by the loader before the load"),
	ROW("trap", K(6, 17), ANY, EINVAL, COMPILER, "unexpected __bpf_trap()*",
	    "a place is reached where clang saw undefined behaviour",
	    "an uninitialised variable, or no return",
	    "see clang's -Wall -Wuninitialized, and initialise it"),
	ROW("global-arguments", K(5, 6), ANY, EINVAL, SOURCE,
	    "Caller passes invalid args into func#%d*",
	    "what is passed does not fit function %1's prototype",
	    "another type, size, or a pointer that may be NULL",
	    "pass what it declares, or make it static"),
	ROW("global-context", K(5, 12), ANY, EINVAL, SOURCE,
	    "%r expects pointer to ctx",
	    "%1 of this global function must be the context", "", "pass ctx"),
	ROW("global-argument", K(6, 8), ANY, EINVAL, SOURCE,
	    "%r is expected to be non-NULL" OR "%r is a packet pointer*",
	    "%1 of this global function may be NULL or go stale here", "",
	    "if (!p) return 0; before the call"),
	ROW("global-return", K(5, 6), ANY, EINVAL, SOURCE,
	    "Global function %s() doesn't*" OR "Global function %s() return*",
	    "%1 is global, so it must return a number", "",
	    "return int, or make it static"),
	ROW("global-prototype", K(5, 6), ANY, EINVAL, SOURCE,
	    "Global function %s() with*" OR "global function %s has*" OR
	    "Function %s has %d > %d args" OR
	    "Arg#%d type %t in %s() is not*" OR
	    "arg#%d reference type('%t')*" OR "Unrecognized arg#%d type %s",
	    "a global function takes at most 5 arguments: numbers, the "
	    "context, pointers to structs of known size",
	    "", "static __noinline, or other parameters"),
	ROW("global-locked", K(6, 8), ANY, EINVAL, SOURCE,
	    "global function calls are not allowed %t",
	    "no global function may be called %1", "",
	    "make the function static, or call it outside"),
	END
};
