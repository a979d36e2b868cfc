// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sorted by name, so that the order of arguments changes nothing and each
 * folder is written once.
 */
#include "cli/pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/opt.h"
#include "elf/bundle.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"

int pack_init(struct pack *p, struct err *e)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	*p = (struct pack){ 0 };
	if (epoch && parse_u32(epoch, 0, UINT32_MAX, &p->mtime, e) < 0)
		return err_wrap(e, "SOURCE_DATE_EPOCH");
	return 0;
}

static void item_close(struct pack_item *item)
{
	free((char *)item->entry.name);
	free(item->bytes);
	file_close(&item->file);
}

void pack_close(struct pack *p)
{
	for (size_t i = 0; i < p->n; i++)
		item_close(&p->items[i]);
	free(p->items);
	*p = (struct pack){ 0 };
}

/* Each part has to be a name of its own */
static bool stays_inside(const char *name)
{
	for (;; name++) {
		size_t len = strcspn(name, "/");

		/* "", "." and ".." */
		if (len <= 2 && strncmp(name, "..", len) == 0)
			return false;
		name += len;
		if (*name == '\0')
			return true;
	}
}

struct pack_item *pack_bytes(struct pack *p, const char *name, uint32_t mode,
			     struct view data, struct err *e)
{
	struct pack_item *items;
	auto_free char *own = NULL;

	name += strspn(name, "/");
	if (!stays_inside(name)) {
		err_set(e, EINVAL, "'%s' is no name for a file", name);
		return NULL;
	}
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->items[i].entry.name, name) == 0) {
			err_set(e, EEXIST, "two files are to be called '%s'",
				name);
			return NULL;
		}
	own = strdup(name);
	items = own ? realloc(p->items, (p->n + 1) * sizeof(*items)) : NULL;
	if (items == NULL) {
		err_nomem(e);
		return NULL;
	}
	p->items = items;
	items += p->n++;
	*items = (struct pack_item){ 0 };
	items->entry.name = take_ptr(&own);
	items->entry.mode = mode;
	items->entry.mtime = p->mtime;
	items->entry.data = data;
	return items;
}

/* Takes the file */
static int add_opened(struct pack *p, const char *name, uint32_t mode,
		      struct file *file, struct err *e)
{
	struct pack_item *item =
		pack_bytes(p, name, S_IFREG | mode, file_view(file), e);

	if (item)
		item->file = *file;
	else
		file_close(file);
	return item ? 0 : -e->code;
}

int pack_file(struct pack *p, const char *name, const char *path, struct err *e)
{
	struct stat st = { 0 };
	struct file file;

	if (file_open(path, &file, e) < 0)
		return -e->code;
	if (stat(path, &st) < 0)
		st.st_mode = 0;
	return add_opened(p, name, st.st_mode & 0111 ? 0755 : 0644, &file, e);
}

static int check_object(const struct file *file, struct err *e)
{
	struct view bytes = file_view(file);
	struct obj obj;
	int err = obj_open(&bytes, &obj, e);

	if (err == 0)
		obj_close(&obj);
	return err;
}

int pack_objects(struct pack *p, const char *folder, char **paths, size_t n,
		 struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const char *slash = strrchr(paths[i], '/');
		const char *base = slash ? slash + 1 : paths[i];
		auto_free char *name = NULL;
		struct file file;

		if (file_open(paths[i], &file, e) < 0)
			return -e->code;
		if (check_object(&file, e) < 0) {
			file_close(&file);
			return err_wrap(e, "%s", paths[i]);
		}
		if (base[0] == '-' ||
		    asprintf(&name, "%s%s", folder, base) < 0) {
			file_close(&file);
			return base[0] == '-'
				       ? err_set(e, EINVAL,
						 "'%s' would be read as an "
						 "option",
						 base)
				       : err_nomem(e);
		}
		if (add_opened(p, name, 0644, &file, e) < 0)
			return -e->code;
	}
	return 0;
}

int pack_words(struct pack *p, const char *name, char **words, size_t n,
	       struct err *e)
{
	auto_free char *bytes = NULL;
	struct pack_item *item;
	size_t len = 0;
	char *at;

	for (size_t i = 0; i < n; i++)
		len += strlen(words[i]) + 1;
	at = bytes = malloc(len + 1);
	if (bytes == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		at = stpcpy(at, words[i]) + 1;
	item = pack_bytes(p, name, S_IFREG | 0644,
			  (struct view){ (uint8_t *)bytes, len, false }, e);
	if (item == NULL)
		return -e->code;
	item->bytes = take_ptr(&bytes);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct pack_item *x = a, *y = b;

	return strcmp(x->entry.name, y->entry.name);
}

struct sink {
	FILE *f;
	struct packed packed;
};

static int put(void *ctx, const void *p, size_t n)
{
	struct sink *s = ctx;

	s->packed.crc = bundle_crc(s->packed.crc, p, n);
	s->packed.len += n;
	fwrite(p, 1, n, s->f);
	return 0;
}

struct packed pack_write(struct pack *p, FILE *f)
{
	struct sink sink = { .f = f };
	struct cpio c = { .put = put, .ctx = &sink };

	if (p->n)
		qsort(p->items, p->n, sizeof(*p->items), by_name);
	for (size_t i = 0; i < p->n; i++)
		cpio_add(&c, &p->items[i].entry);
	cpio_end(&c);
	return sink.packed;
}

void pack_say(const char *output, const struct view *base, size_t objects)
{
	fprintf(stderr, "rawbpf: %s: for %s, %zu object%s\n", output,
		bundle_machine(base), objects, objects == 1 ? "" : "s");
}
