// SPDX-License-Identifier: Apache-2.0
/*
 * The file of labels that a script would leave: its name, and its lines where the script
 * itself has them.
 */
#include "zoo/lint/script_reader.h"

#include "engine/base/words.h"
#include "zoo/lint/paths.h"

#include <string.h>

static const char usual_name[] = "labelmappings.txt";

static bool is_label_file(const char *file)
{
	return file && strstr(base_name(file), "label") && word_ends_with(file, ".txt");
}

// The file under which a command leaves labels, or NULL.
static const char *label_file_of(const struct shell_command *command)
{
	const char *address = script_address(command);
	const char *file = command->target ? command->target
			   : shell_is_named(command, "mv") || shell_is_named(command, "cp")
				   ? shell_last_word(command)
			   : address ? base_name(address)
				     : NULL;
	return is_label_file(file) ? file : NULL;
}

// Is it only on its way to another name?
static bool goes_on(const struct script_reader *r, const char *file, int from)
{
	for (int i = from; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		bool moves = shell_is_named(command, "mv") || shell_is_named(command, "rm") ||
			     shell_is_named(command, "cp");
		if (moves && shell_has_word(command, file) &&
			strcmp(shell_last_word(command), file) != 0)
			return true;
		if (shell_is_named(command, "rm") && shell_has_word(command, file))
			return true;
	}
	return false;
}

static void check_label_file(const struct script_reader *r)
{
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		const char *file = label_file_of(command);
		if (!file || strcmp(base_name(file), usual_name) == 0 || goes_on(r, file, i + 1))
			continue;
		findings_add(r->findings, FOUND_LABEL_FILE_NAME, script_place(r, command),
			"the labels' file");
		findings_pair(r->findings, usual_name, base_name(file));
		return;
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
	if (shell_is_named(command, "echo")) {
		int first = shell_has_word(command, "-e") ? 2 : 1;
		const char *text = first < command->word_count ? command->words[first] : "";
		for (int w = first + 1; w < command->word_count; w++)
			text = arena_printf(labels->keep, "%s %s", text, command->words[w]);
		labels_add(labels, text);
	} else if (shell_is_named(command, "printf") && command->word_count > 1 &&
		   strcmp(command->words[1], "%s\\n") == 0) {
		for (int w = 2; w < command->word_count; w++)
			labels_add(labels, command->words[w]);
	}
	for (int i = 0; i < command->line_count; i++)
		labels_add(labels, command->lines[i]);
}

void script_read_labels(struct script *out, const struct script_reader *r)
{
	struct labels labels = {.keep = r->keep};
	labels.list = arena_array(r->keep, const char *, 1);
	const struct shell_command *written = NULL, *fetched = NULL;
	for (int i = 0; i < r->shell->command_count; i++) {
		const struct shell_command *command = &r->shell->commands[i];
		const char *address = script_address(command);
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
	check_label_file(r);
	if (written && fetched)
		findings_add(r->findings, FOUND_SEVERAL_WRITERS, script_place(r, fetched),
			"labels are fetched here, and written in line %d", written->line);
}
