#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What bash offers for a line, by way of the completion file and the tool.
. "$(dirname "$0")/lib.sh"

# offered LINE: candidates in place of what readline replaces, in one line
offered() {
	# shellcheck disable=SC1091
	(
		set +eE
		trap - ERR
		. "$HERE/../../cli/rawbpf.bash-completion"
		compopt() { :; }
		_command_offset() { COMPREPLY=("a command line at $1"); }
		COMP_WORDBREAKS=${breaks-$' \t\n"\'><=;|&(:'}
		COMP_LINE=${1/#rawbpf/$RAWBPF} COMP_POINT=4096
		read -ra COMP_WORDS <<<"$COMP_LINE"
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_rawbpf
		echo "${COMPREPLY[*]-}"
	)
}

test_commands_and_options() {
	has <(offered 'rawbpf ') 'count '
	has <(offered 'rawbpf ') ' help'
	same count "$(offered 'rawbpf co')" command
	same --duration "$(offered 'rawbpf count --du')" option
	has <(offered 'rawbpf count -') '--json'
	same 'count' "$(offered 'rawbpf help cou')" operand
	same '' "$(offered 'rawbpf nope ')" nothing
}

test_arguments() {
	same 'table json csv openmetrics' "$(offered 'rawbpf count -o ')" formats
	same 'pid,cgroup pid,cpu' "$(offered 'rawbpf count --by pid,c' | sed 's/pid,comm //')" keys
	same 'comm cgroup cpu' "$(offered 'rawbpf count --by=c')" 'behind ='
	same '--by=comm --by=cgroup --by=cpu' "$(breaks=' ' offered 'rawbpf count --by=c')" 'no word break'
	same 'auto always never' "$(offered 'rawbpf --color ')" colours
	has <(offered 'rawbpf count -p ') " $$"
	touch "$DIR/file one"
	same "$DIR/file" "$(offered "rawbpf count -w $DIR/file" | sed 's/ .*//')" file
	same '' "$(offered 'rawbpf count -d ')" 'no file for a number'
}

test_events() {
	same 'raw_syscalls:' "$(offered 'rawbpf count raw_sys')" systems
	same 'sys_enter sys_exit' "$(offered 'rawbpf count raw_syscalls:' | tr ' ' '\n' | sort | xargs)" events
	same 'raw_syscalls:sys_exit' "$(breaks=' ' offered 'rawbpf count raw_syscalls:sys_ex')" 'no word break'
}

test_command_line_behind_dashes() {
	same 'a command line at 3' "$(offered 'rawbpf count -- l')" offset
}

run_tests "$@"
