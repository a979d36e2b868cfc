// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Making BTF for the context of one event. The layout copied is the one of the
 * kernel's own structs: include/trace/stages/stage1_struct_define.h for most,
 * kernel/trace/trace.h for struct syscall_trace_enter and _exit. Every type
 * goes into one buffer, sized beforehand, which is then opened as any BTF is.
 */
#include "loader/trace_btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/trace_btf_priv.h"

/* Upper bounds, fixed and per field: an int and an array, or a struct, behind
 * each field, and members for two structs. */
#define WORDS_FIXED 64
#define WORDS_EACH  16
#define CHARS_FIXED 256
#define CHARS_EACH  16

struct builder {
	struct trace_field *fields; /* owned */
	uint32_t *type_ids; /* owned: of each field */
	size_t nfields;
	uint8_t *blob; /* owned: header, types, strings */
	uint32_t *words; /* the types within it */
	uint32_t nwords, room, next_id;
	char *strs;
	uint32_t nchars;
};

static uint32_t add_str(struct builder *b, const char *prefix, struct word text)
{
	uint32_t at = b->nchars;
	size_t n = strlen(prefix);

	if (n + text.len == 0)
		return 0;
	memcpy(b->strs + at, prefix, n);
	memcpy(b->strs + at + n, text.p, text.len);
	b->nchars += (uint32_t)(n + text.len) + 1; /* zeroed beforehand */
	return at;
}

static uint32_t add_name(struct builder *b, const char *name)
{
	return add_str(b, name, (struct word){ name, 0 });
}

static void add_word(struct builder *b, uint32_t word)
{
	b->words[b->nwords++] = word;
}

static uint32_t add_type(struct builder *b, uint32_t name, unsigned kind,
			 uint32_t size)
{
	add_word(b, name);
	add_word(b, kind << 24);
	add_word(b, size);
	return b->next_id++;
}

static uint32_t add_int(struct builder *b, uint32_t size, bool is_signed)
{
	uint32_t id = add_type(b, add_name(b, is_signed ? "int" : "unsigned"),
			       BTF_INT, size);

	add_word(b, (is_signed ? BTF_INT_SIGNED << 24 : 0) | size * 8);
	return id;
}

/* The index type has no bearing on anything; the element's will do. */
static uint32_t add_array(struct builder *b, uint32_t elem, uint32_t nelems)
{
	uint32_t id = add_type(b, 0, BTF_ARRAY, 0);

	add_word(b, elem);
	add_word(b, elem);
	add_word(b, nelems);
	return id;
}

static uint32_t add_field_type(struct builder *b, const struct trace_field *f)
{
	uint32_t id = 0;

	switch (f->kind) {
	case TRACE_INT:
		id = add_int(b, f->size, f->is_signed);
		break;
	case TRACE_DATA_LOC:
	case TRACE_REL_LOC:
		id = add_int(b, 4, false);
		break;
	case TRACE_POINTER:
		id = add_type(b, 0, BTF_PTR, 0);
		break;
	case TRACE_ENUM:
		id = add_type(b, add_str(b, "", f->tag), BTF_ENUM, f->size);
		break;
	case TRACE_STRUCT:
		id = add_type(b, add_str(b, "", f->tag), BTF_STRUCT, f->size);
		break;
	}
	return f->is_array ? add_array(b, id, f->nelems) : id;
}

/* Members of the struct begun last */
static void add_member(struct builder *b, uint32_t struct_at, uint32_t name,
		       uint32_t type, uint32_t offset)
{
	add_word(b, name);
	add_word(b, type);
	add_word(b, offset * 8);
	b->words[struct_at + 1]++; /* vlen */
}

static bool is_common(const struct trace_field *f)
{
	return word_has_prefix(f->name, "common_");
}

static uint32_t field_end(const struct trace_field *f)
{
	return f->offset + f->size * (f->is_array ? f->nelems : 1);
}

static uint32_t add_entry(struct builder *b)
{
	uint32_t at = b->nwords, end = 0;
	uint32_t id = add_type(b, add_name(b, "trace_entry"), BTF_STRUCT, 0);

	for (size_t i = 0; i < b->nfields; i++) {
		const struct trace_field *f = &b->fields[i];
		struct word name = f->name;

		if (!is_common(f))
			continue;
		name.p += strlen("common_");
		name.len -= strlen("common_");
		add_member(b, at, add_str(b, "", name), b->type_ids[i],
			   f->offset);
		if (end < field_end(f))
			end = field_end(f);
	}
	b->words[at + 2] = (end + 3) & ~3u;
	return id;
}

static const char *prefix_of(const struct trace_field *f)
{
	if (f->kind == TRACE_DATA_LOC)
		return "__data_loc_";
	return f->kind == TRACE_REL_LOC ? "__rel_loc_" : "";
}

/* The structs that all events of syscalls/ can be read through: they have the
 * number, as int or as the long it is padded to, and all arguments as one
 * array. */
static const char *const syscall_structs[] = {
	"syscall_trace_enter",
	"syscall_trace_exit",
	"trace_event_raw_sys_enter",
	"trace_event_raw_sys_exit",
};

struct syscall {
	const struct trace_field *nr; /* NULL: another event or struct */
	uint32_t args; /* offset of the first argument */
	uint32_t int_id, long_id, args_id;
};

