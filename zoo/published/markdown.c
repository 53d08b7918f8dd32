// SPDX-License-Identifier: Apache-2.0
/*
 * libmd4c says what each piece of the source is; the text of a block is then cut out of the
 * source around the pieces that belong to it, so that nothing is lost on the way.  HTML it
 * hands over as it is; tables are looked for in there, and in paragraphs.
 */
#include "zoo/published/markdown_builder.h"

#include "zoo/base/document.h"
#include "zoo/published/plain.h"

#include <md4c.h>
#include <string.h>

static void text_begin(struct builder *b)
{
	b->begin = b->end = NOWHERE;
	memset(&b->link, 0, sizeof(b->link));
}

/*
 * The source of what was read, with the marks around it: whole lines, or of a heading what is
 * behind its "#".
 */
static struct bytes source_of(struct builder *b, bool is_heading)
{
	if (b->begin == NOWHERE)
		return (struct bytes){(const unsigned char *)"", 0};
	while (b->begin > 0 && b->source[b->begin - 1] != '\n' &&
		!(is_heading && b->source[b->begin - 1] == '#'))
		b->begin--;
	while (b->end < (ptrdiff_t)b->nbytes && b->source[b->end] != '\n')
		b->end++;
	while (b->begin < b->end && strchr(" \t", b->source[b->begin]))
		b->begin++;
	b->line = builder_line(b, b->begin);
	const char *text = b->source + b->begin;
	size_t nbytes = (size_t)(b->end - b->begin), open = nbytes;
	while (is_heading && open && strchr(" \t#", text[open - 1]))
		open--;
	if (open < nbytes && strchr(" \t", text[open])) // "# Title #"
		nbytes = open;
	return (struct bytes){(const unsigned char *)text, nbytes};
}

static void add_text(struct builder *b, enum markdown_kind kind, int level, struct bytes source)
{
	struct markdown_block *block = builder_block(b, kind, b->line);
	block->level = level;
	block->text = plain_text(
		(const char *)source.data, source.nbytes, true, kind == MARKDOWN_HEADING, b->keep);
	if (b->link.target) {
		block->link_text = b->link.text;
		block->link_target = b->link.target;
	}
}

// A paragraph, or the one before a table's head, and the table.
static bool add_paragraph(struct builder *b, enum markdown_kind kind, struct bytes source)
{
	const char *begin = (const char *)source.data, *end = begin + source.nbytes;
	const char *head = builder_find_table(begin, end);
	if (head != begin)
		add_text(b, kind, 0,
			(struct bytes){source.data, head ? (size_t)(head - begin) : source.nbytes});
	return !head || builder_pipe_table(b, head, end);
}

static bool text_end(struct builder *b, enum markdown_kind kind, int level)
{
	bool ok = true;
	if (b->begin == NOWHERE && kind != MARKDOWN_HEADING)
		return true;
	struct bytes source = source_of(b, kind == MARKDOWN_HEADING);
	const char *begin = (const char *)source.data;
	if (b->table.open)
		builder_html_text(b, begin, begin + source.nbytes);
	else if (kind == MARKDOWN_TEXT || kind == MARKDOWN_LIST_ITEM)
		ok = add_paragraph(b, kind, source);
	else
		add_text(b, kind, level, source);
	text_begin(b);
	return ok;
}

static enum markdown_kind text_kind(const struct builder *b)
{
	return b->list_depth ? MARKDOWN_LIST_ITEM : MARKDOWN_TEXT;
}

// A callback's answer.  Only what is below 0 stops libmd4c everywhere (md4c.c, MD_CHECK()).
static int go_on(struct builder *b, bool ok)
{
	b->failed |= !ok;
	return ok ? 0 : -1;
}

static int on_block_enter(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct builder *b = context;
	(void)detail;
	bool ok = text_end(b, text_kind(b), 0); // of a list's item in which something else begins
	text_begin(b);
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		b->list_depth++;
	if (type == MD_BLOCK_H)
		ok = ok && builder_html_abandon(b, b->source + b->reached);
	return go_on(b, ok);
}

static bool html_end(struct builder *b)
{
	return b->begin == NOWHERE || builder_html(b, b->source + b->begin, b->source + b->end);
}

static int on_block_leave(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct builder *b = context;
	bool ok = true;
	if (type == MD_BLOCK_H)
		ok = text_end(b, MARKDOWN_HEADING, (int)((const MD_BLOCK_H_DETAIL *)detail)->level);
	else if (type == MD_BLOCK_P || type == MD_BLOCK_LI)
		ok = text_end(b, text_kind(b), 0);
	else if (type == MD_BLOCK_CODE)
		ok = text_end(b, MARKDOWN_CODE, 0);
	else if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		b->list_depth--;
	else if (type == MD_BLOCK_HTML)
		ok = html_end(b);
	else
		return 0;
	text_begin(b);
	return go_on(b, ok);
}

