// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sources in the order of their worth: the vDSO's note holds the very number
 * that the kernel compares with.
 */
#include "loader/kernel_version.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "elf/cleanup.h"

/* Of a vDSO: its headers and notes are at the start */
#define VDSO_START 4096

/* Found by its head, which nothing else can be: lengths, type 0 and name */
bool kernel_version_of_vdso(const struct view *image, uint32_t *out)
{
	static const struct {
		uint32_t name_len, len, type;
		char name[8];
	} head = { 6, 4, 0, "Linux" };
	const uint8_t *note = memmem(image->p, image->len, &head, sizeof(head));

	return note &&
	       view_u32(image, (uint64_t)(note - image->p) + sizeof(head), out);
}

static uint32_t parse(const char *s)
{
	unsigned long major, minor, sub = 0;
	char *end;

	if (s == NULL)
		return 0;
	major = strtoul(s, &end, 10);
	if (end == s || *end != '.')
		return 0;
	s = end + 1;
	minor = strtoul(s, &end, 10);
	if (end == s)
		return 0;
	if (*end == '.')
		sub = strtoul(end + 1, NULL, 10);
	return (uint32_t)((major & 0xffff) << 16 | (minor & 0xff) << 8 |
			  (sub < 255 ? sub : 255));
}

/* "Ubuntu 4.15.0-55.60-generic 4.15.18": the upstream version comes last.
 * "#1 SMP Debian 4.19.118-2+deb10u1 (2020-06-07)" */
uint32_t kernel_version_of_text(const char *signature, const char *version,
				const char *release)
{
	const char *last = strrchr(signature, ' ');
	const char *debian = strstr(version, "Debian ");
	uint32_t v = parse(last);

	if (v == 0)
		v = parse(debian ? debian + strlen("Debian ") : NULL);
	return v ? v : parse(release);
}

uint32_t kernel_version(void)
{
	struct view image = { NULL, VDSO_START, false };
	/* An address that comes as a number */
	const unsigned long vdso = getauxval(AT_SYSINFO_EHDR);
	auto_fd int fd = -1;
	char signature[256] = "";
	struct utsname u;
	uint32_t v = 0;

	memcpy(&image.p, &vdso, sizeof(vdso));
	if (vdso && kernel_version_of_vdso(&image, &v) && v)
		return v;
	fd = open("/proc/version_signature", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, signature, sizeof(signature) - 1) < 0)
		signature[0] = '\0';
	uname(&u);
	v = kernel_version_of_text(signature, u.version, u.release);
	return v ? v : 1;
}
