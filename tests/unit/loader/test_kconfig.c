// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Values of each spelling into variables of each type. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/kconfig.h"
#include "loader/kernel_config.h"
#include "loader/kernel_version.h"
#include "loader/ksym.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct btf_writer w;
static struct obj obj;
static struct err e;
static const char *config; /* what kernel_config_open finds, or NULL */
static const char *syscall_symbol;

/* In place of the files of the same names */
uint32_t kernel_version(void)
{
	return 0x06122c;
}

int ksym_find(const char *path, struct ksym *v, size_t n, struct err *err)
{
	(void)path;
	(void)err;
	ck_assert_uint_eq(n, 1);
	v->state = syscall_symbol && strcmp(v->name, syscall_symbol) == 0
			   ? KSYM_HIDDEN
			   : KSYM_MISSING;
	return 0;
}

int kernel_config_open(struct kernel_config *out, struct err *err)
{
	if (config == NULL)
		return err_set(err, ENOENT, "nowhere");
	*out = (struct kernel_config){ strdup(config), strlen(config), "/c" };
	return 0;
}

void kernel_config_close(struct kernel_config *c)
{
	free(c->text);
}

/* Types by id */
enum { INT = 1, UINT, U64, S16, BOOL, CHAR, TRISTATE, STRING };

static void setup(void)
{
	struct view v;

	btfw_init(&w, NULL);
	btfw_int(&w, 4, BTF_INT_SIGNED);
	btfw_int(&w, 4, 0);
	btfw_int(&w, 8, 0);
	btfw_int(&w, 2, BTF_INT_SIGNED);
	btfw_int(&w, 1, BTF_INT_BOOL);
	btfw_int(&w, 1, BTF_INT_SIGNED);
	btfw_type(&w, "libbpf_tristate", BTF_ENUM, 4);
	btfw_array(&w, CHAR, 6);
	v = btfw_bytes(&w);
	ck_assert_int_eq(btf_open(&v, NULL, &obj.btf, &e), 0);
}

static void teardown(void)
{
	btf_close(&obj.btf);
}

static uint8_t bytes[16];

/* One extern, four bytes into the map */
static int fill(const char *name, uint32_t type, bool weak)
{
	struct obj_extern x = { .name = name,
				.kind = OBJ_EXTERN_KCONFIG,
				.weak = weak,
				.type = type,
				.off = 4,
				.size = (uint32_t)btf_size(&obj.btf, type) };
	struct obj_map m = { .value_size = sizeof(bytes) };

	obj.externs = &x;
	obj.nexterns = 1;
	memset(bytes, 0x55, sizeof(bytes));
	return kconfig_fill(&obj, &m, bytes, &e);
}

static const struct {
	const char *config;
	uint32_t type;
	uint64_t value;
} numbers[] = {
	{ "CONFIG_X=y", BOOL, 1 },
	{ "CONFIG_X=n", BOOL, 0 },
	{ "CONFIG_X=n\n", TRISTATE, 0 },
	{ "CONFIG_X=y\n", TRISTATE, 1 },
	{ "CONFIG_X=m\n", TRISTATE, 2 },
	{ "CONFIG_X=m\n", CHAR, 'm' },
	{ "CONFIG_X=7\n", CHAR, 7 },
	{ "CONFIG_X=-128\n", CHAR, 0x80 },
	{ "CONFIG_X=250\n", INT, 250 },
	{ "CONFIG_X=0x7fffffff\n", INT, 0x7fffffff },
	{ "CONFIG_X=-1\n", INT, 0xffffffff },
	{ "CONFIG_X=0xffffffff\n", UINT, 0xffffffff },
	{ "CONFIG_X=0xffffffffffffffff\n", U64, UINT64_MAX },
	{ "CONFIG_X=-32768\n", S16, 0x8000 },
	{ "# CONFIG_X is not set\nCONFIG_X2=3\n\nCONFIG_X=1\nCONFIG_Y=2", INT,
	  1 },
	{ "CONFIG_X=1\n", BOOL, 1 },
};

START_TEST(values_fit_their_types)
{
	uint64_t value = 0;

	config = numbers[_i].config;
	ck_assert_msg(fill("CONFIG_X", numbers[_i].type, false) == 0, "%s",
		      e.msg);
	memcpy(&value, bytes + 4, (size_t)btf_size(&obj.btf, numbers[_i].type));
	ck_assert_uint_eq(value, numbers[_i].value);
	for (size_t i = 0; i < sizeof(bytes); i++)
		if (i < 4 || i >= 12)
			ck_assert_uint_eq(bytes[i], 0);
}
END_TEST

static const struct {
	const char *config;
	const char bytes[7];
} strings[] = {
	{ "CONFIG_X=\"\"", "\0\0\0\0\0\0" },
	{ "CONFIG_X=\"ab\"", "ab\0\0\0\0" },
	{ "CONFIG_X=\"abcde\"\n", "abcde\0" },
	{ "CONFIG_X=\"abcdefgh\"\n", "abcde\0" },
	{ "CONFIG_X=\"a\"b\"\n", "a\"b\0\0\0" },
};

START_TEST(strings_are_cut_and_end)
{
	config = strings[_i].config;
	ck_assert_msg(fill("CONFIG_X", STRING, false) == 0, "%s", e.msg);
	ck_assert_mem_eq(bytes + 4, strings[_i].bytes, 6);
	ck_assert_uint_eq(bytes[10], 0);
}
END_TEST

