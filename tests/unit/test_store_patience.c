// SPDX-License-Identifier: Apache-2.0
/*
 * How long a lock is waited for in all: a file and the store each for their own time.
 */
#define LOCK_WORLD_IN_ALL_MS 500
#include "tests/unit/lock_world.h"
#include "zoo/store/waiting.h"

static struct beneath beneath;

static bool stopped_step(void *context)
{
	holding_step(context);
	return false;
}

// Its server sends, but it takes too long: who has a better one goes on.
static void test_slow_file(void)
{
	struct status st = {0};
	struct store_lock *lock = NULL;
	struct holding child = holder();
	const struct observer observer = {
		.remark = remark, .stopped = stopped_step, .context = &child};
	int64_t before = now_ms();
	CHECK(take(&lock, 600000, &observer, &st) && !lock_holds(lock) && lock_holds_store(lock),
		"growing for ever: on without %s", st.message);
	CHECK(now_ms() - before >= 1500, "after half a second, and one for its bytes");
	CHECK(number_behind(remarks, "waited ") >= 1.5 && strstr(remarks, "going on without"),
		"and said: %s", remarks);
	CHECK(world_install_as(&world_card, lock, &st) && world_read(&st), "it is brought %s",
		st.message);
	store_unlock(lock);
	holding_end(&child, SIGKILL);
}

static void test_slow_store(void)
{
	static const enum holding_kind kinds[] = {HOLDING_FILE, HOLDING_ALONE};
	for (int i = 0; i < 2; i++) {
		struct status st = {0};
		struct store_lock *lock;
		struct holding child = holding_begin(kinds[i], &world_store, &world_card);
		const struct observer observer = {.stopped = stopped_step, .context = &child};
		int64_t before = now_ms();
		CHECK(!lock_store(&lock, &beneath, LOCK_ALONE, 600000, &observer, &st) &&
				st.code == STATUS_STORE,
			"getting on for ever: %s", st.message);
		CHECK(now_ms() - before >= 500 && number_behind(st.message, "waited ") >= 0.5,
			"after the time in all");
		holding_end(&child, SIGKILL);
	}
}

enum { FILE_WANT, STORE_WANT, WANTS };

static void want_both(struct lock_want wants[WANTS], int file_ms, int store_ms)
{
	wants[FILE_WANT] = (struct lock_want){.beneath = &beneath,
		.what = "a file",
		.alone = true,
		.spared = true,
		.most_ms = file_ms,
		.fd = -1};
	wants[STORE_WANT] = (struct lock_want){
		.beneath = &beneath, .what = "the store", .most_ms = store_ms, .fd = -1};
	if (!store_name_in(&wants[FILE_WANT].name, STORE_LOCKS, world_card.file.sha256) ||
		!store_name_in(&wants[STORE_WANT].name, STORE_LOCKS, "store"))
		exit(3);
}

// While a waiter asks: first one lock is busy, for some time; then the other, for a moment.
struct relay {
	enum holding_kind first, second;
	struct holding holding;
	int64_t turn_ms;
	enum { FIRST, SECOND, NONE } turn;
};

static bool stopped_relay(void *context)
{
	struct relay *relay = context;
	if (relay->turn == NONE || now_ms() < relay->turn_ms)
		return false;
	holding_end(&relay->holding, 0);
	relay->turn++;
	if (relay->turn == SECOND)
		relay->holding = holding_begin(relay->second, &world_store, &world_card);
	return false;
}

// How long the first was waited for is no matter to the second, even if that is longer.
static void test_one_then_other(
	enum holding_kind first, enum holding_kind second, int file_ms, int store_ms)
{
	enum { FIRST_MS = 400 };
	struct status st = {0};
	struct lock_want wants[WANTS];
	struct relay relay = {first, second, holding_begin(first, &world_store, &world_card),
		now_ms() + FIRST_MS, FIRST};
	const struct observer observer = {.stopped = stopped_relay, .context = &relay};
	want_both(wants, file_ms, store_ms);
	CHECK(waiting_take(wants, WANTS, 600000, &observer, &st) && relay.turn == NONE,
		"both are waited for %s", st.message);
	CHECK(wants[FILE_WANT].fd >= 0 && wants[STORE_WANT].fd >= 0, "and both are had");
	waiting_let_go(wants[FILE_WANT].fd);
	waiting_let_go(wants[STORE_WANT].fd);
}

int main(void)
{
	struct status st = {0};
	world_begin();
	if (!CHECK(beneath_begin(&beneath, &world_store, BENEATH_WRITE, &st), "%s", st.message))
		return world_end();
	test_slow_file();
	test_slow_store();
	test_one_then_other(HOLDING_FILE, HOLDING_ALONE, 600000, 200);
	test_one_then_other(HOLDING_ALONE, HOLDING_FILE, 200, 600000);
	beneath_end(&beneath);
	return world_end();
}
