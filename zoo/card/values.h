// SPDX-License-Identifier: Apache-2.0
/*
 * Readers of the values that stand in a card (zoo/base/document.h: field_reader): each checks
 * one kind of value and stores it.  Private to zoo/card/.
 */
#ifndef ZOO_CARD_VALUES_H
#define ZOO_CARD_VALUES_H

#include "zoo/card.h"
#include "zoo/base/document.h"

#include <stdbool.h>

// const char *: as zoo/identifier.h has it.
bool read_identifier(void *target, const struct node *node, const struct reading *reading);
// const char *const *: a sequence of those, without repetition.
bool read_identifiers(void *target, const struct node *node, const struct reading *reading);
// const char *: a file's name, no directory.
bool read_file_name(void *target, const struct node *node, const struct reading *reading);
// const char *: a relative path that stays below its root ("a/b/c").
bool read_path(void *target, const struct node *node, const struct reading *reading);
// const char *: http:// or https://
bool read_url(void *target, const struct node *node, const struct reading *reading);
// const char *: "owner/name"
bool read_repository(void *target, const struct node *node, const struct reading *reading);
// const char *: 40 hexadecimal digits
bool read_commit(void *target, const struct node *node, const struct reading *reading);
// char[SHA1_HEX_NBYTES], char[SHA256_HEX_NBYTES]: lower case
bool read_sha1(void *target, const struct node *node, const struct reading *reading);
bool read_sha256(void *target, const struct node *node, const struct reading *reading);
// const char *: like a SHA-1, for a member that may be NULL
bool read_sha1_text(void *target, const struct node *node, const struct reading *reading);
// enum tensor_type
bool read_tensor_type(void *target, const struct node *node, const struct reading *reading);
// struct card_tensor, whole: rank and shape
bool read_shape(void *target, const struct node *node, const struct reading *reading);

// A mapping of text to text, as printed; "yes" and "no" need quotes.
bool read_pairs(const struct card_pair **out, int *count, const struct node *node,
	const struct reading *reading);

/*
 * A sequence of mappings, each read by its fields into one element of `element_nbytes` that
 * was set to `initial` (NULL: zeros).  At least one.
 */
bool read_elements(void **out, int *count, size_t element_nbytes, const void *initial,
	const struct field *fields, int field_count, const struct node *node,
	const struct reading *reading);

// The labels of a card (struct card, whole): inline or from a pinned file.
bool card_read_labels(void *target, const struct node *node, const struct reading *reading);

// The card as a whole, after its fields: its id is its file's name, its vectors fit its tensors.
bool card_check_whole(
	const struct card *card, const struct node *root, const struct reading *reading);

// What an origin begins with if the card is one of those inside the program.
#define CARD_BUILTIN_PREFIX "builtin:"

#endif
