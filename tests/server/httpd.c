// SPDX-License-Identifier: Apache-2.0
/*
 * A web server on 127.0.0.1 that misbehaves on request, for tests of fetch.
 *
 *	httpd ROOT LOG
 *
 * It prints its port and a line feed when it listens, and ends with its parent.  The first
 * part of a URL's path chooses the behaviour (see behaviours[]), the rest names a file
 * below ROOT: /truncated/models/a.tflite.  LOG gets a line "GET PATH" before an answer and
 * "SENT PATH NBYTES" after it, so that a test can count downloads and bytes.
 */
#include "zoo/digest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	REQUEST_NBYTES = 8192,
	PATH_NBYTES = 4096,
	STALL_SECONDS = 60,
	SLOW_PIECES = 20,
	ENDLESS_NBYTES = 256 << 20 // even that ends, before a broken client fills the disk
};

struct request {
	int fd;
	char full[PATH_NBYTES]; // as asked for
	const char *path;       // behind the behaviour
	struct bytes file;      // data NULL: there is none of that path
	size_t sent_nbytes;
};

static const char *root;
static int log_fd = -1;

static void log_line(const char *line, int length)
{
	if (write(log_fd, line, (size_t)length) != length)
		perror("httpd: log");
}

static void pause_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
	nanosleep(&t, NULL);
}

// False: the client has gone.
static bool send_bytes(struct request *r, const void *data, size_t nbytes)
{
	const char *at = data;
	while (nbytes > 0) {
		ssize_t n = send(r->fd, at, nbytes, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		at += n;
		nbytes -= (size_t)n;
		r->sent_nbytes += (size_t)n;
	}
	return true;
}

static bool send_text(struct request *r, const char *text)
{
	return send_bytes(r, text, strlen(text));
}

// Status line and headers; `length` -1: none, the end of the connection is the end.
static bool send_head(struct request *r, const char *status, const char *more, long long length)
{
	char head[PATH_NBYTES + 512], size[64] = "";
	if (length >= 0)
		snprintf(size, sizeof(size), "Content-Length: %lld\r\n", length);
	snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nConnection: close\r\n%s%s\r\n", status, size,
		more);
	bool ok = send_text(r, head);
	r->sent_nbytes = 0; // only bodies are counted
	return ok;
}

static void answer(struct request *r, const char *status, const char *more, const char *body)
{
	if (send_head(r, status, more, (long long)strlen(body)))
		send_text(r, body);
}

static void not_found(struct request *r)
{
	answer(r, "404 Not Found", "", "<html>not here</html>");
}

static void serve_ok(struct request *r)
{
	if (send_head(r, "200 OK", "Content-Type: application/octet-stream\r\n",
		    (long long)r->file.nbytes))
		send_bytes(r, r->file.data, r->file.nbytes);
}

static void serve_pointer(struct request *r)
{
	char text[256];
	struct digests digests = digest_bytes(r->file);
	snprintf(text, sizeof(text),
		"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %zu\n",
		digests.sha256, r->file.nbytes);
	answer(r, "200 OK", "Content-Type: text/plain\r\n", text);
}

static void serve_html(struct request *r)
{
	answer(r, "200 OK", "Content-Type: text/html\r\n",
		"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n");
}

static void serve_json(struct request *r)
{
	answer(r, "200 OK", "Content-Type: application/json\r\n", "{\"message\": \"sorry\"}\n");
}

static void serve_empty(struct request *r)
{
	answer(r, "200 OK", "", "");
}

static void serve_truncated(struct request *r)
{
	if (send_head(r, "200 OK", "", (long long)r->file.nbytes))
		send_bytes(r, r->file.data, r->file.nbytes / 2);
}

// Complete as far as HTTP can tell, but only the first half.
static void serve_half(struct request *r)
{
	if (send_head(r, "200 OK", "", (long long)(r->file.nbytes / 2)))
		send_bytes(r, r->file.data, r->file.nbytes / 2);
}

static void serve_reset(struct request *r)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	serve_truncated(r);
	pause_ms(50);
	setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void serve_oversized(struct request *r)
{
	static const char more[1000];
	if (send_head(r, "200 OK", "", (long long)(r->file.nbytes + sizeof(more))) &&
		send_bytes(r, r->file.data, r->file.nbytes))
		send_bytes(r, more, sizeof(more));
}

