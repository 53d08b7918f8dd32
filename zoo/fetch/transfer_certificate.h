// SPDX-License-Identifier: Apache-2.0
/*
 * libcurl's part of whom to trust, for transfer_wire.c.
 */
#ifndef ZOO_FETCH_TRANSFER_CERTIFICATE_H
#define ZOO_FETCH_TRANSFER_CERTIFICATE_H

#include "zoo/fetch/transfer_wire.h"

#include <curl/curl.h>

// curl_global_init(), with no file for keys that who runs this program may not name.
CURLcode certificate_start(void);

// Which authorities are trusted, that certificates are checked, and the oldest TLS allowed.
void certificate_options(CURL *curl);

// The file of the authorities that are trusted.
const char *certificate_authorities(CURL *curl);

// What is wrong with a certificate that was refused; `detail` is libcurl's message.
enum wire_end certificate_end(CURL *curl, const char *detail);

#endif
