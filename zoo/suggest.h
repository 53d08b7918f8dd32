// SPDX-License-Identifier: Apache-2.0
/*
 * "Did you mean": the known word that is nearest to one that is not known.
 *
 *	struct suggestion near = suggestion_begin("mobilnet");
 *	for (...)
 *		suggestion_offer(&near, name[i]);
 *	if (near.best)
 *		status_hint(st, "did you mean %s?", near.best);
 *
 * Nearness is the number of letters to insert, remove, change or swap with a neighbour
 * (optimal string alignment), ignoring case.  A third of the word may differ; a word that
 * holds the asked one whole ("kws" in "micronet-kws-medium") is the last choice.
 * Of equally near words the first that was offered wins.
 */
#ifndef ZOO_SUGGEST_H
#define ZOO_SUGGEST_H

struct suggestion {
	const char *word;
	const char *best; // NULL: nothing was near enough
	int best_distance;
};

struct suggestion suggestion_begin(const char *word);
void suggestion_offer(struct suggestion *suggestion, const char *candidate);

// The nearest of `candidates` (NULL behind the last), or NULL.
const char *suggest_nearest(const char *word, const char *const *candidates);

// The distance itself; SUGGEST_FAR for words longer than SUGGEST_MAX_NBYTES.
enum { SUGGEST_MAX_NBYTES = 64, SUGGEST_FAR = 1000 };
int suggest_distance(const char *a, const char *b);

#endif
