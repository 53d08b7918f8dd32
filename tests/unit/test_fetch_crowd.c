// SPDX-License-Identifier: Apache-2.0
/*
 * Others bring the same file, or clear the store: who has a better source does not wait for
 * ever, and who waits sees it and may end it.
 */
#include "tests/unit/fetch_world.h"
#include "tests/unit/holding.h"
#include "zoo/store/lock_limits.h"

const struct lock_limits lock_limits = {
	.store_ms = 1000, .file_ms = 1000, .nbytes_per_s = 1 << 20, .assumed_nbytes = 1};

static bool stop_when_told(void *context)
{
	(void)context;
	return remarks[0] != '\0';
}

// The server of the other sends some bytes whenever we ask whether to stop.
static bool stopped_step(void *context)
{
	holding_step(context);
	return false;
}

static void test_slow_holder(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("ok"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	int status, before = asked("ok");
	reset();
	struct holding child = holding_begin(HOLDING_FILE, &store, &card);
	const struct observer observer = {
		.remark = remark, .stopped = stopped_step, .context = &child};
	CHECK(fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			result.outcome == FETCH_FETCHED,
		"fetched meanwhile %s", st.message);
	CHECK(strstr(remarks, "going on without"), "and told: %s", remarks);
	CHECK_INT(asked("ok"), before + 1, "by one request");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "it is right");
	CHECK_INT(scratch_count(tmp_path), 2, "the slow one's files are untouched");
	CHECK(waitpid(child.pid, &status, WNOHANG) == 0, "it goes on");
	holding_end(&child, SIGKILL);
	CHECK(fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			result.outcome == FETCH_PRESENT,
		"there %s", st.message);
}

// The model is there, and the labels have to wait.
static void test_labels_wait(void)
{
	struct beneath beneath;
	struct store_lock *alone = NULL;
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("ok"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const struct observer observer = {.remark = remark, .stopped = stop_when_told};
	CHECK(fetch_anew(&result, url("ok"), &st) && unlink(labels_path) == 0, "no labels %s",
		st.message);
	CHECK(beneath_begin(&beneath, &store, BENEATH_WRITE, &st) &&
			lock_store(&alone, &beneath, LOCK_ALONE, 0, NULL, &st),
		"the store is held alone %s", st.message);
	remarks[0] = '\0';
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"the wait can be ended: %s", st.message);
	CHECK(strstr(remarks, "which holds the store"), "and is told: %s", remarks);
	store_unlock(alone);
	beneath_end(&beneath);
	CHECK(fetch_card(&result, &store, &card, &options, NULL, &arena, &st) &&
			access(labels_path, F_OK) == 0,
		"they come %s", st.message);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_slow_holder();
		test_labels_wait();
	}
	return world_end();
}
