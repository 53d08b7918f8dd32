// SPDX-License-Identifier: Apache-2.0
/*
 * What nothing needs goes, and nothing else; cards are removed; and the sums of what is there
 * are right where cards share objects.
 */
#include "tests/unit/holding.h"
#include "tests/unit/upkeep_world.h"
#include "zoo/store/lock_limits.h"

#include <time.h>
#include <utime.h>

// as the program's, but that every sign is heard
const struct lock_limits lock_limits = {.store_ms = 600000,
	.file_ms = 60000,
	.nbytes_per_s = 256 << 10,
	.assumed_nbytes = 64 << 20};

static struct gc_report report;

// The paths and bytes of a collection; "" if it failed.
static const char *collect(struct gc_options options)
{
	struct status st = {0};
	const char *text = "";
	if (!store_gc(&report, &world_store, &upkeep_catalogue, &options, NULL, &world_arena, &st))
		printf("# %s\n", st.message);
	for (const char *const *path = report.paths; *path; path++)
		text = arena_printf(&world_arena, "%s%s%s", text, *text ? " " : "",
			strncmp(*path, "objects/", 8) == 0 ? "object" : *path);
	return text;
}

static void test_objects(void)
{
	world_reset();
	CHECK_TEXT(collect((struct gc_options){.dry_run = false}), "", "no store");
	CHECK(access(world_store.home, F_OK) != 0, "and none afterwards");
	upkeep_reset(3);
	CHECK_TEXT(collect((struct gc_options){.dry_run = false}), "", "everything is needed");
	upkeep_remove(0);
	upkeep_remove(2);
	const int nbytes = 2 * UPKEEP_MODEL_NBYTES + 2 + (int)sizeof(upkeep_vector);
	CHECK_TEXT(collect((struct gc_options){.dry_run = true}), "object object object",
		"a dry run: two models and a vector; the labels are another card's, too");
	CHECK_INT(report.nbytes, nbytes, "that much");
	CHECK(access(upkeep_model_object(0), F_OK) == 0, "removes nothing");
	CHECK_TEXT(collect((struct gc_options){0}), "object object object", "collected");
	CHECK_INT(report.nbytes, nbytes, "that much");
	CHECK(access(upkeep_model_object(0), F_OK) != 0 &&
			access(upkeep_model_object(2), F_OK) != 0 &&
			access(upkeep_model_object(1), F_OK) == 0,
		"those two are gone");
	CHECK(access(world_path("objects/%.2s", upkeep_cards[0].file.sha256), F_OK) != 0,
		"with a folder that is empty now");
	upkeep_expect(false, 0, "", "all is right");

	upkeep_remove(1);
	CHECK(mkfifo(world_path("objects/fifo"), 0644) == 0 &&
			link(upkeep_model_object(1), world_path("two-names")) == 0,
		"what zoo did not make");
	CHECK_TEXT(collect((struct gc_options){0}), "object", "is left; the labels are not");
	CHECK(access(world_path("objects/fifo"), F_OK) == 0 &&
			access(upkeep_model_object(1), F_OK) == 0,
		"it is there");
}

static void put_old(const char *path)
{
	struct utimbuf when = {time(NULL) - 100000, time(NULL) - 100000};
	scratch_write(world_path("%s", path), "12345", 5);
	if (utime(world_path("%s", path), &when) != 0)
		exit(3);
}

static void test_leftovers(void)
{
	struct status st = {0};
	struct incoming *arriving;
	struct fsck_report checked;
	const char *rejected;
	upkeep_reset(2);
	CHECK(upkeep_break_transfer(3), "a transfer");
	if (!CHECK(store_incoming_open(&arriving, &world_store, &upkeep_cards[2],
			   &upkeep_cards[2].file, NULL, &st) &&
			    store_incoming_add(arriving, "<html>", 6, &st) &&
			    store_incoming_reject(arriving, &rejected, &world_arena, &st),
		    "an answer is rejected %s", st.message))
		return;
	rejected += strlen(world_store.home) + 1;
	chmod(upkeep_model_object(0), 0644);
	scratch_flip(upkeep_model_object(0), 9);
	CHECK(upkeep_fsck(&checked, true, &st), "a damaged object is put aside %s", st.message);
	upkeep_install(0);
	put_old("tmp/00112233445566ff.incoming");
	put_old("tmp/notes");
	put_old("quarantine/notes");
	scratch_write(world_path("tmp/00112233445566aa.incoming"), "1", 1);

	CHECK_TEXT(collect((struct gc_options){.dry_run = false}), "tmp/00112233445566ff.incoming",
		"without options: what is stale");
	CHECK_INT(report.nbytes, 5, "that much");
	const char *key = upkeep_cards[3].file.sha256;
	CHECK_TEXT(collect((struct gc_options){.parts = true}),
		arena_printf(&world_arena, "tmp/%s.note tmp/%s.part", key, key), "--parts");
	CHECK_TEXT(collect((struct gc_options){.dry_run = true, .quarantine = true}) +
			   strlen("quarantine/") + 64 + 1 + 16 + 1,
		rejected, "--quarantine: the damaged, then the rejected");
	collect((struct gc_options){.quarantine = true});
	CHECK_INT(report.nbytes, UPKEEP_MODEL_NBYTES + 6, "that much");
	CHECK_TEXT(collect((struct gc_options){.parts = true, .quarantine = true}), "",
		"nothing is left to be removed");
	CHECK(access(world_path("tmp/notes"), F_OK) == 0 &&
			access(world_path("quarantine/notes"), F_OK) == 0 &&
			access(world_path("tmp/00112233445566aa.incoming"), F_OK) == 0,
		"but what may be in use, and what zoo did not make");
}

