// SPDX-License-Identifier: Apache-2.0
/*
 * Published operator lists name what the converter saw, the file what is left of it: RELU
 * and RELU6 are fused into other operators, and an operator may stand in the file's table
 * without being used.  Neither is a difference; everything else is.
 */
#include "zoo/verify/checks.h"

#include <string.h>

// Differences so far, as two texts that run side by side.
struct difference {
	const char *expected, *got;
	struct arena *keep;
};

static void differ(struct difference *d, const char *expected, const char *got)
{
	const char *comma = d->expected[0] ? "; " : "";
	d->expected = arena_printf(d->keep, "%s%s%s", d->expected, comma, expected);
	d->got = arena_printf(d->keep, "%s%s%s", d->got, comma, got);
}

static const char *tensor_text(const char *side, int i, const char *name, enum tensor_type type,
	int rank, const int32_t *shape, struct arena *keep)
{
	const char *text =
		arena_printf(keep, "%s %d %s %s [", side, i, name, tensor_type_name(type));
	for (int axis = 0; axis < rank; axis++)
		text = arena_printf(keep, "%s%s%d", text, axis ? "," : "", (int)shape[axis]);
	return arena_printf(keep, "%s]", text);
}

static void compare_tensors(struct difference *d, const char *side, const struct model *model,
	const int32_t *indices, int count, const struct card_tensor *expected, int expected_count)
{
	if (count != expected_count) {
		differ(d, arena_printf(d->keep, "%d %ss", expected_count, side),
			arena_printf(d->keep, "%d %ss", count, side));
		return;
	}
	for (int i = 0; i < count; i++) {
		const struct tensor *t = &model->tensors[indices[i]];
		const struct card_tensor *e = &expected[i];
		const char *want =
			tensor_text(side, i, e->name, e->type, e->rank, e->shape, d->keep);
		const char *got =
			tensor_text(side, i, t->name, t->type, t->rank, t->shape, d->keep);
		if (strcmp(want, got) != 0)
			differ(d, want, got);
	}
}

static bool listed(const char *const *operators, const char *name)
{
	for (int i = 0; operators[i]; i++)
		if (strcmp(operators[i], name) == 0)
			return true;
	return false;
}

enum presence { ABSENT, UNUSED, USED };

static enum presence presence_of(const struct model *model, const char *name)
{
	enum presence presence = ABSENT;
	char buffer[24];
	for (int i = 0; i < model->op_table_count; i++) {
		const struct op_table_row *row = &model->op_table[i];
		if (strcmp(op_code_name(row->code, buffer), name) != 0)
			continue;
		if (row->use_count > 0)
			return USED;
		presence = UNUSED;
	}
	return presence;
}

// Is the same operator in an earlier row, in another version?
static bool seen_before(const struct model *model, int row)
{
	for (int i = 0; i < row; i++)
		if (model->op_table[i].code == model->op_table[row].code &&
			model->op_table[i].use_count > 0)
			return true;
	return false;
}

static bool may_be_fused(const char *name)
{
	return strncmp(name, "RELU", 4) == 0;
}

static const char *add_name(const char *list, const char *name, struct arena *keep)
{
	return arena_printf(keep, "%s%s%s", list, list[0] ? " " : "", name);
}

static void compare_operators(
	struct difference *d, const struct model *model, const char *const *operators)
{
	const char *missing = "", *unlisted = "";
	if (!operators || !operators[0])
		return;
	for (int i = 0; operators[i]; i++)
		if (!may_be_fused(operators[i]) && presence_of(model, operators[i]) == ABSENT)
			missing = add_name(missing, operators[i], d->keep);
	for (int i = 0; i < model->op_table_count; i++) {
		char buffer[24];
		const struct op_table_row *row = &model->op_table[i];
		const char *name = op_code_name(row->code, buffer);
		if (row->use_count > 0 && !listed(operators, name) && !seen_before(model, i))
			unlisted = add_name(unlisted, name, d->keep);
	}
	if (missing[0])
		differ(d, arena_printf(d->keep, "operators with %s", missing), "without");
	if (unlisted[0])
		differ(d, arena_printf(d->keep, "operators without %s", unlisted), "with");
}

// What there is, when it is all as it should be.
static const char *summary(const struct model *model, struct arena *keep)
{
	const char *text = "";
	for (int i = 0; i < model->input_count; i++) {
		const struct tensor *t = &model->tensors[model->inputs[i]];
		text = arena_printf(keep, "%s%s, ", text,
			tensor_text("input", i, t->name, t->type, t->rank, t->shape, keep));
	}
	for (int i = 0; i < model->output_count; i++) {
		const struct tensor *t = &model->tensors[model->outputs[i]];
		text = arena_printf(keep, "%s%s, ", text,
			tensor_text("output", i, t->name, t->type, t->rank, t->shape, keep));
	}
	return arena_printf(keep, "%s%d operators", text, model->op_count);
}

/*
 * The model cannot be read or run.  If its bytes are the card's own, that is the news; if
 * they are not, there was worse before.
 */
static bool note_malformed(struct verification *v, const struct status *why, struct status *st)
{
	if (why->code == STATUS_IO) {
		*st = *why;
		return false;
	}
	if (v->outcome == VERIFY_OK)
		v->outcome = VERIFY_MALFORMED;
	verification_note(v, "structure", false, "a TFLite model that can be run", why->message);
	return true;
}

bool verify_structure(struct verification *v, struct bytes file, struct status *st)
{
	const struct card *card = v->card;
	const struct plan_options options = {.kernels = v->kernels};
	struct difference d = {"", "", v->keep};
	struct model *model;
	struct plan *plan;
	struct status why = {0};
	if (!model_parse(&model, file, card->file.name, v->keep, &why))
		return note_malformed(v, &why, st);
	v->model = model;
	if (!plan_create(&plan, model, &options, v->keep, &why))
		return note_malformed(v, &why, st);
	v->plan = plan;
	compare_tensors(&d, "input", model, model->inputs, model->input_count, card->inputs,
		card->input_count);
	compare_tensors(&d, "output", model, model->outputs, model->output_count, card->outputs,
		card->output_count);
	compare_operators(&d, model, card->operators);
	const char *all = summary(model, v->keep);
	bool same = !d.expected[0];
	verification_note(v, "structure", same, same ? all : d.expected, same ? all : d.got);
	return true;
}
