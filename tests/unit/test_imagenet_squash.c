// SPDX-License-Identifier: Apache-2.0
/*
 * From a file to an input tensor, against the tensors that TensorFlow 2.21.0 (decode_jpeg,
 * tf.image.resize and the rest, as the published script has them) and Pillow 13.0.0 give, by
 * their SHA-256: small pictures of tests/images, and COCO's if they are here.
 */
#include "zoo/protocol.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "zoo/datasets/source.h"
#include "zoo/digest.h"

enum { SIDE = 224, COUNT = SIDE * SIDE * 3 };

// The input of mobilenet_v2_1.0_224_INT8.tflite; one as uint8 models have it.
static const float int8_scale = 0.007843137718737125F, uint8_scale = 0.0078125F;
static const int32_t int8_zero = -1, uint8_zero = 128;

static struct tensor make_input(enum tensor_type type)
{
	struct tensor input = {.name = "input",
		.type = type,
		.rank = 4,
		.shape = {1, SIDE, SIDE, 3},
		.count = COUNT,
		.nbytes = type == TENSOR_FLOAT32 ? COUNT * sizeof(float) : COUNT};
	if (type != TENSOR_FLOAT32)
		input.quantisation = (struct quantisation){.count = 1,
			.scale = type == TENSOR_INT8 ? &int8_scale : &uint8_scale,
			.zero = type == TENSOR_INT8 ? &int8_zero : &uint8_zero};
	return input;
}

static struct pipeline *make_pipeline(
	const struct tensor *input, const char *settings, struct arena *keep, struct status *st)
{
	const struct protocol *protocol = protocol_find("imagenet-squash", st);
	struct knobs knobs = protocol_knobs(protocol);
	struct knob_choice choice = {.value = {0}};
	char *copy = arena_strdup(keep, settings), *rest = NULL;
	for (char *s = strtok_r(copy, " ", &rest); s; s = strtok_r(NULL, " ", &rest))
		CHECK(knobs_set(&knobs, &choice, s, st), "%s: %s", s, st->message);
	struct pipeline *pipeline = NULL;
	return protocol->pipeline_create(&pipeline, &choice, input, keep, st) ? pipeline : NULL;
}

struct vector {
	const char *file;
	enum tensor_type type;
	const char *settings, *sha256;
};

static const struct vector small_vectors[] = {
	{"420.jpg", TENSOR_INT8, "",
		"3c5525ee35d39cdaad7f80ec7b7f077d76776c5d2fdc807563f3d8cbeeb47aba"},
	{"420.jpg", TENSOR_FLOAT32, "",
		"89ba6c74581e4c315076623c8aa4cde95693c20ed93bc8e12cdcf065c61f889a"},
	{"420.jpg", TENSOR_INT8, "input=nearest",
		"72a163f7884e5aa774461e6704581337cd63cf02cbdb129a86d986c032e56ee4"},
	{"420.jpg", TENSOR_INT8, "jpeg=islow",
		"a8cb3e1b5f4155227ed6cfac5dcba7841c3bead1fadc64037713fd019784571b"},
	{"420.jpg", TENSOR_UINT8, "",
		"927caff9679707ec39ef5fcc248c12a32b9820a2743c68b8fe6daeee7747782d"},
	{"420.jpg", TENSOR_INT8, "crop=mlek input=mlek jpeg=islow",
		"62b75bf8defd17a61d51667dde8ba977cdd54b80bdefc01ebcc6fea479913e04"},
	{"420.jpg", TENSOR_UINT8, "crop=mlek input=mlek jpeg=islow",
		"6d833c2cec4149b352e27b39ba50e534f2f3555fc052905458d7b391cfb7f47d"},
	{"420.jpg", TENSOR_INT8, "crop=slim-875",
		"84495b34db2aa1d935e70c67bce733fd93eac6ca9b017d7d0cd986a790b01786"},
	{"grey.jpg", TENSOR_INT8, "",
		"64cc8c8931f61adba2d8a8e9387d2c4db76ffbbc5e673fafa9b5a52ec8171d81"},
	{"grey.jpg", TENSOR_FLOAT32, "",
		"1213bb2b84b5c8c629f5c5dbd59afb5ccd232bf52d04515992542df472716889"},
	{"grey.jpg", TENSOR_INT8, "input=nearest",
		"2e2b32a6a392c0c18cb8d76ca1bf7d5e0c2f1768496c6f1a944cbe0aaf93b2ec"},
	{"grey.jpg", TENSOR_INT8, "jpeg=islow",
		"94902d153669301974d7d357ad9c96801cd643df784d3d6e813ffa642366b39d"},
	{"grey.jpg", TENSOR_UINT8, "",
		"2b1c2c4f7c7f735f53c3583e0ee30bbdeb6d98dd14c49d3fd3473fcf07b483b9"},
	{"grey.jpg", TENSOR_INT8, "crop=mlek input=mlek jpeg=islow",
		"803e2e251b7051d605fdf866f9723ee254766e4b0a312a838560f3b0f6607220"},
	{"grey.jpg", TENSOR_UINT8, "crop=mlek input=mlek jpeg=islow",
		"d13d6db15f152436e47fb89ea2e699d8d0b9fbf85d8acd93622a59137bc5fcbb"},
	{"grey.jpg", TENSOR_INT8, "crop=slim-875",
		"6c611c56397667f9c05bbf53fb57c28eee6d09b89dcdc7304a5f1b1e933d4089"},
	{"rgb.png", TENSOR_INT8, "",
		"8b2c5e0d03ce3b7a745f5663a022d20bf4e105a10bdf3999dda3445f3c5b493d"},
	{"rgb.png", TENSOR_FLOAT32, "",
		"46e87502c61937bb4e34f589020bd431dec35caefd14817ae25d6c5247045968"},
	{"rgb.png", TENSOR_INT8, "input=nearest",
		"918806939df97d95af29c0cedd08ce627372771991206bafd3358e3df020127a"},
	{"rgb.png", TENSOR_INT8, "jpeg=islow",
		"8b2c5e0d03ce3b7a745f5663a022d20bf4e105a10bdf3999dda3445f3c5b493d"},
	{"rgb.png", TENSOR_UINT8, "",
		"4ea637a83108a2ce5b32b930234c60afabce4a4e263daa89fee971942643b518"},
	{"rgb.png", TENSOR_INT8, "crop=mlek input=mlek jpeg=islow",
		"681377e5f8460ea9f4a8b7d6b37fc29f366869e6609721e7b313d7822fc763cc"},
	{"rgb.png", TENSOR_UINT8, "crop=mlek input=mlek jpeg=islow",
		"1f5a11e2bc363996f3e3946b5e08bcd0a88831a3134abd82a81564880b4d4880"},
	{"rgb.png", TENSOR_INT8, "crop=slim-875",
		"66b190bc558153c8537b99727390c246924377f3d8c11014c79b2cd1c3b1a6c5"},
};

