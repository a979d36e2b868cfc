// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Values as the configuration spells them, y, m, n, a number or a string,
 * into variables of the types that the program declared. The names that begin
 * with LINUX_ are libbpf's inventions.
 */
#include "loader/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"
#include "loader/kernel_config.h"
#include "loader/kernel_version.h"
#include "loader/ksym.h"
#include "loader/sys.h"

#define GET_ATTACH_COOKIE 174 /* BPF_FUNC_get_attach_cookie, 5.15 */

#if defined(__x86_64__)
#define SYSCALL_PREFIX "__x64"
#elif defined(__aarch64__)
#define SYSCALL_PREFIX "__arm64"
#elif defined(__riscv)
#define SYSCALL_PREFIX "__riscv"
#else
#define SYSCALL_PREFIX "__" /* no such symbol */
#endif

/* A value in the text, not ended by a NUL */
struct span {
	const char *p;
	size_t len;
};

static int misfit(const struct obj_extern *x, struct span v, const char *why,
		  struct err *e)
{
	return err_set(e, EINVAL, "extern '%s': its type cannot hold %.*s%s",
		       x->name, (int)(v.len < 64 ? v.len : 64), v.p, why);
}

static bool is_signed(const struct obj *obj, const struct obj_extern *x)
{
	const struct btf_type *t =
		btf_type(&obj->btf, btf_strip(&obj->btf, x->type));

	return btf_kind(t) == BTF_INT &&
	       (BTF_INT_ENCODING(*(const uint32_t *)btf_tail(t)) &
		BTF_INT_SIGNED);
}

/* In the byte order of this machine: objects of the other are not loaded */
static void put(const struct obj_extern *x, uint64_t v, uint8_t *bytes)
{
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		v <<= 64 - x->size * 8;
	memcpy(bytes + x->off, &v, x->size);
}

static bool fits(const struct obj *obj, const struct obj_extern *x, uint64_t v)
{
	unsigned bits = x->size * 8;

	switch (obj_kconfig_kind(obj, x)) {
	case OBJ_KCONFIG_BOOL:
		return v <= 1;
	case OBJ_KCONFIG_CHAR:
	case OBJ_KCONFIG_INT:
		if (bits == 64)
			return true;
		if (is_signed(obj, x))
			v += 1ull << (bits - 1);
		return v >> bits == 0;
	default:
		return false;
	}
}

static int put_letter(const struct obj *obj, const struct obj_extern *x,
		      struct span v, uint8_t *bytes, struct err *e)
{
	char letter = v.p[0];

	switch (obj_kconfig_kind(obj, x)) {
	case OBJ_KCONFIG_BOOL:
		if (letter == 'm')
			return misfit(x, v, " (a module)", e);
		put(x, letter == 'y', bytes);
		return 0;
	case OBJ_KCONFIG_TRISTATE:
		put(x, letter == 'm' ? 2 : letter == 'y', bytes);
		return 0;
	case OBJ_KCONFIG_CHAR:
		put(x, (uint64_t)letter, bytes);
		return 0;
	default:
		return misfit(x, v,
			      ": declare it bool or "
			      "enum libbpf_tristate",
			      e);
	}
}

/* Cut to what the array has room for, always with a NUL */
static int put_string(const struct obj *obj, const struct obj_extern *x,
		      struct span v, uint8_t *bytes, struct err *e)
{
	size_t len = v.len - 2;

	if (v.len < 2 || v.p[v.len - 1] != '"')
		return misfit(x, v, ": no quote at its end", e);
	if (obj_kconfig_kind(obj, x) != OBJ_KCONFIG_STRING)
		return misfit(x, v, ": declare it an array of char", e);
	memset(bytes + x->off, 0, x->size);
	memcpy(bytes + x->off, v.p + 1, len < x->size ? len : x->size - 1);
	return 0;
}

static int put_number(const struct obj *obj, const struct obj_extern *x,
		      struct span v, uint8_t *bytes, struct err *e)
{
	char digits[32], *end;
	uint64_t n;

	if (v.len == 0 || v.len >= sizeof(digits))
		return misfit(x, v, "", e);
	memcpy(digits, v.p, v.len);
	digits[v.len] = '\0';
	errno = 0;
	n = strtoull(digits, &end, 0);
	if (errno || *end)
		return misfit(x, v, ": not a number", e);
	if (!fits(obj, x, n))
		return misfit(x, v, "", e);
	put(x, n, bytes);
	return 0;
}

static int put_value(const struct obj *obj, const struct obj_extern *x,
		     struct span v, uint8_t *bytes, struct err *e)
{
	if (v.len == 1 && strchr("ymn", v.p[0]))
		return put_letter(obj, x, v, bytes, e);
	if (v.len && v.p[0] == '"')
		return put_string(obj, x, v, bytes, e);
	return put_number(obj, x, v, bytes, e);
}

static bool is_config(const struct obj_extern *x)
{
	return x->kind == OBJ_EXTERN_KCONFIG &&
	       strncmp(x->name, "CONFIG_", 7) == 0;
}

/* What goes along with each line of the configuration */
struct fill {
	const struct obj *obj;
	uint8_t *bytes;
	bool *set; /* as obj->externs */
	struct err *e;
};

