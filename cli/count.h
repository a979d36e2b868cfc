/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * `rawbpf count`, in four parts that only meet here: what was asked for
 * (count_args.c), the counter in the kernel (count_kernel.c), its numbers as
 * rows (count_rows.c), and how rows are shown (count_print.c). The command
 * itself, with its clocks and signals, is in count.c.
 */
#ifndef CLI_COUNT_H
#define CLI_COUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "bpf/count.h"
#include "elf/obj.h"
#include "maps/array.h"

struct cgroup_names;
struct err;
struct global;
struct opt_iter;

/* Bits of a choice of keys; the order of columns is the order in --by */
enum count_by {
	BY_PID,
	BY_TID,
	BY_COMM,
	BY_UID,
	BY_CGROUP,
	BY_CPU,
	BY_SYSCALL,
	BY_EVENT, /* implied by several events */
	BY__COUNT
};

#define COUNT_MAX_EVENTS 64

enum count_format {
	FORMAT_TABLE,
	FORMAT_JSON,
	FORMAT_CSV,
	FORMAT_OPENMETRICS,
	FORMAT__COUNT
};

struct count_event {
	const char *name; /* "raw_syscalls:sys_enter" */
	char system[64];
	const char *event; /* behind the colon */
};

struct count_args {
	struct count_event events[COUNT_MAX_EVENTS];
	unsigned nevents;
	enum count_by by[BY__COUNT]; /* in the order asked for */
	unsigned nby;
	uint32_t by_mask; /* 1u << enum count_by */
	uint64_t duration_ns, interval_ns; /* 0: not given */
	uint32_t top; /* 0: all */
	uint32_t pid; /* 0: any */
	uint32_t entries;
	enum count_format format;
	bool pretty, all, raw;
	const char *output; /* file, or NULL */
	char **cmd; /* NULL-terminated, or NULL */
};

int count_parse(struct global *g, struct opt_iter *it, struct count_args *a,
		struct err *e);
extern const struct opt_table count_options;
const char *count_by_name(enum count_by by);
const char *count_format_name(enum count_format format);

/* The counter in the kernel: maps, programs, hooks. */
struct counter {
	const struct count_args *args;
	uint8_t *bytes; /* owned: what obj is of */
	struct obj obj;
	int fds[8]; /* by index in obj.maps */
	int *hooks, *progs; /* owned descriptors; -1: none */
	unsigned nhooks;
	uint32_t slot_size;
	unsigned cpus;
	char mark[COUNT_COMM_LEN]; /* see counter_fork_mark */
	bool raw; /* attached without tracefs */
};

/* Counts from the return of this function on. */
int counter_open(struct counter *c, const struct count_args *args,
		 struct err *e);
void counter_detach(struct counter *c); /* ends counting, keeps the numbers */
void counter_close(struct counter *c);

/* Hits that the kernel itself did not pass on */
uint64_t counter_missed(const struct counter *c);

struct count_row {
	struct count_key key;
	uint64_t hits; /* so far */
	uint64_t before; /* at the last report, for intervals */
	uint64_t named;
	char comm[COUNT_COMM_LEN + 1];
};

struct count_rows {
	struct count_row *v; /* owned */
	uint32_t n, room;
	uint32_t *table; /* owned: 1 + index in v, by hash of the key */
	uint32_t table_size; /* a power of two */
	uint32_t *order; /* owned: indexes in v, busiest first */
	uint32_t norder; /* those with hits to show */
	uint64_t total; /* of all rows, shown or not */
	uint64_t lost, unfollowed;
	bool deltas; /* order and sums are of hits - before */
};

/* Takes the numbers off the kernel, adding to what is there. */
int rows_read(struct count_rows *rows, const struct counter *c, struct err *e);
/* Sorts; deltas: only what came since rows_mark. */
int rows_sort(struct count_rows *rows, bool deltas, struct err *e);
void rows_mark(struct count_rows *rows);
void rows_close(struct count_rows *rows);

static inline uint64_t row_count(const struct count_rows *rows,
				 const struct count_row *row)
{
	return rows->deltas ? row->hits - row->before : row->hits;
}

/* One report. ns: the time it covers. */
struct count_report {
	const struct count_args *args;
	const struct count_rows *rows;
	struct cgroup_names *cgroups; /* or NULL */
	uint64_t ns;
	uint64_t at_ns; /* since the start; for intervals */
	unsigned number; /* of this report, from 0 */
	bool last; /* no report comes after it */
	bool live; /* on a screen: counts so far, and their rate */
	size_t width; /* 0, or the columns of the terminal */
	size_t height; /* 0: all rows */
};

void count_print(FILE *f, const struct count_report *r);

#endif