static const struct vector coco_vectors[] = {
	{"000000000508.jpg", TENSOR_INT8, "",
		"70f6d0fdcb00b29dead8a432f122ccf41ba5d997ad274f1e0a700666ff83b9f2"},
	{"000000000508.jpg", TENSOR_FLOAT32, "",
		"39dd53b3c5f45a3301d1d95028a9ce8894022faf3f99594fd4d17239f949c2ab"},
	{"000000000508.jpg", TENSOR_INT8, "input=nearest",
		"eed1eb25301f61d8c62a3c50d244b86f163a076449e97f580cc6b8459abd64b6"},
	{"000000000508.jpg", TENSOR_INT8, "jpeg=islow",
		"c86161565582a14cc42f078a979974e4f2e2fd3f20ecb17c707a96dddf40cd0c"},
	{"000000000508.jpg", TENSOR_UINT8, "",
		"91125da7bd99d2920e1a736b0eb59918d20445efb728988899779b617d0982af"},
	{"000000000508.jpg", TENSOR_INT8, "crop=mlek input=mlek jpeg=islow",
		"2b0a18f5e4b8e08883052ddd47f35a601487ddcfc1d894b6b960553f7c7a92f1"},
	{"000000000508.jpg", TENSOR_UINT8, "crop=mlek input=mlek jpeg=islow",
		"d8d8b51f8c65721502edc99ccdcc30e0e7a101c35203581de3e7c88f82e4a6fd"},
	{"000000000508.jpg", TENSOR_INT8, "crop=slim-875",
		"98619a6b0aec171759b8e68eca6abb4b7301230b8ce4343a9d7349dd8eeb431c"},
	{"000000358083.jpg", TENSOR_INT8, "",
		"032b60219c3ac7040c3909c024f1833949e4bb59ab119d4f7a01b91c8f91bb53"},
	{"000000358083.jpg", TENSOR_FLOAT32, "",
		"181629525a9ac46d7638d43828465b205ed1737bcec979224193e154b4dbb4c4"},
	{"000000358083.jpg", TENSOR_INT8, "input=nearest",
		"567da85ddfaf64af9a48fe74c729d5212685e399292416fd4e7b546449834188"},
	{"000000358083.jpg", TENSOR_INT8, "jpeg=islow",
		"6eaa2fcf19a5c7cde9d3245ebc459fc819ee48d0090b209100127a9dedede218"},
	{"000000358083.jpg", TENSOR_UINT8, "",
		"714ca4b831f4e2ba70954bbcd6c0d1e95d358c61dc36e9eb9c660e7f070f7a9d"},
	{"000000358083.jpg", TENSOR_INT8, "crop=mlek input=mlek jpeg=islow",
		"b15d6116005434b389f6cc7c332771475f1c082563543bb8e137810d2f3cc36e"},
	{"000000358083.jpg", TENSOR_UINT8, "crop=mlek input=mlek jpeg=islow",
		"b3e6d787ff775d8f9d32d039476feb8838626023e3f4e5db1c150f3f603f4cc2"},
	{"000000358083.jpg", TENSOR_INT8, "crop=slim-875",
		"d9e7066e895678a63afd2d94c8ea30a199b3f7070ed551f99ac7c056848b1274"},
	{"000000349184.jpg", TENSOR_INT8, "",
		"f05c508f792f6e0a570e71b14fa374635edb13b9993cd7854740afff05eafbce"},
	{"000000349184.jpg", TENSOR_FLOAT32, "",
		"485a5e53c1d448afdc000f66ded814f78431244d0ab7cf3b7b67fa3da2dc299d"},
	{"000000349184.jpg", TENSOR_INT8, "input=nearest",
		"a5855f0c96d3d0eea125c99b576f2259b6fe5f16ea48da921fd88ecf1aa9d3d4"},
	{"000000349184.jpg", TENSOR_INT8, "jpeg=islow",
		"c23c12e76554827584806259b019cb414181b9a08e5a1be255439c9835602b2e"},
	{"000000349184.jpg", TENSOR_UINT8, "",
		"eb8c63399165e8508bcf5b4e4ceecd9df64290eb90ca209e1d9e05bed2756929"},
	{"000000349184.jpg", TENSOR_INT8, "crop=mlek input=mlek jpeg=islow",
		"fe3c8524a7bacc9a6b491084218dc473ad10c902a8ea9d1fd987b32727d9e359"},
	{"000000349184.jpg", TENSOR_UINT8, "crop=mlek input=mlek jpeg=islow",
		"e53211a397409ad91f18779b1f53985967ad784e2cbb0f94fdfc606b0bde545a"},
	{"000000349184.jpg", TENSOR_INT8, "crop=slim-875",
		"4e675c53992b76b7507bcb36d1d234318623aa50e31968d5dbc7e249fcac5809"},
};

