#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf attach and detach: programs that somebody pinned, and those of object
# files; what goes on without the command, and what is left behind.
. "$(dirname "$0")/lib.sh"

object=$TESTDATA/clang/attach_kinds.bpf.o
sys_bpf=$("$PYTHON" -S -E -c 'import os
print({"x86_64": 321, "aarch64": 280}[os.uname().machine])')
LINK_CREATE=28

# The three programs and their map, pinned by somebody else
pinned() {
	need bpftool
	mount -t bpf none /sys/fs/bpf
	cd /sys/fs/bpf || exit
	mkdir p
	bpftool prog loadall "$object" p pinmaps p
	mv p/by_tracepoint prog_o_tracepoint_raw_syscalls_sys_enter
	mv p/by_raw prog_o_raw_tp_sys_enter
	mv p/by_btf prog_o_tp_btf_sys_enter
	tp=prog_o_tracepoint_raw_syscalls_sys_enter
}

# hits PLACE: what the map has counted there
hits() {
	bpftool -j map dump pinned p/hits | "$PYTHON" -S -E -c 'import json, sys
print(json.load(sys.stdin)[int(sys.argv[1])]["formatted"]["value"])' "$1"
}

# counts PLACE yes|no: of 1000 system calls all are counted, or none
counts() {
	local before
	before=$(hits "$1")
	"$WORK" calls 1000
	if [ "$2" = yes ]; then
		[ "$(hits "$1")" -ge $((before + 1000)) ] || die "place $1 does not count"
	else
		same "$before" "$(hits "$1")" "place $1"
	fi
}

links() { bpftool link show pinned "$1" | sed -n '1s/:.*//p'; }

attached_json() {
	"$PYTHON" -S -E -c 'import json, sys
print(json.load(open(sys.argv[1]))["attached"][0][sys.argv[2]])' "$DIR/out" "$1"
}

test_it_goes_on_when_the_shell_has_ended() {
	pinned
	counts 0 no
	sh -c '"$1" attach -q $2; exit' - "$RAWBPF" $tp
	counts 0 yes
	"$RAWBPF" detach $tp
	counts 0 no
	[ ! -e link_o_tracepoint_raw_syscalls_sys_enter ] || die 'the pin is there'
}

test_each_kind_by_the_name_of_its_pin() {
	pinned
	for prog in prog_*; do
		status 0 "$RAWBPF" attach $prog
		empty "$DIR/err"
	done
	for place in 0 1 2; do counts $place yes; done
	status 0 "$RAWBPF" detach link_*
	for place in 0 1 2; do counts $place no; done
}

test_hooks_by_any_name() {
	pinned
	mv $tp t
	mv prog_o_raw_tp_sys_enter r
	for hook in raw_syscalls:sys_enter tracepoint:raw_syscalls:sys_enter \
		raw_syscalls/sys_enter tp/raw_syscalls/sys_enter \
		tracepoint/raw_syscalls/sys_enter/tag; do
		status 0 "$RAWBPF" attach t $hook
		counts 0 yes
		"$RAWBPF" detach t
	done
	for hook in raw_tp:sys_enter raw_tracepoint/sys_enter sys_enter; do
		status 0 "$RAWBPF" attach r $hook
		counts 1 yes
		"$RAWBPF" detach r
	done
}

test_json() {
	pinned
	status 0 "$RAWBPF" attach -j $tp
	same $tp "$(attached_json program)"
	same tracepoint/raw_syscalls/sys_enter "$(attached_json hook)"
	same "$(links link_${tp#prog_})" "$(attached_json link_id)"
	same link_${tp#prog_} "$(attached_json pinned)"
	id=$(attached_json link_id)
	status 0 "$RAWBPF" detach -j $tp
	same "{\"detached\":[{\"link_id\":$id,\"pinned\":\"link_${tp#prog_}\"}]}" "$(cat "$DIR/out")"
}

test_again_changes_nothing() {
	pinned
	for prog in prog_*; do
		"$RAWBPF" attach $prog
		id=$(links link_${prog#prog_})
		"$RAWBPF" attach $prog
		same "$id" "$(links link_${prog#prog_})" "link of $prog"
	done
}

test_another_hook_or_program_replaces_the_link() {
	pinned
	"$RAWBPF" attach $tp
	id=$(links link_${tp#prog_})
	"$RAWBPF" attach --pin link_${tp#prog_} $tp raw_syscalls:sys_exit
	[ "$(links link_${tp#prog_})" != "$id" ] || die 'the same link'
	eventually eval "! bpftool link show id $id"
	bpftool prog loadall "$object" p/again
	mv p/again/by_tracepoint p/prog_2
	id=$(links link_${tp#prog_})
	"$RAWBPF" attach --pin link_${tp#prog_} p/prog_2 raw_syscalls:sys_exit
	eventually eval "! bpftool link show id $id"
	same "" "$(find . -name "*tmp*")" "temporary pins"
}

test_dry_run() {
	pinned
	status 0 "$RAWBPF" attach -n --debug $tp
	has "$DIR/out" tracepoint/raw_syscalls/sys_enter
	! grep -q LINK_CREATE "$DIR/err"
	"$RAWBPF" attach $tp
	status 0 "$RAWBPF" detach -n $tp
	counts 0 yes
}

# refused ERRNO WORD COMMAND...: with nothing on stdout
refused() {
	status 1 "$RAWBPF" "${@:3}"
	empty "$DIR/out"
	has "$DIR/err" "$1"
	has "$DIR/err" "$2"
}

test_errors() {
	pinned
	refused ENOENT /nope attach /nope
	refused ENOENT raw_syscalls:sys_enter attach $tp raw_syscalls:sys_enterr
	refused ENOENT 'none/link' attach $tp --pin /sys/fs/bpf/none/link
	refused EINVAL 'is no hook for a program of type tracepoint' attach $tp xdp/eth0
	refused EINVAL 'names no tracepoint' attach $tp sys_enter
	refused ENOENT "'nope'" attach prog_o_raw_tp_sys_enter nope
	refused EINVAL 'is a map' attach p/hits
	refused EINVAL 'is a map' detach p/hits
	refused ENOENT 'is not attached' detach $tp
	refused ENOENT /nope detach /nope
	refused ENOENT 4294967295 detach id 4294967295
	refused ENOENT "'by_tracepoint'" attach "$object:nope"
	refused EINVAL 'is an object file: OBJECT:PROGRAM' attach "$object"
	has "$DIR/err" 'its programs: by_tracepoint, by_raw, by_btf'
	refused ENOENT none.o attach --hold "$DIR/none.o:x"
	mv $tp t
	refused EINVAL 'tells no hook' attach t
	mkdir link_t
	refused 'link_t' "'link_t'" attach t raw_syscalls:sys_enter
	same "$(ls p)" "$(echo hits)" 'nothing else pinned'
}

test_usage() {
	for args in 'attach' 'attach a b c' 'attach --hold --pin x y' detach \
		'detach id' 'detach id x'; do
		# shellcheck disable=SC2086
		status 2 "$RAWBPF" $args
	done
}

test_detach_says_who_else_holds_it() {
	pinned
	"$RAWBPF" attach $tp
	id=$(links link_${tp#prog_})
	bpftool link pin id "$id" p/other
	refused EBUSY "link $id stays" detach $tp
	counts 0 yes
	refused EOPNOTSUPP 'last holder' detach id "$id"
	rm p/other
	eventually eval "! bpftool link show id $id"
}

test_hold_ends_with_its_input() {
	pinned
	mkfifo "$DIR/in"
	"$RAWBPF" attach --hold $tp <"$DIR/in" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	exec 7>"$DIR/in"
	eventually attached $pid
	counts 0 yes
	[ ! -e link_${tp#prog_} ] || die 'a pin'
	exec 7>&-
	wait $pid
	counts 0 no
}

test_hold_ends_with_a_signal() {
	pinned
	"$RAWBPF" attach --hold "$object:by_raw" < <(sleep 50) >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	eventually grep -q link "$DIR/out"
	sed -nE 's/^(prog|link)_id:\t/\1 /p' /proc/$pid/fdinfo/* >"$DIR/objects"
	has "$DIR/objects" link
	has "$DIR/objects" prog
	kill -TERM $pid
	wait $pid
	while read -r kind id; do
		eventually eval "! bpftool $kind show id $id"
	done <"$DIR/objects"
}

# What the kernel of 5.14 says: no such link
test_without_links() {
	pinned
	status 1 refusing $sys_bpf:$LINK_CREATE 22 "$RAWBPF" attach $tp
	has "$DIR/err" 'no links'
	has "$DIR/err" --hold
	same "" "$(find . -name "link_*")" links
	mkfifo "$DIR/in"
	refusing $sys_bpf:$LINK_CREATE 22 "$RAWBPF" attach --hold $tp \
		<"$DIR/in" >"$DIR/out" 2>"$DIR/err" &
	pid=$!
	exec 7>"$DIR/in"
	eventually grep -q raw_syscalls "$DIR/out"
	counts 0 yes
	exec 7>&-
	wait $pid
	counts 0 no
}

test_program_of_an_object_file() {
	need bpftool
	mount -t bpf none /sys/fs/bpf
	cd /sys/fs/bpf || exit
	status 0 "$RAWBPF" attach -j "$object:by_tracepoint"
	link=$(attached_json pinned)
	same /sys/fs/bpf/link_attach_kinds_tracepoint_raw_syscalls_sys_enter "$link"
	status 0 "$RAWBPF" attach "$object:by_tracepoint"
	status 0 "$RAWBPF" attach "$object:raw_tp/sys_enter"
	mkdir p
	bpftool map pin name hits p/hits 2>/dev/null ||
		ln map_attach_kinds_hits p/hits 2>/dev/null ||
		mv map_attach_kinds_hits p/hits
	counts 0 yes
	counts 1 yes
	status 0 "$RAWBPF" detach "$link"
	counts 0 no
}

run_tests "$@"
