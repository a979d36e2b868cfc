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
	err_set(e, EOPNOTSUPP, "program '%s': '%s' is used in ways that need "
		"global data, which this kernel does not have",
		l->obj->funcs[l->func].name, l->obj->maps[map].name);
	return err_hint(e, "global variables need Linux 5.2; before that only "
			"constants that are read at fixed places work");
}

/* Data that could not be folded away needs a map that nobody created */
static int check_needed(const struct load *l, const bool *needed,
			struct err *e)
{
	for (uint32_t i = 0; i < l->obj->nmaps; i++)
		if (needed[i] && l->fds[i] < 0)
			return no_global_data(l, i, e);
	return 0;
}

/* A relocation that failed is only a fault if the verifier gets there */
static void blame_relocation(const struct load *l, const struct image *image,
			     const struct core_failures *failures,
			     struct err *e)
{
	char why[256];
	struct core_job job;

	if (failures->n == 0 || strstr(e->msg, "195896080") == NULL)
		return;
	core_job(l, image, &image->parts[0], &job);
	core_explain(l->core, &job, &failures->v[0], why, sizeof(why));
	err_set(e, e->code, "program '%s': %s",
		l->obj->funcs[l->func].name, why);
}

static int finish_and_load(const struct load *l, struct image *image,
			   char **log, struct err *e)
{
	struct prog_spec spec = l->spec;
	struct prog_info info = { 0 };
	int fd;

	if (spec.btf_fd >= 0) {
		if (prog_info_make(image, &info, e) < 0)
			return -e->code;
		spec.info = &info;
	}
	spec.name = l->obj->funcs[l->func].name;
	spec.insns = image->insns;
	spec.ninsns = image->ninsns;
	spec.license = l->obj->license;
	if (spec.kern_version == 0)
		spec.kern_version = l->obj->kern_version;
	fd = prog_load(&spec, log, e);
	prog_info_close(&info);
	return fd;
}

static int load_image(const struct load *l, struct image *image, char **log,
		      struct err *e)
{
	auto_free bool *needed = calloc(l->obj->nmaps + 1, sizeof(*needed));
	struct core_failures failures = { 0 };
	int err;

	if (needed == NULL)
		return err_nomem(e);
	err = relocate(l, image, &failures, e);
	if (err == 0)
		err = image_fold(image, l->data, needed, e);
	if (err == 0)
		err = check_needed(l, needed, e);
	if (err == 0) {
		image_patch_maps(image, l->fds);
		err = finish_and_load(l, image, log, e);
		if (err < 0)
			blame_relocation(l, image, &failures, e);
	}
	core_failures_fini(&failures);
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
