// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * sysfs files of BTF can be mapped since 6.16, and then only the kernel's own,
 * not those of modules; all others are read. A vmlinux is an executable with
 * half a million symbols, so here is a search for one section instead of the
 * whole reading that objects get.
 */
#include "loader/kernel_btf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"

static int read_all(int fd, const char *path, char *to, size_t len,
		    struct err *e)
{
	size_t have = 0;
	ssize_t n;

	while (have < len) {
		n = read(fd, to + have, len - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, errno, "reading '%s': %s", path,
				       strerror(errno));
		if (n == 0)
			return err_set(e, EINVAL,
				       "'%s' ends after %zu of %zu "
				       "bytes",
				       path, have, len);
		have += (size_t)n;
	}
	return 0;
}

static int map_or_read(int fd, const char *path, struct kernel_btf_file *f,
		       struct err *e)
{
	void *p = mmap(NULL, f->len, PROT_READ, MAP_PRIVATE, fd, 0);
	int err;

	if (p != MAP_FAILED) {
		f->map = p;
		return 0;
	}
	p = mmap(NULL, f->len, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return err_nomem(e);
	err = read_all(fd, path, p, f->len, e);
	if (err < 0)
		munmap(p, f->len);
	else
		f->map = p;
	return err;
}

static int get_bytes(int fd, const char *path, struct kernel_btf_file *f,
		     struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	if (S_ISREG(st.st_mode) && st.st_size > FILE_MAX_SIZE)
		return err_set(e, EFBIG, "'%s' is larger than 1 GiB", path);
	if (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode))
		return err_set(e, EINVAL, "'%s' is not a regular file", path);
	f->len = (size_t)st.st_size; /* 0 for /dev/null, as was meant */
	if (f->len == 0)
		return err_set(e, ENOENT, "'%s' is empty", path);
	return map_or_read(fd, path, f, e);
}

/* A section header's name, or NULL */
static const char *section_name(const struct view *v, const struct view *strs,
				uint64_t shdr)
{
	uint32_t name = 0;

	view_u32(v, shdr + offsetof(Elf64_Shdr, sh_name), &name);
	return view_str(strs, name);
}

static bool section_bytes(const struct view *v, uint64_t shdr, struct view *out)
{
	uint64_t off, size;

	return view_u64(v, shdr + offsetof(Elf64_Shdr, sh_offset), &off) &&
	       view_u64(v, shdr + offsetof(Elf64_Shdr, sh_size), &size) &&
	       view_sub(v, off, size, out);
}

static int find_section(const struct view *v, const char *path,
			struct view *out, struct err *e)
{
	uint16_t n = 0, strndx = 0;
	uint64_t shoff = 0;
	struct view strs = { v->p, 0, v->swap };

	if (v->len < sizeof(Elf64_Ehdr) || v->p[EI_CLASS] != ELFCLASS64)
		return err_set(e, EINVAL, "'%s' is not a 64-bit ELF file",
			       path);
	view_u64(v, offsetof(Elf64_Ehdr, e_shoff), &shoff);
	view_u16(v, offsetof(Elf64_Ehdr, e_shnum), &n);
	view_u16(v, offsetof(Elf64_Ehdr, e_shstrndx), &strndx);
	if (shoff > v->len)
		n = 0;
	section_bytes(v, shoff + strndx * sizeof(Elf64_Shdr), &strs);
	for (uint16_t i = 1; i < n; i++) {
		uint64_t shdr = shoff + i * sizeof(Elf64_Shdr);
		const char *name = section_name(v, &strs, shdr);

		if (name && strcmp(name, ".BTF") == 0 &&
		    section_bytes(v, shdr, out))
			return 0;
	}
	return err_set(e, EINVAL, "'%s' has no .BTF section", path);
}

static int find_btf(struct kernel_btf_file *f, const char *path, struct err *e)
{
	const bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	struct view v = { f->map, f->len, false };
	uint16_t magic = 0;

	if (v.p && v.len > EI_DATA && memcmp(v.p, ELFMAG, SELFMAG) == 0) {
		v.swap = (v.p[EI_DATA] == ELFDATA2MSB) != big;
		return find_section(&v, path, &f->btf, e);
	}
	view_u16(&v, 0, &magic);
	v.swap = magic == __builtin_bswap16(BTF_MAGIC);
	f->btf = v;
	return 0;
}

int kernel_btf_file_open(int dirfd, const char *path,
			 struct kernel_btf_file *out, struct err *e)
{
	auto_fd int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct kernel_btf_file f = { 0 };
	int err;

	if (fd < 0)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	err = get_bytes(fd, path, &f, e);
	if (err == 0)
		err = find_btf(&f, path, e);
	if (err < 0) {
		kernel_btf_file_close(&f);
		return err;
	}
	*out = f;
	return 0;
}

void kernel_btf_file_close(struct kernel_btf_file *f)
{
	if (f->map)
		munmap(f->map, f->len);
	*f = (struct kernel_btf_file){ 0 };
}
