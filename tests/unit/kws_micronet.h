// SPDX-License-Identifier: Apache-2.0
/*
 * Pipelines of the protocol kws-micronet for an input as the published models have it, and
 * checks of the codes that come out.
 */
#ifndef TESTS_UNIT_KWS_MICRONET_H
#define TESTS_UNIT_KWS_MICRONET_H

#include "zoo/protocol.h"

#include "tests/unit/check.h"
#include "tests/unit/mfcc_clip.h"

#include <unistd.h>

// Through sha256sum(1), so that this test depends on nothing but the features.
static void sha256(char out[static 65], const void *data, size_t nbytes)
{
	char path[] = P_tmpdir "/zoo-test-mfcc-XXXXXX", command[128];
	int fd = mkstemp(path);
	strcpy(out, "?");
	if (fd < 0 || write(fd, data, nbytes) != (ssize_t)nbytes)
		return;
	close(fd);
	snprintf(command, sizeof(command), "sha256sum < %s", path);
	FILE *pipe = popen(command, "r");
	if (pipe && fscanf(pipe, "%64s", out) != 1)
		strcpy(out, "?");
	if (pipe)
		pclose(pipe);
	unlink(path);
}

static void check_codes(const int8_t *got, const int *expected, int count, const char *what)
{
	int different = 0;
	for (int i = 0; i < count; i++)
		different += got[i] != expected[i];
	CHECK_INT(different, 0, "%s: codes that differ", what);
}

static const struct protocol *kws(void)
{
	struct status st = {0};
	return protocol_find("kws-micronet", &st);
}

static struct pipeline *create(const char *settings[], struct arena *keep)
{
	static const float scale[] = {0.20109497010707855F};
	static const int32_t zero[] = {-5};
	struct tensor input = {.name = "input",
		.type = TENSOR_INT8,
		.rank = 4,
		.shape = {1, 49, 10, 1},
		.count = CODE_COUNT,
		.nbytes = CODE_COUNT,
		.quantisation = {.count = 1, .scale = scale, .zero = zero}};
	struct status st = {0};
	struct knob_choice choice = {{0}, {0}};
	struct knobs knobs = protocol_knobs(kws());
	struct pipeline *pipeline = NULL;
	for (; settings && *settings; settings++)
		CHECK(knobs_set(&knobs, &choice, *settings, &st), "%s", *settings);
	CHECK(kws()->pipeline_create(&pipeline, &choice, &input, keep, &st), "pipeline: %s",
		st.message);
	return pipeline;
}

#endif
