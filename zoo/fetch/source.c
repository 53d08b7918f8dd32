// SPDX-License-Identifier: Apache-2.0
/*
 * Two upstream addresses per file: github.com/.../raw/ redirects to Git LFS's storage when
 * it works and hands out the pointer when it does not; media.githubusercontent.com/media/
 * is that storage's other door.  Mirrors hold the same paths.
 */
#include "zoo/fetch/source.h"

#include "engine/base/words.h"
#include "zoo/builtin.h"
#include "zoo/incoming.h"
#include "zoo/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_NBYTES = 64 << 10, UPSTREAM_COUNT = 2 };

static bool starts_with(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static bool has_control(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return true;
	return false;
}

// No empty segment, no "." and "..", nothing that is no text: the path stays where it starts.
static bool path_stays_below(const char *path)
{
	while (*path) {
		size_t length = strcspn(path, "/");
		if (length == 0 || (length <= 2 && strspn(path, ".") >= length) ||
			memchr(path, '\\', length))
			return false;
		path += length;
		if (*path == '/' && *++path == '\0')
			return false;
	}
	return true;
}

// As it stands in a URL: everything but RFC 3986's unreserved characters and "/" as %XX.
static const char *escape_path(const char *path, struct arena *keep)
{
	static const char hex[] = "0123456789ABCDEF";
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	char *out = arena_array(keep, char, 3 * strlen(path) + 1);
	char *to = out;
	for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
		if (strchr(plain, *c)) {
			*to++ = (char)*c;
			continue;
		}
		*to++ = '%';
		*to++ = hex[*c >> 4];
		*to++ = hex[*c & 15];
	}
	return out;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)((at - digits) % 16) : -1;
}

// The directory of a file:// URL on this machine, or NULL.
static const char *directory_of_url(const char *url, struct arena *keep)
{
	const char *path = url + strlen("file://");
	if (starts_with(path, "localhost/"))
		path += strlen("localhost");
	if (*path != '/')
		return NULL;
	char *out = arena_strdup(keep, path);
	char *to = out;
	for (const char *c = path; *c; c++) {
		int high = *c == '%' ? hex_value(c[1]) : -1;
		int low = high >= 0 ? hex_value(c[2]) : -1;
		if (low < 0) {
			*to++ = *c;
			continue;
		}
		if (high == 0 && low == 0)
			return NULL;
		*to++ = (char)(high * 16 + low);
		c += 2;
	}
	*to = '\0';
	return out;
}

static const char *join(const char *base, const char *path, struct arena *keep)
{
	size_t length = strlen(base);
	while (length > 1 && base[length - 1] == '/')
		length--;
	return arena_printf(keep, "%.*s/%s", (int)length, base, path);
}

static bool mirror_source(struct source *out, const char *mirror, const char *path,
	struct arena *keep, struct status *st)
{
	const char *directory = mirror;
	if (starts_with(mirror, "http://") || starts_with(mirror, "https://")) {
		if (has_control(mirror) || strchr(mirror, ' '))
			return status_fail(st, STATUS_USAGE, "mirror \"%s\": not a URL", mirror);
		*out = (struct source){SOURCE_URL, join(mirror, escape_path(path, keep), keep)};
		return true;
	}
	if (starts_with(mirror, "file://"))
		directory = directory_of_url(mirror, keep);
	else if (strstr(mirror, "://"))
		directory = NULL;
	if (!directory || !*directory)
		return status_fail(st, STATUS_USAGE,
			"mirror \"%s\": expected a directory or a URL of http, https or file",
			mirror);
	*out = (struct source){SOURCE_FILE, join(directory, path, keep)};
	return true;
}

static int upstream_sources(struct source *out, const struct card *card,
	const struct card_file *file, struct arena *keep)
{
	if (file->url) {
		out[0] = (struct source){SOURCE_URL, file->url};
		return 1;
	}
	const char *repository = escape_path(card->upstream_repository, keep);
	const char *commit = escape_path(card->upstream_commit, keep);
	const char *path = escape_path(file->path, keep);
	out[0] = (struct source){SOURCE_URL,
		arena_printf(keep, "https://github.com/%s/raw/%s/%s", repository, commit, path)};
	out[1] = (struct source){
		SOURCE_URL, arena_printf(keep, "https://media.githubusercontent.com/media/%s/%s/%s",
				    repository, commit, path)};
	return UPSTREAM_COUNT;
}

