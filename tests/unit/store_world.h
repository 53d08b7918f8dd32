// SPDX-License-Identifier: Apache-2.0
/*
 * A store in a scratch folder, one card with one model, and ways to bring the model in; for
 * the tests of the store's parts.
 */
#ifndef TESTS_UNIT_STORE_WORLD_H
#define TESTS_UNIT_STORE_WORLD_H

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "zoo/incoming.h"
#include "zoo/store.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { WORLD_NBYTES = 100000 };

static unsigned char world_content[WORLD_NBYTES];
static struct arena world_arena;
static struct store world_store;
static struct card world_card;
static const char *world_link, *world_object;

__attribute__((format(printf, 1, 2), unused)) static const char *world_path(const char *format, ...)
{
	char below[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(below, sizeof(below), format, arguments);
	va_end(arguments);
	return arena_printf(&world_arena, "%s/%s", world_store.home, below);
}

__attribute__((unused)) static void world_begin(void)
{
	for (size_t i = 0; i < WORLD_NBYTES; i++)
		world_content[i] = (unsigned char)(i * 31 + i / 256);
	scratch_begin();
	chmod(scratch_directory, 0755);
	store_init(&world_store, arena_printf(&world_arena, "%s/home", scratch_directory));
	world_card = scratch_card("my-card", "m.tflite", "models/m.tflite",
		(struct bytes){world_content, WORLD_NBYTES});
	world_link = store_path(&world_store, &world_card, "m.tflite", &world_arena);
	world_object =
		world_path("objects/%.2s/%s", world_card.file.sha256, world_card.file.sha256);
}

__attribute__((unused)) static int world_end(void)
{
	arena_release(&world_arena);
	return check_done();
}

__attribute__((unused)) static void world_reset(void)
{
	scratch_remove(world_store.home);
}

__attribute__((unused)) static bool world_install_as(
	const struct card *card, const struct store_lock *lock, struct status *st)
{
	struct incoming *incoming;
	if (!store_incoming_open(&incoming, &world_store, card, &card->file, lock, st))
		return false;
	if (store_incoming_add(incoming, world_content, WORLD_NBYTES, st))
		return store_incoming_install(incoming, st);
	store_incoming_abandon(incoming);
	return false;
}

__attribute__((unused)) static bool world_install(struct status *st)
{
	return world_install_as(&world_card, NULL, st);
}

__attribute__((unused)) static bool world_read(struct status *st)
{
	struct arena scratch = {0};
	struct bytes bytes;
	bool ok = store_read(&bytes, &world_store, &world_card, &world_card.file, &scratch, st);
	ok = ok && bytes.nbytes == WORLD_NBYTES &&
	     memcmp(bytes.data, world_content, WORLD_NBYTES) == 0;
	arena_release(&scratch);
	return ok;
}

// It failed, as the store is not trusted, and says why and what to do.
__attribute__((unused)) static void world_distrusts(
	bool ok, const struct status *st, const char *says, const char *what)
{
	CHECK(!ok && st->code == STATUS_STORE, "%s: STATUS_STORE, got %d", what, (int)st->code);
	CHECK(strstr(st->message, says), "%s: says \"%s\": %s", what, says, st->message);
	CHECK(st->hint[0], "%s: a hint: %s", what, st->hint);
}

// From now on, in this process, a system call fails with that error.
__attribute__((unused)) static bool world_refuse(long call, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// Run it in a process of its own; its result there, -1 if it died.
__attribute__((unused)) static int world_apart(int (*work)(const void *), const void *what)
{
	int code = -1;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		_exit(work(what));
	waitpid(child, &code, 0);
	return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

#endif
