/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files of the CO-RE engine; nobody else includes it. */
#ifndef LOADER_CORE_PRIV_H
#define LOADER_CORE_PRIV_H

#include <stdio.h>

#include "elf/btf.h"
#include "loader/core.h"

/* LLVM's own limit is lower; the kernel and libbpf allow 64, too. */
#define CORE_MAX_STEPS 64

/* Where something is within one table of types */
struct core_place {
	const struct btf *btf;
	uint32_t root; /* the type that was looked at, unstripped */
	uint32_t bits; /* offset from the root's start */
	uint32_t type; /* of what is there, unstripped */
	uint32_t owner; /* struct, union or enum it is a member of; 0: none,
			 * it is an element of an array or the root */
	uint32_t index; /* which member */
};

/* One step on the way from the root: into a member, or along an array */
struct core_step {
	const char *name; /* NULL: array */
	uint32_t index; /* of the array's element */
	uint32_t type; /* local; what the step leads to */
};

/* What a record asks for, as the program was compiled */
struct core_path {
	enum core_kind kind;
	struct core_place place; /* in the object's own types */
	unsigned nsteps; /* the first goes along an array of roots */
	struct core_step steps[CORE_MAX_STEPS];
};

/* core_path.c */
int core_path_parse(const struct btf *local, const struct core_relo *relo,
		    struct core_path *path, struct err *e);
void core_path_text(const struct core_path *path, char *buf, size_t size);
void core_type_text(const struct btf *btf, uint32_t id, char *buf, size_t size);
const char *core_kind_name(uint32_t kind);
bool core_kind_is_field(uint32_t kind);
bool core_kind_is_enum(uint32_t kind);

/* But for their flavours */
bool core_same_name(const char *a, const char *b);

/* One past the array's end may be reached through the last member of a struct,
 * declared [], [0] or, of old, [1]. owner: 0 or the member's struct. */
bool core_in_array(const struct btf *btf, const struct core_place *array,
		   uint32_t index);

/* Moves by index elements of the size of type; false on overflow. */
bool core_move(struct core_place *p, uint32_t type, uint32_t index);

/* core_match.c */
enum core_miss {
	CORE_MISS_NONE,
	CORE_MISS_MEMBER, /* no member or enumerator of that name */
	CORE_MISS_TYPE, /* a member, but of another kind */
	CORE_MISS_ARRAY, /* not an array, or a shorter one */
	CORE_MISS_SHAPE, /* the types as a whole differ */
};

struct core_missing {
	enum core_miss why;
	unsigned step; /* of the path, at which it ended */
};

/* Looks up the path in the candidate. On a miss *place is as far as it got. */
struct core_cand;
bool core_match(const struct core_path *path, const struct core_cand *cand,
		struct core_place *place, struct core_missing *missing);

/* core_types.c: a type of the object against one of the target */
struct core_pair {
	const struct btf *local;
	const struct btf *target;
	bool guessed; /* struct core_cand */
	bool forward; /* "struct foo;" stands for any struct or union */
	uint32_t steps; /* taken so far: hostile types are endless */
};

/* Alike enough to be the same type, going by kinds. */
bool core_types_compat(struct core_pair *p, uint32_t local_id,
		       uint32_t target_id);
/* The target's has all that the local one has. */
bool core_types_match(struct core_pair *p, uint32_t local_id,
		      uint32_t target_id);
/* A field of the one can be read as the other. */
bool core_fields_compat(struct core_pair *p, uint32_t local_id,
			uint32_t target_id);
bool core_kinds_compat(unsigned a, unsigned b);

/* core_value.c: what goes into the instruction */
struct core_value {
	uint64_t v;
	uint32_t size; /* CORE_FIELD_BYTE_OFFSET of what a load can read */
	bool exact; /* the compiler computes it the same way */
	bool is_signed, is_scalar; /* what is read */
};

/* Enumerators of 32 bits, where the BTF is too old to say */
enum core_sign {
	CORE_SIGN_NO,
	CORE_SIGN_YES,
	CORE_SIGN_GUESS,
};

/* False when it has none: no size, or a bit field that spans more than 8
 * bytes. */
bool core_value_of(const struct core_place *p, enum core_kind kind,
		   enum core_sign sign, struct core_value *out);

/* core_patch.c: insns holds n slots. 0, -errno when the instruction is not
 * what was expected, or CORE_PATCH_POISON with *why. */
#define CORE_PATCH_POISON 1

struct core_change {
	struct core_value from, to;
};

int core_patch(struct bpf_insn *insns, size_t n,
	       const struct core_change *change, enum core_why *why,
	       struct err *e);
void core_poison(struct bpf_insn *insns, size_t n);

/* core_cands.c */
struct core_cand {
	const struct btf *btf;
	uint32_t id;
	const char *module; /* NULL: the kernel itself */
	bool guessed; /* its ints may be something else of that size, as
		       * may be what a format file calls foo_t */
};

struct core_cands {
	uint32_t local_id;
	const char *name;
	size_t len; /* of name, without its flavour */
	unsigned kind;
	bool asked_modules;
	struct core_cand *v; /* owned */
	size_t n;
	size_t next; /* while searching: same hash */
};

/* All types of the target that go by the local type's name. Valid until the
 * next call. */
int core_cands_get(struct core *c, uint32_t local_id,
		   const struct core_cands **out, struct err *e);

/* core.c: candidates for a path, from the event's types or the kernel's.
 * *event is where the one of the former is put. */
struct core_found {
	const struct core_cand *v;
	size_t n;
	struct core_cand event;
};

int core_find(struct core *c, const struct core_job *job,
	      const struct core_path *path, struct core_found *found,
	      struct err *e);

#endif
