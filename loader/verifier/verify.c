// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Asks for verdict and log in one load where the kernel can give both. The
 * buffer is address space, which the kernel fills as far as it needs: no
 * growing, no second verification of a program whose log is long.
 */
#include "loader/verifier/verify.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/prog.h"
#include "loader/sys.h"

enum {
	LEVEL_PATH = 1,
	LEVEL_ALL = 2,
	LEVEL_STATS = 4, /* 5.2 */
	LEVEL_HEAD = 8, /* 6.4: when it is full, keep the head */
	ROOM_OLD = (16 << 20) - 1, /* the most before 5.2 */
	ROOM_MOST = (1 << 30) - 1,
	ROOM_LEAST = 4096,
	ROOM_STATS = 4096, /* kept free for the verdict alone */
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int load(const struct prog_spec *p, struct prog_log *log, uint64_t *nsec)
{
	uint64_t start = now();
	int fd;

	if (log->size)
		log->buf[0] = '\0';
	fd = prog_load_logged(p, log);
	*nsec = now() - start;
	return fd;
}

/* EINVAL without a word may be about the log: what the kernel does not know
 * is dropped, the newest first, in the end the log itself. */
static int load_some(const struct prog_spec *p, struct prog_log *log,
		     uint64_t *nsec)
{
	for (;;) {
		int fd = load(p, log, nsec);

		if (fd != -EINVAL || log->size == 0 || log->buf[0])
			return fd;
		if (log->level & LEVEL_HEAD) {
			log->level &= ~(uint32_t)LEVEL_HEAD;
		} else if (log->level & LEVEL_STATS) {
			log->level &= ~(uint32_t)LEVEL_STATS;
		} else {
			log->level = 0;
		}
		if (!(log->level & LEVEL_STATS) && log->size > ROOM_OLD)
			log->size = ROOM_OLD;
		if (log->level == 0) {
			log->size = 0;
			log->buf = NULL;
		}
	}
}

static uint32_t level_of(const struct verify_request *req,
			 enum verify_level level)
{
	static const uint8_t levels[] = {
		[VERIFY_STATS] = LEVEL_STATS,
		[VERIFY_PATH] = LEVEL_STATS | LEVEL_PATH,
		[VERIFY_ALL] = LEVEL_STATS | LEVEL_ALL,
	};

	return levels[level] | (req->keep_head ? LEVEL_HEAD : 0u);
}

/* The log did not fit, which says nothing of the program. Where the end is
 * missing, the words of the second try, if there are any, go behind it. */
static void ask_again(const struct prog_spec *p, const struct prog_log *log,
		      struct verify_result *out)
{
	struct prog_log again = { .level = LEVEL_STATS, .size = ROOM_STATS };
	char *end;

	out->true_size = log->true_size;
	out->head_cut = log->true_size && !(log->level & LEVEL_HEAD);
	out->tail_cut = !out->head_cut;
	out->len = strnlen(out->log, log->size);
	end = again.buf = out->log + out->len + 1;
	out->fd = load_some(p, &again, &out->nsec);
	if (out->tail_cut && *end) {
		end[-1] = '\n';
		out->len += 1 + strnlen(end, ROOM_STATS - 1);
	}
}

static void verdict(const struct prog_spec *p, const struct verify_request *req,
		    struct verify_result *out)
{
	struct prog_log log = {
		.level = level_of(req, req->level),
		.buf = out->log,
		.size = (uint32_t)(out->mapped - ROOM_STATS - 1),
	};

	out->fd = load_some(p, &log, &out->nsec);
	if (out->fd < 0 && req->level == VERIFY_STATS && out->fd != -EPERM &&
	    out->fd != -ENOSYS) {
		uint64_t unused;

		log.level = level_of(req, VERIFY_PATH);
		log.buf = out->log;
		log.size = (uint32_t)(out->mapped - ROOM_STATS - 1);
		if (load_some(p, &log, &unused) == -ENOSPC)
			out->fd = -ENOSPC;
	}
	if (out->fd == -ENOSPC) {
		ask_again(p, &log, out);
		return;
	}
	out->true_size = log.true_size;
	out->len = strnlen(out->log, out->mapped - ROOM_STATS - 1);
}

static void ask_info(struct verify_result *out)
{
	struct bpf_prog_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)out->fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = sys_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info)) < 0)
		return;
	out->id = info.id;
	out->xlated_bytes = info.xlated_prog_len;
	out->jited_bytes = info.jited_prog_len;
	out->verified_insns = info.verified_insns;
}

int verify_load(const struct prog_spec *p, const struct verify_request *req,
		struct verify_result *out, struct err *e)
{
	size_t room = req->room ? req->room : ROOM_OLD;

	if (room < ROOM_LEAST)
		room = ROOM_LEAST;
	if (room > ROOM_MOST)
		room = ROOM_MOST;
	memset(out, 0, sizeof(*out));
	out->mapped = room + ROOM_STATS + 1;
	out->log = mmap(NULL, out->mapped, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (out->log == MAP_FAILED) {
		out->log = NULL;
		out->fd = -ENOMEM;
		return err_nomem(e);
	}
	verdict(p, req, out);
	if (out->fd >= 0)
		ask_info(out);
	return 0;
}

void verify_close(struct verify_result *r)
{
	if (r->log)
		munmap(r->log, r->mapped);
	if (r->log && r->fd >= 0)
		close(r->fd);
	memset(r, 0, sizeof(*r));
	r->fd = -1;
}

struct bpf_insn *verify_xlated(const struct verify_result *r, uint32_t *n)
{
	struct bpf_insn *insns = NULL;
	struct bpf_prog_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	if (r->fd >= 0 && r->xlated_bytes)
		insns = calloc(1, r->xlated_bytes);
	if (insns == NULL)
		return NULL;
	info.xlated_prog_len = r->xlated_bytes;
	info.xlated_prog_insns = sys_ptr(insns);
	attr.info.bpf_fd = (uint32_t)r->fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = sys_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info)) < 0 ||
	    info.xlated_prog_insns == 0) {
		free(insns);
		return NULL;
	}
	*n = r->xlated_bytes / (uint32_t)sizeof(*insns);
	return insns;
}
