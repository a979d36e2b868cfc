// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An object of one function, made by hand. */
#include "tests/unit/loader/fold_help.h"

#include <check.h>
#include <string.h>

#include "elf/err.h"

const struct fold_data fold_data = {
	0x12,	    0xff,  0x1234,    0xfffffffe, 0x1122334455667788,
	UINT32_MAX, -2ull, 0x7fffffff
};

static struct obj_rel rels[FOLD_ROOM];
struct obj_func fold_func = { .name = "f", .rels = rels };
static struct obj_map maps[2];
static struct obj obj = {
	.funcs = &fold_func, .nfuncs = 1, .maps = maps, .nmaps = 2
};
struct image image;
bool needed[2];
struct err fold_err;

void fold_func_is(const struct bpf_insn *insns, enum obj_rel_kind kind,
		  int64_t off)
{
	fold_func.insns = (struct bpf_insn *)insns;
	fold_func.ninsns = FOLD_ROOM;
	fold_func.nrels = 0;
	for (uint32_t i = 0; i < FOLD_ROOM; i++)
		if (insn_is_ld_imm64(&insns[i]))
			rels[fold_func.nrels++] =
				(struct obj_rel){ kind, i, 0, off };
}

int fold(const void *bytes, size_t len)
{
	struct view views[2] = { { bytes, len, false } };

	memset(needed, 0, sizeof(needed));
	ck_assert_int_eq(image_link(&obj, 0, &image, &fold_err), 0);
	return image_fold(&image, views, needed, &fold_err);
}

void fold_check(const struct fold_row *r)
{
	struct bpf_insn now;

	fold_func_is(r->insns, OBJ_REL_DATA, 0);
	ck_assert_int_eq(fold(&fold_data, sizeof(fold_data)), 0);
	now = image.insns[r->at];
	ck_assert_msg(needed[0] == r->needed, "%s: map is %sneeded", r->what,
		      needed[0] ? "" : "not ");
	ck_assert(!needed[1]);
	if (r->code) {
		ck_assert_msg(now.code == r->code, "%s: 0x%02x", r->what,
			      now.code);
		ck_assert_msg(now.imm == r->imm, "%s: %d", r->what, now.imm);
		ck_assert_uint_eq(now.dst_reg, r->insns[r->at].dst_reg);
		ck_assert_uint_eq(now.src_reg, 0);
		ck_assert_int_eq(now.off, 0);
	} else {
		ck_assert_msg(memcmp(&now, &r->insns[r->at], 8) == 0, "%s",
			      r->what);
	}
	image_close(&image);
}
