// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The trailer stands at the end, where it is found without knowing how long
 * the executable is. CRC-32 is the one of gzip and Ethernet.
 */
#include "elf/bundle.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"

#define HOST_IS_BIG (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/* Volatile, for the file may come to say something else than this */
static const struct {
	char magic[BUNDLE_MAGIC_LEN];
	volatile uint8_t mark;
} own = { "rawbpf bundle 1", 0 };

/* The one copy of it: the compiler, which does not see where it comes from, can
 * make no constant of its own that would be found instead. */
static const char *magic(void)
{
	const char *p = own.magic;

	__asm__("" : "+r"(p));
	return p;
}

bool bundle_own_mark(void)
{
	return own.mark != 0;
}

static const uint8_t *find_mark(const uint8_t *p, size_t len)
{
	const uint8_t *at = memmem(p, len, magic(), BUNDLE_MAGIC_LEN);

	return at && (size_t)(at - p) < len - BUNDLE_MAGIC_LEN
		       ? at + BUNDLE_MAGIC_LEN
		       : NULL;
}

bool bundle_mark(uint8_t *base, size_t len, bool on)
{
	const uint8_t *mark = find_mark(base, len);

	if (mark)
		base[mark - base] = on;
	return mark != NULL;
}

uint32_t bundle_crc(uint32_t crc, const void *p, size_t n)
{
	static const uint32_t table[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8,
					    0x26d930ac, 0x76dc4190, 0x6b6b51f4,
					    0x4db26158, 0x5005713c, 0xedb88320,
					    0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
					    0x9b64c2b0, 0x86d3d2d4, 0xa00ae278,
					    0xbdbdf21c };
	const uint8_t *b = p;

	crc = ~crc;
	for (size_t i = 0; i < n; i++) {
		crc ^= b[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

void bundle_trailer(uint32_t crc, uint32_t len, uint8_t out[BUNDLE_TRAILER_LEN])
{
	uint32_t numbers[2] = { htole32(crc), htole32(len) };

	memcpy(out, magic(), BUNDLE_MAGIC_LEN);
	memcpy(out + BUNDLE_MAGIC_LEN, numbers, sizeof(numbers));
}

static int open_trailer(const struct view *file, struct bundle *out,
			struct err *e)
{
	struct view trailer;
	uint32_t crc = 0, len = 0;

	if (!view_sub(file, file->len - BUNDLE_TRAILER_LEN, BUNDLE_TRAILER_LEN,
		      &trailer) ||
	    memcmp(trailer.p, magic(), BUNDLE_MAGIC_LEN) != 0) {
		err_set(e, EBADMSG, "its end is missing");
		return err_hint(e, "it was cut off, or something was appended: "
				   "make or copy it again");
	}
	trailer.swap = HOST_IS_BIG;
	view_u32(&trailer, BUNDLE_MAGIC_LEN, &crc);
	view_u32(&trailer, BUNDLE_MAGIC_LEN + 4, &len);
	if (!view_sub(file, file->len - BUNDLE_TRAILER_LEN - len, len,
		      &out->archive) ||
	    bundle_crc(0, out->archive.p, len) != crc) {
		err_set(e, EBADMSG, "its checksum is wrong");
		return err_hint(e, "it was changed: make or copy it again");
	}
	out->base.len = (size_t)(out->archive.p - file->p);
	return 0;
}

int bundle_open(const struct view *file, struct bundle *out, struct err *e)
{
	struct bundle b = { .base = *file };
	const uint8_t *mark;
	int err = 0;

	if (file->len < sizeof(Elf64_Ehdr) ||
	    memcmp(file->p, ELFMAG, SELFMAG) != 0)
		return err_set(e, ENOEXEC, "it is no ELF executable");
	mark = find_mark(file->p, file->len);
	if (mark && *mark)
		err = open_trailer(file, &b, e);
	if (err == 0)
		*out = b;
	return err;
}

const char *bundle_machine(const struct view *elf)
{
	static const struct {
		uint16_t machine;
		const char *name;
	} names[] = {
		{ EM_X86_64, "x86_64" }, { EM_AARCH64, "aarch64" },
		{ EM_386, "i386" },	 { EM_ARM, "arm" },
		{ EM_RISCV, "riscv" },	 { EM_S390, "s390" },
		{ EM_PPC64, "ppc64" },	 { EM_MIPS, "mips" },
		{ 258, "loongarch" },
	};
	uint8_t order = 0;
	uint16_t machine = 0;
	struct view v = *elf;

	view_u8(&v, EI_DATA, &order);
	v.swap = (order == ELFDATA2MSB) != HOST_IS_BIG;
	view_u16(&v, offsetof(Elf64_Ehdr, e_machine), &machine);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].machine == machine)
			return names[i].name;
	return "unknown";
}
