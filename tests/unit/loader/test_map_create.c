// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Creating maps on kernels of every age, and what is said when it fails. */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "elf/obj.h"
#include "loader/map_create.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct err e;

static const struct obj_map hash = {
	.name = "counts",
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 100,
	.flags = BPF_F_NO_PREALLOC,
};

static int create(const struct obj_map *m, const struct map_refs *refs)
{
	int fd;

	memset(&e, 0, sizeof(e));
	fd = map_create(m, refs, &e);
	if (fd >= 0)
		close(fd);
	return fd;
}

START_TEST(a_map_is_created_on_every_kernel)
{
	fake_kernel(_i);
	ck_assert_msg(create(&hash, NULL) >= 0, "%s: %s", fake_version_name(_i),
		      e.msg);
	ck_assert_uint_eq(fake.nmaps, 1);
	ck_assert_uint_eq(fake.maps[0].type, BPF_MAP_TYPE_HASH);
	ck_assert_uint_eq(fake.maps[0].key_size, 4);
	ck_assert_uint_eq(fake.maps[0].value_size, 8);
	ck_assert_uint_eq(fake.maps[0].max_entries, 100);
	ck_assert_uint_eq(fake.maps[0].flags, BPF_F_NO_PREALLOC);
	ck_assert_str_eq(fake.maps[0].name, _i < FAKE_4_15 ? "" : "counts");
	ck_assert_uint_eq(fake.ncalls, _i < FAKE_4_15 ? 2 : 1);
	fake_finish();
}
END_TEST

START_TEST(types_of_values_are_left_out_where_they_are_unknown)
{
	struct map_refs refs = { .btf_fd = 5, .inner_fd = -1 };
	struct obj_map m = hash;

	m.key_type = 1;
	m.value_type = 2;
	fake_kernel(_i);
	ck_assert_msg(create(&m, &refs) >= 0, "%s: %s", fake_version_name(_i),
		      e.msg);
	ck_assert_uint_eq(fake.ncalls, _i < FAKE_4_15	? 3
				       : _i < FAKE_4_19 ? 2
							: 1);
	fake_finish();
}
END_TEST

START_TEST(a_node_is_kept_where_it_is_known)
{
	struct obj_map m = hash;

	m.numa_node = 1;
	m.flags = BPF_F_NUMA_NODE;
	fake_kernel(_i);
	ck_assert_int_eq(create(&m, NULL) >= 0, _i >= FAKE_4_14);
	fake_finish();
}
END_TEST

static const struct fake_call typed_and_refused[][2] = {
	{ { BPF_MAP_CREATE, -EINVAL, NULL },
	  { BPF_MAP_CREATE, FAKE_FD, NULL } },
	{ { BPF_MAP_CREATE, -524, NULL }, { BPF_MAP_CREATE, FAKE_FD, NULL } },
	{ { BPF_MAP_CREATE, -E2BIG, NULL }, { BPF_MAP_CREATE, FAKE_FD, NULL } },
};

START_TEST(types_are_left_out_where_they_are_not_wanted)
{
	struct map_refs refs = { .btf_fd = 5, .inner_fd = -1 };
	struct obj_map m = hash;

	m.value_type = 2;
	fake_script(typed_and_refused[_i], 2);
	ck_assert_int_ge(create(&m, &refs), 0);
	fake_finish();
}
END_TEST

START_TEST(a_low_memlock_limit_is_lifted)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	if (limit.rlim_max < 1 << 20)
		return; /* this machine forbids it */
	limit.rlim_cur = 65536;
	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	fake_kernel(_i);
	fake.charges = true;
	ck_assert_int_ge(create(&hash, NULL), 0);
	fake_finish();
}
END_TEST

START_TEST(a_kernel_that_does_not_charge_leaves_the_limit)
{
	struct rlimit limit = { 65536, 65536 }, now;

	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	fake_kernel(FAKE_6_12);
	ck_assert_int_ge(create(&hash, NULL), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_MEMLOCK, &now), 0);
	ck_assert_uint_eq(now.rlim_cur, 65536);
	fake_finish();
}
END_TEST

static const struct {
	struct obj_map map;
	int code;
	const char *msg, *hint; /* hint: part of it */
} refused[] = {
	{ { .name = "m", .type = 77, .max_entries = 1 },
	  EINVAL,
	  "map 'm' (type 77, key 0, value 0, 1 entries): the kernel refuses "
	  "it: Invalid argument",
	  "" },
	{ { .name = "m", .type = BPF_MAP_TYPE_RINGBUF },
	  EINVAL,
	  "map 'm' (ringbuf, key 0, value 0, 0 entries): the kernel refuses "
	  "it: Invalid argument",
	  "max_entries is 0" },
};

