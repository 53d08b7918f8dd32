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

uint32_t utf8_character(const unsigned char *s)
{
	size_t nbytes = utf8_character_nbytes(s);
	if (nbytes < 2)
		return s[0];
	uint32_t character = s[0] & (0xffu >> (nbytes + 1));
	for (size_t i = 1; i < nbytes; i++)
		character = character << 6 | (s[i] & 0x3f);
	return character;
}

bool utf8_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

bool utf8_is_deceptive(uint32_t character)
{
	return character == 0x061c || (character >= 0x200b && character <= 0x200f) ||
	       (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2060 && character <= 0x2069) || character == 0xfeff;
}
