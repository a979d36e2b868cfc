#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# The main job wherever tracefs is or is not, with nothing else mounted either,
# and without leaving a mount behind.
. "$(dirname "$0")/lib.sh"

unmount_tracefs() {
	local where
	awk '$3 == "tracefs" || $3 == "debugfs" { print $2 }' /proc/self/mounts | tac |
		while read -r where; do umount -l "$(printf %b "$where")"; done
	[ ! -e /sys/kernel/tracing/events ] || die 'tracefs is still there'
}

counts() { # ARGUMENTS...: exactly what the workload calls
	"$@" count -j --by syscall -- "$WORK" calls 4321 >"$DIR/report"
	same 4321 "$(value json "$DIR/report" 'sum(x["count"] for x in rows if x["syscall"] == "getppid")')" getppid
}

# An event that a raw tracepoint cannot reach: it takes tracefs
counts_by_tracefs() {
	"$@" count -j syscalls:sys_enter_getppid -- "$WORK" calls 123 >"$DIR/report"
	same 123 "$(value json "$DIR/report" 'r["total"]')" getppid
}

without_mounting() { setpriv --bounding-set -sys_admin --inh-caps -all "$@"; }

test_not_mounted() {
	unmount_tracefs
	cat /proc/self/mountinfo >"$DIR/before"
	counts "$RAWBPF"
	counts_by_tracefs "$RAWBPF"
	status 1 "$RAWBPF" count nope:nothing
	has "$DIR/err" 'tracepoints are written SYSTEM:EVENT'
	cmp "$DIR/before" /proc/self/mountinfo
}

# Before 5.2 there are no detached mounts
test_not_mounted_on_an_older_kernel() {
	unmount_tracefs
	cat /proc/self/mountinfo >"$DIR/before"
	refusing 430 38 "$RAWBPF" count -j syscalls:sys_enter_getppid -- "$WORK" calls 123 >"$DIR/report"
	same 123 "$(value json "$DIR/report" 'r["total"]')" getppid
	cmp "$DIR/before" /proc/self/mountinfo
}

test_usual_place() {
	need setpriv
	unmount_tracefs
	mount -t tracefs none /sys/kernel/tracing
	counts "$RAWBPF"
	counts_by_tracefs without_mounting "$RAWBPF"
}

test_odd_place() {
	need setpriv
	unmount_tracefs
	mkdir "$DIR/odd place\\here"
	mount -t tracefs none "$DIR/odd place\\here"
	counts "$RAWBPF"
	counts_by_tracefs without_mounting "$RAWBPF"
}

test_in_debugfs() {
	need setpriv
	unmount_tracefs
	mkdir "$DIR/debug"
	mount -t debugfs none "$DIR/debug" || skip 'kernel: without debugfs'
	[ -e "$DIR/debug/tracing/events" ] || skip 'kernel: no tracefs in debugfs'
	counts_by_tracefs without_mounting "$RAWBPF"
}

test_nothing_there_and_not_allowed_to_mount() {
	need setpriv
	unmount_tracefs
	counts without_mounting "$RAWBPF"
	status 1 without_mounting "$RAWBPF" count syscalls:sys_enter_getppid -d 1
	has "$DIR/err" 'need tracefs'
}

# Empty folders where file systems are meant to be
test_without_proc_and_sys() {
	static
	mount -t tmpfs none /sys
	counts "$RAWBPF"
	counts "$RAWBPF" --color never
	mount -t tmpfs none /proc
	"$RAWBPF" count -o csv --by syscall -- "$WORK" calls 4321 >"$DIR/report"
	has "$DIR/report" 'getppid,4321'
	"$RAWBPF" count --raw -a -o csv --by syscall,comm -- "$WORK" calls 4321 >"$DIR/report"
	has "$DIR/report" 'getppid,4321,workload'
	status 1 "$RAWBPF" count --raw -- "$WORK" calls 4321 # who forks whom takes types
	has "$DIR/err" BTF
}

# One file in an empty root, as in an initramfs
test_alone_in_a_root() {
	static
	mkdir "$DIR/root"
	cp "$RAWBPF" "$O/vm/work" "$DIR/root/"
	chroot "$DIR/root" /rawbpf count -j --by syscall -- /work 1000 5 200 >"$DIR/report"
	same 2000 "$(value json "$DIR/report" 'sum(x["count"] for x in rows if x["syscall"] == "getppid")')" getppid
	chroot "$DIR/root" /rawbpf count -j -d 0.2 >"$DIR/report"
	value json "$DIR/report"
	same '/rawbpf /work' "$(cd "$DIR/root" && find . -mindepth 1 | sed 's/^.//' | sort | xargs)" 'in the root'
}

run_tests "$@"
