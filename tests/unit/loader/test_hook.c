// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Hooks as users and pins name them, on a machine with a few tracepoints. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "loader/hook.h"
#include "loader/tracefs.h"
#include "tests/unit/run.h"

static struct err e;
static int no_tracefs;

/* Stands in for loader/tracefs.c */
static const char *const events[] = {
	"raw_syscalls:sys_enter",
	"sched:sched_switch",
	"oom:mark_victim",
	"xdp:xdp_exception",
	"a:b_c",
	"a_b:c",
};

int tracefs_open(struct tracefs *out, struct err *error)
{
	out->events = 1000;
	return no_tracefs ? err_set(error, no_tracefs, "no tracefs") : 0;
}

void tracefs_close(struct tracefs *t)
{
	t->events = -1;
}

int tracefs_event_id(const struct tracefs *t, const char *system,
		     const char *event, struct err *error)
{
	char name[256];

	ck_assert_int_eq(t->events, 1000);
	snprintf(name, sizeof(name), "%s:%s", system, event);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (strcmp(events[i], name) == 0)
			return 100 + (int)i;
	return err_set(error, ENOENT, "no tracepoint '%s'", name);
}

int tracefs_format(const struct tracefs *t, const char *system,
		   const char *event, char **out, struct err *error)
{
	(void)t, (void)out;
	return err_set(error, ENOENT, "%s:%s", system, event);
}

int tracefs_walk(const struct tracefs *t, tracefs_each *each, void *ctx)
{
	(void)t, (void)each, (void)ctx;
	return 0;
}

static const struct {
	const char *text;
	uint32_t type;
	const char *kind, *target; /* NULL: refused */
} hooks[] = {
	{ "sched:sched_switch", BPF_PROG_TYPE_TRACEPOINT, "tracepoint",
	  "sched/sched_switch" },
	{ "sched/sched_switch", BPF_PROG_TYPE_TRACEPOINT, "tracepoint",
	  "sched/sched_switch" },
	{ "tp/sched/sched_switch", BPF_PROG_TYPE_TRACEPOINT, "tp",
	  "sched/sched_switch" },
	{ "tracepoint:sched:sched_switch", BPF_PROG_TYPE_TRACEPOINT,
	  "tracepoint", "sched/sched_switch" },
	{ "sched:sched_switch", 0, "tracepoint", "sched/sched_switch" },
	/* The system is called as a kind is */
	{ "xdp:xdp_exception", BPF_PROG_TYPE_TRACEPOINT, "tracepoint",
	  "xdp/xdp_exception" },
	{ "raw_tp:sys_enter", BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp",
	  "sys_enter" },
	{ "sys_enter", BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tracepoint",
	  "sys_enter" },
	{ "raw_tp:nbd", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, "raw_tp",
	  "nbd" },
	{ "nbd", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, "raw_tracepoint.w",
	  "nbd" },
	{ "raw_tp/sys_enter", BPF_PROG_TYPE_TRACEPOINT, NULL, NULL },
	{ "tracepoint/a/b", BPF_PROG_TYPE_XDP, NULL, NULL },
	{ "a:b", 4711, NULL, NULL },
};

START_TEST(a_hook_as_users_name_it)
{
	struct hook h;
	int err = hook_parse(hooks[_i].text, hooks[_i].type, &h, &e);

	if (hooks[_i].kind == NULL) {
		ck_assert_int_eq(err, -EINVAL);
		ck_assert_ptr_nonnull(strstr(e.msg, hooks[_i].text));
		return;
	}
	ck_assert_int_eq(err, 0);
	ck_assert_str_eq(h.kind->name, hooks[_i].kind);
	ck_assert_str_eq(h.target, hooks[_i].target);
}
END_TEST

START_TEST(a_hook_has_an_end)
{
	char text[256];
	struct hook h;

	memset(text, 'x', sizeof(text));
	text[sizeof(h.target)] = '\0';
	ck_assert_int_eq(hook_parse(text, 0, &h, &e), -ENAMETOOLONG);
	text[sizeof(h.target) - 1] = '\0';
	ck_assert_int_eq(hook_parse(text, 0, &h, &e), 0);
	ck_assert_str_eq(h.target, text);
}
END_TEST

