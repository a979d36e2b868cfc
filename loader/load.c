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

/* Data that could not be folded away needs a map that nobody created */
static int check_needed(const struct load *l, const bool *needed,
			struct err *e)
{
	for (uint32_t i = 0; i < l->obj->nmaps; i++)
		if (needed[i] && l->fds[i] < 0)
			return err_set(e, EINVAL, "program '%s' takes the "
				       "address of '%s', which no map holds",
				       l->obj->funcs[l->func].name,
				       l->obj->maps[i].name);
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

static int load_image(const struct load *l, struct image *image,
		      struct core_failures *failures, struct err *e)
{
	auto_free bool *needed = calloc(l->obj->nmaps + 1, sizeof(*needed));
	struct prog_spec spec = {
		.name = l->obj->funcs[l->func].name,
		.type = l->type,
		.license = l->obj->license,
		.kern_version = l->obj->kern_version,
	};
	int err;

	if (needed == NULL)
		return err_nomem(e);
	err = relocate(l, image, failures, e);
	if (err == 0)
		err = image_fold(image, l->data, needed, e);
	if (err == 0)
		err = check_needed(l, needed, e);
	if (err < 0)
		return err;
	image_patch_maps(image, l->fds);
	spec.insns = image->insns;
	spec.ninsns = image->ninsns;
	err = prog_load(&spec, NULL, e);
	if (err < 0)
		blame_relocation(l, image, failures, e);
	return err;
}

int load_prog(const struct load *l, struct err *e)
{
	struct core_failures failures = { 0 };
	struct image image;
	int fd;

	fd = image_link(l->obj, l->func, &image, e);
	if (fd < 0)
		return fd;
	fd = load_image(l, &image, &failures, e);
	core_failures_fini(&failures);
	image_close(&image);
	return fd;
}
