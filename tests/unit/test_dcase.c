// SPDX-License-Identifier: Apache-2.0
/*
 * The slide rail's clips: whole, incomplete, mixed up, and what people take for them.  Files
 * are sparse, so that a whole set costs no space.
 */
#include "zoo/dataset.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"

static const struct dataset *open_set(const char *name, struct arena *arena, struct status *st)
{
	struct dataset *set = NULL;
	const struct dataset_kind *kind = dataset_kind_find("dcase2020_task2_slider", st);
	return kind && dataset_open(&set, kind, NULL, in_folder(name), NULL, arena, st) ? set
											: NULL;
}

static const char *join(const char *const *lines, struct arena *arena)
{
	const char *text = "";
	for (; lines && *lines; lines++)
		text = arena_printf(arena, "%s%s\n", text, *lines);
	return text;
}

// `faults`, `notes`: all lines, each with a newline behind it.
static void check_set(
	const char *name, int64_t count, const char *base, const char *faults, const char *notes)
{
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_set(name, &arena, &st);
	if (CHECK(set != NULL, "%s opens: %s", name, st.message)) {
		CHECK_INT(set->sample_count, count, "%s: clips", name);
		CHECK_INT(set->expected_count, 1290, "%s: clips that there should be", name);
		CHECK_TEXT(set->base, base, "%s: base", name);
		CHECK_TEXT(join(set->faults, &arena), faults, "%s: faults", name);
		CHECK_TEXT(join(set->notes, &arena), notes, "%s: notes", name);
		CHECK_INT(set->complete, !*faults, "%s: complete", name);
	}
	arena_release(&arena);
}

static void check_nothing(const char *name, const char *looks_like)
{
	struct arena arena = {0};
	struct status st = {0};
	const char *message = arena_printf(&arena,
		"%s: nothing of dataset dcase2020_task2_slider is there: expected slider/test/ with "
		"clips like normal_id_00_00000000.wav%s%s",
		in_folder(name), *looks_like ? "; this looks like " : "", looks_like);
	CHECK(open_set(name, &arena, &st) == NULL, "%s is refused", name);
	CHECK_INT(st.code, STATUS_UNMEASURABLE, "%s: code", name);
	CHECK_TEXT(st.message, message, "%s: message", name);
	CHECK(strstr(st.hint, "dev_data_slider.zip") != NULL, "%s: hint: %s", name, st.hint);
	arena_release(&arena);
}

// clips FOLDER PREFIX COUNT: PREFIX00000000.wav and so on.
static bool make_sets(void)
{
	FILE *script = fopen(in_folder("clips"), "w");
	if (!script)
		return false;
	fputs("mkdir -p \"$1\" && cd \"$1\" && seq -f \"$2%08.0f.wav\" 0 $(($3 - 1)) |"
	      " xargs truncate -s 320044\n",
		script);
	fclose(script);
	return shell("mkdir whole && for m in 00:356 02:267 04:178 06:89; do"
		     " sh clips whole/slider/test normal_id_${m%:*}_ 100 &&"
		     " sh clips whole/slider/test anomaly_id_${m%:*}_ ${m#*:}; done") &&
	       shell("mkdir few && for m in 00 02 04 06; do"
		     " sh clips few/slider/test normal_id_${m}_ 10 &&"
		     " sh clips few/slider/test anomaly_id_${m}_ 5; done");
}

static const char few_faults[] = "id_00 normal: 10 of 100 clips\n"
				 "id_00 anomaly: 5 of 356 clips\n"
				 "id_02 normal: 10 of 100 clips\n"
				 "id_02 anomaly: 5 of 267 clips\n"
				 "id_04 normal: 10 of 100 clips\n"
				 "id_04 anomaly: 5 of 178 clips\n"
				 "id_06 normal: 10 of 100 clips\n"
				 "id_06 anomaly: 5 of 89 clips\n";

