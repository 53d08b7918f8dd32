// SPDX-License-Identifier: Apache-2.0
/*
 * Who holds a lock, for messages: asked of the kernel, as what stands in a file may be of a
 * process that held it once, or of one in another container or on another machine.
 */
#ifndef ZOO_STORE_HOLDERS_H
#define ZOO_STORE_HOLDERS_H

#include <stdbool.h>
#include <sys/stat.h>

enum { HOLDERS_MAX = 3, HOLDERS_NBYTES = 128 };

struct holders {
	int count; // 0: not known who; more than HOLDERS_MAX: only the first are here
	long pids[HOLDERS_MAX];
};

/*
 * The processes that hold an flock() of that file now.  `noted_pid` is what the last one that
 * took it alone wrote down, 0 if nothing: it is believed if the kernel says the same of a file
 * of that number, or says nothing at all of locks (no /proc) and such a process lives.
 */
void holders_find(struct holders *out, const struct stat *file, long noted_pid);

// "process 12, which holds", "processes 12, 13 and 14, which hold", "another process, which holds",
// "another thread of this process, which holds": what is held comes behind it.
const char *holders_say(char out[HOLDERS_NBYTES], const struct holders *holders);

// The first of them that is stopped (SIGSTOP, a debugger), as far as can be seen; else 0.
long holders_stopped(const struct holders *holders);

#endif
