// SPDX-License-Identifier: Apache-2.0
/*
 * One GET at a time, with redirects followed here instead of in libcurl: libcurl's list
 * of redirect protocols is the same for every hop, so that http -> https -> http could not
 * be told from http -> http.  Nothing is ever decoded, retried or resumed here.
 */
#include "zoo/transfer.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
	REDIRECTS_MAX = 5,
	CONNECT_SECONDS = 15,
	LOW_SPEED_SECONDS = 30, // below one byte a second
	// A transfer that never stalls must end, too: ten minutes, and 4 KiB a second.
	TOTAL_SECONDS = 600,
	SLOWEST_NBYTES_PER_SECOND = 4096,
	UNKNOWN_SIZE_NBYTES = 256 << 20,
	REDIRECT_BODY_NBYTES = 64 << 10,
	URL_NBYTES = 512 // as shown
};

struct transfer {
	CURL *curl;
	const char *what;
	int64_t received_nbytes, expected_nbytes;
	transfer_sink *sink;
	void *sink_context;
	const struct observer *observer;
	struct status *st;
	const char *url;                 // of this hop; valid until it is performed
	bool https;                      // of this hop
	char shown[2 * URL_NBYTES + 32]; // what was asked for, and where that led
	int asked_length;                // of the first part of `shown`
	char detail[CURL_ERROR_SIZE];    // libcurl's words
	int64_t discarded_nbytes;        // body of a redirect
	bool failed;                     // st is set
};

static int global_result;

static void global_start(void)
{
	global_result = (int)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool global_init(struct status *st)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, global_start);
	if (global_result == 0)
		return true;
	return status_fail(st, STATUS_NETWORK, "libcurl cannot start: %s",
		curl_easy_strerror((CURLcode)global_result));
}

const char *transfer_library_version(void)
{
	return curl_version();
}

static bool is_https(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0;
}

static bool is_http(const char *url)
{
	return strncasecmp(url, "http://", 7) == 0;
}

// The URL for messages, with "user:password@" taken out.
static void show_url(char *out, size_t out_nbytes, const char *url)
{
	const char *host = strstr(url, "://");
	host = host ? host + 3 : url;
	size_t authority_nbytes = strcspn(host, "/?#");
	const char *at = memrchr(host, '@', authority_nbytes);
	snprintf(out, out_nbytes, "%.*s%s", (int)(host - url), url, at ? at + 1 : host);
}

// Remember a failure of ours and make libcurl stop.
static size_t stop(struct transfer *t)
{
	t->failed = true;
	return 0;
}

static size_t take(char *data, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	size_t nbytes = size * count;
	long code = 0;
	struct curl_header *encoding;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
	if (code != 200) {
		t->discarded_nbytes += (int64_t)nbytes;
		if (t->discarded_nbytes <= REDIRECT_BODY_NBYTES)
			return nbytes;
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server answered %ld and went on talking", t->shown, code);
		return stop(t);
	}
	if (curl_easy_header(t->curl, "Content-Encoding", 0, CURLH_HEADER, -1, &encoding) ==
			CURLHE_OK &&
		strcasecmp(encoding->value, "identity") != 0) {
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server sent the file encoded (%s), which was not asked for",
			t->shown, encoding->value);
		return stop(t);
	}
	if (!t->sink(t->sink_context, data, nbytes, t->st))
		return stop(t);
	t->received_nbytes += (int64_t)nbytes;
	observer_progress(t->observer, t->what, "bytes", t->received_nbytes, t->expected_nbytes);
	return nbytes;
}

static int ask_stopped(void *context, curl_off_t download_total, curl_off_t download_now,
	curl_off_t upload_total, curl_off_t upload_now)
{
	(void)download_total, (void)download_now, (void)upload_total, (void)upload_now;
	struct transfer *t = context;
	return observer_stopped(t->observer);
}

/*
 * The program curl lets these variables choose the certificates; the library on its own
 * does not (curl/curl:docs/SSLCERTS.md).
 */
