#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf lint against this kernel: no error about what it takes, a word about
# what it refuses.
. "$(dirname "$0")/lib.sh"

release=$(uname -r | sed 's/^\([0-9]*\.[0-9]*\).*/\1/')

# findings FILE SEVERITY: program and rule of each
findings() {
	"$PYTHON" -S -E -c 'import json, sys
for o in json.load(open(sys.argv[1]))["objects"]:
    for f in o["findings"]:
        if f["severity"] == sys.argv[2]:
            print(f["program"], f["rule"])' "$@"
}

# lint_as STATUS OBJECT...: for this kernel
lint_as() {
	local want=$1
	shift
	status "$want" "$RAWBPF" lint -j --kernel "$release" "$@"
}

# loads_by_default OBJECT: names of its programs
loads_by_default() {
	"$RAWBPF" disasm -j "$1" | "$PYTHON" -S -E -c 'import json, sys
for f in json.load(sys.stdin)["functions"]:
    if f["program"] and f["section"][0] != "?":
        print(f["name"])'
}

# no_false_error OBJECT: that loads
no_false_error() {
	"$RAWBPF" lint -j --kernel "$release" "$1" >"$DIR/lint" 2>"$DIR/err" || :
	empty "$DIR/err"
	findings "$DIR/lint" error | cut -d ' ' -f 1 | sort -u >"$DIR/errors"
	loads_by_default "$1" | sort -u >"$DIR/programs"
	grep -qx None "$DIR/errors" && die "$1: an error of the object: $(cat "$DIR/lint")"
	[ -z "$(comm -12 "$DIR/errors" "$DIR/programs")" ] ||
		die "$1 loads, but: $(cat "$DIR/lint")"
}

# each_that_loads LEAST OBJECT...
each_that_loads() {
	local least=$1 n=0 o
	shift
	for o; do
		"$RAWBPF" load -q --no-pin "$o" </dev/null >/dev/null 2>&1 || continue
		no_false_error "$o"
		n=$((n + 1))
	done
	[ $n -ge "$least" ] || die "only $n of $# objects load"
}

test_no_error_about_what_loads() {
	each_that_loads 30 "$TESTDATA"/clang/*.o
}

test_no_error_about_what_other_compilers_make() {
	local folder
	for folder in "$TESTDATA"/clang-*/; do
		each_that_loads 30 "$folder"*.o
		return
	done
}

test_no_error_about_xdp_tools() {
	local o
	o=$(echo /usr/lib/*/bpf/xdp-dispatcher.o)
	[ -e "$o" ] || skip 'xdp-tools is not installed'
	each_that_loads 5 "${o%/*}"/xd*.o
}

# tests/vm loads them on kernels from 5.10 on, but those that its list excepts
test_no_error_about_what_older_kernels_load() {
	local o from n=0
	for o in "$TESTDATA"/clang/*.o; do
		o=${o%.bpf.o}
		from=$(awk -F '\t' -v o="${o##*/}" '$1 == o { print $2 }' "$HERE/../vm/objects.tsv")
		[ "$from" != - ] || continue
		"$RAWBPF" lint -j "$o.bpf.o" >"$DIR/lint" 2>/dev/null || :
		"$PYTHON" -S -E -c 'import json, sys
v = lambda s: [int(x) for x in s.split(".")]
o = json.load(open(sys.argv[1]))["objects"][0]
least = o["min_kernel"] or "99.0"
sys.exit(v(least) > v(sys.argv[2]) and o["path"] + " needs " + least)' \
			"$DIR/lint" "${from:-5.10}"
		n=$((n + 1))
	done
	[ $n -ge 40 ] || die "only $n objects"
}

# What tests/kernel/refused.sh shows that this kernel refuses
test_a_word_about_what_is_refused() {
	local bad
	for bad in calls licence map packet stack; do
		"$RAWBPF" lint -j --kernel "$release" \
			"$TESTDATA/clang/bad_$bad.bpf.o" >"$DIR/lint" || :
		{ findings "$DIR/lint" error && findings "$DIR/lint" note |
			sed -n '/ undecided$/p'; } | cut -d ' ' -f 1 | sort -u >"$DIR/named"
		"$RAWBPF" disasm -j "$TESTDATA/clang/bad_$bad.bpf.o" |
			"$PYTHON" -S -E -c 'import json, sys
for f in json.load(sys.stdin)["functions"]:
    if f["program"]:
        print(f["name"])' | sort -u >"$DIR/all"
		same '' "$(comm -13 "$DIR/named" "$DIR/all")" "silence about bad_$bad"
	done
}

