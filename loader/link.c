// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Links by descriptor. The info is read by its layout, since the build
 * machine's header may be older than what it tells (6.6: names of perf links).
 */
#include "loader/link.h"

#include <string.h>

#include "elf/err.h"
#include "loader/kernel_obj.h"
#include "loader/sys.h"

/* enum bpf_perf_event_type */
#define PERF_EVENT_TRACEPOINT 5

struct raw_info {
	uint32_t type, id, prog_id, pad;
	union {
		uint32_t map_id; /* struct_ops */
		struct {
			uint64_t name;
			uint32_t len;
		} raw_tp;
		struct {
			uint32_t type, pad;
			uint64_t name;
			uint32_t len;
		} perf;
	};
	uint32_t rest[8];
};

int link_info_get(int fd, struct link_info *out)
{
	struct raw_info raw = { 0 }, named = { 0 };
	struct err ignored;
	int err = kernel_obj_info(fd, &raw, sizeof(raw), &ignored);

	if (err < 0)
		return err;
	*out = (struct link_info){ raw.type, raw.id, raw.prog_id, 0, "" };
	if (raw.type == LINK_STRUCT_OPS)
		out->map_id = raw.map_id;
	if (raw.type == BPF_LINK_TYPE_RAW_TRACEPOINT) {
		named.raw_tp.name = sys_ptr(out->hook);
		named.raw_tp.len = sizeof(out->hook);
	} else if (raw.type == BPF_LINK_TYPE_PERF_EVENT &&
		   raw.perf.type == PERF_EVENT_TRACEPOINT) {
		named.perf.name = sys_ptr(out->hook);
		named.perf.len = sizeof(out->hook);
	} else {
		return 0;
	}
	if (kernel_obj_info(fd, &named, sizeof(named), &ignored) < 0)
		out->hook[0] = '\0';
	return 0;
}

int link_detach(int fd)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.link_detach.link_fd = (uint32_t)fd;
	return sys_bpf(BPF_LINK_DETACH, &attr, ATTR_SIZE(link_detach));
}
