#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf load: what it says of what it made, of bad input, and what stays.
. "$(dirname "$0")/lib.sh"

object=$TESTDATA/clang/load_core.bpf.o
printk=$TESTDATA/clang/hdr_printk.bpf.o

# of FILE EXPRESSION: of the first object, as o
of() {
	"$PYTHON" -S -E -c 'import json, sys
o = json.load(open(sys.argv[1]))["objects"][0]
print(eval(sys.argv[2]))' "$@"
}

test_load_lists_what_it_made() {
	status 0 "$RAWBPF" load --no-pin -j "$object" </dev/null
	same seen "$(of "$DIR/out" 'o["maps"][0]["name"]')" map
	same 'on_switch tracepoint True' "$(of "$DIR/out" \
		'"{name} {type} {0}".format(o["programs"][0]["id"] > 0, **o["programs"][0])')" program
}

test_dry_run_loads_nothing() {
	status 0 "$RAWBPF" load -n --debug "$object" </dev/null
	has "$DIR/out" on_switch
	empty "$DIR/err"
}

test_notes_in_json() {
	cp "$object" "$DIR/my.prog.bpf.o"
	status 0 "$RAWBPF" load -n "$DIR/my.prog.bpf.o"
	has "$DIR/err" "note: $DIR/my.prog.bpf.o: '.' in names"
	status 0 "$RAWBPF" load -n -j "$DIR/my.prog.bpf.o"
	empty "$DIR/err"
	same True "$("$PYTHON" -S -E -c 'import json, sys
note, = json.load(open(sys.argv[1]))["notes"]
print("my.prog.bpf.o: \x27.\x27 in names" in note)' "$DIR/out")" note
	status 0 "$RAWBPF" load -n -q -j "$DIR/my.prog.bpf.o"
	has "$DIR/out" '"notes":[]'
}

test_no_pins_to_speak_of() {
	for option in --replace "--pin-dir=$DIR" --name=x --mount; do
		status 2 "$RAWBPF" load --no-pin "$option" "$object"
		has "$DIR/err" "leave ${option%%=*} out"
		empty "$DIR/out"
	done
	status 0 "$RAWBPF" load --no-pin --attach "$object" </dev/null
}

test_several_objects() {
	status 0 "$RAWBPF" load --no-pin "$object" "$printk" </dev/null
	has "$DIR/out" say_exec
	has "$DIR/out" on_switch
}

test_missing_file() {
	status 1 "$RAWBPF" load --no-pin "$DIR/none.o" </dev/null
	has "$DIR/err" ENOENT
	empty "$DIR/out"
}

test_truncated_object() {
	head -c 700 "$object" >"$DIR/cut.o"
	status 1 "$RAWBPF" load --no-pin "$DIR/cut.o" </dev/null
	has "$DIR/err" "$DIR/cut.o"
}

test_unknown_variable() {
	status 1 "$RAWBPF" load --no-pin --set nothing=1 "$object" </dev/null
	has "$DIR/err" "no global variable 'nothing'"
}

test_unknown_type() {
	status 2 "$RAWBPF" load --no-pin --type nosuch "$object" </dev/null
	has "$DIR/err" nosuch
	status 2 "$RAWBPF" load --no-pin --type tracepiont "$object" </dev/null
	has "$DIR/err" "did you mean 'tracepoint'"
}

test_kernel_types_from_an_empty_file() {
	status 1 "$RAWBPF" load --no-pin --btf /dev/null "$object" </dev/null
	has "$DIR/err" task_struct
}

# The end of input ends it, and with it everything that it made
test_end_of_input() {
	status 0 "$RAWBPF" load --no-pin -j "$object" </dev/null
	id=$(of "$DIR/out" 'o["programs"][0]["id"]')
	need bpftool
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		bpftool prog show id "$id" >/dev/null 2>&1 || return 0
		sleep 0.3
	done
	die "program $id is still there"
}

run_tests "$@"
