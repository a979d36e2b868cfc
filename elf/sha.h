/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* SHA-1 and SHA-256 (FIPS 180-4), of which kernels make the tags of programs. */
#ifndef ELF_SHA_H
#define ELF_SHA_H

#include <stddef.h>
#include <stdint.h>

void sha1(const void *data, size_t len, uint8_t out[20]);
void sha256(const void *data, size_t len, uint8_t out[32]);

#endif
