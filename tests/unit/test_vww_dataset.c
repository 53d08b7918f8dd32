// SPDX-License-Identifier: Apache-2.0
/*
 * Sets of a few pictures made here, in every layout that people have, and what is said of
 * them; and the 137 pictures of the shared data, whose labels a few lines of Python gave.
 */
#include "zoo/dataset.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"
#include "zoo/builtin.h"
#include "zoo/digest.h"

struct opened {
	bool ok;
	const struct dataset *set;
	struct status st;
	struct arena keep;
	const char *samples, *faults, *notes; // "path class; ...", "line; ..."
};

static const char *join(const char *const *lines, struct arena *keep)
{
	const char *text = "";
	for (; lines && *lines; lines++)
		text = arena_printf(keep, "%s%s; ", text, *lines);
	return text;
}

static struct opened open_at(const char *path, const char *setting)
{
	struct opened o = {.samples = "", .faults = "", .notes = ""};
	const struct dataset_kind *kind = dataset_kind_find("visual_wake_words", &o.st);
	struct knobs knobs = dataset_knobs(kind);
	struct knob_choice choice = {{0}, {0}};
	struct dataset *set;
	o.ok = (!setting || knobs_set(&knobs, &choice, setting, &o.st)) &&
	       dataset_open(&set, kind, &choice, path, NULL, &o.keep, &o.st);
	if (!o.ok)
		return o;
	o.set = set;
	for (int64_t i = 0; i < set->sample_count && i < 8; i++)
		o.samples = arena_printf(&o.keep, "%s%s%s %d; ", o.samples, set->base,
			set->samples[i].path, set->samples[i].class_index);
	o.faults = join(set->faults, &o.keep);
	o.notes = join(set->notes, &o.keep);
	return o;
}

static struct opened open_set(const char *name, const char *setting)
{
	return open_at(in_folder(name), setting);
}

static void close_set(struct opened *o)
{
	arena_release(&o->keep);
}

static void check_set(const char *name, const char *setting, const char *samples,
	const char *faults, const char *notes)
{
	struct opened o = open_set(name, setting);
	const char *how = setting ? setting : "";
	if (CHECK(o.ok, "%s %s: %s", name, how, o.st.message)) {
		CHECK_TEXT(o.samples, samples, "%s %s: samples", name, how);
		CHECK_TEXT(o.faults, faults, "%s %s: faults", name, how);
		CHECK_TEXT(o.notes, notes, "%s %s: notes", name, how);
		CHECK(!o.set->complete, "%s %s: not complete", name, how);
	}
	close_set(&o);
}

static void check_failure(const char *name, const char *setting, enum status_code code,
	const char *message, const char *hint)
{
	struct opened o = open_set(name, setting);
	CHECK(!o.ok && o.st.code == code, "%s: code %d", name, code);
	CHECK(strstr(o.st.message, message) && strncmp(o.st.message, folder, strlen(folder)) == 0,
		"%s: %s", name, o.st.message);
	CHECK(strstr(o.st.hint, hint), "%s: hint: %s", name, o.st.hint);
	close_set(&o);
}

static bool write_text(const char *name, const char *text)
{
	FILE *file = fopen(in_folder(name), "wb");
	bool ok = file && fputs(text, file) >= 0;
	return file && fclose(file) == 0 && ok;
}

// 42 has a person on exactly 0.5 %, 73 on more, 74 on less.
#define IMAGE(id, name, url)                                                                     \
	"{\"id\":" #id ",\"file_name\":\"" name "\",\"coco_url\":\"http://x/" url "/" name "\"," \
	"\"width\":200,\"height\":100}"
#define PERSON(id, area) \
	"{\"id\":1" #id ",\"image_id\":" #id ",\"category_id\":1,\"area\":" #area "}"
#define LIST(images)           \
	"{\"images\":[" images \
	"],\"annotations\":[" PERSON(42, 100) "," PERSON(73, 100.5) "," PERSON(74, 99.5) "]}"

static const char of_2014[] = LIST(IMAGE(42, "COCO_val2014_000000000042.jpg", "val2014") "," IMAGE(
	73, "COCO_val2014_000000000073.jpg", "val2014") "," IMAGE(74,
	"COCO_val2014_000000000074.jpg",
	"val2014") "," IMAGE(9, "COCO_train2014_000000000009.jpg", "train2014"));

static const char of_2017[] = LIST(IMAGE(42, "000000000042.jpg", "train2017") "," IMAGE(
	73, "000000000073.jpg", "train2017") "," IMAGE(74, "000000000074.jpg", "val2017"));

