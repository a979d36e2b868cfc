// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Undefined symbols and what BTF says of them. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"
#include "elf/obj.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static struct elf_writer w;
static struct btf_writer b;
static struct obj obj;
static struct err e;

enum { SEC_PROG = 3 };

/* Ids of the types that every object here has */
enum {
	INT = 1,
	U64,
	SHORT,
	BOOL,
	CHAR,
	TRISTATE,
	OTHER_ENUM,
	STRING,
	INTS,
	STRUCT,
	CONST_VOID,
	PROTO,
	LONG_STRING,
	BIG_BOOL,
	ODD,
	CYCLE
};

static void write_types(void)
{
	btfw_init(&b, NULL);
	btfw_int(&b, 4, BTF_INT_SIGNED);
	btfw_int(&b, 8, 0);
	btfw_int(&b, 2, 0);
	btfw_int(&b, 1, BTF_INT_BOOL);
	btfw_int(&b, 1, BTF_INT_SIGNED);
	btfw_type(&b, "libbpf_tristate", BTF_ENUM, 4);
	btfw_type(&b, "other", BTF_ENUM, 4);
	btfw_array(&b, CHAR, 13);
	btfw_array(&b, INT, 2);
	btfw_type(&b, "s", BTF_STRUCT, 4);
	btfw_type(&b, "", BTF_CONST, 0);
	btfw_type(&b, "", BTF_FUNC_PROTO, INT);
	btfw_array(&b, CHAR, 2 << 20);
	btfw_int(&b, 4, BTF_INT_BOOL);
	btfw_int(&b, 3, 0);
	btfw_type(&b, "cycle", BTF_TYPEDEF, CYCLE);
}

/* One extern: a variable of a type or, for PROTO, a function */
struct ext {
	const char *name;
	uint32_t type;
	uint8_t bind; /* of its symbol; STB_LOCAL: it has none */
};

static void write_section(const char *name, const struct ext *v, size_t n)
{
	uint32_t first = b.next_id;

	for (size_t i = 0; i < n; i++) {
		if (v[i].type == PROTO) {
			btfw_type(&b, v[i].name, BTF_FUNC, PROTO);
			b.types[b.last + 1] |= 2; /* extern */
		} else {
			btfw_type(&b, v[i].name, BTF_VAR, v[i].type);
			btfw_word(&b, 2);
		}
		if (v[i].bind != STB_LOCAL)
			elfw_sym(&w, &(struct elf_sym){ .name = v[i].name,
							.bind = v[i].bind });
	}
	btfw_type(&b, name, BTF_DATASEC, 0);
	for (uint32_t i = 0; i < n; i++) {
		btfw_word(&b, first + i);
		btfw_word(&b, 0);
		btfw_word(&b, 4);
		b.types[b.last + 1]++;
	}
}

static void begin(bool big)
{
	static const struct bpf_insn insns[] = {
		LD64(1, 0, 0), LD64(1, 0, 0), LD64(1, 0, 0), HELPER(-1), EXIT,
	};

	elfw_init(&w, big);
	elfw_code(&w, "xdp");
	elfw_insns(&w, SEC_PROG, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, SEC_PROG, 0); /* symbol 1 */
	write_types();
}

static int parse(bool with_btf)
{
	struct view v;

	if (with_btf) {
		uint32_t at = elfw_section(&w, ".BTF", SHT_PROGBITS, 0);

		v = w.big_endian ? btfw_swapped(&b) : btfw_bytes(&b);
		elfw_append(&w, at, v.p, v.len);
	}
	v = elfw_bytes(&w);
	return obj_open(&v, &obj, &e);
}

static void end(void)
{
	obj_close(&obj);
	elfw_fini(&w);
}

static void refer(uint32_t offset, uint32_t sym)
{
	struct elf_rel r = { .offset = offset, .sym = sym, .type = 1 };

	elfw_rel(&w, SEC_PROG, &r);
}

