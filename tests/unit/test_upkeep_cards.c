// SPDX-License-Identifier: Apache-2.0
/*
 * Cards that bundles brought: what fsck finds of them, and how they go.
 */
#include "tests/unit/upkeep_world.h"

#define SHA1 "0123456789abcdef0123456789abcdef01234567"

static const char words[] = "yes\nno\n";

// A card of that id, with the list of labels that is given, or none.
static const char *card_text(const char *id, const char *list)
{
	char sha256[SHA256_HEX_NBYTES];
	digest_sha256(sha256, (struct bytes){(const unsigned char *)words, sizeof(words) - 1});
	return arena_printf(&world_arena,
		"id: %s\ntitle: t\ntask: t\ndescription: d\nlicence: l\nframework: f\n"
		"provenance: p\ninputs: [{name: i, type: int8, shape: [1]}]\n"
		"outputs: [{name: o, type: int8, shape: [1, 2]}]\n"
		"file: {name: m.tflite, path: x, sha1: " SHA1 "}\n%s",
		id,
		list ? arena_printf(&world_arena,
			       "labels: {file: %s, sha256: %s, count: 2, source: s}\n", list,
			       sha256)
		     : "");
}

static void put(const char *path, const char *text)
{
	scratch_write(world_path("%s", path), text, strlen(text));
}

// A store with a model, and two cards that share a list, with folders as installed ones have.
static void reset(void)
{
	upkeep_reset(1);
	put("cards/l/w.txt", words);
	put("cards/a.yaml", card_text("a", "l/w.txt"));
	put("cards/b.yaml", card_text("b", "l/w.txt"));
	put("cards/c.yaml", card_text("c", NULL));
	mkdir(world_path("models/a"), 0755);
	upkeep_make_link(upkeep_target(0), world_path("models/a/m.tflite"));
}

static void test_right(void)
{
	struct fsck_report report;
	struct status st = {0};
	reset();
	upkeep_expect(true, 0, "", "cards and a list, all right");
	CHECK(upkeep_fsck(&report, false, &st) && report.card_count == 3, "they were read");
}

static void test_damaged(void)
{
	struct fsck_report report;
	struct status st = {0};
	reset();
	put("cards/b.yaml", "id: b\n");
	upkeep_expect(false, 1, "damaged cards/b.yaml", "a card that is none");
	CHECK(access(world_path("cards/b.yaml"), F_OK) == 0, "looking changes nothing");
	CHECK(upkeep_fsck(&report, true, &st), "mended %s", st.message);
	CHECK(report.finding_count == 1 && report.remaining_count == 0, "%s",
		upkeep_found(&report));
	const char *text = report.finding_count ? report.findings[0].text : "";
	const char *where = strstr(text, "quarantine/b.yaml.");
	CHECK(strncmp(text, "1:1: missing key", 16) == 0 && where &&
			strlen(where) == strlen("quarantine/b.yaml.") + 16 &&
			scratch_holds(world_path("%s", where), "id: b\n", 6),
		"it is where the report says, as it was: %s", text);
	upkeep_expect(false, 0, "", "and then all is right");
	put("cards/c.yaml", card_text("c", NULL));
	CHECK(truncate(world_path("cards/c.yaml"), 2 * CARD_MAX_NBYTES) == 0,
		"larger than any card");
	CHECK(upkeep_fsck(&report, false, &st) && report.finding_count == 1 &&
			strncmp(report.findings[0].text, "2097152 bytes, at most 1048576", 30) == 0,
		"that is why: %s", report.finding_count ? report.findings[0].text : "");
	upkeep_expect(true, 0, "damaged cards/c.yaml mended", "one that is too large");
}

static void test_list(void)
{
	reset();
	put("cards/l/w.txt", "no\nyes\n");
	upkeep_expect(true, 0,
		"damaged cards/a.yaml mended, damaged cards/b.yaml mended, "
		"damaged cards/l/w.txt mended, unknown models/a (no fault)",
		"a list that is not the one that its cards name");
	CHECK_INT(scratch_count(world_path("quarantine")), 3, "so that all can come again");
	reset();
	put("cards/b.yaml", arena_printf(&world_arena, "%s%s", card_text("b", NULL),
				    "labels: {file: l/w.txt, sha256: " SHA1
				    "0123456789abcdef01234567, count: 2, source: s}\n"));
	upkeep_expect(true, 0, "damaged cards/b.yaml mended", "a card that names another list");
	CHECK(access(world_path("cards/l/w.txt"), F_OK) == 0,
		"the list is right for its other card");
	unlink(world_path("cards/l/w.txt"));
	upkeep_expect(true, 0, "damaged cards/a.yaml mended, unknown models/a (no fault)",
		"a card without its list");
	reset();
	upkeep_make_link("../../elsewhere", world_path("cards/l/w.txt"));
	put("elsewhere", words);
	upkeep_expect(false, 2,
		"damaged cards/a.yaml, damaged cards/b.yaml, foreign cards/l/w.txt (no fault), "
		"foreign elsewhere (no fault), unknown models/a (no fault)",
		"a list that is a link, be it to the right labels");
}

