// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Kernels by their age. bpf(2) checks a request in two steps (kernel/bpf/
 * syscall.c): bytes behind the union that this kernel knows must be zero or it
 * is E2BIG, and so must those between the command's last field and the union's
 * end, or it is EINVAL.
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "elf/cleanup.h"
#include "tests/unit/fake_btf.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/fake_verify.h"

#define NOT_SUPPORTED (-524)

/* The newest of each kind that a kernel knows */
static const struct kernel {
	const char *name;
	int version; /* 509 is 5.9 */
	uint32_t attr_size; /* sizeof(union bpf_attr) */
	uint32_t map_types, prog_types;
	int helpers;
} kernels[FAKE__COUNT] = {
	[FAKE_4_9] = { "4.9", 409, 48, 8, 7, 41 },
	[FAKE_4_14] = { "4.14", 414, 48, 15, 14, 57 },
	[FAKE_4_15] = { "4.15", 415, 72, 16, 15, 58 },
	[FAKE_4_19] = { "4.19", 419, 72, 20, 21, 83 },
	[FAKE_5_4] = { "5.4", 504, 112, 25, 25, 110 },
	[FAKE_5_10] = { "5.10", 510, 120, 28, 30, 155 },
	[FAKE_5_15] = { "5.15", 515, 128, 29, 31, 177 },
	[FAKE_6_12] = { "6.12", 612, 152, 33, 32, 211 },
};

/* Commands and where their requests end, by version; the last that is not too
 * new holds */
static const struct command {
	int cmd, since;
	uint32_t end;
} commands[] = {
	{ BPF_MAP_CREATE, 318, ATTR_SIZE(map_flags) },
	{ BPF_MAP_CREATE, 412, ATTR_SIZE(inner_map_fd) },
	{ BPF_MAP_CREATE, 414, ATTR_SIZE(numa_node) },
	{ BPF_MAP_CREATE, 415, ATTR_SIZE(map_name) },
	{ BPF_MAP_CREATE, 418, ATTR_SIZE(btf_value_type_id) },
	{ BPF_MAP_CREATE, 506, ATTR_SIZE(btf_vmlinux_value_type_id) },
	{ BPF_MAP_CREATE, 516, ATTR_SIZE(map_extra) },
	{ BPF_MAP_LOOKUP_ELEM, 318, ATTR_SIZE(value) },
	{ BPF_MAP_LOOKUP_ELEM, 501, ATTR_SIZE(flags) },
	{ BPF_PROG_LOAD, 318, ATTR_SIZE(kern_version) },
	{ BPF_PROG_LOAD, 412, ATTR_SIZE(prog_flags) },
	{ BPF_PROG_LOAD, 415, ATTR_SIZE(prog_name) },
	{ BPF_PROG_LOAD, 416, ATTR_SIZE(prog_ifindex) },
	{ BPF_PROG_LOAD, 417, ATTR_SIZE(expected_attach_type) },
	{ BPF_PROG_LOAD, 500, ATTR_SIZE(line_info_cnt) },
	{ BPF_PROG_LOAD, 505, ATTR_SIZE(attach_prog_fd) },
	{ BPF_PROG_LOAD, 514, ATTR_SIZE(fd_array) },
	{ BPF_PROG_LOAD, 604, 148 }, /* log_true_size */
	{ BPF_OBJ_GET_INFO_BY_FD, 413, ATTR_SIZE(info) },
	{ BPF_BTF_LOAD, 418, ATTR_SIZE(btf_log_level) },
	{ BPF_RAW_TRACEPOINT_OPEN, 417, ATTR_SIZE(raw_tracepoint.prog_fd) },
	{ BPF_MAP_UPDATE_ELEM, 318, ATTR_SIZE(flags) },
	{ BPF_MAP_FREEZE, 502, ATTR_SIZE(map_fd) },
	{ BPF_MAP_LOOKUP_BATCH, 506, ATTR_SIZE(batch.flags) },
};

static const struct kernel *kernel;

void fake_imitate(void);

void fake_kernel(enum fake_version v)
{
	fake_imitate();
	kernel = &kernels[v];
}

const char *fake_version_name(enum fake_version v)
{
	return kernels[v].name;
}

static bool zero(const union bpf_attr *attr, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (((const uint8_t *)attr)[i] != 0)
			return false;
	return true;
}