static void choose_certificates(CURL *curl)
{
	const char *bundle = secure_getenv("CURL_CA_BUNDLE");
	const char *file = bundle && *bundle ? bundle : secure_getenv("SSL_CERT_FILE");
	const char *directory = secure_getenv("SSL_CERT_DIR");
	if (file && *file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, file);
	if (directory && *directory)
		curl_easy_setopt(curl, CURLOPT_CAPATH, directory);
}

static void set_options(struct transfer *t, struct curl_slist *headers)
{
	CURL *curl = t->curl;
	int64_t nbytes = t->expected_nbytes >= 0 ? t->expected_nbytes : UNKNOWN_SIZE_NBYTES;
	curl_easy_setopt(curl, CURLOPT_URL, t->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); // threads
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_SECONDS);
	curl_easy_setopt(
		curl, CURLOPT_TIMEOUT, (long)(TOTAL_SECONDS + nbytes / SLOWEST_NBYTES_PER_SECOND));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "zoo/" ZOO_VERSION);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask_stopped);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->detail);
	choose_certificates(curl);
}

static const char *reason_of(CURLcode result)
{
	switch (result) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "the host's name cannot be resolved";
	case CURLE_COULDNT_RESOLVE_PROXY:
		return "the proxy's name cannot be resolved";
	case CURLE_COULDNT_CONNECT:
		return "cannot connect";
	case CURLE_OPERATION_TIMEDOUT:
		return "too slow, or no answer at all";
	case CURLE_PARTIAL_FILE:
		return "the connection ended before the file did";
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return "the connection broke";
	case CURLE_GOT_NOTHING:
		return "the server closed the connection without an answer";
	case CURLE_PEER_FAILED_VERIFICATION:
		return "the server's certificate is not trusted";
	case CURLE_SSL_CACERT_BADFILE:
		return "the file of trusted certificates cannot be read";
	case CURLE_SSL_CONNECT_ERROR:
		return "no secure connection could be agreed on";
	case CURLE_URL_MALFORMAT:
		return "not a URL";
	case CURLE_UNSUPPORTED_PROTOCOL: // HTTP/0.9: other schemes do not get this far
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return "the server's answer is not proper HTTP";
	default:
		return "the transfer failed";
	}
}

static void add_hint(struct status *st, CURLcode result)
{
	if (result == CURLE_SSL_CACERT_BADFILE)
		status_hint(st, "set SSL_CERT_FILE to a bundle of CA certificates");
	else if (result == CURLE_PEER_FAILED_VERIFICATION)
		status_hint(st,
			"check this machine's clock; if a proxy here signs for others, put its "
			"CA certificate into the file that SSL_CERT_FILE names");
	else if (result == CURLE_COULDNT_RESOLVE_PROXY)
		status_hint(st, "check the variables https_proxy, http_proxy and all_proxy");
}

static const char *http_meaning(long code)
{
	switch (code) {
	case 401:
		return " (the server wants a login)";
	case 403:
		return " (forbidden)";
	case 404:
		return " (not found)";
	case 407:
		return " (the proxy wants a login)";
	case 410:
		return " (gone)";
	case 429:
		return " (too many requests)";
	case 503:
		return " (unavailable for now)";
	default:
		return code >= 500 ? " (an error of the server)" : "";
	}
}

// Turn the outcome of one hop that is no success into a status.
static bool fail(struct transfer *t, CURLcode result, long code)
{
	if (t->failed)
		return false;
	if (result == CURLE_ABORTED_BY_CALLBACK)
		return status_fail(t->st, STATUS_INTERRUPTED, "%s: interrupted", t->shown);
	if (result == CURLE_OUT_OF_MEMORY)
		return status_fail(t->st, STATUS_IO, "%s: out of memory", t->shown);
	if (result == CURLE_OK || result == CURLE_HTTP_RETURNED_ERROR)
		return status_fail(t->st, STATUS_NETWORK, "%s: the server answered %ld%s", t->shown,
			code, http_meaning(code));
	const char *detail = t->detail[0] ? t->detail : curl_easy_strerror(result);
	if (result == CURLE_PARTIAL_FILE && t->received_nbytes > 0)
		status_fail(t->st, STATUS_NETWORK, "%s: %s, after %lld bytes", t->shown,
			reason_of(result), (long long)t->received_nbytes);
	else
		status_fail(
			t->st, STATUS_NETWORK, "%s: %s (%s)", t->shown, reason_of(result), detail);
	add_hint(t->st, result);
	return false;
}

