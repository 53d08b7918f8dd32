// SPDX-License-Identifier: Apache-2.0
/*
 * A line is LABEL, or NAME LABEL with blanks or a comma between; what follows is not looked
 * at (the boxes of LOC_val_solution.csv).  Which order of classes a list of numbers is in is
 * found by trying them; a list belongs to the order that nine in ten of its labels agree
 * with, so that a slip in it can be named.
 */
#include "zoo/sets/imagenet_lists.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const list_names[] = {
	"val.txt",
	"val.csv",
	"val_labels.txt",
	"val_map.txt",
	"validation.txt",
	"validation_labels.txt",
	"ilsvrc2012_val.txt",
	"ilsvrc2012_validation_ground_truth.txt",     // the development kit
	"imagenet_2012_validation_synset_labels.txt", // tensorflow/models: research/slim
	"loc_val_solution.csv",                       // Kaggle
	NULL,
};

bool imagenet_list_is(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	for (int i = 0; list_names[i]; i++)
		if (strcasecmp(name, list_names[i]) == 0)
			return true;
	return false;
}

enum { NOT_ON_THE_LIST = -1, SORT_UNKNOWN = 0, SORT_IDS, SORT_NUMBERS };

struct reading {
	struct imagenet_list *list;
	const struct imagenet_truth *truth;
	struct arena *keep;
	int line;
	int sort;           // of the labels
	bool named;         // lines have names
	bool counts_images; // each label so far was the number of its image: no labels
	int32_t *labels;    // by image; classes if the sort is ids
};

__attribute__((format(printf, 2, 3))) static bool fault(struct reading *r, const char *format, ...)
{
	char text[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	r->list->fault = arena_printf(r->keep, "%s: %s", r->list->name, text);
	return false;
}

struct word {
	const char *text;
	size_t length;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

static struct word next_word(const char **at, const char *end)
{
	while (*at < end && is_blank(**at))
		++*at;
	struct word word = {*at, 0};
	while (*at < end && !is_blank(**at))
		++*at;
	word.length = (size_t)(*at - word.text);
	return word;
}

// At most six digits; -1 if it is something else.
static int32_t number_of(struct word word)
{
	int32_t number = 0;
	if (word.length == 0 || word.length > 6)
		return -1;
	for (size_t i = 0; i < word.length; i++) {
		if (word.text[i] < '0' || word.text[i] > '9')
			return -1;
		number = 10 * number + (word.text[i] - '0');
	}
	return number;
}

static int image_of(const struct reading *r, struct word word)
{
	const char *slash = memrchr(word.text, '/', word.length);
	if (slash) {
		word.length -= (size_t)(slash + 1 - word.text);
		word.text = slash + 1;
	}
	return imagenet_name_of(r->truth, word.text, word.length).number;
}

static bool take_label(struct reading *r, int image, struct word word)
{
	int class_index = imagenet_class_of_id(r->truth, word.text, word.length);
	int32_t number = number_of(word);
	int sort = class_index >= 0 ? SORT_IDS : number >= 0 ? SORT_NUMBERS : SORT_UNKNOWN;
	if (sort == SORT_UNKNOWN || (r->sort != SORT_UNKNOWN && sort != r->sort))
		return fault(r, "line %d: expected %s, got \"%.*s\"", r->line,
			r->sort == SORT_IDS       ? "a WordNet id"
			: r->sort == SORT_NUMBERS ? "a number"
						  : "a label",
			(int)(word.length < 40 ? word.length : 40), word.text);
	if (r->labels[image] != NOT_ON_THE_LIST)
		return fault(r, "line %d: image %d for the second time", r->line, image);
	r->sort = sort;
	r->labels[image] = sort == SORT_IDS ? class_index : number;
	r->counts_images &= sort == SORT_NUMBERS && number == image;
	r->list->label_count++;
	return true;
}

static bool take_line(struct reading *r, const char *line, const char *end)
{
	struct word first = next_word(&line, end), second = next_word(&line, end);
	if (first.length == 0)
		return true;
	int image = image_of(r, first);
	bool is_csv = strcasecmp(r->list->name + strlen(r->list->name) - 4, ".csv") == 0;
	if (image == 0 && r->line == 1 && is_csv)
		return true; // what the columns are called
	if (r->list->label_count == 0)
		r->named = image > 0;
	if (r->named != (image > 0) || (!r->named && second.length > 0))
		return fault(r, "line %d: expected %s, got \"%.*s\"", r->line,
			r->named ? "the name of a validation image" : "one label alone",
			(int)(first.length < 40 ? first.length : 40), first.text);
	if (r->named)
		return take_label(r, image, second);
	if (r->list->label_count == IMAGENET_IMAGE_COUNT)
		return fault(r, "more than %d labels", (int)IMAGENET_IMAGE_COUNT);
	return take_label(r, (int)r->list->label_count + 1, first);
}

static bool take_lines(struct reading *r, struct bytes text)
{
	const char *at = (const char *)text.data, *end = at + text.nbytes;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		r->line++;
		if (!take_line(r, at, stop))
			return false;
		at = stop + 1;
	}
	if (r->list->label_count == 0)
		return fault(r, "no labels");
	if (!r->named && r->list->label_count != IMAGENET_IMAGE_COUNT)
		return fault(r, "%lld labels without names, expected %d",
			(long long)r->list->label_count, (int)IMAGENET_IMAGE_COUNT);
	return true;
}

/* ---- orders of classes ---- */

// What number each class has in it.
struct order {
	const char *about;
	int32_t number_of_class[IMAGENET_CLASS_COUNT];
	int64_t agreeing_count;
};

static void try_order(struct order *order, const struct reading *r)
{
	order->agreeing_count = 0;
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++)
		order->agreeing_count +=
			r->labels[i] != NOT_ON_THE_LIST &&
			r->labels[i] == order->number_of_class[r->truth->class_of[i]];
}

