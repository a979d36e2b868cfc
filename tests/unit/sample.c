// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The sample, written in the order it is read. */
#include "tests/unit/sample.h"

#include <string.h>

#include "elf/cleanup.h"
#include "tests/unit/insns.h"

/* Section "tracepoint/a": first at 0, second at 8, local at 15 */
static const struct bpf_insn prog_insns[] = {
	LD64(1, 0, 0), /* 0: map "counts" */
	HELPER(1),
	CALL(1), /* 3: .text, second function, by section symbol */
	LD64(1, 0, 4), /* 4: .rodata + 4 */
	LDX(BPF_W, 0, 1, 0),
	EXIT,

	LD64(1, 0, 0), /* 8: map "names" */
	LD64(2, 0, 16), /* 10: address of .text, second function */
	CALL(2), /* 12: local, no relocation */
	CALL(-1), /* 13: global, by its symbol */
	EXIT,

	MOV_IMM(0, 7), /* 15 */
	EXIT,
};

/* .text: unnamed at 0, callback at 2, global at 4 */
static const struct bpf_insn text_insns[] = {
	MOV_IMM(0, 0), EXIT, MOV_IMM(0, 1), EXIT, CALL(-5), EXIT,
};

uint32_t btfw_uint(struct btf_writer *w, uint32_t n)
{
	uint32_t array = btfw_array(w, 1, n);

	return btfw_type(w, "", BTF_PTR, array);
}

uint32_t btfw_map(struct btf_writer *w, const struct btf_map *m)
{
	uint32_t type = btfw_uint(w, m->type);
	uint32_t max = btfw_uint(w, m->max_entries);
	uint32_t key = m->key ? btfw_type(w, "", BTF_PTR, m->key) : 0;
	uint32_t value = m->value ? btfw_type(w, "", BTF_PTR, m->value) : 0;
	uint32_t id = btfw_type(w, "", BTF_STRUCT, 32);

	btfw_member(w, "type", type, 0);
	btfw_member(w, "max_entries", max, 64);
	if (key)
		btfw_member(w, "key", key, 128);
	if (value)
		btfw_member(w, "value", value, 192);
	return id;
}

void btfw_maps_section(struct btf_writer *w, const char *section,
		       const char *const *names, const uint32_t *types,
		       uint32_t n)
{
	uint32_t vars[16];

	for (uint32_t i = 0; i < n; i++) {
		vars[i] = btfw_type(w, names[i], BTF_VAR, types[i]);
		btfw_word(w, 1); /* global */
	}
	btfw_type(w, section, BTF_DATASEC, 0);
	for (uint32_t i = 0; i < n; i++) {
		btfw_word(w, vars[i]);
		btfw_word(w, 0); /* for a linker to fill in */
		btfw_word(w, 32);
		w->types[w->last + 1]++;
	}
}

uint32_t elfw_btf(struct elf_writer *w, struct btf_writer *btf)
{
	uint32_t at = elfw_section(w, ".BTF", SHT_PROGBITS, 0);
	bool swap = w->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	struct view v = swap ? btfw_swapped(btf) : btfw_bytes(btf);

	elfw_append(w, at, v.p, v.len);
	return at;
}

static void write_maps(struct sample *s)
{
	static const uint32_t legacy[] = {
		BPF_MAP_TYPE_HASH,  4, 8,  100, 1,
		BPF_MAP_TYPE_ARRAY, 4, 16, 3,	0,
	};
	static const char *const names[] = { "names", "other" };
	uint32_t types[2];

	s->legacy = elfw_data(&s->elf, "maps");
	elfw_words(&s->elf, s->legacy, legacy, ARRAY_SIZE(legacy));
	s->counts = elfw_global(&s->elf, "counts", STT_OBJECT, s->legacy, 0);
	elfw_global(&s->elf, "more", STT_OBJECT, s->legacy, 20);

	s->maps = elfw_data(&s->elf, ".maps");
	for (int i = 0; i < 16; i++)
		elfw_int(&s->elf, s->maps, 0, 4);
	elfw_global(&s->elf, "other", STT_OBJECT, s->maps, 0);
	s->names = elfw_global(&s->elf, "names", STT_OBJECT, s->maps, 32);
	btfw_int(&s->btf, 4, 1);
	types[0] = btfw_map(
		&s->btf, &(struct btf_map){ "names", BPF_MAP_TYPE_PERCPU_HASH,
					    1, 1, 77 });
	types[1] = btfw_map(
		&s->btf,
		&(struct btf_map){ "other", BPF_MAP_TYPE_RINGBUF, 0, 0, 4096 });
	btfw_maps_section(&s->btf, ".maps", names, types, 2);
}

