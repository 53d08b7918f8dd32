// SPDX-License-Identifier: Apache-2.0
/*
 * From system calls to what they do to a store.
 */
#include "tests/torture/journal.h"

#include "tests/torture/process.h"
#include "tests/torture/trace.h"
#include "tests/torture/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DESCRIPTORS = 1024 };

struct reading {
	struct journal *journal;
	const char *top;
	struct {
		int node; // -1: nothing of the store
		uint64_t at;
		bool append;
	} open[MOST_DESCRIPTORS];
};

/*
 * The path of arguments `directory` (a descriptor with its path; -1: the working directory,
 * which is not below the store) and `path`, below top; false: it is elsewhere.
 */
static bool path_of(const struct reading *reading, const struct trace_call *call, int directory,
	int path, char *out)
{
	char whole[2 * PATH_NBYTES] = "", base[PATH_NBYTES] = "", name[PATH_NBYTES];
	const char *quote = strchr(call->arguments[path], '"');
	if (!quote)
		return false;
	text_put(name, sizeof(name), "%s", quote + 1);
	trace_unescape(name);
	const char *angle = directory < 0 ? NULL : strchr(call->arguments[directory], '<');
	if (angle) {
		text_put(base, sizeof(base), "%s", angle + 1);
		trace_unescape(base);
	}
	if (name[0] == '/')
		text_put(whole, sizeof(whole), "%s", name);
	else if (directory < 0)
		text_put(whole, sizeof(whole), "%s/%s", reading->top, name);
	else
		text_put(whole, sizeof(whole), "%s/%s", base, strcmp(name, ".") == 0 ? "" : name);
	size_t length = strlen(reading->top);
	if (strncmp(whole, reading->top, length) != 0 || whole[length] != '/')
		return false;
	text_put(out, PATH_NBYTES, "%s", whole + length + 1);
	for (length = strlen(out); length > 0 && out[length - 1] == '/';)
		out[--length] = '\0';
	return strcmp(out, "store") == 0 || strncmp(out, "store/", 6) == 0;
}

// Directory and last part of a path below top; false: there is no such directory.
static bool place_of(const struct journal *journal, char *path, int *directory, const char **name)
{
	char *slash = strrchr(path, '/');
	*name = slash ? slash + 1 : path;
	*directory = ROOT_NODE;
	if (slash) {
		*slash = '\0';
		*directory = journal_find(journal, path);
		*slash = '/';
	}
	return *directory >= 0;
}

static void read_open(struct reading *reading, const struct trace_call *call)
{
	struct journal *journal = reading->journal;
	char path[PATH_NBYTES];
	const char *name;
	int directory, at = trace_is(call, " openat openat2 ") ? 1 : 0, node = -1;
	if (call->result < 0 || call->result >= MOST_DESCRIPTORS)
		return;
	if (path_of(reading, call, at - 1, at, path) &&
		place_of(journal, path, &directory, &name)) {
		node = journal_find(journal, path);
		if (trace_says(call, at + 1, "O_TMPFILE"))
			journal->unknown = "O_TMPFILE";
		if (node < 0 && trace_says(call, at + 1, "O_CREAT")) {
			node = journal_add_node(journal, S_IFREG,
				trace_mode(call, trace_says(call, at + 1, "{") ? at + 1 : at + 2,
					0600),
				NULL);
			journal_name(journal, directory, name, node);
		} else if (node >= 0 && trace_says(call, at + 1, "O_TRUNC")) {
			journal_add(journal, OP_SIZE, node);
		}
	} else {
		// The folder of the store itself, which is synced when the store is new.
		char base[PATH_NBYTES];
		const char *quote = strchr(call->arguments[at], '"');
		text_put(base, sizeof(base), "%s", quote ? quote + 1 : "");
		trace_unescape(base);
		if (strcmp(base, reading->top) == 0)
			node = ROOT_NODE;
	}
	reading->open[call->result].node = node;
	reading->open[call->result].at = 0;
	reading->open[call->result].append = trace_says(call, at + 1, "O_APPEND");
}

static void read_write(struct reading *reading, const struct trace_call *call, int fd, int node)
{
	struct journal *journal = reading->journal;
	char *quote = strchr(call->arguments[1], '"');
	if (call->result <= 0 || !quote)
		return;
	size_t nbytes = trace_unescape(++quote);
	if (nbytes < (size_t)call->result) {
		journal->unknown = "a write that strace has cut";
		return;
	}
	struct op *op = journal_add(journal, OP_WRITE, node);
	unsigned char *data = arena_array(&journal->arena, unsigned char, call->result);
	memcpy(data, quote, (size_t)call->result);
	op->data = data;
	op->nbytes = (uint64_t)call->result;
	op->at = reading->open[fd].at;
	if (trace_is(call, " pwrite64 "))
		op->at = strtoull(call->arguments[3], NULL, 0);
	else
		reading->open[fd].at += op->nbytes;
	if (reading->open[fd].append)
		journal->unknown = "O_APPEND";
}