/* 0 or what the kernel says of the request as such */
static int check_request(int cmd, const union bpf_attr *attr, uint32_t size)
{
	uint32_t known = size < kernel->attr_size ? size : kernel->attr_size;
	uint32_t end = 0;

	if (!zero(attr, known, size))
		return -E2BIG;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].cmd == cmd &&
		    commands[i].since <= kernel->version)
			end = commands[i].end;
	return end && zero(attr, end, known) ? 0 : -EINVAL;
}

static bool is_array(uint32_t type)
{
	return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

static unsigned cpus_of(const struct fake_map *m)
{
	return m->type == BPF_MAP_TYPE_PERCPU_ARRAY ? fake.cpus : 1;
}

static size_t stride(const struct fake_map *m)
{
	return m->type == BPF_MAP_TYPE_PERCPU_ARRAY ? (m->value_size + 7u) & ~7u
						    : m->value_size;
}

static bool too_low(void)
{
	struct rlimit now;

	return fake.charges && getrlimit(RLIMIT_MEMLOCK, &now) == 0 &&
	       now.rlim_cur < 1 << 20;
}

static struct fake_map *add_map(const union bpf_attr *attr)
{
	struct fake_map *m = &fake.maps[fake.nmaps++];

	ck_assert_uint_le(fake.nmaps, FAKE_OBJECTS);
	*m = (struct fake_map){ .fd = fake_new_fd(),
				.type = attr->map_type,
				.key_size = attr->key_size,
				.value_size = attr->value_size,
				.max_entries = attr->max_entries,
				.flags = attr->map_flags };
	memcpy(m->name, attr->map_name, sizeof(m->name));
	if (is_array(m->type))
		m->values = calloc(m->max_entries, stride(m) * cpus_of(m));
	return m;
}

static int map_create(const union bpf_attr *attr)
{
	if (attr->map_type == 0 || attr->map_type > kernel->map_types ||
	    attr->max_entries == 0)
		return -EINVAL;
	if ((attr->map_flags & BPF_F_RDONLY_PROG) && kernel->version < 502)
		return -EINVAL;
	if (fake.map_refuse)
		return -fake.map_refuse;
	return too_low() ? -EPERM : add_map(attr)->fd;
}

struct fake_map *fake_make_map(uint32_t type, uint32_t value_size,
			       uint32_t max_entries)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = type;
	attr.key_size = 4;
	attr.value_size = value_size;
	attr.max_entries = max_entries;
	return add_map(&attr);
}

struct fake_map *fake_find_map(const char *name)
{
	for (unsigned i = 0; i < fake.nmaps; i++)
		if (strcmp(fake.maps[i].name, name) == 0)
			return &fake.maps[i];
	return NULL;
}

void *fake_element(struct fake_map *m, uint32_t key, unsigned cpu)
{
	return m->values + (key * cpus_of(m) + cpu) * stride(m);
}

static struct fake_map *map_of(uint32_t fd)
{
	for (unsigned i = 0; i < fake.nmaps; i++)
		if (fake.maps[i].fd == (int)fd)
			return &fake.maps[i];
	ck_abort_msg("descriptor %u is no map", fd);
}

static int copy_out(struct fake_map *m, uint32_t key, uint64_t to)
{
	if (key >= m->max_entries)
		return -ENOENT;
	memcpy((void *)(uintptr_t)to, fake_element(m, key, 0),
	       stride(m) * cpus_of(m));
	return 0;
}

static int lookup(const union bpf_attr *attr)
{
	fake.nlookups++;
	if (fake.lookup_refuse)
		return -fake.lookup_refuse;
	return copy_out(map_of(attr->map_fd),
			*(const uint32_t *)(uintptr_t)attr->key, attr->value);
}

static int update(const union bpf_attr *attr)
{
	struct fake_map *m = map_of(attr->map_fd);
	uint32_t key = *(const uint32_t *)(uintptr_t)attr->key;

	ck_assert_ptr_nonnull(m->values);
	if (key >= m->max_entries)
		return -E2BIG;
	memcpy(fake_element(m, key, 0), (void *)(uintptr_t)attr->value,
	       m->value_size);
	return 0;
}

/* kernel/bpf/syscall.c, generic_map_lookup_batch */
static int lookup_batch(union bpf_attr *attr)
{
	struct fake_map *m = map_of(attr->batch.map_fd);
	const uint32_t *before = (void *)(uintptr_t)attr->batch.in_batch;
	uint32_t key = before ? *before + 1 : 0, n = attr->batch.count, i;
	size_t size = stride(m) * cpus_of(m);

	fake.nbatches++;
	if (!is_array(m->type) ||
	    (m->type == BPF_MAP_TYPE_PERCPU_ARRAY && kernel->version < 513))
		return NOT_SUPPORTED;
	for (i = 0; i < n && key + i < m->max_entries; i++)
		copy_out(m, key + i, attr->batch.values + i * size);
	attr->batch.count = i;
	if (i)
		*(uint32_t *)(uintptr_t)attr->batch.out_batch = key + i - 1;
	return i < n ? -ENOENT : 0;
}

