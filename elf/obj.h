/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The spec of a BPF object: all that its bytes say about maps, functions,
 * relocations and licence, and nothing that a kernel says. Everything else in
 * the project starts from here. The same bytes give the same spec on any
 * machine. Instructions are copies in host order; names, data and BTF point
 * into the bytes that were opened, which must outlive the spec.
 */
#ifndef ELF_OBJ_H
#define ELF_OBJ_H

#include <linux/bpf.h>

#include "elf/btf.h"
#include "elf/btfext.h"
#include "elf/elf.h"

struct err;

enum obj_map_origin {
	OBJ_MAP_BTF, /* a variable in .maps */
	OBJ_MAP_LEGACY, /* a struct in maps */
	OBJ_MAP_DATA, /* .data* .rodata* .bss* */
	OBJ_MAP_KCONFIG, /* .kconfig: values that the loader fills in */
	OBJ_MAP_STRUCT_OPS, /* a variable in .struct_ops or .struct_ops.link */
};

/* What a slot of a map holds from the start: a program of a prog array, or a
 * map of a map of maps; in struct_ops a program at a byte offset. */
struct obj_map_init {
	uint32_t slot;
	bool is_func;
	uint32_t index; /* in obj->funcs or obj->maps */
};

struct obj_map {
	const char *name; /* variable, or for data the section */
	enum obj_map_origin origin;
	uint32_t type; /* BPF_MAP_TYPE_* */
	uint32_t key_size, value_size, max_entries, flags;
	uint32_t numa_node;
	uint64_t map_extra;
	uint32_t pinning; /* 0 none, 1 by name; iproute2: 1 by object, 2 for
			   * all; others as the object numbers them */
	uint32_t key_type, value_type; /* BTF ids, 0: unknown */
	uint32_t def_type; /* OBJ_MAP_BTF: BTF id of the struct it is */
	bool optional; /* "?.struct_ops": not to be made unless asked for */
	uint32_t section; /* where it stands in the object ... */
	uint64_t offset, size; /* ... and which bytes of it */
	struct view data; /* OBJ_MAP_DATA, _STRUCT_OPS: contents; empty for
			   * .bss */
	struct obj_map *inner; /* owned: template of a map of maps, or NULL */
	struct obj_map_init *inits; /* owned; by slot, each once */
	uint32_t ninits;
	struct obj_map_legacy *legacy; /* owned: what only the old conventions
					* say, or NULL */
};

/* Beyond the five words that all legacy definitions share. A layout that does
 * not have a field leaves it 0. */
struct obj_map_legacy {
	/* iproute2's struct bpf_elf_map; with iproute2 false, inner_idx is the
	 * place of the template among the maps of the section */
	uint32_t id, inner_id, inner_idx;
	bool iproute2;
	/* Android's struct bpf_map_def, by release */
	bool android;
	uint32_t uid, gid, mode;
	uint32_t min_loader, max_loader; /* bpfloader versions */
	uint32_t min_kver, max_kver; /* see obj_prog_legacy */
	uint32_t ignore; /* bits of enum obj_ignore */
	char selinux_context[33], pin_subdir[33];
	bool shared; /* pinned once for all objects */
};

/* What Android's definitions may exempt: builds and architectures */
enum obj_ignore {
	OBJ_IGNORE_ENG = 1 << 0,
	OBJ_IGNORE_USER = 1 << 1,
	OBJ_IGNORE_USERDEBUG = 1 << 2,
	OBJ_IGNORE_ARM32 = 1 << 3,
	OBJ_IGNORE_AARCH64 = 1 << 4,
	OBJ_IGNORE_X86_32 = 1 << 5,
	OBJ_IGNORE_X86_64 = 1 << 6,
	OBJ_IGNORE_RISCV64 = 1 << 7,
};

/* What Android's struct bpf_prog_def says of a program. Versions are ranges
 * from min on and below max. Those of kernels are a << 16 | b << 8 | c in
 * every release, 0xffffffff without end. */
struct obj_prog_legacy {
	uint32_t uid, gid;
	uint32_t min_kver, max_kver;
	uint32_t min_loader, max_loader;
	uint32_t ignore; /* bits of enum obj_ignore */
	bool optional; /* the object is good without it */
	char selinux_context[33], pin_subdir[33];
};

/* What sections of their own say about an object of Android */
struct obj_android {
	bool present; /* there is one of them */
	const char *critical; /* why nothing goes on without it, or NULL */
	uint32_t min_loader, max_loader; /* others skip the object, ... */
	uint32_t min_required; /* ... and below this they fail */
	uint32_t min_netbpfload;
	uint32_t btf_min_loader, btf_min_kver, btf_user_min_loader;
	uint32_t map_size, prog_size; /* of a definition; 0: not said */
};

