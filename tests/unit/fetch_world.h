// SPDX-License-Identifier: Apache-2.0
/*
 * What the tests of fetching share: the fault server with one model, a card of it, a store,
 * and no way to upstream: https_proxy names a port where nobody listens.  Pauses between
 * tries are short: the limits are these programs' own, linked before the library's.
 */
#ifndef TESTS_UNIT_FETCH_WORLD_H
#define TESTS_UNIT_FETCH_WORLD_H

#include "tests/unit/check.h"
#include "tests/unit/httpd.h"
#include "tests/unit/scratch.h"
#include "tests/unit/small_model.h"
#include "zoo/fetch.h"
#include "zoo/fetch/fetch_limits.h"

enum { CONTENT_NBYTES = 300000 };

#ifndef FETCH_WORLD_LIMITS
#define FETCH_WORLD_LIMITS                                                                  \
	{                                                                                   \
		.try_count = 3, .pause_ms = 20, .retry_after_ms = 5000, .connect_ms = 30000 \
	}
#endif
const struct fetch_limits fetch_limits = FETCH_WORLD_LIMITS;

static const char model_name[] = "m_INT8.tflite";
static const char model_upstream[] = "models/kws/m 1:0/m_INT8.tflite";

static unsigned char content[CONTENT_NBYTES]; // a small model with much behind it
static struct arena arena;
static struct store store;
static struct card card;
static struct httpd httpd;
static const char *root, *tmp_path, *model_path, *labels_path;

static const char *url(const char *behaviour)
{
	return arena_printf(&arena, "http://127.0.0.1:%d/%s", httpd.port, behaviour);
}

static void reset(void)
{
	scratch_remove(store.home);
}

__attribute__((unused)) static bool fetch(
	struct fetch_result *result, const char *const *mirrors, struct status *st)
{
	struct fetch_options options = {.mirrors = mirrors};
	return fetch_card(result, &store, &card, &options, NULL, &arena, st);
}

// From one mirror, into an empty store.
__attribute__((unused)) static bool fetch_anew(
	struct fetch_result *result, const char *mirror, struct status *st)
{
	const char *mirrors[] = {mirror, NULL};
	reset();
	return fetch(result, mirrors, st);
}

// Requests so far for a path that begins with this.
__attribute__((unused)) static int asked(const char *prefix)
{
	return httpd_count(&httpd, arena_printf(&arena, "GET /%s", prefix), NULL);
}

static void world_content(void)
{
	static struct small_model small;
	small_model_build(&small);
	for (size_t i = 0; i < CONTENT_NBYTES; i++)
		content[i] = (unsigned char)(i * 31 + i / 256 + 1);
	memcpy(content, small.flat.data, small.flat.nbytes);
}

static bool world_begin(const char *program)
{
	world_content();
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("no_proxy", "127.0.0.1", 1);
	scratch_begin();
	root = arena_printf(&arena, "%s/root", scratch_directory);
	store_init(&store, arena_printf(&arena, "%s/a/home", scratch_directory));
	tmp_path = arena_printf(&arena, "%s/tmp", store.home);
	// The server takes paths as they come, escaped.
	scratch_write(arena_printf(&arena, "%s/models/kws/m%%201%%3A0/m_INT8.tflite", root),
		content, CONTENT_NBYTES);
	scratch_write(arena_printf(&arena, "%s/%s", root, model_upstream), content, CONTENT_NBYTES);
	scratch_write(arena_printf(&arena, "%s/another", root), "another", 7);
	card = scratch_card(
		"my-card", model_name, model_upstream, (struct bytes){content, CONTENT_NBYTES});
	model_path = store_path(&store, &card, model_name, &arena);
	labels_path = store_path(&store, &card, "labels.txt", &arena);
	return CHECK(httpd_start(&httpd, program, root,
			     arena_printf(&arena, "%s/log", scratch_directory)),
		"the server runs");
}

static int world_end(void)
{
	httpd_stop(&httpd);
	arena_release(&arena);
	return check_done();
}

#endif
