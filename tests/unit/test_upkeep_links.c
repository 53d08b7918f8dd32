// SPDX-License-Identifier: Apache-2.0
/*
 * Links that are lost, lead nowhere or elsewhere: told apart, and made again where the cards
 * say what they should be.
 */
#include "tests/unit/upkeep_world.h"

static void test_nothing(void)
{
	struct fsck_report report;
	struct status st = {0};
	world_reset();
	upkeep_expect(false, 0, "", "no store");
	upkeep_expect(true, 0, "", "no store");
	CHECK(access(world_store.home, F_OK) != 0, "and none afterwards");
	upkeep_reset(2);
	upkeep_expect(false, 0, "", "a store in which nothing is wrong");
	CHECK(access(world_path("locks"), F_OK) == 0, "locks were needed to install");
	scratch_remove(world_path("locks"));
	CHECK(upkeep_fsck(&report, false, &st) && access(world_path("locks"), F_OK) != 0,
		"but not to look");
	CHECK_INT(report.object_count, 4, "two models, one list of labels, one vector");
	// "yes\nno\ndéjà vu\n" has 17 bytes
	CHECK_INT(report.nbytes, UPKEEP_MODEL_NBYTES * 2 + 1 + 17 + (int)sizeof(upkeep_vector),
		"every byte was read");
	upkeep_expect(true, 0, "", "nothing to do");
}

static void test_wrong(void)
{
	struct arena scratch = {0};
	struct bytes bytes;
	struct status st = {0};
	upkeep_reset(2);
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	upkeep_expect(false, 1, "wrong models/one/m.tflite, unlinked objects/* (no fault)",
		"a link to another card's model");
	upkeep_expect(
		true, 0, "wrong models/one/m.tflite mended", "a link to another card's model");
	CHECK(store_read(
		      &bytes, &world_store, &upkeep_cards[0], &upkeep_cards[0].file, &scratch, &st),
		"the right one can be read again %s", st.message);
	arena_release(&scratch);

	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	CHECK(unlink(upkeep_model_object(0)) == 0, "the right object is gone as well");
	upkeep_expect(true, 1, "wrong models/one/m.tflite", "nothing to link to");

	upkeep_reset(1);
	upkeep_make_link(upkeep_target(0), world_path("models/one/old.tflite"));
	upkeep_expect(true, 0, "wrong models/one/old.tflite (no fault)",
		"a name that the card does not have");
	CHECK(access(world_path("models/one/old.tflite"), F_OK) == 0, "it is left alone");
}

// Of a card that prints the SHA-1 alone.
static void test_sha1_only(void)
{
	char sha256[SHA256_HEX_NBYTES];
	upkeep_reset(2);
	memcpy(sha256, upkeep_cards[0].file.sha256, sizeof(sha256));
	const char *target = upkeep_target(0);
	upkeep_cards[0].file.sha256[0] = '\0';
	upkeep_expect(false, 0, "", "a card without SHA-256");
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	upkeep_expect(true, 0, "wrong models/one/m.tflite mended", "the SHA-1 finds its object");
	unlink(upkeep_model_link(0));
	upkeep_expect(true, 0, "lost models/one/m.tflite mended", "the SHA-1 finds it again");
	char text[200] = "";
	CHECK(readlink(upkeep_model_link(0), text, sizeof(text) - 1) > 0, "a link");
	CHECK_TEXT(text, target, "to the object with that SHA-1");
	memcpy(upkeep_cards[0].file.sha256, sha256, sizeof(sha256));
}

static void test_dangling(void)
{
	upkeep_reset(2);
	CHECK(unlink(upkeep_model_object(0)) == 0, "an object is lost");
	upkeep_expect(false, 1, "dangling models/one/m.tflite", "a link to it");
	upkeep_expect(true, 1, "dangling models/one/m.tflite", "a link to it");
	CHECK(store_remembers(&world_store, &upkeep_cards[0]) &&
			!store_has(&world_store, &upkeep_cards[0], "m.tflite"),
		"the link still says that the card should be there");
	upkeep_install(0);
	CHECK(unlink(upkeep_object(upkeep_golden.file.sha256)) == 0, "a vector is lost");
	upkeep_expect(true, 1, "dangling models/one/golden/input-0-in.npy", "a link to it");

	upkeep_reset(1);
	if (mkdir(world_path("models/gone"), 0755) != 0)
		exit(3);
	upkeep_make_link(upkeep_target(3), world_path("models/gone/m.tflite"));
	upkeep_expect(false, 1, "dangling models/gone/m.tflite", "of a card that nobody knows");
	upkeep_expect(true, 0, "dangling models/gone/m.tflite mended", "of a card nobody knows");
	upkeep_expect(false, 0, "", "which is gone then");
	upkeep_make_link(upkeep_target(0), world_path("models/gone/m.tflite"));
	upkeep_expect(
		true, 0, "unknown models/gone (no fault)", "one that leads to something may stay");
}

// "gone two": the names, in one line
static const char *unknown(const struct catalogue *catalogue)
{
	const char *const *ids;
	const char *text = "";
	struct status st = {0};
	CHECK(store_unknown(&ids, &world_store, catalogue, &world_arena, &st), "%s", st.message);
	for (; *ids; ids++)
		text = arena_printf(&world_arena, "%s%s%s", text, *text ? " " : "", *ids);
	return text;
}

