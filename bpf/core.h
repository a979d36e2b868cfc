/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reading kernel structs of which this program knows only names: each macro
 * here compiles to a number and a note what it stands for, and the loader puts
 * in what the running kernel has. Where a type lacks
 * __attribute__((preserve_access_index)), only these macros leave notes.
 *
 * What the kernel does not have stops the load if the verifier can get there,
 * so ask first: if (bpf_core_field_exists(task->foo)) ...
 */
#ifndef BPF_CORE_H
#define BPF_CORE_H

#include "bpf/base.h"
#include "bpf/helpers.h"

/* What clang's builtins call the questions */
enum {
	RAWBPF_BYTE_OFFSET = 0,
	RAWBPF_BYTE_SIZE = 1,
	RAWBPF_EXISTS = 2,
	RAWBPF_SIGNED = 3,
	RAWBPF_LSHIFT = 4,
	RAWBPF_RSHIFT = 5,
};
enum { RAWBPF_TYPE_EXISTS, RAWBPF_TYPE_SIZE, RAWBPF_TYPE_MATCHES };
enum { RAWBPF_ID_LOCAL, RAWBPF_ID_KERNEL };
enum { RAWBPF_ENUM_EXISTS, RAWBPF_ENUM_VALUE };

/* A field may be named as ptr->field or as type, field. */
#define RAWBPF_FIELD_1(field)	     (field)
#define RAWBPF_FIELD_2(type, field)  (((type *)0)->field)
#define RAWBPF_FIELD_N(a, b, n, ...) RAWBPF_FIELD_##n

#define RAWBPF_FIELD(...) RAWBPF_FIELD_N(__VA_ARGS__, 2, 1)(__VA_ARGS__)
#define RAWBPF_ASK(what, ...)                                                  \
	__builtin_preserve_field_info(RAWBPF_FIELD(__VA_ARGS__), what)

#define bpf_core_field_exists(...) RAWBPF_ASK(RAWBPF_EXISTS, __VA_ARGS__)
#define bpf_core_field_size(...)   RAWBPF_ASK(RAWBPF_BYTE_SIZE, __VA_ARGS__)
#define bpf_core_field_offset(...) RAWBPF_ASK(RAWBPF_BYTE_OFFSET, __VA_ARGS__)

/* clang 12. Types as they are spelt: struct foo, enum foo, foo_t. */
#define RAWBPF_OF_TYPE(type) (*(__typeof__(type) *)0)
#define bpf_core_type_exists(type)                                             \
	__builtin_preserve_type_info(RAWBPF_OF_TYPE(type), RAWBPF_TYPE_EXISTS)
#define bpf_core_type_size(type)                                               \
	__builtin_preserve_type_info(RAWBPF_OF_TYPE(type), RAWBPF_TYPE_SIZE)
/* clang 15. Has the kernel's type all members of this one, of like types? */
#define bpf_core_type_matches(type)                                            \
	__builtin_preserve_type_info(RAWBPF_OF_TYPE(type), RAWBPF_TYPE_MATCHES)
/* Its id in the object's own BTF, and in the kernel's, where 0 is for none, as
 * it is of the size. */
#define bpf_core_type_id_local(type)                                           \
	__builtin_btf_type_id(RAWBPF_OF_TYPE(type), RAWBPF_ID_LOCAL)
#define bpf_core_type_id_kernel(type)                                          \
	__builtin_btf_type_id(RAWBPF_OF_TYPE(type), RAWBPF_ID_KERNEL)

#define bpf_core_enum_value_exists(type, value)                                \
	__builtin_preserve_enum_value(*(__typeof__(type) *)value,              \
				      RAWBPF_ENUM_EXISTS)
#define bpf_core_enum_value(type, value)                                       \
	__builtin_preserve_enum_value(*(__typeof__(type) *)value,              \
				      RAWBPF_ENUM_VALUE)

/* Views a pointer as one to another version of its type, without a warning. */
#define bpf_core_cast_flavor(ptr, type)                                        \
	((__typeof__(type) *)(const void *)(ptr))