static int put_option(void *ctx, const struct kernel_option *o)
{
	const struct fill *f = ctx;
	const struct obj_extern *x;
	char name[256];

	if (o->name_len >= sizeof(name))
		return 0;
	memcpy(name, o->name, o->name_len);
	name[o->name_len] = '\0';
	x = obj_find_extern(f->obj, name);
	if (x == NULL || !is_config(x))
		return 0;
	f->set[x - f->obj->externs] = true;
	return put_value(f->obj, x, (struct span){ o->value, o->value_len },
			 f->bytes, f->e);
}

/* Loads the smallest program that asks for its cookie */
static bool has_bpf_cookie(void)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = GET_ATTACH_COOKIE },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;
	auto_fd int fd = -1;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACEPOINT;
	attr.insns = sys_ptr(insns);
	attr.insn_cnt = ARRAY_SIZE(insns);
	attr.license = sys_ptr("GPL");
	fd = sys_bpf(BPF_PROG_LOAD, &attr, ATTR_SIZE(kern_version));
	return fd >= 0;
}

/* Since 4.17 system calls find their arguments behind one pt_regs more, and
 * are called accordingly */
static bool has_syscall_wrapper(void)
{
	struct ksym sym = { .name = SYSCALL_PREFIX "_sys_bpf" };
	struct err ignored;

	return ksym_find(KSYM_PATH, &sym, 1, &ignored) == 0 &&
	       sym.state != KSYM_MISSING;
}

static int put_virtual(const struct obj *obj, const struct obj_extern *x,
		       uint8_t *bytes, struct err *e)
{
	uint64_t v;

	if (strcmp(x->name, "LINUX_KERNEL_VERSION") == 0)
		v = kernel_version();
	else if (strcmp(x->name, "LINUX_HAS_BPF_COOKIE") == 0)
		v = has_bpf_cookie();
	else if (strcmp(x->name, "LINUX_HAS_SYSCALL_WRAPPER") == 0)
		v = has_syscall_wrapper();
	else if (x->weak && strncmp(x->name, "LINUX_", 6) == 0)
		return 0;
	else
		return err_set(e, EINVAL,
			       "extern '%s' is neither CONFIG_* nor "
			       "known otherwise",
			       x->name);
	if (!fits(obj, x, v))
		return err_set(e, EINVAL,
			       "extern '%s': its type cannot hold "
			       "0x%llx",
			       x->name, (unsigned long long)v);
	put(x, v, bytes);
	return 0;
}

static int put_virtuals(const struct obj *obj, uint8_t *bytes, struct err *e)
{
	for (uint32_t i = 0; i < obj->nexterns; i++) {
		const struct obj_extern *x = &obj->externs[i];

		if (x->kind == OBJ_EXTERN_KCONFIG && !is_config(x) &&
		    put_virtual(obj, x, bytes, e) < 0)
			return -e->code;
	}
	return 0;
}

/* The first that wants a configuration, weak ones last; or NULL */
static const struct obj_extern *first_config(const struct obj *obj)
{
	const struct obj_extern *found = NULL;

	for (uint32_t i = 0; i < obj->nexterns; i++)
		if (is_config(&obj->externs[i]) &&
		    (found == NULL || (found->weak && !obj->externs[i].weak)))
			found = &obj->externs[i];
	return found;
}

static int check_set(const struct obj *obj, const struct kernel_config *c,
		     const bool *set, struct err *e)
{
	for (uint32_t i = 0; i < obj->nexterns; i++) {
		const struct obj_extern *x = &obj->externs[i];

		if (!is_config(x) || x->weak || set[i])
			continue;
		err_set(e, ENOENT, "extern '%s': not set in '%s'", x->name,
			c->path);
		return err_hint(e, "declared __weak it would be 0");
	}
	return 0;
}

static int put_options(const struct obj *obj, const struct kernel_config *c,
		       uint8_t *bytes, struct err *e)
{
	auto_free bool *set = calloc(obj->nexterns + 1, sizeof(*set));
	struct fill f = { obj, bytes, set, e };
	int err;

	if (set == NULL)
		return err_nomem(e);
	err = kernel_config_walk(c, put_option, &f);
	return err < 0 ? err_wrap(e, "'%s'", c->path)
		       : check_set(obj, c, set, e);
}

int kconfig_fill_from(const struct obj *obj, const struct kernel_config *c,
		      uint8_t *bytes, struct err *e)
{
	int err = put_virtuals(obj, bytes, e);

	return err < 0 ? err : put_options(obj, c, bytes, e);
}

int kconfig_fill(const struct obj *obj, const struct obj_map *m, uint8_t *bytes,
		 struct err *e)
{
	const struct obj_extern *x = first_config(obj);
	struct kernel_config c = { 0 };
	int err = 0;

	memset(bytes, 0, m->value_size);
	if (x)
		err = kernel_config_open(&c, e);
	if (err < 0 && !x->weak)
		return err_wrap(e, "extern '%s'", x->name);
	err = kconfig_fill_from(obj, &c, bytes, e);
	kernel_config_close(&c);
	return err;
}
