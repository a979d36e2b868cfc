// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Hooks by name. Underscores in a pin's name may be slashes or underscores, so
 * each reading is tried: the kind must be one of the program's type, and a
 * tracepoint must exist.
 */
#include "loader/hook.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "elf/section.h"
#include "loader/tracefs.h"

int hook_event(const char *target, struct hook_event *out, struct err *e)
{
	size_t system = strcspn(target, "/");
	const char *event = target + system + (target[system] == '/');
	size_t len = strcspn(event, "/$");

	if (system == 0 || len == 0 || system >= sizeof(out->system) ||
	    len >= sizeof(out->event)) {
		err_set(e, EINVAL, "'%s' names no tracepoint", target);
		return err_hint(e, "name it as SYSTEM:EVENT");
	}
	snprintf(out->system, sizeof(out->system), "%.*s", (int)system, target);
	snprintf(out->event, sizeof(out->event), "%.*s", (int)len, event);
	snprintf(out->name, sizeof(out->name), "%s:%s", out->system,
		 out->event);
	return 0;
}

/* Types whose programs were loaded for their hook */
static bool knows_hook(uint32_t prog_type)
{
	return prog_type == BPF_PROG_TYPE_TRACING ||
	       prog_type == BPF_PROG_TYPE_LSM;
}

/* What a program of the type is when nothing more is said */
static const struct section_kind *kind_of_type(uint32_t prog_type)
{
	if (prog_type == BPF_PROG_TYPE_UNSPEC)
		prog_type = BPF_PROG_TYPE_TRACEPOINT;
	return section_by_type(prog_type == BPF_PROG_TYPE_TRACING
				       ? "fentry"
				       : prog_type_name(prog_type));
}

/* A writable raw tracepoint hangs where the others do */
static bool fits(const struct section_kind *k, const struct section_kind *own)
{
	return k && own && k->hook == own->hook;
}

int hook_parse(const char *text, uint32_t prog_type, struct hook *out,
	       struct err *e)
{
	const struct section_kind *own = kind_of_type(prog_type), *k;
	const char *rest = text;
	char section[sizeof(out->target)];

	if (strlen(text) >= sizeof(section))
		return err_set(e, ENAMETOOLONG, "'%s' is too long for a hook",
			       text);
	memcpy(section, text, strlen(text) + 1);
	for (char *c = section; *c && !strchr(text, '/'); c++)
		if (*c == ':')
			*c = '/';
	k = section_find(section, &rest);
	if (own == NULL || (k && !fits(k, own) && strchr(text, '/')))
		return err_set(e, EINVAL,
			       "'%s' is no hook for a program of type %s", text,
			       prog_type_name(prog_type));
	if (!fits(k, own)) { /* also a system called as some kind is: xdp */
		k = own;
		rest = section;
	}
	out->kind = k;
	memmove(out->target, rest, strlen(rest) + 1);
	return 0;
}

static bool event_exists(const struct tracefs *t, const char *system,
			 const char *event)
{
	struct err ignored;

	return tracefs_event_id(t, system, event, &ignored) > 0;
}

/* How many tracepoints the first len bytes of text can mean; the last of them
 * goes to out */
static unsigned split(const struct tracefs *t, const char *text, size_t len,
		      char *out, size_t size)
{
	char name[100];
	unsigned n = 0;

	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	for (char *c = name; (c = strchr(c, '_')) != NULL; *c++ = '_') {
		*c = '\0';
		if (!event_exists(t, name, c + 1))
			continue;
		snprintf(out, size, "%s/%s", name, c + 1);
		n++;
	}
	return n;
}

/* Behind the tracepoint there may be a word that only tells programs apart */
static unsigned find_event(const struct tracefs *t, const char *text, char *out,
			   size_t size)
{
	unsigned n = 0;

	for (size_t len = strlen(text); len && n == 0; len--)
		if (text[len] == '\0' || text[len] == '_' || text[len] == '$')
			n = split(t, text, len, out, size);
	return n;
}

/* The kind whose name begins at text, with _ behind it; the longest */
static const struct section_kind *kind_at(const char *text,
					  const struct section_kind *own)
{
	const struct section_kind *k, *best = NULL;

	for (size_t i = 0; (k = section_at(i)) != NULL; i++) {
		size_t len = strlen(k->name);

		if (fits(k, own) && strncmp(text, k->name, len) == 0 &&
		    text[len] == '_' &&
		    (best == NULL || len > strlen(best->name)))
			best = k;
	}
	return best;
}

/* How many hooks the pin's name can mean: 0, 1, more */
static unsigned read_pin(const struct tracefs *t, const char *name,
			 const struct section_kind *own, struct hook *out)
{
	unsigned n = 0;

	for (const char *c = name; n == 0 && (c = strchr(c, '_')); c++) {
		const struct section_kind *k = kind_at(c + 1, own);
		const char *rest;

		if (k == NULL)
			continue;
		rest = c + 1 + strlen(k->name) + 1;
		out->kind = k;
		if (k->hook == HOOK_TRACEPOINT)
			n = find_event(t, rest, out->target,
				       sizeof(out->target));
		else
			n = snprintf(out->target, sizeof(out->target), "%s",
				     rest) > 0;
	}
	return n;
}

int hook_of_pin(const char *name, uint32_t prog_type, struct hook *out,
		struct err *e)
{
	const struct section_kind *own = kind_of_type(prog_type);
	struct tracefs t = { .events = -1 };
	unsigned n;

	if (own && own->hook == HOOK_TRACEPOINT && tracefs_open(&t, e) < 0)
		return -e->code;
	n = read_pin(&t, name, own, out);
	tracefs_close(&t);
	if (n == 1)
		return 0;
	if (own &&
	    (n == 0 && (knows_hook(prog_type) || own->hook > HOOK_RAW_TP))) {
		*out = (struct hook){ .kind = own };
		return 0;
	}
	err_set(e, EINVAL,
		n ? "the name of '%s' can mean several hooks"
		  : "the name of '%s' tells no hook",
		name);
	return err_hint(e, "name the hook, as in: attach %s SYSTEM:EVENT",
			name);
}
