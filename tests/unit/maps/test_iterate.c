// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Going through maps on kernels with and without batches, and through maps that
 * change meanwhile: always to an end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "maps/iterate.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

#define MAP_FD 77

static struct iterate it;
static struct err e;
static uint32_t next_key; /* what the scripted kernel answers */
static uint32_t batch_from, batch_n;
static bool batch_first;

static const struct bpf_map_info hash = {
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 100,
};

static void give_key(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(next_key));
	ck_assert_uint_eq(a->map_fd, MAP_FD);
	memcpy((void *)(uintptr_t)a->next_key, &next_key, sizeof(next_key));
	next_key++;
}

static void expect_first_key(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(a->key, 0);
	next_key = 10;
	give_key(a, size);
}

static void restart(union bpf_attr *a, uint32_t size)
{
	next_key = 10;
	give_key(a, size);
}

/* The value is 1000 times the key */
static void give_value(union bpf_attr *a, uint32_t size)
{
	uint32_t key;
	uint64_t value;

	(void)size;
	memcpy(&key, (void *)(uintptr_t)a->key, sizeof(key));
	value = key * 1000ull;
	memcpy((void *)(uintptr_t)a->value, &value, sizeof(value));
}

static void give_batch(union bpf_attr *a, uint32_t size)
{
	uint32_t *keys = (uint32_t *)(uintptr_t)a->batch.keys;
	uint64_t *values = (uint64_t *)(uintptr_t)a->batch.values;
	uint32_t at = batch_from + batch_n;

	ck_assert_uint_eq(size, ATTR_SIZE(batch));
	ck_assert_uint_ge(a->batch.count, batch_n);
	ck_assert_int_eq(a->batch.in_batch == 0, batch_first);
	if (!batch_first)
		ck_assert_mem_eq((void *)(uintptr_t)a->batch.in_batch,
				 &batch_from, sizeof(batch_from));
	for (uint32_t i = 0; i < batch_n; i++) {
		keys[i] = batch_from + i;
		values[i] = keys[i] * 1000ull;
	}
	memcpy((void *)(uintptr_t)a->batch.out_batch, &at, sizeof(at));
	a->batch.count = batch_n;
	batch_from = at;
	batch_first = false;
}

static void too_small(union bpf_attr *a, uint32_t size)
{
	(void)size;
	ck_assert_uint_eq(a->batch.count, 100);
	a->batch.count = 0;
}

static void twice_as_large(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(a->batch.count, 200);
	give_batch(a, size);
}

static void batches_of(uint32_t n)
{
	batch_from = 10;
	batch_n = n;
	batch_first = true;
}

static void open_hash(const struct fake_call *calls, size_t n)
{
	fake_script(calls, n);
	ck_assert_int_eq(iterate_open(&it, MAP_FD, &hash, &e), 0);
}

/* The next elements are n keys from first on, with their values */
static void expect(uint32_t first, uint32_t n)
{
	uint32_t key;
	uint64_t value;

	ck_assert_msg(iterate_next(&it, &e) == 1, "%s", e.msg);
	ck_assert_uint_eq(it.n, n);
	for (uint32_t i = 0; i < n; i++) {
		memcpy(&key, it.keys + i * sizeof(key), sizeof(key));
		memcpy(&value, it.values + i * it.stride, sizeof(value));
		ck_assert_uint_eq(key, first + i);
		ck_assert_uint_eq(value, key * 1000ull);
	}
}

static void expect_end(void)
{
	ck_assert_msg(iterate_next(&it, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(iterate_next(&it, &e), 0);
	iterate_close(&it);
	iterate_close(&it);
	fake_finish();
}

START_TEST(batches_go_on_where_the_last_ended)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, 0, give_batch },
		{ BPF_MAP_LOOKUP_BATCH, 0, give_batch },
		{ BPF_MAP_LOOKUP_BATCH, -ENOENT, give_batch },
	};

	batches_of(5);
	open_hash(calls, ARRAY_SIZE(calls));
	expect(10, 5);
	expect(15, 5);
	expect(20, 5);
	ck_assert(!it.changed);
	expect_end();
}
END_TEST

