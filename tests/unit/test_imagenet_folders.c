// SPDX-License-Identifier: Apache-2.0
/*
 * How validation images of ILSVRC 2012 lie in folders and archives: all in one, sorted by
 * class, beside others, and sets that only look like it.
 */
#include "tests/unit/imagenet_set.h"

static void check_flat(void)
{
	make_flat();
	static const char flat[] = "ILSVRC2012_val_00000001.JPEG=n01751748 "
				   "ILSVRC2012_val_00000002.JPEG=n09193705 "
				   "ILSVRC2012_val_00000003.JPEG=n02105855 ";
	static const char missing[] =
		MISSING("49997", "ILSVRC2012_val_00000004.JPEG, ILSVRC2012_val_00000005.JPEG, "
				 "ILSVRC2012_val_00000006.JPEG");
	check_set("flat", NULL, flat, missing, BY_NAME);
	shell("mkdir deep && cp -r flat deep/ILSVRC2012_img_val && echo x >deep/LICENSE");
	check_set("deep", NULL, flat, missing, BY_NAME);
	shell("tar -cf flat.tar -C flat . && tar -czf deep.tar.gz deep");
	check_set("flat.tar", NULL, flat, missing, BY_NAME);
	check_set("deep.tar.gz", NULL, flat, missing, BY_NAME);
	shell("mkdir lower && for i in 1 2 3; do echo x >lower/ilsvrc2012_val_0000000$i.jpg; done");
	check_set("lower", NULL,
		"ilsvrc2012_val_00000001.jpg=n01751748 ilsvrc2012_val_00000002.jpg=n09193705 "
		"ilsvrc2012_val_00000003.jpg=n02105855 ",
		missing, BY_NAME);

	shell("cp -r flat twice && echo x >twice/ilsvrc2012_val_00000002.jpg && "
	      ": >twice/ILSVRC2012_val_00000003.JPEG && echo x >twice/holiday.jpg && "
	      "echo x >twice/readme.txt && echo x >twice/.ILSVRC2012_val_00000009.JPEG");
	check_set("twice", NULL, flat,
		"1 images that do not belong to the set, the first is holiday.jpg\n"
		"49997 of 50000 images are missing: ILSVRC2012_val_00000004.JPEG, "
		"ILSVRC2012_val_00000005.JPEG, ILSVRC2012_val_00000006.JPEG, ...\n"
		"ILSVRC2012_val_00000003.JPEG: 0 bytes\n"
		"ilsvrc2012_val_00000002.jpg: there more than once\n",
		BY_NAME);
}