START_TEST(what_the_kernel_refuses_is_said)
{
	fake_kernel(FAKE_6_12);
	ck_assert_int_eq(create(&refused[_i].map, NULL), -refused[_i].code);
	ck_assert_str_eq(e.msg, refused[_i].msg);
	ck_assert_str_eq(e.hint, refused[_i].hint);
	fake_finish();
}
END_TEST

static const struct {
	struct fake_call calls[3];
	size_t n;
	int code;
	const char *hint;
} hints[] = {
	{ { { BPF_MAP_CREATE, -ENOMEM, NULL } },
	  1,
	  ENOMEM,
	  "ask for fewer entries" },
	{ { { BPF_MAP_CREATE, -E2BIG, NULL },
	    { BPF_MAP_CREATE, -E2BIG, NULL } },
	  2,
	  E2BIG,
	  "ask for fewer entries" },
	/* which one depends on the machine */
	{ { { BPF_MAP_CREATE, -ENOSYS, NULL } }, 1, ENOSYS, "" },
};

START_TEST(a_refusal_has_a_hint)
{
	fake_script(hints[_i].calls, hints[_i].n);
	ck_assert_int_eq(create(&hash, NULL), -hints[_i].code);
	ck_assert_str_ne(e.hint, "");
	ck_assert_ptr_nonnull(strstr(e.hint, hints[_i].hint));
	fake_finish();
}
END_TEST

START_TEST(lack_of_privilege_has_a_hint)
{
	fake_kernel(FAKE_6_12);
	fake.map_refuse = EPERM;
	ck_assert_int_eq(create(&hash, NULL), -EPERM);
	ck_assert_str_ne(e.hint, "");
	fake_finish();
}
END_TEST

static const struct {
	const char *from;
	int dots;
	const char *to;
} names[] = {
	{ "counts", 0, "counts" },
	{ ".rodata", 1, ".rodata" },
	{ ".rodata", 0, "_rodata" },
	{ ".rodata.str1.16", 1, ".rodata.str1.16" },
	{ "sixteen_letters_", 0, "sixteen_letters" },
	{ "a much longer name", 0, "a_much_longer_n" },
	{ "\xc3\xa4-/:\n", 0, "______" },
	{ "", 0, "" },
};

START_TEST(names_are_made_fit_for_the_kernel)
{
	char name[BPF_OBJ_NAME_LEN];

	memset(name, 'x', sizeof(name));
	kernel_name(name, names[_i].from, names[_i].dots);
	ck_assert_str_eq(name, names[_i].to);
	/* the kernel wants zeros up to the end */
	for (size_t i = strlen(name); i < sizeof(name); i++)
		ck_assert_int_eq(name[i], 0);
}
END_TEST

START_TEST(types_have_names)
{
	ck_assert_str_eq(map_type_name(BPF_MAP_TYPE_HASH), "hash");
	ck_assert_str_eq(map_type_name(BPF_MAP_TYPE_LPM_TRIE), "lpm_trie");
	ck_assert_str_eq(map_type_name(BPF_MAP_TYPE_RINGBUF), "ringbuf");
	ck_assert_str_eq(map_type_name(33), "arena");
	ck_assert_str_eq(map_type_name(UINT32_MAX), "type 4294967295");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_map_is_created_on_every_kernel, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t,
			    types_of_values_are_left_out_where_they_are_unknown,
			    0, FAKE__COUNT);
	tcase_add_loop_test(t, a_node_is_kept_where_it_is_known, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, types_are_left_out_where_they_are_not_wanted, 0,
			    ARRAY_SIZE(typed_and_refused));
	tcase_add_loop_test(t, a_low_memlock_limit_is_lifted, 0, FAKE__COUNT);
	tcase_add_test(t, a_kernel_that_does_not_charge_leaves_the_limit);
	tcase_add_loop_test(t, what_the_kernel_refuses_is_said, 0,
			    ARRAY_SIZE(refused));
	tcase_add_loop_test(t, a_refusal_has_a_hint, 0, ARRAY_SIZE(hints));
	tcase_add_test(t, lack_of_privilege_has_a_hint);
	tcase_add_loop_test(t, names_are_made_fit_for_the_kernel, 0,
			    ARRAY_SIZE(names));
	tcase_add_test(t, types_have_names);
}

int main(void)
{
	return run_tests("map_create", add);
}
