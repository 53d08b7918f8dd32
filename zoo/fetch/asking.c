// SPDX-License-Identifier: Apache-2.0
/*
 * What is gone on with is what this address sent before, and what its validator says to be
 * of the same file still; everything else begins at byte 0.
 */
#include "zoo/fetch/asking.h"

#include "zoo/clock.h"
#include "zoo/fetch/fetch_limits.h"
#include "zoo/fetch/lfs.h"
#include "zoo/fetch/transfer_limits.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { STEP_MS = 20 };

static int64_t now_ms(void)
{
	return clock_wall_ns() / 1000000;
}

/*
 * What is too long by no more than the store can hold is read to its end, if that is said to
 * be there: then it can be told what it is.  Nothing else is read on.
 */
static bool ends_soon(const struct asking *a)
{
	int64_t expected_nbytes = a->order->wanted->file->size_nbytes;
	return expected_nbytes >= 0 && a->answered_nbytes <= a->total_nbytes &&
	       a->total_nbytes - expected_nbytes < INCOMING_PAST_NBYTES;
}

bool asking_add(struct asking *a, const void *data, size_t nbytes)
{
	a->answered_nbytes += (int64_t)nbytes;
	a->received_nbytes += (int64_t)nbytes;
	if (!store_incoming_add(a->incoming, data, nbytes, a->st)) {
		a->oversized = a->st->code == STATUS_NO;
		a->store_failed = !a->oversized;
		return a->oversized && ends_soon(a);
	}
	a->transferred_nbytes += (int64_t)nbytes;
	return true;
}

static bool add(void *context, const void *data, size_t nbytes, struct status *st)
{
	(void)st; // the same
	return asking_add(context, data, nbytes);
}

// Under what the store notes where bytes came from; a Git LFS object's own URL changes.
static const char *noted_url(const struct asking *a)
{
	const struct source *source = a->order->source;
	if (source->kind != SOURCE_LFS)
		return source->base;
	return arena_printf(
		a->order->keep, "lfs+%s#%s", source->base, a->order->wanted->file->sha256);
}

static bool begin(void *context, const struct transfer_answer *answer, struct status *st)
{
	struct asking *a = context;
	a->total_nbytes = answer->total_nbytes;
	a->resumed = answer->first_nbyte > 0;
	if (a->resumed)
		return true;
	const char *validator = answer->validator;
	bool fits = validator && strlen(validator) < sizeof(a->validator);
	snprintf(a->validator, sizeof(a->validator), "%s", fits ? validator : "");
	if (store_incoming_begin(a->incoming, noted_url(a), fits ? validator : NULL, st))
		return true;
	a->store_failed = true;
	return false;
}

// An end that did not come, of what is too long anyway, is not waited for again.
static bool refuse_again(struct asking *a)
{
	a->failure.from_sink = true;
	return store_incoming_add(a->incoming, "", 0, a->st);
}

static bool ask(struct asking *a, int64_t first_nbyte)
{
	const struct delivery_order *order = a->order;
	const struct source *source = order->source;
	const struct card_file *file = order->wanted->file;
	struct lfs_action action = {source->base, NULL};
	const struct lfs_object object = {file->sha256, file->size_nbytes};
	a->answered_nbytes = a->total_nbytes = 0;
	if (source->kind == SOURCE_LFS &&
		!lfs_find(&action, source->base, &object, source->redirect_hosts, &a->failure,
			order->observer, order->keep, a->st))
		return false;
	const struct transfer_request request = {.url = action.href,
		.what = order->wanted->what,
		.expected_nbytes = file->size_nbytes,
		.first_nbyte = first_nbyte,
		.if_range = first_nbyte > 0 ? a->validator : NULL,
		.headers = action.headers,
		.redirect_hosts = source->redirect_hosts};
	const struct transfer_sink sink = {begin, add, a};
	bool ok = transfer_run(&request, &sink, &a->failure, order->observer, a->st);
	return !ok && a->oversized && a->st->code == STATUS_NETWORK ? refuse_again(a) : ok;
}

// False if the observer says stop.
static bool pause_for(const struct asking *a, int64_t ms)
{
	int64_t until_ms = now_ms() + ms;
	while (now_ms() < until_ms) {
		if (observer_stopped(a->order->observer))
			return status_fail(a->st, STATUS_INTERRUPTED, "%s: interrupted",
				a->order->wanted->what);
		nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
	}
	return true;
}

