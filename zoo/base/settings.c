// SPDX-License-Identifier: Apache-2.0
/*
 * The directories follow the XDG Base Directory Specification 0.8: an empty variable
 * counts as unset, and a relative $XDG_... is ignored.
 *
 * Paths in the file must be absolute or begin with "~/", as a file that is read from
 * anywhere has no place of its own to start from; those in the environment may be relative.
 */
#include "zoo/settings.h"

#include "engine/base/file.h"
#include "zoo/base/document.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const none[] = {NULL};

// The variable's value, NULL if it is unset or empty.
static const char *environment(const char *name, struct arena *keep)
{
	const char *value = getenv(name);
	return value && *value ? arena_strdup(keep, value) : NULL;
}

// $variable if it is an absolute path, else ~/fallback; NULL if there is no home either.
static const char *xdg_directory(const char *variable, const char *fallback, struct arena *keep)
{
	const char *directory = environment(variable, keep);
	if (directory && directory[0] == '/')
		return directory;
	const char *home = environment("HOME", keep);
	return home ? arena_printf(keep, "%s/%s", home, fallback) : NULL;
}

// The non-empty pieces of `text` between separators.
static const char *const *split(const char *text, const char *separators, struct arena *keep)
{
	const char **pieces = arena_array(keep, const char *, strlen(text) / 2 + 2);
	int count = 0;
	while (*(text += strspn(text, separators))) {
		size_t nbytes = strcspn(text, separators);
		pieces[count++] = arena_strndup(keep, text, nbytes);
		text += nbytes;
	}
	return pieces;
}

static bool resolve_path(const char **path, const struct node *node, const struct reading *reading)
{
	const char *home = getenv("HOME");
	if ((*path)[0] == '/')
		return true;
	if (strncmp(*path, "~/", 2) != 0 || !home || !*home)
		return node_fail_expected(reading, node, "a path that begins with \"/\" or \"~/\"");
	*path = arena_printf(reading->keep, "%s/%s", home, *path + 2);
	return true;
}

static bool read_place(void *target, const struct node *node, const struct reading *reading)
{
	return read_text(target, node, reading) && resolve_path(target, node, reading);
}

// A URL, or a directory like the others.
static bool read_mirror(void *target, const struct node *node, const struct reading *reading)
{
	if (!read_text(target, node, reading))
		return false;
	if (strncmp(node->text, "https://", 8) == 0 || strncmp(node->text, "http://", 7) == 0 ||
		strncmp(node->text, "file://", 7) == 0)
		return true;
	return resolve_path(target, node, reading);
}

static bool read_places(void *target, const struct node *node, const struct reading *reading)
{
	return read_sequence(target, node, reading, read_place);
}

static bool read_mirrors(void *target, const struct node *node, const struct reading *reading)
{
	return read_sequence(target, node, reading, read_mirror);
}

static const struct field fields[] = {
	FIELD_OPTIONAL("home", struct settings, home, read_place),
	FIELD_OPTIONAL("metadata", struct settings, metadata, read_places),
	FIELD_OPTIONAL("data", struct settings, data, read_place),
	FIELD_OPTIONAL("mirrors", struct settings, mirrors, read_mirrors),
	FIELD_OPTIONAL("isa", struct settings, isa, read_text),
};

// A configuration that is not there, or empty, sets nothing.
static bool read_file(struct settings *out, struct arena *keep, struct status *st)
{
	enum { LIMIT_NBYTES = 64 * 1024 };
	const char *directory = xdg_directory("XDG_CONFIG_HOME", ".config", keep);
	if (!directory)
		return true;
	const char *path = arena_printf(keep, "%s/zoo/config.yaml", directory);
	struct stat info;
	if (stat(path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return true;
	struct bytes text;
	const struct node *root;
	const struct reading reading = {.origin = path, .keep = keep, .st = st};
	if (!file_read(&text, path, LIMIT_NBYTES, keep, st) ||
		!document_parse(&root, text, path, keep, st))
		return false;
	if (!node_is_nothing(root) &&
		!fields_read(out, fields, FIELD_COUNT(fields), root, &reading))
		return false;
	out->isa_from = out->isa ? path : NULL;
	return true;
}

static void read_environment(struct settings *out, struct arena *keep)
{
	const char *home = environment("ZOO_HOME", keep);
	const char *data = environment("ZOO_DATA", keep);
	const char *isa = environment("ZOO_ISA", keep);
	const char *metadata = environment("ZOO_METADATA", keep);
	const char *mirrors = environment("ZOO_MIRROR", keep);
	if (home)
		out->home = home;
	if (data)
		out->data = data;
	if (isa) {
		out->isa = isa;
		out->isa_from = "ZOO_ISA";
	}
	if (metadata)
		out->metadata = split(metadata, ":", keep);
	if (mirrors)
		out->mirrors = split(mirrors, " \t\n", keep);
}

// Paths are put behind it with a slash of their own.
static const char *without_slashes(const char *directory, struct arena *keep)
{
	size_t length = strlen(directory);
	while (length > 1 && directory[length - 1] == '/')
		length--;
	return arena_strndup(keep, directory, length);
}

bool settings_read(struct settings *out, struct arena *keep, struct status *st)
{
	*out = (struct settings){.metadata = none, .mirrors = none};
	if (!read_file(out, keep, st))
		return false;
	read_environment(out, keep);
	if (out->home) {
		out->home = without_slashes(out->home, keep);
		return true;
	}
	const char *data_home = xdg_directory("XDG_DATA_HOME", ".local/share", keep);
	out->home = data_home ? arena_printf(keep, "%s/zoo", data_home) : NULL;
	return true;
}
