/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* clang: -mcpu=v3 */
/*
 * Encodings that C code seldom makes, for the disassembler; what needs a newer
 * instruction set is left out where the compiler does not have it. Older
 * assemblers than clang 19's lack too many.
 */
#include "bpf/rawbpf.h"

#if __clang_major__ >= 19
#define TWO(a, b) a "\n" b "\n"

SEC("?socket/alu")
__attribute__((naked)) int alu(void *ctx)
{
	asm volatile(
		TWO("r1 += 5", "r1 -= r2") TWO("r1 *= 3", "r1 /= r2") TWO(
			"r1 |= 255", "r1 &= r2") TWO("r1 <<= 3", "r1 >>= r2")
			TWO("r1 %= 7", "r1 ^= r2") TWO("r1 s>>= 3", "r1 = -r1")
				TWO("w1 += -5", "w1 = w2") TWO("w1 *= w2",
							       "w1 = -w1")
					TWO("r1 = be16 r1", "r1 = le32 r1")
						TWO("r1 = be64 r1",
						    "r1 = 0x123456789a ll")
							TWO("r0 = -1", "exit"));
}

SEC("?socket/memory")
__attribute__((naked)) int memory(void *ctx)
{
	asm volatile(
		TWO("r2 = *(u8 *)(r1 + 3)", "r2 = *(u16 *)(r1 - 2)") TWO(
			"r2 = *(u32 *)(r1 + 0)",
			"r2 = *(u64 *)(r1 + 8)") TWO("*(u8 *)(r10 - 1) = r2",
						     "*(u16 *)(r10 - 4) = r2")
			TWO("*(u32 *)(r10 - 8) = r2", "*(u64 *)(r10 - 16) = r2") TWO(
				"lock *(u64 *)(r10 - 8) += r2",
				"lock *(u32 *)(r10 - 8) += w2")
				TWO("lock *(u64 *)(r10 - 8) |= r2",
				    "r2 = atomic_fetch_add((u64 *)(r10 - 8), r2)")
					TWO("r2 = xchg_64(r10 - 8, r2)",
					    "r0 = cmpxchg_64(r10 - 8, r0, r2)")
						TWO("r0 = *(u8 *)skb[12]",
						    "r0 = *(u16 *)skb[r2]")
							TWO("r0 = 0", "exit"));
}

SEC("?socket/jumps")
__attribute__((naked)) int jumps(void *ctx)
{
	asm volatile(
		TWO("if r1 == 5 goto 1f", "if r1 != r2 goto 1f") TWO(
			"if r1 > 5 goto 1f",
			"if r1 >= r2 goto 1f") TWO("if r1 < 5 goto 1f",
						   "if r1 <= r2 goto 1f")
			TWO("if r1 s> -5 goto 1f", "if r1 s>= r2 goto 1f") TWO(
				"if r1 s< 5 goto 1f", "if r1 s<= r2 goto 1f")
				TWO("if r1 & 5 goto 1f", "if w1 == w2 goto 1f")
					TWO("if w1 s> 7 goto 1f", "goto 1f")
						TWO("1:", "r0 = 0") "exit");
}

#if defined(__BPF_CPU_VERSION__) && __BPF_CPU_VERSION__ >= 4
SEC("?socket/newest")
__attribute__((naked)) int newest(void *ctx)
{
	asm volatile(
		TWO("r1 s/= r2", "w1 s%= 7") TWO("r1 = (s8)r2", "w1 = (s16)w2")
			TWO("r1 = (s32)r2", "r1 = bswap16 r1") TWO(
				"r1 = *(s8 *)(r10 - 8)",
				"r1 = *(s32 *)(r10 - 8)") TWO("gotol 1f",
							      "may_goto 1f")
				TWO("1:",
				    "r1 = addr_space_cast(r2, 1, 0)") "exit");
}
#endif
#endif

LICENSE("GPL");
