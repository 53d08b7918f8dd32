// SPDX-License-Identifier: Apache-2.0
/*
 * What well-formed UTF-8 is (RFC 3629), and which characters text of unknown origin may not
 * bring to a terminal.
 */
#ifndef ENGINE_BASE_UTF8_H
#define ENGINE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of the character at `s`, 1 to 4; 0 if none that is well-formed begins there.
 * Never reads behind a zero byte.
 */
size_t utf8_character_nbytes(const unsigned char *s);

// The character at `s`, which has utf8_character_nbytes(s) bytes, at least 1.
uint32_t utf8_character(const unsigned char *s);

// C0, DEL or C1: what drives a terminal instead of being shown.
bool utf8_is_control(uint32_t character);

/*
 * Marks that turn what follows (bidirectional controls), are not seen (zero width, byte
 * order mark) or break a line where no newline is: U+061C, U+200B-200F, U+2028-202E,
 * U+2060-2069, U+FEFF.
 */
bool utf8_is_deceptive(uint32_t character);

#endif
