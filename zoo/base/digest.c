// SPDX-License-Identifier: Apache-2.0
/*
 * EVP contexts side by side.  Fetching a digest by name can only fail if libcrypto
 * has no memory left or was set up without it; neither leaves anything to do.
 */
#include "zoo/digest.h"

#include "engine/base/arena.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct digest {
	EVP_MD_CTX *sha1, *sha256, *md5; // md5 may be NULL
};

static _Noreturn void run_out(size_t nbytes)
{
	arena_out_of_memory(nbytes);
	abort(); // a handler that returns breaks its contract
}

// Without its default context, for which there was no memory, libcrypto 3.0 does not fail: it
// takes a lock that does not exist.
static EVP_MD_CTX *start(const EVP_MD *kind)
{
	if (!OSSL_LIB_CTX_get0_global_default())
		run_out(sizeof(struct digest));
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!context || EVP_DigestInit_ex(context, kind, NULL) != 1)
		run_out(sizeof(struct digest));
	return context;
}

struct digest *digest_create(void)
{
	struct digest *digest = calloc(1, sizeof(*digest));
	if (!digest)
		run_out(sizeof(*digest));
	digest->sha1 = start(EVP_sha1());
	digest->sha256 = start(EVP_sha256());
	return digest;
}

struct digest *digest_create_with_md5(void)
{
	struct digest *digest = digest_create();
	digest->md5 = start(EVP_md5());
	return digest;
}

void digest_add(struct digest *digest, const void *data, size_t nbytes)
{
	if (EVP_DigestUpdate(digest->sha1, data, nbytes) != 1 ||
		EVP_DigestUpdate(digest->sha256, data, nbytes) != 1 ||
		(digest->md5 && EVP_DigestUpdate(digest->md5, data, nbytes) != 1))
		run_out(nbytes);
}

static void finish(char *hex, size_t hex_nbytes, EVP_MD_CTX *context)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned int raw_nbytes = 0;
	if (EVP_DigestFinal_ex(context, raw, &raw_nbytes) != 1 || raw_nbytes * 2 + 1 != hex_nbytes)
		run_out(sizeof(raw));
	size_t i = 0;
	for (; i < raw_nbytes; i++) {
		hex[2 * i] = digits[raw[i] >> 4];
		hex[2 * i + 1] = digits[raw[i] & 15];
	}
	hex[2 * i] = '\0';
}

void digest_finish(struct digest *digest, struct digests *out)
{
	finish(out->sha1, sizeof(out->sha1), digest->sha1);
	finish(out->sha256, sizeof(out->sha256), digest->sha256);
	out->md5[0] = '\0';
	if (digest->md5)
		finish(out->md5, sizeof(out->md5), digest->md5);
	digest_free(digest);
}

void digest_free(struct digest *digest)
{
	if (!digest)
		return;
	EVP_MD_CTX_free(digest->sha1);
	EVP_MD_CTX_free(digest->sha256);
	EVP_MD_CTX_free(digest->md5);
	free(digest);
}

struct digests digest_bytes(struct bytes bytes)
{
	struct digests out;
	struct digest *digest = digest_create();
	digest_add(digest, bytes.data, bytes.nbytes);
	digest_finish(digest, &out);
	return out;
}

static void digest_once(char *hex, size_t hex_nbytes, const EVP_MD *kind, struct bytes bytes)
{
	EVP_MD_CTX *context = start(kind);
	if (EVP_DigestUpdate(context, bytes.data, bytes.nbytes) != 1)
		run_out(bytes.nbytes);
	finish(hex, hex_nbytes, context);
	EVP_MD_CTX_free(context);
}

void digest_sha1(char hex[SHA1_HEX_NBYTES], struct bytes bytes)
{
	digest_once(hex, SHA1_HEX_NBYTES, EVP_sha1(), bytes);
}

void digest_sha256(char hex[SHA256_HEX_NBYTES], struct bytes bytes)
{
	digest_once(hex, SHA256_HEX_NBYTES, EVP_sha256(), bytes);
}

bool digest_is_hex(const char *text, size_t hex_nbytes)
{
	size_t nbytes = strlen(text);
	return nbytes == hex_nbytes - 1 && strspn(text, "0123456789abcdefABCDEF") == nbytes;
}
