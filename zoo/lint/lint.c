// SPDX-License-Identifier: Apache-2.0
/*
 * First every file by itself, then what the files of a model are to each other, then what
 * models are.
 */
#include "zoo/lint.h"

#include "engine/base/file.h"
#include "zoo/lint/card.h"
#include "zoo/lint/sort.h"
#include "zoo/lint/text.h"
#include "zoo/lint/unit.h"

#include <stdlib.h>
#include <string.h>

// What is read whole has a limit of its own; these are for memory.
enum { TEXT_LIMIT_NBYTES = 1 << 20 };

struct run {
	struct lint_report *out;
	const struct lint_setting *setting;
	struct findings findings;
	struct arena *keep;
	struct material material;
	bool is_named;             // the file that is being examined
	const struct card **cards; // ours, of the files given
	int card_count;
};

/*
 * A file that cannot be examined is a finding, and has a say in the exit code.  Messages are
 * "PATH:LINE:COLUMN: what", or "PATH: what".
 */
static void report_failure(
	struct run *run, enum lint_kind kind, const char *path, const struct status *st)
{
	const char *message = st->message;
	size_t nbytes = strlen(path);
	long line = 0, column = 0;
	if (strncmp(message, path, nbytes) == 0 && message[nbytes] == ':') {
		char *rest;
		message += nbytes + 1;
		line = strtol(message, &rest, 10);
		if (line > 0 && *rest == ':')
			column = strtol(rest + 1, &rest, 10);
		message = line > 0 && *rest == ':' ? rest + 1 : message;
		message += strspn(message, " ");
	}
	findings_add(&run->findings, kind, (struct place){path, line > 0 ? (int)line : 0}, "%s",
		message);
	findings_column(&run->findings, (int)column);
	if (run->out->unexamined == STATUS_OK)
		run->out->unexamined = st->code;
}

static void add_witness(struct run *run, const struct witness *witness)
{
	struct witness *added = &run->material.witnesses[run->material.witness_count++];
	*added = *witness;
	added->is_named = run->is_named;
}

static void examine_card(struct run *run, struct bytes text, const char *path)
{
	struct card *card;
	struct status st = {0};
	struct witness witness;
	run->out->card_count++;
	if (!card_parse(&card, text, path, run->keep, &st)) {
		report_failure(run, FOUND_INVALID_CARD, path, &st);
		return;
	}
	card_check(&run->findings, card, run->keep);
	witness_of_card(&witness, card, run->keep);
	add_witness(run, &witness);
	run->cards[run->card_count++] = card;
	if (!card_check_installed(&run->findings, card, run->setting, &st))
		report_failure(run, FOUND_UNREADABLE, path, &st);
}

static void examine_definition(struct run *run, struct bytes text, const char *path)
{
	struct definition *definition = arena_new(run->keep, struct definition);
	struct status st = {0};
	struct witness witness;
	run->out->card_count++;
	if (!definition_read(definition, text, path, run->keep, &st)) {
		report_failure(run, FOUND_INVALID_YAML, path, &st);
		return;
	}
	text_check_definition(&run->findings, definition, path, run->keep);
	witness_of_text(&witness, WITNESS_DEFINITION, path, &definition->says, run->keep);
	add_witness(run, &witness);
}

static void examine_readme(struct run *run, struct bytes text, const char *path)
{
	struct published *says = arena_new(run->keep, struct published);
	struct status st = {0};
	struct witness witness;
	run->out->card_count++;
	if (!published_read_markdown(says, text, path, run->keep, &st)) {
		report_failure(run, FOUND_NOT_A_CARD, path, &st);
		return;
	}
	text_check_readme(&run->findings, says, text, path, run->keep);
	witness_of_text(&witness, WITNESS_README, path, says, run->keep);
	add_witness(run, &witness);
}

static void examine_binary(struct run *run, struct bytes file, const struct input_file *input)
{
	struct material *material = &run->material;
	if (input->input == INPUT_MODEL) {
		struct witness witness;
		if (model_examine(&witness, file, input->path, &run->findings, run->keep))
			add_witness(run, &witness);
	} else {
		struct vector vector;
		if (!vector_examine(&vector, file, input->path, &run->findings, run->keep))
			return;
		vector.is_named = run->is_named;
		material->vectors[material->vector_count++] = vector;
	}
}

