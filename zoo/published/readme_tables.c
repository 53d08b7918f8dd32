// SPDX-License-Identifier: Apache-2.0
/*
 * The tables of a README.md: pairs of a name and a value, and inputs and outputs, whose
 * columns are known by their names.
 */
#include "zoo/published/readme.h"

#include "zoo/published/list.h"

#include <string.h>

static bool is_empty_row(const struct markdown_row *row)
{
	for (int i = 0; i < row->cell_count; i++)
		if (row->cells[i].text[0])
			return false;
	return true;
}

// A row of two cells.  False if it is not to be taken.
static bool read_pair(struct reader *r, struct published_row *out, const struct markdown_row *row)
{
	if (row->is_head || is_empty_row(row))
		return false;
	if (row->cell_count < 2 || !row->cells[0].text[0]) {
		readme_leave_out(r, row->line, "a row without a name or a value:",
			row->cells[0].text[0] || row->cell_count < 2 ? row->cells[0].text
								     : row->cells[1].text);
		return false;
	}
	for (int i = 2; i < row->cell_count; i++)
		if (row->cells[i].text[0])
			readme_leave_out(r, row->cells[i].line,
				"a third cell of a row of two:", row->cells[i].text);
	*out = (struct published_row){row->cells[0].text, row->cells[1].text, row->cells[0].line};
	return true;
}

static struct published_text *network_member(struct published *out, const char *name)
{
	const struct {
		const char *name;
		struct published_text *member;
	} known[] = {{"Framework", &out->framework}, {"Datatype", &out->data_type},
		{"SHA-1 Hash", &out->sha1}, {"SHA-1", &out->sha1}, {"Size (Bytes)", &out->size},
		{"Size", &out->size}, {"Provenance", &out->provenance},
		{"Training", &out->training}, {"Paper", &out->paper}};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (published_same_name(known[i].name, name))
			return known[i].member;
	return NULL;
}

// The list that the rows of a section go to; NULL: it has none.
static struct published_rows *rows_of(struct published *out, enum section section)
{
	switch (section) {
	case SECTION_NETWORK:
		return &out->network;
	case SECTION_PLATFORMS:
		return &out->platforms;
	case SECTION_ACCURACY:
		return &out->metrics;
	case SECTION_OPTIMIZATIONS:
		return &out->optimizations;
	case SECTION_QUALITY:
		return &out->quality;
	default:
		return NULL;
	}
}

// Is there a row of that name?  Two figures of one metric may both be meant.
static bool is_repeated(
	struct reader *r, const struct published_rows *rows, const struct published_row *row)
{
	for (int i = 0; i < rows->count; i++) {
		const struct published_row *earlier = &rows->row[i];
		if (!published_same_name(earlier->name, row->name))
			continue;
		bool both =
			r->section == SECTION_ACCURACY && strcmp(earlier->value, row->value) != 0;
		readme_doubt(r, row->line, "\"%s\" stands twice (first in line %d)%s", row->name,
			earlier->line, both ? "" : "; left out");
		return !both;
	}
	return false;
}

static bool read_pairs(struct reader *r, const struct markdown_block *block)
{
	struct published_rows *rows = rows_of(r->out, r->section);
	for (int i = 0; i < block->row_count; i++) {
		struct published_row row;
		if (!read_pair(r, &row, &block->rows[i]))
			continue;
		struct published_text *member =
			r->section == SECTION_NETWORK ? network_member(r->out, row.name) : NULL;
		if (r->section == SECTION_DATASET && published_same_name(row.name, "Name"))
			member = &r->out->dataset;
		if (member)
			readme_set(r, member, row.name, row.value, row.line);
		else if (!rows)
			readme_leave_out(
				r, row.line, arena_printf(r->keep, "\"%s\":", row.name), row.value);
		else if (!is_repeated(r, rows, &row) && !readme_add_row(r, rows, row))
			return false;
	}
	return true;
}

enum column {
	COLUMN_NAME,
	COLUMN_SHAPE,
	COLUMN_TYPE,
	COLUMN_DESCRIPTION,
	COLUMN_EXAMPLE,
	COLUMN_IGNORED, // of the test vector; its file says it better
	COLUMN_COUNT,
	COLUMN_UNKNOWN = COLUMN_COUNT
};

static enum column column_of(const char *name)
{
	static const struct {
		const char *name;
		enum column column;
	} known[] = {{"Input Node Name", COLUMN_NAME}, {"Output Node Name", COLUMN_NAME},
		{"Node Name", COLUMN_NAME}, {"Name", COLUMN_NAME}, {"Shape", COLUMN_SHAPE},
		{"Type", COLUMN_TYPE}, {"Description", COLUMN_DESCRIPTION},
		{"Example Use Case", COLUMN_DESCRIPTION}, {"Example Path", COLUMN_EXAMPLE},
		{"Example Type", COLUMN_IGNORED}, {"Example Shape", COLUMN_IGNORED}};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (published_same_name(known[i].name, name))
			return known[i].column;
	return COLUMN_UNKNOWN;
}

