// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The counter in the kernel: the embedded object, its maps cut to the chosen
 * key, and one program instance for each tracepoint, with the choices set as
 * constants. Where tracefs is out of reach the same counter is attached as
 * raw tracepoint.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/count.h"
#include "cli/embed.h"
#include "cli/event_hint.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/attach.h"
#include "loader/core.h"
#include "loader/cpus.h"
#include "loader/kernel_btf.h"
#include "loader/load.h"
#include "loader/map_create.h"
#include "loader/prog.h"
#include "loader/trace_btf.h"
#include "loader/tracefs.h"

#define MAX_FOLLOWED 65536

/* What the object calls the context of most of its programs */
#define SYS_CONTEXT "trace_event_raw_sys_enter"

/* What attaching needs and forgets afterwards */
struct setup {
	struct counter *c;
	struct tracefs tracefs; /* events is -1 when attaching raw */
	struct core core;
	struct kernel_btf kernel;
	uint8_t rodata[64];
	struct view data[ARRAY_SIZE(((struct counter *)0)->fds)];
};

/* Where a key of these fields ends */
static uint32_t key_size(uint32_t by_mask)
{
	static const uint8_t ends[BY__COUNT] = {
#define END(f)                                                                 \
	(offsetof(struct count_key, f) + sizeof(((struct count_key *)0)->f))
		[BY_PID] = END(pid),	     [BY_TID] = END(tid),
		[BY_COMM] = END(comm),	     [BY_UID] = END(uid),
		[BY_CGROUP] = END(cgroup),   [BY_CPU] = END(cpu),
		[BY_SYSCALL] = END(syscall), [BY_EVENT] = END(event),
#undef END
	};
	uint32_t end = 0;

	for (unsigned i = 0; i < BY__COUNT; i++)
		if (by_mask >> i & 1 && ends[i] > end)
			end = ends[i];
	return end;
}

/* A command name goes with a process or thread, unless it is the key */
static bool wants_names(const struct count_args *a)
{
	return (a->by_mask & (1u << BY_PID | 1u << BY_TID)) &&
	       !(a->by_mask & 1u << BY_COMM);
}

static bool follows(const struct count_args *a)
{
	return a->cmd && !a->all;
}

static int set_const(struct setup *s, const char *name, const void *value,
		     size_t size, struct err *e)
{
	struct obj_var var;
	int err;

	err = obj_find_var(&s->c->obj, name, &var, e);
	if (err < 0)
		return err;
	if (var.size != size ||
	    s->c->obj.maps[var.map].data.len > sizeof(s->rodata))
		return err_set(e, EINVAL, "constant '%s' has %llu bytes", name,
			       (unsigned long long)var.size);
	memcpy(s->rodata + var.off, value, size);
	s->data[var.map] =
		(struct view){ s->rodata, s->c->obj.maps[var.map].data.len,
			       false };
	return 0;
}

static int set_byte(struct setup *s, const char *name, uint8_t value,
		    struct err *e)
{
	return set_const(s, name, &value, sizeof(value), e);
}

static int set_consts(struct setup *s, struct err *e)
{
	static const char *const by[BY__COUNT] = {
		[BY_PID] = "by_pid",	     [BY_TID] = "by_tid",
		[BY_COMM] = "by_comm",	     [BY_UID] = "by_uid",
		[BY_CGROUP] = "by_cgroup",   [BY_CPU] = "by_cpu",
		[BY_SYSCALL] = "by_syscall", [BY_EVENT] = "by_event",
	};
	const struct count_args *a = s->c->args;
	int err = 0;

	for (unsigned i = 0; i < BY__COUNT && err == 0; i++)
		err = set_byte(s, by[i], a->by_mask >> i & 1, e);
	if (err == 0)
		err = set_byte(s, "names", wants_names(a), e);
	if (err == 0)
		err = set_byte(s, "follow", follows(a), e);
	if (err == 0)
		err = set_const(s, "only_pid", &a->pid, sizeof(a->pid), e);
	if (err == 0)
		err = set_const(s, "mark", s->c->mark, sizeof(s->c->mark), e);
	return err;
}

static int create_maps(struct counter *c, struct err *e)
{
	const struct count_args *a = c->args;
	uint32_t key = key_size(a->by_mask);

	c->slot_size = (offsetof(struct count_slot, key) + key + 7u) & ~7u;
	for (uint32_t i = 0; i < c->obj.nmaps; i++) {
		struct obj_map *m = &c->obj.maps[i];

		if (m->origin == OBJ_MAP_DATA)
			continue;
		if (strcmp(m->name, "places") == 0) {
			m->key_size = key;
			m->max_entries = a->entries;
		} else if (strcmp(m->name, "slots") == 0) {
			m->value_size = c->slot_size;
			m->max_entries = a->entries + 1;
		} else if (strcmp(m->name, "followed") == 0 && follows(a)) {
			m->max_entries = MAX_FOLLOWED;
		}
		c->fds[i] = map_create(m, NULL, e);
		if (c->fds[i] < 0)
			return c->fds[i];
	}
	return 0;
}

