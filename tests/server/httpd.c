// SPDX-License-Identifier: Apache-2.0
/*
 * A web server on 127.0.0.1 that misbehaves on request, for tests of fetch.
 *
 *	httpd [--tls CERTIFICATE KEY | --tls1 CERTIFICATE KEY] ROOT LOG
 *	httpd --list
 *
 * It prints its port and a line feed when it listens, and ends with its parent.  The first
 * part of a URL's path chooses the behaviour (see behaviours.h), the rest names a file below
 * ROOT: /truncated/models/a.tflite.  --tls1 speaks TLS 1.0 only.  As a proxy it answers
 * "GET http://..." itself and lets CONNECT through (see proxy.c).
 *
 * LOG gets a line "GET PATH" (or POST, CONNECT) before an answer and "SENT PATH NBYTES" after
 * it, so that a test can count downloads and bytes; between them, if the request has such a
 * header, "RANGE PATH FIRST", "IF-RANGE PATH VALIDATOR", "AUTHORIZATION PATH VALUE".
 */
#include "tests/server/behaviours.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_NBYTES = 16384, COUNTED_PATHS = 512, SEND_BUFFER_NBYTES = 32 << 10 };

struct behaviour {
	const char *name;
	void (*serve)(struct request *r);
	bool needs_file;
	const char *faults, *about;
};

#define BEHAVIOUR(name, function, needs_file, faults, about) \
	{name, serve_##function, needs_file, faults, about},
static const struct behaviour behaviours[] = {BEHAVIOURS(BEHAVIOUR)};

enum { BEHAVIOUR_COUNT = sizeof(behaviours) / sizeof(behaviours[0]) };

const char *server_root;
bool server_is_tls;
int server_port;
static int log_fd = -1;

void log_line(const char *format, ...)
{
	char line[PATH_NBYTES + VALUE_NBYTES + 64];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (write(log_fd, line, (size_t)length) != length)
		perror("httpd: log");
}

// How often the path has been asked for, with this time.
static int count_path(const char *path)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static struct {
		char *path;
		int count;
	} seen[COUNTED_PATHS];
	int count = 1;
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < COUNTED_PATHS; i++) {
		if (!seen[i].path)
			seen[i].path = strdup(path);
		if (seen[i].path && strcmp(seen[i].path, path) == 0) {
			count = ++seen[i].count;
			break;
		}
	}
	pthread_mutex_unlock(&mutex);
	return count;
}

static void serve(struct request *r)
{
	for (int i = 0; i < BEHAVIOUR_COUNT; i++) {
		const struct behaviour *behaviour = &behaviours[i];
		size_t length = strlen(behaviour->name), nbytes = 0;
		const char *file;
		if (strncmp(r->full + 1, behaviour->name, length) != 0 ||
			r->full[1 + length] != '/')
			continue;
		file = r->path = r->full + 1 + length + 1;
		if (strcmp(behaviour->name, "cut") == 0 || strcmp(behaviour->name, "flaky") == 0)
			leading_number(r, &file);
		unsigned char *data = read_file(&nbytes, file);
		r->file = (struct bytes){data, nbytes};
		r->asked_count = count_path(r->full);
		if (behaviour->needs_file && !data)
			not_found(r);
		else
			behaviour->serve(r);
		free(data);
		return;
	}
	not_found(r);
}

static long receive(struct request *r, void *data, size_t nbytes)
{
	return r->secure ? secure_read(r->secure, data, nbytes) : recv(r->fd, data, nbytes, 0);
}

static void get_header(char value[VALUE_NBYTES], const char *head, const char *name)
{
	char pattern[64];
	snprintf(pattern, sizeof(pattern), "\r\n%s: ", name);
	const char *at = strcasestr(head, pattern);
	at = at ? at + strlen(pattern) : "\r";
	snprintf(value, VALUE_NBYTES, "%.*s", (int)strcspn(at, "\r"), at);
}

