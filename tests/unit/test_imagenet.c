// SPDX-License-Identifier: Apache-2.0
/*
 * The validation images of ILSVRC 2012: what is known of them, the lists of labels that go
 * with them, and how they lie in folders and archives.  Images are single bytes here: only
 * their names are looked at.
 */
#include "zoo/dataset.h"
#include "zoo/sets/imagenet_lists.h"
#include "zoo/sets/imagenet_truth.h"
#include "zoo/sets/pictures.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"
#include "tests/unit/shell.h"
#include "zoo/digest.h"

static const struct imagenet_truth *truth;

/* ---- what is known ---- */

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

/* ---- lists of labels ---- */

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

/* ---- folders and archives ---- */

static struct dataset *open_set(
	const char *name, const char *setting, struct arena *arena, struct status *st)
{
	const struct dataset_kind *kind = dataset_kind_find("imagenet", st);
	struct knobs knobs = dataset_knobs(kind);
	struct knob_choice choice = {.value = {0}};
	struct dataset *set = NULL;
	if (setting && !knobs_set(&knobs, &choice, setting, st))
		return NULL;
	return dataset_open(&set, kind, &choice, in_folder(name), arena, st) ? set : NULL;
}

static const char *join(const char *const *lines)
{
	static char text[8192];
	*text = '\0';
	for (int i = 0; lines && lines[i]; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\n", lines[i]);
	return text;
}

#define MISSING(count, names) count " of 50000 images are missing: " names ", ...\n"
#define BY_NAME "labels: the pinned list, by the images' names\n"

// `samples`: "path=class " of each.
static void check_set(const char *name, const char *setting, const char *samples,
	const char *faults, const char *notes)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set(name, setting, &arena, &st);
	if (!CHECK(set != NULL, "%s opens: %s", name, st.message))
		return;
	char got[1024] = "";
	for (int64_t i = 0; i < set->sample_count && i < 10; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s=%s ",
			set->samples[i].path, set->classes[set->samples[i].class_index].label);
	CHECK_TEXT(got, samples, "%s: samples", name);
	CHECK_TEXT(join(set->faults), faults, "%s: faults", name);
	CHECK_TEXT(join(set->notes), notes, "%s: notes", name);
	CHECK(set->complete == !*faults, "%s: complete", name);
	CHECK(set->classes_by_place, "%s: outputs are found by place", name);
	arena_release(&arena);
}

static void check_flat(void)
{
	shell("mkdir -p flat && for i in 1 2 3; do echo x >flat/ILSVRC2012_val_0000000$i.JPEG; done");
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

static void check_refused(
	const char *name, const char *setting, enum status_code code, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	CHECK(open_set(name, setting, &arena, &st) == NULL, "%s is refused", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	arena_release(&arena);
}

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
	struct status st = {0};
	if (!CHECK(imagenet_truth_read(&truth, &arena, &st), "the pinned list: %s", st.message) ||
		!CHECK(folder_make(), "a folder"))
		return check_done();
	random_init();
	check_truth();
	check_names();
	check_orders();
	check_small_lists();
	check_any_text();
	check_flat();
	check_folders();
	check_other_set();
	check_many_folders();
	check_side_lists();
	check_whole();
	shell("mkdir empty empty/n99999999 && echo x >empty/a.jpg && echo x >empty/n99999999/b.jpg");
	check_refused("empty", NULL, STATUS_UNMEASURABLE, "nothing of dataset imagenet is there");
	folder_remove();
	arena_release(&arena);
	return check_done();
}