static bool is_syscall_struct(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(syscall_structs); i++) {
		size_t n = strlen(syscall_structs[i]);

		if (strncmp(name, syscall_structs[i], n) == 0 &&
		    (name[n] == '\0' || strncmp(name + n, "___", 3) == 0))
			return true;
	}
	return false;
}

static void find_syscall(struct builder *b, const char *name, struct syscall *s)
{
	uint32_t ulong_id;

	*s = (struct syscall){ 0 };
	if (!is_syscall_struct(name))
		return;
	for (size_t i = 0; i < b->nfields; i++) {
		const struct trace_field *f = &b->fields[i];

		if (word_is(f->name, "__syscall_nr")) {
			s->nr = f;
			s->args = (f->offset + f->size + 7) & ~7u;
		}
	}
	if (s->nr == NULL)
		return;
	s->int_id = add_int(b, 4, true);
	s->long_id = add_int(b, 8, true);
	ulong_id = add_int(b, 8, false);
	s->args_id = add_array(b, ulong_id, 6);
}

static void add_syscall_members(struct builder *b, uint32_t at,
				const struct syscall *s)
{
	add_member(b, at, add_name(b, "nr"), s->int_id, s->nr->offset);
	add_member(b, at, add_name(b, "id"), s->long_id, s->nr->offset);
	add_member(b, at, add_name(b, "args"), s->args_id, s->args);
}

static uint32_t add_struct(struct builder *b, const char *name,
			   uint32_t entry_id, const struct syscall *s)
{
	uint32_t at = b->nwords, end = 0;
	uint32_t id = add_type(b, add_name(b, name), BTF_STRUCT, 0);

	add_member(b, at, add_name(b, "ent"), entry_id, 0);
	if (s->nr) /* first: an argument may be called nr or id, too */
		add_syscall_members(b, at, s);
	for (size_t i = 0; i < b->nfields; i++) {
		const struct trace_field *f = &b->fields[i];

		add_member(b, at, add_str(b, prefix_of(f), f->name),
			   b->type_ids[i], f->offset);
		if (end < field_end(f))
			end = field_end(f);
	}
	b->words[at + 2] = (end + 7) & ~7u;
	return id;
}

static int read_fields(struct builder *b, const char *text, struct err *e)
{
	const char *rest = text;
	struct trace_field f;
	size_t n = 0;

	while (trace_field_next(&rest, &f))
		n++;
	if (n == 0)
		return err_set(e, EINVAL, "the event's format has no fields");
	if (n > 1000)
		return err_set(e, E2BIG, "the event's format has %zu fields",
			       n);
	b->fields = calloc(n, sizeof(*b->fields));
	b->type_ids = calloc(n, sizeof(*b->type_ids));
	if (b->fields == NULL || b->type_ids == NULL)
		return err_nomem(e);
	for (rest = text; trace_field_next(&rest, &f);)
		b->fields[b->nfields++] = f;
	return 0;
}

/* Names are pieces of the text: those of the types once, of the members once
 * or, with a common_ field, twice. */
static int reserve(struct builder *b, const char *text, const char *name,
		   struct err *e)
{
	size_t words = WORDS_FIXED + WORDS_EACH * b->nfields;
	size_t chars = CHARS_FIXED + CHARS_EACH * b->nfields +
		       2 * strlen(text) + strlen(name);

	b->room = (uint32_t)words;
	b->blob = calloc(1, sizeof(struct btf_header) + words * 4 + chars);
	if (b->blob == NULL)
		return err_nomem(e);
	b->words = (uint32_t *)(void *)(b->blob + sizeof(struct btf_header));
	b->strs = (char *)(b->words + words);
	b->next_id = 1;
	b->nchars = 1;
	return 0;
}

static int finish(struct builder *b, struct trace_btf *t, struct err *e)
{
	struct btf_header h = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(h),
		.type_len = b->nwords * 4,
		.str_off = b->room * 4,
		.str_len = b->nchars,
	};
	struct view v = { b->blob, sizeof(h) + h.str_off + h.str_len, false };

	memcpy(b->blob, &h, sizeof(h));
	return btf_open(&v, NULL, &t->btf, e);
}

static int build(struct builder *b, const char *text, const char *name,
		 struct trace_btf *out, struct err *e)
{
	struct trace_btf t = { 0 };
	struct syscall syscall;
	int err = read_fields(b, text, e);

	if (err == 0)
		err = reserve(b, text, name, e);
	if (b->blob == NULL)
		return err;
	for (size_t i = 0; i < b->nfields; i++)
		b->type_ids[i] = add_field_type(b, &b->fields[i]);
	find_syscall(b, name, &syscall);
	t.entry_id = add_entry(b);
	t.struct_id = add_struct(b, name, t.entry_id, &syscall);
	err = finish(b, &t, e);
	if (err < 0)
		return err;
	t.bytes = take_ptr(&b->blob);
	*out = t;
	return 0;
}

int trace_btf_open(const char *text, const char *struct_name,
		   struct trace_btf *out, struct err *e)
{
	struct builder b = { 0 };
	int err = build(&b, text, struct_name, out, e);

	free(b.fields);
	free(b.type_ids);
	free(b.blob);
	return err;
}

void trace_btf_close(struct trace_btf *t)
{
	btf_close(&t->btf);
	free(t->bytes);
	*t = (struct trace_btf){ 0 };
}
