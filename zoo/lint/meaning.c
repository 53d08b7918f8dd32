// SPDX-License-Identifier: Apache-2.0
/*
 * Descriptions against the tensors that they describe.
 */
#include "zoo/lint/text.h"

#include "zoo/lint/compare.h"

#include <string.h>
#include <strings.h>

static bool lists(const char *const *operators, const char *name)
{
	for (; *operators; operators++)
		if (strcmp(*operators, name) == 0)
			return true;
	return false;
}

// The shape that stands behind the word "shape", if any.
static bool described_shape(
	struct published_tensor *out, const char *description, struct arena *keep)
{
	const char *word = strcasestr(description, "shape");
	if (!word)
		return false;
	const char *open = word + strcspn(word, "([");
	size_t nbytes = strcspn(open, ")]");
	if (!*open || !open[nbytes] || open - word > 12)
		return false;
	*out = (struct published_tensor){.shape = arena_strndup(keep, open, nbytes + 1)};
	return published_read_shape(out);
}

static void check_shape(struct findings *findings, const struct published_tensor *tensor,
	struct place place, struct arena *keep)
{
	struct published_tensor said;
	if (tensor->rank == 0 || !described_shape(&said, tensor->description, keep))
		return;
	if (tensors_same_shape(&said, tensor))
		return;
	findings_add(findings, FOUND_WRONG_MEANING, place, "%s: the description has another shape",
		tensor->name);
	findings_pair(findings, tensor->shape, said.shape);
	findings_advise(findings, "correct the description");
}

static void check_output(struct findings *findings, const struct published_tensor *tensor,
	const char *const *operators, struct place place)
{
	/*
	 * A classifier of machines that was trained on normal sounds alone has no notion of an
	 * anomaly: a large output says that the sound is that of a normal machine (MicroNets,
	 * arXiv:2010.11267, section 4.3).
	 */
	if (strcasestr(tensor->description, "being anomalous")) {
		findings_add(findings, FOUND_WRONG_MEANING, place,
			"%s: outputs are called logits of machines \"being anomalous\"",
			tensor->name);
		findings_advise(findings,
			"a large output says that the clip sounds like that machine when it runs "
			"normally");
	}
	bool probability = strcasestr(tensor->description, "probabilit") != NULL;
	if (probability && operators && !lists(operators, "SOFTMAX") &&
		!lists(operators, "LOGISTIC")) {
		findings_add(findings, FOUND_WRONG_MEANING, place,
			"%s: called probabilities, but the model has no SOFTMAX and no LOGISTIC",
			tensor->name);
		findings_advise(findings, "take the outputs for logits; the largest is the same");
	}
}

void text_check_meaning(struct findings *findings, const struct published *says,
	const char *const *operators, const char *path, struct arena *keep)
{
	for (int i = 0; i < says->inputs.count; i++)
		check_shape(findings, &says->inputs.tensor[i],
			(struct place){path, says->inputs.tensor[i].line}, keep);
	for (int i = 0; i < says->outputs.count; i++) {
		struct place place = {path, says->outputs.tensor[i].line};
		check_shape(findings, &says->outputs.tensor[i], place, keep);
		check_output(findings, &says->outputs.tensor[i], operators, place);
	}
}
