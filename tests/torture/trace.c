// SPDX-License-Identifier: Apache-2.0
/*
 * Strings hold no comma and no bracket, as all their bytes are \xNN: so splitting is simple.
 */
#include "tests/torture/trace.h"

#include "tests/torture/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 16 };

struct thread {
	long pid;
	char *begun; // a call that another one has interrupted in the text
};

size_t trace_unescape(char *text)
{
	char *to = text;
	unsigned byte;
	for (const char *at = text; sscanf(at, "\\x%2x", &byte) == 1; at += 4)
		*to++ = (char)byte;
	*to = '\0';
	return (size_t)(to - text);
}

static bool take_apart(struct trace_call *call, char *line)
{
	char *open = strchr(line, '('), *end = strstr(line, ") = "), *next;
	if (!open || (size_t)(open - line) >= sizeof(call->name))
		return false;
	while (end && (next = strstr(end + 1, ") = ")))
		end = next;
	if (!end) {
		end = strrchr(line, ')');
		if (!end || !(next = strstr(end, "= ")))
			return false;
		call->result = strtoll(next + 2, NULL, 0);
	} else {
		call->result = strtoll(end + 4, NULL, 0);
	}
	text_put(call->name, sizeof(call->name), "%.*s", (int)(open - line), line);
	*end = '\0';
	call->count = 0;
	int depth = 0;
	call->arguments[call->count++] = open + 1;
	for (char *c = open + 1; *c; c++) {
		depth += *c == '{' || *c == '[';
		depth -= *c == '}' || *c == ']';
		if (*c == ',' && depth == 0 && call->count < TRACE_ARGUMENTS) {
			*c = '\0';
			call->arguments[call->count++] = c + 2;
		}
	}
	return true;
}

bool trace_is(const struct trace_call *call, const char *names)
{
	char word[40];
	text_put(word, sizeof(word), " %s ", call->name);
	return strstr(names, word) != NULL;
}

bool trace_says(const struct trace_call *call, int argument, const char *flag)
{
	return argument < call->count && strstr(call->arguments[argument], flag);
}

mode_t trace_mode(const struct trace_call *call, int argument, mode_t otherwise)
{
	if (argument >= call->count)
		return otherwise;
	const char *text = call->arguments[argument], *named = strstr(text, "mode=");
	if (*text == '{' && !named)
		return otherwise;
	return (mode_t)strtoul(named ? named + 5 : text, NULL, 8) & 07777;
}

// Put together what another thread has interrupted; NULL: not whole yet.
static char *whole_line(struct thread *threads, char *line, long pid)
{
	static const char cut[] = " <unfinished ...>";
	char *tail = strstr(line, cut), *whole = NULL;
	int i = 0;
	while (i < MOST_THREADS - 1 && threads[i].pid && threads[i].pid != pid)
		i++;
	if (tail) {
		*tail = '\0';
		free(threads[i].begun);
		threads[i].pid = pid;
		threads[i].begun = strdup(line);
		return NULL;
	}
	const char *resumed = strstr(line, " resumed>");
	if (strncmp(line, "<... ", 5) != 0 || !resumed || !threads[i].begun)
		return strdup(line);
	if (asprintf(&whole, "%s%s", threads[i].begun, resumed + 9) < 0)
		exit(3);
	return whole;
}

bool trace_read(
	const char *path, void (*take)(void *context, const struct trace_call *call), void *context)
{
	struct thread threads[MOST_THREADS] = {{0}};
	char *line = NULL;
	size_t room = 0;
	FILE *f = fopen(path, "r");
	while (f && getline(&line, &room, f) > 0) {
		char *at;
		struct trace_call call = {.count = 0};
		long pid = strtol(line, &at, 10);
		char *whole = whole_line(threads, at + strspn(at, " "), pid);
		if (whole && take_apart(&call, whole))
			take(context, &call);
		free(whole);
	}
	for (int i = 0; i < MOST_THREADS; i++)
		free(threads[i].begun);
	free(line);
	if (f)
		fclose(f);
	return f != NULL;
}
