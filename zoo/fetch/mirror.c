// SPDX-License-Identifier: Apache-2.0
/*
 * Directories are found by path, servers by URL; "lfs+" in front of a URL means the Git LFS
 * server of the repository there (git-lfs/git-lfs:docs/api/server-discovery.md).
 */
#include "zoo/fetch/mirror.h"

#include "zoo/fetch.h"
#include "zoo/fetch/transfer_url.h"
#include "zoo/fetch/transfer_wire.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool starts_with(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

bool mirror_path_stays_below(const char *path)
{
	if (!*path)
		return false;
	for (const unsigned char *c = (const unsigned char *)path; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return false;
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

const char *mirror_escape(const char *path, struct arena *keep)
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

static const char *without_slashes(const char *text, struct arena *keep)
{
	size_t length = strlen(text);
	while (length > 1 && text[length - 1] == '/')
		length--;
	return arena_strndup(keep, text, length);
}

static const char *shown_url(const char *url, struct arena *keep)
{
	char shown[URL_SHOWN_NBYTES];
	url_show(shown, url);
	return arena_strdup(keep, shown);
}

static void server_source(
	struct source *out, const char *mirror, const char *path, struct arena *keep)
{
	const char *url = arena_printf(
		keep, "%s/%s", without_slashes(mirror, keep), mirror_escape(path, keep));
	*out = (struct source){.kind = SOURCE_URL, .base = url, .shown = shown_url(url, keep)};
}

static void lfs_source(struct source *out, const char *mirror, struct arena *keep)
{
	const char *url = without_slashes(mirror + strlen("lfs+"), keep);
	*out = (struct source){.kind = SOURCE_LFS,
		.base = url,
		.shown = arena_printf(keep, "lfs+%s", shown_url(url, keep))};
}

// "host:path", as ssh writes it, or "lfs+" without a URL: neither is meant to be a directory.
static bool is_elsewhere(const char *text)
{
	return starts_with(text, "lfs+") || text[strcspn(text, ":/")] == ':';
}

// Of "scheme:" (RFC 3986, 3.1) in front; 0: there is none.
static size_t scheme_length(const char *text)
{
	size_t length = 0;
	while (isalnum((unsigned char)text[length]) ||
		(length > 0 && text[length] && strchr("+-.", text[length])))
		length++;
	return isalpha((unsigned char)text[0]) && text[length] == ':' ? length + 1 : 0;
}

/*
 * What is no URL has no place where a password must stand: everything in front of the last
 * "@" may be one, and everything behind a "?".
 */
static bool fail(struct status *st, const char *mirror, const char *why)
{
	const char *rest = mirror + scheme_length(mirror);
	rest += strspn(rest, "/");
	const char *at = strrchr(rest, '@'), *tail = at ? at + 1 : rest;
	size_t length = strcspn(tail, "?#");
	const char *more = tail[length] ? "..." : "";
	length += tail[length] != '\0';
	status_fail(st, STATUS_USAGE, "mirror \"%.*s%s%.*s%s\": %s", (int)(rest - mirror), mirror,
		at ? "***@" : "", (int)length, tail, more, why);
	return status_hint(st, "a directory (./NAME if its name has a colon), file:///DIRECTORY, "
			       "https://HOST[:PORT]/PATH, or lfs+https://HOST/OWNER/REPO.git");
}

// Paths are put behind it, and libcurl must be able to ask.
static const char *fault_of_server(const char *url)
{
	char host[URL_HOST_NBYTES];
	url_host(host, url);
	if (!url_is_plain(url))
		return "blanks or control bytes in it";
	if (strpbrk(url, "?#"))
		return "a base URL has neither a query nor a fragment";
	return host[0] ? wire_url_fault(url) : "no host in it";
}

bool mirror_source(struct source *out, const char *mirror, const char *path, struct arena *keep,
	struct status *st)
{
	const char *directory = mirror;
	bool lfs = starts_with(mirror, "lfs+");
	const char *url = lfs ? mirror + strlen("lfs+") : mirror;
	if (starts_with(url, "http://") || starts_with(url, "https://")) {
		const char *fault = fault_of_server(url);
		if (fault)
			return fail(st, mirror, fault);
		if (lfs)
			lfs_source(out, mirror, keep);
		else
			server_source(out, mirror, path, keep);
		return true;
	}
	if (starts_with(mirror, "file://"))
		directory = directory_of_url(mirror, keep);
	else if (is_elsewhere(mirror))
		directory = NULL;
	if (!directory || !*directory)
		return fail(st, mirror,
			"expected a directory or a URL of http, https, file, lfs+http or "
			"lfs+https");
	directory = without_slashes(directory, keep);
	*out = (struct source){.kind = SOURCE_DIRECTORY,
		.base = directory,
		.path = path,
		.shown = arena_printf(keep, "%s/%s", directory, path)};
	return true;
}

bool fetch_check_mirrors(const char *const *mirrors, struct status *st)
{
	struct arena scratch = {0};
	struct source source;
	bool ok = true;
	for (; ok && mirrors && *mirrors; mirrors++)
		ok = mirror_source(&source, *mirrors, "", &scratch, st);
	arena_release(&scratch);
	return ok;
}
