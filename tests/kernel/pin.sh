#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf load and unload: what is pinned where, what is kept of it the next
# time, and that an object is there whole or not at all.
. "$(dirname "$0")/lib.sh"

data=$TESTDATA/clang
net=$data/pin_net.bpf.o
bpffs=/sys/fs/bpf
pins=$bpffs/t
object=pin_net
enter=prog_${object}_tracepoint_raw_syscalls_sys_enter

mounted() { mount -t bpf bpf $bpffs; }
load() { "$RAWBPF" load --pin-dir $pins "$@"; }
names() { (cd $pins && echo *); }
ids() { "$RAWBPF" -j load --pin-dir $pins "$net" | grep -o '"id":[0-9]*' | tr '\n' ' '; }
# tree: all that there is, but for ids and times
tree() { find $bpffs -mindepth 1 ! -name '*.debug' -printf '%P %M %U %G\n' | sort; }

all="everybodys map_pin_net__bss map_pin_net__rodata map_pin_net_counts map_pin_net_ports \
$enter prog_pin_net_tracepoint_raw_syscalls_sys_exit_leave \
prog_pin_net_tracepoint_raw_syscalls_sys_exit_leave_too"

test_names() {
	mounted
	status 0 load "$net"
	empty "$DIR/err"
	same "$all" "$(names)" pins
	has "$DIR/out" "$pins/$enter"
}

test_dry_run_says_names_and_needs_no_bpffs() {
	status 0 load -n "$net"
	has "$DIR/out" "$pins/$enter"
	[ ! -e $pins ]
}

test_json_has_pins() {
	mounted
	load -j "$net" >"$DIR/out"
	same "$pins/$enter" "$("$PYTHON" -S -E -c 'import json, sys
print(json.load(sys.stdin)["objects"][0]["programs"][0]["pinned"])' <"$DIR/out")" pinned
}

test_file_names_become_object_names() {
	mounted
	cp "$net" "$DIR/a.b@mainline.bpf.o"
	status 0 load "$DIR/a.b@mainline.bpf.o"
	has "$DIR/err" "'.' in names"
	[ -e $pins/map_a_b_counts ] || die "$(names)"
	status 1 load --name a/b "$net"
	has "$DIR/err" 'no name for an object'
	status 2 load --name a "$net" "$net"
}

test_again_keeps_everything() {
	mounted
	before=$(ids)
	bpftool map update pinned $pins/map_pin_net_counts key 1 0 0 0 value 7 0 0 0 0 0 0 0
	same "$before" "$(ids)" ids
	bpftool map lookup pinned $pins/map_pin_net_counts key 1 0 0 0 | grep '"value": 7' >/dev/null
}

test_again_loads_nothing() {
	mounted
	status 0 load "$net"
	status 0 load -d "$net"
	! grep -E 'PROG_LOAD|MAP_CREATE|OBJ_PIN' "$DIR/err" | grep -v 'name=ports' ||
		die "$(cat "$DIR/err")"
}

test_other_maps_are_an_error_field_by_field() {
	mounted
	status 0 load "$net"
	before=$(tree)
	status 1 load --name $object --replace "$data/pin_entries.bpf.o"
	has "$DIR/err" "map 'counts'"
	has "$DIR/err" 'entries 128, not 256'
	has "$DIR/err" 'rawbpf unload pin_net'
	empty "$DIR/out"
	same "$before" "$(tree)" pins
}

test_other_programs_only_with_replace() {
	mounted
	before=$(ids)
	status 1 load --name $object "$data/pin_code.bpf.o"
	has "$DIR/err" "program 'leave': there is another one"
	has "$DIR/err" --replace
	same "$before" "$(ids)" ids
	status 0 load --name $object --replace "$data/pin_code.bpf.o"
	same 1 "$(grep -c replaced "$DIR/out")" 'what is replaced'
	status 1 load "$net"
	status 0 load --replace "$net"
	same "$all" "$(names)" pins
}

