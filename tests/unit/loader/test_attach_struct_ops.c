// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What registering a struct asks of the kernel, and what it takes back. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/attach_struct_ops.h"
#include "loader/object.h"
#include "loader/struct_ops.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

#define F_LINK (1u << 13)
#define PIN    "/pins/x"

static uint8_t value[64];
static struct struct_ops ops = { .size = sizeof(value), .value = value };
static struct obj_map map = { .name = "mine", .origin = OBJ_MAP_STRUCT_OPS };
static struct object_map made = { .used = true, .fd = -1, .ops = &ops };
static struct obj obj = { .maps = &map, .nmaps = 1 };
static struct object object = { .obj = &obj, .maps = &made };
static struct err e;

static void begin(uint32_t flags, const struct fake_call *calls, size_t n)
{
	map.flags = flags;
	made.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	memset(&e, 0, sizeof(e));
	fake_script(calls, n);
}

static void finish(void)
{
	close(made.fd);
	fake_finish();
}

START_TEST(pins_are_named_by_what_keeps_the_struct)
{
	auto_free char *link = NULL;
	auto_free char *plain = NULL;

	map.flags = F_LINK;
	link = struct_ops_pin_path("/pins//", "net", &map);
	ck_assert_str_eq(link, "/pins/link_net_mine");
	map.flags = 0;
	plain = struct_ops_pin_path("/pins", "net", &map);
	ck_assert_str_eq(plain, "/pins/map_net_mine");
}
END_TEST

START_TEST(without_a_link_the_value_is_all)
{
	static const struct fake_call calls[] = {
		{ BPF_MAP_UPDATE_ELEM, 0, NULL },
	};
	auto_fd int fd = -1;

	begin(0, calls, ARRAY_SIZE(calls));
	fd = attach_struct_ops(&map, &made, &e);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_ne(fd, made.fd);
	finish();
}
END_TEST

START_TEST(a_link_is_made_of_the_map)
{
	static const struct fake_call calls[] = {
		{ BPF_MAP_UPDATE_ELEM, 0, NULL },
		{ BPF_LINK_CREATE, FAKE_FD, NULL },
	};
	auto_fd int fd = -1;

	begin(F_LINK, calls, ARRAY_SIZE(calls));
	fd = attach_struct_ops(&map, &made, &e);
	ck_assert_int_ge(fd, 0);
	finish();
}
END_TEST

START_TEST(what_cannot_be_pinned_is_taken_back)
{
	static const struct fake_call calls[] = {
		{ BPF_OBJ_GET, -ENOENT, NULL },
		{ BPF_MAP_UPDATE_ELEM, 0, NULL },
		{ BPF_OBJ_PIN, -EINVAL, NULL },
		{ BPF_MAP_DELETE_ELEM, 0, NULL },
	};

	begin(0, calls, ARRAY_SIZE(calls));
	ck_assert_int_eq(attach_struct_ops_pinned(&object, 0, "o", PIN, &e),
			 -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.msg, PIN));
	finish();
}
END_TEST

static const struct {
	int refusal, code;
} ends[] = {
	{ 0, 0 },
	{ -ENOENT, 0 }, /* it is not registered */
	{ -EINPROGRESS, 0 }, /* it is going */
	{ -EOPNOTSUPP, -EOPNOTSUPP }, /* a link has it */
};

START_TEST(unregistering_what_is_gone_is_no_error)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_DELETE_ELEM, ends[_i].refusal, NULL },
	};

	begin(0, calls, ARRAY_SIZE(calls));
	ck_assert_int_eq(detach_struct_ops("mine", made.fd, &e), ends[_i].code);
	ck_assert_int_eq(e.msg[0] != '\0', ends[_i].code != 0);
	finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, pins_are_named_by_what_keeps_the_struct);
	tcase_add_test(t, without_a_link_the_value_is_all);
	tcase_add_test(t, a_link_is_made_of_the_map);
	tcase_add_test(t, what_cannot_be_pinned_is_taken_back);
	tcase_add_loop_test(t, unregistering_what_is_gone_is_no_error, 0,
			    ARRAY_SIZE(ends));
}

int main(void)
{
	return run_tests("attach_struct_ops", add);
}
