// SPDX-License-Identifier: Apache-2.0
/*
 * Class labels are data of the card: a list, or a file beside the card that is pinned by
 * count and SHA-256.  The published scripts that make such files cannot be relied on
 * (ARM-software/ML-zoo: models/(task)/(model)/get_class_labels.sh fetch other orders,
 * write four labels for eight outputs, or are gone), so none is run.
 */
#include "zoo/card/values.h"

#include "engine/base/file.h"
#include "engine/base/words.h"
#include "zoo/builtin.h"
#include "zoo/card/installed.h"

#include <limits.h>
#include <string.h>

enum { LABELS_MAX_COUNT = 100000 };

struct labels {
	const char *const *list;
	const char *file;
	struct bytes text; // of that file
	char sha256[SHA256_HEX_NBYTES];
	int64_t count;
	const char *source, *note;
};

static const struct field label_fields[] = {
	FIELD_OPTIONAL("list", struct labels, list, read_texts),
	FIELD_OPTIONAL("file", struct labels, file, read_path),
	FIELD_OPTIONAL("sha256", struct labels, sha256, read_sha256),
	FIELD_REQUIRED("count", struct labels, count, read_count),
	FIELD_REQUIRED("source", struct labels, source, read_prose),
	FIELD_OPTIONAL("note", struct labels, note, read_prose),
};

// The file's bytes: beside the card, or inside the program if the card is.
static bool open_labels(struct bytes *out, const char **path, const char *name,
	const struct node *node, const struct reading *reading)
{
	const char *origin = reading->origin;
	const struct beside *beside = reading->beside;
	if (beside && beside->content.data) {
		*out = beside->content;
		*path = arena_printf(reading->keep, "%s: %s", origin, name);
		return true;
	}
	size_t prefix = strlen(CARD_BUILTIN_PREFIX);
	bool builtin = strncmp(origin, CARD_BUILTIN_PREFIX, prefix) == 0;
	if (builtin)
		origin += prefix;
	const char *slash = strrchr(origin, '/');
	int directory_nbytes = slash && slash - origin < INT_MAX ? (int)(slash - origin + 1) : 0;
	*path = arena_printf(reading->keep, "%.*s%s", directory_nbytes, origin, name);
	if (!builtin) {
		if (beside ? card_file_read(out, beside->directory, name, *path,
				     CARD_MAX_LABELS_NBYTES, reading->keep, reading->st)
			   : file_read(out, *path, CARD_MAX_LABELS_NBYTES, reading->keep,
				     reading->st))
			return true;
		return status_prefix(
			reading->st, "%s:%d:%d", reading->origin, node->line, node->column);
	}
	*out = builtin_find(*path);
	if (!out->data)
		return node_fail(reading, node, "there is no %s in this program", *path);
	return true;
}

// One label: text without controls, not empty, no white space at its ends.
static bool check_label(
	const char *label, const char *path, int line, const struct reading *reading)
{
	size_t nbytes = strlen(label);
	char *shown = arena_array(reading->keep, char, nbytes * 4 + 1);
	if (nbytes == 0)
		return status_fail(reading->st, STATUS_FORMAT, "%s:%d: an empty label", path, line);
	if (label[0] == ' ' || label[nbytes - 1] == ' ')
		return status_fail(reading->st, STATUS_FORMAT,
			"%s:%d: a label begins or ends with white space", path, line);
	if (strcmp(status_printable(shown, nbytes * 4 + 1, label), label) != 0)
		return status_fail(reading->st, STATUS_FORMAT,
			"%s:%d: \"%.64s\": bytes that are not UTF-8, or control characters", path,
			line, label);
	return true;
}

static bool split_labels(const char *const **out, int64_t *count, struct bytes text,
	const char *path, const struct reading *reading)
{
	size_t line_count = 0;
	for (size_t i = 0; i < text.nbytes; i++)
		line_count += text.data[i] == '\n' || i + 1 == text.nbytes;
	if (line_count > LABELS_MAX_COUNT)
		return status_fail(reading->st, STATUS_FORMAT,
			"%s: %zu labels, at most %d are allowed", path, line_count,
			LABELS_MAX_COUNT);
	const char **labels = arena_array(reading->keep, const char *, line_count + 1);
	const unsigned char *line = text.data, *end = text.data + text.nbytes;
	int n = 0;
	while (line < end) {
		const unsigned char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t nbytes = (size_t)((stop ? stop : end) - line);
		if (memchr(line, '\0', nbytes))
			return status_fail(
				reading->st, STATUS_FORMAT, "%s:%d: a zero byte", path, n + 1);
		labels[n] = arena_strndup(reading->keep, (const char *)line, nbytes);
		if (!check_label(labels[n], path, n + 1, reading))
			return false;
		n++;
		line += nbytes + 1;
	}
	*out = labels;
	*count = n;
	return true;
}

static bool read_label_file(int64_t *count, struct labels *labels, const struct node *node,
	const struct reading *reading)
{
	const char *path;
	if (!open_labels(&labels->text, &path, labels->file, node, reading))
		return false;
	struct digests digests = digest_bytes(labels->text);
	if (strcmp(digests.sha256, labels->sha256) != 0)
		return node_fail(reading, node, "%s: sha256: expected %s, got %s", path,
			labels->sha256, digests.sha256);
	return split_labels(&labels->list, count, labels->text, path, reading);
}

static bool take_label_file(int64_t *count, struct labels *labels, const struct node *node,
	const struct reading *reading)
{
	if (read_label_file(count, labels, node, reading))
		return true;
	if (reading->beside)
		reading->beside->wrong = labels->file;
	return false;
}

bool card_read_labels(void *target, const struct node *node, const struct reading *reading)
{
	struct card *card = target;
	struct labels labels = {.source = "", .note = ""};
	if (!fields_read(&labels, label_fields, FIELD_COUNT(label_fields), node, reading))
		return false;
	if (!labels.list == !labels.file)
		return node_fail(reading, node, "expected either \"list\" or \"file\"");
	if (!labels.file != !labels.sha256[0])
		return node_fail(reading, node,
			labels.file ? "missing key \"sha256\" (of the labels' file)"
				    : "key \"sha256\" belongs to \"file\"");
	int64_t count = words_count(labels.list);
	if (!labels.list && !take_label_file(&count, &labels, node, reading))
		return false;
	if (count != labels.count)
		return node_fail(reading, node, "count: expected %lld labels, got %lld",
			(long long)labels.count, (long long)count);
	card->labels = labels.list;
	card->label_count = (int)count;
	card->labels_file = labels.file ? labels.file : "";
	card->labels_text = labels.text;
	card->labels_source = labels.source;
	card->labels_note = labels.note;
	return true;
}
