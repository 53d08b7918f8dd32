// SPDX-License-Identifier: Apache-2.0
/*
 * model_parse() on files that are damaged anywhere: cut at every length, every byte
 * changed in four ways, any two words exchanged, several at once.  Whatever comes out is
 * either refused with STATUS_FORMAT or keeps every promise of engine/model.h.  The seed
 * is printed and can be given back: test_model_corrupt SEED.
 */
#include "engine/model.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "tests/unit/model_contract.h"
#include "tests/unit/small_model.h"

struct tally {
	const char *what;
	int refused_count, accepted_count, wrong_count;
	size_t first_wrong;
	char reason[STATUS_MESSAGE_NBYTES];
};

static void note_wrong(struct tally *tally, size_t at, const char *reason)
{
	if (tally->wrong_count++ > 0)
		return;
	tally->first_wrong = at;
	snprintf(tally->reason, sizeof(tally->reason), "%s", reason);
}

// `at` says which case this is, if it goes wrong.
static void try(struct tally *tally, size_t at, const unsigned char *data, size_t nbytes)
{
	struct arena arena = {0};
	struct status st = {0};
	struct model *m = NULL;
	if (model_parse(&m, (struct bytes){data, nbytes}, "corrupt", &arena, &st)) {
		const char *broken = model_broken(m);
		tally->accepted_count++;
		if (broken)
			note_wrong(tally, at, broken);
	} else {
		tally->refused_count++;
		if (st.code != STATUS_FORMAT || strncmp(st.message, "corrupt: ", 9) != 0)
			note_wrong(tally, at, st.message);
	}
	arena_release(&arena);
}

static void finish(const struct tally *tally, int least_refused, const char *model)
{
	if (!CHECK(tally->wrong_count == 0, "%s: %s: %d refused, %d sound", model, tally->what,
		    tally->refused_count, tally->accepted_count))
		printf("#   %d wrong, the first is number %zu: %s\n", tally->wrong_count,
			tally->first_wrong, tally->reason);
	CHECK(tally->refused_count >= least_refused, "%s: %s: at least %d are refused", model,
		tally->what, least_refused);
}

// Each length in a block of its own size, for the address sanitizer.
static void check_prefixes(const unsigned char *data, size_t nbytes, size_t step, const char *model)
{
	struct tally tally = {.what = "cut at every length"};
	int count = 0;
	for (size_t length = 0; length < nbytes; length += step, count++) {
		unsigned char *prefix = malloc(length > 0 ? length : 1);
		memcpy(prefix, data, length);
		try(&tally, length, prefix, length);
		free(prefix);
	}
	finish(&tally, count - 1, model); // all but, perhaps, a file without its last padding
}

static void check_bytes(
	const unsigned char *data, size_t nbytes, size_t end, size_t step, const char *model)
{
	struct tally tally = {.what = "every byte set to 0, 255, with one bit flipped"};
	unsigned char *copy = malloc(nbytes);
	memcpy(copy, data, nbytes);
	for (size_t at = 0; at < end; at += step) {
		const unsigned char old = data[at];
		const unsigned char values[] = {
			0, 0xff, (unsigned char)(old ^ 1), (unsigned char)(old ^ 0x80)};
		for (size_t i = 0; i < sizeof(values); i++) {
			if (values[i] == old)
				continue;
			copy[at] = values[i];
			try(&tally, 4 * at + i, copy, nbytes);
		}
		copy[at] = old;
	}
	free(copy);
	finish(&tally, 100, model);
}

static uint64_t next_random(uint64_t *state) // xorshift64*, Vigna 2016
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dU;
}

static size_t random_word(uint64_t *state, size_t nbytes)
{
	return next_random(state) % (nbytes / 4) * 4;
}

static void check_swaps(
	const unsigned char *data, size_t nbytes, int count, uint64_t seed, const char *model)
{
	struct tally tally = {.what = "two words exchanged"};
	unsigned char *copy = malloc(nbytes);
	memcpy(copy, data, nbytes);
	for (int i = 0; i < count; i++) {
		size_t a = random_word(&seed, nbytes), b = random_word(&seed, nbytes);
		memcpy(copy + a, data + b, 4);
		memcpy(copy + b, data + a, 4);
		try(&tally, (size_t)i, copy, nbytes);
		memcpy(copy + a, data + a, 4);
		memcpy(copy + b, data + b, 4);
	}
	free(copy);
	finish(&tally, 100, model);
}

// Words that already mean something elsewhere, or are at the edge of their type.
static void check_words(
	const unsigned char *data, size_t nbytes, int count, uint64_t seed, const char *model)
{
	static const uint32_t edges[] = {0, 1, 4, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
		0x10000, 0x40000000, 0x7f800000};
	struct tally tally = {.what = "up to three words changed"};
	unsigned char *copy = malloc(nbytes);
	for (int i = 0; i < count; i++) {
		memcpy(copy, data, nbytes);
		for (uint64_t n = 1 + next_random(&seed) % 3; n > 0; n--) {
			size_t at = random_word(&seed, nbytes), from = random_word(&seed, nbytes);
			uint64_t edge = next_random(&seed) % 20;
			if (edge < sizeof(edges) / sizeof(edges[0]))
				memcpy(copy + at, &edges[edge], 4);
			else
				memcpy(copy + at, data + from, 4);
		}
		try(&tally, (size_t)i, copy, nbytes);
	}
	free(copy);
	finish(&tally, 100, model);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 20240229;
	printf("# seed %llu\n", (unsigned long long)seed);
	static struct small_model small;
	small_model_build(&small);
	const unsigned char *data = small.flat.data;
	size_t nbytes = small.flat.nbytes;
	check_prefixes(data, nbytes, 1, "small");
	check_bytes(data, nbytes, nbytes, 1, "small");
	check_swaps(data, nbytes, 20000, seed, "small");
	check_words(data, nbytes, 20000, seed, "small");

	const char *shared = check_shared();
	struct arena arena = {0};
	struct status st = {0};
	struct bytes file;
	const char *path = arena_printf(&arena,
		"%s/ml-zoo/models/keyword_spotting/micronet_medium/tflite_int8/kws_micronet_m.tflite",
		shared ? shared : ".");
	if (shared && file_read(&file, path, MODEL_MAX_FILE_NBYTES, &arena, &st)) {
		// a prime step visits bytes of every alignment
		check_prefixes(file.data, file.nbytes, 211, "kws_micronet_m");
		check_bytes(file.data, file.nbytes, file.nbytes, 127, "kws_micronet_m");
		check_swaps(file.data, file.nbytes, 2000, seed, "kws_micronet_m");
	} else {
		check_skip("kws_micronet_m", "no shared data");
	}
	arena_release(&arena);
	return check_done();
}
