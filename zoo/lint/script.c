// SPDX-License-Identifier: Apache-2.0
/*
 * Each check looks through the commands once.  What the scripts of ARM-software/ML-zoo@fec0bb5
 * do: echo lines into labelmappings.txt, wget a list and mv it there, clone a repository and
 * have a Python script write it.
 */
#include "zoo/lint/script.h"

#include "engine/base/words.h"
#include "zoo/lint/paths.h"
#include "zoo/lint/script_reader.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

struct place script_place(const struct script_reader *r, const struct shell_command *command)
{
	return (struct place){r->path, command->line};
}

static void check_shebang(const struct script_reader *r)
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

const char *script_address(const struct shell_command *command)
{
	if (!shell_is_named(command, "wget") && !shell_is_named(command, "curl"))
		return NULL;
	for (int i = 1; i < command->word_count; i++)
		if (is_address(command->words[i]))
			return command->words[i];
	return NULL;
}

// Does a later command go to a commit by its name?
static bool is_pinned_later(const struct script_reader *r, int from)
{
	for (int i = from; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (!shell_is_named(command, "git") ||
			!(shell_has_word(command, "checkout") || shell_has_word(command, "reset") ||
				shell_has_word(command, "switch") ||
				shell_has_word(command, "fetch")))
			continue;
		for (int w = 2; w < command->word_count; w++)
			if (has_commit(command->words[w], 7))
				return true;
	}
	return false;
}

static bool checks_hashes(const struct script_reader *r)
{
	static const char *const programs[] = {
		"sha256sum", "sha1sum", "sha512sum", "shasum", "md5sum", "b2sum", NULL};
	for (int i = 0; i < r->shell->command_count; i++)
		for (const char *const *program = programs; *program; program++)
			if (shell_is_named(&r->shell->commands[i], *program))
				return true;
	return false;
}

// Served from a branch, which moves; elsewhere there is no telling.
static bool is_from_repository(const char *address)
{
	return strstr(address, "github") || strstr(address, "gitlab") ||
	       strstr(address, "bitbucket");
}

static void check_downloads(const struct script_reader *r)
{
	bool checked = checks_hashes(r);
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		const char *address = script_address(command);
		bool clone = shell_is_named(command, "git") && shell_has_word(command, "clone");
		if (clone && !is_pinned_later(r, i + 1))
			findings_add(r->findings, FOUND_UNPINNED_DOWNLOAD, script_place(r, command),
				"git clone takes what is newest, and no commit is checked out");
		if (!address)
			continue;
		if (is_from_repository(address) && !has_commit(address, 32))
			findings_add(r->findings, FOUND_UNPINNED_DOWNLOAD, script_place(r, command),
				"%s: no commit in the address", address);
		if (!checked)
			findings_add(r->findings, FOUND_UNCHECKED_DOWNLOAD,
				script_place(r, command), "%s: taken as it comes", address);
	}
}

// Has the file been begun, emptied or removed before command `before`?
static bool is_begun(const struct script_reader *r, const char *file, int before)
{
	for (int i = 0; i < before; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (command->target && !command->append && strcmp(command->target, file) == 0)
			return true;
		bool makes = shell_is_named(command, "rm") || shell_is_named(command, "mv") ||
			     shell_is_named(command, "cp") || shell_is_named(command, "truncate");
		for (int w = 1; makes && w < command->word_count; w++) {
			const char *word = command->words[w];
			if (strcmp(strncmp(word, "./", 2) == 0 ? word + 2 : word, file) == 0)
				return true;
		}
	}
	return false;
}

static bool is_first_append(const struct script_reader *r, int index)
{
	const char *file = r->shell->commands[index].target;
	for (int i = 0; i < index; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (command->target && command->append && strcmp(command->target, file) == 0)
			return false;
	}
	return true;
}

static void check_appends(const struct script_reader *r)
{
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (command->target && command->append && is_first_append(r, i) &&
			!is_begun(r, command->target, i))
			findings_add(r->findings, FOUND_APPENDS, script_place(r, command),
				">> %s: what an earlier run wrote stays", command->target);
	}
}

// A word of a command that is a script beside this one.
static bool is_called(const struct shell_command *command, int word)
{
	static const char *const callers[] = {
		"python", "python3", "sh", "bash", "source", ".", NULL};
	const char *text = command->words[word];
	if (text[0] == '/' || strchr(text, '$') ||
		!(word_ends_with(text, ".py") || word_ends_with(text, ".sh")))
		return false;
	if (word == 0)
		return strchr(text, '/') != NULL;
	for (const char *const *caller = callers; *caller; caller++)
		if (word == 1 && shell_is_named(command, *caller))
			return true;
	return false;
}

static void check_called(const struct script_reader *r)
{
	int folder_nbytes = (int)(base_name(r->path) - r->path);
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		if (shell_is_named(command, "cd") || shell_is_named(command, "pushd"))
			return; // from here on only a run could tell where files are looked for
		for (int w = 0; w < command->word_count; w++) {
			const char *path = arena_printf(
				r->keep, "%.*s%s", folder_nbytes, r->path, command->words[w]);
			if (!is_called(command, w) || access(path, F_OK) == 0)
				continue;
			findings_add(r->findings, FOUND_DANGLING_REFERENCE,
				script_place(r, command), "%s is run, and not there",
				command->words[w]);
		}
	}
}

void script_examine(struct script *out, struct bytes text, const char *path,
	struct findings *findings, struct arena *keep)
{
	struct shell_script shell;
	shell_read(&shell, text, keep);
	const struct script_reader r = {&shell, path, findings, keep};
	*out = (struct script){.path = path};
	check_shebang(&r);
	check_appends(&r);
	check_downloads(&r);
	check_called(&r);
	script_read_labels(out, &r);
}
