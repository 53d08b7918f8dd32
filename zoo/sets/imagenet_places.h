// SPDX-License-Identifier: Apache-2.0
/*
 * Where the images of ILSVRC 2012 lie: FOLDER/NAME or FOLDER/CLASS/NAME, where CLASS is a
 * WordNet id.
 */
#ifndef ZOO_SETS_IMAGENET_PLACES_H
#define ZOO_SETS_IMAGENET_PLACES_H

#include "zoo/sets/imagenet_truth.h"
#include "zoo/datasets/listing.h"

// What a path says.
struct imagenet_place {
	size_t base_length;        // of FOLDER/
	int class_index;           // of CLASS; -1: there is none
	struct imagenet_name name; // its number is 0 if it is no validation image's
	bool is_picture;           // by its name, and not hidden
	bool is_candidate;         // a picture with a class or a number
};

struct imagenet_place imagenet_place_of(const struct imagenet_truth *truth, const char *path);

// A FOLDER that holds candidates.
struct imagenet_base {
	const char *path; // begins with it
	size_t length;
	int64_t known_count, other_count; // with and without a validation image's name
};

// More are not looked at: such a place is no set.
enum { IMAGENET_MAX_BASES = 64 };

struct imagenet_bases {
	struct imagenet_base list[IMAGENET_MAX_BASES];
	int count;
	int64_t unlisted_count; // candidates in further ones
};

/*
 * All folders that hold candidates, and the one with most validation images, or, if there
 * are none, with most others; NULL if there are no candidates at all.
 */
const struct imagenet_base *imagenet_choose_base(struct imagenet_bases *out,
	const struct imagenet_truth *truth, const struct listing *listing);

#endif
