#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf map: what it shows of maps that bpftool made and pinned, as text and
# against bpftool's JSON; on kernels that lack commands, too.
. "$(dirname "$0")/lib.sh"

P=/sys/fs/bpf
bpf=321
[ "$(uname -m)" = aarch64 ] && bpf=280

# The maps of map_dump.bpf.c under $P/m, after its program ran once
filled() {
	need bpftool
	mount -t bpf none $P
	bpftool prog loadall "$TESTDATA/clang/map_dump.bpf.o" $P/p pinmaps $P/m \
		>/dev/null 2>"$DIR/err" || die "$(cat "$DIR/err")"
	head -c 64 /dev/zero >"$DIR/packet"
	bpftool prog run pinned $P/p/a_program_with_a_long_name \
		data_in "$DIR/packet" >/dev/null
}

dumps() { # MAP LINE...: its elements as text
	local map=$1
	shift
	status 0 "$RAWBPF" map dump pinned "$P/m/$map"
	empty "$DIR/err"
	same "$(printf '%s\n' "$@")" "$(cat "$DIR/out")" "$map"
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

test_elements_as_text() {
	filled
	dumps numbers 'key: 1234  value: 55'
	dumps plain 'key: 1234  value: 55'
	dumps bytes \
		'key: 01 00 00 00 02 00 00 00 03 00 00 00  value: 03 00 00 00 00'
	dumps colors 'key: 0  value: RED' 'key: 1  value: BLUE' \
		'key: 2  value: RED' 'key: 3  value: RED'
	dumps prefixes 'key: {len: 8, ip: [10, 0, 0, 0]}  value: 1234'
	dumps all "key: {pid: 42, comm: \"bash\"}  value: {minus: -5, byte: 200, \
yes: true, color: GREEN, three: [0, 2, 0], name: \"n\", raw: [1, 0, 0, 0], \
in: {x: 0, y: 8}, whole: 16909060, bytes: [4, 3, 2, 1], low: 5, high: 17, \
minus_two: -2, pointer: 0xffff1234, last: -1}"
}

test_values_of_cpus() {
	filled
	status 0 "$RAWBPF" map dump $P/m/cpu_numbers
	same 'key: 1234  sum: 55  cpu: 55' \
		"$(sed -E 's/  cpu[0-9]+: 0//g; s/ cpu[0-9]+/ cpu/' "$DIR/out")"
	status 0 "$RAWBPF" map dump $P/m/cpu_structs
	has "$DIR/out" 'sum: {packets: 3, bytes: 4}'
	has "$DIR/out" 'cpu0: {packets: '
	status 0 "$RAWBPF" -j map dump $P/m/cpu_plain
	same 55 "$("$PYTHON" -S -E -c 'import json, sys
print(json.load(open(sys.argv[1]))[1]["formatted"]["sum"])' "$DIR/out")"
}

test_variables() {
	filled
	dumps map_dump_data 'runs: 8' 'minus: -4' 'text: "Hello"' \
		'both: {packets: 5, bytes: 2}'
	dumps map_dump_bss 'zero: 1'
}

test_json_is_bpftools() {
	filled
	for map in "$P"/m/*; do
		[ "$map" = $P/m/queue ] || as_bpftool map dump pinned "$map"
		as_bpftool map show pinned "$map"
	done
	as_bpftool map lookup pinned $P/m/numbers key 210 4 0 0
	as_bpftool map lookup pinned $P/m/cpu_structs key hex d2 04 00 00
}

test_selectors() {
	filled
	status 0 "$RAWBPF" -j map show pinned $P/m/numbers
	id=$(grep -o '"id":[0-9]*' "$DIR/out" | cut -d: -f2)
	for by in "id $id" "pinned $P/m/numbers" "$P/m/numbers"; do
		# shellcheck disable=SC2086 # words
		status 0 "$RAWBPF" map dump $by
		same 'key: 1234  value: 55' "$(cat "$DIR/out")" "$by"
	done
	status 0 "$RAWBPF" map list name numbers
	has "$DIR/out" "$id"
	status 0 "$RAWBPF" map -j list --bpffs
	has "$DIR/out" "\"pinned\":[\"$P/m/numbers\"]"
}

# Options of show, before the verb and without it
test_options_of_the_noun() {
	filled
	for words in 'map --bpffs -j' 'map -jf' 'map -f -j list' 'map --bpffs show -j'; do
		# shellcheck disable=SC2086 # words
		status 0 "$RAWBPF" $words name numbers
		has "$DIR/out" "\"pinned\":[\"$P/m/numbers\"]"
	done
	status 2 "$RAWBPF" map --nosuch
	status 2 "$RAWBPF" map -f dump $P/m/numbers
	has "$DIR/err" "'-f'"
}

test_keys() {
	filled
	for key in 1234 0x4d2 '210 4 0 0' 'hex d2 04 00 00'; do
		# shellcheck disable=SC2086 # words
		status 0 "$RAWBPF" map lookup $P/m/numbers key $key
		same 'key: 1234  value: 55' "$(cat "$DIR/out")" "$key"
	done
	status 1 "$RAWBPF" -j map lookup $P/m/numbers key 5
	empty "$DIR/out"
	has "$DIR/err" ENOENT
	for key in '' '1 2 3' 'x' '4294967296' 'hex 1'; do
		# shellcheck disable=SC2086 # words
		status 2 "$RAWBPF" map lookup $P/m/numbers key $key
		empty "$DIR/out"
	done
}

test_what_cannot_be_read() {
	filled
	status 1 "$RAWBPF" -j map dump $P/m/queue
	has "$DIR/err" 'a queue has no elements'
	empty "$DIR/out"
	bpftool map create $P/events type perf_event_array key 4 value 4 entries 1 name events
	status 1 "$RAWBPF" map dump $P/events
	has "$DIR/err" 'ot supported (EOPNOTSUPP)'
	status 1 "$RAWBPF" map lookup $P/events key 0
	has "$DIR/err" 'ot supported (EOPNOTSUPP)'
	status 1 "$RAWBPF" map dump $P/p/a_program_with_a_long_name
	has "$DIR/err" 'it is a program, not a map'
	status 1 "$RAWBPF" map dump $P/none
	has "$DIR/err" ENOENT
	status 1 "$RAWBPF" map show id 4294967295
	has "$DIR/err" 'no map has the id'
	status 2 "$RAWBPF" map dump
	status 2 "$RAWBPF" map show tag 1234
	status 2 "$RAWBPF" map show id
	status 2 "$RAWBPF" map show id 1 2
	status 0 "$RAWBPF" -j map dump $P/m/programs
	same '[]' "$(cat "$DIR/out")" 'an empty program array'
}

# bpf() without a command: batches, ids, infos
test_older_kernels() {
	filled
	status 0 "$RAWBPF" map dump $P/m/all
	cp "$DIR/out" "$DIR/all"
	status 0 refusing $bpf:24 22 "$RAWBPF" map dump $P/m/all
	cmp "$DIR/out" "$DIR/all"
	status 0 refusing $bpf:24 22 "$RAWBPF" map dump $P/m/cpu_numbers
	has "$DIR/out" 'sum: 55'
	status 0 refusing $bpf:15 22 "$RAWBPF" map dump $P/m/plain
	same 'key: 1234  value: 55' "$(cat "$DIR/out")" 'before 4.13'
	status 1 refusing $bpf:12 22 "$RAWBPF" map
	has "$DIR/err" 'Linux 4.13'
	status 1 refusing $bpf:12 1 "$RAWBPF" map
	has "$DIR/err" CAP_SYS_ADMIN
}

test_system_calls_are_shown() {
	filled
	status 0 "$RAWBPF" -d map dump $P/m/numbers
	has "$DIR/err" "bpf(BPF_OBJ_GET, path=$P/m/numbers"
	has "$DIR/err" 'BPF_BTF_GET_FD_BY_ID, id='
	has "$DIR/err" 'BPF_MAP_LOOKUP_BATCH, map='
}

# Elements come and go while it is read; the end comes all the same
test_a_busy_map() {
	filled
	(while :; do
		bpftool map update pinned $P/m/numbers key 1 0 0 0 value 1 0 0 0 0 0 0 0
		bpftool map delete pinned $P/m/numbers key 1 0 0 0
	done) 2>/dev/null &
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		status 0 "$RAWBPF" -j map dump $P/m/numbers
		has "$DIR/out" '"key":1234,"value":55'
		status 0 refusing $bpf:24 22 "$RAWBPF" -q -j map dump $P/m/numbers
	done
	kill $!
}

run_tests "$@"
