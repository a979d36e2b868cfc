/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The host's table of system call names: all names in one blob, found by
 * 16-bit offsets, which is a third of what an array of pointers would take
 * and needs no relocation.
 */
#include "cli/syscall_names.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__LP64__)
#define SYSCALL_TABLE "cli/syscalls_x86_64.inc"
#elif defined(__aarch64__) && defined(__LP64__)
#define SYSCALL_TABLE "cli/syscalls_arm64.inc"
#endif

#ifdef SYSCALL_TABLE

/* One member a name: the compiler does the concatenation, and its offsets
 * are the index. */
static const struct name_blob {
	char none[1]; /* so that offset 0 means "no name" */
#define S(nr, name) char nr_##nr[sizeof(#name)];
#include SYSCALL_TABLE
#include "cli/syscalls_common.inc"
#undef S
} blob = {
#define S(nr, name) .nr_##nr = #name,
#include SYSCALL_TABLE
#include "cli/syscalls_common.inc"
#undef S
};

static_assert(sizeof(blob) <= UINT16_MAX, "offsets are 16 bits");

static const uint16_t offsets[] = {
#define S(nr, name) [nr] = offsetof(struct name_blob, nr_##nr),
#include SYSCALL_TABLE
#include "cli/syscalls_common.inc"
#undef S
};

static const char *host_name(unsigned int nr)
{
	if (nr >= sizeof(offsets) / sizeof(offsets[0]) || offsets[nr] == 0)
		return NULL;
	return (const char *)&blob + offsets[nr];
}

#else

static const char *host_name(unsigned int nr)
{
	(void)nr;
	return NULL;
}

#endif

const char *syscall_name(enum syscall_arch arch, unsigned int nr)
{
	return arch == SYSCALL_HOST ? host_name(nr) : NULL;
}
