// SPDX-License-Identifier: Apache-2.0
/*
 * Run a program to its end, or to the end of our patience: one that hangs is killed with all
 * that it started.
 */
#ifndef TESTS_TORTURE_PROCESS_H
#define TESTS_TORTURE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct process {
	const char *const *argv;
	const char *const *set; // "NAME=value" to be added to the environment; may be NULL
	const char *directory;  // NULL: this one
	const char *out, *err;  // files; NULL: /dev/null
	int limit_s;
};

struct process_end {
	bool timed_out;
	int code;   // exit status; -1: it did not exit
	int signal; // that ended it; 0: none
};

// Ends this program with status 3 if the other cannot be started at all.
struct process_end process_run(const struct process *process);

// "exit status 3", "signal 11", "no end after 60 s".
const char *process_end_text(const struct process_end *end);

// The first `limit` - 1 bytes of a file, as a string; "" if there is no such file.
char *text_of_file(char *out, size_t limit, const char *path);

// As snprintf(), but what does not fit ends this program; returns the length.
__attribute__((format(printf, 3, 4))) size_t text_put(
	char *out, size_t nbytes, const char *format, ...);

#endif
