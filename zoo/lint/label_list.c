// SPDX-License-Identifier: Apache-2.0
/*
 * Line by line.  What is odd about lines is said once for each way in which they are odd, with
 * the first line that is.
 */
#include "zoo/lint/label_list.h"

#include "engine/base/utf8.h"

#include <ctype.h>
#include <string.h>

enum { COMPARED_MAX = 4096, TOLD_MAX = 8 }; // each label is compared with all others

// First lines of each oddity; 0: none.
struct oddities {
	int empty, edges, carriage, bytes;
};

static bool is_utf8_text(const char *line, size_t nbytes)
{
	for (size_t i = 0; i < nbytes;) {
		size_t step = utf8_character_nbytes((const unsigned char *)line + i);
		if (step == 0 || (unsigned char)line[i] < 0x20)
			return false;
		i += step;
	}
	return true;
}

static void first(int *line, int number)
{
	if (*line == 0)
		*line = number;
}

// The label in a line, without what is odd about it; NULL: there is none.
static const char *take_label(
	struct oddities *odd, const char *line, size_t nbytes, int number, struct arena *keep)
{
	if (nbytes && line[nbytes - 1] == '\r') {
		first(&odd->carriage, number);
		nbytes--;
	}
	if (nbytes && (line[0] == ' ' || line[nbytes - 1] == ' ')) {
		first(&odd->edges, number);
		for (; nbytes && line[0] == ' '; nbytes--)
			line++;
		while (nbytes && line[nbytes - 1] == ' ')
			nbytes--;
	}
	if (nbytes == 0) {
		first(&odd->empty, number);
		return NULL;
	}
	const char *label = arena_strndup(keep, line, nbytes);
	if (strlen(label) != nbytes || !is_utf8_text(label, nbytes))
		first(&odd->bytes, number);
	return label;
}

static void report_oddities(struct findings *findings, const char *path, const struct oddities *odd)
{
	const struct {
		int line;
		const char *message;
	} texts[] = {{odd->empty, "an empty line"},
		{odd->edges, "white space at the ends of a label"},
		{odd->carriage, "lines end with CR LF"},
		{odd->bytes, "bytes that are not UTF-8, or control characters"}};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].line)
			findings_add(findings, FOUND_LABEL_TEXT,
				(struct place){path, texts[i].line}, "%s", texts[i].message);
}

// A list cannot say why a label stands twice, as a card can; so this is only a note.
static void report_twice(struct findings *findings, const struct label_list *list, const int *lines)
{
	int told = 0, twice = 0;
	for (int i = 1; i < list->label_count && i < COMPARED_MAX; i++)
		for (int j = 0; j < i; j++) {
			if (strcmp(list->labels[i], list->labels[j]) != 0)
				continue;
			twice++;
			if (told == TOLD_MAX)
				break;
			told++;
			findings_add(findings, FOUND_LABEL_TWICE,
				(struct place){list->path, lines[i]},
				"label \"%s\" stands twice, first in line %d", list->labels[i],
				lines[j]);
			findings_severity(findings, LINT_NOTE);
			break;
		}
	if (twice > told) {
		findings_add(findings, FOUND_LABEL_TWICE, (struct place){list->path, 0},
			"%d more labels stand twice", twice - told);
		findings_severity(findings, LINT_NOTE);
	}
}

void label_list_examine(struct label_list *out, struct bytes text, const char *path,
	struct findings *findings, struct arena *keep)
{
	struct oddities odd = {0};
	int line_count = 0, number = 0;
	for (size_t i = 0; i < text.nbytes; i++)
		line_count += text.data[i] == '\n' || i + 1 == text.nbytes;
	const char **labels = arena_array(keep, const char *, line_count + 1);
	int *lines = arena_array(keep, int, line_count + 1);
	*out = (struct label_list){.path = path, .labels = labels};
	for (size_t at = 0; at < text.nbytes;) {
		const char *line = (const char *)text.data + at;
		const char *feed = memchr(line, '\n', text.nbytes - at);
		size_t nbytes = feed ? (size_t)(feed - line) : text.nbytes - at;
		const char *label = take_label(&odd, line, nbytes, ++number, keep);
		if (label) {
			lines[out->label_count] = number;
			labels[out->label_count++] = label;
		}
		at += nbytes + 1;
	}
	report_oddities(findings, path, &odd);
	report_twice(findings, out, lines);
	if (text.nbytes && text.data[text.nbytes - 1] != '\n')
		findings_add(findings, FOUND_FINAL_NEWLINE, (struct place){path, number},
			"the last line has no end: %d labels, %d newlines", out->label_count,
			number - 1);
}

static bool is_same_label(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "_");
		b += strspn(b, "_");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (!*a)
			return true;
	}
}

int labels_difference(const char *const *a, const char *const *b)
{
	for (int i = 0;; i++) {
		if (!a[i] && !b[i])
			return -1;
		if (!a[i] || !b[i] || !is_same_label(a[i], b[i]))
			return i;
	}
}
