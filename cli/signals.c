// SPDX-License-Identifier: Apache-2.0
/*
 * One flag, set by a handler and asked for by long work.
 */
#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>

// A signal handler can reach nothing but a global.
static volatile sig_atomic_t caught;

static const int handled[] = {SIGINT, SIGTERM, SIGHUP};

static void handle(int number)
{
	if (caught) {
		signal(number, SIG_DFL);
		raise(number);
		return;
	}
	caught = number;
}

void signals_install(void)
{
	struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(handled) / sizeof(handled[0]); i++) {
		struct sigaction old;
		// what nohup or a shell's background job ignores stays ignored
		if (sigaction(handled[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(handled[i], &action, NULL);
	}
	// a reader that is gone and a file that may not grow are errors of write(2), not our end
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

void signals_restore(void)
{
	for (size_t i = 0; i < sizeof(handled) / sizeof(handled[0]); i++) {
		struct sigaction old;
		if (sigaction(handled[i], NULL, &old) == 0 && old.sa_handler == handle)
			signal(handled[i], SIG_DFL);
	}
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
}

bool signals_caught(void)
{
	return caught != 0;
}

const char *signals_name(void)
{
	return caught == SIGINT    ? "SIGINT"
	       : caught == SIGTERM ? "SIGTERM"
	       : caught == SIGHUP  ? "SIGHUP"
				   : "";
}

int signals_exit_code(void)
{
	return caught == SIGINT || caught == 0 ? 130 : 143;
}