/* A name is not what is looked for; where each type goes is. Symbols 2... */
static const struct ext values[] = {
	{ "CONFIG_STRING", STRING, STB_GLOBAL },
	{ "CONFIG_CHAR", CHAR, STB_GLOBAL },
	{ "CONFIG_U64", U64, STB_WEAK },
	{ "CONFIG_UNUSED", U64, STB_LOCAL },
	{ "CONFIG_SHORT", SHORT, STB_GLOBAL },
	{ "CONFIG_TRISTATE", TRISTATE, STB_GLOBAL },
	{ "CONFIG_BOOL", BOOL, STB_GLOBAL },
	{ "CONFIG_INT", INT, STB_WEAK },
};

static const struct {
	const char *name;
	uint32_t off, size;
	enum obj_kconfig kind;
} places[] = {
	{ "CONFIG_BOOL", 18, 1, OBJ_KCONFIG_BOOL },
	{ "CONFIG_CHAR", 19, 1, OBJ_KCONFIG_CHAR },
	{ "CONFIG_INT", 8, 4, OBJ_KCONFIG_INT },
	{ "CONFIG_SHORT", 16, 2, OBJ_KCONFIG_INT },
	{ "CONFIG_STRING", 20, 13, OBJ_KCONFIG_STRING },
	{ "CONFIG_TRISTATE", 12, 4, OBJ_KCONFIG_TRISTATE },
	{ "CONFIG_U64", 0, 8, OBJ_KCONFIG_INT },
};

START_TEST(values_get_aligned_places_in_a_map)
{
	const struct obj_map *m;

	begin(_i);
	write_section(".kconfig", values, ARRAY_SIZE(values));
	ck_assert_msg(parse(true) == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nexterns, ARRAY_SIZE(places));
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const struct obj_extern *x = &obj.externs[i];

		ck_assert_str_eq(x->name, places[i].name);
		ck_assert_int_eq(x->kind, OBJ_EXTERN_KCONFIG);
		ck_assert_uint_eq(x->off, places[i].off);
		ck_assert_uint_eq(x->size, places[i].size);
		ck_assert_int_eq(obj_kconfig_kind(&obj, x), places[i].kind);
		ck_assert_int_eq(x->weak,
				 places[i].size == 8 || places[i].off == 8);
	}
	ck_assert_uint_eq(obj.nmaps, 1);
	m = &obj.maps[0];
	ck_assert_str_eq(m->name, ".kconfig");
	ck_assert_int_eq(m->origin, OBJ_MAP_KCONFIG);
	ck_assert_uint_eq(m->type, BPF_MAP_TYPE_ARRAY);
	ck_assert_uint_eq(m->value_size, 33);
	ck_assert_uint_eq(m->max_entries, 1);
	ck_assert_str_eq(btf_name(&obj.btf, m->value_type), ".kconfig");
	end();
}
END_TEST

static const struct ext symbols[] = {
	{ "typed", STRUCT, STB_GLOBAL },
	{ "typeless", CONST_VOID, STB_WEAK },
	{ "function", PROTO, STB_GLOBAL },
};

static void check_rel(uint32_t insn, enum obj_rel_kind kind, uint32_t index,
		      int64_t off)
{
	for (uint32_t i = 0; i < obj.funcs[0].nrels; i++) {
		const struct obj_rel *r = &obj.funcs[0].rels[i];

		if (r->insn != insn)
			continue;
		ck_assert_int_eq(r->kind, kind);
		ck_assert_uint_eq(r->index, index);
		ck_assert_int_eq(r->off, off);
		return;
	}
	ck_abort_msg("no relocation of instruction %u", insn);
}

