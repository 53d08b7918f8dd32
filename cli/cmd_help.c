// SPDX-License-Identifier: Apache-2.0
/*
 * zoo help: a face for help.c, which serves -h and --help as well.
 */
#include "cli/help.h"

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	if (arguments->word_count == 0) {
		help_overview(context);
		return STATUS_OK;
	}
	return help_page(context, arguments->words[0], st) ? STATUS_OK : (int)st->code;
}

const struct command cmd_help = {
	.name = "help",
	.group = "About",
	.summary = "show all commands, or the manual page of one",
	.synopsis = "[COMMAND]",
	.most_words = 1,
	.run = run,
};
