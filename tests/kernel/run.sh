#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf run: everything attached, events and in the end the maps shown, nothing
# left.
. "$(dirname "$0")/lib.sh"

kinds=$TESTDATA/clang/attach_kinds.bpf.o
task=$TESTDATA/clang/load_core.bpf.o
counter=$TESTDATA/clang/feature_counter.bpf.o

# in_json EXPRESSION: of the maps in $DIR/out by name
in_json() {
	"$PYTHON" -S -E -c 'import json, sys
m = {x["name"]: x for x in json.load(open(sys.argv[1]))["maps"]}
print(eval(sys.argv[2]))' "$DIR/out" "$1"
}

# begin ARGUMENTS...: $pid runs, its objects are in $DIR/objects
begin() {
	mkfifo "$DIR/in"
	"$RAWBPF" run "$@" <"$DIR/in" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	exec 7>"$DIR/in"
	eventually attached $pid
	sleep 0.1
	sed -nE 's/^(prog|map|link)_id:\t/\1 /p' /proc/$pid/fdinfo/* | sort -u >"$DIR/objects"
	has "$DIR/objects" link
}

gone() {
	need bpftool
	while read -r kind id; do
		eventually eval "! bpftool $kind show id $id"
	done <"$DIR/objects"
}

test_all_hooks_until_the_end_of_input() {
	begin -j "$kinds" "$task"
	"$WORK" calls 1000
	exec 7>&-
	wait $pid
	empty "$DIR/err"
	same 'True True True' "$(in_json '" ".join(
		str(x["formatted"]["value"] >= 1000) for x in m["hits"]["elements"])')" hits
	same True "$(in_json 'm["seen"]["elements"][0]["formatted"]["value"]["switches"] > 0')" switches
	gone
}

test_text() {
	begin "$kinds"
	"$WORK" calls 1000
	exec 7>&-
	wait $pid
	same hits "$(head -1 "$DIR/out")" 'first line'
	grep -qE '^key: 2  value: [0-9]{4,}$' "$DIR/out"
}

test_a_signal_ends_it_with_the_maps_shown() {
	begin -j "$kinds"
	kill -INT $pid
	wait $pid
	in_json 'm["hits"]["id"]'
	gone
}

test_killed_it_leaves_nothing() {
	begin -j "$kinds"
	kill -KILL $pid
	wait $pid || :
	gone
}

test_duration() {
	before=$(date +%s%N)
	status 0 "$RAWBPF" run -d 0.5 "$kinds" </dev/null
	between 500 $((($(date +%s%N) - before) / 1000000)) 9000 ms
}

events=$TESTDATA/clang/events.bpf.o

# with_events ARGUMENTS...: of a process that makes 7 getppid calls and more
with_events() {
	mkfifo "$DIR/in" "$DIR/go"
	sh -c 'read -r go; exec "$@"' - "$WORK" calls 7 <"$DIR/go" &
	traced=$!
	exec 8>"$DIR/go"
	"$RAWBPF" run "$@" --set pid=$traced "$events" <"$DIR/in" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	exec 7>"$DIR/in"
	eventually attached $pid
	sleep 0.1
	echo >&8
	wait $traced
}

test_events_as_they_come() {
	with_events
	eventually grep -q '^typed: {pid: [0-9]*, number: -[0-9]*, comm: "workload"}$' "$DIR/out"
	has "$DIR/out" 'bare: ab 00 00'
	has "$DIR/out" 'bare: ab 02 00'
	! grep -q 'bare: ab 01 00' "$DIR/out"
	exec 7>&-
	wait $pid
	empty "$DIR/err"
}

test_events_in_json() {
	with_events -j
	exec 7>&-
	wait $pid
	same "typed $traced workload" "$("$PYTHON" -S -E -c 'import json, sys
e = json.load(open(sys.argv[1]))["events"]
last = [x["value"] for x in e if x["map"] == "typed"][-1]
assert {"map": "bare", "data": ["0xab", "0x00", "0x00"]} in e
print("typed", last["pid"], last["comm"])' "$DIR/out")"
}

test_dry_run_loads_nothing() {
	status 0 "$RAWBPF" run -n --debug "$kinds"
	empty "$DIR/err"
	grep -q '^  prog      -  by_raw  ' "$DIR/out"
	status 0 "$RAWBPF" run -n -j "$kinds"
	same 3 "$("$PYTHON" -S -E -c 'import json, sys
o = json.load(open(sys.argv[1]))["objects"][0]
print(sum("id" not in p for p in o["programs"]))' "$DIR/out")" programs
}

# The second object's section names no hook
test_notes_in_json() {
	cp "$kinds" "$DIR/a.o"
	status 0 "$RAWBPF" run -j -d 0.01 "$DIR/a.o" "$counter" </dev/null
	empty "$DIR/err"
	has "$DIR/out" "\"notes\":[\"$counter: "
	status 0 "$RAWBPF" run -d 0.01 "$DIR/a.o" "$counter" </dev/null
	has "$DIR/err" "note: $counter: "
	status 1 "$RAWBPF" run -j -d 0.01 "$counter" </dev/null
	"$PYTHON" -S -E -c 'import json, sys; json.load(open(sys.argv[1]))["error"]' "$DIR/err"
	empty "$DIR/out"
}

test_nothing_to_attach() {
	status 1 "$RAWBPF" run "$TESTDATA/clang/map_data.bpf.o"
	has "$DIR/err" 'names a hook'
	empty "$DIR/out"
}

test_errors() {
	status 2 "$RAWBPF" run
	status 2 "$RAWBPF" run -d soon "$kinds"
	for zero in 0 0s 0.0001; do
		status 2 timeout 10 "$RAWBPF" run -d $zero "$kinds"
		has "$DIR/err" "'$zero' is less than a millisecond"
	done
	status 1 "$RAWBPF" run "$DIR/none.o"
	has "$DIR/err" ENOENT
	status 1 "$RAWBPF" run --set nothing=1 "$kinds"
	has "$DIR/err" "'nothing'"
	status 1 "$RAWBPF" run --btf /dev/null "$task"
	has "$DIR/err" task_struct
}

run_tests "$@"
