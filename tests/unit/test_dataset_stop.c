// SPDX-License-Identifier: Apache-2.0
/*
 * That finding a set can be stopped at any file, wherever it lies, and leaves nothing behind.
 */
#include "zoo/datasets/source.h"
#include "zoo/datasets/unpacked.h"

#include "tests/unit/check.h"
#include "tests/unit/small_set.h"

static bool stop_at(void *context)
{
	return --*(int *)context < 0;
}

// What comes of the set at `name` with an observer that stops after so many questions.
static enum status_code open_until(const char *name, int questions)
{
	struct arena arena = {0};
	struct status st = {0};
	struct dataset *set;
	struct observer observer = {.stopped = stop_at, .context = &questions};
	bool ok = dataset_open(&set, &small, NULL, in_folder(name), &observer, &arena, &st);
	arena_release(&arena);
	return ok ? STATUS_OK : st.code;
}

// There are six clips and more.
static void check_listing(void)
{
	static const char *const names[] = {"good.tar.gz", "nested.tar.xz", "good.tar", "good"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (int questions = 0; questions < 6; questions++)
			CHECK(open_until(names[i], questions) == STATUS_INTERRUPTED,
				"%s: stopped behind %d files", names[i], questions);
		CHECK(unpacked_find(in_folder(names[i])) == NULL, "%s: nothing is kept", names[i]);
		CHECK(open_until(names[i], 100) == STATUS_OK, "%s: not stopped", names[i]);
	}
	CHECK(open_until("nested.tar.xz", 100) == STATUS_OK &&
			open_until("nested.tar.xz", 3) == STATUS_INTERRUPTED,
		"also where it is listed from what was unpacked before");
}

// A list of labels in an archive is looked for member by member.
static void check_side_file(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct dataset_source source;
	struct bytes content;
	int questions = 100;
	struct observer observer = {.stopped = stop_at, .context = &questions};
	CHECK(dataset_source_open(&source, in_folder("good.tar"), &observer, &arena, &st),
		"it opens: %s", st.message);
	CHECK(dataset_source_read(&content, &source, "README.md", 100, &arena, &st),
		"a file of it can be read: %s", st.message);
	questions = 0;
	CHECK(!dataset_source_read(&content, &source, "README.md", 100, &arena, &st) &&
			st.code == STATUS_INTERRUPTED,
		"until it is stopped: %s", st.message);
	arena_release(&arena);
}

int main(void)
{
	if (!CHECK(folder_make() && make_sets(), "sets"))
		return check_done();
	check_listing();
	check_side_file();
	folder_remove();
	return check_done();
}
