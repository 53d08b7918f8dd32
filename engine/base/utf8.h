// SPDX-License-Identifier: Apache-2.0
/*
 * What well-formed UTF-8 is (RFC 3629), asked wherever text of unknown origin is shown.
 */
#ifndef ENGINE_BASE_UTF8_H
#define ENGINE_BASE_UTF8_H

#include <stddef.h>

/*
 * Bytes of the character at `s`, 1 to 4; 0 if none that is well-formed begins there.
 * Never reads behind a zero byte.
 */
size_t utf8_character_nbytes(const unsigned char *s);

#endif
