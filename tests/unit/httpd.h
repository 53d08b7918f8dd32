// SPDX-License-Identifier: Apache-2.0
/*
 * tests/server/httpd, started by a test: it ends with the test, at the latest.
 */
#ifndef TESTS_UNIT_HTTPD_H
#define TESTS_UNIT_HTTPD_H

#include <libgen.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct httpd {
	pid_t pid;
	int port;
	char log[512];
};

// The program lies beside the tests' folder: `test` is argv[0].
static const char *httpd_program(const char *test)
{
	static char program[4200];
	char self[4096];
	snprintf(self, sizeof(self), "%s", test);
	snprintf(program, sizeof(program), "%s/../server/httpd", dirname(self));
	if (access(program, X_OK) != 0)
		fprintf(stderr, "%s: not there; make %s\n", program, "build/tests/server/httpd");
	return program;
}

// With TLS if `tls` ("--tls", "--tls1") is not NULL, for which the files are named.
__attribute__((unused)) static bool httpd_start_tls(struct httpd *out, const char *test,
	const char *tls, const char *certificate, const char *key, const char *root,
	const char *log)
{
	const char *program = httpd_program(test);
	char line[32] = "";
	int ends[2];
	snprintf(out->log, sizeof(out->log), "%s", log);
	fflush(stdout);
	if (pipe(ends) != 0)
		return false;
	out->pid = fork();
	if (out->pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		if (tls)
			execl(program, "httpd", tls, certificate, key, root, log, (char *)NULL);
		else
			execl(program, "httpd", root, log, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	FILE *answer = fdopen(ends[0], "r");
	bool ok = answer && fgets(line, sizeof(line), answer);
	if (answer)
		fclose(answer);
	out->port = atoi(line);
	return ok && out->port > 0;
}

__attribute__((unused)) static bool httpd_start(
	struct httpd *out, const char *test, const char *root, const char *log)
{
	return httpd_start_tls(out, test, NULL, NULL, NULL, root, log);
}

__attribute__((unused)) static void httpd_stop(struct httpd *httpd)
{
	kill(httpd->pid, SIGTERM);
	waitpid(httpd->pid, NULL, 0);
}

// Lines of the log that begin with `prefix`; *last_number: what stands last on the last of them.
__attribute__((unused)) static int httpd_count(
	const struct httpd *httpd, const char *prefix, long long *last_number)
{
	char line[4200];
	int count = 0;
	FILE *f = fopen(httpd->log, "r");
	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, prefix, strlen(prefix)) != 0)
			continue;
		const char *space = strrchr(line, ' ');
		count++;
		if (last_number && space)
			*last_number = atoll(space + 1);
	}
	if (f)
		fclose(f);
	return count;
}

#endif
