// SPDX-License-Identifier: Apache-2.0
/*
 * Fetch over TLS from a server of openssl's with a certificate of our own: an authority
 * that nobody knows is refused, one that SSL_CERT_FILE names is trusted, and a redirect
 * does not lead out of TLS.
 */
#include "zoo/transfer.h"

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static struct arena arena;
static FILE *server_output; // stays open: the server goes on writing
static int port;

// Everything that arrives; more than fits is cut.
struct received {
	char text[256];
	size_t nbytes;
};

static bool receive(void *context, const void *data, size_t nbytes, struct status *st)
{
	struct received *received = context;
	if (nbytes >= sizeof(received->text) - received->nbytes)
		return status_fail(st, STATUS_NO, "more than expected");
	memcpy(received->text + received->nbytes, data, nbytes);
	received->nbytes += nbytes;
	return true;
}

static bool begin(void *context, const struct transfer_answer *answer, struct status *st)
{
	(void)context, (void)answer, (void)st;
	return true;
}

static bool get(struct received *received, const char *file, struct status *st)
{
	*received = (struct received){.nbytes = 0};
	const char *url = arena_printf(&arena, "https://localhost:%d/%s", port, file);
	const struct transfer_request request = {.url = url, .what = file, .expected_nbytes = -1};
	const struct transfer_sink sink = {begin, receive, received};
	struct transfer_failure failure;
	return transfer_run(&request, &sink, &failure, NULL, st);
}

// `openssl s_server -HTTP` sends files as they are, headers included.
static pid_t start_server(void)
{
	int ends[2];
	char line[256];
	if (pipe(ends) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (chdir(scratch_directory) != 0)
			_exit(127);
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		execlp("openssl", "openssl", "s_server", "-HTTP", "-4", "-accept", "0", "-cert",
			"cert", "-key", "key", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	server_output = fdopen(ends[0], "r");
	while (server_output && port == 0 && fgets(line, sizeof(line), server_output)) {
		const char *colon = strrchr(line, ':');
		if (strncmp(line, "ACCEPT ", 7) == 0 && colon)
			port = atoi(colon + 1);
	}
	return child;
}

static bool make_certificate(void)
{
	const char *command = arena_printf(&arena,
		"cd '%s' && openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 "
		"-subj /CN=localhost -addext subjectAltName=DNS:localhost >log 2>&1",
		scratch_directory);
	return system(command) == 0;
}

static void test_transfers(void)
{
	struct received received;
	struct status st = {0};
	unsetenv("SSL_CERT_FILE");
	CHECK(!get(&received, "file", &st) && st.code == STATUS_NETWORK &&
			strstr(st.message, "certificate is signed by itself only"),
		"an unknown authority: %s", st.message);
	CHECK_INT((long long)received.nbytes, 0, "nothing was taken");
	CHECK(st.hint[0] && !strstr(st.hint, "insecure"), "hint: %s", st.hint);

	setenv("SSL_CERT_FILE", "/nonexistent/bundle", 1);
	CHECK(!get(&received, "file", &st) && st.code == STATUS_NETWORK &&
			strstr(st.message, "/nonexistent/bundle") &&
			strstr(st.hint, "SSL_CERT_FILE"),
		"no bundle: %s", st.message);

	setenv("SSL_CERT_FILE", arena_printf(&arena, "%s/cert", scratch_directory), 1);
	CHECK(get(&received, "file", &st), "a known authority %s", st.message);
	CHECK_TEXT(received.text, "content", "what came");
	CHECK(!get(&received, "down", &st) && st.code == STATUS_NETWORK &&
			strstr(st.message, "refused: from https to http"),
		"a redirect out of TLS: %s", st.message);
	CHECK(get(&received, "along", &st), "a redirect within TLS %s", st.message);
	CHECK_TEXT(received.text, "content", "what came");
}

static void add_file(const char *name, const char *text)
{
	scratch_write(arena_printf(&arena, "%s/%s", scratch_directory, name), text, strlen(text));
}

int main(void)
{
	unsetenv("https_proxy");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	unsetenv("HTTPS_PROXY");
	unsetenv("CURL_CA_BUNDLE");
	unsetenv("SSL_CERT_DIR");
	CHECK(strstr(transfer_library_version(), "libcurl/"), "%s", transfer_library_version());
	if (system("openssl version >/dev/null 2>&1") != 0) {
		check_skip("TLS", "no openssl program");
		return check_done();
	}
	scratch_begin();
	add_file(
		"file", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\ncontent");
	add_file("down", "HTTP/1.1 302 Found\r\nLocation: http://localhost/file\r\n"
			 "Content-Length: 0\r\nConnection: close\r\n\r\n");
	add_file("along", "HTTP/1.1 302 Found\r\nLocation: /file\r\nContent-Length: 0\r\n"
			  "Connection: close\r\n\r\n");
	if (!CHECK(make_certificate(), "a certificate"))
		return check_done();
	pid_t server = start_server();
	if (CHECK(port > 0, "the server listens on port %d", port))
		test_transfers();
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	arena_release(&arena);
	return check_done();
}