/* Copies from kernel memory; 5.5. src: an address made of field accesses. */
#define bpf_core_read(dst, size, src)                                          \
	bpf_probe_read_kernel(dst, size, __builtin_preserve_access_index(src))
#define bpf_core_read_str(dst, size, src)                                      \
	bpf_probe_read_kernel_str(dst, size,                                   \
				  __builtin_preserve_access_index(src))

/* As an rvalue: arrays become pointers, qualifiers go. */
#define RAWBPF_TYPEOF(x) __typeof__(((void)0, (x)))

/* One read for each pointer on the way, and the last with fn into dst. The
 * preprocessor does not recurse, hence the ladder. */
#define RAWBPF_HOP(v, p, field)                                                \
	RAWBPF_TYPEOF((p)->field) v = NULL;                                    \
	bpf_core_read(&v, sizeof(v), &(p)->field)
#define RAWBPF_READ_1(fn, dst, size, p, a) fn(dst, size, &(p)->a)
#define RAWBPF_READ_2(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop2__, p, a);                                      \
		RAWBPF_READ_1(fn, dst, size, hop2__, __VA_ARGS__);             \
	})
#define RAWBPF_READ_3(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop3__, p, a);                                      \
		RAWBPF_READ_2(fn, dst, size, hop3__, __VA_ARGS__);             \
	})
#define RAWBPF_READ_4(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop4__, p, a);                                      \
		RAWBPF_READ_3(fn, dst, size, hop4__, __VA_ARGS__);             \
	})
#define RAWBPF_READ_5(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop5__, p, a);                                      \
		RAWBPF_READ_4(fn, dst, size, hop5__, __VA_ARGS__);             \
	})
#define RAWBPF_READ_6(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop6__, p, a);                                      \
		RAWBPF_READ_5(fn, dst, size, hop6__, __VA_ARGS__);             \
	})
#define RAWBPF_READ_7(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop7__, p, a);                                      \
		RAWBPF_READ_6(fn, dst, size, hop7__, __VA_ARGS__);             \
	})
#define RAWBPF_READ_8(fn, dst, size, p, a, ...)                                \
	({                                                                     \
		RAWBPF_HOP(hop8__, p, a);                                      \
		RAWBPF_READ_7(fn, dst, size, hop8__, __VA_ARGS__);             \
	})
#define RAWBPF_WAY_1(p, a)	((p)->a)
#define RAWBPF_WAY_2(p, a, ...) RAWBPF_WAY_1((p)->a, __VA_ARGS__)
#define RAWBPF_WAY_3(p, a, ...) RAWBPF_WAY_2((p)->a, __VA_ARGS__)
#define RAWBPF_WAY_4(p, a, ...) RAWBPF_WAY_3((p)->a, __VA_ARGS__)
#define RAWBPF_WAY_5(p, a, ...) RAWBPF_WAY_4((p)->a, __VA_ARGS__)
#define RAWBPF_WAY_6(p, a, ...) RAWBPF_WAY_5((p)->a, __VA_ARGS__)
#define RAWBPF_WAY_7(p, a, ...) RAWBPF_WAY_6((p)->a, __VA_ARGS__)
#define RAWBPF_WAY_8(p, a, ...) RAWBPF_WAY_7((p)->a, __VA_ARGS__)

#define RAWBPF_NTH(a, b, c, d, e, f, g, h, n, ...) n

#define RAWBPF_COUNT(...) RAWBPF_NTH(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1)

#define RAWBPF_JOIN_(a, b) a##b
#define RAWBPF_JOIN(a, b)  RAWBPF_JOIN_(a, b)
#define RAWBPF_READ(fn, dst, size, p, ...)                                     \
	RAWBPF_JOIN(RAWBPF_READ_, RAWBPF_COUNT(__VA_ARGS__))                   \
	(fn, dst, size, p, __VA_ARGS__)