static void check_2014(void)
{
	shell("mkdir -p a/coco/annotations a/coco/val2014 a/coco/train2014 &&"
	      "for i in 42 73 74; do echo x >a/coco/val2014/COCO_val2014_0000000000$i.jpg; done;"
	      "echo x >a/coco/train2014/COCO_train2014_000000000009.jpg");
	write_text("a/coco/annotations/instances_val2014.json", of_2014);
	static const char notes[] =
		"labels are from coco/annotations/instances_val2014.json: 4 images, 3 annotations; "
		"1 listed images are not of val2014 and are left out; ";
	static const char ge[] = "coco/val2014/COCO_val2014_000000000042.jpg 1; "
				 "coco/val2014/COCO_val2014_000000000073.jpg 1; "
				 "coco/val2014/COCO_val2014_000000000074.jpg 0; ";
	static const char gt[] = "coco/val2014/COCO_val2014_000000000042.jpg 0; "
				 "coco/val2014/COCO_val2014_000000000073.jpg 1; "
				 "coco/val2014/COCO_val2014_000000000074.jpg 0; ";
	check_set("a", NULL, ge, "3 of the 40504 images of val2014; ", notes);
	check_set("a", "person=gt", gt, "3 of the 40504 images of val2014; ", notes);
	shell("tar -C a -cf a.tar coco");
	check_set("a.tar", NULL, ge, "3 of the 40504 images of val2014; ", notes);
	struct opened o = open_set("a.tar", NULL);
	if (o.ok) {
		CHECK_TEXT(o.set->base, "coco/", "the folder of the set");
		CHECK_TEXT(o.set->split, "val2014", "its split");
		CHECK_INT(o.set->expected_count, 40504, "its size");
		CHECK(!o.set->departure, "it is the published list, as far as it goes");
	}
	close_set(&o);

	// One picture lost, one empty, one doubled, one nobody knows.
	shell("cp -r a b && cd b/coco && rm val2014/*73.jpg && : >val2014/COCO_val2014_000000000074.jpg"
	      "&& mkdir old && cp val2014/*42.jpg old/ && echo x >old/mine.JPEG &&"
	      "cp annotations/instances_val2014.json annotations/instances_train2014.json");
	check_set("b", NULL,
		"coco/old/COCO_val2014_000000000042.jpg 1; "
		"coco/val2014/COCO_val2014_000000000074.jpg 0; ",
		"2 of the 40504 images of val2014; "
		"1 of 3 images that coco/annotations/instances_val2014.json lists are not there; "
		"COCO_val2014_000000000042.jpg: there 2 times, looked at is "
		"coco/old/COCO_val2014_000000000042.jpg; "
		"COCO_val2014_000000000073.jpg: not there; "
		"coco/val2014/COCO_val2014_000000000074.jpg: empty; ",
		"coco/annotations/instances_train2014.json: not read; "
		"labels are from coco/annotations/instances_val2014.json: 4 images, 3 annotations; "
		"1 listed images are not of val2014 and are left out; "
		"1 pictures are not listed; the first is coco/old/mine.JPEG; ");
}

static void check_2017(void)
{
	shell("mkdir -p c/annotations c/val2017 &&"
	      "for i in 42 73 74; do echo x >c/val2017/0000000000$i.jpg; done");
	write_text("c/annotations/instances_val2017.json", of_2017);
	static const char samples[] = "val2017/000000000042.jpg 1; val2017/000000000073.jpg 1; "
				      "val2017/000000000074.jpg 0; ";
	check_set("c", NULL, samples,
		"between 2 and 3 of the 40504 images of val2014; "
		"1 images of val2017, which is a part of val2014; "
		"2 images of train2017, which has images of train2014 and of val2014; "
		"1 of these are on the list of minival, which is a part of val2014; ",
		"labels are from annotations/instances_val2017.json: 3 images, 3 annotations; "
		"2 images lie in a folder of another part of COCO than their coco_url says; ");

	// Annotations of 2014 with pictures of 2017, and the other way round.
	shell("rm c/annotations/*");
	write_text("c/annotations/instances_val2014.json", of_2014);
	check_set("c", NULL, samples, "3 of the 40504 images of val2014; ",
		"labels are from annotations/instances_val2014.json: 4 images, 3 annotations; "
		"1 listed images are not of val2014 and are left out; "
		"3 images have their names of another year; "
		"3 images lie in a folder of another part of COCO than their coco_url says; ");
	shell("rm a/coco/annotations/*");
	write_text("a/coco/annotations/instances_val2017.json", of_2017);
	check_set("a", NULL,
		"coco/val2014/COCO_val2014_000000000042.jpg 1; "
		"coco/val2014/COCO_val2014_000000000073.jpg 1; "
		"coco/val2014/COCO_val2014_000000000074.jpg 0; ",
		"3 of the 40504 images of val2014; ",
		"labels are from coco/annotations/instances_val2017.json: 3 images, 3 annotations; "
		"3 images have their names of another year; "
		"3 images lie in a folder of another part of COCO than their coco_url says; "
		"1 pictures are not listed; the first is "
		"coco/train2014/COCO_train2014_000000000009.jpg; ");
}

