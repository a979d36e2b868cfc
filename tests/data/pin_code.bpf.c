/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* pin_net with another thing: what a program returns. */
#define RESULT 1
#include "tests/data/pin_net.bpf.c"
