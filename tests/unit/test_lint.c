// SPDX-License-Identifier: Apache-2.0
/*
 * Cards that read well and are odd: each finding alone, and the published cards.  What is
 * found in upstream's material, tests/cli/test_lint_traps.sh has.
 */
#include "zoo/lint.h"

#include "tests/unit/check.h"

static struct arena arena;

#define SHA1 "0123456789abcdef0123456789abcdef01234567"
#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char clean[] =
	"id: x\ntitle: X\ntask: t\ndescription: d\nlicence: Apache-2.0\nframework: f\n"
	"provenance: p\n"
	"file: {name: x.tflite, path: m/x.tflite, size_bytes: 4, sha1: " SHA1 ", sha256: " SHA256
	"}\n"
	"inputs: [{name: in, type: int8, shape: [1, 4]}]\n"
	"outputs: [{name: out, type: int8, shape: [1, 2]}]\n"
	"golden:\n"
	"  inputs: [{tensor: in, name: i, path: m/i.npy, size_bytes: 1, sha256: " SHA256 "}]\n"
	"  outputs: [{tensor: out, name: o, path: m/o.npy, size_bytes: 1, sha256: " SHA256 "}]\n";
#define MEASURED "evaluation: {dataset: speech_commands, split: test, protocol: kws-micronet}\n"
#define MEASURED_AUC \
	"evaluation: {dataset: dcase2020_task2_slider, split: test, protocol: ad-micronet}\n"
#define LABELS "labels: {list: [a, b], count: 2, source: s}\n"
#define CLAIM(printed, more)                         \
	"  - {metric: accuracy, printed: \"" printed \
	"\", dataset: S, items: 4890, source: \"a/b@c:d\"" more "}\n"
#define CLAIMS MEASURED "claims:\n"

static const struct card *parse(const char *text, const char *origin)
{
	struct card *card = NULL;
	struct status st = {0};
	struct bytes bytes = {(const unsigned char *)text, strlen(text)};
	if (!CHECK(card_parse(&card, bytes, origin, &arena, &st), "a card"))
		printf("# %s\n", st.message);
	return card;
}

static void lint_card(struct lint_report *out, const struct card *card)
{
	const struct card *cards[] = {card, NULL};
	struct catalogue catalogue = {.cards = cards, .card_count = 1};
	const struct lint_setting setting = {.catalogue = &catalogue};
	struct status st = {0};
	CHECK(lint_catalogue(out, &setting, &arena, &st), "a catalogue of one");
}

static struct lint_report lint(const char *more)
{
	struct lint_report report = {0};
	const struct card *card = parse(arena_printf(&arena, "%s%s", clean, more), "x.yaml");
	if (card)
		lint_card(&report, card);
	return report;
}

static void print_findings(const struct lint_report *report)
{
	for (int i = 0; i < report->finding_count; i++)
		printf("#   %s: %s: %s\n", report->findings[i].file,
			lint_severity_name(report->findings[i].severity),
			report->findings[i].message);
}

// Exactly this finding.
static void check_only(
	const char *more, enum lint_kind kind, enum lint_severity severity, const char *message)
{
	struct lint_report report = lint(more);
	bool ok = report.finding_count == 1 && report.counts[severity] == 1 &&
		  report.findings[0].kind == kind && report.findings[0].severity == severity &&
		  strcmp(report.findings[0].message, message) == 0 &&
		  strcmp(report.findings[0].file, "x.yaml") == 0;
	if (!CHECK(ok, "%s: %s", lint_kinds[kind].name, message))
		print_findings(&report);
}

static void check_none(const char *more, const char *what)
{
	struct lint_report report = lint(more);
	if (!CHECK(report.finding_count == 0, "nothing: %s", what))
		print_findings(&report);
}

static bool has(const struct lint_report *report, enum lint_severity severity, const char *message)
{
	for (int i = 0; i < report->finding_count; i++)
		if (report->findings[i].severity == severity &&
			strcmp(report->findings[i].message, message) == 0)
			return true;
	return false;
}

