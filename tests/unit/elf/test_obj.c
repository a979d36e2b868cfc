// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A whole object: the same spec in each byte order and relocation style. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"

static struct sample sample;
static struct obj obj;
static struct err e;

static int parse(void)
{
	struct view v = sample_bytes(&sample);

	return obj_open(&v, &obj, &e);
}

/* i: bit 0 big-endian, bit 1 RELA */
static void open_sample(int i)
{
	sample_init(&sample, i & 1, i & 2);
	ck_assert_msg(parse() == 0, "%s", e.msg);
}

static void close_all(void)
{
	obj_close(&obj);
	sample_fini(&sample);
}

static void expect_error(int code, const char *text)
{
	ck_assert_int_eq(parse(), -code);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	sample_fini(&sample);
}

START_TEST(licence_and_version_are_read)
{
	open_sample(_i);
	ck_assert_str_eq(obj.license, "GPL");
	ck_assert_uint_eq(obj.kern_version, 0x040900);
	ck_assert(obj.has_btf);
	close_all();
}
END_TEST

START_TEST(maps_of_all_conventions_are_there)
{
	const struct obj_map *m;

	open_sample(_i);
	ck_assert_uint_eq(obj.nmaps, 6);
	m = obj_find_map(&obj, "counts");
	ck_assert_int_eq(m->origin, OBJ_MAP_LEGACY);
	ck_assert_uint_eq(m->max_entries, 100);
	m = obj_find_map(&obj, "names");
	ck_assert_int_eq(m->origin, OBJ_MAP_BTF);
	ck_assert_uint_eq(m->type, BPF_MAP_TYPE_PERCPU_HASH);
	ck_assert_uint_eq(m->key_size, 4);
	ck_assert_uint_eq(m->value_size, 4);
	ck_assert_uint_eq(m->max_entries, 77);
	ck_assert_uint_eq(m->offset, 32);
	m = obj_find_map(&obj, ".rodata");
	ck_assert_int_eq(m->origin, OBJ_MAP_DATA);
	ck_assert_uint_eq(m->data.len, 8);
	m = obj_find_map(&obj, ".bss");
	ck_assert_uint_eq(m->value_size, 100);
	ck_assert_uint_eq(m->data.len, 0);
	ck_assert_ptr_null(obj_find_map(&obj, "none"));
	close_all();
}
END_TEST

static const struct {
	const char *name, *section;
	uint32_t start, ninsns, nrels;
	bool global, is_prog;
} funcs[] = {
	{ "first", "tracepoint/a", 0, 8, 3, true, true },
	{ "second", "tracepoint/a", 8, 7, 4, true, true },
	{ "local", "tracepoint/a", 15, 2, 0, false, false },
	{ "unnamed", ".text", 0, 2, 0, false, false },
	{ "callback", ".text", 2, 2, 0, false, false },
	{ "global", ".text", 4, 2, 1, true, false },
};

START_TEST(functions_are_split_by_their_symbols)
{
	open_sample(_i);
	ck_assert_uint_eq(obj.nfuncs, ARRAY_SIZE(funcs));
	for (size_t i = 0; i < ARRAY_SIZE(funcs); i++) {
		const struct obj_func *f = obj_find_func(&obj, funcs[i].name);

		ck_assert_ptr_eq(f, &obj.funcs[i]);
		ck_assert_str_eq(obj_section_name(&obj, f->section),
				 funcs[i].section);
		ck_assert_uint_eq(f->start, funcs[i].start);
		ck_assert_uint_eq(f->ninsns, funcs[i].ninsns);
		ck_assert_uint_eq(f->nrels, funcs[i].nrels);
		ck_assert_int_eq(f->global, funcs[i].global);
		ck_assert_int_eq(f->is_prog, funcs[i].is_prog);
	}
	ck_assert_ptr_null(obj_find_func(&obj, "alias"));
	ck_assert_str_eq(obj_section_name(&obj, 1 << 20), "?");
	close_all();
}
END_TEST

static const struct {
	const char *func, *target;
	struct obj_rel rel;
} rels[] = {
	{ "first", "counts", { OBJ_REL_MAP, 0, 0, 0 } },
	{ "first", "callback", { OBJ_REL_CALL, 3, 0, 0 } },
	{ "first", ".rodata", { OBJ_REL_DATA, 4, 0, 4 } },
	{ "second", "names", { OBJ_REL_MAP, 0, 0, 0 } },
	{ "second", "callback", { OBJ_REL_FUNC, 2, 0, 0 } },
	{ "second", "local", { OBJ_REL_CALL, 4, 0, 0 } },
	{ "second", "global", { OBJ_REL_CALL, 5, 0, 0 } },
	{ "global", "unnamed", { OBJ_REL_CALL, 0, 0, 0 } },
};

static const char *target_of(const struct obj_rel *rel)
{
	if (rel->kind == OBJ_REL_MAP || rel->kind == OBJ_REL_DATA)
		return obj.maps[rel->index].name;
	return obj.funcs[rel->index].name;
}

START_TEST(relocations_are_understood)
{
	size_t k = 0;

	open_sample(_i);
	for (uint32_t f = 0; f < obj.nfuncs; f++) {
		for (uint32_t r = 0; r < obj.funcs[f].nrels; r++, k++) {
			const struct obj_rel *rel = &obj.funcs[f].rels[r];

			ck_assert_str_eq(obj.funcs[f].name, rels[k].func);
			ck_assert_str_eq(target_of(rel), rels[k].target);
			ck_assert_int_eq(rel->kind, rels[k].rel.kind);
			ck_assert_uint_eq(rel->insn, rels[k].rel.insn);
			ck_assert_int_eq(rel->off, rels[k].rel.off);
		}
	}
	ck_assert_uint_eq(k, ARRAY_SIZE(rels));
	close_all();
}
END_TEST