// Half of the longest pause or more, so that many clients do not come back at once.
static int64_t with_jitter(int64_t longest_ms)
{
	uint32_t random = 0;
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
		random = (uint32_t)clock_wall_ns();
	return longest_ms / 2 + (int64_t)((uint64_t)random * (uint64_t)(longest_ms / 2) >> 32);
}

// "... asks to wait 900 s; zoo waits 60 s at most (not before 2036-11-19 20:14 UTC)"
static void say_until(struct status *st, int64_t wait_s, const char *why_not)
{
	char text[64] = "", message[STATUS_MESSAGE_NBYTES], hint[STATUS_HINT_NBYTES];
	time_t at = time(NULL) + (time_t)wait_s;
	struct tm utc;
	if (gmtime_r(&at, &utc))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &utc);
	memcpy(message, st->message, sizeof(message));
	memcpy(hint, st->hint, sizeof(hint));
	status_fail(st, st->code, "%s; %s (not before %s)", message, why_not, text);
	status_hint(st, "%s", hint);
}

/*
 * Is it worth another try, and after which pause?  A server that stalled has had its time;
 * one that cannot be connected to gets no more than fetch_limits.connect_ms in all.
 */
static bool may_try_again(const struct asking *a, int tries, int64_t since_ms, int64_t *pause_ms)
{
	const struct transfer_failure *failure = &a->failure;
	*pause_ms = with_jitter((int64_t)fetch_limits.pause_ms << (tries - 1));
	if (!failure->again || failure->stalled || tries >= fetch_limits.try_count)
		return false;
	if (failure->http_status != 0 || a->answered_nbytes > 0)
		return true;
	return !unreachable_any(a->order->unreachable) &&
	       now_ms() - since_ms + *pause_ms + transfer_limits.connect_ms <=
		       fetch_limits.connect_ms;
}

// Does the server ask for a pause that is not obeyed?  Then it is said.
static bool asks_too_much(const struct asking *a, bool waited)
{
	char why_not[64];
	int64_t wait_s = a->failure.retry_after_s;
	if (wait_s <= 0)
		return false;
	if (wait_s * 1000 > fetch_limits.retry_after_ms)
		snprintf(why_not, sizeof(why_not), "zoo waits %d s at most",
			fetch_limits.retry_after_ms / 1000);
	else if (waited)
		snprintf(why_not, sizeof(why_not), "zoo has waited for it once");
	else
		return false;
	say_until(a->st, wait_s, why_not);
	return true;
}

static void heed_retry_after(const struct asking *a, bool *waited, int64_t *pause_ms)
{
	int64_t wait_s = a->failure.retry_after_s;
	if (wait_s <= 0)
		return;
	*waited = true;
	*pause_ms = wait_s * 1000;
	observer_remark(
		a->order->observer, arena_printf(a->order->keep, "waiting %lld s, as asked by %s",
					    (long long)wait_s, a->order->source->shown));
}

// Where to go on, with a->validator set; 0: at the beginning.
static int64_t kept_nbytes(struct asking *a)
{
	const char *validator = NULL;
	int64_t nbytes = store_incoming_kept(a->incoming, noted_url(a), &validator);
	snprintf(a->validator, sizeof(a->validator), "%s", validator ? validator : "");
	a->resumed = nbytes > 0;
	return nbytes;
}

static bool is_over(const struct asking *a)
{
	return a->store_failed || a->failure.from_sink || a->st->code == STATUS_INTERRUPTED;
}

bool asking_run(struct asking *a, bool from_start)
{
	int64_t since_ms = now_ms(), pause_ms;
	int64_t first_nbyte = from_start ? 0 : kept_nbytes(a);
	bool waited = false, refused = false;
	if (first_nbyte > 0 && first_nbyte == a->order->wanted->file->size_nbytes)
		return true; // all of it is there: its hash will tell
	for (int tries = 1;; tries++) {
		if (ask(a, first_nbyte))
			return true;
		if (is_over(a))
			return false;
		if (a->failure.range_refused && !refused) {
			refused = true;
			first_nbyte = 0;
			tries--;
			continue;
		}
		if (asks_too_much(a, waited) || !may_try_again(a, tries, since_ms, &pause_ms))
			break;
		heed_retry_after(a, &waited, &pause_ms);
		if (!pause_for(a, pause_ms))
			break;
		first_nbyte = a->validator[0] ? store_incoming_nbytes(a->incoming) : 0;
	}
	bool connected = a->failure.http_status != 0 || a->transferred_nbytes > 0;
	if (!connected && a->failure.again && a->st->code == STATUS_NETWORK)
		unreachable_add(a->order->unreachable, a->order->source->base);
	return false;
}
