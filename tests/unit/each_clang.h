/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects of tests/data as each clang on this machine compiled them. TESTDATA
 * names the folder that has one folder for each of them.
 */
#ifndef TESTS_UNIT_EACH_CLANG_H
#define TESTS_UNIT_EACH_CLANG_H

#include "elf/obj.h"

/* Opens tests/data/NAME.bpf.c's objects, one after the other. */
void each_clang(const char *name, void (*check)(const struct obj *obj));

/* Expects that none of them opens, with a message that has this text. */
void each_clang_refused(const char *name, const char *text);

/* The map or function of that name, which must be there */
const struct obj_map *the_map(const struct obj *obj, const char *name);
const struct obj_func *the_func(const struct obj *obj, const char *name);

#endif
