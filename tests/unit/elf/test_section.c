// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Names of sections, and that no row of their table is out of reach. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/names.h"
#include "elf/section.h"
#include "tests/unit/run.h"

START_TEST(every_row_is_reachable)
{
	const struct section_kind *k;
	char longer[64];
	size_t n = 0;

	for (; (k = section_at(n)) != NULL; n++) {
		snprintf(longer, sizeof(longer), "%s/target", k->name);
		if (!(k->flags & SECTION_SLASH))
			ck_assert_ptr_eq(section_find(k->name, NULL), k);
		if (k->flags & (SECTION_PREFIX | SECTION_SLASH))
			ck_assert_ptr_eq(section_find(longer, NULL), k);
		for (size_t i = 0; i < n; i++)
			ck_assert_str_ne(section_at(i)->name, k->name);
	}
	ck_assert_uint_gt(n, 130);
	ck_assert_ptr_null(section_at(n));
}
END_TEST

/* name: "" for none */
static const struct {
	const char *section, *name, *rest;
} found[] = {
	{ "kprobe", "kprobe", "" },
	{ "kprobe/do_unlinkat", "kprobe", "do_unlinkat" },
	{ "kprobe/", "kprobe", "" },
	{ "kprobe.multi/vfs_*", "kprobe.multi", "vfs_*" },
	{ "kprobes/x", "", "" },
	{ "?tracepoint/sched/sched_switch", "tracepoint",
	  "sched/sched_switch" },
	{ "??kprobe", "", "" },
	{ "tp/syscalls/sys_enter_open", "tp", "syscalls/sys_enter_open" },
	{ "raw_tp.w/x", "raw_tp.w", "x" },
	{ "fentry.s/vfs_read", "fentry.s", "vfs_read" },
	{ "usdt//usr/bin/x:a:b", "usdt", "/usr/bin/x:a:b" },
	{ "uprobe.multi.s//lib/x:f", "uprobe.multi.s", "/lib/x:f" },
	{ "struct_ops", "struct_ops", "" },
	{ "struct_ops.s/init", "struct_ops.s", "init" },
	{ "iter/task", "iter", "task" },
	{ "tcx/ingress", "tcx/ingress", "" },
	{ "xdp", "xdp", "" },
	{ "xdp.frags/devmap", "xdp.frags/devmap", "" },
	{ "lsm_cgroup/socket_bind", "lsm_cgroup", "socket_bind" },
	/* old samples */
	{ "socket1", "socket", "1" },
	{ "xdp_prog", "xdp", "_prog" },
	{ "xdp/foo", "xdp", "foo" },
	{ "xdp1", "xdp", "1" },
	{ "xdp_devmap/map_prog", "xdp_devmap", "map_prog" },
	{ "tc_cls", "tc", "_cls" },
	{ "tc_act_drop", "tc_act", "_drop" },
	{ "classifier/ingress", "classifier", "ingress" },
	{ "cgroup/skb1", "cgroup/skb", "1" },
	{ "cgroup/connect4_block", "cgroup/connect4", "_block" },
	{ "sk_skb2", "sk_skb", "2" },
	{ "sk_skb/stream_parser", "sk_skb/stream_parser", "" },
	/* other names that begin so */
	{ "socketcall", "", "" },
	{ "tcp_connect", "", "" },
	{ "syscalls", "", "" },
	{ "cgroup", "", "" },
	{ "from-container", "", "" },
	{ "2/1", "", "" },
	{ ".text", "", "" },
	{ "", "", "" },
	/* Android */
	{ "skfilter/egress/xtbpf", "skfilter", "egress/xtbpf" },
	{ "schedcls/tether_rawip$5_4", "schedcls", "tether_rawip$5_4" },
	{ "cgroupsock/inet/create", "cgroupsock", "inet/create" },
	{ "cgroupsockcreate/x", "cgroupsockcreate", "x" },
	{ "bind4/block_port", "bind4", "block_port" },
	{ "ingress/x", "ingress", "x" },
	{ "ingress", "", "" }, /* who knows whose */
	{ "fuse/media", "fuse", "media" },
};

START_TEST(the_longest_name_wins)
{
	const char *rest = "untouched";
	const struct section_kind *k = section_find(found[_i].section, &rest);

	if (found[_i].name[0] == '\0') {
		ck_assert_msg(k == NULL, "%s", k->name);
		ck_assert_str_eq(rest, "untouched");
		return;
	}
	ck_assert_msg(k != NULL, "%s", found[_i].section);
	ck_assert_str_eq(k->name, found[_i].name);
	ck_assert_str_eq(rest, found[_i].rest);
}
END_TEST

