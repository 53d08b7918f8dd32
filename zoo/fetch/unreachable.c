// SPDX-License-Identifier: Apache-2.0
/*
 * A short list: who names more mirrors than there is room for waits for the rest.
 */
#include "zoo/fetch/unreachable.h"

void unreachable_init(struct unreachable *unreachable)
{
	pthread_mutex_init(&unreachable->mutex, NULL);
	unreachable->url_count = 0;
}

void unreachable_destroy(struct unreachable *unreachable)
{
	pthread_mutex_destroy(&unreachable->mutex);
}

static bool has(const struct unreachable *unreachable, const char *url)
{
	for (int i = 0; i < unreachable->url_count; i++)
		if (url_same_origin(unreachable->urls[i], url))
			return true;
	return false;
}

void unreachable_add(struct unreachable *unreachable, const char *url)
{
	pthread_mutex_lock(&unreachable->mutex);
	if (unreachable->url_count < UNREACHABLE_MAX && !has(unreachable, url))
		url_show(unreachable->urls[unreachable->url_count++], url);
	pthread_mutex_unlock(&unreachable->mutex);
}

bool unreachable_has(struct unreachable *unreachable, const char *url)
{
	pthread_mutex_lock(&unreachable->mutex);
	bool found = has(unreachable, url);
	pthread_mutex_unlock(&unreachable->mutex);
	return found;
}

bool unreachable_any(struct unreachable *unreachable)
{
	pthread_mutex_lock(&unreachable->mutex);
	bool any = unreachable->url_count > 0;
	pthread_mutex_unlock(&unreachable->mutex);
	return any;
}
