/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs of refused_*.h refer to: maps, types of their own, and
 * types of the kernel by name. */
#ifndef TESTS_VM_REFUSED_WORLD_H
#define TESTS_VM_REFUSED_WORLD_H

#include <fcntl.h>
#include <linux/btf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/vm/refused.h"

struct world {
	int btf, maps[MAP_IDS];
	const uint8_t *kernel; /* its BTF, or NULL */
	size_t kernel_size;
};

static const char world_names[] = "\0int\0bpf_spin_lock\0locked\0lock\0n\0"
				  "bpf_timer\0timed\0timer\0main\0f";

enum { /* offsets in it */
       N_INT = 1,
       N_LOCK_TYPE = 5,
       N_LOCKED = 19,
       N_LOCK = 26,
       N_N = 31,
       N_TIMER_TYPE = 33,
       N_TIMED = 43,
       N_TIMER = 49,
       N_MAIN = 55,
       N_F = 60,
};

#define TYPE(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

/* In the order of enum type_id */
/* clang-format off: a row a type */
static const uint32_t world_types[] = {
	N_INT,
	TYPE(BTF_KIND_INT, 0),
	4,
	BTF_INT_SIGNED << 24 | 32,
	N_LOCK_TYPE,
	TYPE(BTF_KIND_STRUCT, 1),
	4,
	N_N,
	T_INT,
	0,
	N_LOCKED,
	TYPE(BTF_KIND_STRUCT, 2),
	8,
	N_LOCK,
	T_LOCK,
	0,
	N_N,
	T_INT,
	32,
	N_TIMER_TYPE,
	TYPE(BTF_KIND_STRUCT, 0),
	16,
	N_TIMED,
	TYPE(BTF_KIND_STRUCT, 2),
	24,
	N_TIMER,
	T_TIMER,
	0,
	N_N,
	T_INT,
	128,
	0,
	TYPE(BTF_KIND_FUNC_PROTO, 0),
	T_INT,
	N_MAIN,
	TYPE(BTF_KIND_FUNC, BTF_FUNC_STATIC),
	T_PROTO,
	N_F,
	TYPE(BTF_KIND_FUNC, BTF_FUNC_STATIC),
	T_PROTO,
	N_F,
	TYPE(BTF_KIND_FUNC, BTF_FUNC_GLOBAL),
	T_PROTO,
	0,
	TYPE(BTF_KIND_FUNC_PROTO, 0),
	0,
	0,
	TYPE(BTF_KIND_PTR, 0),
	T_INT,
	0,
	TYPE(BTF_KIND_FUNC_PROTO, 1),
	T_INT,
	N_N,
	T_POINTER,
	N_F,
	TYPE(BTF_KIND_FUNC, BTF_FUNC_GLOBAL),
	T_PROTO_POINTER,
	0,
	TYPE(BTF_KIND_FUNC_PROTO, 0),
	T_POINTER,
	N_F,
	TYPE(BTF_KIND_FUNC, BTF_FUNC_GLOBAL),
	T_PROTO_RETURN,
};

static int call_bpf(int cmd, union bpf_attr *attr, size_t size)
{
	return (int)syscall(SYS_bpf, cmd, attr, size);
}

static int world_btf(void)
{
	struct {
		struct btf_header h;
		uint8_t types[sizeof(world_types)];
		char names[sizeof(world_names)];
	} blob = { .h = { .magic = BTF_MAGIC,
			  .version = BTF_VERSION,
			  .hdr_len = sizeof(struct btf_header),
			  .type_len = sizeof(world_types),
			  .str_off = sizeof(world_types),
			  .str_len = sizeof(world_names) } };
	union bpf_attr attr;

	memcpy(blob.types, world_types, sizeof(world_types));
	memcpy(blob.names, world_names, sizeof(world_names));
	memset(&attr, 0, sizeof(attr));
	attr.btf = (uintptr_t)&blob;
	attr.btf_size =
		sizeof(blob.h) + sizeof(world_types) + sizeof(world_names);
	return call_bpf(BPF_BTF_LOAD, &attr, 32);
}

