/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Declaring maps. Either as an anonymous struct in ".maps", whose members
 * BTF carries to the loader:
 *
 *	struct {
 *		__uint(type, BPF_MAP_TYPE_HASH);
 *		__type(key, int);
 *		__type(value, long);
 *		__uint(max_entries, 1024);
 *	} hits SEC(".maps");
 *
 * or in one line, which also makes functions that know the types:
 *
 *	DEFINE_BPF_MAP(hits, HASH, int, long, 1024)
 *
 *	long *n = bpf_hits_lookup_elem(&pid);
 */
#ifndef BPF_MAPS_H
#define BPF_MAPS_H

#include "bpf/base.h"
#include "bpf/helpers.h"

#define RAWBPF_PASTE_(a, b) a##b
#define RAWBPF_PASTE(a, b)  RAWBPF_PASTE_(a, b)

/* Members of a map declaration. A number is the length of an array type or,
 * for __ulong, the value of an enumerator (beyond 32 bits: clang 15); __array
 * lists what a map of maps or programs holds. */
#define __uint(name, val)  int(*name)[val]
#define __type(name, val)  __typeof__(val) *name
#define __array(name, val) __typeof__(val) *name[]
#define __ulong(name, val)                                                     \
	enum { RAWBPF_PASTE(rawbpf_ulong_, __COUNTER__) = val } name

/* LPM_TRIE and the four kinds of local storage exist only with this flag.
 * By number, because older UAPI headers lack the newer names. */
#define RAWBPF_MAP_FLAGS(type)                                                 \
	((type) == 11 || (type) == 24 || (type) == 28 || (type) == 29 ||       \
			 (type) == 32                                          \
		 ? BPF_F_NO_PREALLOC                                           \
		 : 0)

#define DEFINE_BPF_MAP_NO_ACCESSORS(name, TYPE, Key, Value, n)                 \
	RAWBPF_MAP_BTF(name, BPF_MAP_TYPE_##TYPE, Key, Value, n, 0)

/* Flags are those of BPF_MAP_CREATE: BPF_F_RDONLY lets user space only read,
 * BPF_F_RDONLY_PROG (5.2) programs only, and so on. */
#define DEFINE_BPF_MAP_FLAGS(name, TYPE, Key, Value, n, flags)                 \
	RAWBPF_MAP_BTF(name, BPF_MAP_TYPE_##TYPE, Key, Value, n, (flags))      \
	RAWBPF_MAP_ACCESSORS(name, Key, Value)

#define DEFINE_BPF_MAP(name, TYPE, Key, Value, n)                              \
	RAWBPF_MAP_BTF(name, BPF_MAP_TYPE_##TYPE, Key, Value, n, 0)            \
	RAWBPF_MAP_ACCESSORS(name, Key, Value)

/* A ring buffer (5.8) of records of one type; bytes: a power of two and of
 * whole pages. */
#define DEFINE_BPF_RINGBUF(name, Value, bytes)                                 \
	struct {                                                               \
		__uint(type, BPF_MAP_TYPE_RINGBUF);                            \
		__uint(max_entries, bytes);                                    \
	} name SEC(".maps");                                                   \
	RAWBPF_RINGBUF_ACCESSORS(name, Value)

#define RAWBPF_MAP_BTF(name, map_type, Key, Value, n, flags)                   \
	struct {                                                               \
		__uint(type, map_type);                                        \
		__type(key, Key);                                              \
		__type(value, Value);                                          \
		__uint(max_entries, n);                                        \
		__uint(map_flags, (flags) | RAWBPF_MAP_FLAGS(map_type));       \
	} name SEC(".maps");

#define RAWBPF_MAP_ACCESSORS(name, Key, Value)                                 \
	static __always_inline __maybe_unused __typeof__(Value)                \
		*bpf_##name##_lookup_elem(const __typeof__(Key) *key)          \
	{                                                                      \
		return bpf_map_lookup_elem(&name, key);                        \
	}                                                                      \
	static __always_inline __maybe_unused long bpf_##name##_update_elem(   \
		const __typeof__(Key) *key, const __typeof__(Value) *value,    \
		unsigned long long flags)                                      \
	{                                                                      \
		return bpf_map_update_elem(&name, key, value, flags);          \
	}                                                                      \
	static __always_inline __maybe_unused long bpf_##name##_delete_elem(   \
		const __typeof__(Key) *key)                                    \
	{                                                                      \
		return bpf_map_delete_elem(&name, key);                        \
	}

#define RAWBPF_RINGBUF_ACCESSORS(name, Value)                                  \
	static __always_inline __maybe_unused __typeof__(Value)                \
		*bpf_##name##_reserve(void)                                    \
	{                                                                      \
		return bpf_ringbuf_reserve(&name, sizeof(Value), 0);           \
	}                                                                      \
	static __always_inline __maybe_unused void bpf_##name##_submit(        \
		const __typeof__(Value) *record)                               \
	{                                                                      \
		bpf_ringbuf_submit((void *)record, 0);                         \
	}                                                                      \
	static __always_inline __maybe_unused void bpf_##name##_discard(       \
		const __typeof__(Value) *record)                               \
	{                                                                      \
		bpf_ringbuf_discard((void *)record, 0);                        \
	}                                                                      \
	static __always_inline __maybe_unused long bpf_##name##_output(        \
		const __typeof__(Value) *record)                               \
	{                                                                      \
		return bpf_ringbuf_output(&name, (void *)record,               \
					  sizeof(Value), 0);                   \
	}

#endif
