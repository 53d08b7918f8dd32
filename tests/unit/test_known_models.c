// SPDX-License-Identifier: Apache-2.0
/*
 * The table of known models: well-formed, the cards' own files in it, and in agreement with
 * the catalogue of the shared data, which was made from ML-zoo's pointers and READMEs.
 */
#include "zoo/arrival.h"

#include "tests/unit/check.h"

#include "engine/base/file.h"

static struct arena arena;
static struct status st;

static void test_form(void)
{
	int count = 0;
	const struct known_model *models = known_models(&count);
	CHECK(count >= 42 && !models[count].path, "%d known models", count);
	for (int i = 0; i < count; i++) {
		const struct known_model *m = &models[i];
		bool hashes = digest_is_hex(m->sha256, SHA256_HEX_NBYTES) &&
			      (!*m->sha1 || digest_is_hex(m->sha1, SHA1_HEX_NBYTES));
		bool commit = strcmp(m->commit, "head") == 0 || strcmp(m->commit, "zoo") == 0 ||
			      digest_is_hex(m->commit, SHA1_HEX_NBYTES);
		CHECK(hashes && commit && m->size_nbytes > 20000 &&
				strncmp(m->path, "models/", 7) == 0,
			"%s at %s is well-formed", m->path, m->commit);
		CHECK(i == 0 || strcmp(m->path, m[-1].path) >= 0, "%s: sorted by path", m->path);
		struct digests digests = {.sha1 = ""};
		strcpy(digests.sha256, m->sha256);
		CHECK(known_model_find(&digests) == m, "%s is found, and none twice", m->path);
	}
	struct digests none = {.sha1 = "fd03a6b24548ea99cf487dbd682937df5718cef1",
		.sha256 = "0000000000000000000000000000000000000000000000000000000000000000"};
	CHECK(!known_model_find(&none), "the SHA-1 alone is not enough where SHA-256 is known");
}

static void test_cards(void)
{
	struct catalogue catalogue;
	const char *const none[] = {NULL};
	if (!CHECK(catalogue_read(&catalogue, none, &arena, &st), "cards %s", st.message))
		return;
	for (int i = 0; i < catalogue.card_count; i++) {
		const struct card_file *file = &catalogue.cards[i]->file;
		struct digests digests;
		memcpy(digests.sha1, file->sha1, sizeof(digests.sha1));
		memcpy(digests.sha256, file->sha256, sizeof(digests.sha256));
		const struct known_model *m = known_model_find(&digests);
		if (!CHECK(m != NULL, "%s is known", catalogue.cards[i]->id))
			continue;
		CHECK_TEXT(m->path, file->path, "%s: path", catalogue.cards[i]->id);
		CHECK_TEXT(m->sha1, file->sha1, "%s: SHA-1", catalogue.cards[i]->id);
		CHECK_INT(m->size_nbytes, file->size_nbytes, "%s: size", catalogue.cards[i]->id);
	}
}

// A column of the catalogue: 1 path, 2 file, 3 size, 6 and 7 SHA-1, 8 SHA-256.
static const char *column(const char *line, int index)
{
	for (; index > 0; index--)
		line += strcspn(line, "\t") + 1;
	return arena_strndup(&arena, line, strcspn(line, "\t"));
}

static void test_catalogue(void)
{
	const char *shared = check_shared();
	struct bytes file;
	if (!shared) {
		check_skip("the catalogue of ML-zoo", "no shared data");
		return;
	}
	const char *path = arena_printf(&arena, "%s/reference/zoo_catalog.tsv", shared);
	if (!CHECK(file_read(&file, path, 1 << 20, &arena, &st), "%s %s", path, st.message))
		return;
	char *text = arena_strndup(&arena, (const char *)file.data, file.nbytes), *line;
	int rows = 0;
	for (strsep(&text, "\n"); (line = strsep(&text, "\n")) != NULL && *line; rows++) {
		struct digests digests = {.sha1 = ""};
		snprintf(digests.sha256, sizeof(digests.sha256), "%s", column(line, 8));
		const struct known_model *m = known_model_find(&digests);
		const char *where = arena_printf(&arena, "%s/%s", column(line, 1), column(line, 2));
		if (!CHECK(m != NULL, "%s is known", where))
			continue;
		CHECK_TEXT(m->path, where, "%s: path", where);
		CHECK_TEXT(m->commit, "head", "%s: commit", where);
		CHECK_INT(m->size_nbytes, atoll(column(line, 3)), "%s: size", where);
		CHECK_TEXT(m->sha1, *column(line, 7) ? column(line, 7) : column(line, 6),
			"%s: SHA-1", where);
	}
	CHECK_INT(rows, 34, "rows of the catalogue");
}

// Files of this repository that are no card's: what a mix-up of downloads would bring.
static void test_mixed_up(void)
{
	static const struct {
		const char *file, *expected_path;
		enum arrival_kind kind;
		const char *what;
	} cases[] = {
		{"keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/tflite_int8/"
		 "ds_cnn_l_quantized.tflite",
			"models/keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/"
			"tflite_clustered_int8/ds_cnn_l_clustered_int8.tflite",
			ARRIVAL_KNOWN_MODEL,
			"another known model: models/keyword_spotting/ds_cnn_large/"},
		{"keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite",
			"models/keyword_spotting/micronet_medium/tflite_int8/new.tflite",
			ARRIVAL_OTHER_VERSION, "another version of this model: models/"},
		{"keyword_spotting/ds_cnn_large/model_package_tf/model_archive/TFLite/tflite_int8/"
		 "ds_cnn_l_quantized.tflite",
			"models/keyword_spotting/ds_cnn_large/tflite_int8/x.tflite",
			ARRIVAL_OTHER_VERSION, "another version of this model"},
	};
	const char *shared = check_shared();
	if (!shared) {
		check_skip("models mixed up", "no shared data");
		return;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes file;
		struct arrival arrival;
		const char *path =
			arena_printf(&arena, "%s/ml-zoo/models/%s", shared, cases[i].file);
		struct card_file expected = {.name = "x.tflite",
			.path = cases[i].expected_path,
			.size_nbytes = 503816,
			.sha1 = "2ee38794ed171c75d3313460a1633c5d6a79f530"};
		if (!CHECK(file_read(&file, path, 1 << 20, &arena, &st), "%s", st.message))
			continue;
		arrival_classify(&arrival, file, (int64_t)file.nbytes, &expected,
			(struct bytes){NULL, 0}, &arena);
		CHECK_INT(arrival.kind, cases[i].kind, "%s", arrival.what);
		CHECK(strncmp(arrival.what, cases[i].what, strlen(cases[i].what)) == 0 &&
				arrival.where && strstr(arrival.where, cases[i].file),
			"where it stands");
		CHECK(arrival.lasting, "trying again brings the same");
	}
}

int main(void)
{
	test_form();
	test_cards();
	test_catalogue();
	test_mixed_up();
	arena_release(&arena);
	return check_done();
}
