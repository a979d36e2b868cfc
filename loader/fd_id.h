/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The id that the kernel gave to a map, program, link or BTF. */
#ifndef LOADER_FD_ID_H
#define LOADER_FD_ID_H

#include <stdint.h>

/* 0 before 4.13, when there were no ids. */
uint32_t fd_id(int fd);

#endif
