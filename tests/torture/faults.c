// SPDX-License-Identifier: Apache-2.0
/*
 * Errors by the calls that may have them, after the man pages of section 2.  An interruption
 * for ever is none: it lasts for 40 calls.
 */
#include "tests/torture/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IO                                                                                   \
	" read pread64 write pwrite64 openat openat2 fsync fdatasync close rename renameat " \
	"renameat2 unlink unlinkat mkdir mkdirat symlink symlinkat readlink readlinkat "     \
	"getdents64 newfstatat statx fstat fstatfs statfs fchmod ftruncate link linkat "
#define ROOM                                                                              \
	" write pwrite64 openat openat2 rename renameat renameat2 mkdir mkdirat symlink " \
	"symlinkat fallocate fsync ftruncate link linkat flock "
#define INTERRUPTED " read write pwrite64 openat openat2 flock fallocate ftruncate "
#define RIGHTS                                                                             \
	" openat openat2 rename renameat renameat2 unlink unlinkat mkdir mkdirat symlink " \
	"symlinkat readlink readlinkat newfstatat statx link linkat "
#define DESCRIPTORS " openat openat2 socket pipe2 dup fcntl "
#define NEWER " openat2 statx renameat2 fallocate flock getrandom copy_file_range "
#define MEMORY " mmap mremap "

const struct fault faults[] = {
	{"EIO", "", IO},
	{"EIO", "+", IO},
	{"ENOSPC", "", ROOM},
	{"ENOSPC", "+", ROOM},
	{"EINTR", "", INTERRUPTED},
	{"EACCES", "", RIGHTS},
	{"EACCES", "+", RIGHTS},
	{"EMFILE", "", DESCRIPTORS},
	{"EMFILE", "+", DESCRIPTORS},
	{"ENOSYS", "+", NEWER},
	{"ENOMEM", "", MEMORY},
	{"ENOMEM", "+", MEMORY},
	{0},
};

bool fault_fits(const struct fault *fault, const char *call)
{
	char word[48];
	text_put(word, sizeof(word), " %s ", call);
	return strstr(fault->calls, word) != NULL;
}

static void count(struct call_count *calls, const char *name, bool in_loader)
{
	int i = 0;
	while (calls[i].name[0] && strcmp(calls[i].name, name) != 0)
		i++;
	if (i == MOST_CALLS)
		return;
	text_put(calls[i].name, sizeof(calls[i].name), "%s", name);
	calls[i].total++;
	calls[i].in_loader += in_loader;
}

// The first thing that the loader unmaps, its cache of paths, is the last thing that it does.
bool count_calls(struct world *world, struct call_count calls[MOST_CALLS + 1])
{
	const char *const prefix[] = {"strace", "-f", "-qq", "-o", world->trace, NULL};
	char *line = NULL;
	size_t room = 0;
	bool in_loader = true;
	memset(calls, 0, (MOST_CALLS + 1) * sizeof(calls[0]));
	world_fresh_store(world);
	struct process_end end = world_run(world, world->scenario->command, prefix, NULL);
	FILE *f = fopen(world->trace, "r");
	while (f && getline(&line, &room, f) > 0) {
		char name[32];
		if (sscanf(line, "%*d %31[a-z0-9_](", name) != 1)
			continue; // signals, ends, calls that are gone on with
		if (strcmp(name, "execve") != 0 && strcmp(name, "exit_group") != 0)
			count(calls, name, in_loader);
		in_loader &= strcmp(name, "munmap") != 0;
	}
	if (f)
		fclose(f);
	free(line);
	return end.code == world->code && calls[0].name[0];
}
