// SPDX-License-Identifier: Apache-2.0
/*
 * One thing of an inventory, by its name.
 */
#include "zoo/upkeep/inventory.h"

#include <stdlib.h>
#include <string.h>

static int by_sha256(const void *key, const void *object)
{
	return strcmp(key, ((const struct inventory_object *)object)->sha256);
}

int inventory_find(const struct inventory *inventory, const char *sha256)
{
	if (inventory->object_count == 0)
		return -1;
	const struct inventory_object *found = bsearch(sha256, inventory->objects,
		(size_t)inventory->object_count, sizeof(*inventory->objects), by_sha256);
	return found ? (int)(found - inventory->objects) : -1;
}

static int by_name(const void *key, const void *link)
{
	return strcmp(key, ((const struct inventory_link *)link)->name.text);
}

const struct inventory_link *inventory_link(
	const struct inventory *inventory, const struct store_name *name)
{
	if (inventory->link_count == 0)
		return NULL;
	return bsearch(name->text, inventory->links, (size_t)inventory->link_count,
		sizeof(*inventory->links), by_name);
}

const struct stranger *inventory_in_the_way(
	const struct inventory *inventory, const struct store_name *name)
{
	for (int i = 0; i < inventory->stranger_count; i++) {
		const char *stranger = inventory->strangers[i].name.text;
		size_t length = strlen(stranger);
		if (strncmp(name->text, stranger, length) == 0 &&
			(name->text[length] == '\0' || name->text[length] == '/'))
			return &inventory->strangers[i];
	}
	return NULL;
}
