// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the object says before its instructions: types, sections, maps. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/lint/lint_priv.h"
#include "elf/names.h"
#include "elf/section.h"
#include "elf/versions.h"

#define NOWHERE(r)                                                             \
	(struct lint_at)                                                       \
	{                                                                      \
		.rule = (r), .insn = LINT_NOWHERE                              \
	}

static void need(struct lint *l, struct lint_at at, uint16_t since,
		 const char *what, const char *name)
{
	char v[VERSION_SIZE];

	at.since = since;
	if (since)
		lint_say(l, &at, "%s %s needs Linux %s", what, name,
			 version_text(since, v));
}

/* Some kernels look at the attach type when a program of these is loaded */
static bool is_checked(const struct section_kind *k)
{
	switch (k->prog_type) {
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_SK_LOOKUP:
	case PROG_TYPE_NETFILTER:
		return true;
	default:
		return false;
	}
}

static void check_flags(struct lint *l, const struct section_kind *k)
{
	struct lint_at at = NOWHERE(RULE_SLEEPABLE);

	if (k->flags & SECTION_SLEEPABLE &&
	    k->prog_type != BPF_PROG_TYPE_SYSCALL) {
		if (k->prog_type == BPF_PROG_TYPE_KPROBE)
			at.since = 0x600;
		need(l, at, at.since ? at.since : 0x50a, "sleepable",
		     prog_type_name(k->prog_type));
	}
	if (k->flags & SECTION_FRAGS)
		need(l, NOWHERE(RULE_FRAGS), 0x512, "xdp for", "fragments");
}

static void check_kind(struct lint *l, const struct section_kind *k)
{
	uint32_t type = k->prog_type;

	need(l, NOWHERE(RULE_PROG_TYPE), prog_type_since(type), "program type",
	     prog_type_name(type));
	if (k->attach_type && !(k->flags & SECTION_OPTIONAL))
		need(l,
		     NOWHERE(is_checked(k) ? RULE_ATTACH_TYPE
					   : RULE_ATTACH_LATER),
		     attach_type_since(k->attach_type), "attach type",
		     attach_type_name(k->attach_type));
	check_flags(l, k);
	if ((type == BPF_PROG_TYPE_LSM || type == BPF_PROG_TYPE_STRUCT_OPS) &&
	    !l->gpl)
		lint_say(l, &NOWHERE(RULE_TYPE_GPL),
			 "programs of type %s are under the GPL, and the "
			 "licence is '%.40s'",
			 prog_type_name(type), l->obj->license);
	if (type == BPF_PROG_TYPE_KPROBE)
		lint_say(l, &NOWHERE(RULE_KERN_VERSION),
			 "before Linux 5.0 kern_version must be the "
			 "kernel's");
	if (k->flags & SECTION_BTF_ID && k->hook != HOOK_FREPLACE)
		lint_say(l, &NOWHERE(RULE_KERNEL_TYPES),
			 "the kernel must have its types (BTF)");
}

static void check_length(struct lint *l)
{
	uint32_t n = l->ninsns;
	struct lint_at at = NOWHERE(RULE_LENGTH);

	if (n > 1000000) {
		at.from = 0x502;
		lint_say(l, &at, "%" PRIu32 " instructions; 1,000,000 at most",
			 n);
		at.from = 0;
	}
	if (n > 4096)
		lint_say(l, &at,
			 "%" PRIu32 " instructions; 4,096 at most before "
			 "Linux 5.2",
			 n);
	if (l->nparts > 256)
		lint_say(l, &NOWHERE(RULE_FUNCTIONS),
			 "%" PRIu32 " functions; 256 at most", l->nparts);
}

static void count_maps(struct lint *l)
{
	auto_free bool *used = calloc(l->obj->nmaps + 1u, sizeof(*used));
	uint32_t n = 0;

	for (uint32_t i = 0; used && i < l->nparts; i++) {
		const struct obj_func *f = l->parts[i].func;

		for (uint32_t r = 0; r < f->nrels; r++) {
			uint32_t map = f->rels[r].index;

			if (f->rels[r].kind != OBJ_REL_MAP || used[map])
				continue;
			used[map] = true;
			n++;
		}
	}
	if (n > 64)
		lint_say(l, &NOWHERE(RULE_MAP_COUNT),
			 "%" PRIu32 " maps; 64 at most", n);
}

void lint_spec(struct lint *l)
{
	if (l->kind && l->kind->prog_type)
		check_kind(l, l->kind);
	else
		lint_say(l, &NOWHERE(RULE_NO_TYPE),
			 "section '%.64s' does not say which type it is",
			 obj_section_name(l->obj, l->program->section));
	check_length(l);
	count_maps(l);
}

static void check_map(struct lint *l, const struct obj_map *m)
{
	char what[96], flag_text[16];
	uint32_t flag = 0;
	uint16_t since;

	snprintf(what, sizeof(what), "map '%.64s' of type", m->name);
	if (map_type_since(m->type) == 0) {
		lint_say(l, &NOWHERE(RULE_MAP_TYPE),
			 "map '%.64s' is of type %" PRIu32 ", which no kernel "
			 "has",
			 m->name, m->type);
		return;
	}
	need(l, NOWHERE(RULE_MAP_TYPE), map_type_since(m->type), what,
	     map_type_name(m->type));
	since = map_flags_since(m->flags, &flag);
	snprintf(what, sizeof(what), "map '%.64s' with flag", m->name);
	snprintf(flag_text, sizeof(flag_text), "0x%" PRIx32, flag);
	need(l, NOWHERE(RULE_MAP_FLAG), since, what, flag_text);
}

void lint_maps(struct lint *l)
{
	for (uint32_t i = 0; i < l->obj->nmaps; i++) {
		const struct obj_map *m = &l->obj->maps[i];
		struct lint map = *l;

		if (m->origin == OBJ_MAP_DATA || m->origin == OBJ_MAP_KCONFIG)
			continue;
		map.optional = m->optional;
		if (m->legacy && m->legacy->android) {
			map.min = lint_android(m->legacy->min_kver);
			map.max = lint_android(m->legacy->max_kver);
		}
		check_map(&map, m);
		if (m->inner)
			check_map(&map, m->inner);
	}
}