static void serve_endless(struct request *r)
{
	static const char zeros[65536];
	bool ok = send_head(r, "200 OK", "", -1);
	while (ok && r->sent_nbytes < ENDLESS_NBYTES)
		ok = send_bytes(r, zeros, sizeof(zeros));
}

static void serve_wrong(struct request *r)
{
	size_t middle = r->file.nbytes / 2;
	unsigned char flipped = r->file.data[middle] ^ 1;
	if (send_head(r, "200 OK", "", (long long)r->file.nbytes) &&
		send_bytes(r, r->file.data, middle) && send_bytes(r, &flipped, 1))
		send_bytes(r, r->file.data + middle + 1, r->file.nbytes - middle - 1);
}

static void serve_404(struct request *r)
{
	not_found(r);
}

static void serve_500(struct request *r)
{
	answer(r, "500 Internal Server Error", "", "oh dear");
}

static void serve_partial(struct request *r)
{
	char range[96];
	snprintf(range, sizeof(range), "Content-Range: bytes 0-%zu/%zu\r\n", r->file.nbytes - 1,
		r->file.nbytes);
	if (send_head(r, "206 Partial Content", range, (long long)r->file.nbytes))
		send_bytes(r, r->file.data, r->file.nbytes);
}

static void redirect(struct request *r, const char *prefix, const char *path)
{
	char location[PATH_NBYTES + 64];
	snprintf(location, sizeof(location), "Location: %s%s\r\n", prefix, path);
	answer(r, "302 Found", location, "<html>elsewhere</html>");
}

static void serve_redirect(struct request *r)
{
	redirect(r, "/ok/", r->path);
}

// /hops/3/PATH leads through /hops/2/PATH and /hops/1/PATH to /ok/PATH.
static void serve_hops(struct request *r)
{
	char prefix[64];
	char *rest;
	long left = strtol(r->path, &rest, 10);
	rest += *rest == '/';
	snprintf(prefix, sizeof(prefix), "/hops/%ld/", left - 1);
	redirect(r, left > 1 ? prefix : "/ok/", rest);
}

static void serve_loop(struct request *r)
{
	redirect(r, "/loop/", r->path);
}

static void serve_file_redirect(struct request *r)
{
	char prefix[PATH_NBYTES];
	snprintf(prefix, sizeof(prefix), "file://%s/", root);
	redirect(r, prefix, r->path);
}

static void serve_nowhere(struct request *r)
{
	answer(r, "302 Found", "", "");
}

static void serve_slow(struct request *r)
{
	bool ok = send_head(r, "200 OK", "", (long long)r->file.nbytes);
	size_t piece = r->file.nbytes / SLOW_PIECES + 1;
	for (size_t at = 0; ok && at < r->file.nbytes; at += piece) {
		size_t left = r->file.nbytes - at;
		ok = send_bytes(r, r->file.data + at, left < piece ? left : piece);
		pause_ms(20);
	}
}

static void serve_stall(struct request *r)
{
	serve_truncated(r);
	for (int i = 0; i < STALL_SECONDS * 10; i++) {
		char c;
		if (recv(r->fd, &c, 1, MSG_DONTWAIT) == 0)
			return; // the client hung up
		pause_ms(100);
	}
}

static void serve_chunked(struct request *r)
{
	bool ok = send_head(r, "200 OK", "Transfer-Encoding: chunked\r\n", -1);
	for (size_t at = 0; ok && at < r->file.nbytes;) {
		char size[32];
		size_t left = r->file.nbytes - at, piece = left < 5000 ? left : 5000;
		snprintf(size, sizeof(size), "%zx\r\n", piece);
		ok = send_text(r, size) && send_bytes(r, r->file.data + at, piece) &&
		     send_text(r, "\r\n");
		at += piece;
	}
	if (ok)
		send_text(r, "0\r\n\r\n");
}

static void serve_no_length(struct request *r)
{
	if (send_head(r, "200 OK", "", -1))
		send_bytes(r, r->file.data, r->file.nbytes);
}

static void serve_encoded(struct request *r)
{
	if (send_head(r, "200 OK", "Content-Encoding: gzip\r\n", (long long)r->file.nbytes))
		send_bytes(r, r->file.data, r->file.nbytes);
}

static void serve_garbage(struct request *r)
{
	send_text(r, "\x16\x03\x01 this is no HTTP\r\n\r\n");
}