/* A log that does not fit is ENOSPC and keeps its beginning, before 6.4 */
static int put_log(const union bpf_attr *attr, const char *log, int code)
{
	size_t len = log ? strlen(log) : 0;
	char *to = (char *)(uintptr_t)attr->log_buf;

	if (attr->log_level == 0)
		return -code;
	ck_assert_uint_ge(attr->log_size, 128);
	ck_assert_uint_lt(attr->log_size, 1 << 24);
	if (len < attr->log_size) {
		memcpy(to, log ? log : "", len + 1);
		return -code;
	}
	len -= attr->log_size - 1;
	memcpy(to, kernel->version < 604 ? log : log + len, attr->log_size - 1);
	to[attr->log_size - 1] = '\0';
	return -ENOSPC;
}

static int prog_load(const union bpf_attr *attr)
{
	const struct bpf_insn *insns = (void *)(uintptr_t)attr->insns;
	uint32_t longest = kernel->version < 502 ? 4096 : 1000000;
	struct fake_prog *p = &fake.progs[fake.nprogs];
	const char *log;

	fake.nloads++;
	fake.log_size = attr->log_size;
	if (attr->prog_type > kernel->prog_types)
		return -EINVAL;
	if (attr->insn_cnt == 0 || attr->insn_cnt > longest)
		return -E2BIG;
	if (too_low())
		return -EPERM;
	if (attr->prog_type == BPF_PROG_TYPE_KPROBE && kernel->version < 500 &&
	    attr->kern_version == 0)
		return -EINVAL;
	log = fake_verify(insns, attr->insn_cnt, kernel->version,
			  kernel->helpers);
	if (log || fake.refuse)
		return put_log(attr, log ? log : fake.log,
			       log ? EINVAL : fake.refuse);
	ck_assert_uint_lt(fake.nprogs++, FAKE_OBJECTS);
	*p = (struct fake_prog){ .fd = fake_new_fd(),
				 .type = attr->prog_type,
				 .ninsns = attr->insn_cnt };
	memcpy(p->name, attr->prog_name, sizeof(p->name));
	p->func_info = attr->func_info_cnt != 0;
	p->insns = calloc(p->ninsns, sizeof(*p->insns));
	memcpy(p->insns, insns, p->ninsns * sizeof(*p->insns));
	return p->fd;
}

static int get_info(const union bpf_attr *attr)
{
	struct bpf_prog_info *info = (void *)(uintptr_t)attr->info.info;

	if (kernel->version >= 512)
		info->recursion_misses = fake.missed;
	return 0;
}

static int perf(int cmd, uint32_t cpu)
{
	if (cmd == SYS_PERF_SET_BPF) {
		if (fake.set_refuse)
			return -fake.set_refuse;
		fake.nattached++;
		return 0;
	}
	fake.nevents++;
	if (cpu < fake.offline)
		return -ENODEV;
	return fake.perf_refuse ? -fake.perf_refuse : fake_new_fd();
}

int fake_answer(int cmd, union bpf_attr *attr, uint32_t size)
{
	int err;

	if (cmd < 0)
		return perf(cmd, size);
	err = check_request(cmd, attr, size);
	if (err < 0)
		return err;
	switch (cmd) {
	case BPF_MAP_CREATE:
		return map_create(attr);
	case BPF_MAP_LOOKUP_ELEM:
		return lookup(attr);
	case BPF_MAP_LOOKUP_BATCH:
		return lookup_batch(attr);
	case BPF_MAP_UPDATE_ELEM:
		return update(attr);
	case BPF_MAP_FREEZE:
		return 0;
	case BPF_PROG_LOAD:
		return prog_load(attr);
	case BPF_OBJ_GET_INFO_BY_FD:
		return get_info(attr);
	case BPF_BTF_LOAD:
		return fake_btf(attr, kernel->version);
	case BPF_RAW_TRACEPOINT_OPEN:
		if (fake.raw_refuse)
			return -fake.raw_refuse;
		fake.nattached++;
		return fake_new_fd();
	default:
		return -EINVAL;
	}
}
