// SPDX-License-Identifier: Apache-2.0
/*
 * All or nothing: what stands in a bundle's way in the store, and work that is stopped at
 * every moment.
 */
#include "tests/unit/bundle_world.h"

#include <sys/stat.h>

static struct bundle_report report;
static struct status st;

static const char *to(const char *below)
{
	return arena_printf(&bundle_arena, "%s/%s", bundle_to.home, below);
}

static bool install(const struct catalogue *catalogue, const struct observer *observer)
{
	st = (struct status){.code = STATUS_OK};
	return bundle_install(
		&report, bundle_path, &bundle_to, catalogue, observer, &bundle_arena, &st);
}

static bool exists(const char *path)
{
	struct stat info;
	return lstat(path, &info) == 0;
}

// The card's folder, which alone says that it is installed.
static bool has_folder(const struct card *card)
{
	return exists(to(arena_printf(&bundle_arena, "models/%s", card->id)));
}

// Names below models/ID and cards/ that speak of the card.
static bool has_traces(const struct card *card)
{
	const char *folder = arena_printf(&bundle_arena, "models/%s", card->id);
	const char *golden = arena_printf(&bundle_arena, "models/%s/golden", card->id);
	const char *yaml = arena_printf(&bundle_arena, "cards/%s.yaml", card->id);
	const char *model = arena_printf(&bundle_arena, "models/%s/%s", card->id, card->file.name);
	const char *labels = arena_printf(&bundle_arena, "models/%s/labels.txt", card->id);
	return scratch_count(to(golden)) > 0 || exists(to(yaml)) || exists(to(labels)) ||
	       (scratch_count(to(folder)) > 0 && exists(to(model)) && scratch_count(to(model)) < 0);
}

static bool is_tidy(void)
{
	return scratch_count(to("tmp")) <= 0;
}

static void test_in_the_way(void)
{
	scratch_write(to("models/beta/beta.tflite/x"), "x", 1);
	CHECK(!install(&bundle_none, NULL) && st.code != STATUS_OK,
		"a directory in a model's place: %s", st.message);
	CHECK(strncmp(st.message, "beta: ", 6) == 0 && report.failed &&
			strcmp(report.failed->card, "beta") == 0,
		"the card is named");
	CHECK_INT(report.item_count, 1, "the card before it was finished");
	CHECK_INT(bundle_parts(&bundle_to, bundle_alpha), 4, "and is whole");
	CHECK(exists(to("cards/alpha.yaml")) && exists(to("cards/labels/alpha.txt")),
		"with its text and its labels");
	CHECK(!has_traces(bundle_beta), "of the other there is nothing");
	CHECK(exists(to("models/beta/beta.tflite/x")), "but what was in the way");
	CHECK(is_tidy(), "and nothing in tmp/");
	scratch_remove(to("models/beta/beta.tflite"));
	CHECK(install(&bundle_none, NULL), "once it is gone, all is installed %s", st.message);
	CHECK_INT(bundle_parts(&bundle_to, bundle_beta), 4, "whole");
}

// Somebody's own file where any link belongs: it is neither replaced nor taken back.
static void test_own_file(void)
{
	static const char *const places[] = {"models/beta/beta.tflite", "models/beta/labels.txt",
		"models/beta/golden/input-0-in.npy"};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		scratch_remove(bundle_to.home);
		scratch_write(to(places[i]), "notes", 5);
		CHECK(!install(&bundle_none, NULL) && st.code == STATUS_STORE &&
				strstr(st.message, to(places[i])) &&
				strstr(st.message, "found a file") && st.hint[0],
			"%s is taken: %s", places[i], st.message);
		CHECK(scratch_holds(to(places[i]), "notes", 5), "%s stays", places[i]);
		CHECK(!exists(to("cards/beta.yaml")) && is_tidy(), "and the card is not there");
		CHECK(unlink(to(places[i])) == 0 && !has_traces(bundle_beta),
			"nor anything else of it");
		CHECK(install(&bundle_none, NULL), "once it is gone, all is installed %s",
			st.message);
	}
}

static void test_other_list(void)
{
	scratch_remove(bundle_to.home);
	scratch_write(to("cards/labels/alpha.txt"), "left\nright\n", 11);
	CHECK(!install(&bundle_none, NULL) && st.code == STATUS_NO,
		"another label list of that name: %s", st.message);
	CHECK(scratch_holds(to("cards/labels/alpha.txt"), "left\nright\n", 11), "stays");
	CHECK(!has_traces(bundle_alpha) && !has_traces(bundle_beta) && is_tidy(),
		"and nothing is installed");
	CHECK(!has_folder(bundle_alpha), "nor looks as if it were");
	mkdir(to("models/alpha"), 0755);
	CHECK(!install(&bundle_none, NULL) && scratch_count(to("models/alpha")) == 0,
		"a card that was known as lost stays so: %s", st.message);
	scratch_write(to("cards/labels/alpha.txt"), BUNDLE_LABELS, strlen(BUNDLE_LABELS));
	CHECK(install(&bundle_none, NULL), "the same list is no obstacle %s", st.message);
}

