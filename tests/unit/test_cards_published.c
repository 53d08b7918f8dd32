// SPDX-License-Identifier: Apache-2.0
/*
 * The cards inside the program against the published texts that they were transcribed
 * from, and the ways to name them.
 */
#include "zoo/card.h"
#include "zoo/identifier.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"

#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct catalogue catalogue;

static const char *read_file(const char *directory, const char *path)
{
	struct bytes bytes;
	struct status st;
	const char *full = arena_printf(&arena, "%s/%s", directory, path);
	if (!CHECK(file_read(&bytes, full, 1 << 20, &arena, &st), "read %s", path))
		return "";
	return arena_strndup(&arena, (const char *)bytes.data, bytes.nbytes);
}

static void check_holds(const char *text, const char *part, const char *id, const char *what)
{
	if (!CHECK(strstr(text, part) != NULL, "%s: the published card holds the %s", id, what))
		printf("# not there: \"%s\"\n", part);
}

// A table row "| key | value |" of the published card, whatever the blanks.
static void check_row(const char *text, const char *key, const char *value, const char *id)
{
	char expected[512];
	snprintf(expected, sizeof(expected), "|%s|%s|", key, value);
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		char row[512];
		size_t used = 0;
		for (const char *c = line; *c && *c != '\n' && used + 1 < sizeof(row); c++) {
			bool edge = *c == ' ' && (c == line || c[-1] == '|' || c[-1] == ' ' ||
							 c[strspn(c, " ")] == '|');
			if (!edge)
				row[used++] = *c;
		}
		row[used] = '\0';
		if (strcmp(row, expected) == 0) {
			CHECK(true, "%s: row %s", id, expected);
			return;
		}
	}
	CHECK(false, "%s: row %s", id, expected);
}

static void check_tensor(const char *text, const struct card_tensor *tensor, const char *id)
{
	char shape[96] = "<td>(";
	for (int i = 0; i < tensor->rank; i++) {
		size_t used = strlen(shape);
		snprintf(shape + used, sizeof(shape) - used, "%s%d", i ? ", " : "",
			(int)tensor->shape[i]);
	}
	strcat(shape, ")</td>");
	check_holds(text, arena_printf(&arena, "<td>%s</td>", tensor->name), id, "name");
	check_holds(text, shape, id, "shape");
	check_holds(text, arena_printf(&arena, "<td>%s</td>", tensor->description), id,
		"description of a tensor");
}

static void check_published(const struct card *card, const char *text)
{
	const char *id = card->id;
	check_holds(text, arena_printf(&arena, "# %s\n", card->title), id, "title");
	check_holds(text, arena_printf(&arena, "## Description\n%s\n", card->description), id,
		"description, word for word");
	check_holds(text, arena_printf(&arena, "## License\n[%s](", card->licence), id, "licence");
	check_row(text, "Framework", card->framework, id);
	check_row(text, "SHA-1 Hash", card->file.sha1, id);
	check_row(text, "Size (Bytes)",
		arena_printf(&arena, "%lld", (long long)card->file.size_nbytes), id);
	check_row(text, "Provenance", card->provenance, id);
	check_row(text, "Paper", card->paper, id);
	for (int i = 0; i < card->platform_count; i++) {
		bool yes = strcmp(card->platforms[i].value, "yes") == 0;
		check_row(text, card->platforms[i].key,
			yes ? ":heavy_check_mark:" : ":heavy_multiplication_x:", id);
	}
	for (int i = 0; i < card->optimization_count; i++)
		check_row(text, card->optimizations[i].key, card->optimizations[i].value, id);
	check_holds(text,
		arena_printf(&arena, "## Accuracy\nDataset: %s\n", card->claims[0].dataset), id,
		"dataset");
	const char *metric = strcmp(card->claims[0].metric, "top-1") == 0 ? "Top 1 Accuracy"
			     : strcmp(card->claims[0].metric, "auc") == 0 ? "AUC"
									  : "Accuracy";
	check_row(text, metric, card->claims[0].printed, id);
	for (int i = 0; i < card->input_count; i++)
		check_tensor(text, &card->inputs[i], id);
	for (int i = 0; i < card->output_count; i++)
		check_tensor(text, &card->outputs[i], id);
	CHECK(!strstr(text, "Model Recreation Code") == !card->recreation[0],
		"%s: recreation code, where the card has it", id);
}

