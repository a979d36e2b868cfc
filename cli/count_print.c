// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One report of `rawbpf count` in each of its formats. */
#include <inttypes.h>
#include <string.h>

#include "cli/cgroup_names.h"
#include "cli/count.h"
#include "cli/json.h"
#include "cli/syscall_names.h"
#include "cli/text.h"

/* Columns that are no keys */
enum { COL_COUNT = BY__COUNT, COL_RATE };

struct columns {
	unsigned n;
	unsigned col[BY__COUNT + 3]; /* enum count_by or COL_* */
};

static bool has_comm(const struct count_args *a)
{
	return a->by_mask & (1u << BY_PID | 1u << BY_TID | 1u << BY_COMM);
}

/* Keys, the count, and the name of the command behind it */
static void choose_columns(const struct count_args *a, struct columns *c)
{
	c->n = 0;
	for (unsigned i = 0; i < a->nby; i++)
		if (a->by[i] != BY_COMM)
			c->col[c->n++] = a->by[i];
	c->col[c->n++] = COL_COUNT;
	if (has_comm(a))
		c->col[c->n++] = BY_COMM;
}

static const char *comm_of(const struct count_args *a,
			   const struct count_row *row, char *buf)
{
	if (!(a->by_mask & 1u << BY_COMM))
		return row->comm;
	memcpy(buf, row->key.comm, COUNT_COMM_LEN);
	buf[COUNT_COMM_LEN] = '\0';
	return buf;
}

static const char *syscall_text(uint32_t nr, char *buf, size_t len)
{
	const char *name = syscall_name(SYSCALL_HOST, nr);

	if (name)
		return name;
	snprintf(buf, len, "syscall_%" PRIu32, nr);
	return buf;
}

/* The value of a key that is a number, or an id of something */
static uint64_t number_of(const struct count_row *row, unsigned col)
{
	switch (col) {
	case BY_PID:
		return row->key.pid;
	case BY_TID:
		return row->key.tid;
	case BY_UID:
		return row->key.uid;
	case BY_CPU:
		return row->key.cpu;
	case BY_CGROUP:
		return row->key.cgroup;
	default:
		return row->key.syscall;
	}
}

static const char *cgroup_text(const struct count_report *r, uint64_t id)
{
	return r->cgroups ? cgroup_name(r->cgroups, id) : NULL;
}

/* A key as text; the answer may be in buf */
static const char *key_text(const struct count_report *r,
			    const struct count_row *row, unsigned col,
			    char *buf, size_t len)
{
	const char *text = NULL;

	switch (col) {
	case BY_COMM:
		return comm_of(r->args, row, buf);
	case BY_SYSCALL:
		return syscall_text(row->key.syscall, buf, len);
	case BY_EVENT:
		return r->args->events[row->key.event].name;
	case BY_CGROUP:
		text = cgroup_text(r, row->key.cgroup);
		break;
	}
	if (text)
		return text;
	snprintf(buf, len, "%" PRIu64, number_of(row, col));
	return buf;
}

static uint32_t rows_to_show(const struct count_report *r)
{
	uint32_t n = r->rows->norder;

	if (r->args->top && r->args->top < n)
		n = r->args->top;
	if (r->height && r->height < n)
		n = (uint32_t)r->height;
	return n;
}

static const struct count_row *row_at(const struct count_report *r, size_t i)
{
	return &r->rows->v[r->rows->order[i]];
}

struct cells {
	const struct count_report *r;
	const struct columns *columns;
};

static uint64_t per_second(uint64_t n, uint64_t ns)
{
	return ns ? (uint64_t)((double)n * 1e9 / (double)ns + 0.5) : 0;
}

static const char *cell(void *ctx, size_t i, size_t col, char *buf, size_t len)
{
	const struct cells *c = ctx;
	const struct count_row *row = row_at(c->r, i);
	unsigned what = c->columns->col[col];

	if (what < BY__COUNT)
		return key_text(c->r, row, what, buf, len);
	snprintf(buf, len, "%" PRIu64,
		 what == COL_COUNT
			 ? (c->r->live ? row->hits : row_count(c->r->rows, row))
			 : per_second(row_count(c->r->rows, row), c->r->ns));
	return buf;
}

static const char *title_of(unsigned col)
{
	static const char *const titles[] = {
		[BY_PID] = "PID",	  [BY_TID] = "TID",
		[BY_COMM] = "COMM",	  [BY_UID] = "UID",
		[BY_CGROUP] = "CGROUP",	  [BY_CPU] = "CPU",
		[BY_SYSCALL] = "SYSCALL", [BY_EVENT] = "EVENT",
		[COL_COUNT] = "COUNT",	  [COL_RATE] = "PER_SEC",
	};

	return titles[col];
}

static bool is_text(unsigned col)
{
	return col == BY_COMM || col == BY_SYSCALL || col == BY_EVENT ||
	       col == BY_CGROUP;
}

static void print_table(FILE *f, const struct count_report *r)
{
	struct table_column head[BY__COUNT + 3];
	struct columns columns;
	struct cells cells = { r, &columns };
	struct table_source src = { rows_to_show(r), cell, &cells };
	struct table table = { head, 0, r->width };

	choose_columns(r->args, &columns);
	if (r->live)
		columns.col[columns.n++] = COL_RATE;
	for (unsigned i = 0; i < columns.n; i++)
		head[i] = (struct table_column){ title_of(columns.col[i]),
						 is_text(columns.col[i])
							 ? TEXT_LEFT
							 : TEXT_RIGHT };
	table.ncolumns = columns.n;
	if (r->number && !r->live)
		fputc('\n', f);
	table_print(f, &table, &src);
}

