// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Types by the kernel that brought their kind; nothing else is looked at. */
#include "tests/unit/fake_btf.h"

#include <check.h>
#include <errno.h>

#include "elf/btf.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/fake_sys.h"

/* 509 is 5.9; what is not here came with BTF itself */
static const int since[BTF_KIND__COUNT] = {
	[BTF_FUNC] = 500,     [BTF_FUNC_PROTO] = 500, [BTF_VAR] = 502,
	[BTF_DATASEC] = 502,  [BTF_FLOAT] = 513,      [BTF_DECL_TAG] = 516,
	[BTF_TYPE_TAG] = 517, [BTF_ENUM64] = 600,
};

static bool is_new(const struct btf_type *t, int version)
{
	if (btf_kind(t) < BTF_KIND__COUNT && since[btf_kind(t)] > version)
		return true;
	/* a global function's linkage */
	return btf_kind(t) == BTF_FUNC && version < 506 && btf_vlen(t) == 1;
}

int fake_btf(const union bpf_attr *attr, int version)
{
	struct view bytes = { (void *)(uintptr_t)attr->btf, attr->btf_size,
			      false };
	struct btf btf = { 0 };
	struct err e = { 0 };
	bool good = true;

	ck_assert_msg(btf_open(&bytes, NULL, &btf, &e) == 0, "%s", e.msg);
	for (uint32_t id = 1; id < btf_end(&btf); id++)
		good = good && !is_new(btf_type(&btf, id), version);
	btf_close(&btf);
	return good ? fake_new_fd() : -EINVAL;
}
