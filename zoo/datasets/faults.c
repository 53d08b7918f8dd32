// SPDX-License-Identifier: Apache-2.0
/*
 * Lines about single files come while the listing is walked, the telling ones only after
 * it; both are counted beyond what is kept, so that "and N more" is right.
 */
#include "zoo/datasets/faults.h"

#include "engine/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void add_line(
	struct dataset_faults *faults, const char *format, va_list arguments)
{
	if (faults->line_count++ >= DATASET_MAX_FAULTS)
		return;
	char raw[512], line[512];
	vsnprintf(raw, sizeof(raw), format, arguments);
	status_printable(line, sizeof(line), raw);
	faults->lines[faults->line_count - 1] = arena_strdup(faults->keep, line);
}

void dataset_faults_add(struct dataset_faults *faults, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add_line(faults, format, arguments);
	va_end(arguments);
}

static bool is_ignored(const struct dataset_kind *kind, const char *folder, size_t length)
{
	const char *const *ignored = kind->ignored_folders;
	for (; ignored && *ignored; ignored++)
		if (strlen(*ignored) == length && memcmp(*ignored, folder, length) == 0)
			return true;
	return false;
}

void dataset_faults_stray(struct dataset_faults *faults, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	if (is_ignored(faults->kind, path, length))
		return;
	// Paths come sorted: what is in one folder stands together.
	struct dataset_stray *last = faults->strays;
	if (!last || strlen(last->folder) != length || memcmp(last->folder, path, length) != 0) {
		last = arena_new(faults->scratch, struct dataset_stray);
		last->folder = arena_strndup(faults->scratch, path, length);
		last->next = faults->strays;
		faults->strays = last;
	}
	last->sample_count++;
}

static const char *find_lookalike(const struct dataset_faults *faults)
{
	const struct dataset_lookalike *l = faults->kind->lookalikes;
	for (; l && l->folder; l++)
		for (const struct dataset_stray *s = faults->strays; s; s = s->next)
			if (strcmp(s->folder, l->folder) == 0)
				return l->about;
	return NULL;
}

static void add_class_lines(struct dataset_faults *faults, const int64_t *class_counts)
{
	const struct dataset_kind *kind = faults->kind;
	for (int i = 0; i < kind->class_count; i++) {
		const struct dataset_class *c = &kind->classes[i];
		if (class_counts[i] < c->sample_count)
			dataset_faults_add(faults, "%s: %lld of %lld %s", c->label,
				(long long)class_counts[i], (long long)c->sample_count,
				kind->sample_noun);
		else if (class_counts[i] > c->sample_count)
			dataset_faults_add(faults, "%s: %lld %s, expected %lld", c->label,
				(long long)class_counts[i], kind->sample_noun,
				(long long)c->sample_count);
	}
}

static void add_stray_lines(struct dataset_faults *faults)
{
	struct dataset_stray *forward = NULL; // the list is newest first
	while (faults->strays) {
		struct dataset_stray *s = faults->strays;
		faults->strays = s->next;
		s->next = forward;
		forward = s;
	}
	for (struct dataset_stray *s = forward; s; s = s->next)
		dataset_faults_add(faults, "%s: %lld %s that do not belong to the set",
			s->folder[0] ? s->folder : "top folder", (long long)s->sample_count,
			faults->kind->sample_noun);
	faults->strays = forward;
}

// Lines of `from` behind the `count` that are already in `out`.
static int64_t move_lines(const char **out, int64_t count, const struct dataset_faults *from)
{
	int64_t there =
		from->line_count < DATASET_MAX_FAULTS ? from->line_count : DATASET_MAX_FAULTS;
	for (int64_t i = 0; i < there && count < DATASET_MAX_FAULTS; i++)
		out[count++] = from->lines[i];
	return count;
}

const char *const *dataset_faults_finish(struct dataset_faults *faults, const int64_t *class_counts)
{
	struct dataset_faults general = {
		.kind = faults->kind, .keep = faults->keep, .strays = faults->strays};
	const char *lookalike = find_lookalike(faults);
	if (lookalike)
		dataset_faults_add(&general, "this looks like %s", lookalike);
	add_class_lines(&general, class_counts);
	add_stray_lines(&general);

	// One more for "and N more", one for NULL.
	const char **out = arena_array(faults->keep, const char *, DATASET_MAX_FAULTS + 2);
	int64_t count = move_lines(out, 0, &general);
	count = move_lines(out, count, faults);
	int64_t more = general.line_count + faults->line_count - count;
	if (more > 0)
		out[count] = arena_printf(faults->keep, "and %lld more", (long long)more);
	return out;
}
