// SPDX-License-Identifier: Apache-2.0
/*
 * The one form of tar that a bundle has: POSIX ustar, regular files, 0644, of nobody, from no
 * time (pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, "ustar Interchange Format").
 *
 * Headers are written here and not by libarchive, whose next release may lay a field out in
 * another way: the same cards have to give the same bytes anywhere.  And a reader that knows
 * every header beforehand compares it, and has nothing to parse.
 */
#ifndef ZOO_BUNDLE_USTAR_H
#define ZOO_BUNDLE_USTAR_H

#include <stdint.h>

enum {
	USTAR_BLOCK_NBYTES = 512,
	USTAR_END_NBYTES = 1024,    // zeros behind the last member
	USTAR_NAME_MAX_LENGTH = 100 // without a directory in "prefix"
};

// The header of a member; the name has at most USTAR_NAME_MAX_LENGTH bytes, the size 33 bits.
void ustar_header(unsigned char out[USTAR_BLOCK_NBYTES], const char *name, int64_t nbytes);

// Zeros between the end of a member's content and the next header.
int64_t ustar_padding_nbytes(int64_t nbytes);

// What stands in the size field of a header of ours; -1: nothing that could.
int64_t ustar_size(const unsigned char header[USTAR_BLOCK_NBYTES]);

#endif
