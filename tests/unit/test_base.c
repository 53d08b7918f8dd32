// SPDX-License-Identifier: Apache-2.0
/*
 * Memory, text, messages and whole files.
 */
#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/base/file.h"
#include "engine/base/status.h"
#include "engine/base/utf8.h"
#include "engine/base/words.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

// Rounds of unlike sizes; one is larger than what is kept.
static void test_arena_reuse(void)
{
	static const size_t sizes[] = {
		100, 100, 70000, 3000000, 3000000, 10, 50000000, 200, 3000000};
	struct arena arena = {0};
	int dirty = 0, moved = 0;
	const void *before = NULL;
	arena_reuse(&arena);
	CHECK(arena.last == NULL, "an empty arena stays empty");
	for (size_t round = 0; round < sizeof(sizes) / sizeof(sizes[0]); round++) {
		for (int piece = 0; piece < 3; piece++) {
			unsigned char *data = arena_alloc(&arena, sizes[round], 1, 64);
			dirty += (uintptr_t)data % 64 != 0;
			for (size_t i = 0; i < sizes[round]; i++)
				dirty += data[i] != 0;
			memset(data, 0xff, sizes[round]);
		}
		arena_reuse(&arena);
		moved += round == 5 && arena.last != before;
		before = arena.last;
		CHECK((sizes[round] > 10000000) == (arena.last == NULL),
			"three times %zu bytes, then as much again", sizes[round]);
	}
	CHECK_INT(dirty, 0, "memory that is used again is zeroed and aligned");
	CHECK_INT(moved, 0, "and is the same where less is asked for");
	arena_release(&arena);
}

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
	test_arena_reuse();
}

static void test_sizes(void)
{
	size_t n = 7;
	CHECK(!size_mul(&n, SIZE_MAX / 2, 3) && n == 7, "a product that does not fit");
	CHECK(size_mul(&n, 1000, 1000) && n == 1000000, "a product that fits");
	CHECK(!size_add(&n, SIZE_MAX, 1) && n == 1000000, "a sum that does not fit");
	CHECK(size_align(65, 64) == 128 && size_align(64, 64) == 64, "alignment");
}

// The encoding of a number, as if every number had one; RFC 3629, section 3.
static size_t encode(unsigned char out[5], uint32_t c)
{
	size_t nbytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = nbytes; i-- > 1; c >>= 6)
		out[i] = (unsigned char)(0x80 | (c & 0x3f));
	out[0] = (unsigned char)(lead[nbytes] | c);
	out[nbytes] = '\0';
	return nbytes;
}

static void test_utf8(void)
{
	uint32_t wrong = 0;
	unsigned char s[5];
	for (uint32_t c = 1; c < 0x200000; c++) {
		size_t nbytes = encode(s, c);
		bool exists = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
		wrong += utf8_character_nbytes(s) != (exists ? nbytes : 0);
	}
	CHECK_INT(wrong, 0, "every character, every surrogate, and what lies beyond");

	// Of all that three bytes can begin with, only the encodings above are well-formed.
	int64_t counts[5] = {0};
	for (uint32_t bytes = 0; bytes < 0x1000000; bytes++) {
		const unsigned char t[5] = {(unsigned char)(bytes >> 16),
			(unsigned char)(bytes >> 8), (unsigned char)bytes, 0, 0};
		counts[utf8_character_nbytes(t)]++;
	}
	CHECK_INT(counts[1], 0x80 * 0x10000, "one byte");
	CHECK_INT(counts[2], (0x800 - 0x80) * 0x100, "two bytes");
	CHECK_INT(counts[3], 0x10000 - 0x800 - 0x800, "three bytes");
	CHECK_INT(counts[4], 0, "four bytes, cut");
}

static void test_words(void)
{
	char list[12] = "";
	words_add(list, sizeof(list), "one");
	CHECK_TEXT(list, "one", "the first word");
	words_add(list, sizeof(list), "two");
	CHECK_TEXT(list, "one, two", "the second");
	words_add(list, sizeof(list), "three");
	words_add(list, sizeof(list), "four");
	CHECK_TEXT(list, "one, two, t", "what does not fit is cut");

	static const char *const two[] = {"one", "two", NULL};
	CHECK_INT(words_count(two), 2, "two words");
	CHECK_INT(words_count(two + 2), 0, "an empty list");
	CHECK_INT(words_count(NULL), 0, "no list");
	CHECK(word_ends_with("a.npy", ".npy") && word_ends_with("ab", "b"), "a suffix");
	CHECK(!word_ends_with(".npy", ".npy") && !word_ends_with("y", ".npy") &&
			!word_ends_with("a.npy2", ".npy"),
		"nothing but a suffix, less than one, one that is not at the end");
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
	CHECK_TEXT(st.message, "name \"a\\x1b[31m\\n\\x80\xc3\xa9\xe2\x82\xac\\xff\\x7f\"",
		"control bytes and broken UTF-8 are escaped, good UTF-8 stays");
	char small[8];
	CHECK_TEXT(status_printable(small, sizeof(small), "abcdef\xe2\x82\xac"), "abcd\xe2\x80\xa6",
		"what is cut is marked");
	CHECK_TEXT(
		status_printable(small, sizeof(small), "abcdefg"), "abcdefg", "what fits is not");
	CHECK_TEXT(status_printable(small, sizeof(small), "ab\xe2\x82\xac\xe2\x82\xac"),
		"ab\xe2\x80\xa6", "no character is split at the end");
	CHECK_TEXT(status_printable(small, sizeof(small), "abcd\x1b"), "abcd\xe2\x80\xa6",
		"no escape either");
	CHECK_TEXT(status_printable(small, 3, "abcd"), "ab", "no room for the mark");
	CHECK_TEXT(status_printable(small, 1, "abcd"), "", "nor for anything");
	char shown[128];
	CHECK_TEXT(status_printable(shown, sizeof(shown), "\t\r\x01\xc2\x9b\xc2\x85|\xc2\xa0"),
		"\\t\\x0d\\x01\\xc2\\x9b\\xc2\\x85|\xc2\xa0", "controls, also of two bytes");
	CHECK_TEXT(status_printable(
			   shown, sizeof(shown), "\xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80 \xe2\x82"),
		"\\xed\\xa0\\x80 \\xc0\\xaf \\xf4\\x90\\x80\\x80 \\xe2\\x82",
		"surrogates, overlong, beyond U+10FFFF, cut: no UTF-8");
	CHECK_TEXT(status_printable(shown, sizeof(shown),
			   "\xd8\x9c\xe2\x80\x8b\xe2\x80\xae\xe2\x81\xa9\xef\xbb\xbf"),
		"\\u061c\\u200b\\u202e\\u2069\\ufeff", "marks that turn or hide text");
	CHECK_TEXT(status_printable(shown, sizeof(shown), "C:\\x1b %n%s"), "C:\\x1b %n%s",
		"a backslash stays, and a format is text");
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
	CHECK(!file_read(&bytes, "/", 5, &arena, &st) &&
			strstr(st.message, "expected a file, found a directory"),
		"a directory: %s", st.message);
	arena_release(&arena);
}

int main(void)
{
	test_arena();
	test_sizes();
	test_utf8();
	test_words();
	test_status();
	test_file();
	return check_done();
}
