/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The context of a tracepoint program as BTF, made from the text of the
 * event's format file. Every kernel with tracefs has that text, so programs
 * whose context is declared as in vmlinux.h can be relocated on kernels that
 * have no BTF. Knows the text; who reads the file is another's business.
 */
#ifndef LOADER_TRACE_BTF_H
#define LOADER_TRACE_BTF_H

#include "elf/btf.h"

struct err;

struct trace_btf {
	struct btf btf;
	uint32_t struct_id; /* the event's */
	uint32_t entry_id; /* struct trace_entry: the common fields */
	void *bytes; /* owned: what btf points into */
};

/*
 * text: the format file, NUL-terminated. struct_name: what the program calls
 * its context, such as "trace_event_raw_sched_switch". Its members:
 *   ent            struct trace_entry with the common_ fields, at 0;
 *   common_type... the same once more, for those who declare them flat;
 *   each field     a dynamic array as u32 __data_loc_NAME or __rel_loc_NAME.
 * For events of syscalls/, struct syscall_trace_enter, syscall_trace_exit,
 * trace_event_raw_sys_enter and trace_event_raw_sys_exit also have nr (int),
 * id (long) and args[6], whatever the call's own arguments are.
 * Nothing of *out points into text.
 */
int trace_btf_open(const char *text, const char *struct_name,
		   struct trace_btf *out, struct err *e);
void trace_btf_close(struct trace_btf *t);

#endif
