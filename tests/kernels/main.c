// SPDX-License-Identifier: Apache-2.0
/*
 * The command line, and the results of all files as TAP.
 */
#include "tests/kernels/checker.h"

#include "tests/kernels/guard.h"
#include "tests/kernels/trial.h"
#include "tests/unit/check.h"
#include "tests/unit/random.h"

bool report(bool ok, const char *format, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	check_count++;
	check_failed_count += !ok;
	printf("%s %d - %s\n", ok ? "ok" : "not ok", check_count, text);
	fflush(stdout);
	return ok;
}

static bool ends_at_first;

void difference(void)
{
	if (!ends_at_first)
		return;
	report(false, "the first difference");
	exit(check_done());
}

void report_skip(const char *what, const char *why)
{
	check_skip(what, why);
}

const char *report_shared(void)
{
	return check_shared();
}

uint64_t draw(void)
{
	return random_u64();
}

int32_t draw_in(int32_t low, int32_t high)
{
	return random_in(low, high);
}

static const struct {
	const char *name;
	void (*check)(const struct tables *tables, const struct settings *settings);
} subjects[] = {
	{"conv", check_conv},
	{"depthwise", check_depthwise},
	{"add", check_add},
	{"pool", check_pool},
	{"lookup", check_lookup},
	{"forms", check_forms},
};
enum { SUBJECT_COUNT = sizeof(subjects) / sizeof(subjects[0]) };

static int usage(void)
{
	fprintf(stderr,
		"usage: check [--quick] [--first] [--isa NAME] [--only SUBJECT] [--seed N]\n"
		"             [--list | --bench]\n"
		"subjects:");
	for (int i = 0; i < SUBJECT_COUNT; i++)
		fprintf(stderr, " %s", subjects[i].name);
	fprintf(stderr, "\n");
	return 2;
}

// Those that this CPU runs; with `isa`, that one.  The others are skipped aloud.
static struct tables find_tables(const char *isa, bool aloud)
{
	struct tables tables = {.count = 0};
	for (const struct kernels *const *t = kernels_all(); *t; t++) {
		if (isa && strcmp(isa, (*t)->name) != 0)
			continue;
		if ((*t)->runnable() && tables.count < MAX_TABLES)
			tables.at[tables.count++] = *t;
		else if (aloud)
			check_skip((*t)->name, "this CPU cannot run it");
	}
	return tables;
}

static int list(void)
{
	for (const struct kernels *const *t = kernels_all(); *t; t++)
		printf("%s%s\n", (*t)->name, (*t)->runnable() ? "" : " (not on this CPU)");
	return 0;
}

int main(int argc, char **argv)
{
	struct settings settings = {.quick = false};
	const char *only = NULL;
	bool timed = false;
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		if (!strcmp(argv[i], "--quick"))
			settings.quick = true;
		else if (!strcmp(argv[i], "--bench"))
			timed = true;
		else if (!strcmp(argv[i], "--first"))
			ends_at_first = true;
		else if (!strcmp(argv[i], "--list"))
			return list();
		else if (!value)
			return usage();
		else if (!strcmp(argv[i], "--isa"))
			settings.isa = argv[++i];
		else if (!strcmp(argv[i], "--only"))
			only = argv[++i];
		else if (!strcmp(argv[i], "--seed"))
			setenv("ZOO_SEED", argv[++i], 1);
		else
			return usage();
	}
	struct tables tables = find_tables(settings.isa, !timed);
	if (timed) {
		// the last one is what the others are compared with
		bool scalar = tables.count > 0 && tables.at[tables.count - 1] == &kernels_scalar;
		if (!scalar && tables.count < MAX_TABLES)
			tables.at[tables.count++] = &kernels_scalar;
		bench(&tables);
		return 0;
	}
	random_init();
	guard_report_faults(trial_describe);
	if (!report(tables.count > 0, "%d tables to check", tables.count))
		return 1;
	bool any = false;
	for (int i = 0; i < SUBJECT_COUNT; i++) {
		if (only && strcmp(only, subjects[i].name) != 0)
			continue;
		any = true;
		subjects[i].check(&tables, &settings);
	}
	return any ? check_done() : usage();
}
