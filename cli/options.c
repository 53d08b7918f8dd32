// SPDX-License-Identifier: Apache-2.0
/*
 * A hand-written parser, as getopt_long() abbreviates names, prints by itself and keeps its
 * state in globals.
 */
#include "cli/options.h"

#include "zoo/suggest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 64 }; // of one command, the global ones included

static const struct option *find(
	const struct option *const *tables, const char *name, size_t name_nbytes, char letter)
{
	for (; *tables; tables++)
		for (const struct option *option = *tables; option->name; option++) {
			if (letter ? option->letter == letter
				   : strlen(option->name) == name_nbytes &&
						strncmp(option->name, name, name_nbytes) == 0)
				return option;
		}
	return NULL;
}

static bool fail_unknown(
	struct status *st, const struct option *const *tables, const char *word, const char *name)
{
	const char *names[MAX_OPTIONS + 1];
	int count = 0;
	for (; *tables; tables++)
		for (const struct option *option = *tables; option->name; option++)
			if (count < MAX_OPTIONS)
				names[count++] = option->name;
	names[count] = NULL;
	status_fail(st, STATUS_USAGE, "unknown option %s", word);
	const char *near = suggest_nearest(name, names);
	return near ? status_hint(st, "did you mean --%s?", near) : false;
}

// "double, single or fp32"
static const char *enumerate(struct arena *keep, const char *const *words)
{
	const char *text = words[0];
	for (int i = 1; words[i]; i++)
		text = arena_printf(keep, words[i + 1] ? "%s, %s" : "%s or %s", text, words[i]);
	return text;
}

static bool check_value(
	const struct option *option, const char *value, struct arena *keep, struct status *st)
{
	if (option->choices) {
		for (int i = 0; option->choices[i]; i++)
			if (strcmp(option->choices[i], value) == 0)
				return true;
		return status_fail(st, STATUS_USAGE, "--%s: expected %s, got \"%s\"", option->name,
			enumerate(keep, option->choices), value);
	}
	if (option->most > 0) {
		char *end;
		errno = 0;
		long long number = strtoll(value, &end, 10);
		if (errno || *value < '0' || *value > '9' || *end || number < option->least ||
			number > option->most)
			return status_fail(st, STATUS_USAGE,
				"--%s: expected a whole number from %" PRId64 " to %" PRId64
				", got \"%s\"",
				option->name, option->least, option->most, value);
	}
	if (!*value)
		return status_fail(st, STATUS_USAGE, "--%s: expected %s, got nothing", option->name,
			option->value);
	return true;
}

static bool add(struct arguments *out, const struct option *option, const char *value,
	struct arena *keep, struct status *st)
{
	if (value && !check_value(option, value, keep, st))
		return false;
	out->given[out->given_count++] = (struct option_given){option, value};
	return true;
}

static bool fail_no_value(struct status *st, const struct option *option)
{
	return status_fail(st, STATUS_USAGE, "--%s: expected a value (%s), got none", option->name,
		option->value);
}

// "--name" or "--name=value"; takes the next element if it needs one.
static bool parse_long(struct arguments *out, const struct option *const *tables,
	const char *const *argv, int *at, struct arena *keep, struct status *st)
{
	const char *word = argv[*at], *name = word + 2, *equals = strchr(name, '=');
	size_t name_nbytes = equals ? (size_t)(equals - name) : strlen(name);
	const struct option *option = find(tables, name, name_nbytes, 0);
	if (!option)
		return fail_unknown(st, tables, word, arena_strndup(keep, name, name_nbytes));
	if (!option->value && equals)
		return status_fail(st, STATUS_USAGE, "--%s takes no value", option->name);
	const char *value = NULL;
	if (option->value) {
		value = equals ? equals + 1 : argv[*at + 1];
		if (!value)
			return fail_no_value(st, option);
		*at += equals ? 0 : 1;
	}
	return add(out, option, value, keep, st);
}

// "-q", "-qv", "-j 4" or "-j4"
static bool parse_short(struct arguments *out, const struct option *const *tables,
	const char *const *argv, int *at, struct arena *keep, struct status *st)
{
	for (const char *letter = argv[*at] + 1; *letter; letter++) {
		const struct option *option = find(tables, NULL, 0, *letter);
		if (!option)
			return status_fail(st, STATUS_USAGE, "unknown option -%c", *letter);
		if (!option->value) {
			if (!add(out, option, NULL, keep, st))
				return false;
			continue;
		}
		const char *value = letter[1] ? letter + 1 : argv[++*at];
		return value ? add(out, option, value, keep, st) : fail_no_value(st, option);
	}
	return true;
}

bool arguments_parse(struct arguments *out, const struct option *const *tables,
	const char *const *argv, bool until_word, int *consumed, struct arena *keep,
	struct status *st)
{
	int count = 0;
	size_t letter_count = 0;
	for (; argv[count]; count++)
		letter_count += strlen(argv[count]); // "-qqq" is three options in one element
	*out = (struct arguments){
		.given = arena_array(keep, struct option_given, letter_count + 1),
		.words = arena_array(keep, const char *, count + 1),
	};

	bool ended = false;
	int at = 0;
	for (; argv[at]; at++) {
		const char *word = argv[at];
		bool is_option = !ended && word[0] == '-' && word[1];
		if (!is_option && until_word)
			break;
		if (!is_option) {
			out->words[out->word_count++] = word;
		} else if (strcmp(word, "--") == 0) {
			ended = true;
		} else if (!(word[1] == '-' ? parse_long : parse_short)(
				   out, tables, argv, &at, keep, st)) {
			return false;
		}
	}
	if (consumed)
		*consumed = at;
	return true;
}

bool arguments_has(const struct arguments *arguments, const char *name)
{
	for (int i = 0; i < arguments->given_count; i++)
		if (strcmp(arguments->given[i].option->name, name) == 0)
			return true;
	return false;
}

const char *arguments_value(const struct arguments *arguments, const char *name)
{
	for (int i = arguments->given_count - 1; i >= 0; i--)
		if (strcmp(arguments->given[i].option->name, name) == 0)
			return arguments->given[i].value;
	return NULL;
}

int64_t arguments_number(const struct arguments *arguments, const char *name, int64_t otherwise)
{
	const char *value = arguments_value(arguments, name);
	return value ? strtoll(value, NULL, 10) : otherwise;
}

const char *const *arguments_values(
	const struct arguments *arguments, const char *name, struct arena *keep)
{
	const char **values = arena_array(keep, const char *, arguments->given_count + 1);
	int count = 0;
	for (int i = 0; i < arguments->given_count; i++)
		if (strcmp(arguments->given[i].option->name, name) == 0)
			values[count++] = arguments->given[i].value;
	return values;
}

void options_print(const struct option *options, FILE *out, struct arena *scratch)
{
	for (const struct option *option = options; option->name; option++) {
		const char *text = arena_printf(scratch, "--%s%s%s", option->name,
			option->value ? " " : "", option->value ? option->value : "");
		if (option->letter)
			text = arena_printf(scratch, "-%c, %s", option->letter, text);
		fprintf(out, "  %-26s%s%s\n", text, strlen(text) > 25 ? " " : "", option->about);
	}
}
