// SPDX-License-Identifier: Apache-2.0
/*
 * A folder of a test's own that is filled by shell commands: what tar, gzip and zip make
 * of it is what users have.
 */
#ifndef TESTS_UNIT_SHELL_H
#define TESTS_UNIT_SHELL_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = P_tmpdir "/zoo-test-shell-XXXXXX";

static inline bool folder_make(void)
{
	return mkdtemp(folder) != NULL;
}

// Run a command in the folder, without output.
static inline bool shell(const char *command)
{
	char line[2048];
	snprintf(line, sizeof(line), "cd %s && { %s; } >/dev/null 2>&1", folder, command);
	return system(line) == 0;
}

static inline void folder_remove(void)
{
	shell("cd / && rm -rf \"$OLDPWD\"");
}

// The path of a file in the folder; holds until the next call.
static inline const char *in_folder(const char *name)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

#endif
