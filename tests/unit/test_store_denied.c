// SPDX-License-Identifier: Apache-2.0
/*
 * Which directory it is that shuts whom out.
 */
#include "tests/unit/store_world.h"
#include "zoo/store/denied.h"

enum { NOBODY = 65534 };

static const char *hint_for(const char *path, int error)
{
	static struct status st;
	st = (struct status){0};
	denied_hint(path, error, &st);
	return st.hint;
}

static const struct trial {
	const char *path, *says; // below the scratch folder
} trials[] = {
	{"open/shut", "may not enter %s/open/shut, which belongs to user 0, group 0 (mode 0700)"},
	{"open/shut/a/b", "may not enter %s/open/shut, which"},
	{"open/new", "may not write to %s/open, which belongs to user 0, group 0 (mode 0755)"},
	{"open/new/and/more", "may not write to %s/open, which"},
	{"open/secret",
		"may not read %s/open/secret, which belongs to user 0, group 0 (mode 0600)"},
	{"open/mine", "may not enter %s/open/mine, although it is theirs (mode 0000): chmod u+rwx"},
	{"free/locked", "may not write %s/free/locked, which belongs to user 0"},
	{"free/new", "the system does not let user 65534 do that"},
};

// The number of the first that goes wrong.
static int as_nobody(const void *unused)
{
	(void)unused;
	if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
		return 99;
	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		const struct trial *t = &trials[i];
		const char *path = arena_printf(&world_arena, "%s/%s", scratch_directory, t->path);
		const char *place = strstr(t->says, "%s");
		const char *expected = t->says;
		if (place)
			expected = arena_printf(&world_arena, "%.*s%s%s", (int)(place - t->says),
				t->says, scratch_directory, place + 2);
		const char *hint = hint_for(path, EACCES);
		if (!strstr(hint, expected) || !strstr(hint, "user 65534")) {
			printf("# %s: expected \"%s\", got \"%s\"\n", t->path, expected, hint);
			fflush(stdout);
			return (int)i + 1;
		}
	}
	return 0;
}

static void make(const char *name, mode_t mode, uid_t owner)
{
	const char *path = arena_printf(&world_arena, "%s/%s", scratch_directory, name);
	if (mkdir(path, mode) != 0 || chmod(path, mode) != 0 || chown(path, owner, owner) != 0)
		exit(3);
}

static void write_one(const char *name, mode_t mode)
{
	const char *path = arena_printf(&world_arena, "%s/%s", scratch_directory, name);
	scratch_write(path, "x", 1);
	chmod(path, mode);
}

int main(void)
{
	world_begin();
	CHECK_TEXT(hint_for("/x", ENOENT), "", "another error");
	CHECK_TEXT(hint_for("", EACCES), "", "no path");
	CHECK(strstr(hint_for("/x/y", EROFS), "/x/y lies on a file system that may only be read"),
		"a file system that may only be read");
	make("open", 0755, geteuid());
	make("open/shut", 0700, geteuid());
	make("free", 0777, geteuid());
	write_one("open/secret", 0600);
	write_one("free/locked", 0644);
	if (geteuid() != 0) {
		check_skip("as somebody else", "only root can be");
		return world_end();
	}
	make("open/mine", 0, NOBODY);
	int result = world_apart(as_nobody, NULL);
	if (result == 99)
		check_skip("as somebody else", "no such user here");
	else
		CHECK_INT(result, 0, "as somebody else: all %d trials",
			(int)(sizeof(trials) / sizeof(trials[0])));
	return world_end();
}