/*
 * Where a redirect leads, as a string of libcurl's, or NULL with the status set.  What a
 * server may not do: leave http and https, or take away the encryption.
 */
static char *redirect_target(struct transfer *t, long code)
{
	char *location = NULL;
	char shown[URL_NBYTES];
	curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_URL, &location);
	if (!location || !*location) {
		status_fail(t->st, STATUS_NETWORK,
			"%s: the server answered %ld, a redirect without a target", t->shown, code);
		return NULL;
	}
	show_url(shown, sizeof(shown), location);
	if (!is_https(location) && (!is_http(location) || t->https)) {
		status_fail(t->st, STATUS_NETWORK, "%s: redirect to %s refused: %s", t->shown,
			shown,
			is_http(location) ? "from https to http"
					  : "only http and https are followed");
		return NULL;
	}
	return location;
}

static void show_hop(struct transfer *t, int hop)
{
	char shown[URL_NBYTES];
	show_url(shown, sizeof(shown), t->url);
	if (hop == 0)
		t->asked_length = snprintf(t->shown, sizeof(t->shown), "%s", shown);
	else
		snprintf(t->shown + t->asked_length, sizeof(t->shown) - (size_t)t->asked_length,
			" (redirected to %s)", shown);
}

static bool transfer_run(struct transfer *t)
{
	for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
		long code = 0;
		t->detail[0] = '\0';
		t->discarded_nbytes = 0;
		t->https = is_https(t->url);
		show_hop(t, hop);
		CURLcode result = curl_easy_perform(t->curl);
		curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
		if (result == CURLE_OK && code == 200)
			return true;
		bool redirect =
			code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
		if (result != CURLE_OK || !redirect)
			return fail(t, result, code);
		t->url = redirect_target(t, code);
		if (!t->url)
			return false;
		curl_easy_setopt(t->curl, CURLOPT_URL, t->url);
	}
	return status_fail(
		t->st, STATUS_NETWORK, "%s: more than %d redirects", t->shown, REDIRECTS_MAX);
}

/*
 * With NOSIGNAL libcurl leaves SIGPIPE alone, which OpenSSL can cause by writing to a
 * connection that the server has closed.  It is held back in this thread and, if it came
 * while the transfer ran, taken out of the queue: nobody else's handler is touched.
 */
static bool transfer_run_without_sigpipe(struct transfer *t)
{
	const struct timespec at_once = {0, 0};
	sigset_t pipe, before, pending;
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	bool ok = transfer_run(t);
	if (!sigismember(&pending, SIGPIPE))
		while (sigtimedwait(&pipe, NULL, &at_once) < 0 && errno == EINTR)
			;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static bool has_blank_or_control(const char *url)
{
	for (const unsigned char *c = (const unsigned char *)url; *c; c++)
		if (*c <= ' ' || *c == 0x7f)
			return true;
	return false;
}

bool transfer_get(const char *url, transfer_sink *sink, void *sink_context, const char *what,
	int64_t expected_nbytes, const struct observer *observer, struct status *st)
{
	if (has_blank_or_control(url) || (!is_http(url) && !is_https(url)))
		return status_fail(st, STATUS_NETWORK, "%s: not a URL of http or https", url);
	if (observer_stopped(observer))
		return status_fail(st, STATUS_INTERRUPTED, "%s: interrupted", what);
	if (!global_init(st))
		return false;
	struct transfer t = {.curl = curl_easy_init(),
		.what = what,
		.expected_nbytes = expected_nbytes,
		.sink = sink,
		.sink_context = sink_context,
		.observer = observer,
		.st = st,
		.url = url};
	struct curl_slist *headers = curl_slist_append(NULL, "Accept-Encoding: identity");
	bool ok = false;
	if (t.curl && headers) {
		set_options(&t, headers);
		ok = transfer_run_without_sigpipe(&t);
	} else {
		status_fail(st, STATUS_IO, "%s: out of memory", what);
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(t.curl);
	return ok;
}
