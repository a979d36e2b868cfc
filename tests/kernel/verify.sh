#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `verify`: programs that this kernel refuses, each for its reason and at its
# line; programs that it takes; saved logs of other kernels; and that nothing
# stays.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

json() { "$PYTHON" -S -E -c "import json, sys; d = json.load(open(sys.argv[1])); $1" "$DIR/out"; }
data() { find "${TESTDATA:-$O/data}" -name "$1.bpf.o" | sort | sed -n '$p'; }
logs=$HERE/../data/logs

test_the_worked_example() {
	local o
	o=$(data bad_packet)
	[ -n "$o" ] || skip 'no test objects'
	status 1 "$RAWBPF" verify "$o"
	has "$DIR/out" 'count (xdp): REFUSED by Linux'
	has "$DIR/out" 'EACCES   packet-bounds [source]'
	has "$DIR/out" '  invalid access to packet, off=26 size=4, R1(id=0,off=26,r=14)'
	has "$DIR/out" 'key = ip->saddr;'
	has "$DIR/out" 'bytes 0..13 of the packet exist'
	has "$DIR/out" 'bytes 26..29'
	has "$DIR/out" 'Missing                   16 bytes'
	has "$DIR/out" 'if (data + sizeof(*eth) > data_end)'
	has "$DIR/out" '  Fix '
}

test_json_of_a_refusal() {
	status 1 "$RAWBPF" verify -j "$(data bad_packet)"
	json 'p = d["objects"][0]["programs"][0]
assert p["verdict"] == "refused" and p["errno"] == "EACCES" and p["class"] == "source"
assert p["insn"] == 10 and p["source"]["text"] == "key = ip->saddr;"
assert p["message"].startswith("invalid access to packet") and p["fix"] and p["cause"]
assert p["stats"]["insns"] > 5 and p["stats"]["limit"] == 1000000'
}

# name, id of the catalogue's row, text of the line
test_each_mistake_has_its_reason_and_line() {
	local name id text
	status 1 "$RAWBPF" verify -j "$(data bad_map)"
	while IFS='|' read -r name id text; do
		json "p = {p['name']: p for p in d['objects'][0]['programs']}['$name']
assert p['id'] == '$id', p['id']
assert '$text' in p['source']['text'], p['source']" || die "$name"
	done <<-'END'
		null_unchecked|null-deref|r->bytes += 1;
		index_unbounded|region-unbounded|r->counts[i]++;
		index_off_by_one|map-value-bounds|r->counts[i]++;
	END
}

test_a_long_loop_shows_where_it_goes_round() {
	[ -n "$(data bad_calls)" ] || skip 'no test objects'
	cat >"$DIR/loop.bpf.c" <<-'END'
		#include "bpf/rawbpf.h"
		SEC("socket")
		int forever(struct __sk_buff *skb)
		{
			volatile __u64 sum = 0;
			for (__u32 i = 0; i < 10000000; i++)
				sum += i ^ skb->len;
			return (int)sum;
		}
		LICENSE("GPL");
	END
	need clang
	(cd "$HERE/../.." && clang --target=bpf -O2 -g -I. -Ibpf -idirafter /usr/include \
		-idirafter "/usr/include/$(uname -m)-linux-gnu" -c -o "$DIR/loop.o" "$DIR/loop.bpf.c")
	status 1 "$RAWBPF" verify "$DIR/loop.o"
	has "$DIR/out" '[limit]'
	has "$DIR/out" 'Where the verifier was most often'
	has "$DIR/out" 'sum += i ^ skb->len;'
}

test_accepted_programs() {
	status 0 "$RAWBPF" verify "$O/bpf/count.bpf.o"
	has "$DIR/out" 'count_event (tracepoint): OK by Linux'
	has "$DIR/out" 'of 1000000 instructions'
	status 0 "$RAWBPF" verify -v "$O/bpf/count.bpf.o"
	has "$DIR/out" 'never reached'
	has "$DIR/out" 'key.pid = tgid;'
	status 0 "$RAWBPF" verify -v -v --program follow_exec "$O/bpf/count.bpf.o"
	has "$DIR/out" 'processed'
	! grep -q '^count_event' "$DIR/out" || die 'not only that program'
}

test_a_good_program_is_not_refused_for_its_log() {
	status 0 "$RAWBPF" verify -v -v "$(data map_values)"
}

loaded() { bpftool prog list -j | { grep -o '"name":"follow_exec[^"]*"' || :; } | wc -l; }

test_nothing_stays() {
	local before
	need bpftool
	before=$(loaded)
	status 0 "$RAWBPF" verify "$O/bpf/count.bpf.o"
	same "$before" "$(loaded)" 'programs of that name'
}

test_saved_logs_of_every_dialect() {
	local v
	for v in 4.9 4.14 4.19 5.4 5.10 6.1 6.8 6.12 6.18 7.2 7.3; do
		status 1 "$RAWBPF" verify --log "$logs/$v.log"
		has "$DIR/out" 'invalid access to packet'
		has "$DIR/out" 'packet-bounds'
		has "$DIR/out" 'bytes 0..13 of the packet exist'
	done
	status 1 "$RAWBPF" verify --log "$logs/7.3.log"
	has "$DIR/out" "The kernel's own report"
}

test_saved_logs_need_neither_root_nor_kernel() {
	need setpriv
	install -m 755 "$RAWBPF" "$DIR/rawbpf"
	chmod 755 "$DIR"
	status 1 setpriv --reuid 65534 --regid 65534 --clear-groups "$DIR/rawbpf" verify --log - <"$logs/6.1.log"
	has "$DIR/out" 'packet-bounds'
}

test_a_saved_log_with_its_object() {
	status 1 "$RAWBPF" verify -v -v "$(data bad_packet)"
	sed -n "/^  The log/,\$p" "$DIR/out" | sed "1d; /^;/d" >"$DIR/log"
	status 1 "$RAWBPF" verify --log "$DIR/log" "$(data bad_packet)"
	has "$DIR/out" 'key = ip->saddr;'
}

test_what_is_no_log() {
	echo 'nothing of the kind' >"$DIR/text"
	: >"$DIR/empty"
	status 1 "$RAWBPF" verify --log "$DIR/empty"
	status 1 "$RAWBPF" verify --log "$DIR/text"
	status 1 "$RAWBPF" verify --log "$DIR/missing"
	has "$DIR/err" 'ENOENT'
}

test_without_privileges() {
	need setpriv
	install -m 755 "$RAWBPF" "$DIR/rawbpf"
	install -m 644 "$(data feature_kprobe)" "$DIR/o.o"
	chmod 755 "$DIR"
	status 1 setpriv --reuid 65534 --regid 65534 --clear-groups "$DIR/rawbpf" verify -j "$DIR/o.o"
	json 'p = d["objects"][0]["programs"][0]
assert p["verdict"] == "refused" and p["errno"] == "EPERM" and p["class"] == "permission", p'
}

test_wrong_command_lines() {
	status 2 "$RAWBPF" verify
	status 2 "$RAWBPF" verify --max insns=+5% x.o
	status 2 "$RAWBPF" verify --compare x.json
	status 1 "$RAWBPF" verify "$DIR/nothing.o"
	has "$DIR/err" 'ENOENT'
}

test_a_broken_object_does_not_keep_the_others() {
	head -c 200 "$O/bpf/count.bpf.o" >"$DIR/cut.o"
	status 1 "$RAWBPF" verify -j "$DIR/cut.o" "$O/bpf/count.bpf.o"
	json 'assert len(d["objects"]) == 2 and len(d["objects"][1]["programs"]) > 3'
}

run_tests "$@"