START_TEST(an_empty_map_has_no_elements)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, -ENOENT, give_batch },
	};

	batches_of(0);
	open_hash(calls, ARRAY_SIZE(calls));
	expect_end();
}
END_TEST

START_TEST(a_bucket_that_is_larger_gets_a_larger_buffer)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, -ENOSPC, too_small },
		{ BPF_MAP_LOOKUP_BATCH, -ENOENT, twice_as_large },
	};

	batches_of(150);
	open_hash(calls, ARRAY_SIZE(calls));
	expect(10, 150);
	expect_end();
}
END_TEST

static const int without_batches[] = { -EINVAL, -524 };

START_TEST(without_batches_it_steps_from_key_to_key)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, without_batches[_i], NULL },
		{ BPF_MAP_GET_NEXT_KEY, 0, expect_first_key },
		{ BPF_MAP_LOOKUP_ELEM, 0, give_value },
		{ BPF_MAP_GET_NEXT_KEY, 0, give_key },
		{ BPF_MAP_LOOKUP_ELEM, 0, give_value },
		{ BPF_MAP_GET_NEXT_KEY, -ENOENT, NULL },
	};

	open_hash(calls, ARRAY_SIZE(calls));
	expect(10, 2);
	ck_assert(!it.changed);
	expect_end();
}
END_TEST

START_TEST(before_4_12_the_first_key_is_asked_for_otherwise)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, -EINVAL, NULL },
		{ BPF_MAP_GET_NEXT_KEY, -EFAULT, NULL },
		{ BPF_MAP_GET_NEXT_KEY, 0, restart },
		{ BPF_MAP_LOOKUP_ELEM, 0, give_value },
		{ BPF_MAP_GET_NEXT_KEY, -ENOENT, NULL },
	};

	open_hash(calls, ARRAY_SIZE(calls));
	expect(10, 1);
	expect_end();
}
END_TEST

START_TEST(an_element_that_goes_meanwhile_is_left_out)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, -EINVAL, NULL },
		{ BPF_MAP_GET_NEXT_KEY, 0, expect_first_key },
		{ BPF_MAP_LOOKUP_ELEM, -ENOENT, NULL },
		{ BPF_MAP_GET_NEXT_KEY, 0, give_key },
		{ BPF_MAP_LOOKUP_ELEM, 0, give_value },
		{ BPF_MAP_GET_NEXT_KEY, -ENOENT, NULL },
	};

	open_hash(calls, ARRAY_SIZE(calls));
	expect(11, 1);
	expect_end();
}
END_TEST

START_TEST(beginning_again_is_noticed)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, -EINVAL, NULL },
		{ BPF_MAP_GET_NEXT_KEY, 0, expect_first_key },
		{ BPF_MAP_LOOKUP_ELEM, 0, give_value },
		{ BPF_MAP_GET_NEXT_KEY, 0, restart },
		{ BPF_MAP_LOOKUP_ELEM, 0, give_value },
		{ BPF_MAP_GET_NEXT_KEY, -ENOENT, NULL },
	};

	open_hash(calls, ARRAY_SIZE(calls));
	ck_assert_int_eq(iterate_next(&it, &e), 1);
	ck_assert_uint_eq(it.n, 2);
	ck_assert(it.changed);
	expect_end();
}
END_TEST

