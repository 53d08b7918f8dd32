// SPDX-License-Identifier: Apache-2.0
/*
 * The lists of labels that go with the validation images of ILSVRC 2012, in any order of
 * classes, held against the pinned one.
 */
#include "zoo/sets/imagenet_lists.h"

#include "tests/unit/check.h"
#include "tests/unit/imagenet_pinned.h"
#include "tests/unit/random.h"

enum sort { BARE, NAMED, CSV };

// A list of all images in which a class's number is order[class]; NULL: WordNet ids.
static struct bytes make_list(enum sort sort, const int *order, struct arena *keep)
{
	size_t room = (size_t)IMAGENET_IMAGE_COUNT * 64 + 64, nbytes = 0;
	char *text = arena_array(keep, char, room);
	if (sort == CSV)
		nbytes += (size_t)sprintf(text, "ImageId,PredictionString\n");
	for (int i = 1; i <= IMAGENET_IMAGE_COUNT; i++) {
		int c = truth->class_of[i];
		if (sort != BARE)
			nbytes += (size_t)sprintf(text + nbytes, "ILSVRC2012_val_%08d%s", i,
				sort == CSV ? "," : ".JPEG ");
		nbytes += (size_t)(order ? sprintf(text + nbytes, "%d", order[c])
					 : sprintf(text + nbytes, "%s", truth->ids[c]));
		nbytes += (size_t)sprintf(
			text + nbytes, "%s", sort == CSV ? " 85 1 499 272\n" : "\n");
	}
	return (struct bytes){(unsigned char *)text, nbytes};
}

static void check_list(struct bytes text, const char *name, const char *note, const char *fault)
{
	struct arena arena = {0};
	struct imagenet_list list;
	imagenet_list_check(&list, text, name, truth, &arena);
	CHECK_TEXT(list.note ? list.note : "", note, "%s: note", name);
	CHECK_TEXT(list.fault ? list.fault : "", fault, "%s: fault", name);
	arena_release(&arena);
}

static void check_text(const char *text, const char *note, const char *fault)
{
	check_list(
		(struct bytes){(const unsigned char *)text, strlen(text)}, "val.txt", note, fault);
}

static struct bytes changed(struct bytes list, size_t at, const char *letters, struct arena *keep)
{
	char *copy = arena_strndup(keep, (const char *)list.data, list.nbytes);
	memcpy(copy + at, letters, strlen(letters));
	return (struct bytes){(unsigned char *)copy, list.nbytes};
}

static void check_orders(void)
{
	struct arena arena = {0};
	int from0[IMAGENET_CLASS_COUNT], from1[IMAGENET_CLASS_COUNT], other[IMAGENET_CLASS_COUNT];
	for (int c = 0; c < IMAGENET_CLASS_COUNT; c++) {
		from0[c] = c;
		from1[c] = c + 1;
		other[c] = (c * 7 + 300) % IMAGENET_CLASS_COUNT + 1; // 7 and 1,000 have no factor
	}
	check_list(make_list(NAMED, from0, &arena), "val.txt",
		"val.txt: 50000 labels counted from 0 in the order of WordNet ids; they agree with "
		"the pinned list",
		"");
	check_list(make_list(BARE, from1, &arena), "val_labels.txt",
		"val_labels.txt: 50000 labels counted from 1 in the order of WordNet ids; they "
		"agree with the pinned list",
		"");
	check_list(make_list(BARE, other, &arena), "ILSVRC2012_validation_ground_truth.txt",
		"ILSVRC2012_validation_ground_truth.txt: 50000 labels in another order of classes, "
		"such as the development kit's; they agree with the pinned list",
		"");
	check_list(make_list(BARE, NULL, &arena), "imagenet_2012_validation_synset_labels.txt",
		"imagenet_2012_validation_synset_labels.txt: 50000 labels as WordNet ids; they "
		"agree with the pinned list",
		"");
	check_list(make_list(CSV, NULL, &arena), "LOC_val_solution.csv",
		"LOC_val_solution.csv: 50000 labels as WordNet ids; they agree with the pinned list",
		"");

	// One label wrong, in each order.
	// image 2: 970, now 170
	struct bytes text = changed(make_list(BARE, from0, &arena), 3, "1", &arena);
	check_list(text, "val.txt", "",
		"val.txt: labels counted from 0 in the order of WordNet ids; image 2 is 170 there, "
		"but 970 (n09193705) in the pinned list");
	// image 1: class 65, 65 * 7 + 301 = 756, now 056
	text = changed(make_list(BARE, other, &arena), 0, "0", &arena);
	check_list(text, "val.txt", "",
		"val.txt: labels in another order of classes, such as the development kit's; image "
		"1 is 56 there, but 756 (n01751748) in the pinned list");
	text = changed(make_list(BARE, NULL, &arena), 20, "n01440764", &arena);
	check_list(text, "val.txt", "",
		"val.txt: image 3 is n01440764 there, but n02105855 in the pinned list");

	// The labels of other images, and no order at all: two classes under one number.
	text = make_list(BARE, from0, &arena);
	struct bytes shifted = {text.data + 3, text.nbytes - 3};
	CHECK(shifted.data[0] == '9', "the list begins with its second line");
	char *longer = arena_array(&arena, char, shifted.nbytes + 3);
	memcpy(longer, shifted.data, shifted.nbytes);
	memcpy(longer + shifted.nbytes, "65\n", 3);
	check_list((struct bytes){(unsigned char *)longer, shifted.nbytes + 3}, "val.txt", "",
		"val.txt: labels counted from 0 in the order of WordNet ids; image 1 is 970 there, "
		"but 65 (n01751748) in the pinned list; they fit no other order of classes");
	other[5] = other[6];
	check_list(make_list(BARE, other, &arena), "val.txt", "",
		"val.txt: labels counted from 0 in the order of WordNet ids; image 1 is 756 there, "
		"but 65 (n01751748) in the pinned list; they fit no other order of classes");
	arena_release(&arena);
}

