// SPDX-License-Identifier: Apache-2.0
/*
 * A README.md of ML-zoo, section by section.  There are two generations of them: up to
 * ARM-software/ML-zoo@8bb350c with sections "Performance" and "Optimizations", and a line
 * "Dataset: ..." below "Accuracy"; later ones, such as that of tflite_clustered_int8 in
 * ARM-software/ML-zoo@fec0bb5:models/keyword_spotting/ds_cnn_large/model_package_tf
 * (model_archive/TFLite), with "HW Support", "DataSet" and "Network Quality", and types beside
 * the shapes.
 *
 * What is found and has no place in the result is reported, never dropped silently.
 */
#include "zoo/published/readme.h"

#include "zoo/published/list.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

// Names of the members of struct published that the sections fill.
static const char *const members[SECTION_COUNT] = {
	[SECTION_TOP] = "",
	[SECTION_UNKNOWN] = "",
	[SECTION_DESCRIPTION] = "description",
	[SECTION_LICENCE] = "licence",
	[SECTION_RELATED] = "",
	[SECTION_LABELS] = "class_labels",
	[SECTION_RECREATION] = "recreation",
	[SECTION_NETWORK] = "network",
	[SECTION_PLATFORMS] = "platforms",
	[SECTION_KEY] = "platforms",
	[SECTION_ACCURACY] = "metrics",
	[SECTION_DATASET] = "dataset",
	[SECTION_OPTIMIZATIONS] = "optimizations",
	[SECTION_QUALITY] = "quality",
	[SECTION_INPUTS] = "inputs",
	[SECTION_OUTPUTS] = "outputs",
};

void readme_doubt(struct reader *r, int line, const char *format, ...)
{
	char shown[STATUS_MESSAGE_NBYTES];
	va_list arguments;
	va_start(arguments, format);
	status_vprintable(shown, sizeof(shown), format, arguments);
	va_end(arguments);
	int count = r->out->doubt_count++;
	r->doubts = list_room(r->keep, r->doubts, count, sizeof(*r->doubts));
	r->doubts[count] =
		(struct published_doubt){line, members[r->section], arena_strdup(r->keep, shown)};
	r->out->doubts = r->doubts;
}

const char *readme_excerpt(struct reader *r, const char *text)
{
	enum { EXCERPT_NBYTES = 60 };
	size_t nbytes = strcspn(text, "\n");
	if (nbytes <= EXCERPT_NBYTES && text[nbytes] == '\0')
		return text;
	nbytes = nbytes < EXCERPT_NBYTES ? nbytes : EXCERPT_NBYTES;
	while (nbytes > 0 && (text[nbytes] & 0xc0) == 0x80) // not within a character
		nbytes--;
	return arena_printf(r->keep, "%.*s...", (int)nbytes, text);
}

void readme_leave_out(struct reader *r, int line, const char *what, const char *text)
{
	readme_doubt(r, line, "left out: %s \"%s\"", what, readme_excerpt(r, text));
}

void readme_set(struct reader *r, struct published_text *target, const char *name, const char *text,
	int line)
{
	if (target->line)
		readme_doubt(r, line, "%s stands twice (first in line %d); left out: \"%s\"", name,
			target->line, readme_excerpt(r, text));
	else
		*target = (struct published_text){text, line};
}

// Headings.

static enum section section_of(const char *heading)
{
	static const struct {
		const char *name;
		enum section section;
	} known[] = {{"Description", SECTION_DESCRIPTION}, {"License", SECTION_LICENCE},
		{"Licence", SECTION_LICENCE}, {"Related Materials", SECTION_RELATED},
		{"Class Labels", SECTION_LABELS}, {"Model Recreation Code", SECTION_RECREATION},
		{"Network Information", SECTION_NETWORK}, {"Performance", SECTION_PLATFORMS},
		{"HW Support", SECTION_PLATFORMS}, {"Key", SECTION_KEY},
		{"Accuracy", SECTION_ACCURACY}, {"DataSet", SECTION_DATASET},
		{"Optimizations", SECTION_OPTIMIZATIONS}, {"Optimisations", SECTION_OPTIMIZATIONS},
		{"Network Quality", SECTION_QUALITY}, {"Network Inputs", SECTION_INPUTS},
		{"Network Outputs", SECTION_OUTPUTS}};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (published_same_name(known[i].name, heading))
			return known[i].section;
	return SECTION_UNKNOWN;
}

