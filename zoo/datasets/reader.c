// SPDX-License-Identifier: Apache-2.0
/*
 * From a directory, or from what listing an archive has unpacked, threads take turns only to
 * get a number and read at the same time.  Any other archive is one stream: a thread unpacks
 * the next chosen member under the lock and then works on it while others unpack theirs.
 */
#include "zoo/dataset.h"

#include "engine/base/file.h"
#include "zoo/datasets/listing.h"
#include "zoo/datasets/unpacked.h"
#include "zoo/decode/archive.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SAMPLE_NBYTES = 64 * 1024 * 1024 };

struct dataset_reader {
	struct arena arena; // holds this struct, too
	const struct dataset *dataset;
	const int64_t *chosen; // NULL: all
	int64_t chosen_count;
	struct unpacked *unpacked; // what `contents` lie in; may be NULL
	struct bytes *contents;    // [turn], of the chosen; NULL: to be read

	pthread_mutex_t lock; // of all that follows

	int64_t next; // into chosen: the next sample; of a stream, the next to look whether it is made

	struct unpacker *unpacker; // of a stream, else NULL
	bool *wanted;              // of a stream: [sample], chosen and not yet handed out
	int64_t wanted_count;
	struct status failure; // of a stream: why no more will come, if its code is not OK
};

static int64_t chosen_sample(const struct dataset_reader *r, int64_t turn)
{
	return r->chosen ? r->chosen[turn] : turn;
}

// False: something is not as it was listed, which is for the stream to say.
static bool find_contents(struct dataset_reader *r)
{
	struct arena scratch = {0};
	const struct dataset *set = r->dataset;
	size_t base_length = strlen(set->base), most_nbytes = 0;
	for (int64_t turn = 0; turn < r->chosen_count; turn++) {
		size_t nbytes = strlen(set->samples[chosen_sample(r, turn)].path);
		most_nbytes = nbytes > most_nbytes ? nbytes : most_nbytes;
	}
	char *path = arena_array(&scratch, char, base_length + most_nbytes + 1);
	memcpy(path, set->base, base_length);
	bool ok = true;
	for (int64_t turn = 0; ok && turn < r->chosen_count; turn++) {
		const struct dataset_sample *sample = &set->samples[chosen_sample(r, turn)];
		r->contents[turn] = sample->made;
		if (sample->made.data)
			continue;
		memcpy(path + base_length, sample->path, strlen(sample->path) + 1);
		const struct unpacked_file *file = unpacked_file(r->unpacked, path);
		ok = file && (int64_t)file->content.nbytes == sample->nbytes &&
		     sample->nbytes <= MAX_SAMPLE_NBYTES;
		if (ok)
			r->contents[turn] = file->content;
	}
	arena_release(&scratch);
	return ok;
}

// False: it has to be a stream.
static bool take_unpacked(struct dataset_reader *r)
{
	r->unpacked = unpacked_find(r->dataset->where);
	if (!r->unpacked)
		return false;
	r->contents = arena_array(&r->arena, struct bytes, r->chosen_count);
	if (find_contents(r))
		return true;
	unpacked_let_go(r->unpacked);
	r->unpacked = NULL;
	r->contents = NULL;
	return false;
}

static bool start_stream(struct dataset_reader *r, struct status *st)
{
	const struct dataset *set = r->dataset;
	if (!unpacker_open(&r->unpacker, set->where, st))
		return false;
	r->wanted = arena_array(&r->arena, bool, set->sample_count);
	for (int64_t turn = 0; turn < r->chosen_count; turn++) {
		int64_t index = chosen_sample(r, turn);
		r->wanted[index] = !set->samples[index].made.data;
		r->wanted_count += r->wanted[index];
	}
	return true;
}

bool dataset_reader_open(struct dataset_reader **out, const struct dataset *dataset,
	const int64_t *chosen, int64_t chosen_count, struct status *st)
{
	*out = NULL;
	bool directory = false;
	if (!listing_is_directory(&directory, dataset->where, st))
		return false;
	struct arena arena = {0};
	struct dataset_reader *r = arena_new(&arena, struct dataset_reader);
	r->arena = arena;
	r->dataset = dataset;
	r->chosen = chosen;
	r->chosen_count = chosen ? chosen_count : dataset->sample_count;
	pthread_mutex_init(&r->lock, NULL);
	if (!directory && !take_unpacked(r) && !start_stream(r, st)) {
		dataset_reader_close(r);
		return false;
	}
	*out = r;
	return true;
}

static bool check_size(
	const struct dataset_reader *r, int64_t index, int64_t nbytes, struct status *st)
{
	const struct dataset_sample *sample = &r->dataset->samples[index];
	if (nbytes == sample->nbytes)
		return true;
	return status_fail(st, STATUS_FORMAT,
		"%s: %s: changed since it was listed: expected %lld bytes, got %lld",
		r->dataset->where, sample->path, (long long)sample->nbytes, (long long)nbytes);
}