START_TEST(instructions_are_in_host_order)
{
	const struct bpf_insn *insn;

	open_sample(_i);
	insn = &obj_find_func(&obj, "first")->insns[6];
	ck_assert_uint_eq(insn->code, BPF_LDX | BPF_MEM | BPF_W);
	ck_assert_uint_eq(insn->dst_reg, 0);
	ck_assert_uint_eq(insn->src_reg, 1);
	insn = &obj_find_func(&obj, "global")->insns[0];
	ck_assert_int_eq(insn->imm, -5);
	ck_assert_uint_eq(insn->src_reg, BPF_PSEUDO_CALL);
	close_all();
}
END_TEST

START_TEST(variables_are_found_by_name)
{
	struct obj_var var;

	open_sample(_i);
	ck_assert_int_eq(obj_find_var(&obj, "constant", &var, &e), 0);
	ck_assert_str_eq(obj.maps[var.map].name, ".rodata");
	ck_assert_uint_eq(var.off, 4);
	ck_assert_uint_eq(var.size, 4);
	/* neither what is not there nor what is no data */
	ck_assert_int_eq(obj_find_var(&obj, "constan", &var, &e), -ENOENT);
	ck_assert_int_eq(obj_find_var(&obj, "counts", &var, &e), -ENOENT);
	ck_assert_str_eq(e.msg, "no global variable 'counts'");
	close_all();
}
END_TEST

START_TEST(variable_larger_than_its_section_is_none)
{
	struct obj_var var;

	sample_init(&sample, false, false);
	elfw_sym(&sample.elf, &(struct elf_sym){ .name = "big",
						 .value = 4,
						 .size = 5,
						 .section = sample.rodata });
	elfw_sym(&sample.elf, &(struct elf_sym){ .name = "far",
						 .value = UINT64_MAX,
						 .size = 2,
						 .section = sample.rodata });
	ck_assert_int_eq(parse(), 0);
	ck_assert_int_eq(obj_find_var(&obj, "big", &var, &e), -ENOENT);
	ck_assert_int_eq(obj_find_var(&obj, "far", &var, &e), -ENOENT);
	close_all();
}
END_TEST

START_TEST(licence_is_optional_and_must_end)
{
	sample_init(&sample, false, false);
	for (uint32_t i = 0; i < sample.elf.nsections; i++)
		if (sample.elf.sections[i].len == 4)
			sample.elf.sections[i].len = 3; /* "GPL", version */
	ck_assert_int_eq(parse(), 0);
	ck_assert_str_eq(obj.license, "");
	ck_assert_uint_eq(obj.kern_version, 0);
	close_all();
}
END_TEST

START_TEST(other_machines_are_refused)
{
	sample_init(&sample, false, false);
	sample.elf.machine = EM_X86_64;
	expect_error(ENOEXEC, "compiled for machine 62, not for BPF (247)");
	ck_assert_str_eq(e.hint, "compile with clang --target=bpf");
}
END_TEST

START_TEST(no_machine_is_old_clang)
{
	sample_init(&sample, false, false);
	sample.elf.machine = EM_NONE;
	ck_assert_int_eq(parse(), 0);
	close_all();
}
END_TEST

START_TEST(bad_btf_is_named_by_its_section)
{
	sample_init(&sample, false, false);
	sample.elf.sections[sample.elf.nsections - 1].len = 10;
	expect_error(EINVAL, "section '.BTF': BTF: header cut short");
}
END_TEST

START_TEST(bad_btfext_is_named_by_its_section)
{
	sample_init(&sample, false, false);
	elfw_int(&sample.elf,
		 elfw_section(&sample.elf, ".BTF.ext", SHT_PROGBITS, 0), 0x1234,
		 8);
	expect_error(EINVAL, "section '.BTF.ext': ");
}
END_TEST

START_TEST(a_file_of_nothing_is_an_empty_spec)
{
	struct elf_writer w;
	struct view v;

	elfw_init(&w, false);
	v = elfw_bytes(&w);
	ck_assert_int_eq(obj_open(&v, &obj, &e), 0);
	ck_assert_uint_eq(obj.nfuncs + obj.nmaps, 0);
	ck_assert_str_eq(obj.license, "");
	obj_close(&obj);
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, licence_and_version_are_read, 0, 4);
	tcase_add_loop_test(t, maps_of_all_conventions_are_there, 0, 4);
	tcase_add_loop_test(t, functions_are_split_by_their_symbols, 0, 4);
	tcase_add_loop_test(t, relocations_are_understood, 0, 4);
	tcase_add_loop_test(t, instructions_are_in_host_order, 0, 4);
	tcase_add_loop_test(t, variables_are_found_by_name, 0, 4);
	tcase_add_test(t, variable_larger_than_its_section_is_none);
	tcase_add_test(t, licence_is_optional_and_must_end);
	tcase_add_test(t, other_machines_are_refused);
	tcase_add_test(t, no_machine_is_old_clang);
	tcase_add_test(t, bad_btf_is_named_by_its_section);
	tcase_add_test(t, bad_btfext_is_named_by_its_section);
	tcase_add_test(t, a_file_of_nothing_is_an_empty_spec);
}

int main(void)
{
	return run_tests("obj", add);
}
