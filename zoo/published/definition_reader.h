// SPDX-License-Identifier: Apache-2.0
/*
 * How the parts of definition.h look into the tree.
 */
#ifndef ZOO_PUBLISHED_DEFINITION_READER_H
#define ZOO_PUBLISHED_DEFINITION_READER_H

#include "engine/base/arena.h"
#include "zoo/base/document.h"
#include "zoo/published/definition.h"

#include <stdbool.h>

enum { DEFINITION_MAX_DOUBTS = 64 };

struct definition_reader {
	struct definition *out;
	struct arena *keep;
	struct published_doubt *doubts; // room for DEFINITION_MAX_DOUBTS
	int doubt_count;
};

__attribute__((format(printf, 4, 5))) void definition_doubt(struct definition_reader *r,
	const struct node *node, const char *about, const char *format, ...);

// The value of a key; NULL if there is none, or nothing in it, or if `mapping` is no mapping.
const struct node *definition_value(const struct node *mapping, const char *key);

// A doubt for every key that is not among the known ones.
void definition_check_keys(struct definition_reader *r, const struct node *mapping,
	const char *where, const char *const *known);

// A scalar's text, cleaned up; "" for NULL.
struct published_text definition_text(struct definition_reader *r, const struct node *node,
	const char *about, bool several_lines);
struct published_text definition_text_of(
	struct definition_reader *r, const struct node *mapping, const char *key);

// The scalars of a mapping as rows, those keys left out that have a place of their own.
struct published_rows definition_rows(struct definition_reader *r, const struct node *mapping,
	const char *about, const char *const *elsewhere);

#endif
