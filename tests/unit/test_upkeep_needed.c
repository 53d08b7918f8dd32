// SPDX-License-Identifier: Apache-2.0
/*
 * What fsck can make a link to again gc must leave, until its card is removed; and fsck says
 * of each finding whether mending would put it right, and of each object whether gc takes it.
 */
#include "tests/unit/upkeep_world.h"

// What is kept and removed, dry and then really, both the same: "kept one, removed 2".
static const char *collect_with(const struct catalogue *catalogue)
{
	const char *text[2] = {"", ""};
	for (int really = 0; really < 2; really++) {
		struct gc_report report;
		struct status st = {0};
		int64_t nbytes = 0;
		int removed = 0;
		const char *kept = "";
		CHECK(store_gc(&report, &world_store, catalogue,
			      &(struct gc_options){.dry_run = !really}, NULL, &world_arena, &st),
			"collected %s", st.message);
		while (report.paths[removed])
			removed++;
		for (int i = 0; i < report.kept_count; i++) {
			const struct gc_kept *one = &report.kept[i];
			CHECK(access(world_path("%s", one->path), F_OK) == 0, "it is there");
			kept = arena_printf(&world_arena, "%s%s%s", kept, i ? " " : "",
				one->card ? one->card : "?");
			nbytes += one->nbytes;
		}
		CHECK_INT(report.kept_nbytes, nbytes, "their bytes");
		text[really] = arena_printf(&world_arena, "kept %s, removed %d", kept, removed);
	}
	CHECK_TEXT(text[0], text[1], "a dry run says the same");
	return text[1];
}

static const char *collect(void)
{
	return collect_with(&upkeep_catalogue);
}

// The texts of a finding of that kind, and of the first object that gc keeps.
static const char *text_of(enum fsck_kind kind)
{
	struct fsck_report report;
	struct status st = {0};
	CHECK(upkeep_fsck(&report, false, &st), "looked at %s", st.message);
	for (int i = 0; i < report.finding_count; i++)
		if (report.findings[i].kind == kind)
			return report.findings[i].text;
	return "";
}

static const char *kept_text(void)
{
	struct gc_report report;
	struct status st = {0};
	CHECK(store_gc(&report, &world_store, &upkeep_catalogue,
		      &(struct gc_options){.dry_run = true}, NULL, &world_arena, &st),
		"a dry run %s", st.message);
	return report.kept_count > 0 ? report.kept[0].text : "";
}

static void expect_text(const char *why, const char *what)
{
	CHECK_TEXT(kept_text(), why, "%s: gc says why, and what to do", what);
	CHECK_TEXT(text_of(FSCK_UNLINKED),
		arena_printf(&world_arena, "no link names it, but zoo gc keeps it: %s", why),
		"%s: fsck says the same", what);
}

static void test_links(void)
{
	static const char again[] =
		"models/one/m.tflite should be a link to it; zoo fsck --repair links it again";
	upkeep_reset(2);
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	expect_text(again, "a link to another card's model");
	CHECK_TEXT(collect(), "kept one, removed 0", "a link to another card's model");
	upkeep_expect(true, 0, "wrong models/one/m.tflite mended", "after gc");

	unlink(upkeep_model_link(0));
	CHECK_TEXT(kept_text(), again, "no link at all");
	CHECK_TEXT(text_of(FSCK_UNLINKED), "", "which fsck calls lost");
	CHECK_TEXT(collect(), "kept one, removed 0", "no link at all");
	upkeep_expect(true, 0, "lost models/one/m.tflite mended", "after gc");

	unlink(world_path("models/one/labels.txt"));
	unlink(world_path("models/two/labels.txt"));
	unlink(world_path("models/one/golden/input-0-in.npy"));
	CHECK_TEXT(collect(), "kept one one, removed 0", "labels and a vector");
	upkeep_expect(true, 0,
		"lost models/one/golden/input-0-in.npy mended, "
		"lost models/one/labels.txt mended, lost models/two/labels.txt mended",
		"after gc");

	unlink(upkeep_model_link(0));
	scratch_write(upkeep_model_link(0), "mine", 4);
	expect_text("models/one/m.tflite should be a link to it; remove models/one/m.tflite, "
		    "which zoo did not make, and zoo fsck --repair links it again",
		"a file in its place");
	CHECK_TEXT(collect(), "kept one, removed 0", "a file in its place");
	CHECK(unlink(upkeep_model_link(0)) == 0, "it is still there");
	upkeep_expect(true, 0, "lost models/one/m.tflite mended", "when it is gone");
}

static void test_removed(void)
{
	upkeep_reset(2);
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	upkeep_remove(0);
	CHECK_TEXT(text_of(FSCK_UNLINKED), "no link names it; zoo gc removes it", "as it does");
	CHECK_TEXT(collect(), "kept , removed 2", "model and vector of a card that is removed");
	upkeep_reset(1);
	scratch_write(world_path("models/one/mine"), "x", 1);
	upkeep_remove(0);
	CHECK_TEXT(collect(), "kept , removed 3", "a folder only with what zoo did not make");
	upkeep_reset(1);
	unlink(upkeep_model_link(0));
	const struct catalogue none = {.cards = upkeep_list + UPKEEP_CARDS};
	CHECK_TEXT(collect_with(&none), "kept , removed 1", "a card that nobody knows");
}

