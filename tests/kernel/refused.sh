#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What this kernel's verifier refuses: hand-written programs, a row of the
# catalogue each (tests/vm/refused.c), and mistakes in C (tests/data/bad_*.bpf.c),
# each for its own reason, whatever clang compiled them.
. "$(dirname "$0")/lib.sh"

test_each_row_of_the_catalogue() {
	"$O/vm/refused" >"$DIR/out" || die "$(grep -A 20 '^not ok' "$DIR/out")"
	[ "$(sed -n 's/^# \([0-9]*\) rows.*/\1/p' "$DIR/out")" -ge 60 ] ||
		die "too few rows proven: $(tail -n 2 "$DIR/out")"
}

# refused OBJECT PROGRAM WORDS [OPTION]: its section's '?' goes, so that it is
# loaded; with the whole log, unless that would be megabytes
refused() {
	local folder option=${4:--d}
	for folder in "$TESTDATA"/clang*/; do
		sed "s,?\([a-z_]*\)\(/[a-z]*/*$2\)\>,\1/\2," "$folder/$1.bpf.o" >"$DIR/$1.o"
		status 1 "$RAWBPF" "$option" load --no-pin "$DIR/$1.o"
		has "$DIR/err" "$3"
	done
}

test_a_map_value() {
	refused bad_map null_unchecked "invalid mem access 'map_value_or_null'"
	refused bad_map index_unbounded 'unbounded memory access, make sure'
	refused bad_map index_off_by_one 'invalid access to map value, value_size=24'
	refused bad_map value_too_short 'invalid access to map value, value_size=24'
	refused bad_map constant_written 'write into map forbidden'
	refused bad_map record_not_submitted 'Unreleased reference'
}

test_stack_and_loops() {
	refused bad_stack chain_too_large 'combined stack size of 2 calls'
	refused bad_stack index_unbounded 'invalid variable-offset write to stack'
	refused bad_stack size_unchecked 'min value is negative, either use unsigned or'
	refused bad_stack kernel_pointer_followed "invalid mem access 'scalar'"
	refused bad_stack loop_without_end 'infinite loop detected'
	refused bad_stack loop_too_long 'program is too large' -q
}

test_contexts_helpers_packets() {
	refused bad_calls helper_of_another_type 'cannot use helper bpf_skb_pull_data'
	refused bad_calls context_of_another_type 'invalid bpf_context access off=64'
	refused bad_calls packet_kept_over_helper "invalid mem access 'scalar'"
	refused bad_calls packet_pointer_masked 'bitwise operator &= on pointer'
	refused bad_calls sleeping_helper 'might sleep in a non-sleepable prog'
	refused bad_calls return_out_of_range 'should have been in [0, 1]'
	refused bad_packet count 'invalid access to packet, off=26 size=4'
	refused bad_licence helper_for_gpl 'GPL-restricted function'
}

run_tests "$@"
