// SPDX-License-Identifier: Apache-2.0
/*
 * Nodes and operations, and how states are made of them.
 */
#include "tests/torture/journal.h"

#include "tests/torture/process.h"
#include "tests/torture/tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *grown(void *array, int count, int *room, size_t element_nbytes)
{
	if (count < *room)
		return array;
	*room = *room ? 2 * *room : 64;
	array = realloc(array, (size_t)*room * element_nbytes);
	if (!array)
		exit(3);
	return array;
}

int journal_add_node(struct journal *journal, mode_t type, mode_t mode, const char *link)
{
	journal->nodes = grown(
		journal->nodes, journal->node_count, &journal->node_room, sizeof(struct node));
	journal->nodes[journal->node_count] =
		(struct node){.type = type, .first_mode = mode, .parent = -1, .link = link};
	return journal->node_count++;
}

struct op *journal_add(struct journal *journal, enum op_kind kind, int node)
{
	journal->ops = grown(journal->ops, journal->op_count, &journal->op_room, sizeof(struct op));
	struct op *op = &journal->ops[journal->op_count++];
	*op = (struct op){.kind = kind, .node = node, .target = -1, .from_node = -1};
	return op;
}

// Later operations win; a name that was taken away leads nowhere.
static int lookup(const struct journal *journal, int directory, const char *name)
{
	for (int i = journal->op_count - 1; i >= 0; i--) {
		const struct op *op = &journal->ops[i];
		if (op->kind != OP_NAME && op->kind != OP_RENAME)
			continue;
		if (op->node == directory && strcmp(op->name, name) == 0)
			return op->target;
		if (op->from_node == directory && strcmp(op->from_name, name) == 0)
			return -1;
	}
	return -1;
}

int journal_find(const struct journal *journal, const char *path)
{
	char part[PATH_NBYTES];
	int node = ROOT_NODE;
	while (*path && node >= 0) {
		size_t length = strcspn(path, "/");
		text_put(part, sizeof(part), "%.*s", (int)length, path);
		node = lookup(journal, node, part);
		path += length + (path[length] == '/');
	}
	return node;
}

void journal_name(struct journal *journal, int directory, const char *name, int target)
{
	struct op *op = journal_add(journal, OP_NAME, directory);
	op->name = arena_strdup(&journal->arena, name);
	op->target = target;
}

struct scanning {
	struct journal *journal;
	const char *store;
};

static void scan_one(void *context, const char *path, const char *full, const struct stat *info)
{
	struct scanning *scanning = context;
	struct journal *journal = scanning->journal;
	char above[PATH_NBYTES], link[PATH_NBYTES] = "";
	size_t length = strlen(scanning->store);
	if (strncmp(path, scanning->store, length) != 0 || (path[length] && path[length] != '/'))
		return;
	text_put(above, sizeof(above), "%s", path);
	char *slash = strrchr(above, '/');
	const char *name = slash ? slash + 1 : above;
	int directory = ROOT_NODE;
	if (S_ISLNK(info->st_mode) && readlink(full, link, sizeof(link) - 1) < 0)
		exit(3);
	int node = journal_add_node(journal, info->st_mode & S_IFMT, info->st_mode & 07777,
		arena_strdup(&journal->arena, link));
	if (slash) {
		*slash = '\0';
		directory = journal_find(journal, above);
	}
	journal_name(journal, directory, name, node);
	if (S_ISREG(info->st_mode) && info->st_size > 0) {
		unsigned char *data = arena_array(&journal->arena, unsigned char, info->st_size);
		FILE *f = fopen(full, "rb");
		if (!f || fread(data, 1, (size_t)info->st_size, f) != (size_t)info->st_size)
			exit(3);
		fclose(f);
		struct op *op = journal_add(journal, OP_WRITE, node);
		op->data = data;
		op->nbytes = (uint64_t)info->st_size;
	}
}

void journal_open(struct journal *out, const char *top, const char *store)
{
	*out = (struct journal){0};
	struct scanning scanning = {out, store};
	journal_add_node(out, S_IFDIR, 0700, NULL);
	tree_walk(top, scan_one, &scanning);
	out->base_count = out->op_count;
}

void journal_close(struct journal *journal)
{
	arena_release(&journal->arena);
	free(journal->nodes);
	free(journal->ops);
}

bool journal_durable(const struct journal *journal, int i, int length)
{
	const struct op *op = &journal->ops[i];
	if (i < journal->base_count)
		return true;
	for (int j = i + 1; j < length; j++) {
		const struct op *sync = &journal->ops[j];
		if (sync->kind == OP_SYNC &&
			(sync->node == op->node || sync->node == op->from_node))
			return true;
	}
	return false;
}

static void write_file(const struct journal *journal, int length, const struct fate *fates,
	int node, const char *path)
{
	mode_t mode = journal->nodes[node].first_mode;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0;
	for (int i = 0; i < length && ok; i++) {
		const struct op *op = &journal->ops[i];
		off_t size = lseek(fd, 0, SEEK_END), end = (off_t)(op->at + op->nbytes);
		if (op->node != node || fates[i].what == 0)
			continue;
		if (op->kind == OP_MODE)
			mode = (mode_t)op->at;
		else if (op->kind == OP_SIZE)
			ok = ftruncate(fd, (off_t)op->nbytes) == 0;
		else if (op->kind == OP_WRITE) {
			uint64_t n = fates[i].what == 3 ? fates[i].cut : op->nbytes;
			if (fates[i].what == 2)
				ok = end <= size || ftruncate(fd, end) == 0;
			else
				ok = pwrite(fd, op->data, n, (off_t)op->at) == (ssize_t)n;
		}
	}
	if (!ok || fchmod(fd, mode) != 0 || close(fd) != 0) {
		perror(path);
		exit(3);
	}
}

struct place {
	int directory, target;
	const char *name;
};

static void put(struct place *places, int *count, int directory, const char *name, int target)
{
	int i = 0;
	while (i < *count &&
		(places[i].directory != directory || strcmp(places[i].name, name) != 0))
		i++;
	places[i] = (struct place){directory, target, name};
	*count += i == *count;
}

static void build_below(const struct journal *journal, int length, const struct fate *fates,
	const struct place *places, int count, int directory, const char *path)
{
	for (int i = 0; i < count; i++) {
		char inner[PATH_NBYTES];
		if (places[i].directory != directory || places[i].target < 0)
			continue;
		const struct node *node = &journal->nodes[places[i].target];
		text_put(inner, sizeof(inner), "%s/%s", path, places[i].name);
		if (S_ISREG(node->type)) {
			write_file(journal, length, fates, places[i].target, inner);
		} else if (S_ISLNK(node->type)) {
			if (symlink(node->link, inner) != 0)
				exit(3);
		} else {
			if (mkdir(inner, node->first_mode) != 0)
				exit(3);
			build_below(journal, length, fates, places, count, places[i].target, inner);
		}
	}
}

void journal_build(
	const struct journal *journal, int length, const struct fate *fates, const char *top)
{
	struct place *places = calloc((size_t)journal->op_count * 2 + 1, sizeof(*places));
	int count = 0;
	if (!places)
		exit(3);
	for (int i = 0; i < length; i++) {
		const struct op *op = &journal->ops[i];
		if (fates[i].what == 0 || (op->kind != OP_NAME && op->kind != OP_RENAME))
			continue;
		if (op->kind == OP_RENAME)
			put(places, &count, op->from_node, op->from_name, -1);
		put(places, &count, op->node, op->name, op->target);
	}
	build_below(journal, length, fates, places, count, ROOT_NODE, top);
	free(places);
}
