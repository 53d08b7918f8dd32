// SPDX-License-Identifier: Apache-2.0
/*
 * Cards with models, labels and vectors, installed in a store in a scratch folder: the world
 * that upkeep is tried in.
 */
#ifndef TESTS_UNIT_UPKEEP_WORLD_H
#define TESTS_UNIT_UPKEEP_WORLD_H

#include "tests/unit/store_world.h"
#include "zoo/upkeep.h"

enum { UPKEEP_CARDS = 4, UPKEEP_MODEL_NBYTES = 3000 };

static unsigned char upkeep_content[UPKEEP_CARDS][UPKEEP_MODEL_NBYTES + UPKEEP_CARDS];
static struct card upkeep_cards[UPKEEP_CARDS];
static const struct card *upkeep_list[UPKEEP_CARDS + 1];
static struct catalogue upkeep_catalogue;
static struct card_golden upkeep_golden; // of card 0
static const char upkeep_vector[] = "\x93NUMPY vector";

// The model of card i; all have the same labels.
static struct bytes upkeep_model(int i)
{
	return (struct bytes){upkeep_content[i], (size_t)(UPKEEP_MODEL_NBYTES + i)};
}

__attribute__((unused)) static const char *upkeep_object(const char *sha256)
{
	return world_path("objects/%.2s/%s", sha256, sha256);
}

__attribute__((unused)) static const char *upkeep_model_object(int i)
{
	return upkeep_object(upkeep_cards[i].file.sha256);
}

__attribute__((unused)) static const char *upkeep_model_link(int i)
{
	return world_path("models/%s/m.tflite", upkeep_cards[i].id);
}

static void upkeep_begin(void)
{
	static const char *const ids[UPKEEP_CARDS] = {"one", "two", "three", "four"};
	world_begin();
	for (int i = 0; i < UPKEEP_CARDS; i++) {
		for (int j = 0; j < UPKEEP_MODEL_NBYTES + i; j++)
			upkeep_content[i][j] = (unsigned char)(j * (i + 3) + j / 200);
		upkeep_cards[i] =
			scratch_card(ids[i], "m.tflite", "models/m.tflite", upkeep_model(i));
		upkeep_list[i] = &upkeep_cards[i];
	}
	struct bytes vector = {(const unsigned char *)upkeep_vector, sizeof(upkeep_vector)};
	struct card vector_card = scratch_card("x", "0.npy", "0.npy", vector);
	upkeep_golden = (struct card_golden){"in", vector_card.file};
	upkeep_cards[0].golden_inputs = &upkeep_golden;
	upkeep_cards[0].golden_input_count = 1;
	upkeep_catalogue = (struct catalogue){.cards = upkeep_list, .card_count = UPKEEP_CARDS};
}

static bool upkeep_put(const struct card *card, const struct card_file *file, struct bytes content)
{
	struct status st = {0};
	struct incoming *incoming;
	if (store_incoming_open(&incoming, &world_store, card, file, NULL, &st) &&
		store_incoming_add(incoming, content.data, content.nbytes, &st) &&
		store_incoming_install(incoming, &st))
		return true;
	printf("# %s\n", st.message);
	exit(3);
}

// Card i as fetching leaves it; card 0 with its vector.
static void upkeep_install(int i)
{
	struct status st = {0};
	struct arena scratch = {0};
	struct bytes labels;
	const struct card *card = &upkeep_cards[i];
	upkeep_put(card, &card->file, upkeep_model(i));
	if (!store_labels_text(&labels, card, &scratch, &st))
		exit(3);
	struct card_file file = store_labels_file(labels);
	upkeep_put(card, &file, labels);
	if (card->golden_input_count > 0) {
		file = store_golden_file(card, GOLDEN_INPUT, 0, &scratch);
		upkeep_put(card, &file,
			(struct bytes){
				(const unsigned char *)upkeep_vector, sizeof(upkeep_vector)});
	}
	arena_release(&scratch);
}

