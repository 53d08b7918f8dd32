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

static void test_no_source(void)
{
	struct fetch_result result;
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
	check_archive("sha256");
	struct digests digests;
	struct digest *digest = digest_create_with_md5();
	digest_add(digest, content, CONTENT_NBYTES);
	digest_finish(digest, &digests);
	memcpy(md5, digests.md5, sizeof(md5));
	downloads[0].sha256 = "";
	downloads[0].md5 = md5;
	check_archive("md5");
	test_no_source();
	test_kinds();
	return world_end();
}
