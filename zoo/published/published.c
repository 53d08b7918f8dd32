// SPDX-License-Identifier: Apache-2.0
/*
 * How names, marks and shapes are written in ML-zoo's cards, whichever of the two forms they
 * come from.
 */
#include "zoo/published.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct published_text nothing = {"", 0};

void published_init(struct published *out, const char *origin)
{
	*out = (struct published){.origin = origin,
		.title = nothing,
		.description = nothing,
		.licence = nothing,
		.licence_link = nothing,
		.class_labels = nothing,
		.recreation = nothing,
		.file_name = nothing,
		.framework = nothing,
		.data_type = nothing,
		.sha1 = nothing,
		.size = nothing,
		.provenance = nothing,
		.training = nothing,
		.paper = nothing,
		.dataset = nothing};
}

// The next character that counts in a name, in lower case; 0 at the end.
static int next_letter(const char **at)
{
	for (; **at; (*at)++) {
		unsigned char c = (unsigned char)**at;
		if (isalnum(c) || c >= 0x80) {
			(*at)++;
			return tolower(c);
		}
	}
	return 0;
}

bool published_same_name(const char *a, const char *b)
{
	for (;;) {
		int left = next_letter(&a), right = next_letter(&b);
		if (left != right)
			return false;
		if (left == 0)
			return true;
	}
}

int published_mark(const char *mark)
{
	static const struct {
		const char *mark;
		int meaning;
	} known[] = {{":heavy_check_mark:", 1}, {"\xe2\x9c\x94", 1},
		{"\xe2\x9c\x94\xef\xb8\x8f", 1}, {"yes", 1}, {"true", 1},
		{":heavy_multiplication_x:", 0}, {"\xe2\x9c\x96", 0},
		{"\xe2\x9c\x96\xef\xb8\x8f", 0}, {"no", 0}, {"false", 0}};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(known[i].mark, mark) == 0)
			return known[i].meaning;
	return -1;
}

bool published_read_shape(struct published_tensor *tensor)
{
	enum { SHAPE_MAX_COUNT = 1 << 28 }; // elements, as in a card of ours
	int32_t dimensions[MODEL_MAX_RANK];
	int rank = 0;
	int64_t count = 1;
	const char *c = tensor->shape;
	char closing = *c == '(' ? ')' : *c == '[' ? ']' : '\0';
	c += closing != '\0';
	tensor->rank = 0;
	for (;;) {
		int64_t size = 0;
		c += strspn(c, " ");
		if (closing && *c == closing && rank > 0)
			break; // "(490,)"
		if (!isdigit((unsigned char)*c) || rank == MODEL_MAX_RANK)
			return false;
		for (; isdigit((unsigned char)*c); c++)
			if ((size = size * 10 + (*c - '0')) > SHAPE_MAX_COUNT)
				return false;
		if (size < 1 || (count *= size) > SHAPE_MAX_COUNT)
			return false;
		dimensions[rank++] = (int32_t)size;
		c += strspn(c, " ");
		if (*c != ',' && *c != 'x')
			break;
		c++;
	}
	if (*c != closing || (closing && c[1] != '\0'))
		return false;
	memcpy(tensor->dimensions, dimensions, (size_t)rank * sizeof(dimensions[0]));
	tensor->rank = rank;
	return true;
}
