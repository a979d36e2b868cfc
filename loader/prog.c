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

static void fill_log(union bpf_attr *attr, const struct prog_log *log)
{
	if (log == NULL)
		return;
	attr->log_level = log->level;
	attr->log_buf = sys_ptr(log->buf);
	attr->log_size = log->size;
}

static void fill(union bpf_attr *attr, const struct prog_spec *p,
		 const struct prog_log *log, enum drop drop)
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
	fill_log(attr, log);
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

/* log_true_size, which the kernel writes (6.4): newer than some build
 * machine's header, and the last of the bytes that every header has */
#define TRUE_SIZE_AT 140
_Static_assert(sizeof(union bpf_attr) >= TRUE_SIZE_AT + sizeof(uint32_t),
	       "has room for log_true_size");

static int load_once(union bpf_attr *attr, struct prog_log *log)
{
	uint32_t size = attr_size(attr);
	int fd;

	if (log)
		size = TRUE_SIZE_AT + sizeof(log->true_size);
	fd = sys_bpf(BPF_PROG_LOAD, attr, size);
	if (fd == -EPERM && memlock_raise())
		fd = sys_bpf(BPF_PROG_LOAD, attr, size);
	if (log)
		memcpy(&log->true_size, (char *)attr + TRUE_SIZE_AT,
		       sizeof(log->true_size));
	return fd;
}

/* The verifier has come to the program itself: what it dislikes is not the
 * types */
static bool walked(const struct prog_log *log)
{
	return log && log->size && log->buf[0] &&
	       strstr(log->buf, "processed 0 insns") == NULL;
}

/* E2BIG stands for a request that is too new as well as for a program that is
 * too long (line information came with 5.0, types with 5.0, names with 4.15),
 * EINVAL for types that this kernel does not like as well as for everything
 * else: dropping them shows which. *attr is the request to ask for a log. */
static int load_fitted(union bpf_attr *attr, const struct prog_spec *p,
		       struct prog_log *log)
{
	bool info = p->info && p->info->nfuncs;
	union bpf_attr full;
	int first, fd;

	fill(attr, p, log, DROP_NOTHING);
	full = *attr;
	first = fd = load_once(attr, log);
	for (enum drop drop = DROP_LINES; drop < DROP__COUNT && fd < 0;
	     drop++) {
		if (fd != -E2BIG && (fd != -EINVAL || drop == DROP_NAME))
			break;
		if (walked(log))
			break;
		if (drop < DROP_NAME && !info)
			continue;
		if (drop == DROP_NAME && p->expected_attach_type &&
		    !p->attach_type_optional)
			break;
		fill(attr, p, log, drop);
		fd = load_once(attr, log);
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
		fill_log(attr, &(struct prog_log){ 1, log, room, 0 });
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

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* Statistics, and what illustrates the reason */
static bool says_something(const char *line, const char *end)
{
	static const char *const rest[] = { "processed ", "stack depth ",
					    "verification time ",
					    "cur state:", "old state:" };

	while (line < end && isspace((unsigned char)*line))
		line++;
	for (size_t i = 0; i < ARRAY_SIZE(rest); i++)
		if (begins(line, rest[i]))
			return false;
	return line < end;
}

struct words {
	const char *line, *more; /* more: NULL, or what follows from it */
	int len, more_len;
};

/* The last line before *end that says something; *end moves before it */
static const char *line_before(const char *log, const char **end, int *len)
{
	while (*end > log) {
		const char *line = line_start(log, *end), *last = *end;

		*end = line > log ? line - 1 : log;
		if (says_something(line, last)) {
			*len = (int)(last - line);
			return line;
		}
	}
	return NULL;
}

/* The last line, with the one before it where that is the reason */
static bool last_words(const char *log, struct words *w)
{
	static const char *const reasons[] = { "invalid access to ",
					       "Unreleased reference " };
	/* What 7.3 says once more at length */
	const char *end = strstr(log, "\nVerification failed: "), *before;
	int len;

	*w = (struct words){ .len = 0 };
	end = end ? end : log + strlen(log);
	w->line = line_before(log, &end, &w->len);
	before = w->line ? line_before(log, &end, &len) : NULL;
	for (size_t i = 0; before && i < ARRAY_SIZE(reasons); i++)
		if (begins(before, reasons[i])) {
			*w = (struct words){ before, w->line, len, w->len };
			break;
		}
	return w->line;
}

/* What a kernel is too old for has words of its own */
static const struct {
	const char *words, *hint;
} too_old[] = {
	{ "invalid bpf_ld_imm64 insn",
	  "global variables that are written need Linux 5.2; use a map" },
	{ "BPF_CALL uses reserved fields",
	  "calls of functions need Linux 4.16; make them "
	  "'static __always_inline'" },
};

static int verifier_refused(const struct prog_spec *p, int code,
			    const struct words *w, struct err *e)
{
	err_set(e, code, "program '%s': the verifier refuses it: %.*s%s%.*s",
		p->name, w->len, w->line, w->more ? ": " : "", w->more_len,
		w->more ? w->more : "");
	for (size_t i = 0; i < ARRAY_SIZE(too_old); i++)
		if (begins(w->line, too_old[i].words))
			err_hint(e, "%s", too_old[i].hint);
	return -e->code;
}

static int refused(const struct prog_spec *p, int code, const char *log,
		   struct err *e)
{
	struct words w;

	if (log && last_words(log, &w))
		return verifier_refused(p, code, &w, e);
	err_set(e, code, "program '%s': the kernel refuses it: %s", p->name,
		strerror(abs(code)));
	/* The field came with 4.17, values of it ever since */
	if ((code == -E2BIG || code == -EINVAL) && p->expected_attach_type)
		return err_hint(e, "the kernel may be too old for this hook: "
				   "expected attach types came with 4.17");
	return privilege_hint(e, USE_TRACING);
}

int prog_load(const struct prog_spec *p, char **log, struct err *e)
{
	auto_free char *text = NULL;
	union bpf_attr attr;
	int fd;

	if (log)
		*log = NULL;
	fd = load_fitted(&attr, p, NULL);
	if (fd >= 0)
		return fd;
	if (fd != -EPERM && fd != -ENOSYS)
		text = fetch_log(&attr);
	refused(p, fd, text, e);
	if (log)
		*log = take_ptr(&text);
	return fd;
}

int prog_load_logged(const struct prog_spec *p, struct prog_log *log)
{
	union bpf_attr attr;

	return load_fitted(&attr, p, log);
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
