// SPDX-License-Identifier: Apache-2.0
/*
 * The alphabet in plain ASCII, whatever the locale calls a letter.
 */
#include "zoo/identifier.h"

#include <string.h>

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_identifier(const char *text, size_t nbytes)
{
	if (nbytes == 0 || nbytes > IDENTIFIER_MAX_NBYTES || !is_letter_or_digit(text[0]) ||
		text[nbytes - 1] == '.')
		return false;
	for (size_t i = 0; i < nbytes; i++)
		if (!is_letter_or_digit(text[i]) && text[i] != '-' && text[i] != '_' &&
			text[i] != '.')
			return false;
	return true;
}

bool identifier_fail_unknown(struct status *st, const char *what, const char *typed)
{
	char small[IDENTIFIER_MAX_NBYTES + 1];
	size_t nbytes = strlen(typed);
	for (size_t i = 0; i < nbytes && i < sizeof(small); i++)
		small[i] = typed[i] >= 'A' && typed[i] <= 'Z' ? (char)(typed[i] - 'A' + 'a')
							      : typed[i];
	if (nbytes <= IDENTIFIER_MAX_NBYTES && is_identifier(small, nbytes))
		return status_fail(st, STATUS_UNKNOWN, "no %s is called \"%s\"", what, typed);
	return status_fail(st, STATUS_USAGE,
		"no %s can be called \"%.64s\": expected " IDENTIFIER_FORM, what, typed);
}
