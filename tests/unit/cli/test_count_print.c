// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reports by their exact text, in each format. */
#include <stdlib.h>
#include <string.h>

#include "cli/cgroup_names.h"
#include "cli/count.h"
#include "cli/syscall_names.h"
#include "elf/cleanup.h"
#include "tests/unit/run.h"

/* In place of the machine's own control groups: all of cgroup_names.c */
void cgroup_names_read(struct cgroup_names *names)
{
	(void)names;
}

void cgroup_names_close(struct cgroup_names *names)
{
	(void)names;
}

const char *cgroup_name(const struct cgroup_names *names, uint64_t id)
{
	ck_assert_ptr_nonnull(names);
	return id == 77 ? "/system.slice/\"x\"" : NULL;
}

static struct cgroup_names groups;
static struct count_args args;
static struct count_row v[4];
static uint32_t order[4] = { 1, 0, 2, 3 };
static struct count_rows rows;
static struct count_report report;
static char *text;
static size_t text_len;

static void choose(enum count_by by)
{
	args.by[args.nby++] = by;
	args.by_mask |= 1u << by;
}

/* Rows 7: 1200 hits of sh, 8: 34 of an unspeakable one; both were at 4 before
 */
static void set_up(void)
{
	memset(&args, 0, sizeof(args));
	memset(&rows, 0, sizeof(rows));
	memset(v, 0, sizeof(v));
	args.events[0] = (struct count_event){ "raw_syscalls:sys_enter",
					       "raw_syscalls", "sys_enter" };
	args.nevents = 1;
	v[1] = (struct count_row){ .key.pid = 7, .hits = 1200, .before = 4 };
	strcpy(v[1].comm, "sh");
	v[0] = (struct count_row){ .key.pid = 8, .hits = 34, .before = 4 };
	strcpy(v[0].comm, "a,\"\n\x1b[2J\xff\xc3\xa9");
	rows = (struct count_rows){
		.v = v, .n = 2, .order = order, .norder = 2, .total = 1234
	};
	report = (struct count_report){ .args = &args,
					.rows = &rows,
					.ns = 3012345678,
					.at_ns = 3012345678,
					.last = true };
}

static void expect(const char *want)
{
	FILE *f = open_memstream(&text, &text_len);

	ck_assert_ptr_nonnull(f);
	count_print(f, &report);
	fclose(f);
	ck_assert_str_eq(text, want);
	free(text);
}

START_TEST(table_by_process)
{
	choose(BY_PID);
	expect("PID  COUNT  COMM\n"
	       "  7   1200  sh\n"
	       "  8     34  a,\"\\x0a\\x1b[2J\\xff\xc3\xa9\n");
}
END_TEST

START_TEST(table_of_nothing)
{
	choose(BY_PID);
	rows.norder = 0;
	expect("PID  COUNT  COMM\n");
}
END_TEST

START_TEST(table_by_name_has_one_name)
{
	choose(BY_COMM);
	memcpy(v[1].key.comm, "sixteen letters!", 16);
	memcpy(v[0].key.comm, "x", 2);
	expect("COUNT  COMM\n"
	       " 1200  sixteen letters!\n"
	       "   34  x\n");
}
END_TEST

START_TEST(table_keeps_the_order_of_keys)
{
	choose(BY_CPU);
	choose(BY_TID);
	choose(BY_UID);
	v[1].key.tid = 70;
	v[1].key.cpu = 3;
	v[0].key.uid = UINT32_MAX;
	strcpy(v[0].comm, "x");
	expect("CPU  TID         UID  COUNT  COMM\n"
	       "  3   70           0   1200  sh\n"
	       "  0    0  4294967295     34  x\n");
}
END_TEST

START_TEST(table_by_syscall)
{
	const char *name = syscall_name(SYSCALL_HOST, 1);
	char want[256];

	choose(BY_SYSCALL);
	v[1].key.syscall = 1;
	v[0].key.syscall = UINT32_MAX;
	ck_assert_ptr_nonnull(name);
	snprintf(want, sizeof(want),
		 "SYSCALL             COUNT\n%-18s   1200\n"
		 "syscall_4294967295     34\n",
		 name);
	expect(want);
}
END_TEST

START_TEST(table_by_cgroup)
{
	choose(BY_CGROUP);
	v[1].key.cgroup = 77;
	v[0].key.cgroup = UINT64_MAX;
	report.cgroups = &groups;
	expect("CGROUP                COUNT\n"
	       "/system.slice/\"x\"      1200\n"
	       "18446744073709551615     34\n");
	report.cgroups = NULL;
	expect("CGROUP                COUNT\n"
	       "77                     1200\n"
	       "18446744073709551615     34\n");
}
END_TEST

static void two_events(void)
{
	args.events[1] = (struct count_event){ "sched:sched_switch", "sched",
					       "sched_switch" };
	args.nevents = 2;
	choose(BY_CPU);
	choose(BY_EVENT);
	v[0].key.event = 1;
}

START_TEST(table_by_event)
{
	two_events();
	expect("CPU  EVENT                   COUNT\n"
	       "  0  raw_syscalls:sys_enter   1200\n"
	       "  0  sched:sched_switch         34\n");
}
END_TEST

