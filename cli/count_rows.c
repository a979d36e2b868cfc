// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The counter's numbers as rows. Each CPU has slots of its own, so a key comes
 * several times and is added up here, in a hash table that stays from one
 * reading to the next.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/count.h"
#include "elf/cleanup.h"
#include "elf/err.h"

static uint32_t hash_key(const struct count_key *key)
{
	const uint32_t *w = (const uint32_t *)key;
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < sizeof(*key) / sizeof(*w); i++)
		h = (h ^ w[i]) * 16777619u;
	return h ^ h >> 15;
}

static uint32_t *find_place(const struct count_rows *rows,
			    const struct count_key *key)
{
	uint32_t at = hash_key(key) & (rows->table_size - 1);

	while (rows->table[at] && memcmp(&rows->v[rows->table[at] - 1].key, key,
					 sizeof(*key)) != 0)
		at = (at + 1) & (rows->table_size - 1);
	return &rows->table[at];
}

/* At most three quarters of the table are taken */
static int grow(struct count_rows *rows, struct err *e)
{
	uint32_t size = rows->table_size ? rows->table_size * 2 : 256;
	uint32_t room = size / 4 * 3;
	struct count_row *v = realloc(rows->v, room * sizeof(*v));
	uint32_t *table;

	if (v == NULL)
		return err_nomem(e);
	rows->v = v;
	table = calloc(size, sizeof(*table));
	if (table == NULL)
		return err_nomem(e);
	free(rows->table);
	rows->table = table;
	rows->table_size = size;
	rows->room = room;
	for (uint32_t i = 0; i < rows->n; i++)
		*find_place(rows, &v[i].key) = i + 1;
	return 0;
}

static int add_slot(struct count_rows *rows, const struct count_slot *slot,
		    struct err *e)
{
	struct count_row *row;
	uint32_t *place;

	if (rows->n == rows->room && grow(rows, e) < 0)
		return -e->code;
	place = find_place(rows, &slot->key);
	if (*place == 0) {
		*place = ++rows->n;
		rows->v[*place - 1] = (struct count_row){ .key = slot->key };
	}
	row = &rows->v[*place - 1];
	row->hits += slot->hits;
	if (slot->named >= row->named) {
		row->named = slot->named;
		memcpy(row->comm, slot->comm, COUNT_COMM_LEN);
	}
	return 0;
}

static int fd_of(const struct counter *c, const char *map)
{
	return c->fds[obj_find_map(&c->obj, map) - c->obj.maps];
}

/* How many slots each CPU has in use, in used[cpu]; *most of all */
static int read_cpus(struct count_rows *rows, const struct counter *c,
		     uint32_t *used, uint32_t *most, struct err *e)
{
	struct array_reader r;
	uint32_t n = 1;
	int err;

	err = array_open(&r, fd_of(c, "cpus"), sizeof(struct count_cpu),
			 c->cpus, e);
	if (err < 0)
		return err;
	err = array_read(&r, 0, &n, e);
	rows->lost = counter_missed(c);
	*most = 0;
	for (unsigned cpu = 0; cpu < c->cpus && err == 0; cpu++) {
		struct count_cpu v;

		memcpy(&v, r.values + cpu * sizeof(v), sizeof(v));
		rows->lost += v.lost;
		used[cpu] = v.used;
		if (v.used > *most)
			*most = v.used;
	}
	array_close(&r);
	return err;
}

static int read_slots(struct count_rows *rows, const struct counter *c,
		      const uint32_t *used, uint32_t most, struct err *e)
{
	struct array_reader r;
	uint32_t n;
	int err;

	err = array_open(&r, fd_of(c, "slots"), c->slot_size, c->cpus, e);
	for (uint32_t first = 1; first <= most && err == 0; first += n) {
		n = most - first + 1;
		err = array_read(&r, first, &n, e);
		if (err == 0 && n == 0)
			break;
		for (uint32_t i = 0; i < n * c->cpus && err == 0; i++) {
			struct count_slot slot = { 0 };

			if (first + i / c->cpus > used[i % c->cpus])
				continue;
			memcpy(&slot, r.values + (size_t)i * c->slot_size,
			       c->slot_size);
			err = add_slot(rows, &slot, e);
		}
	}
	array_close(&r);
	return err;
}

