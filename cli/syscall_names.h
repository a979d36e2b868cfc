/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Names of system calls by number, through Linux 7.0. Numbers are those of
 * the kernel's native table: x32 calls (bit 30 set) and those of 32-bit
 * programs have other tables, which are not here. The binary carries the
 * table of the machine it was built for and no other.
 */
#ifndef CLI_SYSCALL_NAMES_H
#define CLI_SYSCALL_NAMES_H

enum syscall_arch {
	SYSCALL_X86_64,
	SYSCALL_ARM64,
	SYSCALL_OTHER, /* an architecture without a table */
#if defined(__x86_64__) && defined(__LP64__)
	SYSCALL_HOST = SYSCALL_X86_64,
#elif defined(__aarch64__) && defined(__LP64__)
	SYSCALL_HOST = SYSCALL_ARM64,
#else
	SYSCALL_HOST = SYSCALL_OTHER,
#endif
};

/* The name without "sys_", or NULL when the number has none or the table of
 * that architecture is not in this binary. */
const char *syscall_name(enum syscall_arch arch, unsigned int nr);

#endif
