// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options that the kernel was built without, where its configuration can be
 * read. What was asked of the kernel itself is not repeated. */
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/doctor.h"
#include "loader/kernel_config.h"

static const struct option {
	const char *name, *costs;
} options[] = {
	{ "BPF_EVENTS", "no programs at kprobes, tracepoints, perf events" },
	{ "CGROUP_BPF", "no programs of control groups" },
	{ "NET_CLS_BPF", "no programs of traffic control filters" },
	{ "NET_CLS_ACT", "no tc or tcx hooks" },
	{ "XDP_SOCKETS", "no AF_XDP" },
	{ "BPF_STREAM_PARSER", "no sockmaps" },
	{ "LWTUNNEL_BPF", "no programs of routes" },
	{ "BPF_LSM", "no programs of type lsm" },
	{ "FUNCTION_TRACER", "no fentry, fexit, kprobe.multi" },
	{ "DYNAMIC_FTRACE_WITH_DIRECT_CALLS", "no fentry, fexit" },
	{ "BPF_KPROBE_OVERRIDE", "no bpf_override_return" },
	{ "DEBUG_INFO_BTF_MODULES", "no types of modules" },
	{ "KALLSYMS_ALL", "no addresses of kernel variables" },
};

struct found {
	unsigned set; /* bit i: options[i] */
};

static int see(void *ctx, const struct kernel_option *o)
{
	struct found *f = ctx;

	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (o->name_len == 7 + strlen(options[i].name) &&
		    strncmp(o->name + 7, options[i].name, o->name_len - 7) ==
			    0 &&
		    o->value_len == 1 && strchr("ym", o->value[0]))
			f->set |= 1u << i;
	return 0;
}

void doctor_config(struct doctor *d)
{
	struct kernel_config config;
	struct found f = { 0 };
	struct err e = { 0 };

	d->area = "configuration";
	if (kernel_config_open(&config, &e) < 0) {
		doctor_say(
			d, "file", DOCTOR_UNKNOWN,
			ADVICE("what was not built in is found out by trying only",
			       "CONFIG_IKCONFIG_PROC=y; mount -t proc proc /proc"),
			"none can be read");
		return;
	}
	doctor_say(d, "file", DOCTOR_OK, NULL, "%s", config.path);
	kernel_config_walk(&config, see, &f);
	kernel_config_close(&config);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (!(f.set >> i & 1))
			doctor_say(d, options[i].name, DOCTOR_NOTE,
				   ADVICE(options[i].costs,
					  "build the kernel with it"),
				   "not set");
}
