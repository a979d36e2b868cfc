#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Table, JSON, CSV and OpenMetrics say the same, with intervals and without, to
# stdout and to a file, and each is what its standard says.
. "$(dirname "$0")/lib.sh"

test_table() {
	"$RAWBPF" count -- "$WORK" forks 3 1000 >"$DIR/out"
	[[ $(head -n 1 "$DIR/out") =~ ^\ *PID\ +COUNT\ +COMM$ ]]
	same 5 "$(wc -l <"$DIR/out")" lines
	same 3 "$(grep -cE '^ *[0-9]+ +10[0-9][0-9]  workload$' "$DIR/out")" children
	awk 'NR > 2 && $2 > last { exit 1 } { last = $2 }' "$DIR/out"
	if grep -q ' $' "$DIR/out"; then die 'blanks at the end of a line'; fi
}

test_json_on_one_line_and_on_many() {
	"$RAWBPF" count -j -- "$WORK" calls 1000 >"$DIR/out"
	same 1 "$(wc -l <"$DIR/out")" lines
	value json "$DIR/out"
	"$RAWBPF" count --pretty -- "$WORK" calls 1000 >"$DIR/out"
	between 10 "$(wc -l <"$DIR/out")" 100 lines
	value json "$DIR/out"
	"$RAWBPF" -j count --by syscall,cpu -- "$WORK" calls 1000 >"$DIR/out"
	same 1000 "$(value json "$DIR/out" "sum(x['count'] for x in rows if x['syscall'] == 'getppid')")" getppid
}

test_json_keys() {
	"$RAWBPF" count -o json -- "$WORK" calls 1000 >"$DIR/out"
	same "['events', 'by', 'duration_s', 'total', 'lost', 'rows']" "$(value json "$DIR/out" 'list(r)')" report
	same "['pid', 'comm', 'count']" "$(value json "$DIR/out" 'list(rows[0])')" row
	"$RAWBPF" count -o json --by tid,uid -n 1 -- "$WORK" calls 1000 >"$DIR/out"
	same "['tid', 'uid', 'comm', 'count']" "$(value json "$DIR/out" 'list(rows[0])')" row
	"$RAWBPF" count -o json --by syscall -n 1 -- "$WORK" calls 1000 >"$DIR/out"
	same "['syscall', 'syscall_nr', 'count']" "$(value json "$DIR/out" 'list(rows[0])')" row
}

test_csv() {
	"$RAWBPF" count -o csv --by syscall,cpu,pid -- "$WORK" calls 3210 >"$DIR/out"
	same "syscall,cpu,pid,count,comm"$'\r' "$(head -n 1 "$DIR/out")" header
	same 3210 "$(value csv "$DIR/out" "sum(x['count'] for x in rows if x['syscall'] == 'getppid')")" getppid
}

test_openmetrics() {
	"$RAWBPF" count -o openmetrics --by syscall,uid -- "$WORK" calls 3210 >"$DIR/out"
	same 3210 "$(value openmetrics "$DIR/out" \
		"sum(x['count'] for x in rows if x.get('syscall') == 'getppid' and x['event'] == 'raw_syscalls:sys_enter')")" getppid
	"$RAWBPF" count -o openmetrics raw_syscalls:sys_enter raw_syscalls:sys_exit -- "$WORK" calls 3210 >"$DIR/out"
	same 3 "$(value openmetrics "$DIR/out" 'len(rows)')" samples
}

