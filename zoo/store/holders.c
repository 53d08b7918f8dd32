// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/locks, see proc_locks(5): "1: FLOCK  ADVISORY  WRITE 4711 fe:00:131090 0 EOF", with
 * pid, and device and inode of the file; "->" behind the number for one that waits.  Some file
 * systems (btrfs, overlayfs) show stat() another device than the one that stands there.
 */
#include "zoo/store/holders.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <unistd.h>

struct entry {
	long pid;
	unsigned long device_major, device_minor;
	unsigned long long inode;
};

static bool parse(struct entry *out, char *line)
{
	enum { WORDS = 6 };
	char *words[WORDS], *rest = NULL, *end;
	for (int i = 0; i < WORDS; i++) {
		words[i] = strtok_r(i == 0 ? line : NULL, " \n", &rest);
		if (!words[i])
			return false;
	}
	if (strcmp(words[1], "FLOCK") != 0)
		return false;
	out->pid = strtol(words[4], NULL, 10);
	out->device_major = strtoul(words[5], &end, 16);
	if (*end != ':')
		return false;
	out->device_minor = strtoul(end + 1, &end, 16);
	if (*end != ':')
		return false;
	out->inode = strtoull(end + 1, &end, 10);
	return *end == '\0' && out->pid > 0;
}

static bool is_of(const struct entry *entry, const struct stat *file, long noted_pid)
{
	bool same_device = entry->device_major == major(file->st_dev) &&
			   entry->device_minor == minor(file->st_dev);
	return entry->inode == file->st_ino && (same_device || entry->pid == noted_pid);
}

static void add(struct holders *holders, long pid)
{
	int kept = holders->count < HOLDERS_MAX ? holders->count : HOLDERS_MAX;
	for (int i = 0; i < kept; i++)
		if (holders->pids[i] == pid)
			return;
	if (holders->count < HOLDERS_MAX)
		holders->pids[holders->count] = pid;
	holders->count++;
}

static bool lives(long pid)
{
	return pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

void holders_find(struct holders *out, const struct stat *file, long noted_pid)
{
	char line[256];
	struct entry entry;
	*out = (struct holders){.count = 0};
	FILE *locks = fopen("/proc/locks", "re");
	if (!locks) {
		if (lives(noted_pid))
			add(out, noted_pid);
		return;
	}
	while (fgets(line, sizeof(line), locks))
		if (parse(&entry, line) && is_of(&entry, file, noted_pid))
			add(out, entry.pid);
	fclose(locks);
}

const char *holders_say(char out[HOLDERS_NBYTES], const struct holders *holders)
{
	const long *pids = holders->pids;
	if (holders->count == 0)
		snprintf(out, HOLDERS_NBYTES, "another process, which holds");
	else if (holders->count == 1 && pids[0] == (long)getpid())
		snprintf(out, HOLDERS_NBYTES, "another thread of this process, which holds");
	else if (holders->count == 1)
		snprintf(out, HOLDERS_NBYTES, "process %ld, which holds", pids[0]);
	else if (holders->count == 2)
		snprintf(
			out, HOLDERS_NBYTES, "processes %ld and %ld, which hold", pids[0], pids[1]);
	else
		snprintf(out, HOLDERS_NBYTES, "processes %ld, %ld%s %ld%s, which hold", pids[0],
			pids[1], holders->count > HOLDERS_MAX ? "," : " and", pids[2],
			holders->count > HOLDERS_MAX ? " and others" : "");
	return out;
}

// The letter behind the name, which may hold anything, in /proc/PID/stat: see proc_pid_stat(5).
static bool is_stopped(long pid)
{
	char path[64], text[512];
	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	size_t n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	const char *name_end = strrchr(text, ')');
	return name_end && name_end[1] == ' ' && (name_end[2] == 'T' || name_end[2] == 't');
}

long holders_stopped(const struct holders *holders)
{
	for (int i = 0; i < holders->count && i < HOLDERS_MAX; i++)
		if (is_stopped(holders->pids[i]))
			return holders->pids[i];
	return 0;
}
