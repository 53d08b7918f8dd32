// SPDX-License-Identifier: Apache-2.0
/*
 * Magic numbers of the formats that turn up where a model was expected.  The pointer
 * format is git-lfs/git-lfs:docs/spec.md: lines "version URL", "oid sha256:HEX" and
 * "size N" of at most 1024 bytes; the keys other than version are sorted.
 */
#include "engine/base/identify.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool starts_with(struct bytes head, const char *magic, size_t nbytes)
{
	return head.nbytes >= nbytes && memcmp(head.data, magic, nbytes) == 0;
}

static bool read_oid(struct identity *out, const char *hex)
{
	size_t length = strspn(hex, "0123456789abcdef");
	if (length != IDENTIFY_SHA256_NBYTES - 1)
		return false;
	memcpy(out->pointer_sha256, hex, length);
	out->pointer_sha256[length] = '\0';
	return true;
}

static void read_pointer_size(struct identity *out, const char *digits)
{
	size_t length = strspn(digits, "0123456789");
	if (length < 1 || length > 15) // more than any file has, and no overflow
		return;
	out->pointer_nbytes = 0;
	for (size_t i = 0; i < length; i++)
		out->pointer_nbytes = out->pointer_nbytes * 10 + (digits[i] - '0');
}

static bool identify_pointer(struct identity *out, const char *text)
{
	static const char version[] = "version https://git-lfs.github.com/spec/";
	if (strncmp(text, version, sizeof(version) - 1) != 0)
		return false;
	const char *oid = strstr(text, "\noid sha256:");
	const char *size = strstr(text, "\nsize ");
	bool has_oid = oid && read_oid(out, oid + strlen("\noid sha256:"));
	if (size)
		read_pointer_size(out, size + strlen("\nsize "));
	if (has_oid && out->pointer_nbytes >= 0)
		snprintf(out->text, sizeof(out->text), "a Git LFS pointer to %lld bytes, sha256 %s",
			(long long)out->pointer_nbytes, out->pointer_sha256);
	else
		snprintf(out->text, sizeof(out->text), "a Git LFS pointer");
	return true;
}

// The first thing after white space and a byte order mark.
static const char *skip_blank(const char *text)
{
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	return text + strspn(text, " \t\r\n");
}

static bool starts_markup(const char *text, const char *tag)
{
	return strncasecmp(text, tag, strlen(tag)) == 0;
}

static bool has_controls(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((*c > 0 && *c < ' ' && !strchr("\t\r\n\f", *c)) || *c == 0x7f)
			return true;
	return false;
}

static enum look look_at_text(const char *text, size_t nbytes)
{
	if (strlen(text) != nbytes) // a zero byte among them
		return LOOK_UNKNOWN;
	text = skip_blank(text);
	if (starts_markup(text, "<!doctype html") || starts_markup(text, "<html") ||
		starts_markup(text, "<head") || starts_markup(text, "<body") ||
		starts_markup(text, "<!--") || starts_markup(text, "<script"))
		return LOOK_HTML; // whatever else it holds
	if (has_controls(text))
		return LOOK_UNKNOWN;
	if (starts_markup(text, "<?xml"))
		return strcasestr(text, "<html") ? LOOK_HTML : LOOK_XML;
	size_t blank = strspn(text + (*text != '\0'), " \t\r\n");
	if ((*text == '{' || *text == '[') && strchr("\"{[]}", text[1 + blank]))
		return LOOK_JSON;
	return LOOK_TEXT;
}

static enum look look_at(struct bytes head, const char *text)
{
	if (head.nbytes >= 8 && memcmp(head.data + 4, "TFL3", 4) == 0)
		return LOOK_TFLITE;
	if (starts_with(head, "\x93NUMPY", 6))
		return LOOK_NPY;
	if (starts_with(head, "\x1f\x8b", 2))
		return LOOK_GZIP;
	if (starts_with(head, "PK\x03\x04", 4) || starts_with(head, "PK\x05\x06", 4))
		return LOOK_ZIP;
	if (starts_with(head,
		    "\xfd"
		    "7zXZ\x00",
		    6))
		return LOOK_XZ;
	if (starts_with(head, "\x28\xb5\x2f\xfd", 4))
		return LOOK_ZSTD;
	if (starts_with(head, "BZh", 3))
		return LOOK_BZIP2;
	if (starts_with(head,
		    "\x7f"
		    "ELF",
		    4))
		return LOOK_ELF;
	if (starts_with(head, "\x89HDF\r\n\x1a\n", 8))
		return LOOK_HDF5;
	size_t zeros = 0;
	while (zeros < head.nbytes && head.data[zeros] == 0)
		zeros++;
	if (zeros == head.nbytes)
		return LOOK_ZEROS;
	return look_at_text(text, head.nbytes);
}

static const char *look_text(enum look look)
{
	switch (look) {
	case LOOK_TFLITE:
		return "a TFLite model";
	case LOOK_NPY:
		return "a NumPy array";
	case LOOK_HTML:
		return "an HTML page (a login or error page?)";
	case LOOK_XML:
		return "an XML document";
	case LOOK_JSON:
		return "a JSON document";
	case LOOK_GZIP:
		return "gzip-compressed data";
	case LOOK_ZIP:
		return "a zip archive";
	case LOOK_XZ:
		return "xz-compressed data";
	case LOOK_ZSTD:
		return "zstd-compressed data";
	case LOOK_BZIP2:
		return "bzip2-compressed data";
	case LOOK_ELF:
		return "an ELF binary";
	case LOOK_HDF5:
		return "an HDF5 (Keras) model";
	case LOOK_ZEROS:
		return "nothing but zero bytes";
	case LOOK_TEXT:
		return "plain text";
	case LOOK_EMPTY:
		return "an empty file";
	case LOOK_UNKNOWN:
	case LOOK_LFS_POINTER:
		break;
	}
	return "";
}

void identify(struct identity *out, struct bytes head, int64_t nbytes, int64_t expected_nbytes)
{
	*out = (struct identity){.look = LOOK_EMPTY, .pointer_nbytes = -1};
	snprintf(out->text, sizeof(out->text), "%s", look_text(LOOK_EMPTY));
	if (head.nbytes == 0)
		return;
	if (head.nbytes > IDENTIFY_HEAD_NBYTES)
		head.nbytes = IDENTIFY_HEAD_NBYTES;
	char text[IDENTIFY_HEAD_NBYTES + 1];
	memcpy(text, head.data, head.nbytes);
	text[head.nbytes] = '\0';
	if (identify_pointer(out, text)) {
		out->look = LOOK_LFS_POINTER;
		return;
	}
	out->look = look_at(head, text);
	bool binary =
		out->look == LOOK_TFLITE || out->look == LOOK_NPY || out->look == LOOK_UNKNOWN;
	bool is_short = binary && nbytes >= 0 && nbytes < expected_nbytes;
	const char *what = look_text(out->look);
	snprintf(out->text, sizeof(out->text), "%s%s%s", what, is_short && *what ? ", " : "",
		is_short ? "cut short or another file" : "");
}
