// SPDX-License-Identifier: Apache-2.0
/*
 * PATH is searched by hand, and not by execvp(), so that a program that is
 * not there is told apart from one that does not start.
 */
#include "cli/external.h"

#include "cli/signals.h"
#include "engine/base/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *external_find(struct arena *keep, const char *program)
{
	const char *path = getenv("PATH");
	if (!path || strchr(program, '/'))
		return NULL;
	while (*path) {
		size_t nbytes = strcspn(path, ":");
		struct stat info;
		// an empty element means the current directory, which is nobody's intention
		if (nbytes > 0) {
			const char *candidate =
				arena_printf(keep, "%.*s/%s", (int)nbytes, path, program);
			if (stat(candidate, &info) == 0 && S_ISREG(info.st_mode) &&
				access(candidate, X_OK) == 0)
				return candidate;
		}
		path += nbytes;
		path += *path == ':';
	}
	return NULL;
}

bool external_run(const char *const *words, struct arena *keep, struct status *st)
{
	const char *program = external_find(keep, arena_printf(keep, "zoo-%s", words[0]));
	if (!program)
		return true;
	int count = words_count(words);
	char **argv = arena_array(keep, char *, count + 1);
	argv[0] = arena_strdup(keep, program);
	for (int i = 1; i < count; i++)
		argv[i] = arena_strdup(keep, words[i]);
	signals_restore();
	execv(program, argv);
	int error = errno;
	signals_install();
	return status_fail_errno(st, STATUS_IO, error, "%s", program);
}
