// SPDX-License-Identifier: Apache-2.0
/*
 * Annotations written here: in every order of the lists, broken in every way that coco.h
 * names, and damaged at random (ZOO_SEED).
 */
#include "zoo/sets/coco.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"
#include "tests/unit/shell.h"

#define INFO "\"info\":{\"year\":2014,\"id\":[{\"id\":1}]}"
#define IMAGES                                                                                  \
	"\"images\":[{\"license\":5,\"file_name\":\"COCO_val2014_000000000042.jpg\","           \
	"\"coco_url\":\"http://images.cocodataset.org/val2014/COCO_val2014_000000000042.jpg\"," \
	"\"height\":100,\"width\":200,\"id\":42},{\"id\":7,\"width\":10,\"height\":10,"         \
	"\"file_name\":\"sub/7.jpg\",\"coco_url\":null},{\"id\":-3,\"width\":1,\"height\":3,"   \
	"\"file_name\":\"c\",\"coco_url\":\"c\"}]"
#define ANNOTATIONS                                                                        \
	"\"annotations\":[{\"segmentation\":[[1.5,2,3,4]],\"area\":99.5,\"iscrowd\":0,"    \
	"\"image_id\":42,\"bbox\":[0,0,10,10],\"category_id\":1,\"id\":1001},"             \
	"{\"id\":1002,\"image_id\":42,\"category_id\":1,\"area\":100},"                    \
	"{\"id\":1003,\"image_id\":42,\"category_id\":2,\"area\":9999},"                   \
	"{\"id\":1004,\"image_id\":42,\"category_id\":1,\"area\":50.25},"                  \
	"{\"segmentation\":{\"counts\":[1,2],\"size\":[1,3]},\"id\":1005,\"image_id\":-3," \
	"\"category_id\":1,\"area\":3e0,\"iscrowd\":1}]"
#define CATEGORIES                                                                     \
	"\"categories\":[{\"supercategory\":\"person\",\"id\":1,\"name\":\"person\"}," \
	"{\"supercategory\":\"vehicle\",\"id\":2,\"name\":\"bicycle\"}]"

static void write_bytes(const void *data, size_t nbytes)
{
	FILE *file = fopen(in_folder("it.json"), "wb");
	if (!file || fwrite(data, 1, nbytes, file) != nbytes || fclose(file) != 0)
		CHECK(false, "it.json cannot be written");
}

static bool read_file(struct coco *out, struct arena *keep, struct status *st)
{
	struct dataset_source source;
	return dataset_source_open(&source, folder, NULL, keep, st) &&
	       coco_read(out, &source, "it.json", keep, st);
}

static bool read_text(struct coco *out, const char *text, struct arena *keep, struct status *st)
{
	write_bytes(text, strlen(text));
	return read_file(out, keep, st);
}

// "-3 1x3 c c 1; ...": id, size, name, folder and share of every image.
static const char *describe(const struct coco *coco, struct arena *keep)
{
	const char *text = "";
	for (int64_t i = 0; i < coco->image_count; i++) {
		const struct coco_image *c = &coco->images[i];
		text = arena_printf(keep, "%s%lld %dx%d %s %s %g; ", text, (long long)c->id,
			c->width, c->height, c->file_name, c->folder ? c->folder : "-",
			c->person_share);
	}
	return text;
}

static void check_sound(const char *what, const char *document, const char *expected)
{
	struct arena keep = {0};
	struct status st = {0};
	struct coco coco;
	if (CHECK(read_text(&coco, document, &keep, &st), "%s: %s", what, st.message))
		CHECK_TEXT(describe(&coco, &keep), expected, "%s: its images", what);
	arena_release(&keep);
}

