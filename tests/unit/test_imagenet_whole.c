// SPDX-License-Identifier: Apache-2.0
/*
 * All validation images of ILSVRC 2012 in one archive, as they are published: complete, and
 * each with its label.
 */
#include "tests/unit/imagenet_pinned.h"
#include "tests/unit/imagenet_set.h"

enum { TAR_BLOCK_NBYTES = 512 };

// A member of one byte: POSIX.1-1988, ustar.
static void write_member(FILE *tar, const char *name)
{
	char blocks[2 * TAR_BLOCK_NBYTES] = {0};
	snprintf(blocks, 100, "%s", name);
	snprintf(blocks + 100, 8, "%07o", 0644);
	snprintf(blocks + 108, 8, "%07o", 0);
	snprintf(blocks + 116, 8, "%07o", 0);
	snprintf(blocks + 124, 12, "%011o", 1);
	snprintf(blocks + 136, 12, "%011o", 0);
	memset(blocks + 148, ' ', 8);
	blocks[156] = '0';
	memcpy(blocks + 257, "ustar\00000", 8);
	unsigned sum = 0;
	for (int i = 0; i < TAR_BLOCK_NBYTES; i++)
		sum += (unsigned char)blocks[i];
	snprintf(blocks + 148, 8, "%06o", sum);
	blocks[TAR_BLOCK_NBYTES] = 'x';
	fwrite(blocks, 1, sizeof(blocks), tar);
}

// All of it, packed without a folder and in no order, as it is published.
static void check_whole(void)
{
	static const char end[2 * TAR_BLOCK_NBYTES];
	FILE *tar = fopen(in_folder("whole.tar"), "wb");
	if (!CHECK(tar != NULL, "an archive can be made"))
		return;
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++) {
		char name[64]; // 11 and 50,001 have no factor in common: each number comes once
		snprintf(name, sizeof(name), "ILSVRC2012_val_%08d.JPEG",
			i * 11 % (IMAGENET_IMAGE_COUNT + 1));
		write_member(tar, name);
	}
	fwrite(end, 1, sizeof(end), tar);
	CHECK(fclose(tar) == 0, "the archive is written");
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set("whole.tar", NULL, &arena, &st);
	if (CHECK(set != NULL, "the whole set opens: %s", st.message)) {
		CHECK(set->complete, "the whole set is complete: %s", join(set->faults));
		CHECK(!set->departure, "and is the published one");
		CHECK_INT(set->sample_count, 50000, "samples");
		int odd = 0;
		for (int i = 0; i < set->sample_count; i++)
			odd += set->samples[i].class_index != truth->class_of[i + 1];
		CHECK_INT(odd, 0, "in the order of their names, with their labels");
		CHECK_INT(set->classes[999].sample_count, 50, "images of a class");
	}
	arena_release(&arena);
}

int main(void)
{
	struct arena arena = {0};
	pinned_begin(&arena);
	if (!folder_make())
		return 3;
	check_whole();
	folder_remove();
	arena_release(&arena);
	return check_done();
}
