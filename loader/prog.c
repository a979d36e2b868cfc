// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * BPF_PROG_LOAD and its log. A log buffer that is too small turns a good
 * program into ENOSPC, so that the log is only asked for after a refusal, and
 * only the first errno is the verdict.
 */
#include "loader/prog.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/map_create.h"
#include "loader/privilege.h"
#include "loader/sys.h"

/* The largest that every kernel takes (16 MiB - 1 before 5.2) */
#define LOG_MIN (64u << 10)
#define LOG_MAX ((16u << 20) - 1)

static void fill(union bpf_attr *attr, const struct prog_spec *p)
{
	memset(attr, 0, sizeof(*attr));
	attr->prog_type = p->type;
	attr->insns = sys_ptr(p->insns);
	attr->insn_cnt = p->ninsns;
	attr->license = sys_ptr(p->license);
	attr->kern_version = p->kern_version;
	kernel_name(attr->prog_name, p->name, 0);
	attr->expected_attach_type = p->expected_attach_type;
}

static uint32_t attr_size(const struct prog_spec *p)
{
	return p->expected_attach_type ? ATTR_SIZE(expected_attach_type) :
					 ATTR_SIZE(prog_name);
}

/* E2BIG stands for a request that is too new, as well as for a program that
 * is too long: names came with 4.15. *size is what the kernel understood. */
static int load_quietly(union bpf_attr *attr, uint32_t *size)
{
	int fd = sys_bpf(BPF_PROG_LOAD, attr, *size);

	if (fd == -EPERM && memlock_raise())
		fd = sys_bpf(BPF_PROG_LOAD, attr, *size);
	if (fd == -E2BIG && *size == ATTR_SIZE(prog_name)) {
		memset(attr->prog_name, 0, sizeof(attr->prog_name));
		*size = ATTR_SIZE(kern_version);
		fd = sys_bpf(BPF_PROG_LOAD, attr, *size);
	}
	return fd;
}

/* The log of a failing load, or NULL. Since 6.4 a full buffer keeps the tail,
 * before that the head, so that it must be grown to see the end. */
static char *fetch_log(union bpf_attr *attr, uint32_t size)
{
	for (uint32_t room = LOG_MIN;; room = room * 16 > LOG_MAX ?
						 LOG_MAX : room * 16) {
		char *log = calloc(1, room);
		int fd;

		if (log == NULL)
			return NULL;
		attr->log_level = 1;
		attr->log_buf = sys_ptr(log);
		attr->log_size = room;
		fd = sys_bpf(BPF_PROG_LOAD, attr, size);
		if (fd >= 0)
			close(fd);
		if (log[0] != '\0' && (fd != -ENOSPC || room == LOG_MAX))
			return log;
		free(log);
		if (fd != -ENOSPC || room == LOG_MAX)
			return NULL;
	}
}

static const char *line_start(const char *log, const char *end)
{
	while (end > log && end[-1] != '\n')
		end--;
	return end;
}

static bool says_something(const char *line, const char *end)
{
	static const char *const stats[] = { "processed ", "stack depth ",
					     "verification time " };

	while (line < end && isspace((unsigned char)*line))
		line++;
	for (size_t i = 0; i < ARRAY_SIZE(stats); i++)
		if (strncmp(line, stats[i], strlen(stats[i])) == 0)
			return false;
	return line < end;
}

/* The last line that is not a statistic; *len is its length */
static const char *last_words(const char *log, int *len)
{
	const char *end = log + strlen(log);

	while (end > log) {
		const char *line = line_start(log, end);

		if (says_something(line, end)) {
			*len = (int)(end - line);
			return line;
		}
		end = line > log ? line - 1 : log;
	}
	return NULL;
}

static int refused(const struct prog_spec *p, int code, const char *log,
		   struct err *e)
{
	int len = 0;
	const char *words = log ? last_words(log, &len) : NULL;

	if (words)
		return err_set(e, code, "program '%s': the verifier refuses "
			       "it: %.*s", p->name, len, words);
	err_set(e, code, "program '%s': the kernel refuses it: %s", p->name,
		strerror(abs(code)));
	return privilege_hint(e, USE_TRACING);
}

int prog_load(const struct prog_spec *p, char **log, struct err *e)
{
	auto_free char *text = NULL;
	union bpf_attr attr;
	uint32_t size = attr_size(p);
	int fd;

	if (log)
		*log = NULL;
	fill(&attr, p);
	fd = load_quietly(&attr, &size);
	if (fd >= 0)
		return fd;
	if (fd != -EPERM && fd != -ENOSYS)
		text = fetch_log(&attr, size);
	refused(p, fd, text, e);
	if (log)
		*log = take_ptr(&text);
	return fd;
}

uint64_t prog_missed(int fd)
{
	struct bpf_prog_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = sys_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info)) < 0)
		return 0;
	return info.recursion_misses;
}
