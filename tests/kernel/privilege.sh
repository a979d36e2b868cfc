#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What is missing is named: capabilities, or what else refuses.
. "$(dirname "$0")/lib.sh"

nobody() { # CAPABILITIES COMMAND...
	local caps=$1
	shift
	need setpriv
	cp "$RAWBPF" "$DIR/rawbpf"
	cp "$WORK" "$DIR/workload"
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "-all$caps" \
		--ambient-caps "-all$caps" --bounding-set "-all$caps" "$@"
}

names() { # TEXT COMMAND...: exit 1, a message with TEXT; the same in JSON
	local text=$1
	shift
	status 1 "$@" count -d 5
	empty "$DIR/out"
	has "$DIR/err" 'hint: '
	has "$DIR/err" "$text"
	status 1 "$@" count -j -d 5
	empty "$DIR/out"
	has "$DIR/err" '{"error":{"code":"E'
	has "$DIR/err" "$text"
	status 1 "$@" count --raw -- touch "$DIR/started"
	has "$DIR/err" "$text"
	[ ! -e "$DIR/started" ] || die 'the command was started'
}

test_ordinary_user() {
	names CAP_BPF nobody '' "$DIR/rawbpf"
}

test_root_without_capabilities() {
	need setpriv
	names CAP_BPF setpriv --bounding-set -all --inh-caps -all "$RAWBPF"
}

test_the_missing_one_is_named() {
	names CAP_PERFMON nobody ,+bpf "$DIR/rawbpf"
	names CAP_BPF nobody ,+perfmon "$DIR/rawbpf"
	names CAP_BPF nobody ,+net_admin,+syslog "$DIR/rawbpf"
}

calls() { # ARGUMENTS...: what getppid counts as
	"$@" count -j --by syscall -- "$DIR/workload" calls 1234 >"$DIR/report"
	same 1234 "$(value json "$DIR/report" 'sum(x["count"] for x in rows if x["syscall"] == "getppid")')" getppid
}

test_enough_capabilities() {
	calls nobody ,+bpf,+perfmon "$DIR/rawbpf"
	calls nobody ,+sys_admin "$DIR/rawbpf"
}

# Capabilities of a user namespace are not those of the kernel
test_user_namespace() {
	unshare -Ur true 2>/dev/null || skip 'kernel: no user namespaces here'
	names 'user namespace' unshare -Ur "$RAWBPF"
}

bpf_nr() { "$PYTHON" -S -E -c 'import platform
print({"x86_64": 321, "aarch64": 280}[platform.machine()])'; }

perf_nr() { "$PYTHON" -S -E -c 'import platform
print({"x86_64": 298, "aarch64": 241}[platform.machine()])'; }

test_seccomp() {
	names 'seccomp filter' refusing "$(bpf_nr)" 1 "$RAWBPF"
	names 'seccomp filter' refusing "$(bpf_nr)" 38 "$RAWBPF"
	status 1 refusing "$(perf_nr)" 1 "$RAWBPF" count -d 5
	has "$DIR/err" perf_event_open
	has "$DIR/err" 'seccomp filter'
}

# The limit that kernels before 5.11 charge maps to is no reason to give up
test_memlock_limit() {
	count_json "$DIR/report" -- sh -c 'ulimit -l; exit 0'
	sh -c "ulimit -l 64; '$RAWBPF' count -j -- '$WORK' calls 100" >"$DIR/report"
	value json "$DIR/report"
}

run_tests "$@"
