// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The verifier alone, for tests/bench/run. `verifier log BYTES` writes to
 * stdout what this kernel says at level 2 about a loop that never ends, at
 * least that much of it. `verifier load OBJECT` does the least that verifying
 * an object takes: one BPF_PROG_LOAD of its section "socket", which has no
 * maps and calls nothing, with the log that has the cost.
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
#include <unistd.h>

#define ROOM  (16u << 20)
#define STATS 4 /* BPF_LOG_STATS */

static int load(const struct bpf_insn *insns, size_t n, uint32_t level,
		char *log, size_t room)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (uint64_t)(uintptr_t)insns;
	attr.insn_cnt = (uint32_t)n;
	attr.license = (uint64_t)(uintptr_t) "GPL";
	attr.log_level = level;
	attr.log_buf = (uint64_t)(uintptr_t)log;
	attr.log_size = (uint32_t)room;
	return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static void *map_file(int fd, size_t len, int flags)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | flags,
		       fd, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return p;
}

/* r6 counts up, and nothing but it decides: branches would be too many */
static const struct bpf_insn forever[] = {
	{ BPF_ALU64 | BPF_MOV | BPF_K, 6, 0, 0, 0 },
	{ BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_prandom_u32 },
	{ BPF_STX | BPF_MEM | BPF_DW, 10, 0, -8, 0 },
	{ BPF_LDX | BPF_MEM | BPF_DW, 7, 10, -8, 0 },
	{ BPF_ALU64 | BPF_AND | BPF_K, 7, 0, 0, 255 },
	{ BPF_STX | BPF_MEM | BPF_DW, 10, 7, -16, 0 },
	{ BPF_ALU64 | BPF_MUL | BPF_K, 7, 0, 0, 12 },
	{ BPF_LDX | BPF_MEM | BPF_DW, 8, 10, -16, 0 },
	{ BPF_ALU64 | BPF_ADD | BPF_X, 8, 7, 0, 0 },
	{ BPF_ALU64 | BPF_ADD | BPF_K, 6, 0, 0, 1 },
	{ BPF_JMP | BPF_JLT | BPF_K, 6, 0, -10, 1 << 30 },
	{ BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0 },
	{ BPF_JMP | BPF_EXIT, 0, 0, 0, 0 },
};

static int write_log(size_t want)
{
	size_t room = want + ROOM, len;
	char *log = map_file(-1, room, MAP_ANONYMOUS);

	/* Refused, since it never ends, or for more log than there is room */
	load(forever, sizeof(forever) / sizeof(*forever), 2, log, room);
	len = strnlen(log, room);
	while (len > want && log[len - 1] != '\n')
		len--;
	return fwrite(log, 1, len, stdout) == len && len >= want ? 0 : 1;
}

static int load_object(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	const Elf64_Shdr *sections;
	const char *names;
	char *file;

	if (fd < 0 || fstat(fd, &st) < 0)
		return 1;
	file = map_file(fd, (size_t)st.st_size, 0);
	sections = (void *)(file + ((Elf64_Ehdr *)(void *)file)->e_shoff);
	names = file +
		sections[((Elf64_Ehdr *)(void *)file)->e_shstrndx].sh_offset;
	for (int i = 0; i < ((Elf64_Ehdr *)(void *)file)->e_shnum; i++)
		if (strcmp(names + sections[i].sh_name, "socket") == 0)
			return load((void *)(file + sections[i].sh_offset),
				    sections[i].sh_size / 8, STATS,
				    map_file(-1, ROOM, MAP_ANONYMOUS),
				    ROOM) < 0;
	return 1;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "log") == 0)
		return write_log(strtoul(argv[2], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "load") == 0)
		return load_object(argv[2]);
	fputs("verifier log BYTES | load OBJECT\n", stderr);
	return 2;
}
