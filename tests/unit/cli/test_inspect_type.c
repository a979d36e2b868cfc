// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Types as C writes them: each row is a type of one table and its words. */
#include <stdlib.h>
#include <string.h>

#include "cli/inspect.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/run.h"

static struct btf_writer w;
static struct btf btf;

/* Ids of the table, in the order of their records */
enum {
	INT = 1, /* "int" */
	ANON, /* struct without a name */
	FOO, /* struct foo */
	PTR_FOO,
	CONST_INT,
	PTR_CONST_INT,
	CONST_PTR, /* const pointer to const int */
	ARRAY4,
	ARRAY_2D,
	PTR_ARRAY,
	PROTO, /* int (struct foo *, ...) */
	PTR_PROTO,
	ARRAY_PTR_PROTO,
	VOID_PROTO, /* void (void) */
	RETURNS_PTR_PROTO, /* pointer to function that returns PTR_PROTO */
	PTR_RETURNS,
	TYPEDEF, /* typedef ARRAY_PTR_PROTO table_t */
	TAG, /* kptr of FOO */
	PTR_TAG,
	FWD,
	FWD_UNION,
	COLOR, /* enum color */
	BIG, /* enum64 big, signed */
	VOLATILE_TYPEDEF,
	BAR, /* struct bar, with bit fields */
	EITHER, /* union either */
	DOUBLE,
	PTR_VOID,
	MAIN, /* function */
	COUNTER, /* variable */
	BSS,
	DECL_TAG,
	RESTRICT,
	LOOP, /* a pointer to itself */
	GREEDY, /* a function of functions of functions ... */
	TABLE_END
};

static void named(unsigned kind, uint32_t third, const char *name)
{
	btfw_type(&w, name, kind, third);
}

static void vlen(uint32_t n)
{
	w.types[w.last + 1] |= n;
}

static void write_basics(void)
{
	btfw_int(&w, 4, BTF_INT_SIGNED);
	named(BTF_STRUCT, 8, "");
	named(BTF_STRUCT, 16, "foo");
	btfw_member(&w, "a", INT, 0);
	btfw_member(&w, "next", PTR_FOO, 64);
	named(BTF_PTR, FOO, "");
	named(BTF_CONST, INT, "");
	named(BTF_PTR, CONST_INT, "");
	named(BTF_CONST, PTR_CONST_INT, "");
	btfw_array(&w, INT, 4);
	btfw_array(&w, ARRAY4, 2);
	named(BTF_PTR, ARRAY4, "");
}

static void write_functions(void)
{
	named(BTF_FUNC_PROTO, INT, "");
	btfw_param(&w, PTR_FOO);
	btfw_param(&w, 0);
	named(BTF_PTR, PROTO, "");
	btfw_array(&w, PTR_PROTO, 3);
	named(BTF_FUNC_PROTO, 0, "");
	named(BTF_FUNC_PROTO, PTR_PROTO, "");
	btfw_param(&w, INT);
	named(BTF_PTR, RETURNS_PTR_PROTO, "");
	named(BTF_TYPEDEF, ARRAY_PTR_PROTO, "table_t");
	named(BTF_TYPE_TAG, FOO, "kptr");
	named(BTF_PTR, TAG, "");
	named(BTF_FWD, 0, "later");
	named(BTF_FWD, 0, "either_later");
	btfw_kflag(&w);
}

static void write_rest(void)
{
	named(BTF_ENUM, 4, "color");
	btfw_value(&w, "RED", 0);
	btfw_value(&w, "BLUE", 0xffffffff);
	named(BTF_ENUM64, 8, "big");
	btfw_member(&w, "LEAST", 0, 0x80000000); /* low and high word */
	btfw_kflag(&w);
	named(BTF_VOLATILE, TYPEDEF, "");
	named(BTF_STRUCT, 4, "bar");
	btfw_member(&w, "low", INT, 3 << 24);
	btfw_member(&w, "high", INT, 29 << 24 | 3);
	btfw_kflag(&w);
	named(BTF_UNION, 8, "either");
	btfw_member(&w, "fn", PTR_PROTO, 0);
	btfw_member(&w, "", ANON, 0);
	named(BTF_FLOAT, 8, "double");
	named(BTF_PTR, 0, "");
	named(BTF_FUNC, PROTO, "main");
	vlen(1);
	named(BTF_VAR, ARRAY4, "counter");
	btfw_word(&w, 0);
	named(BTF_DATASEC, 0, ".bss");
	btfw_word(&w, COUNTER);
	btfw_word(&w, 0);
	btfw_word(&w, 16);
	vlen(1);
	named(BTF_DECL_TAG, FOO, "mark");
	btfw_word(&w, 1);
	named(BTF_RESTRICT, PTR_FOO, "");
	named(BTF_PTR, LOOP, "");
	named(BTF_FUNC_PROTO, GREEDY, "");
	for (int i = 0; i < 8; i++)
		btfw_param(&w, GREEDY);
}