test_certain_mistakes_are_errors() {
	lint_as 1 "$TESTDATA/clang/bad_calls.bpf.o" "$TESTDATA/clang/bad_map.bpf.o" \
		"$TESTDATA/clang/bad_stack.bpf.o" "$TESTDATA/clang/bad_licence.bpf.o"
	findings "$DIR/out" error >"$DIR/errors"
	local line
	for line in 'helper_of_another_type helper-type' \
		'sleeping_helper helper-sleeps' 'return_out_of_range result' \
		'null_unchecked null' 'constant_written constant-write' \
		'chain_too_large stack' 'helper_for_gpl licence'; do
		has "$DIR/errors" "$line"
	done
}

# Programs at random: of those that the kernel takes none has an error, of the
# others most have
test_random_programs() {
	local seed good bad errors
	for seed in 1 2 $RANDOM; do
		read -r good bad errors < <("$PYTHON" -S -E "$HERE/lint.py" "$RAWBPF" "$release" "$DIR" "$seed")
		[ "${good:-0}" -ge 50 ] || die "seed $seed: $good of $((good + bad)) load"
		[ "$errors" -ge $((bad / 2)) ] || die "seed $seed: $errors errors, $bad refused"
	done
}

test_which_kernels_take_an_object() {
	status 0 "$RAWBPF" lint "$TESTDATA/clang/feature_ring.bpf.o"
	has "$DIR/out" "needs Linux 5.8: map 'events' of type ringbuf needs Linux 5.8"
	has "$DIR/out" 'IN THE WAY'
	grep -Eq '^ +x +x +x +x +- .* bpf_ringbuf_output needs Linux 5.8$' "$DIR/out" ||
		die "no row of bpf_ringbuf_output: $(cat "$DIR/out")"
	status 0 "$RAWBPF" lint -j "$TESTDATA/clang/feature_ring.bpf.o"
	has "$DIR/out" '"min_kernel":"5.8"'
	status 1 "$RAWBPF" lint "$TESTDATA/clang/bad_licence.bpf.o"
	has "$DIR/out" 'no kernel takes it'
}

test_json_has_these_keys() {
	lint_as 1 "$TESTDATA/clang/bad_map.bpf.o"
	same "objects|findings min_kernel path|fix insn message program rule severity since source|file line text" \
		"$("$PYTHON" -S -E -c 'import json, sys
d = json.load(open(sys.argv[1]))
o = d["objects"][0]
f = next(f for f in o["findings"] if f["source"])
print("|".join(" ".join(sorted(x)) for x in (d, o, f, f["source"])))' "$DIR/out")" keys
}

test_what_an_old_kernel_refuses() {
	status 1 "$RAWBPF" lint --kernel 4.9 "$TESTDATA/clang/feature_ring.bpf.o"
	has "$DIR/out" 'Linux 4.9: 2 errors'
	has "$DIR/out" 'error: send: bpf_ringbuf_output needs Linux 5.8 [helper]'
	has "$DIR/out" '(85) call bpf_ringbuf_output#130'
	has "$DIR/out" 'feature_ring.bpf.c:15: return'
	status 0 "$RAWBPF" lint --kernel 5.8.3 "$TESTDATA/clang/feature_ring.bpf.o"
	has "$DIR/out" 'Linux 5.8: 0 errors'
}

test_without_privileges() {
	install -m 644 "$TESTDATA/clang/feature_ring.bpf.o" "$DIR/o"
	status 0 setpriv --reuid 65534 --regid 65534 --clear-groups \
		--bounding-set -all "$RAWBPF" lint "$DIR/o"
}

test_wrong_words() {
	status 2 "$RAWBPF" lint
	status 2 "$RAWBPF" lint --kernel new "$TESTDATA/clang/feature_ring.bpf.o"
	has "$DIR/err" "'new' is no version"
	status 1 "$RAWBPF" lint /dev/null
	empty "$DIR/out"
}

run_tests "$@"
