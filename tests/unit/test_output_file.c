// SPDX-License-Identifier: Apache-2.0
/*
 * What stands under the name of an output, before, meanwhile and afterwards; also on a file
 * system that has no files without a name, which open() pretends then.
 */
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "zoo/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static struct arena arena;
static char place[300];
static bool lacks_tmpfile;

// Under its own name it would be the header's, which may be an inline one.
int refusing_open(const char *path, int flags, ...) __asm__("open");

int refusing_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	bool unnamed = (flags & O_TMPFILE) == O_TMPFILE;
	if (unnamed && lacks_tmpfile) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (unnamed || flags & O_CREAT) {
		va_list rest;
		va_start(rest, flags);
		mode = va_arg(rest, mode_t);
		va_end(rest);
	}
	return openat(AT_FDCWD, path, flags, mode);
}

static const char *path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", place, name);
}

static bool write_over(const char *path, const char *text, struct status *st)
{
	struct output_file file;
	*st = (struct status){0};
	if (!output_file_open(&file, path, OUTPUT_REPLACE, &arena, st))
		return false;
	if (output_file_add(&file, text, strlen(text), st))
		return output_file_commit(&file, &arena, st);
	output_file_abandon(&file);
	return false;
}

static bool holds(const char *path, const char *text)
{
	return scratch_holds(path, text, strlen(text));
}

static void test_regular(void)
{
	struct status st;
	struct stat info;
	const char *path = path_of("plain");
	CHECK(write_over(path, "one", &st) && holds(path, "one"), "a new file %s", st.message);
	int reader = open(path, O_RDONLY);
	char old[3];
	CHECK(chmod(path, 0640) == 0 && write_over(path, "two!", &st) && holds(path, "two!"),
		"one that is there is replaced %s", st.message);
	CHECK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0640, "its mode stays: %o",
		(unsigned)info.st_mode);
	CHECK(read(reader, old, 3) == 3 && memcmp(old, "one", 3) == 0,
		"who reads it goes on with the old one");
	close(reader);
	CHECK_INT(scratch_count(place), 1, "and nothing is left beside it");
}

static void test_abandoned(void)
{
	struct status st = {0};
	struct output_file file;
	const char *path = path_of("plain");
	int before = scratch_count(place);
	if (CHECK(output_file_open(&file, path, OUTPUT_REPLACE, &arena, &st) &&
			    output_file_add(&file, "half", 4, &st),
		    "begun %s", st.message)) {
		CHECK(holds(path, "two!"), "the old one is there meanwhile");
		output_file_abandon(&file);
		output_file_abandon(&file);
	}
	CHECK(holds(path, "two!"), "and afterwards");
	CHECK_INT(scratch_count(place), before, "nothing is left beside it");
	CHECK(!output_file_open(&file, path, OUTPUT_NEW, &arena, &st) && st.code == STATUS_IO &&
			strstr(st.message, "exists already"),
		"never in place of another: %s", st.message);
}

static void test_links(void)
{
	struct status st;
	struct stat info;
	const char *link = path_of("link"), *nowhere = path_of("nowhere");
	CHECK(symlink("plain", link) == 0 && write_over(link, "three", &st) &&
			holds(path_of("plain"), "three"),
		"a link is followed %s", st.message);
	CHECK(lstat(link, &info) == 0 && S_ISLNK(info.st_mode), "and stays");
	CHECK(symlink("not-there", nowhere) == 0 && !write_over(nowhere, "x", &st) &&
			st.code == STATUS_IO && strstr(st.message, nowhere),
		"one that leads nowhere: %s", st.message);
}

// A FIFO takes what is written; here it is its own reader.
static void test_fifo(void)
{
	struct status st;
	struct stat info;
	char got[8];
	const char *path = path_of("fifo");
	int reader = mkfifo(path, 0600) == 0 ? open(path, O_RDWR | O_NONBLOCK) : -1;
	CHECK(reader >= 0 && write_over(path, "four", &st), "written into %s", st.message);
	CHECK(read(reader, got, sizeof(got)) == 4 && memcmp(got, "four", 4) == 0, "and read");
	CHECK(lstat(path, &info) == 0 && S_ISFIFO(info.st_mode), "it stays one");
	close(reader);
}

// Devices as /dev/null and /dev/full, which are left alone.
static void test_devices(void)
{
	struct status st;
	struct stat info;
	const char *null = path_of("null"), *full = path_of("full");
	if (mknod(null, S_IFCHR | 0666, makedev(1, 3)) != 0 ||
		mknod(full, S_IFCHR | 0666, makedev(1, 7)) != 0 || access(null, W_OK) != 0 ||
		open(null, O_WRONLY | O_CLOEXEC) < 0) {
		check_skip("devices", "none can be made here");
		return;
	}
	CHECK(write_over(null, "five", &st), "written into %s", st.message);
	CHECK(!write_over(full, "six", &st) && st.code == STATUS_IO &&
			strstr(st.message, "No space left"),
		"a full one: %s", st.message);
	CHECK(lstat(null, &info) == 0 && S_ISCHR(info.st_mode) && lstat(full, &info) == 0 &&
			S_ISCHR(info.st_mode),
		"they stay devices");
}

static void test_refused(void)
{
	struct status st;
	CHECK(!write_over(place, "x", &st) && st.code == STATUS_IO &&
			strstr(st.message, "Is a directory"),
		"a directory: %s", st.message);
	CHECK(!write_over(path_of("no/where"), "x", &st) && st.code == STATUS_IO &&
			strstr(st.message, "No such file or directory"),
		"no such directory: %s", st.message);
	int copy = dup(STDOUT_FILENO), fd = open(path_of("plain"), O_WRONLY);
	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	bool written = write_over(path_of("plain"), "x", &st);
	dup2(copy, STDOUT_FILENO);
	close(copy);
	close(fd);
	CHECK(!written && st.code == STATUS_IO && strstr(st.message, "what is printed"),
		"where stdout goes: %s", st.message);
	CHECK(holds(path_of("plain"), "three"), "it stays as it was");
}

static void test_all(const char *folder)
{
	snprintf(place, sizeof(place), "%s/%s", scratch_directory, folder);
	CHECK(mkdir(place, 0700) == 0, "%s", folder);
	test_regular();
	test_abandoned();
	test_links();
	test_fifo();
	test_devices();
	test_refused();
}

int main(void)
{
	scratch_begin();
	test_all("unnamed");
	lacks_tmpfile = true;
	test_all("named");
	arena_release(&arena);
	return check_done();
}
