/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The worked example as an object for Android 10. */
#define RAWBPF_ANDROID 'Q'
#include "tests/data/hdr_article.bpf.c"