START_TEST(table_shows_the_top)
{
	choose(BY_PID);
	args.top = 1;
	expect("PID  COUNT  COMM\n"
	       "  7   1200  sh\n");
	args.top = 3;
	report.height = 1;
	expect("PID  COUNT  COMM\n"
	       "  7   1200  sh\n");
}
END_TEST

START_TEST(further_tables_stand_apart)
{
	choose(BY_PID);
	args.interval_ns = 1000000000;
	rows.deltas = true;
	rows.norder = 1;
	report.number = 1;
	expect("\nPID  COUNT  COMM\n"
	       "  7   1196  sh\n");
}
END_TEST

START_TEST(live_table_has_rates)
{
	choose(BY_PID);
	rows.deltas = true;
	rows.norder = 1;
	report.live = true;
	report.ns = 2000000000;
	expect("PID  COUNT  COMM  PER_SEC\n"
	       "  7   1200  sh        598\n");
	report.width = 20; /* of the terminal */
	expect("PID  COUNT  COMM  PE\n"
	       "  7   1200  sh\n");
}
END_TEST

START_TEST(json_by_process)
{
	args.format = FORMAT_JSON;
	choose(BY_PID);
	rows.lost = 3;
	expect("{\"events\":[\"raw_syscalls:sys_enter\"],\"by\":[\"pid\"],"
	       "\"duration_s\":3.012345,\"total\":1234,\"lost\":3,\"rows\":["
	       "{\"pid\":7,\"comm\":\"sh\",\"count\":1200},"
	       "{\"pid\":8,\"comm\":\"a,\\\"\\n\\u001b[2J\xef\xbf\xbd\xc3\xa9"
	       "\",\"count\":34}]}\n");
}
END_TEST

START_TEST(json_of_nothing)
{
	args.format = FORMAT_JSON;
	choose(BY_PID);
	rows.norder = 0;
	rows.total = 0;
	report.ns = 0;
	expect("{\"events\":[\"raw_syscalls:sys_enter\"],\"by\":[\"pid\"],"
	       "\"duration_s\":0.000000,\"total\":0,\"lost\":0,"
	       "\"rows\":[]}\n");
}
END_TEST

START_TEST(json_of_all_keys)
{
	args.format = FORMAT_JSON;
	two_events();
	choose(BY_SYSCALL);
	choose(BY_CGROUP);
	choose(BY_UID);
	choose(BY_COMM);
	rows.norder = 1;
	v[1].key = (struct count_key){ .syscall = 4711,
				       .uid = 1000,
				       .cpu = 2,
				       .event = 1,
				       .cgroup = 77,
				       .comm = "sixteen letters" };
	v[1].key.comm[15] = '!';
	report.cgroups = &groups;
	expect("{\"events\":[\"raw_syscalls:sys_enter\","
	       "\"sched:sched_switch\"],\"by\":[\"cpu\",\"event\","
	       "\"syscall\",\"cgroup\",\"uid\",\"comm\"],"
	       "\"duration_s\":3.012345,\"total\":1234,\"lost\":0,\"rows\":["
	       "{\"cpu\":2,\"event\":\"sched:sched_switch\","
	       "\"syscall\":\"syscall_4711\",\"syscall_nr\":4711,"
	       "\"cgroup\":77,\"cgroup_path\":\"/system.slice/\\\"x\\\"\","
	       "\"uid\":1000,\"comm\":\"sixteen letters!\","
	       "\"count\":1200}]}\n");
}
END_TEST

START_TEST(json_says_what_it_leaves_out)
{
	args.format = FORMAT_JSON;
	choose(BY_CPU);
	args.top = 1;
	expect("{\"events\":[\"raw_syscalls:sys_enter\"],\"by\":[\"cpu\"],"
	       "\"duration_s\":3.012345,\"total\":1234,\"lost\":0,"
	       "\"rows_not_shown\":1,\"rows\":[{\"cpu\":0,\"count\":1200}]"
	       "}\n");
}
END_TEST

START_TEST(json_pretty)
{
	args.format = FORMAT_JSON;
	choose(BY_CPU);
	args.pretty = true;
	rows.norder = 1;
	expect("{\n"
	       "    \"events\": [\n"
	       "        \"raw_syscalls:sys_enter\"\n"
	       "    ],\n"
	       "    \"by\": [\n"
	       "        \"cpu\"\n"
	       "    ],\n"
	       "    \"duration_s\": 3.012345,\n"
	       "    \"total\": 1234,\n"
	       "    \"lost\": 0,\n"
	       "    \"rows\": [\n"
	       "        {\n"
	       "            \"cpu\": 0,\n"
	       "            \"count\": 1200\n"
	       "        }\n"
	       "    ]\n"
	       "}\n");
}
END_TEST

#define JSON_INTERVAL(time, duration, total)                                   \
	"{\"events\":[\"raw_syscalls:sys_enter\"],\"by\":[\"cpu\"],"           \
	"\"time_s\":" time ",\"duration_s\":" duration ",\"total\":" total     \
	",\"lost\":0,\"rows\":[]}\n"

