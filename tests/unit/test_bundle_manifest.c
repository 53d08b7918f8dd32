// SPDX-License-Identifier: Apache-2.0
/*
 * Manifests that zoo would not write, in bundles that are otherwise consistent; and cards that
 * are not what the manifest, or this program, says.
 */
#include "tests/unit/bundle_tar.h"
#include "tests/unit/bundle_world.h"

static struct tar right;
static const char *manifest; // of `right`

// `text` with the first `from` made `to`.
static const char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	if (!at) {
		printf("# there is no %s\n", from);
		exit(3);
	}
	return arena_printf(
		&bundle_arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static enum status_code verdict_with(
	const char *text, const struct catalogue *catalogue, struct status *st)
{
	struct tar tar = right;
	tar.members[0].content = bundle_text(text);
	return bundle_verdict_of(tar_put_together(&tar, &bundle_arena), catalogue, st);
}

static void check_manifest(
	const char *text, enum status_code code, const char *message, const char *what)
{
	struct status st;
	enum status_code got = verdict_with(text, &bundle_none, &st);
	CHECK(got == code && strstr(st.message, message), "%s: %s", what, st.message);
}

static void test_form(void)
{
	static const struct {
		const char *from, *to, *message;
	} cases[] = {
		{"manifest/1", "manifest/2", "schema: expected \"zoo.bundle-manifest/1\""},
		{"\"schema\"", "\"scheme\"", "this version knows no such key"},
		{"{\"schema\"", "{\"x\":1,\"schema\"", "x: this version knows no such key"},
		{"{\"id\"", "{\"x\":{},\"id\"", "cards[0].x: this version knows no such key"},
		{"{\"id\"", "{\"name\":\"x\",\"id\"", "cards[0].name: this version"},
		{"{\"id\"", "{\"sha1\":\"x\",\"id\"", "cards[0].sha1: this version"},
		{"{\"name\"", "{\"x\":[],\"name\"", "labels.x: this version"},
		{"{\"id\":\"alpha\"", "{\"id\":\"alpha\",\"id\":\"alpha\"", "in which zoo bundle"},
		{"{\"schema\"", "{ \"schema\"", "byte 1: expected it in the form"},
		{"\"alpha\"", "\"\\u0061lpha\"", "expected it in the form"},
		{"\"alpha\"", "\"alpha\\u0000\"", "expected it in the form"},
		{"\"id\":\"alpha\",", "", "expected it in the form"},
		{"\"id\":\"alpha\"", "\"id\":null", "cards[0].id: expected text, found null"},
		{"\"id\":\"alpha\"", "\"id\":{\"a\":1}", "expected text, found an object"},
		{"\"size\":", "\"size\":-", "expected a size"},
		{"\"size\":", "\"size\":1e3,\"size\":", "expected a size, found a number"},
		{"\"size\":", "\"size\":99999999999999999999,\"size\":", "expected a size"},
		{"\"files\":[", "\"files\":[1,", "expected an object, found a whole number"},
		{"\"files\":[", "\"files\":[[],", "expected an object, found a list"},
		{"\"cards\":[", "\"cards\":[3,", "expected an object, found a whole number"},
		{"\"cards\":[", "\"cards\":{},\"cards\":[", "expected a list, found an object"},
		{"\"labels\":{", "\"labels\":[],\"labels\":{", "expected an object or null"},
		{"\"sha1\":\"", "\"sha1\":\"0", "expected 40 hexadecimal digits"},
		{"\"sha256\":\"", "\"sha256\":\"G", "expected 64 hexadecimal digits"},
		{"]}\n", "]}\n\n", "expected it in the form"},
		{"]}\n", "]}\nx", "expected"},
		{"]}\n", "]}", "expected it in the form"},
		{"{\"schema\"", "[{\"schema\"", "expected an object, found a list"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_manifest(replaced(manifest, cases[i].from, cases[i].to), STATUS_FORMAT,
			cases[i].message, cases[i].message);
	char *upper = arena_strdup(&bundle_arena, manifest);
	for (char *c = strstr(upper, "\"sha256\":\"") + 10; *c != '"'; c++)
		*c = (char)(*c >= 'a' ? *c - 32 : *c);
	check_manifest(upper, STATUS_FORMAT, "lower case", "digits in upper case");
}

static void test_names(void)
{
	static const char *const ids[] = {"", ".", "..", "../x", "a/b", "/x", "-x", "x.", "x y",
		"x\\u001b[2J", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		check_manifest(replaced(manifest, "\"alpha\"",
				       arena_printf(&bundle_arena, "\"%s\"", ids[i])),
			STATUS_FORMAT, "expected", "an id");
	static const char *const lists[] = {"../labels.txt", "/etc/passwd", "a/../../b", "a//b",
		"beta.yaml", "labels/x.yaml", "a/b/c/d/e", ".hidden", "a/.b", "-x", "",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		check_manifest(replaced(manifest, "\"labels/alpha.txt\"",
				       arena_printf(&bundle_arena, "\"%s\"", lists[i])),
			STATUS_FORMAT, "label list", "a list");
}

static void test_bounds(void)
{
	check_manifest("{\"schema\":\"zoo.bundle-manifest/1\",\"cards\":[]}\n", STATUS_FORMAT,
		"expected cards, found none", "no card");
	check_manifest("", STATUS_FORMAT, "expected JSON", "no manifest");
	const char *large[] = {"268435457", "9223372036854775807"};
	const char *model =
		arena_printf(&bundle_arena, "\"alpha.tflite\",\"size\":%d", BUNDLE_MODEL_NBYTES);
	for (size_t i = 0; i < 2; i++) {
		check_manifest(replaced(manifest, model,
				       arena_printf(&bundle_arena, "\"alpha.tflite\",\"size\":%s",
					       large[i])),
			STATUS_FORMAT, "at most 268435456 are allowed", "a model without end");
		check_manifest(replaced(manifest, "labels/alpha.txt\",\"size\":7",
				       arena_printf(&bundle_arena, "labels/alpha.txt\",\"size\":%s",
					       large[i])),
			STATUS_FORMAT, "at most 1048576 are allowed", "labels without end");
	}
	check_manifest(replaced(manifest, model, "\"alpha.tflite\",\"size\":268435456"),
		STATUS_FORMAT, "cut short", "a model that is not in the file");
	char *deep = arena_array(&bundle_arena, char, 2 << 20);
	memset(deep, '[', (2 << 20) - 1);
	check_manifest(deep, STATUS_FORMAT, "expected an object", "two million brackets");
	char *many = arena_array(&bundle_arena, char, 4 << 20), *at = many;
	at += sprintf(at, "{\"schema\":\"zoo.bundle-manifest/1\",\"cards\":[");
	for (int i = 0; i <= 1000; i++)
		at += sprintf(at, "%s{\"id\":\"c%04d\"}", i ? "," : "", i);
	strcpy(at, "]}\n");
	check_manifest(many, STATUS_FORMAT, "at most 1000 cards", "1001 cards");
	memset(many, ' ', (4 << 20) - 1);
	check_manifest(many, STATUS_FORMAT, "expected JSON", "four megabytes of nothing");
	struct tar tar = right;
	tar.members[0].content = (struct bytes){(const unsigned char *)deep, 2 << 20};
	tar.members[0].size = (4 << 20) + 1;
	struct status st;
	CHECK(bundle_verdict_of(tar_put_together(&tar, &bundle_arena), &bundle_none, &st) ==
			STATUS_FORMAT,
		"a manifest that is too long: %s", st.message);
}

static char *cut_out(const char *from, const char *to)
{
	const char *begin = strstr(manifest, from), *end = strstr(begin + 1, to);
	return arena_printf(&bundle_arena, "%.*s%s", (int)(begin - manifest), manifest, end);
}

// Members stay as they are: what the manifest does not list is in excess, or in other words.
static void test_cards(void)
{
	check_manifest(cut_out("{\"id\":\"alpha\"", "{\"id\":\"beta\""), STATUS_FORMAT, "expected",
		"a card less");
	check_manifest(replaced(manifest, "golden/output-0-out.npy", "golden/output-1-out.npy"),
		STATUS_FORMAT, "none of the card's files", "a file that the card does not have");
	check_manifest(replaced(manifest, "\"alpha.tflite\"", "\"golden/input-0-in.npy\""),
		STATUS_FORMAT, "none of the card's files", "a vector in the model's place");
	check_manifest(replaced(manifest, "golden/output-0-out.npy", "golden/input-0-in.npy"),
		STATUS_FORMAT, "none of the card's files", "a vector twice");
	const char *files = strstr(manifest, "\"files\":[") + 9, *end = strchr(files, ']');
	check_manifest(
		arena_printf(&bundle_arena, "%.*s%s", (int)(files - manifest), manifest, end),
		STATUS_FORMAT, "expected its model, found no file", "a card without files");
	check_manifest(replaced(manifest, "\"beta\"", "\"aaaa\""), STATUS_FORMAT, "in order",
		"cards in another order");
	check_manifest(replaced(manifest, "\"beta\"", "\"alpha\""), STATUS_FORMAT, "each once",
		"a card twice");
	check_manifest(replaced(manifest, "\"beta\"", "\"bets\""), STATUS_FORMAT,
		"the header of cards/bets.yaml", "a card by another name");
	const char *shared =
		arena_printf(&bundle_arena, "%s", digest_bytes(bundle_text(bundle_vector_in)).sha1);
	check_manifest(replaced(manifest, shared, bundle_alpha->file.sha1), STATUS_FORMAT,
		"two cards say different things", "a shared file with two hashes");
}

static void swap(struct tar_member *a, struct tar_member *b)
{
	struct tar_member before = *a;
	*a = *b;
	*b = before;
}

// Both the manifest and the object of beta's model: only the card knows of it.
static struct tar with_beta(struct bytes other)
{
	struct tar tar = right;
	struct digests d = digest_bytes(other);
	const char *text = replaced(manifest, bundle_beta->file.sha1, d.sha1);
	text = replaced(text, bundle_beta->file.sha256, d.sha256);
	tar.members[0].content = bundle_text(text);
	int i = 1;
	while (!strstr(tar.members[i].name, bundle_beta->file.sha256))
		i++;
	snprintf(tar.members[i].name, 101, "objects/%s", d.sha256);
	tar.members[i].content = other;
	// its place among the objects may be another one
	for (; i > 1 && strcmp(tar.members[i - 1].name, tar.members[i].name) > 0; i--)
		swap(&tar.members[i - 1], &tar.members[i]);
	for (; i + 1 < tar.count && strcmp(tar.members[i].name, tar.members[i + 1].name) > 0; i++)
		swap(&tar.members[i], &tar.members[i + 1]);
	return tar;
}

static void test_other_bytes(void)
{
	struct status st;
	struct tar tar = with_beta(bundle_model(97));
	CHECK(bundle_verdict_of(tar_put_together(&tar, &bundle_arena), &bundle_none, &st) ==
				STATUS_NO &&
			strstr(st.message, "the card says"),
		"another model under the card's name: %s", st.message);
}

// Manifest, object and card agree, to the byte: what they agree on is no model.
static void test_no_model(void)
{
	struct status st;
	struct bundle_report report;
	char *words = arena_array(&bundle_arena, char, BUNDLE_MODEL_NBYTES + 1);
	memset(words, 'x', BUNDLE_MODEL_NBYTES);
	struct tar tar = with_beta(bundle_text(words));
	const char *yaml =
		bundle_yaml("beta", bundle_text(words), bundle_vector_in, "other out", "B");
	char sha256[SHA256_HEX_NBYTES], old[SHA256_HEX_NBYTES];
	digest_sha256(sha256, bundle_text(yaml));
	digest_sha256(old, bundle_beta->text);
	const char *text = arena_strndup(&bundle_arena, (const char *)tar.members[0].content.data,
		tar.members[0].content.nbytes);
	tar.members[0].content = bundle_text(replaced(text, old, sha256));
	tar.members[2].content = bundle_text(yaml);
	struct bytes bundle = tar_put_together(&tar, &bundle_arena);
	CHECK(bundle_verdict_of(bundle, &bundle_none, &st) == STATUS_FORMAT &&
			strstr(st.message, ": beta: beta.tflite: ") &&
			strstr(st.message, "not a TFLite model") && st.hint[0],
		"a model that is none: %s", st.message);
	scratch_write(bundle_path, bundle.data, bundle.nbytes);
	CHECK(!bundle_install(
		      &report, bundle_path, &bundle_to, &bundle_none, NULL, &bundle_arena, &st) &&
			st.code == STATUS_FORMAT && access(bundle_to.home, F_OK) != 0,
		"is not installed, nor anything beside it: %s", st.message);
	struct card *card = bundle_card("beta", yaml);
	const struct card *const cards[] = {bundle_alpha, card, NULL};
	const char *made = arena_printf(&bundle_arena, "%s/made.zoo", scratch_directory);
	bundle_bring(&bundle_from, card, card->file, bundle_text(words));
	CHECK(!bundle_create(&report, made, &bundle_from, cards, NULL, &bundle_arena, &st) &&
			st.code == STATUS_FORMAT && strstr(st.message, "beta: ") &&
			access(made, F_OK) != 0,
		"nor bundled: %s", st.message);
}

static void test_other_card(void)
{
	struct status st;
	struct tar tar = right;
	const char *yaml =
		bundle_yaml("beta", bundle_beta_model, bundle_vector_in, "other out", "X\\x1b[31m");
	char sha256[SHA256_HEX_NBYTES], old[SHA256_HEX_NBYTES];
	digest_sha256(sha256, bundle_text(yaml));
	digest_sha256(old, bundle_beta->text);
	const char *text = replaced(manifest, old, sha256);
	text = replaced(text,
		arena_printf(&bundle_arena, "\"beta\",\"size\":%zu", bundle_beta->text.nbytes),
		arena_printf(&bundle_arena, "\"beta\",\"size\":%zu", strlen(yaml)));
	tar.members[0].content = bundle_text(text);
	tar.members[2].content = bundle_text(yaml);
	struct bytes bundle = tar_put_together(&tar, &bundle_arena);
	CHECK(bundle_verdict_of(bundle, &bundle_none, &st) == STATUS_OK,
		"a card that is not known is what it says %s", st.message);
	CHECK(bundle_verdict_of(bundle, &bundle_both, &st) == STATUS_NO &&
			strstr(st.message, "line 2: expected \"title: B\", got \"title: X"),
		"one that is known has to be the same: %s", st.message);
	static const char *const bad[] = {"", "[", "id: beta\n", "id: alpha\n"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		digest_sha256(sha256, bundle_text(bad[i]));
		text = replaced(manifest, old, sha256);
		text = replaced(text,
			arena_printf(
				&bundle_arena, "\"beta\",\"size\":%zu", bundle_beta->text.nbytes),
			arena_printf(&bundle_arena, "\"beta\",\"size\":%zu", strlen(bad[i])));
		tar.members[0].content = bundle_text(text);
		tar.members[2].content = bundle_text(bad[i]);
		bundle = tar_put_together(&tar, &bundle_arena);
		CHECK(bundle_verdict_of(bundle, &bundle_none, &st) == STATUS_FORMAT,
			"a text that is no card: %s", st.message);
	}
}

int main(void)
{
	bundle_begin();
	tar_take_apart(&right, bundle_make());
	manifest = arena_strndup(&bundle_arena, (const char *)right.members[0].content.data,
		right.members[0].content.nbytes);
	struct status st;
	CHECK(verdict_with(manifest, &bundle_both, &st) == STATUS_OK, "as it was: right %s",
		st.message);
	test_form();
	test_names();
	test_bounds();
	test_cards();
	test_other_bytes();
	test_other_card();
	test_no_model();
	return bundle_end();
}
