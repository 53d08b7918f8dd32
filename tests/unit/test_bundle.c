// SPDX-License-Identifier: Apache-2.0
/*
 * A bundle from one store to another; its bytes; and files that appear whole or not at all.
 */
#include "tests/unit/bundle_world.h"
#include "tests/unit/store_world.h"
#include "zoo/decode/archive.h"

static const char *below(const char *name)
{
	return arena_printf(&bundle_arena, "%s/%s", scratch_directory, name);
}

static bool create(const char *path, const struct card *const *cards,
	const struct observer *observer, struct status *st)
{
	struct bundle_report report;
	*st = (struct status){.code = STATUS_OK};
	return bundle_create(&report, path, &bundle_from, cards, observer, &bundle_arena, st);
}

static void test_there_and_back(void)
{
	struct bundle_report report;
	struct catalogue here;
	struct status st = {0};
	bundle_make();
	CHECK(bundle_verify(&report, bundle_path, &bundle_none, NULL, &bundle_arena, &st),
		"verified where no card is known %s", st.message);
	CHECK_INT(report.item_count, 2, "two cards");
	CHECK(!report.items[0].known && report.items[0].file_count == 3 &&
			report.items[0].nbytes == BUNDLE_MODEL_NBYTES + 9 + 10,
		"three files each");
	if (!CHECK(bundle_install(&report, bundle_path, &bundle_to, &bundle_none, NULL,
			   &bundle_arena, &st),
		    "installed there %s", st.message))
		return;
	CHECK(!report.items[0].present && !report.items[1].present, "nothing was there");
	CHECK_INT(bundle_parts(&bundle_to, bundle_alpha), 4, "alpha, whole");
	CHECK_INT(bundle_parts(&bundle_to, bundle_beta), 4, "beta, whole");
	if (CHECK(catalogue_read_installed(&here, NULL, bundle_to.home, &bundle_arena, &st),
		    "its cards are read %s", st.message)) {
		const struct card *alpha = catalogue_find(&here, "alpha", &st);
		CHECK(alpha && alpha->text.nbytes == bundle_alpha->text.nbytes &&
				memcmp(alpha->text.data, bundle_alpha->text.data,
					alpha->text.nbytes) == 0,
			"alpha is known, to the letter");
		CHECK_TEXT(alpha ? alpha->labels[1] : "", "no", "with its labels");
		CHECK(bundle_install(
			      &report, bundle_path, &bundle_to, &here, NULL, &bundle_arena, &st) &&
				report.items[0].known && report.items[0].present &&
				report.items[1].present,
			"installed again: known and present");
	}
	char tmp[300];
	snprintf(tmp, sizeof(tmp), "%s/tmp", bundle_to.home);
	CHECK(scratch_count(tmp) <= 0, "nothing is left in tmp/");
}

// A known card needs no copy of its own.
static void test_known(void)
{
	struct bundle_report report;
	struct status st = {0};
	scratch_remove(bundle_to.home);
	CHECK(bundle_install(
		      &report, bundle_path, &bundle_to, &bundle_both, NULL, &bundle_arena, &st) &&
			report.items[0].known && !report.items[0].present,
		"installed where the cards are known %s", st.message);
	CHECK(scratch_count(arena_printf(&bundle_arena, "%s/cards", bundle_to.home)) == -1,
		"no cards/ is made");
	CHECK_INT(bundle_parts(&bundle_to, bundle_beta), 4, "whole");
}

static void test_same_bytes(void)
{
	struct status st;
	struct bytes first = bundle_make();
	const struct card *const other_order[] = {bundle_beta, bundle_alpha, bundle_beta, NULL};
	mode_t mask = umask(077);
	CHECK(create(below("again.zoo"), other_order, NULL, &st) &&
			scratch_holds(below("again.zoo"), first.data, first.nbytes),
		"another order, one card twice, another umask: the same bytes %s", st.message);
	umask(mask);
	store_init(&bundle_from, bundle_to.home);
	CHECK(create(below("there.zoo"), other_order, NULL, &st) &&
			scratch_holds(below("there.zoo"), first.data, first.nbytes),
		"from the other store: the same bytes %s", st.message);
	store_init(&bundle_from, below("from"));
}

// Another reader's view: libarchive finds the same members.
static void test_members(void)
{
	struct unpacker *unpacker;
	struct packed_file file;
	struct status st = {0};
	char names[1024] = "";
	int64_t nbytes = 0;
	struct bytes bundle = bundle_make();
	if (!CHECK(unpacker_open(&unpacker, bundle_path, &st), "a tar archive %s", st.message))
		return;
	while (unpacker_next(unpacker, &file, &st) && file.path) {
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%.14s ", file.path);
		nbytes += 512 + (file.nbytes + 511) / 512 * 512;
	}
	unpacker_close(unpacker);
	CHECK_INT(nbytes + 1024, (int64_t)bundle.nbytes, "of that length");
	const char *expected = "zoo-bundle.jso cards/alpha.ya cards/beta.yam cards/labels/a ";
	CHECK(strncmp(names, expected, strlen(expected)) == 0, "cards first, sorted");
	int objects = 0;
	for (const char *at = names; (at = strstr(at, "objects/")); at++)
		objects++;
	CHECK_INT(objects, 5, "two models, and three vectors as one is shared");
}

static int leftovers(void)
{
	int count = 0;
	DIR *directory = opendir(scratch_directory);
	for (struct dirent *entry; (entry = readdir(directory));)
		count += strstr(entry->d_name, ".part") != NULL;
	closedir(directory);
	return count;
}

