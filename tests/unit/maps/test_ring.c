// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Records of a ring buffer, by a file in the place of its pages. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/err.h"
#include "maps/ring.h"
#include "tests/unit/run.h"

#define ROOM	((size_t)4096)
#define BUSY	(1u << 31)
#define DISCARD (1u << 30)

static struct ring ring;
static uint8_t *pages;
static size_t page;
static unsigned long made; /* the producer's position */
static char seen[256];
static struct err e;

static void begin(unsigned long at)
{
	int fd = memfd_create("ring", MFD_CLOEXEC);

	page = (size_t)sysconf(_SC_PAGESIZE);
	ck_assert_int_eq(ftruncate(fd, (off_t)(2 * page + 2 * ROOM)), 0);
	ck_assert_int_eq(ring_open(&ring, fd, (uint32_t)ROOM, &e), 0);
	pages = mmap(NULL, 2 * page + 2 * ROOM, PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	close(fd);
	made = at;
	memcpy(pages, &at, sizeof(at));
	memcpy(pages + page, &at, sizeof(at));
}

static void finish(void)
{
	munmap(pages, 2 * page + 2 * ROOM);
	ring_close(&ring);
	ring_close(&ring);
}

/* Into both places where the kernel shows the same memory */
static void copy(unsigned long at, const void *p, size_t len)
{
	size_t first = at % ROOM,
	       fits = len < ROOM - first ? len : ROOM - first;
	uint8_t *data = pages + 2 * page;

	memcpy(data + first, p, len);
	memcpy(data + ROOM + first, p, fits);
	memcpy(data, (const uint8_t *)p + fits, len - fits);
}

static void produce(const char *text, uint32_t flags)
{
	uint32_t len = (uint32_t)strlen(text), head[2] = { len | flags, 0 };

	copy(made, head, sizeof(head));
	copy(made + 8, text, len);
	made += ((size_t)len + 8 + 7) / 8 * 8;
	memcpy(pages + page, &made, sizeof(made));
}

static unsigned long consumed(void)
{
	unsigned long at;

	memcpy(&at, pages, sizeof(at));
	return at;
}

static void note(void *ctx, const uint8_t *record, uint32_t len)
{
	ck_assert_ptr_eq(ctx, &ring);
	ck_assert_uint_lt(strlen(seen) + len + 2, sizeof(seen));
	strncat(seen, (const char *)record, len);
	strncat(seen, ";", 2);
}

static const char *read_all(void)
{
	seen[0] = '\0';
	ring_read(&ring, note, &ring);
	return seen;
}

START_TEST(records_come_in_their_order_once)
{
	begin(0);
	ck_assert_str_eq(read_all(), "");
	produce("one", 0);
	produce("exactly8", 0);
	produce("", 0);
	ck_assert_str_eq(read_all(), "one;exactly8;;");
	ck_assert_uint_eq(consumed(), made);
	produce("more", 0);
	ck_assert_str_eq(read_all(), "more;");
	ck_assert_str_eq(read_all(), "");
	finish();
}
END_TEST

START_TEST(what_was_given_up_is_passed_over)
{
	begin(0);
	produce("a", 0);
	produce("discarded", DISCARD);
	produce("b", 0);
	ck_assert_str_eq(read_all(), "a;b;");
	ck_assert_uint_eq(consumed(), made);
	finish();
}
END_TEST

START_TEST(what_is_not_finished_stops_it)
{
	uint32_t done = 4;
	unsigned long at;

	begin(0);
	produce("a", 0);
	at = made;
	produce("busy", BUSY);
	produce("b", 0);
	ck_assert_str_eq(read_all(), "a;");
	ck_assert_uint_eq(consumed(), at);
	copy(at, &done, sizeof(done));
	ck_assert_str_eq(read_all(), "busy;b;");
	finish();
}
END_TEST

START_TEST(a_record_goes_over_the_end)
{
	begin(10 * ROOM - 16);
	produce("over the end of the pages", 0);
	produce("next", 0);
	ck_assert_str_eq(read_all(), "over the end of the pages;next;");
	finish();
}
END_TEST

static void produce_more(void *ctx, const uint8_t *record, uint32_t len)
{
	note(ctx, record, len);
	produce("again", 0);
}

START_TEST(what_comes_meanwhile_is_for_the_next_time)
{
	begin(0);
	produce("a", 0);
	seen[0] = '\0';
	ring_read(&ring, produce_more, &ring);
	ck_assert_str_eq(seen, "a;");
	ck_assert_str_eq(read_all(), "again;");
	finish();
}
END_TEST

START_TEST(a_map_that_cannot_be_mapped_is_an_error)
{
	memset(&e, 0, sizeof(e));
	ck_assert_int_eq(ring_open(&ring, -1, (uint32_t)ROOM, &e), -EBADF);
	ck_assert_ptr_nonnull(strstr(e.msg, "ring buffer"));
	ck_assert_ptr_null(ring.consumer);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, records_come_in_their_order_once);
	tcase_add_test(t, what_was_given_up_is_passed_over);
	tcase_add_test(t, what_is_not_finished_stops_it);
	tcase_add_test(t, a_record_goes_over_the_end);
	tcase_add_test(t, what_comes_meanwhile_is_for_the_next_time);
	tcase_add_test(t, a_map_that_cannot_be_mapped_is_an_error);
}

int main(void)
{
	return run_tests("ring", add);
}
