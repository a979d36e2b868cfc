// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Instructions that name something of the kernel's, before and after. The
 * kernel has types made by hand, one module, and the symbols of this file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/externs.h"
#include "loader/image.h"
#include "loader/ksym.h"
#include "loader/module_btf.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/insns.h"
#include "tests/unit/loader/core_help.h"
#include "tests/unit/run.h"

static struct btf_writer kernel_w, local_w, module_w;
static struct btf kernel;
static struct kernel_btf k;
static struct extern_env *env;
static struct image image;
static struct err e;
static int module_fd, nmodule_fds, nkallsyms;
static bool hidden, no_kallsyms;

/* In place of loader/module_btf.c and loader/ksym.c */
int module_btf_fd(const char *module, struct err *err)
{
	(void)err;
	ck_assert_str_eq(module, "mod");
	nmodule_fds++;
	module_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return module_fd;
}

int ksym_find(const char *path, struct ksym *v, size_t n, struct err *err)
{
	ck_assert_str_eq(path, KSYM_PATH);
	nkallsyms++;
	if (no_kallsyms)
		return err_set(err, ENOENT, "no symbols");
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, "symbol") == 0) {
			v[i].state = hidden ? KSYM_HIDDEN : KSYM_FOUND;
			v[i].addr = 0xffffffff81234567;
		} else if (strcmp(v[i].name, "twice") == 0) {
			v[i].state = KSYM_AMBIGUOUS;
		}
	return 0;
}

/* By name */
enum {
	FUNC,
	FUNC_TWO,
	FUNC_WEAK,
	GONE,
	GONE_WEAK,
	MODULE_FUNC,
	MODULE_VAR,
	NO_SYMBOL,
	SYMBOL,
	TWICE,
	VAR,
	VAR_WEAK,
	NEXTERNS
};

/* Types of the object and of the kernel: 1 int, 2 int(int), 3 int(), 4
 * struct */
static struct obj_extern externs[] = {
	[FUNC] = { "func", OBJ_EXTERN_KFUNC, false, 2, 0, 0 },
	[FUNC_TWO] = { "func___two", OBJ_EXTERN_KFUNC, true, 3, 0, 0 },
	[FUNC_WEAK] = { "func___x", OBJ_EXTERN_KFUNC, true, 2, 0, 0 },
	[GONE] = { "gone", OBJ_EXTERN_KFUNC, false, 2, 0, 0 },
	[GONE_WEAK] = { "gone_weak", OBJ_EXTERN_KFUNC, true, 2, 0, 0 },
	[MODULE_FUNC] = { "module_func", OBJ_EXTERN_KFUNC, false, 2, 0, 0 },
	[MODULE_VAR] = { "module_var", OBJ_EXTERN_KSYM, false, 1, 0, 0 },
	[NO_SYMBOL] = { "no_symbol", OBJ_EXTERN_KSYM, true, 0, 0, 0 },
	[SYMBOL] = { "symbol", OBJ_EXTERN_KSYM, false, 0, 0, 0 },
	[TWICE] = { "twice", OBJ_EXTERN_KSYM, true, 0, 0, 0 },
	[VAR] = { "var", OBJ_EXTERN_KSYM, false, 1, 0, 0 },
	[VAR_WEAK] = { "var___x", OBJ_EXTERN_KSYM, true, 1, 0, 0 },
};

#define KCALL INSN(BPF_JMP | BPF_CALL, 0, 1, 0, -1)

static struct bpf_insn entry_insns[] = {
	LD64(1, 0, 77),
	KCALL,
	CALL(1),
	EXIT,
};
static struct bpf_insn called_insns[] = { LD64(2, 0, 77), KCALL, EXIT };
static struct obj_rel entry_rels[] = { { OBJ_REL_CALL, 3, 1, 0 },
				       { OBJ_REL_KSYM, 0, 0, 0 } };
