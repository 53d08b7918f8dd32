// SPDX-License-Identifier: Apache-2.0
/*
 * A list of labels that lies with validation images of ILSVRC 2012: held against the pinned
 * one, or taken as it stands.
 */
#include "tests/unit/imagenet_set.h"

static void check_side_lists(void)
{
	shell("cp -r flat listed && for i in '1 65' '2 970' '3 230'; do "
	      "echo ILSVRC2012_val_0000000${i% *}.JPEG ${i#* }; done >listed/val.txt");
	static const char missing[] =
		MISSING("49997", "ILSVRC2012_val_00000004.JPEG, ILSVRC2012_val_00000005.JPEG, "
				 "ILSVRC2012_val_00000006.JPEG");
	static const char notes[] =
		"val.txt: 3 labels counted from 0 in the order of WordNet ids; they agree with the "
		"pinned list\n" BY_NAME;
	check_set("listed", NULL,
		"ILSVRC2012_val_00000001.JPEG=n01751748 ILSVRC2012_val_00000002.JPEG=n09193705 "
		"ILSVRC2012_val_00000003.JPEG=n02105855 ",
		missing, notes);
	check_set("listed", "labels=as-is",
		"ILSVRC2012_val_00000001.JPEG=65 ILSVRC2012_val_00000002.JPEG=970 "
		"ILSVRC2012_val_00000003.JPEG=230 ",
		missing, notes);
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set("listed", "labels=as-is", &arena, &st);
	CHECK(set && set->departure &&
			strstr(set->departure, "labels=as-is: the numbers of val.txt"),
		"as they stand: a departure");
	CHECK_INT(set ? set->class_count : 0, 1001, "as they stand: 0 to 1000");
	arena_release(&arena);
	shell("tar -cf listed.tar listed");
	check_set("listed.tar", "labels=as-is",
		"ILSVRC2012_val_00000001.JPEG=65 ILSVRC2012_val_00000002.JPEG=970 "
		"ILSVRC2012_val_00000003.JPEG=230 ",
		missing,
		"listed/val.txt: 3 labels counted from 0 in the order of WordNet ids; they agree "
		"with the pinned list\n" BY_NAME);
	check_refused("flat", "labels=as-is", STATUS_UNMEASURABLE, "no list of labels");
	shell("cp -r listed short && sed -i 2d short/val.txt");
	check_refused("short", "labels=as-is", STATUS_FORMAT,
		"ILSVRC2012_val_00000002.JPEG is not on val.txt");
	shell("cp -r listed bad && sed -i '2s/970/971/' bad/val.txt");
	check_set("bad", NULL,
		"ILSVRC2012_val_00000001.JPEG=n01751748 ILSVRC2012_val_00000002.JPEG=n09193705 "
		"ILSVRC2012_val_00000003.JPEG=n02105855 ",
		"val.txt: labels counted from 0 in the order of WordNet ids; image 2 is 971 there, "
		"but 970 (n09193705) in the pinned list; they fit no other order of classes\n"
		"49997 of 50000 images are missing: ILSVRC2012_val_00000004.JPEG, "
		"ILSVRC2012_val_00000005.JPEG, ILSVRC2012_val_00000006.JPEG, ...\n",
		BY_NAME);
	shell("cp -r flat large && head -c 9000000 /dev/zero >large/val.txt");
	check_set("large", NULL,
		"ILSVRC2012_val_00000001.JPEG=n01751748 ILSVRC2012_val_00000002.JPEG=n09193705 "
		"ILSVRC2012_val_00000003.JPEG=n02105855 ",
		"val.txt: 9000000 bytes, too many for a list of labels\n"
		"49997 of 50000 images are missing: ILSVRC2012_val_00000004.JPEG, "
		"ILSVRC2012_val_00000005.JPEG, ILSVRC2012_val_00000006.JPEG, ...\n",
		BY_NAME);
}

int main(void)
{
	if (!folder_make())
		return 3;
	make_flat();
	check_side_lists();
	folder_remove();
	return check_done();
}
