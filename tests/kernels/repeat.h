// SPDX-License-Identifier: Apache-2.0
/*
 * One packed panel as if there were many alike.
 */
#ifndef TESTS_KERNELS_REPEAT_H
#define TESTS_KERNELS_REPEAT_H

#include "engine/kernels/kernels.h"

/*
 * Makes `panels` of the one panel, of `cols` lanes, that `p` holds.  Bias, form and zero point
 * are the caller's: they differ from panel to panel.
 */
void repeat_panel(struct packed *p, size_t cols, int32_t panels, struct arena *arena);

#endif
