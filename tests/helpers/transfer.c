// SPDX-License-Identifier: Apache-2.0
/*
 * One transfer into a file, for tests with servers that are not our own:
 *
 *	transfer URL FILE [SIZE]
 *
 * What FILE has already is gone on with if FILE.validator is there.  It prints where the
 * answer began, and exits as the transfer ended.
 */
#include "zoo/transfer.h"

#include "engine/base/arena.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct target {
	int fd;
	const char *validator_path;
};

static bool note(const char *path, const char *validator, struct status *st)
{
	FILE *f = fopen(path, "w");
	bool ok = f && fprintf(f, "%s", validator) >= 0;
	if (f && fclose(f) != 0)
		ok = false;
	return ok || status_fail(st, STATUS_IO, "%s: cannot be written", path);
}

static bool begin(void *context, const struct transfer_answer *answer, struct status *st)
{
	struct target *target = context;
	printf("first %lld total %lld validator %s\n", (long long)answer->first_nbyte,
		(long long)answer->total_nbytes, answer->validator ? answer->validator : "none");
	fflush(stdout);
	if (ftruncate(target->fd, (off_t)answer->first_nbyte) != 0 ||
		lseek(target->fd, 0, SEEK_END) < 0)
		return status_fail(st, STATUS_IO, "the file cannot be cut");
	return !answer->validator || note(target->validator_path, answer->validator, st);
}

static bool add(void *context, const void *data, size_t nbytes, struct status *st)
{
	const struct target *target = context;
	return write(target->fd, data, nbytes) == (ssize_t)nbytes ||
	       status_fail(st, STATUS_IO, "the file cannot be written");
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct status st = {0};
	struct stat info;
	struct transfer_failure failure;
	char validator[300] = "";
	if (argc < 3)
		return STATUS_USAGE;
	struct target target = {.fd = open(argv[2], O_RDWR | O_CREAT | O_CLOEXEC, 0644),
		.validator_path = arena_printf(&arena, "%s.validator", argv[2])};
	FILE *f = fopen(target.validator_path, "r");
	if (f) {
		if (!fgets(validator, sizeof(validator), f))
			validator[0] = '\0';
		fclose(f);
	}
	if (target.fd < 0 || fstat(target.fd, &info) != 0)
		return STATUS_IO;
	const struct transfer_request request = {.url = argv[1],
		.what = argv[2],
		.expected_nbytes = argc > 3 ? atoll(argv[3]) : -1,
		.first_nbyte = validator[0] ? (int64_t)info.st_size : 0,
		.if_range = validator[0] ? validator : NULL};
	const struct transfer_sink sink = {begin, add, &target};
	bool ok = transfer_run(&request, &sink, &failure, NULL, &st);
	if (!ok)
		fprintf(stderr, "%s\n", st.message);
	close(target.fd);
	arena_release(&arena);
	return ok ? 0 : (int)st.code;
}