static void test_claims(void)
{
	check_none(LABELS CLAIMS CLAIM("95.77%", ""), "a clean card");
	check_none(LABELS CLAIMS CLAIM("95.77%", "") CLAIM("0.958", ""), "a figure rounded");
	check_only(LABELS, FOUND_NO_FIGURE, LINT_NOTE, "no published figure");
	check_only(LABELS CLAIMS CLAIM("0.94701", ""), FOUND_NO_COUNT, LINT_WARNING,
		"claim 0.94701: is no k of 4890");
	check_only(LABELS CLAIMS CLAIM("0.94701", ", note: known"), FOUND_NO_COUNT, LINT_NOTE,
		"claim 0.94701: is no k of 4890");
	check_only(LABELS CLAIMS CLAIM("76.8", ""), FOUND_UNIT_ERROR, LINT_WARNING,
		"claim 76.8: a percentage without its sign, read as 0.768");
	check_only(LABELS CLAIMS CLAIM("100", ""), FOUND_UNIT_ERROR, LINT_WARNING,
		"claim 100: a percentage without its sign, read as 1");
	check_none(LABELS CLAIMS CLAIM("76.8%", ""), "a percentage with its sign");
	check_none(LABELS CLAIMS CLAIM("1.0", ""), "a fraction");
	static const char both[] =
		"claims 0.9401 and 93.87%: one file, and they cannot both be right";
	check_only(LABELS CLAIMS CLAIM("0.9401", "") CLAIM("93.87%", ""), FOUND_SEVERAL_FIGURES,
		LINT_WARNING, both);
	check_only(LABELS CLAIMS CLAIM("0.9401", "") CLAIM("93.87%", ", note: known"),
		FOUND_SEVERAL_FIGURES, LINT_NOTE, both);
	check_only(LABELS CLAIMS CLAIM("0.5", "") CLAIM("0.555", ""), FOUND_SEVERAL_FIGURES,
		LINT_WARNING, "claims 0.5 and 0.555: one file, and they cannot both be right");
	check_none(LABELS CLAIMS CLAIM("0.54", "") CLAIM("0.5", ""), "0.54 may be 0.5");
	check_none(LABELS CLAIMS CLAIM("0.45", "") CLAIM("0.5", ""), "0.45 may be 0.5");
	check_only(LABELS CLAIMS CLAIM("0.9401", "")
			   CLAIM("93.87%", ", sha1: 1111111111111111111111111111111111111111"),
		FOUND_FIGURE_OF_OTHER_FILE, LINT_NOTE, "claim 93.87%: made for another file");
	static const char loose[] = "claims: [{metric: accuracy, printed: \"0.5\", dataset: S, "
				    "items: 4890, source: x}]\n";
	check_only(arena_printf(&arena,
			   LABELS MEASURED "%supstream: {repository: a/b, commit: " SHA1
					   ", card: \"a/b@c:d\"}\n",
			   loose),
		FOUND_LOOSE_SOURCE, LINT_WARNING, "claim 0.5: source");
	check_none(arena_printf(&arena, LABELS MEASURED "%s", loose),
		"a model of our own names its source as it likes");
	struct lint_report report =
		lint(LABELS CLAIMS "  - {metric: accuracy, printed: \"0.5\", dataset: S}\n");
	CHECK(report.finding_count == 2 && has(&report, LINT_WARNING, "claim 0.5: no source") &&
			has(&report, LINT_WARNING, "claim 0.5: the number of items is not given"),
		"a claim without source and items");
}

static void test_evaluation(void)
{
#define MEASURED_BY(dataset, split, protocol) \
	LABELS "evaluation: {dataset: " dataset ", split: " split ", protocol: " protocol "}\n"
#define GOOD_CLAIM "claims:\n" CLAIM("95.77%", "")
	check_only(MEASURED_BY("cats", "test", "kws-micronet") GOOD_CLAIM, FOUND_UNKNOWN_DATASET,
		LINT_WARNING, "dataset cats");
	check_only(MEASURED_BY("speech_commands", "train", "kws-micronet") GOOD_CLAIM,
		FOUND_WRONG_SPLIT, LINT_WARNING, "split of speech_commands");
	check_only(MEASURED_BY("speech_commands", "test", "kws") GOOD_CLAIM, FOUND_UNKNOWN_PROTOCOL,
		LINT_WARNING, "protocol kws");
	check_only(MEASURED_BY("speech_commands", "test", "kws-micronet") "claims: [{metric: auc, "
									  "printed: \"0.5\", "
									  "dataset: S, items: "
									  "4890, source: x}]\n",
		FOUND_WRONG_PROTOCOL, LINT_ERROR,
		"claim 0.5: protocol kws-micronet measures something else");
	check_only(
		MEASURED_BY("speech_commands", "test", "kws-micronet") "claims: [{metric: top-1, "
								       "printed: \"0.5\", "
								       "dataset: S, items: "
								       "4891, source: x}]\n",
		FOUND_WRONG_ITEMS, LINT_ERROR, "claim 0.5: items");
	check_none(MEASURED_BY("speech_commands", "test", "kws-hello-edge") GOOD_CLAIM,
		"another list of the same family");
	check_none(LABELS MEASURED_AUC
		"claims: [{metric: auc, printed: \"0.5\", dataset: S, items: 1290, source: x}]\n",
		"an AUC");
}