static void open_table(void)
{
	struct view bytes;
	struct err e;

	btfw_init(&w, NULL);
	write_basics();
	write_functions();
	write_rest();
	bytes = btfw_bytes(&w);
	ck_assert_msg(btf_open(&bytes, NULL, &btf, &e) == 0, "%s", e.msg);
	ck_assert_uint_eq(btf_end(&btf), TABLE_END);
}

static void close_table(void)
{
	btf_close(&btf);
}

static const struct {
	uint32_t id;
	const char *name, *text;
} declarations[] = {
	{ 0, "", "void" },
	{ INT, "", "int" },
	{ INT, "n", "int n" },
	{ ANON, "", "struct {...}" },
	{ FOO, "foo", "struct foo foo" },
	{ PTR_FOO, "", "struct foo *" },
	{ PTR_FOO, "p", "struct foo *p" },
	{ PTR_VOID, "p", "void *p" },
	{ CONST_INT, "", "const int" },
	{ PTR_CONST_INT, "p", "const int *p" },
	{ CONST_PTR, "p", "const int *const p" },
	{ CONST_PTR, "", "const int *const" },
	{ ARRAY4, "", "int [4]" },
	{ ARRAY_2D, "m", "int m[2][4]" },
	{ PTR_ARRAY, "p", "int (*p)[4]" },
	{ PTR_ARRAY, "", "int (*)[4]" },
	{ PROTO, "f", "int f(struct foo *, ...)" },
	{ PTR_PROTO, "f", "int (*f)(struct foo *, ...)" },
	{ ARRAY_PTR_PROTO, "f", "int (*f[3])(struct foo *, ...)" },
	{ VOID_PROTO, "", "void (void)" },
	{ PTR_RETURNS, "f", "int (*(*f)(int))(struct foo *, ...)" },
	{ TYPEDEF, "t", "table_t t" },
	{ VOLATILE_TYPEDEF, "t", "volatile table_t t" },
	{ PTR_TAG, "p", "__kptr struct foo *p" },
	{ FWD, "", "struct later" },
	{ FWD_UNION, "", "union either_later" },
	{ COLOR, "c", "enum color c" },
	{ BIG, "", "enum big" },
	{ EITHER, "", "union either" },
	{ DOUBLE, "d", "double d" },
	{ RESTRICT, "p", "struct foo *restrict p" },
	{ 4711, "", "void" },
};

START_TEST(types_are_declared_as_in_c)
{
	char buf[512];

	ck_assert_str_eq(inspect_decl(&btf, declarations[_i].id,
				      declarations[_i].name, buf, sizeof(buf)),
			 declarations[_i].text);
}
END_TEST

static const struct {
	uint32_t id;
	const char *text;
} definitions[] = {
	{ INT, "int /* 4 bytes */;" },
	{ DOUBLE, "double /* 8 bytes */;" },
	{ ANON, "struct { } /* 8 bytes */;" },
	{ FOO, "struct foo { int a; struct foo *next; } /* 16 bytes */;" },
	{ BAR, "struct bar { int low:3; int high:29; } /* 4 bytes */;" },
	{ EITHER, "union either { int (*fn)(struct foo *, ...); struct {...}; "
		  "} /* 8 bytes */;" },
	{ COLOR, "enum color { RED = 0, BLUE = 4294967295 } /* 4 bytes */;" },
	{ BIG, "enum big { LEAST = -9223372036854775808 } /* 8 bytes */;" },
	{ PTR_FOO, "struct foo *;" },
	{ FWD, "struct later;" },
	{ TYPEDEF, "typedef int (*table_t[3])(struct foo *, ...);" },
	{ MAIN, "int main(struct foo *, ...);" },
	{ COUNTER, "static int counter[4];" },
	{ BSS, ".bss { counter; } /* 0 bytes */;" },
	{ DECL_TAG, "decl_tag(\"mark\", [3], 1);" },
};

