// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether this is a bundle is read from memory; what it carries is behind all
 * that the kernel maps, and has to be mapped from the file.
 */
#include "cli/self.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "elf/bundle.h"
#include "elf/cpio.h"
#include "elf/err.h"

/* What this process carries, mapped when first asked for and kept */
static struct {
	struct file file;
	struct view archive;
	char **argv; /* owned */
} own;

static int open_file(const char *path, struct file *out, struct err *e)
{
	unsigned long auxv = getauxval(AT_EXECFN);
	const char *name;

	if (path)
		return file_open(path, out, e);
	if (file_open("/proc/self/exe", out, e) == 0)
		return 0;
	memcpy(&name, &auxv, sizeof(name));
	return name ? file_open(name, out, e) : -e->code;
}

int self_bundle_open(const char *path, struct file *file, struct bundle *out,
		     struct err *e)
{
	const char *name = path ? path : "this executable";
	struct view bytes;

	*out = (struct bundle){ 0 };
	if (open_file(path, file, e) < 0) /* it names the path itself */
		return path ? -e->code : err_wrap(e, "%s", name);
	bytes = file_view(file);
	if (bundle_open(&bytes, out, e) == 0)
		return 0;
	file_close(file);
	return err_wrap(e, "%s", name);
}

static int open_own(struct err *e)
{
	struct bundle b;

	if (own.file.map)
		return 0;
	if (self_bundle_open(NULL, &own.file, &b, e) < 0)
		return -e->code;
	own.archive = b.archive;
	return 0;
}

const char *self_object_name(const struct cpio_entry *entry)
{
	size_t len = strlen(SELF_OBJECTS);

	return strncmp(entry->name, SELF_OBJECTS, len) == 0 &&
			       strchr(entry->name + len, '/') == NULL
		       ? entry->name + len
		       : NULL;
}

struct words {
	char **to; /* NULL: only count */
	size_t n;
};

static void add_word(struct words *w, const char *word)
{
	if (w->to)
		w->to[w->n] = (char *)word;
	w->n++;
}

/* rawbpf run OBJECT... ARGUMENTS... */
static int own_words(struct words *w, struct err *e)
{
	struct cpio_entry entry;
	struct view args = { 0 };
	uint64_t off = 0;
	int more;

	add_word(w, "run");
	while ((more = cpio_next(&own.archive, &off, &entry, e)) > 0) {
		if (self_object_name(&entry))
			add_word(w, self_object_name(&entry));
		else if (strcmp(entry.name, SELF_ARGS) == 0)
			args = entry.data;
	}
	off = 0;
	for (const char *s; (s = view_str(&args, off)); off += strlen(s) + 1)
		add_word(w, s);
	return more;
}

int self_command_line(int *argc, char ***argv, struct err *e)
{
	struct words w = { 0 };

	if (!bundle_own_mark())
		return 0;
	if (*argc > 1 && strcmp((*argv)[1], "--rawbpf") == 0) {
		(*argv)[1] = (*argv)[0];
		++*argv;
		--*argc;
		return 0;
	}
	if (open_own(e) < 0 || own_words(&w, e) < 0)
		return -e->code;
	own.argv = calloc(w.n + (size_t)*argc + 2, sizeof(*own.argv));
	if (own.argv == NULL)
		return err_nomem(e);
	w = (struct words){ .to = own.argv };
	add_word(&w, *argc ? (*argv)[0] : "rawbpf");
	if (own_words(&w, e) < 0)
		return -e->code;
	for (int i = 1; i < *argc; i++)
		add_word(&w, (*argv)[i]);
	*argc = (int)w.n;
	*argv = own.argv;
	return 0;
}

/* A mapping of its own, as file_close() wants it */
static int copy_mapped(const struct view *v, struct file *out, struct err *e)
{
	void *p = NULL;

	if (v->len)
		p = mmap(NULL, v->len, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return err_nomem(e);
	if (p)
		memcpy(p, v->p, v->len);
	*out = (struct file){ p, v->len };
	return 0;
}

int self_object_open(const char *path, struct file *out, struct err *e)
{
	struct cpio_entry entry;
	uint64_t off = 0;
	int more;

	if (!bundle_own_mark())
		return file_open(path, out, e);
	if (open_own(e) < 0)
		return -e->code;
	while ((more = cpio_next(&own.archive, &off, &entry, e)) > 0) {
		const char *name = self_object_name(&entry);

		if (name && strcmp(name, path) == 0)
			return copy_mapped(&entry.data, out, e);
	}
	return more < 0 ? more : file_open(path, out, e);
}

int self_base_open(const char *path, bool marked, struct file *file,
		   struct view *base, struct err *e)
{
	struct bundle b;
	int err = self_bundle_open(path, file, &b, e);

	if (err < 0)
		return err;
	/* The mapping is private: the file does not change */
	if (mprotect(file->map, b.base.len, PROT_READ | PROT_WRITE) < 0) {
		err = err_set(e, errno, "mprotect: %s", strerror(errno));
	} else if (!bundle_mark(file->map, b.base.len, marked)) {
		err_set(e, ENOEXEC, "%s is no rawbpf", path);
		err = err_hint(e, "nor is one that was packed");
	}
	if (err < 0) {
		file_close(file);
		return err;
	}
	*base = b.base;
	return 0;
}
