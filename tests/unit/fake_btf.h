/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* BPF_BTF_LOAD as kernels of an age answer it. */
#ifndef TESTS_UNIT_FAKE_BTF_H
#define TESTS_UNIT_FAKE_BTF_H

#include <linux/bpf.h>

/* A descriptor, or -EINVAL when some type is newer than the kernel. */
int fake_btf(const union bpf_attr *attr, int version);

#endif