// A file of the card that lies in the mirror is the one that is described.
static void check_mirrored(const char *shared, const struct card_file *file, const char *id)
{
	struct bytes bytes;
	struct status st;
	const char *path = arena_printf(&arena, "%s/ml-zoo/%s", shared, file->path);
	struct stat info;
	if (stat(path, &info) != 0) {
		check_skip(file->path, "not in the mirror");
		return;
	}
	if (!CHECK(file_read(&bytes, path, 1 << 24, &arena, &st), "read %s", file->path))
		return;
	struct digests digests = digest_bytes(bytes);
	CHECK_INT((long long)bytes.nbytes, file->size_nbytes, "%s: size of %s", id, file->name);
	CHECK_TEXT(digests.sha256, file->sha256, "%s: sha256 of %s", id, file->name);
	if (file->sha1[0])
		CHECK_TEXT(digests.sha1, file->sha1, "%s: sha1 of %s", id, file->name);
}

static void test_five(void)
{
	static const struct {
		const char *id, *printed, *first_label, *last_label, *protocol, *dataset;
		int label_count, claim_count;
	} five[] = {
		{"ds-cnn-large-clustered", "0.9401", "_silence_", "go", "kws-hello-edge",
			"speech_commands", 12, 4},
		{"micronet-ad-small", "0.9548", "id_00", "unused_7", "ad-micronet",
			"dcase2020_task2_slider", 8, 2},
		{"micronet-kws-medium", "95.77%", "down", "_unknown_", "kws-micronet",
			"speech_commands", 12, 2},
		{"micronet-vww2", "0.768", "not_person", "person", "vww-micronet",
			"visual_wake_words", 2, 2},
		{"mobilenet-v2", "0.697", "background",
			"toilet tissue, toilet paper, bathroom tissue", "imagenet-squash",
			"imagenet", 1001, 2},
	};
	const char *shared = check_shared();
	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++) {
		struct status st = {0};
		const struct card *card = catalogue_find(&catalogue, five[i].id, &st);
		if (!CHECK(card != NULL, "%s is there", five[i].id))
			continue;
		CHECK_TEXT(card->id, five[i].id, "its id");
		CHECK_TEXT(card->claims[0].printed, five[i].printed, "the card's own figure first");
		CHECK_INT(card->claim_count, five[i].claim_count, "figures");
		CHECK_TEXT(card->protocol, five[i].protocol, "protocol");
		CHECK_TEXT(card->dataset, five[i].dataset, "dataset");
		CHECK_INT(card->label_count, five[i].label_count, "labels");
		CHECK_TEXT(card->labels[0], five[i].first_label, "the first");
		CHECK_TEXT(card->labels[card->label_count - 1], five[i].last_label, "the last");
		CHECK_INT(card->label_count, card->outputs[0].shape[1], "one for each output");
		CHECK(card->outputs[0].type == TENSOR_INT8, "int8");
		CHECK_TEXT(card->upstream_repository, "ARM-software/ML-zoo", "upstream");
		CHECK(card->golden_input_count == 1 && card->golden_output_count == 1, "a vector");
		const char *name = strrchr(card->file.path, '/');
		CHECK(name && strcmp(name + 1, card->file.name) == 0, "the path ends in the name");
		if (!shared) {
			check_skip(card->id, "no shared data");
			continue;
		}
		check_published(
			card, read_file(shared, arena_printf(&arena, "cards/%s.md", card->id)));
		check_mirrored(shared, &card->file, card->id);
		check_mirrored(shared, &card->golden_inputs[0].file, card->id);
		check_mirrored(shared, &card->golden_outputs[0].file, card->id);
	}
}

static void check_found(const char *name, const char *id)
{
	struct status st = {0};
	const struct card *card = catalogue_find(&catalogue, name, &st);
	CHECK_TEXT(card ? card->id : st.message, id, "find \"%s\"", name);
}

static void check_not_found(const char *name, const char *message, const char *hint)
{
	struct status st = {0};
	CHECK(!catalogue_find(&catalogue, name, &st) &&
			st.code == (*name ? STATUS_UNKNOWN : STATUS_USAGE),
		"\"%s\" is not found", name);
	CHECK_TEXT(st.message, message, "message");
	CHECK_TEXT(st.hint, hint, "hint");
}

