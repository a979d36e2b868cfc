/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a map's definition to a map in the kernel. */
#ifndef LOADER_MAP_CREATE_H
#define LOADER_MAP_CREATE_H

struct err;
struct obj_map;

/* Creates the map and returns its descriptor or -errno. Names and flags that
 * an older kernel does not know are left out where nothing is lost. */
int map_create(const struct obj_map *m, struct err *e);

/* A name that the kernel takes: 15 characters of [A-Za-z0-9_.] (kernel/bpf/
 * syscall.c bpf_obj_name_cpy); others become '_', and so do dots unless
 * allowed (5.2). name has room for 16 bytes. */
void kernel_name(char *name, const char *from, int dots);

/* "hash" for BPF_MAP_TYPE_HASH; "type N" in a static buffer if unknown. */
const char *map_type_name(unsigned type);

#endif
