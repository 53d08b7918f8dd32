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

static void write_text(const char *path, const char *text)
{
	scratch_write(path, text, strlen(text));
}

static const char *path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", scratch_directory, name);
}

static bool read_all(struct catalogue *all)
{
	struct status st = {0};
	return CHECK(catalogue_read_installed(all, NULL, scratch_directory, &arena, &st),
		"read: %s", st.message);
}

// The cards that bundles brought are looked up last.
static void test_installed(int own_count)
{
	struct catalogue all;
	CHECK(read_all(&all) && all.card_count == own_count && all.unread_count == 0,
		"cards/ need not exist");
	write_text(path_of("cards/aaa.yaml"), mine);
	write_text(path_of("cards/mobilenet-v2.yaml"), "not even a card: [");
	write_text(path_of("cards/Strange.yaml"), "[");
	write_text(path_of("cards/.hidden.yaml"), "[");
	if (!read_all(&all))
		return;
	CHECK_INT(all.card_count, own_count + 1, "one more");
	CHECK_INT(all.unread_count, 0, "what is known before, or can be no card, is not read");
	CHECK_TEXT(all.cards[0]->id, "aaa", "it is known");
	CHECK(all.cards[0]->text.nbytes == strlen(mine) && !all.cards[0]->labels_text.data &&
			!all.cards[0]->labels_file[0],
		"with its text, and no list of labels");
}

static const struct unread_card *unread(const struct catalogue *all, const char *id)
{
	for (int i = 0; i < all->unread_count; i++)
		if (all->unread[i].id && strcmp(all->unread[i].id, id) == 0)
			return &all->unread[i];
	return NULL;
}

static void expect_unread(
	const struct catalogue *all, const char *id, enum status_code code, const char *says)
{
	struct status st = {0};
	const struct unread_card *card = unread(all, id);
	if (!CHECK(card, "%s is unread", id))
		return;
	CHECK(card->why.code == code && strstr(card->why.message, id) &&
			strstr(card->why.message, says) && card->why.hint[0],
		"%s: %s", id, card->why.message);
	CHECK(!catalogue_find(all, id, &st) && st.code == code && strstr(st.message, says),
		"and that is what is said to whom asks for %s: %s", id, st.message);
}

// One that is damaged, a link, a FIFO, a directory: it is unread, and the others are there.
static void test_unread(int own_count)
{
	const char *labels = "labels: {file: l/x.txt, sha256: " SHA1 "0123456789abcdef01234567, "
			     "count: 2, source: s}\n";
	struct catalogue all;
	struct status st = {0};
	write_text(path_of("elsewhere"), mine);
	write_text(path_of("cards/bad.yaml"), "id: bad\n");
	write_text(path_of("cards/link-b.yaml"), "id: link-b\n");
	write_text(path_of("cards/aab.yaml"), arena_printf(&arena, "%s%s", mine, labels));
	CHECK(symlink("aaa.yaml", path_of("cards/link.yaml")) == 0 &&
			symlink("..", path_of("cards/l")) == 0 &&
			mkfifo(path_of("cards/fifo.yaml"), 0644) == 0 &&
			mkdir(path_of("cards/dir.yaml"), 0755) == 0,
		"what is no card");
	if (!read_all(&all))
		return;
	CHECK_INT(all.card_count, own_count + 1, "the others are read");
	CHECK_INT(all.unread_count, 6, "and these are not");
	for (int i = 1; i < all.unread_count; i++)
		CHECK(strcmp(all.unread[i - 1].id, all.unread[i].id) < 0, "%s before %s",
			all.unread[i - 1].id, all.unread[i].id);
	expect_unread(&all, "bad", STATUS_FORMAT, "missing key");
	expect_unread(&all, "link", STATUS_STORE, "symbolic link");
	expect_unread(&all, "fifo", STATUS_STORE, "a FIFO where the store has a file");
	expect_unread(&all, "dir", STATUS_STORE, "a directory where the store has a file");
	expect_unread(&all, "aab", STATUS_STORE, "l/x.txt: there is a symbolic link");
	CHECK(catalogue_find(&all, "aaa", &st), "a card is found beside them");
	CHECK(!catalogue_find(&all, "aa", &st) && st.code == STATUS_UNKNOWN &&
			strstr(st.hint, "aaa, aab"),
		"what may mean two of them is ambiguous: %s", st.hint);
	CHECK(!catalogue_find(&all, "ba", &st) && st.code == STATUS_FORMAT,
		"a prefix of one that is unread: %s", st.message);
	CHECK(!catalogue_find(&all, "bat", &st) && st.code == STATUS_UNKNOWN &&
			strstr(st.hint, "bad"),
		"did you mean one that is unread: %s", st.hint);
	CHECK(catalogue_find_id(&all, "aaa") && !catalogue_find_id(&all, "AAA") &&
			!catalogue_find_id(&all, "aa") && !catalogue_find_id(&all, "bad"),
		"by its id alone, one that was read");
	CHECK(catalogue_is_unread(&all, "bad") && !catalogue_is_unread(&all, "ba") &&
			!catalogue_is_unread(&all, "aaa"),
		"and one that was not");
}

// cards/ itself: nobody knows what would be in it.
static void test_unread_folder(int own_count)
{
	struct catalogue all;
	struct status st = {0};
	CHECK(rename(path_of("cards"), path_of("away")) == 0 &&
			symlink("away", path_of("cards")) == 0,
		"a link in its place");
	if (!read_all(&all))
		return;
	CHECK(all.card_count == own_count && all.unread_count == 1 && !all.unread[0].id &&
			all.unread[0].why.code == STATUS_STORE,
		"is not followed");
	CHECK(catalogue_find(&all, "mobilenet-v2", &st), "a built-in card is found");
	CHECK(!catalogue_find(&all, "aaa", &st) && st.code == STATUS_STORE,
		"and one that is not may be there: %s", st.message);
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
	struct catalogue all;
	struct status st = {0};
	scratch_begin();
	if (CHECK(catalogue_read(&all, NULL, &arena, &st), "the built-in cards")) {
		test_installed(all.card_count);
		test_unread(all.card_count);
		test_unread_folder(all.card_count);
	}
	test_labels_at_hand();
	arena_release(&arena);
	return check_done();
}