static const struct {
	const char *pin;
	uint32_t type;
	const char *kind, *target; /* NULL: refused */
} pins[] = {
	{ "prog_o_tracepoint_raw_syscalls_sys_enter", BPF_PROG_TYPE_TRACEPOINT,
	  "tracepoint", "raw_syscalls/sys_enter" },
	{ "prog_o_tp_sched_sched_switch", 0, "tp", "sched/sched_switch" },
	/* A word that tells programs apart, as Android has them */
	{ "prog_memevents_tracepoint_oom_mark_victim_ams",
	  BPF_PROG_TYPE_TRACEPOINT, "tracepoint", "oom/mark_victim" },
	{ "prog_net_tracepoint_oom_mark_victim$2", BPF_PROG_TYPE_TRACEPOINT,
	  "tracepoint", "oom/mark_victim" },
	/* The object is called as a kind is */
	{ "prog_my_tracepoint_x_tracepoint_sched_sched_switch",
	  BPF_PROG_TYPE_TRACEPOINT, "tracepoint", "sched/sched_switch" },
	{ "prog_o_raw_tp_sys_enter", BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tp",
	  "sys_enter" },
	{ "prog_o_tp_btf_sys_enter", BPF_PROG_TYPE_TRACING, "tp_btf",
	  "sys_enter" },
	{ "prog_o_fentry.s_do_x", BPF_PROG_TYPE_TRACING, "fentry.s", "do_x" },
	/* They know themselves where they belong */
	{ "on_switch", BPF_PROG_TYPE_TRACING, "fentry", "" },
	{ "on_open", BPF_PROG_TYPE_LSM, "lsm", "" },
	{ "prog_o_xdp", BPF_PROG_TYPE_XDP, "xdp", "" },
	/* Nothing is known, or too much */
	{ "on_switch", BPF_PROG_TYPE_TRACEPOINT, NULL, "tells no hook" },
	{ "prog_o_tracepoint_no_such", BPF_PROG_TYPE_TRACEPOINT, NULL,
	  "tells no hook" },
	{ "prog_o_tracepoint_a_b_c", BPF_PROG_TYPE_TRACEPOINT, NULL,
	  "several hooks" },
	{ "prog_o_tracepoint_", BPF_PROG_TYPE_TRACEPOINT, NULL, "no hook" },
	{ "on_enter", BPF_PROG_TYPE_RAW_TRACEPOINT, NULL, "no hook" },
	{ "x", 4711, NULL, "no hook" },
};

START_TEST(a_hook_out_of_the_name_of_a_pin)
{
	struct hook h;
	int err = hook_of_pin(pins[_i].pin, pins[_i].type, &h, &e);

	if (pins[_i].kind == NULL) {
		ck_assert_int_eq(err, -EINVAL);
		ck_assert_ptr_nonnull(strstr(e.msg, pins[_i].target));
		ck_assert_ptr_nonnull(strstr(e.hint, pins[_i].pin));
		return;
	}
	ck_assert_int_eq(err, 0);
	ck_assert_str_eq(h.kind->name, pins[_i].kind);
	ck_assert_str_eq(h.target, pins[_i].target);
}
END_TEST

START_TEST(without_tracefs_only_tracepoints_are_lost)
{
	struct hook h;

	no_tracefs = EPERM;
	ck_assert_int_eq(hook_of_pin("prog_o_tp_a_b", 0, &h, &e), -EPERM);
	ck_assert_int_eq(hook_of_pin("prog_o_raw_tp_a",
				     BPF_PROG_TYPE_RAW_TRACEPOINT, &h, &e),
			 0);
	no_tracefs = 0;
}
END_TEST

START_TEST(a_tracepoint_of_a_target)
{
	static const char *const good[][3] = {
		{ "sched/sched_switch", "sched", "sched_switch" },
		{ "oom/mark_victim/ams", "oom", "mark_victim" },
		{ "oom/mark_victim$2", "oom", "mark_victim" },
	};
	static const char *const bad[] = { "", "sched", "sched/", "/x",
					   "sched//x" };
	struct hook_event ev;
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		ck_assert_int_eq(hook_event(good[i][0], &ev, &e), 0);
		ck_assert_str_eq(ev.system, good[i][1]);
		ck_assert_str_eq(ev.event, good[i][2]);
	}
	ck_assert_str_eq(ev.name, "oom:mark_victim");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_int_eq(hook_event(bad[i], &ev, &e), -EINVAL);
	memset(text, 'x', sizeof(text));
	memcpy(text, "a/", 2);
	text[2 + sizeof(ev.event)] = '\0';
	ck_assert_int_eq(hook_event(text, &ev, &e), -EINVAL);
	text[1 + sizeof(ev.event)] = '\0';
	ck_assert_int_eq(hook_event(text, &ev, &e), 0);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_hook_as_users_name_it, 0, ARRAY_SIZE(hooks));
	tcase_add_test(t, a_hook_has_an_end);
	tcase_add_loop_test(t, a_hook_out_of_the_name_of_a_pin, 0,
			    ARRAY_SIZE(pins));
	tcase_add_test(t, without_tracefs_only_tracepoints_are_lost);
	tcase_add_test(t, a_tracepoint_of_a_target);
}

int main(void)
{
	return run_tests("hook", add);
}
