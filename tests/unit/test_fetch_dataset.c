// SPDX-License-Identifier: Apache-2.0
/*
 * Archives of datasets: into the store's datasets/ under their own names, checked by what is
 * known of them, gone on with where a transfer broke.
 */
#include "tests/unit/fetch_world.h"

#include "engine/base/words.h"

static char md5[MD5_HEX_NBYTES];

static struct dataset_download downloads[3];
static struct dataset_kind kind = {
	.name = "small_set", .licence = "CC0-1.0", .how = "ask its owner", .downloads = downloads};

static const char *archive_path;

static bool fetch_set(
	struct fetch_result *result, const char *mirror, bool force, struct status *st)
{
	const char *mirrors[] = {mirror, NULL};
	const struct fetch_options options = {.mirrors = mirrors, .force = force};
	return fetch_dataset(result, &store, &kind, &options, NULL, &arena, st);
}

static struct fetch_plan_item plan_set(const char *mirror, bool force, bool offline)
{
	struct fetch_plan plan;
	struct status st = {0};
	const char *mirrors[] = {mirror, NULL};
	const struct fetch_options options = {
		.mirrors = mirrors, .force = force, .offline = offline};
	if (!CHECK(fetch_dataset_plan(&plan, &store, &kind, &options, NULL, &arena, &st) &&
			    plan.item_count == 1,
		    "a plan of one archive %s", st.message))
		return (struct fetch_plan_item){.name = ""};
	return plan.items[0];
}

static void check_plan(const char *what)
{
	reset();
	int before = httpd_count(&httpd, "GET ", NULL);
	struct fetch_plan_item item = plan_set(url("ok"), false, false);
	CHECK_TEXT(item.name, "set.tar", "%s: the archive", what);
	CHECK(!item.present && item.nbytes == CONTENT_NBYTES && item.kept_nbytes == 0,
		"%s: is to be fetched", what);
	CHECK(item.sources[0] && strcmp(item.sources[0], url("ok/set.tar")) == 0 &&
			item.sources[1] && strcmp(item.sources[1], downloads[0].url) == 0 &&
			!item.sources[2],
		"%s: from the mirror, then from upstream", what);
	CHECK(!item.doubt == (downloads[0].sha256[0] != '\0'), "%s: an MD5 is doubted", what);
	item = plan_set(url("ok"), false, true);
	CHECK(!item.sources[0], "%s: offline, from nowhere", what);
	item = plan_set(root, false, true);
	CHECK(item.sources[0] && strncmp(item.sources[0], root, strlen(root)) == 0 &&
			!item.sources[1],
		"%s: offline, from the directory", what);
	CHECK(access(store.home, F_OK) != 0, "%s: nothing is written", what);
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "%s: nothing is asked", what);
	scratch_write(archive_path, content, CONTENT_NBYTES);
	CHECK(plan_set(root, false, false).present, "%s: there and right", what);
	CHECK(!plan_set(root, true, false).present, "%s: by force", what);
	scratch_flip(archive_path, 100);
	CHECK(!plan_set(root, false, false).present, "%s: of its size, but another", what);
}

static void check_archive(const char *what)
{
	struct fetch_result result;
	struct status st = {0};
	reset();
	CHECK(fetch_set(&result, url("ok"), false, &st) && result.outcome == FETCH_FETCHED &&
			result.transferred_nbytes == CONTENT_NBYTES,
		"%s: fetched %s", what, st.message);
	CHECK(scratch_holds(archive_path, content, CONTENT_NBYTES), "%s: under its name", what);
	CHECK_INT(scratch_count(tmp_path), 0, "%s: nothing is left in tmp", what);
	int before = httpd_count(&httpd, "GET ", NULL);
	CHECK(fetch_set(&result, url("ok"), false, &st) && result.outcome == FETCH_PRESENT,
		"%s: there already", what);
	CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "%s: nothing is asked", what);
	scratch_flip(archive_path, 100);
	CHECK(fetch_set(&result, url("ok"), false, &st) && result.outcome == FETCH_FETCHED &&
			scratch_holds(archive_path, content, CONTENT_NBYTES),
		"%s: one of the same size is not the archive %s", what, st.message);
	CHECK(fetch_set(&result, url("ok"), true, &st) && result.outcome == FETCH_FETCHED,
		"%s: by force", what);
	CHECK(!fetch_set(&result, url("wrong"), true, &st) && st.code == STATUS_NO &&
			strstr(st.message, what) && strstr(st.hint, downloads[0].url),
		"%s: wrong bytes: %s", what, st.message);
	CHECK(scratch_holds(archive_path, content, CONTENT_NBYTES),
		"%s: what was there is untouched", what);
	reset();
	CHECK(fetch_set(&result, url("cut/150000"), false, &st) &&
			result.transferred_nbytes == CONTENT_NBYTES,
		"%s: gone on with %s", what, st.message);
	reset();
	CHECK(fetch_set(&result, root, false, &st), "%s: from a directory %s", what, st.message);
}

