// SPDX-License-Identifier: Apache-2.0
/*
 * The testing set is kept as a table of speakers by words: a speaker's clips of a word are
 * numbered without a gap, so how many there are is all there is to know.
 */
#include "zoo/sets/speech_names.h"

#include "zoo/builtin.h"
#include "zoo/digest.h"

#include <stdlib.h>
#include <string.h>

// In the order of the model's outputs.
static const char *const wanted_words[SPEECH_WANTED_WORD_COUNT] = {
	"yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"};

int speech_wanted_word(const char *word, size_t length)
{
	for (int i = 0; i < SPEECH_WANTED_WORD_COUNT; i++)
		if (strlen(wanted_words[i]) == length && memcmp(wanted_words[i], word, length) == 0)
			return i;
	return -1;
}

enum speech_set speech_set_of(const char *name)
{
	enum { DIVISOR = 1 << 27 }; // the program's MAX_NUM_WAVS_PER_CLASS + 1
	const char *end = strstr(name, "_nohash_");
	size_t nbytes = end ? (size_t)(end - name) : strlen(name);
	struct digests digests = digest_bytes((struct bytes){(const unsigned char *)name, nbytes});
	// The last 8 of 40 digits are the lower 32 bits.
	unsigned long low = strtoul(digests.sha1 + 32, NULL, 16);
	double percentage = (double)(low % DIVISOR) * (100.0 / (DIVISOR - 1));
	return percentage < 10   ? SPEECH_VALIDATION
	       : percentage < 20 ? SPEECH_TESTING
				 : SPEECH_TRAINING;
}

enum { MAX_WORDS = 64, SPEAKER_LENGTH = 8 };

struct reader {
	const char *at, *end;
	int line;
	const char *file;
	struct arena *keep;
	const char *words[MAX_WORDS];
	int word_count;
	const char **names;
	int32_t count, capacity;
};

static bool fail(const struct reader *r, const char *expected, struct status *st)
{
	return status_fail(st, STATUS_FORMAT, "%s:%d: expected %s", r->file, r->line, expected);
}

// The next line that is no comment, as text; NULL at the end.
static const char *next_line(struct reader *r)
{
	while (r->at < r->end) {
		const char *line = r->at;
		const char *stop = memchr(line, '\n', (size_t)(r->end - line));
		size_t length = (size_t)((stop ? stop : r->end) - line);
		r->at = stop ? stop + 1 : r->end;
		r->line++;
		if (length > 0 && line[0] != '#')
			return arena_strndup(r->keep, line, length);
	}
	return NULL;
}

// "words WORD WORD ..."
static bool read_words(struct reader *r, struct status *st)
{
	const char *line = next_line(r);
	if (!line || strncmp(line, "words ", 6) != 0)
		return fail(r, "\"words\" and the words", st);
	for (const char *word = line + 6; *word;) {
		size_t length = strcspn(word, " ");
		if (length == 0 || r->word_count == MAX_WORDS)
			return fail(r, "a word behind each blank, and no more than 64", st);
		r->words[r->word_count++] = arena_strndup(r->keep, word, length);
		word += length;
		word += *word == ' ';
	}
	return true;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
}

static void add_name(struct reader *r, const char *name)
{
	if (r->count == r->capacity) {
		r->capacity = r->capacity ? 2 * r->capacity : 16384;
		const char **larger = arena_array(r->keep, const char *, r->capacity);
		if (r->count)
			memcpy(larger, r->names, (size_t)r->count * sizeof(*larger));
		r->names = larger;
	}
	r->names[r->count++] = name;
}

// "SPEAKER COUNTS", one digit a word
static bool read_speaker(struct reader *r, const char *line, struct status *st)
{
	if (strspn(line, "0123456789abcdef") != SPEAKER_LENGTH || line[SPEAKER_LENGTH] != ' ')
		return fail(r, "a speaker of eight hexadecimal digits", st);
	const char *counts = line + SPEAKER_LENGTH + 1;
	if (strlen(counts) != (size_t)r->word_count)
		return fail(r, "as many digits as there are words", st);
	for (int w = 0; w < r->word_count; w++) {
		int count = digit(counts[w]);
		if (count < 0)
			return fail(r, "0 to 9 or a to z for a count", st);
		for (int n = 0; n < count; n++)
			add_name(r, arena_printf(r->keep, "%s/%.8s_nohash_%d.wav", r->words[w],
					    line, n));
	}
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool speech_names_parse(struct speech_names *out, struct bytes text, const char *file,
	struct arena *keep, struct status *st)
{
	const char *begin = (const char *)text.data;
	struct reader r = {.at = begin, .end = begin + text.nbytes, .file = file, .keep = keep};
	if (!read_words(&r, st))
		return false;
	for (const char *line; (line = next_line(&r));)
		if (!read_speaker(&r, line, st))
			return false;
	if (r.count == 0)
		return fail(&r, "at least one clip", st);
	qsort(r.names, (size_t)r.count, sizeof(*r.names), compare_names);
	for (int32_t i = 1; i < r.count; i++)
		if (strcmp(r.names[i - 1], r.names[i]) == 0)
			return status_fail(
				st, STATUS_FORMAT, "%s: %s: there twice", file, r.names[i]);
	*out = (struct speech_names){r.names, r.count};
	return true;
}

bool speech_testing_names(struct speech_names *out, struct arena *keep, struct status *st)
{
	static const char path[] = "metadata/lists/speech_commands_v0.02_testing.txt";
	return speech_names_parse(out, builtin_find(path), path, keep, st);
}
