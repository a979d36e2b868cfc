// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Objects of Android's releases from Q (10) to U (14), which later ones keep. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "tests/unit/each_clang.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

#define INF	      UINT32_MAX
#define KVER(a, b, c) ((a) << 16 | (b) << 8 | (c))

static void expect_owner(const struct obj *o, const char *map, uint32_t uid,
			 uint32_t gid, uint32_t mode)
{
	const struct obj_map_legacy *l = the_map(o, map)->legacy;

	ck_assert_ptr_nonnull(l);
	ck_assert(l->android && !l->iproute2);
	ck_assert_uint_eq(l->uid, uid);
	ck_assert_uint_eq(l->gid, gid);
	ck_assert_uint_eq(l->mode, mode);
}

static void expect_kernels(const struct obj *o, const char *func, uint32_t min,
			   uint32_t max, bool optional)
{
	const struct obj_prog_legacy *l = the_func(o, func)->legacy;

	ck_assert_msg(l != NULL, "%s", func);
	ck_assert_uint_eq(l->min_kver, min);
	ck_assert_uint_eq(l->max_kver, max);
	ck_assert_int_eq(l->optional, optional);
}

static void check_q(const struct obj *o)
{
	ck_assert(!o->android.present);
	ck_assert_uint_eq(o->nmaps, 2);
	ck_assert_uint_eq(the_map(o, "pid_syscall_map")->max_entries, 1024);
	ck_assert_ptr_null(the_map(o, "switches")->legacy);
	ck_assert_ptr_null(the_func(o, "on_switch")->legacy);
}

static void check_r(const struct obj *o)
{
	ck_assert(o->android.present);
	ck_assert_str_eq(o->android.critical, "system call counts");
	ck_assert_uint_eq(o->android.map_size, 0);
	ck_assert_uint_eq(o->android.max_loader, 0x10000);
	expect_owner(o, "counts", 0, 0, 0600);
	expect_owner(o, "owned", 1000, 2000, 0644);
	expect_owner(o, "group_wo", 0, 3005, 0220);
	ck_assert_uint_eq(the_map(o, "owned")->legacy->max_kver, INF);
	expect_kernels(o, "on_sys_enter", 0, INF, false);
	ck_assert_uint_eq(the_func(o, "on_sys_enter")->legacy->gid, 3005);
	/* a << 16 | b << 8 | c in this release, a << 24 | b << 16 | c later */
	expect_kernels(o, "length_5_4", KVER(5, 4, 0), INF, false);
	expect_kernels(o, "length_4_9", KVER(4, 9, 0), KVER(5, 4, 0), true);
}

static void check_s(const struct obj *o)
{
	ck_assert_uint_eq(o->android.map_size, 48);
	ck_assert_uint_eq(o->android.prog_size, 28);
	ck_assert_uint_eq(o->android.min_loader, 2);
	ck_assert_ptr_null(o->android.critical);
	expect_owner(o, "counts", 0, 1000, 0660);
	ck_assert_uint_eq(the_map(o, "counts")->legacy->min_loader, 2);
	ck_assert_uint_eq(the_map(o, "counts")->legacy->max_loader, 0x10000);
	ck_assert_str_eq(the_map(o, "counts")->legacy->pin_subdir, "");
	expect_kernels(o, "forward_5_9", KVER(5, 9, 0), INF, false);
	expect_kernels(o, "forward_stub", 0, INF, true);
}

static void check_t(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "blocked");

	ck_assert_uint_eq(o->android.map_size, 116);
	ck_assert_uint_eq(o->android.btf_min_loader, 13);
	ck_assert_uint_eq(o->android.btf_min_kver, KVER(5, 10, 0));
	expect_owner(o, "blocked", 0, 3007, 0660);
	ck_assert_str_eq(m->legacy->selinux_context, "fs_bpf_net_shared");
	ck_assert_str_eq(m->legacy->pin_subdir, "net_shared/");
	ck_assert(m->legacy->shared);
	ck_assert_uint_eq(m->legacy->ignore, 0);
	/* ".maps.NAME" is no map but has the types of one */
	ck_assert_uint_eq(o->nmaps, 2);
	ck_assert_str_eq(btf_name(&o->btf, m->key_type), "network");
	ck_assert_uint_ne(m->value_type, 0);
	expect_kernels(o, "block_port", KVER(5, 4, 0), INF, false);
	ck_assert_str_eq(the_func(o, "block_port")->legacy->pin_subdir,
			 "net_shared/");
}

static void check_u(const struct obj *o)
{
	const struct obj_map_legacy *l = the_map(o, "debug")->legacy;

	ck_assert_uint_eq(o->android.map_size, 120);
	ck_assert_uint_eq(o->android.min_required, 25);
	expect_owner(o, "counts", 0, 1000, 0440);
	expect_owner(o, "debug", 1000, 2000, 0440);
	ck_assert_uint_eq(l->min_loader, 28);
	ck_assert_uint_eq(l->ignore, OBJ_IGNORE_USER);
	ck_assert(!l->shared);
	ck_assert_uint_eq(the_map(o, "events")->type, 27);
	ck_assert_str_eq(the_map(o, "events")->legacy->selinux_context,
			 "fs_bpf_loader");
	expect_kernels(o, "tell", KVER(5, 10, 0), INF, false);
	ck_assert_uint_eq(the_func(o, "tell")->legacy->min_loader, 36);
	expect_kernels(o, "on_switch", 0, INF, true);
	ck_assert_uint_eq(the_func(o, "on_switch")->legacy->ignore,
			  OBJ_IGNORE_USER);
	ck_assert_str_eq(section_find("skfilter/tell", NULL)->name, "skfilter");
}

