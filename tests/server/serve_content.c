// SPDX-License-Identifier: Apache-2.0
/*
 * Answers that HTTP has nothing against, and that are not the file.
 */
#include "tests/server/behaviours.h"

#include "zoo/digest.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORED_MAX_NBYTES = 65535, ROOM_NBYTES = 4096 };

static void send_file(struct request *r, const char *more, const void *data, size_t nbytes)
{
	if (send_head(r, "200 OK", more, (long long)nbytes))
		send_bytes(r, data, nbytes);
}

static void send_pointer(struct request *r, const char *sha256, size_t nbytes)
{
	char text[256];
	snprintf(text, sizeof(text),
		"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %zu\n", sha256,
		nbytes);
	answer(r, "200 OK", "Content-Type: text/plain\r\n", text);
}

void serve_pointer(struct request *r)
{
	struct digests digests = digest_bytes(r->file);
	send_pointer(r, digests.sha256, r->file.nbytes);
}

void serve_pointer_other(struct request *r)
{
	struct digests digests = digest_bytes((struct bytes){r->file.data, r->file.nbytes / 2});
	send_pointer(r, digests.sha256, r->file.nbytes / 2);
}

void serve_html(struct request *r)
{
	answer(r, "200 OK", "Content-Type: text/html\r\n",
		"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n");
}

void serve_quota(struct request *r)
{
	answer(r, "200 OK", "Content-Type: text/html\r\n",
		"<html><head><title>Quota exceeded</title></head><body>Too many users have viewed "
		"or downloaded this file recently.</body></html>\n");
}

void serve_json(struct request *r)
{
	answer(r, "200 OK", "Content-Type: application/json\r\n", "{\"message\": \"sorry\"}\n");
}

void serve_empty(struct request *r)
{
	answer(r, "200 OK", "", "");
}

void serve_half(struct request *r)
{
	send_file(r, "", r->file.data, r->file.nbytes / 2);
}

void serve_wrong(struct request *r)
{
	size_t middle = r->file.nbytes / 2;
	unsigned char flipped = r->file.data[middle] ^ 1;
	if (send_head(r, "200 OK", "", (long long)r->file.nbytes) &&
		send_bytes(r, r->file.data, middle) && send_bytes(r, &flipped, 1))
		send_bytes(r, r->file.data + middle + 1, r->file.nbytes - middle - 1);
}

void serve_another(struct request *r)
{
	size_t nbytes = 0;
	unsigned char *data = read_file(&nbytes, "another");
	if (data)
		send_file(r, "", data, nbytes);
	else
		not_found(r);
	free(data);
}

void serve_crlf(struct request *r)
{
	size_t used = 0;
	unsigned char *out = malloc(2 * r->file.nbytes + 1);
	for (size_t i = 0; out && i < r->file.nbytes; i++) {
		if (r->file.data[i] == '\n')
			out[used++] = '\r';
		out[used++] = r->file.data[i];
	}
	if (out)
		send_file(r, "", out, used);
	free(out);
}

