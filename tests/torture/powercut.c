// SPDX-License-Identifier: Apache-2.0
/*
 * The power goes, at every moment of a command, and takes along what was not yet on the disk.
 *
 *	powercut [--deaf] STATES SCENARIO...
 *
 * A run is recorded; of each prefix of what it did, states are built in which the disk may be
 * found (journal.h): all there, nothing that was not synced, each single operation lost or
 * alone, and random ones up to STATES different ones for each scenario.  In every one the store
 * must be whole, and the command lead to the state that it always leads to; behind its end all
 * must be done already.  From some of them that second run is recorded and cut as well.
 */
#include "tests/torture/journal.h"
#include "tests/torture/world.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGAIN_EVERY = 40, AGAIN_STATES = 12, SYSTEMATIC_STATES = 300, TRIES = 8 };

struct cutting {
	struct world *world;
	struct journal journal;
	struct fate *fates;
	bool *lasting; // of each operation, for the prefix at hand
	uint64_t *seen;
	int seen_count, wanted, states, bad, recut;
	bool again; // this is the second cut
	bool deaf;
};

// As it was recorded, into cutting->journal; the states before and after are those of `world`.
static bool record(struct cutting *cutting)
{
	static const char calls[] =
		"trace=?open,openat,?openat2,?creat,?mkdir,mkdirat,?symlink,symlinkat,?unlink,"
		"unlinkat,?rmdir,?rename,?renameat,?renameat2,?link,linkat,?chmod,fchmod,fchmodat,"
		"read,write,?pwrite64,lseek,fsync,fdatasync,?ftruncate,fallocate,close,dup,?dup2,"
		"dup3,?copy_file_range,?sendfile,splice,writev,pwritev";
	struct world *world = cutting->world;
	struct journal *journal = &cutting->journal;
	const char *const prefix[] = {"strace", "-f", "-qq", "-y", "-xx", "-s", "16000000", "-o",
		world->trace, "-e", calls, "-e", "signal=none", NULL};
	char built[SHA256_HEX_NBYTES], real[SHA256_HEX_NBYTES];
	journal_open(journal, world->folder, "store");
	struct process_end end = world_run(world, world->scenario->command, prefix, NULL);
	if (end.code != world->code && end.code != world->scenario->again)
		return false;
	if (!journal_read(journal, world->trace, world->folder)) {
		report_detail("%s: %s", world->scenario->name,
			journal->unknown ? journal->unknown : "no trace");
		return false;
	}
	// The model against what is really there.
	cutting->fates = calloc((size_t)journal->op_count + 1, sizeof(struct fate));
	cutting->lasting = calloc((size_t)journal->op_count + 1, sizeof(bool));
	if (!cutting->fates || !cutting->lasting)
		exit(3);
	for (int i = 0; i < journal->op_count; i++)
		cutting->fates[i].what = 1;
	tree_hash(real, world->store, NULL);
	tree_remove(world->store);
	journal_build(journal, journal->op_count, cutting->fates, world->folder);
	tree_hash(built, world->store, NULL);
	if (strcmp(real, built) != 0)
		report_detail("%s: the record does not lead to the store that is there",
			world->scenario->name);
	return strcmp(real, built) == 0;
}

static bool is_new(struct cutting *cutting)
{
	char hex[SHA256_HEX_NBYTES];
	tree_hash(hex, cutting->world->store, NULL);
	hex[16] = '\0';
	uint64_t key = strtoull(hex, NULL, 16);
	for (int i = 0; i < cutting->seen_count; i++)
		if (cutting->seen[i] == key)
			return false;
	cutting->seen[cutting->seen_count++] = key;
	return true;
}

static void complain(const struct cutting *cutting, int length, const char *why)
{
	const struct journal *journal = &cutting->journal;
	static const char *const names[] = {"write", "size", "mode", "name", "rename", "sync"};
	report_detail("%s, cut%s after operation %d of %d: %s", cutting->world->scenario->name,
		cutting->again ? " again" : "", length - journal->base_count,
		journal->op_count - journal->base_count, why);
	for (int i = journal->base_count; i < length; i++) {
		const struct op *op = &journal->ops[i];
		if (cutting->fates[i].what != 1)
			report_detail("  %s of operation %d: %s %s",
				cutting->fates[i].what == 0 ? "loss" : "half",
				i - journal->base_count, names[op->kind], op->name ? op->name : "");
	}
}

static void cut_again(struct cutting *cutting);

// Build the state that cutting->fates say, and try it, if it is another one than before.
static void try_state(struct cutting *cutting, int length)
{
	struct world *world = cutting->world;
	char state[SHA256_HEX_NBYTES];
	const char *why = "";
	if (cutting->states >= cutting->wanted)
		return;
	tree_remove(world->store);
	journal_build(&cutting->journal, length, cutting->fates, world->folder);
	if (!is_new(cutting))
		return;
	cutting->states++;
	store_state(state, world->store);
	if (length == cutting->journal.op_count && strcmp(state, world->new_state) != 0 &&
		!(world->scenario->flags & SCENARIO_TAKES))
		why = "it had ended, but not all was on the disk";
	else if (!cutting->again && !cutting->deaf && cutting->states % AGAIN_EVERY == 0)
		cut_again(cutting);
	else
		why = world_recovers(world, MAY_TRUST);
	if (*why) {
		cutting->bad++;
		if (!cutting->deaf)
			complain(cutting, length, why);
	}
}

