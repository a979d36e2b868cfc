#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# rawbpf boot: what becomes of good, broken, optional and critical objects,
# what is refused, who is told, and that it can be done again and interrupted.
. "$(dirname "$0")/lib.sh"

data=$TESTDATA/clang
pins=/sys/fs/bpf/rawbpf-boot

# Directories and mounts as on a machine that has just been started
fresh() {
	while umount -l /sys/fs/bpf 2>/dev/null; do :; done
	while umount -l /sys/kernel/tracing 2>/dev/null; do :; done
	mkdir -p "$DIR/bpf"
	chmod 755 "$DIR/bpf"
}

# put NAME DATA: an object of the directory
put() { install -m 644 "$data/$2.bpf.o" "$DIR/bpf/$1"; }

boot() { "$RAWBPF" boot --pin-dir $pins --ready "$DIR/run/sub/ready" "$@"; }

# of EXPRESSION: of the JSON report, as b; o("NAME") is an object
of() {
	"$PYTHON" -S -E -c 'import json, sys
b = json.load(open(sys.argv[1]))
def o(name):
    return [o for o in b["objects"] if o["path"].endswith("/" + name)][0]
def parts(name, key):
    return {p["name"]: p["state"] for p in o(name)[key]}
print(eval(sys.argv[2]))' "$DIR/out" "$1"
}

# What is pinned, with mode and owner
state() { find $pins -mindepth 1 -printf '%P %m %U:%G\n' 2>/dev/null | sort || :; }

test_good_object() {
	fresh
	put good.o boot_article
	status 0 boot "$DIR/bpf"
	has "$DIR/out" "loaded     $DIR/bpf/good.o: maps 1, programs 1, links 0"
	has "$DIR/out" 'ok: 1 loaded'
	empty "$DIR/err"
	same "map_good_pid_syscall_map 600 0:0
prog_good_tracepoint_raw_syscalls_sys_enter 600 0:0" "$(state)" pins
	same 'outcome=ok
loaded=1
unchanged=0
skipped=0
failed=0' "$(cat "$DIR/run/sub/ready")" marker
	same 'sub/ready' "$(cd "$DIR/run" && find . -type f -printf '%P\n')" 'files beside the marker'
	same tracefs "$(stat -f -c %T /sys/kernel/tracing)" tracing
}

test_again_changes_nothing() {
	fresh
	put a.o boot_article
	put b.o boot_fields
	put c.o boot_optional
	status 0 boot --attach "$DIR/bpf"
	before=$(find $pins -printf '%P %i %m %U:%G %T@\n' | sort)
	same 'ok 3 0' "$(boot --attach -j "$DIR/bpf" >"$DIR/out"
		of '"{outcome} {unchanged} {loaded}".format(**b)')" 'second boot'
	same "$before" "$(find $pins -printf '%P %i %m %U:%G %T@\n' | sort)" pins
}

test_some_fail() {
	fresh
	put 1-good.o boot_article
	head -c 900 "$data/boot_article.bpf.o" >"$DIR/bpf/2-broken.o"
	put 3-optional.o boot_optional
	put 9-good.o hdr_android_q
	status 0 boot -j "$DIR/bpf"
	same 'partial 3 1' "$(of '"{outcome} {loaded} {failed}".format(**b)')" outcome
	same 'failed ENOEXEC' "$(of '"{0} {1[code]}".format(o("2-broken.o")["state"], o("2-broken.o")["error"])')" broken
	same "{'outside': 'left out', 'length': 'made'}" "$(of 'parts("3-optional.o", "programs")')" optional
	has "$DIR/run/sub/ready" outcome=partial
}

test_a_critical_one_fails() {
	fresh
	put 1-critical.o boot_critical
	put 2-good.o boot_article
	status 1 boot "$DIR/bpf"
	same "failed     $DIR/bpf/1-critical.o, critical: network accounting" "$(head -1 "$DIR/out")" report
	has "$DIR/out" "program 'outside'"
	has "$DIR/out" 'failed: 1 loaded, 1 failed'
	has "$DIR/run/sub/ready" outcome=failed
	# Nothing of it, all of the other
	same 2 "$(state | wc -l)" pins
}

test_quiet_says_what_failed() {
	fresh
	put 1-critical.o boot_critical
	put 2-good.o boot_article
	status 1 boot -q "$DIR/bpf"
	empty "$DIR/out"
	has "$DIR/err" "1-critical.o: program 'outside'"
}

test_every_field() {
	fresh
	put all.o boot_fields
	status 0 boot -j "$DIR/bpf"
	same "{'not_user': 'left out', 'not_here': 'left out', 'later_kernel': 'left out', 'older_loader': 'left out', 'everything': 'made'}" \
		"$(of 'parts("all.o", "maps")')" maps
	same "{'length_99': 'left out', 'unused_map': 'left out', 'not_here_prog': 'left out', 'media': 'left out', 'with_everything': 'made', 'length_here': 'made', 'length_stub': 'left out'}" \
		"$(of 'parts("all.o", "programs")')" programs
	same 'for loaders below 0.41, this is 0.47' "$(of '[p["reason"] for p in o("all.o")["maps"] if p["name"] == "older_loader"][0]')" reason
	same 'loader 1777 0:0
loader/map__everything 640 1000:2000
loader/prog_all_skfilter_everything 440 1000:2000
prog_all_skfilter_length 440 0:0' "$(state)" pins
}

