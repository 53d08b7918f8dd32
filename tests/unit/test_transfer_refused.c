// SPDX-License-Identifier: Apache-2.0
/*
 * How much is taken from a connection of what nobody wants: pages of errors and redirects,
 * and files that are longer than they may be.  The bytes are counted where libcurl gets them:
 * recv() is this program's own.  It hands out each head by itself, as a slow network might:
 * behind it a whole piece of the body can come, so that this is the most there can be.
 */
#include "tests/unit/transfer_client.h"

#include <sys/socket.h>

enum { PROMISED_NBYTES = 16 << 10, HEAD_MAX_NBYTES = 1000 };

static long long received_nbytes; // of bodies

// Of an answer's head, if that is what comes next; 0: it is not.
static size_t head_nbytes(int fd)
{
	char next[HEAD_MAX_NBYTES];
	ssize_t n = recvfrom(fd, next, sizeof(next), MSG_PEEK | MSG_DONTWAIT, NULL, NULL);
	if (n < 5 || memcmp(next, "HTTP/", 5) != 0)
		return 0;
	const char *end = memmem(next, (size_t)n, "\r\n\r\n", 4);
	return end ? (size_t)(end + 4 - next) : 0;
}

// Under its own name it would be the header's, which may be an inline one.
ssize_t counting_recv(int fd, void *data, size_t nbytes, int flags) __asm__("recv");

ssize_t counting_recv(int fd, void *data, size_t nbytes, int flags)
{
	size_t head = flags & MSG_PEEK ? 0 : head_nbytes(fd);
	if (head > 0 && head <= nbytes)
		return recvfrom(fd, data, head, flags, NULL, NULL);
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
	check_received("ok", CONTENT_NBYTES, CONTENT_NBYTES);
	check_received("endless", CONTENT_NBYTES, CONTENT_NBYTES + PROMISED_NBYTES);
	check_received("endless-404", 1, PROMISED_NBYTES);
	client_failed("endless-404", "answered 404 (not found)", false, 404);
	check_received("long-404", 1, PROMISED_NBYTES);
	client_failed("long-404", "answered 404 (not found)", false, 404);
	// The redirect's page, and then the file.
	check_received("redirect-endless", CONTENT_NBYTES, CONTENT_NBYTES + PROMISED_NBYTES);
	CHECK(client_is_right(), "a redirect is followed from amid its page %s", client.st.message);
	return client_done();
}
