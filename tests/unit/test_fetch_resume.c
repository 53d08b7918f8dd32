// SPDX-License-Identifier: Apache-2.0
/*
 * Transfers that break: what is tried again and how often, what is gone on with and from
 * where, and when it begins anew.
 */
#include "tests/unit/fetch_world.h"

#include "zoo/fetch/transfer_limits.h"

const struct transfer_limits transfer_limits = {.connect_ms = 1000,
	.stall_ms = 600,
	.total_ms = 20000,
	.lowest_nbytes_per_s = 400000,
	.assumed_nbytes = 400000};

static const struct {
	const char *behaviour;
	int request_count;
	int64_t transferred_nbytes; // -1: any
	const char *about;
} come_through[] = {
	{"cut/150000", 2, CONTENT_NBYTES, "gone on with"},
	{"ignored", 2, CONTENT_NBYTES + CONTENT_NBYTES / 2, "200 instead of the rest"},
	{"changed", 2, CONTENT_NBYTES + CONTENT_NBYTES / 2, "another ETag"},
	{"mixed", 3, -1, "another version's rest: one clean try"},
	{"weak", 2, CONTENT_NBYTES + CONTENT_NBYTES / 2, "a weak ETag is no validator"},
	{"modified", 2, CONTENT_NBYTES, "Last-Modified of long ago is one"},
	{"range-start", 3, -1, "another range"},
	{"range-total", 3, -1, "a range of another file"},
	{"range-short", 3, -1, "a range that does not reach the end"},
	{"range-parts", 3, -1, "several parts"},
	{"range-mute", 3, -1, "206 without a range"},
	{"416", 3, -1, "416"},
	{"flaky/1", 2, CONTENT_NBYTES, "503 once"},
	{"flaky/2", 3, CONTENT_NBYTES, "503 twice"},
	{"retry-seconds", 2, CONTENT_NBYTES, "Retry-After: 1"},
	{"retry-date", 2, CONTENT_NBYTES, "Retry-After as a date"},
	{"retry-past", 2, CONTENT_NBYTES, "Retry-After in the past"},
	{"retry-negative", 2, CONTENT_NBYTES, "Retry-After: -5"},
	{"retry-garbage", 2, CONTENT_NBYTES, "Retry-After: soon"},
};

static void test_come_through(void)
{
	for (size_t i = 0; i < sizeof(come_through) / sizeof(come_through[0]); i++) {
		struct fetch_result result;
		struct status st = {0};
		const char *behaviour = come_through[i].behaviour;
		bool ok = fetch_anew(&result, url(behaviour), &st);
		if (!CHECK(ok, "%s (%s) %s", behaviour, come_through[i].about, st.message))
			continue;
		CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "%s: the right bytes",
			behaviour);
		CHECK_INT(
			asked(behaviour), come_through[i].request_count, "%s: requests", behaviour);
		if (come_through[i].transferred_nbytes >= 0)
			CHECK_INT(result.transferred_nbytes, come_through[i].transferred_nbytes,
				"%s: bytes", behaviour);
		CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", behaviour);
	}
}

// {behaviour, requests, what is said}
static const struct {
	const char *behaviour;
	int request_count;
	const char *says;
} given_up[] = {
	{"404", 1, "answered 404"},
	{"403", 1, "answered 403"},
	{"500", 3, "answered 500"},
	{"flaky/9", 3, "answered 503"},
	{"truncated", 3, "ended before the file did"},
	{"reset", 3, "the connection broke"},
	{"silent", 3, "closed the connection"},
	{"garbage", 1, "not proper HTTP"},
	{"wrong", 1, "sha1: expected"},
	{"stall", 1, "nothing came for"},
	{"stall-head", 1, "nothing came for"},
	{"retry-decade", 1, "asks to wait 86400 s or more; zoo waits 5 s at most (not before "},
	{"retry-huge", 1, "asks to wait 86400 s or more; zoo waits 5 s at most (not before "},
	{"retry-always", 2, "asks to wait 1 s; zoo has waited for it once (not before "},
	{"403-limit", 1, "; zoo waits 5 s at most (not before "},
};

static void test_given_up(void)
{
	for (size_t i = 0; i < sizeof(given_up) / sizeof(given_up[0]); i++) {
		struct fetch_result result;
		struct status st = {0};
		const char *behaviour = given_up[i].behaviour;
		int before = asked(arena_printf(&arena, "%s/", behaviour));
		CHECK(!fetch_anew(&result, url(behaviour), &st) &&
				strstr(st.message, given_up[i].says),
			"%s: %s", behaviour, st.message);
		CHECK_INT(asked(arena_printf(&arena, "%s/", behaviour)) - before,
			given_up[i].request_count, "%s: requests", behaviour);
		CHECK(!store_has(&store, &card, model_name), "%s: nothing is installed", behaviour);
	}
}

