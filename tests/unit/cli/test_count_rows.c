// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The counter's maps added up, as a kernel would have filled them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/count.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct count_args args = { .nby = 1, .by_mask = 1u << BY_PID };
static struct obj_map maps[3] = { { .name = "slots" },
				  { .name = "cpus" },
				  { .name = "shared" } };
static struct counter counter;
static struct count_rows rows;
static struct err e;
static struct fake_map *slots, *cpus, *shared;
static int prog;

static void start(enum fake_version v, unsigned ncpus, uint32_t entries,
		  uint32_t slot_size)
{
	fake_kernel(v);
	fake.cpus = ncpus;
	slots = fake_make_map(BPF_MAP_TYPE_PERCPU_ARRAY, slot_size,
			      entries + 1);
	cpus = fake_make_map(BPF_MAP_TYPE_PERCPU_ARRAY,
			     sizeof(struct count_cpu), 1);
	shared = fake_make_map(BPF_MAP_TYPE_ARRAY, sizeof(struct count_shared),
			       1);
	memset(&rows, 0, sizeof(rows));
	memset(&e, 0, sizeof(e));
	counter = (struct counter){ .args = &args,
				    .progs = &prog,
				    .nhooks = 1,
				    .slot_size = slot_size,
				    .cpus = ncpus };
	counter.obj = (struct obj){ .maps = maps, .nmaps = 3 };
	counter.fds[0] = slots->fd;
	counter.fds[1] = cpus->fd;
	counter.fds[2] = shared->fd;
}

static void finish(void)
{
	rows_close(&rows);
	rows_close(&rows);
	fake_finish();
}

static struct count_cpu *cpu_state(unsigned cpu)
{
	return fake_element(cpus, 0, cpu);
}

static struct count_slot *slot(unsigned cpu, uint32_t n)
{
	return fake_element(slots, n, cpu);
}

/* The next slot of a CPU */
static struct count_slot *add_slot(unsigned cpu, uint32_t pid, uint64_t hits)
{
	struct count_slot *s = slot(cpu, ++cpu_state(cpu)->used);

	s->hits = hits;
	s->key.pid = pid;
	return s;
}

static void name_slot(struct count_slot *s, const char *comm, uint64_t when)
{
	memset(s->comm, 0, sizeof(s->comm));
	memcpy(s->comm, comm, strnlen(comm, sizeof(s->comm)));
	s->named = when;
}

static void read_rows(bool deltas)
{
	ck_assert_msg(rows_read(&rows, &counter, &e) == 0, "%s", e.msg);
	ck_assert_int_eq(rows_sort(&rows, deltas, &e), 0);
}

static const struct count_row *row(uint32_t i)
{
	ck_assert_uint_lt(i, rows.norder);
	return &rows.v[rows.order[i]];
}

static void expect(uint32_t i, uint32_t pid, uint64_t count)
{
	ck_assert_uint_eq(row(i)->key.pid, pid);
	ck_assert_uint_eq(row_count(&rows, row(i)), count);
}

START_TEST(hits_of_all_cpus_are_added)
{
	start(_i, 4, 10, sizeof(struct count_slot));
	add_slot(0, 7, 100);
	add_slot(1, 8, 5);
	add_slot(1, 7, 10);
	add_slot(3, 7, 1);
	add_slot(3, 9, 50);
	read_rows(false);
	ck_assert_uint_eq(rows.norder, 3);
	expect(0, 7, 111);
	expect(1, 9, 50);
	expect(2, 8, 5);
	ck_assert_uint_eq(rows.total, 166);
	finish();
}
END_TEST

START_TEST(nothing_is_no_rows)
{
	start(_i, 4, 10, sizeof(struct count_slot));
	read_rows(false);
	ck_assert_uint_eq(rows.norder, 0);
	ck_assert_uint_eq(rows.total, 0);
	finish();
}
END_TEST

/* A CPU that counted less may have stale bytes, and slots without hits */
START_TEST(only_slots_in_use_count)
{
	start(_i, 2, 10, sizeof(struct count_slot));
	add_slot(0, 1, 1);
	add_slot(0, 2, 2);
	add_slot(0, 3, 0);
	add_slot(1, 1, 10);
	slot(1, 2)->hits = 1000;
	slot(1, 3)->key.pid = 99;
	slot(0, 0)->hits = 5000; /* no slot at all */
	slot(0, 4)->hits = 7000;
	read_rows(false);
	ck_assert_uint_eq(rows.norder, 2);
	expect(0, 1, 11);
	expect(1, 2, 2);
	finish();
}
END_TEST

