#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# --by: each key has the right values, alone and with others; events and filters.
. "$(dirname "$0")/lib.sh"

# by KEYS COMMAND...: a report in $DIR/report
by() {
	local keys=$1
	shift
	count_json "$DIR/report" --by "$keys" -- "$@"
}
check() { value json "$DIR/report" "$@"; }
sum_where() { check "sum(x['count'] for x in rows if $1)"; }

test_pid() {
	by pid sh -c "echo \$\$ >$DIR/pid; exec $WORK calls 5000"
	same "[$(cat "$DIR/pid")]" "$(check '[x["pid"] for x in rows]')" pids
	between 5000 "$(sum_where "x['comm'] == 'workload'")" 5300 calls
}

# Whatever the namespace, ids are those of the first one
test_pid_in_a_namespace() {
	by pid unshare -pf sh -c "$WORK calls 3000; exit 0"
	same 0 "$(sum_where "x['pid'] < 10")" 'small pids'
	between 3000 "$(sum_where "x['comm'] == 'workload'")" 3300 calls
}

test_tid() {
	by tid "$WORK" threads 8 1000
	same 8 "$(check "sum(1000 <= x['count'] < 1100 for x in rows)")" threads
	by pid,tid "$WORK" threads 8 1000
	same 1 "$(check "len({x['pid'] for x in rows})")" processes
	same 9 "$(check "len({x['tid'] for x in rows})")" threads
	same 1 "$(check "sum(x['pid'] == x['tid'] for x in rows)")" leaders
}

test_comm() {
	cp "$WORK" "$DIR/another-name-that-is-long"
	by comm sh -c "$WORK forks 3 1000; $DIR/another-name-that-is-long calls 2000"
	between 3000 "$(sum_where "x['comm'] == 'workload'")" 3300 calls
	between 2000 "$(sum_where "x['comm'] == 'another-name-th'")" 2300 calls
}

test_uid() {
	need setpriv
	cp "$WORK" "$DIR/workload"
	by uid sh -c "setpriv --reuid 12345 --clear-groups $DIR/workload calls 3000; $WORK calls 500"
	between 3000 "$(sum_where "x['uid'] == 12345")" 3300 'calls of 12345'
	between 500 "$(sum_where "x['uid'] == 0")" 1000 'calls of 0'
	same 2 "$(check 'len(rows)')" users
}

test_cpu() {
	local cpu
	cpu=$(taskset -cp $$ | sed 's/.*[^0-9]//')
	by cpu taskset -c "$cpu" "$WORK" calls 20000
	between 20000 "$(sum_where "x['cpu'] == $cpu")" 20300 calls
}

