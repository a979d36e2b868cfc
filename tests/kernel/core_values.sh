#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Fields of the kernel that CO-RE found are the right ones: what programs read
# there against what /proc says of two processes that take turns on one CPU.
. "$(dirname "$0")/lib.sh"

values=$TESTDATA/clang/core_values.bpf.o
task=$TESTDATA/clang/load_core.bpf.o

# turns N: two processes called core-turns with nice 5 pass a byte to and fro N
# times; prints of each pid, parent, how often it gave up the CPU, or lost it
turns() {
	"$PYTHON" -S -E - "$1" <<'END'
import os, sys
def turns(r, w, n):
    while n and os.read(r, 1):
        os.write(w, b"x")
        n -= 1
    switches = sum(int(line.split()[1]) for line in open("/proc/self/status")
                   if "ctxt_switches" in line)
    os.write(1, b"%d %d %d\n" % (os.getpid(), os.getppid(), switches))
    os._exit(0)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
a, b = os.pipe(), os.pipe()
for r, w in (a, b), (b, a):
    if os.fork() == 0:
        with open("/proc/self/comm", "w") as f:
            f.write("core-turns")
        os.nice(5)
        turns(r[0], w[1], int(sys.argv[1]))
os.write(a[1], b"x")
for _ in 1, 2:
    os.wait()
END
}

# run ARGUMENTS...: rawbpf run while processes take turns; $DIR/out, $DIR/turns
run() {
	mkfifo "$DIR/in"
	"$RAWBPF" run -j "$@" "$values" <"$DIR/in" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	exec 7>"$DIR/in"
	eventually attached $pid
	turns 2000 >"$DIR/turns"
	exec 7>&-
	wait $pid
	empty "$DIR/err"
}

# Each was switched away from as often as /proc says, and once more to end; and
# as often to
check() {
	"$PYTHON" -S -E - "$DIR/out" "$DIR/turns" <<'END'
import json, sys
maps = {m["name"]: {x["formatted"]["key"]: x["formatted"]["value"]
                    for x in m["elements"]}
        for m in json.load(open(sys.argv[1]))["maps"]}
lines = [list(map(int, line.split())) for line in open(sys.argv[2])]
assert len(lines) == 2, lines
for pid, _, switches in lines:
    away, to = maps["away"][pid], maps["to"][pid]
    assert switches > 1000, switches
    assert switches < away["switches"] <= switches + 20, (switches, away)
    assert abs(to["switches"] - away["switches"]) <= 1, (to, away)
    for side in away, to:
        assert side["comm"] == "core-turns", side
        assert side["prio"] == 125, side
END
}

test_context_by_the_types_of_the_kernel() {
	[ -e /sys/kernel/btf/vmlinux ] || skip 'kernel: it has no BTF'
	run
	check
}

test_context_by_the_format_file() {
	run --btf /dev/null
	check
}

# Of the task that runs: it is the one that the context calls previous
test_task_by_the_types_of_the_kernel() {
	need bpftool
	[ -e /sys/kernel/btf/vmlinux ] || skip 'kernel: it has no BTF'
	mkfifo "$DIR/in"
	"$RAWBPF" attach --hold "$task:on_switch" <"$DIR/in" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	exec 7>"$DIR/in"
	eventually attached $pid
	id=$(sed -n 's/^map_id:\t//p' /proc/$pid/fdinfo/* | head -1)
	turns 100000 >"$DIR/turns" &
	while kill -0 $!; do
		bpftool -j map dump id "$id"
	done >"$DIR/samples" 2>"$DIR/err"
	wait $!
	exec 7>&-
	wait $pid
	# Now and then the map is read, or another CPU writes it, in the middle
	"$PYTHON" -S -E - "$DIR/samples" "$DIR/turns" <<'END'
import json, sys
parents = {int(line.split()[0]): int(line.split()[1])
           for line in open(sys.argv[2])}
samples = [json.loads(line)[0]["formatted"]["value"]
           for line in open(sys.argv[1]) if line.strip()]
samples = [s for s in samples if s["prev_pid"] in parents]
right = [s for s in samples if s["pid"] == s["prev_pid"] and
         s["parent"] == parents[s["pid"]]]
assert len(samples) >= 5, "the workload was hardly ever seen"
assert len(right) > len(samples) / 2, samples
END
}

run_tests "$@"
