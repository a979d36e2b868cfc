/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* pin_net with another thing: which map an instruction refers to. */
#define SECOND 1
#include "tests/data/pin_net.bpf.c"
