#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf prog and link: what is loaded and attached, against bpftool's JSON.
. "$(dirname "$0")/lib.sh"

P=/sys/fs/bpf
prog=$P/p/a_program_with_a_long_name

pinned() {
	need bpftool
	mount -t bpf none $P
	bpftool prog loadall "$TESTDATA/clang/map_dump.bpf.o" $P/p \
		>/dev/null 2>"$DIR/err" || die "$(cat "$DIR/err")"
}

field() { # KEY: of the object in $DIR/out
	"$PYTHON" -S -E -c 'import json, sys
print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$DIR/out" "$1"
}

as_bpftool() { # ARGUMENTS...
	bpftool -jf "$@" >"$DIR/theirs"
	case $* in
	*' show '*) set -- "$@" -f ;;
	esac
	"$RAWBPF" -j "$@" >"$DIR/ours"
	"$PYTHON" -S -E "$HERE/peer_json.py" "$DIR/ours" "$DIR/theirs" ||
		die "differs from bpftool $*"
}

test_program_as_bpftool_has_it() {
	pinned
	as_bpftool prog show pinned $prog
}

test_selectors() {
	pinned
	status 0 "$RAWBPF" -j prog show $prog
	id=$(field id) tag=$(field tag)
	same a_program_with_a_long_name "$(field name)" name
	for by in "id $id" "pinned $prog"; do
		# shellcheck disable=SC2086 # words
		status 0 "$RAWBPF" -j prog list $by
		same "$id" "$(field id)" "$by"
	done
	# Others may have loaded the same
	for by in "tag $tag" 'name a_program_with_a_long_name'; do
		# shellcheck disable=SC2086 # words
		status 0 "$RAWBPF" -j prog list -f $by
		has "$DIR/out" "\"id\":$id,"
		has "$DIR/out" "\"pinned\":[\"$prog\"]"
	done
	status 0 "$RAWBPF" prog show name a_program_with_
	has "$DIR/out" "$tag"
	status 0 "$RAWBPF" prog
	has "$DIR/out" "$tag"
}

test_what_is_not_there() {
	mount -t bpf none $P
	status 1 "$RAWBPF" -j prog show id 4294967295
	empty "$DIR/out"
	has "$DIR/err" 'no program has the id'
	status 1 "$RAWBPF" prog show name no_such_program
	has "$DIR/err" "no program has the name 'no_such_program'"
	status 2 "$RAWBPF" prog show name
	status 2 "$RAWBPF" link show name x
	status 1 "$RAWBPF" link show id 4294967295
}

# hold_links: both programs for links attached, until its input ends
hold_links() {
	mount -t tracefs none /sys/kernel/tracing
	exec 4> >("$PYTHON" -S -E /dev/fd/3 $P/p 3<<'END'
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
NR = (280, 241) if os.uname().machine == "aarch64" else (321, 298)


def call(nr, *args):
    fd = libc.syscall(nr, *args)
    if fd < 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    return fd


def bpf(cmd, fmt, *values):
    attr = ctypes.create_string_buffer(struct.pack(fmt, *values))
    return call(NR[0], cmd, attr, len(attr.raw) - 1)


def pinned(name):
    path = ctypes.create_string_buffer(f"{sys.argv[1]}/{name}".encode())
    return bpf(7, "QII", ctypes.addressof(path), 0, 0)


name = ctypes.create_string_buffer(b"sys_enter")
raw = bpf(17, "QI", ctypes.addressof(name), pinned("on_raw"))
with open("/sys/kernel/tracing/events/raw_syscalls/sys_enter/id") as f:
    tracepoint = int(f.read())
perf = ctypes.create_string_buffer(struct.pack("IIQ96x", 2, 112, tracepoint))
event = call(NR[1], perf, -1, 0, -1, 8)
link = bpf(28, "IIII", pinned("on_tracepoint"), event, 41, 0)
sys.stdin.read()
END
	)
}

links_of() { # NAME: ids of the links of a pinned program
	"$RAWBPF" -j prog show $P/p/"$1" >"$DIR/out"
	id=$(field id)
	"$RAWBPF" -j link | grep -oE "\"id\":[0-9]+,\"type\":\"[a-z_]+\",\"prog_id\":$id\b" |
		sed 's/"id":\([0-9]*\).*/\1/'
}

has_link() { [ -n "$(links_of "$1")" ]; }

test_links() {
	pinned
	hold_links
	eventually has_link on_tracepoint
	for name in on_raw on_tracepoint; do
		as_bpftool link show id "$(links_of $name)"
	done
	status 0 "$RAWBPF" -j link show id "$(links_of on_raw)"
	same sys_enter "$(field tp_name)" tp_name
	status 0 "$RAWBPF" -j link show id "$(links_of on_tracepoint)"
	same perf_event "$(field type)" type
	status 0 "$RAWBPF" link
	has "$DIR/out" raw_tracepoint
	has "$DIR/out" 'TP NAME'
	exec 4>&-
}

run_tests "$@"
