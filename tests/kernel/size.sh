#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# The bounds of size: the binary, and what it takes of memory while it counts.
. "$(dirname "$0")/lib.sh"

# `make small`: the main job and the loader, which is what the bound is for
test_small_binary() {
	"$RAWBPF" version | grep -q '^libc: musl' || skip 'kernel: the bound is for musl'
	between 1 "$(stat -c %s "$O/small/rawbpf")" $((256 * 1024)) bytes
	status 0 "$O/small/rawbpf" count -d 0.1 -j
	status 0 "$O/small/rawbpf" load --no-pin "$O/bpf/count.bpf.o"
	status 2 "$O/small/rawbpf" verify "$O/bpf/count.bpf.o"
}

# Everything; glibc alone brings 700 KiB along
test_binary() {
	static
	between 1 "$(stat -c %s "$RAWBPF")" $((1536 * 1024)) bytes
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
