// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the kernel wants of each map type, against what objects say. */
#include "elf/cleanup.h"
#include "elf/names.h"
#include "elf/obj.h"
#include "tests/unit/run.h"

#define CPUS 6
#define PAGE 4096

struct def {
	uint32_t type, key, value, entries, flags, types; /* types: BTF ids */
};

static const struct {
	const char *map;
	struct def in, out;
} cases[] = {
	{ "hash stays", { 1, 3, 5, 7, 1, 9 }, { 1, 3, 5, 7, 1, 9 } },
	{ "array", { 2, 0, 5, 7, 0, 9 }, { 2, 4, 5, 7, 0, 9 } },
	{ "array of a wrong key", { 2, 8, 5, 7, 0, 9 }, { 2, 8, 5, 7, 0, 9 } },
	{ "perf_event_array", { 4, 0, 0, 0, 0, 9 }, { 4, 4, 4, CPUS, 0, 0 } },
	{ "perf_event_array of a struct",
	  { 4, 4, 40, 3, 0, 9 },
	  { 4, 4, 4, 3, 0, 0 } },
	{ "prog_array", { 3, 0, 0, 8, 0, 0 }, { 3, 4, 4, 8, 0, 0 } },
	{ "stack_trace", { 7, 4, 1016, 8, 0, 9 }, { 7, 4, 1016, 8, 0, 0 } },
	{ "lpm_trie", { 11, 8, 4, 8, 0, 9 }, { 11, 8, 4, 8, 1, 9 } },
	{ "array_of_maps", { 12, 4, 0, 8, 0, 9 }, { 12, 4, 4, 8, 0, 0 } },
	{ "hash_of_maps", { 13, 16, 8, 8, 0, 9 }, { 13, 16, 4, 8, 0, 0 } },
	{ "devmap of 8", { 14, 4, 8, 8, 0, 9 }, { 14, 4, 8, 8, 0, 0 } },
	{ "sockmap", { 15, 4, 0, 8, 0, 9 }, { 15, 4, 4, 8, 0, 0 } },
	{ "cpumap of all", { 16, 4, 8, 0, 0, 9 }, { 16, 4, 8, CPUS, 0, 0 } },
	{ "cpumap of more", { 16, 4, 8, 64, 0, 9 }, { 16, 4, 8, CPUS, 0, 0 } },
	{ "cpumap of less", { 16, 4, 8, 2, 0, 9 }, { 16, 4, 8, 2, 0, 0 } },
	{ "cgroup_storage", { 19, 16, 8, 1, 0, 9 }, { 19, 16, 8, 0, 0, 9 } },
	{ "queue", { 22, 4, 8, 5, 0, 9 }, { 22, 0, 8, 5, 0, 0 } },
	{ "stack", { 23, 4, 8, 5, 0, 9 }, { 23, 0, 8, 5, 0, 0 } },
	{ "sk_storage", { 24, 0, 8, 5, 0, 9 }, { 24, 4, 8, 0, 1, 9 } },
	{ "inode_storage", { 28, 4, 8, 0, 1, 9 }, { 28, 4, 8, 0, 1, 9 } },
	{ "task_storage", { 29, 4, 8, 0, 512, 9 }, { 29, 4, 8, 0, 513, 9 } },
	{ "cgrp_storage", { 32, 4, 8, 1, 0, 9 }, { 32, 4, 8, 0, 1, 9 } },
	{ "bloom_filter", { 30, 4, 8, 5, 0, 0 }, { 30, 0, 8, 5, 0, 0 } },
	{ "ringbuf with types",
	  { 27, 4, 24, 8192, 0, 9 },
	  { 27, 0, 0, 8192, 0, 0 } },
	{ "ringbuf of less than a page",
	  { 27, 0, 0, 1, 0, 0 },
	  { 27, 0, 0, PAGE, 0, 0 } },
	{ "ringbuf of no power of two",
	  { 27, 0, 0, 5000, 0, 0 },
	  { 27, 0, 0, 8192, 0, 0 } },
	{ "ringbuf of three pages",
	  { 27, 0, 0, 3 * PAGE, 0, 0 },
	  { 27, 0, 0, 4 * PAGE, 0, 0 } },
	{ "ringbuf of nothing", { 27, 0, 0, 0, 0, 0 }, { 27, 0, 0, 0, 0, 0 } },
	{ "ringbuf too large",
	  { 31, 0, 0, 0xf0000000, 0, 0 },
	  { 31, 0, 0, 0xf0000000, 0, 0 } },
	{ "arena", { 33, 0, 0, 100, 1024, 0 }, { 33, 0, 0, 100, 1024, 0 } },
	{ "a type of the future",
	  { 99, 3, 5, 7, 1, 9 },
	  { 99, 3, 5, 7, 1, 9 } },
};

START_TEST(definitions_become_what_the_kernel_wants)
{
	const struct def *in = &cases[_i].in, *out = &cases[_i].out;
	struct obj_map m = {
		.type = in->type,
		.key_size = in->key,
		.value_size = in->value,
		.max_entries = in->entries,
		.flags = in->flags,
		.value_type = in->types,
	};

	/* A second time changes nothing, nor do CPUs where they do not count */
	for (int i = 0; i < 2; i++) {
		obj_map_normalise(&m, obj_map_counts_cpus(&m) ? CPUS : 0, PAGE);
		ck_assert_msg(m.key_size == out->key &&
				      m.value_size == out->value &&
				      m.max_entries == out->entries &&
				      m.flags == out->flags &&
				      m.value_type == out->types,
			      "%s: key %u value %u entries %u flags %u types "
			      "%u",
			      cases[_i].map, m.key_size, m.value_size,
			      m.max_entries, m.flags, m.value_type);
	}
}
END_TEST

START_TEST(keyless_maps_have_no_key_type)
{
	struct obj_map m = { .type = 30, .key_type = 3, .value_type = 4 };

	obj_map_normalise(&m, CPUS, PAGE);
	ck_assert_uint_eq(m.key_type, 0);
	ck_assert_uint_eq(m.value_type, 4);
}
END_TEST

START_TEST(larger_pages_make_larger_rings)
{
	struct obj_map m = { .type = 27, .max_entries = 5000 };

	obj_map_normalise(&m, CPUS, 65536);
	ck_assert_uint_eq(m.max_entries, 65536);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, definitions_become_what_the_kernel_wants, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, keyless_maps_have_no_key_type);
	tcase_add_test(t, larger_pages_make_larger_rings);
}

int main(void)
{
	return run_tests("obj_map_normal", add);
}
