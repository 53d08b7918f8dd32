// SPDX-License-Identifier: Apache-2.0
/*
 * Bundles that were cut, changed, or packed to deceive: each is refused, and never read
 * beyond what is there.  ZOO_DAMAGE=all flips every byte in every bit instead of a sample.
 */
#include "tests/unit/bundle_tar.h"
#include "tests/unit/bundle_world.h"

#include <time.h>

static struct bytes whole;

static bool is_refusal(enum status_code code)
{
	return code == STATUS_NO || code == STATUS_FORMAT;
}

static void test_cuts(void)
{
	struct status st;
	int wrong = 0, count = 0;
	for (size_t n = 0; n < whole.nbytes; n++) {
		size_t within = n % 512;
		if (n > 2048 && within > 1 && within < 511 && n % 37)
			continue; // inside a block one cut is like another
		count++;
		wrong += bundle_verdict_of((struct bytes){whole.data, n}, &bundle_none, &st) !=
			 STATUS_FORMAT;
	}
	CHECK(wrong == 0, "%d of %d cuts are not refused", wrong, count);
	CHECK(bundle_verdict_of(whole, &bundle_none, &st) == STATUS_OK, "the whole is right %s",
		st.message);
	unsigned char *more = arena_array(&bundle_arena, unsigned char, whole.nbytes + 512);
	memcpy(more, whole.data, whole.nbytes);
	for (size_t n = 1; n <= 512; n += 511)
		CHECK(bundle_verdict_of((struct bytes){more, whole.nbytes + n}, &bundle_none,
			      &st) == STATUS_FORMAT,
			"%zu zeros more: %s", n, st.message);
}

static void test_flips(void)
{
	struct status st;
	const char *all = getenv("ZOO_DAMAGE");
	bool every = all && strcmp(all, "all") == 0;
	unsigned char *copy = arena_array(&bundle_arena, unsigned char, whole.nbytes);
	int count = 0, wrong = 0;
	for (size_t at = 0; at < whole.nbytes; at += every ? 1 : 3)
		for (int bit = 0; bit < 8; bit++) {
			if (!every && bit != (int)(at % 8))
				continue;
			memcpy(copy, whole.data, whole.nbytes);
			copy[at] ^= (unsigned char)(1 << bit);
			count++;
			if (is_refusal(bundle_verdict_of(
				    (struct bytes){copy, whole.nbytes}, &bundle_none, &st)))
				continue;
			wrong++;
			printf("# byte %zu bit %d: %d %s\n", at, bit, (int)st.code, st.message);
		}
	CHECK(wrong == 0, "%d of %d flipped bits are not refused", wrong, count);
}

static struct tar_member *find(struct tar *tar, const char *prefix)
{
	for (int i = 0; i < tar->count; i++)
		if (strncmp(tar->members[i].name, prefix, strlen(prefix)) == 0)
			return &tar->members[i];
	exit(3);
}

static void check_tar(const struct tar *tar, enum status_code code, const char *what)
{
	struct status st;
	struct bytes bytes = tar_put_together(tar, &bundle_arena);
	CHECK(bundle_verdict_of(bytes, &bundle_none, &st) == code, "%s: %s", what, st.message);
}

static void insert(struct tar *tar, int at, const char *name, char type, const char *content)
{
	memmove(&tar->members[at + 1], &tar->members[at],
		(size_t)(tar->count++ - at) * sizeof(tar->members[0]));
	tar->members[at] =
		(struct tar_member){.type = type, .size = -1, .content = bundle_text(content)};
	snprintf(tar->members[at].name, sizeof(tar->members[at].name), "%s", name);
}

static void test_members(void)
{
	struct tar right, tar;
	tar_take_apart(&right, whole);
	CHECK_INT(right.count, 9, "manifest, two cards, a list, five objects");
	struct bytes same = tar_put_together(&right, &bundle_arena);
	CHECK(same.nbytes == whole.nbytes && memcmp(same.data, whole.data, whole.nbytes) == 0,
		"apart and together it is the same");
	tar = right;
	tar.members[5] = right.members[6];
	tar.members[6] = right.members[5];
	check_tar(&tar, STATUS_FORMAT, "two members in another order");
	tar = right;
	tar.count--;
	check_tar(&tar, STATUS_FORMAT, "one member missing");
	tar = right;
	insert(&tar, tar.count, "objects/more", '0', "more");
	check_tar(&tar, STATUS_FORMAT, "one member more");
	tar = right;
	tar.members[tar.count++] = right.members[right.count - 1];
	check_tar(&tar, STATUS_FORMAT, "one member twice");
	tar = right;
	tar.members[0] = right.members[1];
	check_tar(&tar, STATUS_FORMAT, "no manifest");
	tar = right;
	int big[2], found = 0;
	for (int i = 0; i < right.count; i++)
		if (right.members[i].content.nbytes == BUNDLE_MODEL_NBYTES)
			big[found++] = i;
	tar.members[big[0]].content = right.members[big[1]].content;
	tar.members[big[1]].content = right.members[big[0]].content;
	check_tar(&tar, STATUS_NO, "the contents of two models swapped");
}

