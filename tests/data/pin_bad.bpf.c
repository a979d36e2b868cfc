/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* pin_net with another thing: a program more, which the verifier refuses. */
#define BAD
#include "tests/data/pin_net.bpf.c"