static void check_minival(void)
{
	struct bytes list = builtin_find("metadata/lists/mscoco_minival_ids.txt");
	CHECK_TEXT(digest_bytes(list).sha1, "f62afb084c1cdd849ac23e68a7b9a43bf336d85a",
		"the list of minival is that of pyvww");
	// Its lines 3890 and 8059 are 42 and 211097; 73 and 74 are not on it.
	shell("mkdir -p m/annotations m/p && for i in 000042 000073 211097; do "
	      "echo x >m/p/000000$i.jpg; done");
	write_text("m/annotations/instances_train2017.json",
		LIST(IMAGE(42, "000000000042.jpg", "train2017") "," IMAGE(
			73, "000000000073.jpg", "train2017") "," IMAGE(74, "000000000074.jpg",
			"train2017") "," IMAGE(211097, "000000211097.jpg", "train2017")));
	check_set("m", "split=minival", "p/000000000042.jpg 1; p/000000211097.jpg 0; ",
		"2 of the 8059 images of minival; ",
		"labels are from annotations/instances_train2017.json: 4 images, 3 annotations; "
		"2 listed images are not of minival and are left out; ");
	check_set("m", NULL, "p/000000000042.jpg 1; p/000000000073.jpg 1; p/000000211097.jpg 0; ",
		"between 2 and 3 of the 40504 images of val2014; "
		"3 images of train2017, which has images of train2014 and of val2014; "
		"2 of these are on the list of minival, which is a part of val2014; "
		"1 of 4 images that annotations/instances_train2017.json lists are not there; "
		"000000000074.jpg: not there; ",
		"labels are from annotations/instances_train2017.json: 4 images, 3 annotations; ");
}

static void check_names(void)
{
	// Names of nobody: a part of COCO is not known; one picture for two images.
	shell("mkdir -p d/annotations d/p && echo x >d/p/x.jpg && echo x >d/p/y.png");
	write_text("d/annotations/instances_mine.json",
		"{\"images\":[{\"id\":1,\"file_name\":\"x.jpg\",\"width\":9,\"height\":9},"
		"{\"id\":2,\"file_name\":\"p/x.jpg\",\"width\":9,\"height\":9},"
		"{\"id\":3,\"file_name\":\"y.png\",\"width\":9,\"height\":9}],"
		"\"annotations\":[]}");
	check_set("d", NULL, "p/x.jpg 0; p/y.png 0; ",
		"between 0 and 2 of the 40504 images of val2014; "
		"2 images of which no name tells the part of COCO; "
		"1 of 3 images that annotations/instances_mine.json lists are not there; "
		"p/x.jpg: listed for image 2 and for another one; ",
		"labels are from annotations/instances_mine.json: 3 images, 0 annotations; ");
}

static void check_folders(void)
{
	shell("mkdir -p e/set/person e/set/non_person e/other/person &&"
	      "echo x >e/set/person/a.jpg && echo x >e/set/person/b.PNG &&"
	      "echo x >e/set/non_person/c.jpeg && : >e/set/non_person/d.jpg &&"
	      "echo x >e/set/person/e.txt && echo x >e/set/x.jpg && echo x >e/other/person/z.jpg");
	check_set("e", NULL,
		"set/non_person/c.jpeg 0; set/non_person/d.jpg 0; set/person/a.jpg 1; "
		"set/person/b.PNG 1; ",
		"4 of 40504 images; non_person/d.jpg: empty; "
		"2 files that are no pictures in one of these folders, the first is person/e.txt; ",
		"");
	struct opened o = open_set("e", NULL);
	if (o.ok)
		CHECK_TEXT(o.set->departure ? o.set->departure : "",
			"labels are those of the folders, not made from COCO's annotations",
			"and why it is not the published list");
	close_set(&o);
	shell("mkdir -p f/0 f/1 && echo x >f/0/a.jpg && echo x >f/1/a.jpg");
	check_set("f", NULL, "0/a.jpg 0; 1/a.jpg 1; ", "2 of 40504 images; ", "");
	shell("mkdir -p g/not_person && echo x >g/not_person/a.jpg");
	check_set("g", NULL, "not_person/a.jpg 0; ", "1 of 40504 images; ", "");
}

