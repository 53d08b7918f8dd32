// SPDX-License-Identifier: Apache-2.0
/*
 * What bytes that are not what was asked for look like, so that a message can say "a Git
 * LFS pointer" where otherwise there would be two numbers.  A guess for people; nothing
 * is decided by it.
 */
#ifndef ENGINE_BASE_IDENTIFY_H
#define ENGINE_BASE_IDENTIFY_H

#include "engine/base/bytes.h"

#include <stdint.h>

enum look {
	LOOK_UNKNOWN,
	LOOK_EMPTY,
	LOOK_TFLITE,
	LOOK_NPY,
	LOOK_LFS_POINTER,
	LOOK_HTML,
	LOOK_XML,
	LOOK_JSON,
	LOOK_GZIP,
	LOOK_ZIP,
	LOOK_XZ,
	LOOK_ZSTD,
	LOOK_BZIP2,
	LOOK_ELF,
	LOOK_HDF5,
	LOOK_ZEROS,
	LOOK_TEXT
};

// As many first bytes as are ever looked at; fewer do if there are no more.
enum { IDENTIFY_HEAD_NBYTES = 512, IDENTIFY_SHA256_NBYTES = 65 };

struct identity {
	enum look look;
	char pointer_sha256[IDENTIFY_SHA256_NBYTES]; // what a Git LFS pointer points to, else ""
	int64_t pointer_nbytes;                      // its size, else -1
	char text[192]; // "an HTML page (a login or error page?)"; "" if there is nothing to say
};

/*
 * Look at the first bytes of a file that has `nbytes` in all (-1: not known) and should
 * have had `expected_nbytes` (-1: not known).
 */
void identify(struct identity *out, struct bytes head, int64_t nbytes, int64_t expected_nbytes);

#endif
