// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is shown of an object, as text and as JSON, and what it is made of. */
#include <stdlib.h>
#include <string.h>

#include "cli/inspect.h"
#include "cli/inspect_sheet.h"
#include "cli/json.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"

static struct inspect in;
static char *text;
static size_t text_len;

static FILE *begin(void)
{
	FILE *f = open_memstream(&text, &text_len);

	ck_assert_ptr_nonnull(f);
	return f;
}

static void expect(FILE *f, const char *want)
{
	fclose(f);
	ck_assert_str_eq(text, want);
	free(text);
}

/* Records: a number, a text in the even ones, something hidden, nothing */
static void row(struct sheet *s, void *ctx, size_t i)
{
	const uint64_t *numbers = ctx;

	sheet_uint(s, "number", numbers[i]);
	sheet_string(s, "a_text|WORDS", i % 2 ? NULL : "two words");
	sheet_some(s, "never", 0);
	sheet_uint(s, ".hidden", i);
	sheet_int(s, "sign", -(int64_t)i);
	sheet_flags(s, "flags", i << 4);
	sheet_octal(s, "mode", i * 0600);
	sheet_bool(s, "good", i == 1);
}

static uint64_t numbers[] = { 1, 4711, UINT64_MAX };

START_TEST(a_record_is_a_row_of_a_table)
{
	struct sheet s = { .f = begin(), .of = "x\ny" };

	sheet_list(&s, NULL, 1, row, numbers);
	sheet_list(&s, "two_things", 3, row, numbers);
	sheet_list(&s, "nothing", 0, row, numbers);
	expect(s.f,
	       "NUMBER  WORDS      SIGN\n"
	       "     1  two words     0\n"
	       "\n"
	       "Two things of x\\x0ay (3)\n"
	       "              NUMBER  WORDS      SIGN  FLAGS   MODE  GOOD\n"
	       "                   1  two words     0\n"
	       "                4711               -1   0x10   0600  yes\n"
	       "18446744073709551615  two words    -2   0x20  01400\n");
}
END_TEST

START_TEST(a_record_is_an_object_in_json)
{
	struct json j;
	struct sheet s = { .j = &j };
	FILE *f = begin();

	json_init(&j, f, false);
	json_object(&j);
	sheet_list(&s, "things", 2, row, numbers);
	sheet_object(&s, "inside");
	sheet_object_end(&s);
	json_object_end(&j);
	expect(f, "{\"things\":["
		  "{\"number\":1,\"a_text\":\"two words\",\"never\":0,"
		  "\"hidden\":0,\"sign\":0,\"flags\":0,\"mode\":0,"
		  "\"good\":false},"
		  "{\"number\":4711,\"a_text\":null,\"never\":0,\"hidden\":1,"
		  "\"sign\":-1,\"flags\":16,\"mode\":384,\"good\":true}],"
		  "\"inside\":{}}\n");
}
END_TEST