static void test_find(void)
{
	check_found("mobilenet-v2", "mobilenet-v2");
	check_found("MobileNet-V2", "mobilenet-v2");
	check_found("mob", "mobilenet-v2");
	check_found("micronet-medium", "micronet-kws-medium");
	check_found("micronet-m", "micronet-kws-medium");
	check_found("micronet-small", "micronet-ad-small");
	check_found("micronet-v", "micronet-vww2");
	check_found("ds-cnn-clustered", "ds-cnn-large-clustered");
	check_found("ds", "ds-cnn-large-clustered"); // its id and its alias: one card
	check_not_found("micronet", "\"micronet\" may mean 3 cards",
		"it could be: micronet-ad-small, micronet-kws-medium, micronet-vww2");
	check_not_found(
		"mobilnet-v2", "no card is called \"mobilnet-v2\"", "did you mean mobilenet-v2?");
	check_not_found("vww2", "no card is called \"vww2\"", "did you mean micronet-vww2?");
	check_not_found(
		"zzz", "no card is called \"zzz\"", "zoo list shows the cards that there are");
	check_not_found("", "no card can be called \"\": expected " IDENTIFIER_FORM,
		"zoo list shows the cards that there are");
}

static bool write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");
	if (!f)
		return false;
	fputs(text, f);
	return fclose(f) == 0;
}

static const char *card_text(const char *id, const char *title, const char *more)
{
	return arena_printf(&arena,
		"id: %s\ntitle: %s\ntask: t\ndescription: d\nlicence: MIT\nframework: f\n"
		"provenance: p\n"
		"file: {name: a, path: b, sha1: 0123456789abcdef0123456789abcdef01234567}\n"
		"inputs: [{name: i, type: int8, shape: [1]}]\n"
		"outputs: [{name: o, type: int8, shape: [1]}]\n%s",
		id, title, more);
}

static void test_directories(void)
{
	char first[] = "/tmp/zoo-cards-XXXXXX", second[] = "/tmp/zoo-cards-XXXXXX";
	if (!CHECK(mkdtemp(first) && mkdtemp(second), "two directories"))
		return;
	const char *paths[] = {arena_printf(&arena, "%s/mobilenet-v2.yaml", first),
		arena_printf(&arena, "%s/mobilenet-v2.yaml", second),
		arena_printf(&arena, "%s/aaa.yaml", second),
		arena_printf(&arena, "%s/.hidden.yaml", second),
		arena_printf(&arena, "%s/readme.txt", second)};
	CHECK(write_file(paths[0], card_text("mobilenet-v2", "First", "")) &&
			write_file(paths[1], "not even a card: [") &&
			write_file(paths[2],
				card_text("aaa", "Mine", "aliases: [micronet-kws-medium, q]\n")) &&
			write_file(paths[3], "[") && write_file(paths[4], "["),
		"cards of our own");
	struct catalogue own;
	struct status st = {0};
	const char *const directories[] = {first, second, NULL};
	if (CHECK(catalogue_read(&own, directories, &arena, &st), "all are read")) {
		CHECK_INT(own.card_count, catalogue.card_count + 1, "one more");
		CHECK_TEXT(own.cards[0]->id, "aaa", "sorted");
		CHECK(!own.cards[own.card_count], "and ended");
		const struct card *found = catalogue_find(&own, "mobilenet-v2", &st);
		CHECK_TEXT(found ? found->title : "", "First", "the first directory wins");
		found = catalogue_find(&own, "micronet-kws-medium", &st);
		CHECK_TEXT(found ? found->id : "", "micronet-kws-medium", "an id before an alias");
		found = catalogue_find(&own, "q", &st);
		CHECK_TEXT(found ? found->id : "", "aaa", "an alias of ours");
	} else {
		printf("# %s\n", st.message);
	}
	const char *const other_order[] = {second, first, NULL};
	CHECK(!catalogue_read(&own, other_order, &arena, &st) && st.code == STATUS_FORMAT,
		"a broken card that is not shadowed");
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		unlink(paths[i]);
	rmdir(second);
	CHECK(!catalogue_read(&own, other_order, &arena, &st) && st.code == STATUS_IO,
		"a directory that does not exist");
	CHECK_TEXT(st.message, arena_printf(&arena, "%s: No such file or directory", second),
		"is named");
	rmdir(first);
}

int main(void)
{
	struct status st = {0};
	if (!CHECK(catalogue_read(&catalogue, NULL, &arena, &st), "the built-in catalogue")) {
		printf("# %s\n", st.message);
		return check_done();
	}
	for (int i = 1; i < catalogue.card_count; i++)
		CHECK(strcmp(catalogue.cards[i - 1]->id, catalogue.cards[i]->id) < 0, "sorted");
	test_five();
	test_find();
	test_directories();
	arena_release(&arena);
	return check_done();
}
