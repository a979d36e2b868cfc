// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What pins of maps and programs are called, and whose they are. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"
#include "loader/variant.h"
#include "tests/unit/run.h"

static struct err e;

START_TEST(objects_are_called_as_their_files)
{
	static const char *const rows[][2] = {
		{ "net.o", "net" },
		{ "/a/b.c/net.bpf.o", "net" },
		{ "offload@mainline.o", "offload" },
		{ "a.b.o", "a.b" },
		{ "@x.o", "@x" },
		{ ".o", ".o" },
		{ "net", "net" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		auto_free char *name = pin_object_name(rows[i][0]);

		ck_assert_str_eq(name, rows[i][1]);
	}
}
END_TEST

/* An object of programs in sections s, and of maps */
static struct elf_section sections[4];
static struct obj_func funcs[4];
static struct object_prog progs[4];
static struct object_map maps[4];
static struct obj obj;
static struct object object;

static void use_progs(const char *const *s, uint32_t n)
{
	static const char *const names[] = { "one", "two", "three", "four" };

	for (uint32_t i = 0; i < n; i++) {
		sections[i].name = s[i];
		funcs[i] = (struct obj_func){ .name = names[i], .section = i };
		progs[i] = (struct object_prog){ .func = i, .fd = -1 };
	}
	obj.elf.sections = sections;
	obj.elf.nsections = n;
	obj.funcs = funcs;
	object = (struct object){ .obj = &obj, .progs = progs, .nprogs = n };
	object.maps = maps;
}

static void use_map(struct obj_map *m, uint32_t n)
{
	use_progs(NULL, 0);
	obj.maps = m;
	obj.nmaps = n;
	for (uint32_t i = 0; i < n; i++)
		maps[i].used = true;
}

static const char *prog_name(const char *section)
{
	static char path[256];
	struct pins pins;

	use_progs(&section, 1);
	ck_assert_int_eq(pins_plan(&object, "net", "/p/", &pins, &e), 0);
	strcpy(path, pins.progs[0].path);
	pins_close(&pins);
	return path;
}

START_TEST(programs_are_called_as_their_sections)
{
	ck_assert_str_eq(prog_name("tracepoint/sched/sched_switch"),
			 "/p/prog_net_tracepoint_sched_sched_switch");
	ck_assert_str_eq(prog_name("xdp"), "/p/prog_net_xdp");
	ck_assert_str_eq(prog_name("xdp.frags/x"), "/p/prog_net_xdp_frags_x");
	ck_assert_str_eq(prog_name("schedcls/a$b$5_4"),
			 "/p/prog_net_schedcls_a$b");
}
END_TEST

START_TEST(programs_of_one_section_are_told_apart)
{
	static const char *const s[] = { "xdp", "tc", "xdp" };
	struct pins pins;

	use_progs(s, 3);
	ck_assert_int_eq(pins_plan(&object, "net", "/p", &pins, &e), 0);
	ck_assert_str_eq(pins.progs[0].path, "/p/prog_net_xdp_one");
	ck_assert_str_eq(pins.progs[1].path, "/p/prog_net_tc");
	ck_assert_str_eq(pins.progs[2].path, "/p/prog_net_xdp_three");
	pins_close(&pins);
}
END_TEST

START_TEST(variants_share_a_pin_and_others_do_not)
{
	static const char *const s[] = { "xdp/a$1", "xdp/a$2", "xdp/a.b",
					 "xdp/a_b" };
	struct pins pins;

	use_progs(s, 2);
	ck_assert_int_eq(pins_plan(&object, "net", "/p", &pins, &e), 0);
	ck_assert_str_eq(pins.progs[0].path, pins.progs[1].path);
	ck_assert(variant_same(&object, 0, 1));
	ck_assert(variant_may_fail(&object, 0));
	ck_assert(!variant_may_fail(&object, 1));
	ck_assert(!variant_is_loaded(&object, 1));
	progs[0].fd = 5;
	ck_assert(variant_is_loaded(&object, 1));
	pins_close(&pins);

	use_progs(s + 2, 2);
	ck_assert(!variant_same(&object, 0, 1));
	ck_assert_int_eq(pins_plan(&object, "net", "/p", &pins, &e), -EEXIST);
	ck_assert_str_eq(e.msg, "two parts of the object would be "
				"'/p/prog_net_xdp_a_b'");
}
END_TEST

static struct obj_map_legacy android = { .android = true };

static const struct map_row {
	struct obj_map map;
	const char *subdir;
	bool shared, renamed;
	const char *want;
} map_rows[] = {
	{ { .name = "m", .origin = OBJ_MAP_BTF }, .want = "map_net_m" },
	{ { .name = "m", .origin = OBJ_MAP_BTF, .pinning = 1 }, .want = "m" },
	{ { .name = "a.b", .origin = OBJ_MAP_BTF },
	  .renamed = true,
	  .want = "map_net_a_b" },
	{ { .name = ".rodata.x", .origin = OBJ_MAP_DATA },
	  .want = "map_net__rodata_x" },
	{ { .name = "m", .origin = OBJ_MAP_LEGACY }, .want = "map_net_m" },
	{ { .name = "m", .origin = OBJ_MAP_LEGACY, .legacy = &android },
	  .subdir = "net_shared/",
	  .shared = true,
	  .want = "net_shared/map__m" },
	{ { .name = "m", .origin = OBJ_MAP_LEGACY, .legacy = &android },
	  .subdir = "/",
	  .want = "map_net_m" },
	{ { .name = "m", .origin = OBJ_MAP_LEGACY, .legacy = &android },
	  .subdir = "/../../etc/",
	  .renamed = true,
	  .want = "__/__/etc/map_net_m" },
};

START_TEST(maps_are_called_as_their_conventions_say)
{
	const struct map_row *row = &map_rows[_i];
	struct obj_map map = row->map;
	struct pins pins;

	android.shared = row->shared;
	strcpy(android.pin_subdir, row->subdir ? row->subdir : "");
	use_map(&map, 1);
	ck_assert_int_eq(pins_plan(&object, "net", "/p", &pins, &e), 0);
	ck_assert_str_eq(pins.maps[0].path + strlen("/p/"), row->want);
	pins_close(&pins);
}
END_TEST

START_TEST(global_maps_of_iproute2_are_where_it_has_them)
{
	struct obj_map_legacy legacy = { .iproute2 = true };
	struct obj_map map = { .name = "m",
			       .origin = OBJ_MAP_LEGACY,
			       .pinning = 2,
			       .legacy = &legacy };
	struct pins pins;

	use_map(&map, 1);
	ck_assert_int_eq(pins_plan(&object, "net", "/p", &pins, &e), 0);
	ck_assert_str_eq(pins.maps[0].path, "/p/tc/globals/m");
	pins_close(&pins);
}
END_TEST

START_TEST(dots_become_something_else_and_that_is_known)
{
	struct obj_map map = { .name = "m", .origin = OBJ_MAP_BTF };
	struct pins pins;

	use_map(&map, 1);
	ck_assert_int_eq(pins_plan(&object, "a.b", "/p", &pins, &e), 0);
	ck_assert_str_eq(pins.maps[0].path, "/p/map_a_b_m");
	ck_assert(pins.renamed);
	pins_close(&pins);
	ck_assert_int_eq(pins_plan(&object, "a/b", "/p", &pins, &e), -EINVAL);
	ck_assert_int_eq(pins_plan(&object, "", "/p", &pins, &e), -EINVAL);
}
END_TEST

START_TEST(similar_names_have_other_owners)
{
	uint64_t a = pin_owner("a", "map_a_b_c");
	uint64_t ab = pin_owner("a_b", "map_a_b_c");
	struct timespec t = pin_stamp(a, 0);

	ck_assert(pin_stamp_has_owner(&t, a, false));
	ck_assert(!pin_stamp_has_owner(&t, ab, false));
	ck_assert(!pin_stamp_has_owner(&t, ab, true));
	t.tv_nsec++;
	ck_assert(!pin_stamp_has_owner(&t, a, false));
	ck_assert(pin_stamp_has_owner(&t, a, true));
	/* Of one name in two directories */
	ck_assert(pin_owner("a", "map_a_b") != pin_owner("a", "x/map_a_b"));
}
END_TEST

START_TEST(a_link_has_the_owner_of_its_program)
{
	ck_assert(pin_owner("a", "d/prog_a_xdp") ==
		  pin_owner("a", "d/link_a_xdp"));
}
END_TEST

START_TEST(marks_are_times_of_the_last_weeks)
{
	struct timespec t = pin_stamp(0x123456789abcdef, 42);
	time_t now = time(NULL);

	ck_assert_int_eq(t.tv_nsec, 42);
	ck_assert_int_le(t.tv_sec, now);
	ck_assert_int_ge(t.tv_sec, now - (2 << PIN_STAMP_BITS));
	t = pin_stamp(1, 0xffffffffffffffff);
	ck_assert_int_lt(t.tv_nsec, 1000000000);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, objects_are_called_as_their_files);
	tcase_add_test(t, programs_are_called_as_their_sections);
	tcase_add_test(t, programs_of_one_section_are_told_apart);
	tcase_add_test(t, variants_share_a_pin_and_others_do_not);
	tcase_add_loop_test(t, maps_are_called_as_their_conventions_say, 0,
			    ARRAY_SIZE(map_rows));
	tcase_add_test(t, global_maps_of_iproute2_are_where_it_has_them);
	tcase_add_test(t, dots_become_something_else_and_that_is_known);
	tcase_add_test(t, similar_names_have_other_owners);
	tcase_add_test(t, a_link_has_the_owner_of_its_program);
	tcase_add_test(t, marks_are_times_of_the_last_weeks);
}

int main(void)
{
	return run_tests("pin_name", add);
}