static void test_tricks(void)
{
	struct tar right, tar;
	tar_take_apart(&right, whole);
	static const char *const names[] = {"../escape", "/tmp/escape", "objects/../../escape",
		"cards/alpha.yaml\x1b[2J", "./cards/alpha.yaml", "cards//alpha.yaml"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		tar = right;
		snprintf(find(&tar, "cards/alpha")->name, 101, "%s", names[i]);
		check_tar(&tar, STATUS_FORMAT, "a member by another name");
	}
	static const char types[] = {'1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'S', 'x', 'g', 0};
	for (size_t i = 0; i < sizeof(types); i++) {
		tar = right;
		struct tar_member *member = find(&tar, "objects/");
		member->type = types[i];
		member->link_name = types[i] == '1' || types[i] == '2' ? "/etc/passwd" : NULL;
		check_tar(&tar, STATUS_FORMAT, "a member of another kind");
	}
	tar = right;
	insert(&tar, 1, "PaxHeaders/x", 'x', "20 size=99999999999\n");
	check_tar(&tar, STATUS_FORMAT, "a PAX header that changes a size");
	tar = right;
	insert(&tar, 0, "PaxHeaders/x", 'g', "18 path=../escape\n");
	check_tar(&tar, STATUS_FORMAT, "a global PAX header in front");
	static const int64_t sizes[] = {0, 1, BUNDLE_MODEL_NBYTES + 1, 077777777777};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tar = right;
		find(&tar, "cards/beta")->size = sizes[i];
		check_tar(&tar, STATUS_FORMAT, "a member of another size");
		tar = right;
		tar.members[0].size = sizes[i];
		check_tar(&tar, STATUS_FORMAT, "a manifest of another size");
	}
	unsigned char *copy = arena_array(&bundle_arena, unsigned char, whole.nbytes);
	static const char *const fields[] = {"-0000000001", "\x80\0\0\0\0\0\0\0\0\0\1",
		"0x000000010", "           ", "99999999999"};
	struct status st;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		memcpy(copy, whole.data, whole.nbytes);
		memcpy(copy + 124, fields[i], 11);
		CHECK(bundle_verdict_of((struct bytes){copy, whole.nbytes}, &bundle_none, &st) ==
				STATUS_FORMAT,
			"a size that is no octal number: %s", st.message);
	}
}

// Things that are no bundle at all, and one with room for 2,000,000 members behind it.
static void test_others(void)
{
	struct status st;
	const char *path = arena_printf(&bundle_arena, "%s/other", scratch_directory);
	static const char *const texts[] = {"", "x", "<html>", "\x1f\x8b\x08", "PK\3\4"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK(bundle_verdict_of(bundle_text(texts[i]), &bundle_none, &st) == STATUS_FORMAT,
			"no bundle: %s", st.message);
	CHECK(bundle_verdict(path, &bundle_none, &st) == STATUS_IO, "no file: %s", st.message);
	CHECK(bundle_verdict(scratch_directory, &bundle_none, &st) == STATUS_IO, "a directory: %s",
		st.message);
	CHECK(mkfifo(path, 0600) == 0 && bundle_verdict(path, &bundle_none, &st) == STATUS_IO,
		"a pipe, without waiting: %s", st.message);
	CHECK(bundle_verdict("/dev/zero", &bundle_none, &st) == STATUS_IO, "a device: %s",
		st.message);
	unlink(path);
	scratch_write(path, whole.data, whole.nbytes);
	struct timespec begin, end;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	CHECK(truncate(path, 1 << 30) == 0 &&
			bundle_verdict(path, &bundle_none, &st) == STATUS_FORMAT,
		"a gigabyte of blocks more: %s", st.message);
	clock_gettime(CLOCK_MONOTONIC, &end);
	CHECK(end.tv_sec - begin.tv_sec < 2, "is refused without reading it");
}

int main(void)
{
	bundle_begin();
	whole = bundle_make();
	test_cuts();
	test_flips();
	test_members();
	test_tricks();
	test_others();
	return bundle_end();
}