bool source_list(struct source_list *out, const struct card *card, const struct card_file *file,
	const char *const *mirrors, struct arena *keep, struct status *st)
{
	int mirror_count = words_count(mirrors);
	struct source *sources = arena_array(keep, struct source, mirror_count + UPSTREAM_COUNT);
	*out = (struct source_list){sources, 0};
	if (!card->upstream_repository[0] && !file->url) {
		sources[0] = (struct source){SOURCE_BUILTIN, file->path};
		out->source_count = 1;
		return true;
	}
	if (file->url && (!file->path || !file->path[0]))
		mirror_count = 0; // nobody knows where it would lie below a mirror
	else if (!file->path || !file->path[0] || !path_stays_below(file->path) ||
		 has_control(file->path))
		return status_fail(st, STATUS_FORMAT,
			"%s: the path %s is not one inside a repository", card->id,
			file->path ? file->path : "\"\"");
	for (int i = 0; i < mirror_count; i++)
		if (!mirror_source(&sources[i], mirrors[i], file->path, keep, st))
			return false;
	out->source_count =
		mirror_count + upstream_sources(sources + mirror_count, card, file, keep);
	return true;
}

// A file on its way, and whether it was the store that stopped it.
struct delivery {
	struct incoming *incoming;
	bool store_failed;
};

static bool deliver(void *context, const void *data, size_t nbytes, struct status *st)
{
	struct delivery *delivery = context;
	if (store_incoming_add(delivery->incoming, data, nbytes, st))
		return true;
	delivery->store_failed = st->code != STATUS_NO;
	return false;
}

static bool begin(void *context, const struct transfer_answer *answer, struct status *st)
{
	(void)context, (void)answer, (void)st;
	return true; // a range is never asked for, so it is byte 0
}

static bool copy_open_file(struct delivery *delivery, int fd, const char *path, const char *what,
	int64_t expected_nbytes, const struct observer *observer, struct status *st)
{
	struct stat info;
	unsigned char piece[PIECE_NBYTES];
	int64_t done = 0;
	if (fstat(fd, &info) != 0)
		return status_fail_errno(st, STATUS_NETWORK, errno, "%s", path);
	if (!S_ISREG(info.st_mode))
		return status_fail(st, STATUS_NETWORK, "%s: not a regular file", path);
	for (;;) {
		if (observer_stopped(observer))
			return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", what);
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return status_fail_errno(st, STATUS_NETWORK, errno, "%s", path);
		if (n == 0)
			return true;
		if (!deliver(delivery, piece, (size_t)n, st))
			return false;
		done += n;
		observer_progress(observer, what, "bytes", done, expected_nbytes);
	}
}

static bool copy_file(struct delivery *delivery, const char *path, const struct card_file *file,
	const struct observer *observer, struct status *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_fail_errno(st, STATUS_NETWORK, errno, "%s", path);
	bool ok = copy_open_file(delivery, fd, path, file->name, file->size_nbytes, observer, st);
	close(fd);
	return ok;
}

static bool copy_builtin(struct delivery *delivery, const char *path, struct status *st)
{
	struct bytes content = builtin_find(path);
	if (!content.data)
		return status_fail(st, STATUS_NETWORK, "%s: not inside this program", path);
	return deliver(delivery, content.data, content.nbytes, st);
}

static bool bring(struct delivery *delivery, const struct source *source,
	const struct card_file *file, const struct observer *observer, struct status *st)
{
	switch (source->kind) {
	case SOURCE_BUILTIN:
		return copy_builtin(delivery, source->where, st);
	case SOURCE_FILE:
		return copy_file(delivery, source->where, file, observer, st);
	case SOURCE_URL:
		break;
	}
	const struct transfer_request request = {
		.url = source->where, .what = file->name, .expected_nbytes = file->size_nbytes};
	const struct transfer_sink sink = {begin, deliver, delivery};
	struct transfer_failure failure;
	return transfer_run(&request, &sink, &failure, observer, st);
}

static enum source_blame blame_for(const struct delivery *delivery, const struct status *st)
{
	if (delivery->store_failed || st->code == STATUS_INTERRUPTED)
		return SOURCE_FATAL;
	return st->code == STATUS_NO ? SOURCE_WRONG : SOURCE_SILENT;
}

bool source_install(enum source_blame *blame, const struct source *source,
	const struct store *store, const struct card *card, const struct card_file *file,
	const struct observer *observer, struct status *st)
{
	struct delivery delivery = {0};
	*blame = SOURCE_FATAL;
	if (!store_incoming_open(&delivery.incoming, store, card, file, NULL, st))
		return false;
	if (!bring(&delivery, source, file, observer, st)) {
		store_incoming_abandon(delivery.incoming);
		*blame = blame_for(&delivery, st);
	} else if (store_incoming_install(delivery.incoming, st)) {
		return true;
	} else {
		*blame = st->code == STATUS_NO ? SOURCE_WRONG : SOURCE_FATAL;
	}
	if (st->code == STATUS_NO)
		status_prefix(st, "%s", source->where);
	return false;
}