static void read_headers(struct request *r, const char *head)
{
	char range[VALUE_NBYTES];
	get_header(r->host, head, "Host");
	get_header(r->authorization, head, "Authorization");
	get_header(r->proxy_authorization, head, "Proxy-Authorization");
	get_header(r->key, head, "X-Key");
	get_header(r->if_range, head, "If-Range");
	get_header(range, head, "Range");
	r->range_first = -1;
	if (sscanf(range, "bytes=%lld-", &r->range_first) == 1)
		log_line("RANGE %s %lld\n", r->full, r->range_first);
	if (r->if_range[0])
		log_line("IF-RANGE %s %s\n", r->full, r->if_range);
	if (r->authorization[0])
		log_line("AUTHORIZATION %s %s\n", r->full, r->authorization);
}

// A request and its body; false if the client sends something else.
static bool read_request(struct request *r)
{
	char text[REQUEST_NBYTES], target[PATH_NBYTES], length[VALUE_NBYTES];
	size_t used = 0;
	const char *end = NULL;
	while (!end) {
		long n = receive(r, text + used, sizeof(text) - 1 - used);
		if (n <= 0)
			return false;
		used += (size_t)n;
		text[used] = '\0';
		if (!isupper((unsigned char)text[0])) { // TLS, say
			answer(r, "400 Bad Request", "", "");
			return false;
		}
		end = strstr(text, "\r\n\r\n");
	}
	if (sscanf(text, "%15s %4095s HTTP/1.1", r->method, target) != 2)
		return false;
	const char *path = target;
	if (strncmp(target, "http://", 7) == 0) // as to a proxy
		path = target + 7 + strcspn(target + 7, "/");
	snprintf(r->full, sizeof(r->full), "%s", path);
	log_line("%s %s\n", r->method, r->full);
	read_headers(r, text);
	get_header(length, text, "Content-Length");
	size_t body_nbytes = (size_t)atol(length), have = (size_t)(text + used - (end + 4));
	if (body_nbytes >= sizeof(r->body) || have > body_nbytes)
		return false;
	memcpy(r->body, end + 4, have);
	while (have < body_nbytes) {
		long n = receive(r, r->body + have, body_nbytes - have);
		if (n <= 0)
			return false;
		have += (size_t)n;
	}
	return r->full[0] == '/' || strcmp(r->method, "CONNECT") == 0;
}

static void *serve_connection(void *argument)
{
	struct request *r = argument;
	if (server_is_tls)
		r->secure = secure_accept(r->fd);
	if ((r->secure || !server_is_tls) && read_request(r)) {
		if (strcmp(r->method, "CONNECT") == 0)
			serve_connect(r);
		else
			serve(r);
		log_line("SENT %s %zu\n", r->full, r->sent_nbytes);
	}
	if (r->secure)
		secure_close(r->secure, r->abrupt);
	close(r->fd);
	free(r);
	return NULL;
}

static int listen_somewhere(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t nbytes = sizeof(address);
	int send_nbytes = SEND_BUFFER_NBYTES; // so that "SENT" is near to what was received
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_nbytes, sizeof(int)) != 0 ||
		bind(fd, (struct sockaddr *)&address, nbytes) != 0 || listen(fd, 64) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &nbytes) != 0) {
		perror("httpd");
		return -1;
	}
	server_port = ntohs(address.sin_port);
	printf("%d\n", server_port);
	fflush(stdout);
	return fd;
}

static int list(void)
{
	for (int i = 0; i < BEHAVIOUR_COUNT; i++)
		printf("%-20s %-10s %s\n", behaviours[i].name, behaviours[i].faults,
			behaviours[i].about);
	return 0;
}

int main(int argc, char **argv)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list();
	server_is_tls = argc == 6 && strncmp(argv[1], "--tls", 5) == 0;
	if (argc != 3 && !server_is_tls) {
		fprintf(stderr, "usage: httpd [--tls|--tls1 CERTIFICATE KEY] ROOT LOG\n");
		return 2;
	}
	if (server_is_tls && !secure_init(argv[2], argv[3], strcmp(argv[1], "--tls1") == 0)) {
		fprintf(stderr, "httpd: %s, %s: cannot be used\n", argv[2], argv[3]);
		return 3;
	}
	server_root = argv[argc - 2];
	log_fd = open(argv[argc - 1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
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