static void read_heading(struct reader *r, const struct markdown_block *block)
{
	enum section section = section_of(block->text);
	bool is_title = block->level == 1 && section == SECTION_UNKNOWN;
	r->section = is_title ? SECTION_TOP : section;
	if (is_title) {
		readme_set(r, &r->out->title, "the title", block->text, block->line);
	} else if (section == SECTION_UNKNOWN) {
		readme_doubt(r, block->line, "left out: section \"%s\", which cards do not have",
			readme_excerpt(r, block->text));
	} else if (r->section_lines[section]) {
		readme_doubt(r, block->line,
			"left out: section \"%s\", which stands twice (first in line %d)",
			readme_excerpt(r, block->text), r->section_lines[section]);
		r->section = SECTION_UNKNOWN;
	} else {
		r->section_lines[section] = block->line;
	}
}

// Text.

static void append_description(struct reader *r, const char *text)
{
	size_t nbytes = strlen(text), needed = r->description_nbytes + nbytes + 1;
	if (needed > r->description_room) {
		char *larger = arena_array(r->keep, char, 2 * needed);
		if (r->description_nbytes)
			memcpy(larger, r->description, r->description_nbytes);
		r->description = larger;
		r->description_room = 2 * needed;
	}
	memcpy(r->description + r->description_nbytes, text, nbytes + 1);
	r->description_nbytes += nbytes;
	r->out->description.text = r->description;
}

static void read_description(struct reader *r, const struct markdown_block *block)
{
	struct published_text *description = &r->out->description;
	if (description->line)
		append_description(r, block->kind == MARKDOWN_LIST_ITEM ? "\n" : "\n\n");
	else
		description->line = block->line;
	append_description(r, block->text);
}

// "[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)", or just a name.
static void read_licence(struct reader *r, const struct markdown_block *block)
{
	struct published *out = r->out;
	bool is_link = block->text[0] == '[' && block->link_text[0];
	if (out->licence.line) {
		readme_leave_out(r, block->line, "more about the licence:", block->text);
		return;
	}
	const char *text = is_link ? block->link_text : block->text;
	size_t nbytes = strcspn(text, "\n");
	out->licence = (struct published_text){arena_strndup(r->keep, text, nbytes), block->line};
	if (block->link_target[0])
		out->licence_link = (struct published_text){block->link_target, block->line};
	const char *whole = arena_printf(r->keep, "[%s](%s)", block->link_text, block->link_target);
	if (is_link ? strcmp(block->text, whole) != 0 : text[nbytes] != '\0')
		readme_doubt(r, block->line, "more is said about the licence: \"%s\"",
			readme_excerpt(r, block->text));
}

static void read_recreation(struct reader *r, const struct markdown_block *block)
{
	if (block->link_target[0])
		readme_set(r, &r->out->recreation, "the link to the code", block->link_target,
			block->line);
	else
		readme_leave_out(r, block->line, "text without a link:", block->text);
}

// "Dataset: Google Speech Commands Test Set"
static void read_accuracy_text(struct reader *r, const struct markdown_block *block)
{
	static const char name[] = "Dataset:";
	size_t nbytes = strlen(name), line_nbytes = strcspn(block->text, "\n");
	if (strncasecmp(block->text, name, nbytes) != 0) {
		readme_leave_out(r, block->line, "text", block->text);
		return;
	}
	const char *line = arena_strndup(r->keep, block->text, line_nbytes);
	line += nbytes + strspn(line + nbytes, " ");
	if (*line)
		readme_set(r, &r->out->dataset, "the dataset", line, block->line);
	if (block->text[line_nbytes])
		readme_leave_out(r, block->line,
			"text behind the dataset's name:", block->text + line_nbytes + 1);
}