static void test_remove(void)
{
	struct status st = {0};
	struct remove_report removed;
	CHECK(!store_remove(&removed, &world_store, "../models", NULL, &world_arena, &st) &&
			st.code == STATUS_UNKNOWN,
		"no name of a card: %s", st.message);
	upkeep_reset(2);
	CHECK(!store_remove(&removed, &world_store, "three", NULL, &world_arena, &st) &&
			st.code == STATUS_UNKNOWN,
		"not installed: %s", st.message);
	CHECK(store_remove(&removed, &world_store, "one", NULL, &world_arena, &st), "removed %s",
		st.message);
	CHECK(removed.link_count == 3 && !removed.left[0], "model, labels and vector");
	CHECK(access(world_path("models/one"), F_OK) != 0 &&
			!store_remembers(&world_store, &upkeep_cards[0]) &&
			store_remembers(&world_store, &upkeep_cards[1]),
		"its folder is gone");
	CHECK(access(upkeep_model_object(0), F_OK) == 0, "its objects are not");
	CHECK_TEXT(collect((struct gc_options){.dry_run = false}), "object object",
		"model and vector go with gc; the labels are the other card's, too");

	upkeep_reset(1);
	scratch_write(world_path("models/one/mine"), "x", 1);
	upkeep_make_link("/etc", world_path("models/one/golden/mine"));
	CHECK(store_remove(&removed, &world_store, "one", NULL, &world_arena, &st) &&
			removed.link_count == 3,
		"removed from among other things %s", st.message);
	CHECK(removed.left[0] && removed.left[1] && !removed.left[2] &&
			strcmp(removed.left[0], "models/one/golden/mine") == 0 &&
			strcmp(removed.left[1], "models/one/mine") == 0 &&
			access(world_path("models/one/mine"), F_OK) == 0,
		"which stay, and are named");
	CHECK(!store_remembers(&world_store, &upkeep_cards[0]), "and are no card");
	upkeep_expect(true, 0,
		"foreign models/one/golden/mine (no fault), foreign models/one/mine (no fault), "
		"unlinked objects/* (no fault), unlinked objects/* (no fault), "
		"unlinked objects/* (no fault)",
		"nor does mending bring it back");
	scratch_remove(world_path("models/one"));
	if (mkdir(world_path("models/one"), 0755) != 0)
		exit(3);
	CHECK(store_remembers(&world_store, &upkeep_cards[0]), "an empty folder lost its links");
}

// "card one 3034 3017, ...": everything du says.
static const char *usage(void)
{
	struct du_report du;
	struct status st = {0};
	const char *text = "";
	if (!store_du(&du, &world_store, &world_arena, &st))
		return arena_strdup(&world_arena, st.message);
	for (int i = 0; i < du.item_count; i++)
		text = arena_printf(&world_arena, "%s%s %s %lld %lld, ", text,
			du_kind_name(du.items[i].kind), du.items[i].name,
			(long long)du.items[i].nbytes, (long long)du.items[i].alone_nbytes);
	return arena_printf(&world_arena, "%s%lld", text, (long long)du.nbytes);
}

