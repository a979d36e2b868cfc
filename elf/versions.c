// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One number a type, in the order of the kernel's enumerations. */
#include "elf/versions.h"

#include <assert.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/names.h"

/* clang-format off */
static const uint16_t map_types[] = {
	0, 0x313, 0x313, 0x402, 0x403, 0x406, 0x406, 0x406, 0x408, 0x40a,
	0x40a, 0x40b, 0x40c, 0x40c, 0x40e, 0x40e, 0x40f, 0x412, 0x412, 0x413,
	0x413, 0x414, 0x414, 0x414, 0x502, 0x504, 0x506, 0x508, 0x50a, 0x50b,
	0x510, 0x601, 0x602, 0x609, 0x613, 0x702,
};

static const uint16_t prog_types[] = {
	0, 0x313, 0x401, 0x401, 0x401, 0x407, 0x408, 0x409, 0x40a, 0x40a,
	0x40a, 0x40a, 0x40a, 0x40d, 0x40e, 0x40f, 0x411, 0x411, 0x411, 0x412,
	0x412, 0x413, 0x414, 0x502, 0x502, 0x503, 0x505, 0x506, 0x506, 0x507,
	0x509, 0x50e, 0x604,
};

static const uint16_t attach_types[] = {
	0x40a, 0x40a, 0x40a, 0x40d, 0x40e, 0x40e, 0x40f, 0x411, 0x411, 0x411,
	0x411, 0x411, 0x411, 0x411, 0x412, 0x412, 0x412, 0x414, 0x502, 0x502,
	0x502, 0x503, 0x503, 0x505, 0x505, 0x505, 0x507, 0x507, 0x508, 0x508,
	0x508, 0x508, 0x508, 0x508, 0x509, 0x509, 0x509, 0x509, 0x50d, 0x50e,
	0x50e, 0x50f, 0x512, 0x600, 0x604, 0x604, 0x606, 0x606, 0x606, 0x607,
	0x607, 0x607, 0x607, 0x607, 0x607, 0x607, 0x60a, 0x60d, 0x700, 0x702,
	0x702, 0x702,
};
/* clang-format on */

static_assert(ARRAY_SIZE(map_types) == MAP_TYPE__COUNT, "a release each");
static_assert(ARRAY_SIZE(prog_types) == PROG_TYPE__COUNT, "a release each");
static_assert(ARRAY_SIZE(attach_types) == ATTACH__COUNT, "a release each");

/* Bit by bit from BPF_F_NO_PREALLOC on; some only say what a query wants */
static const uint16_t map_flags[] = {
	0x406, /* no_prealloc */
	0x40a, /* no_common_lru */
	0x40e, /* numa_node */
	0x40f, /* rdonly */
	0x40f, /* wronly */
	0x411, /* stack_build_id */
	0x500, /* zero_seed */
	0x502, /* rdonly_prog */
	0x502, /* wronly_prog */
	0x504, /* clone */
	0x505, /* mmapable */
	0x50b, /* preserve_elems */
	0x50a, /* inner_map */
	0x604, /* link */
	0x609, /* path_fd */
	0x609, /* vtype_btf_obj_fd */
	0x609, /* token_fd */
	0x609, /* segv_on_fault */
	0x609, /* no_user_conv */
};

static uint16_t at(const uint16_t *v, size_t n, uint32_t i)
{
	return i < n ? v[i] : 0;
}

uint16_t map_type_since(uint32_t type)
{
	return at(map_types, ARRAY_SIZE(map_types), type);
}

uint16_t prog_type_since(uint32_t type)
{
	return at(prog_types, ARRAY_SIZE(prog_types), type);
}

uint16_t attach_type_since(uint32_t type)
{
	return at(attach_types, ARRAY_SIZE(attach_types), type);
}

uint16_t map_flags_since(uint32_t flags, uint32_t *flag)
{
	uint16_t newest = 0;

	for (uint32_t i = 0; i < ARRAY_SIZE(map_flags); i++) {
		if (!(flags >> i & 1) || map_flags[i] <= newest)
			continue;
		newest = map_flags[i];
		*flag = 1u << i;
	}
	return newest;
}

const char *version_text(uint16_t version, char buf[VERSION_SIZE])
{
	snprintf(buf, VERSION_SIZE, "%d.%d", version >> 8, version & 0xff);
	return buf;
}

/* Up to 255, and what ends it */
static unsigned long part(const char *s, char **end)
{
	if (*s < '0' || *s > '9') {
		*end = (char *)s;
		return 256;
	}
	return strtoul(s, end, 10);
}

uint16_t version_parse(const char *s)
{
	unsigned long major, minor;
	char *end;

	major = part(s + (*s == 'v'), &end);
	if (major == 0 || major > 255 || *end != '.')
		return 0;
	minor = part(end + 1, &end);
	if (minor > 255 || (*end != '\0' && *end != '.' && *end != '-'))
		return 0;
	return (uint16_t)(major << 8 | minor);
}
