// SPDX-License-Identifier: Apache-2.0
/*
 * Input tensors against a second implementation, in Python, of the steps that the header of
 * zoo/protocols/vww_micronet.c names: Pillow 9.5.0 (libjpeg-turbo 2.1.5; convert("RGB"),
 * Image.resize(size, BILINEAR) and crop() as in gen_rgb_cpp.py), tf.image.resize and
 * tf.compat.v1.image.resize_bilinear of TensorFlow 2.21.0, its decode_jpeg with
 * INTEGER_FAST, and float32 steps of NumPy 2.4.6 for grey, range and codes.  Every one of
 * the 2,500 codes counts: what is compared is their SHA-256.
 */
#include "zoo/protocol.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "zoo/decode/archive.h"
#include "zoo/digest.h"

enum { MAX_NBYTES = 1 << 20 };

// The input of vww2_50_50_INT8.tflite, or one of another side.
static struct tensor input_of(int side)
{
	static const float scale = 0.007549178320914507F;
	static const int32_t zero = -72;
	size_t count = (size_t)side * (size_t)side;
	return (struct tensor){.name = "input",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, side, side, 1},
		.count = count,
		.nbytes = count,
		.quantisation = {.count = 1, .scale = &scale, .zero = &zero}};
}

// The SHA-256 of the tensor, or the message of what failed.  Settings: "crop=none", NULL last.
static const char *digest_of(struct bytes file, const char *const *settings, int side)
{
	static char out[STATUS_MESSAGE_NBYTES];
	struct arena arena = {0};
	struct status st = {0};
	const struct protocol *p = protocol_find("vww-micronet", &st);
	struct knobs knobs = protocol_knobs(p);
	struct knob_choice choice = {{0}, {0}};
	struct tensor input = input_of(side);
	struct pipeline *pipeline;
	int8_t *codes = arena_array(&arena, int8_t, input.count);
	bool ok = true;
	for (; ok && settings && *settings; settings++)
		ok = knobs_set(&knobs, &choice, *settings, &st);
	ok = ok && p->pipeline_create(&pipeline, &choice, &input, &arena, &st) &&
	     p->prepare(pipeline, codes, file, "picture", &arena, &st);
	if (ok) {
		struct digests digests =
			digest_bytes((struct bytes){(const unsigned char *)codes, input.nbytes});
		snprintf(out, sizeof(out), "%s", digests.sha256);
	} else {
		snprintf(out, sizeof(out), "%s", st.message);
	}
	arena_release(&arena);
	return out;
}

