#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `count -- COMMAND`: what the command inherits, how it ends, who is counted.
. "$(dirname "$0")/lib.sh"

passes_on() { # WANT SHELL-COMMAND
	status "$1" "$RAWBPF" count -j -- sh -c "$2"
	value json "$DIR/out"
}

test_exit_status_is_passed_on() {
	passes_on 0 'exit 0'
	passes_on 3 'exit 3'
	passes_on 255 'exit 255'
	passes_on 143 'kill -TERM $$'
	passes_on 137 'kill -KILL $$'
	passes_on 134 'ulimit -c 0; kill -ABRT $$'
}

refused() { # NAME TEXT
	status 1 "$RAWBPF" count -w "$DIR/report" -- "$1"
	empty "$DIR/out"
	has "$DIR/err" "command '$1'"
	has "$DIR/err" "$2"
	[ ! -e "$DIR/report" ] || die 'a report all the same'
}

test_not_startable() {
	refused no-such-command 'none of the directories of PATH'
	refused /no/such/command 'ENOENT'
	refused /etc/passwd 'not executable'
	refused / 'EACCES'
	echo 'no interpreter' >"$DIR/script"
	chmod 755 "$DIR/script"
	refused "$DIR/script" '#!/bin/sh'
	status 1 "$RAWBPF" count -j -- no-such-command
	empty "$DIR/out"
	has "$DIR/err" '{"error":{"code":"ENOENT"'
}

inherited() { sh -c "$1" >"$DIR/want" 2>&1; "$RAWBPF" count -q -w "$DIR/report" -- sh -c "$1" >"$DIR/got" 2>&1; }

test_no_descriptor_of_ours_is_inherited() {
	inherited 'cd /proc/self/fd && echo *'
	same "$(cat "$DIR/want")" "$(cat "$DIR/got")" descriptors
	inherited 'cd /proc/self/fd && echo *' <&- 7</dev/null
	same "$(cat "$DIR/want")" "$(cat "$DIR/got")" 'descriptors, stdin closed'
	has "$DIR/got" ' 7'
}

test_closed_descriptors_stay_closed() {
	"$RAWBPF" count -w "$DIR/report" -- \
		sh -c "ls -l /proc/self/fd >$DIR/fds" <&- >&- 2>&-
	if grep -E ' [012] -> /$' "$DIR/fds"; then die 'a stand-in is inherited'; fi
	value json <("$RAWBPF" count -j -w - -- true <&-)
}

test_signals_are_as_if_started_alone() {
	local text='SigBlk|SigIgn|ShdPnd' # not by sh: some clear their mask
	grep -E "$text" /proc/self/status >"$DIR/want"
	"$RAWBPF" count -w "$DIR/report" -- grep -E "$text" /proc/self/status >"$DIR/got"
	same "$(cat "$DIR/want")" "$(cat "$DIR/got")" 'signals'
	same 0000000000000000 "$(sed -n 's/SigBlk:\t//p' "$DIR/got")" 'blocked signals'
	# a SIGPIPE that whoever started this ignores
	"$PYTHON" -c 'import subprocess, sys
subprocess.run(sys.argv[1:], check=True, restore_signals=False)' \
		"$RAWBPF" count -w "$DIR/report" -- cp /proc/self/status "$DIR/status"
	same 0 $((0x$(sed -n 's/SigIgn:\t//p' "$DIR/status") & 1 << 12)) 'SIGPIPE ignored'
}

test_children_ignored_by_the_parent() {
	status 3 timeout 20 env --ignore-signal=CHLD "$RAWBPF" count -j -- sh -c 'exit 3'
}

test_group_session_and_name() {
	inherited 'cut -d " " -f 5,6 /proc/self/stat'
	same "$(cat "$DIR/want")" "$(cat "$DIR/got")" 'group and session'
	"$RAWBPF" count -w "$DIR/report" -- sh -c "sleep 0.2; cat /proc/\$PPID/comm >$DIR/name"
	same "$(basename "$RAWBPF" | head -c 15)" "$(cat "$DIR/name")" 'our own name'
}

test_others_are_counted_with_all_only() {
	local other
	"$WORK" loop &
	other=$!
	count_json "$DIR/report" -- sleep 0.3
	same 0 "$(value json "$DIR/report" "sum(x['count'] for x in rows if x['pid'] == $other)")" others
	count_json "$DIR/report" -a -- sleep 0.3
	value json "$DIR/report" "1 / any(x['pid'] == $other for x in rows)"
	value json "$DIR/report" '1 / any(x["comm"] == "sleep" for x in rows)'
}

test_ourselves_are_not_counted() {
	count_json "$DIR/report" -- "$WORK" forks 3 100
	same "['workload']" "$(value json "$DIR/report" 'sorted({x["comm"] for x in rows})')" names
	same 4 "$(value json "$DIR/report" 'len(rows)')" processes
}

test_short_lived_children_keep_their_names() {
	count_json "$DIR/report" -- sh -c 'true; ls / >/dev/null; head -c 1 /dev/null; uname >/dev/null'
	same "['head', 'ls', 'sh', 'uname']" \
		"$(value json "$DIR/report" 'sorted(x["comm"] for x in rows)')" names
}

test_report_at_duration_status_at_the_end() {
	local start=$SECONDS
	status 5 "$RAWBPF" count -j -d 0.2 -- sh -c 'sleep 1.5; exit 5'
	between 1 $((SECONDS - start)) 20 seconds
	between 0 "$(value json "$DIR/out" 'int(r["duration_s"])')" 1 duration
}

# end_with SIGNAL WANT ARGUMENTS...: it reaches the command, also behind -d
end_with() {
	local sig=$1 want=$2 pid got=0
	shift 2
	env --default-signal=INT "$RAWBPF" count -j -w "$DIR/report" "$@" -- \
		sh -c "echo >$DIR/started; exec sleep 30" &
	pid=$!
	eventually test -e "$DIR/started"
	rm "$DIR/started"
	sleep 0.3
	kill -"$sig" $pid
	wait $pid || got=$?
	same "$want" $got "exit status after SIG$sig"
	value json "$DIR/report"
}

test_signals_reach_the_command() {
	end_with TERM 143
	end_with HUP 129
	end_with INT 130
	end_with TERM 143 -d 0.1
}

# As Ctrl-C does: to all of the foreground, once
test_interrupt_of_the_group_comes_once() {
	cat >"$DIR/counts" <<'END'
trap 'n=$((n + 1))' INT
echo >started
while [ ! -e stop ]; do sleep 0.05; done
exit $((10 + n))
END
	cd "$DIR" || exit
	"$PYTHON" -S -E - "$RAWBPF" >"$DIR/out" <<'END'
import os, pty, sys, time
pid, master = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["rawbpf", "count", "-q", "-w", "report", "--", "sh", "counts"])
while not os.path.exists("started"):
    time.sleep(0.01)
os.write(master, b"\x03")
time.sleep(0.3)
open("stop", "w").close()
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
	same 11 "$(cat "$DIR/out")" '10 + interrupts'
}

run_tests "$@"
