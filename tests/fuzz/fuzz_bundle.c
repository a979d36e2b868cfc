// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bytes as an archive, and as an executable that carries one: all that is said
 * to be in it can be read. */
#include <string.h>

#include "elf/bundle.h"
#include "elf/cpio.h"
#include "elf/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void read_archive(const struct view *v)
{
	struct cpio_entry entry;
	uint64_t off = 0;
	uint32_t crc = 0;
	struct err e;

	while (cpio_next(v, &off, &entry, &e) > 0) {
		crc = bundle_crc(crc, entry.name, strlen(entry.name));
		crc = bundle_crc(crc, entry.data.p, entry.data.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct view v = { bytes, len, false };
	struct bundle b;
	struct err e;

	read_archive(&v);
	if (bundle_open(&v, &b, &e) == 0) {
		bundle_machine(&b.base);
		read_archive(&b.archive);
	}
	return 0;
}