START_TEST(the_newest_name_wins)
{
	start(FAKE_5_15, 3, 10, sizeof(struct count_slot));
	name_slot(add_slot(0, 1, 1), "old", 10);
	name_slot(add_slot(1, 1, 1), "sixteen letters!", 30);
	name_slot(add_slot(2, 1, 1), "middle", 20);
	read_rows(false);
	ck_assert_str_eq(row(0)->comm, "sixteen letters!");
	name_slot(slot(2, 1), "newer", 40);
	read_rows(false);
	ck_assert_str_eq(row(0)->comm, "newer");
	finish();
}
END_TEST

START_TEST(rows_of_a_process_share_its_latest_name)
{
	struct count_args two = { .nby = 2,
				  .by_mask = 1u << BY_PID | 1u << BY_CPU };

	start(FAKE_5_15, 1, 10, sizeof(struct count_slot));
	counter.args = &two;
	for (uint32_t cpu = 0; cpu < 3; cpu++) {
		struct count_slot *s = add_slot(0, 5, cpu + 1);

		s->key.cpu = cpu;
		name_slot(s, cpu == 1 ? "now" : "then", cpu == 1 ? 9 : 3);
	}
	name_slot(add_slot(0, 6, 1), "other", 1);
	read_rows(false);
	ck_assert_uint_eq(rows.norder, 4);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert_str_eq(row(i)->comm,
				 row(i)->key.pid == 5 ? "now" : "other");
	finish();
}
END_TEST

START_TEST(threads_have_names_of_their_own)
{
	struct count_args two = { .nby = 2,
				  .by_mask = 1u << BY_PID | 1u << BY_TID };
	struct count_slot *s;

	start(FAKE_5_15, 1, 10, sizeof(struct count_slot));
	counter.args = &two;
	s = add_slot(0, 5, 1);
	s->key.tid = 51;
	name_slot(s, "first", 1);
	s = add_slot(0, 5, 2);
	s->key.tid = 52;
	name_slot(s, "second", 2);
	read_rows(false);
	ck_assert_str_eq(row(0)->comm, "second");
	ck_assert_str_eq(row(1)->comm, "first");
	finish();
}
END_TEST

START_TEST(what_is_missing_is_added_up)
{
	struct count_shared *s;

	start(_i, 3, 10, sizeof(struct count_slot));
	cpu_state(0)->lost = 3;
	cpu_state(2)->lost = 1ull << 40;
	fake.missed = 7;
	s = fake_element(shared, 0, 0);
	s->unfollowed = 11;
	for (int again = 0; again < 2; again++) {
		read_rows(false);
		ck_assert_uint_eq(rows.lost,
				  3 + (1ull << 40) + (_i >= FAKE_5_15 ? 7 : 0));
		ck_assert_uint_eq(rows.unfollowed, 11);
	}
	finish();
}
END_TEST

START_TEST(deltas_are_what_came_since_the_mark)
{
	start(FAKE_5_15, 2, 10, sizeof(struct count_slot));
	add_slot(0, 1, 100);
	add_slot(1, 2, 50);
	read_rows(true);
	expect(0, 1, 100);
	rows_mark(&rows);
	slot(1, 1)->hits = 75;
	add_slot(1, 3, 10);
	read_rows(true);
	ck_assert_uint_eq(rows.norder, 2);
	ck_assert_uint_eq(rows.total, 35);
	expect(0, 2, 25);
	expect(1, 3, 10);
	rows_mark(&rows);
	read_rows(true);
	ck_assert_uint_eq(rows.norder, 0);
	/* and the sums are still there */
	read_rows(false);
	ck_assert_uint_eq(rows.total, 185);
	expect(0, 1, 100);
	expect(1, 2, 75);
	finish();
}
END_TEST

