// SPDX-License-Identifier: Apache-2.0
/*
 * Git LFS's batch API as a mirror: what it leads to is fetched, and what it may not lead to
 * is not.
 */
#include "tests/unit/fetch_world.h"

static const char *lfs(const char *behaviour)
{
	return arena_printf(&arena, "lfs+%s", url(behaviour));
}

static void test_right(void)
{
	struct fetch_result result;
	struct status st = {0};
	static const char *const behaviours[] = {"lfs", "lfs/owner/name.git/", "lfs-key"};
	for (size_t i = 0; i < sizeof(behaviours) / sizeof(behaviours[0]); i++) {
		CHECK(fetch_anew(&result, lfs(behaviours[i]), &st), "%s %s", behaviours[i],
			st.message);
		CHECK(scratch_holds(model_path, content, CONTENT_NBYTES), "%s: the right bytes",
			behaviours[i]);
		CHECK(strncmp(result.source, "lfs+http://127.0.0.1:", 21) == 0, "%s: source %s",
			behaviours[i], result.source);
	}
	CHECK(httpd_count(&httpd, "POST /lfs/info/lfs/objects/batch", NULL) == 1 &&
			httpd_count(&httpd, "POST /lfs/owner/name.git/info/lfs/objects/batch",
				NULL) == 1,
		"the address of the API");
}

static const struct {
	const char *behaviour, *says;
} refused[] = {
	{"lfs-404", "answered 404 for this object (Object does not exist)"},
	{"lfs-429", "answered 429"},
	{"lfs-quota", "exceeded its LFS budget"},
	{"lfs-garbage", "byte "},
	{"lfs-other", "and answered for "},
	{"lfs-size", "size: expected 300000 bytes, the Git LFS server has 300001"},
	{"lfs-idle", "offers no download"},
	{"lfs-file", "leads to file:///etc/passwd: expected a URL of http or https"},
	{"lfs-inject", "the header \"X-Key\" is not one to be sent"},
	{"lfs-endless", "expected "},
	{"lfs-late", "answered 403"},
	{"404", "answered 404"},
	{"html", "expected JSON"},
	{"ok", "answered"},
};

static void test_refused(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct fetch_result result;
		struct status st = {0};
		const char *behaviour = refused[i].behaviour;
		CHECK(!fetch_anew(&result, lfs(behaviour), &st) && st.code == STATUS_NETWORK,
			"%s fails", behaviour);
		CHECK(result.attempt_count > 0 &&
				strstr(result.attempts[0].answer, refused[i].says),
			"%s: %s", behaviour, result.attempts[0].answer);
		CHECK(!store_has(&store, &card, model_name), "%s: nothing is installed", behaviour);
	}
}

// A pointer is no answer, whatever it points to; the server that has the object is asked next.
static void test_pointer(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *mirrors[] = {url("pointer"), url("pointer-other"), lfs("lfs"), NULL};
	reset();
	CHECK(fetch(&result, mirrors, &st) && result.attempt_count == 2, "behind two pointers %s",
		st.message);
	CHECK(result.attempt_count == 2 && strcmp(result.attempts[0].kind, "lfs-pointer") == 0 &&
			strcmp(result.attempts[1].kind, "lfs-pointer") == 0,
		"they are told apart from other answers");
}

// Without a SHA-256 there is nothing to ask by.
static void test_sha1_alone(void)
{
	struct fetch_result result;
	struct status st = {0};
	struct card old = card;
	const char *mirrors[] = {lfs("lfs"), NULL};
	old.file.sha256[0] = '\0';
	reset();
	CHECK(!fetch_card(&result, &store, &old, &(struct fetch_options){.mirrors = mirrors}, NULL,
		      &arena, &st) &&
			strstr(st.message, "Git LFS is asked by SHA-256"),
		"SHA-1 alone: %s", st.message);
	CHECK_INT(result.attempt_count, 3, "and upstream's API is left out");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (world_begin(argv[0])) {
		test_right();
		test_refused();
		test_pointer();
		test_sha1_alone();
	}
	return world_end();
}
