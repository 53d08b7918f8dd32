// SPDX-License-Identifier: Apache-2.0
/*
 * How many workers this machine can keep busy.
 */
#ifndef ZOO_EVAL_CORES_H
#define ZOO_EVAL_CORES_H

#include <sched.h>

// Cores that this process may use, 1 or more.
int cores_usable(void);

/*
 * Cores that the CPUs `cpus` belong to.  CPUs of one core share its multipliers, and count
 * once if the system says which they are: `folder` is "/sys/devices/system/cpu", or another
 * for a test.
 */
int cores_of(const cpu_set_t *cpus, const char *folder);

#endif
