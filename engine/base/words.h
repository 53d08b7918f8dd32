// SPDX-License-Identifier: Apache-2.0
/*
 * Words and lists of them: what a message names and a table of names holds.
 */
#ifndef ENGINE_BASE_WORDS_H
#define ENGINE_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

// Append to "one, two" in `list`, which begins as ""; cut off where the room ends.
void words_add(char *list, size_t list_nbytes, const char *word);

// How many there are before the NULL; 0 if `words` is NULL.
int words_count(const char *const *words);

// Is it something with that suffix behind it?
bool word_ends_with(const char *word, const char *suffix);

#endif