static bool read_file(
	struct dataset_reader *r, struct dataset_item *out, struct arena *keep, struct status *st)
{
	const char *path = arena_printf(keep, "%s/%s%s", r->dataset->where, r->dataset->base,
		r->dataset->samples[out->index].path);
	struct bytes content;
	if (!file_read(&content, path, MAX_SAMPLE_NBYTES, keep, st) ||
		!check_size(r, out->index, (int64_t)content.nbytes, st))
		return false;
	out->content = content;
	return true;
}

static bool next_at_once(
	struct dataset_reader *r, struct dataset_item *out, struct arena *keep, struct status *st)
{
	pthread_mutex_lock(&r->lock);
	int64_t turn = r->next;
	r->next += turn < r->chosen_count;
	pthread_mutex_unlock(&r->lock);
	if (turn == r->chosen_count)
		return true;
	out->index = chosen_sample(r, turn);
	out->content = r->contents ? r->contents[turn] : r->dataset->samples[out->index].made;
	return out->content.data || read_file(r, out, keep, st);
}

static int compare_to_sample(const void *path, const void *sample)
{
	return strcmp(path, ((const struct dataset_sample *)sample)->path);
}

// The sample at that path of the archive, if it is still wanted, else -1.
static int64_t find_wanted(const struct dataset_reader *r, const char *path)
{
	const struct dataset *set = r->dataset;
	size_t base_length = strlen(set->base);
	if (strncmp(path, set->base, base_length) != 0)
		return -1;
	const struct dataset_sample *sample = bsearch(path + base_length, set->samples,
		(size_t)set->sample_count, sizeof(*sample), compare_to_sample);
	return sample && r->wanted[sample - set->samples] ? sample - set->samples : -1;
}

static bool fail_missing(const struct dataset_reader *r, struct status *st)
{
	int64_t i = 0;
	while (!r->wanted[i])
		i++;
	return status_fail(st, STATUS_IO,
		"%s: changed since it was listed: %lld %s are no longer there, the first is %s",
		r->dataset->where, (long long)r->wanted_count, r->dataset->kind->sample_noun,
		r->dataset->samples[i].path);
}

// The member that the unpacker stands at is wanted sample `index`.
static bool take_member(struct dataset_reader *r, struct dataset_item *out, int64_t index,
	int64_t nbytes, struct arena *keep, struct status *st)
{
	r->wanted[index] = false;
	r->wanted_count--;
	out->index = index;
	if (!check_size(r, index, nbytes, st))
		return false;
	if (nbytes > MAX_SAMPLE_NBYTES)
		return status_fail(st, STATUS_FORMAT, "%s: %s: %lld bytes, at most %d are allowed",
			r->dataset->where, r->dataset->samples[index].path, (long long)nbytes,
			(int)MAX_SAMPLE_NBYTES);
	struct bytes content;
	if (!unpacker_read(r->unpacker, &content, MAX_SAMPLE_NBYTES, keep, st)) {
		out->index = -1; // the archive is damaged: nothing behind this can be trusted
		return false;
	}
	out->content = content;
	return true;
}

// Samples that are in no archive come first.  False: there are no more of them.
static bool next_made(struct dataset_reader *r, struct dataset_item *out)
{
	while (r->next < r->chosen_count) {
		int64_t index = chosen_sample(r, r->next++);
		if (r->dataset->samples[index].made.data) {
			out->index = index;
			out->content = r->dataset->samples[index].made;
			return true;
		}
	}
	return false;
}

static bool next_from_stream(
	struct dataset_reader *r, struct dataset_item *out, struct arena *keep, struct status *st)
{
	if (next_made(r, out))
		return true;
	struct packed_file file;
	while (r->wanted_count > 0) {
		if (!unpacker_next(r->unpacker, &file, st))
			return false;
		if (!file.path)
			return fail_missing(r, st);
		int64_t index = find_wanted(r, file.path);
		if (index >= 0)
			return take_member(r, out, index, file.nbytes, keep, st);
	}
	return true;
}

bool dataset_reader_next(
	struct dataset_reader *r, struct dataset_item *out, struct arena *keep, struct status *st)
{
	*out = (struct dataset_item){.index = -1};
	if (!r->unpacker)
		return next_at_once(r, out, keep, st);
	pthread_mutex_lock(&r->lock);
	bool ok = false;
	if (r->failure.code == STATUS_OK) {
		ok = next_from_stream(r, out, keep, st);
		if (!ok && out->index < 0)
			r->failure = *st;
	} else {
		*st = r->failure;
	}
	pthread_mutex_unlock(&r->lock);
	return ok;
}

void dataset_reader_close(struct dataset_reader *r)
{
	if (!r)
		return;
	unpacker_close(r->unpacker);
	unpacked_let_go(r->unpacked);
	pthread_mutex_destroy(&r->lock);
	struct arena arena = r->arena;
	arena_release(&arena);
}
