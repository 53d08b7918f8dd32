// SPDX-License-Identifier: Apache-2.0
/*
 * Archives made here by the system's tar and zip, whole and broken.
 */
#include "zoo/decode/archive.h"

#include "tests/unit/check.h"
#include "tests/unit/shell.h"

#include <sys/stat.h>
#include <unistd.h>

/*
 * Everything in the archive, as "path:bytes:first byte " one after the other, or the
 * status that stopped it.
 */
static bool read_all(char out[static 1024], const char *name, struct status *st)
{
	struct unpacker *unpacker;
	struct packed_file file;
	out[0] = '\0';
	if (!unpacker_open(&unpacker, in_folder(name), st))
		return false;
	bool ok;
	while ((ok = unpacker_next(unpacker, &file, st)) && file.path) {
		struct arena arena = {0};
		struct bytes content;
		ok = unpacker_read(unpacker, &content, 4 << 20, &arena, st);
		if (!ok) {
			arena_release(&arena);
			break;
		}
		size_t used = strlen(out);
		snprintf(out + used, 1024 - used, "%s:%zu:%c ", file.path, content.nbytes,
			content.nbytes ? content.data[0] : '-');
		// All bytes of a file are the same.
		bool same = (int64_t)content.nbytes == file.nbytes && content.data;
		for (size_t i = 1; i < content.nbytes; i++)
			same = same && content.data[i] == content.data[0];
		if (!same)
			strcat(out, "(wrong content) ");
		arena_release(&arena);
	}
	unpacker_close(unpacker);
	return ok;
}

// The same without reading contents, which are skipped over instead.
static bool list_all(int *count, const char *name, struct status *st)
{
	struct unpacker *unpacker;
	struct packed_file file;
	if (!unpacker_open(&unpacker, in_folder(name), st))
		return false;
	bool ok;
	for (*count = 0; (ok = unpacker_next(unpacker, &file, st)) && file.path;)
		++*count;
	unpacker_close(unpacker);
	return ok;
}

static void check_good(const char *name)
{
	struct status st = {0};
	char got[1024];
	int count = -1;
	CHECK(read_all(got, name, &st), "%s: read: %s", name, st.message);
	CHECK_TEXT(got, "a/one:1000:1 a/two:300000:2 empty:0:- z:70000:3 ", "%s: members", name);
	CHECK(list_all(&count, name, &st), "%s: listed: %s", name, st.message);
	CHECK_INT(count, 4, "%s: number of members", name);
}

static void check_bad(const char *name, enum status_code code, const char *expected)
{
	struct status st = {0};
	char got[1024];
	int count;
	CHECK(!read_all(got, name, &st), "%s is refused", name);
	CHECK_INT(st.code, code, "%s: code", name);
	CHECK(strstr(st.message, expected) != NULL, "%s: says \"%s\": %s", name, expected,
		st.message);
	CHECK(strstr(st.message, name) != NULL, "%s: is named", name);
	struct status listed = {0};
	CHECK(!list_all(&count, name, &listed) && listed.code == code,
		"%s is refused without reading contents, too: %s", name, listed.message);
}

static void check_limit(void)
{
	struct status st = {0};
	struct arena arena = {0};
	struct unpacker *unpacker;
	struct packed_file file;
	struct bytes content;
	if (!unpacker_open(&unpacker, in_folder("good.tar"), &st))
		return;
	CHECK(unpacker_next(unpacker, &file, &st), "first member");
	CHECK(!unpacker_read(unpacker, &content, 999, &arena, &st), "1000 bytes are above 999");
	CHECK_INT(st.code, STATUS_FORMAT, "its code");
	CHECK(unpacker_next(unpacker, &file, &st) && file.path, "goes on behind it");
	CHECK_TEXT(file.path ? file.path : "", "a/two", "which is the second");
	unpacker_close(unpacker);
	arena_release(&arena);
}

struct streamed {
	int64_t nbytes, pieces, stop_behind; // pieces
	int wrong;
	unsigned char expected;
};

