/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages about what a program holds for a while: references, locks, RCU,
 * dynptrs, iterators, timers and trees. */
#include "loader/verifier/catalogue_rows.h"

const struct verifier_message catalogue_objects[] = {
	ROW("reference-leak", K(4, 20), ANY, EINVAL, SOURCE,
	    "Unreleased reference id=%d alloc_insn=%d" OR
	    "Leaking reference id=%d alloc_insn=%d.*",
	    "what instruction %2 acquired is not given back on this path",
	    "a return between acquire and release, or an overwritten variable",
	    "submit, discard or release it before every return"),
	ROW("reference-leak-at", K(4, 20), ANY, EINVAL, SOURCE,
	    "%s would lead to reference leak" OR
	    "BPF_EXIT instruction in %t would lead*",
	    "something acquired is still held here",
	    "a return, throw or tail call between acquire and release",
	    "release it before"),
	ROW("reference-absent", K(4, 20), ANY, EINVAL, SOURCE,
	    "func %s#%d reference has*" OR "kfunc %s#%d reference has*" OR
	    "release helper %s expects*" OR "release kfunc %s expects*" OR
	    "release kernel function %s expects*",
	    "%1 is given something that this program did not acquire",
	    "a second release, or one of a pointer that was only looked up",
	    "one release for each acquire"),
	ROW("reference-wanted", K(5, 19), ANY, EINVAL, SOURCE,
	    "%r must be referenced when*" OR "allocated object must*" OR
	    "arg %d is an unacquired*" OR "cannot release unowned*",
	    "what is released here is not this program's own",
	    "a second release, or one of a borrowed pointer",
	    "one release for each acquire"),
	ROW("release-offset", K(5, 17), ANY, EINVAL, SOURCE,
	    "%r must have zero offset*",
	    "%1 was moved; only the object's start can be released", "",
	    "keep the first pointer"),
	ROW("lock-call", K(5, 1), ANY, EINVAL, SOURCE,
	    "function calls are not*" OR "helper call is not allowed while*",
	    "nothing may be called while a spin lock is held", "",
	    "call it before, keep only loads and stores within"),
	ROW("lock-missing", K(5, 1), ANY, EINVAL, SOURCE,
	    "bpf_spin_unlock is missing",
	    "the program can end with the lock still held",
	    "a return between lock and unlock", "unlock before every return"),
	ROW("lock-twice", K(5, 1), ANY, EINVAL, SOURCE,
	    "Locking two bpf_spin_locks*" OR "Acquiring the same lock*",
	    "a lock is taken while one is held", "nested critical sections",
	    "one after the other; bpf_res_spin_lock (6.15) can nest"),
	ROW("lock-unlock", K(5, 1), ANY, EINVAL, SOURCE,
	    "bpf_spin_unlock without*" OR "%s_unlock without taking a lock" OR
	    "%s_unlock of different lock" OR "%s_unlock cannot be out*",
	    "an unlock does not belong to the lock held last", "",
	    "unlock the same pointer, in reverse order"),
	ROW("lock-program-type", K(5, 1), ANY, EINVAL, SOURCE,
	    "tracing progs cannot use*" OR "socket filter progs cannot use*" OR
	    "sleepable progs cannot use*" OR "%s cannot be used in tracing*",
	    "maps with such a member are not for this program type", "",
	    "atomics or per-CPU maps"),
	ROW("lock-btf", K(5, 1), ANY, EINVAL, ENVIRONMENT,
	    "map '%s' has to have BTF in order to use %s",
	    "map %1 was created without the type of its value, which says "
	    "where the %2 is",
	    "an old map definition, or a loader that passes no types",
	    "a map in SEC(\".maps\") with __type(value, struct ...)"),
	ROW("lock-none", K(5, 1), ANY, EINVAL, SOURCE,
	    "%s '%s' has no valid %s" OR "map '%s' doesn't have 'struct %s'" OR
	    "map '%s' is not a struct*" OR "map '%s' has more than*" OR
	    "off %d doesn't point to*" OR "off=%d doesn't point to %s" OR
	    "off=%d %s isn't referenced kptr",
	    "the helper's lock, timer or kptr is not at this place of the "
	    "value",
	    "another member's address, or a map without such a member",
	    "pass &v->MEMBER of that type"),
	ROW("lock-held", K(6, 2), ANY, EINVAL, SOURCE,
	    "bpf_spin_lock at off=%d*" OR "held lock and object*" OR
	    "%s not allowed in rbtree cb" OR "can't %s in rbtree cb" OR
	    "rbtree_remove node input*" OR "operation on %s expects*" OR
	    "arg#1 offset=%d, but expected*" OR
	    "Calling bpf_rcu_read_{lock,unlock}*",
	    "a list or tree operation that is wrong here: without the lock "
	    "beside it, in a comparison function, or on another member",
	    "",
	    "take the lock in the same value; the types named in __contains()"),
	ROW("region-forbidden", K(5, 1), ANY, EINVAL, SOURCE,
	    "%t cannot be used inside %s region",
	    "%1 must not stand within a %2 region",
	    "a return, tail call, throw or LD_ABS before the region's end",
	    "end the region first"),
	ROW("region-end-missing", K(6, 2), ANY, EINVAL, SOURCE,
	    "bpf_rcu_read_unlock is*" OR "%d %s missing",
	    "the program can end within a region it has opened", "",
	    "end it on every path"),
	ROW("region-unmatched", K(6, 2), ANY, EINVAL, SOURCE,
	    "unmatched %t (kernel function %s)" OR
	    "nested rcu read %s (kernel*" OR "cannot restore irq state*",
	    "regions do not nest as they were opened", "",
	    "pair them on every path"),
	ROW("dynptr-uninit", K(5, 19), ANY, EINVAL, SOURCE,
	    "Expected an initialized*" OR "Expected a dynptr of*" OR
	    "expected an initialized*",
	    "the dynptr is not set up at this point, or is of another kind",
	    "used before bpf_dynptr_from_*, or after its memory was released",
	    "set it up once, use it before the release"),
	ROW("dynptr-init", K(5, 19), ANY, EINVAL, SOURCE,
	    "Dynptr has to be an uninitialized dynptr" OR
	    "cannot overwrite referenced dynptr" OR "expected uninitialized*",
	    "a dynptr that is in use would be set up again",
	    "one variable for two dynptrs", "a variable of its own for each"),
	ROW("dynptr-write", K(5, 19), ANY, EACCES, SOURCE,
	    "potential write to dynptr*" OR "cannot pass pointer to*" OR
	    "cannot pass in dynptr*" OR "cannot pass in %s at an*" OR
	    "%s has to be at a constant offset",
	    "a dynptr or iterator is only to be used whole and by its helpers",
	    "its bytes are written, or it is not passed by its own address",
	    "pass &d, and leave its bytes alone"),
	ROW("iterator", K(6, 4), ANY, EINVAL, SOURCE,
	    "expected an initialized iter_%s as %t" OR
	    "expected uninitialized iter_%s as %t" OR
	    "expected valid iter pointer as %t",
	    "the iterator is not of the type or in the state this call needs",
	    "", "bpf_for() or bpf_for_each(), which do it"),
	ROW("timer-map", K(5, 15), ANY, EINVAL, SOURCE,
	    "%s pointer in R1 map_uid=%d*" OR "bpf_task_work pointer*" OR
	    "invalid kptr access*" OR "%r has no valid kptr" OR
	    "BPF_ST imm must be 0*",
	    "the object given does not belong to this map or member",
	    "another map's element, or another type of object",
	    "the map it was looked up in, an object of the member's type"),
	ROW("object-new", K(6, 2), ANY, EINVAL, SOURCE,
	    "bpf_obj_new%trequires prog BTF" OR
	    "bpf_obj_new%ttype ID argument*" OR "bpf_percpu_obj_new type %t" OR
	    "local type ID argument*",
	    "the type asked for cannot be allocated", "",
	    "build with -g, and name a struct of this object"),
	END
};
