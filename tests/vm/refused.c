// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Proves rows of the catalogue of verifier messages: programs, each of which
 * this kernel must refuse with a message that the catalogue puts in the row it
 * was written for, and with that row's errno. Prints a line a program and how
 * many rows were proven. refused [-n] [ROW]: only that row's programs, with
 * their logs; -n: the machine is a test guest, let unprivileged users load.
 *
 * Programs in tests/vm/ are one source file each: the catalogue is included.
 */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "loader/verifier/catalogue.h"
#include "tests/vm/refused_calls.h"
#include "tests/vm/refused_code.h"
#include "tests/vm/refused_memory.h"
#include "tests/vm/refused_silent.h"
#include "tests/vm/refused_values.h"
#include "tests/vm/refused_world.h"

enum { LOG_SIZE = 4 << 20, MOST_INSNS = 1 << 16, MOST_ROWS = 512 };

struct test {
	struct world world;
	int kernel; /* as K() */
	const char *only;
	bool nobody_loads;
	int code; /* of the last load */
	char log[LOG_SIZE];
	struct bpf_insn insns[MOST_INSNS];
	const char *proven[MOST_ROWS];
	unsigned nproven, passed, failed, skipped;
};

static const char *const kfunc_names[KFUNC_IDS] = {
	[TASK_ACQUIRE] = "bpf_task_acquire",
	[TASK_RELEASE] = "bpf_task_release",
	[TASK_FROM_PID] = "bpf_task_from_pid",
	[RCU_LOCK] = "bpf_rcu_read_lock",
	[RCU_UNLOCK] = "bpf_rcu_read_unlock",
	[COPY_STRING] = "bpf_copy_from_user_str",
	[ITER_NEXT] = "bpf_iter_num_next",
	[OBJECT_NEW] = "bpf_obj_new_impl",
};

static uint32_t write_maps(struct bpf_insn *out)
{
	struct world w = { .btf = -1 };
	uint32_t n = 0;

	for (int i = 0; i < 65; i++)
		ADD_INSNS(out, n,
			  LD64(1, BPF_PSEUDO_MAP_FD, world_map(&w, ARRAY)));
	ADD_INSNS(out, n, RETURN(0));
	return n;
}

/* Numbers in the instructions become descriptors and type ids of this machine.
 * False when there is no such thing here. */
static bool patch(struct test *t, uint32_t count)
{
	for (uint32_t n = 0; n < count; n += insn_slots(&t->insns[n])) {
		struct bpf_insn *i = &t->insns[n];
		bool map = insn_is_ld_imm64(i) &&
			   (i->src_reg == BPF_PSEUDO_MAP_FD ||
			    i->src_reg == BPF_PSEUDO_MAP_VALUE);

		if (map && i->imm < MAP_IDS) {
			i->imm = t->world.maps[i->imm];
			if (i->imm < 0)
				return false;
		}
		if (insn_is_kfunc_call(i) && i->off == 0 &&
		    i->imm < KFUNC_IDS) {
			i->imm =
				(int)world_type(&t->world, kfunc_names[i->imm]);
			if (!i->imm)
				return false;
		}
	}
	return true;
}

static bool fill_attr(struct test *t, const struct refused *r,
		      union bpf_attr *attr)
{
	static struct bpf_func_info funcs[3];
	static struct bpf_line_info line;
	uint32_t count = r->count;

	memset(attr, 0, sizeof(*attr));
	if (r->write)
		count = r->write(t->insns);
	else
		memcpy(t->insns, r->insns, count * sizeof(*r->insns));
	if (!patch(t, count))
		return false;
	attr->prog_type = r->type;
	attr->expected_attach_type = r->attach;
	attr->prog_flags = r->flags;
	attr->insns = (uintptr_t)t->insns;
	attr->insn_cnt = count;
	attr->license = (uintptr_t)(r->proprietary ? "secret" : "GPL");
	attr->log_level = r->short_log && t->kernel >= K(5, 2) ? 4 : 1;
	if (r->target) {
		attr->attach_btf_id = world_type(&t->world, r->target);
		if (!attr->attach_btf_id)
			return false;
	}
	for (uint32_t i = 0; i < 3 && r->funcs[i].type; i++) {
		funcs[i].insn_off = r->funcs[i].insn;
		funcs[i].type_id = r->funcs[i].type;
		attr->prog_btf_fd = (uint32_t)t->world.btf;
		attr->func_info = (uintptr_t)funcs;
		attr->func_info_rec_size = sizeof(*funcs);
		attr->func_info_cnt = i + 1;
	}
	if (r->line) {
		line.insn_off = r->line - 1;
		line.line_off = line.file_name_off = N_MAIN;
		attr->line_info = (uintptr_t)&line;
		attr->line_info_rec_size = sizeof(line);
		attr->line_info_cnt = 1;
	}
	return true;
}

/* Makes these of root's capabilities count, and no others. */
static void become(enum caller caller)
{
	struct __user_cap_header_struct h = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct d[2];

	if (syscall(SYS_capget, &h, d) < 0)
		exit(1);
	for (int i = 0; i < 2; i++)
		d[i].effective = caller == ROOT ? d[i].permitted : 0;
	if (caller == NO_PERFMON) {
		d[0].effective = 1U << CAP_NET_ADMIN;
		d[1].effective = 1U << (CAP_BPF - 32);
	}
	if (syscall(SYS_capset, &h, d) < 0)
		exit(1);
}

