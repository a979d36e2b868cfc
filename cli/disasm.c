// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf disasm`: the instructions of an object's functions, as the compiler
 * left them, in the kernel's notation.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/inspect.h"
#include "cli/json.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"
#include "elf/flow.h"
#include "elf/listing.h"
#include "elf/obj.h"

enum { OPT_OPCODES = 1 };

static const struct opt options[] = {
	{ 0, "opcodes", NULL, "the bytes of each instruction, too",
	  OPT_OPCODES },
};

static const struct opt_table table = { "Options of disasm", options,
					ARRAY_SIZE(options) };

struct show {
	const struct obj *obj;
	struct json *j; /* NULL: text */
	struct json json;
	struct color color;
	bool opcodes;
	const struct bpf_line_info *last; /* source line shown */
};

static void show_bytes(const struct listing_insn *x)
{
	const uint8_t *p = (const uint8_t *)x->insn;
	size_t n = flow_width(x->insn) * sizeof(*x->insn);

	for (size_t i = 0; i < n; i++) {
		if (i == sizeof(*x->insn))
			printf("\n%*s", 15, "");
		printf("%s%02x", i % sizeof(*x->insn) ? " " : "       ", p[i]);
	}
	putchar('\n');
}

static void show_core(const struct show *s, const struct core_relo *core)
{
	char access[512];

	inspect_core_access(&s->obj->btf, core, access, sizeof(access));
	printf("  ; CO-RE %s ", inspect_core_kind(core->kind));
	text_put(stdout, access, SIZE_MAX);
}

static void show_line(const struct show *s, const struct bpf_line_info *line)
{
	struct listing_source src = listing_source(s->obj, line);

	printf("%s; ", s->color.hint);
	text_put(stdout, src.text, SIZE_MAX);
	fputs(" @ ", stdout);
	text_put(stdout, src.file, SIZE_MAX);
	printf(":%" PRIu32 "%s\n", src.line, s->color.off);
}

static void text_insn(struct show *s, const struct listing_insn *x)
{
	if (x->label)
		printf("%sL%" PRIu32 ":%s\n", s->color.title, x->label,
		       s->color.off);
	if (x->line && (s->last == NULL || x->label ||
			s->last->line_off != x->line->line_off))
		show_line(s, x->line);
	if (x->line)
		s->last = x->line;
	printf("%7" PRIu32 ": (%02x) ", x->at, x->insn->code);
	text_put(stdout, x->text, SIZE_MAX);
	if (x->core)
		show_core(s, x->core);
	putchar('\n');
	if (s->opcodes)
		show_bytes(x);
}

static void json_source(struct json *j, const struct obj *obj,
			const struct bpf_line_info *line)
{
	struct listing_source src = listing_source(obj, line);

	json_object(json_key(j, "source"));
	json_string(json_key(j, "file"), src.file);
	json_uint(json_key(j, "line"), src.line);
	json_uint(json_key(j, "column"), src.column);
	json_string(json_key(j, "text"), src.text);
	json_object_end(j);
}

static void json_rel(struct json *j, const struct obj *obj,
		     const struct obj_rel *rel)
{
	json_object(json_key(j, "relocation"));
	json_string(json_key(j, "kind"), inspect_rel_kind(rel));
	json_string(json_key(j, "target"), listing_target(obj, rel));
	if (rel->kind == OBJ_REL_DATA)
		json_int(json_key(j, "offset"), rel->off);
	json_object_end(j);
}

static void json_core(struct json *j, const struct obj *obj,
		      const struct core_relo *core)
{
	char access[512];

	inspect_core_access(&obj->btf, core, access, sizeof(access));
	json_object(json_key(j, "core"));
	json_string(json_key(j, "kind"), inspect_core_kind(core->kind));
	json_string(json_key(j, "access"), access);
	json_object_end(j);
}

static void json_insn(const struct show *s, const struct listing_insn *x)
{
	struct json *j = s->j;

	json_object(j);
	json_uint(json_key(j, "insn"), x->at);
	json_string(json_key(j, "disasm"), x->text);
	if (x->label)
		json_uint(json_key(j, "label"), x->label);
	if (x->line)
		json_source(j, s->obj, x->line);
	if (x->rel)
		json_rel(j, s->obj, x->rel);
	if (x->core)
		json_core(j, s->obj, x->core);
	if (s->opcodes)
		json_bytes(json_key(j, "opcodes"), x->insn,
			   flow_width(x->insn) * sizeof(*x->insn));
	json_object_end(j);
}

