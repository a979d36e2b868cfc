#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `verify --compare`: reports that this kernel's verifier has a part in, and
# the exit status that a build depends on.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

# build NAME TURNS: an object whose loop has so many turns, in a folder of its own
build() {
	mkdir "$DIR/$1"
	cat >"$DIR/loop.bpf.c" <<-END
		#include "bpf/rawbpf.h"
		SEC("socket")
		int turn(struct __sk_buff *skb)
		{
			__u32 sum = 0;
		#pragma clang loop unroll(disable)
			for (int i = 0; i < $2; i++) {
				sum += skb->len;
				asm volatile("" : "+r"(sum));
			}
			return sum;
		}
	END
	clang --target=bpf -O2 -g -I"$HERE/../.." \
		-idirafter "/usr/include/$(uname -m)-linux-gnu" -c -o "$DIR/$1/loop.bpf.o" "$DIR/loop.bpf.c"
	"$RAWBPF" verify -j "$DIR/$1/loop.bpf.o" >"$DIR/$1.json"
}

test_growth_and_its_limits() {
	need clang
	build old 100
	build new 150
	status 0 "$RAWBPF" verify --compare "$DIR/old.json" "$DIR/new.json"
	grep -Eq '^loop.bpf.o +socket +turn +accepted +[0-9]+ +\+[0-9]+ \+(4[0-9]|50)\.[0-9]% ' "$DIR/out" ||
		die "$(cat "$DIR/out")"
	status 0 "$RAWBPF" verify --compare --max insns=+60% --max stack=+0 --max insns=100000 \
		"$DIR/old.json" "$DIR/new.json"
	status 1 "$RAWBPF" verify --compare --max insns=+5% "$DIR/old.json" "$DIR/new.json"
	has "$DIR/out" '! +'
	empty "$DIR/err"
	status 0 "$RAWBPF" verify --compare --max insns=+0 "$DIR/new.json" "$DIR/old.json"
	status 1 "$RAWBPF" verify --compare -j --max insns=100 "$DIR/new.json" "$DIR/old.json"
	"$PYTHON" -S -E -c 'import json, sys
d = json.load(sys.stdin)
p = d["programs"][0]
i = p["stats"]["insns"]
assert d["failed"] == 1 and not p["worse"] and i["exceeded"], d
assert i["change"] == i["b"] - i["a"] < 0, i' <"$DIR/out"
}

test_a_worse_verdict_fails() {
	need clang
	build old 100
	sed 's/"accepted"/"refused"/' "$DIR/old.json" >"$DIR/refused.json"
	status 1 "$RAWBPF" verify --compare "$DIR/old.json" "$DIR/refused.json"
	has "$DIR/out" '! accepted -> refused'
	status 0 "$RAWBPF" verify --compare "$DIR/refused.json" "$DIR/old.json"
}

test_pipes_and_mistakes() {
	need clang
	build old 100
	status 0 "$RAWBPF" verify --compare "$DIR/old.json" <(cat "$DIR/old.json")
	status 1 "$RAWBPF" verify --compare "$DIR/old.json" "$DIR/loop.bpf.c"
	has "$DIR/err" 'loop.bpf.c:1:1: no value'
	status 2 "$RAWBPF" verify --compare --max insns=5% "$DIR/old.json" "$DIR/old.json"
	status 2 "$RAWBPF" verify --compare "$DIR/old.json"
}

run_tests "$@"