static void check_small(void)
{
	static const struct {
		const char *name;
		int side;
		const char *sha256;
	} cases[] = {
		{"420.jpg", 50, "6fc4e5e1cc30512e1b6392bb7413d9b116911f360300a18ae0da2c0b08398738"},
		{"420.jpg", 32, "41fd0346bae434e042c288c7db43dedc7ae825fb6637e3da2fb578fcc07b9654"},
		{"grey.jpg", 50,
			"99c1b835444666ac880447f4bfeefbfa1b6b020072dafc40aeb3f428f5f5f18a"},
		{"rgb.png", 50, "b162966410cc7e283ee541cca65ff165c7ce95e2606283cd87de19294e82669f"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct status st = {0};
		struct bytes file;
		char *path = arena_printf(&arena, "tests/images/%s", cases[i].name);
		if (CHECK(file_read(&file, path, MAX_NBYTES, &arena, &st), "%s", path))
			CHECK_TEXT(digest_of(file, NULL, cases[i].side), cases[i].sha256,
				"%s to %d x %d", cases[i].name, cases[i].side, cases[i].side);
		arena_release(&arena);
	}
}

#define ODD "000000168974.jpg" // 375 x 500

static const struct {
	const char *name;
	const char *settings[3];
	int side;
	const char *sha256;
} pictures[] = {
	{"000000000030.jpg", {NULL}, 50,
		"20f9e5db3c424fe975ebe4b050ddfbad1d4d585ffd7a160d5e04a4996ec9d36f"},
	{"000000000086.jpg", {NULL}, 50, // grey
		"686bd2c845dcdd979217216bf9ee56c1492b93534ca66d5e4bf65e7fd30edb79"},
	{"000000404484.jpg", {NULL}, 50,
		"035d731d915b6aade1510130c0d9177b3310a05fc4bec50abbe81330afc6bfe2"},
	{"000000204805.jpg", {NULL}, 50,
		"00d784fe287e8ac62629f8a5eb1250d17d83921e9df4dbc8ae019d00f96a9754"},
	{"000000331352.jpg", {NULL}, 50,
		"12e997ca5974e224be8e000709ec5ceea86d1defb6b181eae6f706ba521d4f14"},
	{ODD, {NULL}, 50, "d626976259c21319f78c3251f11820cc70fd39fe03b137d5054e97aacec8bf9e"},
	{ODD, {NULL}, 128, "9882df0313fb71d5993be639bd73a7517a0b45a6e26d16c6c07b2956519c2e29"},
	{ODD, {"crop=none"}, 50,
		"a89162df11a7861c83208d4ed2eef27309daa53b5c01e1f382a1bac04d4a3fb9"},
	{ODD, {"crop=centre-875-sides"}, 50,
		"cbe0a5e2811c9d9dbad736514b5a07dd188e9a46b8c009476d194e2f8d6c44c2"},
	{ODD, {"crop=centre-square-875"}, 50,
		"723faf1ec45442046e93533d6236dca7030d3674439a80e7a33b7a730b7b3073"},
	{ODD, {"crop=center-square-061"}, 50,
		"35be9c2e6a21148774f0031c14f3f52a254870ebc2aad552dcc3e9490877860b"},
	{ODD, {"via=224"}, 50, "85bae45174445c0c61ca41633c541338aeeacbdb48f7dbd00a51509858cd2b38"},
	{ODD, {"range=signed"}, 50,
		"c3ef42bf88a5c96e778171313b8080db2cd2a361efdcb6833522ad67040f9b87"},
	{ODD, {"round=nearest"}, 50,
		"8a4ca445b0147eb388b2ea7c4e5ee493282dea2d71aff816fda79a04ad8dd55f"},
	{ODD, {"jpeg=ifast"}, 50,
		"0927320e31bbbdb73420ff38f60ed821fc908ffc6b57255469df6efa4137eb9f"},
	{ODD, {"resize=bilinear"}, 50,
		"12714935943b2f7f663ae4406b88edf64feaf90cbb8eae0ef462c5fd3b30389b"},
	{ODD, {"resize=legacy"}, 50,
		"9ae54b2e1a3f869819928dd8c2c4ca2605af05b26ec3ebe543d9e664bdc022c7"},
	{ODD, {"resize=bilinear", "via=224"}, 50,
		"c6c44cf7c998f490fdd0d11ee61f3ec133a37a8de4fa2b3885c29ce688775f6f"},
	{ODD, {"resize=bilinear", "crop=none"}, 50,
		"8b14b9a8b8b28f08591b0843b1edc64eda736626f1aa2e8ab13a82988ea4bfe6"},
	{ODD, {"resize=legacy", "crop=centre-875-sides"}, 50,
		"ab2ca10ab46dc1f4c3d40477aad1557c9a2fb2290f572124fdd081a8206c011e"},
};

enum { PICTURE_COUNT = sizeof(pictures) / sizeof(pictures[0]) };

static void check_picture(const char *name, struct bytes file)
{
	for (int i = 0; i < PICTURE_COUNT; i++) {
		const char *const *settings = pictures[i].settings;
		if (strcmp(pictures[i].name, name) == 0)
			CHECK_TEXT(digest_of(file, settings, pictures[i].side), pictures[i].sha256,
				"%s %s %s %d", name, settings[0] ? settings[0] : "defaults",
				settings[0] && settings[1] ? settings[1] : "", pictures[i].side);
	}
}

static void check_coco(const char *shared)
{
	struct arena arena = {0};
	struct status st = {0};
	struct unpacker *unpacker;
	struct packed_file member;
	bool ok = unpacker_open(
		&unpacker, arena_printf(&arena, "%s/datasets/coco_mini.tar", shared), &st);
	if (!CHECK(ok, "coco_mini.tar: %s", st.message))
		return;
	int seen = 0;
	while ((ok = unpacker_next(unpacker, &member, &st)) && member.path) {
		const char *name = strrchr(member.path, '/');
		bool wanted = false;
		for (int i = 0; name && i < PICTURE_COUNT; i++)
			wanted = wanted || strcmp(pictures[i].name, name + 1) == 0;
		struct bytes file;
		if (!wanted)
			continue;
		if (!(ok = unpacker_read(unpacker, &file, MAX_NBYTES, &arena, &st)))
			break;
		seen++;
		check_picture(name + 1, file);
	}
	CHECK(ok, "it can be read: %s", st.message);
	CHECK_INT(seen, 6, "pictures found");
	unpacker_close(unpacker);
	arena_release(&arena);
}

static void check_input(struct tensor input, const char *message)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct protocol *p = protocol_find("vww-micronet", &st);
	struct knob_choice choice = {{0}, {0}};
	struct pipeline *pipeline;
	CHECK(!p->pipeline_create(&pipeline, &choice, &input, &arena, &st), "refused: %s", message);
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
	CHECK(strstr(st.message, message), "it says so: %s", st.message);
	arena_release(&arena);
}

static void check_refused(void)
{
	struct tensor input = input_of(50);
	input.shape[3] = 3;
	check_input(input, "input input: expected one picture of one channel");
	input = input_of(50);
	input.rank = 2;
	check_input(input, "expected one picture of one channel");
	input = input_of(1025);
	check_input(input, "expected at most 1024 x 1024, got 1025 x 1025");
	input = input_of(50);
	input.type = TENSOR_INT32;
	check_input(input, "expected int8, uint8, int16 or float32, got");
	static const unsigned char text[] = "no picture";
	CHECK(strstr(digest_of((struct bytes){text, sizeof(text)}, NULL, 50), "picture: "),
		"what is no picture is refused by name");
}

int main(void)
{
	check_small();
	check_refused();
	const char *shared = check_shared();
	if (shared)
		check_coco(shared);
	else
		check_skip("pictures of COCO", "no shared test data");
	return check_done();
}
