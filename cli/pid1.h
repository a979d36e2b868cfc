/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * rawbpf as the first process of a machine: mounts what BPF needs, runs `boot`
 * on the objects and then a command, each in a child, says how it ended, and
 * switches off. Never ends itself, which would be a kernel panic.
 */
#ifndef CLI_PID1_H
#define CLI_PID1_H

#include <stdbool.h>

/* Where an image has what it is told, from the root */
#define PID1_OBJECTS "etc/bpf"
#define PID1_COMMAND "etc/rawbpf/cmd" /* words, each with its NUL */
#define PID1_THEN    "etc/rawbpf/then" /* one word */

/* Nothing unless this is process 1 under the name init. Then it returns only
 * in children, with the command line that is to be run. */
void pid1(int *argc, char ***argv);

/* poweroff, reboot, halt, wait, or the path of a program to become. */
bool pid1_then_known(const char *then);

#endif
