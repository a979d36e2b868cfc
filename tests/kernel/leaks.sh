#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# However it ends, no program, map, link, mount or file is left, and however it
# is asked to end, it reports first. Objects are known by the ids that the
# process itself holds: other programs of this machine come and go meanwhile.
. "$(dirname "$0")/lib.sh"

# What PID holds, as "prog 17", one a line
objects() {
	sed -nE 's/^(prog|map|link)_id:\t/\1 /p' "/proc/$1/fdinfo/"* | sort -u
}

gone() {
	local kind id
	while read -r kind id; do
		if bpftool "$kind" show id "$id"; then return 1; fi
	done <"$1"
}

# begin ARGUMENTS...: counting has begun when this returns; $pid, $DIR/objects
begin() {
	need bpftool
	mount -t bpf none /sys/fs/bpf
	pins=$(ls -A /sys/fs/bpf)
	cat /proc/self/mountinfo >"$DIR/mounts"
	env --default-signal=INT,QUIT "$RAWBPF" count -j "$@" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	eventually attached $pid
	sleep 0.1
	objects $pid >"$DIR/objects"
	has "$DIR/objects" prog
	has "$DIR/objects" map
}

# end WANT: the exit status, and nothing is left
end() {
	local got=0
	wait $pid || got=$?
	same "$1" $got 'exit status'
	eventually gone "$DIR/objects"
	cmp "$DIR/mounts" /proc/self/mountinfo
	same "$pins" "$(ls -A /sys/fs/bpf)" pins
	same 'err mounts objects out' "$(cd "$DIR" && echo *)" files
}

test_end_of_time() {
	begin -d 1
	end 0
	value json "$DIR/out"
}

test_end_of_command() {
	begin -- sleep 1
	end 0
	value json "$DIR/out"
}

test_raw() {
	begin -d 1 --raw
	has "$DIR/objects" link
	end 0
}

ended_by() { # SIGNAL
	begin -d 50
	kill -"$1" $pid
	end 0
	value json "$DIR/out"
	empty "$DIR/err"
}

test_interrupt() { ended_by INT; }
test_terminate() { ended_by TERM; }
test_hangup() { ended_by HUP; }

# Intervals: what was begun is ended, a whole document
test_terminate_between_reports() {
	begin -d 50 -i 0.1
	kill -TERM $pid
	end 0
	between 1 "$(value json "$DIR/out" 'len(r)')" 60 reports
}

test_kill() {
	begin -d 50
	kill -KILL $pid
	end 137
	empty "$DIR/out"
}

test_kill_in_the_middle_of_setting_up() {
	local n
	for ((n = 0; n < 12; n++)); do
		"$RAWBPF" count -d 50 >"$DIR/out" 2>&1 &
		pid=$!
		sleep 0.00$n
		objects $pid >>"$DIR/objects" 2>/dev/null || :
		kill -KILL $pid
		wait $pid || :
	done
	eventually gone "$DIR/objects"
}

test_crash() {
	ulimit -c 0
	begin -d 50
	kill -QUIT $pid
	end 131
}

test_many_times() {
	local n before
	before=$(find /proc/$$/fd | wc -l)
	begin -d 1
	for ((n = 0; n < 5; n++)); do
		"$RAWBPF" count -j -d 0.01 >/dev/null
		"$RAWBPF" count -j -d 0.01 --raw >/dev/null
	done
	end 0
	same "$before" "$(find /proc/$$/fd | wc -l)" descriptors
}

# One event is attached by then, and the command is not started
test_failure_halfway() {
	status 1 "$RAWBPF" --debug count -w "$DIR/report" raw_syscalls:sys_enter nope:nothing -- \
		touch "$DIR/started"
	has "$DIR/err" perf_event_open
	same 'err out' "$(cd "$DIR" && echo *)" files
}

# A hangup that was ignored stays so
test_nohup() {
	env --ignore-signal=HUP "$RAWBPF" count -j -d 2 >"$DIR/out" &
	pid=$!
	eventually attached $pid
	kill -HUP $pid
	wait $pid
	same True "$(value json "$DIR/out" 'r["duration_s"] >= 2')" 'the whole time'
}

# Scripts stop a job in the background with SIGINT, though shells ignore it there
test_interrupt_in_the_background() {
	env --ignore-signal=INT "$RAWBPF" count -j -d 20 >"$DIR/out" &
	pid=$!
	eventually attached $pid
	kill -INT $pid
	wait $pid
	same True "$(value json "$DIR/out" 'r["duration_s"] < 19')" 'the whole time'
}

run_tests "$@"