START_TEST(symbols_are_typed_or_not)
{
	const struct obj_extern *x;

	begin(_i);
	write_section(".ksyms", symbols, ARRAY_SIZE(symbols));
	refer(0, 2);
	refer(16, 3);
	refer(32, 4); /* a function's address */
	refer(48, 4);
	ck_assert_msg(parse(true) == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nexterns, 3);
	ck_assert_uint_eq(obj.nmaps, 0);
	x = obj_find_extern(&obj, "typed");
	ck_assert(x && x->kind == OBJ_EXTERN_KSYM && x->type == STRUCT);
	ck_assert(!x->weak);
	check_rel(0, OBJ_REL_KSYM, (uint32_t)(x - obj.externs), 0);
	x = obj_find_extern(&obj, "typeless");
	ck_assert(x && x->kind == OBJ_EXTERN_KSYM && x->type == 0 && x->weak);
	check_rel(2, OBJ_REL_KSYM, (uint32_t)(x - obj.externs), 0);
	x = obj_find_extern(&obj, "function");
	ck_assert(x && x->kind == OBJ_EXTERN_KFUNC && x->type == PROTO);
	check_rel(4, OBJ_REL_KSYM, (uint32_t)(x - obj.externs), 0);
	check_rel(6, OBJ_REL_KFUNC, (uint32_t)(x - obj.externs), 0);
	ck_assert_ptr_null(obj_find_extern(&obj, "f"));
	end();
}
END_TEST

START_TEST(a_value_is_read_from_its_place)
{
	begin(false);
	elfw_data(&w, ".data");
	elfw_int(&w, SEC_PROG + 1, 0, 4);
	write_section(".kconfig", values, ARRAY_SIZE(values));
	refer(0, 2);
	refer(32, 8);
	ck_assert_msg(parse(true) == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nmaps, 2);
	check_rel(0, OBJ_REL_DATA, 1, 20);
	check_rel(4, OBJ_REL_DATA, 1, 8);
	end();
}
END_TEST

#define UNDEFINED                                                              \
	"link the objects first, or declare it static; what the kernel has "   \
	"is declared with __ksym or __kconfig, and compiled with -g"

/* Of one name or type, referred to by a call or by its address */
static const struct {
	const char *section;
	struct ext x;
	bool btf;
	uint32_t offset;
	const char *message, *hint;
} bad[] = {
	{ ".ksyms",
	  { "x", STRUCT, STB_GLOBAL },
	  true,
	  48,
	  "section 'xdp': relocation 0 at +0x30: 'x' is no function",
	  "" },
	{ ".other",
	  { "x", STRUCT, STB_GLOBAL },
	  true,
	  0,
	  "section 'xdp': relocation 0 at +0x0: symbol 'x' is undefined",
	  UNDEFINED },
	{ ".ksyms",
	  { "x", PROTO, STB_GLOBAL },
	  false,
	  48,
	  "section 'xdp': relocation 0 at +0x30: function 'x' is undefined",
	  UNDEFINED },
	{ ".kconfig",
	  { "x", PROTO, STB_GLOBAL },
	  true,
	  48,
	  "section 'xdp': relocation 0 at +0x30: function 'x' is undefined",
	  UNDEFINED },
	{ ".kconfig",
	  { "x", LONG_STRING, STB_GLOBAL },
	  true,
	  0,
	  "extern 'x': 2097152 bytes",
	  "" },
#define NO_VALUE "extern 'x': its type can hold no configuration value"
	{ ".kconfig", { "x", STRUCT, STB_GLOBAL }, true, 0, NO_VALUE, "" },
	{ ".kconfig", { "x", OTHER_ENUM, STB_GLOBAL }, true, 0, NO_VALUE, "" },
	{ ".kconfig", { "x", INTS, STB_GLOBAL }, true, 0, NO_VALUE, "" },
	{ ".kconfig", { "x", BIG_BOOL, STB_GLOBAL }, true, 0, NO_VALUE, "" },
	{ ".kconfig", { "x", ODD, STB_GLOBAL }, true, 0, NO_VALUE, "" },
	{ ".kconfig", { "x", CYCLE, STB_GLOBAL }, true, 0, NO_VALUE, "" },
	{ ".kconfig", { "x", CONST_VOID, STB_GLOBAL }, true, 0, NO_VALUE, "" },
#undef NO_VALUE
};

START_TEST(what_cannot_be_is_named)
{
	begin(false);
	write_section(bad[_i].section, &bad[_i].x, 1);
	refer(bad[_i].offset, 2);
	ck_assert_int_lt(parse(bad[_i].btf), 0);
	ck_assert_str_eq(e.msg, bad[_i].message);
	ck_assert_str_eq(e.hint, bad[_i].hint);
	end();
}
END_TEST

