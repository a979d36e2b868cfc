// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf bundle`: one executable with the user's objects inside, and what is
 * inside one. cli/self.c is what happens when it is run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/out_file.h"
#include "cli/pack.h"
#include "cli/self.h"
#include "cli/text.h"
#include "elf/bundle.h"
#include "elf/cleanup.h"
#include "elf/err.h"

enum { OPT_BASE = 1, OPT_EXTRACT, OPT_LIST, OPT_OUTPUT };

static const struct opt options[] = {
	{ 0, "base", "FILE",
	  "the rawbpf to append to, as of another machine; this one",
	  OPT_BASE },
	{ 0, "extract", "DIR", "write what a bundle holds into DIR",
	  OPT_EXTRACT },
	{ 0, "list", NULL, "show what a bundle holds", OPT_LIST },
	{ 'o', "output", "FILE", "where it goes; - is the standard output",
	  OPT_OUTPUT },
};

static const struct opt_table table = { "Options of bundle", options,
					ARRAY_SIZE(options) };

struct request {
	const char *base, *extract, *output;
	bool list;
};

static int parse(struct global *g, struct opt_iter *it, struct request *r,
		 struct err *e)
{
	bool make;
	int id;

	while ((id = command_next(g, it, e)) > 0)
		if (id == OPT_BASE)
			r->base = it->arg;
		else if (id == OPT_EXTRACT)
			r->extract = it->arg;
		else if (id == OPT_LIST)
			r->list = true;
		else if (id == OPT_OUTPUT)
			r->output = it->arg;
	if (id < 0)
		return USAGE_ERROR;
	make = !r->list && r->extract == NULL;
	if (make && (r->output == NULL || it->noperands == 0))
		err_set(e, EINVAL,
			r->output ? "no object to put into it"
				  : "no --output FILE");
	else if (!make && (r->output || r->base || it->dashes))
		err_set(e, EINVAL,
			"--list and --extract take a bundle, and make none");
	else if (!make && it->noperands > 1)
		err_set(e, EINVAL, "one bundle at a time");
	else
		return 0;
	return USAGE_ERROR;
}

static void json_size(struct json *j, const char *key, size_t n)
{
	json_uint(json_key(j, key), n);
}

/* One bundle, taken apart */
struct opened {
	struct file file;
	struct bundle b;
};

static int open_bundle(const char *path, struct opened *out, struct err *e)
{
	int err = self_bundle_open(path, &out->file, &out->b, e);

	if (err == 0 && out->b.archive.len == 0) {
		file_close(&out->file);
		err = err_set(e, ENODATA, "%s holds nothing: it is no bundle",
			      path ? path : "this executable");
	}
	return err;
}

/* Calls each for every entry until it returns non-zero; returns that */
typedef int entry_each(void *ctx, const struct cpio_entry *entry,
		       struct err *e);

static int each_entry(const struct bundle *b, entry_each *each, void *ctx,
		      struct err *e)
{
	struct cpio_entry entry;
	uint64_t off = 0;
	int ret;

	while ((ret = cpio_next(&b->archive, &off, &entry, e)) > 0) {
		ret = each(ctx, &entry, e);
		if (ret != 0)
			break;
	}
	return ret;
}

static int list_object(void *ctx, const struct cpio_entry *entry, struct err *e)
{
	const char *name = self_object_name(entry);
	struct json *j = ctx;

	(void)e;
	if (name && j) {
		json_object(j);
		json_string(json_key(j, "name"), name);
		json_size(j, "bytes", entry->data.len);
		json_object_end(j);
	} else if (name) {
		printf("%9zu  ", entry->data.len);
		text_put(stdout, name, SIZE_MAX);
		putchar('\n');
	}
	return 0;
}

static int list_args(void *ctx, const struct cpio_entry *entry, struct err *e)
{
	struct json *j = ctx;
	uint64_t off = 0;

	(void)e;
	if (strcmp(entry->name, SELF_ARGS) != 0)
		return 0;
	for (const char *s; (s = view_str(&entry->data, off));
	     off += strlen(s) + 1) {
		if (j) {
			json_string(j, s);
			continue;
		}
		fputs(off ? " " : "arguments: ", stdout);
		text_put(stdout, s, SIZE_MAX);
	}
	if (j == NULL)
		putchar('\n');
	return 0;
}

