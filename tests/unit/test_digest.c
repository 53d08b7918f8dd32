// SPDX-License-Identifier: Apache-2.0
/*
 * Vectors of FIPS 180-2, appendices A and B, and of RFC 1321, A.5.
 */
#include "zoo/digest.h"

#include "tests/unit/check.h"

static void check_text(const char *text, const char *sha1, const char *sha256)
{
	struct digests got =
		digest_bytes((struct bytes){(const unsigned char *)text, strlen(text)});
	CHECK_TEXT(got.sha1, sha1, "SHA-1 of \"%.8s\"", text);
	CHECK_TEXT(got.sha256, sha256, "SHA-256 of \"%.8s\"", text);
	char alone[SHA256_HEX_NBYTES];
	digest_sha1(alone, (struct bytes){(const unsigned char *)text, strlen(text)});
	CHECK_TEXT(alone, sha1, "SHA-1 alone of \"%.8s\"", text);
	digest_sha256(alone, (struct bytes){(const unsigned char *)text, strlen(text)});
	CHECK_TEXT(alone, sha256, "SHA-256 alone of \"%.8s\"", text);
}

static void test_hex(void)
{
	static const char sha1[] = "a9993e364706816aBA3E25717850C26C9CD0D89D";
	CHECK(digest_is_hex(sha1, SHA1_HEX_NBYTES), "40 digits in either case");
	CHECK(!digest_is_hex(sha1, SHA256_HEX_NBYTES), "too few for a SHA-256");
	CHECK(!digest_is_hex(sha1 + 1, SHA1_HEX_NBYTES) && !digest_is_hex("", SHA1_HEX_NBYTES),
		"too few");
	CHECK(!digest_is_hex("g9993e364706816aba3e25717850c26c9cd0d89d", SHA1_HEX_NBYTES), "a g");
}

static void check_md5(const char *text, const char *md5)
{
	struct digests got;
	struct digest *digest = digest_create_with_md5();
	digest_add(digest, text, strlen(text));
	digest_finish(digest, &got);
	CHECK_TEXT(got.md5, md5, "MD5 of \"%.8s\"", text);
	got = digest_bytes((struct bytes){(const unsigned char *)text, strlen(text)});
	CHECK_TEXT(got.md5, "", "only on request");
}

int main(void)
{
	test_hex();
	check_md5("", "d41d8cd98f00b204e9800998ecf8427e");
	check_md5("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
	check_md5("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b");
	check_text("", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_text("abc", "a9993e364706816aba3e25717850c26c9cd0d89d",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		"84983e441c3bd26ebaae4aa1f95129e5e54670f1",
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");

	// A million "a" in pieces of every size from 1 on.
	static char piece[2048];
	struct digest *digest = digest_create();
	struct digests got;
	memset(piece, 'a', sizeof(piece));
	for (size_t left = 1000000, n = 1; left > 0; n = n % 1999 + 1) {
		n = n < left ? n : left;
		digest_add(digest, piece, n);
		left -= n;
	}
	digest_finish(digest, &got);
	CHECK_TEXT(got.sha1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f", "SHA-1 in pieces");
	CHECK_TEXT(got.sha256, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
		"SHA-256 in pieces");

	digest_free(NULL);
	digest_free(digest_create());
	return check_done();
}