static const struct {
	const char *config;
	uint32_t type;
	const char *message;
} misfits[] = {
	{ "CONFIG_X=m", BOOL, "m (a module)" },
	{ "CONFIG_X=2", BOOL, "2" },
	{ "CONFIG_X=y", INT, "y: declare it bool or enum libbpf_tristate" },
	{ "CONFIG_X=y", STRING, "y: declare it bool or enum libbpf_tristate" },
	{ "CONFIG_X=128", CHAR, "128" },
	{ "CONFIG_X=0x80000000", INT, "0x80000000" },
	{ "CONFIG_X=-1", UINT, "-1" },
	{ "CONFIG_X=0x10000000000000000", U64,
	  "0x10000000000000000: not a number" },
	{ "CONFIG_X=1", TRISTATE, "1" },
	{ "CONFIG_X=1", STRING, "1" },
	{ "CONFIG_X=1z", INT, "1z: not a number" },
	{ "CONFIG_X=", INT, "" },
	{ "CONFIG_X=\"a", STRING, "\"a: no quote at its end" },
	{ "CONFIG_X=\"", STRING, "\": no quote at its end" },
	{ "CONFIG_X=\"a\"", INT, "\"a\": declare it an array of char" },
	{ "CONFIG_X=0123456789012345678901234567890123456789", INT,
	  "0123456789012345678901234567890123456789" },
};

START_TEST(misfits_are_named)
{
	char message[256];

	config = misfits[_i].config;
	ck_assert_int_eq(fill("CONFIG_X", misfits[_i].type, true), -EINVAL);
	snprintf(message, sizeof(message),
		 "'/c': extern 'CONFIG_X': its type "
		 "cannot hold %s",
		 misfits[_i].message);
	ck_assert_str_eq(e.msg, message);
}
END_TEST

START_TEST(what_is_not_set_is_zero_or_an_error)
{
	config = "# CONFIG_X is not set\n";
	ck_assert_int_eq(fill("CONFIG_X", INT, true), 0);
	ck_assert_uint_eq(bytes[4], 0);
	ck_assert_int_eq(fill("CONFIG_X", INT, false), -ENOENT);
	ck_assert_str_eq(e.msg, "extern 'CONFIG_X': not set in '/c'");
	config = NULL;
	ck_assert_int_eq(fill("CONFIG_X", INT, true), 0);
	ck_assert_uint_eq(bytes[4], 0);
	ck_assert_int_eq(fill("CONFIG_X", INT, false), -ENOENT);
	ck_assert_str_eq(e.msg, "extern 'CONFIG_X': nowhere");
}
END_TEST

START_TEST(the_kernel_is_asked_for_what_is_not_configured)
{
	uint32_t version;

	ck_assert_int_eq(fill("LINUX_KERNEL_VERSION", UINT, false), 0);
	memcpy(&version, bytes + 4, 4);
	ck_assert_uint_eq(version, 0x06122c);
	ck_assert_int_eq(fill("LINUX_KERNEL_VERSION", S16, false), -EINVAL);
	ck_assert_str_eq(e.msg, "extern 'LINUX_KERNEL_VERSION': its type "
				"cannot hold 0x6122c");
	fake_kernel(FAKE_5_10);
	ck_assert_int_eq(fill("LINUX_HAS_BPF_COOKIE", BOOL, true), 0);
	ck_assert_uint_eq(bytes[4], 0);
	fake_kernel(FAKE_5_15);
	ck_assert_int_eq(fill("LINUX_HAS_BPF_COOKIE", BOOL, true), 0);
	ck_assert_uint_eq(bytes[4], 1);
	ck_assert_int_eq(fill("LINUX_HAS_SYSCALL_WRAPPER", INT, true), 0);
	ck_assert_uint_eq(bytes[4], 0);
#ifdef __x86_64__
	syscall_symbol = "__x64_sys_bpf";
	ck_assert_int_eq(fill("LINUX_HAS_SYSCALL_WRAPPER", INT, true), 0);
	ck_assert_uint_eq(bytes[4], 1);
#endif
}
END_TEST

START_TEST(unknown_names_are_errors_or_zero)
{
	ck_assert_int_eq(fill("LINUX_HAS_WINGS", BOOL, true), 0);
	ck_assert_uint_eq(bytes[4], 0);
	ck_assert_int_eq(fill("LINUX_HAS_WINGS", BOOL, false), -EINVAL);
	ck_assert_int_eq(fill("wings", BOOL, true), -EINVAL);
	ck_assert_str_eq(e.msg, "extern 'wings' is neither CONFIG_* nor known "
				"otherwise");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, values_fit_their_types, 0, ARRAY_SIZE(numbers));
	tcase_add_loop_test(t, strings_are_cut_and_end, 0, ARRAY_SIZE(strings));
	tcase_add_loop_test(t, misfits_are_named, 0, ARRAY_SIZE(misfits));
	tcase_add_test(t, what_is_not_set_is_zero_or_an_error);
	tcase_add_test(t, the_kernel_is_asked_for_what_is_not_configured);
	tcase_add_test(t, unknown_names_are_errors_or_zero);
}

int main(void)
{
	return run_tests("kconfig", add);
}
