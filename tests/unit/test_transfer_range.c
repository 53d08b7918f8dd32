// SPDX-License-Identifier: Apache-2.0
/*
 * Going on behind what an earlier transfer left: which answers are taken, at which byte
 * they begin, and which send the caller back to byte 0.
 */
#include "tests/unit/transfer_client.h"

enum { HALF_NBYTES = CONTENT_NBYTES / 2 };

// What is left of a first transfer that is cut in the middle.
static bool get_half(const char *behaviour)
{
	client_get(behaviour);
	return CHECK(!client.ok && client.failure.again && client.kept_nbytes == HALF_NBYTES,
		"%s: half of it: %s", behaviour, client.st.message);
}

static bool go_on(const char *behaviour)
{
	char validator[300];
	snprintf(validator, sizeof(validator), "%s", client.validator);
	return client_run(&(struct transfer_request){.url = client_url(behaviour),
		.what = "file.txt",
		.expected_nbytes = CONTENT_NBYTES,
		.first_nbyte = client.kept_nbytes,
		.if_range = validator[0] ? validator : NULL});
}

// The rest, or all of it.
static void check_goes_on(const char *behaviour, const char *validator, int64_t first_nbyte)
{
	if (!get_half(behaviour))
		return;
	CHECK_TEXT(client.validator, validator, "%s: validator", behaviour);
	CHECK(go_on(behaviour) && client_is_right(), "%s: goes on %s", behaviour,
		client.st.message);
	CHECK_INT(client.first_nbyte, first_nbyte, "%s: where", behaviour);
	CHECK_INT(client.total_nbytes, CONTENT_NBYTES, "%s: total", behaviour);
	CHECK_INT(client.begun_count, 1, "%s: begun once", behaviour);
}

// Not the range that was asked for: the sink sees nothing, and from 0 on it is there.
static void check_refused(const char *behaviour, const char *says, long http_status)
{
	if (!get_half(behaviour))
		return;
	go_on(behaviour);
	client_failed(behaviour, says, true, http_status);
	CHECK(client.failure.range_refused, "%s: the range was refused", behaviour);
	CHECK_INT(client.begun_count, 0, "%s: nothing was begun", behaviour);
	CHECK_INT(client.kept_nbytes, HALF_NBYTES, "%s: nothing was added", behaviour);
	CHECK(client_get(behaviour) && client_is_right(), "%s: from 0 on %s", behaviour,
		client.st.message);
}

static void test_goes_on(void)
{
	check_goes_on("ignored", "\"v1\"", 0);
	check_goes_on("changed", "\"v1\"", 0);
	check_goes_on("modified", "Thu, 30 Mar 2023 09:00:00 GMT", HALF_NBYTES);
	check_goes_on("range-star", "\"v1\"", HALF_NBYTES);
	CHECK_INT(httpd_count(&httpd, "IF-RANGE /changed/dir/file.txt \"v1\"", NULL), 1,
		"the validator went with it");
	CHECK_INT(httpd_count(&httpd, "IF-RANGE /modified/dir/file.txt Thu, 30", NULL), 1,
		"and a date, too");
}

// Piece after piece, each by a request of its own.
static void test_pieces(void)
{
	const char *behaviour = "cut/70000";
	int count = 1;
	client_get(behaviour);
	while (!client.ok && count < 10) {
		CHECK_INT(client.kept_nbytes, 70000LL * count, "piece %d", count);
		go_on(behaviour);
		count++;
	}
	CHECK_INT(count, 5, "requests for 300000 bytes");
	CHECK(client_is_right(), "the pieces are the file");
	CHECK_INT(httpd_count(&httpd, "RANGE /cut/70000/", NULL), 4, "four of them for a range");
}

// What proves too little is no validator: the caller then begins at 0 by itself.
static void test_weak(void)
{
	static const char *const names[] = {"weak", "modified-now"};
	for (int i = 0; i < 2; i++) {
		if (!get_half(names[i]))
			continue;
		CHECK_TEXT(client.validator, "", "%s: no validator", names[i]);
		client.kept_nbytes = 0;
		CHECK(go_on(names[i]) && client_is_right(), "%s: from 0 on", names[i]);
	}
	CHECK_INT(httpd_count(&httpd, "RANGE /weak/", NULL), 0, "no range from 0 on");
}

static void test_refused(void)
{
	check_refused("range-start", "206 with another part: Content-Range \"bytes 150001-", 206);
	check_refused("range-total", "206 with a part of a file of another size", 206);
	check_refused("range-short", "206 with not all of the rest", 206);
	check_refused("range-parts", "206 with several parts", 206);
	check_refused("range-mute", "206 with no range that can be understood", 206);
	check_refused("416", "answered 416 (there is no such range)", 416);
}

static void test_too_long(void)
{
	if (!get_half("range-long"))
		return;
	go_on("range-long");
	CHECK(!client.ok && (client.failure.range_refused || client.failure.from_sink),
		"more than the range: %s", client.st.message);
	CHECK(client.past_nbytes <= 16 << 10, "%lld bytes beyond", (long long)client.past_nbytes);
}

// The wrong rest looks right here; that it is not the file only a hash can tell.
static void test_mixed(void)
{
	if (!get_half("mixed"))
		return;
	CHECK(go_on("mixed") && !client_is_right(), "another version's rest is answered");
	CHECK(client_get("mixed") && client_is_right(), "from 0 on it is right");
}

static void test_complete(void)
{
	// All is there: a server has nothing to add, which the caller need not ask.
	client.kept_nbytes = CONTENT_NBYTES;
	snprintf(client.validator, sizeof(client.validator), "\"v1\"");
	CHECK(go_on("range") && client.first_nbyte == 0, "asked for nothing, all of it comes");
	client.kept_nbytes = CONTENT_NBYTES - 1;
	CHECK(go_on("range") && client_is_right() && client.first_nbyte == CONTENT_NBYTES - 1,
		"the last byte");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!client_start(argv[0]))
		return check_done();
	test_goes_on();
	test_pieces();
	test_weak();
	test_refused();
	test_too_long();
	test_mixed();
	test_complete();
	return client_done();
}
