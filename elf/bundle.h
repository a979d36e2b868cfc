/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An executable that carries files: the executable, an archive of elf/cpio.h,
 * and a trailer of 24 bytes: a magic, the archive's CRC-32 and its length, both
 * in little endian. A byte behind the same magic among the executable's own
 * constants says that there is something, so that a process finds out about
 * itself without a system call, and one that was cut off is told from one that
 * never carried anything.
 */
#ifndef ELF_BUNDLE_H
#define ELF_BUNDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/view.h"

struct err;

#define BUNDLE_MAGIC_LEN   16
#define BUNDLE_TRAILER_LEN (BUNDLE_MAGIC_LEN + 8)

struct bundle {
	struct view base; /* the executable alone, its mark as it was */
	struct view archive; /* empty where it carries nothing */
};

/* Takes an executable apart and checks what it carries. -ENOEXEC when it is no
 * ELF file, -EBADMSG when it is damaged. */
int bundle_open(const struct view *file, struct bundle *out, struct err *e);

/* Whether the running program bears the mark. */
bool bundle_own_mark(void);

/* Sets the mark of an executable, or clears it; false when it has no place for
 * one: then it would not look for what it carries. */
bool bundle_mark(uint8_t *base, size_t len, bool on);

/* Begin with 0, go on with what was returned. */
uint32_t bundle_crc(uint32_t crc, const void *p, size_t n);

void bundle_trailer(uint32_t crc, uint32_t len,
		    uint8_t out[BUNDLE_TRAILER_LEN]);

/* "x86_64": which machine an ELF file is for. */
const char *bundle_machine(const struct view *elf);

#endif
