// SPDX-License-Identifier: Apache-2.0
/*
 * Certificates are always checked.  Only the look at one that was refused, which sends and
 * takes nothing else, does without.
 */
#include "zoo/fetch/transfer_certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What OpenSSL found (openssl/openssl:include/openssl/x509_vfy.h.in, X509_V_ERR_...).
enum {
	VERIFY_NOT_YET_VALID = 9,
	VERIFY_EXPIRED = 10,
	VERIFY_SELF_SIGNED = 18,
	VERIFY_SELF_SIGNED_IN_CHAIN = 19,
	VERIFY_NO_LOCAL_ISSUER = 20,
	VERIFY_LEAF_ALONE = 21,
	VERIFY_REVOKED = 23
};

/*
 * The program curl lets these variables choose the certificates; the library on its own
 * does not (curl/curl:docs/SSLCERTS.md).
 */
static const char *chosen_authorities(void)
{
	const char *bundle = secure_getenv("CURL_CA_BUNDLE");
	const char *file = bundle && *bundle ? bundle : secure_getenv("SSL_CERT_FILE");
	return file && *file ? file : NULL;
}

/*
 * libcurl writes the keys of TLS into the file that SSLKEYLOGFILE names, and asks plain
 * getenv() for it (curl/curl:lib/vtls/keylog.c): with the rights of another user, that would
 * be any file of that user's.
 */
CURLcode certificate_start(void)
{
	if (getenv("SSLKEYLOGFILE") && !secure_getenv("SSLKEYLOGFILE"))
		unsetenv("SSLKEYLOGFILE");
	return curl_global_init(CURL_GLOBAL_DEFAULT);
}

void certificate_options(CURL *curl)
{
	const char *file = chosen_authorities();
	const char *directory = secure_getenv("SSL_CERT_DIR");
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, file);
		curl_easy_setopt(curl, CURLOPT_PROXY_CAINFO, file);
	}
	if (directory && *directory) {
		curl_easy_setopt(curl, CURLOPT_CAPATH, directory);
		curl_easy_setopt(curl, CURLOPT_PROXY_CAPATH, directory);
	}
}

const char *certificate_authorities(CURL *curl)
{
	char *built_in = NULL;
	const char *file = chosen_authorities();
	curl_easy_getinfo(curl, CURLINFO_CAINFO, &built_in);
	if (!file)
		file = built_in;
	return file ? file : "the usual place";
}

enum wire_end certificate_end(CURL *curl, const char *detail)
{
	long found = 0;
	curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &found);
	switch (found) {
	case VERIFY_NOT_YET_VALID:
		return WIRE_CERTIFICATE_EARLY;
	case VERIFY_EXPIRED:
		return WIRE_CERTIFICATE_EXPIRED;
	case VERIFY_SELF_SIGNED:
		return WIRE_CERTIFICATE_SELF_SIGNED;
	case VERIFY_SELF_SIGNED_IN_CHAIN:
	case VERIFY_NO_LOCAL_ISSUER:
	case VERIFY_LEAF_ALONE:
		return WIRE_CERTIFICATE_UNKNOWN;
	case VERIFY_REVOKED:
		return WIRE_CERTIFICATE_REVOKED;
	default: // names are libcurl's to compare, which leaves no number
		return strstr(detail, "target") ? WIRE_CERTIFICATE_OF_OTHER : WIRE_CERTIFICATE_BAD;
	}
}

static void copy_behind(char *out, size_t out_nbytes, const char *line, const char *name)
{
	if (strncmp(line, name, strlen(name)) == 0)
		snprintf(out, out_nbytes, "%s", line + strlen(name));
}

void wire_look(struct wire_validity *out, const char *url, int connect_ms)
{
	struct curl_certinfo *chain = NULL;
	CURL *curl = curl_easy_init();
	*out = (struct wire_validity){"", ""};
	if (!curl)
		return;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain);
	for (const struct curl_slist *line = chain && chain->num_of_certs > 0 ? chain->certinfo[0]
									      : NULL;
		line; line = line->next) {
		copy_behind(out->from, sizeof(out->from), line->data, "Start date:");
		copy_behind(out->until, sizeof(out->until), line->data, "Expire date:");
	}
	curl_easy_cleanup(curl);
}
