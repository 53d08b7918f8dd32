// SPDX-License-Identifier: Apache-2.0
/*
 * Published cards with damage, one made up and the five: each is refused with a reason or
 * becomes YAML.
 */
#include "engine/base/file.h"
#include "tests/unit/import_text.h"
#include "tests/unit/random.h"
#include "zoo/base/document.h"

// Is it refused with a reason, or does it become YAML?
static bool survives(const char *text, size_t nbytes)
{
	static const struct import_options none = {.id = NULL};
	struct published published;
	struct imported imported;
	struct status st = {0};
	const struct node *root;
	bool ok = true;
	if (!published_read_markdown(&published,
		    (struct bytes){(const unsigned char *)text, nbytes}, "c.md", &arena, &st)) {
		ok = st.code == STATUS_FORMAT && st.message[0];
	} else {
		import_card(&imported, &published, &none, &arena);
		ok = document_parse(&root, imported.yaml, "c.yaml", &arena, &st) &&
		     root->kind == NODE_MAPPING;
		if (!ok)
			printf("# %s\n%.*s", st.message, (int)imported.yaml.nbytes,
				(const char *)imported.yaml.data);
	}
	arena_release(&arena);
	return ok;
}

static void damage(const char *text, const char *name)
{
	static const char *const pieces[] = {"|", "\n", "\n\n", "<td>", "</table>", "<table>", "#",
		"&lt;", "\\", "\"", "'", ": ", "# ", "- ", "\xe2\x80\xa8", "\r", "`", "](", "<!--",
		"&#10;", "\t", "%", "{", "\xef\xbf\xbe", "0", "---"};
	size_t nbytes = strlen(text);
	int failed = 0;
	for (size_t cut = 0; cut < nbytes; cut++)
		failed += !survives(text, cut);
	CHECK_INT(failed, 0, "%s, cut anywhere", name);
	failed = 0;
	enum { ROUNDS = 2000 };
	for (int n = 0; n < ROUNDS; n++) {
		char *copy = malloc(nbytes + 256);
		size_t used = nbytes;
		memcpy(copy, text, nbytes);
		for (int left = random_in(1, 6); left > 0; left--) {
			size_t at = (size_t)random_in(0, (int)used - 1);
			const char *piece =
				pieces[random_in(0, (int)(sizeof(pieces) / sizeof(pieces[0])) - 1)];
			size_t piece_nbytes = strlen(piece);
			if (random_in(0, 2) == 0) {
				copy[at] = (char)(copy[at] ^ (1 << random_in(0, 7)));
			} else {
				memmove(copy + at + piece_nbytes, copy + at, used - at);
				memcpy(copy + at, piece, piece_nbytes);
				used += piece_nbytes;
			}
		}
		failed += !survives(copy, used);
		free(copy);
	}
	CHECK_INT(failed, 0, "%s, with %d kinds of damage", name, ROUNDS);
}

static void test_damage(const char *shared)
{
	static const char *const five[] = {"ds-cnn-large-clustered", "micronet-ad-small",
		"micronet-kws-medium", "micronet-vww2", "mobilenet-v2"};
	damage(usual, "a card made up");
	for (size_t i = 0; shared && i < sizeof(five) / sizeof(five[0]); i++) {
		struct arena own = {0};
		struct bytes text;
		struct status st;
		if (CHECK(file_read(&text, arena_printf(&own, "%s/cards/%s.md", shared, five[i]),
				  1 << 20, &own, &st),
			    "%s", five[i]))
			damage(arena_strndup(&own, (const char *)text.data, text.nbytes), five[i]);
		arena_release(&own);
	}
}

int main(void)
{
	random_init();
	test_damage(check_shared());
	arena_release(&arena);
	return check_done();
}
