#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf bundle: one executable with objects in it, that runs where nothing else
# is, gives back what it got, and says when it was damaged.
. "$(dirname "$0")/lib.sh"

object=$TESTDATA/clang/load_core.bpf.o
printk=$TESTDATA/clang/hdr_printk.bpf.o
article=$TESTDATA/clang/hdr_article.bpf.o # needs no types of the kernel

bundle() { "$RAWBPF" bundle -q "$@"; }

# changed FROM TO OFFSET: that many bytes from the end, one is another
changed() {
	local size
	cp "$1" "$2"
	size=$(stat -c %s "$2")
	printf '\377' | dd of="$2" bs=1 seek=$((size - $3)) conv=notrunc status=none
}

test_runs_in_an_empty_folder() {
	static
	mkdir "$DIR/root"
	bundle -o "$DIR/root/tool" "$article" -- --duration 0.5
	status 0 env -i "$(command -v chroot)" "$DIR/root" /tool
	has "$DIR/out" pid_syscall_map
	has "$DIR/out" 'key: '
	empty "$DIR/err"
}

test_arguments_of_the_user_come_last() {
	bundle -o "$DIR/tool" "$article" -- --duration 100
	status 0 "$DIR/tool" -j --duration 0.2
	same pid_syscall_map "$("$PYTHON" -S -E -c 'import json, sys
print(json.load(open(sys.argv[1]))["maps"][0]["name"])' "$DIR/out")" map
	status 2 "$DIR/tool" --no-such-option
	has "$DIR/err" no-such-option
	status 0 "$DIR/tool" --help
	has "$DIR/out" 'rawbpf run'
}

test_the_tool_itself_is_within_reach() {
	bundle -o "$DIR/tool" "$object"
	status 0 "$DIR/tool" --rawbpf load -n "load_core.bpf.o"
	has "$DIR/out" on_switch
	status 0 "$DIR/tool" --rawbpf version
	has "$DIR/out" 'rawbpf '
	status 0 "$DIR/tool" --rawbpf bundle --list
	has "$DIR/out" load_core.bpf.o
}

test_list() {
	bundle -o "$DIR/tool" "$object" "$printk" -- --duration 1 'two words'
	status 0 "$RAWBPF" bundle --list "$DIR/tool"
	has "$DIR/out" load_core.bpf.o
	has "$DIR/out" 'arguments: --duration 1 two words'
	status 0 "$RAWBPF" bundle --list -j "$DIR/tool"
	"$PYTHON" -S -E - "$DIR/out" "$DIR/tool" "$object" <<'END'
import json, os, sys
got = json.load(open(sys.argv[1]))
assert got["path"] == sys.argv[2], got
assert got["machine"] in ("x86_64", "aarch64"), got
assert got["bytes"] == os.stat(sys.argv[2]).st_size, got
assert got["arguments"] == ["--duration", "1", "two words"], got
assert [o["name"] for o in got["objects"]] == ["hdr_printk.bpf.o", "load_core.bpf.o"], got
assert got["objects"][1]["bytes"] == os.stat(sys.argv[3]).st_size, got
END
}

test_what_goes_in_comes_out() {
	bundle -o "$DIR/tool" "$object" "$printk"
	status 0 "$RAWBPF" bundle --extract "$DIR/all" "$DIR/tool"
	cmp "$DIR/all/load_core.bpf.o" "$object"
	cmp "$DIR/all/hdr_printk.bpf.o" "$printk"
	same 2 "$(find "$DIR/all" -type f | wc -l)" files
}

test_same_input_same_bytes() {
	bundle -o "$DIR/a" "$object" "$printk"
	touch "$object"
	bundle -o - "$printk" "$object" >"$DIR/b"
	cmp "$DIR/a" "$DIR/b"
	[ -x "$DIR/a" ]
}

test_bundling_again_replaces() {
	bundle -o "$DIR/a" "$object" -- --duration 1
	bundle -o "$DIR/fresh" "$printk"
	status 0 "$DIR/a" --rawbpf bundle -o "$DIR/b" "$printk"
	has "$DIR/err" '1 object'
	cmp "$DIR/b" "$DIR/fresh"
	bundle --base "$DIR/a" -o "$DIR/a" "$printk"
	cmp "$DIR/a" "$DIR/fresh"
}

# What the compiler copies of it would be found instead
test_the_magic_is_there_once() {
	same 1 "$(grep -aob 'rawbpf bundle 1' "$RAWBPF" | wc -l)" magics
}

test_stripped_says_so() {
	need strip
	bundle -o "$DIR/tool" "$object"
	strip -o "$DIR/less" "$DIR/tool"
	status 1 "$DIR/less"
	has "$DIR/err" 'its end is missing'
}

test_damage_is_noticed() {
	local size at
	bundle -o "$DIR/good" "$object"
	size=$(stat -c %s "$DIR/good")
	for at in 1 4 24 25 200; do
		changed "$DIR/good" "$DIR/bad" $at
		status 1 "$DIR/bad"
		has "$DIR/err" EBADMSG
		status 1 "$RAWBPF" bundle --list "$DIR/bad"
		has "$DIR/err" 'hint: it was'
		head -c $((size - at)) "$DIR/good" >"$DIR/bad"
		status 1 "$DIR/bad"
		has "$DIR/err" 'its end is missing'
	done
	echo more >>"$DIR/good"
	status 1 "$DIR/good" -j
	empty "$DIR/out"
	has "$DIR/err" '{"error":'
}

test_only_objects_and_only_into_a_rawbpf() {
	status 1 "$RAWBPF" bundle -o "$DIR/tool" "$0"
	has "$DIR/err" bundle.sh
	status 1 "$RAWBPF" bundle -o "$DIR/tool" "$object" "$object"
	has "$DIR/err" 'two files'
	status 1 "$RAWBPF" bundle --base "$WORK" -o "$DIR/tool" "$object"
	has "$DIR/err" 'is no rawbpf'
	cp "$object" "$DIR/-n.o"
	status 1 "$RAWBPF" bundle -o "$DIR/tool" "$DIR/-n.o"
	has "$DIR/err" option
	status 1 "$RAWBPF" bundle --list "$RAWBPF"
	has "$DIR/err" 'it is no bundle'
	status 1 "$RAWBPF" bundle --list "$0"
	has "$DIR/err" ENOEXEC
	[ ! -e "$DIR/tool" ]
}

test_wrong_command_lines() {
	status 2 "$RAWBPF" bundle -o "$DIR/tool"
	status 2 "$RAWBPF" bundle "$object"
	has "$DIR/err" --output
	status 2 "$RAWBPF" bundle --list -o "$DIR/tool" "$object"
	status 2 "$RAWBPF" bundle --list a b
	[ ! -e "$DIR/tool" ]
}

test_dry_run_writes_nothing() {
	status 0 "$RAWBPF" bundle -n -o "$DIR/tool" "$object"
	[ ! -e "$DIR/tool" ]
}

# What a bundle needs to know at its start costs an ordinary one nothing
test_no_system_call_more() {
	need strace
	# glibc's own start asks for it in a static program
	"$RAWBPF" version | grep -q '^libc: musl' || skip 'kernel: for musl'
	strace -o "$DIR/calls" "$RAWBPF" version >/dev/null
	! grep -E 'open|pread|readlink' "$DIR/calls"
}

run_tests "$@"