/* The names are lists: as long as the enumerations, in their order. */
START_TEST(every_number_has_its_name)
{
	const struct obj_rel call = { .kind = OBJ_REL_CALL };
	const struct obj_rel last = { .kind = OBJ_REL_KFUNC };
	const struct obj_map data = { .origin = OBJ_MAP_DATA };
	const struct obj_map ops = { .origin = OBJ_MAP_STRUCT_OPS };
	const struct obj_extern kfunc = { .kind = OBJ_EXTERN_KFUNC };
	char buf[16];

	ck_assert_str_eq(inspect_rel_kind(&call), "call");
	ck_assert_str_eq(inspect_rel_kind(&last), "kfunc");
	ck_assert_str_eq(inspect_map_origin(&data), "data");
	ck_assert_str_eq(inspect_map_origin(&ops), "struct_ops");
	ck_assert_str_eq(inspect_extern_kind(&kfunc), "kfunc");
	ck_assert_str_eq(inspect_core_kind(CORE_FIELD_BYTE_OFFSET), "byte_off");
	ck_assert_str_eq(inspect_core_kind(CORE_TYPE_ID_LOCAL),
			 "local_type_id");
	ck_assert_str_eq(inspect_core_kind(CORE_TYPE_MATCHES), "type_matches");
	ck_assert_ptr_null(inspect_core_kind(CORE_KIND__COUNT));
	ck_assert_str_eq(inspect_section_type(SHT_PROGBITS, buf), "PROGBITS");
	ck_assert_str_eq(inspect_section_type(SHT_NOBITS, buf), "NOBITS");
	ck_assert_str_eq(inspect_section_type(SHT_REL, buf), "REL");
	ck_assert_str_eq(inspect_section_type(SHT_REL + 1, buf), "0xa");
	ck_assert_str_eq(inspect_section_type(SHT_GROUP, buf), "GROUP");
	ck_assert_str_eq(inspect_section_type(SHT_SYMTAB_SHNDX, buf),
			 "SYMTAB_SHNDX");
	ck_assert_str_eq(inspect_section_type(19, buf), "0x13");
	ck_assert_str_eq(inspect_section_type(0xffffffff, buf), "0xffffffff");
}
END_TEST

START_TEST(flags_are_letters)
{
	char buf[16];

	ck_assert_str_eq(inspect_section_flags(0, buf), "");
	ck_assert_str_eq(inspect_section_flags(SHF_ALLOC | SHF_EXECINSTR, buf),
			 "AX");
	ck_assert_str_eq(
		inspect_section_flags(SHF_MERGE | SHF_STRINGS | SHF_GROUP, buf),
		"MSG");
	ck_assert_uint_lt(strlen(inspect_section_flags(UINT64_MAX, buf)), 16);
}
END_TEST

static const struct {
	const char *bytes;
	size_t len, size;
	unsigned kind, encoding; /* of BTF; BTF_VOID: unknown */
	bool big;
	int value;
	int64_t number;
	const char *text;
} values[] = {
	{ "\1\2\3\4", 4, 4, BTF_INT, 0, false, VALUE_UNSIGNED, 0x04030201, "" },
	{ "\1\2\3\4", 4, 4, BTF_INT, 0, true, VALUE_UNSIGNED, 0x01020304, "" },
	{ "\1\2\3\4", 4, 2, BTF_INT, 0, false, VALUE_UNSIGNED, 0x0201, "" },
	{ "\xff\xff", 2, 2, BTF_INT, 1, false, VALUE_SIGNED, -1, "" },
	{ "\xff\xff", 2, 2, BTF_INT, 0, false, VALUE_UNSIGNED, 0xffff, "" },
	{ "\x80", 1, 1, BTF_INT, 1, false, VALUE_SIGNED, -128, "" },
	{ "\1\0\0\0\0\0\0\x80", 8, 8, BTF_INT, 1, false, VALUE_SIGNED,
	  INT64_MIN + 1, "" },
	{ "\1", 1, 1, BTF_INT, 4, false, VALUE_BOOL, 1, "" },
	{ "\2", 1, 1, BTF_VOID, 0, false, VALUE_UNSIGNED, 2, "" },
	{ "", 0, 4, BTF_INT, 0, false, VALUE_UNSIGNED, 0, "" }, /* .bss */
	{ "\1\2", 2, 4, BTF_INT, 0, false, VALUE_NONE, 0, "" },
	{ "\1\2\3\4", 4, 16, BTF_INT, 0, false, VALUE_NONE, 0, "" },
	{ "\1\2\3\4", 4, 4, BTF_STRUCT, 0, false, VALUE_NONE, 0, "" },
	{ "\1\2\3\4", 4, 4, BTF_ENUM, 0, false, VALUE_UNSIGNED, 0x04030201,
	  "" },
	{ "word\0\0\0", 7, 7, BTF_ARRAY, 0, false, VALUE_STRING, 0, "word" },
	{ "word", 4, 4, BTF_ARRAY, 0, false, VALUE_NONE, 0, "" },
	{ "a\0b", 4, 4, BTF_ARRAY, 0, false, VALUE_NONE, 0, "" },
	{ "", 0, 4, BTF_ARRAY, 0, false, VALUE_STRING, 0, "" },
	{ "", 0, 1 << 30, BTF_ARRAY, 0, false, VALUE_NONE, 0, "" },
	{ "", 0, 0, BTF_INT, 0, false, VALUE_NONE, 0, "" },
};

