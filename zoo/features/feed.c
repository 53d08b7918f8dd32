// SPDX-License-Identifier: Apache-2.0
/*
 * What fits is decided when the array is opened, so that a batch is not refused half way
 * through for its shape.
 */
#include "zoo/feed.h"

#include "zoo/features/encode.h"
#include "zoo/npy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct feed {
	const char *path;
	const struct tensor *tensor;
	struct npy array;
	int64_t count;
	bool encodes; // real numbers to codes
	struct encoder encoder;
	double least, most; // of real numbers that have a code
};

// -1: neither of the shapes that may be.
static int64_t count_inputs(const struct npy *array, const struct tensor *tensor)
{
	int extra = array->rank - tensor->rank;
	bool batched = tensor->rank > 0 && tensor->shape[0] == 1;
	if (extra != 0 && extra != 1 && !(extra == -1 && batched))
		return -1;
	int first = extra == 0 && batched ? 1 : extra == -1 ? 1 : 0;
	for (int d = first; d < tensor->rank; d++)
		if (array->shape[d + extra] != tensor->shape[d])
			return -1;
	return extra == 1 || (extra == 0 && batched) ? array->shape[0] : 1;
}

enum { SHAPE_NBYTES = 24 * MODEL_MAX_RANK };

static const char *array_shape(char out[static SHAPE_NBYTES], const struct npy *array)
{
	size_t used = 0;
	snprintf(out, SHAPE_NBYTES, "scalar");
	for (int d = 0; d < array->rank; d++)
		used += (size_t)snprintf(out + used, SHAPE_NBYTES - used, "%s%lld", d ? "x" : "",
			(long long)array->shape[d]);
	return out;
}

static const char *tensor_shape(char out[static SHAPE_NBYTES], const struct tensor *tensor)
{
	struct npy array = {.rank = tensor->rank};
	for (int d = 0; d < tensor->rank; d++)
		array.shape[d] = tensor->shape[d];
	return array_shape(out, &array);
}

static bool takes_codes(enum tensor_type type)
{
	return type == TENSOR_INT8 || type == TENSOR_UINT8 || type == TENSOR_INT16;
}

static bool refuse(const struct feed *feed, struct status *st)
{
	const struct tensor *tensor = feed->tensor;
	char want[SHAPE_NBYTES], got[SHAPE_NBYTES];
	status_fail(st, STATUS_FORMAT, "%s: expected %s %s for input %s, got %s %s", feed->path,
		tensor_type_name(tensor->type), tensor_shape(want, tensor), tensor->name,
		tensor_type_name(feed->array.type), array_shape(got, &feed->array));
	if (feed->count < 0)
		return false;
	if (feed->array.type == TENSOR_FLOAT32 && takes_codes(tensor->type) &&
		tensor->quantisation.count == 1)
		return status_hint(st,
			"--quantise makes codes of real numbers: x / %.7g + %d, to nearest",
			(double)tensor->quantisation.scale[0], (int)tensor->quantisation.zero[0]);
	if (tensor->type == TENSOR_FLOAT32)
		return status_hint(st, "this model takes real numbers, not codes");
	return false;
}

// For a tensor of codes and an array of real numbers.
static bool prepare_encoder(struct feed *feed, struct status *st)
{
	const struct quantise rules = {.precision = QUANTISE_OPERATOR};
	const struct tensor *tensor = feed->tensor;
	if (!encoder_create(&feed->encoder, feed->path, tensor, &rules, 0, NULL, st))
		return false;
	const struct quantise *quantise = &feed->encoder.quantise;
	struct quantise ends = *quantise;
	ends.precision = QUANTISE_DOUBLE;
	double low = quantise_code(&ends, (double)-INFINITY) - 0.5 - quantise->zero;
	double high = quantise_code(&ends, (double)INFINITY) + 0.5 - quantise->zero;
	feed->least = low * quantise->scale;
	feed->most = high * quantise->scale;
	return true;
}

bool feed_open(struct feed **out, const char *path, const struct tensor *tensor, bool encode,
	struct arena *keep, struct status *st)
{
	struct feed *feed = arena_new(keep, struct feed);
	feed->path = path;
	feed->tensor = tensor;
	if (!npy_read(&feed->array, path, keep, st))
		return false;
	feed->count = count_inputs(&feed->array, tensor);
	feed->encodes = encode && feed->array.type == TENSOR_FLOAT32 && takes_codes(tensor->type);
	if (feed->count < 0 || (feed->array.type != tensor->type && !feed->encodes))
		return refuse(feed, st);
	if (feed->count == 0)
		return status_fail(
			st, STATUS_FORMAT, "%s: holds no input: its first dimension is 0", path);
	*out = feed;
	return !feed->encodes || prepare_encoder(feed, st);
}

int64_t feed_count(const struct feed *feed)
{
	return feed->count;
}

bool feed_take(const struct feed *feed, int64_t i, void *elements, int64_t *clamped_count,
	struct status *st)
{
	const struct tensor *tensor = feed->tensor;
	if (!feed->encodes) {
		memcpy(elements, feed->array.data.data + (size_t)i * tensor->nbytes,
			tensor->nbytes);
		return true;
	}
	const float *reals = (const float *)(const void *)feed->array.data.data;
	unsigned char *out = elements;
	size_t element_nbytes = tensor_type_nbytes(tensor->type);
	for (size_t k = 0; k < tensor->count; k++) {
		double real = (double)reals[(size_t)i * tensor->count + k];
		if (isnan(real))
			return status_fail(st, STATUS_FORMAT,
				"%s: element %zu of input %lld is not a number, and has no code",
				feed->path, k, (long long)i);
		encode(&feed->encoder, out + k * element_nbytes, &real, 1);
		*clamped_count += real < feed->least || real > feed->most;
	}
	return true;
}
