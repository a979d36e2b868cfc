// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One suite with one case. */
#include "tests/unit/run.h"

#include <stdlib.h>

int run_tests(const char *name, void (*add)(TCase *t))
{
	Suite *s = suite_create(name);
	TCase *t = tcase_create(name);
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	add(t);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
