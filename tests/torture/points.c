// SPDX-License-Identifier: Apache-2.0
/*
 * Every system call of a command is a point at which it may be killed, interrupted or told
 * that something failed.
 *
 *	points kill|int|error [--every K] SCENARIO...
 *
 * strace counts a system call by its name, so a point is (name, n), n = 1, 2, ... until a run
 * ends in which nothing was injected.  What the loader of shared libraries does before main()
 * is left out.  --every K takes each K-th point alone.
 *
 *	kill   signal KILL at that call; then the store is whole, and the next run works
 *	int    signal INT: exit status 130, death by the signal (before it is handled), or, where it
 *	       comes late, everything done; and nothing lies in tmp/ that cannot be gone on with
 *	error  each call with the errors that it can have, once and for ever: no signal, an exit
 *	       status that is documented, 0 only with everything done, and soon
 */
#include "tests/torture/faults.h"
#include "tests/torture/world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATIENCE_S = 15 }; // an error is no reason to wait

struct counts {
	int points, bad;
	int by_code[256];
	int late; // the signal came when all was done
};

struct plan {
	struct world *world;
	struct counts counts;
	long every, turn;
	time_t took_s; // the last run
};

static bool chosen(struct plan *plan)
{
	return plan->turn++ % plan->every == 0;
}

static void bad(struct plan *plan, const char *inject, const char *what, const char *why)
{
	plan->counts.bad++;
	report_detail("strace -f -e inject=%s zoo %s: %s %s", inject,
		plan->world->scenario->command, what, why);
}

// Run the command once with that injection; false: nothing was injected.
static bool inject(struct plan *plan, const char *call, const char *what, struct process_end *end)
{
	struct world *world = plan->world;
	char trace[96], injection[160];
	static char log[1 << 20];
	// Only the calls asked for stop the program, in half the time; but signals are not sent then.
	bool quick = strstr(what, ":error=");
	text_put(trace, sizeof(trace), "trace=%s", call);
	text_put(injection, sizeof(injection), "inject=%s", what);
	const char *prefix[12] = {
		"strace", "-f", "-qq", "-o", world->trace, "-e", trace, "-e", injection};
	if (quick)
		prefix[9] = "--seccomp-bpf";
	world_fresh_store(world);
	time_t begin = time(NULL);
	*end = world_run(world, world->scenario->command, prefix, NULL);
	plan->took_s = time(NULL) - begin;
	text_of_file(log, sizeof(log), world->trace);
	return end->timed_out || strstr(log, "(INJECTED)") || strstr(log, "--- SIGINT") ||
	       strstr(log, "killed by SIGKILL") || end->signal == SIGKILL;
}

static void judge_kill(struct plan *plan, const char *what, const struct process_end *end)
{
	const char *why;
	if (end->timed_out)
		bad(plan, what, process_end_text(end), "");
	else if (*(why = world_recovers(plan->world, 0)))
		bad(plan, what, "then", why);
}

static void judge_interrupt(struct plan *plan, const char *what, const struct process_end *end)
{
	char state[SHA256_HEX_NBYTES];
	const char *why;
	// what was left over before is not the command's
	bool stale = strstr(plan->world->scenario->prepare, "stale") != NULL;
	store_state(state, plan->world->store);
	bool done = end->code == plan->world->code && strcmp(state, plan->world->new_state) == 0;
	plan->counts.late += done;
	if (!done && end->code != 130 && end->signal != SIGINT)
		bad(plan, what, process_end_text(end), "instead of 130");
	else if (*(why = world_recovers(plan->world, stale ? 0 : NO_LEFTOVERS)))
		bad(plan, what, "then", why);
}

static void judge_error(
	struct plan *plan, const char *call, const char *what, const struct process_end *end)
{
	struct world *world = plan->world;
	char state[SHA256_HEX_NBYTES];
	static char output[sizeof(world->output)], message[4096];
	text_of_file(output, sizeof(output), world->out);
	text_of_file(message, sizeof(message), world->err);
	store_state(state, world->store);
	if (end->code >= 0)
		plan->counts.by_code[end->code]++;
	const char *why = "";
	bool as_always = end->code == world->code;
	if (end->timed_out || end->signal || end->code == 2 || end->code == 6 || end->code > 8)
		bad(plan, what, process_end_text(end), "");
	else if (plan->took_s > PATIENCE_S)
		bad(plan, what, process_end_text(end), "after far too long");
	else if (as_always && strcmp(state, world->new_state) != 0)
		bad(plan, what, process_end_text(end), "and the work is not done");
	else if (as_always && strcmp(message, world->errors) == 0 && !world_same_output(world))
		bad(plan, what, process_end_text(end), "with another output and nothing said");
	else if (as_always && strstr(call, "sync") && !(world->scenario->flags & SCENARIO_READS))
		bad(plan, what, process_end_text(end), "though it is not on the disk");
	else if (!as_always && !*message && !*output && strcmp(call, "write") != 0)
		bad(plan, what, process_end_text(end), "without a word");
	else if (*(why = world_recovers(world, MAY_TRUST)))
		bad(plan, what, "then", why);
}

