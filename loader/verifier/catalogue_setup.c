/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages about what surrounds the code: maps, types, the attach target, the
 * JIT, bugs of the verifier's own; and loads refused without a word. */
#include "loader/verifier/catalogue_rows.h"

/* A row for an errno that comes with no log at all */
#define SILENT(id, code, class, meaning, cause, fix)                           \
	ROW(id, ANY, ANY, code, class, "", meaning, cause, fix)

const struct verifier_message catalogue_setup[] = {
	ROW("map-descriptor", ANY, ANY, EBADF, ENVIRONMENT,
	    "fd %d is not pointing to*" OR "program's hash doesn't*",
	    "the program refers to a map that is none, or made for another "
	    "program",
	    "the map was not created, or the reference not relocated",
	    "load with a loader that creates the object's maps"),
	ROW("map-type", ANY, ANY, EINVAL, OLD_KERNEL,
	    "Sleepable programs can*" OR "perf_event programs can*" OR
	    "trace type programs can*" OR "trace type programs with*",
	    "this kernel refuses such a map in this program type",
	    "a sleepable program with an unusual map, or BPF_F_NO_PREALLOC "
	    "in tracing before 6.1",
	    "a preallocated hash or array, or a newer kernel"),
	ROW("map-struct-ops", K(5, 6), ANY, EINVAL, SOURCE,
	    "bpf_struct_ops map cannot*",
	    "a struct_ops map is not for use by programs", "",
	    "use another map"),
	ROW("map-storage", K(4, 19), ANY, EBUSY, LIMIT,
	    "only one cgroup storage*",
	    "a program can use one cgroup storage of each kind", "",
	    "merge them"),
	ROW("map-field", K(5, 9), ANY, EACCES, SOURCE,
	    "map_ptr access not supported*",
	    "the fields of this map cannot be read", "",
	    "use a map type that allows it, on a kernel with BTF"),
	ROW("format-string", K(5, 13), ANY, EACCES, SOURCE,
	    "Invalid format string" OR "%r does not point to a*" OR
	    "string is not zero-terminated" OR "direct value access on*" OR
	    "%r points to insn_array*",
	    "the string is not a constant the kernel can read now",
	    "a format in writable memory, or with specifiers it does not know",
	    "static const char fmt[] = \"...\";"),
	ROW("attach-argument", K(5, 5), ANY, EACCES, SOURCE,
	    "func '%s' doesn't have %d-th*",
	    "%1 has no argument number %2, counted from 0",
	    "more arguments in BPF_PROG() than the function has",
	    "match the prototype of %1 in this kernel"),
	ROW("attach-argument-use", K(5, 5), ANY, EACCES, SOURCE,
	    "func '%s' arg%d '%s' has type*" OR "func '%s' arg%d type %s is*" OR
	    "func '%s' offset %d is not*" OR "func '%s' size %d must be 8",
	    "an argument of %1 is not read as what it is",
	    "a read of another size or type", "match the prototype of %1"),
	ROW("attach-target", K(5, 5), ANY, EINVAL, ENVIRONMENT,
	    "attach_btf_id %d is not a %t" OR "attach_btf_id %d is invalid" OR
	    "attach_btf_id %d doesn't*" OR "attach_btf_id %d points to %t" OR
	    "attach to %s member %t of*" OR "attach to invalid member*" OR
	    "struct_ops module %s is*",
	    "what is to be attached to is not of the kind this program type "
	    "attaches to",
	    "resolved to something else, or not at all",
	    "resolve it by name in this kernel's BTF"),
	ROW("attach-target-none", K(5, 5), ANY, EINVAL, ENVIRONMENT,
	    "Tracing programs must*",
	    "the load does not say which function to attach to", "",
	    "SEC(\"fentry/FUNCTION\")"),
	ROW("attach-not-modifiable", K(5, 7), ANY, EINVAL, SOURCE,
	    "%s() is not modifiable" OR "can't modify return codes*" OR
	    "ret type %s not allowed*",
	    "the return value of this function cannot be changed",
	    "fmod_ret takes functions marked for error injection, and LSM "
	    "hooks",
	    "attach by fexit, or to such a function"),
	ROW("attach-not-sleepable", K(5, 10), ANY, EINVAL, SOURCE,
	    "%s is not sleepable" OR
	    "Sleepable program cannot attach to non-faultable tracepoint %s",
	    "a sleepable program cannot run in %1", "",
	    "drop .s, or attach elsewhere"),
	ROW("attach-sleepable-type", K(5, 10), ANY, EINVAL, SOURCE,
	    "Only %t programs can be*" OR "Program of this type*" OR
	    "BPF_LSM_CGROUP programs*",
	    "programs of this type cannot sleep", "", "drop .s"),
	ROW("attach-syscall-type", K(5, 14), ANY, EINVAL, ENVIRONMENT,
	    "Syscall programs can*",
	    "programs of type syscall must be loaded as sleepable", "",
	    "SEC(\"syscall\")"),
	ROW("attach-address", K(5, 5), ANY, ENOENT, ENVIRONMENT,
	    "The address of function %s cannot*",
	    "%1 has a type but no address in this kernel",
	    "it was inlined everywhere, or is in a module that is not loaded",
	    "attach to one of its callers; see /proc/kallsyms"),
	ROW("attach-prototype", K(5, 5), ANY, EINVAL, ENVIRONMENT,
	    "The function %s %t is unsupported." OR
	    "The function %s has %t. Too many." OR
	    "The function %s has malformed*",
	    "%1 cannot be attached to, for its prototype",
	    "too many arguments, structs by value or variable arguments",
	    "a kprobe on it, or another function"),
	ROW("attach-denied", K(5, 5), ANY, EINVAL, SOURCE,
	    "Attaching %s programs to*" OR "Attaching %s to __noreturn*",
	    "the kernel keeps %1 programs away from this function", "",
	    "another function"),
	ROW("attach-program", K(5, 5), ANY, EINVAL, SOURCE,
	    "Cannot recursively attach" OR "Cannot extend %s" OR
	    "Cannot replace %s functions" OR "Can attach to only JITed progs" OR
	    "Cannot nest tracing program*" OR "Only %s progs are attachable*" OR
	    "%tprogram can only be attached*" OR
	    "Program extension requires BTF" OR "Subprog %s doesn't exist" OR
	    "%s() is not a global function" OR "Extension program changes*" OR
	    "Extension program may*" OR "%s() has %d args while %s()*" OR
	    "Return type %s of %s() doesn't*" OR
	    "arg%d in %s() %t while %s() has %t" OR
	    "arg%d %s(struct * *) doesn't*",
	    "the program cannot be put on that other program",
	    "tracing of tracing, a static function, another prototype, no "
	    "BTF or no JIT",
	    "a global function with the same prototype, built with -g"),
	ROW("func-info", K(5, 0), ANY, EINVAL, ENVIRONMENT,
	    "missing btf func_info" OR "number of funcs in func_info*" OR
	    "func_info BTF section*" OR "invalid type id %d in func info" OR
	    "same or smaller insn*" OR "nonzero insn_off %d for*" OR
	    "Invalid BTF of func %s" OR "Invalid type of function %s()" OR
	    "invalid func info rec*" OR "nonzero tailing record in %t" OR
	    "missing bpf_line_info*" OR "Invalid line_info[%d].insn_off:%d*" OR
	    "Invalid insn code at*" OR "Invalid line_info[%d].line_off*" OR
	    "Global functions need*" OR "BTF of func#%d doesn't*" OR
	    "BTF of func_id %d doesn't*" OR
	    "Invalid core_relo[%d].insn_off:%d*" OR "relo #%d: bad type id %d",
	    "the types or lines given for functions do not fit the "
	    "instructions",
	    "functions were moved or added, and .BTF.ext not corrected, or "
	    "is not there",
	    "load without func_info and line_info, or correct them"),
	ROW("licence-type", K(5, 6), ANY, EINVAL, PERMISSION,
	    "struct ops programs must*" OR "LSM programs must have*",
	    "programs of this type must be under a GPL-compatible licence", "",
	    "char _license[] SEC(\"license\") = \"GPL\";"),
	ROW("kernel-btf", K(5, 5), ANY, EINVAL, ENVIRONMENT,
	    "in-kernel BTF is malformed" OR "btf_vmlinux is malformed" OR
	    "kernel is missing BTF*",
	    "this kernel's own types are missing or damaged",
	    "CONFIG_DEBUG_INFO_BTF is off, or pahole and compiler disagreed",
	    "a kernel built with CONFIG_DEBUG_INFO_BTF"),
	ROW("jit", K(4, 16), ANY, EINVAL, ENVIRONMENT,
	    "JIT does not support %t" OR "JIT doesn't support %t" OR
	    "%t not allowed in non-JITed*" OR
	    "%t not supported in non-JITed*" OR "JIT is required for %t" OR
	    "Extension programs should*" OR "program requires BPF*" OR
	    "Private stack not supported by jit",
	    "this needs the JIT compiler, or one that can do more",
	    "net.core.bpf_jit_enable is 0, or the architecture lacks it",
	    "sysctl net.core.bpf_jit_enable=1"),
	ROW("too-many-maps", K(5, 13), ANY, E2BIG, LIMIT,
	    "too many different kernel*" OR "too many different module BTFs" OR
	    "The total number of btfs*" OR "fd_array_cnt is too big (%d)" OR
	    "The total number of maps*",
	    "the program refers to too many maps, kernel functions or modules",
	    "64 maps, 256 functions, 256 modules are the most",
	    "merge maps, or split the program"),
	ROW("verifier-bug", ANY, ANY, EFAULT, ENVIRONMENT,
	    "verifier internal error*" OR "verifier bug*" OR "verifier BUG*" OR
	    "Verifier bug*" OR "BUG %t" OR "REG INVARIANTS VIOLATION %t" OR
	    "kernel subsystem misconfigured %t" OR
	    "bpf verifier %t misconfigured" OR "%s internal bug" OR
	    "%t has non-overwritten*",
	    "a bug of the verifier, not of the program", "",
	    "try another kernel; report it to bpf@vger.kernel.org"),
	SILENT("silent-e2big", E2BIG, LIMIT,
	       "the program has no instructions or too many, or the request has "
	       "fields this kernel does not know",
	       "more than 4096 instructions before 5.2 or without CAP_BPF, "
	       "1000000 with it",
	       "tail calls; load with CAP_BPF"),
	SILENT("silent-eperm", EPERM, PERMISSION,
	       "this caller may not load programs of this type",
	       "CAP_BPF is missing, or CAP_PERFMON (tracing), CAP_NET_ADMIN "
	       "(network); before 5.8 CAP_SYS_ADMIN, before 5.11 memlock",
	       "run as root; ulimit -l unlimited"),
	SILENT("silent-einval", EINVAL, OLD_KERNEL,
	       "this kernel does not know the program type, attach type or a "
	       "flag of the load",
	       "newer than the kernel; kern_version before 5.0; a name with odd "
	       "characters",
	       "see which kernel the type needs"),
	SILENT("silent-eacces", EACCES, PERMISSION,
	       "a security policy forbids the load", "lockdown or an LSM",
	       "ask who set it: /sys/kernel/security/lockdown"),
	SILENT("silent-enotsupp", KERNEL_ENOTSUPP, ENVIRONMENT,
	       "the JIT of this machine cannot compile the program",
	       "an instruction or kind of program it lacks on this CPU",
	       "a lower -mcpu, or a newer kernel"),
	SILENT("silent-enospc", ENOSPC, ENVIRONMENT,
	       "the log did not fit its buffer, which fails good programs too",
	       "", "load without a log, or a larger one"),
	SILENT("silent-enomem", ENOMEM, ENVIRONMENT,
	       "the kernel had no memory for the program", "",
	       "free some; a cgroup's memory.max counts too"),
	SILENT("silent-efault", EFAULT, ENVIRONMENT,
	       "the kernel could not read what the request points to",
	       "a bad address; or a verifier bug without words",
	       "check the loader; then try another kernel"),
	SILENT("silent-ebadf", EBADF, ENVIRONMENT,
	       "a descriptor in the request is none or of another kind",
	       "BTF, attach target or token was closed", "check the loader"),
	SILENT("silent-enoent", ENOENT, ENVIRONMENT,
	       "what the program is to be attached to was not found",
	       "the function is not in this kernel or has no address",
	       "another function; see /proc/kallsyms"),
	SILENT("silent-eagain", EAGAIN, ENVIRONMENT,
	       "the verifier was interrupted by a signal", "", "load again"),
	SILENT("silent-enosys", ENOSYS, ENVIRONMENT,
	       "the system call bpf(2) is not there",
	       "CONFIG_BPF_SYSCALL is off, or seccomp (a container) hides it",
	       "run outside of the container"),
	END
};