static void check_folders(void)
{
	static const char names[] = "n01751748/ILSVRC2012_val_00000001.JPEG=n01751748 "
				    "n02105855/ILSVRC2012_val_00000003.JPEG=n02105855 "
				    "n09193705/ILSVRC2012_val_00000002.JPEG=n09193705 ";
	static const char missing[] =
		MISSING("49997", "ILSVRC2012_val_00000004.JPEG, ILSVRC2012_val_00000005.JPEG, "
				 "ILSVRC2012_val_00000006.JPEG");
	shell("mkdir -p sorted/val/n01751748 sorted/val/n09193705 sorted/val/n02105855 && "
	      "echo x >sorted/val/n01751748/ILSVRC2012_val_00000001.JPEG && "
	      "echo x >sorted/val/n09193705/ILSVRC2012_val_00000002.JPEG && "
	      "echo x >sorted/val/n02105855/ILSVRC2012_val_00000003.JPEG");
	static const char agree[] =
		"labels: the names of the images' folders, which agree with the pinned list\n";
	check_set("sorted", NULL, names, missing, agree);
	check_set("sorted/val", NULL, names, missing, agree);
	shell("tar -cf sorted.tar sorted");
	check_set("sorted.tar", NULL, names, missing, agree);

	// Beside the images for training, which are more.
	shell("cp -r sorted both && mkdir -p both/train/n01440764 && "
	      "for i in 1 2 3 4 5; do echo x >both/train/n01440764/n01440764_$i.JPEG; done");
	check_set("both", NULL, names, missing,
		"labels: the names of the images' folders, which agree with the pinned list\n"
		"train: 5 other images are not looked at\n");
	// An image in the wrong folder, one whose name says another class, one somewhere else.
	shell("mkdir wrong && cp -r sorted/val wrong && cd wrong && mv "
	      "val/n01751748/ILSVRC2012_val_00000001.JPEG val/n02105855 && "
	      "echo x >val/n02105855/x.jpg && mkdir rest && "
	      "echo x >rest/ILSVRC2012_val_00000004_n04263257.JPEG");
	check_set("wrong", NULL,
		"n02105855/ILSVRC2012_val_00000001.JPEG=n02105855 "
		"n02105855/ILSVRC2012_val_00000003.JPEG=n02105855 "
		"n09193705/ILSVRC2012_val_00000002.JPEG=n09193705 ",
		"1 images that do not belong to the set, the first is n02105855/x.jpg\n"
		"49997 of 50000 images are missing: ILSVRC2012_val_00000004.JPEG, "
		"ILSVRC2012_val_00000005.JPEG, ILSVRC2012_val_00000006.JPEG, ...\n"
		"rest: 1 images of the set that are not in its folder\n"
		"n02105855/ILSVRC2012_val_00000001.JPEG: image 1 is n02105855 there, but n01751748 "
		"in the pinned list\n",
		"labels: the names of the images' folders\n");
	check_set("wrong/rest", NULL, "ILSVRC2012_val_00000004_n04263257.JPEG=n04263257 ",
		"49999 of 50000 images are missing: ILSVRC2012_val_00000001.JPEG, "
		"ILSVRC2012_val_00000002.JPEG, ILSVRC2012_val_00000003.JPEG, ...\n",
		BY_NAME);
}

// Other images of the same classes.
static void check_other_set(void)
{
	shell("mkdir -p other/n01440764 other/n01443537 other/n00000000 && "
	      "for i in a b; do echo x >other/n01440764/$i.png; done && "
	      "echo x >other/n01443537/c.jpg && echo x >other/n00000000/d.jpg");
	check_set("other", NULL,
		"n01440764/a.png=n01440764 n01440764/b.png=n01440764 n01443537/c.jpg=n01443537 ",
		"1 images that do not belong to the set, the first is n00000000/d.jpg\n",
		"labels: the names of the images' folders\n");
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set("other", NULL, &arena, &st);
	CHECK(set && set->departure && strstr(set->departure, "not called like those of"),
		"another set says so");
	CHECK_INT(set ? set->expected_count : 0, 50000, "it is not taken for the whole set");
	arena_release(&arena);
}

// More folders than any set has: the first of them, and a word about the others.
static void check_many_folders(void)
{
	shell("for i in $(seq 100 169); do mkdir -p many/$i/n01440764 && "
	      "echo x >many/$i/n01440764/a.jpg; done");
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set("many", NULL, &arena, &st);
	if (CHECK(set != NULL, "70 folders open: %s", st.message)) {
		CHECK_TEXT(set->base, "100/", "70 folders: the first is it");
		CHECK_INT(set->sample_count, 1, "70 folders: samples");
		CHECK(strstr(join(set->notes), "101: 1 other images are not looked at\n") &&
				strstr(join(set->notes), "and 45 more\n"),
			"70 folders: notes");
	}
	arena_release(&arena);
}

int main(void)
{
	if (!CHECK(folder_make(), "a folder"))
		return check_done();
	check_flat();
	check_folders();
	check_other_set();
	check_many_folders();
	shell("mkdir empty empty/n99999999 && echo x >empty/a.jpg && echo x >empty/n99999999/b.jpg");
	check_refused("empty", NULL, STATUS_UNMEASURABLE, "nothing of dataset imagenet is there");
	folder_remove();
	return check_done();
}
