// SPDX-License-Identifier: Apache-2.0
/*
 * A stream that could not be written drops what it held, and says of the next flush that all
 * is well; so the reason is remembered when it comes.
 */
#include "cli/printed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int first_error;

void printed_flush(void)
{
	if (fflush(stdout) != 0 && first_error == 0)
		first_error = errno;
}

const char *printed_failure(void)
{
	printed_flush();
	if (first_error != 0)
		return strerror(first_error);
	return ferror(stdout) ? "some of it was lost on its way" : NULL;
}
