// SPDX-License-Identifier: Apache-2.0
/*
 * Folders, environments, and what a store must come to.
 */
#include "tests/torture/world.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIMIT_S = 60, MOST_WORDS = 48, MOST_DETAILS = 12 };

static const char *kept_printf(const char *name, const char *value)
{
	char *text = NULL;
	if (asprintf(&text, "%s=%s", name, value) < 0)
		exit(3);
	return text;
}

void world_open(struct world *world)
{
	char path[PATH_NBYTES + 16];
	*world = (struct world){.zoo = getenv("ZOO"), .shared = getenv("TORTURE_WORLD")};
	if (!world->zoo || !world->shared) {
		fprintf(stderr, "ZOO and TORTURE_WORLD must be set; see tests/torture/run.sh\n");
		exit(2);
	}
	text_put(world->folder, sizeof(world->folder), "%.3800s/part-XXXXXX", world->shared);
	if (!mkdtemp(world->folder)) {
		perror(world->folder);
		exit(3);
	}
	text_put(world->store, sizeof(world->store), "%s/store", world->folder);
	text_put(world->before, sizeof(world->before), "%s/before", world->folder);
	text_put(world->out, sizeof(world->out), "%s/out", world->folder);
	text_put(world->err, sizeof(world->err), "%s/err", world->folder);
	text_put(world->trace, sizeof(world->trace), "%s/trace", world->folder);
	text_put(path, sizeof(path), "%s/home", world->folder);
	tree_make(path);
	int i = 0;
	world->environment[i++] = kept_printf("HOME", path);
	world->environment[i++] = kept_printf("ZOO_HOME", world->store);
	text_put(path, sizeof(path), "%.3800s/cards", world->shared);
	world->environment[i++] = kept_printf("ZOO_METADATA", path);
	world->environment[i++] = "LC_ALL=C";
	world->environment[i++] = "ZOO_ISA=scalar";
	// Upstream is not to be reached from here.
	world->environment[i++] = "https_proxy=http://127.0.0.1:1";
	world->environment[i++] = "no_proxy=127.0.0.1";
	static const char *const unset[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZOO_DATA",
		"ZOO_MIRROR", "http_proxy", "all_proxy", NULL};
	for (const char *const *name = unset; *name; name++)
		unsetenv(*name);
}

void world_close(struct world *world)
{
	tree_remove(world->folder);
}

void world_fresh_store(struct world *world)
{
	tree_remove(world->store);
	tree_copy(world->store, world->before);
}

// The words of a command, "@" and "%" replaced; they live until the next call.
static void split(const struct world *world, const char *command, const char **words, int limit)
{
	static char text[MOST_WORDS * PATH_NBYTES / 4];
	const char *server = getenv("TORTURE_URL");
	char *at = text, *end = text + sizeof(text) - PATH_NBYTES;
	int count = 0;
	while (*command && count < limit && at < end) {
		words[count++] = at;
		for (; *command && *command != ' '; command++)
			if (*command == '@')
				at += sprintf(at, "%.3800s", world->shared);
			else if (*command == '%')
				at += sprintf(at, "%.3800s", server ? server : "");
			else
				*at++ = *command;
		*at++ = '\0';
		command += strspn(command, " ");
	}
	words[count] = NULL;
}

struct process_end world_run(
	struct world *world, const char *command, const char *const *prefix, const char *const *set)
{
	const char *argv[MOST_WORDS + 1] = {NULL}, *environment[32];
	int count = 0, names = 0;
	for (; prefix && *prefix; prefix++)
		argv[count++] = *prefix;
	argv[count++] = world->zoo;
	split(world, command, argv + count, MOST_WORDS - count);
	for (const char **e = world->environment; *e; e++)
		environment[names++] = *e;
	for (; set && *set; set++)
		environment[names++] = *set;
	environment[names] = NULL;
	return process_run(&(struct process){.argv = argv,
		.set = environment,
		.directory = world->folder,
		.out = world->out,
		.err = world->err,
		.limit_s = LIMIT_S});
}

static bool has_command(struct world *world, const char *name)
{
	char command[64];
	text_put(command, sizeof(command), "help %s", name);
	struct process_end end = world_run(world, command, NULL, NULL);
	return end.code == 0;
}

// Output without what a clock says.
static void read_output(char *out, size_t limit, const char *path)
{
	static const char *const measured[] = {
		"seconds\":", "samples_per_second\":", "inference_share\":", NULL};
	text_of_file(out, limit, path);
	for (const char *const *key = measured; *key; key++)
		for (char *at = out; (at = strstr(at, *key));) {
			at += strlen(*key);
			size_t length = strspn(at, "0123456789.e+-");
			memmove(at, at + length, strlen(at + length) + 1);
		}
	// Names that nobody can foretell.
	for (char *at = out; (at = strstr(at, "quarantine/"));) {
		at += strlen("quarantine/");
		size_t length = strcspn(at, " ,)\n");
		memmove(at, at + length, strlen(at + length) + 1);
	}
}