static int load(struct setup *s, const char *func,
		const struct trace_btf *event, const char *event_name,
		struct err *e)
{
	struct load l = {
		.obj = &s->c->obj,
		.func = (uint32_t)(obj_find_func(&s->c->obj, func) -
				   s->c->obj.funcs),
		.spec = { .type = s->c->raw ? BPF_PROG_TYPE_RAW_TRACEPOINT
					    : BPF_PROG_TYPE_TRACEPOINT,
			  .btf_fd = -1 },
		.data = s->data,
		.fds = s->c->fds,
		.core = &s->core,
		.event = event,
		.event_name = event_name,
	};

	return load_prog(&l, NULL, e);
}

static void keep(struct counter *c, int prog, int hook)
{
	c->progs[c->nhooks] = prog;
	c->hooks[c->nhooks++] = hook;
}

/* func, loaded for and attached to a tracepoint; its context is called
 * context in the object */
static int hook_tracepoint(struct setup *s, const struct count_event *ev,
			   const char *func, const char *context, struct err *e)
{
	int id = tracefs_event_id(&s->tracefs, ev->system, ev->event, e);
	auto_free char *format = NULL;
	auto_fd int prog = -1;
	struct trace_btf event;
	int fd;

	if (id < 0)
		return id == -ENOENT ? event_hint(&s->tracefs, ev->name, e)
				     : id;
	if (tracefs_format(&s->tracefs, ev->system, ev->event, &format, e) < 0)
		return -e->code;
	if (trace_btf_open(format, context, &event, e) < 0)
		return err_wrap(e, "tracepoint '%s'", ev->name);
	prog = load(s, func, &event, ev->name, e);
	trace_btf_close(&event);
	if (prog < 0)
		return prog;
	fd = attach_tracepoint(prog, id, ev->name, e);
	if (fd < 0)
		return fd;
	keep(s->c, take_fd(&prog), fd);
	return 0;
}

/* What a raw tracepoint passes for sys_enter, in the words of a format file */
static const char raw_format[] =
	"name: sys_enter\nformat:\n"
	"\tfield:unsigned long regs;\toffset:0;\tsize:8;\tsigned:0;\n\n"
	"\tfield:long id;\toffset:8;\tsize:8;\tsigned:1;\n";

static int hook_raw(struct setup *s, const struct count_event *ev,
		    const char *func, const char *context, struct err *e)
{
	auto_fd int prog = -1;
	struct trace_btf event;
	int fd;

	if (trace_btf_open(raw_format, context, &event, e) < 0)
		return err_wrap(e, "tracepoint '%s'", ev->name);
	prog = load(s, func, &event, ev->name, e);
	trace_btf_close(&event);
	if (prog < 0)
		return prog;
	fd = attach_raw_tracepoint(prog, ev->event, e);
	if (fd < 0)
		return fd;
	keep(s->c, take_fd(&prog), fd);
	return 0;
}

static int hook(struct setup *s, const struct count_event *ev, const char *func,
		const char *context, struct err *e)
{
	return s->c->raw ? hook_raw(s, ev, func, context, e)
			 : hook_tracepoint(s, ev, func, context, e);
}

/* Fork and exec, where the choice of processes or their names needs them */
static int hook_processes(struct setup *s, struct err *e)
{
	static const struct count_event fork = { "task:task_newtask", "task",
						 "task_newtask" };
	static const struct count_event exec = { "sched:sched_process_exec",
						 "sched",
						 "sched_process_exec" };
	const struct count_args *a = s->c->args;
	uint32_t alone = 1u << BY_PID;
	struct err ignored;
	int err;

	if (follows(a)) {
		err = hook(s, &fork,
			   s->c->raw ? "follow_fork_raw" : "follow_fork",
			   "trace_event_raw_task_newtask", e);
		if (err == 0)
			err = hook(s, &exec, "follow_exec", SYS_CONTEXT, e);
		return err;
	}
	/* A kernel without this tracepoint only shows older names */
	if (a->by_mask == alone || a->by_mask == 1u << BY_TID)
		hook(s, &exec, "follow_exec", SYS_CONTEXT, &ignored);
	return 0;
}

static int check_raw(const struct counter *c, const struct count_event *ev,
		     struct err *e)
{
	if ((c->args->by_mask & 1u << BY_SYSCALL) &&
	    strcmp(ev->event, "sys_enter") != 0)
		return err_set(e, EOPNOTSUPP,
			       "tracepoint '%s': as raw "
			       "tracepoint it has no system call number",
			       ev->name);
	return 0;
}

