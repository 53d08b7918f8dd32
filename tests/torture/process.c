// SPDX-License-Identifier: Apache-2.0
/*
 * A child in a group of its own, awaited through a pidfd.
 */
#include "tests/torture/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void redirect(const char *path, int fd)
{
	int flags = fd == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
	int opened = open(path ? path : "/dev/null", flags, 0600);
	if (opened < 0 || (opened != fd && dup2(opened, fd) != fd))
		_exit(126);
	if (opened != fd)
		close(opened);
}

// A shell's background jobs have SIGINT ignored, and that is inherited.
static void hear_signals(void)
{
	static const int heard[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};
	for (size_t i = 0; i < sizeof(heard) / sizeof(heard[0]); i++)
		signal(heard[i], SIG_DFL);
}

static _Noreturn void become(const struct process *process)
{
	setpgid(0, 0);
	hear_signals();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (process->directory && chdir(process->directory) != 0)
		_exit(126);
	redirect(NULL, STDIN_FILENO);
	redirect(process->out, STDOUT_FILENO);
	redirect(process->err, STDERR_FILENO);
	for (const char *const *set = process->set; set && *set; set++)
		if (putenv((char *)(uintptr_t)*set) != 0)
			_exit(126);
	execvp(process->argv[0], (char *const *)(uintptr_t)process->argv);
	_exit(127);
}

struct process_end process_run(const struct process *process)
{
	struct process_end end = {.code = -1};
	int status = 0;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		become(process);
	int fd = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0) {
		perror(process->argv[0]);
		exit(3);
	}
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	end.timed_out = poll(&ready, 1, process->limit_s * 1000) == 0;
	close(fd);
	if (end.timed_out)
		kill(-pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid) {
		perror(process->argv[0]);
		exit(3);
	}
	if (WIFEXITED(status))
		end.code = WEXITSTATUS(status);
	else if (WIFSIGNALED(status))
		end.signal = WTERMSIG(status);
	return end;
}

const char *process_end_text(const struct process_end *end)
{
	static char text[64];
	if (end->timed_out)
		text_put(text, sizeof(text), "no end in time");
	else if (end->signal)
		text_put(text, sizeof(text), "signal %d", end->signal);
	else
		text_put(text, sizeof(text), "exit status %d", end->code);
	return text;
}

char *text_of_file(char *out, size_t limit, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(out, 1, limit - 1, f) : 0;
	out[n] = '\0';
	if (f)
		fclose(f);
	return out;
}

size_t text_put(char *out, size_t nbytes, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(out, nbytes, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= nbytes) {
		fprintf(stderr, "too long: %s\n", out);
		exit(3);
	}
	return (size_t)length;
}
