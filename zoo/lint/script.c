// SPDX-License-Identifier: Apache-2.0
/*
 * Each check looks through the commands once.  What the scripts of ARM-software/ML-zoo@fec0bb5
 * do: echo lines into labelmappings.txt, wget a list and mv it there, clone a repository and
 * have a Python script write it.
 */
#include "zoo/lint/script.h"

#include "engine/base/words.h"
#include "zoo/lint/shell.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

static const char usual_name[] = "labelmappings.txt";

struct reader {
	const struct shell_script *shell;
	const char *path;
	struct findings *findings;
	struct arena *keep;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool is_named(const struct shell_command *command, const char *name)
{
	return command->word_count && strcmp(base_name(command->words[0]), name) == 0;
}

static bool has_word(const struct shell_command *command, const char *word)
{
	for (int i = 0; i < command->word_count; i++)
		if (strcmp(command->words[i], word) == 0)
			return true;
	return false;
}

static const char *last_word(const struct shell_command *command)
{
	const char *word = command->word_count > 1 ? command->words[command->word_count - 1] : "";
	return strncmp(word, "./", 2) == 0 ? word + 2 : word;
}

static struct place place_of(const struct reader *r, const struct shell_command *command)
{
	return (struct place){r->path, command->line};
}

static void check_shebang(const struct reader *r)
{
	int line = r->shell->shebang_line;
	if (line == 1)
		return;
	findings_add(r->findings, FOUND_SHEBANG, (struct place){r->path, line ? line : 1},
		line ? "#! means nothing in this line" : "the script does not say what runs it");
	findings_pair(r->findings, "in line 1",
		line ? arena_printf(r->keep, "in line %d", line) : "nowhere");
}

// A run of hexadecimal digits that is long enough to be a commit's name and no word.
static bool has_commit(const char *text, size_t least)
{
	size_t run = 0;
	bool digit = false;
	for (;; text++) {
		if (isxdigit((unsigned char)*text)) {
			run++;
			digit |= isdigit((unsigned char)*text) != 0;
			continue;
		}
		if (run >= least && digit)
			return true;
		if (!*text)
			return false;
		run = 0;
		digit = false;
	}
}

static bool is_address(const char *word)
{
	return strncmp(word, "https://", 8) == 0 || strncmp(word, "http://", 7) == 0 ||
	       strncmp(word, "ftp://", 6) == 0;
}

// The address that wget or curl fetches, or NULL.
static const char *address_of(const struct shell_command *command)
{
	if (!is_named(command, "wget") && !is_named(command, "curl"))
		return NULL;
	for (int i = 1; i < command->word_count; i++)
		if (is_address(command->words[i]))
			return command->words[i];
	return NULL;
}

// Does a later command go to a commit by its name?
static bool is_pinned_later(const struct reader *r, int from)
{
	for (int i = from; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (!is_named(command, "git") ||
			!(has_word(command, "checkout") || has_word(command, "reset") ||
				has_word(command, "switch") || has_word(command, "fetch")))
			continue;
		for (int w = 2; w < command->word_count; w++)
			if (has_commit(command->words[w], 7))
				return true;
	}
	return false;
}

static bool checks_hashes(const struct reader *r)
{
	static const char *const programs[] = {
		"sha256sum", "sha1sum", "sha512sum", "shasum", "md5sum", "b2sum", NULL};
	for (int i = 0; i < r->shell->command_count; i++)
		for (const char *const *program = programs; *program; program++)
			if (is_named(&r->shell->commands[i], *program))
				return true;
	return false;
}

// Served from a branch, which moves; elsewhere there is no telling.
static bool is_from_repository(const char *address)
{
	return strstr(address, "github") || strstr(address, "gitlab") ||
	       strstr(address, "bitbucket");
}

static void check_downloads(const struct reader *r)
{
	bool checked = checks_hashes(r);
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		const char *address = address_of(command);
		bool clone = is_named(command, "git") && has_word(command, "clone");
		if (clone && !is_pinned_later(r, i + 1))
			findings_add(r->findings, FOUND_UNPINNED_DOWNLOAD, place_of(r, command),
				"git clone takes what is newest, and no commit is checked out");
		if (!address)
			continue;
		if (is_from_repository(address) && !has_commit(address, 32))
			findings_add(r->findings, FOUND_UNPINNED_DOWNLOAD, place_of(r, command),
				"%s: no commit in the address", address);
		if (!checked)
			findings_add(r->findings, FOUND_UNCHECKED_DOWNLOAD, place_of(r, command),
				"%s: taken as it comes", address);
	}
}

// Has the file been begun, emptied or removed before command `before`?
static bool is_begun(const struct reader *r, const char *file, int before)
{
	for (int i = 0; i < before; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (command->target && !command->append && strcmp(command->target, file) == 0)
			return true;
		bool makes = is_named(command, "rm") || is_named(command, "mv") ||
			     is_named(command, "cp") || is_named(command, "truncate");
		for (int w = 1; makes && w < command->word_count; w++) {
			const char *word = command->words[w];
			if (strcmp(strncmp(word, "./", 2) == 0 ? word + 2 : word, file) == 0)
				return true;
		}
	}
	return false;
}

static bool is_first_append(const struct reader *r, int index)
{
	const char *file = r->shell->commands[index].target;
	for (int i = 0; i < index; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (command->append && strcmp(command->target, file) == 0)
			return false;
	}
	return true;
}