static void test_du(void)
{
	world_reset();
	CHECK_TEXT(usage(), "0", "no store");
	upkeep_reset(2);
	CHECK_INT(sizeof(upkeep_vector), 14, "size of a vector");
	CHECK_TEXT(usage(), "card one 3031 3014, card two 3018 3001, 6032",
		"17 bytes of labels are shared: 3000 + 14 + 17, 3001 + 17");
	upkeep_make_link(upkeep_target(0), world_path("models/one/again"));
	CHECK_TEXT(usage(), "card one 3031 3014, card two 3018 3001, 6032",
		"two links of one card count once");
	upkeep_make_link(upkeep_target(0), upkeep_model_link(1));
	CHECK_TEXT(usage(), "card one 3031 14, card two 3017 0, unlinked objects 3001 3001, 6032",
		"a shared model, and one that nobody links");
	scratch_write(world_path("datasets/a.tar"), "12345", 5);
	scratch_write(world_path("quarantine/x"), "123", 3);
	scratch_write(world_path("rejected/x"), "1234", 4);
	scratch_write(world_path("tmp/x"), "12", 2);
	scratch_write(world_path("cards/labels/c.txt"), "1", 1);
	CHECK_TEXT(usage(),
		"card one 3031 14, card two 3017 0, dataset a.tar 5 5, place cards 1 1, "
		"place quarantine 3 3, place rejected 4 4, place tmp 2 2, "
		"unlinked objects 3001 3001, 6047",
		"everything else");
}

// The other ends by itself once it was told who is waited for.
static void let_go(void *context, const char *line)
{
	remark(NULL, line);
	holding_end(context, 0);
}

static bool stop(void *context)
{
	(void)context;
	return remarks[0] != '\0';
}

static void test_waits(void)
{
	struct status st = {0};
	struct store_lock *lock;
	const struct gc_options options = {.dry_run = false};
	char who[64];
	upkeep_reset(1);
	upkeep_remove(0);
	struct holding child = holding_begin(HOLDING_STORE, &world_store, NULL);
	const struct observer watching = {.remark = let_go, .context = &child},
			      stopping = {.remark = remark, .stopped = stop};
	CHECK(store_lock_shared(&lock, &world_store, 0, NULL, &st), "one came later %s",
		st.message);
	store_unlock(lock);
	snprintf(who, sizeof(who), "waiting for process %ld, which", (long)child.pid);
	CHECK(!store_gc(&report, &world_store, &upkeep_catalogue, &options, &stopping, &world_arena,
		      &st) &&
			st.code == STATUS_INTERRUPTED && !report.paths[0],
		"the wait can be ended: %s", st.message);
	CHECK(access("/proc/locks", R_OK) != 0 || strstr(remarks, who), "who holds it is named: %s",
		remarks);
	CHECK(access(upkeep_model_object(0), F_OK) == 0, "nothing was removed");
	remarks[0] = '\0';
	CHECK(store_gc(&report, &world_store, &upkeep_catalogue, &options, &watching, &world_arena,
		      &st) &&
			report.paths[2] && !report.paths[3],
		"or it ends by itself, when the other had ended %s", st.message);
	CHECK(strncmp(remarks, "waiting for ", 12) == 0, "and was told: %s", remarks);
}

// Is the lock's time a new one since the last look?  Then make it an old one.
static void look_for_sign(int *sign_count)
{
	struct stat info;
	const struct timespec old[] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	const char *lock = world_path("locks/store");
	*sign_count += stat(lock, &info) == 0 && info.st_mtim.tv_sec != old[1].tv_sec;
	utimensat(AT_FDCWD, lock, old, 0);
}

static bool stopped_look(void *context)
{
	look_for_sign(context);
	return false;
}

// Others see that it gets on: with each object that is removed, or read to be mended.
static void test_signs(void)
{
	struct status st = {0};
	struct fsck_report checked;
	const struct gc_options options = {.dry_run = false};
	int count = 0;
	const struct observer observer = {.stopped = stopped_look, .context = &count};
	upkeep_reset(4);
	CHECK(store_fsck(&checked, &world_store, &upkeep_catalogue, true, &observer, &world_arena,
		      &st) &&
			checked.object_count == 6,
		"mended %s", st.message);
	CHECK_INT(count, 6,
		"six objects, and a sign before each look but the first, which sees "
		"that the lock was taken");
	for (int i = 0; i < 4; i++)
		upkeep_remove(i);
	count = 0;
	CHECK(store_gc(&report, &world_store, &upkeep_catalogue, &options, &observer, &world_arena,
		      &st) &&
			report.paths[5] && !report.paths[6],
		"six are removed %s", st.message);
	CHECK_INT(count, 6, "the same");
}

int main(void)
{
	upkeep_begin();
	test_objects();
	test_leftovers();
	test_remove();
	test_du();
	test_waits();
	test_signs();
	return world_end();
}
