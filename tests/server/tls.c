// SPDX-License-Identifier: Apache-2.0
/*
 * The server's side of TLS.
 */
#include "tests/server/server.h"

#include <openssl/ssl.h>
#include <stdlib.h>

static SSL_CTX *context;

bool secure_init(const char *certificate, const char *key, bool old)
{
	context = SSL_CTX_new(TLS_server_method());
	if (!context)
		return false;
	if (old && (!SSL_CTX_set_min_proto_version(context, TLS1_VERSION) ||
			   !SSL_CTX_set_max_proto_version(context, TLS1_VERSION) ||
			   !SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0")))
		return false;
	return SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
	       SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1;
}

struct secure *secure_accept(int fd)
{
	SSL *ssl = SSL_new(context);
	if (ssl && SSL_set_fd(ssl, fd) == 1 && SSL_accept(ssl) == 1)
		return (struct secure *)ssl;
	SSL_free(ssl);
	return NULL;
}

long secure_read(struct secure *secure, void *data, size_t nbytes)
{
	return SSL_read((SSL *)secure, data, (int)nbytes);
}

long secure_write(struct secure *secure, const void *data, size_t nbytes)
{
	return SSL_write((SSL *)secure, data, (int)nbytes);
}

void secure_close(struct secure *secure, bool abrupt)
{
	if (!abrupt)
		SSL_shutdown((SSL *)secure);
	SSL_free((SSL *)secure);
}
