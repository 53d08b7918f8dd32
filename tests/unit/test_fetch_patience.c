// SPDX-License-Identifier: Apache-2.0
/*
 * How long a server that cannot be connected to is waited for: a limit on all tries together,
 * here shorter than two of them, and once for all files.  And one that never pauses.  Between
 * tries are 20 s: what does without is seen to, on a slow machine, too.
 */
#define FETCH_WORLD_LIMITS                                                                    \
	{                                                                                     \
		.try_count = 3, .pause_ms = 20000, .retry_after_ms = 5000, .connect_ms = 1800 \
	}
#include "tests/unit/fetch_world.h"

#include "zoo/clock.h"
#include "zoo/fetch/transfer_limits.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

const struct transfer_limits transfer_limits = {.connect_ms = 1000,
	.stall_ms = 5000,
	.total_ms = 1000,
	.lowest_nbytes_per_s = 400000,
	.assumed_nbytes = 400000};

enum { FILL_COUNT = 4 };

/*
 * A listener whose queue is full does not answer SYN: its one place is taken by connections
 * that nobody accepts.
 */
static int black_hole(int fill[FILL_COUNT], int *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t nbytes = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&address, nbytes) != 0 || listen(listener, 0) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &nbytes) != 0)
		exit(3);
	for (int i = 0; i < FILL_COUNT; i++) {
		fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(fill[i], (struct sockaddr *)&address, nbytes);
	}
	usleep(50000);
	*port = ntohs(address.sin_port);
	return listener;
}

static void test_black_hole(void)
{
	int fill[FILL_COUNT], port;
	int listener = black_hole(fill, &port);
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {arena_printf(&arena, "http://127.0.0.1:%d/a", port),
		arena_printf(&arena, "http://127.0.0.1:%d/b", port), url("ok"), NULL};
	reset();
	double begin = clock_wall_seconds();
	CHECK(fetch(&result, mirrors, &st) && result.attempt_count == 2, "the third has it %s",
		st.message);
	double took = clock_wall_seconds() - begin;
	CHECK(result.attempt_count == 2 &&
			strstr(result.attempts[0].answer, "no connection within"),
		"the first does not answer");
	CHECK(took >= 0.9 && took < 20, "one try, as there is no time for two: %.2f s", took);
	for (int i = 0; i < FILL_COUNT; i++)
		close(fill[i]);
	close(listener);
}

// A byte each 100 ms: not a stall, but too long, here after two seconds.
static void test_too_slow(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("drip"), url("ok"), NULL};
	int before = asked("drip/");
	reset();
	double begin = clock_wall_seconds();
	CHECK(fetch(&result, mirrors, &st) && result.attempt_count == 1 &&
			strstr(result.attempts[0].answer, "too slow: not done after 2 s"),
		"the second has it %s", st.message);
	CHECK(clock_wall_seconds() - begin >= 2, "after %.1f s", clock_wall_seconds() - begin);
	CHECK_INT(asked("drip/") - before, 1, "the first is not asked again");
	CHECK(!fetch_anew(&result, url("drip"), &st) && st.code == STATUS_NETWORK &&
			strstr(st.hint, "a transfer may take"),
		"what to do: %s", st.hint);
}

static bool stop_soon(void *context)
{
	return clock_wall_seconds() > *(double *)context;
}

// A pause ends at once when the user wants to.
static void test_stopped_in_pause(void)
{
	double begin = clock_wall_seconds(), end = begin + 0.3;
	const struct observer observer = {.stopped = stop_soon, .context = &end};
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("429"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	reset();
	CHECK(!fetch_card(&result, &store, &card, &options, &observer, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped in a pause: %s", st.message);
	CHECK(clock_wall_seconds() - begin < 20, "and not at its end");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_black_hole();
		test_too_slow();
		test_stopped_in_pause();
	}
	return world_end();
}
