// SPDX-License-Identifier: Apache-2.0
/*
 * Whole sets and sets with something wrong, in folders and archives.
 */
#include "tests/unit/check.h"
#include "tests/unit/small_set.h"

static void check_complete(const char *name)
{
	static const char *const paths[] = {"_silence_/7.wav", "no/a.wav", "no/b.wav.wav",
		"yes/A.wav", "yes/a.wav", "yes/b.wav"};
	struct arena arena = {0};
	struct status st = {0};
	const struct dataset *set = open_small(name, &arena, &st);
	if (!CHECK(set != NULL, "%s opens: %s", name, st.message))
		return;
	CHECK(set->complete, "%s is complete: %s", name, set->faults[0] ? set->faults[0] : "");
	CHECK(set->faults[0] == NULL, "%s has no faults", name);
	CHECK_INT(set->sample_count, 6, "%s: samples", name);
	bool same = set->sample_count == 6;
	for (int i = 0; same && i < 6; i++)
		same = strcmp(set->samples[i].path, paths[i]) == 0 && set->samples[i].nbytes == 10;
	CHECK(same, "%s: sorted by bytes, without the top folder", name);
	CHECK(same && set->samples[0].class_index == 2 && set->samples[1].class_index == 1 &&
			set->samples[5].class_index == 0,
		"%s: classes", name);
	arena_release(&arena);
}

// `lines`: all fault lines, each with a newline behind it.
static void check_faults(const char *name, int64_t count, const char *lines)
{
	struct arena arena = {0};
	struct status st = {0};
	char got[2048] = "";
	const struct dataset *set = open_small(name, &arena, &st);
	if (!CHECK(set != NULL, "%s opens: %s", name, st.message))
		return;
	CHECK(!set->complete, "%s is not complete", name);
	CHECK_INT(set->sample_count, count, "%s: samples", name);
	for (int i = 0; set->faults[i]; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s\n", set->faults[i]);
	CHECK_TEXT(got, lines, "%s: faults", name);
	arena_release(&arena);
}

static void check_refused(const char *name, enum status_code code, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	CHECK(open_small(name, &arena, &st) == NULL, "%s is refused", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	arena_release(&arena);
}

static void check_kinds_of_places(void)
{
	check_complete("good");
	check_complete("good/");
	check_complete("nested");
	check_complete("good.tar");
	check_complete("good.tar.gz");
	check_complete("nested.tar.xz");
	shell("cp -r nested mostly && mkdir mostly/yes && cp good/yes/a.wav mostly/yes");
	check_complete("mostly"); // the folder that holds most of it is the set
	shell("tar -cf one.tar good");
	check_complete("one.tar");
	if (shell("cd nested && zip -qr ../nested.zip some_set"))
		check_complete("nested.zip");
	else
		check_skip("zip", "no zip program here");
	check_refused("nested.tar", STATUS_UNMEASURABLE, "nothing of dataset small"); // two down
	check_refused("missing", STATUS_UNMEASURABLE, "No such file");
	check_refused("good/README.md", STATUS_FORMAT, "expected a whole .tar");
	check_refused("good/no", STATUS_UNMEASURABLE, "yes, no, _silence_");
	shell("head -c 5000 good.tar > cut.tar; mkdir hollow");
	check_refused("cut.tar", STATUS_FORMAT, "cut.tar: damaged or cut short");
	check_refused("hollow", STATUS_UNMEASURABLE, "nothing of dataset small");
}

static void check_broken(void)
{
	shell("cp -r good no-no && rm -r no-no/no; cp -r good one-less && rm one-less/yes/A.wav");
	check_faults("no-no", 4, "no: 0 of 2 clips\n");
	check_faults("one-less", 5, "yes: 2 of 3 clips\n");
	shell("cp -r good short && printf 12345 > short/yes/b.wav && : > short/no/a.wav");
	check_faults("short", 6,
		"no/a.wav: expected 10 bytes, got 0\nyes/b.wav: expected 10 bytes, got 5\n");
	shell("cp -r good extra && cp extra/yes/a.wav extra/yes/c.wav");
	check_faults("extra", 7, "yes: 4 clips, expected 3\n");
	shell("cp -r good other && cp -r other/no other/perhaps && cp -r good/no other/no/no &&"
	      "cp other/no/a.wav other/");
	check_faults("other", 6,
		"top folder: 1 clips that do not belong to the set\n"
		"no/no: 2 clips that do not belong to the set\n"
		"perhaps: 2 clips that do not belong to the set\n");
	shell("cp -r good larger && cp -r larger/no larger/maybe");
	check_faults("larger", 6,
		"this looks like the larger set\n"
		"maybe: 2 clips that do not belong to the set\n");
	check_faults("twice.tar", 6, "no/a.wav: there more than once\n");
	shell("cp -r good many && for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27;"
	      "do for c in yes no; do echo x > many/$c/$i.wav; done; done");
	check_faults("many", 42,
		"yes: 21 clips, expected 3\nno: 20 clips, expected 2\n"
		"no/10.wav: expected 10 bytes, got 2\nno/11.wav: expected 10 bytes, got 2\n"
		"no/12.wav: expected 10 bytes, got 2\nno/13.wav: expected 10 bytes, got 2\n"
		"no/14.wav: expected 10 bytes, got 2\nno/15.wav: expected 10 bytes, got 2\n"
		"no/16.wav: expected 10 bytes, got 2\nno/17.wav: expected 10 bytes, got 2\n"
		"no/18.wav: expected 10 bytes, got 2\nno/19.wav: expected 10 bytes, got 2\n"
		"no/20.wav: expected 10 bytes, got 2\nno/21.wav: expected 10 bytes, got 2\n"
		"no/22.wav: expected 10 bytes, got 2\nno/23.wav: expected 10 bytes, got 2\n"
		"no/24.wav: expected 10 bytes, got 2\nno/25.wav: expected 10 bytes, got 2\n"
		"no/26.wav: expected 10 bytes, got 2\nno/27.wav: expected 10 bytes, got 2\n"
		"and 18 more\n");
	shell("cp -r good names && mv names/yes/a.wav \"names/yes/$(printf 'a\\033[31m').wav\" &&"
	      "echo xx > \"names/yes/$(printf 'a\033[31m').wav\"");
	check_faults("names", 6, "yes/a\\x1b[31m.wav: expected 10 bytes, got 3\n");
}

int main(void)
{
	if (!folder_make() || !CHECK(make_sets(), "sets are made"))
		return check_done();
	check_kinds_of_places();
	check_broken();
	folder_remove();
	return check_done();
}
