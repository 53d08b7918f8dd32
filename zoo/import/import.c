// SPDX-License-Identifier: Apache-2.0
/*
 * The parts in their order, the list of findings, and the question whether what came out is
 * a card already.
 */
#include "zoo/import/importer.h"

#include "engine/base/words.h"
#include "zoo/card.h"
#include "zoo/published/list.h"

#include <stdarg.h>
#include <string.h>

#define HEX_DIGITS "0123456789abcdefABCDEF"

const char *import_kind_name(enum import_kind kind)
{
	static const char *const names[] = {"doubtful", "to add"};
	return names[kind];
}

bool import_place_parse(
	struct import_place *out, const char *text, struct arena *keep, struct status *st)
{
	enum { LEAST_DIGITS = 7, MOST_DIGITS = 40 };
	const char *at = strchr(text, '@');
	const char *colon = at ? strchr(at, ':') : NULL;
	const char *slash = strchr(text, '/');
	if (colon) {
		size_t digits = strspn(at + 1, HEX_DIGITS);
		bool is_commit =
			digits >= LEAST_DIGITS && digits <= MOST_DIGITS && at + 1 + digits == colon;
		bool is_repository = slash && slash > text && slash + 1 < at &&
				     !memchr(slash + 1, '/', (size_t)(at - slash) - 1);
		const char *path = colon + 1;
		if (is_commit && is_repository && *path && *path != '/' &&
			!word_ends_with(path, "/")) {
			*out = (struct import_place){.whole = text,
				.repository = arena_strndup(keep, text, (size_t)(at - text)),
				.commit = arena_strndup(keep, at + 1, digits),
				.path = path};
			return true;
		}
	}
	status_fail(st, STATUS_USAGE, "expected OWNER/NAME@COMMIT:PATH, got \"%s\"", text);
	return status_hint(st,
		"for example ARM-software/ML-zoo@aec70be:models/keyword_spotting/micronet_medium/"
		"tflite_int8/README.md");
}

static void add_finding(struct importer *i, struct import_finding finding)
{
	i->findings = list_room(i->keep, i->findings, i->out->finding_count, sizeof(finding));
	i->findings[i->out->finding_count++] = finding;
	i->out->counts[finding.kind]++;
}

// One printable line.
__attribute__((format(printf, 2, 0))) static const char *message_of(
	struct arena *keep, const char *format, va_list arguments)
{
	char shown[STATUS_MESSAGE_NBYTES];
	return arena_strdup(keep, status_vprintable(shown, sizeof(shown), format, arguments));
}

void importer_doubt(
	struct importer *i, int indent, const char *key, int line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = message_of(i->keep, format, arguments);
	va_end(arguments);
	add_finding(i, (struct import_finding){IMPORT_DOUBTFUL, key, line, message});
	layout_comment(&i->layout, indent, import_kind_name(IMPORT_DOUBTFUL),
		line ? arena_printf(i->keep, "%s (line %d)", message, line) : message);
}

void importer_to_add(
	struct importer *i, int indent, const char *key, int line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = message_of(i->keep, format, arguments);
	va_end(arguments);
	add_finding(i, (struct import_finding){IMPORT_TO_ADD, key, line, message});
	layout_comment(&i->layout, indent, import_kind_name(IMPORT_TO_ADD),
		arena_printf(i->keep, "%s: %s", key, message));
}

void importer_doubts_about(struct importer *i, const char *member, const char *key)
{
	for (int d = 0; d < i->published->doubt_count; d++) {
		const struct published_doubt *doubt = &i->published->doubts[d];
		if (strcmp(doubt->about, member) == 0)
			importer_doubt(i, 0, key, doubt->line, "%s", doubt->message);
	}
}

const struct import_copy *importer_copy(const struct importer *i)
{
	const struct import_copy *copy = i->options->copy;
	const char *sha1 = i->published->sha1.text;
	return copy && (!*sha1 || strcasecmp(copy->digests.sha1, sha1) == 0) ? copy : NULL;
}

// "a/b/../c" as "a/c".  NULL if it leads above its root or has parts that a path may not have.
static const char *normalised(const char *path, struct arena *keep)
{
	char *out = arena_array(keep, char, strlen(path) + 1), *end = out;
	while (*path) {
		size_t nbytes = strcspn(path, "/");
		bool has_slash = path[nbytes] == '/';
		if (nbytes == 2 && memcmp(path, "..", 2) == 0) {
			if (end == out)
				return NULL;
			for (end--; end > out && end[-1] != '/';)
				end--;
			*end = '\0';
		} else if (nbytes > 1 || (nbytes == 1 && *path != '.')) {
			memcpy(end, path, nbytes + has_slash);
			end += nbytes + has_slash;
		}
		path += nbytes + has_slash;
	}
	*end = '\0';
	return out;
}

const char *importer_resolve(const struct importer *i, const char *link)
{
	const struct import_place *card = &i->options->card, *file = &i->options->file;
	if (strncmp(link, "http://", 7) == 0 || strncmp(link, "https://", 8) == 0)
		return link;
	if (!card->whole || strchr(link, ':') || *link == '/' || *link == '#')
		return NULL;
	const char *slash = strrchr(card->path, '/');
	int directory_nbytes = slash ? (int)(slash - card->path) + 1 : 0;
	const char *path = normalised(
		arena_printf(i->keep, "%.*s%s", directory_nbytes, card->path, link), i->keep);
	// the commit at which the paths of our card hold, if it is known
	const struct import_place *at =
		file->whole && strcmp(file->repository, card->repository) == 0 ? file : card;
	return path ? arena_printf(i->keep, "https://github.com/%s/tree/%s/%s", at->repository,
			      at->commit, path)
		    : NULL;
}

// Does it read as a card?
static void check(struct imported *out, struct arena *keep)
{
	struct status st = {.code = STATUS_OK};
	struct card *card;
	const char *name = arena_printf(keep, "%s.yaml", out->id[0] ? out->id : "card");
	if (!card_parse(&card, out->yaml, name, keep, &st))
		out->refusal = arena_strdup(keep, st.message);
}

static struct bytes with_heading(const struct importer *i, struct bytes body, struct arena *keep)
{
	struct layout layout;
	const int *counts = i->out->counts;
	const char *slash = strrchr(i->published->origin, '/');
	char name[STATUS_HINT_NBYTES];
	status_printable(name, sizeof(name), slash ? slash + 1 : i->published->origin);
	layout_begin(&layout);
	layout_comment(&layout, 0, arena_printf(keep, "imported from %s", name),
		arena_printf(keep, "%d doubtful, %d to add", counts[IMPORT_DOUBTFUL],
			counts[IMPORT_TO_ADD]));
	fwrite(body.data, 1, body.nbytes, layout.out);
	return layout_end(&layout, keep);
}

void import_card(struct imported *out, const struct published *published,
	const struct import_options *options, struct arena *keep)
{
	*out = (struct imported){.id = ""};
	struct importer i = {.published = published, .options = options, .keep = keep, .out = out};
	i.proposal = proposal_find(published->dataset.text, &i.set);
	layout_begin(&i.layout);
	importer_doubts_about(&i, "", "");
	import_identity(&i);
	import_files(&i);
	import_network(&i);
	import_figures(&i);
	out->findings = i.findings;
	out->yaml = with_heading(&i, layout_end(&i.layout, keep), keep);
	check(out, keep);
}
