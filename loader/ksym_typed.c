// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Functions and variables among the kernel's types, again in one pass for all
 * names: there are 65,000 functions. Of several that go by one name the first
 * whose type fits is taken.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/core.h"
#include "loader/kernel_btf.h"
#include "loader/ksym.h"

struct key {
	const char *name;
	size_t len;
	unsigned kind;
};

static int compare(const struct key *a, const struct ksym_typed *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int c = memcmp(a->name, b->name, n);

	if (c == 0 && a->len != b->len)
		c = a->len < b->len ? -1 : 1;
	return c ? c : (int)a->kind - (int)b->kind;
}

static int by_name(const void *a, const void *b)
{
	const struct ksym_typed *x = a;
	const struct key key = { x->name, x->len, x->kind };

	return compare(&key, b);
}

/* The first that is not before the key */
static size_t lower_bound(const struct ksym_typed *v, size_t n,
			  const struct key *key)
{
	size_t lo = 0;

	while (lo < n) {
		size_t mid = lo + (n - lo) / 2;

		if (compare(key, &v[mid]) > 0)
			lo = mid + 1;
		else
			n = mid;
	}
	return lo;
}

static void find_in(const struct btf *btf, const struct btf *local,
		    struct ksym_typed *v, size_t n, uint32_t module)
{
	for (uint32_t id = btf->first_id; id < btf_end(btf); id++) {
		const struct btf_type *t = btf_type(btf, id);
		struct key key = { .kind = btf_kind(t) };

		if (key.kind != BTF_FUNC && key.kind != BTF_VAR)
			continue;
		key.name = btf_str(btf, t->name_off);
		key.len = strlen(key.name);
		for (size_t i = lower_bound(v, n, &key);
		     i < n && compare(&key, &v[i]) == 0; i++) {
			if (v[i].state == KSYM_FOUND)
				continue;
			v[i].state =
				core_compatible(local, v[i].type, btf, t->type)
					? KSYM_FOUND
					: KSYM_MISMATCH;
			v[i].id = id;
			v[i].module = module;
		}
	}
}

static bool all_found(const struct ksym_typed *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].state != KSYM_FOUND)
			return false;
	return true;
}

int ksym_find_typed(struct kernel_btf *k, const struct btf *local,
		    struct ksym_typed *v, size_t n, struct err *e)
{
	const struct kernel_btf_module *modules;
	const struct btf *btf;
	size_t nmodules;

	if (kernel_btf_get(k, &btf, e) < 0)
		return -e->code;
	for (size_t i = 0; i < n; i++)
		v[i].state = KSYM_MISSING;
	qsort(v, n, sizeof(*v), by_name);
	find_in(btf, local, v, n, 0);
	if (all_found(v, n))
		return 0;
	nmodules = kernel_btf_modules(k, &modules);
	for (size_t i = 0; i < nmodules && !all_found(v, n); i++)
		find_in(&modules[i].btf, local, v, n, (uint32_t)i + 1);
	return 0;
}
