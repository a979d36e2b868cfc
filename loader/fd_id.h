/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a descriptor of a map, program, link or BTF is, and its id. */
#ifndef LOADER_FD_ID_H
#define LOADER_FD_ID_H

#include <stdbool.h>
#include <stdint.h>

/* 0 before 4.13, when there were no ids. */
uint32_t fd_id(int fd);

/* A number of /proc/self/fdinfo, as "memlock"; false, and *out untouched, when
 * it is not there. */
bool fd_fact(int fd, const char *key, uint64_t *out);

/* BPF_PROG_TYPE_* of a program, BPF_MAP_TYPE_* of a map and so on; 0 before
 * 4.13. */
uint32_t fd_type(int fd);

#endif
