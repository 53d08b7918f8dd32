// SPDX-License-Identifier: Apache-2.0
/*
 * After the table of RFC 3629, section 4: the first byte tells the length, and bounds the
 * second where longer forms of shorter characters, surrogates or more than U+10FFFF would
 * be possible.
 */
#include "engine/base/utf8.h"

size_t utf8_character_nbytes(const unsigned char *s)
{
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	size_t nbytes = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	for (size_t i = 1; i < nbytes; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))
		return 0;
	return nbytes;
}
