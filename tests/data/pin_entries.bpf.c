/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* pin_net with another thing: the size of a map. */
#define ENTRIES 256
#include "tests/data/pin_net.bpf.c"