static bool take_piece(void *context, struct bytes piece, struct status *st)
{
	struct streamed *s = context;
	s->pieces++;
	s->nbytes += (int64_t)piece.nbytes;
	s->wrong += piece.nbytes == 0;
	for (size_t i = 0; i < piece.nbytes; i++)
		s->wrong += piece.data[i] != s->expected;
	return s->pieces < s->stop_behind || status_fail(st, STATUS_NO, "enough");
}

static void check_stream(const char *name)
{
	struct status st = {0};
	struct unpacker *unpacker;
	struct packed_file file;
	if (!CHECK(unpacker_open(&unpacker, in_folder(name), &st), "%s: %s", name, st.message))
		return;
	struct streamed two = {.stop_behind = INT64_MAX, .expected = '2'};
	struct streamed empty = {.stop_behind = INT64_MAX}, z = {.stop_behind = 1, .expected = '3'};
	CHECK(unpacker_next(unpacker, &file, &st) && unpacker_next(unpacker, &file, &st),
		"%s: a/one is passed over", name);
	CHECK(unpacker_stream(unpacker, take_piece, &two, &st), "%s: %s", name, st.message);
	CHECK_INT(two.nbytes, 300000, "%s: a/two streamed", name);
	CHECK(two.pieces > 1, "%s: not in one piece", name);
	CHECK_INT(two.wrong, 0, "%s: bytes of a/two", name);
	CHECK(unpacker_next(unpacker, &file, &st), "%s: the empty member", name);
	CHECK(unpacker_stream(unpacker, take_piece, &empty, &st), "%s: %s", name, st.message);
	CHECK_INT(empty.pieces, 0, "%s: pieces of an empty member", name);
	CHECK(unpacker_next(unpacker, &file, &st), "%s: the last member", name);
	CHECK(!unpacker_stream(unpacker, take_piece, &z, &st), "%s: who takes may stop", name);
	CHECK_TEXT(st.message, "enough", "%s: with his own reason", name);
	CHECK_INT(z.pieces, 1, "%s: at once", name);
	CHECK_INT(z.wrong, 0, "%s: bytes of z", name);
	CHECK(unpacker_next(unpacker, &file, &st) && !file.path, "%s: and go on behind it", name);
	unpacker_close(unpacker);
}

static void check_cut_stream(const char *name)
{
	struct status st = {0};
	struct unpacker *unpacker;
	struct packed_file file;
	struct streamed two = {.stop_behind = INT64_MAX, .expected = '2'};
	if (!CHECK(unpacker_open(&unpacker, in_folder(name), &st), "%s: %s", name, st.message))
		return;
	CHECK(unpacker_next(unpacker, &file, &st) && unpacker_next(unpacker, &file, &st),
		"%s: up to a/two", name);
	CHECK(!unpacker_stream(unpacker, take_piece, &two, &st), "%s: cut in a/two", name);
	CHECK_INT(st.code, STATUS_FORMAT, "%s: its code", name);
	CHECK(strstr(st.message, "behind member a/one"), "%s: says where: %s", name, st.message);
	unpacker_close(unpacker);
}

// An archive cut anywhere: never whole contents short of bytes, never a signal.
static void check_cuts(const char *name, int64_t nbytes)
{
	int wrong = 0, refused = 0, cuts = 0;
	for (int64_t at = 0; at < nbytes; at += nbytes / 50 + 1, cuts++) {
		char command[128], got[1024];
		struct status st = {0};
		snprintf(command, sizeof(command), "head -c %lld %s > cut", (long long)at, name);
		shell(command);
		bool ok = read_all(got, "cut", &st);
		refused += !ok;
		if (!ok && st.code != STATUS_FORMAT)
			wrong++;
		if (ok && strstr("a/one:1000:1 a/two:300000:2 empty:0:- z:70000:3 ", got) == NULL)
			wrong++;
	}
	CHECK_INT(wrong, 0, "%s cut at %d places", name, cuts);
	CHECK(refused > cuts * 9 / 10, "%s: %d of %d cuts noticed", name, refused, cuts);
}

static int64_t size_of(const char *name)
{
	struct stat info;
	return stat(in_folder(name), &info) == 0 ? info.st_size : 0;
}

