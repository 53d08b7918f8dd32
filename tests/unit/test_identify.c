// SPDX-License-Identifier: Apache-2.0
/*
 * What people and proxies send in place of a model is called by its name.
 */
#include "engine/base/identify.h"

#include "tests/unit/check.h"

static struct identity look(const void *data, size_t nbytes, int64_t expected_nbytes)
{
	struct identity identity;
	// exactly as large as it is, so that a sanitizer sees every step too far
	unsigned char *copy = malloc(nbytes ? nbytes : 1);
	if (nbytes)
		memcpy(copy, data, nbytes);
	identify(&identity, (struct bytes){copy, nbytes}, (int64_t)nbytes, expected_nbytes);
	free(copy);
	return identity;
}

static void check_look(const char *data, size_t nbytes, enum look expected, const char *name)
{
	CHECK_INT(look(data, nbytes, -1).look, expected, "%s", name);
}

#define LOOKS(data, expected) check_look(data, sizeof(data) - 1, expected, #expected " " #data)

static void test_pointer(void)
{
	static const char oid[] =
		"afac928cb5a966030eac08a0943c169fe5e80d0ba0d5e97986c90aba1afd3fe2";
	char text[256];
	snprintf(text, sizeof(text),
		"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 181968\n", oid);
	struct identity got = look(text, strlen(text), 181968);
	CHECK_INT(got.look, LOOK_LFS_POINTER, "a pointer");
	CHECK_INT(got.pointer_nbytes, 181968, "its size");
	CHECK_TEXT(got.pointer_sha256, oid, "its oid");
	CHECK(strstr(got.text, "a Git LFS pointer to 181968 bytes, sha256 afac928c"), "its text");
	got = look(text, strlen(text) / 2, -1);
	CHECK_INT(got.look, LOOK_LFS_POINTER, "half a pointer is still called one");
	CHECK_TEXT(got.pointer_sha256, "", "but has no oid");
	CHECK_TEXT(got.text, "a Git LFS pointer", "and a short text");
	snprintf(text, sizeof(text),
		"version https://git-lfs.github.com/spec/v1\noid sha256:%sa\nsize %s\n", oid,
		"99999999999999999999");
	got = look(text, strlen(text), -1);
	CHECK_TEXT(got.pointer_sha256, "", "an oid of 65 digits is none");
	CHECK_INT(got.pointer_nbytes, -1, "a size of 20 digits is none");
}

int main(void)
{
	LOOKS("", LOOK_EMPTY);
	LOOKS("\x1c\0\0\0TFL3\0\0", LOOK_TFLITE);
	LOOKS("\x93NUMPY\x01\0", LOOK_NPY);
	LOOKS("<!DOCTYPE html><title>x</title>", LOOK_HTML);
	LOOKS("\xef\xbb\xbf \r\n<HTML>", LOOK_HTML);
	LOOKS("<?xml version='1.0'?><!DOCTYPE x><html>", LOOK_HTML);
	LOOKS("<?xml version='1.0'?><Error>", LOOK_XML);
	LOOKS("{\"message\": 1}", LOOK_JSON);
	LOOKS("[ {} ]", LOOK_JSON);
	LOOKS("{", LOOK_JSON);
	LOOKS("\x1f\x8b\x08", LOOK_GZIP);
	LOOKS("PK\x03\x04", LOOK_ZIP);
	LOOKS("\xfd"
	      "7zXZ\0",
		LOOK_XZ);
	LOOKS("\x28\xb5\x2f\xfd", LOOK_ZSTD);
	LOOKS("BZh9", LOOK_BZIP2);
	LOOKS("\0\0\0\0", LOOK_ZEROS);
	LOOKS("404: Not Found\n", LOOK_TEXT);
	LOOKS(" ", LOOK_TEXT);
	LOOKS("some\x01thing", LOOK_UNKNOWN);
	LOOKS("text\0with zero", LOOK_UNKNOWN);
	test_pointer();

	CHECK_TEXT(look("\0\0\0\0TFL3", 8, 100).text, "a TFLite model, cut short or another file",
		"a model that is too short");
	CHECK_TEXT(look("\0\0\0\0TFL3", 8, 8).text, "a TFLite model", "a model of the right size");
	CHECK_TEXT(look("\1\2\3", 3, 100).text, "cut short or another file", "bytes, too few");
	CHECK_TEXT(look("\1\2\3", 3, -1).text, "", "bytes");

	// Long input is looked at no further than it says.
	char page[3 * IDENTIFY_HEAD_NBYTES];
	memset(page, 'a', sizeof(page));
	page[IDENTIFY_HEAD_NBYTES] = '\1';
	CHECK_INT(look(page, sizeof(page), -1).look, LOOK_TEXT, "a long text");
	return check_done();
}