static int list_json(const struct global *g, const struct opened *o,
		     const char *path, struct err *e)
{
	struct json j;
	int err;

	json_init(&j, stdout, g->pretty);
	json_object(&j);
	json_string(json_key(&j, "path"), path);
	json_string(json_key(&j, "machine"), bundle_machine(&o->b.base));
	json_size(&j, "bytes", o->file.len);
	json_array(json_key(&j, "arguments"));
	err = each_entry(&o->b, list_args, &j, e);
	json_array_end(&j);
	json_array(json_key(&j, "objects"));
	if (err == 0)
		err = each_entry(&o->b, list_object, &j, e);
	json_array_end(&j);
	json_object_end(&j);
	return err;
}

static int list(const struct global *g, const char *path, struct err *e)
{
	struct opened o;
	int err = open_bundle(path, &o, e);

	if (err < 0)
		return err;
	if (g->json) {
		err = list_json(g, &o, path, e);
	} else {
		printf("%9zu  rawbpf for %s\n", o.b.base.len,
		       bundle_machine(&o.b.base));
		err = each_entry(&o.b, list_object, NULL, e);
		if (err == 0)
			err = each_entry(&o.b, list_args, NULL, e);
	}
	file_close(&o.file);
	return err;
}

static int extract_object(void *ctx, const struct cpio_entry *entry,
			  struct err *e)
{
	const char *name = self_object_name(entry);
	auto_free char *path = NULL;
	struct out_file o;
	int err;

	if (name == NULL)
		return 0;
	if (asprintf(&path, "%s/%s", (const char *)ctx, name) < 0) {
		path = NULL;
		return err_nomem(e);
	}
	err = out_file_open(&o, path, e);
	if (err < 0)
		return err;
	fwrite(entry->data.p, 1, entry->data.len, o.f);
	return out_file_commit(&o, e);
}

static int extract(const struct request *r, const char *path, struct err *e)
{
	struct opened o;
	int err = open_bundle(path, &o, e);

	if (err < 0)
		return err;
	if (mkdir(r->extract, 0777) < 0 && errno != EEXIST)
		err = err_set(e, errno, "'%s': %s", r->extract,
			      strerror(errno));
	else
		err = each_entry(&o.b, extract_object, (char *)r->extract, e);
	file_close(&o.file);
	return err;
}

/* Whoever may read it may run it */
static void make_executable(FILE *f)
{
	struct stat st;

	if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode))
		(void)!fchmod(fileno(f),
			      (st.st_mode | (st.st_mode & 0444) >> 2) & 07777);
}

static int write_bundle(const struct request *r, struct pack *p,
			const struct view *base, struct err *e)
{
	uint8_t trailer[BUNDLE_TRAILER_LEN];
	struct packed packed;
	struct out_file o;
	int err = out_file_open(&o, r->output, e);

	if (err < 0)
		return err;
	fwrite(base->p, 1, base->len, o.f);
	packed = pack_write(p, o.f);
	if (packed.len > UINT32_MAX) {
		out_file_discard(&o);
		return err_set(e, EFBIG, "the objects are larger than 4 GiB");
	}
	bundle_trailer(packed.crc, (uint32_t)packed.len, trailer);
	fwrite(trailer, 1, sizeof(trailer), o.f);
	make_executable(o.f);
	return out_file_commit(&o, e);
}

static int make(const struct global *g, const struct opt_iter *it,
		const struct request *r, struct err *e)
{
	struct file file = { 0 };
	struct view base;
	struct pack p;
	int err = pack_init(&p, e);

	if (err == 0)
		err = self_base_open(r->base, true, &file, &base, e);
	if (err == 0)
		err = pack_objects(&p, SELF_OBJECTS, it->operands,
				   it->noperands, e);
	if (err == 0 && it->nrest)
		err = pack_words(&p, SELF_ARGS, it->rest, it->nrest, e);
	if (err == 0 && !g->dry_run)
		err = write_bundle(r, &p, &base, e);
	if (err == 0 && !g->quiet)
		pack_say(r->output, &base, it->noperands);
	pack_close(&p);
	file_close(&file);
	return err;
}

static int run_bundle(struct global *g, struct opt_iter *it, struct err *e)
{
	struct request r = { 0 };
	int err = parse(g, it, &r, e);
	const char *path = it->noperands ? it->operands[0] : NULL;

	if (err < 0)
		return err;
	if (r.list)
		return list(g, path, e);
	return r.extract ? extract(&r, path, e) : make(g, it, &r, e);
}

const struct command bundle_command = {
	"bundle", "[OPTIONS] -o FILE OBJECT... [-- ARGUMENT...]",
	"make one executable of this binary and objects", .options = &table,
	.run = run_bundle
};
