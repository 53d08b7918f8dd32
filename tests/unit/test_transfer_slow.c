// SPDX-License-Identifier: Apache-2.0
/*
 * Servers that take their time, with limits that are short: they are this program's own,
 * linked before the library's.
 */
#include "tests/unit/transfer_client.h"

#include "zoo/fetch/transfer_limits.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

// A drip of 10 bytes a second never stalls; any file may take 3 s.
const struct transfer_limits transfer_limits = {.connect_ms = 1000,
	.stall_ms = 1000,
	.total_ms = 2000,
	.lowest_nbytes_per_s = 400000,
	.assumed_nbytes = 400000};

static long long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void check_slow(const char *behaviour, const char *says, bool again, int64_t kept_nbytes,
	long long least_ms, long long most_ms)
{
	long long begin_ms = now_ms();
	client_get(behaviour);
	long long took_ms = now_ms() - begin_ms;
	CHECK(!client.ok && client.st.code == STATUS_NETWORK && strstr(client.st.message, says),
		"%s: %s", behaviour, client.st.message);
	CHECK_INT(client.failure.again, again, "%s: again", behaviour);
	if (kept_nbytes >= 0)
		CHECK_INT(client.kept_nbytes, kept_nbytes, "%s: bytes", behaviour);
	CHECK(took_ms >= least_ms && took_ms < most_ms, "%s: after %lld ms", behaviour, took_ms);
}

static bool stop_at(void *context)
{
	return now_ms() > *(long long *)context;
}

static void test_interrupted(void)
{
	long long end_ms = now_ms() + 200;
	const struct observer observer = {.stopped = stop_at, .context = &end_ms};
	client.kept_nbytes = 0;
	CHECK(!transfer_run(&(struct transfer_request){.url = client_url("stall-head"),
				    .what = "file.txt",
				    .expected_nbytes = -1},
		      &client_sink, &client.failure, &observer, &client.st),
		"stopped while nothing comes");
	CHECK_INT(client.st.code, STATUS_INTERRUPTED, "it says so: %s", client.st.message);
	CHECK(now_ms() - end_ms < 1500, "soon: %lld ms late", now_ms() - end_ms);
}

/*
 * A listener whose queue is full does not answer SYN: its one place is taken by connections
 * that nobody accepts.
 */
static void test_black_hole(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t nbytes = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fill[4];
	if (bind(listener, (struct sockaddr *)&address, nbytes) != 0 || listen(listener, 0) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &nbytes) != 0)
		exit(3);
	for (int i = 0; i < 4; i++) {
		fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(fill[i], (struct sockaddr *)&address, nbytes);
	}
	usleep(50000);
	long long begin_ms = now_ms();
	client_get_url(arena_printf(&arena, "http://127.0.0.1:%d/x", ntohs(address.sin_port)));
	client_failed("a black hole", "no connection within 1 s", true, 0);
	CHECK(now_ms() - begin_ms >= 900 && now_ms() - begin_ms < 2500, "after %lld ms",
		now_ms() - begin_ms);
	for (int i = 0; i < 4; i++)
		close(fill[i]);
	close(listener);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!client_start(argv[0]))
		return check_done();
	check_slow("stall", "nothing came for ", true, CONTENT_NBYTES / 2, 1000, 3500);
	check_slow("stall-head", "nothing came for ", true, 0, 1000, 3500);
	check_slow("stall-headers", "nothing came for ", true, 0, 1000, 3500);
	check_slow("drip", "too slow: not done after 3 s", false, -1, 3000, 5000);
	CHECK(strstr(client.st.hint, "run it again") && strstr(client.st.hint, "--mirror"),
		"what to do: %s", client.st.hint);
	check_slow("drip-head", "too slow: not done after 3 s", false, 0, 3000, 5000);
	check_slow("stall-503", "answered 503 (unavailable for now), and asks to wait 7 s", true, 0,
		1000, 3500);
	CHECK(client_get("slow") && client_is_right(), "one that is only slow %s",
		client.st.message);
	test_interrupted();
	test_black_hole();
	return client_done();
}