static bool stop_at_once(void *context)
{
	const int64_t *seen_nbytes = context;
	return *seen_nbytes >= 100000;
}

static void count(void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	int64_t *seen_nbytes = context;
	(void)what, (void)unit, (void)total;
	*seen_nbytes = done;
}

static bool stop_at_end(void *context)
{
	const int64_t *seen_nbytes = context;
	return *seen_nbytes >= CONTENT_NBYTES;
}

// Stopped when the last byte had come: all of it is kept, and nobody is asked again.
static void test_stopped_at_end(void)
{
	int64_t seen_nbytes = 0;
	struct observer observer = {
		.progress = count, .stopped = stop_at_end, .context = &seen_nbytes};
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("range"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	int before = asked("range/");
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped at the end: %s", st.message);
	CHECK_INT(result.received_nbytes, CONTENT_NBYTES, "all of it came");
	CHECK(!store_has(&store, &card, model_name), "it is not installed");
	CHECK(fetch(&result, mirrors, &st) && scratch_holds(model_path, content, CONTENT_NBYTES),
		"the next call installs it %s", st.message);
	CHECK_INT(result.received_nbytes, 0, "from what was kept");
	CHECK_INT(asked("range/") - before, 1, "one request");
	seen_nbytes = 0;
	mirrors[0] = url("wrong");
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped at the end of wrong bytes: %s", st.message);
}

// Stopped in the middle, and begun again by another call, as by another process.
static void test_kept(void)
{
	int64_t seen_nbytes = 0;
	struct observer observer = {
		.progress = count, .stopped = stop_at_once, .context = &seen_nbytes};
	struct fetch_result result;
	struct status st = {0};
	struct fetch_plan plan;
	const char *mirrors[] = {url("cut/150000"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const char *part = arena_printf(&arena, "%s/%s.part", tmp_path, card.file.sha256);
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped: %s", st.message);
	CHECK(access(part, F_OK) == 0, "what came is kept");
	CHECK(fetch_card_plan(&plan, &store, &card, &options, &arena, &st) &&
			plan.items[0].kept_nbytes >= 100000 &&
			plan.items[0].kept_nbytes < CONTENT_NBYTES,
		"and a plan knows");
	int64_t kept_nbytes = plan.items[0].kept_nbytes;
	CHECK(fetch(&result, mirrors, &st), "gone on with %s", st.message);
	CHECK_INT(result.transferred_nbytes, CONTENT_NBYTES - kept_nbytes, "only the rest came");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "the right bytes");
	CHECK_INT(scratch_count(tmp_path), 0, "nothing is left in tmp");
}

// A kept part that is damaged makes a wrong file: one clean try.
static void test_damaged_part(void)
{
	int64_t seen_nbytes = 0;
	struct observer observer = {
		.progress = count, .stopped = stop_at_once, .context = &seen_nbytes};
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("cut/150000"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const char *part = arena_printf(&arena, "%s/%s.part", tmp_path, card.file.sha256);
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st), "stopped");
	scratch_flip(part, 1000);
	CHECK(fetch(&result, mirrors, &st), "begun again %s", st.message);
	CHECK(result.transferred_nbytes > CONTENT_NBYTES, "all of it came again");
	CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "the right bytes");
}

// All of it came, and the process died before it could give it a name.
static void test_whole_part(void)
{
	int64_t seen_nbytes = 0;
	struct observer observer = {
		.progress = count, .stopped = stop_at_once, .context = &seen_nbytes};
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("range"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const char *part = arena_printf(&arena, "%s/%s.part", tmp_path, card.file.sha256);
	reset();
	fetch_card(&result, &store, &card, &options, &observer, &arena, &st);
	CHECK(chmod(part, 0600) == 0, "a part is kept");
	scratch_write(part, content, CONTENT_NBYTES);
	int before = asked("range/");
	CHECK(fetch(&result, mirrors, &st) && result.transferred_nbytes == 0 &&
			asked("range/") == before,
		"its hash says that it is whole: nothing is asked %s", st.message);
}

// A server that cannot be reached is waited for once.
static void test_unreachable(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {"http://127.0.0.1:1/a", "http://127.0.0.1:1/b", url("ok"), NULL};
	reset();
	CHECK(fetch(&result, mirrors, &st) && result.attempt_count == 2, "the third has it %s",
		st.message);
	CHECK(result.attempt_count == 2 && strstr(result.attempts[0].answer, "cannot connect") &&
			strstr(result.attempts[1].answer, "could not be reached before"),
		"the second is not asked");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_come_through();
		test_given_up();
		test_stopped_at_end();
		test_kept();
		test_damaged_part();
		test_whole_part();
		test_unreachable();
	}
	return world_end();
}
