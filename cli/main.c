// SPDX-License-Identifier: Apache-2.0
/*
 * zoo: the list of commands, the way from a command line to one of them, and the end that
 * they all share: results flushed and checked, errors reported once, one exit code.
 */
#include "cli/command.h"

#include "cli/external.h"
#include "cli/global.h"
#include "cli/help.h"
#include "cli/printed.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "zoo/suggest.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct command cmd_list, cmd_show, cmd_labels, cmd_datasets, cmd_fetch, cmd_add,
	cmd_verify, cmd_remove, cmd_fsck, cmd_gc, cmd_du, cmd_bundle, cmd_lint, cmd_import, cmd_run,
	cmd_inspect, cmd_eval, cmd_bench, cmd_help, cmd_version;

const struct command *const commands[] = {&cmd_list, &cmd_show, &cmd_labels, &cmd_datasets,
	&cmd_fetch, &cmd_add, &cmd_verify, &cmd_remove, &cmd_fsck, &cmd_gc, &cmd_du, &cmd_bundle,
	&cmd_lint, &cmd_import, &cmd_run, &cmd_inspect, &cmd_eval, &cmd_bench, &cmd_help,
	&cmd_version, NULL};

// NULL: none of that name.
static const struct command *command_find(const char *name)
{
	for (int i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int fail_unknown_command(struct status *st, const char *name)
{
	const char *names[sizeof(commands) / sizeof(commands[0])] = {0};
	for (int i = 0; commands[i]; i++)
		names[i] = commands[i]->name;
	status_fail(st, STATUS_USAGE, "unknown command \"%s\"", name);
	const char *near = suggest_nearest(name, names);
	if (near)
		status_hint(st, "did you mean zoo %s?", near);
	else
		status_hint(st, "zoo help lists the commands");
	return STATUS_USAGE;
}

static bool check_word_count(
	const struct command *command, const struct arguments *arguments, struct status *st)
{
	int count = arguments->word_count;
	if (count >= command->least_words &&
		(command->most_words < 0 || count <= command->most_words))
		return true;
	if (count < command->least_words)
		status_fail(st, STATUS_USAGE, "zoo %s: an argument is missing", command->name);
	else
		status_fail(st, STATUS_USAGE, "zoo %s: unexpected argument \"%s\"", command->name,
			arguments->words[command->most_words]);
	return status_hint(st, "usage: zoo %s%s%s", command->name, *command->synopsis ? " " : "",
		command->synopsis);
}

static int run_command(struct context *context, const struct command *command,
	const char *const *argv, struct status *st)
{
	const struct option *tables[] = {global_options, command->options, NULL};
	struct arguments arguments;
	context->command = command->name;
	if (!arguments_parse(&arguments, tables, argv, false, NULL, context->keep, st)) {
		if (!st->hint[0])
			status_hint(st, "zoo %s -h lists the options", command->name);
		return (int)st->code;
	}
	if (arguments_has(&arguments, "usage")) {
		help_usage(context, command);
		return STATUS_OK;
	}
	if (arguments_has(&arguments, "help"))
		return help_page(context, command->name, st) ? STATUS_OK : (int)st->code;
	if (!global_apply(context, &arguments, st))
		return (int)st->code;
	if (arguments_has(&arguments, "version"))
		return run_command(context, &cmd_version, (const char *const[]){NULL}, st);
	if (!check_word_count(command, &arguments, st))
		return (int)st->code;
	struct batch batch = {command->run(context, &arguments, st)};
	batch_add(&batch, context->unread.code);
	return batch.code;
}

static int run(struct context *context, const char *const *argv, struct status *st)
{
	const struct option *tables[] = {global_options, NULL};
	struct arguments arguments;
	int consumed;
	if (!arguments_parse(&arguments, tables, argv, true, &consumed, context->keep, st) ||
		!global_apply(context, &arguments, st)) {
		if (!st->hint[0] && st->code == STATUS_USAGE)
			status_hint(st, "zoo -h lists the global options");
		return (int)st->code;
	}
	const char *const *words = argv + consumed;
	if (arguments_has(&arguments, "version"))
		return run_command(context, &cmd_version, (const char *const[]){NULL}, st);
	if (arguments_has(&arguments, "usage") || arguments_has(&arguments, "help"))
		return run_command(context, &cmd_help, words, st);
	if (!words[0]) {
		status_fail(st, STATUS_USAGE, "no command was given");
		status_hint(st, "zoo help lists the commands");
		return STATUS_USAGE;
	}
	const struct command *command = command_find(words[0]);
	if (command)
		return run_command(context, command, words + 1, st);
	if (!external_run(words, context->keep, st))
		return (int)st->code;
	return fail_unknown_command(st, words[0]);
}

// The document of --json mode: what the command finished, or its error.
static void print_document(struct context *context, const struct status *st)
{
	if (!context->document_finished) {
		if (st->code == STATUS_OK)
			return;
		context->command = "error";
		context_write_error(context_document(context), st);
		context_document_finish(context);
	}
	struct bytes text = json_bytes(context->document);
	fwrite(text.data, 1, text.nbytes, stdout);
	putchar('\n');
}

// Is it only that nobody reads on?
static bool reader_is_gone(void)
{
	struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};
	return poll(&out, 1, 0) == 1 && out.revents & POLLERR;
}

static int finish(struct context *context, int code, const struct status *st)
{
	progress_clear(context->progress);
	if (st->code != STATUS_OK)
		context_report(context, st);
	if (context->json)
		print_document(context, st);
	json_free(context->document);
	const char *lost = printed_failure();
	if (lost) {
		if (!reader_is_gone())
			fprintf(stderr, "zoo: could not write output: %s\n", lost);
		return STATUS_IO;
	}
	return code == STATUS_INTERRUPTED ? signals_exit_code() : code;
}

/*
 * A descriptor 0, 1 or 2 that is closed would be given to the next file that is opened, and
 * output would land in it.  /dev/null takes the place, opened so that writing fails.
 */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/*
 * A library that finds no memory may end the process by itself, with a status of its own
 * (libarchive: 1, which says "no" here).  It has said why.
 */
static bool returned_from_main;

static void leave(void)
{
	if (!returned_from_main)
		_exit(STATUS_IO);
}

int main(int argc, char **argv)
{
	(void)argc;
	atexit(leave);
	occupy_standard_descriptors();
	signals_install();
	struct arena keep = {0};
	struct status st = {.code = STATUS_OK};
	struct context context = {
		.keep = &keep,
		.command = "",
		.out = style_choose(STYLE_AUTO, STDOUT_FILENO),
		.err = style_choose(STYLE_AUTO, STDERR_FILENO),
	};
	context.progress = progress_create(&keep, PROGRESS_AUTO, context.err);
	context.observer = progress_observer(context.progress);
	const char *none[] = {NULL};
	const char *const *words = argv[0] ? (const char *const *)argv + 1 : none;
	context.json = global_wants_json(words);
	int code = finish(&context, run(&context, words, &st), &st);
	arena_release(&keep);
	returned_from_main = true;
	return code;
}
