// SPDX-License-Identifier: Apache-2.0
/*
 * Memory, messages and whole files.
 */
#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/file.h"
#include "engine/base/status.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

static void test_arena(void)
{
	struct arena arena = {0};
	bool zeroed = true, aligned = true;
	for (size_t i = 1; i < 3000; i++) {
		size_t alignment = (size_t)1 << (i % 8);
		unsigned char *piece = arena_alloc(&arena, i % 97 + 1, i % 5 + 1, alignment);
		size_t nbytes = (i % 97 + 1) * (i % 5 + 1);
		aligned &= (uintptr_t)piece % alignment == 0;
		for (size_t j = 0; j < nbytes; j++)
			zeroed &= piece[j] == 0;
		memset(piece, 0xff, nbytes);
	}
	CHECK(zeroed, "pieces are zeroed, and none overlaps one that was written");
	CHECK(aligned, "pieces are aligned as asked");
	unsigned char *large = arena_alloc(&arena, 5000000, 1, 64);
	memset(large, 1, 5000000);
	CHECK((uintptr_t)large % 64 == 0, "a piece larger than any block");
	CHECK_TEXT(arena_printf(&arena, "%s-%d", "x", 42), "x-42", "arena_printf");
	CHECK_TEXT(arena_strndup(&arena, "abcdef", 3), "abc", "arena_strndup");
	arena_release(&arena);
	CHECK(arena.last == NULL, "a released arena is empty");
}

static void test_sizes(void)
{
	size_t n = 7;
	CHECK(!size_mul(&n, SIZE_MAX / 2, 3) && n == 7, "a product that does not fit");
	CHECK(size_mul(&n, 1000, 1000) && n == 1000000, "a product that fits");
	CHECK(!size_add(&n, SIZE_MAX, 1) && n == 1000000, "a sum that does not fit");
	CHECK(size_align(65, 64) == 128 && size_align(64, 64) == 64, "alignment");
}

static void test_status(void)
{
	struct status st = {0};
	CHECK(!status_fail(&st, STATUS_FORMAT, "tensor %d: bad", 3), "status_fail is false");
	CHECK_INT(st.code, STATUS_FORMAT, "code");
	status_hint(&st, "try %s", "again");
	status_prefix(&st, "m.tflite");
	CHECK_TEXT(st.message, "m.tflite: tensor 3: bad", "prefix");
	CHECK_TEXT(st.hint, "try again", "a prefix keeps the hint");
	status_fail(&st, STATUS_IO, "x");
	CHECK_TEXT(st.hint, "", "a new failure forgets the old hint");
	status_fail(
		&st, STATUS_FORMAT, "name \"%s\"", "a\033[31m\n\x80\xc3\xa9\xe2\x82\xac\xff\x7f");
	CHECK_TEXT(st.message, "name \"a\\x1b[31m\\x0a\\x80\xc3\xa9\xe2\x82\xac\\xff\\x7f\"",
		"control bytes and broken UTF-8 are escaped, good UTF-8 stays");
	char small[8];
	CHECK_TEXT(status_printable(small, sizeof(small), "abcdef\xe2\x82\xac"), "abcdef",
		"no character is split at the end");
	CHECK_TEXT(status_printable(small, sizeof(small), "abcd\n"), "abcd", "no escape either");
	CHECK_TEXT(status_printable(small, sizeof(small), "\xed\xa0\x80"), "\\xed",
		"surrogates are no UTF-8");
	char long_text[4000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	status_fail(&st, STATUS_IO, "%s", long_text);
	CHECK(strlen(st.message) == STATUS_MESSAGE_NBYTES - 1, "a long message is cut");
	status_fail_errno(&st, STATUS_IO, ENOSPC, "tmp/x");
	CHECK_TEXT(st.message, "tmp/x: No space left on device", "errno in words");
}

static void test_file(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct bytes bytes;
	char path[] = "/tmp/zoo-test-XXXXXX";
	int fd = mkstemp(path);
	bool written = fd >= 0 && write(fd, "hello", 5) == 5;
	CHECK(written && file_read(&bytes, path, 5, &arena, &st) && bytes.nbytes == 5 &&
			memcmp(bytes.data, "hello", 5) == 0,
		"a file of exactly the limit");
	CHECK(!file_read(&bytes, path, 4, &arena, &st) && st.code == STATUS_IO &&
			strstr(st.message, "5 bytes, at most 4"),
		"a file above the limit: %s", st.message);
	close(fd);
	unlink(path);
	CHECK(!file_read(&bytes, path, 5, &arena, &st) && strstr(st.message, "No such file") &&
			bytes.data == NULL,
		"no file: %s", st.message);
	CHECK(!file_read(&bytes, "/", 5, &arena, &st) && strstr(st.message, "not a regular file"),
		"a directory: %s", st.message);
	arena_release(&arena);
}

int main(void)
{
	test_arena();
	test_sizes();
	test_status();
	test_file();
	return check_done();
}