test_syscall() {
	by syscall "$WORK" calls 7777
	same 7777 "$(sum_where "x['syscall'] == 'getppid'")" getppid
	same 1 "$(sum_where "x['syscall'] == 'exit_group'")" exit_group
	same 0 "$(sum_where "x['syscall'].startswith('syscall_')")" unnamed
	same 7777 "$(sum_where "x['syscall_nr'] == $("$PYTHON" -c 'import platform
print({"x86_64": 110, "aarch64": 173}[platform.machine()])')")" number
	by syscall sh -c 'for i in 1 2 3 4 5; do (exit 0); done'
	same 6 "$(sum_where "x['syscall'] == 'exit_group'")" exit_group
}

cgroup2() {
	grep -q cgroup2 /proc/filesystems || skip 'kernel: without cgroup2'
	mkdir "$DIR/cgroup2"
	mount -t cgroup2 none "$DIR/cgroup2" || skip 'kernel: cgroup2 cannot be mounted'
	group=$DIR/cgroup2/rawbpf-test-$$
	mkdir -p "$group/a b"
}

test_cgroup() {
	local id
	cgroup2
	id=$(stat -c %i "$group/a b")
	by cgroup sh -c "echo \$\$ >'$group/a b/cgroup.procs'; $WORK calls 4000
		echo \$\$ >$DIR/cgroup2/cgroup.procs"
	rmdir "$group/a b" "$group"
	between 4000 "$(sum_where "x['cgroup'] == $id")" 4300 calls
	has "$DIR/report" '"cgroup_path":"'
}

test_cgroup_has_its_path() {
	cgroup2
	sh -c "echo \$\$ >'$group/a b/cgroup.procs'; exec $WORK loop" &
	sleep 0.1
	"$RAWBPF" count -j -d 0.3 --by cgroup -p $! >"$DIR/report"
	"$RAWBPF" count -d 0.3 --by cgroup -p $! >"$DIR/table"
	kill $!
	wait $! || :
	rmdir "$group/a b" "$group"
	same "['/rawbpf-test-$$/a b']" "$(check '[x["cgroup_path"] for x in rows]')" path
	has "$DIR/table" "/rawbpf-test-$$/a b"
}

test_all_keys_at_once() {
	by syscall,cpu,uid,cgroup,tid,comm,pid "$WORK" threads 4 1000
	same "['syscall', 'cpu', 'uid', 'cgroup', 'tid', 'comm', 'pid']" "$(check 'r["by"]')" by
	same 4000 "$(sum_where "x['syscall'] == 'getppid' and x['uid'] == 0")" getppid
	same "{'workload'}" "$(check '{x["comm"] for x in rows}')" names
}

test_order_of_columns() {
	"$RAWBPF" count --by syscall,pid,comm -- "$WORK" calls 1000 >"$DIR/out"
	[[ $(head -n 1 "$DIR/out") =~ ^SYSCALL\ +PID\ +COUNT\ +COMM$ ]]
	[[ $(sed -n 2p "$DIR/out") =~ ^getppid\ +[0-9]+\ +1000\ +workload$ ]]
}

test_two_events() {
	count_json "$DIR/report" raw_syscalls:sys_enter raw_syscalls:sys_exit --by comm -- "$WORK" forks 5 1000
	same "['comm', 'event']" "$(check 'r["by"]')" by
	between 5000 "$(sum_where "x['event'] == 'raw_syscalls:sys_enter'")" 5300 entries
	between 5000 "$(sum_where "x['event'] == 'raw_syscalls:sys_exit'")" 5300 exits
}

test_other_events() {
	count_json "$DIR/report" sched:sched_process_fork --by comm -- "$WORK" forks 37 1
	same 37 "$(sum_where "x['comm'] == 'workload'")" forks
	count_json "$DIR/report" sched/sched_process_exec -- "$WORK" vforks 23 1
	same 24 "$(check 'r["total"]')" 'calls of exec'
	count_json "$DIR/report" syscalls:sys_enter_getppid -- "$WORK" calls 321
	same 321 "$(check 'r["total"]')" getppid
}

test_raw_counts_the_same() {
	count_json "$DIR/report" --raw --by comm,syscall -- "$WORK" storm 50 100
	same 5000 "$(sum_where "x['syscall'] == 'getppid'")" getppid
	count_json "$DIR/report" --raw sched:sched_process_fork sys_enter -- "$WORK" forks 37 100
	same 37 "$(sum_where "x['event'] == 'sched:sched_process_fork'")" forks
}

test_one_process_only() {
	"$WORK" loop &
	"$WORK" loop &
	count_json "$DIR/report" -p $! -d 0.5
	same "[$!]" "$(check '[x["pid"] for x in rows]')" pids
	count_json "$DIR/report" -p $! -d 0.3 --by tid
	same "[$!]" "$(check '[x["tid"] for x in rows]')" tids
	[ "$(check 'r["total"]')" -gt 1000 ]
}

test_no_such_process() {
	[ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] ||
		skip 'kernel: not in its first pid namespace'
	sleep 0 &
	wait $!
	status 1 "$RAWBPF" count -p $! -d 5
	has "$DIR/err" "there is no process $!"
}

test_top() {
	count_json "$DIR/report" -n 2 --by syscall -- "$WORK" calls 1000
	same 2 "$(check 'len(rows)')" rows
	same getppid "$(check 'rows[0]["syscall"]')" 'the busiest'
	[ "$(check 'r["rows_not_shown"]')" -gt 3 ]
	"$RAWBPF" count -n 2 --by syscall -- "$WORK" calls 1000 >"$DIR/out"
	same 3 "$(wc -l <"$DIR/out")" lines
}

test_room_for_few() {
	"$RAWBPF" count -j -m 4 --by syscall -w "$DIR/report" -- "$WORK" calls 1000 2>"$DIR/err"
	same 4 "$(check 'len(rows)')" rows
	[ "$(check 'r["lost"]')" -gt 0 ]
	has "$DIR/err" 'the room is for 4 keys'
	"$RAWBPF" count -q -m 1 --by syscall -- "$WORK" calls 1000 >"$DIR/out" 2>"$DIR/err"
	empty "$DIR/err"
}

run_tests "$@"
