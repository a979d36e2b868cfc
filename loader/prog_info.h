/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What functions and source lines the instructions of an image come from. */
#ifndef LOADER_PROG_INFO_H
#define LOADER_PROG_INFO_H

#include <linux/bpf.h>
#include <stdint.h>

struct err;
struct image;

struct prog_info {
	struct bpf_func_info *funcs; /* owned; one for each part, or none */
	struct bpf_line_info *lines; /* owned */
	uint32_t nfuncs, nlines;
};

/* In the form that BPF_PROG_LOAD takes. Where the object says too little for
 * the kernel (every function, and the first instruction of each, must be
 * there) there are none. */
int prog_info_make(const struct image *image, struct prog_info *out,
		   struct err *e);
void prog_info_close(struct prog_info *info);

#endif
