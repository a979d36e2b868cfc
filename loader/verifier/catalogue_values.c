/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages about what registers hold: never set, arithmetic on pointers,
 * sizes and constants for helpers, what is returned. */
#include "loader/verifier/catalogue_rows.h"

const struct verifier_message catalogue_values[] = {
	ROW("uninitialised", ANY, ANY, EACCES, SOURCE, "%r !read_ok",
	    "%1 is read, and on this path nothing has been put in it",
	    "an uninitialised variable, no return value, or r1 to r5 after a "
	    "call, which destroys them",
	    "initialise it on every path; keep the context in a local"),
	ROW("frame-pointer", ANY, ANY, EACCES, SOURCE,
	    "frame pointer is read only", "r10 is written to", "",
	    "copy r10, change the copy"),
	ROW("register-number", ANY, ANY, EINVAL, ENVIRONMENT, "%r is invalid",
	    "there is no register %1", "", "r0 to r10"),
	ROW("merged-pointers", ANY, ANY, EINVAL, COMPILER,
	    "same insn cannot be used*",
	    "one instruction is reached with two kinds of pointer",
	    "clang merged the loads of two branches",
	    "asm volatile(\"\" ::: \"memory\") in one branch, or a "
	    "__noinline function"),
	ROW("pointer-operator", K(4, 14), ANY, EACCES, SOURCE,
	    "%r pointer arithmetic with %s operator*" OR
	    "%r bitwise operator %s on*",
	    "%2 cannot be done to the pointer in %1",
	    "a pointer is masked, aligned, scaled or hashed",
	    "do it to an index, and add that to the pointer"),
	ROW("pointer-pointer", K(4, 14), ANY, EACCES, SOURCE,
	    "%r pointer %s pointer prohibited",
	    "%2 between two pointers is not allowed",
	    "a difference of pointers into different objects, or a sum",
	    "(long)data_end - (long)data in 64 bits; else keep indexes"),
	ROW("pointer-32-bit", K(4, 14), ANY, EACCES, COMPILER,
	    "%r 32-bit pointer arithmetic*",
	    "the pointer in %1 is computed with in 32 bits, which cuts it off",
	    "a pointer cast to int or __u32",
	    "compute in long or __u64, or build with -mcpu=v2"),
	ROW("pointer-from-scalar", K(4, 14), ANY, EACCES, SOURCE,
	    "%r tried to subtract pointer*",
	    "a pointer is subtracted from the number in %1", "",
	    "subtract numbers, not pointers"),
	ROW("pointer-fixed", ANY, ANY, EACCES, SOURCE,
	    "%r pointer arithmetic on %s prohibited",
	    "%1 is a %2, which may not be moved",
	    "an offset is added to a map, a context-like object or data_end",
	    "use the pointer as it came"),
	ROW("pointer-subtraction", ANY, ANY, EACCES, SOURCE,
	    "%r pointer arithmetic prohibited" OR "%r subtraction from stack*",
	    "the pointer in %1 may not be changed in this way",
	    "kernels before 4.14 take few operations; programs without "
	    "CAP_PERFMON may do less",
	    "a constant offset, or a newer kernel"),
	ROW("pointer-range", K(4, 14), ANY, EINVAL, SOURCE,
	    "math between %s pointer and %d*" OR "value %d makes %s pointer*" OR
	    "%s pointer offset %d is not*",
	    "the offset added to a pointer is far too large (%1, %2)",
	    "an index that may be anything up to 2^29 and more",
	    "bound it first: if (i >= N) return 0;"),
	ROW("pointer-negative", K(4, 14), ANY, EINVAL, SOURCE,
	    "math between %s pointer*",
	    "what is added to the %1 pointer has no lower bound",
	    "a signed or full 64-bit number used as an offset",
	    "make it unsigned and bound it: if (i >= N) return 0;"),
	ROW("speculation", K(4, 14), ANY, EACCES, PERMISSION,
	    "%r tried to %s from different*" OR
	    "%r tried to %s beyond pointer*" OR
	    "%r has unknown %s with mixed*" OR "%r has %s with unsupported*" OR
	    "%r could not be %s for speculative*",
	    "%1 cannot be guarded against Spectre, as unprivileged programs "
	    "are",
	    "", "load with CAP_PERFMON or as root"),
	ROW("pointer-leak", ANY, ANY, EACCES, PERMISSION,
	    "%r leaks addr into %t",
	    "a kernel address in %1 would get out: into %2",
	    "a pointer stored or passed as a number, without CAP_PERFMON",
	    "load with CAP_PERFMON, or store the number it points to"),
	ROW("pointer-compare", ANY, ANY, EACCES, PERMISSION,
	    "%r pointer comparison prohibited" OR
	    "%r partial copy of pointer" OR "%r sign-extension part*" OR
	    "leaking pointer from stack off %d",
	    "%1 holds a pointer, of which something would get out",
	    "a comparison or a cast to int, without CAP_PERFMON",
	    "keep all 64 bits, compare with NULL only, or load with "
	    "CAP_PERFMON"),
	ROW("return-pointer", ANY, ANY, EACCES, PERMISSION,
	    "%r leaks addr as return value",
	    "the program returns a pointer, in %1", "", "return a number"),
	ROW("return-range", K(4, 10), ANY, EINVAL, SOURCE,
	    "At program exit the register %r has%tshould have been %t" OR
	    "At async callback return the register %r has%tshould have been "
	    "in %t" OR
	    "At callback return the register %r has%tshould have been in %t" OR
	    "In %s the register %r has%tshould*",
	    "the value returned (%1:%2) is not all within %3",
	    "codes of another program type, or a function's result passed on",
	    "return only what the hook takes, for instance x ? 1 : 0"),
	ROW("return-unknown", K(4, 10), ANY, EINVAL, SOURCE,
	    "At program exit the register*" OR "At %t the register %r is*" OR
	    "In async callback the*" OR "In callback the register*" OR
	    "%r not a scalar value" OR "%r is not a scalar",
	    "a number is needed here, and the register holds something else",
	    "a pointer is returned, or given where a number is taken",
	    "return or pass a number"),
	ROW("size-negative", K(4, 9), ANY, EACCES, SOURCE,
	    "%r min value is negative, either use unsigned or*",
	    "the size in %1 may be negative",
	    "an int, such as what bpf_probe_read_str returned, used as a size",
	    "if (len < 0) return 0; or make it unsigned and mask it"),
	ROW("size-unbounded", K(4, 9), ANY, EACCES, SOURCE,
	    "%r unbounded size, use*" OR "%r unbounded memory access, use*",
	    "the size in %1 has no upper bound",
	    "a size from a packet, map or context",
	    "if (len > sizeof(buf)) len = sizeof(buf); if clang drops it, "
	    "mask"),
	ROW("size-large", K(7, 0), ANY, EACCES, SOURCE,
	    "%r memory size %d is too large",
	    "the size in %1 (%2) is too large", "", "bound it by sizeof(buf)"),
	ROW("size-zero", K(4, 10), ANY, EACCES, SOURCE,
	    "%r invalid zero-sized read:*" OR "invalid zero-sized read*",
	    "the size may be 0, which this helper does not take",
	    "a masked length: len & 63 may be 0",
	    "if (!len) return 0; before the call"),
	ROW("not-constant", K(5, 8), ANY, EACCES, SOURCE,
	    "%r is not a known constant'" OR "%r must be a known constant" OR
	    "%r is not a const" OR "%r is not a constant address'" OR
	    "%r doesn't have constant*",
	    "%1 must be known while the program is loaded",
	    "a computed size, flag or offset where only a constant will do",
	    "a constant; for ring buffers bpf_ringbuf_output takes any size"),
	ROW("argument-type", K(4, 4), ANY, EACCES, SOURCE,
	    "%r type=%s expected=%t" OR "%r type=%s expected=",
	    "argument %1 is of type %2, which this helper does not take here",
	    "a value instead of its address, another map, or the wrong order",
	    "pass &key of a local; the message says what is taken"),
	ROW("argument-object", K(5, 5), ANY, EACCES, SOURCE,
	    "%r is of type %s but %s is*" OR
	    "kernel function %s %r expected*" OR "kernel function %s args#%d*",
	    "an argument points to another kernel type than is taken here",
	    "a cast, or a member of the wanted object instead of itself",
	    "pass the object that is expected"),
	ROW("division-by-zero", ANY, ANY, EINVAL, SOURCE, "div by zero",
	    "a division by the constant 0", "", "correct the constant"),
	ROW("shift", ANY, ANY, EINVAL, SOURCE, "invalid shift %d",
	    "a shift by %1, more than the register has bits", "",
	    "shift by less"),
	END
};
