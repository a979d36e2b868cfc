#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Names as people and compilers make them: dots, control characters.
. "$(dirname "$0")/lib.sh"

object=$TESTDATA/clang/hdr_article.bpf.o

# bpffs takes no dots: pins have '_' there, and unload knows
test_dots() {
	mount -t bpf bpf /sys/fs/bpf
	cp "$object" "$DIR/my.prog.bpf.o"
	status 0 "$RAWBPF" load "$DIR/my.prog.bpf.o"
	has "$DIR/out" /sys/fs/bpf/map_my_prog_pid_syscall_map
	status 0 "$RAWBPF" unload my.prog
	same '' "$(find /sys/fs/bpf -name '*my_prog*')" pins
}

# Whoever compiled an object shall not move the cursor of who loads it
test_control_characters_in_an_object() {
	sed 's/pid_syscall_map/pid_syscall\x1bmap/g; s/on_sys_enter/on_sys\x07enter/g
		s:raw_syscalls/sys_enter:raw_syscalls/sys\renter:g' \
		"$object" >"$DIR/odd.o"
	status 0 "$RAWBPF" load -n "$DIR/odd.o"
	has "$DIR/out" 'pid_syscall\x1bmap  hash'
	has "$DIR/out" 'on_sys\x07enter  tracepoint tracepoint/raw_syscalls/sys\x0denter'
	! grep -q '[[:cntrl:]]' "$DIR/out" || die "control characters"
}

# And whoever named a file
test_control_characters_in_a_file() {
	local command odd=$DIR/$'new\nline\e[31m\377.o'
	cp "$object" "$odd"
	for command in inspect disasm lint verify 'load -n' 'load --no-pin' 'run -d 0.01'; do
		status 0 "$RAWBPF" $command "$odd"
		! grep -q $'\e' "$DIR/out" "$DIR/err" || die "$command: escapes"
	done
	status 1 "$RAWBPF" inspect "$odd/x"
	has "$DIR/err" 'new\x0aline\x1b[31m\xff.o/x'
}

run_tests "$@"
