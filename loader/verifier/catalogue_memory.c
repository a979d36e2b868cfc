/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages about loads and stores: null, packet, map value, stack, context,
 * and what the kernel's own types allow. */
#include "loader/verifier/catalogue_rows.h"

const struct verifier_message catalogue_memory[] = {
	ROW("null-deref", ANY, ANY, EACCES, SOURCE,
	    "%r invalid mem access '%s_or_null'",
	    "%1 is a %2 or NULL, and nothing on this path has ruled NULL out",
	    "the result of a lookup, reserve or acquire is used unchecked",
	    "if (!p) return 0; right after the call, on the variable that is "
	    "used"),
	ROW("scalar-deref", ANY, ANY, EACCES, SOURCE,
	    "%r invalid mem access 'scalar'" OR "%r invalid mem access 'inv'" OR
	    "%r invalid mem access 'imm'",
	    "%1 is a plain number to the verifier, not a pointer it knows",
	    "a kernel address followed directly, or a pointer lost in a "
	    "cast, 32 bits or merged branches",
	    "in tracing BPF_CORE_READ or bpf_probe_read_kernel; else derive "
	    "it anew from the context"),
	ROW("bad-deref", ANY, ANY, EACCES, SOURCE, "%r invalid mem access '%s'",
	    "%1 is a %2, and memory cannot be read or written through that",
	    "another pointer was meant, or this one needs a helper",
	    "use the helper that takes a %2, or the pointer that was meant"),
	ROW("null-arith", K(4, 14), ANY, EACCES, SOURCE,
	    "%r pointer arithmetic on %s prohibited, null-check*",
	    "%1 (%2) may be NULL, and an offset is added to it",
	    "&p->field or p + n before the test, at times moved there by "
	    "clang",
	    "test first; if clang moves it: asm volatile(\"\" : \"+r\"(p))"),
	ROW("null-argument", K(6, 2), ANY, EACCES, SOURCE,
	    "Possibly NULL pointer passed to helper %r",
	    "%1 of the helper may be NULL",
	    "the result of a lookup goes straight into another helper",
	    "if (!p) return 0; before the call"),
	ROW("null-trusted", K(6, 2), ANY, EACCES, SOURCE,
	    "Possibly NULL pointer passed to trusted %r",
	    "%1 of the kernel function must not be NULL, and here may be",
	    "what an acquiring function returned is passed on unchecked",
	    "if (!p) return 0; before the call"),
	ROW("packet-bounds", K(4, 9), ANY, EACCES, SOURCE,
	    "invalid access to packet, off=%d size=%d, %r(id=%d,off=%d,r=%d)",
	    "this needs %2 bytes at +%1; only those up to +%6 are proven to "
	    "exist",
	    "no comparison with data_end for this header, too short a one, "
	    "or on another copy; or a helper moved the packet",
	    "if ((void *)(hdr + 1) > data_end) return ...; on this pointer, "
	    "just before"),
	ROW("packet-outside", K(4, 9), ANY, EACCES, SOURCE,
	    "%r offset is outside of*",
	    "what %1 points to is not proven to lie in the packet", "",
	    "compare with data_end first"),
	ROW("negative-index", K(4, 9), ANY, EACCES, SOURCE,
	    "%r min value is negative, either use unsigned index*",
	    "the variable part of %1 may be negative", "",
	    "make it unsigned, test it for < 0, or mask it: i &= SIZE - 1"),
	ROW("packet-read-only", K(4, 9), ANY, EACCES, SOURCE,
	    "cannot write into packet" OR "the prog does not allow*",
	    "programs of this type may read the packet, not write it", "",
	    "bpf_skb_store_bytes, or an XDP or tc program"),
	ROW("packet-to-helper", K(4, 9), ANY, EACCES, OLD_KERNEL,
	    "helper access to the*",
	    "in this program type the helper takes no pointer into the packet",
	    "packet bytes as a map's key or value, or as a helper's buffer",
	    "copy them to the stack first"),
	ROW("packet-alignment", K(4, 9), ANY, EACCES, COMPILER,
	    "misaligned packet access off %t size %d",
	    "an access of %2 bytes to the packet is not aligned to them",
	    "strict alignment was asked for, or this CPU needs it",
	    "read bytes, or declare the header __attribute__((packed))"),
	ROW("alignment", K(4, 14), ANY, EACCES, SOURCE,
	    "misaligned access off*" OR "misaligned %s access off*",
	    "an access is not aligned to its own size",
	    "a packed struct, a char array read as a number, an odd offset; "
	    "stack slots are strict on every CPU",
	    "__attribute__((aligned(8))), or copy into an aligned local"),
	ROW("map-value-bounds", ANY, ANY, EACCES, SOURCE,
	    "invalid access to map value, value_size=%d off=%d size=%d",
	    "%3 bytes at offset %2 do not fit in a value of %1 bytes",
	    "an index without an upper bound, or another struct than the "
	    "map's",
	    "if (i >= N) return 0; on an unsigned i, or i &= N - 1; match "
	    "type and value_size"),
	ROW("region-low", K(5, 8), ANY, EACCES, SOURCE,
	    "%r min value is outside*",
	    "the lowest offset %1 can have lies outside the memory",
	    "a signed index, or a constant past the end",
	    "bound it from below, or correct the constant"),
	ROW("region-high", K(5, 8), ANY, EACCES, SOURCE,
	    "%r max value is outside*",
	    "the highest offset %1 can have lies outside the memory",
	    "the bound is too large, set too late or on a copy",
	    "compare unsigned, just before, the same variable; or mask it"),
	ROW("region-unbounded", K(5, 8), ANY, EACCES, SOURCE,
	    "%r unbounded memory access*",
	    "nothing bounds the offset in %1 from above",
	    "a counter, or a number from a packet or map, used as an index",
	    "if (i >= N) return 0; before the use"),
	ROW("array-bounds", K(4, 9), K(5, 7), EACCES, SOURCE,
	    "%r min value is outside of the array range" OR
	    "%r max value is outside of the array range" OR
	    "%r unbounded memory access, make sure to bounds check any array*",
	    "the offsets that %1 can have are not all inside the map's value",
	    "", "if (i >= N) return 0; on an unsigned i, just before"),
	ROW("memory-bounds", K(5, 8), ANY, EACCES, SOURCE,
	    "invalid access to memory, mem_size=%d off=%d size=%d",
	    "%3 bytes at offset %2 do not fit in a region of %1 bytes", "",
	    "reserve sizeof(*e); bound the index"),
	ROW("map-key-bounds", K(5, 13), ANY, EACCES, SOURCE,
	    "invalid access to map key, key_size=%d off=%d size=%d",
	    "%3 bytes at offset %2 do not fit in a key of %1 bytes", "",
	    "use the map's own key type"),
	ROW("map-key-write", K(5, 13), ANY, EACCES, SOURCE,
	    "write to change key %r*",
	    "a callback may read the key it is given, not change it", "",
	    "copy the key to the stack"),
	ROW("map-read-only", K(5, 2), ANY, EACCES, SOURCE,
	    "write into map forbidden*", "programs may not write to this map",
	    "a const global is stored to, or the map has BPF_F_RDONLY_PROG",
	    "drop const, or use another map"),
	ROW("map-write-only", K(5, 2), ANY, EACCES, SOURCE,
	    "read from map forbidden*", "programs may not read this map", "",
	    "create it without that flag"),
	ROW("map-special-field", K(5, 1), ANY, EACCES, SOURCE,
	    "bpf_spin_lock cannot*" OR "bpf_timer cannot be accessed*" OR
	    "%s cannot be accessed directly*" OR "kptr in map can only*" OR
	    "kptr access*" OR "%s cannot be accessed indirectly*" OR
	    "store to referenced kptr*" OR "store to uptr disallowed",
	    "a lock, timer or kernel pointer in a map's value is touched by "
	    "an ordinary access",
	    "memset or assignment of the whole struct, or an access beside it",
	    "go field by field, and through its own helpers"),
	ROW("btf-read-only", K(5, 5), ANY, EACCES, SOURCE,
	    "only read from %s is supported" OR
	    "Writes through BTF pointers*" OR "only read is supported" OR
	    "%r cannot write into %t",
	    "memory behind this pointer may only be read",
	    "a field of a kernel object is assigned",
	    "a helper or kernel function that changes it, if there is one"),
	ROW("stack-write-bounds", K(5, 10), ANY, EACCES, SOURCE,
	    "invalid write to stack %r off=%d size=%d",
	    "%3 bytes at %1%2 lie outside the 512 bytes of this stack frame",
	    "too many or too large locals, or a local array left at either "
	    "end",
	    "move large data to a per-CPU array map; bound the index"),
	ROW("stack-read-bounds", K(5, 10), ANY, EACCES, SOURCE,
	    "invalid read from stack %r off=*" OR "invalid indirect access*" OR
	    "invalid%tstack %r off=%d size=%d",
	    "an access to the stack reaches out of this frame, or below what "
	    "was ever written",
	    "a helper's size is larger than the local it is given, or an "
	    "index leaves a local array",
	    "match the buffer to the map's key or value size; bound the index"),
	ROW("stack-bounds-old", ANY, K(5, 11), EACCES, SOURCE,
	    "invalid stack off=%d size=%d" OR "invalid stack type %r off=%d*" OR
	    "invalid stack type %r var_off=*",
	    "an access to the stack reaches out of this frame's 512 bytes",
	    "too large locals, or a helper's size larger than its buffer",
	    "move large data to a per-CPU array map; match the sizes"),
	ROW("stack-uninit", ANY, ANY, EACCES, SOURCE,
	    "invalid read from stack%toff %d+%d size %d" OR
	    "invalid indirect read from stack%toff %d+%d size %d",
	    "byte %3 of the %4 at fp%2 on the stack was never written",
	    "a struct with padding, or filled in part, is read or passed on",
	    "__builtin_memset(&v, 0, sizeof(v)) before filling it"),
	ROW("stack-uninit-variable", K(5, 3), ANY, EACCES, SOURCE,
	    "invalid read from stack %r*" OR "invalid indirect read*" OR
	    "invalid variable stack*",
	    "some byte that this access can reach on the stack was never "
	    "written",
	    "an array filled in part, then read at a variable index",
	    "zero the whole array first"),
	ROW("stack-variable", K(5, 12), ANY, EINVAL, SOURCE,
	    "invalid variable-offset%tstack %r var_off=%t size=%d",
	    "a variable index can leave the stack frame, %4 bytes at a time",
	    "buf[i] with i not proven to be below sizeof(buf)",
	    "bound i just before, or keep the buffer in a map"),
	ROW("stack-unbounded", K(5, 3), ANY, EACCES, SOURCE,
	    "invalid unbounded variable-offset%tstack %r" OR
	    "%r unbounded indirect variable*" OR
	    "%r max value is outside of stack bound" OR
	    "%r min value is outside of stack bound" OR
	    "variable stack access*",
	    "an index into the stack is variable, with no bounds or on a "
	    "kernel before 5.12",
	    "buf[i] with i from outside",
	    "if (i >= sizeof(buf)) return 0; or keep the buffer in a map"),
	ROW("stack-unprivileged", K(5, 2), ANY, EACCES, PERMISSION,
	    "%r variable stack access*" OR "%r%tvariable offset stack*" OR
	    "%r stack pointer arithmetic*" OR "%r pointer arithmetic of*" OR
	    "uninit stack in range*" OR "spilled ptr in range*",
	    "without CAP_PERFMON pointers may not vary or leave their object",
	    "", "load with CAP_BPF and CAP_PERFMON"),
	ROW("spill-size", ANY, ANY, EACCES, SOURCE,
	    "invalid size of register spill" OR "attempt to corrupt spilled*" OR
	    "invalid size of register fill" OR "corrupted spill memory",
	    "a pointer kept on the stack is stored or loaded in part",
	    "a pointer cast to a smaller integer, or a write into a saved one",
	    "store and load all 8 bytes"),
	ROW("stack-pointer-escapes", K(4, 16), ANY, EINVAL, SOURCE,
	    "cannot return stack pointer*" OR "cannot spill pointers*",
	    "a function hands out the address of its own local",
	    "return &local, or storing it through the caller's pointer",
	    "return the value, or fill memory of the caller's"),
	ROW("context-field", ANY, ANY, EACCES, SOURCE,
	    "invalid bpf_context access off=%d size=%d",
	    "%2 bytes at offset %1 of the context are not open to a program "
	    "of this type",
	    "another type's context, a field of another size, a read-only or "
	    "newer one, or no such argument",
	    "the struct that belongs to the section; whole u32 loads"),
	ROW("context-released", K(7, 0), ANY, EACCES, SOURCE,
	    "invalid bpf_context access off=%d.*",
	    "the argument at offset %1 has been released already", "",
	    "read it before"),
	ROW("context-moved", K(4, 14), ANY, EACCES, COMPILER,
	    "dereference of modified*",
	    "a pointer that may not move was moved before the access",
	    "clang added the field's offset first, or merged two accesses",
	    "read the fields into locals at the top, or put asm "
	    "volatile(\"\" ::: \"memory\") between"),
	ROW("context-negative", K(5, 11), ANY, EACCES, SOURCE,
	    "negative offset %s ptr %r off=%d*",
	    "%2 (%1) is used at the negative offset %3", "",
	    "use the pointer itself, or container_of in a helper's terms"),
	ROW("context-variable", K(4, 14), ANY, EACCES, SOURCE,
	    "variable %s access var_off=%t disallowed",
	    "a %1 pointer is used with an offset that is not constant", "",
	    "constant indexes: unroll, or switch over i"),
	ROW("buffer-variable", K(5, 4), ANY, EACCES, SOURCE,
	    "%r invalid variable buffer*" OR "%r invalid %s buffer access:*" OR
	    "%r invalid negative %s buffer*",
	    "%1 points into a buffer, here at an offset below it or not "
	    "constant",
	    "a negative or variable index", "constant offsets from 0 up"),
	ROW("btf-walk", K(5, 5), ANY, EACCES, SOURCE,
	    "%r is ptr_%s access user memory: off=%d" OR
	    "%r is ptr_%s access percpu memory: off=%d" OR
	    "%r is ptr_%s invalid negative access: off=%d" OR
	    "%r is ptr_%s invalid variable offset: off=%d*",
	    "%1 points to a kernel %2; offset %3 of it cannot be read "
	    "directly",
	    "a __user or __percpu member, or a computed offset",
	    "bpf_probe_read_user, bpf_per_cpu_ptr, or BPF_CORE_READ"),
	ROW("btf-beyond", K(5, 5), ANY, EACCES, SOURCE,
	    "access beyond struct %s at off*" OR
	    "access beyond the end of member %s (mend:*" OR
	    "cannot access ptr member %s with moff*",
	    "the load does not fit struct or member %1 of this kernel",
	    "types of another kernel, without CO-RE",
	    "__attribute__((preserve_access_index)) on the struct"),
	ROW("btf-capability", K(5, 8), ANY, EACCES, PERMISSION,
	    "%t access is allowed only*" OR "Cannot access kernel %t from*",
	    "reading kernel objects (%1) is not open to this program", "",
	    "load with CAP_PERFMON, and license \"GPL\""),
	ROW("atomic-target", K(4, 4), ANY, EACCES, SOURCE,
	    "BPF_ATOMIC stores into %r %t is*" OR
	    "BPF_ATOMIC loads from %r %t is*" OR
	    "BPF_XADD stores into %r %t is*" OR "BPF_ST stores into %r %t is*",
	    "%1 (%2) takes no atomic operation or immediate store", "",
	    "plain load and store, or count in a map"),
	END
};