/* Keys come as fast as they are read: two calls each, never an end */
START_TEST(a_map_that_never_ends_is_left)
{
	static struct fake_call calls[1 + 2 * 264];
	unsigned n = 0;

	calls[n++] = (struct fake_call){ BPF_MAP_LOOKUP_BATCH, -EINVAL, NULL };
	while (n < ARRAY_SIZE(calls)) {
		calls[n++] =
			(struct fake_call){ BPF_MAP_GET_NEXT_KEY, 0, give_key };
		calls[n++] = (struct fake_call){ BPF_MAP_LOOKUP_ELEM, 0,
						 give_value };
	}
	next_key = 1;
	open_hash(calls, n);
	expect(1, 100);
	expect(101, 100);
	expect(201, 64);
	ck_assert_int_eq(iterate_next(&it, &e), 0);
	ck_assert(it.changed);
	expect_end();
}
END_TEST

START_TEST(a_refusal_is_an_error)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_LOOKUP_BATCH, -EPERM, NULL },
	};

	open_hash(calls, ARRAY_SIZE(calls));
	ck_assert_int_eq(iterate_next(&it, &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.msg, "reading the map"));
	iterate_close(&it);
	fake_finish();
}
END_TEST

START_TEST(a_map_without_keys_is_refused)
{
	const struct bpf_map_info queue = { .type = BPF_MAP_TYPE_QUEUE,
					    .value_size = 8,
					    .max_entries = 3 };

	fake_script(NULL, 0);
	ck_assert_int_eq(iterate_open(&it, MAP_FD, &queue, &e), -EOPNOTSUPP);
	ck_assert_ptr_nonnull(strstr(e.msg, "a queue"));
	fake_finish();
}
END_TEST

START_TEST(arrays_on_every_kernel)
{
	struct bpf_map_info info = { .type = BPF_MAP_TYPE_PERCPU_ARRAY,
				     .key_size = 4,
				     .value_size = 4,
				     .max_entries = 3 };
	struct fake_map *map;
	unsigned cpus;

	fake_kernel((enum fake_version)_i);
	map = fake_make_map(info.type, info.value_size, info.max_entries);
	cpus = (unsigned)iterate_cpus(map->fd, &info, &e);
	fake.cpus = cpus;
	fake_finish();

	fake_kernel((enum fake_version)_i);
	fake.cpus = cpus; /* what this machine has */
	map = fake_make_map(info.type, info.value_size, info.max_entries);
	for (uint32_t i = 0; i < 3; i++)
		*(uint32_t *)fake_element(map, i, cpus - 1) = i + 7;
	ck_assert_int_eq(iterate_open(&it, map->fd, &info, &e), 0);
	ck_assert_msg(iterate_next(&it, &e) == 1, "%s", e.msg);
	ck_assert_uint_eq(it.n, 3);
	ck_assert_uint_eq(it.stride, 8 * cpus);
	for (uint32_t i = 0; i < 3; i++) {
		uint32_t v;

		memcpy(&v, it.values + i * it.stride + (cpus - 1) * it.each,
		       sizeof(v));
		ck_assert_uint_eq(v, i + 7);
		memcpy(&v, it.keys + i * sizeof(v), sizeof(v));
		ck_assert_uint_eq(v, i);
	}
	expect_end();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, batches_go_on_where_the_last_ended);
	tcase_add_test(t, an_empty_map_has_no_elements);
	tcase_add_test(t, a_bucket_that_is_larger_gets_a_larger_buffer);
	tcase_add_loop_test(t, without_batches_it_steps_from_key_to_key, 0,
			    ARRAY_SIZE(without_batches));
	tcase_add_test(t, before_4_12_the_first_key_is_asked_for_otherwise);
	tcase_add_test(t, an_element_that_goes_meanwhile_is_left_out);
	tcase_add_test(t, beginning_again_is_noticed);
	tcase_add_test(t, a_map_that_never_ends_is_left);
	tcase_add_test(t, a_refusal_is_an_error);
	tcase_add_test(t, a_map_without_keys_is_refused);
	tcase_add_loop_test(t, arrays_on_every_kernel, 0, FAKE__COUNT);
}

int main(void)
{
	return run_tests("iterate", add);
}
