/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Attaching loaded programs. Each kind of hook has a file of its own; what
 * they return is a descriptor that keeps the program attached until closed.
 */
#ifndef LOADER_ATTACH_H
#define LOADER_ATTACH_H

struct err;

/* A tracepoint by the id that tracefs gives it. It fires on all CPUs.
 * Returns a descriptor or -errno. name is for messages. */
int attach_tracepoint(int prog_fd, int id, const char *name, struct err *e);

/* A tracepoint by its name alone, without tracefs (4.17). The program must be
 * of type BPF_PROG_TYPE_RAW_TRACEPOINT. */
int attach_raw_tracepoint(int prog_fd, const char *name, struct err *e);

#endif
