// SPDX-License-Identifier: Apache-2.0
/*
 * Labels against outputs, and against the order in which the outputs are known to stand.
 */
#include "zoo/lint/unit.h"

#include "zoo/lint/known_labels.h"
#include "zoo/lint/paths.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

// A published list, from a script or a file.
struct source {
	const char *const *labels;
	int count;
	struct place place;
};

/*
 * Is that many labels right for the first output?  Its elements, or its last dimension where
 * there is one result for each of several steps.
 */
static bool fits(const struct published_tensor *output, int count, int64_t *elements)
{
	*elements = 1;
	for (int i = output->rank > 1 ? 1 : 0; i < output->rank; i++)
		*elements *= output->dimensions[i];
	return *elements == count || output->dimensions[output->rank - 1] == count;
}

static void check_count(
	struct findings *findings, const struct unit *unit, const struct source *source)
{
	int64_t elements;
	if (!unit->outputs || unit->outputs->count != 1 || unit->outputs->tensor[0].rank == 0)
		return;
	if (fits(&unit->outputs->tensor[0], source->count, &elements))
		return;
	findings_add(findings, FOUND_LABEL_COUNT, source->place,
		"%d labels for %" PRId64 " outputs", source->count, elements);
	findings_pair_count(findings, elements, source->count);
}

static bool speaks_of(const struct unit *unit, const char *word)
{
	for (int i = 0; i < unit->witness_count; i++) {
		const struct witness *w = unit->witnesses[i];
		if (strcasestr(w->says->title.text, word) ||
			strcasestr(w->says->description.text, word) ||
			strcasestr(w->says->file_name.text, word) || strcasestr(w->home, word))
			return true;
	}
	return false;
}

/*
 * The order of the model's outputs, if it is known: our card of the same bytes says so, and of
 * MicroNets' keyword spotters there are more than our one.
 */
static const char *const *known_order(const struct unit *unit, const char **whence)
{
	if (unit->card && unit->card->label_count) {
		*whence = unit->card->id;
		return unit->card->labels;
	}
	bool words = unit->outputs && unit->outputs->count == 1 &&
		     unit->outputs->tensor[0].rank > 0 &&
		     unit->outputs->tensor[0].dimensions[unit->outputs->tensor[0].rank - 1] == 12;
	if (!words || !speaks_of(unit, "micronet"))
		return NULL;
	*whence = "MicroNets' keyword spotters";
	return micronet_words;
}

static void check_order(
	struct findings *findings, const struct unit *unit, const struct source *source)
{
	const char *whence;
	const char *const *order = known_order(unit, &whence);
	int64_t elements;
	if (!order || !fits(&unit->outputs->tensor[0], source->count, &elements))
		return;
	int i = labels_difference(order, source->labels);
	if (i < 0)
		return;
	findings_add(findings, FOUND_WRONG_LABELS, source->place,
		"another order than that of %s: output %d", whence, i);
	findings_pair(findings, order[i] ? order[i] : "no label",
		source->labels[i] ? source->labels[i] : "no label");
}

static void check_source(struct findings *findings, const struct unit *unit,
	const struct source *source, struct source *earlier)
{
	check_count(findings, unit, source);
	check_order(findings, unit, source);
	if (earlier->labels) {
		int i = labels_difference(earlier->labels, source->labels);
		if (i >= 0) {
			findings_add(findings, FOUND_LABELS_DIFFER, source->place,
				"other labels than in %s: output %d", earlier->place.file, i);
			findings_pair(findings,
				earlier->labels[i] ? earlier->labels[i] : "no label",
				source->labels[i] ? source->labels[i] : "no label");
		}
	} else {
		*earlier = *source;
	}
}

static bool is_below(const char *folder, const char *ancestor)
{
	size_t nbytes = strlen(ancestor);
	if (strcmp(ancestor, ".") == 0)
		return folder[0] != '/';
	return strncmp(folder, ancestor, nbytes) == 0 &&
	       (folder[nbytes] == '\0' || folder[nbytes] == '/');
}

/*
 * A list belongs to the folder in which it lies; where that is none of a model's, to the
 * models beside it: model_package_tf/validation_utils/labels.txt to those below
 * model_package_tf.
 */
static bool list_is_of(const struct label_list *list, const struct unit *unit, struct arena *keep)
{
	const char *folder = folder_of(list->path, keep);
	if (strcmp(folder, unit->folder) == 0)
		return true;
	const char *parent = folder_of(folder, keep);
	return strcmp(folder, ".") != 0 && is_below(unit->folder, parent) &&
	       !is_below(unit->folder, folder) && strcmp(unit->folder, parent) != 0;
}

static bool script_is_of(const struct script *script, const struct unit *unit, struct arena *keep)
{
	return strcmp(folder_of(script->path, keep), unit->folder) == 0;
}

void unit_check_labels(struct findings *findings, const struct unit *unit,
	const struct material *material, struct arena *keep)
{
	struct source earlier = {NULL, 0, {NULL, 0}};
	bool any = false, said = false;
	for (int i = 0; i < material->script_count; i++) {
		const struct script *script = &material->scripts[i];
		if (!script_is_of(script, unit, keep))
			continue;
		any = true;
		struct source source = {
			script->labels, script->label_count, {script->path, script->labels_line}};
		if (script->fetched) {
			source.labels = script->fetched->labels;
			while (source.labels[source.count])
				source.count++;
		}
		if (source.count)
			check_source(findings, unit, &source, &earlier);
	}
	for (int i = 0; i < material->list_count; i++) {
		const struct label_list *list = &material->lists[i];
		if (!list_is_of(list, unit, keep))
			continue;
		any = true;
		const struct source source = {list->labels, list->label_count, {list->path, 0}};
		check_source(findings, unit, &source, &earlier);
	}
	for (int i = 0; i < unit->witness_count; i++)
		said |= unit->witnesses[i]->says->class_labels.text[0] != '\0';
	if (!any && !said && unit->is_folder)
		findings_add(findings, FOUND_NO_LABELS, (struct place){unit->witnesses[0]->path, 0},
			"no labels, nor where they are");
}
