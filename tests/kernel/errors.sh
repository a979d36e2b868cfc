#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What goes wrong is told in a line and a hint, with the right exit status, and
# in JSON where that was asked for; so is an output that nobody can read.
. "$(dirname "$0")/lib.sh"

# fails STATUS TEXT ARGUMENTS...: text in the message, JSON says the same
fails() {
	local want=$1 text=$2
	shift 2
	status "$want" timeout 20 "$RAWBPF" "$@"
	empty "$DIR/out"
	has "$DIR/err" "$text"
	same 'rawbpf: ' "$(head -c 8 "$DIR/err")" 'the beginning'
	between 1 "$(wc -l <"$DIR/err")" 3 lines
	status "$want" timeout 20 "$RAWBPF" -j "$@"
	empty "$DIR/out"
	same 1 "$(wc -l <"$DIR/err")" 'JSON lines'
	"$PYTHON" -S -E -c 'import json, sys
e = json.load(open(sys.argv[1]))["error"]
assert sorted(e) == ["code", "hint", "message"] and e["code"].startswith("E"), e
assert sys.argv[2] in e["message"] + str(e["hint"]), e' "$DIR/err" "$text"
}

test_unknown_event() {
	fails 1 "no tracepoint 'nope:nothing'" count nope:nothing
	fails 1 "did you mean 'raw_syscalls:sys_enter'" count sys_enter
	fails 1 "'sched:sched_switch'" count sched:sched_swich -d 5
	fails 1 "'syscalls:sys_enter_openat'" count syscalls:sys_enter_opnat
	fails 1 "no tracepoint '../raw_syscalls:sys_enter'" count ../raw_syscalls:sys_enter
	fails 1 "no tracepoint ':sys_enter'" count :sys_enter
	fails 1 "no tracepoint 'raw_syscalls:'" count raw_syscalls:
	fails 1 "no tracepoint 'syscalls'" count syscalls
	fails 1 "no tracepoint ''" count ''
	fails 1 "raw tracepoint 'sys_enter_read'" count --raw syscalls:sys_enter_read
}

test_usage() {
	fails 2 "unknown command 'cuont'" cuont
	fails 2 "did you mean 'count'" cuont
	fails 2 "unknown option '--bogus'" count --bogus
	fails 2 "did you mean '--duration'" count --durtion 1
	fails 2 "'5x' is not a time" count -d 5x
	fails 2 "'0' is less than a millisecond" count -d 0
	fails 2 "is not a time" count -d -1
	fails 2 "needs an argument" count -d
	fails 2 "needs an argument" count -d -- ls
	fails 2 "out of range" count -n 0
	fails 2 "out of range" count -p 4294967297
	fails 2 "not a whole number" count -m many
	fails 2 "'pids' is nothing to count by" count --by pids
	fails 2 "'' is nothing to count by" count --by pid,
	fails 2 "'xml' is no output format" count -o xml
	fails 2 "given twice" count a:b a:b
	fails 2 "no command behind '--'" count --
	fails 2 "--all" count -a
	fails 2 "exclude each other" count -p 1 -- true
	fails 2 "'maybe' is not auto, always or never" --color maybe count
	fails 2 "one word too many" version 2
	fails 2 "one word too many" help count count
	fails 2 "unknown command 'nope'" help nope
}

test_json_may_come_late() {
	status 2 "$RAWBPF" count --bogus -j
	has "$DIR/err" '{"error":'
	status 2 "$RAWBPF" count --bogus -- ls -j
	has "$DIR/err" "unknown option"
	status 2 "$RAWBPF" -j
	empty "$DIR/out"
	has "$DIR/err" '{"error":'
}

test_help_and_version() {
	status 0 "$RAWBPF" --help
	has "$DIR/out" 'count'
	if grep -q __ "$DIR/out"; then die 'a command that is not for people'; fi
	empty "$DIR/err"
	status 0 "$RAWBPF" count -h
	has "$DIR/out" '--max-entries'
	status 0 "$RAWBPF" help count
	has "$DIR/out" '--max-entries'
	status 0 "$RAWBPF" --version
	[[ $(head -n 1 "$DIR/out") =~ ^rawbpf\ [0-9.]+$ ]]
	status 0 "$RAWBPF" version -j
	"$PYTHON" -S -E -m json.tool "$DIR/out" >/dev/null
	status 2 "$RAWBPF"
	has "$DIR/out" Usage
}

test_reader_goes_away() {
	local codes
	"$RAWBPF" count -d 20 -i 0.1 2>"$DIR/err" | head -n 1 >"$DIR/out" || codes=${PIPESTATUS[*]}
	same '' "${codes-}" 'exit status'
	empty "$DIR/err"
	has "$DIR/out" COUNT
	"$RAWBPF" help count 2>"$DIR/err" | :
	empty "$DIR/err"
}

test_stdout_is_full() {
	local format
	for format in table json csv openmetrics; do
		status 1 sh -c "'$RAWBPF' count -o $format --by syscall -- '$WORK' storm 20 1 >/dev/full"
		has "$DIR/err" 'standard output'
		has "$DIR/err" ENOSPC
	done
	status 1 sh -c "'$RAWBPF' count -i 0.1 -d 20 >/dev/full"
	status 1 sh -c "'$RAWBPF' help >/dev/full"
	status 1 sh -c "'$RAWBPF' count -j -- true >/dev/full"
	has "$DIR/err" '{"error":{"code":"ENOSPC"'
}

test_stdout_is_closed() {
	status 1 sh -c "'$RAWBPF' count -d 0.1 >&-"
	has "$DIR/err" 'standard output'
	has "$DIR/err" EBADF
	status 0 sh -c "'$RAWBPF' count -j -d 0.1 -w '$DIR/report' >&-"
	empty "$DIR/err"
	value json "$DIR/report"
}

test_stdin_and_stderr_are_closed() {
	value json <("$RAWBPF" count -j -d 0.1 <&-)
	value json <("$RAWBPF" count -j -d 0.1 <&- 2>&-)
	status 1 sh -c "'$RAWBPF' count nope:nothing <&- 2>&-"
	empty "$DIR/out"
}

test_debug_shows_system_calls() {
	status 0 "$RAWBPF" --debug count -j -- true
	value json "$DIR/out"
	has "$DIR/err" 'bpf(BPF_MAP_CREATE, '
	has "$DIR/err" 'bpf(BPF_PROG_LOAD, '
	has "$DIR/err" 'perf_event_open('
}

test_quiet() {
	status 0 "$RAWBPF" count -q -m 1 -w "$DIR/report" -- "$WORK" forks 3 10
	empty "$DIR/err"
}

run_tests "$@"
