// SPDX-License-Identifier: Apache-2.0
/*
 * Files as NumPy writes them, files that it would refuse, and files that we refuse.
 */
#include "zoo/npy.h"

#include "tests/unit/check.h"

#include <unistd.h>

static struct arena arena;

// A file of that version with `header` as it is, and `data_nbytes` bytes 0, 1, 2 ...
static struct bytes build(int major, const char *header, size_t data_nbytes)
{
	size_t prefix = major == 1 ? 10 : 12, length = strlen(header);
	unsigned char *file = arena_alloc(&arena, prefix + length + data_nbytes, 1, 64);
	memcpy(file, "\x93NUMPY", 6);
	file[6] = (unsigned char)major;
	file[8] = (unsigned char)(length & 255);
	file[9] = (unsigned char)(length >> 8);
	memcpy(file + prefix, header, length);
	for (size_t i = 0; i < data_nbytes; i++)
		file[prefix + length + i] = (unsigned char)i;
	return (struct bytes){file, prefix + length + data_nbytes};
}

// The same bytes in a block without a byte to spare.
static bool parse(struct npy *out, struct bytes file, struct status *st)
{
	unsigned char *exact = malloc(file.nbytes ? file.nbytes : 1);
	memcpy(exact, file.data, file.nbytes);
	bool ok = npy_parse(out, (struct bytes){exact, file.nbytes}, "x.npy", &arena, st);
	if (ok && out->data.nbytes > 0) {
		unsigned char *data = arena_alloc(&arena, out->data.nbytes, 1, 8);
		memcpy(data, out->data.data, out->data.nbytes);
		CHECK((uintptr_t)out->data.data % 8 == 0, "data is aligned");
		out->data.data = data;
	}
	free(exact);
	return ok;
}

static void test_accepted(void)
{
	static const struct {
		const char *header;
		enum tensor_type type;
		int rank;
		size_t nbytes;
	} cases[] = {
		{"{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }   \n", TENSOR_INT8, 2,
			6},
		{"{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }\n", TENSOR_UINT8, 1, 6},
		{"{'descr': '|b1', 'fortran_order': False, 'shape': (6,)}", TENSOR_BOOL, 1, 6},
		{"{'descr': '<i2', 'fortran_order': False, 'shape': (3, 1), }", TENSOR_INT16, 2, 6},
		{"{'descr': '<i4', 'fortran_order': False, 'shape': (), }", TENSOR_INT32, 0, 4},
		{"{'descr': '<i8', 'fortran_order': False, 'shape': (2, 0, 3), }", TENSOR_INT64, 3,
			0},
		{"{\"shape\":(1,1,1,1,1,1,1,2),\"descr\":\"<f4\",\"fortran_order\":False}",
			TENSOR_FLOAT32, 8, 8},
	};
	for (int major = 1; major <= 3; major++)
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			struct npy npy;
			struct status st = {0};
			bool ok = parse(&npy, build(major, cases[i].header, cases[i].nbytes), &st);
			if (!CHECK(ok, "version %d, %s: %s", major, cases[i].header, st.message))
				continue;
			CHECK(npy.type == cases[i].type && npy.rank == cases[i].rank &&
					npy.data.nbytes == cases[i].nbytes,
				"type, rank and size of %s", cases[i].header);
			bool same = true;
			for (size_t k = 0; k < npy.data.nbytes; k++)
				same = same && npy.data.data[k] == k;
			CHECK(same, "data of %s", cases[i].header);
		}
}

static void refuse(struct bytes file, const char *says)
{
	struct npy npy;
	struct status st = {0};
	bool ok = parse(&npy, file, &st);
	CHECK(!ok && st.code == STATUS_FORMAT && strncmp(st.message, "x.npy: ", 7) == 0 &&
			strstr(st.message, says),
		"refused, saying \"%s\": %s", says, st.message);
}