# The kernel gives both the same tag, and they use the same maps
test_another_map_is_another_program() {
	mounted
	status 0 load "$net"
	tag=$(bpftool -j prog show pinned $pins/$enter | grep -o '"tag":"[0-9a-f]*"')
	status 1 load --name $object "$data/pin_second.bpf.o"
	has "$DIR/err" "program 'enter'"
	status 0 load --name $object --replace "$data/pin_second.bpf.o"
	bpftool -j prog show pinned $pins/$enter >"$DIR/out"
	has "$DIR/out" "$tag"
}

# Without the mark: what the verifier made is compared
test_marks_are_not_needed() {
	mounted
	before=$(ids)
	touch $pins/prog_*
	same "$before" "$(ids)" ids
	status 1 load --name $object "$data/pin_second.bpf.o"
	has "$DIR/err" "program 'enter'"
}

test_other_constants_only_with_replace() {
	mounted
	status 0 load "$net"
	status 1 load --set limit=6 "$net"
	has "$DIR/err" 'its constants are others'
	status 0 load --set limit=6 --replace "$net"
	same 2 "$(grep -c replaced "$DIR/out")" 'what is replaced'
	bpftool map dump pinned $pins/map_pin_net__rodata >"$DIR/out"
	has "$DIR/out" '"limit": 6'
}

test_all_or_nothing() {
	mounted
	status 1 load "$data/pin_bad.bpf.o"
	has "$DIR/err" "program 'bad'"
	[ ! -e $pins ]
	status 0 load "$net"
	before=$(tree)
	status 1 load --name $object --replace "$data/pin_bad.bpf.o"
	same "$before" "$(tree)" pins
}

# Also when only the last pin cannot be made
test_nothing_when_a_pin_cannot_be() {
	mounted
	mkdir -p $pins/prog_pin_net_tracepoint_raw_syscalls_sys_exit_leave_too/in_the_way
	before=$(tree)
	status 1 load --replace "$net"
	same "$before" "$(tree)" pins
}

test_owner_mode_and_subdirectory() {
	mounted
	status 0 load "$data/hdr_android_t.bpf.o"
	has "$DIR/err" SELinux
	cat >"$DIR/want" <<-END
		t drwxr-xr-x 0 0
		t/map_hdr_android_t_counts -rw-rw---- 0 1000
		t/net_shared drwxrwxrwt 0 0
		t/net_shared/map__blocked -rw-rw---- 0 3007
		t/net_shared/prog_hdr_android_t_bind4_block_port -r--r----- 0 0
		t/prog_hdr_android_t_tracepoint_raw_syscalls_sys_enter -r--r----- 0 1000
	END
	tree | diff - "$DIR/want"
	status 0 load "$data/hdr_android_t.bpf.o"
	same 4 "$(grep -c kept "$DIR/out")" 'what is kept'
	status 0 "$RAWBPF" unload --pin-dir $pins hdr_android_t
	same 'net_shared' "$(names)"
	status 0 "$RAWBPF" unload --pin-dir $pins --all
	same '*' "$(names)"
}

test_first_variant_that_loads() {
	mounted
	status 0 load "$data/pin_variants.bpf.o"
	same "map_pin_variants_one prog_pin_variants_skfilter_pick" "$(names)" pins
	has "$DIR/out" good
	! grep -q stub "$DIR/out"
	status 0 load "$data/pin_variants.bpf.o"
	same 2 "$(grep -c kept "$DIR/out")" 'what is kept'
}

test_no_bpffs() {
	status 1 load "$net"
	has "$DIR/err" 'mount -t bpf bpf /sys/fs/bpf'
	status 0 load --mount "$net"
	same "$all" "$(names)" pins
	same 1755 "$(stat -c %a $bpffs)" mode
	status 0 "$RAWBPF" load --mount --pin-dir "$DIR/else/where" "$net"
	same bpf_fs "$(stat -f -c %T "$DIR/else/where")" 'file system'
}

