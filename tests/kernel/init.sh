#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What `make install` gives to init systems: each file taken by the program it
# is for, or run as that would.
. "$(dirname "$0")/lib.sh"

pins=/sys/fs/bpf/rawbpf-init

# Below $DIR/usr, with an object in $DIR/bpf
installed() {
	need make
	make -s -C "$HERE/../.." -o all install O="$(cd "$O" && pwd)" PREFIX="$DIR/usr" >/dev/null
	mkdir "$DIR/bpf"
	install -m 644 "$TESTDATA/clang/boot_article.bpf.o" "$DIR/bpf/seed.o"
	while umount -l /sys/fs/bpf 2>/dev/null; do :; done
}

test_nothing_is_left_to_fill_in() {
	installed
	! grep -r '@[A-Z]*@' "$DIR/usr/lib" "$DIR/etc" "$DIR/usr/share/initramfs-tools" || die 'a placeholder'
	find "$DIR/usr" -name '*.service' -perm /111 >"$DIR/out"
	empty "$DIR/out"
	make -s -C "$HERE/../.." uninstall O="$(cd "$O" && pwd)" PREFIX="$DIR/usr" >/dev/null
	find "$DIR/usr" "$DIR/etc" -type f >"$DIR/out"
	empty "$DIR/out"
}

test_systemd_unit() {
	need systemd-analyze
	installed
	status 0 systemd-analyze verify --man=no "$DIR/usr/lib/systemd/system/rawbpf-boot.service"
	empty "$DIR/err"
}

# openrc-run sources the script and calls its functions
test_openrc_script() {
	installed
	cat >"$DIR/run" <<-END
		need() { :; }; before() { :; }; keyword() { :; }
		ebegin() { :; }; eend() { exit \$1; }
		rawbpf_boot="-q --pin-dir $pins --ready $DIR/ready $DIR/bpf"
		. "$DIR/etc/init.d/rawbpf-boot"
		set -e
		depend
		stop
		start
	END
	status 0 sh "$DIR/run"
	has "$DIR/ready" loaded=1
	[ -e $pins/map_seed_pid_syscall_map ] || die 'no pin'
}

test_initramfs_tools() {
	need mkinitramfs
	installed
	local tools=$DIR/usr/share/initramfs-tools
	mkdir -p "$DIR/conf/hooks" "$DIR/conf/scripts/init-premount"
	cp "$tools/hooks/rawbpf" "$DIR/conf/hooks/"
	cp "$tools/scripts/init-premount/rawbpf" "$DIR/conf/scripts/init-premount/"
	printf 'MODULES=list\nBUSYBOX=n\nCOMPRESS=gzip\n' >"$DIR/conf/initramfs.conf"
	: >"$DIR/conf/modules"
	# It reads what the kernel that the image is for can unpack
	mount -t tmpfs none /boot
	echo CONFIG_RD_GZIP=y >/boot/config-6.6.6
	TMPDIR=$DIR RAWBPF_OBJECTS=$DIR/bpf status 0 mkinitramfs -d "$DIR/conf" -o "$DIR/image" 6.6.6
	lsinitramfs "$DIR/image" >"$DIR/files"
	grep -qx '\(usr/\)\?sbin/rawbpf' "$DIR/files" || die 'no rawbpf in the image'
	has "$DIR/files" etc/bpf/seed.o
	has "$DIR/files" scripts/init-premount/rawbpf
	unmkinitramfs "$DIR/image" "$DIR/root"
	has "$DIR/root/scripts/init-premount/ORDER" /scripts/init-premount/rawbpf
	"$DIR/root/sbin/rawbpf" boot -q --pin-dir $pins --ready "$DIR/ready" "$DIR/root/etc/bpf"
	has "$DIR/ready" loaded=1
}

test_initramfs_scripts_do_no_harm() {
	installed
	local tools=$DIR/usr/share/initramfs-tools
	status 0 sh "$tools/hooks/rawbpf" prereqs
	status 0 sh "$tools/scripts/init-premount/rawbpf" prereqs
	empty "$DIR/out"
	status 0 sh -c ". $DIR/usr/lib/dracut/modules.d/90rawbpf/rawbpf-boot.sh; echo went on"
	has "$DIR/out" 'went on'
}

# dracut sources the module and calls its functions
test_dracut_module() {
	installed
	cat >"$DIR/run" <<-END
		moddir=$DIR/usr/lib/dracut/modules.d/90rawbpf
		require_binaries() { [ -x "\$1" ]; }
		inst_binary() { [ -x "\$1" ] && echo "\$2"; }
		inst_multiple() { ls "\$@"; }
		inst_hook() { [ -x "\$3" ] && echo "\$1"; }
		dracutsysrootdir=$DIR/none
		. "\$moddir/module-setup.sh"
		check && exit 1
		dracutsysrootdir=$DIR
		depends && check && install
	END
	mkdir -p "$DIR/etc"
	mv "$DIR/bpf" "$DIR/etc/bpf"
	status 0 bash "$DIR/run"
	same "/sbin/rawbpf
$DIR/etc/bpf/seed.o
pre-trigger" "$(cat "$DIR/out")" installed
}

run_tests "$@"
