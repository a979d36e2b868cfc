#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What perf stat counts of a command, rawbpf counts, too: within 1 %, lost ones
# included, and none is lost.
. "$(dirname "$0")/lib.sh"

agree() {
	local want got
	want=$(perf_calls "$@")
	count_json "$DIR/report" -- "$@"
	got=$(value json "$DIR/report" 'r["total"] + r["lost"]')
	within_1_percent "$want" "$got"
	same 0 "$(value json "$DIR/report" 'r["lost"]')" lost
}

test_calls() { agree "$WORK" calls 50000; }
test_forks() { agree "$WORK" forks 100 100; }
test_storm_of_500() { agree "$WORK" storm 500 40; }
test_threads() { agree "$WORK" threads 16 2000; }
test_vforks() { agree "$WORK" vforks 50 200; }
test_execs() { agree "$WORK" execs 50 200; }
test_exec_in_a_thread() { agree "$WORK" thread-exec 5000; }
test_pid_namespace() { agree "$WORK" pidns 4000; }
test_pid_namespace_of_unshare() { agree unshare -pf --mount-proc sh -c "$WORK forks 20 200; exit 0"; }
test_orphan() { agree "$WORK" orphan 5000; }
test_short_lived_children() { agree sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do ls / >/dev/null; done'; }
test_pipeline() { agree bash -c "$WORK forks 20 200 | cat; $WORK calls 4000 | $WORK calls 4000"; }
test_script_in_a_script() { agree sh -c 'sh -c "ls -ld /usr/bin/* >/dev/null; exit 3" || sh -c "ls /"'; }

# A program on a tracepoint could hide its hits from perf: ours passes them on
test_perf_sees_what_is_counted() {
	local calls
	"$RAWBPF" count -j -d 20 >"$DIR/out" &
	pid=$!
	eventually attached $pid
	calls=$(perf_calls "$WORK" calls 4000)
	kill -INT $pid
	wait $pid
	[ "$calls" -ge 4000 ] || die "perf stat counts $calls of 4000"
}

# A table that is too small loses hits, and says how many
test_lost_are_told() {
	local want
	want=$(perf_calls "$WORK" storm 100 100)
	"$RAWBPF" count -j -m 1 -w "$DIR/report" -- "$WORK" storm 100 100 2>"$DIR/err"
	has "$DIR/err" 'hits were not counted'
	has "$DIR/err" '--max-entries'
	[ "$(value json "$DIR/report" 'r["lost"]')" -gt 1000 ]
	within_1_percent "$want" "$(value json "$DIR/report" 'r["total"] + r["lost"]')"
}

run_tests "$@"
