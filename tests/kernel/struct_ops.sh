#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Structs of functions, by the names of congestion controls that TCP has: how
# long they are registered, by every command that attaches.
. "$(dirname "$0")/lib.sh"

object=$TESTDATA/clang/attach_ops.bpf.o
incomplete=$TESTDATA/clang/prog_ops.bpf.o
pins=/sys/fs/bpf
available=/proc/sys/net/ipv4/tcp_available_congestion_control

begin() {
	[ -e $available ] || skip 'kernel: no TCP'
	[ -e "$object" ] || skip 'no test objects'
	"$RAWBPF" load -q --no-pin "$object" </dev/null 2>"$DIR/err" ||
		skip "kernel: no struct_ops for TCP"
	mount -t bpf none $pins
	# What is registered without a link would outlive a test that fails
	trap '"$RAWBPF" unload -q --all; kill $(jobs -p) 2>/dev/null || :' EXIT
}

ours() { tr ' ' '\n' <$available | sed -n '/^rawbpf_/p' | sort | xargs; }
is() { same "$*" "$(ours)" available; }
is_now() { [ "$*" = "$(ours)" ]; }
is_eventually() { eventually is_now "$@"; }

# pins_of WORD: those with it in their names
pins_of() { find $pins -name "*$1*" -printf '%f\n' | sort | xargs; }

# pinned NAME...: nothing else
pinned() { same "$*" "$(pins_of attach_ops)" pins; }

progs=(prog_attach_ops_struct_ops_{avoid,ssthresh,undo})
data=map_attach_ops__rodata

ids() { "$RAWBPF" load -j --attach "$@" "$object" | "$PYTHON" -S -E -c 'import json, sys
print([x["id"] for x in json.load(sys.stdin)["objects"][0]["maps"]])'; }

test_load_attach_stays_until_unload() {
	begin
	status 0 "$RAWBPF" load --attach "$object"
	has "$DIR/out" $pins/link_attach_ops_linked
	has "$DIR/out" $pins/map_attach_ops_plain
	is rawbpf_linked rawbpf_plain
	pinned link_attach_ops_linked $data map_attach_ops_plain "${progs[@]}"
	status 0 "$RAWBPF" unload attach_ops
	is_eventually
	pinned
}

test_again_changes_nothing() {
	begin
	first=$(ids)
	same "$first" "$(ids)" ids
	is rawbpf_linked rawbpf_plain
}

test_other_code_takes_the_place() {
	begin
	first=$(ids)
	status 1 "$RAWBPF" load --attach --set threshold=7 "$object"
	is rawbpf_linked rawbpf_plain
	[ "$first" != "$(ids --replace --set threshold=7)" ] || die 'the same maps'
	is rawbpf_linked rawbpf_plain
	"$RAWBPF" unload attach_ops
	is_eventually
}

test_detach_by_pin() {
	begin
	"$RAWBPF" load -q --attach "$object"
	status 0 "$RAWBPF" detach -n $pins/map_attach_ops_plain
	status 0 "$RAWBPF" detach $pins/link_attach_ops_linked
	is_eventually rawbpf_plain
	status 0 "$RAWBPF" detach -j $pins/map_attach_ops_plain
	same "{\"detached\":[{\"pinned\":\"$pins/map_attach_ops_plain\"}]}" "$(cat "$DIR/out")"
	is_eventually
	pinned $data "${progs[@]}"
}

test_attach_one() {
	begin
	status 0 "$RAWBPF" attach -j "$object:linked"
	has "$DIR/out" '"link_id":'
	has "$DIR/out" $pins/link_attach_ops_linked
	is rawbpf_linked
	status 0 "$RAWBPF" attach "$object:plain"
	is rawbpf_linked rawbpf_plain
	status 1 "$RAWBPF" attach "$object:plain" sched:sched_switch
	has "$DIR/err" 'takes no hook'
	is rawbpf_linked rawbpf_plain
	status 0 "$RAWBPF" attach -n "$object:plain"
	status 1 "$RAWBPF" attach $pins/prog_attach_ops_struct_ops_undo
}

test_hold() {
	begin
	mkfifo "$DIR/in"
	for name in linked plain; do
		"$RAWBPF" attach --hold "$object:$name" <"$DIR/in" >/dev/null &
		exec 7>"$DIR/in"
		is_eventually rawbpf_$name
		exec 7>&-
		wait $!
		is_eventually
	done
	pinned
}

test_run_and_load_without_pins() {
	begin
	mkfifo "$DIR/in"
	for command in run 'load --no-pin --attach'; do
		# shellcheck disable=SC2086
		"$RAWBPF" $command "$object" <"$DIR/in" >/dev/null 2>"$DIR/err" &
		exec 7>"$DIR/in"
		is_eventually rawbpf_linked rawbpf_plain
		exec 7>&-
		wait $!
		is_eventually
		empty "$DIR/err"
	done
	pinned
}

test_boot() {
	begin
	mkdir -p "$DIR/bpf"
	cp "$object" "$DIR/bpf"
	status 0 "$RAWBPF" boot --attach "$DIR/bpf"
	is rawbpf_linked rawbpf_plain
	status 0 "$RAWBPF" boot -j --attach "$DIR/bpf"
	has "$DIR/out" unchanged
	"$RAWBPF" unload attach_ops
	is_eventually
}

# TCP refuses a struct without cong_avoid: then none of the object is there
test_all_or_nothing() {
	begin
	status 1 "$RAWBPF" load --attach "$incomplete"
	has "$DIR/err" "'again'"
	has "$DIR/err" EINVAL
	is_eventually
	same '' "$(pins_of prog_ops)" pins
}

test_a_name_that_is_taken() {
	begin
	"$RAWBPF" load -q --attach "$object"
	status 1 "$RAWBPF" load --attach --name other "$object"
	has "$DIR/err" EEXIST
	is rawbpf_linked rawbpf_plain
	same '' "$(pins_of other)" pins
}

test_something_else_at_the_pin() {
	begin
	"$RAWBPF" attach -q "$object:plain"
	mv $pins/map_attach_ops_plain $pins/link_attach_ops_linked
	status 1 "$RAWBPF" attach "$object:linked"
	has "$DIR/err" 'something else'
	is rawbpf_plain
	status 0 "$RAWBPF" detach $pins/link_attach_ops_linked
	is_eventually
}

run_tests "$@"
