// SPDX-License-Identifier: Apache-2.0
/*
 * Tensors in NumPy's .npy files, versions 1 to 3 (numpy/numpy:numpy/lib/format.py).
 *
 * Read are little-endian arrays in C order of the types that have a tensor_type: int8,
 * uint8, int16, int32, int64, bool and float32.  Reading is strict: a header that is not
 * the one dictionary that NumPy writes, or data that is longer or shorter than the shape
 * says, is STATUS_FORMAT.
 */
#ifndef ZOO_NPY_H
#define ZOO_NPY_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "engine/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct npy {
	enum tensor_type type;
	int rank;                      // 0: a single element
	int64_t shape[MODEL_MAX_RANK]; // outermost first; a dimension may be 0
	size_t count;                  // product of shape
	struct bytes data;             // in C order, at a multiple of 8 bytes
};

// `name` is put in front of messages.  The result may point into `file`, which must stay.
bool npy_parse(struct npy *out, struct bytes file, const char *name, struct arena *keep,
	struct status *st);

// The same for a file, which may have at most MODEL_MAX_FILE_NBYTES.
bool npy_read(struct npy *out, const char *path, struct arena *keep, struct status *st);

// The bytes of a version 1 file.  `count` is computed from the shape and not looked at.
struct bytes npy_format(const struct npy *npy, struct arena *keep);

#endif
