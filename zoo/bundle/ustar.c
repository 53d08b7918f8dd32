// SPDX-License-Identifier: Apache-2.0
/*
 * Fields are octal digits with a zero byte behind them; the checksum is the sum of the block's
 * bytes, taken with blanks in its own place.
 */
#include "zoo/bundle/ustar.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type[1],
		link_name[100], magic[6], version[2], user[32], group[32], major[8], minor[8],
		prefix[155], padding[12];
};

_Static_assert(sizeof(struct header) == USTAR_BLOCK_NBYTES, "one block");

static void set_octal(char *field, size_t field_nbytes, uint64_t value)
{
	char text[32];
	snprintf(text, sizeof(text), "%0*llo", (int)field_nbytes - 1, (unsigned long long)value);
	memcpy(field, text, field_nbytes);
}

void ustar_header(unsigned char out[USTAR_BLOCK_NBYTES], const char *name, int64_t nbytes)
{
	struct header header = {.type = {'0'}, .version = {'0', '0'}};
	memcpy(header.name, name, strnlen(name, sizeof(header.name)));
	memcpy(header.magic, "ustar", sizeof(header.magic));
	set_octal(header.mode, sizeof(header.mode), 0644);
	set_octal(header.uid, sizeof(header.uid), 0);
	set_octal(header.gid, sizeof(header.gid), 0);
	set_octal(header.size, sizeof(header.size), (uint64_t)nbytes);
	set_octal(header.mtime, sizeof(header.mtime), 0);
	set_octal(header.major, sizeof(header.major), 0);
	set_octal(header.minor, sizeof(header.minor), 0);
	memset(header.checksum, ' ', sizeof(header.checksum));
	memcpy(out, &header, sizeof(header));
	unsigned sum = 0;
	for (size_t i = 0; i < USTAR_BLOCK_NBYTES; i++)
		sum += out[i];
	set_octal(header.checksum, sizeof(header.checksum) - 1, sum);
	memcpy(out, &header, sizeof(header));
}

int64_t ustar_padding_nbytes(int64_t nbytes)
{
	int64_t last = nbytes % USTAR_BLOCK_NBYTES;
	return last ? USTAR_BLOCK_NBYTES - last : 0;
}

int64_t ustar_size(const unsigned char header[USTAR_BLOCK_NBYTES])
{
	const unsigned char *field = header + offsetof(struct header, size);
	int64_t size = 0;
	for (size_t i = 0; i + 1 < sizeof(((struct header *)NULL)->size); i++) {
		if (field[i] < '0' || field[i] > '7')
			return -1;
		size = size * 8 + (field[i] - '0');
	}
	return size;
}