test_every_release() {
	fresh
	for release in q r s t u; do put $release.o hdr_android_$release; done
	status 0 boot -j "$DIR/bpf"
	same 'ok 5' "$(of '"{outcome} {loaded}".format(**b)')" outcome
	status 0 boot -j "$DIR/bpf"
	same 'ok 5' "$(of '"{outcome} {unchanged}".format(**b)')" 'second boot'
}

test_loader_version() {
	fresh
	put u.o hdr_android_u
	status 0 boot --loader-version 24 -j "$DIR/bpf"
	same 'skipped for loaders from 0.25 on, this is 0.24' "$(of '"{state} {reason}".format(**o("u.o"))')" object
	has "$DIR/run/sub/ready" skipped=1
	status 0 boot --loader-version 0 -j "$DIR/bpf"
	same loaded "$(of 'o("u.o")["state"]')" object
}

test_two_files_of_one_name() {
	fresh
	put net.o boot_article
	put net@next.o hdr_android_q
	status 0 boot -j "$DIR/bpf"
	same 'loaded EEXIST' "$(of '"{0} {1}".format(o("net.o")["state"], o("net@next.o")["error"]["code"])')" objects
}

test_dirs_in_order() {
	fresh
	put b.o boot_article
	put a.o hdr_android_q
	mkdir -m 755 "$DIR/first"
	install -m 644 "$data/boot_optional.bpf.o" "$DIR/first/z.o"
	status 0 boot -j "$DIR/first" "$DIR/none" "$DIR/bpf"
	same 'z.o a.o b.o' "$(of '" ".join(o["path"].rsplit("/")[-1] for o in b["objects"])')" order
	same ENOENT "$(of 'b["notes"][0]["code"]')" note
}

test_refused() {
	fresh
	put good.o boot_article
	for name in group.o other.o; do put $name boot_article; done
	chmod g+w "$DIR/bpf/group.o"
	install -m 644 -o 4711 "$data/boot_article.bpf.o" "$DIR/bpf/user.o"
	chmod o+w "$DIR/bpf/other.o"
	mkfifo "$DIR/bpf/fifo.o"
	mknod "$DIR/bpf/null.o" c 1 3
	ln -s good.o "$DIR/bpf/inside.o"
	cp "$data/boot_article.bpf.o" "$DIR/outside.o"
	ln -s ../outside.o "$DIR/bpf/outside.o"
	truncate -s 65M "$DIR/bpf/huge.o"
	status 0 boot -j "$DIR/bpf"
	same "['fifo.o EINVAL', 'group.o EPERM', 'huge.o EFBIG', 'null.o EINVAL', 'other.o EPERM', 'outside.o EXDEV', 'user.o EPERM']" \
		"$(of '[o["path"].rsplit("/")[-1] + " " + o["error"]["code"] for o in b["objects"] if o["error"]]')" refused
	same partial "$(of 'b["outcome"]')" outcome
}

test_directory_of_others() {
	fresh
	put good.o boot_article
	chmod 1777 "$DIR/bpf"
	status 1 boot "$DIR/bpf"
	has "$DIR/err" 'others can write to it (mode 1777)'
	same '' "$(state)" pins
	has "$DIR/run/sub/ready" outcome=failed
}

test_plan_touches_nothing() {
	fresh
	put good.o boot_article
	status 0 boot -n "$DIR/bpf"
	has "$DIR/out" "would load $DIR/bpf/good.o"
	has "$DIR/out" "$pins/map_good_pid_syscall_map"
	has "$DIR/out" 'ok: 1 would load'
	[ ! -e "$DIR/run" ] || die 'there is a marker'
	[ "$(stat -f -c %T /sys/fs/bpf)" != bpf_fs ] || die 'bpffs was mounted'
}

test_jit_switches() {
	fresh
	mount -t tmpfs none /proc/sys/net/core
	echo 0 >/proc/sys/net/core/bpf_jit_enable
	status 0 boot --jit --jit-kallsyms "$DIR/bpf"
	same 1 "$(cat /proc/sys/net/core/bpf_jit_enable)" bpf_jit_enable
	has "$DIR/err" bpf_jit_kallsyms
	has "$DIR/out" 'ok: no objects'
	echo 0 >/proc/sys/net/core/bpf_jit_enable
	mount -o remount,ro /proc/sys/net/core
	status 0 boot --jit "$DIR/bpf"
	has "$DIR/err" EROFS
}

