// SPDX-License-Identifier: Apache-2.0
/*
 * Only as much of a URL is taken apart here as must be known beside libcurl, which parses
 * and judges it again.
 */
#include "zoo/fetch/transfer_url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool url_is_http(const char *url)
{
	return strncasecmp(url, "http://", 7) == 0;
}

bool url_is_https(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0;
}

bool url_is_plain(const char *url)
{
	for (const unsigned char *c = (const unsigned char *)url; *c; c++)
		if (*c <= ' ' || *c == 0x7f)
			return false;
	return true;
}

// Behind "scheme://", and how long it is; *host is what follows the last '@' in it.
static size_t authority(const char **out, const char **host, const char *url)
{
	const char *begin = strstr(url, "://");
	*out = begin ? begin + 3 : url;
	size_t length = strcspn(*out, "/?#");
	const char *at = memrchr(*out, '@', length);
	*host = at ? at + 1 : *out;
	return length;
}

void url_show(char out[URL_SHOWN_NBYTES], const char *url)
{
	const char *begin, *host;
	authority(&begin, &host, url);
	size_t length = strcspn(host, "?#");
	snprintf(out, URL_SHOWN_NBYTES, "%.*s%.*s%s", (int)(begin - url), url, (int)length, host,
		host[length] == '?' ? "?..." : "");
}

void url_host(char out[URL_HOST_NBYTES], const char *url)
{
	const char *begin, *host;
	size_t length = authority(&begin, &host, url);
	const char *end = begin + length;
	if (*host == '[') {
		host++;
		end = host + strcspn(host, "]/?#");
	} else {
		const char *colon = memchr(host, ':', (size_t)(end - host));
		end = colon ? colon : end;
	}
	snprintf(out, URL_HOST_NBYTES, "%.*s", (int)(end - host), host);
}

bool url_same_origin(const char *a, const char *b)
{
	const char *a_begin, *b_begin, *a_host, *b_host;
	size_t a_length = authority(&a_begin, &a_host, a);
	size_t b_length = authority(&b_begin, &b_host, b);
	a_length -= (size_t)(a_host - a_begin);
	b_length -= (size_t)(b_host - b_begin);
	return url_is_https(a) == url_is_https(b) && a_length == b_length &&
	       strncasecmp(a_host, b_host, a_length) == 0;
}

// curl/curl:docs/cmdline-opts/_ENVIRONMENT.md; HTTP_PROXY in capitals is not heeded.
const char *url_proxy(char out[URL_SHOWN_NBYTES], const char *url)
{
	static const char *const of_http[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
	static const char *const of_https[] = {
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
	for (const char *const *name = url_is_https(url) ? of_https : of_http; *name; name++) {
		const char *value = getenv(*name);
		if (value && *value) {
			url_show(out, value);
			return *name;
		}
	}
	return NULL;
}
