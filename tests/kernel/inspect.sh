#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `inspect`: against what LLVM's tools and bpftool say of the same objects, on
# objects of the other byte order, on broken ones. Needs no BPF.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

check() { "$PYTHON" -S -E "$HERE/inspect.py" "$@"; }
some() { { find "${TESTDATA:-$O/data}" /usr/lib/*-linux-*/bpf -name "$1" 2>/dev/null || :; } | sort; }
one() { some "$1" | sed -n 1p; }

# shellcheck disable=SC2046 # no blanks in these
test_agrees_with_llvm() {
	need llvm-readelf
	[ -n "$(one '*.o')" ] || skip 'no test objects'
	check llvm "$RAWBPF" $(some '*.o')
}

# shellcheck disable=SC2046
test_agrees_with_bpftool() {
	need bpftool
	[ -n "$(one '*.o')" ] || skip 'no test objects'
	check bpftool "$RAWBPF" $(some '*.o')
}

test_objects_of_xdp_tools() {
	local dir n=0
	for dir in /usr/lib/*-linux-*/bpf; do
		[ -d "$dir" ] || continue
		status 0 "$RAWBPF" inspect --relocations --btf "$dir"/*.o
		has "$DIR/out" 'xdp_dispatcher'
		n=1
	done
	[ $n = 1 ] || skip 'xdp-tools is not installed'
}

test_the_other_byte_order() {
	local o f
	need clang
	cd "$HERE/../.." || exit
	for o in hdr_maps core_prog hdr_ulong; do
		for f in bpfel bpfeb; do
			clang --target=$f -O2 -g -I. -Ibpf -idirafter /usr/include \
				-idirafter "/usr/include/$(uname -m)-linux-gnu" \
				-fno-stack-protector -c -o "$DIR/$f.o" "tests/data/$o.bpf.c"
		done
		check same "$RAWBPF" "$DIR/bpfel.o" "$DIR/bpfeb.o"
	done
}

test_broken_objects() {
	local o
	for o in hdr_maps core_prog map_iproute2; do
		o=$(one "$o.bpf.o")
		[ -n "$o" ] || skip 'no test objects'
		check broken "$RAWBPF" "$o" "$DIR/broken.o"
	done
}

test_one_bad_object_among_good() {
	local good
	good=$(one hdr_maps.bpf.o)
	[ -n "$good" ] || skip 'no test objects'
	head -c 1000 "$good" >"$DIR/cut.o"
	status 1 "$RAWBPF" inspect "$good" "$DIR/cut.o" "$DIR/none.o" "$DIR" "$good"
	same 2 "$(grep -c '^by_event ' "$DIR/out")" 'good objects'
	same 3 "$(grep -c '^rawbpf: ' "$DIR/err")" errors
	has "$DIR/err" "$DIR/cut.o: "
	has "$DIR/err" "$DIR/none.o': No such file"
	has "$DIR/err" "$DIR' is not a regular file"
	status 1 "$RAWBPF" inspect -j "$good" "$DIR/cut.o" "$good"
	check errors "$DIR/out" "$DIR/cut.o"
	check json "$DIR/err"
}

test_standard_input() {
	local good
	good=$(one hdr_maps.bpf.o)
	[ -n "$good" ] || skip 'no test objects'
	"$RAWBPF" inspect --maps - <"$good" >"$DIR/out"
	has "$DIR/out" by_event
	cat "$good" | status 1 "$RAWBPF" inspect -
	has "$DIR/err" 'not a regular file'
}

test_parts() {
	local good
	good=$(one hdr_maps.bpf.o)
	[ -n "$good" ] || skip 'no test objects'
	status 0 "$RAWBPF" inspect "$good"
	same "$(printf 'Sections\nMaps\nPrograms')" \
		"$(sed -n 's/^\([A-Z][A-Za-z]*\) ([0-9]*)$/\1/p' "$DIR/out")" 'default parts'
	status 0 "$RAWBPF" inspect --btf --maps "$good"
	same "$(printf 'Maps\nTypes')" \
		"$(sed -n 's/^\([A-Z][A-Za-z]*\) ([0-9]*)$/\1/p' "$DIR/out")" 'parts asked for'
	check parts "$RAWBPF" "$good"
}

test_wrong_command_lines() {
	status 2 "$RAWBPF" inspect
	has "$DIR/err" 'no object is given'
	status 2 "$RAWBPF" inspect --no-such-part x.o
	empty "$DIR/out"
	status 0 "$RAWBPF" inspect --help
	has "$DIR/out" --relocations
}

test_lost_output_is_an_error() {
	local good
	good=$(one hdr_maps.bpf.o)
	[ -n "$good" ] || skip 'no test objects'
	"$RAWBPF" inspect "$good" >/dev/full 2>"$DIR/err" && die 'no error'
	has "$DIR/err" ENOSPC
}

run_tests "$@"