static void examine(struct run *run, const struct input_file *input)
{
	struct material *material = &run->material;
	bool binary = input->input == INPUT_MODEL || input->input == INPUT_VECTOR;
	size_t limit = binary ? MODEL_MAX_FILE_NBYTES : TEXT_LIMIT_NBYTES;
	struct arena scratch = {0}; // what is kept of a file is copied
	struct bytes text;
	struct status st = {0};
	run->is_named = input->is_named;
	run->out->file_count++;
	if (!file_read(&text, input->path, limit, &scratch, &st)) {
		report_failure(run, FOUND_UNREADABLE, input->path, &st);
	} else if (input->input == INPUT_CARD) {
		examine_card(run, text, input->path);
	} else if (input->input == INPUT_DEFINITION) {
		examine_definition(run, text, input->path);
	} else if (input->input == INPUT_README) {
		examine_readme(run, text, input->path);
	} else if (input->input == INPUT_SCRIPT) {
		script_examine(&material->scripts[material->script_count++], text, input->path,
			&run->findings, run->keep);
	} else if (input->input == INPUT_LABELS) {
		label_list_examine(&material->lists[material->list_count++], text, input->path,
			&run->findings, run->keep);
	} else {
		examine_binary(run, text, input);
	}
	arena_release(&scratch);
}

static bool is_among(const struct run *run, const struct card *card)
{
	for (int i = 0; i < run->card_count; i++)
		if (strcmp(run->cards[i]->id, card->id) == 0)
			return true;
	return false;
}

// The catalogue is there to compare with, but for cards that were given as files.
static void add_background(struct run *run)
{
	const struct catalogue *catalogue = run->setting->catalogue;
	for (int i = 0; catalogue && i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		struct witness witness;
		if (is_among(run, card))
			continue;
		witness_of_card(&witness, card, run->keep);
		witness.is_background = true;
		add_witness(run, &witness);
		for (int j = 0; j < run->card_count; j++)
			card_check_pair(&run->findings, run->cards[j], card);
	}
}

static void relate_all(struct run *run)
{
	struct units units;
	for (int i = 0; i < run->card_count; i++)
		for (int j = 0; j < i; j++)
			card_check_pair(&run->findings, run->cards[i], run->cards[j]);
	add_background(run);
	units_collect(&units, &run->material, run->keep);
	for (int i = 0; i < units.count; i++)
		unit_check(&run->findings, &units.list[i], &run->material, run->keep);
	vectors_check(&run->findings, &units, &run->material);
	units_relate(&run->findings, &units, run->keep);
}

static bool is_stopped(const struct lint_setting *setting, struct status *st)
{
	return observer_stopped(setting->observer) &&
	       !status_fail(st, STATUS_INTERRUPTED, "stopped by a signal");
}

// Surplus findings are not dropped in silence.
static bool report(struct lint_report *out, const struct findings *findings, struct status *st)
{
	if (findings->is_full)
		return status_fail(st, STATUS_FORMAT,
			"more than %d findings: look at fewer files at once", (int)FINDINGS_MAX);
	findings_report(out, findings);
	return true;
}

bool lint_paths(struct lint_report *out, const char *const *paths,
	const struct lint_setting *setting, struct arena *keep, struct status *st)
{
	struct inputs inputs;
	struct run run = {.out = out, .setting = setting, .keep = keep};
	*out = (struct lint_report){0};
	if (!inputs_collect(&inputs, paths, keep, st))
		return false;
	int background = setting->catalogue ? setting->catalogue->card_count : 0;
	run.findings.keep = keep;
	run.cards = arena_array(keep, const struct card *, inputs.count);
	run.material = (struct material){
		.witnesses = arena_array(keep, struct witness, inputs.count + background),
		.scripts = arena_array(keep, struct script, inputs.count),
		.lists = arena_array(keep, struct label_list, inputs.count),
		.vectors = arena_array(keep, struct vector, inputs.count),
	};
	for (int i = 0; i < inputs.count; i++) {
		if (is_stopped(setting, st))
			return false;
		examine(&run, &inputs.files[i]);
	}
	relate_all(&run);
	out->other_count = inputs.other_count;
	return report(out, &run.findings, st);
}

bool lint_catalogue(struct lint_report *out, const struct lint_setting *setting, struct arena *keep,
	struct status *st)
{
	const struct catalogue *catalogue = setting->catalogue;
	struct findings findings = {.keep = keep};
	*out = (struct lint_report){
		.card_count = catalogue->card_count, .file_count = catalogue->card_count};
	for (int i = 0; i < catalogue->card_count; i++) {
		const struct card *card = catalogue->cards[i];
		card_check(&findings, card, keep);
		for (int j = 0; j < i; j++)
			card_check_pair(&findings, card, catalogue->cards[j]);
		if (is_stopped(setting, st) || !card_check_installed(&findings, card, setting, st))
			return false;
	}
	return report(out, &findings, st);
}