#define RAWBPF_WAY(p, ...)                                                     \
	RAWBPF_JOIN(RAWBPF_WAY_, RAWBPF_COUNT(__VA_ARGS__))                    \
	(p, __VA_ARGS__)

/* p->a->b->c, of kernel memory, as an expression: BPF_CORE_READ(p, a, b, c).
 * 0 where a pointer on the way cannot be followed. Up to 8 fields; one may be
 * "a.b" or "a[1]"; the last is no array. */
#define BPF_CORE_READ(p, ...)                                                  \
	({                                                                     \
		RAWBPF_TYPEOF(RAWBPF_WAY(p, __VA_ARGS__)) read__ = { 0 };      \
		RAWBPF_READ(bpf_core_read, &read__, sizeof(read__), p,         \
			    __VA_ARGS__);                                      \
		read__;                                                        \
	})
/* The same into *dst; yields the last read's result, 0 for success. */
#define BPF_CORE_READ_INTO(dst, p, ...)                                        \
	RAWBPF_READ(bpf_core_read, dst, sizeof(*(dst)), p, __VA_ARGS__)
/* A string, the last field being an array: its length with the NUL, or
 * -errno. */
#define BPF_CORE_READ_STR_INTO(dst, p, ...)                                    \
	RAWBPF_READ(bpf_core_read_str, dst, sizeof(*(dst)), p, __VA_ARGS__)

/* A bit field's value, read directly from memory that the program may read
 * (a context, a BTF pointer). */
#define BPF_CORE_READ_BITFIELD(p, field)                                       \
	({                                                                     \
		const void *at__ = (const char *)(p) +                         \
				   RAWBPF_ASK(RAWBPF_BYTE_OFFSET, (p)->field); \
		unsigned long long bits__ = 0;                                 \
                                                                               \
		barrier_var(at__); /* keeps the sum, which has the note */     \
		switch (RAWBPF_ASK(RAWBPF_BYTE_SIZE, (p)->field)) {            \
		case 1:                                                        \
			bits__ = *(const unsigned char *)at__;                 \
			break;                                                 \
		case 2:                                                        \
			bits__ = *(const unsigned short *)at__;                \
			break;                                                 \
		case 4:                                                        \
			bits__ = *(const unsigned int *)at__;                  \
			break;                                                 \
		case 8:                                                        \
			bits__ = *(const unsigned long long *)at__;            \
			break;                                                 \
		}                                                              \
		RAWBPF_CUT(bits__, (p)->field);                                \
	})

/* The same from any kernel memory; 0 where it cannot be read. */
#define BPF_CORE_READ_BITFIELD_PROBED(p, field)                                \
	({                                                                     \
		unsigned long long bits__ = 0;                                 \
                                                                               \
		bpf_probe_read_kernel(                                         \
			RAWBPF_LOW(bits__,                                     \
				   RAWBPF_ASK(RAWBPF_BYTE_SIZE, (p)->field)),  \
			RAWBPF_ASK(RAWBPF_BYTE_SIZE, (p)->field),              \
			(const char *)(p) +                                    \
				RAWBPF_ASK(RAWBPF_BYTE_OFFSET, (p)->field));   \
		RAWBPF_CUT(bits__, (p)->field);                                \
	})

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RAWBPF_LOW(x, size) ((void *)&(x))
#else
#define RAWBPF_LOW(x, size) ((void *)((char *)&(x) + 8 - (size)))
#endif
#define RAWBPF_CUT(x, field)                                                   \
	({                                                                     \
		unsigned long long cut__ =                                     \
			(x) << RAWBPF_ASK(RAWBPF_LSHIFT, field);               \
		RAWBPF_ASK(RAWBPF_SIGNED, field)                               \
		? (unsigned long long)((long long)cut__ >>                     \
				       RAWBPF_ASK(RAWBPF_RSHIFT, field))       \
		: cut__ >> RAWBPF_ASK(RAWBPF_RSHIFT, field);                   \
	})

#endif
