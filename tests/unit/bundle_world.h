// SPDX-License-Identifier: Apache-2.0
/*
 * Two cards by hand that share a file, a store that has both, and a second one that has
 * nothing: for the tests of bundles.
 */
#ifndef TESTS_UNIT_BUNDLE_WORLD_H
#define TESTS_UNIT_BUNDLE_WORLD_H

#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "tests/unit/small_model.h"
#include "zoo/bundle.h"
#include "zoo/incoming.h"
#include "zoo/store.h"

#include <sys/mman.h>

enum { BUNDLE_MODEL_NBYTES = 4500 };

static struct arena bundle_arena;
static struct store bundle_from, bundle_to;
static struct card *bundle_alpha, *bundle_beta;
static const struct card *bundle_cards[3], *bundle_no_cards[1];
static const struct catalogue bundle_both = {.cards = bundle_cards, .card_count = 2},
			      bundle_none = {.cards = bundle_no_cards};
static const char *bundle_path;
static struct bytes bundle_alpha_model, bundle_beta_model;

#define BUNDLE_LABELS "yes\nno\n"

static const char bundle_vector_in[] = "vector in", bundle_vector_out[] = "vector out";

static struct bytes bundle_text(const char *text)
{
	return (struct bytes){(const unsigned char *)text, strlen(text)};
}

// A small model, and behind it bytes by which one can be told from another.
static struct bytes bundle_model(int seed)
{
	static struct small_model small;
	small_model_build(&small);
	unsigned char *data = arena_array(&bundle_arena, unsigned char, BUNDLE_MODEL_NBYTES);
	for (int i = 0; i < BUNDLE_MODEL_NBYTES; i++)
		data[i] = (unsigned char)(i * seed + i / 7);
	if (small.flat.nbytes >= BUNDLE_MODEL_NBYTES)
		exit(3);
	memcpy(data, small.flat.data, small.flat.nbytes);
	return (struct bytes){data, BUNDLE_MODEL_NBYTES};
}

// A card of that model whose vectors are the two texts; alpha has its labels in a file.
static const char *bundle_yaml(
	const char *id, struct bytes model, const char *in, const char *out, const char *title)
{
	struct digests m = digest_bytes(model), i = digest_bytes(bundle_text(in)),
		       o = digest_bytes(bundle_text(out)),
		       l = digest_bytes(bundle_text(BUNDLE_LABELS));
	const char *labels =
		strcmp(id, "alpha") == 0
			? arena_printf(&bundle_arena,
				  "labels: {file: labels/alpha.txt, sha256: %s, count: 2, source: s}",
				  l.sha256)
			: "labels: {list: [left, right], count: 2, source: s}";
	return arena_printf(&bundle_arena,
		"id: %s\ntitle: %s\ntask: t\ndescription: d\nlicence: l\nframework: f\n"
		"provenance: p\n"
		"file: {name: %s.tflite, path: p, size_bytes: %zu, sha1: %s, sha256: %s}\n"
		"inputs: [{name: in, type: int8, shape: [1]}]\n"
		"outputs: [{name: out, type: int8, shape: [1, 2]}]\n%s\n"
		"golden:\n"
		"  inputs: [{tensor: in, name: i.npy, path: i, sha256: %s}]\n"
		"  outputs: [{tensor: out, name: o.npy, path: o, sha256: %s}]\n",
		id, title, id, model.nbytes, m.sha1, m.sha256, labels, i.sha256, o.sha256);
}

static struct card *bundle_card(const char *id, const char *yaml)
{
	struct card *card;
	struct status st = {0};
	if (!card_parse_with_labels(&card, bundle_text(yaml), bundle_text(BUNDLE_LABELS),
		    arena_printf(&bundle_arena, "%s.yaml", id), &bundle_arena, &st)) {
		printf("# %s\n", st.message);
		exit(3);
	}
	return card;
}

static void bundle_bring(const struct store *store, const struct card *card, struct card_file file,
	struct bytes content)
{
	struct incoming *incoming;
	struct status st = {0};
	if (!store_incoming_open(&incoming, store, card, &file, NULL, &st) ||
		!store_incoming_add(incoming, content.data, content.nbytes, &st) ||
		!store_incoming_install(incoming, &st)) {
		printf("# %s\n", st.message);
		exit(3);
	}
}

