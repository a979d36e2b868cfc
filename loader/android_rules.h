/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What of an object for Android's bpfloader is wanted here: objects, maps and
 * programs may ask for kernels, loaders, builds and machines. Decides only;
 * the same questions have the same answers everywhere.
 */
#ifndef LOADER_ANDROID_RULES_H
#define LOADER_ANDROID_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf/obj.h"

#define ANDROID_LOADER 47 /* that of Android 16, the newest */

/* Who asks */
struct android_here {
	uint32_t loader; /* 0: ranges of loaders do not matter */
	uint32_t kver; /* as kernel_version() */
	uint32_t is; /* bits of enum obj_ignore that hold here */
};

/* This kernel on this machine, and the build that people have: "user" */
void android_here(struct android_here *out, uint32_t loader);

/* Bit of a machine as uname(2) calls it, 0 for one without */
uint32_t android_machine(const char *name);

/* Whether it is wanted; why not, when it is not. */
bool android_wants_object(const struct android_here *here,
			  const struct obj_android *o, char *why, size_t len);
bool android_wants_map(const struct android_here *here,
		       const struct obj_map_legacy *m, char *why, size_t len);
bool android_wants_prog(const struct android_here *here,
			const struct obj_prog_legacy *p, char *why, size_t len);

/* -ENOTSUP when it demands a later loader, which no skipping makes good */
int android_check_object(const struct android_here *here,
			 const struct obj_android *o, struct err *e);

#endif