static void write_data(struct sample *s)
{
	uint32_t at = elfw_data(&s->elf, "license");

	elfw_append(&s->elf, at, "GPL", 4);
	at = elfw_data(&s->elf, "version");
	elfw_int(&s->elf, at, 0x040900, 4);
	s->rodata = elfw_section(&s->elf, ".rodata", SHT_PROGBITS, SHF_ALLOC);
	elfw_int(&s->elf, s->rodata, 0x01020304, 4);
	elfw_int(&s->elf, s->rodata, 0xfffffffe, 4);
	s->rodata_sym = elfw_section_sym(&s->elf, s->rodata);
	elfw_sym(&s->elf, &(struct elf_sym){ .name = "constant",
					     .value = 4,
					     .size = 4,
					     .section = s->rodata,
					     .type = STT_OBJECT,
					     .bind = STB_GLOBAL });
	s->bss = elfw_section(&s->elf, ".bss", SHT_NOBITS,
			      SHF_ALLOC | SHF_WRITE);
	s->elf.sections[s->bss].nobits = 100;
}

static void func(struct sample *s, const char *name, uint32_t section,
		 uint32_t insn, uint8_t bind)
{
	elfw_sym(&s->elf, &(struct elf_sym){ .name = name,
					     .value = insn * 8,
					     .section = section,
					     .type = STT_FUNC,
					     .bind = bind });
}

/* A relocation whose addend stands in place, or with it */
static void rel(struct sample *s, struct bpf_insn *insns, uint32_t insn,
		uint32_t sym)
{
	struct elf_rel r = { .offset = insn * 8, .type = 1, .sym = sym };

	if (s->elf.rela) {
		r.addend = insns[insn].imm;
		insns[insn].imm = 0;
	}
	elfw_rel(&s->elf, s->prog, &r);
}

static void write_code(struct sample *s)
{
	struct bpf_insn insns[ARRAY_SIZE(prog_insns)];
	uint32_t global;

	memcpy(insns, prog_insns, sizeof(insns));
	s->prog = elfw_code(&s->elf, "tracepoint/a");
	func(s, "alias", s->prog, 0, STB_LOCAL);
	func(s, "first", s->prog, 0, STB_GLOBAL);
	func(s, "second", s->prog, 8, STB_GLOBAL);
	func(s, "local", s->prog, 15, STB_LOCAL);
	s->text = elfw_code(&s->elf, ".text");
	s->text_sym = elfw_section_sym(&s->elf, s->text);
	func(s, "unnamed", s->text, 0, STB_LOCAL);
	func(s, "callback", s->text, 2, STB_LOCAL);
	global = elfw_global(&s->elf, "global", STT_FUNC, s->text, 32);
	rel(s, insns, 0, s->counts);
	rel(s, insns, 3, s->text_sym);
	rel(s, insns, 4, s->rodata_sym);
	rel(s, insns, 8, s->names);
	rel(s, insns, 10, s->text_sym);
	rel(s, insns, 13, global);
	elfw_insns(&s->elf, s->prog, insns, ARRAY_SIZE(insns));
	elfw_insns(&s->elf, s->text, text_insns, ARRAY_SIZE(text_insns));
}

void sample_init(struct sample *s, bool big_endian, bool rela)
{
	memset(s, 0, sizeof(*s));
	elfw_init(&s->elf, big_endian);
	s->elf.rela = rela;
	btfw_init(&s->btf, NULL);
	write_maps(s);
	write_data(s);
	write_code(s);
	elfw_btf(&s->elf, &s->btf);
}

void sample_fini(struct sample *s)
{
	elfw_fini(&s->elf);
}

struct view sample_bytes(struct sample *s)
{
	return elfw_bytes(&s->elf);
}
