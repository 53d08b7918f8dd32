// SPDX-License-Identifier: Apache-2.0
/*
 * The store tells what differs and guesses by the first bytes; here all of them are looked
 * at.  An archive of gigabytes is not read again for a message.
 */
#include "zoo/fetch/arrived.h"

#include "zoo/arrival.h"

#include <string.h>

// In place of the store's guess in parentheses; a collision has its own words.
static void say(struct status *st, const struct arrival *arrival)
{
	char message[STATUS_MESSAGE_NBYTES];
	if (arrival->collides)
		return;
	memcpy(message, st->message, sizeof(message));
	size_t length = strcspn(message, "(");
	while (length > 0 && message[length - 1] == ' ')
		length--;
	status_fail(st, st->code, "%.*s (%s)", (int)length, message, arrival->what);
}

void arrived_describe(struct delivered *out, const struct incoming *incoming, bool cut,
	const struct wanted *wanted, struct arena *keep, struct status *st)
{
	struct arena scratch = {0};
	struct bytes got;
	struct arrival arrival;
	struct status ignored;
	int64_t nbytes = store_incoming_nbytes(incoming);
	out->kind = arrival_kind_name(ARRIVAL_UNKNOWN);
	if (nbytes <= ARRIVAL_LOOK_NBYTES &&
		store_incoming_read(&got, incoming, ARRIVAL_LOOK_NBYTES, &scratch, &ignored)) {
		arrival_classify(&arrival, got, cut ? -1 : nbytes, wanted->file,
			(struct bytes){NULL, 0}, keep);
		out->kind = arrival_kind_name(arrival.kind);
		say(st, &arrival);
	}
	arena_release(&scratch);
}