static void random_fates(struct cutting *cutting, int length)
{
	for (int i = cutting->journal.base_count; i < length; i++) {
		const struct op *op = &cutting->journal.ops[i];
		struct fate fate = {1, 0};
		if (!cutting->lasting[i]) {
			fate.what = (unsigned char)(random_u64() % (op->kind == OP_WRITE ? 4 : 2));
			fate.cut = op->nbytes ? random_u64() % op->nbytes : 0;
		}
		cutting->fates[i] = fate;
	}
}

// What is volatile is there or not, but for operation `other`; data are as `data` says.
static void same_fates(
	struct cutting *cutting, int length, unsigned char names, unsigned char data, int other)
{
	for (int i = cutting->journal.base_count; i < length; i++) {
		enum op_kind kind = cutting->journal.ops[i].kind;
		unsigned char what = kind == OP_NAME || kind == OP_RENAME ? names : data;
		if (what > 1 && kind != OP_WRITE)
			what = 1;
		if (cutting->lasting[i])
			what = 1;
		else if (i == other)
			what = !what;
		cutting->fates[i] = (struct fate){what, 0};
	}
}

static void find_lasting(struct cutting *cutting, int length)
{
	for (int i = 0; i < length; i++) {
		bool sync = cutting->journal.ops[i].kind == OP_SYNC;
		bool base = i < cutting->journal.base_count;
		cutting->lasting[i] =
			base || sync ||
			(!cutting->deaf && journal_durable(&cutting->journal, i, length));
	}
}

// What is to be tried of every prefix.
static void cut_at(struct cutting *cutting, int length)
{
	find_lasting(cutting, length);
	for (unsigned char names = 0; names <= 1; names++)
		for (unsigned char data = 0; data <= 2; data++) {
			same_fates(cutting, length, names, data, -1);
			try_state(cutting, length);
		}
	for (int i = cutting->journal.base_count; i < length; i++)
		for (unsigned char all = 0; all <= 1 && !cutting->lasting[i]; all++) {
			same_fates(cutting, length, all, all, i);
			try_state(cutting, length);
		}
}

// One state of one prefix, of any kind.
static void cut_at_random(struct cutting *cutting, int length)
{
	find_lasting(cutting, length);
	uint64_t kind = random_u64() % 4;
	if (kind == 0)
		random_fates(cutting, length);
	else
		same_fates(cutting, length, kind == 1, (unsigned char)(random_u64() % 3),
			kind == 3 ? -1 : random_in(0, length - 1));
	try_state(cutting, length);
}

static void cut_everywhere(struct cutting *cutting)
{
	int base = cutting->journal.base_count, end = cutting->journal.op_count;
	if (cutting->wanted >= SYSTEMATIC_STATES)
		for (int length = base; length <= end; length++)
			cut_at(cutting, length);
	for (int i = 0; i < TRIES * cutting->wanted && cutting->states < cutting->wanted; i++)
		cut_at_random(cutting, random_in(base > 0 ? base : 1, end));
}

static void forget(struct cutting *cutting)
{
	free(cutting->fates);
	free(cutting->lasting);
	free(cutting->seen);
	journal_close(&cutting->journal);
}

// The store as it is now is where the second run begins.
static void cut_again(struct cutting *cutting)
{
	struct cutting second = {.world = cutting->world, .wanted = AGAIN_STATES, .again = true};
	second.seen = calloc(AGAIN_STATES + 1, sizeof(uint64_t));
	if (record(&second))
		cut_everywhere(&second);
	else
		second.bad++;
	cutting->recut += second.states;
	cutting->bad += second.bad;
	forget(&second);
}

static void run_scenario(struct world *world, int wanted, bool deaf)
{
	struct cutting cutting = {.world = world, .wanted = wanted, .deaf = deaf};
	const char *name = world->scenario->name;
	cutting.seen = calloc((size_t)wanted + 1, sizeof(uint64_t));
	world_fresh_store(world);
	if (!cutting.seen || !record(&cutting)) {
		report(false, "power cut %s: cannot be recorded", name);
	} else {
		cut_everywhere(&cutting);
		if (deaf)
			report(cutting.bad > 0,
				"power cut %s without fsync: %d states, %d bad found", name,
				cutting.states, cutting.bad);
		else
			report(cutting.bad == 0,
				"power cut %s: %d operations, %d states, %d more of a second cut, %d bad",
				name, cutting.journal.op_count - cutting.journal.base_count,
				cutting.states, cutting.recut, cutting.bad);
	}
	forget(&cutting);
}

int main(int argc, char **argv)
{
	struct world world;
	bool deaf = argc > 1 && strcmp(argv[1], "--deaf") == 0;
	int wanted = argc > 2 + deaf ? atoi(argv[1 + deaf]) : 0;
	if (wanted < 1) {
		fprintf(stderr, "usage: powercut [--deaf] STATES SCENARIO...\n");
		return 2;
	}
	random_init();
	world_open(&world);
	for (int i = 2 + deaf; i < argc; i++) {
		const struct scenario *scenario = scenario_find(argv[i]);
		if (!scenario)
			return 2;
		if (world_prepare(&world, scenario))
			run_scenario(&world, wanted, deaf);
		else
			printf("ok - power cut %s # SKIP no zoo %s\n", argv[i], scenario->needs);
	}
	world_close(&world);
	return 0;
}