/* The type of a row, as the first or second of a table; 0 for none */
static uint32_t value_type(struct btf_writer *w, int i)
{
	uint32_t size = (uint32_t)values[i].size;

	if (values[i].kind == BTF_VOID)
		return 0;
	if (values[i].kind == BTF_INT)
		return btfw_int(w, size, values[i].encoding);
	if (values[i].kind != BTF_ARRAY)
		return btfw_type(w, "thing", values[i].kind, size);
	btfw_type(w, "char", BTF_INT, 1);
	btfw_word(w, BTF_INT_SIGNED << 24 | 8);
	return btfw_array(w, 1, size);
}

START_TEST(a_number_or_string_has_a_value)
{
	static struct btf_writer w;
	struct obj_map map = {
		.origin = OBJ_MAP_DATA,
		.data = { (const uint8_t *)values[_i].bytes, values[_i].len,
			  false },
	};
	struct obj obj = { .maps = &map,
			   .nmaps = 1,
			   .elf.big_endian = values[_i].big };
	struct inspect_var v = { "v", 0, 0, 0, values[_i].size };
	struct inspect_value value;
	struct view bytes;
	struct err e;

	btfw_init(&w, NULL);
	v.type = value_type(&w, _i);
	bytes = btfw_bytes(&w);
	ck_assert_int_eq(btf_open(&bytes, NULL, &obj.btf, &e), 0);
	inspect_value(&obj, &v, &value);
	ck_assert_int_eq((int)value.kind, values[_i].value);
	if (value.kind == VALUE_STRING)
		ck_assert_str_eq(value.text, values[_i].text);
	else if (value.kind != VALUE_NONE)
		ck_assert_int_eq((int64_t)value.number, values[_i].number);
	btf_close(&obj.btf);
}
END_TEST

static struct sample sample;
static struct obj obj;

static void open_sample(bool big_endian)
{
	struct view bytes;
	struct err e;

	sample_init(&sample, big_endian, false);
	bytes = sample_bytes(&sample);
	ck_assert_msg(obj_open(&bytes, &obj, &e) == 0, "%s", e.msg);
	in = (struct inspect){ .path = "sample.o" };
	ck_assert_int_eq(inspect_init(&in, &obj, &e), 0);
}

static void close_sample(void)
{
	inspect_fini(&in);
	obj_close(&obj);
	sample_fini(&sample);
}

static const char *const sample_text[] = {
	"PATH      MACHINE  ENDIAN  LICENSE   KERNEL  TYPES\n"
	"sample.o  bpf      little  GPL      0x40900     16\n",
	"\nSections (",
	"  .rodata           PROGBITS  A         8\n",
	"  .bss              NOBITS    WA      100\n",
	"\nMaps (6)\n"
	"NAME     ORIGIN  TYPE         KEY  VALUE  ENTRIES  FLAGS  KEY TYPE  "
	"VALUE TYPE\n"
	"counts   legacy  hash           4      8      100    0x1\n",
	"\nnames    btf     percpu_hash    4      4       77         int       "
	"int\n",
	"\nGlobals (1)\n"
	"NAME      SECTION  OFFSET  SIZE       VALUE\n"
	"constant  .rodata       4     4  4294967294\n",
	"\nPrograms (2)\n"
	"NAME    SECTION       TYPE        ATTACH TO  INSNS  RELOCS  "
	"SUBPROGRAMS\n"
	"first   tracepoint/a  tracepoint  a              8       3  callback\n"
	"second  tracepoint/a  tracepoint  a              7       4  "
	"callback, local, global, unnamed\n",
	"\nFunctions (4)\n"
	"NAME      SECTION       GLOBAL  INSNS  RELOCS  SUBPROGRAMS\n"
	"local     tracepoint/a              2\n"
	"unnamed   .text                     2\n"
	"callback  .text                     2\n"
	"global    .text         yes         2       1  unnamed\n",
	"\nRelocations of first (3)\n"
	"INSN  KIND  TARGET    OFFSET  VARIABLE\n"
	"   0  map   counts         0\n"
	"   3  call  callback       0\n"
	"   4  data  .rodata        4  constant\n",
	"\nTypes (16)\n[1] int /* 4 bytes */;\n",
};

