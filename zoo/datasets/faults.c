// SPDX-License-Identifier: Apache-2.0
/*
 * Lines are counted beyond what is kept, so that "and N more" is right.
 */
#include "zoo/datasets/faults.h"

#include "engine/base/status.h"

#include <stdarg.h>
#include <stdio.h>

void dataset_faults_add(struct dataset_faults *faults, const char *format, ...)
{
	if (faults->line_count++ >= DATASET_MAX_FAULTS)
		return;
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	status_vprintable(line, sizeof(line), format, arguments);
	va_end(arguments);
	faults->lines[faults->line_count - 1] = arena_strdup(faults->keep, line);
}

void dataset_faults_add_counts(struct dataset_faults *faults, const struct dataset_class *classes,
	int class_count, const int64_t *counts, const char *noun)
{
	for (int i = 0; i < class_count; i++) {
		const struct dataset_class *c = &classes[i];
		if (counts[i] < c->sample_count)
			dataset_faults_add(faults, "%s: %lld of %lld %s", c->label,
				(long long)counts[i], (long long)c->sample_count, noun);
		else if (counts[i] > c->sample_count)
			dataset_faults_add(faults, "%s: %lld %s, expected %lld", c->label,
				(long long)counts[i], noun, (long long)c->sample_count);
	}
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

const char *const *dataset_faults_finish(
	const struct dataset_faults *general, const struct dataset_faults *single)
{
	// One more for "and N more", one for NULL.
	const char **out = arena_array(general->keep, const char *, DATASET_MAX_FAULTS + 2);
	int64_t count = move_lines(out, 0, general);
	int64_t all_count = general->line_count;
	if (single) {
		count = move_lines(out, count, single);
		all_count += single->line_count;
	}
	if (all_count > count)
		out[count] = arena_printf(
			general->keep, "and %lld more", (long long)(all_count - count));
	return out;
}