static void read_descriptor(struct reading *reading, const struct trace_call *call)
{
	struct journal *journal = reading->journal;
	long fd = strtol(call->arguments[0], NULL, 10);
	if (fd < 0 || fd >= MOST_DESCRIPTORS || call->result < 0)
		return;
	int node = reading->open[fd].node;
	if (node < 0)
		return;
	if (trace_is(call, " write pwrite64 ")) {
		read_write(reading, call, (int)fd, node);
	} else if (trace_is(call, " read ")) {
		reading->open[fd].at += (uint64_t)call->result;
	} else if (trace_is(call, " lseek ")) {
		reading->open[fd].at = (uint64_t)call->result;
	} else if (trace_is(call, " fsync fdatasync ")) {
		journal_add(journal, OP_SYNC, node);
	} else if (trace_is(call, " fchmod ")) {
		journal_add(journal, OP_MODE, node)->at = trace_mode(call, 1, 0);
	} else if (trace_is(call, " ftruncate ")) {
		journal_add(journal, OP_SIZE, node)->nbytes = strtoull(call->arguments[1], NULL, 0);
	} else if (trace_is(call, " fallocate ")) {
		// Room only, if it says so; else zeros up to there, of a file that was empty.
		if (!trace_says(call, 1, "KEEP_SIZE"))
			journal_add(journal, OP_SIZE, node)->nbytes =
				strtoull(call->arguments[2], NULL, 0) +
				strtoull(call->arguments[3], NULL, 0);
	} else if (trace_is(call, " close ")) {
		reading->open[fd].node = -1;
	} else if (trace_is(call,
			   " dup dup2 dup3 copy_file_range sendfile splice writev pwritev ")) {
		journal->unknown = "a call on a file of the store that is not modelled";
	}
}

static void read_names(struct reading *reading, const struct trace_call *call)
{
	struct journal *journal = reading->journal;
	char path[PATH_NBYTES], to[PATH_NBYTES];
	const char *name, *to_name;
	int directory, to_directory;
	bool at = trace_is(call, " mkdirat unlinkat renameat renameat2 symlinkat linkat fchmodat ");
	int first = trace_is(call, " symlink ")     ? 1
		    : trace_is(call, " symlinkat ") ? 2
		    : at                            ? 1
						    : 0;
	if (call->result != 0 || first >= call->count ||
		!path_of(reading, call, at ? first - 1 : -1, first, path) ||
		!place_of(journal, path, &directory, &name))
		return;
	int node = journal_find(journal, path);
	if (trace_is(call, " mkdir mkdirat ")) {
		journal_name(journal, directory, name,
			journal_add_node(
				journal, S_IFDIR, trace_mode(call, first + 1, 0700), NULL));
	} else if (trace_is(call, " symlink symlinkat ")) {
		char *target = strchr(call->arguments[0], '"') + 1;
		trace_unescape(target);
		journal_name(journal, directory, name,
			journal_add_node(
				journal, S_IFLNK, 0777, arena_strdup(&journal->arena, target)));
	} else if (trace_is(call, " unlink unlinkat rmdir ")) {
		journal_name(journal, directory, name, -1);
	} else if (trace_is(call, " fchmodat chmod ") && node >= 0) {
		journal_add(journal, OP_MODE, node)->at = trace_mode(call, first + 1, 0);
	} else if (trace_is(call, " rename renameat renameat2 link linkat ")) {
		int second = at ? 3 : 1;
		bool moves = strncmp(call->name, "rename", 6) == 0;
		if (!path_of(reading, call, at ? 2 : -1, second, to) || node < 0 ||
			!place_of(journal, to, &to_directory, &to_name) ||
			trace_says(call, call->count - 1, "RENAME_EXCHANGE")) {
			journal->unknown = "a name that comes into the store or goes";
			return;
		}
		struct op *op = journal_add(journal, moves ? OP_RENAME : OP_NAME, to_directory);
		op->name = arena_strdup(&journal->arena, to_name);
		op->target = node;
		if (moves) {
			op->from_node = directory;
			op->from_name = arena_strdup(&journal->arena, name);
		}
	}
}

static void read_call(void *context, const struct trace_call *call)
{
	struct reading *reading = context;
	if (trace_is(call, " open openat openat2 creat "))
		read_open(reading, call);
	else if (trace_is(call, " mkdir mkdirat symlink symlinkat unlink unlinkat rmdir rename "
				"renameat renameat2 link linkat chmod fchmodat "))
		read_names(reading, call);
	else
		read_descriptor(reading, call);
}

bool journal_read(struct journal *journal, const char *trace, const char *top)
{
	static struct reading reading;
	reading = (struct reading){.journal = journal, .top = top};
	for (int i = 0; i < MOST_DESCRIPTORS; i++)
		reading.open[i].node = -1;
	return trace_read(trace, read_call, &reading) && !journal->unknown;
}