static void test_no_models(void)
{
	upkeep_reset(2);
	scratch_write(upkeep_object(upkeep_cards[2].file.sha256), upkeep_content[2],
		UPKEEP_MODEL_NBYTES + 2);
	scratch_write(world_path("objects/00/%064d", 0), "x", 1);
	scratch_remove(world_path("models"));
	scratch_write(world_path("models"), "x", 1);
	CHECK(strstr(kept_text(), "remove models, which zoo did not make"), "a file: %s",
		kept_text());
	CHECK(unlink(world_path("models")) == 0, "and without");
	// of each object the first card that wants it; the labels are everybody's
	struct gc_report report;
	struct status st = {0};
	CHECK(store_gc(&report, &world_store, &upkeep_catalogue,
		      &(struct gc_options){.dry_run = false}, NULL, &world_arena, &st) &&
			report.kept_count == 5 && report.paths[0] && !report.paths[1],
		"all that is a card's stays, and nothing else %s", st.message);
	upkeep_expect(true, 0,
		"lost models/one/golden/input-0-in.npy mended, lost models/one/labels.txt mended, "
		"lost models/one/m.tflite mended, lost models/three/labels.txt mended, "
		"lost models/three/m.tflite mended, lost models/two/labels.txt mended, "
		"lost models/two/m.tflite mended",
		"after gc");
}

// The object is told by its bytes then, and only of the right size.
static void test_sha1_only(void)
{
	struct card_file was = upkeep_cards[0].file;
	upkeep_reset(3);
	const char *object = upkeep_model_object(0);
	upkeep_cards[0].file.sha256[0] = '\0';
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	upkeep_remove(2);
	CHECK_TEXT(collect(), "kept one, removed 1", "a card with a SHA-1 alone");
	upkeep_expect(true, 0, "wrong models/one/m.tflite mended", "after gc");

	char nowhere[100];
	snprintf(nowhere, sizeof(nowhere), "../../objects/00/%064d", 0);
	upkeep_make_link(nowhere, upkeep_model_link(0));
	CHECK_TEXT(collect(), "kept one, removed 0", "its link dangles");
	upkeep_expect(true, 0, "wrong models/one/m.tflite mended", "and its object is there");

	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	upkeep_cards[0].file.size_nbytes = -1;
	CHECK_TEXT(collect(), "kept one, removed 0", "of a size that is not known");
	chmod(object, 0644);
	scratch_flip(object, 9);
	CHECK_TEXT(collect(), "kept , removed 1", "damaged it is not what the card means");
	upkeep_cards[0].file = was;
}

static void test_unread(void)
{
	struct unread_card unread = {.id = "two"};
	struct catalogue known = {.cards = upkeep_list + 2,
		.card_count = UPKEEP_CARDS - 2,
		.unread = &unread,
		.unread_count = 1};
	upkeep_reset(3);
	upkeep_remove(0);
	CHECK_TEXT(collect_with(&known), "kept two two, removed 0",
		"anything may be what a card needs that cannot be read");
	unread.id = NULL;
	CHECK_TEXT(collect_with(&known), "kept ? ?, removed 0", "or any card of cards/");
	unread.id = "four";
	CHECK_TEXT(collect_with(&known), "kept , removed 2", "not one that is not installed");
	upkeep_reset(3);
	upkeep_remove(0);
	upkeep_remove(1);
	unread.id = NULL;
	CHECK_TEXT(collect_with(&known), "kept , removed 3", "nor if all installed are known");
}

// "wrong models/one/m.tflite mendable, ...": what fsck would mend.
static void expect_mendable(const char *found, const char *what)
{
	struct fsck_report report;
	struct status st = {0};
	const char *text = "";
	CHECK(upkeep_fsck(&report, false, &st), "looked at %s", st.message);
	for (int i = 0; i < report.finding_count; i++) {
		const struct fsck_finding *f = &report.findings[i];
		text = arena_printf(&world_arena, "%s%s%s%s", text, i ? ", " : "",
			fsck_kind_name(f->kind), f->mendable ? " mendable" : "");
	}
	CHECK_TEXT(text, found, "%s", what);
	CHECK(upkeep_fsck(&report, true, &st), "mended %s", st.message);
	for (int i = 0; i < report.finding_count; i++)
		CHECK(report.findings[i].mendable == report.findings[i].mended,
			"%s: it is as was said", report.findings[i].path);
}

static void test_mendable(void)
{
	upkeep_reset(2);
	chmod(upkeep_model_object(0), 0644);
	scratch_flip(upkeep_model_object(0), 9);
	expect_mendable("damaged mendable", "it can be put aside");
	expect_mendable("dangling", "then only fetching helps");
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	expect_mendable("wrong", "a wrong link without the right object");
	upkeep_install(0);
	upkeep_make_link(upkeep_target(1), upkeep_model_link(0));
	expect_mendable("wrong mendable, unlinked", "and with it");
	unlink(upkeep_model_link(0));
	expect_mendable("lost mendable", "a lost link");
	unlink(upkeep_model_link(0));
	scratch_write(upkeep_model_link(0), "mine", 4);
	expect_mendable("foreign, unlinked", "what zoo did not make");
	upkeep_reset(1);
	upkeep_make_link(upkeep_target(3), world_path("models/one/old.tflite"));
	expect_mendable("dangling mendable",
		"a link to nothing that its card does not ask for: fetching would not help");
	upkeep_expect(false, 0, "", "it is gone");
}

int main(void)
{
	upkeep_begin();
	test_links();
	test_removed();
	test_no_models();
	test_sha1_only();
	test_unread();
	test_mendable();
	return world_end();
}
