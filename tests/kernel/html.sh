#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `verify --html` and `--dot`, on this kernel: the page as a document, as a
# browser shows it without a network, and how long a long program takes.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

DATA=$O/data/clang

# report STATUS OBJECT...
report() {
	local want=$1
	shift
	status "$want" "$RAWBPF" verify --html "$DIR/r.html" --dot "$DIR/r.dot" "$@"
	"$PYTHON" -S -E "$HERE/html_page.py" page "$DIR/r.html" >"$DIR/counts"
}

test_a_refusal_is_explained() {
	report 1 "$DATA/bad_packet.bpf.o"
	has "$DIR/r.html" 'Why it was refused'
	has "$DIR/r.html" 'invalid access to packet, off=26 size=4'
	has "$DIR/r.html" 'Missing</dt><dd>16 bytes'
	has "$DIR/r.html" 'How r1 came here'
	has "$DIR/r.html" 'State along the last path'
	has "$DIR/r.html" '<tr class="h1 gap fail">'
	has "$DIR/r.html" 'By kernel release'
	has "$DIR/r.html" '<g class="h1 F">'
	has "$DIR/r.html" 'id=p0l10></a>'
}

test_an_accepted_program_is_measured() {
	report 0 "$DATA/load_core.bpf.o"
	has "$DIR/r.html" 'accepted'
	has "$DIR/r.html" 'Before and after'
	has "$DIR/r.html" '<td class=d>added'
	has "$DIR/r.html" 'not taken'
	has "$DIR/r.html" 'states kept'
}

test_several_programs_have_a_list() {
	report 1 "$DATA/load_core.bpf.o" "$DATA/feature_subprogram.bpf.o" "$DATA/bad_calls.bpf.o"
	has "$DIR/r.html" '<nav aria-label=programs>'
	has "$DIR/r.html" 'class="c"' # a call from one function to another
}

test_saved_logs_need_no_object() {
	local log
	for log in "$HERE"/../data/logs/saved-*.log; do
		"$RAWBPF" verify --log "$log" --html "$DIR/r.html" >/dev/null || [ $? = 1 ]
		"$PYTHON" -S -E "$HERE/html_page.py" page "$DIR/r.html" >/dev/null
	done
}

test_graphviz_reads_the_graph() {
	report 1 "$DATA/bad_packet.bpf.o"
	has "$DIR/r.dot" 'p0_0 -> p0_5'
	same "$(grep -c '{$' "$DIR/r.dot")" "$(grep -c '^}$' "$DIR/r.dot")"
	if command -v dot >/dev/null; then dot -Tsvg -o /dev/null "$DIR/r.dot"; fi
}

# long N: an object with a program of 8 N instructions and 2 N blocks
long() {
	{
		# shellcheck disable=SC2016 # for the compiler
		printf '%s\n' '#include "bpf/rawbpf.h"' \
			'#define STEP(k) asm volatile("if %0 == %1 goto +5\n %0 *= 3\n' \
			'SEC("socket") int long_one(struct __sk_buff *skb)' \
			'{ unsigned long long y = bpf_get_prandom_u32();'
		for ((n = 1; n <= $1; n++)); do echo "STEP($n);"; done
		printf '%s\n' 'return y & 1; }' 'LICENSE("GPL");'
	} | sed 's/%0 \*= 3.*/&\\n%0 ^= 5\\n%0 += 7\\n%0 <<= 1\\n%0 |= 1\\n%0 ^= 9\\n%0 >>= 1" : "+r"(y) : "i"(k))/' >"$DIR/long.bpf.c"
	(cd "$HERE/../.." && clang --target=bpf -O2 -g -I. -Ibpf -idirafter /usr/include \
		-idirafter "/usr/include/$(uname -m)-linux-gnu" -c -o "$DIR/long.o" "$DIR/long.bpf.c")
}

test_ten_thousand_instructions_take_a_second_and_5_megabytes() {
	need clang
	local before after plain
	long 1240
	status 0 "$RAWBPF" verify -v -q "$DIR/long.o"
	before=$(date +%s%N)
	status 0 "$RAWBPF" verify -v -q "$DIR/long.o"
	plain=$(($(date +%s%N) - before))
	before=$(date +%s%N)
	report 0 "$DIR/long.o"
	status 0 "$RAWBPF" verify --html "$DIR/r.html" "$DIR/long.o"
	before=$(date +%s%N)
	status 0 "$RAWBPF" verify --html "$DIR/r.html" "$DIR/long.o"
	after=$(($(date +%s%N) - before - plain))
	between 100000 "$(stat -c %s "$DIR/r.html")" 5000000 'bytes'
	between -1000 $((after / 1000000)) 1000 'milliseconds beside the kernel'
}

browser() {
	local c
	for c in chromium chromium-browser google-chrome; do
		command -v $c && return
	done
	skip 'chromium is not installed'
}

# shot WIDTH light|dark: what the browser shows, alone
shot() {
	local light=1
	[ "$2" = light ] || light=0
	HOME=$DIR unshare -n timeout -k 5 40 "$CHROMIUM" --headless=new --no-sandbox --disable-gpu \
		--disable-dev-shm-usage --hide-scrollbars --no-first-run --disable-background-networking \
		--disable-component-update --user-data-dir="$DIR/profile" --enable-logging=stderr \
		--blink-settings=preferredColorScheme=$light --window-size="$1",900 \
		--screenshot="$DIR/$1-$2.png" "file://$DIR/r.html" >"$DIR/browser" 2>&1 </dev/null
	! grep -E 'CONSOLE|ERR_[A-Z]' "$DIR/browser" || die 'the console is not empty'
	"$PYTHON" -S -E "$HERE/html_page.py" shot "$DIR/$1-$2.png" "$2"
}

test_a_browser_shows_it_light_and_dark_wide_and_narrow() {
	CHROMIUM=$(browser) || skip "$CHROMIUM"
	report 1 "$DATA/bad_packet.bpf.o"
	shot 1200 light
	shot 1200 dark
	shot 400 light
	shot 400 dark
}

run_tests "$@"