static void test_labels(void)
{
#define GOOD CLAIMS CLAIM("95.77%", "")
	check_only(GOOD, FOUND_NO_LABELS, LINT_NOTE, "no labels");
	check_only(GOOD "labels: {list: [a], count: 1, source: s}\n", FOUND_LABEL_COUNT, LINT_ERROR,
		"1 labels for 2 outputs");
	check_only(GOOD "labels: {list: [a, a], count: 2, source: s}\n", FOUND_LABEL_TWICE,
		LINT_WARNING, "label \"a\" stands twice, for outputs 0 and 1");
	check_only(GOOD "labels: {list: [a, a], count: 2, source: s, note: known}\n",
		FOUND_LABEL_TWICE, LINT_NOTE, "label \"a\" stands twice, for outputs 0 and 1");
	check_only(GOOD LABELS "operators: [CONV_2D, RELU6]\n", FOUND_FUSED_OPERATOR, LINT_NOTE,
		"operators: RELU6 is usually fused into others and then not in the file: it is not "
		"compared");
	check_only(GOOD LABELS "upstream: {repository: a/b, commit: " SHA1 "}\n", FOUND_NO_UPSTREAM,
		LINT_WARNING, "upstream: the card that this was taken from is not named");
}

static void test_files(void)
{
	struct lint_report report = {0};
	const struct card *card =
		parse("id: x\ntitle: X\ntask: t\ndescription: d\nlicence: MIT\nframework: f\n"
		      "provenance: p\nfile: {name: a, path: b, url: 'http://c/d', sha1: " SHA1 "}\n"
		      "inputs: [{name: i, type: int8, shape: [1]}]\n"
		      "outputs: [{name: o, type: int8, shape: [1]}]\n",
			"x.yaml");
	if (!card)
		return;
	lint_card(&report, card);
	CHECK(has(&report, LINT_WARNING, "file: the size is not given"), "no size");
	CHECK(has(&report, LINT_WARNING, "file: no sha256: SHA-1 alone can be forged"),
		"no sha256");
	CHECK(has(&report, LINT_WARNING, "file: http://c/d: not https"), "http");
	CHECK(has(&report, LINT_NOTE, "no published test vectors"), "no vectors");
	CHECK_INT(
		report.counts[LINT_NOTE] + report.counts[LINT_WARNING] + report.counts[LINT_ERROR],
		report.finding_count, "all are counted");
}

static const char *other(const char *id, const char *file, const char *more)
{
	return arena_printf(&arena,
		"id: %s\ntitle: X\ntask: t\ndescription: d\nlicence: MIT\nframework: f\n"
		"provenance: p\nfile: {path: b, %s}\n"
		"inputs: [{name: i, type: int8, shape: [1]}]\n"
		"outputs: [{name: o, type: int8, shape: [1]}]\n%s",
		id, file, more);
}