static struct obj_rel called_rels[] = { { OBJ_REL_KFUNC, 2, FUNC, 0 } };
static struct obj_func funcs[] = {
	{ .name = "entry",
	  .insns = entry_insns,
	  .ninsns = ARRAY_SIZE(entry_insns),
	  .rels = entry_rels,
	  .nrels = ARRAY_SIZE(entry_rels) },
	{ .name = "called",
	  .insns = called_insns,
	  .ninsns = ARRAY_SIZE(called_insns),
	  .rels = called_rels,
	  .nrels = ARRAY_SIZE(called_rels) },
};
static struct obj obj = { .funcs = funcs,
			  .nfuncs = ARRAY_SIZE(funcs),
			  .externs = externs,
			  .nexterns = NEXTERNS };

static void open_types(struct btf_writer *w, const struct btf *base,
		       struct btf *out)
{
	struct view v = btfw_bytes(w);

	ck_assert_msg(btf_open(&v, base, out, &e) == 0, "%s", e.msg);
}

static void write_types(struct btf_writer *w)
{
	btfw_init(w, NULL);
	btfw_int(w, 4, BTF_INT_SIGNED);
	btfw_type(w, "", BTF_FUNC_PROTO, 1);
	btfw_param(w, 1);
	btfw_type(w, "", BTF_FUNC_PROTO, 1);
	btfw_type(w, "s", BTF_STRUCT, 4);
}

static void setup(void)
{
	write_types(&local_w);
	open_types(&local_w, NULL, &obj.btf);
	write_types(&kernel_w);
	btfw_type(&kernel_w, "func", BTF_FUNC, 2); /* 5 */
	btfw_type(&kernel_w, "var", BTF_VAR, 1); /* 6 */
	btfw_word(&kernel_w, 1);
	open_types(&kernel_w, NULL, &kernel);
	kernel_of(&k, &kernel);
	k.modules = calloc(1, sizeof(*k.modules));
	k.nmodules = 1;
	k.modules[0].name = strdup("mod");
	btfw_init(&module_w, &kernel);
	btfw_type(&module_w, "module_func", BTF_FUNC, 2); /* 7 */
	btfw_type(&module_w, "module_var", BTF_VAR, 1); /* 8 */
	btfw_word(&module_w, 1);
	open_types(&module_w, &k.btf, &k.modules[0].btf);
	ck_assert_int_eq(externs_open(&obj, &k, &env, &e), 0);
}

static void teardown(void)
{
	externs_close(env);
	kernel_btf_fini(&k);
	btf_close(&obj.btf);
}

/* The first two instructions of the entry become a reference to an extern and
 * a call of one */
static int patch(const struct obj_rel *rel)
{
	int err;

	entry_rels[1] = *rel;
	ck_assert_int_eq(image_link(&obj, 0, &image, &e), 0);
	err = externs_patch(&image, env, &e);
	if (err < 0)
		image_close(&image);
	return err;
}

static int patch_address(uint32_t index, int64_t off)
{
	return patch(&(struct obj_rel){ OBJ_REL_KSYM, 0, index, off });
}

static int patch_call(uint32_t index)
{
	return patch(&(struct obj_rel){ OBJ_REL_KFUNC, 2, index, 0 });
}

static const struct {
	uint32_t index;
	int64_t off;
	uint8_t src_reg;
	uint32_t low, high;
} addresses[] = {
	{ SYMBOL, 0, 0, 0x81234567, 0xffffffff },
	{ SYMBOL, 0x10, 0, 0x81234577, 0xffffffff },
	{ NO_SYMBOL, 0, 0, 0, 0 },
	{ VAR, 0, BPF_PSEUDO_BTF_ID, 6, 0 },
	{ VAR_WEAK, 0, 0, 0, 0 }, /* variables have no flavours */
	{ FUNC, 0, BPF_PSEUDO_BTF_ID, 5, 0 },
	{ FUNC_TWO, 0, 0, 0, 0 },
	{ FUNC_WEAK, 0, BPF_PSEUDO_BTF_ID, 5, 0 },
	{ GONE_WEAK, 0, 0, 0, 0 },
};

