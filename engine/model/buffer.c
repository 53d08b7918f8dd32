// SPDX-License-Identifier: Apache-2.0
/*
 * The file's buffers.  Two of them may be one and the same run of bytes; runs that
 * overlap in part are what no writer makes, and would let constants add up to far more
 * than the file.
 */
#include "engine/model/build.h"

#include <stdlib.h>
#include <string.h>

struct run {
	const unsigned char *start, *end;
	uint32_t buffer;
};

static int compare_runs(const void *left, const void *right)
{
	const struct run *a = left, *b = right;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return (a->buffer > b->buffer) - (a->buffer < b->buffer);
}

static bool check_buffer(uint32_t i, const struct tflite_buffer *buffer, struct status *st)
{
	if (buffer->offset > 1)
		return status_fail(st, STATUS_FORMAT,
			"buffer #%u: its data lie outside of the FlatBuffer, at offset %llu, "
			"which is not supported",
			i, (unsigned long long)buffer->offset);
	if (i == 0 && buffer->data.nbytes > 0)
		return status_fail(st, STATUS_FORMAT,
			"buffer #0 has %zu bytes (it stands for \"no data\" and must be empty)",
			buffer->data.nbytes);
	return true;
}

static struct bytes copy_run(struct arena *keep, const struct run *run)
{
	size_t nbytes = (size_t)(run->end - run->start);
	unsigned char *copy = arena_alloc(keep, nbytes + MODEL_SLACK_NBYTES, 1, 16);
	memcpy(copy, run->start, nbytes);
	return (struct bytes){copy, nbytes};
}

bool model_build_buffers(struct bytes **out, struct model_build *build, struct status *st)
{
	const struct tflite_file *file = &build->file;
	struct run *runs = arena_array(&build->scratch, struct run, file->buffer_count);
	size_t run_count = 0;
	for (uint32_t i = 0; i < file->buffer_count; i++) {
		struct bytes data = file->buffers[i].data;
		if (!check_buffer(i, &file->buffers[i], st))
			return false;
		if (data.nbytes > 0)
			runs[run_count++] = (struct run){data.data, data.data + data.nbytes, i};
	}
	if (run_count > 1)
		qsort(runs, run_count, sizeof(*runs), compare_runs);

	*out = arena_array(&build->scratch, struct bytes, file->buffer_count);
	for (size_t i = 0; i < run_count; i++) {
		const struct run *run = &runs[i], *previous = i > 0 ? &runs[i - 1] : NULL;
		if (!previous || previous->end <= run->start) {
			(*out)[run->buffer] = copy_run(build->keep, run);
			build->model->constant_nbytes += (*out)[run->buffer].nbytes;
		} else if (previous->start == run->start && previous->end == run->end) {
			(*out)[run->buffer] = (*out)[previous->buffer];
		} else {
			return status_fail(st, STATUS_FORMAT, "buffers #%u and #%u overlap in part",
				previous->buffer, run->buffer);
		}
	}
	return true;
}
