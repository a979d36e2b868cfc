// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finding types by name. A kernel has a hundred thousand types and a program
 * asks for a dozen: rather than sort the former, all names that the object
 * asks for are searched for in one pass. The pass looks at two letters of each
 * name before it compares.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/core_priv.h"
#include "loader/kernel_btf.h"

#define NBUCKETS 256
#define NONE	 SIZE_MAX

struct table {
	size_t heads[NBUCKETS];
	uint32_t kinds; /* one bit for each that is asked for */
};

/* Of the part before a flavour, which may be one letter */
static size_t bucket(const char *name)
{
	unsigned a = (uint8_t)name[0];
	unsigned b = a && name[1] != '_' ? (uint8_t)name[1] : 0;

	return (a * 31 + b) % NBUCKETS;
}

static uint32_t kind_bit(unsigned kind)
{
	return 1u << (kind == BTF_ENUM64 ? BTF_ENUM : kind);
}

static void fill_table(struct table *t, struct core_cands *list, size_t n)
{
	t->kinds = 0;
	for (size_t i = 0; i < NBUCKETS; i++)
		t->heads[i] = NONE;
	for (size_t i = 0; i < n; i++) {
		size_t *head = &t->heads[bucket(list[i].name)];

		if (list[i].len == 0) /* anonymous: the same as no other */
			continue;
		list[i].next = *head;
		*head = i;
		t->kinds |= kind_bit(list[i].kind);
	}
}

static bool is_wanted(const struct core_cands *want, const char *name,
		      unsigned kind)
{
	return strncmp(name, want->name, want->len) == 0 &&
	       core_name_len(name) == want->len &&
	       core_kinds_compat(want->kind, kind);
}

/* Adds room in powers of two. */
static int add(struct core_cands *to, const struct core_cand *cand,
	       struct err *e)
{
	struct core_cand *v = to->v;

	if (v == NULL || (to->n & (to->n - 1)) == 0) {
		v = realloc(v, (to->n ? to->n * 2 : 1) * sizeof(*v));
		if (v == NULL)
			return err_nomem(e);
		to->v = v;
	}
	v[to->n++] = *cand;
	return 0;
}

/* Adds the type to each list that wants it. */
static int offer(const struct core_cand *cand, const struct table *table,
		 struct core_cands *list, struct err *e)
{
	const struct btf_type *t = btf_own_type(cand->btf, cand->id);
	const char *name = btf_str(cand->btf, t->name_off);
	int err = 0;

	for (size_t i = table->heads[bucket(name)]; i != NONE && err == 0;
	     i = list[i].next)
		if (is_wanted(&list[i], name, btf_kind(t)))
			err = add(&list[i], cand, e);
	return err;
}

/* Adds what btf itself has, without its base, to each of the n lists. */
static int search(const struct btf *btf, const char *module,
		  struct core_cands *list, size_t n, struct err *e)
{
	const uint32_t end = btf_end(btf);
	struct table table;

	fill_table(&table, list, n);
	for (uint32_t id = btf->first_id; id < end; id++) {
		struct core_cand cand = { btf, id, module, false };
		unsigned kind = btf_kind(btf_own_type(btf, id));

		if ((table.kinds & kind_bit(kind)) &&
		    offer(&cand, &table, list, e) < 0)
			return -e->code;
	}
	return 0;
}

static struct core_cands *known(const struct core *c, uint32_t local_id)
{
	uint32_t slot = c->slots && local_id < btf_end(c->local)
				? c->slots[local_id]
				: 0;

	return slot ? &c->cands[slot - 1] : NULL;
}

static int want(struct core *c, uint32_t local_id, struct err *e)
{
	const char *name = btf_name(c->local, local_id);
	struct core_cands *list = c->cands;
	size_t n = c->ncands;

	if (known(c, local_id) != NULL || local_id >= btf_end(c->local))
		return 0;
	if (list == NULL || (n & (n - 1)) == 0) {
		list = realloc(list, (n ? n * 2 : 1) * sizeof(*list));
		if (list == NULL)
			return err_nomem(e);
		c->cands = list;
	}
	list[c->ncands++] = (struct core_cands){
		.local_id = local_id,
		.name = name,
		.len = core_name_len(name),
		.kind = btf_kind(btf_type(c->local, local_id)),
	};
	c->slots[local_id] = (uint32_t)c->ncands;
	return 0;
}

/* The first question stands for all that the object will ask. */
static int want_all(struct core *c, struct err *e)
{
	c->slots = calloc(btf_end(c->local), sizeof(*c->slots));
	if (c->slots == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < c->relos.n; i++) {
		const struct core_relo *r = &c->relos.v[i];
		int err = 0;

		if (r->kind != CORE_TYPE_ID_LOCAL)
			err = want(c, r->type_id, e);
		if (err < 0)
			return err;
	}
	return 0;
}

/* Modules are asked for what the kernel does not have: opening them costs. */
static int search_modules(struct core *c, struct core_cands *list,
			  struct err *e)
{
	const struct kernel_btf_module *m;
	size_t n = kernel_btf_modules(c->kernel, &m);
	int err = 0;

	list->asked_modules = true;
	for (size_t i = 0; err == 0 && i < n; i++)
		err = search(&m[i].btf, m[i].name, list, 1, e);
	return err;
}

int core_cands_get(struct core *c, uint32_t local_id,
		   const struct core_cands **out, struct err *e)
{
	const struct btf *kernel;
	struct core_cands *list = known(c, local_id);
	size_t before = c->ncands;
	int err = kernel_btf_get(c->kernel, &kernel, e);

	if (err < 0)
		return err;
	if (list == NULL) {
		if (c->slots == NULL)
			err = want_all(c, e);
		if (err == 0)
			err = want(c, local_id, e);
		if (err == 0)
			err = search(kernel, NULL, c->cands + before,
				     c->ncands - before, e);
		if (err < 0)
			return err;
		list = known(c, local_id);
	}
	if (list->n == 0 && !list->asked_modules)
		err = search_modules(c, list, e);
	*out = list;
	return err;
}
