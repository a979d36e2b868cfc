/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Stands for a kernel: only its BTF is used, as what core_prog.bpf.c is fitted
 * to.
 */
#include "tests/data/core_target.h"
#include "bpf/base.h"

struct probe *probe;
struct far *far;
struct exact exact;
union either either;
named_by_typedef by_typedef;

SEC("t/target")
long target(void *ctx)
{
	return probe->moved + far->beyond + exact.a + either.i + by_typedef.t;
}
