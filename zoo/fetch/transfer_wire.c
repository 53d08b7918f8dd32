// SPDX-License-Identifier: Apache-2.0
/*
 * libcurl's callbacks, options and codes, and nobody else's.
 */
#include "zoo/fetch/transfer_wire.h"

#include "zoo/fetch/transfer_certificate.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wire {
	CURL *curl;
	const struct wire_events *events;
	char detail[CURL_ERROR_SIZE];
	char *location; // libcurl's to free; or NULL
	bool to_proxy;  // the last request
};

enum {
	TOO_LARGE = 100,   // CURLE_TOO_LARGE, which libcurl has since 8.6.0
	METHOD_NBYTES = 16 // in which "GET http://" must have begun
};

static bool started;

static void start(void)
{
	started = certificate_start() == CURLE_OK;
}

// Not curl_version(): that sets up OpenLDAP for its number, which aborts if there is no memory.
const char *wire_library_version(void)
{
	static _Thread_local char text[128];
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	snprintf(text, sizeof(text), "libcurl/%s %s", info->version,
		info->ssl_version ? info->ssl_version : "without TLS");
	return text;
}

static int on_connected(
	void *context, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	(void)remote_ip, (void)local_ip, (void)remote_port, (void)local_port;
	const struct wire *wire = context;
	wire->events->connected(wire->events->context);
	return CURL_PREREQFUNC_OK;
}

// Returning less than came makes libcurl stop.
static size_t on_header(char *data, size_t size, size_t count, void *context)
{
	const struct wire *wire = context;
	return wire->events->header(wire->events->context, data, size * count) ? size * count : 0;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
	const struct wire *wire = context;
	return wire->events->body(wire->events->context, data, size * count) ? size * count : 0;
}

static int on_idle(void *context, curl_off_t download_total, curl_off_t download_now,
	curl_off_t upload_total, curl_off_t upload_now)
{
	(void)download_total, (void)download_now, (void)upload_total, (void)upload_now;
	const struct wire *wire = context;
	return wire->events->idle(wire->events->context) ? 0 : 1;
}

// Who asks a proxy for http puts all of the URL where others put a path (RFC 9112, 3.2.2).
static int on_debug(CURL *curl, curl_infotype type, char *data, size_t nbytes, void *context)
{
	struct wire *wire = context;
	(void)curl;
	if (nbytes > METHOD_NBYTES && type == CURLINFO_HEADER_OUT)
		wire->to_proxy = memmem(data, METHOD_NBYTES, " http://", 8) != NULL;
	return 0;
}

static void set_options(CURL *curl, struct wire *wire)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); // threads
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "zoo/" ZOO_VERSION);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)WIRE_PIECE_NBYTES);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(curl, CURLOPT_PREREQDATA, wire);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, wire);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, wire);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_idle);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, wire);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, wire->detail);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug); // nothing is printed
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, wire);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	certificate_options(curl);
}

struct wire *wire_open(const struct wire_events *events)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start);
	struct wire *wire = started ? calloc(1, sizeof(*wire)) : NULL;
	if (!wire)
		return NULL;
	wire->events = events;
	wire->curl = curl_easy_init();
	if (!wire->curl) {
		free(wire);
		return NULL;
	}
	set_options(wire->curl, wire);
	return wire;
}

void wire_close(struct wire *wire)
{
	if (!wire)
		return;
	curl_easy_cleanup(wire->curl);
	curl_free(wire->location);
	free(wire);
}

static bool has_address(const struct wire *wire)
{
	curl_off_t lookup_us = 0;
	curl_easy_getinfo(wire->curl, CURLINFO_NAMELOOKUP_TIME_T, &lookup_us);
	return lookup_us > 0;
}

