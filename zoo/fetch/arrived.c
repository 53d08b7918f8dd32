// SPDX-License-Identifier: Apache-2.0
/*
 * The first bytes tell; an archive of gigabytes is not read again for a message.
 */
#include "zoo/fetch/arrived.h"

#include "engine/base/identify.h"

static const char *look_name(enum look look)
{
	switch (look) {
	case LOOK_EMPTY:
		return "empty";
	case LOOK_TFLITE:
		return "model";
	case LOOK_LFS_POINTER:
		return "lfs-pointer";
	case LOOK_HTML:
		return "html";
	case LOOK_JSON:
		return "json";
	case LOOK_GZIP:
	case LOOK_ZIP:
		return "wrapped";
	default:
		return "unknown";
	}
}

void arrived_describe(struct delivered *out, const struct incoming *incoming,
	const struct wanted *wanted, struct arena *keep, struct status *st)
{
	struct bytes head;
	struct identity identity;
	struct status ignored;
	(void)st;
	if (!store_incoming_read(&head, incoming, IDENTIFY_HEAD_NBYTES, keep, &ignored))
		return;
	identify(&identity, head, store_incoming_nbytes(incoming), wanted->file->size_nbytes);
	out->kind = look_name(identity.look);
}
