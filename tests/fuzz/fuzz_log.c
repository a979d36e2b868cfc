// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bytes as a verifier's log: every reader of logs reads them, in two pieces,
 * and the path's end is asked where each register came from.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "loader/verifier/heat.h"
#include "loader/verifier/path.h"
#include "loader/verifier/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

struct readers {
	struct path path;
	struct heat heat;
	struct verdict verdict;
};

static void promise(bool kept)
{
	if (!kept)
		abort();
}

static void take(const struct log_event *ev, void *arg)
{
	struct readers *r = arg;
	struct log_span state = ev->state;
	struct log_reg reg;

	promise(ev->kind < LOG__COUNT && ev->stats != NULL);
	promise(ev->text.len <= LOG_LINE && ev->state.len <= LOG_LINE);
	while (log_state_next(&state, &reg))
		promise(reg.text.len <= ev->state.len);
	path_event(&r->path, ev);
	heat_event(&r->heat, ev);
	verdict_event(&r->verdict, ev);
}

static void ask(struct readers *r)
{
	struct path_link links[16];
	uint64_t last = r->path.end - 1;

	for (int32_t reg = -1; r->path.end && reg < 11; reg++) {
		size_t n = path_slice(&r->path, last, reg, links,
				      ARRAY_SIZE(links));

		promise(n <= ARRAY_SIZE(links));
		for (size_t i = 0; i < n; i++)
			promise(links[i].step < r->path.end);
	}
	for (uint32_t i = 0; i < r->heat.count; i++) {
		struct heat_source s;

		if (heat_source(&r->heat, &r->heat.insns[i], &s))
			promise(strlen(s.text) + strlen(s.file) <= LOG_LINE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct readers r;
	static struct log l;
	size_t half = len / 2;

	if (path_init(&r.path, 64, 1 << 16) < 0)
		return 0;
	heat_init(&r.heat);
	verdict_init(&r.verdict);
	log_init(&l, take, &r);
	log_feed(&l, (const char *)bytes, half);
	log_feed(&l, (const char *)bytes + half, len - half);
	log_end(&l);
	verdict_finish(&r.verdict);
	ask(&r);
	path_fini(&r.path);
	heat_fini(&r.heat);
	return 0;
}