/* A symbol that the loader resolves against the kernel */
enum obj_extern_kind {
	OBJ_EXTERN_KCONFIG, /* variable in .kconfig */
	OBJ_EXTERN_KSYM, /* address of a kernel variable, typed or not */
	OBJ_EXTERN_KFUNC, /* kernel function */
};

struct obj_extern {
	const char *name;
	enum obj_extern_kind kind;
	bool weak;
	uint32_t type; /* BTF: of the variable, 0 for a typeless ksym; of a
			* function its FUNC_PROTO */
	uint32_t off, size; /* OBJ_EXTERN_KCONFIG: place in the .kconfig map */
};

enum obj_rel_kind {
	OBJ_REL_MAP, /* ld_imm64 of a map; index: map */
	OBJ_REL_DATA, /* ld_imm64 of an address in a data map; index: map,
		       * off: bytes into it */
	OBJ_REL_CALL, /* call of a function; index: func */
	OBJ_REL_FUNC, /* ld_imm64 of a function's address; index: func */
	OBJ_REL_KSYM, /* ld_imm64 of an extern; index: extern */
	OBJ_REL_KFUNC, /* call of an extern; index: extern */
};

struct obj_rel {
	enum obj_rel_kind kind;
	uint32_t insn; /* index within the function */
	uint32_t index;
	int64_t off;
};

struct obj_func {
	const char *name;
	uint32_t section;
	uint32_t start; /* first instruction within the section */
	uint32_t ninsns;
	struct bpf_insn *insns; /* owned, unrelocated */
	struct obj_rel *rels; /* owned, by insn */
	uint32_t nrels;
	bool global; /* STB_GLOBAL or STB_WEAK, and not hidden */
	bool is_prog; /* an entry point: loaded on its own */
	bool autoload; /* not so in "?section": only when asked for */
	bool holds_fd; /* some instruction has a map's descriptor already, of
			* a process that is gone */
	struct obj_prog_legacy *legacy; /* owned; NULL without definition */
};

struct obj {
	struct elf elf;
	const char *license; /* "" when there is none */
	uint32_t kern_version; /* 0 when there is none */
	bool has_btf;
	struct btf btf;
	struct btfext btfext;
	struct obj_map *maps; /* owned */
	uint32_t nmaps;
	struct obj_func *funcs; /* owned; by section, then start */
	uint32_t nfuncs;
	struct obj_extern *externs; /* owned; by name */
	uint32_t nexterns;
	struct obj_android android;
	bool gnu_addends; /* see obj_gnu.c */
	uint32_t arena; /* section of what its arena holds, 0: none */
};

/* bytes must outlive *out. */
int obj_open(const struct view *bytes, struct obj *out, struct err *e);
void obj_close(struct obj *obj);

struct obj_map *obj_find_map(const struct obj *obj, const char *name);
struct obj_func *obj_find_func(const struct obj *obj, const char *name);
struct obj_extern *obj_find_extern(const struct obj *obj, const char *name);

/* Which values a variable in .kconfig can take */
enum obj_kconfig {
	OBJ_KCONFIG_NONE, /* none: obj_open refuses it */
	OBJ_KCONFIG_BOOL,
	OBJ_KCONFIG_TRISTATE, /* enum libbpf_tristate */
	OBJ_KCONFIG_CHAR, /* a number or the letter y, m or n */
	OBJ_KCONFIG_INT, /* of 2, 4 or 8 bytes */
	OBJ_KCONFIG_STRING, /* array of char */
};
enum obj_kconfig obj_kconfig_kind(const struct obj *obj,
				  const struct obj_extern *x);

/* Whether a function's instructions or another map's slots refer to it. */
bool obj_map_is_used(const struct obj *obj, uint32_t map);

/* Puts right what the kernel would refuse for no good reason: sizes that a
 * type fixes, flags that it demands, types that it does not take. Not its
 * inner map. */
void obj_map_normalise(struct obj_map *m, unsigned ncpus, unsigned page_size);

/* Whether ncpus matters for that. */
bool obj_map_counts_cpus(const struct obj_map *m);

/* The section a function or map stands in. */
const char *obj_section_name(const struct obj *obj, uint32_t section);

/* A variable in a data section */
struct obj_var {
	uint32_t map; /* index in obj->maps */
	uint64_t off, size; /* bytes */
};

/* By name, from the symbol table. -ENOENT when there is no such variable. */
int obj_find_var(const struct obj *obj, const char *name, struct obj_var *out,
		 struct err *e);

#endif
