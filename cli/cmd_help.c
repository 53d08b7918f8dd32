// SPDX-License-Identifier: Apache-2.0
/*
 * zoo help: a face for help.c, which serves -h and --help as well.
 */
#include "cli/help.h"

#include "cli/help_protocols.h"

#include <string.h>

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	if (arguments->word_count == 0) {
		help_overview(context);
		return STATUS_OK;
	}
	const char *topic = arguments->words[0];
	if (help_protocols(context, strcmp(topic, "protocols") == 0 ? NULL : topic))
		return STATUS_OK;
	return help_page(context, topic, st) ? STATUS_OK : (int)st->code;
}

const struct command cmd_help = {
	.name = "help",
	.group = "About",
	.summary = "show all commands, the manual page of one, or the protocols",
	.synopsis = "[COMMAND|protocols|PROTOCOL]",
	.most_words = 1,
	.run = run,
};
