// SPDX-License-Identifier: Apache-2.0
/*
 * The published Speech Commands test set, if it is here: packed as it comes, unpacked, and
 * with something missing.
 */
#include "tests/unit/check.h"
#include "tests/unit/dataset_reading.h"
#include "tests/unit/shell.h"

#include <unistd.h>

// The published set, as it is and unpacked.
static void check_speech_commands(void)
{
	const char *shared = check_shared();
	if (!shared) {
		check_skip("Speech Commands test set", "no shared test data");
		return;
	}
	struct arena arena = {0};
	struct status st = {0};
	char command[1024], cwd[512];
	struct dataset *packed, *unpacked;
	const struct dataset_kind *kind = dataset_kind_find("speech_commands", &st);
	const char *path = arena_printf(&arena, "%s/datasets", shared);
	path = dataset_locate(kind, path, NULL, NULL, &arena);
	if (!CHECK(path != NULL, "the archive is found by its usual name") ||
		!CHECK(dataset_open(&packed, kind, NULL, path, NULL, &arena, &st), "opens: %s",
			st.message))
		return;
	CHECK(packed->complete, "complete: %s", packed->faults[0] ? packed->faults[0] : "");
	CHECK_INT(packed->sample_count, 4890, "samples");
	CHECK_TEXT(packed->samples[0].path, "_silence_/1024.wav", "the first sample");

	if (!getcwd(cwd, sizeof(cwd)))
		return;
	snprintf(command, sizeof(command), "mkdir sc && tar -xzf '%s%s%s' -C sc",
		*path == '/' ? "" : cwd, *path == '/' ? "" : "/", path);
	CHECK(shell(command), "unpacked");
	if (!CHECK(dataset_open(&unpacked, kind, NULL, in_folder("sc"), NULL, &arena, &st),
		    "opens: %s", st.message))
		return;
	CHECK(unpacked->complete, "complete");
	check_same(unpacked, packed, NULL, 0);
	shell("cd sc && mv yes backward");
	CHECK(dataset_open(&unpacked, kind, NULL, in_folder("sc"), NULL, &arena, &st) &&
			!unpacked->complete,
		"without yes it is not complete");
	CHECK_TEXT(unpacked->faults[0],
		"this looks like the whole Speech Commands v0.02 (35 words), not its test set",
		"what it looks like");
	CHECK_TEXT(unpacked->faults[1], "yes: 0 of 419 clips", "what is missing");
	arena_release(&arena);
}

int main(void)
{
	if (!folder_make())
		return 3;
	check_speech_commands();
	folder_remove();
	return check_done();
}
