#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What rawbpf puts into the kernel is what bpftool does: the test objects of
# every clang, and those of Debian's xdp-tools.
set -eu

here=$(dirname "$0")
command -v bpftool >/dev/null || {
	echo "no bpftool"
	exit 77
}
inside() {
	mount -t bpf bpf /sys/fs/bpf
	mount -t tracefs tracefs /sys/kernel/tracing
	# shellcheck disable=SC2046
	exec python3 "$here/peer.py" /sys/fs/bpf \
		$(find "$TESTDATA" /usr/lib/*/bpf -name '*.o' | sort)
}
if [ "${1-}" = inside ]; then
	inside
fi
exec unshare -m "$0" inside
