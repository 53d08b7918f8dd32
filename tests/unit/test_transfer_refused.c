// SPDX-License-Identifier: Apache-2.0
/*
 * How much is taken from a connection of what nobody wants: pages of errors and redirects,
 * and files that are longer than they may be.  The bytes are counted where libcurl gets them:
 * recv() is this program's own.
 */
#include "tests/unit/transfer_client.h"

#include <sys/socket.h>

enum { PROMISED_NBYTES = 16 << 10, HEAD_NBYTES = 1000 };

static long long received_nbytes;

// Under its own name it would be the header's, which may be an inline one.
ssize_t counting_recv(int fd, void *data, size_t nbytes, int flags) __asm__("recv");

ssize_t counting_recv(int fd, void *data, size_t nbytes, int flags)
{
	ssize_t n = recvfrom(fd, data, nbytes, flags, NULL, NULL);
	if (n > 0 && !(flags & MSG_PEEK))
		received_nbytes += n;
	return n;
}

// Of `behaviour`, at least and at most so much.
static void check_received(const char *behaviour, long long least, long long most)
{
	received_nbytes = 0;
	client_get(behaviour);
	CHECK(received_nbytes >= least && received_nbytes <= most,
		"%s: received %lld bytes, expected %lld ... %lld", behaviour, received_nbytes,
		least, most);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!client_start(argv[0]))
		return check_done();
	check_received("ok", CONTENT_NBYTES, CONTENT_NBYTES + HEAD_NBYTES);
	check_received("endless", CONTENT_NBYTES, CONTENT_NBYTES + PROMISED_NBYTES);
	check_received("endless-404", 1, PROMISED_NBYTES);
	client_failed("endless-404", "answered 404 (not found)", false, 404);
	check_received("long-404", 1, PROMISED_NBYTES);
	client_failed("long-404", "answered 404 (not found)", false, 404);
	// The redirect's page, and then the file.
	check_received(
		"redirect-endless", CONTENT_NBYTES, CONTENT_NBYTES + PROMISED_NBYTES + HEAD_NBYTES);
	CHECK(client_is_right(), "a redirect is followed from amid its page %s", client.st.message);
	return client_done();
}