bool world_same_output(const struct world *world)
{
	static char output[sizeof(world->output)];
	read_output(output, sizeof(output), world->out);
	return strcmp(output, world->output) == 0;
}

bool world_prepare(struct world *world, const struct scenario *scenario)
{
	char script[PATH_NBYTES];
	const char *source = getenv("TORTURE_SOURCE");
	text_put(script, sizeof(script), "%s/world.sh", source ? source : "tests/torture");
	const char *argv[] = {"sh", script, "prepare", scenario->prepare, NULL};
	if (scenario->needs && !has_command(world, scenario->needs))
		return false;
	world->scenario = scenario;
	tree_remove(world->store);
	tree_remove(world->before);
	struct process_end end = process_run(&(struct process){
		.argv = argv, .set = world->environment, .err = world->err, .limit_s = LIMIT_S});
	if (end.code != 0) {
		text_of_file(world->output, sizeof(world->output), world->err);
		fprintf(stderr, "%s: cannot be prepared: %s\n", scenario->name, world->output);
		exit(3);
	}
	tree_copy(world->before, world->store);
	store_state(world->old_state, world->before);
	world->code = world_run(world, scenario->command, NULL, NULL).code;
	text_of_file(world->errors, sizeof(world->errors), world->err);
	read_output(world->output, sizeof(world->output), world->out);
	bool may_say_no = scenario->flags & (SCENARIO_READS | SCENARIO_DAMAGED);
	bool as_expected =
		world->code == 0 || (may_say_no && (world->code == 1 || world->code == 7));
	if (!as_expected) {
		text_of_file(world->output, sizeof(world->output), world->err);
		fprintf(stderr, "%s: fails without a fault: %s\n", scenario->name, world->output);
		exit(3);
	}
	store_state(world->new_state, world->store);
	// What was damaged may be missing now.
	struct invariants found;
	world->allowed = invariants_hold(&found, world->store, 0) ? 0 : ALLOW_DANGLING;
	world->verify_code = world_run(world, "verify", NULL, NULL).code;
	return true;
}

// The first check that verify says has failed; what is not there yet is no damage.
static const char *found_by_verify(const struct world *world)
{
	static char said[sizeof(world->output)], line[512];
	text_of_file(said, sizeof(said), world->out);
	for (char *at = said; (at = strstr(at, "FAIL")); at++) {
		text_put(line, sizeof(line), "%.*s", (int)strcspn(at, "\n") % 500, at);
		if (!strstr(line, "not installed"))
			return line;
	}
	return "";
}

const char *world_recovers(struct world *world, int allowed)
{
	static char why[768];
	char state[SHA256_HEX_NBYTES];
	struct invariants found;
	struct process_end end;
	const struct scenario *scenario = world->scenario;
	if (scenario->flags & SCENARIO_DAMAGED)
		allowed |= ALLOW_DAMAGE | ALLOW_DANGLING;
	if (!invariants_hold(&found, world->store, allowed)) {
		text_put(why, sizeof(why), "the store is bad: %s", found.first_fault);
		return why;
	}
	if (scenario->flags & SCENARIO_READS) {
		store_state(state, world->store);
		if (strcmp(state, world->old_state) != 0)
			return "a command that only reads has changed the store";
		return "";
	}
	store_state(state, world->store);
	if ((allowed & MAY_TRUST) && found.tmp_count == 0 &&
		(strcmp(state, world->old_state) == 0 || strcmp(state, world->new_state) == 0))
		return "";
	end = world_run(world, "verify", NULL, NULL);
	const char *fault = found_by_verify(world);
	if (!(scenario->flags & SCENARIO_DAMAGED) && (end.code < 0 || end.code > 1 || *fault)) {
		text_put(why, sizeof(why), "verify: %s: %s", process_end_text(&end), fault);
		return why;
	}
	end = world_run(world, scenario->command, NULL, NULL);
	if (end.code != world->code && end.code != scenario->again) {
		text_put(why, sizeof(why), "the next run: %s: ", process_end_text(&end));
		text_of_file(why + strlen(why), 300, world->err);
		return why;
	}
	store_state(state, world->store);
	if (strcmp(state, world->new_state) != 0)
		return "the next run leads to another state than always";
	if (!invariants_hold(&found, world->store, world->allowed)) {
		text_put(why, sizeof(why), "after the next run: %s", found.first_fault);
		return why;
	}
	end = world_run(world, "verify", NULL, NULL);
	if (end.code != world->verify_code) {
		text_put(why, sizeof(why), "verify after the next run: %s", process_end_text(&end));
		return why;
	}
	return "";
}

static int detail_count;

bool report(bool ok, const char *format, ...)
{
	printf("%s - ", ok ? "ok" : "not ok");
	va_list arguments;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	detail_count = 0;
	return ok;
}

void report_detail(const char *format, ...)
{
	if (detail_count++ >= MOST_DETAILS)
		return;
	fputs("#   ", stdout);
	va_list arguments;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}
