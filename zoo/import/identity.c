// SPDX-License-Identifier: Apache-2.0
/*
 * What the model is, and where its file lies: id to recreation, upstream, file.
 */
#include "zoo/import/importer.h"

#include "engine/base/words.h"
#include "zoo/digest.h"
#include "zoo/identifier.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { COMMIT_NBYTES = 40 };

static bool is_url(const char *text)
{
	size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
			: strncmp(text, "http://", 7) == 0 ? 7
							   : 0;
	return scheme && text[scheme] && !strpbrk(text, " \"<>\\\n");
}

// Newer cards have a path for a title: "keyword_spotting/ds_cnn_large/.../tflite_int8".
static bool title_is_path(const struct importer *i)
{
	const char *title = i->published->title.text;
	return strchr(title, '/') && !strchr(title, ' ');
}

// The type that all models are of, and folders that all have.
static bool says_nothing(const char *word, size_t nbytes, bool in_path)
{
	static const char *const words[] = {
		"int8", "tflite", "model", "package", "archive", "tf", NULL};
	for (int w = 0; words[w] && (w < 2 || in_path); w++)
		if (strlen(words[w]) == nbytes && strncasecmp(words[w], word, nbytes) == 0)
			return true;
	return false;
}

// "DS-CNN Clustered INT8" as "ds-cnn-clustered"; "" if nothing is left.
static const char *id_of_title(const struct importer *i)
{
	const char *title = i->published->title.text;
	bool in_path = title_is_path(i);
	if (in_path)
		title = strchr(title, '/') + 1; // behind the task
	char *id = arena_array(i->keep, char, strlen(title) + 2), *end = id;
	while (*title) {
		size_t nbytes = 0;
		while (isalnum((unsigned char)title[nbytes]) ||
			(nbytes && title[nbytes] == '.' &&
				isdigit((unsigned char)title[nbytes + 1])))
			nbytes++;
		if (nbytes && !says_nothing(title, nbytes, in_path)) {
			if (end > id)
				*end++ = '-';
			for (size_t c = 0; c < nbytes; c++)
				*end++ = (char)tolower((unsigned char)title[c]);
		}
		title += nbytes ? nbytes : 1;
	}
	while (end - id > IDENTIFIER_MAX_NBYTES || (end > id && end[-1] == '.'))
		end--;
	*end = '\0';
	return id;
}

static void write_id(struct importer *i)
{
	const char *id = i->options->id;
	if (!id) {
		id = id_of_title(i);
		if (*id)
			importer_doubt(i, 0, "id", 0, "not printed; proposed after the title");
		else
			importer_to_add(i, 0, "id", 0,
				"a name for the model, which is also that of this file");
	}
	if (*id)
		layout_text(&i->layout, 0, "id", id);
	i->out->id = id;
}

static void write_title(struct importer *i)
{
	const struct published_text *title = &i->published->title;
	if (!*title->text) {
		importer_to_add(i, 0, "title", 0, "none is printed");
		return;
	}
	if (title_is_path(i))
		importer_doubt(i, 0, "title", title->line, "a path is printed for a title");
	layout_text(&i->layout, 0, "title", title->text);
}

// The folder behind "models/", or at the beginning of a title that is a path.
static const char *task_in_path(struct importer *i)
{
	static const char root[] = "models/";
	const struct import_place *place =
		i->options->file.whole ? &i->options->file : &i->options->card;
	const char *task = place->whole && strncmp(place->path, root, strlen(root)) == 0
				   ? place->path + strlen(root)
			   : title_is_path(i) ? i->published->title.text
					      : "";
	size_t nbytes = strcspn(task, "/");
	return task[nbytes] && is_identifier(task, nbytes) ? arena_strndup(i->keep, task, nbytes)
							   : NULL;
}

static void write_task(struct importer *i)
{
	const char *task = i->options->task ? i->options->task : task_in_path(i);
	if (!task && i->proposal) {
		importer_doubt(i, 0, "task", i->published->dataset.line,
			"not printed; proposed after the dataset");
		task = i->proposal->task;
	}
	if (task)
		layout_text(&i->layout, 0, "task", task);
	else
		importer_to_add(
			i, 0, "task", 0, "what the model does, such as keyword_spotting (--task)");
}

