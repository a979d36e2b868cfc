// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A struct of the object's in the layout of a kernel whose types are made
 * here: members in another order, with more of them, around it a wrapper.
 */
#include <errno.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/struct_ops.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/loader/core_help.h"
#include "tests/unit/run.h"

static struct btf_writer kernel_w, local_w;
static struct btf kernel;
static struct kernel_btf k;
static struct obj obj;
static struct struct_ops ops;
static struct err e;

/* Of the object's struct: u32 flags, int (*call)(), char name[4], u64 big */
enum { FLAGS = 0, CALL = 8, NAME = 16, BIG = 24, LOCAL_SIZE = 32 };

static uint8_t data[LOCAL_SIZE];
static struct obj_map_init init = { CALL, true, 0 };
static struct obj_map map = {
	.name = "mine",
	.origin = OBJ_MAP_STRUCT_OPS,
	.size = LOCAL_SIZE,
	.data = { data, LOCAL_SIZE, false },
	.inits = &init,
};

static void open_types(struct btf_writer *w, struct btf *btf)
{
	struct view v = btfw_bytes(w);

	ck_assert_msg(btf_open(&v, NULL, btf, &e) == 0, "%s", e.msg);
}

/* 1 u32, 2 u64, 3 char, 4 char[4], 5 int(), 6 its pointer */
static void write_types(struct btf_writer *w)
{
	btfw_init(w, NULL);
	btfw_int(w, 4, 0);
	btfw_int(w, 8, 0);
	btfw_int(w, 1, 0);
	btfw_array(w, 3, 4);
	btfw_type(w, "", BTF_FUNC_PROTO, 1);
	btfw_type(w, "", BTF_PTR, 5);
}

/* The kernel has no "big", flags at 24 and the function at 16 */
static void write_kernel(const char *wrapper)
{
	write_types(&kernel_w);
	btfw_type(&kernel_w, "ops", BTF_STRUCT, 32); /* 7 */
	btfw_member(&kernel_w, "list", 2, 0);
	btfw_member(&kernel_w, "name", 4, 64);
	btfw_member(&kernel_w, "call", 6, 128);
	btfw_member(&kernel_w, "flags", 1, 192);
	btfw_type(&kernel_w, wrapper, BTF_STRUCT, 96); /* 8 */
	btfw_member(&kernel_w, "common", 2, 0);
	btfw_member(&kernel_w, "data", 7, 512);
	open_types(&kernel_w, &kernel);
	kernel_of(&k, &kernel);
	k.tried_modules = true;
}

static void setup(void)
{
	write_types(&local_w);
	btfw_type(&local_w, "ops___small", BTF_STRUCT, LOCAL_SIZE); /* 7 */
	btfw_member(&local_w, "flags", 1, FLAGS * 8);
	btfw_member(&local_w, "call", 6, CALL * 8);
	btfw_member(&local_w, "name", 4, NAME * 8);
	btfw_member(&local_w, "big", 2, BIG * 8);
	open_types(&local_w, &obj.btf);
	memset(data, 0, sizeof(data));
	map.value_type = 7;
	map.ninits = 1;
	write_kernel("bpf_struct_ops_ops");
}

static void teardown(void)
{
	struct_ops_close(&ops);
	kernel_btf_fini(&k);
	btf_close(&obj.btf);
}

START_TEST(members_go_where_the_kernel_has_them)
{
	static const uint8_t nothing[8];
	uint64_t fd;

	memcpy(data + NAME, "abc", 4);
	data[FLAGS] = 0x12;
	ck_assert_msg(struct_ops_open(&obj, &map, &k, &ops, &e) == 0, "%s",
		      e.msg);
	ck_assert_uint_eq(ops.type, 7);
	ck_assert_uint_eq(ops.wrapper, 8);
	ck_assert_uint_eq(ops.size, 96);
	ck_assert_str_eq((const char *)ops.value + 64 + 8, "abc");
	ck_assert_uint_eq(ops.value[64 + 24], 0x12);
	ck_assert_uint_eq(ops.slots[0].member, 2);
	ck_assert_mem_eq(ops.value, nothing, 8);
	struct_ops_set(&ops, 0, 77);
	memcpy(&fd, ops.value + 64 + 16, sizeof(fd));
	ck_assert_uint_eq(fd, 77);
}
END_TEST

static const struct {
	uint32_t at, slot;
	int code;
	const char *says;
} faults[] = {
	{ BIG, CALL, -ENOENT, "the kernel's struct has no member 'big'" },
	{ FLAGS, BIG, -ENOENT, "the kernel's struct has no member 'big'" },
	{ FLAGS, NAME, -EINVAL, "member 'name' is of another type" },
	{ FLAGS, 4, -EINVAL, "no member begins at +0x4" },
	{ CALL, CALL + 1, -EINVAL, "member 'call' is of another type" },
};

START_TEST(what_the_kernel_cannot_hold_is_an_error)
{
	data[faults[_i].at] = 1;
	init.slot = faults[_i].slot;
	ck_assert_int_eq(struct_ops_open(&obj, &map, &k, &ops, &e),
			 faults[_i].code);
	ck_assert_msg(strstr(e.msg, faults[_i].says) != NULL, "%s", e.msg);
	ck_assert_msg(strstr(e.msg, "struct_ops 'mine'") != NULL, "%s", e.msg);
}
END_TEST

START_TEST(another_size_is_another_type)
{
	kernel_btf_fini(&k);
	write_types(&kernel_w);
	btfw_type(&kernel_w, "ops", BTF_STRUCT, 16); /* 7 */
	btfw_member(&kernel_w, "flags", 2, 0);
	btfw_member(&kernel_w, "call", 6, 64);
	btfw_type(&kernel_w, "bpf_struct_ops_ops", BTF_STRUCT, 16); /* 8 */
	btfw_member(&kernel_w, "data", 7, 0);
	open_types(&kernel_w, &kernel);
	kernel_of(&k, &kernel);
	data[FLAGS] = 1;
	ck_assert_int_eq(struct_ops_open(&obj, &map, &k, &ops, &e), -EINVAL);
	ck_assert_msg(strstr(e.msg, "member 'flags'") != NULL, "%s", e.msg);
}
END_TEST

START_TEST(a_kernel_without_the_struct_says_so)
{
	kernel_btf_fini(&k);
	write_kernel("something_else");
	ck_assert_int_eq(struct_ops_open(&obj, &map, &k, &ops, &e),
			 -EOPNOTSUPP);
	ck_assert_msg(strstr(e.msg, "takes no struct 'ops'") != NULL, "%s",
		      e.msg);
	ck_assert_msg(strstr(e.hint, "5.6") != NULL, "%s", e.hint);
}
END_TEST

START_TEST(a_kernel_without_types_says_so)
{
	kernel_btf_fini(&k);
	k.tried = true;
	k.err = (struct err){ .code = ENOENT, .msg = "no types" };
	ck_assert_int_eq(struct_ops_open(&obj, &map, &k, &ops, &e), -ENOENT);
	ck_assert_str_eq(e.msg, "struct_ops 'mine': no types");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, members_go_where_the_kernel_has_them);
	tcase_add_loop_test(t, what_the_kernel_cannot_hold_is_an_error, 0,
			    ARRAY_SIZE(faults));
	tcase_add_test(t, another_size_is_another_type);
	tcase_add_test(t, a_kernel_without_the_struct_says_so);
	tcase_add_test(t, a_kernel_without_types_says_so);
}

int main(void)
{
	return run_tests("struct_ops", add);
}
