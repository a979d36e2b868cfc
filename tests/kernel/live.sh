#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# The live view in a terminal of tmux: it follows the size of the window, and
# leaves screen and modes as they were, however it ends.
. "$(dirname "$0")/lib.sh"

tm() { tmux -S "$DIR/tmux" -f /dev/null "$@"; }
screen() { tm capture-pane -p >"$DIR/screen"; }
keys() { tm send-keys "$@"; }
shows() { screen && grep -qE -e "$1" "$DIR/screen"; }

# A shell that is waiting, with something on the screen and in the modes
begin() {
	need tmux
	cat >"$DIR/rc" <<'END'
PS1='ready> '
stty susp ^Y -ixany
modes() { stty -a | grep -v rows >"$1"; }
END
	TERM=xterm tm new-session -d -x 80 -y 24 "cd '$DIR'; exec bash --rcfile rc -i"
	trap 'tm kill-server 2>/dev/null || :' EXIT
	eventually shows 'ready>'
	keys 'modes before' Enter
	with_clear_screen
}

with_clear_screen() {
	keys 'clear; echo what was there' Enter
	eventually shows '^what was there'
}

count() { # ARGUMENTS...: until the view is up
	keys "$RAWBPF count $*; echo ended with \$?" Enter
	eventually shows 'PER_SEC'
	has "$DIR/screen" 'q quits'
	has "$DIR/screen" 'raw_syscalls:sys_enter'
	if grep -q 'what was there' "$DIR/screen"; then die 'it is drawn over the old screen'; fi
}

ended() { # STATUS
	eventually shows "^ended with $1"
	has "$DIR/screen" 'what was there'
	keys 'modes after; echo modes are written' Enter
	eventually shows '^modes are written'
	cmp "$DIR/before" "$DIR/after"
	same 1 "$(tm display -p '#{cursor_flag}')" 'cursor shown'
	same 0 "$(tm display -p '#{alternate_on}')" 'alternate screen'
	same 1 "$(tm display -p '#{wrap_flag}')" 'lines wrap'
}

# What it counted stays on the screen after it
final_report() { grep -qE '^ *PID +COUNT +COMM$' "$DIR/screen" || die "no report: $(cat "$DIR/screen")"; }

test_q() {
	begin
	count -n 5
	keys q
	ended 0
	final_report
}

test_ctrl_c() {
	begin
	count -n 5
	keys C-c
	ended 0
	final_report
}

test_end_of_time() {
	begin
	count -n 5 -d 2
	ended 0
	final_report
}

test_signals() {
	local sig
	begin
	for sig in TERM HUP INT; do
		count -n 5
		kill -"$sig" "$(cut -d ' ' -f 8 "/proc/$(tm display -p '#{pane_pid}')/stat")"
		ended 0
		with_clear_screen
	done
}

# It is stopped and goes on
test_stop_and_continue() {
	begin
	count -n 5
	keys C-y
	eventually shows 'Stopped'
	has "$DIR/screen" 'what was there'
	keys 'modes after; fg' Enter
	eventually shows 'PER_SEC'
	cmp "$DIR/before" "$DIR/after"
	keys q
	eventually shows 'ready> *$'
	same 0 "$(tm display -p '#{alternate_on}')" 'alternate screen'
}

at_most() { # N lines behind the titles
	screen && [ "$(sed '/./!d' "$DIR/screen" | sed 1,2d | wc -l)" -le "$1" ]
}

test_resize() {
	begin
	count --by syscall,comm
	tm resize-window -x 40 -y 10
	eventually at_most 6
	shows 'SYSCALL'
	tm resize-window -x 200 -y 50
	eventually shows 'q quits'
	tm resize-window -x 5 -y 2
	sleep 0.3
	tm resize-window -x 80 -y 24
	eventually shows 'PER_SEC'
	keys q
	eventually shows '^ended with 0'
}

# Faster than the view's own pace, with the keys that are no keys of ours
test_interval_and_other_keys() {
	begin
	count -n 3 -i 0.1
	keys x Up Down PageUp Escape F5 é
	sleep 0.5
	eventually shows 'PER_SEC'
	keys Q
	ended 0
}

# No view where the output is not for a screen
test_no_view() {
	begin
	keys "$RAWBPF count -d 0.5 -n 1 -o csv; echo ended with \$?" Enter
	eventually shows '^ended with 0'
	shows '^pid,count,comm'
	keys "clear; $RAWBPF count -d 0.5 -n 1 | cat; echo piped" Enter
	eventually shows '^piped'
	shows '^ *PID +COUNT +COMM'
	keys "clear; TERM=dumb $RAWBPF count -d 0.5 -n 1; echo dumb" Enter
	eventually shows '^dumb'
	shows '^ *PID +COUNT +COMM'
	keys "clear; $RAWBPF count -n 1 -- true; echo done" Enter
	eventually shows '^done'
	shows '^ *PID +COUNT +COMM'
}

run_tests "$@"