static int world_map(const struct world *w, enum map_id id)
{
	static const struct {
		uint32_t type, value, flags, value_type;
		uint32_t key, entries; /* 0, 0: 4, 1 */
	} maps[MAP_IDS] = {
		[ARRAY] = { BPF_MAP_TYPE_ARRAY, 8, 0, 0, 0, 0 },
		[HASH] = { BPF_MAP_TYPE_HASH, 8, 0, 0, 0, 0 },
		[RINGBUF] = { BPF_MAP_TYPE_RINGBUF, 0, 0, 0, 99, 4096 },
		[PROG_ARRAY] = { BPF_MAP_TYPE_PROG_ARRAY, 4, 0, 0, 0, 0 },
		[PERF_ARRAY] = { BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 0, 0, 0, 0 },
		[CONSTANT] = { BPF_MAP_TYPE_ARRAY, 8, BPF_F_RDONLY_PROG, 0, 0,
			       0 },
		[WRITE_ONLY] = { BPF_MAP_TYPE_ARRAY, 8, BPF_F_WRONLY_PROG, 0, 0,
				 0 },
		[LOCKED] = { BPF_MAP_TYPE_ARRAY, 8, 0, T_LOCKED, 0, 0 },
		[TIMED] = { BPF_MAP_TYPE_ARRAY, 24, 0, T_TIMED, 0, 0 },
		[TYPED] = { BPF_MAP_TYPE_ARRAY, 4, 0, T_INT, 0, 0 },
		[SPARSE] = { BPF_MAP_TYPE_HASH, 8, BPF_F_NO_PREALLOC, 0, 0, 0 },
		[STORAGE] = { BPF_MAP_TYPE_CGROUP_STORAGE, 8, 0, 0, 16, 0 },
		[STORAGE_TWO] = { BPF_MAP_TYPE_CGROUP_STORAGE, 8, 0, 0, 16, 0 },
	};
	bool storage = maps[id].type == BPF_MAP_TYPE_CGROUP_STORAGE;
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = maps[id].type;
	attr.key_size = maps[id].key == 99 ? 0
			: maps[id].key	   ? maps[id].key
					   : 4;
	attr.value_size = maps[id].value;
	attr.max_entries = maps[id].entries ? maps[id].entries : !storage;
	attr.map_flags = maps[id].flags;
	if (maps[id].value_type) {
		attr.btf_fd = (uint32_t)w->btf;
		attr.btf_key_type_id = T_INT;
		attr.btf_value_type_id = maps[id].value_type;
	}
	return call_bpf(BPF_MAP_CREATE, &attr, 64);
}

/* A map an old kernel does not know stays -1 */
static void world_open(struct world *w)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	struct stat st;

	memset(w, 0, sizeof(*w));
	w->btf = world_btf();
	for (int id = 0; id < MAP_IDS; id++)
		w->maps[id] = world_map(w, (enum map_id)id);
	if (fd < 0 || fstat(fd, &st) < 0)
		return;
	w->kernel_size = (size_t)st.st_size;
	w->kernel = malloc(w->kernel_size);
	for (size_t n = 0; n < w->kernel_size;) {
		ssize_t got =
			read(fd, (uint8_t *)w->kernel + n, w->kernel_size - n);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(fd);
}

static size_t type_size(const struct btf_type *t)
{
	static const uint8_t each[] = {
		[BTF_KIND_ARRAY] = 0,
		[BTF_KIND_STRUCT] = 12,
		[BTF_KIND_UNION] = 12,
		[BTF_KIND_ENUM] = 8,
		[BTF_KIND_FUNC_PROTO] = 8,
		[BTF_KIND_DATASEC] = 12,
		[19] = 12, /* ENUM64 */
	};
	uint32_t kind = BTF_INFO_KIND(t->info);
	size_t n = sizeof(*t);

	if (kind == BTF_KIND_INT || kind == BTF_KIND_VAR || kind == 17)
		n += 4;
	if (kind == BTF_KIND_ARRAY)
		n += sizeof(struct btf_array);
	if (kind < sizeof(each))
		n += (size_t)each[kind] * BTF_INFO_VLEN(t->info);
	return n;
}

/* The id of the kernel's type or function of this name, 0: none */
static uint32_t world_type(const struct world *w, const char *name)
{
	const struct btf_header *h = (const void *)w->kernel;
	const uint8_t *p, *end;
	const char *names;

	if (!h)
		return 0;
	p = w->kernel + h->hdr_len + h->type_off;
	end = p + h->type_len;
	names = (const char *)w->kernel + h->hdr_len + h->str_off;
	for (uint32_t id = 1; p < end; id++) {
		const struct btf_type *t = (const void *)p;

		if (strcmp(names + t->name_off, name) == 0)
			return id;
		p += type_size(t);
	}
	return 0;
}

#endif