# A command name is up to 15 bytes of anything
test_odd_names() {
	count_json "$DIR/json" -- "$WORK" named 100
	same "$(printf %s 'a"b,c\d\n\x1b[1m\udcff\xe9')" \
		"$(value json "$DIR/json" 'rows[0]["comm"].replace("\ufffd", "\udcff").encode("unicode_escape").decode().replace("\\\\", "\\")')" name
	"$RAWBPF" count -o csv -w "$DIR/csv" -- "$WORK" named 100
	has <(value csv "$DIR/csv" 'rows[0]["comm"].encode()') 'a"b,c'
	"$RAWBPF" count -o openmetrics -w "$DIR/om" -- "$WORK" named 100
	has <(value openmetrics "$DIR/om" 'rows[0]["comm"].encode()') 'a"b,c'
	"$RAWBPF" count -- "$WORK" named 100 >"$DIR/table"
	same 3 "$(wc -l <"$DIR/table")" lines
	if grep -q $'\033' "$DIR/table"; then die 'an escape for the terminal'; fi
	has "$DIR/table" 'a"b,c\d\x0a\x1b[1m\xff'
}

# The number of reports is the time over the interval, the last one may be short
test_intervals_json() {
	"$WORK" loop &
	count_json "$DIR/out" -d 1.1 -i 0.25 --by comm
	between 3 "$(value json "$DIR/out" 'len(r)')" 6 reports
	same True "$(value json "$DIR/out" 'all(a["time_s"] < b["time_s"] for a, b in zip(r, r[1:]))')" 'growing times'
	same True "$(value json "$DIR/out" 'abs(sum(x["duration_s"] for x in r) - r[-1]["time_s"]) < 0.1')" 'covered time'
	same True "$(value json "$DIR/out" 'all(any(y["comm"] == "workload" for y in x["rows"]) for x in r)')" 'rows in each'
	same True "$(value json "$DIR/out" '1.1 <= r[-1]["time_s"] < 6')" duration
}

# What intervals report adds up to the whole
test_intervals_add_up() {
	count_json "$DIR/json" -i 0.1 --by syscall -- sh -c "for i in 1 2 3; do $WORK calls 2000; sleep 0.1; done"
	between 6000 "$(value json "$DIR/json" 'sum(y["count"] for x in r for y in x["rows"] if y["syscall"] == "getppid")')" 6001 getppid
	"$RAWBPF" count -o csv -w "$DIR/csv" -i 0.1 --by syscall -- sh -c "for i in 1 2 3; do $WORK calls 2000; sleep 0.1; done"
	between 6000 "$(value csv "$DIR/csv" 'sum(x["count"] for x in rows if x["syscall"] == "getppid")')" 6001 getppid
	same time_s,syscall,count$'\r' "$(head -n 1 "$DIR/csv")" header
}

# Counters only grow
test_intervals_openmetrics() {
	"$RAWBPF" count -o openmetrics -i 0.1 --by syscall -- \
		sh -c "for i in 1 2 3; do $WORK calls 2000; sleep 0.1; done" >"$DIR/out"
	cd "$DIR" || exit
	awk '{ print > ("part" n + 0) } /^# EOF$/ { n++ }' out
	for f in part*; do
		value openmetrics "$f" 'max([x["count"] for x in rows if x.get("syscall") == "getppid"], default=0)'
	done >counts
	sort -nc counts
	between 6000 "$(tail -n 1 counts)" 6001 'the last'
}

test_intervals_table() {
	"$WORK" loop &
	"$RAWBPF" count -d 0.7 -i 0.2 >"$DIR/out"
	between 3 "$(grep -c 'PID.*COUNT.*COMM' "$DIR/out")" 5 tables
}

# A reader never sees half a file; one exposition replaces the other
test_file_is_replaced_as_a_whole() {
	local n pid
	"$RAWBPF" count -o openmetrics -i 0.05 -d 2 -w "$DIR/metrics" &
	pid=$!
	eventually test -e "$DIR/metrics"
	for ((n = 0; n < 10; n++)); do
		value openmetrics "$DIR/metrics"
	done
	wait $pid
	value openmetrics "$DIR/metrics"
	same metrics "$(cd "$DIR" && ls -A)" 'what is left'
}

test_file_keeps_its_mode() {
	umask 027
	count_json "$DIR/report" -- true
	same 640 "$(stat -c %a "$DIR/report")" mode
	chmod 604 "$DIR/report"
	count_json "$DIR/report" -- true
	same 604 "$(stat -c %a "$DIR/report")" mode
}

test_devices_and_links_stay_what_they_are() {
	mkdir "$DIR/dev"
	mknod "$DIR/dev/null" c 1 3
	count_json "$DIR/dev/null" -- true
	[ -c "$DIR/dev/null" ] || die 'the device was replaced'
	ln -s /dev/stdout "$DIR/dev/stdout"
	"$RAWBPF" count -j -w "$DIR/dev/stdout" -- true >"$DIR/out"
	[ -L "$DIR/dev/stdout" ] || die 'the link was replaced'
	value json "$DIR/out"
	value json <("$RAWBPF" count -j -w /dev/stdout -- true)
	value json <("$RAWBPF" count -j -w - -- true)
}

test_file_that_cannot_be() {
	echo before >"$DIR/report"
	status 1 "$RAWBPF" count -w "$DIR/no/such/folder" -d 5
	has "$DIR/err" ENOENT
	status 1 "$RAWBPF" count -w "$DIR/report" nope:nothing
	same before "$(cat "$DIR/report")" 'what was there'
	status 1 "$RAWBPF" count -w /dev/full -- "$WORK" storm 200 1
	has "$DIR/err" "'/dev/full'"
	has "$DIR/err" ENOSPC
	same 'err out report' "$(cd "$DIR" && echo *)" 'what is left'
}

run_tests "$@"
