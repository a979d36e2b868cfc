// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The least that a boot can do: bare_boot PINS OBJECT... maps each object,
 * creates its map, loads its programs (socket filters, by their sections) and
 * pins all three, as boot does but without a look at what is there already. No
 * checks: the objects are those of tests/data/boot_bench.bpf.c.
 */
#include <elf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "skfilter/"

static const char *pins;

static int bpf(int cmd, union bpf_attr *attr)
{
	int fd = (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));

	if (fd < 0) {
		perror("bpf");
		exit(1);
	}
	return fd;
}

/* With its mode and a mark, and at its name only then */
static void pin(int fd, const char *kind, int object, const char *name)
{
	const struct timespec times[2] = { { 1, 1 }, { 1, 1 } };
	union bpf_attr attr;
	char path[256], temp[256];

	snprintf(path, sizeof(path), "%s/%s_%d_%s", pins, kind, object, name);
	snprintf(temp, sizeof(temp), "%s/tmp_%d", pins, object);
	memset(&attr, 0, sizeof(attr));
	attr.pathname = (uint64_t)(uintptr_t)temp;
	attr.bpf_fd = (uint32_t)fd;
	bpf(BPF_OBJ_PIN, &attr);
	if (chmod(temp, 0440) < 0 || utimensat(AT_FDCWD, temp, times, 0) < 0 ||
	    rename(temp, path) < 0) {
		perror(path);
		exit(1);
	}
}

static int create_map(const uint32_t def[5])
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = def[0];
	attr.key_size = def[1];
	attr.value_size = def[2];
	attr.max_entries = def[3];
	attr.map_flags = def[4];
	memcpy(attr.map_name, "lengths", 8);
	return bpf(BPF_MAP_CREATE, &attr);
}

static int load(struct bpf_insn *insns, size_t size, int map, const char *name)
{
	union bpf_attr attr;

	for (size_t i = 0; i < size / sizeof(*insns); i++)
		if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW)) {
			insns[i].src_reg = BPF_PSEUDO_MAP_FD;
			insns[i++].imm = map;
		}
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (uint64_t)(uintptr_t)insns;
	attr.insn_cnt = (uint32_t)(size / sizeof(*insns));
	attr.license = (uint64_t)(uintptr_t) "GPL";
	strncpy(attr.prog_name, name, sizeof(attr.prog_name) - 1);
	return bpf(BPF_PROG_LOAD, &attr);
}

static void run(char *file, int object)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)(void *)file;
	const Elf64_Shdr *sections = (void *)(file + head->e_shoff);
	const char *names = file + sections[head->e_shstrndx].sh_offset;
	uint32_t def[5] = { 0 };
	int map, prog;

	for (int i = 0; i < head->e_shnum; i++)
		if (strcmp(names + sections[i].sh_name, "maps") == 0)
			memcpy(def, file + sections[i].sh_offset, sizeof(def));
	map = create_map(def);
	pin(map, "map", object, "lengths");
	for (int i = 0; i < head->e_shnum; i++) {
		const char *name = names + sections[i].sh_name;

		if (strncmp(name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		name += strlen(PREFIX);
		prog = load((void *)(file + sections[i].sh_offset),
			    sections[i].sh_size, map, name);
		pin(prog, "prog", object, name);
		close(prog);
	}
	close(map);
}

int main(int argc, char **argv)
{
	pins = argv[1];
	for (int i = 2; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		struct stat st;
		char *file;

		if (fd < 0 || fstat(fd, &st) < 0)
			return 1;
		file = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE, fd, 0);
		if (file == MAP_FAILED)
			return 1;
		run(file, i);
		munmap(file, (size_t)st.st_size);
		close(fd);
	}
	return 0;
}