static void test_links(void)
{
	scratch_remove(bundle_to.home);
	mkdir(bundle_to.home, 0755);
	const char *elsewhere = arena_printf(&bundle_arena, "%s/elsewhere", scratch_directory);
	mkdir(elsewhere, 0755);
	CHECK(symlink(elsewhere, to("cards")) == 0 && !install(&bundle_none, NULL) &&
			st.code == STATUS_STORE,
		"cards/ is a link: %s", st.message);
	CHECK_INT(scratch_count(elsewhere), 0, "nothing went there");
	CHECK(!has_traces(bundle_beta) && is_tidy(), "and nothing is installed");
	unlink(to("cards"));
	scratch_remove(to("models"));
	CHECK(symlink(elsewhere, to("models")) == 0 && !install(&bundle_none, NULL) &&
			st.code == STATUS_STORE && scratch_count(elsewhere) == 0,
		"models/ is a link: %s", st.message);
	unlink(to("models"));
}

// An older card's link is put back when the newer card cannot be finished.
static void test_put_back(void)
{
	scratch_remove(bundle_to.home);
	struct card *old = bundle_card("alpha",
		bundle_yaml("alpha", bundle_alpha_model, "older in", bundle_vector_out, "A"));
	bundle_bring_all(&bundle_to, old, bundle_alpha_model, "older in", bundle_vector_out);
	CHECK(bundle_has(&bundle_to, old, store_golden_file(old, GOLDEN_INPUT, 0, &bundle_arena)),
		"an older vector");
	scratch_write(to("cards/labels/alpha.txt"), "left\nright\n", 11);
	CHECK(!install(&bundle_none, NULL) && st.code == STATUS_NO, "not installed: %s",
		st.message);
	CHECK(bundle_has(&bundle_to, old, store_golden_file(old, GOLDEN_INPUT, 0, &bundle_arena)),
		"the older vector is there again");
	CHECK(bundle_has(&bundle_to, old, old->file), "and the model");
}

static void test_damaged_object(void)
{
	scratch_remove(bundle_to.home);
	CHECK(install(&bundle_both, NULL), "installed %s", st.message);
	const char *object = to(arena_printf(&bundle_arena, "objects/%.2s/%s",
		bundle_beta->file.sha256, bundle_beta->file.sha256));
	chmod(object, 0644);
	scratch_flip(object, 10);
	CHECK(!bundle_has(&bundle_to, bundle_beta, bundle_beta->file), "a damaged model");
	CHECK(install(&bundle_both, NULL) && report.items[0].present && !report.items[1].present,
		"is brought again %s", st.message);
	CHECK_INT(bundle_parts(&bundle_to, bundle_beta), 4, "and right");
	CHECK_INT(scratch_count(to("quarantine")), 1, "the damaged one is put aside");
}

static void test_wrong_bundle(void)
{
	scratch_remove(bundle_to.home);
	scratch_flip(bundle_path, 12000);
	CHECK(!install(&bundle_none, NULL) && (st.code == STATUS_NO || st.code == STATUS_FORMAT),
		"damage near its end: %s", st.message);
	CHECK(!exists(bundle_to.home), "the store is not even made");
	scratch_flip(bundle_path, 12000);
}

struct stopping {
	int calls, at;
};

static bool stop(void *context)
{
	struct stopping *stopping = context;
	return stopping->calls++ >= stopping->at;
}

static void test_stopped(void)
{
	int moments = 0, halves = 0, untidy = 0;
	bool done = false;
	for (int at = 0; !done && at < 1000; at++) {
		struct stopping stopping = {.at = at};
		struct observer observer = {.stopped = stop, .context = &stopping};
		scratch_remove(bundle_to.home);
		done = install(&bundle_none, &observer);
		if (!done && st.code != STATUS_INTERRUPTED)
			break;
		moments++;
		int alpha = bundle_parts(&bundle_to, bundle_alpha),
		    beta = bundle_parts(&bundle_to, bundle_beta);
		halves += (alpha != 4 && (has_traces(bundle_alpha) || has_folder(bundle_alpha))) ||
			  (beta != 4 && (has_traces(bundle_beta) || has_folder(bundle_beta))) ||
			  (beta == 4 && alpha != 4) ||
			  report.item_count != (alpha == 4) + (beta == 4);
		untidy += !is_tidy();
	}
	CHECK(done && moments > 15 && halves == 0 && untidy == 0,
		"stopped at each of %d moments: %d times half a card, %d times untidy", moments,
		halves, untidy);
}

int main(void)
{
	bundle_begin();
	bundle_make();
	test_in_the_way();
	test_own_file();
	test_other_list();
	test_links();
	test_put_back();
	test_damaged_object();
	test_wrong_bundle();
	test_stopped();
	return bundle_end();
}