// A new store with the first `count` cards.
__attribute__((unused)) static void upkeep_reset(int count)
{
	world_reset();
	for (int i = 0; i < count; i++)
		upkeep_install(i);
}

// As "zoo remove" takes card i out: its objects stay, and are needed no more.
__attribute__((unused)) static void upkeep_remove(int i)
{
	struct status st = {0};
	struct remove_report removed;
	CHECK(store_remove(&removed, &world_store, upkeep_cards[i].id, NULL, &world_arena, &st),
		"%s is removed %s", upkeep_cards[i].id, st.message);
}

// A transfer of card i's model that broke and can be gone on with; false if it did not come so far.
__attribute__((unused)) static bool upkeep_break_transfer(int i)
{
	struct status st = {0};
	struct store_lock *lock = NULL;
	struct incoming *arriving = NULL;
	const struct card *card = &upkeep_cards[i];
	bool ok = store_lock(&lock, &world_store, &card->file, 0, NULL, &st) &&
		  store_incoming_open(&arriving, &world_store, card, &card->file, lock, &st) &&
		  store_incoming_begin(arriving, "https://a/b", "\"tag\"", &st) &&
		  store_incoming_add(arriving, upkeep_content[i], 100, &st);
	if (arriving)
		store_incoming_keep(arriving);
	store_unlock(lock);
	return ok;
}

// fsck; `st` says why not.
__attribute__((unused)) static bool upkeep_fsck(
	struct fsck_report *out, bool mend, struct status *st)
{
	return store_fsck(out, &world_store, &upkeep_catalogue, mend, NULL, &world_arena, st);
}

// The finding at `path` (below the store) of that kind, or NULL.
__attribute__((unused)) static const struct fsck_finding *upkeep_finding(
	const struct fsck_report *report, enum fsck_kind kind, const char *path)
{
	for (int i = 0; i < report->finding_count; i++)
		if (report->findings[i].kind == kind && strcmp(report->findings[i].path, path) == 0)
			return &report->findings[i];
	return NULL;
}

// "wrong models/one/m.tflite mended, stale tmp/x (no fault)": all that was found, in one line.
__attribute__((unused)) static const char *upkeep_found(const struct fsck_report *report)
{
	const char *text = "";
	for (int i = 0; i < report->finding_count; i++) {
		const struct fsck_finding *f = &report->findings[i];
		bool object = strncmp(f->path, "objects/", 8) == 0 && strlen(f->path) == 75;
		text = arena_printf(&world_arena, "%s%s%s %s%s%s", text, i ? ", " : "",
			fsck_kind_name(f->kind), object ? "objects/*" : f->path,
			f->fault ? "" : " (no fault)", f->mended ? " mended" : "");
	}
	return text;
}

// What fsck says, with or without mending, in these words; and how many faults remain.
__attribute__((unused)) static void upkeep_expect(
	bool mend, int remaining, const char *found, const char *what)
{
	struct fsck_report report;
	struct status st = {0};
	const char *how = mend ? ", mended" : "";
	CHECK(upkeep_fsck(&report, mend, &st), "%s%s: looked at %s", what, how, st.message);
	CHECK_TEXT(upkeep_found(&report), found, "%s%s", what, how);
	CHECK_INT(report.remaining_count, remaining, "%s%s: faults that remain", what, how);
}

__attribute__((unused)) static void upkeep_make_link(const char *target, const char *path)
{
	unlink(path);
	if (symlink(target, path) != 0)
		exit(3);
}

// "../../objects/ab/<sha256>" of card i's model.
__attribute__((unused)) static const char *upkeep_target(int i)
{
	const char *sha256 = upkeep_cards[i].file.sha256;
	return arena_printf(&world_arena, "../../objects/%.2s/%s", sha256, sha256);
}

// Be somebody who may not do everything; false if that cannot be had.
__attribute__((unused)) static bool upkeep_drop_root(void)
{
	return geteuid() != 0 || setuid(65534) == 0;
}

#endif
