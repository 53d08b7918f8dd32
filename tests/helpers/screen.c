// SPDX-License-Identifier: Apache-2.0
/*
 * A small terminal, for tests of what is drawn on one:
 *
 *	screen ROWS COLUMNS [--resize ROWS COLUMNS] COMMAND [ARGUMENT...]
 *
 * runs the command with stderr on a pseudo-terminal of that size, plays what comes, and
 * prints, when it ends, the lines that are left and "most lines: N": how many rows had text
 * at once.  With --resize the size changes after the first output.  It exits as the command
 * did; a sequence that it does not know is an error, 99.
 */
#include <errno.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS_MAX = 200, COLUMNS_MAX = 300 };

static char cells[ROWS_MAX][COLUMNS_MAX];
static int rows, columns, row, column, most_lines;
static bool unknown;

static void new_line(void)
{
	if (row + 1 < rows) {
		row++;
		return;
	}
	memmove(cells[0], cells[1], sizeof(cells[0]) * (size_t)(rows - 1));
	memset(cells[rows - 1], ' ', COLUMNS_MAX);
}

static int last_used_row(void)
{
	for (int r = rows - 1; r >= 0; r--)
		for (int c = 0; c < COLUMNS_MAX; c++)
			if (cells[r][c] != ' ')
				return r;
	return -1;
}

static void erase_below(void)
{
	memset(&cells[row][column], ' ', (size_t)(COLUMNS_MAX - column));
	for (int r = row + 1; r < rows; r++)
		memset(cells[r], ' ', COLUMNS_MAX);
}

static void obey(char command, int n)
{
	switch (command) {
	case 'A':
		row = row > n ? row - n : 0;
		break;
	case 'J':
		erase_below();
		break;
	case 'K':
		memset(&cells[row][column], ' ', (size_t)(COLUMNS_MAX - column));
		break;
	case 'm':
		break;
	default:
		unknown = true;
	}
}

static void put(char c)
{
	static int number = -1; // of a sequence; -1: outside of one
	static bool escaped;
	if (number >= 0) {
		if (c >= '0' && c <= '9') {
			number = number * 10 + c - '0';
		} else {
			obey(c, number ? number : 1);
			number = -1;
		}
	} else if (escaped) {
		unknown |= c != '[';
		escaped = false;
		number = 0;
	} else if (c == '\x1b') {
		escaped = true;
	} else if (c == '\r') {
		column = 0;
	} else if (c == '\n') {
		new_line();
	} else if (((unsigned char)c & 0xc0) != 0x80) { // the rest of a character takes no room
		if (column == columns) {
			column = 0;
			new_line();
		}
		cells[row][column++] = (unsigned char)c < 0x80 ? c : '?';
	}
	int used = last_used_row() + 1;
	most_lines = used > most_lines ? used : most_lines;
}

// A real terminal folds longer lines; ours cuts them, which leaves fewer to be wiped.
static void resize(int fd, int new_rows, int new_columns)
{
	const struct winsize size = {
		.ws_row = (unsigned short)new_rows, .ws_col = (unsigned short)new_columns};
	ioctl(fd, TIOCSWINSZ, &size);
}

static int run(char **argv, int resize_rows, int resize_columns)
{
	const struct winsize size = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	int master, slave, status = 0;
	char data[4096];
	if (openpty(&master, &slave, NULL, NULL, &size) != 0)
		return 98;
	pid_t child = fork();
	if (child == 0) {
		dup2(slave, STDERR_FILENO);
		close(master);
		close(slave);
		execvp(argv[0], argv);
		_exit(97);
	}
	close(slave);
	for (;;) {
		ssize_t n = read(master, data, sizeof(data));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n; i++)
			put(data[i]);
		if (resize_rows > 0)
			resize(master, resize_rows, resize_columns);
		resize_rows = 0;
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	int resize_rows = 0, resize_columns = 0, first = 3;
	if (argc < 4)
		return 96;
	rows = atoi(argv[1]);
	columns = atoi(argv[2]);
	if (strcmp(argv[3], "--resize") == 0 && argc > 6) {
		resize_rows = atoi(argv[4]);
		resize_columns = atoi(argv[5]);
		first = 6;
	}
	if (rows < 1 || rows > ROWS_MAX || columns < 1 || columns > COLUMNS_MAX)
		return 96;
	memset(cells, ' ', sizeof(cells));
	int code = run(argv + first, resize_rows, resize_columns);
	for (int r = 0; r <= last_used_row(); r++) {
		int end = COLUMNS_MAX;
		while (end > 0 && cells[r][end - 1] == ' ')
			end--;
		printf("%.*s\n", end, cells[r]);
	}
	printf("most lines: %d\n", most_lines);
	return unknown ? 99 : code;
}
