// SPDX-License-Identifier: Apache-2.0
/*
 * Readers of a small set in every packing, and of sets that change between listing and
 * reading.
 */
#include "tests/unit/check.h"
#include "tests/unit/dataset_reading.h"
#include "tests/unit/small_set.h"

static void check_readers(void)
{
	static const char *const places[] = {"nested", "good.tar", "good.tar.gz", "nested.tar.xz"};
	static const int64_t chosen[] = {0, 2, 5};
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *good = open_small("good", &arena, &st);
	for (int i = 0; good && i < 4; i++) {
		const struct dataset *other = open_small(places[i], &arena, &st);
		if (!CHECK(other != NULL, "%s: %s", places[i], st.message))
			continue;
		check_same(good, other, NULL, 0);
		check_same(good, other, chosen, 3);
		check_same(good, other, chosen, 0);
	}
	const struct dataset *twice = open_small("twice.tar", &arena, &st);
	if (good && twice)
		check_same(good, twice, NULL, 0);
	arena_release(&arena);
}

// How a reader of `name` ends if `command` is run between listing and reading.
static void check_changed(const char *name, const char *command, enum status_code code,
	bool goes_on, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	struct dataset_reader *reader;
	struct dataset_item item;
	const struct dataset *set = open_small(name, &arena, &st);
	shell(command);
	if (!set ||
		!CHECK(dataset_reader_open(&reader, set, NULL, 0, &st), "%s: %s", name, st.message))
		return;
	int good = 0;
	bool ok;
	while ((ok = dataset_reader_next(reader, &item, &arena, &st)) && item.content.data)
		good++;
	CHECK(!ok, "%s: the change is noticed", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	CHECK_INT(item.index >= 0, goes_on, "%s: one sample or all", name);
	while ((ok = dataset_reader_next(reader, &item, &arena, &st)) && item.content.data)
		good++;
	CHECK_INT(ok, goes_on, "%s: afterwards", name);
	if (goes_on)
		CHECK_INT(good, 5, "%s: the others come", name);
	else
		CHECK(strstr(st.message, expected) != NULL, "%s: says the same again", name);
	dataset_reader_close(reader);
	arena_release(&arena);
}

static void check_changes(void)
{
	shell("for i in 1 2; do cp -r good change$i; cp good.tar change$i.tar; done;"
	      "cp good.tar change3.tar");
	check_changed("change1", "echo more >> change1/yes/b.wav", STATUS_FORMAT, true,
		"yes/b.wav: changed since it was listed: expected 10 bytes, got 15");
	check_changed("change2", "rm change2/no/a.wav", STATUS_IO, true, "no/a.wav: No such file");
	check_changed("change1.tar", "tar -cf change1.tar -C change1 .", STATUS_FORMAT, true,
		"yes/b.wav: changed since it was listed: expected 10 bytes, got 15");
	check_changed("change2.tar", "tar -cf change2.tar -C change2 .", STATUS_IO, false,
		"1 clips are no longer there, the first is no/a.wav");
	check_changed("change3.tar", "head -c 3000 good.tar > change3.tar", STATUS_FORMAT, false,
		"damaged or cut short");
}

int main(void)
{
	if (!folder_make() || !make_sets())
		return 3;
	check_readers();
	check_changes();
	folder_remove();
	return check_done();
}
