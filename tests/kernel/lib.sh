#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# For sourcing. A script defines functions test_*, and calls `run_tests "$@"` as
# its last line. Each runs as a process of its own in a private mount namespace,
# for 60 s at most, and fails with the first command that does; SCRIPT test_NAME...
# runs some of them. Skipped: exit 77 with the reason as last line.
set -u
export LC_ALL=C

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
O=${O:-$HERE/../../build}
RAWBPF=${RAWBPF:-$O/rawbpf}
WORK=$O/kernel/workload
[ -x /usr/bin/python3 ] && PYTHON=/usr/bin/python3 || PYTHON=python3

die() { echo "$*"; exit 1; }
skip() { echo "$*"; exit 77; }
need() { command -v "$1" >/dev/null || skip "$1 is not installed"; }
same() { [ "$1" = "$2" ] || die "${3:-value}: '$2', expected '$1'"; }
has() { grep -qF -e "$2" "$1" || die "no '$2' in: $(head -c 2000 "$1")"; }
empty() { [ ! -s "$1" ] || die "not empty: $(head -c 2000 "$1")"; }

static() { ! readelf -l "$RAWBPF" | grep -q INTERP || skip 'this build is not static'; }

# between LEAST N MOST WHAT
between() { [ "$2" -ge "$1" ] && [ "$2" -le "$3" ] || die "$4: $2 is not from $1 to $3"; }

# within_1_percent WANT GOT: and a few more calls, for what differs by itself
within_1_percent() {
	local room=$(($1 / 100 + 12))
	between $(($1 - room)) "$2" $(($1 + room)) "against $1"
}

# status WANT COMMAND...: its output is in $DIR/out and $DIR/err
status() {
	local want=$1 got=0
	shift
	"$@" >"$DIR/out" 2>"$DIR/err" || got=$?
	same "$want" "$got" "exit status of '$*', which says '$(head -c 500 "$DIR/err")'"
}

# eventually COMMAND...: within 10 s
eventually() {
	local n
	for ((n = 0; n < 200; n++)); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.05
	done
	die "not within 10 s: $*"
}

# value json|csv|openmetrics FILE EXPRESSION...: checks the format, prints values
value() { "$PYTHON" -S -E "$HERE/formats.py" "$@"; }

# count_json FILE ARGUMENTS...: a report, and no word on stderr
count_json() {
	local file=$1
	shift
	"$RAWBPF" count -j -w "$file" "$@" >/dev/null 2>"$DIR/err"
	empty "$DIR/err"
}

# perf_calls COMMAND...: how many system calls perf counts; it alone sees tracefs
perf_calls() {
	need perf
	unshare -m sh -c 'mount -t tracefs none /sys/kernel/tracing && exec "$@"' - \
		perf stat -x, -o "$DIR/perf" -e raw_syscalls:sys_enter -- "$@" \
		>/dev/null 2>&1
	sed -n 's/^\([0-9]*\),.*/\1/p' "$DIR/perf"
}

# attached PID: it has a hook on a tracepoint
attached() { find "/proc/$1/fd" -lname '*perf_event*' -o -lname '*bpf?link*' | grep -q .; }

# refusing NR[:ARG] ERRNO COMMAND...: system call NR, if ARG is its first
# argument, fails in COMMAND, by seccomp
refusing() {
	"$PYTHON" -S -E /dev/fd/3 "$@" 3<<'END'
import ctypes, os, struct, sys
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
nr, *arg = map(int, sys.argv[1].split(":"))
code = [(LOAD, 0, 0, 0), (EQUAL, 0, 1 + 2 * len(arg), nr)]
for a in arg:
    code += (LOAD, 0, 0, 16), (EQUAL, 0, 1, a)
code += (RETURN, 0, 0, 0x50000 | int(sys.argv[2])), (RETURN, 0, 0, 0x7fff0000)
text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *i) for i in code))
program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(text))
libc = ctypes.CDLL(None, use_errno=True)
for args in ((38, 1, 0, 0, 0), (22, 2, program, 0, 0)):
    if libc.prctl(*args):
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
os.execvp(sys.argv[3], sys.argv[3:])
END
}

one_test() {
	DIR=$TEST_DIR
	trap 'kill $(jobs -p) 2>/dev/null || :' EXIT
	trap 'echo "line $LINENO: $BASH_COMMAND"; head -c 500 "$DIR/err" 2>/dev/null' ERR
	set -eE -o pipefail
	"$1"
	exit 0
}

# in_private NAME: with a folder for its files, which goes after its mounts
in_private() {
	local dir status
	dir=$(mktemp -d /tmp/rawbpf-test.XXXXXX) || return
	chmod 755 "$dir"
	TEST_DIR=$dir timeout -k 5 60 unshare -m "$0" "$1" 2>&1 </dev/null
	status=$?
	rm -rf --one-file-system "$dir"
	return $status
}

run_tests() {
	local passed=0 failed=0 skipped=0 found name out status
	[ -x "$RAWBPF" ] && [ -x "$WORK" ] || die "not built: $RAWBPF, $WORK"
	[ -z "${TEST_DIR-}" ] || one_test "$1"
	[ "$(id -u)" = 0 ] || skip 'root is needed'
	if [ $# = 0 ]; then
		mapfile -t found < <(declare -F | sed -n 's/^declare -f \(test_.*\)/\1/p')
		set -- "${found[@]}"
	fi
	for name; do
		out=$(in_private "$name")
		status=$?
		if [ $status = 77 ]; then
			out=${out##*$'\n'}
			case ${CI:-}:$out in
			true:kernel:*) ;;
			true:*) status=1 ;;
			esac
		fi
		case $status in
		0) passed=$((passed + 1)) ;;
		77)
			skipped=$((skipped + 1))
			echo "skip $name: $out"
			;;
		*)
			failed=$((failed + 1))
			printf 'FAIL %s (%d):\n%s\n' "$name" $status "$out"
			;;
		esac
	done
	echo "TOTAL: $passed passed, $failed failed, $skipped skipped"
	[ $failed = 0 ]
	exit
}