/* First, one between, the last: together one document */
START_TEST(json_of_intervals_is_an_array)
{
	args.format = FORMAT_JSON;
	choose(BY_CPU);
	args.interval_ns = 1000000000;
	rows.norder = 0;
	report.ns = 1000000123;
	report.at_ns = 1000000123;
	report.last = false;
	expect("[" JSON_INTERVAL("1.000", "1.000000", "1234"));
	report.number = 1;
	report.at_ns = 2000999999;
	expect("," JSON_INTERVAL("2.000", "1.000000", "1234"));
	report.number = 2;
	report.last = true;
	expect("," JSON_INTERVAL("2.000", "1.000000", "1234") "]\n");
	report.number = 0;
	expect("[" JSON_INTERVAL("2.000", "1.000000", "1234") "]\n");
}
END_TEST

START_TEST(csv_by_process)
{
	choose(BY_PID);
	args.format = FORMAT_CSV;
	expect("pid,count,comm\r\n"
	       "7,1200,sh\r\n"
	       "8,34,\"a,\"\"\n\xef\xbf\xbd[2J\xef\xbf\xbd\xc3\xa9\"\r\n");
}
END_TEST

START_TEST(csv_of_intervals_has_one_head)
{
	choose(BY_CPU);
	args.format = FORMAT_CSV;
	args.interval_ns = 1000000000;
	rows.norder = 1;
	rows.deltas = true;
	expect("time_s,cpu,count\r\n"
	       "3.012,0,1196\r\n");
	report.number = 1;
	report.at_ns = 4000000000;
	expect("4.000,0,1196\r\n");
}
END_TEST

START_TEST(csv_of_texts)
{
	two_events();
	choose(BY_CGROUP);
	args.format = FORMAT_CSV;
	v[1].key.cgroup = 77;
	report.cgroups = &groups;
	expect("cpu,event,cgroup,count\r\n"
	       "0,raw_syscalls:sys_enter,\"/system.slice/\"\"x\"\"\",1200\r\n"
	       "0,sched:sched_switch,0,34\r\n");
}
END_TEST

#define OM_HEAD                                                                \
	"# TYPE rawbpf_hits counter\n"                                         \
	"# HELP rawbpf_hits Hits of a tracepoint.\n"
#define OM_TAIL(lost)                                                          \
	"# TYPE rawbpf_lost counter\n"                                         \
	"# HELP rawbpf_lost Hits that could not be counted.\n"                 \
	"rawbpf_lost_total " lost "\n# EOF\n"

START_TEST(openmetrics_by_process)
{
	choose(BY_PID);
	args.format = FORMAT_OPENMETRICS;
	rows.lost = 5;
	expect(OM_HEAD "rawbpf_hits_total{event=\"raw_syscalls:sys_enter\","
		       "pid=\"7\",comm=\"sh\"} 1200\n"
		       "rawbpf_hits_total{event=\"raw_syscalls:sys_enter\","
		       "pid=\"8\",comm=\"a,\\\"\\n\x1b[2J\xef\xbf\xbd\xc3\xa9"
		       "\"} 34\n" OM_TAIL("5"));
}
END_TEST

/* Counters only grow, so deltas make no difference */
START_TEST(openmetrics_of_events)
{
	two_events();
	args.format = FORMAT_OPENMETRICS;
	rows.deltas = true;
	report.number = 3;
	expect(OM_HEAD "rawbpf_hits_total{cpu=\"0\","
		       "event=\"raw_syscalls:sys_enter\"} 1200\n"
		       "rawbpf_hits_total{cpu=\"0\","
		       "event=\"sched:sched_switch\"} 34\n" OM_TAIL("0"));
}
END_TEST

START_TEST(openmetrics_of_nothing)
{
	choose(BY_PID);
	args.format = FORMAT_OPENMETRICS;
	rows.norder = 0;
	expect(OM_HEAD OM_TAIL("0"));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, table_by_process);
	tcase_add_test(t, table_of_nothing);
	tcase_add_test(t, table_by_name_has_one_name);
	tcase_add_test(t, table_keeps_the_order_of_keys);
	tcase_add_test(t, table_by_syscall);
	tcase_add_test(t, table_by_cgroup);
	tcase_add_test(t, table_by_event);
	tcase_add_test(t, table_shows_the_top);
	tcase_add_test(t, further_tables_stand_apart);
	tcase_add_test(t, live_table_has_rates);
	tcase_add_test(t, json_by_process);
	tcase_add_test(t, json_of_nothing);
	tcase_add_test(t, json_of_all_keys);
	tcase_add_test(t, json_says_what_it_leaves_out);
	tcase_add_test(t, json_pretty);
	tcase_add_test(t, json_of_intervals_is_an_array);
	tcase_add_test(t, csv_by_process);
	tcase_add_test(t, csv_of_intervals_has_one_head);
	tcase_add_test(t, csv_of_texts);
	tcase_add_test(t, openmetrics_by_process);
	tcase_add_test(t, openmetrics_of_events);
	tcase_add_test(t, openmetrics_of_nothing);
}

int main(void)
{
	return run_tests("count_print", add);
}
