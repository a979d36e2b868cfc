/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a map's definition to a map in the kernel. */
#ifndef LOADER_MAP_CREATE_H
#define LOADER_MAP_CREATE_H

#include <stdint.h>

struct err;
struct obj_map;

/* What a new map refers to; -1 where there is nothing */
struct map_refs {
	int btf_fd; /* types of key and value */
	int inner_fd; /* template of a map of maps */
	uint32_t vmlinux_type; /* struct_ops: the kernel's type, 0: none */
	int type_fd; /* BTF of the module that has it (6.9); 0: the kernel */
};

/* Creates the map and returns its descriptor or -errno. Names and types that
 * a kernel does not know or want are left out where nothing is lost. refs may
 * be NULL. */
int map_create(const struct obj_map *m, const struct map_refs *refs,
	       struct err *e);

/* A name that the kernel takes: 15 characters of [A-Za-z0-9_.] (kernel/bpf/
 * syscall.c bpf_obj_name_cpy); others become '_', and so do dots unless
 * allowed (5.2). name has room for 16 bytes. */
void kernel_name(char *name, const char *from, int dots);

#endif
