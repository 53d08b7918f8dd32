// SPDX-License-Identifier: Apache-2.0
/*
 * Distances by hand, and which of several words is meant.
 */
#include "zoo/suggest.h"

#include "tests/unit/check.h"

static const char *nearest(const char *word, const char *const *candidates)
{
	const char *best = suggest_nearest(word, candidates);
	return best ? best : "(none)";
}

int main(void)
{
	CHECK_INT(suggest_distance("", ""), 0, "nothing and nothing");
	CHECK_INT(suggest_distance("abc", ""), 3, "three letters to remove");
	CHECK_INT(suggest_distance("", "ab"), 2, "two letters to insert");
	CHECK_INT(suggest_distance("verify", "verify"), 0, "the same");
	CHECK_INT(suggest_distance("Verify", "vERIFY"), 0, "case is ignored");
	CHECK_INT(suggest_distance("kitten", "sitting"), 3, "the textbook pair");
	CHECK_INT(suggest_distance("fecth", "fetch"), 1, "a swap counts once");
	CHECK_INT(suggest_distance("ca", "abc"), 3, "no letter is moved twice");
	CHECK_INT(suggest_distance("sha-1", "sha1"), 1, "a letter too many");
	char longer[SUGGEST_MAX_NBYTES + 2];
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	CHECK_INT(suggest_distance(longer, "a"), SUGGEST_FAR, "a very long word is far");
	longer[SUGGEST_MAX_NBYTES] = '\0';
	CHECK_INT(suggest_distance(longer, longer), 0, "the longest word that is compared");

	static const char *const commands[] = {
		"list", "show", "fetch", "verify", "eval", "lint", NULL};
	CHECK_TEXT(nearest("fecth", commands), "fetch", "fecth");
	CHECK_TEXT(nearest("verfiy", commands), "verify", "verfiy");
	CHECK_TEXT(nearest("lit", commands), "list", "of two equally near the first is taken");
	CHECK_TEXT(nearest("LINT", commands), "lint", "LINT");
	CHECK_TEXT(nearest("xyzzy", commands), "(none)", "nothing is near xyzzy");
	CHECK_TEXT(nearest("", commands), "(none)", "nothing is near nothing");

	static const char *const cards[] = {"micronet-kws-medium", "kwz", NULL};
	CHECK_TEXT(nearest("kws", cards), "kwz", "a near word before one that holds it");
	CHECK_TEXT(nearest("medium", cards), "micronet-kws-medium", "a part of a name");
	CHECK_TEXT(nearest("um", cards), "(none)", "a part that is too short");
	static const char *const empty[] = {NULL};
	CHECK_TEXT(nearest("a", empty), "(none)", "no candidates");
	return check_done();
}
