// SPDX-License-Identifier: Apache-2.0
/*
 * What listing an archive leaves in memory: of which archives, for how long, and that a set
 * is read from there just as it is from the archive.
 */
#include "zoo/datasets/unpacked.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"
#include "zoo/datasets/folders.h"
#include "zoo/datasets/source.h"

static const struct dataset_class small_classes[] = {{"yes", 2}, {"no", 1}};
static const struct class_folders small_layout = {
	.classes = small_classes, .class_count = 2, .sample_suffix = ".wav"};
static const struct dataset_kind small = {.name = "small",
	.family = "small",
	.how = "make it",
	.sample_count = 3,
	.sample_noun = "clips",
	.list = dataset_list_folders,
	.layout = &small_layout};

// yes/a.wav, yes/b.wav, no/c.wav: 70,000 times a letter; then, below `kept/`, other things.
static bool make_archives(void)
{
	return shell("mkdir -p set/yes set/no && cd set && "
		     "head -c 70000 /dev/zero | tr '\\0' a > yes/a.wav && "
		     "head -c 70000 /dev/zero | tr '\\0' b > yes/b.wav && "
		     "head -c 70000 /dev/zero | tr '\\0' c > no/c.wav && : > empty") &&
	       shell("tar -C set -czf small.tar.gz yes/a.wav yes/b.wav no/c.wav empty") &&
	       shell("tar -C set -cJf small.tar.xz yes no empty; tar -C set -cf small.tar yes no") &&
	       shell("cp -r set other && printf second > other/yes/a.wav && "
		     "gzip -dc small.tar.gz > twice.tar && tar -C other -rf twice.tar yes/a.wav && "
		     "gzip twice.tar") &&
	       shell("head -c 300 small.tar.gz > cut.tar.gz; head -c 150 small.tar.xz > cut.tar.xz");
}

static struct dataset *open_small(const char *name, struct arena *arena)
{
	struct status st = {0};
	struct dataset *set = NULL;
	CHECK(dataset_open(&set, &small, NULL, in_folder(name), NULL, arena, &st), "%s: %s", name,
		st.message);
	return set;
}

// Whether `name` is kept once it has been listed.
static bool is_kept(const char *name)
{
	struct arena arena = {0};
	struct status st = {0};
	struct listing listing;
	listing_read(&listing, in_folder(name), NULL, &arena, &st);
	struct unpacked *unpacked = unpacked_find(in_folder(name));
	unpacked_let_go(unpacked);
	arena_release(&arena);
	return unpacked != NULL;
}

static void check_which(void)
{
	CHECK(unpacked_find(in_folder("small.tar.gz")) == NULL, "nothing is kept yet");
	CHECK(is_kept("small.tar.gz"), "a .tar.gz is kept");
	CHECK(is_kept("small.tar.xz"), "a .tar.xz is kept");
	CHECK(unpacked_find(in_folder("small.tar.gz")) == NULL, "and has taken its place");
	CHECK(!is_kept("small.tar"), "a .tar is listed without its contents");
	CHECK(!is_kept("set"), "a directory is no archive");
	CHECK(!is_kept("missing"), "nor is what is not there");
	CHECK(!is_kept("cut.tar.gz") && !is_kept("cut.tar.xz"), "a damaged one is not kept");
	if (shell("cd set && zip -qr ../small.zip yes no"))
		CHECK(!is_kept("small.zip"), "a .zip has a table");
	else
		check_skip("zip", "no zip program here");
	CHECK(is_kept("small.tar.gz"), "again");
	shell("touch -d '2020-01-01 00:00:00' small.tar.gz");
	CHECK(unpacked_find(in_folder("small.tar.gz")) == NULL, "not if the file has changed");
	CHECK(is_kept("small.tar.gz"), "but once it has been listed again");
}

