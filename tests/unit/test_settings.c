// SPDX-License-Identifier: Apache-2.0
/*
 * Defaults, the environment, the file, and which of them wins.
 */
#include "zoo/settings.h"

#include "engine/base/words.h"
#include "tests/unit/check.h"

#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char scratch[] = "/tmp/zoo-settings-XXXXXX";

static const char *const variables[] = {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZOO_HOME",
	"ZOO_METADATA", "ZOO_DATA", "ZOO_MIRROR", "ZOO_ISA", NULL};

static void clear_environment(void)
{
	for (const char *const *name = variables; *name; name++)
		unsetenv(*name);
	setenv("HOME", scratch, 1);
}

static bool write_config(const char *text)
{
	const char *config = arena_printf(&arena, "%s/.config", scratch);
	const char *folder = arena_printf(&arena, "%s/zoo", config);
	mkdir(config, 0700);
	mkdir(folder, 0700);
	FILE *f = fopen(arena_printf(&arena, "%s/config.yaml", folder), "wb");
	if (!f)
		return false;
	fputs(text, f);
	return fclose(f) == 0;
}

static const char *config_path(void)
{
	return arena_printf(&arena, "%s/.config/zoo/config.yaml", scratch);
}

static struct settings read_settings(void)
{
	struct settings settings = {0};
	struct status st = {0};
	if (!CHECK(settings_read(&settings, &arena, &st), "settings are read"))
		printf("# %s\n", st.message);
	return settings;
}

static const char *join(const char *const *list)
{
	const char *all = "";
	for (int i = 0; list && list[i]; i++)
		all = arena_printf(&arena, "%s%s%s", all, i ? "|" : "", list[i]);
	return all;
}

static void test_defaults(void)
{
	clear_environment();
	struct settings s = read_settings();
	CHECK_TEXT(s.home, arena_printf(&arena, "%s/.local/share/zoo", scratch), "home");
	CHECK(!s.data && !s.isa, "data and isa are not set");
	CHECK(s.metadata && !s.metadata[0] && s.mirrors && !s.mirrors[0], "empty lists, not NULL");
	setenv("XDG_DATA_HOME", "/xdg", 1);
	CHECK_TEXT(read_settings().home, "/xdg/zoo", "XDG_DATA_HOME");
	setenv("XDG_DATA_HOME", "relative", 1);
	CHECK_TEXT(read_settings().home, arena_printf(&arena, "%s/.local/share/zoo", scratch),
		"a relative XDG_DATA_HOME is ignored");
	setenv("XDG_DATA_HOME", "", 1);
	CHECK_TEXT(read_settings().home, arena_printf(&arena, "%s/.local/share/zoo", scratch),
		"an empty XDG_DATA_HOME is ignored");

	unsetenv("HOME");
	CHECK(!read_settings().home, "no home at all is no fault as long as nobody asks for it");
	setenv("ZOO_HOME", "/z", 1);
	CHECK_TEXT(read_settings().home, "/z", "ZOO_HOME is enough");
}

static void test_environment(void)
{
	clear_environment();
	setenv("ZOO_HOME", "/h", 1);
	setenv("ZOO_DATA", "relative/data", 1);
	setenv("ZOO_ISA", "scalar", 1);
	setenv("ZOO_METADATA", ":/a:/b c::/d:", 1);
	setenv("ZOO_MIRROR", "  https://x/y /m\t/n ", 1);
	struct settings s = read_settings();
	CHECK_TEXT(s.home, "/h", "home");
	CHECK_TEXT(s.data, "relative/data", "data");
	CHECK_TEXT(s.isa, "scalar", "isa");
	CHECK_TEXT(join(s.metadata), "/a|/b c|/d", "metadata, separated by colons");
	CHECK_TEXT(join(s.mirrors), "https://x/y|/m|/n", "mirrors, separated by spaces");
	setenv("ZOO_METADATA", "", 1);
	CHECK_TEXT(join(read_settings().metadata), "", "an empty variable");
	setenv("ZOO_HOME", "/h//", 1);
	CHECK_TEXT(read_settings().home, "/h", "home without slashes behind it");
	setenv("ZOO_HOME", "//", 1);
	CHECK_TEXT(read_settings().home, "/", "but the root directory is one");
}

// Whatever the file says stands, for each variable alike.
static void check_empty_variables(void)
{
	clear_environment();
	struct settings file = read_settings();
	for (const char *const *name = variables; *name; name++)
		if (strcmp(*name, "HOME") != 0)
			setenv(*name, "", 1);
	struct settings s = read_settings();
	CHECK_TEXT(s.home, file.home, "an empty ZOO_HOME does not hide the file");
	CHECK_TEXT(join(s.metadata), join(file.metadata), "nor does an empty ZOO_METADATA");
	CHECK_TEXT(s.data, file.data, "nor ZOO_DATA");
	CHECK_TEXT(join(s.mirrors), join(file.mirrors), "nor ZOO_MIRROR");
	CHECK_TEXT(s.isa, file.isa, "nor ZOO_ISA");
}