static void test_refused(void)
{
	refuse(build(1, "{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }", 6),
		"big-endian");
	refuse(build(1, "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", 6), "'|O'");
	refuse(build(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", 8), "'<f8'");
	refuse(build(1, "{'descr': [('a', '|i1')], 'fortran_order': False, 'shape': (1,), }", 1),
		"simple type");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': True, 'shape': (1,), }", 1), "Fortran");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': 0, 'shape': (1,), }", 1), "neither");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (3), }", 3), "tuple");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': 3, }", 3), "tuple");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (-1,), }", 3),
		"dimension");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (1 2), }", 2), "comma");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (1,2", 2), "");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (,), }", 1),
		"dimension");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}",
		       1),
		"more than 8");
	refuse(build(1,
		       "{'descr': '<i8', 'fortran_order': False, 'shape': "
		       "(999999999999999, 999999999999999), }",
		       8),
		"too large");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (9999999999999999,)}",
		       1),
		"dimension");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (5,), }", 4),
		"expected 5 bytes of data for its shape, got 4");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (5,), }", 6), "got 6");
	refuse(build(1, "{'descr': '|i1', 'shape': (5,), }", 5), "missing");
	refuse(build(1, "{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (5,)}",
		       5),
		"twice");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (5,), 'x': 1}", 5),
		"unknown key");
	refuse(build(1, "{'descr': '|i1', 'fortran_order': False, 'shape': (5,)} import os", 5),
		"behind");
	refuse(build(1, "{'descr': '|i1' 'fortran_order': False, 'shape': (5,)}", 5), "comma");
	refuse(build(1, "", 0), "dictionary");
	refuse(build(1, "{", 0), "dictionary");
	refuse(build(4, "{'descr': '|i1', 'fortran_order': False, 'shape': (5,)}", 5), "got 4.0");
	refuse((struct bytes){(const unsigned char *)"RIFFxxxxWAVE", 12}, "not a .npy");

	// Cut at every byte: each is refused, none is read beyond its end.
	struct bytes whole =
		build(2, "{'descr': '|i1', 'fortran_order': False, 'shape': (5,), }\n", 5);
	int refused = 0;
	for (size_t n = 0; n < whole.nbytes; n++) {
		struct npy npy;
		struct status st = {0};
		refused += !parse(&npy, (struct bytes){whole.data, n}, &st);
	}
	CHECK_INT(refused, (long long)whole.nbytes, "every cut is refused");
}

static void test_round_trip(void)
{
	static const int32_t values[] = {1, -2, 3, -4, 5, INT32_MIN};
	struct npy npy = {.type = TENSOR_INT32,
		.rank = 2,
		.shape = {2, 3},
		.data = {(const unsigned char *)values, sizeof(values)}};
	struct bytes file = npy_format(&npy, &arena);
	static const char expected[] =
		"{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }";
	CHECK_INT((long long)file.nbytes, 128 + (long long)sizeof(values), "size of the file");
	CHECK(memcmp(file.data + 10, expected, sizeof(expected) - 1) == 0, "header as NumPy's");
	CHECK(file.data[127] == '\n' && file.data[126] == ' ', "padding");

	char path[] = "/tmp/zoo-npy-XXXXXX";
	struct status st = {0};
	struct npy back;
	int fd = mkstemp(path);
	CHECK(write(fd, file.data, file.nbytes) == (ssize_t)file.nbytes && close(fd) == 0,
		"written");
	if (CHECK(npy_read(&back, path, &arena, &st), "read %s", st.message))
		CHECK(back.count == 6 && back.shape[1] == 3 &&
				memcmp(back.data.data, values, sizeof(values)) == 0,
			"what was written is what is read");
	unlink(path);
}

static void test_published(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("published vectors", "no shared test data");
		return;
	}
	static const struct {
		const char *path, *shape;
	} files[] = {
		{"ml-zoo/models/image_classification/mobilenet_v2_1.0_224/tflite_int8/testing_output/"
		 "MobilenetV2/Predictions/Reshape_11/0.npy",
			"(1, 1001)"},
		{"goldens/micronet-kws-medium/input.npy", "(64, 49, 10, 1)"},
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct npy npy;
		struct status st = {0};
		struct bytes raw = {NULL, 0};
		FILE *f = fopen(arena_printf(&arena, "%s/%s", shared, files[i].path), "rb");
		unsigned char *data = arena_alloc(&arena, 1 << 20, 1, 64);
		if (CHECK(f, "open %s", files[i].path)) {
			raw = (struct bytes){data, fread(data, 1, 1 << 20, f)};
			fclose(f);
		}
		if (!CHECK(npy_parse(&npy, raw, files[i].path, &arena, &st), "%s", st.message))
			continue;
		struct bytes again = npy_format(&npy, &arena);
		CHECK(npy.type == TENSOR_INT8 && again.nbytes == raw.nbytes &&
				memcmp(again.data, raw.data, raw.nbytes) == 0,
			"%s comes out as NumPy wrote it", files[i].path);
	}
}

int main(void)
{
	test_accepted();
	test_refused();
	test_round_trip();
	test_published();
	arena_release(&arena);
	return check_done();
}