// Where the columns stand; -1: not in this table.
struct columns {
	int at[COLUMN_COUNT];
	int count;
};

static void read_columns(struct reader *r, struct columns *columns, const struct markdown_row *row)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		columns->at[i] = -1;
	columns->count = row->cell_count;
	for (int i = 0; i < row->cell_count; i++) {
		enum column column = column_of(row->cells[i].text);
		if (column == COLUMN_UNKNOWN)
			readme_leave_out(r, row->cells[i].line, "column", row->cells[i].text);
		else if (column != COLUMN_IGNORED && columns->at[column] >= 0)
			readme_doubt(r, row->cells[i].line,
				"column \"%s\" is one too many; left out",
				readme_excerpt(r, row->cells[i].text));
		else
			columns->at[column] = i;
	}
}

static const char *cell_of(
	const struct markdown_row *row, const struct columns *columns, enum column column)
{
	int at = columns->at[column];
	return at >= 0 && at < row->cell_count ? row->cells[at].text : "";
}

static bool add_tensor(
	struct reader *r, const struct markdown_row *row, const struct columns *columns)
{
	struct published_tensors *tensors =
		r->section == SECTION_INPUTS ? &r->out->inputs : &r->out->outputs;
	struct published_tensor tensor = {.name = cell_of(row, columns, COLUMN_NAME),
		.shape = cell_of(row, columns, COLUMN_SHAPE),
		.type = cell_of(row, columns, COLUMN_TYPE),
		.description = cell_of(row, columns, COLUMN_DESCRIPTION),
		.example = cell_of(row, columns, COLUMN_EXAMPLE),
		.line = row->cells[0].line};
	published_read_shape(&tensor);
	if (!tensor.name[0]) {
		const char *shown = *tensor.shape ? tensor.shape : tensor.description;
		readme_leave_out(r, row->line, "a row without a name:", shown);
		return true;
	}
	if (row->cell_count != columns->count)
		readme_doubt(r, row->line, "\"%s\": %d cells, but %d columns",
			readme_excerpt(r, tensor.name), row->cell_count, columns->count);
	for (int i = 0; i < tensors->count; i++)
		if (strcmp(tensors->tensor[i].name, tensor.name) == 0) {
			readme_doubt(r, row->line,
				"\"%s\" stands twice (first in line %d); left out",
				readme_excerpt(r, tensor.name), tensors->tensor[i].line);
			return true;
		}
	if (tensors->count == PUBLISHED_MAX_ROWS)
		return status_fail(r->st, STATUS_FORMAT, "%s:%d: more than %d rows are not read",
			r->out->origin, row->line, PUBLISHED_MAX_ROWS);
	tensors->tensor = list_room(r->keep, tensors->tensor, tensors->count, sizeof(tensor));
	tensors->tensor[tensors->count++] = tensor;
	return true;
}

static bool read_tensors(struct reader *r, const struct markdown_block *block)
{
	static const struct columns usual = {.at = {[COLUMN_NAME] = 0,
						     [COLUMN_SHAPE] = 1,
						     [COLUMN_TYPE] = -1,
						     [COLUMN_DESCRIPTION] = 2,
						     [COLUMN_EXAMPLE] = -1,
						     [COLUMN_IGNORED] = -1},
		.count = 3};
	struct columns columns = usual;
	for (int i = 0; i < block->row_count; i++) {
		const struct markdown_row *row = &block->rows[i];
		bool names_columns =
			row->is_head ||
			(i == 0 && row->cell_count && column_of(row->cells[0].text) == COLUMN_NAME);
		if (i == 0 && !names_columns)
			readme_doubt(r, row->line,
				"the columns have no names: taken for name, shape, description");
		if (names_columns)
			read_columns(r, &columns, row);
		else if (!is_empty_row(row) && !add_tensor(r, row, &columns))
			return false;
	}
	return true;
}

bool readme_read_table(struct reader *r, const struct markdown_block *block)
{
	if (r->section == SECTION_UNKNOWN)
		return true;
	if (r->section == SECTION_INPUTS || r->section == SECTION_OUTPUTS)
		return read_tensors(r, block);
	if (rows_of(r->out, r->section) || r->section == SECTION_DATASET)
		return read_pairs(r, block);
	readme_doubt(r, block->line,
		"left out: a table of %d rows, which this section does not have", block->row_count);
	return true;
}