static void check_whole(void)
{
	struct arena arena = {0};
	struct status st = {0};
	check_set("whole", 1290, "slider/test/", "", "");
	const struct dataset *set = open_set("whole", &arena, &st);
	if (set && set->sample_count == 1290) {
		const struct dataset_sample *first = &set->samples[0], *last = &set->samples[1289];
		CHECK_TEXT(first->path, "anomaly_id_00_00000000.wav", "the first clip");
		CHECK_INT(first->class_index, 1, "is of class 1, anomaly");
		CHECK_INT(first->group_index, 0, "and of group 0");
		CHECK_TEXT(last->path, "normal_id_06_00000099.wav", "the last clip");
		CHECK_INT(last->class_index, 0, "is of class 0, normal");
		CHECK_INT(last->group_index, 3, "and of group 3");
		CHECK_INT(last->nbytes, 320044, "its size");
	}
	CHECK(set && set->class_count == 2 && strcmp(set->classes[1].label, "anomaly") == 0 &&
			set->classes[1].sample_count == 890,
		"classes");
	CHECK(set && set->group_count == 4 && strcmp(set->groups[2], "id_04") == 0, "groups");
	arena_release(&arena);
}

static void check_places(void)
{
	check_set("whole/slider", 1290, "test/", "", "");
	check_set("whole/slider/test", 1290, "", "", "");
	shell("mkdir -p data/dev_data && ln -s ../../whole/slider data/dev_data/slider");
	check_set("data/dev_data", 1290, "slider/test/", "", "");
	shell("tar -cf few.tar -C few ./slider");
	check_set("few.tar", 60, "slider/test/", few_faults, "");
	if (shell("cd few && zip -q0r ../few.zip slider"))
		check_set("few.zip", 60, "slider/test/", few_faults, "");
	else
		check_skip("zip", "no zip program here");
	shell("mkdir renamed && ln -s ../few/slider/test renamed/my_clips");
	check_set("renamed", 60, "my_clips/", few_faults, "");
}

// The whole set after a command, which the second one undoes.
static void check_changed(
	const char *change, const char *undo, int64_t count, const char *faults, const char *notes)
{
	CHECK(shell(change), "%s", change);
	check_set("whole", count, "slider/test/", faults, notes);
	CHECK(shell(undo), "%s", undo);
}

static void check_mixed(void)
{
	check_changed("sh clips whole/slider/train normal_id_00_ 12", "rm -r whole/slider/train",
		1290, "", "slider/train: 12 clips for training are not looked at\n");
	check_changed("sh clips whole/fan/test normal_id_00_ 30 &&"
		      "sh clips whole/fan/train normal_id_00_ 3",
		"rm -r whole/fan", 1290, "",
		"fan/test: 30 clips of another machine are not looked at\n"
		"fan/train: 3 clips for training are not looked at\n");
	check_changed("sh clips whole/slider/test normal_id_01_ 2 &&"
		      "sh clips whole/slider/test anomaly_id_08_ 1",
		"rm whole/slider/test/*_id_01_* whole/slider/test/*_id_08_*", 1290,
		"id_01: 2 clips that do not belong to the set: a machine of the additional training "
		"set\n"
		"id_08: 1 clips that do not belong to the set: no machine of this kind has that id\n",
		"");
	check_changed("ln -s ../few/slider/test whole/copy && ln -s ../few/slider/test whole/test",
		"rm whole/copy whole/test", 1290,
		"copy: 60 clips that do not belong to the set\n"
		"test: 60 clips that do not belong to the set\n",
		"");
}

static void check_names(void)
{
	check_changed("cd whole/slider/test && echo > 'normal_id_00_00000000 (1).wav' &&"
		      "echo > normal_id_00_0000000.wav && echo > id_01_00000000.wav &&"
		      "echo > x.txt && echo > ._normal_id_00_00000000.wav &&"
		      "echo > anomaly_id_0a_00000000.wav",
		"cd whole/slider/test && rm *1\\).wav normal_id_00_0000000.wav id_* x.txt ._* *_0a_*",
		1290,
		"anomaly_id_0a_00000000.wav: not named like a clip of the set "
		"(normal_id_00_00000000.wav)\n"
		"id_01_00000000.wav: not named like a clip of the set (normal_id_00_00000000.wav)\n"
		"normal_id_00_0000000.wav: not named like a clip of the set "
		"(normal_id_00_00000000.wav)\n"
		"normal_id_00_00000000 (1).wav: not named like a clip of the set "
		"(normal_id_00_00000000.wav)\n",
		"");
}

