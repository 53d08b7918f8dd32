// SPDX-License-Identifier: Apache-2.0
/*
 * "one, two, three": what would have been right, for messages.
 */
#ifndef ENGINE_BASE_WORDS_H
#define ENGINE_BASE_WORDS_H

#include <stddef.h>

// Append a word to the list in `list`, which begins as ""; cut off where the room ends.
void words_add(char *list, size_t list_nbytes, const char *word);

#endif
