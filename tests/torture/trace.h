// SPDX-License-Identifier: Apache-2.0
/*
 * The text of strace -f -y -xx, in which strings and paths are \x2f\x2e..., call by call.
 */
#ifndef TESTS_TORTURE_TRACE_H
#define TESTS_TORTURE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { TRACE_ARGUMENTS = 8 };

struct trace_call {
	char name[32];
	char *arguments[TRACE_ARGUMENTS]; // as printed
	int count;
	long long result;
};

// Each call that has ended, in order; false: there is no such file.
bool trace_read(const char *path, void (*take)(void *context, const struct trace_call *call),
	void *context);

// Is the call one of " read write "?  Does it have that argument, and does that hold `flag`?
bool trace_is(const struct trace_call *call, const char *names);
bool trace_says(const struct trace_call *call, int argument, const char *flag);

// An argument that is a mode, or has one; `otherwise` if there is none.
mode_t trace_mode(const struct trace_call *call, int argument, mode_t otherwise);

// The bytes of \xNN\xNN... from `text` on, in place; returns how many.
size_t trace_unescape(char *text);

#endif