static void test_file(void)
{
	clear_environment();
	CHECK(write_config("home: /srv/zoo\nmetadata: [/srv/cards, ~/cards]\ndata: ~/data\n"
			   "mirrors: [https://m, /srv/ml-zoo]\nisa: avx2\n"),
		"a configuration");
	struct settings s = read_settings();
	CHECK_TEXT(s.home, "/srv/zoo", "home");
	CHECK_TEXT(join(s.metadata), arena_printf(&arena, "/srv/cards|%s/cards", scratch),
		"metadata, ~ stands for HOME");
	CHECK_TEXT(s.data, arena_printf(&arena, "%s/data", scratch), "data");
	CHECK_TEXT(join(s.mirrors), "https://m|/srv/ml-zoo", "mirrors");
	CHECK_TEXT(s.isa, "avx2", "isa");
	CHECK(word_ends_with(s.isa_from, "/zoo/config.yaml"), "from the file: %s", s.isa_from);

	setenv("ZOO_HOME", "/env", 1);
	setenv("ZOO_MIRROR", "/other", 1);
	setenv("ZOO_METADATA", ":", 1);
	setenv("ZOO_ISA", "scalar", 1);
	s = read_settings();
	CHECK_TEXT(s.home, "/env", "the environment before the file");
	CHECK_TEXT(join(s.mirrors), "/other", "lists replace each other");
	CHECK_TEXT(join(s.metadata), "", "by an empty list as well");
	CHECK_TEXT(s.isa, "scalar", "the environment's isa");
	CHECK_TEXT(s.isa_from, "ZOO_ISA", "which is said");
	CHECK_TEXT(s.data, arena_printf(&arena, "%s/data", scratch), "the rest stays");
	check_empty_variables();

	clear_environment();
	setenv("XDG_CONFIG_HOME", arena_printf(&arena, "%s/elsewhere", scratch), 1);
	CHECK_TEXT(read_settings().home, arena_printf(&arena, "%s/.local/share/zoo", scratch),
		"XDG_CONFIG_HOME without a file");
	setenv("XDG_CONFIG_HOME", arena_printf(&arena, "%s/.config", scratch), 1);
	CHECK_TEXT(read_settings().home, "/srv/zoo", "XDG_CONFIG_HOME with the file");
	CHECK(write_config("# nothing yet\n"), "an empty configuration");
	CHECK_TEXT(read_settings().home, arena_printf(&arena, "%s/.local/share/zoo", scratch),
		"sets nothing");
}

static void check_refused(const char *config, const char *message)
{
	struct settings s;
	struct status st = {0};
	clear_environment();
	CHECK(write_config(config), "a wrong configuration");
	CHECK(!settings_read(&s, &arena, &st) && st.code == STATUS_FORMAT, "refused: %s", message);
	CHECK_TEXT(st.message, arena_printf(&arena, "%s:%s", config_path(), message), "says so");
}

static void test_refusals(void)
{
	check_refused("isa: scalar\nmirror: /m\n",
		"2:1: unknown key \"mirror\" (did you mean \"mirrors\"?)");
	check_refused("mirrors: /m\n", "1:10: expected a sequence, got \"/m\"");
	check_refused("home: relative\n",
		"1:7: expected a path that begins with \"/\" or \"~/\", got \"relative\"");
	check_refused("metadata: [/a, b]\n",
		"1:16: expected a path that begins with \"/\" or \"~/\", got \"b\"");
	check_refused("mirrors: [ftp://a]\n",
		"1:11: expected a path that begins with \"/\" or \"~/\", got \"ftp://a\"");
	check_refused("home: ~\n", "1:7: expected text, got nothing");
	check_refused("home: /a\nhome: /b\n", "2:1: key \"home\" stands twice (first in line 1)");
	check_refused("[]\n", "1:1: expected a mapping, got a sequence");
}

int main(void)
{
	if (!CHECK(mkdtemp(scratch) != NULL, "a scratch folder"))
		return check_done();
	test_defaults();
	test_environment();
	test_file();
	test_refusals();
	unlink(config_path());
	rmdir(arena_printf(&arena, "%s/.config/zoo", scratch));
	rmdir(arena_printf(&arena, "%s/.config", scratch));
	CHECK(rmdir(scratch) == 0, "nothing else was written");
	arena_release(&arena);
	return check_done();
}
