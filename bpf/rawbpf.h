/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a BPF program includes. Only UAPI headers are needed besides; include
 * a generated vmlinux.h before this one to have its types instead. Contexts
 * of tracepoints are in bpf/tracepoints.h, Android's object format in
 * bpf/android.h.
 */
#ifndef BPF_RAWBPF_H
#define BPF_RAWBPF_H

#include "bpf/base.h"
#include "bpf/helpers.h"
#include "bpf/helpers_net.h"
#include "bpf/helpers_sock.h"
#include "bpf/maps.h"

/* One line for trace_pipe, with at most three arguments. The format lives on
 * the stack, so it needs no global data (5.2) and runs on 4.9; it takes its
 * length off the 512 bytes. Kernels before 5.9 want a "\n" at its end, later
 * ones add their own. */
#define bpf_printk(fmt, ...)                                                   \
	({                                                                     \
		char fmt__[] = fmt;                                            \
		bpf_trace_printk(fmt__, sizeof(fmt__), ##__VA_ARGS__);         \
	})

#endif