// Everything but the last page of what may be held.
static void check_room(void)
{
	struct unpacked *u = unpacked_begin(in_folder("small.tar.gz"));
	if (!CHECK(u != NULL, "there is memory"))
		return;
	static const struct packed_file files[] = {{"a", UNPACKED_MAX_NBYTES - 4096},
		{"a", UNPACKED_MAX_NBYTES}, {"a", INT64_MAX}, {"a", 0}};
	static const bool fits[] = {true, false, false, true};
	for (int i = 0; i < 4; i++)
		CHECK(unpacked_has_room(u, &files[i]) == fits[i], "%lld bytes",
			(long long)files[i].nbytes);
	unpacked_let_go(u);
	shell("truncate -s 256M large");
	CHECK(unpacked_begin(in_folder("large")) == NULL, "an archive as large as the bound");
	unpacked_let_go(NULL);
}

/*
 * More than the bound, in an archive that is small: it is listed all the same.  The random
 * bytes keep it below the hundred times that any archive may unpack to.
 */
static void check_beyond(void)
{
	struct arena arena = {0};
	struct status st = {0};
	struct listing listing = {0};
	shell("mkdir big && head -c 3000000 /dev/urandom > big/head && head -c 135000000 /dev/zero "
	      "> big/one && cp big/one big/two && tar -cf - big/head big/one big/two | "
	      "gzip -1 > big.tar.gz; rm -r big");
	CHECK(listing_read(&listing, in_folder("big.tar.gz"), NULL, &arena, &st),
		"beyond the bound: %s", st.message);
	CHECK_INT(listing.count, 3, "all its files");
	CHECK_INT(listing.count == 3 ? listing.files[2].nbytes : 0, 135000000, "the last of them");
	CHECK(unpacked_find(in_folder("big.tar.gz")) == NULL, "but it is not kept");
	CHECK_INT(st.code, STATUS_OK, "no trouble is left");
	arena_release(&arena);
}

static void check_files(void)
{
	CHECK(is_kept("twice.tar.gz"), "a member twice");
	struct unpacked *u = unpacked_find(in_folder("twice.tar.gz"));
	if (!u)
		return;
	static const char *const paths[] = {
		"empty", "no/c.wav", "yes/a.wav", "yes/a.wav", "yes/b.wav"};
	static const int64_t sizes[] = {0, 70000, 70000, 6, 70000};
	int64_t count;
	const struct unpacked_file *files = unpacked_files(u, &count);
	CHECK_INT(count, 5, "its files");
	for (int64_t i = 0; i < count && i < 5; i++) {
		CHECK_TEXT(files[i].path, paths[i], "file %lld", (long long)i);
		CHECK_INT((int64_t)files[i].content.nbytes, sizes[i], "its bytes");
		CHECK(files[i].content.data && (uintptr_t)files[i].content.data % 64 == 0 &&
				files[i].content.data[sizes[i]] == 0,
			"aligned, and a zero byte behind");
	}
	CHECK(unpacked_file(u, "yes/a.wav") == &files[2], "the first of two is found");
	CHECK(unpacked_file(u, "yes/b.wav") == &files[4] && unpacked_file(u, "empty") == files,
		"the last, and the first");
	CHECK(!unpacked_file(u, "yes/aa.wav") && !unpacked_file(u, "") && !unpacked_file(u, "z"),
		"what is not there");
	CHECK(is_kept("small.tar.gz"), "another takes its place");
	CHECK_INT(files[3].content.data[0], 's', "but who holds it still has it");
	unpacked_let_go(u);
}

/* ---- sets ---- */

// Letters of the samples in the order in which they come, '!' for one that failed.
static bool read_letters(
	char out[static 16], const struct dataset *set, struct arena *arena, struct status *st)
{
	struct dataset_reader *reader;
	struct dataset_item item = {.index = 0};
	size_t length = 0;
	if (!dataset_reader_open(&reader, set, NULL, 0, st))
		return false;
	bool all_ok = true;
	while (length < 15 && item.index >= 0) {
		bool ok = dataset_reader_next(reader, &item, arena, st);
		if (ok && !item.content.data)
			break;
		out[length++] = ok ? (char)item.content.data[item.content.nbytes - 1] : '!';
		all_ok = all_ok && ok;
	}
	out[length] = '\0';
	dataset_reader_close(reader);
	return all_ok;
}

