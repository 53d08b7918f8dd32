// SPDX-License-Identifier: Apache-2.0
/*
 * Sending, with or without TLS, and what most answers are made of.
 */
#include "tests/server/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STALL_SECONDS = 60 };

void pause_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
}

bool send_bytes(struct request *r, const void *data, size_t nbytes)
{
	const char *at = data;
	while (nbytes > 0) {
		long n = r->secure ? secure_write(r->secure, at, nbytes)
				   : send(r->fd, at, nbytes, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		at += n;
		nbytes -= (size_t)n;
		r->sent_nbytes += (size_t)n;
	}
	return true;
}

bool send_text(struct request *r, const char *text)
{
	return send_bytes(r, text, strlen(text));
}

bool send_head(struct request *r, const char *status, const char *more, long long length)
{
	char head[2 * PATH_NBYTES], size[64] = "";
	if (length >= 0)
		snprintf(size, sizeof(size), "Content-Length: %lld\r\n", length);
	snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nConnection: close\r\n%s%s\r\n", status, size,
		more);
	bool ok = send_text(r, head);
	r->sent_nbytes = 0; // only bodies are counted
	return ok;
}

void answer(struct request *r, const char *status, const char *more, const char *body)
{
	if (send_head(r, status, more, (long long)strlen(body)))
		send_text(r, body);
}

void not_found(struct request *r)
{
	answer(r, "404 Not Found", "Content-Type: text/html\r\n", "<html>not here</html>");
}

void redirect(struct request *r, const char *status, const char *prefix, const char *path)
{
	char location[PATH_NBYTES + 512];
	snprintf(location, sizeof(location), "Location: %s%s\r\n", prefix, path);
	answer(r, status, location, "<html>elsewhere</html>");
}

void stall(struct request *r)
{
	for (int i = 0; i < STALL_SECONDS * 10; i++) {
		char c;
		ssize_t n = recv(r->fd, &c, 1, MSG_DONTWAIT | MSG_PEEK);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			return; // the client hung up
		pause_ms(100);
	}
}

unsigned char *read_file(size_t *nbytes, const char *path)
{
	char full[2 * PATH_NBYTES];
	struct stat info;
	snprintf(full, sizeof(full), "%s/%s", server_root, path);
	int fd = strstr(path, "..") ? -1 : open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	unsigned char *data = NULL;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
		data = malloc((size_t)info.st_size + 1);
		*nbytes = (size_t)info.st_size;
	}
	if (data && read(fd, data, *nbytes) != (ssize_t)*nbytes) {
		free(data);
		data = NULL;
	}
	close(fd);
	return data;
}

long leading_number(const struct request *r, const char **rest)
{
	char *end;
	long number = strtol(r->path, &end, 10);
	*rest = end + (*end == '/');
	return number;
}