static void check_failures(void)
{
	shell("mkdir -p h/annotations h/val2014");
	check_failure("h", NULL, STATUS_UNMEASURABLE,
		"nothing of dataset visual_wake_words, split val2014, is there: expected "
		"annotations/instances_val2014.json",
		"annotations_trainval2014.zip");
	write_text("h/annotations/instances_val2014.json", of_2014);
	check_failure("h", NULL, STATUS_UNMEASURABLE,
		"of 4 images that annotations/instances_val2014.json lists, no picture of it",
		"val2014.zip");
	shell("echo x >h/val2014/COCO_train2014_000000000009.jpg");
	check_failure("h", NULL, STATUS_UNMEASURABLE, "no picture of it", "val2014.zip");
	write_text("h/annotations/instances_val2014.json", LIST(""));
	check_failure("h", NULL, STATUS_FORMAT,
		"/annotations/instances_val2014.json: byte 78: annotation 142: image_id: expected "
		"an image that is listed, found 42",
		"");
	check_failure("nowhere", NULL, STATUS_UNMEASURABLE, "No such file", "val2014.zip");
}

// Faults beyond the first twenty are counted.
static void check_many(void)
{
	shell("mkdir -p i/annotations i/val2014 && "
	      "echo x >i/val2014/COCO_val2014_000000000001.jpg");
	FILE *file = fopen(in_folder("i/annotations/instances_val2014.json"), "wb");
	if (!CHECK(file, "a list of 100"))
		return;
	for (int i = 1; i <= 100; i++)
		fprintf(file,
			"%s{\"id\":%d,\"width\":9,\"height\":9,"
			"\"file_name\":\"COCO_val2014_%012d.jpg\"}",
			i == 1 ? "{\"images\":[" : ",", i, i);
	fprintf(file, "],\"annotations\":[]}");
	fclose(file);
	struct opened o = open_set("i", NULL);
	if (CHECK(o.ok, "many: %s", o.st.message)) {
		CHECK(strstr(o.faults,
			      "99 of 100 images that annotations/instances_val2014.json lists are "
			      "not there; COCO_val2014_000000000002.jpg: not there; "),
			"many are missing: %s", o.faults);
		CHECK(strstr(o.faults, "000000000019.jpg: not there; and 81 more; "),
			"and the rest is counted");
	}
	close_set(&o);
}

static void check_shared_set(const char *shared)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/datasets/coco_mini.tar", shared);
	struct opened o = open_at(path, NULL);
	if (!CHECK(o.ok, "coco_mini.tar: %s", o.st.message))
		return;
	int64_t persons = 0;
	struct digest *digest = digest_create();
	for (int64_t i = 0; i < o.set->sample_count; i++) {
		const struct dataset_sample *s = &o.set->samples[i];
		char line[256];
		int length = snprintf(line, sizeof(line), "%s %d\n", s->path, s->class_index);
		digest_add(digest, line, (size_t)length);
		persons += s->class_index;
	}
	struct digests digests;
	digest_finish(digest, &digests);
	CHECK_INT(o.set->sample_count, 137, "its pictures");
	CHECK_INT(persons, 57, "with a person");
	// json.load(), max(area / (width * height)) >= 0.005; sha256 of "val2017/NAME LABEL\n".
	CHECK_TEXT(digests.sha256,
		"b6eda71060938c64e8144a0111b4f2314dca7c771697884f5a3c14d5703b3bbe", "every label");
	CHECK(strstr(o.faults, "57 images of val2017, which is a part of val2014; 80 images of "
			       "train2017, which has images of train2014 and of val2014; "),
		"what it is made of: %s", o.faults);
	CHECK(!o.set->complete, "and that is not the set");
	close_set(&o);
}

int main(void)
{
	if (!CHECK(folder_make(), "a folder"))
		return check_done();
	check_2014();
	check_2017();
	check_minival();
	check_names();
	check_folders();
	check_failures();
	check_many();
	folder_remove();
	const char *shared = check_shared();
	if (shared)
		check_shared_set(shared);
	else
		check_skip("the 137 pictures", "no shared test data");
	return check_done();
}
