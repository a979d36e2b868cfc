// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A header is a magic and thirteen numbers of eight digits each; name and data
 * follow, each padded to four bytes. Documentation/driver-api/early-userspace/
 * buffer-format.rst of the kernel has the grammar.
 */
#include "elf/cpio.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "elf/err.h"

#define MAGIC	   "070701"
#define HEADER_LEN (6 + 8 * FIELD__COUNT)
#define END_NAME   "TRAILER!!!"

enum field {
	FIELD_INODE,
	FIELD_MODE,
	FIELD_UID,
	FIELD_GID,
	FIELD_NLINK,
	FIELD_MTIME,
	FIELD_SIZE,
	FIELD_MAJOR,
	FIELD_MINOR,
	FIELD_RMAJOR,
	FIELD_RMINOR,
	FIELD_NAME_SIZE,
	FIELD_CHECK,
	FIELD__COUNT
};

static int put_padded(struct cpio *c, const void *p, size_t n, size_t at)
{
	int err = n ? c->put(c->ctx, p, n) : 0;

	at = (at + n) & 3;
	return err < 0 || at == 0 ? err : c->put(c->ctx, "\0\0\0", 4 - at);
}

static int put_entry(struct cpio *c, const struct cpio_entry *entry,
		     size_t name_len)
{
	uint32_t f[FIELD__COUNT] = { 0 };
	char header[HEADER_LEN + 1] = MAGIC;
	int err;

	if (entry->data.len > UINT32_MAX)
		return -EFBIG;
	f[FIELD_INODE] = entry->mode ? ++c->inode : 0;
	f[FIELD_MODE] = entry->mode;
	f[FIELD_NLINK] = 1;
	f[FIELD_MTIME] = entry->mtime;
	f[FIELD_SIZE] = (uint32_t)entry->data.len;
	f[FIELD_RMAJOR] = entry->major;
	f[FIELD_RMINOR] = entry->minor;
	f[FIELD_NAME_SIZE] = (uint32_t)name_len + 1;
	for (size_t i = 0; i < FIELD__COUNT; i++)
		snprintf(header + 6 + 8 * i, 9, "%08X", f[i]);
	err = c->put(c->ctx, header, HEADER_LEN);
	if (err == 0)
		err = c->put(c->ctx, entry->name, name_len);
	if (err == 0)
		err = put_padded(c, "", 1, HEADER_LEN + name_len);
	return err < 0 ? err : put_padded(c, entry->data.p, entry->data.len, 0);
}

int cpio_add(struct cpio *c, const struct cpio_entry *entry)
{
	struct cpio_entry folder = { .name = entry->name,
				     .mode = S_IFDIR | 0755,
				     .mtime = entry->mtime };
	const char *slash = entry->name;
	int err = 0;

	for (; err == 0 && (slash = strchr(slash, '/')) != NULL; slash++) {
		size_t len = (size_t)(slash - entry->name);

		if (c->last == NULL ||
		    strncmp(c->last, entry->name, len + 1) != 0)
			err = put_entry(c, &folder, len);
	}
	c->last = entry->name;
	return err < 0 ? err : put_entry(c, entry, strlen(entry->name));
}

int cpio_end(struct cpio *c)
{
	const struct cpio_entry end = { .name = END_NAME };

	return put_entry(c, &end, strlen(END_NAME));
}

static bool read_hex(const uint8_t *p, uint32_t *out)
{
	static const char digits[] = "0123456789ABCDEF0123456789abcdef";
	uint32_t v = 0;

	for (int i = 0; i < 8; i++) {
		const char *d = memchr(digits, p[i], sizeof(digits) - 1);

		if (d == NULL)
			return false;
		v = v << 4 | (uint32_t)((d - digits) & 15);
	}
	*out = v;
	return true;
}

static bool read_header(const struct view *v, uint64_t off, uint32_t *f)
{
	struct view header;

	if (!view_sub(v, off, HEADER_LEN, &header) ||
	    memcmp(header.p, MAGIC, 6) != 0)
		return false;
	for (size_t i = 0; i < FIELD__COUNT; i++)
		if (!read_hex(header.p + 6 + 8 * i, &f[i]))
			return false;
	return true;
}

static uint64_t aligned(uint64_t off)
{
	return (off + 3) & ~(uint64_t)3;
}

int cpio_next(const struct view *v, uint64_t *off, struct cpio_entry *out,
	      struct err *e)
{
	struct cpio_entry entry = { 0 };
	uint32_t f[FIELD__COUNT];
	uint64_t data;
	struct view name;

	if (!read_header(v, *off, f) || f[FIELD_NAME_SIZE] == 0 ||
	    !view_sub(v, *off + HEADER_LEN, f[FIELD_NAME_SIZE], &name) ||
	    memchr(name.p, 0, name.len) != name.p + name.len - 1)
		return err_set(e, EBADMSG, "no archive entry at +0x%llx",
			       (unsigned long long)*off);
	data = aligned(*off + HEADER_LEN + name.len);
	if (!view_sub(v, data, f[FIELD_SIZE], &entry.data))
		return err_set(e, EBADMSG,
			       "archive entry at +0x%llx: its %u bytes do not "
			       "fit the file",
			       (unsigned long long)*off, f[FIELD_SIZE]);
	entry.name = (const char *)name.p;
	if (strcmp(entry.name, END_NAME) == 0)
		return 0;
	entry.mode = f[FIELD_MODE];
	entry.mtime = f[FIELD_MTIME];
	entry.major = f[FIELD_RMAJOR];
	entry.minor = f[FIELD_RMINOR];
	*out = entry;
	*off = aligned(data + f[FIELD_SIZE]);
	return 1;
}
