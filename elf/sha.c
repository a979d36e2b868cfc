// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Both hash blocks of 64 bytes with the same padding into words of big byte
 * order; they differ in how a block is worked in. Small rather than fast.
 */
#include "elf/sha.h"

#include <endian.h>
#include <string.h>

#define BLOCK 64

typedef void sha_block(uint32_t *state, const uint8_t *block);

static uint32_t rol(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t word(const uint8_t *block, size_t i)
{
	uint32_t w;

	memcpy(&w, block + 4 * i, sizeof(w));
	return be32toh(w);
}

static void block1(uint32_t *state, const uint8_t *block)
{
	uint32_t w[80] = { 0 }, s[5];

	memcpy(s, state, sizeof(s));
	for (size_t i = 0; i < 80; i++) {
		uint32_t f, k, next;

		w[i] = i < 16 ? word(block, i)
			      : rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16],
				    1);
		if (i < 20) {
			f = (s[1] & s[2]) | (~s[1] & s[3]);
			k = 0x5a827999;
		} else if (i >= 40 && i < 60) {
			f = (s[1] & s[2]) | (s[1] & s[3]) | (s[2] & s[3]);
			k = 0x8f1bbcdc;
		} else {
			f = s[1] ^ s[2] ^ s[3];
			k = i < 40 ? 0x6ed9eba1 : 0xca62c1d6;
		}
		next = rol(s[0], 5) + f + s[4] + k + w[i];
		/* A loop would become memmove(), slower than all the rest */
		s[4] = s[3];
		s[3] = s[2];
		s[2] = rol(s[1], 30);
		s[1] = s[0];
		s[0] = next;
	}
	for (int i = 0; i < 5; i++)
		state[i] += s[i];
}

/* The first 32 bits of the fractions of cube roots of the primes */
static const uint32_t roots[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void block256(uint32_t *state, const uint8_t *block)
{
	uint32_t w[64], a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];

	for (size_t i = 0; i < 64; i++) {
		uint32_t t;

		if (i < 16) {
			w[i] = word(block, i);
		} else {
			uint32_t x = w[i - 15], y = w[i - 2];

			w[i] = w[i - 16] + w[i - 7] +
			       (rol(x, 25) ^ rol(x, 14) ^ x >> 3) +
			       (rol(y, 15) ^ rol(y, 13) ^ y >> 10);
		}
		t = h + (rol(e, 26) ^ rol(e, 21) ^ rol(e, 7)) +
		    ((e & f) ^ (~e & g)) + roots[i] + w[i];
		h = g;
		g = f;
		f = e;
		e = d + t;
		d = c;
		t += (rol(a, 30) ^ rol(a, 19) ^ rol(a, 10)) +
		     ((a & b) ^ (a & c) ^ (b & c));
		c = b;
		b = a;
		a = t;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

/* Whole blocks, then the rest with a bit behind it and its length in bits */
static void hash(sha_block *one, uint32_t *state, const uint8_t *p, size_t len)
{
	uint8_t tail[2 * BLOCK] = { 0 };
	uint64_t bits = htobe64((uint64_t)len * 8);
	size_t rest = len % BLOCK, end = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;

	for (; len >= BLOCK; len -= BLOCK, p += BLOCK)
		one(state, p);
	memcpy(tail, p, rest);
	tail[rest] = 0x80;
	memcpy(tail + end - sizeof(bits), &bits, sizeof(bits));
	for (size_t i = 0; i < end; i += BLOCK)
		one(state, tail + i);
}

static void put(uint8_t *out, const uint32_t *state, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t w = htobe32(state[i]);

		memcpy(out + 4 * i, &w, sizeof(w));
	}
}

void sha1(const void *data, size_t len, uint8_t out[20])
{
	uint32_t state[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
			      0xc3d2e1f0 };

	hash(block1, state, data, len);
	put(out, state, 5);
}

void sha256(const void *data, size_t len, uint8_t out[32])
{
	uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	hash(block256, state, data, len);
	put(out, state, 8);
}