static void check_counts(void)
{
	check_changed("truncate -s 1000 whole/slider/test/normal_id_04_00000007.wav",
		"truncate -s 320044 whole/slider/test/normal_id_04_00000007.wav", 1290,
		"normal_id_04_00000007.wav: expected at least 320000 bytes, got 1000\n", "");
	check_changed("mv whole/slider/test/anomaly_id_06_00000042.wav away",
		"mv away whole/slider/test/anomaly_id_06_00000042.wav", 1289,
		"id_06 anomaly: 88 of 89 clips\n", "");
	check_changed("sh clips whole/slider/test normal_id_02_ 103",
		"rm whole/slider/test/normal_id_02_0000010*", 1293,
		"id_02 normal: 103 clips, expected 100\n", "");
	shell("cp few.tar twice.tar &&"
	      "tar -rf twice.tar -C few ./slider/test/normal_id_00_00000003.wav");
	struct arena arena = {0};
	check_set("twice.tar", 60, "slider/test/",
		arena_printf(
			&arena, "%snormal_id_00_00000003.wav: there more than once\n", few_faults),
		"");
	arena_release(&arena);
}

static void check_lookalikes(void)
{
	shell("sh clips only-train/slider/train normal_id_00_ 3");
	check_nothing("only-train", "clips for training, which are all normal, not the test set");
	shell("for m in 00:103 02:101 04:101 06:101; do"
	      " sh clips flat-train normal_id_${m%:*}_ ${m#*:}; done");
	check_set("flat-train", 406, "",
		"this looks like clips for training, which are all normal, not the test set\n"
		"id_00 normal: 103 clips, expected 100\nid_00 anomaly: 0 of 356 clips\n"
		"id_02 normal: 101 clips, expected 100\nid_02 anomaly: 0 of 267 clips\n"
		"id_04 normal: 101 clips, expected 100\nid_04 anomaly: 0 of 178 clips\n"
		"id_06 normal: 101 clips, expected 100\nid_06 anomaly: 0 of 89 clips\n",
		"");
	shell("sh clips evaluation/slider/test id_01_ 20");
	check_nothing("evaluation",
		"the challenge's evaluation set, which does not say what is an anomaly");
	shell("sh clips fans/fan/test normal_id_00_ 4 && sh clips fans/fan/test anomaly_id_00_ 4");
	check_nothing("fans", "another kind of machine");
	shell("sh clips mimii/id_00/abnormal '' 4 && sh clips mimii/id_00/normal '' 4");
	check_nothing("mimii", "MIMII itself, not the clips of it that the challenge selected");
	shell("mkdir empty && echo x > empty/a.wav");
	check_nothing("empty", "");
}

static void check_sample(void)
{
	const char *shared = check_shared();
	struct arena arena = {0};
	struct status st = {0};
	struct dataset *set;
	const struct dataset_kind *kind = dataset_kind_find("dcase2020_task2_slider", &st);
	const char *path = arena_printf(
		&arena, "%s/datasets/dcase_slider_sample.tar.xz", shared ? shared : "");
	if (!shared) {
		check_skip("the sample of 60 clips", "no shared test data");
	} else if (CHECK(kind && dataset_open(&set, kind, NULL, path, NULL, &arena, &st),
			   "the sample of 60 clips opens: %s", st.message)) {
		CHECK_INT(set->sample_count, 60, "its clips");
		CHECK(!set->complete, "it is not complete");
		CHECK_TEXT(join(set->faults, &arena), few_faults, "what is missing");
	}
	arena_release(&arena);
}

int main(void)
{
	if (!folder_make() || !CHECK(make_sets(), "sets are made"))
		return 3;
	check_whole();
	check_places();
	check_mixed();
	check_names();
	check_counts();
	check_lookalikes();
	check_sample();
	folder_remove();
	return check_done();
}
