// SPDX-License-Identifier: Apache-2.0
/*
 * What is known of the validation images of ILSVRC 2012, and how it is found by an image's
 * name.
 */
#include "zoo/sets/imagenet_truth.h"
#include "zoo/sets/pictures.h"

#include "tests/unit/check.h"
#include "zoo/digest.h"

static const struct imagenet_truth *truth;

static void check_truth(void)
{
	// The digests of tensorflow_datasets' own files.
	struct digest *ids = digest_create(), *labels = digest_create();
	struct digests digests;
	for (int c = 0; c < IMAGENET_CLASS_COUNT; c++) {
		digest_add(ids, truth->ids[c], 9);
		digest_add(ids, "\n", 1);
	}
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++) {
		digest_add(labels, truth->ids[truth->class_of[i]], 9);
		digest_add(labels, "\n", 1);
	}
	digest_finish(ids, &digests);
	CHECK_TEXT(digests.sha256,
		"70002b0ff5de60a3a17a82dbfcff291931f96225ddf941ad2e182fc39e183d15", "labels.txt");
	digest_finish(labels, &digests);
	CHECK_TEXT(digests.sha256,
		"313fc3f23c864dde9183c9a368809065765dd1b657a6904fded44e3e46d34604",
		"validation_labels.txt");
	int counts[IMAGENET_CLASS_COUNT] = {0}, odd = 0;
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++)
		counts[truth->class_of[i]]++;
	for (int c = 0; c < IMAGENET_CLASS_COUNT; c++)
		odd += counts[c] != 50;
	CHECK_INT(odd, 0, "50 images of each class");
	// The first lines of Caffe's val.txt.
	static const int caffe[] = {65, 970, 230, 809, 516, 57, 334, 415, 674, 332};
	for (int i = 0; i < 10; i++)
		CHECK_INT(truth->class_of[i + 1], caffe[i], "image %d", i + 1);
}

static void check_names(void)
{
	static const struct {
		const char *name;
		int number, class_index;
	} names[] = {
		{"ILSVRC2012_val_00000001.JPEG", 1, -1},
		{"ilsvrc2012_val_00050000.jpg", 50000, -1},
		{"ILSVRC2012_val_00000293", 293, -1},
		{"ILSVRC2012_val_00000001_n01751748.JPEG", 1, 65},
		{"ILSVRC2012_val_00000001_n99999999.JPEG", 0, -1},
		{"ILSVRC2012_val_00000001x.JPEG", 0, -1},
		{"ILSVRC2012_val_00000000.JPEG", 0, -1},
		{"ILSVRC2012_val_00050001.JPEG", 0, -1},
		{"ILSVRC2012_val_0000001.JPEG", 0, -1},
		{"ILSVRC2012_test_00000001.JPEG", 0, -1},
		{"ILSVRC2012_val_", 0, -1},
		{"n01440764_10026.JPEG", 0, -1},
		{"", 0, -1},
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct imagenet_name name =
			imagenet_name_of(truth, names[i].name, strlen(names[i].name));
		CHECK_INT(name.number, names[i].number, "number of \"%s\"", names[i].name);
		CHECK_INT(name.class_index, names[i].class_index, "class of \"%s\"", names[i].name);
	}
	CHECK(picture_is_named_so("a/b.JPEG") && picture_is_named_so("b.png") &&
			!picture_is_named_so("b.txt") && !picture_is_named_so(".jpg"),
		"what a picture is called");
}

int main(void)
{
	struct arena arena = {0};
	struct status st = {0};
	if (!CHECK(imagenet_truth_read(&truth, &arena, &st), "the pinned list: %s", st.message))
		return check_done();
	check_truth();
	check_names();
	arena_release(&arena);
	return check_done();
}
