// SPDX-License-Identifier: Apache-2.0
/*
 * Kinds of datasets, and where a set of one is looked for.
 */
#include "tests/unit/check.h"
#include "tests/unit/small_set.h"

#include <fcntl.h>
#include <unistd.h>

static void check_kinds(void)
{
	struct status st = {0};
	for (const struct dataset_kind *const *k = dataset_kinds(); *k; k++) {
		const struct class_folders *folders = (*k)->layout;
		int64_t sum = 0;
		for (int i = 0; (*k)->list == dataset_list_folders && i < folders->class_count; i++)
			sum += folders->classes[i].sample_count;
		if (sum)
			CHECK_INT(sum, (*k)->sample_count, "%s: classes add up", (*k)->name);
		CHECK((*k)->title && (*k)->split && (*k)->licence && (*k)->home && (*k)->how &&
				(*k)->usual_names[0] && (*k)->sample_noun && (*k)->family &&
				(*k)->list,
			"%s says what it is", (*k)->name);
		CHECK(dataset_kind_find((*k)->name, &st) == *k, "%s is found", (*k)->name);
	}
	CHECK(!dataset_kind_find("imagenet-22k", &st), "unknown name");
	CHECK_INT(st.code, STATUS_UNKNOWN, "its code");
}

static void check_locate(void)
{
	struct arena arena = {0};
	const char *const *tried;
	char data[128], home[128], expected[256];
	snprintf(data, sizeof(data), "%s/data", folder);
	snprintf(home, sizeof(home), "%s/home", folder);
	CHECK(dataset_locate(&small, data, home, &tried, &arena) == NULL, "nowhere");
	int count = 0;
	while (tried[count])
		count++;
	CHECK_INT(count, 8, "two names in four places were tried");
	snprintf(expected, sizeof(expected), "%s/datasets/small.tar", home);
	CHECK_TEXT(tried[2], expected, "the store comes after the data directory");
	CHECK_TEXT(tried[5], ZOO_PREFIX "/share/zoo/datasets/small", "then the program's own");
	CHECK_TEXT(tried[7], "./small", "the current directory is last");

	shell("mkdir -p home/datasets/small");
	const char *found = dataset_locate(&small, data, home, &tried, &arena);
	snprintf(expected, sizeof(expected), "%s/datasets/small", home);
	CHECK_TEXT(found ? found : "", expected, "in the store");
	shell("mkdir -p data/small && : > data/small.tar");
	found = dataset_locate(&small, data, home, NULL, &arena);
	snprintf(expected, sizeof(expected), "%s/small.tar", data);
	CHECK_TEXT(found ? found : "", expected, "data directory first, names in their order");
	found = dataset_locate(&small, NULL, home, &tried, &arena);
	snprintf(expected, sizeof(expected), "%s/datasets/small", home);
	CHECK_TEXT(found ? found : "", expected, "no data directory");
	int here = open(".", O_RDONLY | O_DIRECTORY);
	CHECK(here >= 0 && chdir(data) == 0, "into a directory that holds the set");
	found = dataset_locate(&small, NULL, NULL, NULL, &arena);
	CHECK_TEXT(found ? found : "", "./small.tar", "in the current directory");
	CHECK(fchdir(here) == 0 && close(here) == 0, "and back");
	arena_release(&arena);
}

int main(void)
{
	if (!folder_make())
		return 3;
	check_kinds();
	check_locate();
	folder_remove();
	return check_done();
}