START_TEST(addresses_are_put_in)
{
	ck_assert_msg(patch_address(addresses[_i].index, addresses[_i].off) ==
			      0,
		      "%s", e.msg);
	ck_assert_uint_eq(image.insns[0].src_reg, addresses[_i].src_reg);
	ck_assert_uint_eq((uint32_t)image.insns[0].imm, addresses[_i].low);
	ck_assert_uint_eq((uint32_t)image.insns[1].imm, addresses[_i].high);
	ck_assert_uint_eq(image.insns[0].dst_reg, 1);
	ck_assert_ptr_null(externs_fd_array(env));
	image_close(&image);
}
END_TEST

static const struct {
	uint32_t index;
	uint8_t src_reg;
	int32_t imm;
} calls[] = {
	{ FUNC, BPF_PSEUDO_KFUNC_CALL, 5 },
	{ FUNC_WEAK, BPF_PSEUDO_KFUNC_CALL, 5 },
	{ FUNC_TWO, 0, 2002000000 + FUNC_TWO },
	{ GONE_WEAK, 0, 2002000000 + GONE_WEAK },
};

START_TEST(calls_are_put_in)
{
	const struct bpf_insn *insn;

	ck_assert_msg(patch_call(calls[_i].index) == 0, "%s", e.msg);
	insn = &image.insns[2];
	ck_assert_uint_eq(insn->src_reg, calls[_i].src_reg);
	ck_assert_int_eq(insn->imm, calls[_i].imm);
	ck_assert_int_eq(insn->off, 0);
	/* The called function's own, behind the entry's five */
	ck_assert_int_eq(image.insns[7].imm, 5);
	ck_assert_uint_eq(image.insns[7].src_reg, BPF_PSEUDO_KFUNC_CALL);
	image_close(&image);
}
END_TEST

START_TEST(modules_are_named_by_descriptor)
{
	ck_assert_msg(patch_address(MODULE_VAR, 0) == 0, "%s", e.msg);
	ck_assert_uint_eq(image.insns[0].src_reg, BPF_PSEUDO_BTF_ID);
	ck_assert_int_eq(image.insns[0].imm, 8);
	ck_assert_int_eq(image.insns[1].imm, module_fd);
	ck_assert_ptr_null(externs_fd_array(env));
	image_close(&image);
	for (int i = 0; i < 2; i++) {
		ck_assert_msg(patch_call(MODULE_FUNC) == 0, "%s", e.msg);
		ck_assert_int_eq(image.insns[2].imm, 7);
		ck_assert_int_eq(image.insns[2].off, 1);
		image_close(&image);
	}
	ck_assert_ptr_nonnull(externs_fd_array(env));
	ck_assert_int_eq(externs_fd_array(env)[1], module_fd);
	ck_assert_int_eq(nmodule_fds, 1);
	ck_assert_int_ge(fcntl(module_fd, F_GETFD), 0);
	externs_close(env);
	ck_assert_int_lt(fcntl(module_fd, F_GETFD), 0);
	ck_assert_int_eq(externs_open(&obj, &k, &env, &e), 0);
}
END_TEST

START_TEST(what_is_missing_is_named)
{
	ck_assert_int_eq(patch_call(GONE), -ENOENT);
	ck_assert_str_eq(e.msg, "function 'entry': extern 'gone': the kernel "
				"has no such function");
	ck_assert_int_eq(patch_address(VAR, 4), -EINVAL);
	ck_assert_str_eq(e.msg, "function 'entry': extern 'var'+4: only of "
				"its start can the address be had");
	ck_assert_int_eq(patch_address(TWICE, 0), -EINVAL);
	ck_assert_str_eq(e.msg, "function 'entry': extern 'twice': the kernel "
				"has several symbols of that name");
	ck_assert_int_eq(nkallsyms, 1);
}
END_TEST

