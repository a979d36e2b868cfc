/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * CO-RE: fits instructions that were compiled against one kernel's types to
 * another's, in user space. The compiler leaves a record for each instruction
 * that holds an offset, size, type id or enumerator; here the same field is
 * looked up by name in the target's types and the instruction changed.
 *
 * What is wrong with the object is an error. What the target does not have is
 * none: the instruction is poisoned, so that the program loads as long as the
 * verifier proves that it is never reached, and a failure is noted, of which
 * core_explain can tell the story when it is.
 */
#ifndef LOADER_CORE_H
#define LOADER_CORE_H

#include "elf/btfext.h"

struct btf;
struct err;
struct kernel_btf;
struct trace_btf;

/* A poisoned instruction is a call of this helper; the verifier refuses it as
 * "invalid func unknown#195896080", the same number as libbpf's. */
#define CORE_POISON 0xbad2310

/* What all programs of one object share */
struct core {
	const struct btf *local; /* the object's */
	struct btfext_relos relos; /* all of the object's: their types are
				    * searched for in one go */
	struct kernel_btf *kernel;
	struct core_cands *cands; /* owned; what the search found */
	size_t ncands;
	uint32_t *slots; /* owned; 1 + place in cands of each local type */
};

/* All three must outlive *c. kernel may be NULL: nothing but tracepoint
 * contexts can be relocated then. */
void core_init(struct core *c, const struct btf *local,
	       struct btfext_relos relos, struct kernel_btf *kernel);
void core_fini(struct core *c);

enum core_why {
	CORE_WHY_MISSING, /* no such type, field or enumerator */
	CORE_WHY_AMBIGUOUS, /* several, with different answers */
	CORE_WHY_RANGE, /* value does not fit the instruction */
	CORE_WHY_SIZE, /* field of another size, access cannot follow */
};

struct core_failure {
	uint32_t insn; /* poisoned: the job's insn_base + index */
	enum core_why why;
	struct core_relo relo;
	uint64_t value; /* what would have been put in, where known */
};

struct core_failures {
	struct core_failure *v; /* owned */
	size_t n;
};

struct core_job {
	struct btfext_relos relos; /* of the section, or part of it */
	struct bpf_insn *insns; /* changed in place */
	size_t ninsns;
	uint32_t sec_off; /* bytes of insns[0] from its section's start;
			   * records of other places are passed over */
	uint32_t insn_base; /* what the verifier calls insns[0] */
	const struct trace_btf *event; /* or NULL: the context of this
					* program, preferred to the kernel's */
	const char *event_name; /* "sched:sched_switch", for messages */
	struct core_failures *failures; /* or NULL; appended to */
};

/* -ENOENT when a record needs the kernel's types and there are none. The
 * instructions are in an undefined state after an error. */
int core_apply(struct core *c, const struct core_job *job, struct err *e);

/* One line: what the program wanted and what the target has instead. Only the
 * event of job is looked at. */
void core_explain(struct core *c, const struct core_job *job,
		  const struct core_failure *f, char *buf, size_t size);

/* The failure behind an instruction that the verifier came upon, or NULL. */
const struct core_failure *core_failure_at(const struct core_failures *f,
					   uint32_t insn);

void core_failures_fini(struct core_failures *f);

/* Length of a name without its flavour: "task_struct___old" is one of
 * task_struct's. */
size_t core_name_len(const char *name);

/* A type of the object and one of the target are alike enough, going by kinds,
 * to be meant for the same: of a variable or a function's prototype. */
bool core_compatible(const struct btf *local, uint32_t local_id,
		     const struct btf *target, uint32_t target_id);

#endif