static int on_span_enter(MD_SPANTYPE type, void *detail, void *context)
{
	struct builder *b = context;
	if (type != MD_SPAN_A || b->link.target)
		return 0;
	const MD_ATTRIBUTE *target = &((const MD_SPAN_A_DETAIL *)detail)->href;
	b->link.target = plain_text(target->text, target->size, false, true, b->keep);
	b->link.begin = b->link.end = NOWHERE;
	b->link.open = true;
	return 0;
}

static int on_span_leave(MD_SPANTYPE type, void *detail, void *context)
{
	struct builder *b = context;
	(void)detail;
	if (type != MD_SPAN_A || !b->link.open)
		return 0;
	b->link.open = false;
	b->link.text = b->link.begin == NOWHERE ? ""
						: plain_text(b->source + b->link.begin,
							  (size_t)(b->link.end - b->link.begin),
							  true, true, b->keep);
	return 0;
}

// What libmd4c adds of its own, such as the newline behind a line of HTML, is not in the source.
static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE nbytes, void *context)
{
	struct builder *b = context;
	(void)type;
	if (text < b->source || text >= b->source + b->nbytes || nbytes == 0)
		return 0;
	ptrdiff_t begin = text - b->source, end = begin + (ptrdiff_t)nbytes;
	if (b->begin == NOWHERE)
		b->begin = begin;
	b->end = b->reached = end;
	b->line = builder_line(b, begin);
	if (b->link.open) {
		if (b->link.begin == NOWHERE)
			b->link.begin = begin;
		b->link.end = end;
	}
	return 0;
}

// "# Title"
static bool is_heading(const char *line, size_t nbytes)
{
	size_t blanks = 0, marks = 0;
	while (blanks < nbytes && line[blanks] == ' ')
		blanks++;
	while (blanks + marks < nbytes && line[blanks + marks] == '#')
		marks++;
	return blanks <= 3 && marks >= 1 && marks <= 6 &&
	       (blanks + marks == nbytes || strchr(" \t", line[blanks + marks]));
}

static size_t line_nbytes(const char *line, const char *end)
{
	size_t nbytes = 0;
	while (line + nbytes < end && line[nbytes] != '\n' && line[nbytes] != '\r')
		nbytes++;
	return nbytes;
}

/*
 * The text as libmd4c gets it: with newlines only, and with an empty line before each heading.
 * That one ends a block of HTML, which swallowed the heading otherwise; somebody who writes
 * "## Network Outputs" just below </table> means it.
 */
static void take_source(struct builder *b, struct bytes text)
{
	const char *in = (const char *)text.data, *end = in + text.nbytes;
	char *source = arena_array(b->keep, char, 2 * text.nbytes + 1), *out = source;
	size_t *starts = arena_array(b->keep, size_t, text.nbytes + 2);
	if (text.nbytes >= 3 && memcmp(in, "\xef\xbb\xbf", 3) == 0)
		in += 3;
	while (in < end) {
		size_t nbytes = line_nbytes(in, end);
		if (is_heading(in, nbytes))
			*out++ = '\n';
		starts[b->line_count++] = (size_t)(out - source);
		memcpy(out, in, nbytes);
		out += nbytes;
		in += nbytes;
		if (in < end)
			*out++ = '\n';
		in += in + 1 < end && in[0] == '\r' && in[1] == '\n' ? 2 : in < end;
	}
	if (b->line_count == 0)
		b->line_count = 1;
	b->source = source;
	b->nbytes = (size_t)(out - source);
	b->line_starts = starts;
}

bool markdown_parse(struct markdown *out, struct bytes text, const char *origin, struct arena *keep,
	struct status *st)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_PERMISSIVEURLAUTOLINKS,
		.enter_block = on_block_enter,
		.leave_block = on_block_leave,
		.enter_span = on_span_enter,
		.leave_span = on_span_leave,
		.text = on_text,
	};
	struct builder b = {.origin = origin, .keep = keep, .st = st, .line = 1};
	if (!document_check_bytes(text, origin, st))
		return false;
	take_source(&b, text);
	text_begin(&b);
	int result = md_parse(b.source, (MD_SIZE)b.nbytes, &parser, &b);
	if (result != 0 && !b.failed)
		arena_out_of_memory(0);
	if (b.failed || !builder_html_abandon(&b, b.source + b.reached))
		return false;
	*out = (struct markdown){b.blocks, b.block_count, b.faults, b.fault_count};
	return true;
}
