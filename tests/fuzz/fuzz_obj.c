// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bytes as an object: spec, types, linked and folded programs. */
#include "tests/unit/use_obj.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	use_obj(bytes, len);
	return 0;
}
