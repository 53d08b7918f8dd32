// SPDX-License-Identifier: Apache-2.0
/*
 * What a command did to a store, as a disk sees it: operations in order, some of them made
 * durable by fsync(), and the states in which a power cut may leave them.
 *
 * The model is weaker than any file system in use, so that what survives here survives there:
 *
 *	Of the writes, sizes and modes of a file that are not followed by an fsync() of this file,
 *	any may be lost; of the bytes of a lost write the beginning may be there, or zeros.
 *	Of the names made, changed and removed in a directory that are not followed by an fsync()
 *	of this directory, any may be lost; rename() is atomic, both names or none.
 *	What was fsynced is there, as long as its directories' names are.
 */
#ifndef TESTS_TORTURE_JOURNAL_H
#define TESTS_TORTURE_JOURNAL_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum op_kind { OP_WRITE, OP_SIZE, OP_MODE, OP_NAME, OP_RENAME, OP_SYNC };

struct op {
	enum op_kind kind;
	int node;         // whose data or mode; the directory of `name`
	const char *name; // OP_NAME, OP_RENAME
	int target;       // that the name leads to from now on; -1: it is gone
	int from_node;    // OP_RENAME: where the target was named before
	const char *from_name;
	uint64_t at, nbytes; // OP_WRITE: where; OP_SIZE: nbytes; OP_MODE: at
	const unsigned char *data;
};

struct node {
	mode_t type, first_mode; // S_IFREG, S_IFDIR, S_IFLNK
	const char *link;
	int parent; // where it was named last, and how: for finding paths
	const char *name;
};

enum { ROOT_NODE = 0 };

struct journal {
	struct arena arena;
	struct node *nodes;
	struct op *ops;
	int node_count, op_count, node_room, op_room;
	int base_count;      // ops that describe what was there before: durable
	const char *unknown; // a call on the store that the model does not know; NULL: none
};

/*
 * The folder `top` as it is now, then what `trace` (of strace -f -y -xx) says was done below
 * it.  Of `top` only the entry `store` counts.
 */
void journal_open(struct journal *out, const char *top, const char *store);
bool journal_read(struct journal *journal, const char *trace, const char *top);
void journal_close(struct journal *journal);

// For the reader of traces.
int journal_find(const struct journal *journal, const char *path); // below top; -1: not there
int journal_add_node(struct journal *journal, mode_t type, mode_t mode, const char *link);
struct op *journal_add(struct journal *journal, enum op_kind kind, int node);
void journal_name(struct journal *journal, int directory, const char *name, int target);

/*
 * What becomes of operation i: 0 lost, 1 there, 2 (writes) zeros, 3 (writes) cut after `cut`
 * bytes.
 */
struct fate {
	unsigned char what;
	uint64_t cut;
};

// Is operation i on the disk for certain when the power goes after `length` operations?
bool journal_durable(const struct journal *journal, int i, int length);

// Make that state in the folder `top`, which holds nothing of the store.
void journal_build(
	const struct journal *journal, int length, const struct fate *fates, const char *top);

#endif
