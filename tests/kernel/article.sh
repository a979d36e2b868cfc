#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# The worked example from end to end, without a line of its author's code in
# user space: an object in a directory, boot, two pins by name, the program
# attached, the map read: process, number of system calls. As count has it.
. "$(dirname "$0")/lib.sh"

pins=/sys/fs/bpf/rawbpf-article
map=$pins/map_seed_pid_syscall_map
prog=$pins/prog_seed_tracepoint_raw_syscalls_sys_enter

booted() {
	while umount -l /sys/fs/bpf 2>/dev/null; do :; done
	mkdir "$DIR/bpf"
	install -m 644 "$TESTDATA/clang/boot_article.bpf.o" "$DIR/bpf/seed.o"
	"$RAWBPF" boot -q --pin-dir $pins --ready "$DIR/ready" "$@" "$DIR/bpf"
	has "$DIR/ready" outcome=ok
}

# counted_all CALLS GOT: with those of starting it
counted_all() { between "$1" "$2" $(($1 + 400)) "against $1"; }

# of_map PID: its count in the pinned map, 0 if it has none
of_map() {
	"$RAWBPF" map dump pinned $map -j >"$DIR/dump"
	"$PYTHON" -S -E -c 'import json, sys
def number(cell):
    return int.from_bytes(bytes(int(b, 16) for b in cell), sys.byteorder)
print(sum(number(e["value"]) for e in json.load(open(sys.argv[1]))
          if number(e["key"]) == int(sys.argv[2])))' "$DIR/dump" "$1"
}

# work CALLS: in a process whose id is in $DIR/pid
work() { sh -c "echo \$\$ >$DIR/pid; exec $WORK calls $1"; }

test_counts_when_attached() {
	booted
	work 5000
	same 0 "$(of_map "$(cat "$DIR/pid")")" 'calls before it is attached'
	"$RAWBPF" attach $prog
	work 5000
	counted_all 5000 "$(of_map "$(cat "$DIR/pid")")"
}

test_counts_as_count_does() {
	booted --attach
	"$RAWBPF" count -j -w "$DIR/count" --by pid -- \
		sh -c "echo \$\$ >$DIR/pid; exec $WORK calls 20000" 2>"$DIR/err"
	pid=$(cat "$DIR/pid")
	counted=$("$PYTHON" -S -E -c 'import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
print([r["count"] for r in rows if r["pid"] == int(sys.argv[2])][0])' "$DIR/count" "$pid")
	between 20000 "$counted" 20300 count
	within_1_percent "$counted" "$(of_map "$pid")"
}

# The kernel goes on when all that made it is gone, and stops when told
test_goes_on_and_stops() {
	booted --attach
	work 3000
	counted_all 3000 "$(of_map "$(cat "$DIR/pid")")"
	"$RAWBPF" detach $prog
	work 3000
	same 0 "$(of_map "$(cat "$DIR/pid")")" 'calls after it is detached'
}

# A second boot keeps what has been counted
test_counts_survive_a_second_boot() {
	booted --attach
	work 4000
	pid=$(cat "$DIR/pid")
	"$RAWBPF" boot -q --attach --pin-dir $pins --ready "$DIR/ready" "$DIR/bpf"
	has "$DIR/ready" unchanged=1
	counted_all 4000 "$(of_map "$pid")"
}

run_tests "$@"
