// SPDX-License-Identifier: Apache-2.0
/*
 * What the behaviours of the fault server share: a request that has been read, and ways to
 * answer it badly.
 */
#ifndef TESTS_SERVER_SERVER_H
#define TESTS_SERVER_SERVER_H

#include "engine/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

enum { PATH_NBYTES = 4096, VALUE_NBYTES = 512, BODY_NBYTES = 8192 };

struct secure; // a TLS connection

struct request {
	int fd;
	struct secure *secure; // NULL: plain
	char method[16];
	char full[PATH_NBYTES]; // as asked for
	const char *path;       // behind the behaviour
	char host[VALUE_NBYTES];
	char authorization[VALUE_NBYTES];
	char proxy_authorization[VALUE_NBYTES];
	char key[VALUE_NBYTES];      // X-Key
	char if_range[VALUE_NBYTES]; // "" for what was not sent
	long long range_first;       // -1: no Range
	char body[BODY_NBYTES];
	struct bytes file;  // data NULL: there is none of that path
	int asked_count;    // how often this path has been asked for, with this time
	size_t sent_nbytes; // of the body
	bool abrupt;        // close TLS without saying so
};

extern const char *server_root;
extern bool server_is_tls;
extern int server_port;

// One line of the log.
__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);

void pause_ms(long ms);

// False: the client has gone.
bool send_bytes(struct request *r, const void *data, size_t nbytes);
bool send_text(struct request *r, const char *text);

// Status line and headers; `length` -1: none, the end of the connection is the end.
bool send_head(struct request *r, const char *status, const char *more, long long length);

void answer(struct request *r, const char *status, const char *more, const char *body);
void not_found(struct request *r);

// 302 to prefix and path.
void redirect(struct request *r, const char *status, const char *prefix, const char *path);

// Nothing more, until the client hangs up or a minute is over.
void stall(struct request *r);

// The whole file in memory that the caller frees, or NULL.
unsigned char *read_file(size_t *nbytes, const char *path);

// A number that stands as the first part of the path, and the path behind it.
long leading_number(const struct request *r, const char **rest);

// tls.c; NULL: no handshake.
bool secure_init(const char *certificate, const char *key, bool old);
struct secure *secure_accept(int fd);
long secure_read(struct secure *secure, void *data, size_t nbytes);
long secure_write(struct secure *secure, const void *data, size_t nbytes);
void secure_close(struct secure *secure, bool abrupt);

// proxy.c: CONNECT.
void serve_connect(struct request *r);

#endif