static void test_foreign(void)
{
	reset();
	put("cards/Odd name.yaml", "x");
	put("cards/note.txt", "x");
	CHECK(mkdir(world_path("cards/d.yaml"), 0755) == 0 &&
			mkfifo(world_path("cards/f.yaml"), 0644) == 0,
		"what is no card");
	upkeep_make_link("a.yaml", world_path("cards/s.yaml"));
	for (int mend = 0; mend < 2; mend++)
		upkeep_expect(mend, 3,
			"foreign cards/Odd name.yaml (no fault), foreign cards/d.yaml, "
			"foreign cards/f.yaml, foreign cards/note.txt (no fault), "
			"foreign cards/s.yaml",
			"strange names and kinds");
}

// A link of a card that cannot be read is not one of a card that nobody knows.
static void test_dangling(void)
{
	struct fsck_report report;
	struct status st = {0};
	reset();
	upkeep_make_link(upkeep_target(3), world_path("models/a/m.tflite"));
	const struct unread_card unread = {.id = "a"};
	struct catalogue catalogue = upkeep_catalogue;
	catalogue.unread = &unread;
	catalogue.unread_count = 1;
	CHECK(store_fsck(&report, &world_store, &catalogue, true, NULL, &world_arena, &st),
		"mended %s", st.message);
	CHECK(report.remaining_count == 1, "it stays: %s", upkeep_found(&report));
	upkeep_expect(true, 0, "dangling models/a/m.tflite mended", "of one that is not there");
}

static void expect_remove(const char *id, bool ok, int link_count, bool card)
{
	struct remove_report report;
	struct status st = {0};
	CHECK(store_remove(&report, &world_store, id, NULL, &world_arena, &st) == ok &&
			(ok || st.code == STATUS_UNKNOWN),
		"remove %s: %s", id, st.message);
	CHECK(report.link_count == link_count && report.card == card, "%s: what went", id);
}

static bool is_there(const char *path)
{
	return access(world_path("%s", path), F_OK) == 0;
}

static void test_remove(void)
{
	reset();
	expect_remove("a", true, 1, true);
	CHECK(!is_there("cards/a.yaml") && !is_there("models/a") && is_there("cards/l/w.txt"),
		"card and links are gone, the list that another card names is not");
	expect_remove("a", false, 0, false);
	unlink(world_path("cards/l/w.txt")); // as a run that was killed leaves it
	expect_remove("b", true, 0, true);
	CHECK(!is_there("cards/b.yaml") && is_there("cards/c.yaml"), "that card is gone");
	reset();
	put("cards/b.yaml", "damaged");
	expect_remove("a", true, 1, true);
	CHECK(is_there("cards/l/w.txt"), "a damaged card may need the list");
	expect_remove("b", true, 0, true);
	reset();
	expect_remove("b", true, 0, true);
	expect_remove("a", true, 1, true);
	CHECK(!is_there("cards/l") && is_there("cards/c.yaml"),
		"with the last card that names it the list goes, and its folder");
	expect_remove("one", true, 3, false);
	upkeep_make_link("c.yaml", world_path("cards/s.yaml"));
	expect_remove("s", false, 0, false);
	expect_remove("../cards/c", false, 0, false);
	CHECK(is_there("cards/c.yaml") && is_there("cards/s.yaml"), "no link is followed");
}

// Somebody who may not read it, in a process of his own: 0 if he is told so.
static int look_as_somebody(const void *unused)
{
	(void)unused;
	struct fsck_report report;
	struct status st = {0};
	if (!upkeep_drop_root())
		return 99;
	bool ok = upkeep_fsck(&report, false, &st) && report.remaining_count == 1 &&
		  report.finding_count == 1 && report.card_count == 2 && // the others
		  upkeep_finding(&report, FSCK_UNREADABLE, "cards/c.yaml") &&
		  strcmp(report.findings[0].text, "Permission denied") == 0;
	return ok ? 0 : 1;
}

static void test_unreadable(void)
{
	reset();
	chmod(world_path("cards/c.yaml"), 0);
	int code = world_apart(look_as_somebody, NULL);
	if (code == 99)
		check_skip("a card that may not be read", "cannot become another user");
	else
		CHECK_INT(code, 0, "a card that may not be read");
}

int main(void)
{
	upkeep_begin();
	test_right();
	test_damaged();
	test_list();
	test_foreign();
	test_dangling();
	test_remove();
	test_unreadable();
	return world_end();
}
