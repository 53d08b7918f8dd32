// SPDX-License-Identifier: Apache-2.0
/*
 * Whatever a name holds, what is shown of it is harmless: random and hostile texts go
 * through every printer, and the results are judged by a reader of UTF-8 of the test's own.
 * ZOO_FUZZ says how many; without it there are 200000.
 */
#include "cli/table.h"
#include "cli/text.h"
#include "engine/base/status.h"
#include "zoo/arrival.h"
#include "zoo/json.h"
#include "zoo/json_reader.h"

#include "tests/unit/check.h"
#include "tests/unit/random.h"

enum { MAX_NBYTES = 4096 };

/*
 * The character at `s` and its length: the bits are put together and taken apart again, so
 * that only the shortest form passes.  Length 0: none.
 */
static uint32_t read_character(const unsigned char *s, int *length)
{
	static const struct {
		int mask, lead, bits, more;
		uint32_t least;
	} forms[] = {{0x80, 0, 7, 0, 0}, {0xe0, 0xc0, 5, 1, 0x80}, {0xf0, 0xe0, 4, 2, 0x800},
		{0xf8, 0xf0, 3, 3, 0x10000}};
	*length = 0;
	for (int f = 0; f < 4; f++) {
		if ((s[0] & forms[f].mask) != forms[f].lead)
			continue;
		uint32_t c = s[0] & ((1u << forms[f].bits) - 1);
		for (int i = 1; i <= forms[f].more; i++) {
			if (s[i] < 0x80 || s[i] > 0xbf)
				return 0;
			c = c * 64 + (s[i] - 0x80u);
		}
		if (c < forms[f].least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return 0;
		*length = forms[f].more + 1;
		return c;
	}
	return 0;
}

static bool may_be_shown(uint32_t c)
{
	static const uint32_t hidden[][2] = {{0, 0x1f}, {0x7f, 0x9f}, {0x61c, 0x61c},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x2069}, {0xfeff, 0xfeff}};
	if (c >= 0x20 && c <= 0x7e)
		return true;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (c >= hidden[i][0] && c <= hidden[i][1])
			return false;
	return true;
}

// `layout`: newlines and tabs of our own are allowed.
static bool is_harmless(const char *text, size_t nbytes, bool layout)
{
	const unsigned char *s = (const unsigned char *)text, *end = s + nbytes;
	while (s < end) {
		int length;
		uint32_t c = read_character(s, &length);
		if (length == 0 || (!may_be_shown(c) && !(layout && (c == '\n' || c == '\t'))))
			return false;
		s += length;
	}
	return s == end;
}

static void make_text(char out[MAX_NBYTES])
{
	static const char *const pieces[] = {"\x1b[2J", "\x1b]52;c;aGk=\x07",
		"\x1b]8;;http://x\x1b\\", "\r", "\n", "\t", "\b", "\x7f", "\xc2\x9bm", "\x9b",
		"\xc2\x85", "\xe2\x80\xae", "\xe2\x80\x8b", "\xe2\x81\xa6", "\xef\xbb\xbf",
		"\xd8\x9c", "\xe2\x80\xa8", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\xf0\x9f\xa6\x81", "\xe2\x82", "\xf0\x9f", "\xc3\xbc", "%n%s%99999d", "\\x1b",
		"\\", "\"", "</title>", "plain words", "a\xcc\x81", "\xe4\xb8\xad\xe6\x96\x87",
		"\xff\xfe", "\xc2\xa0"};
	size_t used = 0, most = random_in(0, 999) == 0 ? MAX_NBYTES - 32 : (size_t)random_in(0, 60);
	while (used < most) {
		if (random_in(0, 2) == 0) {
			out[used++] = (char)random_in(1, 255);
			continue;
		}
		const char *piece = pieces[random_in(0, sizeof(pieces) / sizeof(pieces[0]) - 1)];
		used += (size_t)snprintf(out + used, 24, "%s", piece);
	}
	out[used] = '\0';
}

struct tally {
	const char *printer;
	long bad, done;
	char first[MAX_NBYTES];
};

static void judge(struct tally *tally, bool ok, const char *text)
{
	tally->done++;
	if (!ok && tally->bad++ == 0)
		snprintf(tally->first, sizeof(tally->first), "%s", text);
}

enum printer {
	STATUS,
	PREFIX,
	CUT,
	AGAIN,
	TEXT,
	WHOLE,
	FIT,
	WRAP,
	TABLE,
	JSON,
	JSON_SAME,
	ARRIVAL,
	PRINTER_COUNT
};

static struct tally tallies[PRINTER_COUNT] = {
	[STATUS] = {.printer = "status_fail and status_hint"},
	[PREFIX] = {.printer = "status_prefix"},
	[CUT] = {.printer = "status_printable at any length"},
	[AGAIN] = {.printer = "what is printable stays as it is"},
	[TEXT] = {.printer = "text_printable"},
	[WHOLE] = {.printer = "text_whole"},
	[FIT] = {.printer = "text_fit"},
	[WRAP] = {.printer = "text_wrap"},
	[TABLE] = {.printer = "table_print"},
	[JSON] = {.printer = "JSON as it is shown"},
	[JSON_SAME] = {.printer = "JSON read back: the text, U+FFFD for what was not UTF-8"},
	[ARRIVAL] = {.printer = "arrival_classify"},
};

static void judge_text(enum printer printer, const char *shown, const char *text)
{
	judge(&tallies[printer], is_harmless(shown, strlen(shown), false), text);
}

