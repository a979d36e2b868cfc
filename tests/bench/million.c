// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A hash of a million numbers. Prints its id, and then for each line of its
 * input the milliseconds that reading all of it in batches takes, and nothing
 * else done. The map goes with the end of the input.
 */
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ELEMENTS 1000000
#define BATCH	 16384

static uint32_t keys[ELEMENTS];
static uint64_t values[ELEMENTS];

static int batch(int cmd, int fd, uint32_t *n, const void *in, void *out)
{
	union bpf_attr attr;
	long err;

	memset(&attr, 0, sizeof(attr));
	attr.batch.in_batch = (uintptr_t)in;
	attr.batch.out_batch = (uintptr_t)out;
	attr.batch.keys = (uintptr_t)keys;
	attr.batch.values = (uintptr_t)values;
	attr.batch.count = *n;
	attr.batch.map_fd = (uint32_t)fd;
	err = syscall(__NR_bpf, cmd, &attr, sizeof(attr.batch));
	*n = attr.batch.count;
	return (int)err;
}

static int make(void)
{
	uint32_t n = ELEMENTS;
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = sizeof(keys[0]);
	attr.value_size = sizeof(values[0]);
	attr.max_entries = ELEMENTS;
	fd = (int)syscall(__NR_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	for (uint32_t i = 0; i < n; i++) {
		keys[i] = i * 2654435761u;
		values[i] = i;
	}
	if (fd < 0 || batch(BPF_MAP_UPDATE_BATCH, fd, &n, NULL, NULL) < 0) {
		perror("bpf");
		exit(1);
	}
	return fd;
}

static uint32_t id_of(int fd)
{
	struct bpf_map_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)&info;
	syscall(__NR_bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr.info));
	return info.id;
}

static void read_all(int fd)
{
	uint64_t places[2], *at = NULL;
	uint32_t n, sum = 0;
	int err;

	do {
		n = BATCH;
		err = batch(BPF_MAP_LOOKUP_BATCH, fd, &n, at, &places[1]);
		sum += n;
		places[0] = places[1];
		at = places;
	} while (err == 0);
	if (sum != ELEMENTS) {
		fprintf(stderr, "%u elements\n", sum);
		exit(1);
	}
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(void)
{
	int fd = make();

	printf("%u\n", id_of(fd));
	fflush(stdout);
	for (int c = getchar(); c != EOF; c = getchar()) {
		double start = now_ms();

		read_all(fd);
		printf("%.3f\n", now_ms() - start);
		fflush(stdout);
	}
	return 0;
}
