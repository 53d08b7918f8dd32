// SPDX-License-Identifier: Apache-2.0
/*
 * A mapping between two unmapped pages for each buffer, kept and used again; and the handler
 * that says which of them a fault lies beside.
 */
#include "tests/kernels/guard.h"

#include "tests/kernels/checker.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct guard *mapped;

static size_t page_nbytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void map(struct guard *guard, size_t nbytes)
{
	size_t page = page_nbytes();
	if (guard->map)
		munmap(guard->map, guard->room_nbytes + 2 * page);
	else {
		guard->next = mapped;
		mapped = guard;
	}
	guard->room_nbytes = (2 * nbytes + page) / page * page;
	guard->map = mmap(
		NULL, guard->room_nbytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guard->map == MAP_FAILED ||
		mprotect(guard->map + page, guard->room_nbytes, PROT_READ | PROT_WRITE) != 0)
		arena_out_of_memory(guard->room_nbytes);
}

static unsigned char *room(const struct guard *guard)
{
	return guard->map + page_nbytes();
}

static void fill(unsigned char *at, size_t nbytes)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < nbytes; i++, bits >>= 8) {
		if (i % 8 == 0)
			bits = draw();
		at[i] = (unsigned char)bits;
	}
}

// The bytes around the buffer that are mapped, GUARD_CANARY_NBYTES on each side at most.
static void surroundings(const struct guard *guard, size_t *before, size_t *behind)
{
	*before = (size_t)(guard->at - room(guard));
	*behind = guard->room_nbytes - *before - guard->nbytes;
	*before = *before < GUARD_CANARY_NBYTES ? *before : GUARD_CANARY_NBYTES;
	*behind = *behind < GUARD_CANARY_NBYTES ? *behind : GUARD_CANARY_NBYTES;
}

void *guard_place(struct guard *guard, size_t nbytes, size_t alignment, enum guard_side side)
{
	if (guard->room_nbytes < nbytes + alignment)
		map(guard, nbytes + alignment);
	size_t offset =
		side == GUARD_BEFORE ? 0 : (guard->room_nbytes - nbytes) / alignment * alignment;
	guard->at = room(guard) + offset;
	guard->nbytes = nbytes;
	size_t before, behind;
	surroundings(guard, &before, &behind);
	fill(guard->at - before, before + nbytes + behind);
	memcpy(guard->canary, guard->at - before, before);
	memcpy(guard->canary + GUARD_CANARY_NBYTES, guard->at + nbytes, behind);
	return guard->at;
}

void *guard_copy(struct guard *guard, const void *from, size_t nbytes, size_t alignment,
	enum guard_side side)
{
	return memcpy(guard_place(guard, nbytes, alignment, side), from, nbytes);
}

bool guard_intact(const struct guard *guard)
{
	size_t before, behind;
	surroundings(guard, &before, &behind);
	return memcmp(guard->canary, guard->at - before, before) == 0 &&
	       memcmp(guard->canary + GUARD_CANARY_NBYTES, guard->at + guard->nbytes, behind) == 0;
}

static void (*describe_now)(void);

// printf() in a handler is safe here: kernels, in which faults happen, never print.
static void on_fault(int number, siginfo_t *info, void *context)
{
	(void)context;
	printf("# signal %d: a kernel touched an address that it has no business with\n", number);
	const unsigned char *address = info->si_addr;
	for (const struct guard *g = mapped; g; g = g->next) {
		const unsigned char *end = g->map + g->room_nbytes + 2 * page_nbytes();
		if (address < g->map || address >= end)
			continue;
		if (address < g->at)
			printf("# %td bytes before \"%s\"\n", g->at - address, g->name);
		else
			printf("# byte %td of \"%s\", which has %zu\n", address - g->at, g->name,
				g->nbytes);
	}
	describe_now();
	fflush(stdout);
	_exit(1);
}

void guard_report_faults(void (*describe)(void))
{
	describe_now = describe;
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
	sigaction(SIGFPE, &action, NULL);
}