START_TEST(text_has_a_table_for_each_kind)
{
	struct sheet s = { .f = begin() };

	open_sample(false);
	in.parts = PART_JSON | PART_BTF;
	inspect_show(&in, &s);
	fclose(s.f);
	for (size_t i = 0; i < ARRAY_SIZE(sample_text); i++)
		ck_assert_msg(strstr(text, sample_text[i]) != NULL,
			      "no\n%s\nin\n%s", sample_text[i], text);
	free(text);
	close_sample();
}
END_TEST

/* Both byte orders say the same, but for the one that says which it is. */
static char *sample_json(bool big_endian)
{
	struct json j;
	struct sheet s = { .j = &j };
	FILE *f = begin();
	char *at;

	open_sample(big_endian);
	in.parts = PART_JSON | PART_BTF;
	json_init(&j, f, false);
	json_object(&j);
	inspect_show(&in, &s);
	json_object_end(&j);
	fclose(f);
	at = strstr(text, big_endian ? "\"big\"" : "\"little\"");
	ck_assert_ptr_nonnull(at);
	memmove(at, strchr(at, ','), strlen(strchr(at, ',')) + 1);
	close_sample();
	return text;
}

START_TEST(byte_orders_differ_in_name_only)
{
	auto_free char *little = sample_json(false);
	auto_free char *big = sample_json(true);

	ck_assert_str_eq(little, big);
	ck_assert_ptr_nonnull(
		strstr(little, "\"relocations\":[{\"insn\":0,\"kind\":\"map\","
			       "\"target\":\"counts\",\"offset\":0}"));
}
END_TEST

/* N functions, each of which calls the next, the last the first */
START_TEST(callees_end_where_the_kernel_does)
{
	enum { N = 1000 };
	static struct obj_func funcs[N];
	static struct obj_rel rels[N];
	struct obj ring = { .funcs = funcs, .nfuncs = N };
	struct inspect of_ring = { 0 };
	struct err e;

	for (uint32_t i = 0; i < N; i++) {
		rels[i] = (struct obj_rel){ .kind = OBJ_REL_CALL,
					    .index = (i + 1) % N };
		funcs[i] = (struct obj_func){ .name = "f",
					      .rels = &rels[i],
					      .nrels = 1 };
	}
	ck_assert_int_eq(inspect_init(&of_ring, &ring, &e), 0);
	ck_assert_uint_eq(inspect_callees(&of_ring, 7), INSPECT_CALLEES);
	ck_assert_uint_eq(of_ring.found[0], 8);
	rels[9].index = 7;
	ck_assert_uint_eq(inspect_callees(&of_ring, 7), 2);
	ck_assert_uint_eq(of_ring.found[1], 9);
	inspect_fini(&of_ring);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, a_record_is_a_row_of_a_table);
	tcase_add_test(t, a_record_is_an_object_in_json);
	tcase_add_test(t, every_number_has_its_name);
	tcase_add_test(t, flags_are_letters);
	tcase_add_loop_test(t, a_number_or_string_has_a_value, 0,
			    ARRAY_SIZE(values));
	tcase_add_test(t, text_has_a_table_for_each_kind);
	tcase_add_test(t, byte_orders_differ_in_name_only);
	tcase_add_test(t, callees_end_where_the_kernel_does);
}

int main(void)
{
	return run_tests("inspect", add);
}