START_TEST(equal_counts_have_a_fixed_order)
{
	start(FAKE_5_15, 1, 10, sizeof(struct count_slot));
	for (uint32_t i = 0; i < 6; i++)
		add_slot(0, (i * 5) % 7 + 1, 9);
	read_rows(false);
	for (uint32_t i = 0; i < 5; i++)
		ck_assert_uint_lt(row(i)->key.pid, row(i + 1)->key.pid);
	finish();
}
END_TEST

/* Keys are cut behind the last field that was chosen */
START_TEST(a_short_slot_leaves_the_rest_zero)
{
	struct count_key key = { .pid = 3 };

	start(_i, 2, 10, offsetof(struct count_slot, key) + 8);
	add_slot(0, 3, 1)->key.syscall = 0;
	add_slot(1, 3, 1);
	add_slot(1, 4, 7);
	read_rows(false);
	ck_assert_uint_eq(rows.norder, 2);
	expect(0, 4, 7);
	expect(1, 3, 2);
	ck_assert_mem_eq(&row(1)->key, &key, sizeof(key));
	finish();
}
END_TEST

START_TEST(all_fields_tell_keys_apart)
{
	start(FAKE_5_15, 1, 20, sizeof(struct count_slot));
	add_slot(0, 0, 1)->key.syscall = 1;
	add_slot(0, 0, 2)->key.tid = 1;
	add_slot(0, 0, 3)->key.uid = 1;
	add_slot(0, 0, 4)->key.cpu = 1;
	add_slot(0, 0, 5)->key.event = 1;
	add_slot(0, 0, 6)->key.cgroup = 1;
	add_slot(0, 0, 7)->key.cgroup = 1ull << 32;
	add_slot(0, 0, 8)->key.comm[0] = 1;
	add_slot(0, 0, 9)->key.comm[15] = 1;
	add_slot(0, 1, 10);
	add_slot(0, 0, 11);
	read_rows(false);
	ck_assert_uint_eq(rows.norder, 11);
	ck_assert_uint_eq(rows.total, 66);
	finish();
}
END_TEST

START_TEST(a_hundred_thousand_rows_are_added_up)
{
	enum { N = 100000 };
	uint64_t sum = 0;

	start(FAKE_5_15, 2, N, sizeof(struct count_slot));
	for (uint32_t i = 1; i <= N; i++) {
		add_slot(0, i, i);
		add_slot(1, N + 1 - i, 1);
		sum += i + 1;
	}
	for (int again = 0; again < 2; again++) {
		read_rows(false);
		ck_assert_uint_eq(rows.norder, N);
		ck_assert_uint_eq(rows.total, sum);
		expect(0, N, N + 1);
		expect(N - 1, 1, 2);
	}
	finish();
}
END_TEST

START_TEST(a_map_that_cannot_be_read_is_an_error)
{
	start(_i ? FAKE_4_9 : FAKE_5_15, 2, 10, sizeof(struct count_slot));
	add_slot(0, 1, 1);
	fake.lookup_refuse = EPERM;
	ck_assert_int_eq(rows_read(&rows, &counter, &e), -EPERM);
	ck_assert_str_eq(e.msg, "reading the map: Operation not permitted");
	finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, hits_of_all_cpus_are_added, 0, FAKE__COUNT);
	tcase_add_loop_test(t, nothing_is_no_rows, 0, FAKE__COUNT);
	tcase_add_loop_test(t, only_slots_in_use_count, 0, FAKE__COUNT);
	tcase_add_test(t, the_newest_name_wins);
	tcase_add_test(t, rows_of_a_process_share_its_latest_name);
	tcase_add_test(t, threads_have_names_of_their_own);
	tcase_add_loop_test(t, what_is_missing_is_added_up, 0, FAKE__COUNT);
	tcase_add_test(t, deltas_are_what_came_since_the_mark);
	tcase_add_test(t, equal_counts_have_a_fixed_order);
	tcase_add_loop_test(t, a_short_slot_leaves_the_rest_zero, 0,
			    FAKE__COUNT);
	tcase_add_test(t, all_fields_tell_keys_apart);
	tcase_add_test(t, a_hundred_thousand_rows_are_added_up);
	tcase_add_loop_test(t, a_map_that_cannot_be_read_is_an_error, 0, 2);
}

int main(void)
{
	return run_tests("count_rows", add);
}
