#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# `doctor`: as root, as an ordinary user, where nothing is mounted; its answers
# against bpftool's. It never fails.
# shellcheck source=tests/kernel/lib.sh
. "$(dirname "$0")/lib.sh"

json() { "$PYTHON" -S -E -c "import json, sys; d = json.load(open(sys.argv[1])); $1" "$DIR/out"; }

test_as_root() {
	status 0 "$RAWBPF" doctor
	has "$DIR/out" 'bpf(2)'
	has "$DIR/out" 'helpers'
	empty "$DIR/err"
}

test_json_has_everything() {
	status 0 "$RAWBPF" doctor -j
	json 'assert d["program_types"]["tracepoint"] and d["map_types"]["hash"]'
	json 'assert d["helpers"]["bpf_map_lookup_elem"] and len(d["helpers"]) == 211'
	json 'assert {c["area"] for c in d["checks"]} >= {"privileges", "kernel", "mounts", "features"}'
	json 'assert all(c["costs"] for c in d["checks"] if c["state"] == "missing")'
	json 'assert d["missing"] == sum(c["state"] == "missing" for c in d["checks"])'
}

# What bpftool finds is found here, and the other way, but for what bpftool does
# not know and what may not be tried
test_agrees_with_bpftool() {
	need bpftool
	"$(command -v bpftool)" -j feature probe >"$DIR/theirs" || skip 'kernel: bpftool cannot probe'
	status 0 "$RAWBPF" doctor -j
	"$PYTHON" -S -E - "$DIR/out" "$DIR/theirs" <<-'END' || die 'they differ'
		import json, sys
		ours, theirs = (json.load(open(x)) for x in sys.argv[1:])
		bad = 0
		for kind in "program_types", "map_types":
		    for name, answer in ours[kind].items():
		        other = theirs[kind].get(f"have_{name}_{kind[:-6] if kind != 'program_types' else 'prog'}_type")
		        if other is not None and answer is not None and other != answer:
		            print(kind, name, answer, other)
		            bad = 1
		sys.exit(bad)
	END
}

test_as_an_ordinary_user() {
	need setpriv
	install -m 755 "$RAWBPF" "$DIR/rawbpf"
	chmod 755 "$DIR"
	status 0 setpriv --reuid 65534 --regid 65534 --clear-groups "$DIR/rawbpf" doctor
	has "$DIR/out" 'none that BPF asks for'
	has "$DIR/out" 'setcap'
	status 0 setpriv --reuid 65534 --regid 65534 --clear-groups "$DIR/rawbpf" doctor -j
	json 'assert any(c["name"] == "capabilities" and c["state"] == "missing" for c in d["checks"])'
	json 'assert d["program_types"]["tracepoint"] is None'
}

test_where_nothing_is() {
	static
	mkdir "$DIR/empty"
	cp "$RAWBPF" "$DIR/empty/rawbpf"
	status 0 chroot "$DIR/empty" /rawbpf doctor
	has "$DIR/out" 'mount -t proc proc /proc'
	has "$DIR/out" 'mount -t sysfs sysfs /sys'
	empty "$DIR/err"
}

maps() { bpftool map list -j | { grep -o '"type":"arena"' || :; } | wc -l; }

test_leaves_nothing() {
	local before
	need bpftool
	before=$(maps)
	status 0 "$RAWBPF" doctor
	same "$before" "$(maps)" 'maps of a type that is only tried'
}

test_wrong_words() {
	status 2 "$RAWBPF" doctor house
	status 2 "$RAWBPF" doctor --nonsense
}

run_tests "$@"