static enum wire_end end_of(const struct wire *wire, CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return WIRE_ANSWERED;
	case CURLE_WRITE_ERROR:
	case CURLE_ABORTED_BY_CALLBACK:
		return WIRE_STOPPED;
	case CURLE_COULDNT_RESOLVE_HOST:
		return WIRE_NO_HOST;
	case CURLE_COULDNT_RESOLVE_PROXY:
		return WIRE_NO_PROXY;
	case CURLE_COULDNT_CONNECT:
		return WIRE_NO_CONNECTION;
	case CURLE_OPERATION_TIMEDOUT: // no other limit is set
		return has_address(wire) ? WIRE_SLOW_CONNECTION : WIRE_NO_HOST;
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_HTTP2_STREAM:
		return WIRE_BROKEN;
	case CURLE_PARTIAL_FILE:
		return WIRE_CUT;
	case CURLE_GOT_NOTHING:
		return WIRE_SILENT;
	case CURLE_UNSUPPORTED_PROTOCOL: // HTTP/0.9: other schemes do not get this far
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING: // of a transfer encoding
	case CURLE_HTTP2:
		return WIRE_NOT_HTTP;
	case CURLE_SSL_CONNECT_ERROR:
		return strstr(wire->detail, "protocol") ? WIRE_OLD_TLS : WIRE_NO_TLS;
	case CURLE_SSL_CACERT_BADFILE:
		return WIRE_NO_AUTHORITIES;
	case CURLE_PEER_FAILED_VERIFICATION:
		return certificate_end(wire->curl, wire->detail);
	case CURLE_URL_MALFORMAT:
		return WIRE_NO_URL;
	case CURLE_OUT_OF_MEMORY: // also said of a line above 100 KiB, which is never the first
		return wire_status(wire) ? WIRE_HUGE_HEADER : WIRE_NO_MEMORY;
	default:
		return (int)code == TOO_LARGE ? WIRE_HUGE_HEADER : WIRE_OTHER;
	}
}

enum wire_end wire_run(struct wire *wire, const struct wire_request *request)
{
	struct curl_slist *lines = NULL;
	for (const char *const *header = request->headers; *header; header++) {
		struct curl_slist *longer = curl_slist_append(lines, *header);
		if (!longer) {
			curl_slist_free_all(lines);
			return WIRE_NO_MEMORY;
		}
		lines = longer;
	}
	wire->detail[0] = '\0';
	wire->to_proxy = false;
	curl_easy_setopt(wire->curl, CURLOPT_URL, request->url);
	curl_easy_setopt(wire->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms);
	curl_easy_setopt(wire->curl, CURLOPT_HTTPHEADER, lines);
	if (request->body)
		curl_easy_setopt(wire->curl, CURLOPT_POSTFIELDS, request->body);
	else
		curl_easy_setopt(wire->curl, CURLOPT_HTTPGET, 1L);
	CURLcode code = curl_easy_perform(wire->curl);
	curl_easy_setopt(wire->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(lines);
	if (code != CURLE_OK && !wire->detail[0])
		snprintf(wire->detail, sizeof(wire->detail), "%s", curl_easy_strerror(code));
	return end_of(wire, code);
}

long wire_status(const struct wire *wire)
{
	long status = 0;
	curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

long wire_connect_status(const struct wire *wire)
{
	long status = 0;
	curl_easy_getinfo(wire->curl, CURLINFO_HTTP_CONNECTCODE, &status);
	return status;
}

bool wire_asked_proxy(const struct wire *wire)
{
	return wire->to_proxy;
}

const char *wire_detail(const struct wire *wire)
{
	return wire->detail;
}

const char *wire_authorities(const struct wire *wire)
{
	return certificate_authorities(wire->curl);
}

static bool has_control(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return true;
	return false;
}

// libcurl itself would tell only once it has read a redirect's body to its end.
const char *wire_location(struct wire *wire)
{
	struct curl_header *header;
	char *base = NULL;
	if (curl_easy_header(wire->curl, "Location", 0, CURLH_HEADER, -1, &header) != CURLHE_OK ||
		!*header->value)
		return NULL;
	if (has_control(header->value))
		return header->value;
	curl_free(wire->location);
	wire->location = NULL;
	curl_easy_getinfo(wire->curl, CURLINFO_EFFECTIVE_URL, &base);
	CURLU *url = curl_url();
	if (url && curl_url_set(url, CURLUPART_URL, base, 0) == CURLUE_OK &&
		curl_url_set(url, CURLUPART_URL, header->value,
			CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
		curl_url_get(url, CURLUPART_URL, &wire->location, 0);
	curl_url_cleanup(url);
	return wire->location ? wire->location : header->value;
}

bool wire_header(
	char *out, size_t out_nbytes, int *count, const struct wire *wire, const char *name)
{
	struct curl_header *header;
	*count = 0;
	out[0] = '\0';
	if (curl_easy_header(wire->curl, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return false;
	*count = (int)header->amount;
	snprintf(out, out_nbytes, "%s", header->value);
	return true;
}

const char *wire_url_fault(const char *url)
{
	CURLU *parts = curl_url();
	CURLUcode code = parts ? curl_url_set(parts, CURLUPART_URL, url, 0) : CURLUE_OUT_OF_MEMORY;
	curl_url_cleanup(parts);
	return code == CURLUE_OK ? NULL : curl_url_strerror(code);
}

int64_t wire_date(const char *text)
{
	return (int64_t)curl_getdate(text, NULL);
}
