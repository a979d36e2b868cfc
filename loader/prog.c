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
#include "loader/prog_info.h"
#include "loader/sys.h"

/* The largest that every kernel takes (16 MiB - 1 before 5.2) */
#define LOG_MIN (64u << 10)
#define LOG_MAX ((16u << 20) - 1)

/* What a request can do without, in the order in which it is dropped: the
 * newest first */
enum drop { DROP_NOTHING, DROP_LINES, DROP_TYPES, DROP_NAME, DROP__COUNT };

static void fill_info(union bpf_attr *attr, const struct prog_spec *p,
		      enum drop drop)
{
	if (p->info == NULL || drop >= DROP_TYPES || p->info->nfuncs == 0)
		return;
	attr->prog_btf_fd = (uint32_t)p->btf_fd;
	attr->func_info_rec_size = sizeof(*p->info->funcs);
	attr->func_info = sys_ptr(p->info->funcs);
	attr->func_info_cnt = p->info->nfuncs;
	if (drop >= DROP_LINES || p->info->nlines == 0)
		return;
	attr->line_info_rec_size = sizeof(*p->info->lines);
	attr->line_info = sys_ptr(p->info->lines);
	attr->line_info_cnt = p->info->nlines;
}

static void fill(union bpf_attr *attr, const struct prog_spec *p,
		 enum drop drop)
{
	memset(attr, 0, sizeof(*attr));
	attr->prog_type = p->type;
	attr->insns = sys_ptr(p->insns);
	attr->insn_cnt = p->ninsns;
	attr->license = sys_ptr(p->license);
	attr->kern_version = p->kern_version;
	attr->prog_flags = p->flags;
	if (drop < DROP_NAME)
		kernel_name(attr->prog_name, p->name, 0);
	if (drop < DROP_NAME)
		attr->expected_attach_type = p->expected_attach_type;
	fill_info(attr, p, drop);
	attr->attach_btf_id = p->attach_btf_id;
	attr->attach_prog_fd = (uint32_t)p->attach_fd;
	attr->fd_array = sys_ptr(p->fd_array);
}

/* Up to the last field in use: what is behind it may be unknown */
static uint32_t attr_size(const union bpf_attr *attr)
{
	if (attr->fd_array)
		return ATTR_SIZE(fd_array);
	if (attr->attach_btf_id || attr->attach_prog_fd)
		return ATTR_SIZE(attach_prog_fd);
	if (attr->line_info_cnt)
		return ATTR_SIZE(line_info_cnt);
	if (attr->func_info_cnt)
		return ATTR_SIZE(func_info_cnt);
	if (attr->expected_attach_type)
		return ATTR_SIZE(expected_attach_type);
	if (attr->prog_name[0])
		return ATTR_SIZE(prog_name);
	return attr->prog_flags ? ATTR_SIZE(prog_flags)
				: ATTR_SIZE(kern_version);
}

static int load_once(union bpf_attr *attr)
{
	int fd = sys_bpf(BPF_PROG_LOAD, attr, attr_size(attr));

	if (fd == -EPERM && memlock_raise())
		fd = sys_bpf(BPF_PROG_LOAD, attr, attr_size(attr));
	return fd;
}

/* E2BIG stands for a request that is too new as well as for a program that is
 * too long (line information came with 5.0, types with 5.0, names with 4.15),
 * EINVAL for types that this kernel does not like as well as for everything
 * else: dropping them shows which. *attr is the request to ask for a log. */
static int load_quietly(union bpf_attr *attr, const struct prog_spec *p)
{
	bool info = p->info && p->info->nfuncs;
	union bpf_attr full;
	int first, fd;

	fill(attr, p, DROP_NOTHING);
	full = *attr;
	first = fd = load_once(attr);
	for (enum drop drop = DROP_LINES; drop < DROP__COUNT && fd < 0;
	     drop++) {
		if (fd != -E2BIG && (fd != -EINVAL || drop == DROP_NAME))
			break;
		if (drop < DROP_NAME && !info)
			continue;
		if (drop == DROP_NAME && p->expected_attach_type &&
		    !p->attach_type_optional)
			break;
		fill(attr, p, drop);
		fd = load_once(attr);
	}
	if (fd < 0 && first != -E2BIG) {
		*attr = full;
		return first;
	}
	return fd;
}

/* The log of a failing load, or NULL. Since 6.4 a full buffer keeps the tail,
 * before that the head, so that it must be grown to see the end. */
static char *fetch_log(union bpf_attr *attr)
{
	for (uint32_t room = LOG_MIN;;
	     room = room * 16 > LOG_MAX ? LOG_MAX : room * 16) {
		char *log = calloc(1, room);
		int fd;

		if (log == NULL)
			return NULL;
		attr->log_level = 1;
		attr->log_buf = sys_ptr(log);
		attr->log_size = room;
		fd = sys_bpf(BPF_PROG_LOAD, attr, attr_size(attr));
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
		return err_set(e, code,
			       "program '%s': the verifier refuses "
			       "it: %.*s",
			       p->name, len, words);
	err_set(e, code, "program '%s': the kernel refuses it: %s", p->name,
		strerror(abs(code)));
	return privilege_hint(e, USE_TRACING);
}

int prog_load(const struct prog_spec *p, char **log, struct err *e)
{
	auto_free char *text = NULL;
	union bpf_attr attr;
	int fd;

	if (log)
		*log = NULL;
	fd = load_quietly(&attr, p);
	if (fd >= 0)
		return fd;
	if (fd != -EPERM && fd != -ENOSYS)
		text = fetch_log(&attr);
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
