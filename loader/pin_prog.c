// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether a pinned program is the same as one of an object. Quickly, before
 * that is loaded: its pin has the mark of this very code, the kernel's tag is
 * that of these instructions, and its maps are those. Or slowly, afterwards:
 * what the verifier made of both is equal, byte for byte.
 *
 * The tag alone does not do: the kernel leaves out which maps, and which of
 * the variables in them, instructions refer to (bpf_prog_calc_tag). What is
 * uncertain counts as different.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/sha.h"
#include "loader/fd_id.h"
#include "loader/kernel_obj.h"
#include "loader/pin_priv.h"
#include "loader/sys.h"

#define MAPS_MAX 64 /* MAX_USED_MAPS */

static bool is_load64(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

static bool refers_to_map(const struct bpf_insn *insn)
{
	return is_load64(insn) && (insn->src_reg == BPF_PSEUDO_MAP_FD ||
				   insn->src_reg == BPF_PSEUDO_MAP_VALUE);
}

static uint32_t map_of(const struct load *l, int fd)
{
	uint32_t i = 0;

	while (i < l->obj->nmaps && l->fds[i] != fd)
		i++;
	return i;
}

static uint64_t hash_word(uint64_t h, uint32_t word)
{
	return pin_hash(h, &word, sizeof(word));
}

/* Instructions with maps by their place in the object, and without
 * descriptors, which are others in each process */
static uint64_t hash_insns(uint64_t h, const struct load *l,
			   const struct prog_spec *spec)
{
	for (uint32_t i = 0; i < spec->ninsns; i++) {
		struct bpf_insn insn[2] = { spec->insns[i] };
		bool wide = is_load64(insn) && i + 1 < spec->ninsns;

		if (wide)
			insn[1] = spec->insns[++i];
		if (refers_to_map(insn))
			insn[0].imm = (int32_t)map_of(l, insn[0].imm);
		else if (wide && insn[0].src_reg == BPF_PSEUDO_BTF_ID)
			insn[1].imm = 0;
		h = pin_hash(h, insn, sizeof(*insn) * (wide ? 2 : 1));
	}
	return h;
}

static uint64_t code_of(const struct load *l, const struct prog_spec *spec)
{
	uint64_t h = hash_word(PIN_HASH, spec->type);

	h = hash_word(h, spec->expected_attach_type);
	h = hash_word(h, spec->flags);
	h = hash_word(h, spec->attach_btf_id);
	h = hash_word(h, spec->attach_fd > 0 ? fd_id(spec->attach_fd) : 0);
	h = pin_hash(h, spec->license, strlen(spec->license) + 1);
	h = hash_insns(h, l, spec);
	h ^= h >> 32;
	return h ? h : 1;
}

/* Ids of the maps that instructions use, in their order, each once */
struct map_ids {
	uint32_t v[MAPS_MAX];
	uint32_t n;
};

static bool add_id(struct map_ids *ids, uint32_t id)
{
	for (uint32_t i = 0; i < ids->n; i++)
		if (ids->v[i] == id)
			return true;
	if (ids->n == MAPS_MAX)
		return false;
	ids->v[ids->n++] = id;
	return true;
}

/* False when it uses a map that was not there before */
static bool find_maps(const struct pin_job *j, const struct load *l,
		      const struct prog_spec *spec, struct map_ids *ids)
{
	ids->n = 0;
	for (uint32_t i = 0; i < spec->ninsns; i++) {
		uint32_t map;

		if (!refers_to_map(&spec->insns[i]))
			continue;
		map = map_of(l, spec->insns[i].imm);
		if (map == l->obj->nmaps || !j->o->maps[map].kept ||
		    !add_id(ids, j->pins->maps[map].id))
			return false;
	}
	return true;
}

static bool has_tag(const uint8_t *tag, const struct prog_spec *spec)
{
	size_t len = spec->ninsns * sizeof(struct bpf_insn);
	auto_free struct bpf_insn *insns = malloc(len + 1);
	uint8_t hash[32];

	if (insns == NULL)
		return false;
	memcpy(insns, spec->insns, len);
	for (uint32_t i = 0; i + 1 < spec->ninsns; i++)
		if (refers_to_map(&insns[i]))
			insns[i].imm = insns[i + 1].imm = 0;
	sha256(insns, len, hash); /* from 6.18 on */
	if (memcmp(hash, tag, BPF_TAG_SIZE) == 0)
		return true;
	sha1(insns, len, hash);
	return memcmp(hash, tag, BPF_TAG_SIZE) == 0;
}

static int ask(int fd, struct bpf_prog_info *info)
{
	struct err ignored;

	return kernel_obj_info(fd, info, sizeof(*info), &ignored);
}

/* What the kernel itself says of it, from 4.13 on */
static bool agrees(const struct pin_job *j, const struct load *l,
		   const struct prog_spec *spec, int fd)
{
	struct map_ids want, there;
	struct bpf_prog_info info = { 0 };
	int err;

	if (!find_maps(j, l, spec, &want))
		return false;
	info.nr_map_ids = MAPS_MAX;
	info.map_ids = sys_ptr(there.v);
	err = ask(fd, &info);
	if (err == -EINVAL)
		return true;
	return err == 0 && info.type == spec->type &&
	       info.nr_map_ids == want.n &&
	       memcmp(there.v, want.v, want.n * sizeof(*want.v)) == 0 &&
	       has_tag(info.tag, spec);
}

/* 1: it has the mark; 0: it is there; or -errno. Cheaper than opening it. */
static int has_mark(const struct pin_job *j, const struct pin *pin)
{
	struct timespec want = pin_stamp(pin->owner, pin->code);
	const char *name = pin->path + strlen(j->dir->path) + 1;
	struct stat st;

	if (fstatat(j->dir->fd, name, &st, 0) < 0)
		return -errno;
	return pin_stamp_has_owner(&st.st_mtim, pin->owner, true) &&
	       st.st_mtim.tv_nsec == want.tv_nsec;
}

int pin_prog_find(void *ctx, const struct load *l, struct prog_spec *spec)
{
	struct pin_job *j = ctx;
	uint32_t i = 0;
	struct pin *pin;
	int mark;

	while (j->o->progs[i].func != l->func)
		i++;
	pin = &j->pins->progs[i];
	pin->code = code_of(l, spec);
	mark = has_mark(j, pin);
	pin->fd = mark == -ENOENT ? mark : pin_open(pin->path);
	/* With that mark and tag it is a program */
	if (pin->fd < 0 || mark != 1 || !agrees(j, l, spec, pin->fd))
		return -1;
	j->o->progs[i].kept = true;
	pin->state = PIN_KEPT;
	return take_fd(&pin->fd);
}

/* All of it that says what it does; *insns is to be freed */
static bool look_closely(int fd, struct bpf_prog_info *info,
			 struct map_ids *ids, void **insns)
{
	uint32_t len;

	memset(info, 0, sizeof(*info));
	memset(ids, 0, sizeof(*ids));
	if (ask(fd, info) < 0 || info->xlated_prog_len == 0)
		return false;
	len = info->xlated_prog_len;
	*insns = calloc(1, len);
	memset(info, 0, sizeof(*info));
	info->xlated_prog_len = len;
	info->xlated_prog_insns = sys_ptr(*insns);
	info->nr_map_ids = MAPS_MAX;
	info->map_ids = sys_ptr(ids->v);
	/* The kernel takes the address away where it does not tell */
	return *insns && ask(fd, info) == 0 && info->xlated_prog_insns &&
	       info->nr_map_ids <= MAPS_MAX;
}

static bool is_same(int a, int b)
{
	struct bpf_prog_info ia, ib;
	struct map_ids ma, mb;
	auto_free void *xa = NULL;
	auto_free void *xb = NULL;

	return look_closely(a, &ia, &ma, &xa) &&
	       look_closely(b, &ib, &mb, &xb) && ia.type == ib.type &&
	       memcmp(ia.tag, ib.tag, sizeof(ia.tag)) == 0 &&
	       ia.gpl_compatible == ib.gpl_compatible &&
	       ia.attach_btf_obj_id == ib.attach_btf_obj_id &&
	       ia.attach_btf_id == ib.attach_btf_id &&
	       ia.nr_map_ids == ib.nr_map_ids &&
	       memcmp(ma.v, mb.v, sizeof(ma.v)) == 0 &&
	       ia.xlated_prog_len == ib.xlated_prog_len &&
	       memcmp(xa, xb, ia.xlated_prog_len) == 0;
}

int pin_prog_take(struct pin_job *j, uint32_t i, struct err *e)
{
	struct object_prog *p = &j->o->progs[i];
	struct pin *pin = &j->pins->progs[i];

	if (p->fd < 0 || p->kept || pin->fd == -ENOENT)
		return 0;
	if (pin->fd < 0)
		return pin_error(e, pin->fd, "pin", pin->path);
	if (pin_is(pin->fd, KERNEL_PROG) && is_same(pin->fd, p->fd)) {
		close(p->fd);
		p->fd = take_fd(&pin->fd);
		p->kept = true;
		pin->state = PIN_KEPT;
		return 0;
	}
	if (j->replace)
		return 0;
	err_set(e, EEXIST, "program '%s': there is another one at '%s'",
		j->o->obj->funcs[p->func].name, pin->path);
	return err_hint(e, "--replace puts the new one in its place");
}
