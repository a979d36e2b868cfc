#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `disasm`: against llvm-objdump, instruction by instruction, with each
# instruction set of clang; and what it says of wrong names. Needs no BPF.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

newest() { find /usr/bin -name "$1-[0-9]*" | sort -V | tail -n 1; }

# compile CPU SOURCE OBJECT
compile() {
	"$(newest clang)" --target=bpf -O2 -g -mcpu="$1" -I. -Ibpf -idirafter /usr/include \
		-idirafter "/usr/include/$(uname -m)-linux-gnu" -fno-stack-protector -c -o "$3" "$2"
}

# agrees LEAST OBJECT...: at least so many instructions
agrees() {
	local least=$1
	shift
	"$PYTHON" -S -E "$HERE/disasm.py" "$RAWBPF" "$(newest llvm-objdump)" "$@" >"$DIR/found" ||
		die "$(head -n 20 "$DIR/found")"
	between "$least" "$(tail -n 1 "$DIR/found")" 1000000 'instructions that agree'
}

test_each_instruction_set() {
	local cpu source
	[ -n "$(newest llvm-objdump)" ] || skip 'llvm-objdump is not installed'
	cd "$HERE/../.." || exit
	for cpu in v1 v2 v3 v4; do
		for source in hdr_helpers hdr_printk core_prog ext_kfunc map_values; do
			compile $cpu tests/data/$source.bpf.c "$DIR/$source-$cpu.o"
		done
	done
	agrees 1000 "$DIR"/*.o
}

# What C code seldom makes: see each encoding in tests/unit/elf/test_disasm.c
test_every_encoding_of_the_assembler() {
	[ -n "$(newest llvm-objdump)" ] || skip 'llvm-objdump is not installed'
	cd "$HERE/../.." || exit
	compile v4 tests/data/encodings.bpf.c "$DIR/encodings.o"
	agrees 40 "$DIR/encodings.o"
}

test_objects_of_xdp_tools() {
	local o
	o=$(find /usr/lib/*-linux-*/bpf -name 'xdp*.o' 2>/dev/null)
	[ -n "$o" ] || skip 'xdp-tools is not installed'
	# shellcheck disable=SC2086 # no blanks in these
	agrees 1000 $o
}

# The words of the running kernel's own disassembler, from its verifier's log
test_agrees_with_the_kernel() {
	local cpu source
	cd "$HERE/../.." || exit
	for cpu in v1 v3 v4; do
		for source in bad_packet bad_map bad_calls bad_stack map_values feature_subprogram; do
			compile $cpu tests/data/$source.bpf.c "$DIR/$source-$cpu.o"
		done
	done
	"$PYTHON" -S -E "$HERE/disasm.py" "$RAWBPF" kernel "$DIR"/*.o >"$DIR/found" ||
		die "$(head -n 20 "$DIR/found")"
	between 300 "$(tail -n 1 "$DIR/found")" 1000000 'instructions that agree'
}

test_source_labels_and_names_are_there() {
	cd "$HERE/../.." || exit
	compile v1 tests/data/load_core.bpf.c "$DIR/core.o"
	status 0 "$RAWBPF" disasm "$DIR/core.o"
	has "$DIR/out" '; s->switches++; @ '
	has "$DIR/out" 'r1 = map[seen]'
	has "$DIR/out" 'call bpf_map_lookup_elem#1'
	has "$DIR/out" 'CO-RE byte_off struct trace_event_raw_sched_switch.prev_pid'
	has "$DIR/out" 'L1:'
}

test_wrong_names() {
	local o=$O/bpf/count.bpf.o
	status 1 "$RAWBPF" disasm "$o" nonsense
	has "$DIR/err" "no function 'nonsense'"
	empty "$DIR/out"
	status 1 "$RAWBPF" disasm "$DIR/nothing.o"
	status 2 "$RAWBPF" disasm
}

run_tests "$@"