static void check_vector(const struct vector *v, struct bytes file)
{
	struct arena arena = {0};
	struct status st = {0};
	struct tensor input = make_input(v->type);
	struct pipeline *pipeline = make_pipeline(&input, v->settings, &arena, &st);
	void *out = arena_alloc(&arena, input.nbytes, 1, 64);
	if (CHECK(pipeline && protocol_find("imagenet-squash", &st)
				      ->prepare(pipeline, out, file, v->file, &arena, &st),
		    "%s is prepared: %s", v->file, st.message)) {
		struct digests digests = digest_bytes((struct bytes){out, input.nbytes});
		CHECK_TEXT(digests.sha256, v->sha256, "%s, %s, %s", v->file,
			tensor_type_name(v->type), *v->settings ? v->settings : "default");
	}
	arena_release(&arena);
}

static void check_small(void)
{
	for (size_t i = 0; i < sizeof(small_vectors) / sizeof(small_vectors[0]); i++) {
		struct arena arena = {0};
		struct status st = {0};
		struct bytes file = {0};
		const char *path = arena_printf(&arena, "tests/images/%s", small_vectors[i].file);
		CHECK(file_read(&file, path, 65536, &arena, &st), "%s: %s", path, st.message);
		check_vector(&small_vectors[i], file);
		arena_release(&arena);
	}
}

static void check_coco(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("images of COCO", "there is no shared data");
		return;
	}
	struct arena arena = {0};
	struct status st = {0};
	struct dataset_source source;
	const char *where = arena_printf(&arena, "%s/datasets/coco_mini.tar", shared);
	CHECK(dataset_source_open(&source, where, NULL, &arena, &st), "%s: %s", where, st.message);
	for (size_t i = 0; i < sizeof(coco_vectors) / sizeof(coco_vectors[0]); i++) {
		struct bytes file = {0};
		const char *path = arena_printf(&arena, "val2017/%s", coco_vectors[i].file);
		CHECK(dataset_source_read(&file, &source, path, 1 << 20, &arena, &st), "%s: %s",
			path, st.message);
		check_vector(&coco_vectors[i], file);
	}
	arena_release(&arena);
}

static void check_refused(const struct tensor *input, const char *settings, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	CHECK(!make_pipeline(input, settings, &arena, &st), "refused: %s", expected);
	CHECK_INT(st.code, STATUS_FORMAT, "code: %s", expected);
	CHECK(strstr(st.message, expected) != NULL, "says \"%s\": %s", expected, st.message);
	arena_release(&arena);
}

static void check_inputs(void)
{
	struct tensor input = make_input(TENSOR_INT8);
	input.shape[3] = 1;
	check_refused(&input, "", "one picture of three channels");
	input = make_input(TENSOR_INT8);
	input.shape[0] = 2;
	check_refused(&input, "", "one picture of three channels");
	input = make_input(TENSOR_INT8);
	input.rank = 3;
	check_refused(&input, "", "got 3 dimensions");
	input = make_input(TENSOR_INT8);
	input.shape[1] = 100000;
	check_refused(&input, "", "1 to 4096 pixels a side");
	input = make_input(TENSOR_INT8);
	input.quantisation.count = 3;
	check_refused(&input, "", "expected one scale");
	input = make_input(TENSOR_FLOAT32);
	check_refused(&input, "input=mlek", "expected int8 or uint8, got float32");
}

int main(void)
{
	check_small();
	check_coco();
	check_inputs();
	return check_done();
}