static void check_appends(const struct reader *r)
{
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (command->target && command->append && is_first_append(r, i) &&
			!is_begun(r, command->target, i))
			findings_add(r->findings, FOUND_APPENDS, place_of(r, command),
				">> %s: what an earlier run wrote stays", command->target);
	}
}

static bool is_label_file(const char *file)
{
	return file && strstr(base_name(file), "label") && word_ends_with(file, ".txt");
}

// The file under which a command leaves labels, or NULL.
static const char *label_file_of(const struct shell_command *command)
{
	const char *address = address_of(command);
	const char *file = command->target ? command->target
			   : is_named(command, "mv") || is_named(command, "cp")
				   ? last_word(command)
			   : address ? base_name(address)
				     : NULL;
	return is_label_file(file) ? file : NULL;
}

// Is it only on its way to another name?
static bool goes_on(const struct reader *r, const char *file, int from)
{
	for (int i = from; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		bool moves = is_named(command, "mv") || is_named(command, "rm") ||
			     is_named(command, "cp");
		if (moves && has_word(command, file) && strcmp(last_word(command), file) != 0)
			return true;
		if (is_named(command, "rm") && has_word(command, file))
			return true;
	}
	return false;
}

static void check_label_file(const struct reader *r)
{
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		const char *file = label_file_of(command);
		if (!file || strcmp(base_name(file), usual_name) == 0 || goes_on(r, file, i + 1))
			continue;
		findings_add(r->findings, FOUND_LABEL_FILE_NAME, place_of(r, command),
			"the labels' file");
		findings_pair(r->findings, usual_name, base_name(file));
		return;
	}
}

// A word of a command that is a script beside this one.
static bool is_called(const struct shell_command *command, int word)
{
	static const char *const callers[] = {"python", "python3", "sh", "bash", "source", ".", NULL};
	const char *text = command->words[word];
	if (text[0] == '/' || strchr(text, '$') ||
		!(word_ends_with(text, ".py") || word_ends_with(text, ".sh")))
		return false;
	if (word == 0)
		return strchr(text, '/') != NULL;
	for (const char *const *caller = callers; *caller; caller++)
		if (word == 1 && is_named(command, *caller))
			return true;
	return false;
}

static void check_called(const struct reader *r)
{
	int folder_nbytes = (int)(base_name(r->path) - r->path);
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (is_named(command, "cd") || is_named(command, "pushd"))
			return; // from here on only a run could tell where files are looked for
		for (int w = 0; w < command->word_count; w++) {
			const char *path = arena_printf(r->keep, "%.*s%s", folder_nbytes, r->path,
				command->words[w]);
			if (!is_called(command, w) || access(path, F_OK) == 0)
				continue;
			findings_add(r->findings, FOUND_DANGLING_REFERENCE, place_of(r, command),
				"%s is run, and not there", command->words[w]);
		}
	}
}

struct labels {
	const char **list;
	int count, room;
	struct arena *keep;
};

static void labels_add(struct labels *labels, const char *label)
{
	if (labels->count + 1 >= labels->room) {
		labels->room = labels->room ? 2 * labels->room : 16;
		const char **larger = arena_array(labels->keep, const char *, labels->room);
		if (labels->count)
			memcpy(larger, labels->list, (size_t)labels->count * sizeof(*larger));
		labels->list = larger;
	}
	labels->list[labels->count++] = label;
}

// What a command writes into the labels' file: echo's words, a here-document, printf '%s\n'.
static void add_written(struct labels *labels, const struct shell_command *command)
{
	if (is_named(command, "echo")) {
		int first = has_word(command, "-e") ? 2 : 1;
		const char *text = first < command->word_count ? command->words[first] : "";
		for (int w = first + 1; w < command->word_count; w++)
			text = arena_printf(labels->keep, "%s %s", text, command->words[w]);
		labels_add(labels, text);
	} else if (is_named(command, "printf") && command->word_count > 1 &&
		   strcmp(command->words[1], "%s\\n") == 0) {
		for (int w = 2; w < command->word_count; w++)
			labels_add(labels, command->words[w]);
	}
	for (int i = 0; i < command->line_count; i++)
		labels_add(labels, command->lines[i]);
}

static void read_labels(struct script *out, const struct reader *r)
{
	struct labels labels = {.keep = r->keep};
	labels.list = arena_array(r->keep, const char *, 1);
	const struct shell_command *written = NULL, *fetched = NULL;
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		const char *address = address_of(command);
		int before = labels.count;
		if (is_label_file(command->target))
			add_written(&labels, command);
		if (labels.count > before && !written)
			written = command;
		if (!address || !strstr(base_name(address), "label"))
			continue;
		fetched = command;
		if (!out->fetched)
			out->fetched = known_labels(address);
	}
	out->labels = labels.list;
	out->label_count = labels.count;
	out->labels_line = written ? written->line : fetched ? fetched->line : 0;
	if (written && fetched)
		findings_add(r->findings, FOUND_SEVERAL_WRITERS, place_of(r, fetched),
			"labels are fetched here, and written in line %d", written->line);
}

void script_examine(struct script *out, struct bytes text, const char *path,
	struct findings *findings, struct arena *keep)
{
	struct shell_script shell;
	shell_read(&shell, text, keep);
	const struct reader r = {&shell, path, findings, keep};
	*out = (struct script){.path = path};
	check_shebang(&r);
	check_appends(&r);
	check_downloads(&r);
	check_label_file(&r);
	check_called(&r);
	read_labels(out, &r);
}
