/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Scope-bound ownership. A variable marked auto_* is initialised where it is
 * declared and released when it goes out of scope; take_*() hands the value on
 * and leaves the variable empty. Do not mix with goto.
 */
#ifndef ELF_CLEANUP_H
#define ELF_CLEANUP_H

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_fd(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

#define auto_free __attribute__((cleanup(cleanup_free)))
#define auto_fd	  __attribute__((cleanup(cleanup_fd)))

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#define take_ptr(p)                                                            \
	__extension__({                                                        \
		__typeof__(*(p)) taken_ = *(p);                                \
		*(p) = NULL;                                                   \
		taken_;                                                        \
	})

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
