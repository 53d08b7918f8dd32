// SPDX-License-Identifier: Apache-2.0
/*
 * CONNECT, as a proxy is asked by (F-08): the host's name chooses.  "login.invalid" wants a
 * login, "down.invalid" is not reached, every other is this machine.
 */
#include "tests/server/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_here(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((in_port_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool pass_on(int from, int to)
{
	char piece[16384];
	ssize_t n = recv(from, piece, sizeof(piece), 0);
	for (ssize_t done = 0; done < n;) {
		ssize_t sent = send(to, piece + done, (size_t)(n - done), MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		done += sent;
	}
	return n > 0;
}

static void tunnel(int a, int b)
{
	struct pollfd ends[2] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
	while (poll(ends, 2, -1) > 0) {
		if (ends[0].revents && !pass_on(a, b))
			return;
		if (ends[1].revents && !pass_on(b, a))
			return;
	}
}

void serve_connect(struct request *r)
{
	const char *colon = strrchr(r->full, ':');
	if (strncmp(r->full, "login.invalid:", 14) == 0 && !r->proxy_authorization[0]) {
		answer(r, "407 Proxy Authentication Required",
			"Proxy-Authenticate: Basic realm=\"tests\"\r\n", "");
		return;
	}
	int fd = strncmp(r->full, "down.invalid:", 13) != 0 && colon ? connect_here(atoi(colon + 1))
								     : -1;
	if (fd < 0) {
		answer(r, "502 Bad Gateway", "", "");
		return;
	}
	if (send_text(r, "HTTP/1.1 200 Connection established\r\n\r\n"))
		tunnel(r->fd, fd);
	close(fd);
}
