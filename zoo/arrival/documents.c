// SPDX-License-Identifier: Apache-2.0
/*
 * A page's title and an answer's message tell people most.  Both are somebody else's words:
 * cut, on one line, and escaped by whoever puts them into a text.
 */
#include "zoo/arrival/parts.h"
#include "zoo/json_reader.h"

#include <string.h>
#include <strings.h>

enum { SEARCHED_NBYTES = 64 * 1024, SAID_NBYTES = 120 };

// One line of at most so many bytes, white space as single blanks.
static const char *one_line(const char *text, size_t nbytes, struct arena *keep)
{
	char line[SAID_NBYTES + 1];
	size_t used = 0;
	bool blank = false;
	for (size_t i = 0; i < nbytes && text[i]; i++) {
		if (strchr(" \t\r\n\f", text[i])) {
			blank = used > 0;
			continue;
		}
		if (used + blank + 1 > SAID_NBYTES)
			return arena_printf(keep, "%.*s...", (int)used, line);
		if (blank)
			line[used++] = ' ';
		blank = false;
		line[used++] = text[i];
	}
	return arena_strndup(keep, line, used);
}

const char *arrival_html_title(struct bytes page, struct arena *keep)
{
	struct arena scratch = {0};
	size_t nbytes = page.nbytes < SEARCHED_NBYTES ? page.nbytes : SEARCHED_NBYTES;
	const char *text = arena_strndup(&scratch, (const char *)page.data, nbytes);
	const char *title = "", *tag = strcasestr(text, "<title");
	const char *begin = tag ? strchr(tag, '>') : NULL;
	if (begin)
		title = one_line(begin + 1, strcspn(begin + 1, "<"), keep);
	arena_release(&scratch);
	return title;
}

struct search {
	const char *message;
	struct arena *keep;
};

// {"message": "..."} or {"error": {"message": "..."}}
static bool take(void *context, struct json_reader *reader, const struct json_event *event,
	struct status *st)
{
	(void)reader;
	(void)st;
	struct search *search = context;
	if (event->kind != JSON_TEXT || event->depth < 1 || event->depth > 2 || *search->message)
		return true;
	const char *key = event->path[event->depth - 1].key;
	if (key && strcmp(key, "message") == 0)
		search->message =
			one_line((const char *)event->text.data, event->text.nbytes, search->keep);
	return true;
}

// What was said before a document went wrong was said all the same.
const char *arrival_json_message(struct bytes document, struct arena *keep)
{
	struct search search = {"", keep};
	struct status st = {.code = STATUS_OK};
	struct json_reader *reader = json_reader_create("answer", take, &search);
	if (json_reader_feed(reader, document, &st))
		json_reader_finish(reader, &st);
	json_reader_free(reader);
	return search.message;
}