static void check_orders(void)
{
	// 100 / (100 x 200) and 3 / (1 x 3): the largest, crowds included.
	static const char all[] = "-3 1x3 c  1; 7 10x10 sub/7.jpg - 0; "
				  "42 200x100 COCO_val2014_000000000042.jpg val2014 0.005; ";
	check_sound("as COCO has it", "{" INFO "," IMAGES "," ANNOTATIONS "," CATEGORIES "}", all);
	check_sound("annotations first", "{" ANNOTATIONS "," CATEGORIES "," IMAGES "}", all);
	check_sound("annotations last", "{" CATEGORIES "," IMAGES "," ANNOTATIONS "}", all);
	check_sound("without categories", "{" IMAGES "," ANNOTATIONS "}", all);
	check_sound("a person is number 2",
		"{" IMAGES "," ANNOTATIONS ",\"categories\":[{\"id\":2,\"name\":\"person\"}]}",
		"-3 1x3 c  0; 7 10x10 sub/7.jpg - 0; "
		"42 200x100 COCO_val2014_000000000042.jpg val2014 0.49995; ");
	check_sound("nothing there", "{\"images\":[],\"annotations\":[]}", "");

	struct arena keep = {0};
	struct status st = {0};
	struct coco coco;
	if (CHECK(read_text(&coco, "{" IMAGES "," ANNOTATIONS "," CATEGORIES "}", &keep, &st), "%s",
		    st.message)) {
		CHECK_INT(coco.annotation_count, 5, "annotations");
		CHECK_INT(coco.person_id, 1, "number of the category");
		CHECK(coco_find(&coco, 42) == &coco.images[2], "found by id");
		CHECK(!coco_find(&coco, 43) && !coco_find(&coco, -4), "and others are not");
	}
	arena_release(&keep);
}

#define IMAGE "{\"id\":1,\"file_name\":\"a\",\"width\":2,\"height\":3}"
#define DOCUMENT(images, annotations) \
	"{\"images\":[" images "],\n\"annotations\":[" annotations "]}"
#define ANNOTATION(area) "{\"id\":8,\"image_id\":1,\"category_id\":1,\"area\":" area "}"

