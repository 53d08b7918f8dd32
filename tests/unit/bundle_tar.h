// SPDX-License-Identifier: Apache-2.0
/*
 * Bundles that zoo would not write: taken apart into members, and put together in another
 * way.  The headers are the test's own, so that a fault of ours is not taken for the norm.
 */
#ifndef TESTS_UNIT_BUNDLE_TAR_H
#define TESTS_UNIT_BUNDLE_TAR_H

#include "engine/base/arena.h"
#include "engine/base/bytes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAR_MAX_MEMBERS = 32 };

struct tar_member {
	char name[101], type;
	const char *link_name; // or NULL
	struct bytes content;
	int64_t size; // that the header tells; -1: that of the content
};

struct tar {
	struct tar_member members[TAR_MAX_MEMBERS];
	int count;
};

static void tar_take_apart(struct tar *out, struct bytes archive)
{
	const unsigned char *at = archive.data;
	out->count = 0;
	while (at[0]) {
		struct tar_member *member = &out->members[out->count++];
		*member = (struct tar_member){.type = (char)at[156], .size = -1};
		memcpy(member->name, at, 100);
		size_t nbytes = strtoul((const char *)at + 124, NULL, 8);
		member->content = (struct bytes){at + 512, nbytes};
		at += 512 + (nbytes + 511) / 512 * 512;
	}
}

static void tar_header(unsigned char *out, const struct tar_member *member)
{
	char *header = (char *)out;
	unsigned sum = 0;
	memset(out, 0, 512);
	memcpy(header, member->name, strlen(member->name));
	strcpy(header + 100, "0000644");
	strcpy(header + 108, "0000000");
	strcpy(header + 116, "0000000");
	int64_t size = member->size >= 0 ? member->size : (int64_t)member->content.nbytes;
	snprintf(header + 124, 12, "%011llo", (unsigned long long)size);
	strcpy(header + 136, "00000000000");
	memset(header + 148, ' ', 8);
	header[156] = member->type;
	if (member->link_name)
		strcpy(header + 157, member->link_name);
	memcpy(header + 257, "ustar\00000", 8);
	strcpy(header + 329, "0000000");
	strcpy(header + 337, "0000000");
	for (int i = 0; i < 512; i++)
		sum += out[i];
	snprintf(header + 148, 7, "%06o", sum);
}

static struct bytes tar_put_together(const struct tar *tar, struct arena *keep)
{
	size_t nbytes = 1024;
	for (int i = 0; i < tar->count; i++)
		nbytes += 512 + (tar->members[i].content.nbytes + 511) / 512 * 512;
	unsigned char *out = arena_alloc(keep, nbytes, 1, 1), *at = out;
	for (int i = 0; i < tar->count; i++) {
		const struct tar_member *member = &tar->members[i];
		tar_header(at, member);
		if (member->content.nbytes)
			memcpy(at + 512, member->content.data, member->content.nbytes);
		at += 512 + (member->content.nbytes + 511) / 512 * 512;
	}
	return (struct bytes){out, nbytes};
}

#endif
