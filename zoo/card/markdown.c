// SPDX-License-Identifier: Apache-2.0
/*
 * libmd4c says what each piece of the source is; the text of a block is then cut out of the
 * source around the pieces that belong to it, so that nothing is lost on the way.  HTML it
 * hands over as it is, and tables are looked for in there.
 *
 * libmd4c, and not libcmark-gfm, which is GitHub's own: that one fills short rows of a table
 * up before anybody can stop it, so that 64 KiB of text become gigabytes of cells.  libmd4c
 * asks us after each cell.
 */
#include "zoo/card/markdown_builder.h"

#include "zoo/base/document.h"
#include "zoo/card/plain.h"

#include <md4c.h>
#include <string.h>

// Blocks of Markdown.

static void text_begin(struct builder *b)
{
	b->begin = b->end = NOWHERE;
	memset(&b->link, 0, sizeof(b->link));
}

// Is the character at `offset` one of `stops`, and no backslash before it?
static bool stops_at(const struct builder *b, ptrdiff_t offset, const char *stops)
{
	char c = b->source[offset];
	return c && strchr(stops, c) && (offset == 0 || b->source[offset - 1] != '\\' || c != '|');
}

/*
 * The source of what was read, with the marks around it: from behind the nearest of `before`
 * up to the nearest of `behind`.
 */
static struct bytes source_of(struct builder *b, const char *before, const char *behind)
{
	if (b->begin == NOWHERE)
		return (struct bytes){(const unsigned char *)"", 0};
	while (b->begin > 0 && !stops_at(b, b->begin - 1, before))
		b->begin--;
	while (b->end < (ptrdiff_t)b->nbytes && !stops_at(b, b->end, behind))
		b->end++;
	while (b->begin < b->end && strchr(" \t\r\n", b->source[b->begin]))
		b->begin++;
	b->line = builder_line(b, b->begin);
	return (struct bytes){
		(const unsigned char *)b->source + b->begin, (size_t)(b->end - b->begin)};
}

static const char *text_of(struct builder *b, struct bytes source, bool is_one_line)
{
	return plain_text((const char *)source.data, source.nbytes, true, is_one_line, b->keep);
}

static void text_end(struct builder *b, enum markdown_kind kind, int level)
{
	if (b->begin == NOWHERE && kind != MARKDOWN_HEADING)
		return;
	struct bytes source = source_of(b, kind == MARKDOWN_HEADING ? "#\r\n" : "\r\n", "\r\n");
	if (kind == MARKDOWN_HEADING) { // "# Title #"
		size_t nbytes = source.nbytes;
		while (nbytes && strchr(" \t#", source.data[nbytes - 1]))
			nbytes--;
		if (nbytes < source.nbytes && strchr(" \t", source.data[nbytes]))
			source.nbytes = nbytes;
	}
	if (b->table.open) {
		if (!b->table.cell)
			builder_html_text(b, (const char *)source.data,
				(const char *)source.data + source.nbytes);
	} else {
		struct markdown_block *block = builder_block(b, kind, b->line);
		block->level = level;
		block->text = text_of(b, source, kind == MARKDOWN_HEADING);
		if (b->link.target) {
			block->link_text = b->link.text;
			block->link_target = b->link.target;
		}
	}
	text_begin(b);
}

static enum markdown_kind text_kind(const struct builder *b)
{
	return b->list_depth ? MARKDOWN_LIST_ITEM : MARKDOWN_TEXT;
}

static int on_block_enter(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct builder *b = context;
	bool ok = true;
	(void)detail;
	text_end(b, text_kind(b), 0); // of a list's item, if something else begins in it
	text_begin(b);
	if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		b->list_depth++;
	if (type == MD_BLOCK_H || type == MD_BLOCK_TABLE)
		ok = builder_html_abandon(b, b->source + b->reached);
	if (ok && type == MD_BLOCK_TABLE)
		builder_table_open(b, false, 0);
	if (type == MD_BLOCK_TR)
		builder_row_open(b, 0, false);
	return ok ? 0 : 1;
}

static bool cell_end(struct builder *b, bool is_head)
{
	const char *text = text_of(b, source_of(b, "|\r\n", "|\r\n"), true);
	if (b->table.line == 0)
		b->table.line = b->line;
	b->table.row.line = b->line;
	b->table.row.is_head = is_head;
	return builder_cell(b, text, b->line);
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
		text_end(b, MARKDOWN_HEADING, (int)((const MD_BLOCK_H_DETAIL *)detail)->level);
	else if (type == MD_BLOCK_P || type == MD_BLOCK_LI)
		text_end(b, text_kind(b), 0);
	else if (type == MD_BLOCK_CODE)
		text_end(b, MARKDOWN_CODE, 0);
	else if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		b->list_depth--;
	else if (type == MD_BLOCK_HTML)
		ok = html_end(b);
	else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
		ok = cell_end(b, type == MD_BLOCK_TH);
	else if (type == MD_BLOCK_TABLE)
		builder_table_close(b);
	else
		return 0;
	text_begin(b);
	return ok ? 0 : 1;
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

// The text as libmd4c gets it.

static size_t line_nbytes(const char *line, const char *end)
{
	size_t nbytes = 0;
	while (line + nbytes < end && line[nbytes] != '\n' && line[nbytes] != '\r')
		nbytes++;
	return nbytes;
}

static bool is_delimiter_row(const char *line, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++)
		if (!strchr("|-: \t", line[i]))
			return false;
	return memchr(line, '|', nbytes) && memchr(line, '-', nbytes);
}

// Copy a delimiter row with at least three dashes in each cell.  Returns where the copy ends.
static char *copy_delimiter_row(char *out, const char *line, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++) {
		bool alone = line[i] == '-' && (i == 0 || line[i - 1] != '-');
		*out++ = line[i];
		if (alone) {
			*out++ = '-';
			*out++ = '-';
		}
	}
	return out;
}

/*
 * GitHub takes a table whose head is underlined with single dashes; libmd4c before 0.5 wants
 * three (mity/md4c@release-0.4.8:src/md4c.c, md_is_table_underline()).  The underline is the
 * second line with a pipe after one without.
 */
static void take_source(struct builder *b, struct bytes text)
{
	const char *in = (const char *)text.data, *end = in + text.nbytes;
	char *source = arena_array(b->keep, char, 3 * text.nbytes + 1), *out = source;
	size_t *starts = arena_array(b->keep, size_t, text.nbytes + 2);
	int lines_with_pipe = 0;
	if (text.nbytes >= 3 && memcmp(in, "\xef\xbb\xbf", 3) == 0)
		in += 3;
	while (in < end) {
		size_t nbytes = line_nbytes(in, end);
		starts[b->line_count++] = (size_t)(out - source);
		lines_with_pipe = memchr(in, '|', nbytes) ? lines_with_pipe + 1 : 0;
		if (lines_with_pipe == 2 && is_delimiter_row(in, nbytes)) {
			out = copy_delimiter_row(out, in, nbytes);
		} else {
			memcpy(out, in, nbytes);
			out += nbytes;
		}
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
		.flags = MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS |
			 MD_FLAG_PERMISSIVEURLAUTOLINKS,
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
	if (result < 0)
		arena_out_of_memory(0);
	if (result != 0 || !builder_html_abandon(&b, b.source + b.reached))
		return false;
	*out = (struct markdown){b.blocks, b.block_count, b.faults, b.fault_count};
	return true;
}