static const struct {
	const char *object;
	void (*check)(const struct obj *o);
} releases[] = {
	{ "hdr_android_q", check_q }, { "hdr_android_r", check_r },
	{ "hdr_android_s", check_s }, { "hdr_android_t", check_t },
	{ "hdr_android_u", check_u },
};

START_TEST(every_release_is_read)
{
	each_clang(releases[_i].object, releases[_i].check);
}
END_TEST

static struct elf_writer w;
static struct obj obj;
static struct err e;

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return obj_open(&v, &obj, &e);
}

/* Two maps of a size, with the sections that say so; uid where U has it */
static uint32_t write_maps(uint32_t size, uint32_t said)
{
	uint32_t at, words[64] = { 1, 4, 8, 16, 0, 0, 3003, 0640 };

	words[29] = 1001;
	elfw_init(&w, false);
	at = elfw_data(&w, "maps");
	elfw_words(&w, at, words, size / 4);
	elfw_words(&w, at, words, size / 4);
	elfw_global(&w, "a", STT_OBJECT, at, 0);
	elfw_global(&w, "b", STT_OBJECT, at, size);
	elfw_int(&w, elfw_data(&w, "size_of_bpf_map_def"), said, 8);
	return at;
}

START_TEST(definitions_of_the_future_are_read_as_far_as_known)
{
	uint32_t at = write_maps(160, 160);

	w.sections[at].data[159] = 1;
	ck_assert_msg(parse() == 0, "%s", e.msg);
	expect_owner(&obj, "b", 1001, 3003, 0640);
	ck_assert_uint_eq(the_map(&obj, "b")->offset, 160);
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

static void expect_error(const char *text)
{
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}

START_TEST(sizes_that_do_not_fit_are_errors)
{
	write_maps(120, 28);
	expect_error("section 'size_of_bpf_map_def': 28 bytes, where 32 are");
	write_maps(120, 64);
	expect_error("section 'maps': 0xf0 bytes are not whole definitions of "
		     "64");
	write_maps(120, 48);
	expect_error("map 'b' at +0x78: no definition of 48 bytes begins");
	write_maps(48, 48);
	w.sections[3].len -= 4;
	expect_error("0x5c bytes are not whole definitions of 48");
	write_maps(120, 120);
	w.sections[3].data[20] = 1;
	expect_error("map 'a': the word at +20 of its definition is 0x1, which "
		     "must be 0");
}
END_TEST

/* xdp's "f", and "progs" with definitions as said; n: bytes of that */
static void write_prog(const char *def, uint64_t at, size_t n, uint32_t size)
{
	static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };
	uint32_t code, progs;

	elfw_init(&w, false);
	code = elfw_code(&w, "xdp");
	elfw_insns(&w, code, insns, 2);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	elfw_global(&w, "fo", STT_FUNC, code, 8);
	progs = elfw_data(&w, "progs");
	for (size_t i = 0; i < n; i++)
		elfw_int(&w, progs, i + 1, 1);
	elfw_global(&w, def, STT_OBJECT, progs, at);
	if (size)
		elfw_int(&w, elfw_data(&w, "size_of_bpf_prog_def"), size, 8);
}

START_TEST(definitions_belong_to_functions_by_name)
{
	static const char *const names[] = { "f_def", "fo_def", "g_def",
					     "_def",  "f",	"f_de" };

	write_prog(names[_i], 0, 92, 92);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_int_eq(the_func(&obj, "f")->legacy != NULL, _i == 0);
	ck_assert_int_eq(the_func(&obj, "fo")->legacy != NULL, _i == 1);
	if (_i == 0) {
		const struct obj_prog_legacy *l = the_func(&obj, "f")->legacy;

		ck_assert_uint_eq(l->uid, 0x04030201);
		ck_assert_uint_eq(l->ignore, 18);
		/* not terminated in the file */
		ck_assert_uint_eq(strlen(l->selinux_context), 32);
		ck_assert_uint_eq(strlen(l->pin_subdir), 32);
	}
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

START_TEST(definition_outside_its_section_is_an_error)
{
	write_prog("f_def", 4, 20, 0);
	expect_error("section 'progs': 'f_def' at +0x4 lies outside");
	write_prog("f_def", 0, 20, 92);
	expect_error("section 'progs': 'f_def' at +0x0 lies outside");
	write_prog("f_def", UINT64_MAX, 20, 0);
	expect_error("lies outside");
	write_prog("f_def", 0, 20, 19);
	expect_error("section 'size_of_bpf_prog_def': 19 bytes, where 20 are");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, every_release_is_read, 0, ARRAY_SIZE(releases));
	tcase_add_test(t, definitions_of_the_future_are_read_as_far_as_known);
	tcase_add_test(t, sizes_that_do_not_fit_are_errors);
	tcase_add_loop_test(t, definitions_belong_to_functions_by_name, 0, 6);
	tcase_add_test(t, definition_outside_its_section_is_an_error);
}

int main(void)
{
	return run_tests("obj_android", add);
}