static void try_status(const char *text)
{
	struct status st = {0};
	status_fail(&st, STATUS_FORMAT, "%s: bad", text);
	status_hint(&st, "not %s", text);
	judge_text(STATUS, st.message, text);
	judge_text(STATUS, st.hint, text);
	status_prefix(&st, "in %s", text);
	judge_text(PREFIX, st.message, text);
	char cut[MAX_NBYTES], again[MAX_NBYTES];
	size_t room = (size_t)random_in(1, 60);
	memset(cut, 'x', sizeof(cut));
	status_printable(cut, room, text);
	judge(&tallies[CUT],
		is_harmless(cut, strlen(cut), false) && strlen(cut) < room && cut[room] == 'x',
		text);
	judge(&tallies[AGAIN], strcmp(status_printable(again, room, cut), cut) == 0, text);
}

static void try_text(const char *text, struct arena *scratch)
{
	const char *shown = text_printable(scratch, text);
	judge(&tallies[TEXT],
		is_harmless(shown, strlen(shown), false) && strlen(shown) < TEXT_LINE_NBYTES &&
			text_width(shown) >= 0,
		text);
	judge_text(WHOLE, text_whole(scratch, text), text);
	judge_text(FIT, text_fit(scratch, shown, random_in(0, 40)), text);
	for (const char *const *line = text_wrap(scratch, text, 30); *line; line++)
		judge_text(WRAP, *line, text);
}

static void try_table(const char *text, struct arena *scratch, FILE *out)
{
	static char buffer[8 * MAX_NBYTES];
	struct table *table = table_create(scratch, "lr");
	table_add(table, text);
	table_addf(table, "%s", text);
	rewind(out);
	table_print(table, out, (struct style){0}, 2);
	long nbytes = ftell(out);
	rewind(out);
	size_t got = fread(buffer, 1, (size_t)nbytes, out);
	judge(&tallies[TABLE], is_harmless(buffer, got, true), text);
}

// What a reader of the document must find.
static void replace(char *out, const char *text)
{
	int length;
	for (const unsigned char *s = (const unsigned char *)text; *s; s += length ? length : 1) {
		read_character(s, &length);
		out = stpcpy(out, length ? "" : "\xef\xbf\xbd");
		memcpy(out, s, (size_t)length);
		out += length;
		*out = '\0';
	}
}

static bool take(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st)
{
	(void)reader, (void)st;
	const char *expected = context;
	if (event->kind == JSON_TEXT)
		judge(&tallies[JSON_SAME],
			event->text.nbytes == strlen(expected) &&
				memcmp(event->text.data, expected, event->text.nbytes) == 0,
			expected);
	return true;
}

static void try_json(const char *text)
{
	static char expected[4 * MAX_NBYTES];
	*expected = '\0';
	replace(expected, text);
	struct status st = {0};
	struct json *json = json_create();
	json_object_open(json, NULL);
	json_text(json, "value", text);
	json_null(json, strlen(text) < 40 ? text : "key");
	json_object_close(json);
	struct bytes shown = json_bytes(json);
	judge(&tallies[JSON], is_harmless((const char *)shown.data, shown.nbytes, false), text);
	struct json_reader *reader = json_reader_create("json", take, expected);
	bool ok = json_reader_feed(reader, shown, &st) && json_reader_finish(reader, &st);
	judge(&tallies[JSON_SAME], ok, text);
	json_reader_free(reader);
	json_free(json);
}

static void try_arrival(const char *text, struct arena *scratch)
{
	static const char *const forms[][2] = {{"<html><title>", "</title>"},
		{"{\"message\": \"", "\"}"},
		{"version https://git-lfs.github.com/spec/v1\noid sha256:", "\nsize 1\n"},
		{"", ""}};
	const char *const *form = forms[random_in(0, 3)];
	struct card_file expected = {.name = "x.tflite", .path = "models/x", .size_nbytes = 100};
	char got[MAX_NBYTES + 128];
	struct arrival arrival;
	int length = snprintf(got, sizeof(got), "%s%s%s", form[0], text, form[1]);
	arrival_classify(&arrival, (struct bytes){(unsigned char *)got, (size_t)length}, length,
		&expected, (struct bytes){NULL, 0}, scratch);
	judge_text(ARRIVAL, arrival.what, text);
}

int main(void)
{
	const char *wanted = getenv("ZOO_FUZZ");
	long count = wanted ? atol(wanted) : 200000;
	random_init();
	struct arena scratch = {0};
	FILE *out = tmpfile();
	if (!CHECK(out != NULL, "a file for tables"))
		return check_done();
	for (long i = 0; i < count; i++) {
		char text[MAX_NBYTES];
		make_text(text);
		try_status(text);
		try_text(text, &scratch);
		try_json(text);
		if (i % 10 == 0) {
			try_table(text, &scratch, out);
			try_arrival(text, &scratch);
		}
		arena_reuse(&scratch);
	}
	fclose(out);
	arena_release(&scratch);
	for (int p = 0; p < PRINTER_COUNT; p++)
		if (!CHECK(tallies[p].done > 0 && tallies[p].bad == 0, "%s: %ld of %ld",
			    tallies[p].printer, tallies[p].done - tallies[p].bad, tallies[p].done))
			for (const char *c = tallies[p].first; *c; c++)
				printf("%s%02x", c == tallies[p].first ? "# " : " ", *c & 0xff);
	return check_done();
}