static void check_reader(const char *name, bool emptied, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	char got[16] = "";
	const struct dataset *set = open_small(name, &arena);
	if (emptied) // so that the archive itself is what is read
		is_kept("small.tar.xz");
	if (set)
		CHECK(read_letters(got, set, &arena, &st), "%s: %s", name, st.message);
	CHECK_TEXT(got, expected, "%s: samples", name);
	arena_release(&arena);
}

// Between listing and reading.
static void check_changed(const char *command, bool listed_again, const char *expected)
{
	struct arena arena = {0};
	struct status st = {0};
	char got[16] = "";
	shell("cp small.tar.gz changed.tar.gz");
	const struct dataset *set = open_small("changed.tar.gz", &arena);
	shell(command);
	if (listed_again)
		CHECK(is_kept("changed.tar.gz"), "what it was changed to is kept");
	if (set)
		CHECK(!read_letters(got, set, &arena, &st), "noticed: %s", command);
	CHECK(strstr(st.message, expected), "says \"%s\": %s", expected, st.message);
	arena_release(&arena);
}

static void check_sets(void)
{
	check_reader("small.tar.gz", false, "cab"); // in order
	check_reader("small.tar.gz", true, "abc");  // as they lie there
	check_reader("twice.tar.gz", false, "cab");
	check_reader("twice.tar.gz", true, "abc");
	for (int again = 0; again < 2; again++) {
		check_changed("tar -C other -czf changed.tar.gz yes no", again,
			"yes/a.wav: changed since it was listed: expected 70000 bytes, got 6");
		check_changed("tar -C set -czf changed.tar.gz yes", again,
			"1 clips are no longer there, the first is no/c.wav");
	}
	check_changed("cp cut.tar.gz changed.tar.gz", false, "damaged or cut short");
	check_changed("rm changed.tar.gz", false, "No such file");
}

static bool count_letters(void *context, struct bytes piece, struct status *st)
{
	int64_t *counts = context;
	counts[0]++;
	for (size_t i = 0; i < piece.nbytes; i++)
		counts[1] += piece.data[i] == 'b';
	return counts[2]-- > 0 || status_fail(st, STATUS_NO, "enough");
}

// A side file of a set comes in pieces from either place.
static void check_source(bool emptied)
{
	struct arena arena = {0};
	struct status st = {0};
	struct dataset_source source;
	int64_t all[] = {0, 0, INT64_MAX}, part[] = {0, 0, 0}, none[] = {0, 0, 0};
	CHECK(dataset_source_open(&source, in_folder("small.tar.gz"), NULL, &arena, &st), "opens");
	if (emptied)
		is_kept("small.tar.xz");
	CHECK(dataset_source_stream(&source, "yes/b.wav", count_letters, all, &st), "streamed");
	CHECK_INT(all[1], 70000, "all of it");
	CHECK(!dataset_source_stream(&source, "yes/b.wav", count_letters, part, &st), "stopped");
	CHECK_TEXT(st.message, "enough", "with the taker's reason");
	CHECK_INT(part[0], 1, "at once");
	CHECK(dataset_source_stream(&source, "empty", count_letters, none, &st), "an empty file");
	CHECK_INT(none[0], 0, "has no piece");
	CHECK(!dataset_source_stream(&source, "gone", count_letters, none, &st) &&
			strstr(st.message, "gone is gone"),
		"a file that is not there: %s", st.message);
	arena_release(&arena);
}

int main(void)
{
	if (!folder_make() || !CHECK(make_archives(), "archives are made"))
		return check_done();
	check_which();
	check_room();
	check_beyond();
	check_files();
	check_sets();
	check_source(false);
	check_source(true);
	folder_remove();
	return check_done();
}