static void json_key_of(struct json *j, const struct count_report *r,
			const struct count_row *row, unsigned col)
{
	char buf[64];
	const char *path;

	json_key(j, count_by_name(col));
	if (col == BY_COMM || col == BY_SYSCALL || col == BY_EVENT)
		json_string(j, key_text(r, row, col, buf, sizeof(buf)));
	else
		json_uint(j, number_of(row, col));
	if (col == BY_SYSCALL)
		json_uint(json_key(j, "syscall_nr"), row->key.syscall);
	path = col == BY_CGROUP ? cgroup_text(r, row->key.cgroup) : NULL;
	if (path)
		json_string(json_key(j, "cgroup_path"), path);
}

static void json_row(struct json *j, const struct count_report *r,
		     const struct count_row *row)
{
	const struct count_args *a = r->args;

	json_object(j);
	for (unsigned i = 0; i < a->nby; i++)
		json_key_of(j, r, row, a->by[i]);
	if (has_comm(a) && !(a->by_mask & 1u << BY_COMM))
		json_string(json_key(j, "comm"), row->comm);
	json_uint(json_key(j, "count"), row_count(r->rows, row));
	json_object_end(j);
}

static void json_report(struct json *j, const struct count_report *r)
{
	const struct count_args *a = r->args;
	uint32_t shown = rows_to_show(r);

	json_object(j);
	json_array(json_key(j, "events"));
	for (unsigned i = 0; i < a->nevents; i++)
		json_string(j, a->events[i].name);
	json_array_end(j);
	json_array(json_key(j, "by"));
	for (unsigned i = 0; i < a->nby; i++)
		json_string(j, count_by_name(a->by[i]));
	json_array_end(j);
	if (a->interval_ns)
		json_fixed(json_key(j, "time_s"), r->at_ns / 1000000, 3);
	json_fixed(json_key(j, "duration_s"), r->ns / 1000, 6);
	json_uint(json_key(j, "total"), r->rows->total);
	json_uint(json_key(j, "lost"), r->rows->lost);
	if (shown < r->rows->norder)
		json_uint(json_key(j, "rows_not_shown"),
			  r->rows->norder - shown);
	json_array(json_key(j, "rows"));
	for (uint32_t i = 0; i < shown; i++)
		json_row(j, r, row_at(r, i));
	json_array_end(j);
	json_object_end(j);
}

/* With intervals one document, too: an array of reports */
static void print_json(FILE *f, const struct count_report *r)
{
	struct json j;

	if (r->args->interval_ns)
		fputs(r->number ? "," : "[", f);
	json_init(&j, f, r->args->pretty);
	json_report(&j, r);
	if (r->args->interval_ns && r->last)
		fputs("]\n", f);
}

static void print_csv(FILE *f, const struct count_report *r)
{
	struct columns columns;
	char buf[64];

	choose_columns(r->args, &columns);
	if (r->number == 0) {
		fputs(r->args->interval_ns ? "time_s," : "", f);
		for (unsigned i = 0; i < columns.n; i++)
			fprintf(f, "%s%s", i ? "," : "",
				columns.col[i] == COL_COUNT
					? "count"
					: count_by_name(columns.col[i]));
		fputs("\r\n", f);
	}
	for (uint32_t n = 0; n < rows_to_show(r); n++) {
		const struct count_row *row = row_at(r, n);

		if (r->args->interval_ns)
			fprintf(f, "%" PRIu64 ".%03u,", r->at_ns / 1000000000,
				(unsigned)(r->at_ns / 1000000 % 1000));
		for (unsigned i = 0; i < columns.n; i++) {
			fputs(i ? "," : "", f);
			if (columns.col[i] == COL_COUNT)
				fprintf(f, "%" PRIu64, row_count(r->rows, row));
			else
				csv_field(f, key_text(r, row, columns.col[i],
						      buf, sizeof(buf)));
		}
		fputs("\r\n", f);
	}
}

/* Counters since the start, whatever the interval: that is what scrapers
 * expect of one */
static void print_openmetrics(FILE *f, const struct count_report *r)
{
	const struct count_args *a = r->args;
	char buf[64];

	fputs("# TYPE rawbpf_hits counter\n"
	      "# HELP rawbpf_hits Hits of a tracepoint.\n",
	      f);
	for (uint32_t n = 0; n < rows_to_show(r); n++) {
		const struct count_row *row = row_at(r, n);

		fputs("rawbpf_hits_total{", f);
		if (a->nevents == 1)
			om_label(f, "event", a->events[0].name);
		for (unsigned i = 0; i < a->nby; i++) {
			fputs(i || a->nevents == 1 ? "," : "", f);
			om_label(f, count_by_name(a->by[i]),
				 key_text(r, row, a->by[i], buf, sizeof(buf)));
		}
		if (has_comm(a) && !(a->by_mask & 1u << BY_COMM)) {
			fputc(',', f);
			om_label(f, "comm", row->comm);
		}
		fprintf(f, "} %" PRIu64 "\n", row->hits);
	}
	fprintf(f,
		"# TYPE rawbpf_lost counter\n"
		"# HELP rawbpf_lost Hits that could not be counted.\n"
		"rawbpf_lost_total %" PRIu64 "\n# EOF\n",
		r->rows->lost);
}

void count_print(FILE *f, const struct count_report *r)
{
	static void (*const print[])(FILE *, const struct count_report *) = {
		[FORMAT_TABLE] = print_table,
		[FORMAT_JSON] = print_json,
		[FORMAT_CSV] = print_csv,
		[FORMAT_OPENMETRICS] = print_openmetrics,
	};

	print[r->args->format](f, r);
}
