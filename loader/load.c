// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The order of the steps from a spec to a loaded program. */
#include "loader/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/core.h"
#include "loader/externs.h"
#include "loader/image.h"
#include "loader/prog.h"
#include "loader/prog_info.h"

static void core_job(const struct load *l, const struct image *image,
		     const struct image_part *part, struct core_job *job)
{
	const struct obj_func *f = &l->obj->funcs[part->func];

	*job = (struct core_job){
		.relos = btfext_relos(&l->obj->btfext,
				      obj_section_name(l->obj, f->section)),
		.insns = image->insns + part->start,
		.ninsns = f->ninsns,
		.sec_off = f->start * (uint32_t)sizeof(struct bpf_insn),
		.insn_base = part->start,
		.event = l->event,
		.event_name = l->event_name,
	};
}

static int relocate(const struct load *l, struct image *image,
		    struct core_failures *failures, struct err *e)
{
	for (uint32_t i = 0; i < image->nparts; i++) {
		struct core_job job;
		int err;

		core_job(l, image, &image->parts[i], &job);
		job.failures = failures;
		err = core_apply(l->core, &job, e);
		if (err < 0)
			return err;
	}
	return 0;
}

static int no_global_data(const struct load *l, uint32_t map, struct err *e)
{
	err_set(e, EOPNOTSUPP,
		"program '%s': '%s' is used in ways that need "
		"global data, which this kernel does not have",
		l->obj->funcs[l->func].name, l->obj->maps[map].name);
	return err_hint(e, "global variables need Linux 5.2; before that only "
			   "constants that are read at fixed places work");
}

/* Data that could not be folded away needs a map that nobody created */
static int check_needed(const struct load *l, const bool *needed, struct err *e)
{
	for (uint32_t i = 0; i < l->obj->nmaps; i++)
		if (needed[i] && l->fds[i] < 0)
			return no_global_data(l, i, e);
	return 0;
}

/* A weak function that is missing is only a fault if it is called */
static void blame_extern(const struct load *l, struct err *e)
{
	const struct obj_extern *x = externs_blame(l->obj, e->msg);

	if (x)
		err_set(e, e->code,
			"program '%s' calls kernel function '%s', "
			"which this kernel %s",
			l->obj->funcs[l->func].name, x->name,
			externs_is_other(l->externs, x)
				? "has with other arguments or another result"
				: "does not have");
}

/* The instruction that the log ends at, from "12: (85) call unknown#..." */
static bool poisoned_insn(const char *log, uint32_t *insn)
{
	const char *at = log ? strstr(log, "call unknown#195896080") : NULL;

	if (at == NULL)
		return false;
	while (at > log && at[-1] != '\n')
		at--;
	*insn = (uint32_t)strtoul(at, NULL, 10);
	return true;
}

/* A relocation that failed is only a fault if the verifier gets there */
static void blame_relocation(const struct load *l, const struct image *image,
			     const struct core_failures *failures,
			     const char *log, struct err *e)
{
	const struct core_failure *f;
	struct core_job job;
	char why[256];
	uint32_t insn;

	if (!poisoned_insn(log, &insn))
		return;
	f = core_failure_at(failures, image_origin(image, insn));
	if (f == NULL)
		return;
	core_job(l, image, &image->parts[0], &job);
	core_explain(l->core, &job, f, why, sizeof(why));
	err_set(e, e->code, "program '%s': instruction %u: %s",
		l->obj->funcs[l->func].name, insn, why);
}

static int finish_and_load(const struct load *l, struct image *image,
			   char **log, struct err *e)
{
	struct prog_spec spec = l->spec;
	auto_free struct bpf_insn *expanded = NULL;
	struct prog_info info = { 0 };
	int fd;

	spec.name = l->obj->funcs[l->func].name;
	spec.insns = image->insns;
	spec.ninsns = image->ninsns;
	if (image->ninserts) {
		if (image_expand(image, &expanded, &spec.ninsns, e) < 0)
			return err_wrap(e, "program '%s'", spec.name);
		spec.insns = expanded;
	}
	spec.license = l->obj->license;
	if (spec.kern_version == 0)
		spec.kern_version = l->obj->kern_version;
	if (l->externs)
		spec.fd_array = externs_fd_array(l->externs);
	fd = l->find ? l->find(l->find_ctx, l, &spec) : -1;
	if (fd >= 0)
		return fd;
	if (spec.btf_fd >= 0) {
		if (prog_info_make(image, &info, e) < 0)
			return -e->code;
		spec.info = &info;
	}
	fd = l->loader ? l->loader(l->loader_ctx, &spec, log, e)
		       : prog_load(&spec, log, e);
	prog_info_close(&info);
	return fd;
}

static bool has_folded_data(const struct load *l)
{
	for (uint32_t i = 0; i < l->obj->nmaps; i++)
		if (l->data[i].p)
			return true;
	return false;
}

static int load_image(const struct load *l, struct image *image, char **log,
		      struct err *e)
{
	auto_free char *text = NULL;
	auto_free bool *needed = calloc(l->obj->nmaps + 1, sizeof(*needed));
	struct core_failures failures = { 0 };
	int err;

	if (needed == NULL)
		return err_nomem(e);
	err = relocate(l, image, &failures, e);
	if (err == 0 && has_folded_data(l))
		err = image_fold(image, l->data, needed, e);
	if (err == 0)
		err = check_needed(l, needed, e);
	if (err == 0 && l->externs)
		err = externs_patch(image, l->externs, e);
	if (err == 0) {
		image_patch_maps(image, l->fds);
		err = finish_and_load(l, image, &text, e);
		if (err < 0)
			blame_relocation(l, image, &failures, text, e);
		if (err < 0 && l->externs)
			blame_extern(l, e);
	}
	core_failures_fini(&failures);
	if (log)
		*log = take_ptr(&text);
	return err;
}

int load_prog(const struct load *l, char **log, struct err *e)
{
	struct image image;
	int fd;

	fd = image_link(l->obj, l->func, &image, e);
	if (fd < 0)
		return fd;
	fd = load_image(l, &image, log, e);
	image_close(&image);
	return fd;
}
