#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# dracut, while an image is made: rawbpf and the objects of /etc/bpf go into
# it, when there are any.

check() {
	compgen -G "${dracutsysrootdir-}/etc/bpf/*.o" >/dev/null || return 1
	require_binaries @SBINDIR@/rawbpf
}

depends() {
	return 0
}

install() {
	inst_binary @SBINDIR@/rawbpf /sbin/rawbpf
	inst_multiple "${dracutsysrootdir-}"/etc/bpf/*.o
	# shellcheck disable=SC2154
	inst_hook pre-trigger 50 "$moddir/rawbpf-boot.sh"
}
