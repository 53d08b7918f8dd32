// SPDX-License-Identifier: Apache-2.0
/*
 * One POST with one object.  The answer is foreign: it is bounded, and what it leads to is
 * judged before it is asked for.
 */
#include "zoo/fetch/lfs.h"

#include "zoo/fetch/lfs_answer.h"
#include "zoo/fetch/transfer_url.h"

#include <string.h>

// git-lfs/git-lfs:docs/api/batch.md@0671f0663
#define LFS_MEDIA_TYPE "application/vnd.git-lfs+json"

static const char *const request_headers[] = {
	"Accept: " LFS_MEDIA_TYPE, "Content-Type: " LFS_MEDIA_TYPE, NULL};

struct reply {
	struct json_reader *reader;
	const char *shown;
	int64_t nbytes;
};

static bool begin(void *context, const struct transfer_answer *answer, struct status *st)
{
	(void)context, (void)answer, (void)st;
	return true; // a range is never asked for
}

static bool add(void *context, const void *data, size_t nbytes, struct status *st)
{
	struct reply *reply = context;
	reply->nbytes += (int64_t)nbytes;
	if (reply->nbytes > LFS_ANSWER_MAX_NBYTES)
		return status_fail(st, STATUS_FORMAT,
			"%s: expected an answer of at most %d bytes, got more", reply->shown,
			LFS_ANSWER_MAX_NBYTES);
	return json_reader_feed(reply->reader, (struct bytes){data, nbytes}, st);
}

static bool is_error(struct status *st, const char *shown, const struct lfs_answer *answer,
	struct transfer_failure *failure)
{
	int64_t code = answer->error_code;
	if (code < 0 && !answer->error_message)
		return false;
	failure->again = code == 408 || code == 429 || (code >= 500 && code < 600);
	status_fail(st, STATUS_NETWORK,
		"%s: the Git LFS server answered %lld for this object%s%s%s", shown,
		(long long)code, answer->error_message ? " (" : "",
		answer->error_message ? answer->error_message : "",
		answer->error_message ? ")" : "");
	return true;
}

static bool is_usable_href(const char *href, const char *base)
{
	return url_is_plain(href) &&
	       (url_is_https(href) || (url_is_http(href) && !url_is_https(base)));
}

static bool judge(const struct lfs_answer *answer, const struct lfs_object *object,
	const char *base, const char *shown, struct transfer_failure *failure, struct status *st)
{
	char href[URL_SHOWN_NBYTES];
	if (answer->object_count == 0 || !answer->oid || strcmp(answer->oid, object->sha256) != 0)
		return status_fail(st, STATUS_NETWORK,
			"%s: the Git LFS server was asked for %s, and answered for %s", shown,
			object->sha256, answer->oid ? answer->oid : "nothing");
	if (is_error(st, shown, answer, failure))
		return false;
	if (answer->nbytes >= 0 && answer->nbytes != object->nbytes)
		return status_fail(st, STATUS_NETWORK,
			"%s: size: expected %lld bytes, the Git LFS server has %lld", shown,
			(long long)object->nbytes, (long long)answer->nbytes);
	if (answer->transfer && strcmp(answer->transfer, "basic") != 0)
		return status_fail(st, STATUS_NETWORK,
			"%s: the Git LFS server wants the transfer \"%s\", expected \"basic\"",
			shown, answer->transfer);
	if (!answer->href)
		return status_fail(st, STATUS_NETWORK,
			"%s: the Git LFS server knows the object, and offers no download", shown);
	if (is_usable_href(answer->href, base))
		return true;
	url_show(href, answer->href);
	return status_fail(st, STATUS_NETWORK,
		"%s: the Git LFS server leads to %s: expected a URL of %s", shown, href,
		url_is_https(base) ? "https" : "http or https");
}

static bool ask(struct reply *reply, const char *url, const struct lfs_object *object,
	const char *const *redirect_hosts, struct transfer_failure *failure,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	const struct observer quiet = {.stopped = observer ? observer->stopped : NULL,
		.context = observer ? observer->context : NULL};
	const struct transfer_request request = {.url = url,
		.what = reply->shown,
		.expected_nbytes = -1,
		.body = arena_printf(keep,
			"{\"operation\":\"download\",\"transfers\":[\"basic\"],"
			"\"objects\":[{\"oid\":\"%s\",\"size\":%lld}],\"hash_algo\":\"sha256\"}",
			object->sha256, (long long)object->nbytes),
		.headers = request_headers,
		.redirect_hosts = redirect_hosts};
	const struct transfer_sink sink = {begin, add, reply};
	bool ok = transfer_run(&request, &sink, failure, &quiet, st) &&
		  json_reader_finish(reply->reader, st);
	// No file came, right or wrong: for the caller it is as if there had been no answer.
	if (!ok && st->code == STATUS_FORMAT)
		st->code = STATUS_NETWORK;
	failure->from_sink = false;
	return ok;
}

bool lfs_find(struct lfs_action *out, const char *base, const struct lfs_object *object,
	const char *const *redirect_hosts, struct transfer_failure *failure,
	const struct observer *observer, struct arena *keep, struct status *st)
{
	struct lfs_answer answer;
	char shown[URL_SHOWN_NBYTES];
	const char *url = arena_printf(keep, "%s/info/lfs/objects/batch", base);
	url_show(shown, url);
	lfs_answer_init(&answer, keep);
	struct reply reply = {
		.reader = json_reader_create(shown, lfs_answer_take, &answer), .shown = shown};
	bool ok = ask(&reply, url, object, redirect_hosts, failure, observer, keep, st) &&
		  judge(&answer, object, base, shown, failure, st);
	json_reader_free(reply.reader);
	if (!ok)
		return false;
	const char **headers = arena_array(keep, const char *, answer.header_count + 1);
	memcpy(headers, answer.headers, (size_t)answer.header_count * sizeof(*headers));
	*out = (struct lfs_action){answer.href, headers};
	return true;
}
