// SPDX-License-Identifier: Apache-2.0
/*
 * A name says what a file should be, its first bytes what it is.  In folders only names that
 * can be of a kind are opened; a README there is a card if it has a card's sections.
 */
#include "zoo/lint/sort.h"

#include "engine/base/identify.h"
#include "engine/base/words.h"
#include "zoo/lint/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_NBYTES = 16384 };

// The first bytes of a file as text, cut at a zero byte; "" if it cannot be read.
static const char *head_of(const char *path, size_t *nbytes, struct arena *scratch)
{
	char *head = arena_array(scratch, char, HEAD_NBYTES + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd < 0 ? 0 : read(fd, head, HEAD_NBYTES);
	if (fd >= 0)
		close(fd);
	*nbytes = got > 0 ? (size_t)got : 0;
	return head;
}

// Does a line begin with that key?
static bool has_key(const char *text, const char *key)
{
	for (const char *at = text; (at = strstr(at, key)); at++)
		if (at == text || at[-1] == '\n')
			return true;
	return false;
}

static bool is_card_text(const char *text)
{
	return strcasestr(text, "network information") || strcasestr(text, "network inputs") ||
	       strcasestr(text, "network outputs");
}

static enum input yaml_input(const char *path, const char *text, bool is_named)
{
	bool definition = strcmp(base_name(path), "definition.yaml") == 0;
	if (definition || has_key(text, "network:") || has_key(text, "network_parameters:"))
		return INPUT_DEFINITION;
	return is_named || (has_key(text, "id:") && has_key(text, "file:")) ? INPUT_CARD
									    : INPUT_OTHER;
}

static bool ends_with_one_of(const char *path, const char *const *suffixes)
{
	for (; *suffixes; suffixes++)
		if (word_ends_with(path, *suffixes))
			return true;
	return false;
}

static enum input content_input(const char *text, size_t nbytes)
{
	struct identity identity;
	struct bytes head = {(const unsigned char *)text,
		nbytes < IDENTIFY_HEAD_NBYTES ? nbytes : IDENTIFY_HEAD_NBYTES};
	identify(&identity, head, -1, -1);
	if (identity.look == LOOK_TFLITE || identity.look == LOOK_LFS_POINTER)
		return INPUT_MODEL;
	if (identity.look == LOOK_NPY)
		return INPUT_VECTOR;
	if (strncmp(text, "#!", 2) == 0 && identity.look == LOOK_TEXT)
		return INPUT_SCRIPT;
	return INPUT_OTHER;
}

static enum input tell(const char *path, bool is_named, struct arena *scratch)
{
	static const char *const yaml[] = {".yaml", ".yml", NULL};
	static const char *const markdown[] = {".md", ".markdown", NULL};
	size_t nbytes;
	if (word_ends_with(path, ".tflite"))
		return INPUT_MODEL;
	if (word_ends_with(path, ".npy"))
		return INPUT_VECTOR;
	if (word_ends_with(path, ".sh"))
		return INPUT_SCRIPT;
	if (word_ends_with(path, ".txt"))
		return is_named || strstr(path, "label") ? INPUT_LABELS : INPUT_OTHER;
	bool is_yaml = ends_with_one_of(path, yaml);
	bool is_markdown = ends_with_one_of(path, markdown);
	if (!is_named && !is_yaml && !is_markdown)
		return INPUT_OTHER;
	const char *text = head_of(path, &nbytes, scratch);
	if (is_yaml)
		return yaml_input(path, text, is_named);
	if (is_markdown)
		return is_named || is_card_text(text) ? INPUT_README : INPUT_OTHER;
	return content_input(text, nbytes);
}

static void add_file(struct inputs *inputs, const char *path, enum input input, bool is_named)
{
	if (inputs->count == inputs->room) {
		inputs->room = inputs->room ? 2 * inputs->room : 64;
		struct input_file *larger =
			arena_array(inputs->keep, struct input_file, inputs->room);
		if (inputs->count)
			memcpy(larger, inputs->files, (size_t)inputs->count * sizeof(*larger));
		inputs->files = larger;
	}
	inputs->files[inputs->count++] = (struct input_file){path, input, is_named};
}

static bool walk(struct inputs *inputs, const char *folder, int depth, struct status *st);

static bool walk_entry(struct inputs *inputs, const char *path, int depth, struct status *st)
{
	struct stat link, info;
	struct arena scratch = {0};
	if (lstat(path, &link) != 0 || stat(path, &info) != 0)
		return errno == ENOENT || errno == ELOOP || // a link that leads nowhere
		       status_fail_errno(st, STATUS_IO, errno, "%s", path);
	if (S_ISDIR(info.st_mode)) // links to folders could lead in a circle
		return S_ISLNK(link.st_mode) || walk(inputs, path, depth + 1, st);
	if (inputs->count == SORT_MAX_FILES || inputs->other_count == SORT_MAX_OTHERS)
		return status_fail(st, STATUS_FORMAT,
			"%s: more than %d files to examine, or %d others", path,
			(int)SORT_MAX_FILES, (int)SORT_MAX_OTHERS);
	enum input input = S_ISREG(info.st_mode) ? tell(path, false, &scratch) : INPUT_OTHER;
	arena_release(&scratch);
	if (input == INPUT_OTHER)
		inputs->other_count++;
	else
		add_file(inputs, path, input, false);
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Names in a folder but hidden ones, sorted, NULL behind the last.  NULL if it cannot be read.
static const char *const *names_in(const char *folder, struct arena *keep, struct status *st)
{
	DIR *directory = opendir(folder);
	const char **names = NULL;
	int count = 0, room = 0;
	if (!directory) {
		status_fail_errno(st, STATUS_IO, errno, "%s", folder);
		return NULL;
	}
	for (const struct dirent *entry;
		(entry = readdir(directory)) && count <= SORT_MAX_OTHERS;) {
		if (entry->d_name[0] == '.')
			continue;
		if (count + 1 >= room) {
			room = room ? 2 * room : 16;
			const char **larger = arena_array(keep, const char *, room);
			if (count)
				memcpy(larger, names, (size_t)count * sizeof(*larger));
			names = larger;
		}
		names[count++] = arena_strdup(keep, entry->d_name);
	}
	closedir(directory);
	if (!names)
		names = arena_array(keep, const char *, 1);
	qsort(names, (size_t)count, sizeof(*names), compare_names);
	return names;
}

static bool walk(struct inputs *inputs, const char *folder, int depth, struct status *st)
{
	if (depth > SORT_MAX_DEPTH)
		return status_fail(st, STATUS_FORMAT, "%s: folders more than %d deep", folder,
			(int)SORT_MAX_DEPTH);
	const char *const *names = names_in(folder, inputs->keep, st);
	if (!names)
		return false;
	const char *separator = word_ends_with(folder, "/") || strcmp(folder, "/") == 0 ? "" : "/";
	for (; *names; names++) {
		const char *path = arena_printf(inputs->keep, "%s%s%s", folder, separator, *names);
		if (!walk_entry(inputs, path, depth, st))
			return false;
	}
	return true;
}

static bool take_named(struct inputs *inputs, const char *path, struct status *st)
{
	struct arena scratch = {0};
	enum input input = tell(path, true, &scratch);
	arena_release(&scratch);
	if (input == INPUT_OTHER && access(path, F_OK) == 0) {
		status_fail(st, STATUS_USAGE, "%s: of no kind that zoo lint knows", path);
		return status_hint(st,
			"it takes cards (.yaml), definition.yaml, README.md, scripts (.sh), lists "
			"of labels (.txt), .tflite, .npy, and folders of them");
	}
	for (int i = 0; i < inputs->count; i++)
		if (strcmp(inputs->files[i].path, path) == 0)
			return true;
	add_file(inputs, path, input, true);
	return true;
}

bool inputs_collect(
	struct inputs *out, const char *const *paths, struct arena *keep, struct status *st)
{
	*out = (struct inputs){.keep = keep};
	for (; *paths; paths++) {
		struct stat info;
		bool is_folder = stat(*paths, &info) == 0 && S_ISDIR(info.st_mode);
		if (!(is_folder ? walk(out, *paths, 1, st) : take_named(out, *paths, st)))
			return false;
	}
	return true;
}