static const struct behaviour {
	const char *name;
	void (*serve)(struct request *r);
	bool needs_file;
} behaviours[] = {
	{"ok", serve_ok, true},
	{"pointer", serve_pointer, true},
	{"html", serve_html, false},
	{"json", serve_json, false},
	{"empty", serve_empty, false},
	{"truncated", serve_truncated, true},
	{"half", serve_half, true},
	{"reset", serve_reset, true},
	{"oversized", serve_oversized, true},
	{"endless", serve_endless, false},
	{"wrong", serve_wrong, true},
	{"404", serve_404, false},
	{"500", serve_500, false},
	{"partial", serve_partial, true},
	{"redirect", serve_redirect, false},
	{"hops", serve_hops, false},
	{"loop", serve_loop, false},
	{"file-redirect", serve_file_redirect, false},
	{"nowhere", serve_nowhere, false},
	{"slow", serve_slow, true},
	{"stall", serve_stall, true},
	{"chunked", serve_chunked, true},
	{"no-length", serve_no_length, true},
	{"encoded", serve_encoded, true},
	{"garbage", serve_garbage, false},
};

enum { BEHAVIOUR_COUNT = sizeof(behaviours) / sizeof(behaviours[0]) };

// The whole file in memory that the caller frees, or NULL.
static unsigned char *read_file(size_t *nbytes, const char *path)
{
	char full[2 * PATH_NBYTES];
	struct stat info;
	snprintf(full, sizeof(full), "%s/%s", root, path);
	int fd = strstr(path, "..") ? -1 : open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	unsigned char *data = NULL;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
		data = malloc((size_t)info.st_size + 1);
	if (data && read(fd, data, (size_t)info.st_size) != info.st_size) {
		free(data);
		data = NULL;
	}
	*nbytes = (size_t)info.st_size;
	close(fd);
	return data;
}

static void serve(struct request *r)
{
	for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
		const struct behaviour *behaviour = &behaviours[i];
		size_t length = strlen(behaviour->name);
		if (strncmp(r->full + 1, behaviour->name, length) != 0 ||
			r->full[1 + length] != '/')
			continue;
		r->path = r->full + 1 + length + 1;
		size_t nbytes = 0;
		unsigned char *data = read_file(&nbytes, r->path);
		r->file = (struct bytes){data, nbytes};
		if (behaviour->needs_file && !data)
			not_found(r);
		else
			behaviour->serve(r);
		free(data);
		return;
	}
	not_found(r);
}

// Up to the empty line that ends a request; false if the client sends something else.
static bool read_request(struct request *r)
{
	char text[REQUEST_NBYTES];
	size_t used = 0;
	for (;;) {
		ssize_t n = recv(r->fd, text + used, sizeof(text) - 1 - used, 0);
		if (n <= 0)
			return false;
		used += (size_t)n;
		text[used] = '\0';
		if (strstr(text, "\r\n\r\n"))
			break;
	}
	return sscanf(text, "GET %4095s HTTP/1.1", r->full) == 1 && r->full[0] == '/';
}

static void *serve_connection(void *argument)
{
	struct request *r = argument;
	if (read_request(r)) {
		char line[PATH_NBYTES + 64];
		log_line(line, snprintf(line, sizeof(line), "GET %s\n", r->full));
		serve(r);
		log_line(line,
			snprintf(line, sizeof(line), "SENT %s %zu\n", r->full, r->sent_nbytes));
	}
	close(r->fd);
	free(r);
	return NULL;
}

static int listen_somewhere(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t nbytes = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, nbytes) != 0 || listen(fd, 64) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &nbytes) != 0) {
		perror("httpd");
		return -1;
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

int main(int argc, char **argv)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (argc != 3) {
		fprintf(stderr, "usage: httpd ROOT LOG\n");
		return 2;
	}
	root = argv[1];
	log_fd = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	int listener = log_fd < 0 ? -1 : listen_somewhere();
	while (listener >= 0) {
		struct request *r = calloc(1, sizeof(*r));
		pthread_t thread;
		if (!r)
			return 3;
		r->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (r->fd < 0 || pthread_create(&thread, NULL, serve_connection, r) != 0) {
			free(r);
			continue;
		}
		pthread_detach(thread);
	}
	return 3;
}
