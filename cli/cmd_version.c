// SPDX-License-Identifier: Apache-2.0
/*
 * zoo version: what a bug report should name.
 */
#include "cli/command.h"

#include "cli/model_argument.h"
#include "cli/text.h"
#include "zoo/transfer.h"

#include <stdio.h>

static void write_document(struct context *context, const char *chosen)
{
	struct json *json = context_document(context);
	json_text(json, "version", ZOO_VERSION);
	json_text(json, "transfer", transfer_library_version());
	json_text(json, "isa", chosen);
	json_array_open(json, "isas");
	for (const struct kernels *const *table = kernels_all(); *table; table++) {
		json_object_open(json, NULL);
		json_text(json, "name", kernels_name(*table));
		json_bool(json, "runnable", kernels_runnable(*table));
		json_object_close(json);
	}
	json_array_close(json);
	context_document_finish(context);
}

static int run(struct context *context, const struct arguments *arguments, struct status *st)
{
	(void)arguments;
	// a broken configuration or ZOO_ISA is worth a remark, not a refusal
	struct status trouble = {.code = STATUS_OK};
	(void)st;
	const struct kernels *chosen = model_kernels(context, NULL, &trouble);
	if (!chosen)
		context_report(context, &trouble);
	const char *name = chosen ? kernels_name(chosen) : NULL;
	if (context->json) {
		write_document(context, name);
		return STATUS_OK;
	}
	printf("zoo %s\n", ZOO_VERSION);
	printf("transfer  %s\n", text_printable(context->keep, transfer_library_version()));
	printf("kernels  ");
	for (const struct kernels *const *table = kernels_all(); *table; table++)
		printf(" %s%s", kernels_name(*table),
			*table == chosen           ? " (chosen)"
			: kernels_runnable(*table) ? ""
						   : " (not on this CPU)");
	putchar('\n');
	return STATUS_OK;
}

const struct command cmd_version = {
	.name = "version",
	.group = "About",
	.summary = "print version, libraries and the kernels of this program",
	.synopsis = "",
	.run = run,
};