static void bundle_bring_all(const struct store *store, const struct card *card, struct bytes model,
	const char *in, const char *out)
{
	bundle_bring(store, card, card->file, model);
	bundle_bring(store, card, store_golden_file(card, GOLDEN_INPUT, 0, &bundle_arena),
		bundle_text(in));
	bundle_bring(store, card, store_golden_file(card, GOLDEN_OUTPUT, 0, &bundle_arena),
		bundle_text(out));
}

static void bundle_begin(void)
{
	scratch_begin();
	chmod(scratch_directory, 0755);
	store_init(&bundle_from, arena_printf(&bundle_arena, "%s/from", scratch_directory));
	store_init(&bundle_to, arena_printf(&bundle_arena, "%s/to", scratch_directory));
	bundle_path = arena_printf(&bundle_arena, "%s/b.zoo", scratch_directory);
	bundle_alpha_model = bundle_model(31);
	bundle_beta_model = bundle_model(17);
	bundle_cards[0] = bundle_alpha = bundle_card("alpha",
		bundle_yaml("alpha", bundle_alpha_model, bundle_vector_in, bundle_vector_out, "A"));
	bundle_cards[1] = bundle_beta = bundle_card(
		"beta", bundle_yaml("beta", bundle_beta_model, bundle_vector_in, "other out", "B"));
	bundle_bring_all(&bundle_from, bundle_alpha, bundle_alpha_model, bundle_vector_in,
		bundle_vector_out);
	bundle_bring_all(
		&bundle_from, bundle_beta, bundle_beta_model, bundle_vector_in, "other out");
}

static int bundle_end(void)
{
	arena_release(&bundle_arena);
	return check_done();
}

// The bundle of both cards, as a file and in memory.
__attribute__((unused)) static struct bytes bundle_make(void)
{
	struct bundle_report report;
	struct bytes bytes = {NULL, 0};
	struct status st = {0};
	unlink(bundle_path);
	if (!CHECK(bundle_create(&report, bundle_path, &bundle_from, bundle_cards, NULL,
			   &bundle_arena, &st) &&
			    file_read(&bytes, bundle_path, 1 << 20, &bundle_arena, &st),
		    "a bundle %s", st.message))
		exit(3);
	return bytes;
}

// Is that file right, and does an empty machine take it?
__attribute__((unused)) static enum status_code bundle_verdict(
	const char *path, const struct catalogue *catalogue, struct status *st)
{
	struct arena scratch = {0};
	struct bundle_report report;
	*st = (struct status){.code = STATUS_OK};
	bool ok = bundle_verify(&report, path, catalogue, NULL, &scratch, st);
	arena_release(&scratch);
	return ok ? STATUS_OK : st->code;
}

__attribute__((unused)) static enum status_code bundle_verdict_of(
	struct bytes bytes, const struct catalogue *catalogue, struct status *st)
{
	char path[64];
	int fd = memfd_create("bundle", MFD_CLOEXEC); // no disk is asked to keep it
	if (fd < 0 || write(fd, bytes.data, bytes.nbytes) != (ssize_t)bytes.nbytes)
		exit(3);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	enum status_code code = bundle_verdict(path, catalogue, st);
	close(fd);
	return code;
}

__attribute__((unused)) static bool bundle_has(
	const struct store *store, const struct card *card, struct card_file file)
{
	struct arena scratch = {0};
	struct bytes bytes;
	struct status st = {0};
	bool ok = store_read(&bytes, store, card, &file, &scratch, &st);
	arena_release(&scratch);
	return ok;
}

// How much of a card is there: 0 none of its names, 4 all of them, each with right bytes.
__attribute__((unused)) static int bundle_parts(const struct store *store, const struct card *card)
{
	struct bytes labels;
	struct status st = {0};
	store_labels_text(&labels, card, &bundle_arena, &st);
	return bundle_has(store, card, card->file) +
	       bundle_has(store, card, store_golden_file(card, GOLDEN_INPUT, 0, &bundle_arena)) +
	       bundle_has(store, card, store_golden_file(card, GOLDEN_OUTPUT, 0, &bundle_arena)) +
	       bundle_has(store, card, store_labels_file(labels));
}

#endif