# listen ADDRESS: for one datagram, which goes to $DIR/notified
listen() {
	"$PYTHON" -S -E - "$1" "$DIR/notified" <<'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace("@", "\0", 1))
s.settimeout(20)
open(sys.argv[2] + ".tmp", "w").close()
text = s.recv(4096).decode()
open(sys.argv[2], "w").write(text)
END
	eventually test -e "$DIR/notified.tmp"
}

test_service_manager() {
	fresh
	put good.o boot_article
	for address in "$DIR/socket" "@rawbpf-test-$$"; do
		rm -f "$DIR/notified"*
		listen "$address"
		NOTIFY_SOCKET=$address status 0 boot "$DIR/bpf"
		wait
		has "$DIR/notified" READY=1
		has "$DIR/notified" 'STATUS=ok: 1 '
	done
	put critical.o boot_critical
	rm -f "$DIR/notified"* "$DIR/socket"
	listen "$DIR/socket"
	NOTIFY_SOCKET=$DIR/socket status 1 boot "$DIR/bpf"
	wait
	same 'STATUS=failed: 1 unchanged, 1 failed' "$(cat "$DIR/notified")" message
	NOTIFY_SOCKET=$DIR/none status 1 boot "$DIR/bpf"
	has "$DIR/err" "$DIR/none"
}

test_kernel_log() {
	fresh
	put good.o boot_article
	put critical.o boot_critical
	mkfifo "$DIR/kmsg"
	mount --bind "$DIR/kmsg" /dev/kmsg
	exec 9<>"$DIR/kmsg"
	status 1 boot --kmsg "$DIR/bpf" "$DIR/none"
	exec 8<"$DIR/kmsg"
	timeout 1 cat <&8 >"$DIR/log" || :
	same "<3>rawbpf: $DIR/bpf/critical.o: program 'outside': " \
		"$(sed -n '1s/the verifier.*//p' "$DIR/log")" line
	has "$DIR/log" '; critical: network accounting'
	has "$DIR/log" "<5>rawbpf: directory '$DIR/none'"
	same '<3>rawbpf: boot failed: 1 loaded, 1 failed' "$(tail -1 "$DIR/log")" end
}

test_no_place_for_pins() {
	fresh
	status 1 "$RAWBPF" boot --pin-dir /dev/null/x --ready "$DIR/run/ready" /dev/null
	[ ! -e "$DIR/run/ready" ] || die 'there is a marker'
}

test_mounts_hide_nothing() {
	fresh
	mkdir "$DIR/full"
	touch "$DIR/full/file"
	status 1 "$RAWBPF" boot --pin-dir "$DIR/full" --ready "$DIR/run/ready" "$DIR/bpf"
	has "$DIR/err" ENOTEMPTY
	mount --bind "$DIR/full" /sys/kernel/tracing
	status 0 boot "$DIR/bpf"
	has "$DIR/err" 'mounting tracefs'
	[ -e /sys/kernel/tracing/file ] || die 'it is hidden'
}

test_ordinary_user() {
	need setpriv
	fresh
	cp "$RAWBPF" "$DIR/rawbpf"
	status 1 setpriv --reuid 65534 --regid 65534 --clear-groups "$DIR/rawbpf" boot --ready "$DIR/ready" "$DIR/bpf"
	has "$DIR/err" 'lacks CAP_SYS_ADMIN'
}

# recovered WANT WHEN: what an uninterrupted boot makes, and nothing beside it
recovered() {
	boot --attach "$DIR/bpf" >"$DIR/out" || die "$2: $(cat "$DIR/out")"
	same "$1" "$(state)" "$2: pins"
	has "$DIR/run/sub/ready" outcome=ok
}

some_objects() {
	fresh
	put a.o boot_article
	put b.o boot_fields
	put c.o hdr_android_r
	status 0 boot --attach "$DIR/bpf"
	want=$(state)
	case $want in *link_a_*) ;; *) die "no link in $want" ;; esac
}

test_killed_at_random() {
	some_objects
	for n in $(seq 100); do
		rm -rf $pins "$DIR/run"
		boot --attach "$DIR/bpf" >/dev/null 2>&1 &
		sleep "0.0$(printf '%03d' $((n * 3 + RANDOM % 50)))"
		kill -9 $! 2>/dev/null || :
		wait $! 2>/dev/null || :
		recovered "$want" "random kill $n"
	done
}

# killed CALL N: false when the Nth of these system calls was reached
killed() {
	{ strace -qq -o /dev/null -e "trace=$1" -e "inject=$1:signal=KILL:when=$2" \
		"$RAWBPF" boot --attach --pin-dir $pins \
		--ready "$DIR/run/sub/ready" "$DIR/bpf" >/dev/null; } 2>/dev/null
}

# Deterministic: at the Nth of the calls that change something
test_killed_at_each_change() {
	need strace
	some_objects
	for call in bpf rename mkdir utimensat chmod,fchmodat chown,fchownat unlink; do
		for n in $(seq 60); do
			rm -rf $pins "$DIR/run"
			killed "$call" "$n" && break
			recovered "$want" "killed at $call $n"
		done
	done
}

run_tests "$@"
