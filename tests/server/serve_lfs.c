// SPDX-License-Identifier: Apache-2.0
/*
 * Git LFS's batch API (git-lfs/git-lfs:docs/api/batch.md): the object with the oid that was
 * asked for is looked for among the files of ROOT.
 */
#include "tests/server/behaviours.h"

#include "zoo/digest.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MEDIA_TYPE "Content-Type: application/vnd.git-lfs+json\r\n"

enum { OID_LENGTH = 64, ANSWER_NBYTES = 2048 };

static pthread_mutex_t search = PTHREAD_MUTEX_INITIALIZER;
static char wanted_oid[OID_LENGTH + 1], found_path[PATH_NBYTES];

static int look_at(const char *path, const struct stat *info, int kind, struct FTW *at)
{
	(void)info, (void)at;
	size_t nbytes = 0;
	if (kind != FTW_F)
		return 0;
	const char *below = path + strlen(server_root) + 1;
	unsigned char *data = read_file(&nbytes, below);
	struct digests digests = digest_bytes((struct bytes){data, nbytes});
	bool found = data && strcmp(digests.sha256, wanted_oid) == 0;
	if (found)
		snprintf(found_path, sizeof(found_path), "%s", below);
	free(data);
	return found;
}

static unsigned char *read_object(size_t *nbytes, const char *oid)
{
	unsigned char *data = NULL;
	pthread_mutex_lock(&search);
	snprintf(wanted_oid, sizeof(wanted_oid), "%.*s", OID_LENGTH, oid);
	if (nftw(server_root, look_at, 16, FTW_PHYS) == 1)
		data = read_file(nbytes, found_path);
	pthread_mutex_unlock(&search);
	return data;
}

void serve_lfs_object(struct request *r)
{
	size_t nbytes = 0;
	unsigned char *data = read_object(&nbytes, r->path);
	struct bytes before = r->file;
	r->file = (struct bytes){data, nbytes};
	if (data)
		serve_range(r);
	else
		not_found(r);
	r->file = before;
	free(data);
}

void serve_lfs_locked(struct request *r)
{
	if (strcmp(r->key, "open sesame") == 0)
		serve_lfs_object(r);
	else
		answer(r, "403 Forbidden", "", "");
}

// The oid in the request's body, or zeros.
static const char *asked_oid(const struct request *r)
{
	const char *at = strstr(r->body, "\"oid\"");
	at = at ? strchr(at + 5, '"') : NULL;
	static const char none[] =
		"0000000000000000000000000000000000000000000000000000000000000000";
	return at && strspn(at + 1, "0123456789abcdef") == OID_LENGTH ? at + 1 : none;
}

static long long asked_size(const struct request *r)
{
	const char *at = strstr(r->body, "\"size\"");
	at = at ? strchr(at, ':') : NULL;
	return at ? atoll(at + 1) : -1;
}

static void answer_object(struct request *r, const char *oid, long long size, const char *rest)
{
	char text[ANSWER_NBYTES];
	snprintf(text, sizeof(text),
		"{\"transfer\": \"basic\", \"objects\": [{\"oid\": \"%.64s\", \"size\": %lld%s}]}",
		oid, size, rest);
	if (strcmp(r->method, "POST") == 0)
		answer(r, "200 OK", MEDIA_TYPE, text);
	else
		answer(r, "405 Method Not Allowed", "", "");
}

// An action that leads to /lfs-object/ or /lfs-locked/, with more members.
static void answer_href(struct request *r, const char *behaviour, const char *members)
{
	char rest[ANSWER_NBYTES / 2];
	snprintf(rest, sizeof(rest),
		", \"authenticated\": true, \"actions\": {\"download\": {\"href\": "
		"\"http%s://%.100s/%s/%.64s\"%s}}",
		server_is_tls ? "s" : "", r->host, behaviour, asked_oid(r), members);
	answer_object(r, asked_oid(r), asked_size(r), rest);
}

void serve_lfs(struct request *r)
{
	size_t nbytes = 0;
	unsigned char *data = read_object(&nbytes, asked_oid(r));
	if (data)
		answer_href(r, "lfs-object", "");
	else
		serve_lfs_404(r);
	free(data);
}

void serve_lfs_key(struct request *r)
{
	answer_href(r, "lfs-locked",
		", \"header\": {\"X-Key\": \"open sesame\"}, \"expires_in\": 3600, "
		"\"expires_at\": \"2099-01-01T00:00:00Z\"");
}

void serve_lfs_late(struct request *r)
{
	answer_href(
		r, "lfs-locked", ", \"expires_in\": -1, \"expires_at\": \"2001-09-01T00:00:00Z\"");
}

void serve_lfs_404(struct request *r)
{
	answer_object(r, asked_oid(r), asked_size(r),
		", \"error\": {\"code\": 404, \"message\": \"Object does not exist\"}");
}

void serve_lfs_429(struct request *r)
{
	answer(r, "429 Too Many Requests", MEDIA_TYPE "Retry-After: 1\r\n",
		"{\"message\": \"too many requests\"}");
}

void serve_lfs_quota(struct request *r)
{
	answer(r, "403 Forbidden", MEDIA_TYPE,
		"{\"message\": \"This repository exceeded its LFS budget.\"}");
}

void serve_lfs_garbage(struct request *r)
{
	answer(r, "200 OK", MEDIA_TYPE, "{\"objects\": [{\"oid\": \"");
}

void serve_lfs_other(struct request *r)
{
	char oid[OID_LENGTH + 1];
	snprintf(oid, sizeof(oid), "%.64s", asked_oid(r));
	oid[0] = oid[0] == 'f' ? 'e' : 'f';
	answer_object(r, oid, asked_size(r),
		", \"actions\": {\"download\": {\"href\": \"http://127.0.0.1:1/\"}}");
}

void serve_lfs_size(struct request *r)
{
	answer_object(r, asked_oid(r), asked_size(r) + 1,
		", \"actions\": {\"download\": {\"href\": \"http://127.0.0.1:1/\"}}");
}

void serve_lfs_idle(struct request *r)
{
	answer_object(r, asked_oid(r), asked_size(r), "");
}

void serve_lfs_file(struct request *r)
{
	answer_object(r, asked_oid(r), asked_size(r),
		", \"actions\": {\"download\": {\"href\": \"file:///etc/passwd\"}}");
}

void serve_lfs_inject(struct request *r)
{
	answer_href(r, "lfs-locked", ", \"header\": {\"X-Key\": \"a\\r\\nX-Injected: yes\"}");
}

void serve_lfs_endless(struct request *r)
{
	static const char member[] = "{\"oid\": \"0\", \"size\": 1},";
	bool ok = send_head(r, "200 OK", MEDIA_TYPE, -1) && send_text(r, "{\"objects\": [");
	for (int i = 0; ok && i < 4000000; i++)
		ok = send_text(r, member);
}
