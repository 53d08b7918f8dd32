// SPDX-License-Identifier: Apache-2.0
/*
 * A panel of packed channels as the Arm kernels look at it.
 */
#ifndef ENGINE_KERNELS_ARM_NEON_PANEL_H
#define ENGINE_KERNELS_ARM_NEON_PANEL_H

#include "engine/kernels/arm/neon_requant.h"

// Of every Arm kernel: codes as they are, channels in their order.
#define NEON_GEOMETRY(cols, depth)                       \
	{                                                \
		(cols), (depth), sizeof(int8_t), 0, NULL \
	}

struct neon_panel {
	const int8_t *weights;
	const int32_t *bias;
	size_t slots;    // of a channel
	size_t channels; // those that exist
	enum form form;
	struct neon_stage stage;
};

// Panel i, of `cols` channels.
KERNEL_INLINE struct neon_panel neon_panel(const struct conv *conv, int32_t i, size_t cols)
{
	const struct packed *packed = &conv->packed;
	size_t first = (size_t)i * cols, rest = (size_t)conv->out_depth - first;
	return (struct neon_panel){
		.weights = (const int8_t *)packed->weights + (size_t)i * packed->panel_nbytes,
		.bias = packed->bias + first,
		.slots = packed->panel_nbytes / cols,
		.channels = rest < cols ? rest : cols,
		.form = packed->forms.form[i],
		.stage = neon_stage(conv, (size_t)i, cols),
	};
}

#endif