test_unload_takes_what_load_made() {
	mounted
	status 0 load "$net"
	status 0 load --name ${object}_x "$net"
	bpftool prog pin pinned $pins/$enter $pins/prog_${object}_mine
	bpftool map pin pinned $pins/map_pin_net_counts $pins/map_${object}_x_counts2
	status 0 "$RAWBPF" unload -n --pin-dir $pins $object
	same 7 "$(wc -l <"$DIR/out")" 'what would be removed'
	status 0 "$RAWBPF" unload --pin-dir $pins $object
	same "everybodys $(echo ${all#* } | sed s/pin_net/pin_net_x/g) prog_${object}_mine map_${object}_x_counts2" \
		"$(names | tr ' ' '\n' | grep -v 'mine\|counts2' | xargs) prog_${object}_mine map_${object}_x_counts2" pins
	status 1 "$RAWBPF" unload --pin-dir $pins $object
	has "$DIR/err" "nothing of an object 'pin_net'"
	status 0 "$RAWBPF" unload --pin-dir $pins --all
	same "map_${object}_x_counts2 prog_${object}_mine" "$(names)" pins
	status 2 "$RAWBPF" unload --pin-dir $pins
	status 2 "$RAWBPF" unload --all $object
}

test_unload_takes_links_along() {
	mounted
	mount -t tracefs tracefs /sys/kernel/tracing
	status 0 load --attach "$net"
	[ -e $pins/link_${enter#prog_} ] || die "$(names)"
	status 0 load --attach "$net"
	status 0 "$RAWBPF" unload --pin-dir $pins $object
	same everybodys "$(names)" pins
}

# after_kill MICROSECONDS ARGUMENTS...: load is killed then
after_kill() {
	"$PYTHON" -S -E -c 'import os, signal, sys, time
pid = os.fork()
if pid == 0:
    null = os.open("/dev/null", os.O_WRONLY)
    os.dup2(null, 1); os.dup2(null, 2)
    os.execv(sys.argv[2], sys.argv[2:])
time.sleep(int(sys.argv[1]) / 1e6)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)' "$1" "$RAWBPF" load --pin-dir $pins "${@:2}"
}

test_killed_at_any_moment() {
	mounted
	mkdir $pins
	load "$net" >/dev/null && whole=$(tree)
	"$RAWBPF" -q unload --pin-dir $pins --all
	some=0
	for ((i = 0; i < 100; i++)); do
		after_kill $((RANDOM % 12000)) "$net"
		[ "$(names)" = '*' ] || [ "$(tree)" = "$whole" ] || some=$((some + 1))
		load "$net" >/dev/null
		same "$whole" "$(tree)" 'the second time'
		"$RAWBPF" -q unload --pin-dir $pins --all
		same '*' "$(names)" 'what is left'
	done
	echo "killed in between: $some"
}

# killed_at CALL N ARGUMENTS...: load is killed in the Nth of these system calls
killed_at() {
	{ strace -qq -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
		"$RAWBPF" load --pin-dir $pins "${@:3}" >/dev/null; } 2>/dev/null
}

# each_call LEAST CALL ARGUMENTS...: load is killed in each, and done once more
each_call() {
	for ((n = 1; n < 100; n++)); do
		killed_at "$2" $n "${@:3}" && break
		load --replace "$net" >/dev/null
		same "$whole" "$(tree)" "the second time, killed in $2 $n"
		[ "$again" = kept ] || "$RAWBPF" -q unload --pin-dir $pins --all
	done
	between "$1" $n 99 "times of $2"
}

test_killed_in_each_call() {
	need strace
	mounted
	load "$net" >/dev/null && whole=$(tree)
	"$RAWBPF" -q unload --pin-dir $pins --all
	again=new
	each_call 20 bpf "$net"
	"$RAWBPF" -q unload --pin-dir $pins --all
	each_call 8 rename "$net"
	"$RAWBPF" -q unload --pin-dir $pins --all
	each_call 8 utimensat "$net"
}

test_killed_while_replacing() {
	need strace
	mounted
	load "$net" >/dev/null && whole=$(tree)
	again=kept
	for call in bpf rename utimensat; do
		each_call 3 $call --name $object --replace --set limit=7 "$data/pin_code.bpf.o"
		load --replace "$net" >/dev/null
	done
}

test_several_at_once() {
	mounted
	for ((round = 0; round < 5; round++)); do
		for ((i = 0; i < 8; i++)); do
			load "$net" >"$DIR/out.$i" 2>&1 &
			running[i]=$!
		done
		for ((i = 0; i < 8; i++)); do
			wait ${running[i]} || die "$(cat "$DIR/out.$i")"
		done
		same "$all" "$(names)" pins
		same 1 "$(grep -L kept "$DIR"/out.* | wc -l)" 'who made them'
		"$RAWBPF" -q unload --pin-dir $pins --all
	done
}

test_lock_is_not_waited_for_by_unload_forever() {
	mounted
	status 0 load "$net"
	flock $pins sleep 2 &
	sleep 0.2
	status 0 "$RAWBPF" unload --pin-dir $pins $object
	wait
}

test_pins_of_bpftool_are_kept() {
	need bpftool
	mounted
	mkdir $pins
	bpftool map create $pins/map_pin_net_counts type hash key 4 value 8 entries 128 name counts
	bpftool prog load "$data/prog_sections.bpf.o" $pins/other 2>/dev/null || :
	status 0 load "$net"
	has "$DIR/out" 'map_pin_net_counts (kept)'
	status 0 bpftool prog show pinned $pins/$enter
	has "$DIR/out" 'name enter'
	status 0 bpftool -j map show pinned $pins/map_pin_net__bss
	has "$DIR/out" '"bytes_value":8'
}

test_something_else_is_there() {
	mounted
	status 0 load "$net"
	mv $pins/$enter $pins/map_other_counts
	status 1 load --name other "$net"
	has "$DIR/err" 'it is no map'
}

# nobody COMMAND...: rawbpf without privileges
nobody() {
	need setpriv
	cp "$RAWBPF" "$DIR/rawbpf"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$DIR/rawbpf" "$@"
}

test_mount_hides_nothing() {
	mkdir "$DIR/full" "$DIR/empty"
	touch "$DIR/full/file"
	status 1 "$RAWBPF" load --mount --pin-dir "$DIR/full" "$net"
	has "$DIR/err" ENOTEMPTY
	[ -e "$DIR/full/file" ] || die 'it is hidden'
	status 1 "$RAWBPF" load --pin-dir "$DIR/full" "$net"
	! grep -q 'mount -t' "$DIR/err" || die "$(cat "$DIR/err")"
	status 0 "$RAWBPF" load --mount --pin-dir "$DIR/empty" "$net"
	chmod 777 "$DIR"
	status 1 nobody load --mount --pin-dir "$DIR/new" "$net"
	has "$DIR/err" 'lacks CAP_SYS_ADMIN'
	[ ! -e "$DIR/new" ] || die 'a directory is left'
}

test_hint_of_mount_where_it_can_be() {
	status 1 load "$net"
	has "$DIR/err" --mount
	status 1 "$RAWBPF" attach "$net:enter"
	has "$DIR/err" 'mount -t bpf'
	! grep -q -e --mount "$DIR/err" || die "$(cat "$DIR/err")"
	status 1 "$RAWBPF" unload $object
	! grep -q -e --mount "$DIR/err" || die "$(cat "$DIR/err")"
}

test_empty_path() {
	for command in load attach unload boot; do
		status 2 "$RAWBPF" $command --pin-dir '' "$net"
		has "$DIR/err" 'empty path'
	done
}

test_why_a_place_is_refused() {
	mounted
	status 1 "$RAWBPF" load --pin-dir $bpffs/a.b "$net"
	has "$DIR/err" "no '.' in names"
	mkdir -p $pins/$enter
	status 1 load "$net"
	has "$DIR/err" EISDIR
	rmdir $pins/$enter
	status 0 load "$net"
	mount -t tracefs tracefs /sys/kernel/tracing
	status 1 "$RAWBPF" attach --pin "$DIR/link" $pins/$enter
	has "$DIR/err" 'only be on a bpffs'
}

test_pins_of_others() {
	mounted
	status 0 load "$net"
	status 1 nobody unload --pin-dir $pins $object
	has "$DIR/err" 'belongs to root'
	chmod 1777 $pins
	chown 4711 $pins/*
	status 1 nobody unload --pin-dir $pins $object
	has "$DIR/err" 'belongs to user 4711'
}

run_tests "$@"