bool readme_add_row(struct reader *r, struct published_rows *rows, struct published_row row)
{
	if (rows->count == PUBLISHED_MAX_ROWS)
		return status_fail(r->st, STATUS_FORMAT, "%s:%d: more than %d rows are not read",
			r->out->origin, row.line, PUBLISHED_MAX_ROWS);
	rows->row = list_room(r->keep, rows->row, rows->count, sizeof(row));
	rows->row[rows->count++] = row;
	return true;
}

// "* :heavy_check_mark: - Will run on this platform."
static bool read_key(struct reader *r, const struct markdown_block *block)
{
	const char *mark = block->text + strspn(block->text, "*+- ");
	const char *dash = strstr(mark, " - ");
	if (!dash) {
		readme_leave_out(r, block->line, "text", block->text);
		return true;
	}
	return readme_add_row(r, &r->out->key,
		(struct published_row){arena_strndup(r->keep, mark, (size_t)(dash - mark)),
			dash + strlen(" - "), block->line});
}

static bool read_text(struct reader *r, const struct markdown_block *block)
{
	switch (r->section) {
	case SECTION_DESCRIPTION:
		read_description(r, block);
		break;
	case SECTION_LICENCE:
		read_licence(r, block);
		break;
	case SECTION_LABELS:
		readme_set(r, &r->out->class_labels, "text about labels", block->text, block->line);
		break;
	case SECTION_RECREATION:
		read_recreation(r, block);
		break;
	case SECTION_ACCURACY:
		read_accuracy_text(r, block);
		break;
	case SECTION_KEY:
		return read_key(r, block);
	case SECTION_UNKNOWN:
		break; // its heading was reported
	default:
		readme_leave_out(r, block->line, "text", block->text);
	}
	return true;
}

static bool read_block(struct reader *r, const struct markdown_block *block)
{
	switch (block->kind) {
	case MARKDOWN_HEADING:
		read_heading(r, block);
		return true;
	case MARKDOWN_TABLE:
		return readme_read_table(r, block);
	case MARKDOWN_CODE:
		if (r->section != SECTION_UNKNOWN)
			readme_leave_out(r, block->line, "code", block->text);
		return true;
	default:
		return read_text(r, block);
	}
}

bool published_read_markdown(struct published *out, struct bytes text, const char *origin,
	struct arena *keep, struct status *st)
{
	struct reader r = {.out = out, .keep = keep, .st = st, .section = SECTION_TOP};
	struct markdown markdown;
	published_init(out, arena_strdup(keep, origin));
	if (text.nbytes > PUBLISHED_MAX_NBYTES)
		return status_fail(st, STATUS_FORMAT,
			"%s: %zu bytes, at most %d are allowed in a card", origin, text.nbytes,
			PUBLISHED_MAX_NBYTES);
	if (!markdown_parse(&markdown, text, origin, keep, st))
		return false;
	int fault = 0;
	for (int i = 0; i <= markdown.block_count; i++) {
		for (; fault < markdown.fault_count &&
			(i == markdown.block_count ||
				markdown.faults[fault].line <= markdown.blocks[i].line);
			fault++)
			readme_doubt(&r, markdown.faults[fault].line, "%s",
				markdown.faults[fault].message);
		if (i < markdown.block_count && !read_block(&r, &markdown.blocks[i]))
			return false;
	}
	if (r.section_lines[SECTION_NETWORK] || r.section_lines[SECTION_INPUTS] ||
		r.section_lines[SECTION_OUTPUTS])
		return true;
	status_fail(st, STATUS_FORMAT,
		"%s: no model card in ML-zoo's form: it has none of the "
		"sections Network Information, Network Inputs and Network Outputs",
		origin);
	return false;
}
