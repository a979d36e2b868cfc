#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf image: an archive that others read the same way; and what its /init
# does as process 1, here of a process id namespace. tests/vm boots real ones.
. "$(dirname "$0")/lib.sh"

object=$TESTDATA/clang/load_core.bpf.o

image() { "$RAWBPF" image -q "$@"; }

test_others_read_it() {
	need cpio
	cp "$0" "$DIR/script"
	chmod 755 "$DIR/script"
	image -o "$DIR/i" --add "$DIR/script:/opt/a/run" --add /etc/passwd "$object" -- count -d 1
	cpio -itv <"$DIR/i" 2>"$DIR/err" >"$DIR/list"
	grep -v ' blocks$' "$DIR/err" >"$DIR/complaints" || :
	empty "$DIR/complaints"
	same "crw------- 5, 1 dev/console" \
		"$(awk '/dev.console/ { print $1, $5, $6, $NF }' "$DIR/list")" console
	same -rwxr-xr-x "$(awk '$NF == "init" { print $1 }' "$DIR/list")" init
	same -rwxr-xr-x "$(awk '$NF == "opt/a/run" { print $1 }' "$DIR/list")" added
	same -rw-r--r-- "$(awk '$NF == "passwd" { print $1 }' "$DIR/list")" added
	same "$(awk '{ print $NF }' "$DIR/list" | sort | uniq -d)" '' duplicates
	mkdir "$DIR/x"
	(cd "$DIR/x" && cpio -id --quiet 'init' 'etc/*' 'sbin/*' 'opt/*') <"$DIR/i"
	cmp "$DIR/x/init" "$RAWBPF"
	cmp "$DIR/x/etc/bpf/load_core.bpf.o" "$object"
	cmp "$DIR/x/opt/a/run" "$DIR/script"
	same 'count -d 1 ' "$(tr '\0' ' ' <"$DIR/x/etc/rawbpf/cmd")" command
	same ../init "$(readlink "$DIR/x/sbin/rawbpf")" link
}

test_same_input_same_bytes() {
	cp "$object" "$DIR/a.o"
	image -o "$DIR/1" --add "$0" "$object" "$DIR/a.o" -- count
	touch "$DIR/a.o"
	image -o - "$DIR/a.o" "$object" --add "$0" -- count >"$DIR/2"
	cmp "$DIR/1" "$DIR/2"
	SOURCE_DATE_EPOCH=86400 image -o "$DIR/3"
	need cpio
	same 'Jan 2 1970' "$(TZ=UTC cpio -itv <"$DIR/3" 2>/dev/null |
		awk '$NF == "init" { print $6, $7, $8 }')" date
}

test_a_bundle_makes_an_image_of_itself_alone() {
	"$RAWBPF" bundle -q -o "$DIR/tool" "$object"
	"$DIR/tool" --rawbpf image -q -o "$DIR/1"
	image -o "$DIR/2"
	cmp "$DIR/1" "$DIR/2"
}

test_compressors() {
	image -o "$DIR/plain" "$object"
	image -o "$DIR/gz" --compress 'gzip -9 -n' "$object"
	gzip -dc "$DIR/gz" | cmp - "$DIR/plain"
	status 1 "$RAWBPF" image -o "$DIR/none" --compress no-such-program
	has "$DIR/err" "'no-such-program' cannot be run"
	status 1 "$RAWBPF" image -o "$DIR/none" --compress false
	has "$DIR/err" 'status 1'
	status 1 "$RAWBPF" image -o "$DIR/none" --compress ' '
	[ ! -e "$DIR/none" ]
}

test_wrong_command_lines() {
	status 2 "$RAWBPF" image "$object"
	has "$DIR/err" --output
	status 2 "$RAWBPF" image -o "$DIR/i" --then off
	has "$DIR/err" "'off'"
	status 1 "$RAWBPF" image -o "$DIR/i" --add "$DIR/none"
	has "$DIR/err" ENOENT
	status 1 "$RAWBPF" image -o "$DIR/i" --add "$0:/a/../b"
	status 1 "$RAWBPF" image -o "$DIR/i" --add "$0:/init"
	has "$DIR/err" 'two files'
	status 1 "$RAWBPF" image -o "$DIR/i" "$0"
	has "$DIR/err" image.sh
	[ ! -e "$DIR/i" ]
}

# unpack ARGUMENTS OF image...: into $DIR/root, devices of this machine left out
unpack() {
	static
	need cpio
	image -o "$DIR/i" "$@"
	mkdir "$DIR/root"
	(cd "$DIR/root" && cpio -id --quiet 'init' 'etc*' 'sbin*' 'opt*') <"$DIR/i"
}

# as_init: its console is the files out and err; how it ended is of no interest,
# a reboot being a signal to whoever made the namespace
as_init() {
	timeout 20 unshare -pf --kill-child chroot "$DIR/root" /init \
		</dev/null >"$DIR/out" 2>"$DIR/err" || :
}

test_init_runs_a_command_of_its_own() {
	unpack -- version
	as_init
	has "$DIR/out" 'rawbpf '
	has "$DIR/err" 'rawbpf: exit status 0'
}

test_init_passes_on_what_a_program_says() {
	unpack --add "$O/vm/work:/opt/work" -- /opt/work 1 1 1
	as_init
	has "$DIR/err" 'rawbpf: exit status 0'
}

test_init_takes_what_was_written_by_hand() {
	unpack --add "$O/vm/work:/opt/a b"
	mkdir -p "$DIR/root/etc/rawbpf"
	echo "'/opt/a b' 1 1 1" >"$DIR/root/etc/rawbpf/cmd"
	echo /sbin/rawbpf >"$DIR/root/etc/rawbpf/then"
	as_init
	has "$DIR/err" 'rawbpf: exit status 0'
	has "$DIR/out" 'Usage: rawbpf'
}

test_init_survives_what_cannot_be_run() {
	unpack -- /opt/none
	as_init
	has "$DIR/err" "'/opt/none': no such command or program"
	has "$DIR/err" 'rawbpf: exit status 127'
}

test_init_survives_mounts_that_cannot_be() {
	unpack -- version
	: >"$DIR/root/proc"
	as_init
	has "$DIR/err" 'no proc on /proc'
	has "$DIR/err" 'rawbpf: exit status 0'
}

test_init_waits_when_told() {
	local pid
	unpack --then wait -- version
	unshare -pf --kill-child chroot "$DIR/root" /init </dev/null \
		>"$DIR/out" 2>"$DIR/err" &
	pid=$!
	eventually grep 'exit status 0' "$DIR/err"
	sleep 0.3
	kill -0 $pid
	kill -KILL $pid
}

test_init_becomes_another_program() {
	unpack --add "$O/vm/work:/opt/work" --then /opt/work -- version
	status 0 timeout 20 unshare -pf --kill-child chroot "$DIR/root" /init </dev/null
	has "$DIR/err" 'rawbpf: exit status 0'
}

test_under_another_name_process_1_is_as_any() {
	unpack
	status 0 unshare -pf --kill-child chroot "$DIR/root" /sbin/rawbpf version </dev/null
	has "$DIR/out" 'rawbpf '
	empty "$DIR/err"
}

run_tests "$@"
