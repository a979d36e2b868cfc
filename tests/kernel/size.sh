#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# The bounds of size: the binary, and what it takes of memory while it counts.
. "$(dirname "$0")/lib.sh"

# glibc alone brings 700 KiB along
test_binary() {
	local most=1280
	static
	if "$RAWBPF" version | grep -q '^libc: musl'; then most=256; fi
	between 1 "$(stat -c %s "$RAWBPF")" $((most * 1024)) bytes
}

peak() { # ARGUMENTS...: KiB, so far
	local pid
	"$RAWBPF" count -d 2 "$@" >"$DIR/out" &
	pid=$!
	sleep 1.5
	sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' /proc/$pid/status
	wait $pid
}

test_memory() {
	static
	between 1 "$(peak)" 2048 KiB
	between 1 "$(peak -m 4000 -q -i 0.1 -o json --by pid,syscall)" 2048 KiB
	between 1 "$(peak -m 4000 -q --raw --by tid,comm,uid)" 2048 KiB
}

run_tests "$@"
