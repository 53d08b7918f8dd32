// SPDX-License-Identifier: Apache-2.0
/*
 * Distances by the usual table of dynamic programming, of which three rows are kept.
 */
#include "zoo/suggest.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

int suggest_distance(const char *a, const char *b)
{
	size_t a_nbytes = strlen(a), b_nbytes = strlen(b);
	if (a_nbytes > SUGGEST_MAX_NBYTES || b_nbytes > SUGGEST_MAX_NBYTES)
		return SUGGEST_FAR;
	// Three rows of the usual table: a swap looks two rows back.
	int rows[3][SUGGEST_MAX_NBYTES + 1];
	int *before = rows[0], *above = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b_nbytes; j++)
		above[j] = (int)j;
	for (size_t i = 1; i <= a_nbytes; i++) {
		row[0] = (int)i;
		for (size_t j = 1; j <= b_nbytes; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);
			int best = smaller(above[j], row[j - 1]) + 1;
			best = smaller(best, above[j - 1] + !same);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
				lower(a[i - 2]) == lower(b[j - 1]))
				best = smaller(best, before[j - 2] + 1);
			row[j] = best;
		}
		int *oldest = before;
		before = above;
		above = row;
		row = oldest;
	}
	return above[b_nbytes];
}

struct suggestion suggestion_begin(const char *word)
{
	// A word of one or two letters may differ in one.
	int limit = (int)(strnlen(word, SUGGEST_MAX_NBYTES) / 3);
	return (struct suggestion){word, NULL, (limit < 1 ? 1 : limit) + 2};
}

void suggestion_offer(struct suggestion *suggestion, const char *candidate)
{
	// One below the starting value of best_distance, which no near word reaches.
	struct suggestion none = suggestion_begin(suggestion->word);
	int distance = suggest_distance(suggestion->word, candidate);
	bool near = distance < none.best_distance - 1 && (size_t)distance < strlen(candidate);
	if (!near) {
		bool holds = strlen(suggestion->word) >= 3 &&
			     strcasestr(candidate, suggestion->word) != NULL;
		distance = holds ? none.best_distance - 1 : SUGGEST_FAR;
	}
	if (distance < suggestion->best_distance) {
		suggestion->best = candidate;
		suggestion->best_distance = distance;
	}
}

const char *suggest_nearest(const char *word, const char *const *candidates)
{
	struct suggestion nearest = suggestion_begin(word);
	for (; *candidates; candidates++)
		suggestion_offer(&nearest, *candidates);
	return nearest.best;
}