/* t->code is the errno then, 0 when the kernel took the program. */
static void load(struct test *t, union bpf_attr *attr, enum caller caller)
{
	size_t size = t->kernel >= K(6, 0)    ? 128
		      : t->kernel >= K(5, 10) ? 120
					      : 72;
	int fd;

	t->log[0] = '\0';
	become(caller);
	fd = call_bpf(BPF_PROG_LOAD, attr, size);
	t->code = fd < 0 ? errno : 0;
	become(ROOT);
	if (fd >= 0)
		close(fd);
}

static void prove(struct test *t, const char *row)
{
	for (unsigned i = 0; i < t->nproven; i++) {
		if (strcmp(t->proven[i], row) == 0)
			return;
	}
	t->proven[t->nproven++] = row;
}

/* The first line of the log that the catalogue knows, and whether row `then`
 * is in it, too. */
static const struct verifier_message *read_log(const char *log,
					       const char *then, bool *has_then,
					       char line[256])
{
	const struct verifier_message *first = NULL;

	*has_then = !then;
	for (const char *p = log; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t len = strcspn(p, "\n");
		const struct verifier_message *row =
			catalogue_find(p, len, NULL);

		if (row && then && strcmp(row->parts, then) == 0)
			*has_then = true;
		if (row && !first) {
			first = row;
			snprintf(line, 256, "%.*s", (int)len, p);
		}
	}
	return first;
}

static void report(struct test *t, bool good, const char *row,
		   const char *found, const char *line)
{
	if (good) {
		t->passed++;
		prove(t, row);
		printf("ok %u - %s: %.60s\n", t->passed + t->failed, row, line);
		return;
	}
	t->failed++;
	printf("not ok %u - %s: %s, %s, '%s'\n", t->passed + t->failed, row,
	       found, strerror(t->code), line);
}

/* Kernels have moved many messages from one of these two to the other. */
static bool right_errno(int code, int wanted)
{
	return code == wanted || ((code == EACCES || code == EINVAL) &&
				  (wanted == EACCES || wanted == EINVAL));
}

static void run_one(struct test *t, const struct refused *r)
{
	const struct verifier_message *row;
	char line[256] = "";
	union bpf_attr attr;
	bool then;

	if ((r->from && t->kernel < r->from) || (r->to && t->kernel > r->to) ||
	    (r->caller == NOBODY && !t->nobody_loads) ||
	    (r->slow && t->nobody_loads) ||
	    (t->only && strcmp(t->only, r->row) != 0))
		return;
	if (!fill_attr(t, r, &attr)) {
		t->skipped++;
		printf("# %s: not on this kernel\n", r->row);
		return;
	}
	attr.log_buf = (uintptr_t)t->log;
	attr.log_size = LOG_SIZE;
	load(t, &attr, r->caller);
	row = read_log(t->log, r->then, &then, line);
	if (!row && t->code == EPERM && r->target) {
		t->skipped++;
		printf("# %s: tracing is not permitted here\n", r->row);
		return;
	}
	report(t,
	       row && strcmp(row->parts, r->row) == 0 && then &&
		       right_errno(t->code, r->code ? r->code : row->code),
	       r->row, row ? row->parts : "no row", line);
	if (r->then && then)
		prove(t, r->then);
	if (t->only || !row)
		printf("%s\n", t->log);
}

static void run_silent(struct test *t, const struct silent *s)
{
	static const struct bpf_insn insns[] = { RETURN(0) };
	const struct verifier_message *row;
	union bpf_attr attr;

	if (t->only && strcmp(t->only, s->row) != 0)
		return;
	silent_attr(s, insns, &attr);
	if (s->log_size) {
		attr.log_level = 2;
		attr.log_buf = (uintptr_t)t->log;
		attr.log_size = s->log_size;
	}
	load(t, &attr, s->caller);
	row = catalogue_errno(t->code);
	report(t, row && strcmp(row->parts, s->row) == 0, s->row,
	       row ? row->parts : "no row", "");
}

#define RUN_ALL(t, rows)                                                       \
	for (size_t i = 0; i < sizeof(rows) / sizeof(*(rows)); i++)            \
	run_one(t, &(rows)[i])

static int kernel_now(void)
{
	struct utsname u;
	long major;
	char *end;

	if (uname(&u) < 0)
		return 0;
	major = strtol(u.release, &end, 10);
	return *end == '.' ? (int)K(major, strtol(end + 1, NULL, 10)) : 0;
}

static bool let_nobody_load(void)
{
	int fd = open("/proc/sys/kernel/unprivileged_bpf_disabled",
		      O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, "0", 1) == 1;

	if (fd >= 0)
		close(fd);
	return done;
}

int main(int argc, char **argv)
{
	static const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	static struct test t;

	t.kernel = kernel_now();
	if (argc > 1 && strcmp(argv[1], "-n") == 0) {
		t.nobody_loads = let_nobody_load();
		argc--;
		argv++;
	}
	t.only = argc > 1 ? argv[1] : NULL;
	setrlimit(RLIMIT_MEMLOCK, &all); /* before 5.11 */
	world_open(&t.world);
	if (t.world.maps[HASH] < 0) {
		printf("no maps can be made: root is needed\n");
		return 77;
	}
	RUN_ALL(&t, refused_memory);
	RUN_ALL(&t, refused_values);
	RUN_ALL(&t, refused_calls);
	RUN_ALL(&t, refused_code);
	for (size_t i = 0; i < sizeof(refused_silent) / sizeof(*refused_silent);
	     i++)
		run_silent(&t, &refused_silent[i]);
	printf("# %u rows of the catalogue proven\n", t.nproven);
	printf("TOTAL: %u passed, %u failed, %u skipped\n", t.passed, t.failed,
	       t.skipped);
	return t.failed != 0;
}