static bool stop_now(void *context)
{
	(void)context;
	return true;
}

static void count_third(
	void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	(void)what;
	(void)unit;
	*(bool *)context = done >= total / 3;
}

static bool is_third(void *context)
{
	return *(bool *)context;
}

// What a transfer left is told; and who says stop gets neither plan nor "present".
static void test_plan_stopped(void)
{
	struct fetch_result result;
	struct fetch_plan plan;
	struct status st = {0};
	bool third = false;
	const char *mirrors[] = {url("cut/150000"), NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	const struct observer breaking = {
		.progress = count_third, .stopped = is_third, .context = &third};
	const struct observer stopping = {.stopped = stop_now};
	reset();
	CHECK(!fetch_dataset(&result, &store, &kind, &options, &breaking, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"stopped: %s", st.message);
	int64_t kept_nbytes = plan_set(mirrors[0], false, false).kept_nbytes;
	CHECK(kept_nbytes >= CONTENT_NBYTES / 3 && kept_nbytes <= 150000,
		"a plan knows what is left: %lld bytes", (long long)kept_nbytes);
	CHECK(fetch_set(&result, mirrors[0], false, &st) &&
			result.transferred_nbytes == CONTENT_NBYTES - kept_nbytes,
		"and it is gone on with %s", st.message);
	CHECK(!fetch_dataset_plan(&plan, &store, &kind, &options, &stopping, &arena, &st) &&
			st.code == STATUS_INTERRUPTED && plan.item_count == 0,
		"a plan that is stopped: %s", st.message);
	CHECK(!fetch_dataset(&result, &store, &kind, &options, &stopping, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"as it would be fetched: %s", st.message);
}

static void keep_remark(void *context, const char *line)
{
	const char **kept = context;
	*kept = arena_printf(&arena, "%s%s\n", *kept, line);
}

// Size and licence are told of what is asked for, and of nothing else.
static void test_terms(void)
{
	struct fetch_result result;
	struct status st = {0};
	const char *told = "";
	const struct observer observer = {.remark = keep_remark, .context = &told};
	const char *mirrors[] = {root, NULL};
	const struct fetch_options options = {.mirrors = mirrors};
	reset();
	scratch_write(archive_path, content, CONTENT_NBYTES);
	CHECK(fetch_dataset(&result, &store, &kind, &options, &observer, &arena, &st), "there %s",
		st.message);
	CHECK_TEXT(told, "", "of what is there nothing is told");
	scratch_flip(archive_path, 100);
	CHECK(fetch_dataset(&result, &store, &kind, &options, &observer, &arena, &st) &&
			result.outcome == FETCH_FETCHED,
		"fetched again %s", st.message);
	CHECK_TEXT(told,
		"small_set: set.tar, 300000 bytes; licence: CC0-1.0; its record has only an MD5, "
		"which tells damage, not forgery\n",
		"of what is there and wrong");
}

// What stands where the archive is to be: the plan says what fetching says, and nothing is told.
static void check_in_the_way(const char *expected)
{
	struct fetch_result result;
	struct fetch_plan plan;
	struct status st = {0}, planned = {0};
	const char *told = "", *mirrors[] = {url("ok"), NULL};
	const struct observer observer = {.remark = keep_remark, .context = &told};
	for (int force = 0; force < 2; force++) {
		const struct fetch_options options = {.mirrors = mirrors, .force = force};
		int before = httpd_count(&httpd, "GET ", NULL);
		CHECK(!fetch_dataset(&result, &store, &kind, &options, &observer, &arena, &st) &&
				st.code == STATUS_STORE && result.outcome == FETCH_FAILED,
			"%s: %s", expected, st.message);
		CHECK(strstr(st.message, expected) &&
				strstr(st.message, "small_set: ") == st.message,
			"%s: what is where", expected);
		CHECK_TEXT(told, "", "%s: no licence to agree to", expected);
		CHECK_INT(httpd_count(&httpd, "GET ", NULL), before, "%s: nothing is asked",
			expected);
		CHECK(!fetch_dataset_plan(
			      &plan, &store, &kind, &options, &observer, &arena, &planned) &&
				planned.code == st.code && plan.item_count == 0,
			"%s: nothing is planned", expected);
		CHECK_TEXT(planned.message, st.message, "%s: the plan says the same", expected);
		CHECK_TEXT(planned.hint, st.hint, "%s: and what to do", expected);
	}
}

static void test_in_the_way(void)
{
	reset();
	scratch_write(arena_printf(&arena, "%s/inside", archive_path), "x", 1);
	check_in_the_way("set.tar: there is a directory where the store has a file");
	reset();
	scratch_write(arena_printf(&arena, "%s/datasets", store.home), "x", 1);
	check_in_the_way("datasets: there is a file where the store has a directory");
}

static void test_no_source(void)
{
	struct fetch_result result;
	struct fetch_plan plan;
	struct status st = {0};
	const struct fetch_options offline = {.offline = true};
	reset();
	CHECK(!fetch_dataset(&result, &store, &kind, &offline, NULL, &arena, &st) &&
			st.code == STATUS_NETWORK && strstr(st.message, "--offline"),
		"offline: %s", st.message);
	kind.downloads = NULL;
	CHECK(!fetch_set(&result, root, false, &st) && st.code == STATUS_UNMEASURABLE,
		"no downloads: %s", st.message);
	CHECK_TEXT(st.hint, kind.how, "what to do");
	struct status planned = {0};
	CHECK(!fetch_dataset_plan(&plan, &store, &kind, &offline, NULL, &arena, &planned) &&
			planned.code == st.code && strcmp(planned.message, st.message) == 0 &&
			strcmp(planned.hint, st.hint) == 0,
		"its plan says the same: %s", planned.message);
	kind.downloads = downloads;
}

// Every set that is to be downloaded has what is needed for that.
static void test_kinds(void)
{
	int count = 0;
	for (const struct dataset_kind *const *k = dataset_kinds(); *k; k++) {
		for (const struct dataset_download *d = (*k)->downloads; d && d->name; d++) {
			bool usual = false;
			for (const char *const *name = (*k)->usual_names; *name; name++)
				usual = usual || strcmp(*name, d->name) == 0;
			CHECK(usual, "%s: %s is looked for", (*k)->name, d->name);
			CHECK(strncmp(d->url, "https://", 8) == 0 &&
					word_ends_with(d->url, d->name),
				"%s: its address", d->name);
			CHECK(d->size_nbytes > 0 && *d->source &&
					(digest_is_hex(d->sha256, SHA256_HEX_NBYTES) ||
						(!*d->sha256 &&
							digest_is_hex(d->md5, MD5_HEX_NBYTES))),
				"%s: its size and hash", d->name);
			count++;
		}
	}
	CHECK_INT(count, 3, "archives that can be fetched");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!world_begin(argv[0]))
		return world_end();
	downloads[0] = (struct dataset_download){.name = "set.tar",
		.url = "https://example.invalid/set.tar",
		.size_nbytes = CONTENT_NBYTES,
		.sha256 = card.file.sha256,
		.md5 = ""};
	scratch_write(arena_printf(&arena, "%s/set.tar", root), content, CONTENT_NBYTES);
	archive_path = arena_printf(&arena, "%s/datasets/set.tar", store.home);
	check_plan("sha256");
	check_archive("sha256");
	struct digests digests;
	struct digest *digest = digest_create_with_md5();
	digest_add(digest, content, CONTENT_NBYTES);
	digest_finish(digest, &digests);
	memcpy(md5, digests.md5, sizeof(md5));
	downloads[0].sha256 = "";
	downloads[0].md5 = md5;
	check_plan("md5");
	check_archive("md5");
	test_plan_stopped();
	test_terms();
	test_in_the_way();
	test_no_source();
	test_kinds();
	return world_end();
}