static void write_printed(struct importer *i, const char *key, const struct published_text *text)
{
	if (*text->text)
		layout_text(&i->layout, 0, key, text->text);
	else
		importer_to_add(i, 0, key, 0, "it is not printed");
}

// An SPDX identifier is one word; that of the link is the same.
static void check_licence(struct importer *i)
{
	const struct published_text *licence = &i->published->licence;
	const char *link = i->published->licence_link.text;
	static const char site[] = "https://spdx.org/licenses/";
	if (!*licence->text)
		return;
	if (licence->text[strcspn(licence->text, " /:")]) {
		importer_doubt(i, 0, "licence", licence->line, "this is no SPDX identifier");
	} else if (strncmp(link, site, strlen(site)) == 0) {
		const char *name = link + strlen(site);
		size_t nbytes = strlen(name);
		nbytes -= word_ends_with(name, ".html") ? strlen(".html") : 0;
		if (strlen(licence->text) != nbytes || strncmp(licence->text, name, nbytes) != 0)
			importer_doubt(i, 0, "licence", licence->line,
				"the link beside it leads to %s", link);
	}
}

static void write_paper(struct importer *i)
{
	const struct published_text *paper = &i->published->paper;
	if (!*paper->text)
		return; // not every model has one
	if (is_url(paper->text))
		layout_text(&i->layout, 0, "paper", paper->text);
	else
		importer_doubt(
			i, 0, "paper", paper->line, "left out, as it is no URL: %s", paper->text);
}

static void write_recreation(struct importer *i)
{
	const struct published_text *link = &i->published->recreation;
	importer_doubts_about(i, "recreation", "recreation");
	if (!*link->text)
		return;
	const char *url = importer_resolve(i, link->text);
	if (!url || !is_url(url)) {
		importer_to_add(i, 0, "recreation", link->line,
			"the address of %s, which begins where the card is (--upstream)",
			link->text);
		return;
	}
	if (url != link->text)
		importer_doubt(i, 0, "recreation", link->line,
			"%s in the card; whether it is there was not looked at", link->text);
	layout_text(&i->layout, 0, "recreation", url);
}

void import_identity(struct importer *i)
{
	const struct published *p = i->published;
	write_id(i);
	write_title(i);
	write_task(i);
	importer_doubts_about(i, "description", "description");
	write_printed(i, "description", &p->description);
	importer_doubts_about(i, "licence", "licence");
	check_licence(i);
	write_printed(i, "licence", &p->licence);
	write_printed(i, "framework", &p->framework);
	write_printed(i, "provenance", &p->provenance);
	write_paper(i);
	write_recreation(i);
}

// Where the files are.

static void write_upstream(struct importer *i)
{
	const struct import_place *card = &i->options->card, *file = &i->options->file;
	const struct import_place *place = file->whole ? file : card;
	layout_line(&i->layout, 0, "%s", "");
	if (!place->whole) {
		importer_to_add(i, 0, "upstream", 0,
			"repository and commit of the file, and the place of this card (--upstream)");
		return;
	}
	bool is_whole = strlen(place->commit) == COMMIT_NBYTES;
	if (!is_whole)
		importer_to_add(i, 0, "upstream", 0,
			"repository %s, and all 40 digits of a commit such as %s (--upstream)",
			place->repository, place->commit);
	if (!is_whole && !card->whole)
		return;
	layout_line(&i->layout, 0, "upstream:");
	if (is_whole) {
		layout_text(&i->layout, 2, "repository", place->repository);
		layout_line(&i->layout, 2, "commit: %s", place->commit);
	}
	if (card->whole)
		layout_text(&i->layout, 2, "card", card->whole);
	else
		importer_to_add(
			i, 2, "upstream.card", 0, "the place of the card's text (--upstream)");
}