static void test_catalogue(void)
{
	const struct card *cards[] = {
		parse(other("a", "name: n, size_bytes: 7, sha1: " SHA1, "aliases: [q, d]\n"),
			"a.yaml"),
		parse(other("b",
			      "name: n, size_bytes: 8, "
			      "sha1: 2222222222222222222222222222222222222222",
			      "aliases: [a, q]\n"),
			"b.yaml"),
		parse(other("c",
			      "name: m, size_bytes: 7, "
			      "sha1: 3333333333333333333333333333333333333333",
			      ""),
			"c.yaml"),
		parse(other("d", "name: o, size_bytes: 7, sha1: " SHA1, ""), "d.yaml"), NULL};
	struct catalogue catalogue = {.cards = cards, .card_count = 4};
	struct lint_report report;
	struct status st = {0};
	const struct lint_setting setting = {.catalogue = &catalogue};
	bool ok = CHECK(lint_catalogue(&report, &setting, &arena, &st), "a catalogue");
	ok &= CHECK(has(&report, LINT_ERROR, "alias a is the id of another card"), "alias, id");
	ok &= CHECK(has(&report, LINT_ERROR, "alias q is also one of a"), "alias, alias");
	ok &= CHECK(has(&report, LINT_ERROR, "the id is also an alias of a"), "id, alias");
	ok &= CHECK(report.counts[LINT_ERROR] == 3, "three errors");
	ok &= CHECK(has(&report, LINT_NOTE, "file: n is also the name of another file, in a"),
		"a name twice");
	ok &= CHECK(has(&report, LINT_NOTE, "file: another one, in a, has the same size"),
		"a size twice");
	ok &= CHECK(has(&report, LINT_WARNING, "file: the same bytes as in a"), "a file twice");
	if (!ok)
		print_findings(&report);
}

// 150 times the same file is 11,175 pairs, each a finding.
static void test_too_many(void)
{
	const struct card *cards[151] = {NULL};
	struct catalogue catalogue = {.cards = cards, .card_count = 150};
	const struct lint_setting setting = {.catalogue = &catalogue};
	struct lint_report report;
	struct status st = {0};
	cards[0] = parse(other("a", "name: n, size_bytes: 7, sha1: " SHA1, ""), "a.yaml");
	if (!cards[0])
		return;
	for (int i = 1; i < 150; i++)
		cards[i] = cards[0];
	CHECK(!lint_catalogue(&report, &setting, &arena, &st), "too many findings");
	CHECK_INT(st.code, STATUS_FORMAT, "which is said: %s", st.message);
}

// What is known to be odd about the published five, each explained by its card.
static void test_published(void)
{
	struct catalogue catalogue;
	struct status st = {0};
	struct lint_report report;
	const struct lint_setting setting = {.catalogue = &catalogue};
	if (!CHECK(catalogue_read(&catalogue, NULL, &arena, &st), "the built-in catalogue") ||
		!CHECK(lint_catalogue(&report, &setting, &arena, &st), "and what is odd about it"))
		return;
	bool ok = CHECK(report.counts[LINT_ERROR] == 0 && report.counts[LINT_WARNING] == 0,
		"no errors and no warnings");
	ok &= CHECK(has(&report, LINT_NOTE, "claim 0.94701: is no k of 4890"), "no count");
	ok &= CHECK(has(&report, LINT_NOTE,
			    "claims 0.9401 and 93.87%: one file, and they cannot both be right"),
		"two figures for one file");
	ok &= CHECK(
		has(&report, LINT_NOTE, "claim 76.8: a percentage without its sign, read as 0.768"),
		"a percentage without its sign");
	ok &= CHECK(has(&report, LINT_NOTE,
			    "claim 69.68: a percentage without its sign, read as 0.6968"),
		"another one");
	ok &= CHECK(
		has(&report, LINT_NOTE, "label \"crane\" stands twice, for outputs 135 and 518"),
		"two cranes");
	if (!ok)
		print_findings(&report);
}

// Programs go by the names, so each has one of its own.
static void test_kinds(void)
{
	bool whole = true, unique = true;
	for (int i = 0; i < FOUND_KIND_COUNT; i++) {
		whole &= lint_kinds[i].name && lint_kinds[i].about && lint_kinds[i].advice;
		for (int j = 0; whole && j < i; j++)
			unique &= strcmp(lint_kinds[i].name, lint_kinds[j].name) != 0;
	}
	CHECK(whole, "every kind has a name, and words for what it is and what to do");
	CHECK(unique, "no name stands for two kinds");
}

int main(void)
{
	test_kinds();
	test_claims();
	test_evaluation();
	test_labels();
	test_files();
	test_catalogue();
	test_too_many();
	test_published();
	arena_release(&arena);
	return check_done();
}