START_TEST(all_values_together_have_a_limit)
{
	struct ext many[40];
	char names[40][16];

	begin(false);
	btfw_array(&b, CHAR, 1 << 18);
	for (unsigned i = 0; i < ARRAY_SIZE(many); i++) {
		snprintf(names[i], sizeof(names[i]), "CONFIG_%u", i);
		many[i] = (struct ext){ names[i], CYCLE + 1, STB_GLOBAL };
	}
	write_section(".kconfig", many, ARRAY_SIZE(many));
	ck_assert_int_eq(parse(true), -EFBIG);
	ck_assert_str_eq(e.msg, "section '.kconfig' is too long");
	end();
}
END_TEST

/* Any one word of the types replaced: refused, or a spec that holds */
START_TEST(hostile_types_do_no_harm)
{
	static const uint32_t words[] = {
		0, 1, 12, 0x7fffffff, 0x80000000, 0xffffffff, 15u << 24 | 0xffff
	};

	for (uint32_t i = 0; i < 140 * ARRAY_SIZE(words); i++) {
		begin(false);
		write_section(".kconfig", values, ARRAY_SIZE(values));
		write_section(".ksyms", symbols, ARRAY_SIZE(symbols));
		for (uint32_t at = 0; at < 4; at++)
			refer(at * 16, 3 + at * 2);
		ck_assert_uint_gt(b.nwords, 140);
		b.types[b.nwords - 1 - i / ARRAY_SIZE(words)] =
			words[i % ARRAY_SIZE(words)];
		if (parse(true) == 0)
			for (uint32_t x = 0; x < obj.nexterns; x++)
				ck_assert(obj.externs[x].off +
						  obj.externs[x].size <=
					  (2u << 20));
		end();
	}
}
END_TEST

static void open_file(const char *path, struct file *f)
{
	struct view v;

	ck_assert_msg(file_open(path, f, &e) == 0, "%s", e.msg);
	v = file_view(f);
	ck_assert_msg(obj_open(&v, &obj, &e) == 0, "%s: %s", path, e.msg);
}

/* How many of each kind an object of tests/data has, whatever compiled it */
static const struct {
	const char *file;
	unsigned n[3], weak;
} objects[] = {
	{ "ext_kconfig", { 14, 0, 0 }, 10 },
	{ "ext_ksym", { 0, 5, 0 }, 2 },
	{ "ext_kfunc", { 0, 0, 5 }, 3 },
	{ "ext_strong", { 0, 3, 2 }, 0 },
};

START_TEST(compilers_agree)
{
	const char *dir = getenv("TESTDATA");
	char pattern[512];
	glob_t g;

	snprintf(pattern, sizeof(pattern), "%s/*/%s.bpf.o",
		 dir ? dir : "build/data", objects[_i].file);
	ck_assert_int_eq(glob(pattern, 0, NULL, &g), 0);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		unsigned n[3] = { 0 }, weak = 0;
		struct file f;

		open_file(g.gl_pathv[i], &f);
		for (uint32_t x = 0; x < obj.nexterns; x++) {
			n[obj.externs[x].kind]++;
			weak += obj.externs[x].weak;
		}
		ck_assert_mem_eq(n, objects[_i].n, sizeof(n));
		ck_assert_uint_eq(weak, objects[_i].weak);
		obj_close(&obj);
		file_close(&f);
	}
	globfree(&g);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, values_get_aligned_places_in_a_map, 0, 2);
	tcase_add_loop_test(t, symbols_are_typed_or_not, 0, 2);
	tcase_add_test(t, a_value_is_read_from_its_place);
	tcase_add_loop_test(t, what_cannot_be_is_named, 0, ARRAY_SIZE(bad));
	tcase_add_test(t, all_values_together_have_a_limit);
	tcase_add_test(t, hostile_types_do_no_harm);
	tcase_add_loop_test(t, compilers_agree, 0, ARRAY_SIZE(objects));
}

int main(void)
{
	return run_tests("obj_extern", add);
}
