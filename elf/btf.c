// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Opening a BTF blob: header, byte order, and one pass over the records that
 * checks each and notes where it starts. Questions are answered in
 * btf_query.c.
 */
#include "elf/btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btf_priv.h"
#include "elf/cleanup.h"
#include "elf/err.h"

struct layout {
	uint32_t hdr_len, type_off, type_len, str_off, str_len;
};

static int read_header(const struct view *b, struct layout *l, struct err *e)
{
	uint16_t magic;

	if (!view_u16(b, 0, &magic) || !view_u32(b, 4, &l->hdr_len) ||
	    !view_u32(b, 8, &l->type_off) || !view_u32(b, 12, &l->type_len) ||
	    !view_u32(b, 16, &l->str_off) || !view_u32(b, 20, &l->str_len))
		return err_set(e, EINVAL, "BTF: header cut short at %zu bytes",
			       b->len);
	if (magic != BTF_MAGIC)
		return err_set(e, EINVAL, "BTF: magic 0x%04x instead of 0x%04x",
			       magic, BTF_MAGIC);
	if (b->p[2] != BTF_VERSION)
		return err_set(e, EINVAL, "BTF: version %u", b->p[2]);
	if (l->hdr_len < sizeof(struct btf_header))
		return err_set(e, EINVAL, "BTF: header of %u bytes",
			       l->hdr_len);
	return 0;
}

/* Every field of every type record is a 32-bit word, so that another byte
 * order is undone word by word, without looking at the records. */
static int copy_types(struct btf *btf, const struct view *types, struct err *e)
{
	uint32_t *copy = malloc(types->len + 4);

	if (copy == NULL)
		return err_nomem(e);
	memcpy(copy, types->p, types->len);
	if (types->swap)
		for (size_t i = 0; i < types->len / 4; i++)
			copy[i] = __builtin_bswap32(copy[i]);
	btf->copy = copy;
	btf->types = (const uint8_t *)copy;
	return 0;
}

static int place(struct btf *btf, const struct view *b, const struct layout *l,
		 struct err *e)
{
	struct view body, types, strs;

	if (!view_sub(b, l->hdr_len,
		      b->len < l->hdr_len ? 0 : b->len - l->hdr_len, &body) ||
	    !view_sub(&body, l->type_off, l->type_len, &types) ||
	    !view_sub(&body, l->str_off, l->str_len, &strs))
		return err_set(e, EINVAL,
			       "BTF: types +0x%x..+0x%x or strings "
			       "+0x%x..+0x%x lie outside its %zu bytes",
			       l->type_off, l->type_len, l->str_off, l->str_len,
			       b->len);
	if (types.len % 4 != 0)
		return err_set(e, EINVAL, "BTF: types of %u bytes",
			       l->type_len);
	if (strs.len != 0 && strs.p[strs.len - 1] != '\0')
		return err_set(e, EINVAL, "BTF: strings do not end in a NUL");
	if (btf->base == NULL && (strs.len == 0 || strs.p[0] != '\0'))
		return err_set(e, EINVAL,
			       "BTF: strings do not begin with one "
			       "that is empty");
	btf->types = types.p;
	btf->types_len = l->type_len;
	btf->strs = (const char *)strs.p;
	btf->strs_len = l->str_len;
	if (types.swap || (uintptr_t)types.p % 4 != 0)
		return copy_types(btf, &types, e);
	return 0;
}

static int open_table(const struct view *bytes, const struct btf *base,
		      struct btf *out, struct err *e)
{
	struct btf btf = { .base = base, .first_id = 1 };
	struct layout l = { 0 };
	int err;

	if (base) {
		btf.first_id = btf_end(base);
		btf.str_off = base->str_off + base->strs_len;
	}
	err = read_header(bytes, &l, e);
	if (err == 0)
		err = place(&btf, bytes, &l, e);
	if (err == 0)
		err = btf_index_types(&btf, e);
	if (err < 0) {
		btf_close(&btf);
		return err;
	}
	*out = btf;
	return 0;
}

int btf_open(const struct view *bytes, const struct btf *base, struct btf *out,
	     struct err *e)
{
	struct btf btf;
	int err = open_table(bytes, base, &btf, e);

	if (err < 0)
		return err;
	err = btf_check_refs(&btf, e);
	if (err < 0) {
		btf_close(&btf);
		return err;
	}
	*out = btf;
	return 0;
}

int btf_open_trusted(const struct view *bytes, const struct btf *base,
		     struct btf *out, struct err *e)
{
	return open_table(bytes, base, out, e);
}

void btf_close(struct btf *btf)
{
	free(btf->offs);
	free(btf->copy);
	*btf = (struct btf){ 0 };
}
