// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which pinned maps are taken over, on a scripted kernel. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct err e;
static struct bpf_map_info there;

static void answer(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	memcpy((void *)(uintptr_t)attr->info.info, &there, sizeof(there));
}

static struct obj_map map = { .name = "m",
			      .type = BPF_MAP_TYPE_HASH,
			      .key_size = 4,
			      .value_size = 8,
			      .max_entries = 16 };
static struct obj obj = { .maps = &map, .nmaps = 1 };
static struct object_map object_map;
static struct object object;
static struct pin pin;
static struct pins pins = { .object = (char *)"o", .maps = &pin, .nmaps = 1 };
static struct pin_job job = { .pins = &pins, .o = &object };

static int take(const struct fake_call *calls, size_t n)
{
	int err;

	object_map = (struct object_map){ .used = true, .fd = -1 };
	object = (struct object){ .obj = &obj,
				  .btf_fd = -1,
				  .maps = &object_map };
	pin = (struct pin){ .path = (char *)"/p/map_o_m", .fd = -1 };
	fake_script(calls, n);
	err = pin_map_take(&job, 0, &e);
	fake_finish();
	if (object_map.fd >= 0)
		close(object_map.fd);
	return err;
}

static void be(uint32_t key_size, uint32_t flags)
{
	there = (struct bpf_map_info){ .type = BPF_MAP_TYPE_HASH,
				       .id = 7,
				       .key_size = key_size,
				       .value_size = 8,
				       .max_entries = 16,
				       .map_flags = flags };
}

START_TEST(nothing_there_is_no_error)
{
	static const struct fake_call calls[] = {
		{ BPF_OBJ_GET, -ENOENT, NULL },
	};

	ck_assert_int_eq(take(calls, 1), 0);
	ck_assert(!object_map.kept);
}
END_TEST

START_TEST(the_same_map_is_kept)
{
	static const struct fake_call calls[] = {
		{ BPF_OBJ_GET, FAKE_FD, NULL },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, answer },
	};

	be(4, 0);
	ck_assert_int_eq(take(calls, 2), 0);
	ck_assert(object_map.kept);
	ck_assert_int_eq(pin.state, PIN_KEPT);
	ck_assert_uint_eq(pin.id, 7);
}
END_TEST

/* The kernel makes the same of the definition */
START_TEST(what_the_kernel_adds_is_no_difference)
{
	static const struct fake_call calls[] = {
		{ BPF_OBJ_GET, FAKE_FD, NULL },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, answer },
		{ BPF_MAP_CREATE, FAKE_FD, NULL },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, answer },
	};

	be(4, BPF_F_RDONLY_PROG);
	ck_assert_int_eq(take(calls, 4), 0);
	ck_assert(object_map.kept);
}
END_TEST

START_TEST(differences_are_told_field_by_field)
{
	static const struct fake_call calls[] = {
		{ BPF_OBJ_GET, FAKE_FD, NULL },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, answer },
		{ BPF_MAP_CREATE, -ENOMEM, NULL },
	};

	be(8, BPF_F_NO_PREALLOC);
	ck_assert_int_eq(take(calls, 3), -EEXIST);
	ck_assert_str_eq(e.msg, "map 'm': there is another one at "
				"'/p/map_o_m': key size 8, not 4; "
				"flags 0x1, not 0x0");
	ck_assert(!object_map.kept);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, nothing_there_is_no_error);
	tcase_add_test(t, the_same_map_is_kept);
	tcase_add_test(t, what_the_kernel_adds_is_no_difference);
	tcase_add_test(t, differences_are_told_field_by_field);
}

int main(void)
{
	return run_tests("pin_map", add);
}