START_TEST(definitions_are_one_line)
{
	char *text = inspect_definition(&btf, definitions[_i].id);

	ck_assert_str_eq(text, definitions[_i].text);
	free(text);
}
END_TEST

/* Nothing is said of the text, but that there is an end of it. */
START_TEST(types_without_an_end_have_a_text)
{
	char buf[512];

	inspect_decl(&btf, LOOP, "p", buf, sizeof(buf));
	ck_assert_uint_gt(strlen(buf), 0);
	for (int i = 0; i < 10000; i++)
		inspect_decl(&btf, GREEDY, "f", buf, sizeof(buf));
	ck_assert_uint_gt(strlen(buf), 0);
}
END_TEST

START_TEST(no_text_is_longer_than_its_buffer)
{
	for (size_t size = 1; size < 64; size++) {
		for (uint32_t id = 0; id < TABLE_END; id++) {
			char *buf = malloc(size);

			inspect_decl(&btf, id, "a_name", buf, size);
			ck_assert_uint_lt(strlen(buf), size);
			free(buf);
		}
	}
}
END_TEST

static const struct {
	uint32_t kind, type;
	const char *access, *text;
} accesses[] = {
	{ CORE_FIELD_BYTE_OFFSET, FOO, "0", "struct foo" },
	{ CORE_FIELD_BYTE_OFFSET, FOO, "0:1", "struct foo.next" },
	{ CORE_FIELD_EXISTS, FOO, "2:0", "struct foo[2].a" },
	{ CORE_FIELD_BYTE_SIZE, ARRAY_2D, "0:1:3", "int [2][4][1][3]" },
	{ CORE_FIELD_SIGNED, EITHER, "0:1:0", "union either" },
	{ CORE_ENUMVAL_VALUE, COLOR, "1", "enum color.BLUE" },
	{ CORE_TYPE_EXISTS, FOO, "0", "struct foo" },
	/* What no compiler writes */
	{ CORE_FIELD_BYTE_OFFSET, FOO, "", "struct foo" },
	{ CORE_FIELD_BYTE_OFFSET, FOO, "0:9", "struct foo" },
	{ CORE_FIELD_BYTE_OFFSET, FOO, "0:x", "struct foo" },
	{ CORE_FIELD_BYTE_OFFSET, FOO, "0:0:0", "struct foo.a" },
	{ CORE_ENUMVAL_EXISTS, COLOR, "2", "enum color" },
	{ CORE_FIELD_BYTE_OFFSET, 4711, "0:1", "void" },
};

START_TEST(a_relocation_names_its_field)
{
	struct core_relo relo = { .kind = accesses[_i].kind,
				  .type_id = accesses[_i].type };
	struct btf with_access = btf;
	char strs[sizeof(w.strs) + 16], buf[128];

	memcpy(strs, btf.strs, btf.strs_len);
	strcpy(strs + btf.strs_len, accesses[_i].access);
	relo.access_str_off = btf.strs_len;
	with_access.strs = strs;
	with_access.strs_len += (uint32_t)strlen(accesses[_i].access) + 1;
	inspect_core_access(&with_access, &relo, buf, sizeof(buf));
	ck_assert_str_eq(buf, accesses[_i].text);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, open_table, close_table);
	tcase_add_loop_test(t, types_are_declared_as_in_c, 0,
			    ARRAY_SIZE(declarations));
	tcase_add_loop_test(t, definitions_are_one_line, 0,
			    ARRAY_SIZE(definitions));
	tcase_add_test(t, types_without_an_end_have_a_text);
	tcase_add_test(t, no_text_is_longer_than_its_buffer);
	tcase_add_loop_test(t, a_relocation_names_its_field, 0,
			    ARRAY_SIZE(accesses));
}

int main(void)
{
	return run_tests("inspect_type", add);
}
