// SPDX-License-Identifier: Apache-2.0
/*
 * The list is part of the program; what is wrong with it is said all the same, so that a
 * slip in the file is found when it is made.
 */
#include "zoo/sets/imagenet_truth.h"

#include "zoo/builtin.h"
#include "zoo/sets/pictures.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char list_path[] = "metadata/lists/imagenet2012_validation.txt";

enum { ID_LENGTH = 9, PLACE_LENGTH = 3 };

struct cursor {
	const char *at, *end;
};

// The next word of lines that are no comments; false at the end.
static bool next_word(struct cursor *c, const char **word, size_t *length)
{
	while (c->at < c->end) {
		if (*c->at == '#') {
			const char *stop = memchr(c->at, '\n', (size_t)(c->end - c->at));
			c->at = stop ? stop : c->end;
		} else if (*c->at == ' ' || *c->at == '\n') {
			c->at++;
		} else {
			*word = c->at;
			while (c->at < c->end && *c->at != ' ' && *c->at != '\n')
				c->at++;
			*length = (size_t)(c->at - *word);
			return true;
		}
	}
	return false;
}

static bool read_ids(struct imagenet_truth *truth, struct cursor *c, struct arena *keep)
{
	for (int i = 0; i < IMAGENET_CLASS_COUNT; i++) {
		const char *word;
		size_t length;
		if (!next_word(c, &word, &length) || length != ID_LENGTH)
			return false;
		truth->ids[i] = arena_strndup(keep, word, length);
		if (i > 0 && strcmp(truth->ids[i - 1], truth->ids[i]) >= 0)
			return false;
	}
	return true;
}

static bool read_places(struct imagenet_truth *truth, struct cursor *c)
{
	int number = 0;
	const char *word;
	size_t length;
	while (next_word(c, &word, &length)) {
		for (size_t i = 0; i < length; i += PLACE_LENGTH) {
			int place = 0;
			for (size_t k = i; k < i + PLACE_LENGTH; k++) {
				if (k >= length || word[k] < '0' || word[k] > '9')
					return false;
				place = 10 * place + (word[k] - '0');
			}
			if (++number > IMAGENET_IMAGE_COUNT)
				return false;
			truth->class_of[number] = (int16_t)place;
		}
	}
	return number == IMAGENET_IMAGE_COUNT;
}

bool imagenet_truth_read(const struct imagenet_truth **out, struct arena *keep, struct status *st)
{
	struct imagenet_truth *truth = arena_new(keep, struct imagenet_truth);
	struct bytes file = builtin_find(list_path);
	const char *text = (const char *)file.data;
	struct cursor c = {text, text + file.nbytes};
	if (!text || !read_ids(truth, &c, keep) || !read_places(truth, &c))
		return status_fail(st, STATUS_FORMAT,
			"%s: expected %d WordNet ids in rising order and %d places of three digits",
			list_path, (int)IMAGENET_CLASS_COUNT, (int)IMAGENET_IMAGE_COUNT);
	*out = truth;
	return true;
}

static int compare_to_id(const void *key, const void *id)
{
	return memcmp(key, *(const char *const *)id, ID_LENGTH);
}

int imagenet_class_of_id(const struct imagenet_truth *truth, const char *id, size_t length)
{
	if (length != ID_LENGTH)
		return -1;
	const char *const *found =
		bsearch(id, truth->ids, IMAGENET_CLASS_COUNT, sizeof(truth->ids[0]), compare_to_id);
	return found ? (int)(found - truth->ids) : -1;
}

struct imagenet_name imagenet_name_of(
	const struct imagenet_truth *truth, const char *name, size_t length)
{
	enum { NUMBER_LENGTH = 8 };
	static const char prefix[] = "ilsvrc2012_val_";
	const size_t prefix_length = sizeof(prefix) - 1;
	const struct imagenet_name none = {0, -1};
	struct imagenet_name out = none;
	length -= picture_suffix_length(name, length);
	if (length < prefix_length + NUMBER_LENGTH || strncasecmp(name, prefix, prefix_length) != 0)
		return none;
	for (size_t i = prefix_length; i < prefix_length + NUMBER_LENGTH; i++) {
		if (name[i] < '0' || name[i] > '9')
			return none;
		out.number = 10 * out.number + (name[i] - '0');
	}
	const char *rest = name + prefix_length + NUMBER_LENGTH;
	size_t rest_length = length - prefix_length - NUMBER_LENGTH;
	if (rest_length > 0) {
		if (*rest == '_')
			out.class_index = imagenet_class_of_id(truth, rest + 1, rest_length - 1);
		if (out.class_index < 0)
			return none;
	}
	return out.number >= 1 && out.number <= IMAGENET_IMAGE_COUNT ? out : none;
}
