// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf image`: a first root file system with this binary as /init, objects,
 * and what to do with them. cli/pid1.c is what happens there.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/count_cmd.h"
#include "cli/out_file.h"
#include "cli/pack.h"
#include "cli/pid1.h"
#include "cli/self.h"
#include "cli/words.h"
#include "elf/cleanup.h"
#include "elf/err.h"

enum { OPT_ADD = 1, OPT_BASE, OPT_COMPRESS, OPT_OUTPUT, OPT_THEN };

static const struct opt options[] = {
	{ 0, "add", "FILE[:PATH]",
	  "put FILE into it, as PATH or /NAME; repeatable", OPT_ADD },
	{ 0, "base", "FILE",
	  "the rawbpf to be /init, as of another machine; this one", OPT_BASE },
	{ 0, "compress", "CMD", "pipe it through CMD, as 'gzip -9n' or 'zstd'",
	  OPT_COMPRESS },
	{ 'o', "output", "FILE", "where it goes; - is the standard output",
	  OPT_OUTPUT },
	{ 0, "then", "WHAT",
	  "behind the command: poweroff, reboot, halt, wait or /PROGRAM",
	  OPT_THEN },
};

static const struct opt_table table = { "Options of image", options,
					ARRAY_SIZE(options) };

struct image {
	struct pack pack;
	struct file base;
	const char *base_path, *output, *then;
	char *compress;
};

/* The path behind the last ":/", cut off; else the name of the file */
static int add_file(struct image *m, const char *arg, struct err *e)
{
	auto_free char *path = strdup(arg);
	char *at = NULL;
	const char *name;

	if (path == NULL)
		return err_nomem(e);
	for (char *p = path; (p = strstr(p, ":/")); p++)
		at = p;
	if (at)
		*at++ = '\0';
	name = at ? at : strrchr(path, '/');
	return pack_file(&m->pack, name ? name : path, path, e);
}

static int take_option(struct image *m, const struct opt_iter *it, int id,
		       struct err *e)
{
	switch (id) {
	case OPT_ADD:
		return add_file(m, it->arg, e);
	case OPT_BASE:
		m->base_path = it->arg;
		return 0;
	case OPT_COMPRESS:
		m->compress = (char *)it->arg;
		return 0;
	case OPT_OUTPUT:
		m->output = it->arg;
		return 0;
	default:
		m->then = it->arg;
		return pid1_then_known(it->arg)
			       ? 0
			       : err_set(e, EINVAL, "'%s' is none of them",
					 it->arg);
	}
}

static int parse(struct global *g, struct opt_iter *it, struct image *m,
		 struct err *e)
{
	int id;

	while ((id = command_next(g, it, e)) > 0) {
		if (id == OPT_OPERAND || take_option(m, it, id, e) == 0)
			continue;
		opt_wrap(it, e);
		/* A file that is not there is no mistake of grammar */
		return id == OPT_ADD ? -e->code : USAGE_ERROR;
	}
	if (id == 0 && m->output == NULL)
		err_set(e, EINVAL, "no --output FILE");
	return id < 0 || m->output == NULL ? USAGE_ERROR : 0;
}

struct device {
	const char *name;
	uint32_t mode, major, minor;
};

/* Without these nothing that runs there has a place to write to */
static const struct device devices[] = {
	{ "dev/console", 0600, 5, 1 },
	{ "dev/null", 0666, 1, 3 },
};

static int add_device(struct image *m, const struct device *d, struct err *e)
{
	struct pack_item *item = pack_bytes(
		&m->pack, d->name, S_IFCHR | d->mode, (struct view){ 0 }, e);

	if (item == NULL)
		return -e->code;
	item->entry.major = d->major;
	item->entry.minor = d->minor;
	return 0;
}

static int add_system(struct image *m, struct err *e)
{
	static const char init[] = "../init";
	struct view link = { (const uint8_t *)init, sizeof(init) - 1, false };
	struct view base;

	if (add_device(m, &devices[0], e) < 0 ||
	    add_device(m, &devices[1], e) < 0 ||
	    self_base_open(m->base_path, false, &m->base, &base, e) < 0 ||
	    !pack_bytes(&m->pack, "init", S_IFREG | 0755, base, e) ||
	    !pack_bytes(&m->pack, "sbin/rawbpf", S_IFLNK | 0777, link, e))
		return -e->code;
	return 0;
}

static int fill(struct image *m, const struct opt_iter *it, struct err *e)
{
	int err = add_system(m, e);

	if (err == 0)
		err = pack_objects(&m->pack, PID1_OBJECTS "/", it->operands,
				   it->noperands, e);
	if (err == 0 && it->nrest)
		err = pack_words(&m->pack, PID1_COMMAND, it->rest, it->nrest,
				 e);
	if (err == 0 && m->then)
		err = pack_words(&m->pack, PID1_THEN, (char **)&m->then, 1, e);
	return err;
}

static void run_compressor(char **words, int input, int output)
{
	signal(SIGPIPE, SIG_DFL);
	if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
		cmd_exec(words);
	_exit(127);
}

static int compressor_said(const char *name, int status, struct err *e)
{
	if (status == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		err_set(e, ENOENT, "compressor '%s' cannot be run", name);
		return err_hint(e, "is it installed?");
	}
	return err_set(e, EIO, "compressor '%s' ended with status %d", name,
		       WIFEXITED(status) ? WEXITSTATUS(status)
					 : 128 + WTERMSIG(status));
}

static int write_compressed(struct image *m, FILE *out, struct err *e)
{
	char *words[64];
	int fds[2], status = 0;
	pid_t child;
	FILE *f;

	if (words_split(m->compress, words, ARRAY_SIZE(words)) == 0)
		return err_set(e, EINVAL, "--compress names no command");
	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipe: %s", strerror(errno));
	child = fork();
	if (child == 0)
		run_compressor(words, fds[0], fileno(out));
	close(fds[0]);
	f = child < 0 ? NULL : fdopen(fds[1], "w");
	if (f) {
		pack_write(&m->pack, f);
		/* Whoever did not read all of it says why by its status */
		fclose(f);
	} else {
		close(fds[1]);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return f ? compressor_said(words[0], status, e) : err_nomem(e);
}

static int write_image(struct image *m, struct err *e)
{
	struct out_file o;
	int err = out_file_open(&o, m->output, e);

	if (err < 0)
		return err;
	if (m->compress)
		err = write_compressed(m, o.f, e);
	else
		pack_write(&m->pack, o.f);
	if (err == 0)
		err = out_file_commit(&o, e);
	out_file_discard(&o);
	return err;
}

static int run_image(struct global *g, struct opt_iter *it, struct err *e)
{
	struct image m = { 0 };
	int err = pack_init(&m.pack, e);

	if (err == 0)
		err = parse(g, it, &m, e);
	if (err == 0)
		err = fill(&m, it, e);
	if (err == 0 && !g->dry_run)
		err = write_image(&m, e);
	if (err == 0 && !g->quiet) {
		struct view base = file_view(&m.base);

		pack_say(m.output, &base, it->noperands);
	}
	pack_close(&m.pack);
	file_close(&m.base);
	return err;
}

const struct command image_command = {
	"image", "[OPTIONS] -o FILE [OBJECT...] [-- COMMAND...]",
	"make an initramfs with this binary, objects and a command",
	.options = &table, .run = run_image
};
