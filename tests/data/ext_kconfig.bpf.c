/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A variable of each type that a configuration value can have. The result
 * says which of them are wrong on a kernel of 2020 or later.
 */
#include "bpf/rawbpf.h"

extern __u32 LINUX_KERNEL_VERSION __kconfig;
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
extern _Bool LINUX_HAS_SYSCALL_WRAPPER __kconfig __weak;
extern _Bool LINUX_HAS_NO_SUCH_THING __kconfig __weak;
extern _Bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_BPF __kconfig;
extern char CONFIG_NET __kconfig __weak;
extern unsigned int CONFIG_HZ __kconfig;
extern unsigned long long CONFIG_PHYSICAL_START __kconfig __weak;
extern short CONFIG_NR_CPUS __kconfig __weak;
extern char CONFIG_CC_VERSION_TEXT[8] __kconfig __weak;
extern char CONFIG_LOCALVERSION[64] __kconfig __weak;
extern int CONFIG_NO_SUCH_THING __kconfig __weak;
extern enum libbpf_tristate CONFIG_NOR_THIS __kconfig __weak;

SEC("syscall")
int check(void *ctx)
{
	int wrong = 0;

	if (LINUX_KERNEL_VERSION < (5 << 16) ||
	    LINUX_KERNEL_VERSION > (99 << 16))
		wrong |= 1;
	if (LINUX_HAS_NO_SUCH_THING || CONFIG_NO_SUCH_THING ||
	    CONFIG_NOR_THIS != TRI_NO)
		wrong |= 2;
	if (!CONFIG_BPF_SYSCALL || CONFIG_BPF != TRI_YES)
		wrong |= 4;
	if (CONFIG_NET && CONFIG_NET != 'y')
		wrong |= 8;
	if (CONFIG_HZ < 24 || CONFIG_HZ > 10000)
		wrong |= 16;
	if (CONFIG_CC_VERSION_TEXT[7] != '\0')
		wrong |= 32;
	if (CONFIG_NR_CPUS < 0 || CONFIG_LOCALVERSION[63] != '\0')
		wrong |= 64;
	if (CONFIG_PHYSICAL_START & 0xfff)
		wrong |= 128;
	if (LINUX_KERNEL_VERSION >= ((5 << 16) | (15 << 8)) &&
	    !LINUX_HAS_BPF_COOKIE)
		wrong |= 256;
	if (!LINUX_HAS_SYSCALL_WRAPPER)
		wrong |= 512;
	return wrong;
}

LICENSE("GPL");