START_TEST(flags_are_those_the_kernel_wants)
{
	const struct section_kind *k = section_find("lsm.s/bpf", NULL);

	ck_assert_uint_eq(k->prog_type, 29);
	ck_assert_uint_eq(k->attach_type, 27);
	ck_assert_uint_eq(k->hook, HOOK_LSM);
	ck_assert_uint_eq(k->flags & (SECTION_SLEEPABLE | SECTION_BTF_ID),
			  SECTION_SLEEPABLE | SECTION_BTF_ID);
	k = section_find("xdp.frags", NULL);
	ck_assert_uint_ne(k->flags & SECTION_FRAGS, 0);
	ck_assert_uint_eq(section_find("netkit/peer", NULL)->attach_type, 55);
	ck_assert_uint_eq(section_find("netfilter", NULL)->prog_type, 32);
	/* Only names that end in ".s" sleep, but for "syscall" */
	for (size_t i = 0; (k = section_at(i)) != NULL; i++) {
		const char *end = k->name + strlen(k->name);
		bool named = strcmp(end - 2, ".s") == 0 ||
			     strcmp(k->name, "syscall") == 0;

		ck_assert_int_eq(!!(k->flags & SECTION_SLEEPABLE), named);
	}
}
END_TEST

static const struct {
	const char *name, *kind; /* kind: NULL for none */
} types[] = {
	{ "xdp", "xdp" },
	{ "sched_cls", "tc" },
	{ "sched_act", "action" },
	{ "socket_filter", "socket" },
	{ "raw_tracepoint_writable", "raw_tracepoint.w" },
	{ "cgroup/bind4", "cgroup/bind4" },
	{ "cgroup_inet4_bind", "cgroup/bind4" },
	{ "trace_fentry", "fentry" },
	{ "cgroup_inet_egress", "cgroup_skb/egress" },
	{ "ext", "freplace" },
	/* of several attach types, none is meant more than the others */
	{ "tracing", NULL },
	{ "cgroup_sock_addr", NULL },
	{ "cgroup_sockopt", NULL },
	{ "unspec", NULL },
	{ "nonsense", NULL },
};

START_TEST(types_have_several_names)
{
	const struct section_kind *k = section_by_type(types[_i].name);

	if (types[_i].kind == NULL) {
		ck_assert_msg(k == NULL, "%s", k->name);
		return;
	}
	ck_assert_msg(k != NULL, "%s", types[_i].name);
	ck_assert_str_eq(k->name, types[_i].kind);
}
END_TEST

/* But those of which the attach type has to be said */
START_TEST(every_program_type_has_one_default)
{
	unsigned count[PROG_TYPE__COUNT] = { 0 };
	const struct section_kind *k;

	for (size_t i = 0; (k = section_at(i)) != NULL; i++)
		if (k->flags & SECTION_DEFAULT)
			count[k->prog_type]++;
	for (uint32_t i = 1; i < PROG_TYPE__COUNT; i++)
		ck_assert_msg(count[i] == (i != 18 && i != 25 && i != 26),
			      "%s: %u", prog_type_name(i), count[i]);
}
END_TEST

static const struct {
	const char *section, *nearest; /* NULL for none */
} misspelt[] = {
	{ "kporbe/do_unlinkat", "kprobe" },
	{ "traceponit/sched/sched_switch", "tracepoint" },
	{ "?tracepiont/a/b", "tracepoint" },
	{ "cgroup/conect4", "cgroup/connect4" },
	{ "Xdp", "xdp" },
	{ "fentri/vfs_read", "fentry" },
	{ "sockopts", "sockops" },
	{ "from-container", NULL },
	{ "", NULL },
	{ "a/very/long/name/of/a/section/that/nobody/would/ever/give/to/one",
	  NULL },
};

START_TEST(mistakes_have_a_nearest_name)
{
	const char *names[3] = { NULL };
	size_t n = section_nearest(misspelt[_i].section, names, 3);

	if (misspelt[_i].nearest == NULL) {
		ck_assert_msg(n == 0, "%s", names[0]);
		return;
	}
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_le(n, 3);
	ck_assert_str_eq(names[0], misspelt[_i].nearest);
}
END_TEST

START_TEST(kernel_enumerations_have_names)
{
	static const struct {
		const char *(*name)(uint32_t type);
		int (*find)(const char *name);
		int last;
		const char *last_name;
	} all[] = {
		{ map_type_name, map_type_find, 35, "rhash" },
		{ prog_type_name, prog_type_find, 32, "netfilter" },
		{ attach_type_name, attach_type_find, 61,
		  "trace_fsession_multi" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		for (int k = 0; k <= all[i].last; k++)
			ck_assert_int_eq(all[i].find(all[i].name((uint32_t)k)),
					 k);
		ck_assert_str_eq(all[i].name((uint32_t)all[i].last),
				 all[i].last_name);
		ck_assert_str_eq(all[i].name(4711), "type 4711");
		ck_assert_int_eq(all[i].find("type 4711"), -1);
	}
	ck_assert_str_eq(map_type_name(27), "ringbuf");
	ck_assert_str_eq(prog_type_name(17), "raw_tracepoint");
	ck_assert_str_eq(attach_type_name(37), "xdp");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, every_row_is_reachable);
	tcase_add_loop_test(t, the_longest_name_wins, 0, ARRAY_SIZE(found));
	tcase_add_test(t, flags_are_those_the_kernel_wants);
	tcase_add_loop_test(t, types_have_several_names, 0, ARRAY_SIZE(types));
	tcase_add_test(t, every_program_type_has_one_default);
	tcase_add_loop_test(t, mistakes_have_a_nearest_name, 0,
			    ARRAY_SIZE(misspelt));
	tcase_add_test(t, kernel_enumerations_have_names);
}

int main(void)
{
	return run_tests("section", add);
}
