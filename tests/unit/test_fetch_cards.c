// SPDX-License-Identifier: Apache-2.0
/*
 * Many cards at once: each is told of once, in any order, and one that fails does not keep
 * the others from coming; and what a plan says of them without doing anything.
 */
#include "tests/unit/fetch_world.h"

#include <stdatomic.h>

enum { CARD_COUNT = 12 };

static struct card cards[CARD_COUNT];
static const struct card *list[CARD_COUNT + 1];

struct told {
	int counts[CARD_COUNT];
	int ok_count, interrupted_count, bad_code_count;
	atomic_int inside, most_inside; // calls under way at once
};

static void done(void *context, const struct fetch_ended *ended)
{
	struct told *told = context;
	int inside = ++told->inside;
	if (inside > told->most_inside)
		told->most_inside = inside;
	told->counts[ended->card - cards]++;
	told->ok_count += ended->ok;
	if (!ended->ok && ended->failure->code == STATUS_INTERRUPTED)
		told->interrupted_count++;
	else if (!ended->ok && (ended->failure->code != STATUS_NETWORK || !ended->result))
		told->bad_code_count++;
	usleep(1000);
	told->inside--;
}

// Every third cannot be had.
static void make_cards(void)
{
	static char ids[CARD_COUNT][32];
	for (int i = 0; i < CARD_COUNT; i++) {
		snprintf(ids[i], sizeof(ids[i]), "card-%d", i);
		const char *path = arena_printf(&arena, "many/%d.tflite", i);
		// another last byte, so that each is a file of its own
		content[CONTENT_NBYTES - 1] = (unsigned char)i;
		cards[i] = scratch_card(
			ids[i], "m.tflite", path, (struct bytes){content, CONTENT_NBYTES});
		if (i % 3 != 2)
			scratch_write(
				arena_printf(&arena, "%s/%s", root, path), content, CONTENT_NBYTES);
		list[i] = &cards[i];
	}
}

static void test_many(int jobs)
{
	struct told told = {0};
	const char *mirrors[] = {url("slow"), NULL};
	const struct fetch_options options = {.mirrors = mirrors, .jobs = jobs};
	reset();
	fetch_cards(&store, list, &options, NULL, done, &told);
	bool once = true;
	for (int i = 0; i < CARD_COUNT; i++)
		once = once && told.counts[i] == 1;
	CHECK(once, "%d jobs: each is told of once", jobs);
	CHECK_INT(told.ok_count, CARD_COUNT / 3 * 2, "%d jobs: fetched", jobs);
	CHECK_INT(told.bad_code_count, 0, "%d jobs: the others could not be had", jobs);
	CHECK_INT(told.most_inside, 1, "%d jobs: one at a time tells", jobs);
	for (int i = 0; i < CARD_COUNT; i++) {
		content[CONTENT_NBYTES - 1] = (unsigned char)i;
		CHECK(i % 3 == 2 ? !store_has(&store, &cards[i], "m.tflite")
				 : scratch_holds(store_path(&store, &cards[i], "m.tflite", &arena),
					   content, CONTENT_NBYTES),
			"%d jobs: %s", jobs, cards[i].id);
	}
}

// Several cards of one file: it comes once.
static void test_shared(void)
{
	struct told told = {0};
	const char *mirrors[] = {url("slow"), NULL};
	const struct fetch_options options = {.mirrors = mirrors, .jobs = 4};
	struct card before[CARD_COUNT];
	memcpy(before, cards, sizeof(cards));
	for (int i = 1; i < CARD_COUNT; i++)
		cards[i].file = cards[0].file;
	int requests = asked("slow/many/0.tflite");
	reset();
	fetch_cards(&store, list, &options, NULL, done, &told);
	CHECK_INT(told.ok_count, CARD_COUNT, "cards that share a file");
	CHECK_INT(asked("slow/many/0.tflite") - requests, 1, "it is transferred once");
	memcpy(cards, before, sizeof(cards));
}

static bool stop_after_some(void *context)
{
	return atomic_load((atomic_int *)context) > 5;
}

static void count_calls(
	void *context, const char *what, const char *unit, int64_t nbytes, int64_t total)
{
	(void)what, (void)unit, (void)nbytes, (void)total;
	atomic_fetch_add((atomic_int *)context, 1);
}

static void test_stopped(void)
{
	struct told told = {0};
	atomic_int calls = 0;
	const struct observer observer = {
		.progress = count_calls, .stopped = stop_after_some, .context = &calls};
	const char *mirrors[] = {url("slow"), NULL};
	const struct fetch_options options = {.mirrors = mirrors, .jobs = 3};
	reset();
	fetch_cards(&store, list, &options, &observer, done, &told);
	CHECK_INT(told.interrupted_count, CARD_COUNT, "a signal ends all of them");
}

static void test_plan(void)
{
	struct fetch_plan plan;
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {root, url("ok"), "lfs+https://example.org/o/n.git", NULL};
	struct fetch_options options = {.mirrors = mirrors};
	reset();
	int before = httpd_count(&httpd, "GET ", NULL);
	CHECK(fetch_card_plan(&plan, &store, &card, &options, &arena, &st), "a plan %s",
		st.message);
	if (!CHECK(plan.item_count == 2, "of model and labels"))
		return;
	const struct fetch_plan_item *item = &plan.items[0];
	CHECK(!item->present && item->nbytes == CONTENT_NBYTES && item->kept_nbytes == 0,
		"the model is to be fetched");
	int count = 0;
	while (item->sources[count])
		count++;
	CHECK_INT(count, 6, "three mirrors and three addresses upstream");
	CHECK(strncmp(item->sources[0], root, strlen(root)) == 0 &&
			strcmp(item->sources[2], mirrors[2]) == 0,
		"in their order");
	CHECK_TEXT(plan.items[1].name, "labels.txt", "the labels");
	CHECK(access(store.home, F_OK) != 0, "nothing is written");
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "nothing is asked");
	options.offline = true;
	CHECK(fetch_card_plan(&plan, &store, &card, &options, &arena, &st) &&
			plan.items[0].sources[0] && !plan.items[0].sources[1],
		"offline only the directory is left");
	CHECK(fetch(&result, mirrors, &st) &&
			fetch_card_plan(&plan, &store, &card, &options, &arena, &st) &&
			plan.items[0].present && plan.items[1].present,
		"once it is there, it is present");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_plan();
		make_cards();
		test_many(1);
		test_many(5);
		test_many(40);
		test_shared();
		test_stopped();
	}
	return world_end();
}