static void make_counted(struct order *order, int first, const char *about)
{
	order->about = about;
	for (int c = 0; c < IMAGENET_CLASS_COUNT; c++)
		order->number_of_class[c] = first + c;
}

/*
 * The number that most images of a class have (R. Boyer, J. Moore: MJRTY), if no two
 * classes have the same: an order that is not known here, such as the development kit's.
 */
static bool make_found(struct order *order, const struct reading *r)
{
	enum { FEWEST = 10 * IMAGENET_CLASS_COUNT }; // labels, for this to mean anything
	int64_t votes[IMAGENET_CLASS_COUNT] = {0};
	bool taken[IMAGENET_MAX_LABEL + 1] = {false};
	if (r->list->label_count < FEWEST)
		return false;
	for (int c = 0; c < IMAGENET_CLASS_COUNT; c++)
		order->number_of_class[c] = NOT_ON_THE_LIST;
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++) {
		int c = r->truth->class_of[i];
		if (r->labels[i] == NOT_ON_THE_LIST)
			continue;
		if (votes[c] == 0)
			order->number_of_class[c] = r->labels[i];
		votes[c] += order->number_of_class[c] == r->labels[i] ? 1 : -1;
	}
	for (int c = 0; c < IMAGENET_CLASS_COUNT; c++) {
		int32_t number = order->number_of_class[c];
		if (number == NOT_ON_THE_LIST)
			continue; // no image of the class is there
		if (taken[number])
			return false;
		taken[number] = true;
	}
	order->about = "in another order of classes, such as the development kit's";
	return true;
}

// Every label against the pinned list, counted in that order.
static bool compare(struct reading *r, const struct order *order)
{
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++) {
		int c = r->truth->class_of[i];
		int32_t expected = order->number_of_class[c];
		if (r->labels[i] == NOT_ON_THE_LIST || r->labels[i] == expected)
			continue;
		if (r->sort == SORT_IDS)
			return fault(r, "image %d is %s there, but %s in the pinned list", i,
				r->truth->ids[r->labels[i]], r->truth->ids[c]);
		return fault(r, "labels %s; image %d is %d there, but %d (%s) in the pinned list",
			order->about, i, r->labels[i], expected, r->truth->ids[c]);
	}
	r->list->note = arena_printf(r->keep, "%s: %lld labels %s; they agree with the pinned list",
		r->list->name, (long long)r->list->label_count, order->about);
	return true;
}

static void find_order(struct reading *r)
{
	struct order orders[3];
	make_counted(&orders[0], 0, "counted from 0 in the order of WordNet ids");
	make_counted(&orders[1], 1, "counted from 1 in the order of WordNet ids");
	int count = make_found(&orders[2], r) ? 3 : 2, best = 0;
	for (int i = 0; i < count; i++) {
		try_order(&orders[i], r);
		if (orders[i].agreeing_count > orders[best].agreeing_count)
			best = i;
	}
	if (10 * orders[best].agreeing_count >= 9 * r->list->label_count)
		compare(r, &orders[best]);
	else if (!compare(r, &orders[0]))
		r->list->fault = arena_printf(
			r->keep, "%s; they fit no other order of classes", r->list->fault);
}

static void find_numbers(struct reading *r)
{
	int16_t *numbers = arena_array(r->keep, int16_t, IMAGENET_IMAGE_COUNT + 1);
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++) {
		if (r->labels[i] > IMAGENET_MAX_LABEL) {
			fault(r, "image %d: expected a label of 0 to %d, got %d", i,
				(int)IMAGENET_MAX_LABEL, r->labels[i]);
			return;
		}
		numbers[i] = (int16_t)r->labels[i];
	}
	r->list->numbers = numbers;
	find_order(r);
}

void imagenet_list_check(struct imagenet_list *out, struct bytes text, const char *name,
	const struct imagenet_truth *truth, struct arena *keep)
{
	struct arena scratch = {0};
	*out = (struct imagenet_list){.name = name};
	struct reading r = {.list = out,
		.truth = truth,
		.keep = keep,
		.counts_images = true,
		.labels = arena_array(&scratch, int32_t, IMAGENET_IMAGE_COUNT + 1)};
	for (int i = 0; i <= IMAGENET_IMAGE_COUNT; i++)
		r.labels[i] = NOT_ON_THE_LIST;
	if (take_lines(&r, text)) {
		if (r.counts_images && r.list->label_count > 1)
			out->note = arena_printf(
				keep, "%s: numbers of images, not labels; not used", name);
		else if (r.sort == SORT_NUMBERS)
			find_numbers(&r);
		else {
			struct order ids;
			make_counted(&ids, 0, "as WordNet ids");
			compare(&r, &ids);
		}
	}
	arena_release(&scratch);
}