static void show_head(const struct show *s, const struct obj_func *f)
{
	const char *section = obj_section_name(s->obj, f->section);

	if (s->j) {
		json_object(s->j);
		json_string(json_key(s->j, "name"), f->name);
		json_string(json_key(s->j, "section"), section);
		json_bool(json_key(s->j, "program"), f->is_prog);
		json_uint(json_key(s->j, "ninsns"), f->ninsns);
		json_array(json_key(s->j, "insns"));
		return;
	}
	fputs(s->color.title, stdout);
	text_put(stdout, f->name, SIZE_MAX);
	printf("%s (%s in ", s->color.off, f->is_prog ? "program" : "function");
	text_put(stdout, section, SIZE_MAX);
	printf(", %" PRIu32 " instructions)\n", f->ninsns);
}

static int show_func(struct show *s, const struct obj_func *f, struct err *e)
{
	struct listing_insn x;
	struct listing l;

	if (listing_open(s->obj, f, &l, e) < 0)
		return -e->code;
	show_head(s, f);
	s->last = NULL;
	while (listing_next(&l, &x))
		if (s->j)
			json_insn(s, &x);
		else
			text_insn(s, &x);
	listing_close(&l);
	if (s->j) {
		json_array_end(s->j);
		json_object_end(s->j);
	}
	return 0;
}

static int not_there(const struct obj *obj, const char *name, struct err *e)
{
	const char *best[SUGGEST_MAX], *names[256];
	char hint[128];
	size_t n = 0;

	for (uint32_t i = 0; i < obj->nfuncs && n < ARRAY_SIZE(names); i++)
		names[n++] = obj->funcs[i].name;
	err_set(e, ENOENT, "no function '%s'", name);
	if (suggest_text(best, suggest_list(name, names, n, best), hint,
			 sizeof(hint))[0])
		err_hint(e, "%s", hint);
	return -ENOENT;
}

/* Those of these names, all without any */
static int show_funcs(struct show *s, char **names, size_t n, struct err *e)
{
	const struct obj_func *f;

	for (size_t i = 0; i < n; i++)
		if (obj_find_func(s->obj, names[i]) == NULL)
			return not_there(s->obj, names[i], e);
	for (size_t i = 0; i < (n ? n : s->obj->nfuncs); i++) {
		f = n ? obj_find_func(s->obj, names[i]) : &s->obj->funcs[i];
		if (i && s->j == NULL)
			putchar('\n');
		if (show_func(s, f, e) < 0)
			return -e->code;
	}
	return 0;
}

static int show_obj(struct show *s, struct global *g, char **operands, size_t n,
		    struct err *e)
{
	int err;

	if (g->json) {
		s->j = &s->json;
		json_init(s->j, stdout, g->pretty);
		json_object(s->j);
		json_string(json_key(s->j, "path"), operands[0]);
		json_array(json_key(s->j, "functions"));
	}
	err = show_funcs(s, operands + 1, n - 1, e);
	if (s->j) {
		json_array_end(s->j);
		json_object_end(s->j);
	}
	return err;
}

/* There is only one */
static int take_option(void *ctx, const struct opt_iter *it, int id,
		       struct err *e)
{
	struct show *s = ctx;

	(void)it;
	(void)e;
	s->opcodes = id == OPT_OPCODES;
	return 0;
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct show s = { 0 };
	struct file file;
	struct view bytes;
	struct obj obj;
	int err;

	if (command_options(g, it, take_option, &s, e) < 0 ||
	    command_wants(it, "no object is given", e) < 0)
		return USAGE_ERROR;
	color_init(&s.color, g->color, STDOUT_FILENO);
	if (file_open(it->operands[0], &file, e) < 0)
		return -e->code;
	bytes = file_view(&file);
	err = obj_open(&bytes, &obj, e);
	if (err == 0) {
		s.obj = &obj;
		err = show_obj(&s, g, it->operands, it->noperands, e);
		obj_close(&obj);
	}
	file_close(&file);
	return err < 0 ? err_wrap(e, "%s", it->operands[0]) : 0;
}

const struct command disasm_command = { "disasm",
					"[OPTIONS] OBJECT [FUNCTION...]",
					"show the instructions of functions",
					.options = &table, .run = run };