static void check_refused(void)
{
	static const struct {
		const char *document, *message;
	} cases[] = {
		// lists
		{"[]", "byte 0 (line 1): expected an object, found a list"},
		{"{\"images\":[]}", "it.json: expected a list of annotations, found none"},
		{"{\"annotations\":[]}", "it.json: expected a list of images, found none"},
		{"{\"images\":{},\"annotations\":[]}", "images: expected a list, found an object"},
		{"{\"images\":[],\"annotations\":null}",
			"annotations: expected a list, found null"},
		{"{\"images\":[],\"images\":[]}", "images: expected one list of images, found two"},
		{DOCUMENT("7", ""), "images[0]: expected an object, found a whole number"},
		{DOCUMENT(IMAGE ",[]", ""), "images[1]: expected an object, found a list"},
		// images
		{DOCUMENT("{\"file_name\":\"a\",\"width\":2,\"height\":3}", ""),
			"images[0]: expected id, found none"},
		{DOCUMENT("{\"id\":1,\"width\":2,\"height\":3}", ""),
			"images[0]: image 1: expected file_name, found none"},
		{DOCUMENT("{\"id\":1,\"file_name\":\"\",\"width\":2,\"height\":3}", ""),
			"image 1: file_name: expected a name, found none"},
		{DOCUMENT("{\"id\":1,\"file_name\":\"a\\u0000b\",\"width\":2,\"height\":3}", ""),
			"images[0].file_name: image 1: expected text, found some with a zero byte"},
		{DOCUMENT("{\"id\":1,\"file_name\":9,\"width\":2,\"height\":3}", ""),
			"images[0].file_name: image 1: expected text, found a whole number"},
		{DOCUMENT("{\"id\":1,\"file_name\":\"a\",\"width\":2}", ""),
			"image 1: expected height, found none"},
		{DOCUMENT("{\"id\":1,\"file_name\":\"a\",\"width\":0,\"height\":3}", ""),
			"image 1: width: expected at least 1, found 0"},
		{DOCUMENT("{\"id\":1,\"file_name\":\"a\",\"width\":2,\"height\":3000000000}", ""),
			"image 1: height: expected at least 1, found 3000000000"},
		{DOCUMENT("{\"id\":1.0,\"file_name\":\"a\",\"width\":2,\"height\":3}", ""),
			"images[0].id: expected a whole number, found a number"},
		{DOCUMENT("{\"id\":\"1\",\"file_name\":\"a\",\"width\":2,\"height\":3}", ""),
			"images[0].id: expected a whole number, found text"},
		{DOCUMENT("{\"id\":1,\"id\":2,\"width\":2,\"height\":3}", ""),
			"images[0].id: image 1: expected id once, found it twice"},
		{DOCUMENT("{\"id\":1,\"coco_url\":[],\"width\":2,\"height\":3}", ""),
			"images[0].coco_url: image 1: expected text, found a list"},
		{DOCUMENT(IMAGE "," IMAGE, ""),
			"byte 101: image 1: expected each id once, found it again"},
		// annotations
		{DOCUMENT(IMAGE, "{\"id\":8,\"image_id\":1,\"category_id\":1}"),
			"annotations[0]: annotation 8: expected area, found none"},
		{DOCUMENT(IMAGE, ANNOTATION("-0.5")),
			"(line 2), annotations[0]: annotation 8: area: expected at least 0, found -0.5"},
		{DOCUMENT(IMAGE, ANNOTATION("1e999")),
			"annotations[0].area: expected a number that a double can hold"},
		{DOCUMENT(IMAGE, ANNOTATION("NaN")), "annotations[0].area: expected JSON, found"},
		{DOCUMENT(IMAGE, ANNOTATION("\"5\"")),
			"annotations[0].area: annotation 8: expected a number, found text"},
		{DOCUMENT(IMAGE, ANNOTATION("null")),
			"annotations[0].area: annotation 8: expected a number, found null"},
		{DOCUMENT(IMAGE, ANNOTATION("[5]")),
			"annotations[0].area: annotation 8: expected a number, found a list"},
		{DOCUMENT(IMAGE, ANNOTATION("5,\"area\":5")),
			"annotations[0].area: annotation 8: expected area once, found it twice"},
		{DOCUMENT(IMAGE, "{\"id\":8,\"category_id\":1,\"area\":5}"),
			"annotation 8: expected image_id, found none"},
		{DOCUMENT(IMAGE, "{\"id\":8,\"image_id\":1,\"area\":5}"),
			"annotation 8: expected category_id, found none"},
		{DOCUMENT(IMAGE, "{\"image_id\":1,\"category_id\":1,\"area\":5}"),
			"annotations[0]: expected id, found none"},
		{DOCUMENT(IMAGE, ANNOTATION("1") ",{\"id\":9,\"image_id\":2,\"category_id\":7,"
						 "\"area\":5}"),
			"byte 166: annotation 9: image_id: expected an image that is listed, found 2"},
		{DOCUMENT("", ANNOTATION("1")), "expected an image that is listed, found 1"},
		{DOCUMENT(IMAGE, "null"), "annotations[0]: expected an object, found null"},
		// categories
		{"{" IMAGES "," ANNOTATIONS ",\"categories\":[]}",
			"it.json: categories: expected one named person, found none"},
		{"{" IMAGES "," ANNOTATIONS ",\"categories\":[{\"id\":1,\"name\":\"dog\"}]}",
			"it.json: categories: expected one named person, found none"},
		{"{\"categories\":[{\"id\":1,\"name\":\"person\"},{\"id\":2,\"name\":\"person\"}]}",
			"category 2: expected one category named person, found two"},
		{"{\"categories\":[{\"id\":1}]}", "category 1: expected name, found none"},
		// the document
		{"", "byte 0 (line 1): expected JSON"},
		{"{" IMAGES "," ANNOTATIONS,
			"annotations: expected JSON, found none: premature EOF"},
		{"{" IMAGES "," ANNOTATIONS "}}", "trailing garbage"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena keep = {0};
		struct status st = {0};
		struct coco coco;
		bool refused = !read_text(&coco, cases[i].document, &keep, &st);
		CHECK(refused && st.code == STATUS_FORMAT && strstr(st.message, cases[i].message) &&
				strncmp(st.message, folder, strlen(folder)) == 0,
			"%s: %s", cases[i].message, st.message);
		arena_release(&keep);
	}
}

// 3,000 images and 9,000 annotations, each of which is checked.
static void check_many(void)
{
	enum { IMAGE_COUNT = 3000, OF_EACH = 3 };
	FILE *file = fopen(in_folder("it.json"), "wb");
	if (!CHECK(file, "it.json is made"))
		return;
	fprintf(file, "{\"annotations\":[");
	for (int i = 0; i < IMAGE_COUNT * OF_EACH; i++)
		fprintf(file, "%s\n{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"area\":%d}",
			i ? "," : "", i, i % IMAGE_COUNT * 7, i % 2 + 1, i);
	fprintf(file, "],\"images\":[");
	for (int i = IMAGE_COUNT - 1; i >= 0; i--)
		fprintf(file, "%s{\"id\":%d,\"file_name\":\"%d.jpg\",\"width\":100,\"height\":10}",
			i == IMAGE_COUNT - 1 ? "" : ",", i * 7, i);
	fprintf(file, "]}");
	fclose(file);
	struct arena keep = {0};
	struct status st = {0};
	struct coco coco;
	if (CHECK(read_file(&coco, &keep, &st), "many: %s", st.message)) {
		int wrong = 0;
		for (int i = 0; i < IMAGE_COUNT && i < coco.image_count; i++) {
			const struct coco_image *image = &coco.images[i];
			double largest = 0; // of those with category 1, which are the even ones
			for (int k = i; k < IMAGE_COUNT * OF_EACH; k += IMAGE_COUNT)
				if (k % 2 == 0 && k > largest)
					largest = k;
			char name[32];
			snprintf(name, sizeof(name), "%d.jpg", i);
			wrong += image->id != i * 7 || strcmp(image->file_name, name) != 0 ||
				 image->person_share != largest / 1000;
		}
		CHECK_INT(coco.image_count, IMAGE_COUNT, "many: images");
		CHECK_INT(wrong, 0, "many: wrong ones");
	}
	arena_release(&keep);
}

static void check_damaged(void)
{
	static const char sound[] = "{" INFO ",\n" IMAGES ",\n" ANNOTATIONS ",\n" CATEGORIES "}\n";
	enum { ROUNDS = 1500 };
	int refused = 0, wrong = 0;
	char copy[sizeof(sound)];
	for (int i = 0; i < ROUNDS; i++) {
		memcpy(copy, sound, sizeof(sound));
		size_t nbytes = sizeof(sound) - 1, at = random_u64() % nbytes;
		if (random_u64() % 4 == 0)
			nbytes = at;
		else
			copy[at] = (char)(copy[at] ^ (1 << random_in(0, 7)));
		write_bytes(copy, nbytes);
		struct arena keep = {0};
		struct status st = {0};
		struct coco coco;
		if (read_file(&coco, &keep, &st)) {
			for (int64_t k = 0; k < coco.image_count; k++) {
				const struct coco_image *image = &coco.images[k];
				wrong += image->width < 1 || image->height < 1 ||
					 !image->file_name[0] || !(image->person_share >= 0) ||
					 (k && image->id <= coco.images[k - 1].id);
			}
		} else {
			refused++;
			wrong += st.code != STATUS_FORMAT || !strstr(st.message, "/it.json: ");
		}
		arena_release(&keep);
	}
	CHECK_INT(wrong, 0, "damaged annotations are refused with a reason, or sound");
	CHECK(refused > ROUNDS / 3, "%d of %d are refused", refused, ROUNDS);
}

static void check_in_archive(void)
{
	struct arena keep = {0};
	struct status st = {0};
	struct coco coco;
	struct dataset_source source;
	static const char text[] = "{" IMAGES "," ANNOTATIONS "," CATEGORIES "}";
	write_bytes(text, sizeof(text) - 1);
	CHECK(shell("mkdir a && cp it.json a/instances.json && tar -czf a.tar.gz a"), "an archive");
	CHECK(dataset_source_open(&source, in_folder("a.tar.gz"), NULL, &keep, &st) &&
			coco_read(&coco, &source, "a/instances.json", &keep, &st) &&
			coco.image_count == 3,
		"read from an archive: %s", st.message);
	write_bytes(text, sizeof(text) - 10);
	CHECK(shell("cp it.json a/instances.json && tar -cf a.tar a"), "another, cut");
	CHECK(dataset_source_open(&source, in_folder("a.tar"), NULL, &keep, &st) &&
			!coco_read(&coco, &source, "a/instances.json", &keep, &st) &&
			strstr(st.message, "a.tar: a/instances.json: byte"),
		"named with its archive: %s", st.message);
	arena_release(&keep);
}

int main(void)
{
	random_init();
	if (!CHECK(folder_make(), "a folder"))
		return check_done();
	check_orders();
	check_refused();
	check_many();
	check_damaged();
	check_in_archive();
	folder_remove();
	return check_done();
}