static void check_nothing(const char *path, const char *what)
{
	struct stat info;
	CHECK(lstat(path, &info) != 0 && leftovers() == 0, "%s: nothing is left", what);
}

static void test_create_refused(void)
{
	struct status st;
	const char *path = below("refused.zoo");
	scratch_write(path, "mine", 4);
	CHECK(!create(path, bundle_cards, NULL, &st) && st.code == STATUS_IO,
		"a file that exists: %s", st.message);
	CHECK(scratch_holds(path, "mine", 4), "stays");
	unlink(path);
	CHECK(symlink("/nowhere/at/all", path) == 0 && !create(path, bundle_cards, NULL, &st) &&
			st.code == STATUS_IO,
		"a link that leads nowhere: %s", st.message);
	unlink(path);
	CHECK(!create(below("none/x.zoo"), bundle_cards, NULL, &st) && st.code == STATUS_IO,
		"a directory that is not there: %s", st.message);
	struct card other = *bundle_beta;
	other.id = "gamma";
	const struct card *const absent[] = {bundle_alpha, &other, NULL};
	CHECK(!create(path, absent, NULL, &st) && st.code == STATUS_UNMEASURABLE,
		"a model that is not installed: %s", st.message);
	check_nothing(path, "a model that is not installed");
	const char *object = arena_printf(&bundle_arena, "%s/objects/%.2s/%s", bundle_from.home,
		bundle_alpha->file.sha256, bundle_alpha->file.sha256);
	chmod(object, 0644);
	scratch_flip(object, 100);
	CHECK(!create(path, bundle_cards, NULL, &st) && st.code == STATUS_NO, "a damaged model: %s",
		st.message);
	check_nothing(path, "a damaged model");
	scratch_flip(object, 100);
	CHECK(create(path, bundle_cards, NULL, &st), "right again %s", st.message);
	unlink(path);
}

struct watch {
	int calls, stop_at;
	const char *write_path;
	struct bytes write;
};

static bool stop(void *context)
{
	struct watch *watch = context;
	return watch->stop_at >= 0 && watch->calls++ >= watch->stop_at;
}

static void meddle(void *context, const char *what, const char *unit, int64_t done, int64_t total)
{
	struct watch *watch = context;
	(void)what, (void)unit, (void)done, (void)total;
	if (watch->write_path)
		scratch_write(watch->write_path, watch->write.data, watch->write.nbytes);
}

static void test_stopped(void)
{
	struct status st;
	const char *path = below("stopped.zoo");
	int stopped = 0;
	for (int at = 0; at < 1000; at++) {
		struct watch watch = {.stop_at = at};
		struct observer observer = {.stopped = stop, .context = &watch};
		if (create(path, bundle_cards, &observer, &st))
			break;
		struct stat info;
		stopped += st.code == STATUS_INTERRUPTED && lstat(path, &info) != 0 &&
			   leftovers() == 0;
		if (st.code != STATUS_INTERRUPTED)
			break;
	}
	CHECK(st.code == STATUS_OK && stopped > 10,
		"stopped at each of %d moments: nothing is left", stopped);
	unlink(path);
}

static void test_somebody_else(void)
{
	struct status st;
	const char *path = below("both.zoo");
	struct watch watch = {
		.stop_at = -1, .write_path = path, .write = bundle_text("somebody else's")};
	struct observer observer = {.progress = meddle, .stopped = stop, .context = &watch};
	CHECK(!create(path, bundle_cards, &observer, &st) && st.code == STATUS_IO,
		"a file that appears meanwhile: %s", st.message);
	CHECK(scratch_holds(path, watch.write.data, watch.write.nbytes) && leftovers() == 0,
		"is not replaced");
	unlink(path);
	const char *object = arena_printf(&bundle_arena, "%s/objects/%.2s/%s", bundle_from.home,
		bundle_alpha->file.sha256, bundle_alpha->file.sha256);
	watch.write_path = object;
	CHECK(!create(path, bundle_cards, &observer, &st) && st.code == STATUS_NO,
		"a model that changes meanwhile: %s", st.message);
	check_nothing(path, "a model that changes");
	scratch_write(object, bundle_alpha_model.data, bundle_alpha_model.nbytes);
}

static int without_rename(const void *what)
{
	struct status st;
	const char *path = what;
	struct watch watch = {
		.stop_at = -1, .write_path = below("late.zoo"), .write = bundle_text("theirs")};
	struct observer observer = {.progress = meddle, .context = &watch};
	return world_refuse(SYS_renameat2, EINVAL) && create(path, bundle_cards, NULL, &st) &&
			       leftovers() == 0 &&
			       !create(watch.write_path, bundle_cards, &observer, &st) &&
			       st.code == STATUS_IO && leftovers() == 0 &&
			       scratch_holds(watch.write_path, "theirs", 6)
		       ? 0
		       : 1;
}

static int without_fsync(const void *what)
{
	struct status st;
	const char *path = what;
	struct stat info;
	return world_refuse(SYS_fsync, EIO) && !create(path, bundle_cards, NULL, &st) &&
			       st.code == STATUS_IO && lstat(path, &info) != 0 && leftovers() == 0
		       ? 0
		       : 1;
}

int main(void)
{
	bundle_begin();
	test_there_and_back();
	test_known();
	test_same_bytes();
	test_members();
	test_create_refused();
	test_stopped();
	test_somebody_else();
	CHECK_INT(world_apart(without_rename, below("no-rename.zoo")), 0,
		"a file system that cannot rename without replacing");
	CHECK_INT(world_apart(without_fsync, below("no-fsync.zoo")), 0,
		"a disk that fails: nothing gets the name");
	return bundle_end();
}