static void check_small_lists(void)
{
	check_text("ILSVRC2012_val_00000001.JPEG 65\nval/ILSVRC2012_val_00000002.JPEG\t970\r\n",
		"val.txt: 2 labels counted from 0 in the order of WordNet ids; they agree with the "
		"pinned list",
		"");
	check_text("ILSVRC2012_val_00000002.JPEG 971",
		"val.txt: 1 labels counted from 1 in the order of WordNet ids; they agree with the "
		"pinned list",
		"");
	// Kaggle's ImageSets/CLS-LOC/val.txt
	check_text("ILSVRC2012_val_00000001 1\nILSVRC2012_val_00000002 2\n",
		"val.txt: numbers of images, not labels; not used", "");
	check_text("", "", "val.txt: no labels");
	check_text("\n\n", "", "val.txt: no labels");
	check_text("65\n970\n", "", "val.txt: 2 labels without names, expected 50000");
	check_text("65\nx\n", "", "val.txt: line 2: expected a number, got \"x\"");
	check_text("n01751748\n970\n", "", "val.txt: line 2: expected a WordNet id, got \"970\"");
	check_text("two words\n", "", "val.txt: line 1: expected one label alone, got \"two\"");
	check_text("ILSVRC2012_val_00000001.JPEG\n", "",
		"val.txt: line 1: expected a label, got \"\"");
	check_text("ILSVRC2012_val_00000001.JPEG 65\n66\n", "",
		"val.txt: line 2: expected the name of a validation image, got \"66\"");
	check_text("ILSVRC2012_val_00000001.JPEG 65\nILSVRC2012_val_00000001.JPEG 65\n", "",
		"val.txt: line 2: image 1 for the second time");
	check_text("ILSVRC2012_val_00000001.JPEG 1001\n", "",
		"val.txt: image 1: expected a label of 0 to 1000, got 1001");
	check_text("ILSVRC2012_val_00000001.JPEG 99999999999999999999\n", "",
		"val.txt: line 1: expected a label, got \"99999999999999999999\"");
	CHECK(imagenet_list_is("a/Val.txt") && imagenet_list_is("LOC_val_solution.csv") &&
			!imagenet_list_is("vals.txt") && !imagenet_list_is("eval.txt"),
		"what a list is called");
}

// Any text at all: a note or a fault, nothing else.
static void check_any_text(void)
{
	static const char letters[] = "0123456789n_ ,\t\r\n/.ILSVRC2012_val_00000001";
	int odd = 0;
	for (int round = 0; round < 3000; round++) {
		char text[200];
		int length = random_in(0, (int)sizeof(text));
		for (int i = 0; i < length; i++)
			text[i] = round % 2 ? letters[random_in(0, (int)sizeof(letters) - 2)]
					    : (char)random_in(0, 255);
		struct arena arena = {0};
		struct imagenet_list list;
		unsigned char *copy = malloc((size_t)length + 1);
		memcpy(copy, text, (size_t)length);
		imagenet_list_check(
			&list, (struct bytes){copy, (size_t)length}, "val.txt", truth, &arena);
		odd += (list.note == NULL) == (list.fault == NULL);
		free(copy);
		arena_release(&arena);
	}
	CHECK_INT(odd, 0, "any text is a note or a fault");
}

int main(void)
{
	struct arena arena = {0};
	pinned_begin(&arena);
	random_init();
	check_orders();
	check_small_lists();
	check_any_text();
	arena_release(&arena);
	return check_done();
}
