// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ranges run from min on and below max. Versions of loaders are 0.NN, of which
 * NN is the number.
 */
#include "loader/android_rules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/kernel_version.h"

/* By bit of enum obj_ignore */
static const char *const places[] = { "eng builds",	  "user builds",
				      "userdebug builds", "arm32",
				      "aarch64",	  "x86_32",
				      "x86_64",		  "riscv64" };

/* The kernel's machine, not that of this process */
static const struct machine {
	char name[11];
	uint8_t bit;
} machines[] = {
	{ "aarch64", OBJ_IGNORE_AARCH64 }, { "arm", OBJ_IGNORE_ARM32 },
	{ "i?86", OBJ_IGNORE_X86_32 },	   { "riscv64", OBJ_IGNORE_RISCV64 },
	{ "x86_64", OBJ_IGNORE_X86_64 },
};

static bool matches(const char *pattern, const char *name)
{
	for (; *pattern; pattern++, name++)
		if (*name == '\0' || (*pattern != '?' && *pattern != *name))
			return false;
	return true;
}

uint32_t android_machine(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (matches(machines[i].name, name))
			return machines[i].bit;
	return 0;
}

void android_here(struct android_here *out, uint32_t loader)
{
	struct utsname u = { .machine = "" };

	uname(&u);
	*out = (struct android_here){
		.loader = loader,
		.kver = kernel_version(),
		.is = OBJ_IGNORE_USER | android_machine(u.machine),
	};
}

static bool wants_loader(const struct android_here *here, uint32_t min,
			 uint32_t max, char *why, size_t len)
{
	if (here->loader == 0 || (here->loader >= min && here->loader < max))
		return true;
	if (here->loader < min)
		snprintf(why, len, "for loaders from 0.%u on, this is 0.%u",
			 min, here->loader);
	else
		snprintf(why, len, "for loaders below 0.%u, this is 0.%u", max,
			 here->loader);
	return false;
}

static bool wants_kernel(const struct android_here *here, uint32_t min,
			 uint32_t max, char *why, size_t len)
{
	uint32_t limit = here->kver < min ? min : max;

	if (here->kver >= min && here->kver < max)
		return true;
	snprintf(why, len, "for Linux %s %u.%u.%u, this is %u.%u.%u",
		 here->kver < min ? "from" : "before", limit >> 16,
		 limit >> 8 & 0xff, limit & 0xff, here->kver >> 16,
		 here->kver >> 8 & 0xff, here->kver & 0xff);
	return false;
}

static bool wants_place(const struct android_here *here, uint32_t ignore,
			char *why, size_t len)
{
	uint32_t hit = ignore & here->is;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (hit & 1u << i) {
			snprintf(why, len, "not for %s", places[i]);
			return false;
		}
	return true;
}

bool android_wants_object(const struct android_here *here,
			  const struct obj_android *o, char *why, size_t len)
{
	return !o->present ||
	       (wants_loader(here, o->min_loader, o->max_loader, why, len) &&
		wants_loader(here, o->min_netbpfload, UINT32_MAX, why, len));
}

bool android_wants_map(const struct android_here *here,
		       const struct obj_map_legacy *m, char *why, size_t len)
{
	return m == NULL || !m->android ||
	       (wants_loader(here, m->min_loader, m->max_loader, why, len) &&
		wants_kernel(here, m->min_kver, m->max_kver, why, len) &&
		wants_place(here, m->ignore, why, len));
}

bool android_wants_prog(const struct android_here *here,
			const struct obj_prog_legacy *p, char *why, size_t len)
{
	return p == NULL ||
	       (wants_loader(here, p->min_loader, p->max_loader, why, len) &&
		wants_kernel(here, p->min_kver, p->max_kver, why, len) &&
		wants_place(here, p->ignore, why, len));
}

int android_check_object(const struct android_here *here,
			 const struct obj_android *o, struct err *e)
{
	if (!o->present || here->loader == 0 || here->loader >= o->min_required)
		return 0;
	err_set(e, ENOTSUP, "it requires loader 0.%u, this is 0.%u",
		o->min_required, here->loader);
	return err_hint(e, "--loader-version says which loader to be");
}
