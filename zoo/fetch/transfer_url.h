// SPDX-License-Identifier: Apache-2.0
/*
 * URLs: which are asked for at all, and how they are shown.
 */
#ifndef ZOO_FETCH_TRANSFER_URL_H
#define ZOO_FETCH_TRANSFER_URL_H

#include <stdbool.h>
#include <stddef.h>

enum { URL_SHOWN_NBYTES = 512, URL_HOST_NBYTES = 256 };

bool url_is_http(const char *url);
bool url_is_https(const char *url);

// No blank, no control byte.
bool url_is_plain(const char *url);

// For messages: without "user:password@", and "?..." for a query, which may be a key.
void url_show(char out[URL_SHOWN_NBYTES], const char *url);

// Host as it stands there, without port and brackets.
void url_host(char out[URL_HOST_NBYTES], const char *url);

// Same scheme, host and port, as written.
bool url_same_origin(const char *a, const char *b);

/*
 * The proxy that the environment sets for this URL, as far as no_proxy does not say
 * otherwise, which only libcurl looks at: the variable's name (NULL: none) and its value
 * fit to be shown.
 */
const char *url_proxy(char out[URL_SHOWN_NBYTES], const char *url);

#endif