// Installed, and then their cards are gone.
static void test_unknown(void)
{
	struct fsck_report report;
	struct status st = {0};
	struct catalogue known = upkeep_catalogue;
	world_reset();
	CHECK_TEXT(unknown(&known), "", "no store");
	upkeep_reset(3);
	CHECK_TEXT(unknown(&known), "", "all cards are known");
	known.cards = upkeep_list + 2; // not "one", nor "two"
	known.card_count = UPKEEP_CARDS - 2;
	CHECK_TEXT(unknown(&known), "one two", "two cards are gone");
	for (int mend = 0; mend < 2; mend++) {
		CHECK(store_fsck(&report, &world_store, &known, mend, NULL, &world_arena, &st),
			"looked at %s", st.message);
		CHECK_TEXT(upkeep_found(&report),
			"unknown models/one (no fault), unknown models/two (no fault)", "both");
		CHECK_INT(report.unknown_count, 2, "counted");
		CHECK(report.fault_count == 0 && report.mended_count == 0, "no faults");
		CHECK_INT(report.object_count, 5, "their objects are read");
	}
	scratch_flip(upkeep_model_object(1), 7);
	CHECK(store_fsck(&report, &world_store, &known, false, NULL, &world_arena, &st),
		"looked at %s", st.message);
	CHECK_INT(report.remaining_count, 1, "and damage found: %s", upkeep_found(&report));
	const struct unread_card unread = {.id = "two"};
	known.unread = &unread;
	known.unread_count = 1;
	CHECK_TEXT(unknown(&known), "one", "a card that cannot be read is one");
	known.unread_count = 0;

	CHECK(unlink(upkeep_model_link(0)) == 0, "only labels and vectors are left");
	CHECK_TEXT(unknown(&known), "two", "as when a process that installs is killed");
	CHECK(unlink(upkeep_model_object(1)) == 0, "an object is gone");
	CHECK_TEXT(unknown(&known), "two", "its link says that it was installed");
	CHECK(store_fsck(&report, &world_store, &known, false, NULL, &world_arena, &st),
		"looked at %s", st.message);
	CHECK_TEXT(upkeep_found(&report),
		"dangling models/two/m.tflite, unlinked objects/* (no fault)",
		"fsck names the link");
	CHECK(unlink(upkeep_model_link(1)) == 0 && mkdir(world_path("models/empty"), 0755) == 0 &&
			mkdir(world_path("models/other"), 0755) == 0,
		"folders without a model");
	upkeep_make_link("/etc/passwd", world_path("models/other/m.tflite"));
	CHECK_TEXT(unknown(&known), "", "or only with what zoo did not make");
	scratch_remove(world_path("models"));
	upkeep_make_link("/etc", world_path("models"));
	CHECK_TEXT(unknown(&known), "", "nothing is followed out of the store");
}

static void test_lost(void)
{
	struct stat info;
	struct status st = {0};
	struct remove_report removed;
	upkeep_reset(2);
	scratch_remove(world_path("models"));
	upkeep_expect(false, 5,
		"lost models/one/golden/input-0-in.npy, lost models/one/labels.txt, "
		"lost models/one/m.tflite, lost models/two/labels.txt, lost models/two/m.tflite",
		"all links are lost");
	CHECK(access(world_path("models"), F_OK) != 0, "looking changes nothing");
	upkeep_expect(true, 0,
		"lost models/one/golden/input-0-in.npy mended, lost models/one/labels.txt mended, "
		"lost models/one/m.tflite mended, lost models/two/labels.txt mended, "
		"lost models/two/m.tflite mended",
		"all links are lost");
	CHECK(stat(upkeep_model_link(0), &info) == 0 && info.st_size == UPKEEP_MODEL_NBYTES,
		"they lead to the objects again");
	upkeep_expect(false, 0, "", "and nothing is wrong");
	CHECK(access(world_path("models/three"), F_OK) != 0,
		"a card with the same labels was not installed, and is not");

	CHECK(unlink(upkeep_model_link(1)) == 0, "one link is lost");
	upkeep_expect(true, 0, "lost models/two/m.tflite mended", "one link is lost");
	CHECK(store_remove(&removed, &world_store, "two", NULL, &world_arena, &st),
		"a card is removed %s", st.message);
	upkeep_expect(true, 0, "unlinked objects/* (no fault)", "removed is not lost");
	CHECK(access(world_path("models/two"), F_OK) != 0, "it stays removed");
}

// A damaged object is nothing to link to.
static void test_lost_and_damaged(void)
{
	upkeep_reset(1);
	CHECK(chmod(upkeep_model_object(0), 0644) == 0 && unlink(upkeep_model_link(0)) == 0,
		"the link is lost");
	scratch_flip(upkeep_model_object(0), 7);
	upkeep_expect(false, 1, "damaged objects/*", "and the object damaged");
	upkeep_expect(true, 0, "damaged objects/* mended", "and the object damaged");
	upkeep_expect(true, 0, "", "nothing is left to be done, nor to be seen");
}

int main(void)
{
	upkeep_begin();
	test_nothing();
	test_wrong();
	test_sha1_only();
	test_dangling();
	test_unknown();
	test_lost();
	test_lost_and_damaged();
	return world_end();
}