START_TEST(another_type_is_an_error)
{
	externs[FUNC].type = 3;
	ck_assert_int_eq(patch_call(FUNC), -EINVAL);
	ck_assert_str_eq(e.msg, "function 'entry': extern 'func': the kernel's "
				"function of that name has another type");
	externs[FUNC].type = 2;
	externs_close(env);
	externs[VAR].type = 4;
	externs[VAR].weak = true; /* no reason to read it as what it is not */
	ck_assert_int_eq(externs_open(&obj, &k, &env, &e), 0);
	ck_assert_int_eq(patch_address(VAR, 0), -EINVAL);
	ck_assert_str_eq(e.msg, "function 'entry': extern 'var': the kernel's "
				"variable of that name has another type");
}
END_TEST

START_TEST(hidden_addresses_are_explained)
{
	hidden = true;
	ck_assert_int_eq(patch_address(SYMBOL, 0), -EPERM);
	ck_assert_str_eq(e.hint, "needs CAP_SYSLOG and kernel.kptr_restrict "
				 "below 2");
	externs[SYMBOL].weak = true;
	ck_assert_int_eq(patch_address(SYMBOL, 0), 0);
	ck_assert_int_eq(image.insns[0].imm, 0);
	image_close(&image);
}
END_TEST

START_TEST(without_symbols_or_types_weak_ones_are_missing)
{
	no_kallsyms = true;
	k.err.code = ENOENT;
	strcpy(k.err.msg, "no types");
	ck_assert_int_eq(patch_address(SYMBOL, 0), -ENOENT);
	ck_assert_str_eq(e.msg,
			 "function 'entry': extern 'symbol': no symbols");
	ck_assert_int_eq(patch_address(VAR, 0), -ENOENT);
	ck_assert_str_eq(e.msg, "function 'entry': extern 'var': no types");
	called_rels[0].index = GONE_WEAK;
	ck_assert_int_eq(patch_address(NO_SYMBOL, 0), 0);
	image_close(&image);
	ck_assert_int_eq(patch_call(GONE_WEAK), 0);
	image_close(&image);
	k.err.code = 0;
}
END_TEST

START_TEST(nothing_is_looked_up_that_no_program_needs)
{
	called_rels[0].index = FUNC;
	ck_assert_int_eq(patch_call(FUNC), 0);
	image_close(&image);
	ck_assert_int_eq(nkallsyms, 0);
	ck_assert_int_eq(nmodule_fds, 0);
}
END_TEST

START_TEST(a_refused_call_is_told_by_its_number)
{
	const struct obj_extern *x;

	x = externs_blame(&obj, "5: invalid func unknown#2002000003");
	ck_assert_ptr_eq(x, &externs[GONE]);
	ck_assert_ptr_null(externs_blame(&obj, "invalid func unknown#"
					       "2002000012"));
	ck_assert_ptr_null(externs_blame(&obj, "invalid func unknown#211"));
	ck_assert_ptr_null(externs_blame(&obj, "R1 type=inv"));
}
END_TEST

/* A flavour of a name that the kernel has is not missing */
START_TEST(another_type_is_told_from_nothing)
{
	ck_assert_int_eq(patch_call(FUNC_TWO), 0);
	image_close(&image);
	ck_assert(externs_is_other(env, &externs[FUNC_TWO]));
	ck_assert(!externs_is_other(env, &externs[GONE_WEAK]));
	ck_assert(!externs_is_other(env, &externs[FUNC]));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, addresses_are_put_in, 0, ARRAY_SIZE(addresses));
	tcase_add_loop_test(t, calls_are_put_in, 0, ARRAY_SIZE(calls));
	tcase_add_test(t, modules_are_named_by_descriptor);
	tcase_add_test(t, what_is_missing_is_named);
	tcase_add_test(t, another_type_is_an_error);
	tcase_add_test(t, another_type_is_told_from_nothing);
	tcase_add_test(t, hidden_addresses_are_explained);
	tcase_add_test(t, without_symbols_or_types_weak_ones_are_missing);
	tcase_add_test(t, nothing_is_looked_up_that_no_program_needs);
	tcase_add_test(t, a_refused_call_is_told_by_its_number);
}

int main(void)
{
	return run_tests("externs", add);
}
