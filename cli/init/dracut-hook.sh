#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# dracut, at boot: sourced, so it must not exit. Pins and the marker move with
# /sys and /run to the real root; the marker tells what went wrong.
/sbin/rawbpf boot --quiet --kmsg || :
