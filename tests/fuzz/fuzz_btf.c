// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bytes as BTF, and every question to every type; then the same bytes once
 * more as split BTF on top of themselves. The last byte says how the rest is
 * to be read: in which byte order, and where .BTF.ext begins in it.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/btf.h"
#include "elf/btfext.h"
#include "elf/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void promise(bool kept)
{
	if (!kept)
		abort();
}

static void ask_entries(const struct btf *btf, const struct btf_type *t)
{
	unsigned kind = btf_kind(t);
	const char *name;
	uint32_t bits;

	for (unsigned i = 0; i < btf_vlen(t); i++) {
		if (kind == BTF_STRUCT || kind == BTF_UNION)
			btf_member_bit(t, i, &bits);
		if (kind == BTF_ENUM || kind == BTF_ENUM64) {
			btf_enum_value(t, i, &name, btf);
			promise(name != NULL);
		}
	}
}

static void ask(const struct btf *btf)
{
	for (uint32_t id = 0; id <= btf_end(btf); id++) {
		const struct btf_type *t = btf_type(btf, id);

		promise(btf_kind(t) < BTF_KIND__COUNT);
		promise(btf_strip(btf, id) < btf_end(btf) ||
			id == btf_end(btf));
		promise(btf_size(btf, id) >= -1);
		promise(btf_kind_name(btf_kind(t)) != NULL);
		ask_entries(btf, t);
		if (id < 100)
			btf_find(btf, btf_name(btf, id), btf_kind(t));
	}
}

static void ask_ext(const struct view *v, const struct btf *btf)
{
	struct btfext x;
	struct err e;

	if (btfext_open(v, btf, &x, &e) < 0)
		return;
	for (uint32_t id = 0; id < btf_end(btf) && id < 100; id++) {
		const char *name = btf_name(btf, id);

		btfext_funcs(&x, name);
		btfext_lines(&x, name);
		btfext_relos(&x, name);
	}
	btfext_all_relos(&x);
	btfext_close(&x);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct view v = { bytes, len ? len - 1 : 0, len && bytes[len - 1] & 1 };
	struct btf btf, split;
	struct view ext;
	struct err e;

	if (btf_open(&v, NULL, &btf, &e) < 0)
		return 0;
	ask(&btf);
	if (btf_open(&v, &btf, &split, &e) == 0) {
		ask(&split);
		btf_close(&split);
	}
	if (view_sub(&v, bytes[len - 1] * 8u,
		     v.len < bytes[len - 1] * 8u ? 0
						 : v.len - bytes[len - 1] * 8u,
		     &ext))
		ask_ext(&ext, &btf);
	btf_close(&btf);
	return 0;
}
