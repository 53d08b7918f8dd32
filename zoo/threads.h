// SPDX-License-Identifier: Apache-2.0
/*
 * What to say where the system gives no further thread: every command that has --threads says it.
 */
#ifndef ZOO_THREADS_H
#define ZOO_THREADS_H

#include "engine/base/status.h"

// `error` of pthread_create(), of `count` threads for the one behind those that started.
bool threads_fail(struct status *st, int error, int started_count, int count);

#endif
