// SPDX-License-Identifier: Apache-2.0
/*
 * Cards that came with bundles: read from the store, or from memory with their labels.
 */
#include "zoo/card.h"

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;

#define SHA1 "0123456789abcdef0123456789abcdef01234567"

static const char mine[] = "id: aaa\ntitle: Mine\ntask: t\ndescription: d\nlicence: l\n"
			   "framework: f\nprovenance: p\n"
			   "inputs: [{name: i, type: int8, shape: [1]}]\n"
			   "outputs: [{name: o, type: int8, shape: [1, 2]}]\n"
			   "file: {name: x, path: x, sha1: " SHA1 "}\n";

static bool write_text(const char *path, const char *text)
{
	scratch_write(path, text, strlen(text));
	return true;
}

// The cards that bundles brought are looked up last, and never through a link.
static void test_installed(void)
{
	const char *home = scratch_directory;
	scratch_begin();
	const char *cards = arena_printf(&arena, "%s/cards", home),
		   *link = arena_printf(&arena, "%s/link", home),
		   *aaa = arena_printf(&arena, "%s/aaa.yaml", cards),
		   *mobilenet = arena_printf(&arena, "%s/mobilenet-v2.yaml", cards);
	struct catalogue all;
	struct status st = {0};
	if (!CHECK(catalogue_read(&all, NULL, &arena, &st), "the built-in cards"))
		return;
	int own_count = all.card_count;
	CHECK(catalogue_read_installed(&all, NULL, cards, &arena, &st) &&
			all.card_count == own_count,
		"a directory that need not exist");
	CHECK(mkdir(cards, 0755) == 0 && write_text(aaa, mine) &&
			write_text(mobilenet, "not even a card: ["),
		"two cards");
	if (CHECK(catalogue_read_installed(&all, NULL, cards, &arena, &st), "%s", st.message)) {
		CHECK_INT(all.card_count, own_count + 1, "one more");
		CHECK_TEXT(all.cards[0]->id, "aaa", "which is known");
		CHECK(all.cards[0]->text.nbytes == strlen(mine) &&
				!all.cards[0]->labels_text.data && !all.cards[0]->labels_file[0],
			"with its text, and no list of labels");
	}
	CHECK(symlink(cards, link) == 0 &&
			!catalogue_read_installed(&all, NULL, link, &arena, &st) &&
			st.code == STATUS_STORE,
		"a link in its place: %s", st.message);
	unlink(mobilenet);
	CHECK(symlink("aaa.yaml", mobilenet) == 0 &&
			!catalogue_read_installed(&all, NULL, cards, &arena, &st) &&
			st.code == STATUS_STORE,
		"a link among the cards: %s", st.message);
}

static struct bytes bytes_of(const char *text)
{
	return (struct bytes){(const unsigned char *)text, strlen(text)};
}

static void test_labels_at_hand(void)
{
	struct card *card;
	struct status st = {0};
	char sha256[SHA256_HEX_NBYTES];
	digest_sha256(sha256, bytes_of("yes\nno\n"));
	const char *text = arena_printf(&arena,
		"%slabels: {file: labels/aaa.txt, sha256: %s, count: 2, source: s}\n", mine,
		sha256);
	CHECK(!card_parse(&card, bytes_of(text), "/nowhere/aaa.yaml", &arena, &st) &&
			st.code == STATUS_IO,
		"no list beside it: %s", st.message);
	if (CHECK(card_parse_with_labels(&card, bytes_of(text), bytes_of("yes\nno\n"),
			  "/nowhere/aaa.yaml", &arena, &st),
		    "the list at hand")) {
		CHECK_TEXT(card->labels[1], "no", "is used");
		CHECK_TEXT(card->labels_file, "labels/aaa.txt", "its place is known");
		CHECK_INT((int)card->labels_text.nbytes, 7, "and its text");
	}
	CHECK(!card_parse_with_labels(&card, bytes_of(text), bytes_of("no\nyes\n"),
		      "/nowhere/aaa.yaml", &arena, &st) &&
			st.code == STATUS_FORMAT,
		"another list: %s", st.message);
}

int main(void)
{
	test_installed();
	test_labels_at_hand();
	arena_release(&arena);
	return check_done();
}