// CRC-32 of gzip and zip (RFC 1952, 8), a bit at a time.
static uint32_t crc32_of(struct bytes bytes)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < bytes.nbytes; i++) {
		crc ^= bytes.data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static unsigned char *put(unsigned char *to, uint32_t value, int nbytes)
{
	for (; nbytes > 0; nbytes--, value >>= 8)
		*to++ = (unsigned char)value;
	return to;
}

// gzip (RFC 1952) of stored blocks (RFC 1951, 3.2.4); the caller frees it.
static unsigned char *make_gzip(size_t *nbytes, struct bytes file)
{
	static const unsigned char head[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
	unsigned char *out = malloc(file.nbytes + file.nbytes / 1000 + ROOM_NBYTES);
	if (!out)
		return NULL;
	memcpy(out, head, sizeof(head));
	unsigned char *to = out + sizeof(head);
	size_t at = 0;
	do {
		size_t left = file.nbytes - at;
		uint32_t piece = (uint32_t)(left < STORED_MAX_NBYTES ? left : STORED_MAX_NBYTES);
		*to++ = left <= STORED_MAX_NBYTES; // the last
		to = put(to, piece, 2);
		to = put(to, ~piece, 2);
		memcpy(to, file.data + at, piece);
		to += piece;
		at += piece;
	} while (at < file.nbytes);
	to = put(to, crc32_of(file), 4);
	to = put(to, (uint32_t)file.nbytes, 4);
	*nbytes = (size_t)(to - out);
	return out;
}

static void send_gzip(struct request *r, const char *more)
{
	size_t nbytes = 0;
	unsigned char *out = make_gzip(&nbytes, r->file);
	if (out)
		send_file(r, more, out, nbytes);
	free(out);
}

void serve_gzip(struct request *r)
{
	send_gzip(r, "Content-Type: application/gzip\r\n");
}

void serve_transfer_gzip(struct request *r)
{
	size_t nbytes = 0;
	char size[32];
	unsigned char *out = make_gzip(&nbytes, r->file);
	snprintf(size, sizeof(size), "%zx\r\n", nbytes);
	if (out && send_head(r, "200 OK", "Transfer-Encoding: gzip, chunked\r\n", -1) &&
		send_text(r, size) && send_bytes(r, out, nbytes))
		send_text(r, "\r\n0\r\n\r\n");
	free(out);
}

void serve_encoded_gzip(struct request *r)
{
	send_gzip(r, "Content-Encoding: gzip\r\n");
}

void serve_encoded_br(struct request *r)
{
	send_file(r, "Content-Encoding: br\r\n", r->file.data, r->file.nbytes);
}

void serve_encoded_zstd(struct request *r)
{
	send_file(r, "Content-Encoding: zstd\r\n", r->file.data, r->file.nbytes);
}

// What local and central header of a zip have in common (APPNOTE.TXT, 4.3.7 and 4.3.12).
static unsigned char *put_entry(
	unsigned char *to, uint32_t crc, uint32_t size, uint32_t name_length)
{
	to = put(to, 20, 2);         // version needed
	to = put(to, 0, 4);          // flags, method: stored
	to = put(to, 0x5a210000, 4); // time and date: 2025-01-01
	to = put(to, crc, 4);
	to = put(to, size, 4);
	to = put(to, size, 4);
	return put(to, name_length, 4); // and no extra field
}

void serve_zip(struct request *r)
{
	const char *slash = strrchr(r->path, '/'), *name = slash ? slash + 1 : r->path;
	uint32_t length = (uint32_t)strlen(name), size = (uint32_t)r->file.nbytes;
	uint32_t crc = crc32_of(r->file);
	unsigned char *out = malloc(r->file.nbytes + 2 * PATH_NBYTES + ROOM_NBYTES);
	if (!out)
		return;
	unsigned char *to = put_entry(put(out, 0x04034b50, 4), crc, size, length);
	to = (unsigned char *)memcpy(to, name, length) + length;
	to = (unsigned char *)memcpy(to, r->file.data, size) + size;
	uint32_t directory = (uint32_t)(to - out);
	to = put_entry(put(put(to, 0x02014b50, 4), 20, 2), crc, size, length);
	to = put(put(put(put(to, 0, 2), 0, 4), 0, 4), 0, 4); // comment, disk, attributes, offset
	to = (unsigned char *)memcpy(to, name, length) + length;
	uint32_t directory_nbytes = (uint32_t)(to - out) - directory;
	to = put(put(put(put(to, 0x06054b50, 4), 0, 4), 1, 2), 1, 2);
	to = put(put(put(to, directory_nbytes, 4), directory, 4), 0, 2);
	send_file(r, "Content-Type: application/zip\r\n", out, (size_t)(to - out));
	free(out);
}
