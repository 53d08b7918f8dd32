// SPDX-License-Identifier: Apache-2.0
/*
 * Three upstream addresses for each file of a repository: github.com/.../raw/ redirects to
 * Git LFS's storage when it works and hands out the pointer when it does not;
 * media.githubusercontent.com/media/ is that storage's other door; the batch API is what
 * "git lfs pull" uses, and knows a file by its SHA-256 alone.  Mirrors hold the same paths.
 */
#include "zoo/fetch/source.h"

#include "engine/base/words.h"
#include "zoo/fetch/mirror.h"
#include "zoo/fetch/transfer_url.h"

#include <string.h>

enum { UPSTREAM_MAX = 3 };

// Where GitHub redirects to for raw files and for Git LFS's storage (docs.github.com,
// "Self-hosted runners reference", what is needed for Git Large File Storage).
static const char *const github_hosts[] = {
	"github.com", ".githubusercontent.com", "github-cloud.s3.amazonaws.com", NULL};

bool source_may_be_asked(const struct source *source, bool offline)
{
	return !offline || (source->kind != SOURCE_URL && source->kind != SOURCE_LFS);
}

static bool is_upstream(const struct wanted *wanted)
{
	return wanted->card && wanted->card->upstream_repository[0];
}

static const char *raw_address(const struct wanted *wanted, struct arena *keep)
{
	return arena_printf(keep, "https://github.com/%s/raw/%s/%s",
		mirror_escape(wanted->card->upstream_repository, keep),
		mirror_escape(wanted->card->upstream_commit, keep),
		mirror_escape(wanted->file->path, keep));
}

const char *source_address(const struct wanted *wanted, struct arena *keep)
{
	if (wanted->file->url)
		return wanted->file->url;
	return is_upstream(wanted) ? raw_address(wanted, keep) : NULL;
}

static struct source of_url(const char *url, const char *const *redirect_hosts, struct arena *keep)
{
	char shown[URL_SHOWN_NBYTES];
	url_show(shown, url);
	return (struct source){.kind = SOURCE_URL,
		.base = url,
		.shown = arena_strdup(keep, shown),
		.redirect_hosts = redirect_hosts};
}

static int upstream_sources(struct source *out, const struct wanted *wanted, struct arena *keep)
{
	const struct card_file *file = wanted->file;
	if (file->url) {
		out[0] = of_url(file->url, NULL, keep);
		return 1;
	}
	const char *repository = mirror_escape(wanted->card->upstream_repository, keep);
	out[0] = of_url(raw_address(wanted, keep), github_hosts, keep);
	out[1] = of_url(arena_printf(keep, "https://media.githubusercontent.com/media/%s/%s/%s",
				repository, mirror_escape(wanted->card->upstream_commit, keep),
				mirror_escape(file->path, keep)),
		github_hosts, keep);
	if (!file->sha256[0] || file->size_nbytes < 0)
		return 2; // an object of Git LFS is named by its SHA-256
	const char *base = arena_printf(keep, "https://github.com/%s.git", repository);
	out[2] = (struct source){.kind = SOURCE_LFS,
		.base = base,
		.shown = arena_printf(keep, "lfs+%s", base),
		.redirect_hosts = github_hosts};
	return UPSTREAM_MAX;
}

bool source_list(struct source_list *out, const struct wanted *wanted, const char *const *mirrors,
	struct arena *keep, struct status *st)
{
	const struct card_file *file = wanted->file;
	const char *path = file->path ? file->path : "";
	int mirror_count = words_count(mirrors);
	struct source *sources = arena_array(keep, struct source, mirror_count + UPSTREAM_MAX);
	*out = (struct source_list){sources, 0};
	if (!is_upstream(wanted) && !file->url) {
		sources[0] = (struct source){.kind = SOURCE_BUILTIN, .path = path, .shown = path};
		out->source_count = 1;
		return true;
	}
	if (file->url && !*path)
		mirror_count = 0; // nobody knows where it would lie below a mirror
	else if (!mirror_path_stays_below(path))
		return status_fail(st, STATUS_FORMAT,
			"%s: the path \"%s\" is not one inside a repository", wanted->owner, path);
	for (int i = 0; i < mirror_count; i++)
		if (!mirror_source(&sources[i], mirrors[i], path, keep, st))
			return false;
	out->source_count = mirror_count + upstream_sources(sources + mirror_count, wanted, keep);
	return true;
}
