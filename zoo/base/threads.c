// SPDX-License-Identifier: Apache-2.0
/*
 * Each thread takes address space for its stack, and one of the processes that a user may have.
 */
#include "zoo/threads.h"

bool threads_fail(struct status *st, int error, int started_count, int count)
{
	status_fail_errno(
		st, STATUS_IO, error, "cannot start thread %d of %d", started_count + 1, count);
	return status_hint(st, "use fewer --threads");
}
