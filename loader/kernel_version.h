/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The version that the running kernel was built as, which kernels before 5.0
 * want to hear from kprobes, exactly. uname(2) alone does not tell: some
 * distributions put a package's version there.
 */
#ifndef LOADER_KERNEL_VERSION_H
#define LOADER_KERNEL_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/view.h"

/* As KERNEL_VERSION(), with sublevels from 255 on as 255. Never 0. */
uint32_t kernel_version(void);

/* What it is made of: the note of the vDSO, an ELF image; */
bool kernel_version_of_vdso(const struct view *image, uint32_t *out);
/* and the texts of /proc/version_signature (Ubuntu, or ""), uname -v (Debian)
 * and uname -r. 0 when none of them says it. */
uint32_t kernel_version_of_text(const char *signature, const char *version,
				const char *release);

#endif
