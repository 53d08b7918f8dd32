// SPDX-License-Identifier: Apache-2.0
/*
 * One pass over the text.  A command ends at a newline, ";", "&", "|" or a parenthesis that
 * is not quoted; its words are cut at blanks (POSIX.1-2017, Shell Command Language 2.3).
 * Reserved words such as "if" become the first word of a command, which does no harm here.
 */
#include "zoo/lint/shell.h"

#include "zoo/lint/paths.h"

#include <string.h>

struct word {
	const char *text;
	struct word *next;
};

struct node {
	struct shell_command command;
	struct node *next;
};

struct reader {
	const char *at, *end; // one zero byte stands at `end`
	int line;
	struct arena *keep;
	struct node *first, **link;
	int count;

	// the command that is being read
	struct node *node;
	struct word *words, **words_link;
	bool wants_target;
	const char *delimiter; // of a here-document that begins behind this line
	bool wants_delimiter;
};

static void begin_command(struct reader *r)
{
	r->node = NULL;
	r->words = NULL;
	r->words_link = &r->words;
	r->wants_target = r->wants_delimiter = false;
}

static struct node *this_command(struct reader *r)
{
	if (!r->node) {
		r->node = arena_new(r->keep, struct node);
		r->node->command.line = r->line;
	}
	return r->node;
}

static void end_command(struct reader *r)
{
	if (r->node) {
		struct shell_command *command = &r->node->command;
		const char **words = arena_array(r->keep, const char *, command->word_count + 1);
		int i = 0;
		for (const struct word *w = r->words; w; w = w->next)
			words[i++] = w->text;
		command->words = words;
		*r->link = r->node;
		r->link = &r->node->next;
		r->count++;
	}
	begin_command(r);
}

static void add_word(struct reader *r, const char *text)
{
	struct node *node = this_command(r);
	if (r->wants_target) {
		if (!node->command.target)
			node->command.target = strncmp(text, "./", 2) == 0 ? text + 2 : text;
		r->wants_target = false;
	} else if (r->wants_delimiter) {
		r->delimiter = text;
		r->wants_delimiter = false;
	} else {
		struct word *word = arena_new(r->keep, struct word);
		word->text = text;
		*r->words_link = word;
		r->words_link = &word->next;
		node->command.word_count++;
	}
}

// One character of a word into `out`, with its quotes removed.  Returns what is behind it.
static const char *take_character(struct reader *r, char *out, size_t *used, char *quote)
{
	const char *c = r->at;
	if (*quote && *c == *quote) {
		*quote = '\0';
	} else if (!*quote && (*c == '\'' || *c == '"')) {
		*quote = *c;
	} else if (*c == '\\' && *quote != '\'' && c + 1 < r->end) {
		c++;
		if (*c == '\n')
			r->line++;
		else
			out[(*used)++] = *c;
	} else {
		r->line += *c == '\n';
		out[(*used)++] = *c;
	}
	return c + 1;
}

static void read_word(struct reader *r)
{
	struct reader probe = *r; // to find where the word ends
	char quote = '\0', one[1];
	this_command(r);
	while (probe.at < probe.end && (quote || !strchr(" \t\r\n;&|()<>", *probe.at))) {
		size_t dropped = 0;
		probe.at = take_character(&probe, one, &dropped, &quote);
	}
	char *text = arena_array(r->keep, char, probe.at - r->at + 1);
	size_t used = 0;
	quote = '\0';
	while (r->at < probe.at)
		r->at = take_character(r, text, &used, &quote);
	add_word(r, text);
}

static void skip_comment(struct reader *r)
{
	while (r->at < r->end && *r->at != '\n')
		r->at++;
}

static const char *take_line(struct reader *r)
{
	const char *feed = memchr(r->at, '\n', (size_t)(r->end - r->at));
	size_t nbytes = (size_t)((feed ? feed : r->end) - r->at);
	size_t bare_nbytes = nbytes && r->at[nbytes - 1] == '\r' ? nbytes - 1 : nbytes;
	const char *line = arena_strndup(r->keep, r->at, bare_nbytes);
	r->at += nbytes + (feed != NULL);
	r->line++;
	return line;
}

// The lines up to the delimiter belong to the command that asked for them.
static void read_here_document(struct reader *r, struct shell_command *command)
{
	struct word *first = NULL, **link = &first;
	while (r->at < r->end) {
		const char *line = take_line(r);
		if (strcmp(line, r->delimiter) == 0)
			break;
		*link = arena_new(r->keep, struct word);
		(*link)->text = line;
		link = &(*link)->next;
		command->line_count++;
	}
	const char **lines = arena_array(r->keep, const char *, command->line_count + 1);
	int i = 0;
	for (const struct word *w = first; w; w = w->next)
		lines[i++] = w->text;
	command->lines = lines;
	r->delimiter = NULL;
}

static void read_newline(struct reader *r)
{
	struct node *node = r->node;
	end_command(r);
	r->at++;
	r->line++;
	if (r->delimiter && node)
		read_here_document(r, &node->command);
}

static void read_redirection(struct reader *r)
{
	bool twice = r->at[1] == r->at[0];
	if (*r->at == '>') {
		struct shell_command *command = &this_command(r)->command;
		command->append = command->target ? command->append : twice;
		r->wants_target = true;
	} else if (twice) {
		this_command(r);
		r->wants_delimiter = true;
	}
	r->at += twice ? 2 : 1;
	if (r->wants_delimiter && *r->at == '-')
		r->at++;
}

static void read_all(struct reader *r)
{
	while (r->at < r->end) {
		char c = *r->at;
		if (c == '\n') {
			read_newline(r);
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\0') {
			r->at++;
		} else if (c == '\\' && r->at[1] == '\n') {
			r->at += 2;
			r->line++;
		} else if (c == '#') {
			skip_comment(r);
		} else if (c == '>' || c == '<') {
			read_redirection(r);
		} else if (strchr(";&|()", c)) {
			end_command(r);
			r->at++;
		} else {
			read_word(r);
		}
	}
	end_command(r);
}

static int find_shebang(const char *text, const char *end)
{
	int line = 1;
	for (const char *c = text; c < end; c++) {
		if ((c == text || c[-1] == '\n') && c[0] == '#' && c[1] == '!')
			return line;
		line += *c == '\n';
	}
	return 0;
}

void shell_read(struct shell_script *out, struct bytes text, struct arena *keep)
{
	const char *copy =
		arena_strndup(keep, text.data ? (const char *)text.data : "", text.nbytes);
	struct reader r = {.at = copy, .end = copy + text.nbytes, .line = 1, .keep = keep};
	r.link = &r.first;
	begin_command(&r);
	read_all(&r);
	struct shell_command *commands = arena_array(keep, struct shell_command, r.count);
	int i = 0;
	for (const struct node *node = r.first; node; node = node->next)
		commands[i++] = node->command;
	*out = (struct shell_script){commands, r.count, find_shebang(copy, r.end)};
}

bool shell_is_named(const struct shell_command *command, const char *name)
{
	return command->word_count && strcmp(base_name(command->words[0]), name) == 0;
}

bool shell_has_word(const struct shell_command *command, const char *word)
{
	for (int i = 0; i < command->word_count; i++)
		if (strcmp(command->words[i], word) == 0)
			return true;
	return false;
}

const char *shell_last_word(const struct shell_command *command)
{
	const char *word = command->word_count > 1 ? command->words[command->word_count - 1] : "";
	return strncmp(word, "./", 2) == 0 ? word + 2 : word;
}