static void run_signal(struct plan *plan, const struct call_count *calls, const char *signal)
{
	for (const struct call_count *call = calls; call->name[0]; call++)
		for (int n = call->in_loader + 1;; n++) {
			char what[96];
			struct process_end end;
			if (!chosen(plan) && n <= call->total)
				continue;
			if (plan->every > 1 && n > call->total)
				break;
			text_put(what, sizeof(what), "%s:signal=%s:when=%d", call->name, signal, n);
			if (!inject(plan, call->name, what, &end))
				break;
			plan->counts.points++;
			if (strcmp(signal, "KILL") == 0)
				judge_kill(plan, what, &end);
			else
				judge_interrupt(plan, what, &end);
		}
}

static void run_errors(struct plan *plan, const struct call_count *call, const struct fault *fault)
{
	for (int n = call->in_loader + 1;; n++) {
		char what[96];
		struct process_end end;
		if (!chosen(plan) && n <= call->total)
			continue;
		if (plan->every > 1 && n > call->total)
			break;
		text_put(what, sizeof(what), "%s:error=%s:when=%d%s", call->name, fault->error, n,
			fault->reach);
		if (!inject(plan, call->name, what, &end))
			break;
		plan->counts.points++;
		judge_error(plan, call->name, what, &end);
	}
}

static void run_scenario(struct world *world, const char *mode, long every)
{
	static struct call_count calls[MOST_CALLS + 1];
	struct plan plan = {.world = world, .every = every};
	const char *name = world->scenario->name;
	if (!count_calls(world, calls)) {
		printf("ok - %s %s # SKIP strace may not trace here\n", mode, name);
		return;
	}
	if (strcmp(mode, "error") == 0) {
		for (const struct call_count *call = calls; call->name[0]; call++)
			for (const struct fault *fault = faults; fault->error; fault++)
				if (fault_fits(fault, call->name))
					run_errors(&plan, call, fault);
	} else {
		run_signal(&plan, calls, strcmp(mode, "kill") == 0 ? "KILL" : "INT");
	}
	const struct counts *c = &plan.counts;
	if (strcmp(mode, "kill") == 0)
		report(c->bad == 0 && c->points > 0, "kill %s: %d points, %d bad", name, c->points,
			c->bad);
	else if (strcmp(mode, "int") == 0)
		report(c->bad == 0 && c->points > 0,
			"int %s: %d points, %d when all was done, %d bad", name, c->points, c->late,
			c->bad);
	else
		report(c->bad == 0 && c->points > 0,
			"error %s: %d points, %d as if nothing was, %d input/output, %d other, %d bad",
			name, c->points, c->by_code[world->code], c->by_code[3],
			c->points - c->by_code[world->code] - c->by_code[3], c->bad);
}

int main(int argc, char **argv)
{
	struct world world;
	long every = 1;
	int i = 2;
	if (i + 1 < argc && strcmp(argv[i], "--every") == 0) {
		every = strtol(argv[i + 1], NULL, 10);
		i += 2;
	}
	if (i >= argc || every < 1) {
		fprintf(stderr, "usage: points kill|int|error [--every K] SCENARIO...\n");
		return 2;
	}
	world_open(&world);
	for (; i < argc; i++) {
		const struct scenario *scenario = scenario_find(argv[i]);
		if (!scenario) {
			fprintf(stderr, "no scenario %s\n", argv[i]);
			return 2;
		}
		if (world_prepare(&world, scenario))
			run_scenario(&world, argv[1], every);
		else
			printf("ok - %s %s # SKIP no zoo %s\n", argv[1], scenario->name,
				scenario->needs);
	}
	world_close(&world);
	return 0;
}