// Name and path, from the file's place or the copy at hand.
static void write_file_name(struct importer *i)
{
	const struct import_place *card = &i->options->card, *file = &i->options->file;
	const char *slash = file->whole ? strrchr(file->path, '/') : NULL;
	const char *name =
		file->whole ? (slash ? slash + 1 : file->path) : i->published->file_name.text;
	const char *path = file->whole ? file->path : "";
	const struct import_copy *copy = importer_copy(i);
	if (!*name && copy) {
		importer_doubt(i, 2, "file.name", 0, "not printed; that of the file at hand");
		name = copy->name;
	}
	if (!*name) {
		importer_to_add(i, 2, "file.name", 0,
			"a card does not print it (--upstream with the model's path, or --file)");
		importer_to_add(
			i, 2, "file.path", 0, "where the file lies in the repository (--upstream)");
		return;
	}
	layout_text(&i->layout, 2, "name", name);
	if (!*path && card->whole) {
		slash = strrchr(card->path, '/');
		path = arena_printf(i->keep, "%.*s%s", slash ? (int)(slash - card->path) + 1 : 0,
			card->path, name);
		importer_doubt(i, 2, "file.path", 0, "taken to be beside the card");
	}
	if (*path)
		layout_text(&i->layout, 2, "path", path);
	else
		importer_to_add(
			i, 2, "file.path", 0, "where the file lies in the repository (--upstream)");
}

// The number, or -1.
static int64_t read_size(const char *text)
{
	int64_t value = 0;
	enum { MOST_DIGITS = 15 };
	size_t nbytes = strlen(text);
	if (nbytes == 0 || nbytes > MOST_DIGITS || strspn(text, "0123456789") != nbytes)
		return -1;
	for (; *text; text++)
		value = value * 10 + (*text - '0');
	return value;
}

static void write_size(struct importer *i)
{
	const struct published_text *size = &i->published->size;
	const struct import_copy *copy = importer_copy(i);
	int64_t nbytes = read_size(size->text);
	if (*size->text && nbytes < 0)
		importer_doubt(i, 2, "file.size_bytes", size->line,
			"\"%s\" is printed, which is no number of bytes", size->text);
	if (nbytes < 0 && copy) {
		importer_doubt(i, 2, "file.size_bytes", 0, "not printed; that of the file at hand");
		nbytes = copy->nbytes;
	}
	if (copy && nbytes != copy->nbytes)
		importer_doubt(i, 2, "file.size_bytes", size->line,
			"the file at hand, with the SHA-1 that is printed, has %" PRId64 " bytes",
			copy->nbytes);
	if (nbytes >= 0)
		layout_line(&i->layout, 2, "size_bytes: %" PRId64, nbytes);
	else
		importer_to_add(i, 2, "file.size_bytes", 0, "how many bytes the file has");
}

static void write_hashes(struct importer *i)
{
	const struct published_text *sha1 = &i->published->sha1;
	const struct import_copy *copy = importer_copy(i);
	bool is_sha1 = digest_is_hex(sha1->text, SHA1_HEX_NBYTES);
	if (i->options->copy && !copy)
		importer_doubt(i, 2, "file.sha1", sha1->line,
			"the file at hand is another one: its SHA-1 is %s; nothing is taken from it",
			i->options->copy->digests.sha1);
	if (is_sha1) {
		layout_line(&i->layout, 2, "sha1: %s", sha1->text);
	} else if (*sha1->text) {
		importer_doubt(i, 2, "file.sha1", sha1->line,
			"left out, as it is not 40 hexadecimal digits: %s", sha1->text);
	} else if (copy) {
		importer_doubt(i, 2, "file.sha1", 0, "not printed; that of the file at hand");
		layout_line(&i->layout, 2, "sha1: %s", copy->digests.sha1);
	}
	if (!is_sha1 && !copy)
		importer_to_add(i, 2, "file.sha1", 0, "what the file's is, or its sha256");
	if (copy)
		layout_line(&i->layout, 2, "sha256: %s", copy->digests.sha256);
	else
		importer_to_add(i, 2, "file.sha256", 0,
			"what Git LFS has, or that of a file at hand (--file)");
}

void import_files(struct importer *i)
{
	write_upstream(i);
	layout_line(&i->layout, 0, "%s", "");
	importer_doubts_about(i, "network", "file");
	for (int n = 0; n < i->published->network.count; n++) {
		const struct published_row *row = &i->published->network.row[n];
		importer_doubt(i, 0, "file", row->line, "left out: %s: %s", row->name, row->value);
	}
	if (*i->published->training.text)
		importer_doubt(i, 0, "provenance", i->published->training.line,
			"left out: Training: %s", i->published->training.text);
	layout_line(&i->layout, 0, "file:");
	write_file_name(i);
	write_size(i);
	write_hashes(i);
}
