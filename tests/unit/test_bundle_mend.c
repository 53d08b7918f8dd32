// SPDX-License-Identifier: Apache-2.0
/*
 * What lies in cards/ where a bundle brings a card: damaged, it makes room, and comes back if
 * the bundle's cannot be installed; right, or not to be read, it stays.
 */
#include "tests/unit/bundle_world.h"
#include "tests/unit/store_world.h"

static struct bundle_report report;
static struct status st;
static const char *alpha_text, *beta_text;

static const char *to(const char *below)
{
	return arena_printf(&bundle_arena, "%s/%s", bundle_to.home, below);
}

static void put(const char *below, const char *text)
{
	scratch_write(to(below), text, strlen(text));
}

static bool holds(const char *below, const char *text)
{
	return scratch_holds(to(below), text, strlen(text));
}

// As zoo does it: the catalogue is read before anything is locked.
static bool install(void)
{
	static const char *const nowhere[] = {NULL};
	struct catalogue catalogue;
	st = (struct status){.code = STATUS_OK};
	return catalogue_read_installed(&catalogue, nowhere, bundle_to.home, &bundle_arena, &st) &&
	       bundle_install(
		       &report, bundle_path, &bundle_to, &catalogue, NULL, &bundle_arena, &st);
}

static int quarantined(void)
{
	int count = scratch_count(to("quarantine"));
	return count > 0 ? count : 0;
}

static void reset(void)
{
	scratch_remove(bundle_to.home);
	mkdir(bundle_to.home, 0755);
}

static void expect_installed(int aside, const char *what)
{
	CHECK(install(), "%s: installed %s", what, st.message);
	CHECK(holds("cards/alpha.yaml", alpha_text) && holds("cards/beta.yaml", beta_text) &&
			holds("cards/labels/alpha.txt", BUNDLE_LABELS),
		"%s: all is right", what);
	CHECK_INT(quarantined(), aside, "%s: put aside", what);
}

static void test_damaged(void)
{
	reset();
	put("cards/alpha.yaml", "id: alpha\n");
	expect_installed(1, "a card that is none");
	reset();
	put("cards/alpha.yaml", alpha_text);
	CHECK(truncate(to("cards/alpha.yaml"), 2 * CARD_MAX_NBYTES) == 0, "a card of 2 MiB");
	expect_installed(1, "one that is too large");
	reset();
	put("cards/alpha.yaml", alpha_text);
	expect_installed(0, "a card without its list");
	reset();
	put("cards/alpha.yaml", alpha_text);
	put("cards/labels/alpha.txt", "left\nright\n");
	expect_installed(1, "a wrong list of the right card");
	expect_installed(1, "and once more");
}

// A list that another card names rightly is not why this one is damaged.
static void test_list_of_another(void)
{
	char sha256[SHA256_HEX_NBYTES];
	static const char words[] = "left\nright\n";
	digest_sha256(sha256, bundle_text(words));
	const char *labels = strstr(alpha_text, "labels: ");
	reset();
	put("cards/alpha.yaml", alpha_text);
	put("cards/labels/alpha.txt", words);
	put("cards/gamma.yaml",
		arena_printf(&bundle_arena,
			"id: gamma%.*slabels: {file: labels/alpha.txt, sha256: %s%s",
			(int)(labels - alpha_text) - 9, alpha_text + 9, sha256,
			strstr(labels, ", count")));
	CHECK(!install() && st.code == STATUS_NO && st.hint[0],
		"a list that is right for another card: %s", st.message);
	CHECK(holds("cards/labels/alpha.txt", words) && quarantined() == 0, "stays");
	unlink(to("cards/gamma.yaml"));
	expect_installed(1, "the same without that card");
}

static void test_comes_back(void)
{
	reset();
	put("cards/alpha.yaml", "id: alpha\n");
	scratch_write(to("models/alpha/alpha.tflite/x"), "x", 1);
	CHECK(!install(), "a directory in the model's place: %s", st.message);
	CHECK(holds("cards/alpha.yaml", "id: alpha\n"), "the damaged card is back");
	CHECK_INT(quarantined(), 0, "and nowhere else");
	CHECK(access(to("cards/labels"), F_OK) != 0, "no list was left, nor its folder");
	scratch_remove(to("models/alpha/alpha.tflite"));
	expect_installed(1, "once it is gone");
}

// Between the look at the catalogue and the lock: what was damaged is not damaged any more.
static void mend_and_install(const char *text, bool ok, const char *what)
{
	struct unread_card unread = {.id = "alpha", .path = to("cards/alpha.yaml")};
	struct catalogue before = bundle_none;
	before.unread = &unread;
	before.unread_count = 1;
	reset();
	put("cards/labels/alpha.txt", BUNDLE_LABELS);
	put("cards/alpha.yaml", text);
	st = (struct status){.code = STATUS_OK};
	CHECK(bundle_install(&report, bundle_path, &bundle_to, &before, NULL, &bundle_arena, &st) ==
				ok &&
			st.code == (ok ? STATUS_OK : STATUS_NO),
		"%s: %s", what, st.message);
	CHECK(holds("cards/alpha.yaml", text) && quarantined() == 0, "%s stays", what);
}

static void test_mended_meanwhile(void)
{
	mend_and_install(alpha_text, true, "a card that was mended meanwhile");
	mend_and_install(bundle_yaml("alpha", bundle_alpha_model, bundle_vector_in,
				 bundle_vector_out, "another"),
		false, "another right card that came meanwhile");
}

static int give_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
	(void)info, (void)kind, (void)at;
	return lchown(path, 65534, 65534);
}

// Somebody whose store it is, in a process of his own: 0 if he is told that he may not read it.
static int install_as_somebody(const void *unused)
{
	(void)unused;
	if (geteuid() == 0 && (nftw(bundle_to.home, give_one, 16, FTW_PHYS) != 0 ||
				      setgid(65534) != 0 || setuid(65534) != 0))
		return 99;
	return !install() && st.code == STATUS_IO && strstr(st.message, "beta.yaml") ? 0 : 1;
}

static void test_unreadable(void)
{
	reset();
	CHECK(install(), "installed %s", st.message);
	put("cards/beta.yaml", "id: beta\n");
	chmod(to("cards/beta.yaml"), 0);
	int code = world_apart(install_as_somebody, NULL);
	if (code == 99)
		check_skip("a card that may not be read", "cannot become another user");
	else
		CHECK_INT(code, 0, "a card that may not be read");
	chmod(to("cards/beta.yaml"), 0644);
	CHECK(holds("cards/beta.yaml", "id: beta\n") && quarantined() == 0, "stays");
}

int main(void)
{
	bundle_begin();
	bundle_make();
	alpha_text =
		bundle_yaml("alpha", bundle_alpha_model, bundle_vector_in, bundle_vector_out, "A");
	beta_text = bundle_yaml("beta", bundle_beta_model, bundle_vector_in, "other out", "B");
	test_damaged();
	test_list_of_another();
	test_comes_back();
	test_mended_meanwhile();
	test_unreadable();
	return bundle_end();
}