static bool make_archives(void)
{
	return shell("mkdir -p t/a t/d && cd t && head -c 1000 /dev/zero | tr '\\0' 1 > a/one && "
		     "head -c 300000 /dev/zero | tr '\\0' 2 > a/two && : > empty && "
		     "head -c 70000 /dev/zero | tr '\\0' 3 > z && ln -s z link && ln z hard") &&
	       shell("tar -C t -cf good.tar ./a/one ./a/two ./d ./empty ./link ./z ./hard") &&
	       shell("tar -C t -czf good.tar.gz a/one a/two d empty link z hard") &&
	       shell("tar -C t -cJf good.tar.xz a/one a/two d empty link z hard") &&
	       shell("tar -C t --format=pax -cf pax.tar a/one a/two empty z");
}

int main(void)
{
	if (!folder_make() || !CHECK(make_archives(), "archives are made"))
		return check_done();
	check_good("good.tar");
	check_good("good.tar.gz");
	check_good("good.tar.xz");
	check_good("pax.tar");
	bool zip = shell("cd t && zip -Xq ../good.zip a/one a/two empty z");
	if (zip)
		check_good("good.zip");
	else
		check_skip("zip", "no zip program here");

	shell("head -c 100000 good.tar > short.tar; head -c 310000 good.tar > later.tar;"
	      "head -c 200 good.tar.gz > short.tar.gz; head -c 200 good.tar.xz > short.tar.xz;"
	      "head -c 300 good.zip > short.zip; : > nothing.tar; echo hello > text.tar;"
	      "echo hello | gzip > text.tar.gz; cp good.tar flip.tar;"
	      "printf '\\377\\377\\377\\377' | dd of=flip.tar bs=1 seek=1700 conv=notrunc;"
	      "tar -P -cf up.tar t/../t/z; tar -P -cf absolute.tar \"$PWD/t/z\";"
	      "cp t/z \"$(printf 'new\\nline')\"; tar -cf control.tar new*");
	check_bad("short.tar", STATUS_FORMAT, "behind member a/one");
	check_bad("later.tar", STATUS_FORMAT, "behind member link");
	// So far cut that the last member's content is passed over by seeking, not by reading.
	shell("head -c 3000000 /dev/zero > t/big; tar -C t -cf big.tar z big;"
	      "head -c 1000000 big.tar > cutbig.tar");
	check_bad("cutbig.tar", STATUS_FORMAT, "behind member z");
	check_bad("short.tar.gz", STATUS_FORMAT, "truncated gzip input");
	check_bad("short.tar.xz", STATUS_FORMAT, "cut short");
	check_bad("flip.tar", STATUS_FORMAT, "damaged or cut short behind member a/one");
	check_bad("nothing.tar", STATUS_FORMAT, "expected a whole .tar");
	check_bad("text.tar", STATUS_FORMAT, "expected a whole .tar");
	check_bad("text.tar.gz", STATUS_FORMAT, "expected a whole .tar");
	check_bad("up.tar", STATUS_FORMAT, "t/../t/z: not a path within");
	check_bad("absolute.tar", STATUS_FORMAT, "not a path within");
	check_bad("control.tar", STATUS_FORMAT, "new\\nline");
	shell("truncate -s 80M t/bomb; tar -C t -czf bomb.tar.gz z bomb; rm t/bomb");
	check_bad("bomb.tar.gz", STATUS_FORMAT, "more than 100 times the archive");
	check_bad("missing.tar", STATUS_IO, "No such file");
	check_bad("t", STATUS_IO, "expected a file, found a directory");
	if (zip)
		check_bad("short.zip", STATUS_FORMAT, "expected a whole .tar");

	check_limit();
	check_stream("good.tar");
	check_stream("good.tar.gz");
	check_stream("good.tar.xz");
	if (zip)
		check_stream("good.zip");
	check_cut_stream("short.tar");
	check_cuts("good.tar", 373248); // up to the end of the last member
	check_cuts("good.tar.gz", size_of("good.tar.gz"));
	check_cuts("good.tar.xz", size_of("good.tar.xz"));
	if (zip)
		check_cuts("good.zip", size_of("good.zip"));

	folder_remove();
	return check_done();
}
