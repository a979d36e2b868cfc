/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects loaded by loader/ and run by the kernel that this runs on, for what
 * the command line has no way to ask: that folding changes no result, that a
 * struct_ops works, that an arena holds what it should.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"
#include "elf/obj.h"
#include "elf/section.h"
#include "loader/attach_struct_ops.h"
#include "loader/object.h"
#include "loader/sys.h"

static int passed, failed;

/* An object of tests/data by one of the compilers */
struct subject {
	char path[512];
	struct file file;
	struct obj obj;
	struct object object;
};

static void fail(const struct subject *s, const char *what)
{
	printf("FAIL %s: %s\n", s->path, what);
	failed++;
}

static int load(struct subject *s, bool fold)
{
	struct object_opts opts = { .target_fd = -1, .fold = fold };
	struct view bytes;
	struct err e = { 0 };
	int err = file_open(s->path, &s->file, &e);

	if (err == 0) {
		bytes = file_view(&s->file);
		err = obj_open(&bytes, &s->obj, &e);
	}
	if (err == 0)
		err = object_plan(&s->obj, &opts, &s->object, &e);
	if (err == 0)
		err = object_load(&s->object, &e);
	if (err < 0)
		printf("%s\n", e.msg);
	return err;
}

static void unload(struct subject *s)
{
	object_close(&s->object);
	obj_close(&s->obj);
	file_close(&s->file);
}

/* What a program returns, run by hand; -1 if the kernel will not */
static int64_t run(int prog_fd, uint32_t size)
{
	uint8_t packet[64] = { 1, 2, 3, 4 };
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)prog_fd;
	attr.test.data_size_in = size;
	attr.test.data_in = size ? sys_ptr(packet) : 0;
	if (sys_bpf(BPF_PROG_TEST_RUN, &attr, ATTR_SIZE(test.duration)) < 0)
		return -1;
	return attr.test.retval;
}

static int prog_fd_of(const struct subject *s, const char *name)
{
	for (uint32_t i = 0; i < s->object.nprogs; i++)
		if (strcmp(s->obj.funcs[s->object.progs[i].func].name, name) ==
		    0)
			return s->object.progs[i].fd;
	return -1;
}

static void folding_changes_no_result(struct subject *s)
{
	struct subject folded = *s;

	if (load(s, false) < 0 || load(&folded, true) < 0) {
		fail(s, "not loaded");
		return;
	}
	for (uint32_t i = 0; i < s->obj.nmaps; i++)
		if (folded.object.maps[i].fd >= 0 &&
		    strncmp(s->obj.maps[i].name, ".rodata", 7) == 0)
			fail(s, "a map of constants");
	for (uint32_t i = 0; i < s->object.nprogs; i++)
		for (uint32_t size = 14; size <= 64; size += 25) {
			int64_t want = run(s->object.progs[i].fd, size);
			int64_t got = run(folded.object.progs[i].fd, size);

			if (want < 0 || want != got)
				fail(s, "another result");
			else
				passed++;
		}
	unload(s);
	unload(&folded);
}

static bool is_available(const char *name)
{
	char text[1024] = "";
	FILE *f = fopen("/proc/sys/net/ipv4/tcp_available_congestion_control",
			"re");

	if (f == NULL)
		return false;
	if (fgets(text, sizeof(text), f) == NULL)
		text[0] = '\0';
	fclose(f);
	return strstr(text, name) != NULL;
}

/* It may take the kernel a moment to forget */
static bool goes_away(const char *name)
{
	for (int i = 0; i < 100 && is_available(name); i++)
		usleep(50000);
	return !is_available(name);
}

static void attach_one(struct subject *s, const char *map, const char *name)
{
	struct obj_map *m = obj_find_map(&s->obj, map);
	const struct object_map *made = &s->object.maps[m - s->obj.maps];
	struct err e = { 0 };
	int fd = attach_struct_ops(m, made, &e);

	if (fd < 0) {
		printf("%s\n", e.msg);
		fail(s, "not attached");
		return;
	}
	if (!is_available(name))
		fail(s, "attached, but not there");
	if (!struct_ops_has_link(m) && detach_struct_ops(map, made->fd, &e) < 0)
		fail(s, "not detached");
	close(fd);
	if (goes_away(name))
		passed++;
	else
		fail(s, "still there");
}

static void struct_ops_are_registered(struct subject *s)
{
	const struct obj_map *m;
	struct err e = { 0 };

	if (load(s, false) < 0) {
		fail(s, "not loaded");
		return;
	}
	attach_one(s, "linked", "rawbpf_linked");
	attach_one(s, "plain", "rawbpf_plain");
	m = obj_find_map(&s->obj, "again"); /* lacks what TCP requires */
	if (attach_struct_ops(m, &s->object.maps[m - s->obj.maps], &e) !=
	    -EINVAL)
		fail(s, "an incomplete struct");
	m = obj_find_map(&s->obj, "dormant");
	if (s->object.maps[m - s->obj.maps].fd >= 0)
		fail(s, "a struct that nobody asked for");
	unload(s);
}

static void arenas_have_contents(struct subject *s)
{
	int err = load(s, false);

	if (err < 0) {
		fail(s, "not loaded");
		return;
	}
	if (run(s->object.progs[0].fd, 0) != 8 ||
	    run(s->object.progs[0].fd, 0) != 11)
		fail(s, "another result");
	else
		passed++;
	unload(s);
}

/* tc's: sections "7/1" and "0x7/2" say a place in a prog array, no type */
static void tail_calls_take_the_callers_type(struct subject *s)
{
	if (load(s, false) < 0) {
		fail(s, "not loaded");
		return;
	}
	for (uint32_t i = 0; i < s->object.nprogs; i++)
		if (s->object.progs[i].kind->prog_type !=
		    BPF_PROG_TYPE_SCHED_CLS)
			fail(s, "another type");
	/* It calls the second, which returns the length */
	if (run(prog_fd_of(s, "first"), 50) == 50)
		passed++;
	else
		fail(s, "no tail calls");
	unload(s);
}

static void each_compiler(const char *name, void (*test)(struct subject *))
{
	const char *root = getenv("TESTDATA");
	DIR *dir = opendir(root ? root : "build/data");
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		struct subject s = { .object.btf_fd = -1 };

		if (strncmp(entry->d_name, "clang", 5) != 0)
			continue;
		snprintf(s.path, sizeof(s.path), "%s/%s/%s.bpf.o",
			 root ? root : "build/data", entry->d_name, name);
		test(&s);
	}
	if (dir)
		closedir(dir);
}

int main(void)
{
	if (geteuid() != 0) {
		puts("root is needed");
		return 77;
	}
	each_compiler("fold", folding_changes_no_result);
	each_compiler("prog_ops", struct_ops_are_registered);
	each_compiler("map_iproute2", tail_calls_take_the_callers_type);
	each_compiler("prog_arena", arenas_have_contents);
	printf("TOTAL: %d passed, %d failed, 0 skipped\n", passed, failed);
	return failed != 0;
}
