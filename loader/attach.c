// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which function attaches which kind of hook. Knows nothing of how any of them
 * does it, nor of pins.
 */
#include "loader/attach.h"

#include <errno.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"

static attach_kind *const kinds[] = {
	[HOOK_TRACEPOINT] = attach_kind_tracepoint,
	[HOOK_RAW_TP] = attach_kind_raw_tracepoint,
	[HOOK_TRACING] = attach_kind_tracing,
	[HOOK_LSM] = attach_kind_tracing,
};

int attach_prog(const struct attach *a, struct err *e)
{
	if (a->kind->hook < ARRAY_SIZE(kinds) && kinds[a->kind->hook])
		return kinds[a->kind->hook](a, e);
	if (a->kind->hook == HOOK_NONE)
		return err_set(e, EOPNOTSUPP,
			       "'%s' programs are run, not attached",
			       a->kind->name);
	if (a->kind->hook == HOOK_STRUCT_OPS)
		return err_set(e, EOPNOTSUPP,
			       "'%s' programs are called through the struct "
			       "that holds them, which is registered",
			       a->kind->name);
	return err_set(e, EOPNOTSUPP,
		       "attaching '%s' programs is not there yet",
		       a->kind->name);
}