static int read_shared(struct count_rows *rows, const struct counter *c,
		       struct err *e)
{
	struct count_shared shared;
	struct array_reader r;
	uint32_t n = 1;
	int err;

	err = array_open(&r, fd_of(c, "shared"), sizeof(shared), 1, e);
	if (err < 0)
		return err;
	err = array_read(&r, 0, &n, e);
	memcpy(&shared, r.values, sizeof(shared));
	if (err == 0)
		rows->unfollowed = shared.unfollowed;
	array_close(&r);
	return err;
}

static int by_process(const void *a, const void *b)
{
	const struct count_row *x = *(const struct count_row *const *)a;
	const struct count_row *y = *(const struct count_row *const *)b;

	if (x->key.pid != y->key.pid)
		return x->key.pid < y->key.pid ? -1 : 1;
	if (x->key.tid != y->key.tid)
		return x->key.tid < y->key.tid ? -1 : 1;
	return x->named > y->named ? -1 : x->named < y->named;
}

/* A process with several rows has one name: the latest that any row saw */
static int share_names(struct count_rows *rows, struct err *e)
{
	auto_free struct count_row **v = calloc(rows->n + 1, sizeof(*v));

	if (v == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < rows->n; i++)
		v[i] = &rows->v[i];
	qsort(v, rows->n, sizeof(*v), by_process);
	for (uint32_t i = 1; i < rows->n; i++)
		if (v[i]->key.pid == v[i - 1]->key.pid &&
		    v[i]->key.tid == v[i - 1]->key.tid)
			memcpy(v[i]->comm, v[i - 1]->comm, COUNT_COMM_LEN);
	return 0;
}

int rows_read(struct count_rows *rows, const struct counter *c, struct err *e)
{
	auto_free uint32_t *used = calloc(c->cpus, sizeof(*used));
	uint32_t most;
	int err;

	if (used == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < rows->n; i++)
		rows->v[i].hits = 0;
	err = read_cpus(rows, c, used, &most, e);
	if (err == 0)
		err = read_slots(rows, c, used, most, e);
	if (err == 0)
		err = read_shared(rows, c, e);
	if (err == 0 && c->args->nby > 1)
		err = share_names(rows, e);
	return err;
}

/* qsort has no context: the rows that are being sorted */
static const struct count_rows *sorting;

static int by_count(const void *a, const void *b)
{
	const struct count_row *x = &sorting->v[*(const uint32_t *)a];
	const struct count_row *y = &sorting->v[*(const uint32_t *)b];
	uint64_t nx = row_count(sorting, x), ny = row_count(sorting, y);

	if (nx != ny)
		return nx > ny ? -1 : 1;
	return memcmp(&x->key, &y->key, sizeof(x->key));
}

int rows_sort(struct count_rows *rows, bool deltas, struct err *e)
{
	uint32_t *order = realloc(rows->order, (rows->n + 1) * sizeof(*order));

	if (order == NULL)
		return err_nomem(e);
	rows->order = order;
	rows->deltas = deltas;
	rows->norder = 0;
	rows->total = 0;
	for (uint32_t i = 0; i < rows->n; i++) {
		uint64_t count = row_count(rows, &rows->v[i]);

		rows->total += count;
		if (count)
			order[rows->norder++] = i;
	}
	sorting = rows;
	qsort(order, rows->norder, sizeof(*order), by_count);
	return 0;
}

void rows_mark(struct count_rows *rows)
{
	for (uint32_t i = 0; i < rows->n; i++)
		rows->v[i].before = rows->v[i].hits;
}

void rows_close(struct count_rows *rows)
{
	free(rows->v);
	free(rows->table);
	free(rows->order);
	*rows = (struct count_rows){ 0 };
}
