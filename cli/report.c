// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * stderr is unbuffered: each line is put together first, so that it arrives in
 * one piece between the lines of other processes. Nothing here allocates.
 */
#include "cli/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/text.h"
#include "elf/err.h"

void report_error_json(struct json *j, const struct err *e)
{
	json_object(j);
	json_string(json_key(j, "code"), e->code ? errno_name(e->code) : NULL);
	json_string(json_key(j, "message"), e->msg);
	json_string(json_key(j, "hint"), e->hint[0] ? e->hint : NULL);
	json_object_end(j);
}

static void report_json(const struct err *e, const char *hint)
{
	struct json j;

	json_init(&j, stderr, false);
	json_object(&j);
	json_object(json_key(&j, "error"));
	json_string(json_key(&j, "code"), e->code ? errno_name(e->code) : NULL);
	json_string(json_key(&j, "message"), e->msg);
	json_string(json_key(&j, "hint"), hint && hint[0] ? hint : NULL);
	json_object_end(&j);
	json_object_end(&j);
}

/* Messages quote what people typed and what files hold: they are shown as
 * text, never sent to the terminal as they are. */
static void report_text(const struct report *r, const struct err *e,
			bool with_code)
{
	char shown[4 * sizeof(e->msg)];
	struct color c;

	color_init(&c, r->color, STDERR_FILENO);
	text_copy(shown, sizeof(shown), e->msg);
	if (with_code && e->code != 0)
		fprintf(stderr, "%srawbpf:%s %s (%s)\n", c.error, c.off, shown,
			errno_name(e->code));
	else
		fprintf(stderr, "%srawbpf:%s %s\n", c.error, c.off, shown);
	if (e->hint[0] == '\0')
		return;
	text_copy(shown, sizeof(shown), e->hint);
	fprintf(stderr, "%shint:%s %s\n", c.hint, c.off, shown);
}

void report_error(const struct report *r, const struct err *e)
{
	fflush(stdout);
	if (r->json)
		report_json(e, e->hint);
	else
		report_text(r, e, true);
}

void report_usage(const struct report *r, const struct err *e)
{
	char way[128];

	snprintf(way, sizeof(way), "try 'rawbpf help%s%s'",
		 r->command ? " " : "", r->command ? r->command : "");
	if (r->json) {
		report_json(e, e->hint[0] ? e->hint : way);
		return;
	}
	report_text(r, e, false);
	fprintf(stderr, "%s\n", way);
}

void out_init(void)
{
	/* musl's is 1 KiB, and flushes the first line, where an error's errno
	 * would be lost. */
	static char buffer[16384];

	/* open() takes the lowest free one; / is there even without /dev. A
	 * command that is started finds it closed, as it was. */
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	signal(SIGPIPE, SIG_IGN);
}

/* stdio forgets the errno of an earlier write: what was lost is lost, one more
 * byte says why. */
static int lost_errno(int fd)
{
	return write(fd, "\n", 1) < 0 ? errno : EIO;
}

int out_finish(struct err *e)
{
	bool failed = ferror(stdout) != 0;
	int code = 0;

	e->code = 0;
	e->msg[0] = e->hint[0] = '\0';
	if (fflush(stdout) != 0)
		code = errno;
	else if (failed)
		code = lost_errno(STDOUT_FILENO);
	/* NFS and the like tell at the close only. A descriptor that was never
	 * there is wrong only for those who wrote to it. */
	if (fclose(stdout) != 0 && code == 0 && errno != EBADF)
		code = errno;
	if (code == 0)
		return 0;
	err_set(e, code, "standard output: what was written did not arrive");
	return code == EPIPE ? 0 : -code;
}
