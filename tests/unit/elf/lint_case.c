// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Writes the object, lints it, keeps what was found. */
#include "tests/unit/elf/lint_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"
#include "tests/unit/elf_writer.h"

#define MAX 64

static struct lint_found found[MAX];
static unsigned nfound;

static void keep(void *ctx, const struct lint_finding *f)
{
	(void)ctx;
	ck_assert_uint_lt(nfound, MAX);
	ck_assert(f->message[0] && f->rule[0]);
	found[nfound] = (struct lint_found){ .severity = f->severity,
					     .from = f->from,
					     .since = f->since,
					     .insn = f->insn };
	snprintf(found[nfound].rule, sizeof(found->rule), "%s", f->rule);
	nfound++;
}

/* Symbols of what CASE_* stand for, in their order */
static void write_targets(struct elf_writer *w, uint32_t syms[4])
{
	static const uint32_t maps[10] = { 1, 4, 8, 1, 0, 2, 4, 8, 1, 0 };
	static const uint32_t data[2] = { 1, 0 };
	uint32_t section = elfw_data(w, "maps");

	elfw_words(w, section, maps, ARRAY_SIZE(maps));
	syms[0] = elfw_global(w, "hash", STT_OBJECT, section, 0);
	syms[1] = elfw_global(w, "array", STT_OBJECT, section, 20);
	section = elfw_data(w, ".data");
	elfw_words(w, section, data, ARRAY_SIZE(data));
	syms[2] = elfw_global(w, "data", STT_OBJECT, section, 0);
	section = elfw_section(w, ".rodata", SHT_PROGBITS, SHF_ALLOC);
	elfw_words(w, section, data, ARRAY_SIZE(data));
	syms[3] = elfw_global(w, "rodata", STT_OBJECT, section, 0);
}

static uint32_t write_code(struct elf_writer *w, const struct lint_case *c,
			   uint32_t code)
{
	struct bpf_insn insns[CASE_INSNS];
	uint32_t n = c->n ? c->n : CASE_INSNS;

	memcpy(insns, c->insns, sizeof(insns));
	while (c->n == 0 && n > 0 && insns[n - 1].code == 0)
		n--;
	for (uint32_t i = 0; i < n; i++)
		if (insn_is_ld_imm64(&insns[i]) &&
		    insns[i].imm >> 8 == CASE_HASH >> 8)
			insns[i].imm = 0;
	elfw_insns(w, code, insns, n);
	return n;
}

static void write_rels(struct elf_writer *w, const struct lint_case *c,
		       uint32_t code, const uint32_t syms[4])
{
	for (uint32_t i = 0; i < CASE_INSNS; i++)
		if (insn_is_ld_imm64(&c->insns[i]) &&
		    c->insns[i].imm >> 8 == CASE_HASH >> 8)
			elfw_rel(w, code,
				 &(struct elf_rel){
					 .offset = i * 8ull,
					 .type = 1 /* R_BPF_64_64 */,
					 .sym = syms[(c->insns[i].imm & 7) -
						     1] });
}

static void write_func(struct elf_writer *w, uint32_t code, uint32_t from,
		       uint32_t to)
{
	struct elf_sym sym = { .name = from ? "sub" : "prog",
			       .section = code,
			       .type = STT_FUNC,
			       .bind = from ? STB_LOCAL : STB_GLOBAL,
			       .value = from * 8ull,
			       .size = (to - from) * 8ull };

	elfw_sym(w, &sym);
}

static void lint_case(const struct lint_case *c)
{
	const char *license = c->license ? c->license : "GPL";
	struct elf_writer w;
	struct view bytes;
	struct obj obj;
	struct err e = { 0 };
	uint32_t code, syms[4], section, n;

	elfw_init(&w, false);
	code = elfw_code(&w, c->section ? c->section : "socket");
	n = write_code(&w, c, code);
	if (c->sub)
		write_func(&w, code, c->sub, n);
	write_func(&w, code, 0, c->sub ? c->sub : n);
	write_targets(&w, syms);
	write_rels(&w, c, code, syms);
	section = elfw_data(&w, "license");
	elfw_append(&w, section, license, strlen(license) + 1);
	bytes = elfw_bytes(&w);
	ck_assert_msg(obj_open(&bytes, &obj, &e) == 0, "%s", e.msg);
	nfound = 0;
	ck_assert_int_eq(lint_object(&obj, keep, NULL, &e), 0);
	obj_close(&obj);
	elfw_fini(&w);
}

unsigned lint_case_find(const struct lint_case *c, const char *rule,
			const struct lint_found **out)
{
	unsigned n = 0;

	lint_case(c);
	for (unsigned i = 0; i < nfound; i++)
		if (strcmp(found[i].rule, rule) == 0)
			found[n++] = found[i];
	*out = found;
	return n;
}

const char *lint_case_errors(const struct lint_case *c)
{
	static char text[1024];
	size_t len = 0;

	lint_case(c);
	text[0] = '\0';
	for (unsigned i = 0; i < nfound; i++)
		if (found[i].severity == LINT_ERROR && found[i].since == 0)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%s%s", len ? " " : "",
						found[i].rule);
	return text;
}
