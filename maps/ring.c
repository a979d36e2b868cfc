// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Two positions that only grow: the consumer's page is ours to write, behind
 * it come the producer's and the records, mapped twice so that none is cut in
 * two (kernel/bpf/ringbuf.c). A record begins with its length, whose two
 * highest bits say that it is not finished yet, or was given up.
 */
#include "maps/ring.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/err.h"

#define BUSY	(1u << 31)
#define DISCARD (1u << 30)
#define HEAD	8 /* bytes before a record */

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static uint8_t *map_pages(int fd, int prot, size_t off, size_t len)
{
	void *p = mmap(NULL, len, prot, MAP_SHARED, fd, (off_t)off);

	return p == MAP_FAILED ? NULL : p;
}

int ring_open(struct ring *r, int map_fd, uint32_t room, struct err *e)
{
	size_t page = page_size();

	r->room = room;
	r->consumer = map_pages(map_fd, PROT_READ | PROT_WRITE, 0, page);
	r->producer = r->consumer ? map_pages(map_fd, PROT_READ, page,
					      page + 2 * (size_t)room)
				  : NULL;
	if (r->producer)
		return 0;
	err_set(e, errno, "mapping a ring buffer: %s", strerror(errno));
	ring_close(r);
	return -e->code;
}

void ring_close(struct ring *r)
{
	size_t page = page_size();

	if (r->consumer)
		munmap(r->consumer, page);
	if (r->producer)
		munmap(r->producer, page + 2 * (size_t)r->room);
	*r = (struct ring){ NULL, NULL, 0 };
}

void ring_read(struct ring *r, ring_each *each, void *ctx)
{
	/* The kernel's unsigned long, of which a 64-bit one has 8 bytes */
	unsigned long *at = (void *)r->consumer, pos = *at;
	const uint8_t *data = r->producer + page_size();
	/* Not what comes meanwhile: showing a record may make one */
	unsigned long end = __atomic_load_n(
		(const unsigned long *)(const void *)r->producer,
		__ATOMIC_ACQUIRE);

	while (pos < end) {
		const uint8_t *head = data + (pos & (r->room - 1));
		uint32_t len = __atomic_load_n(
			(const uint32_t *)(const void *)head, __ATOMIC_ACQUIRE);

		if (len & BUSY)
			return;
		if (!(len & DISCARD))
			each(ctx, head + HEAD, len);
		len &= ~DISCARD;
		pos += (HEAD + len + 7) & ~7u;
		__atomic_store_n(at, pos, __ATOMIC_RELEASE);
	}
}