static int hook_events(struct setup *s, struct err *e)
{
	const struct count_args *a = s->c->args;
	int err = 0;

	for (uint32_t i = 0; i < a->nevents && err == 0; i++) {
		const struct count_event *ev = &a->events[i];

		err = set_const(s, "event", &i, sizeof(i), e);
		if (err == 0 && s->c->raw)
			err = check_raw(s->c, ev, e);
		if (err == 0)
			err = hook(s, ev, "count_event", SYS_CONTEXT, e);
	}
	return err;
}

/* A name no other process has by chance, for the moment of the fork */
static void make_mark(char *mark)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	struct timespec now;
	uint64_t x;

	clock_gettime(CLOCK_MONOTONIC, &now);
	x = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec +
	    ((uint64_t)getpid() << 48);
	memset(mark, 0, COUNT_COMM_LEN);
	mark[0] = 'r';
	mark[1] = 'b';
	mark[2] = ':';
	for (int i = 3; i < COUNT_COMM_LEN - 1; i++, x /= 36)
		mark[i] = digits[x % 36];
}

static int open_object(struct counter *c, struct err *e)
{
	struct view bytes = { 0 };

	if (embed_open("count", &c->bytes, &bytes.len, e) < 0)
		return -e->code;
	bytes.p = c->bytes;
	if (obj_open(&bytes, &c->obj, e) < 0)
		return -e->code;
	if (c->obj.nmaps <= ARRAY_SIZE(c->fds))
		return 0;
	err_set(e, EINVAL, "%u maps", c->obj.nmaps);
	obj_close(&c->obj);
	return -e->code;
}

/* Finds the way to tracepoints: by tracefs, or else by raw tracepoints */
static int find_way(struct setup *s, struct err *e)
{
	s->c->raw = s->c->args->raw;
	s->tracefs.events = -1;
	if (s->c->raw || tracefs_open(&s->tracefs, e) == 0)
		return 0;
	s->c->raw = true;
	return 0;
}

static int set_up(struct setup *s, struct err *e)
{
	struct counter *c = s->c;
	struct err no_tracefs = { 0 };
	int err;

	find_way(s, &no_tracefs);
	err = create_maps(c, e);
	if (err == 0)
		err = set_consts(s, e);
	if (err == 0)
		err = hook_processes(s, e);
	if (err == 0)
		err = hook_events(s, e);
	/* Neither way: what stood in the way of the first is the news */
	if (err == -EINVAL && no_tracefs.code)
		*e = no_tracefs;
	if (err == 0)
		err = cpus_possible(
			c->fds[obj_find_map(&c->obj, "cpus") - c->obj.maps],
			sizeof(struct count_cpu), e);
	if (err < 0)
		return err;
	c->cpus = (unsigned)err;
	return 0;
}

int counter_open(struct counter *c, const struct count_args *args,
		 struct err *e)
{
	struct setup s = { .c = c };
	int err;

	*c = (struct counter){ .args = args };
	memset(c->fds, -1, sizeof(c->fds));
	make_mark(c->mark);
	err = open_object(c, e);
	if (err < 0)
		return err_wrap(e, "embedded counter");
	c->hooks = calloc(args->nevents + 2, sizeof(*c->hooks));
	c->progs = calloc(args->nevents + 2, sizeof(*c->progs));
	if (c->hooks == NULL || c->progs == NULL) {
		counter_close(c);
		return err_nomem(e);
	}
	kernel_btf_init(&s.kernel, NULL);
	core_init(&s.core, &c->obj.btf, btfext_all_relos(&c->obj.btfext),
		  &s.kernel);
	err = set_up(&s, e);
	core_fini(&s.core);
	kernel_btf_fini(&s.kernel);
	tracefs_close(&s.tracefs);
	if (err < 0)
		counter_close(c);
	return err;
}

void counter_detach(struct counter *c)
{
	for (unsigned i = 0; c->hooks && i < c->nhooks; i++) {
		if (c->hooks[i] >= 0)
			close(c->hooks[i]);
		c->hooks[i] = -1;
	}
}

uint64_t counter_missed(const struct counter *c)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < c->nhooks; i++)
		sum += prog_missed(c->progs[i]);
	return sum;
}

void counter_close(struct counter *c)
{
	counter_detach(c);
	for (unsigned i = 0; c->progs && i < c->nhooks; i++)
		close(c->progs[i]);
	for (size_t i = 0; i < ARRAY_SIZE(c->fds); i++)
		if (c->fds[i] >= 0)
			close(c->fds[i]);
	free(c->hooks);
	free(c->progs);
	obj_close(&c->obj);
	free(c->bytes);
	*c = (struct counter){ .args = c->args };
	memset(c->fds, -1, sizeof(c->fds));
}
