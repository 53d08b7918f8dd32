// SPDX-License-Identifier: Apache-2.0
/*
 * The five cards as published, imported, against what stands in metadata/: what was added by
 * hand, and nothing else, is the difference.
 */
#include "zoo/import.h"

#include "engine/base/file.h"
#include "tests/unit/check.h"
#include "zoo/base/document.h"
#include "zoo/builtin.h"
#include "zoo/card.h"

static struct arena arena;

struct differences {
	const char *text; // "key key ..."
};

static void differ(struct differences *d, const char *path)
{
	d->text = arena_printf(&arena, "%s%s%s", d->text, *d->text ? " " : "", path);
}

// Where two trees are not the same, by path.
static void compare(struct differences *d, const char *path, const struct node *ours,
	const struct node *imported)
{
	if (!imported || !ours || ours->kind != imported->kind) {
		differ(d, path);
		return;
	}
	if (ours->kind == NODE_SCALAR) {
		if (strcmp(ours->text, imported->text) != 0 || ours->plain != imported->plain)
			differ(d, arena_printf(&arena, "%s!", path));
		return;
	}
	if (ours->kind == NODE_SEQUENCE) {
		for (int i = 0; i < ours->count || i < imported->count; i++)
			compare(d, arena_printf(&arena, "%s[%d]", path, i),
				i < ours->count ? ours->items[i] : NULL,
				i < imported->count ? imported->items[i] : NULL);
		return;
	}
	const struct node *sides[] = {ours, imported};
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < sides[side]->count; i++) {
			const struct node *other = sides[1 - side], *item = NULL;
			const char *key = sides[side]->keys[i]->text;
			for (int j = 0; j < other->count; j++)
				if (strcmp(other->keys[j]->text, key) == 0)
					item = other->items[j];
			const char *below = *path ? arena_printf(&arena, "%s.%s", path, key) : key;
			if (side == 0)
				compare(d, below, sides[0]->items[i], item);
			else if (!item)
				differ(d, arena_printf(&arena, "%s+", below));
		}
}

/*
 * What stands in metadata/ and was added by hand: "KEY" is not in the imported card, "KEY!"
 * differs, "KEY+" is only in the imported one.
 */
static void test_five(const char *shared)
{
	static const struct {
		const char *id, *by_hand;
	} five[] = {
		{"ds-cnn-large-clustered",
			"aliases file.sha256 operators labels claims[0].unrepeatable "
			"claims[1] claims[2] claims[3] golden notes"},
		{"micronet-ad-small",
			"aliases file.sha256 operators labels claims[1] golden notes"},
		{"micronet-kws-medium",
			"aliases file.sha256 operators labels claims[1] golden notes"},
		{"micronet-vww2", "file.sha256 operators labels claims[1] golden notes"},
		{"mobilenet-v2", "file.sha256 operators labels claims[1] golden notes"},
	};
	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++) {
		struct bytes text,
			ours = builtin_find(arena_printf(&arena, "metadata/%s.yaml", five[i].id));
		struct status st = {0};
		struct card *card, *back;
		struct published published;
		struct imported imported;
		struct import_options options = {.id = five[i].id};
		const char *origin = arena_printf(&arena, "builtin:metadata/%s.yaml", five[i].id);
		const char *path = arena_printf(&arena, "%s/cards/%s.md", shared, five[i].id);
		if (!CHECK(file_read(&text, path, 1 << 20, &arena, &st) &&
				    card_parse(&card, ours, origin, &arena, &st) &&
				    import_place_parse(
					    &options.card, card->upstream_card, &arena, &st) &&
				    import_place_parse(&options.file,
					    arena_printf(&arena, "%s@%s:%s",
						    card->upstream_repository,
						    card->upstream_commit, card->file.path),
					    &arena, &st) &&
				    published_read_markdown(&published, text, path, &arena, &st),
			    "%s: card and metadata", five[i].id)) {
			printf("# %s\n", st.message);
			continue;
		}
		import_card(&imported, &published, &options, &arena);
		CHECK_TEXT(imported.refusal ? imported.refusal : "", "", "%s: it is a card",
			five[i].id);
		CHECK(card_parse(&back, imported.yaml, origin, &arena, &st), "and reads as one");
		const struct node *our_tree, *tree;
		struct differences d = {""};
		if (CHECK(document_parse(&our_tree, ours, "ours", &arena, &st) &&
				    document_parse(&tree, imported.yaml, "imported", &arena, &st),
			    "both are YAML")) {
			compare(&d, "", our_tree, tree);
			CHECK_TEXT(
				d.text, five[i].by_hand, "%s: what was added by hand", five[i].id);
		}
	}
}

int main(void)
{
	const char *shared = check_shared();
	if (shared)
		test_five(shared);
	else
		check_skip("the five published cards", "no shared data");
	arena_release(&arena);
	return check_done();
}
