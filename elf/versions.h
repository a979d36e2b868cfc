/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * With which Linux the kernel's enumerations grew: the first release that has a
 * map type, program type, attach type or map flag. Releases of kernel.org;
 * distributions may have more. 0x509 is Linux 5.9.
 */
#ifndef ELF_VERSIONS_H
#define ELF_VERSIONS_H

#include <stdint.h>

/* 0 for a number that no kernel up to 7.2 has */
uint16_t map_type_since(uint32_t type);
uint16_t prog_type_since(uint32_t type);
uint16_t attach_type_since(uint32_t type);

/* The newest of several flags of BPF_MAP_CREATE; 0 when there is none. *flag
 * is which one. */
uint16_t map_flags_since(uint32_t flags, uint32_t *flag);

#define VERSION_SIZE 16

/* "5.9", in buf */
const char *version_text(uint16_t version, char buf[VERSION_SIZE]);

/* "5.9", "5.9.1", "v5.9"; 0 if it is none. */
uint16_t version_parse(const char *s);

#endif
