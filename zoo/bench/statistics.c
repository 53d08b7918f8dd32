// SPDX-License-Identifier: Apache-2.0
/*
 * Values are kept and sorted; where they are too many, every second goes, again and again.
 */
#include "zoo/bench/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double whole_share = 0.985;

static void reserve(struct series *series, int64_t count, struct arena *keep)
{
	if (count <= series->capacity)
		return;
	int64_t capacity = series->capacity ? series->capacity * 2 : 1024;
	while (capacity < count)
		capacity *= 2;
	double *larger = arena_array(keep, double, capacity);
	if (series->count > 0)
		memcpy(larger, series->values, (size_t)series->count * sizeof(*larger));
	series->values = larger;
	series->capacity = capacity;
}

void series_add(struct series *series, double value, struct arena *keep)
{
	reserve(series, series->count + 1, keep);
	series->values[series->count++] = value;
}

void series_append(struct series *series, const struct series *from, struct arena *keep)
{
	if (from->count == 0)
		return;
	reserve(series, series->count + from->count, keep);
	memcpy(series->values + series->count, from->values,
		(size_t)from->count * sizeof(*from->values));
	series->count += from->count;
}

// Every second, the first among them.
static void halve(struct readings *readings)
{
	struct series *kept = &readings->kept;
	for (int64_t i = 0; 2 * i < kept->count; i++)
		kept->values[i] = kept->values[2 * i];
	kept->count = (kept->count + 1) / 2;
	readings->stride *= 2;
}

void readings_add(struct readings *readings, double value, struct arena *keep)
{
	if (readings->count == 0) {
		readings->stride = 1;
		readings->least = value;
	}
	readings->least = fmin(readings->least, value);
	if (readings->kept.count == READINGS_MOST_KEPT)
		halve(readings);
	if (readings->count % readings->stride == 0)
		series_add(&readings->kept, value, keep);
	readings->count++;
}

void readings_append(
	struct series *series, const struct readings *from, int64_t stride, struct arena *keep)
{
	int64_t step = from->count > 0 ? stride / from->stride : 1;
	for (int64_t i = 0; i < from->kept.count; i += step)
		series_add(series, from->kept.values[i], keep);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void series_sort(struct series *series)
{
	if (series->count > 0)
		qsort(series->values, (size_t)series->count, sizeof(*series->values), compare);
}

double series_percentile(const struct series *sorted, double p)
{
	if (sorted->count == 0)
		return NAN;
	int64_t rank = (int64_t)ceil(p * (double)sorted->count);
	rank = rank < 1 ? 1 : rank > sorted->count ? sorted->count : rank;
	return sorted->values[rank - 1];
}

double series_median(const struct series *sorted)
{
	if (sorted->count == 0)
		return NAN;
	return (sorted->values[(sorted->count - 1) / 2] + sorted->values[sorted->count / 2]) / 2;
}

bool window_is_whole(double wall_seconds, double cpu_seconds)
{
	return wall_seconds > 0 && cpu_seconds >= whole_share * wall_seconds;
}
