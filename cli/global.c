// SPDX-License-Identifier: Apache-2.0
/*
 * Global options may stand before the command and behind it, so they are applied twice;
 * flags add up, and of two values the later one holds.
 */
#include "cli/global.h"

#include "cli/progress.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char *const colour_choices[] = {"auto", "always", "never", NULL};
static const char *const progress_choices[] = {"auto", "always", "never", "json", NULL};

const struct option global_options[] = {
	{.name = "directory", .letter = 'C', .value = "DIR", .about = "work as if started there"},
	{.name = "json", .about = "stdout is one JSON document and nothing else"},
	{.name = "quiet", .letter = 'q', .about = "no progress and no remarks"},
	{.name = "verbose", .letter = 'v', .about = "say more"},
	{.name = "offline", .about = "open no socket"},
	{.name = "color",
		.value = "WHEN",
		.about = "auto, always or never",
		.choices = colour_choices},
	{.name = "progress",
		.value = "HOW",
		.about = "auto, always, never or json",
		.choices = progress_choices},
	{.name = "version", .about = "print the version"},
	{.name = "usage", .letter = 'h', .about = "print this short help"},
	{.name = "help", .about = "show the manual page"},
	{.name = NULL},
};

static int choice_index(const char *const *choices, const char *value)
{
	int i = 0;
	while (choices[i] && value && strcmp(choices[i], value) != 0)
		i++;
	return value ? i : 0;
}

bool global_apply(struct context *context, const struct arguments *arguments, struct status *st)
{
	const char *const *directories = arguments_values(arguments, "directory", context->keep);
	for (; *directories; directories++)
		if (chdir(*directories) != 0)
			return status_fail_errno(st, STATUS_IO, errno, "%s", *directories);
	context->json |= arguments_has(arguments, "json");
	context->quiet |= arguments_has(arguments, "quiet");
	context->verbose |= arguments_has(arguments, "verbose");
	context->offline |= arguments_has(arguments, "offline");

	const char *colour = arguments_value(arguments, "color");
	if (colour) {
		enum style_when when = (enum style_when)choice_index(colour_choices, colour);
		context->out = style_choose(when, STDOUT_FILENO);
		context->err = style_choose(when, STDERR_FILENO);
	}
	const char *how = arguments_value(arguments, "progress");
	if (how || context->quiet) {
		enum progress_mode mode =
			how ? (enum progress_mode)choice_index(progress_choices, how)
			    : PROGRESS_NEVER;
		context->progress = progress_create(context->keep, mode, context->err);
		context->observer = progress_observer(context->progress);
		if (context->quiet)
			progress_silence(context->progress);
	}
	return true;
}

bool global_wants_json(const char *const *argv)
{
	for (; *argv && strcmp(*argv, "--") != 0; argv++)
		if (strcmp(*argv, "--json") == 0)
			return true;
	return false;
}
