// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Validation of BTF records: lengths first, then what they refer to. Two
 * passes over a kernel's five megabytes are what it costs that nobody after
 * has to check again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btf.h"
#include "elf/btf_priv.h"
#include "elf/cleanup.h"
#include "elf/err.h"

/* Bytes behind the 12-byte record, fixed and per vlen */
static const struct {
	uint8_t fixed, each;
} tails[BTF_KIND__COUNT] = {
	[BTF_INT] = { 4, 0 },	   [BTF_ARRAY] = { 12, 0 },
	[BTF_STRUCT] = { 0, 12 },  [BTF_UNION] = { 0, 12 },
	[BTF_ENUM] = { 0, 8 },	   [BTF_FUNC_PROTO] = { 0, 8 },
	[BTF_VAR] = { 4, 0 },	   [BTF_DATASEC] = { 0, 12 },
	[BTF_DECL_TAG] = { 4, 0 }, [BTF_ENUM64] = { 0, 12 },
};

/* Each record is found through the one before. That two thirds have no tail
 * is a branch, so that the processor need not wait to go on. */
static uint32_t record_size(const struct btf_type *t)
{
	unsigned kind = btf_kind(t);

	if (__builtin_expect(tails[kind].fixed + tails[kind].each == 0, 1))
		return (uint32_t)sizeof(*t);
	return (uint32_t)sizeof(*t) + tails[kind].fixed +
	       btf_vlen(t) * tails[kind].each;
}

static const struct btf_type *record(const struct btf *btf, uint32_t off)
{
	return (const struct btf_type *)(const void *)(btf->types + off);
}

static int check_record(const struct btf *btf, uint32_t id, uint32_t off,
			struct err *e)
{
	const struct btf_type *t = record(btf, off);

	if (btf->types_len - off < sizeof(*t))
		return err_set(e, EINVAL, "BTF: type %u at +0x%x is cut short",
			       id, off);
	if (btf_kind(t) == BTF_VOID || btf_kind(t) >= BTF_KIND__COUNT) {
		err_set(e, EINVAL,
			"BTF: type %u at +0x%x is of unknown kind "
			"%u",
			id, off, btf_kind(t));
		return err_hint(e, "the object was made by a compiler newer "
				   "than this version of rawbpf");
	}
	if (btf->types_len - off < record_size(t))
		return err_set(e, EINVAL,
			       "BTF: type %u at +0x%x: %u entries do not fit",
			       id, off, btf_vlen(t));
	return 0;
}

int btf_index_types(struct btf *btf, struct err *e)
{
	/* No record is shorter than 12 bytes: the file bounds the table */
	size_t room = btf->types_len / sizeof(struct btf_type) + 1;
	uint32_t off = 0, n = 0;
	uint32_t *fit;
	int err;

	btf->offs = malloc(room * sizeof(*btf->offs));
	if (btf->offs == NULL)
		return err_nomem(e);
	while (off < btf->types_len) {
		err = check_record(btf, btf->first_id + n, off, e);
		if (err < 0)
			return err;
		btf->offs[n++] = off;
		off += record_size(record(btf, off));
	}
	btf->ntypes = n;
	fit = realloc(btf->offs, (n + 1) * sizeof(*btf->offs));
	if (fit)
		btf->offs = fit;
	return 0;
}

struct check {
	uint32_t nids, nstrs;
};

static bool bad_name(const struct check *c, uint32_t off)
{
	return off >= c->nstrs;
}

static bool members_ok(const struct check *c, const struct btf_type *t)
{
	const struct btf_member *m = btf_tail(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (bad_name(c, m[i].name_off) || m[i].type >= c->nids)
			return false;
	return true;
}

static bool params_ok(const struct check *c, const struct btf_type *t)
{
	const struct btf_param *p = btf_tail(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (bad_name(c, p[i].name_off) || p[i].type >= c->nids)
			return false;
	return t->type < c->nids;
}

static bool vars_ok(const struct check *c, const struct btf_type *t)
{
	const struct btf_var_secinfo *v = btf_tail(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (v[i].type >= c->nids)
			return false;
	return true;
}

static bool names_ok(const struct check *c, const struct btf_type *t,
		     size_t words)
{
	const uint32_t *entry = btf_tail(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (bad_name(c, entry[i * words]))
			return false;
	return true;
}

static bool refs_ok(const struct check *c, const struct btf_type *t)
{
	const struct btf_array *a = btf_tail(t);

	switch (btf_kind(t)) {
	case BTF_ARRAY:
		return a->type < c->nids && a->index_type < c->nids;
	case BTF_STRUCT:
	case BTF_UNION:
		return members_ok(c, t);
	case BTF_ENUM:
		return names_ok(c, t, 2);
	case BTF_ENUM64:
		return names_ok(c, t, 3);
	case BTF_FUNC_PROTO:
		return params_ok(c, t);
	case BTF_DATASEC:
		return vars_ok(c, t);
	case BTF_INT:
	case BTF_FLOAT:
	case BTF_FWD:
		return true;
	default: /* PTR, TYPEDEF, qualifiers, FUNC, VAR, tags */
		return t->type < c->nids;
	}
}

int btf_check_refs(const struct btf *btf, struct err *e)
{
	struct check c = { btf_end(btf), btf->str_off + btf->strs_len };

	for (uint32_t i = 0; i < btf->ntypes; i++) {
		const struct btf_type *t = record(btf, btf->offs[i]);

		if (bad_name(&c, t->name_off))
			return err_set(e, EINVAL,
				       "BTF: type %u: name at 0x%x lies "
				       "outside the strings",
				       btf->first_id + i, t->name_off);
		if (!refs_ok(&c, t))
			return err_set(e, EINVAL,
				       "BTF: type %u (%s) refers to a type or "
				       "name that does not exist",
				       btf->first_id + i,
				       btf_kind_name(btf_kind(t)));
	}
	return 0;
}
