// SPDX-License-Identifier: Apache-2.0
/*
 * The header is a Python dictionary as text, for instance
 *
 *	{'descr': '|i1', 'fortran_order': False, 'shape': (1, 490), }
 *
 * padded with spaces, with LF last.  It is read by hand, as only three keys exist and
 * only four kinds of value: a string, True, False and a tuple of numbers.
 */
#include "zoo/npy.h"

#include "engine/base/file.h"

#include <stdio.h>
#include <string.h>

enum {
	MAGIC_NBYTES = 6,
	PREFIX_NBYTES = 10, // magic, version, 16-bit length
	HEADER_MULTIPLE = 64,
	HEADER_MAX_NBYTES = 65535 // more than any header of our ranks needs
};

static const struct descr {
	const char *text;
	enum tensor_type type;
} descrs[] = {
	{"|i1", TENSOR_INT8},
	{"|u1", TENSOR_UINT8},
	{"|b1", TENSOR_BOOL},
	{"<i2", TENSOR_INT16},
	{"<i4", TENSOR_INT32},
	{"<i8", TENSOR_INT64},
	{"<f4", TENSOR_FLOAT32},
};

enum { DESCR_COUNT = sizeof(descrs) / sizeof(descrs[0]) };

struct header {
	const char *at, *end;
	const char *name; // of the file
	struct status *st;
	bool has_descr, has_order, has_shape;
};

static bool fail_header(const struct header *h, const char *what)
{
	return status_fail(h->st, STATUS_FORMAT, "%s: .npy header: %s", h->name, what);
}

static void skip_blank(struct header *h)
{
	while (h->at < h->end && (*h->at == ' ' || *h->at == '\n'))
		h->at++;
}

// Is `c` next, after blanks?  If so, step over it.
static bool accept(struct header *h, char c)
{
	skip_blank(h);
	if (h->at == h->end || *h->at != c)
		return false;
	h->at++;
	return true;
}

static bool accept_word(struct header *h, const char *word)
{
	size_t length = strlen(word);
	skip_blank(h);
	if ((size_t)(h->end - h->at) < length || memcmp(h->at, word, length) != 0)
		return false;
	h->at += length;
	return true;
}

// A short string in quotes of either kind; there are no escapes in any that is allowed.
static bool read_string(char *out, size_t out_nbytes, struct header *h)
{
	char quote = accept(h, '\'') ? '\'' : accept(h, '"') ? '"' : '\0';
	if (!quote)
		return false;
	size_t length = 0;
	while (h->at < h->end && *h->at != quote && length + 1 < out_nbytes)
		out[length++] = *h->at++;
	out[length] = '\0';
	return accept(h, quote);
}

static bool read_descr(struct npy *out, struct header *h)
{
	char text[16];
	if (!read_string(text, sizeof(text), h))
		return fail_header(h, "'descr' is not the name of a simple type");
	for (int i = 0; i < DESCR_COUNT; i++)
		if (strcmp(text, descrs[i].text) == 0) {
			out->type = descrs[i].type;
			return true;
		}
	if (text[0] == '>')
		return status_fail(h->st, STATUS_FORMAT,
			"%s: big-endian elements ('%s') are not read, only little-endian", h->name,
			text);
	return status_fail(h->st, STATUS_FORMAT,
		"%s: elements of type '%s' are not read, only int8, uint8, bool, int16, int32, "
		"int64 and float32",
		h->name, text);
}

static bool read_order(struct header *h)
{
	if (accept_word(h, "False"))
		return true;
	if (accept_word(h, "True"))
		return status_fail(h->st, STATUS_FORMAT,
			"%s: Fortran order is not read, only C order", h->name);
	return fail_header(h, "'fortran_order' is neither True nor False");
}

static bool read_dimension(int64_t *out, struct header *h)
{
	skip_blank(h);
	int64_t value = 0;
	int digits = 0;
	while (h->at < h->end && *h->at >= '0' && *h->at <= '9' && digits < 16) {
		value = value * 10 + (*h->at++ - '0');
		digits++;
	}
	*out = value;
	return digits > 0 && digits < 16;
}

static bool read_shape(struct npy *out, struct header *h)
{
	if (!accept(h, '('))
		return fail_header(h, "'shape' is not a tuple");
	bool comma = true;
	while (!accept(h, ')')) {
		if (!comma)
			return fail_header(h, "'shape' has no comma where one belongs");
		if (out->rank == MODEL_MAX_RANK)
			return status_fail(h->st, STATUS_FORMAT, "%s: more than %d dimensions",
				h->name, (int)MODEL_MAX_RANK);
		if (!read_dimension(&out->shape[out->rank], h))
			return fail_header(h, "'shape' holds something that is no dimension");
		out->rank++;
		comma = accept(h, ',');
	}
	// (5) is a number in brackets, no tuple
	if (out->rank == 1 && !comma)
		return fail_header(h, "'shape' is not a tuple");
	return true;
}

static bool read_entry(struct npy *out, struct header *h)
{
	char key[16];
	if (!read_string(key, sizeof(key), h))
		return fail_header(h, "not the dictionary that NumPy writes");
	bool *seen = strcmp(key, "descr") == 0           ? &h->has_descr
		     : strcmp(key, "fortran_order") == 0 ? &h->has_order
		     : strcmp(key, "shape") == 0         ? &h->has_shape
							 : NULL;
	if (!seen)
		return fail_header(h, "an unknown key");
	if (*seen)
		return fail_header(h, "a key stands twice");
	*seen = true;
	if (!accept(h, ':'))
		return fail_header(h, "a key has no value");
	return seen == &h->has_descr   ? read_descr(out, h)
	       : seen == &h->has_order ? read_order(h)
				       : read_shape(out, h);
}

static bool read_header(struct npy *out, struct header *h)
{
	if (!accept(h, '{'))
		return fail_header(h, "not the dictionary that NumPy writes");
	bool comma = true;
	while (!accept(h, '}')) {
		if (!comma)
			return fail_header(h, "no comma between two keys");
		if (!read_entry(out, h))
			return false;
		comma = accept(h, ',');
	}
	skip_blank(h);
	if (h->at != h->end)
		return fail_header(h, "something stands behind the dictionary");
	if (!h->has_descr || !h->has_order || !h->has_shape)
		return fail_header(h, "one of 'descr', 'fortran_order' and 'shape' is missing");
	return true;
}

// Element count and, from it, the size that the data must have.
static bool data_nbytes(size_t *nbytes, struct npy *npy)
{
	npy->count = 1;
	for (int i = 0; i < npy->rank; i++)
		if (!size_mul(&npy->count, npy->count, (size_t)npy->shape[i]))
			return false;
	return size_mul(nbytes, npy->count, tensor_type_nbytes(npy->type));
}

// Where the header's text stands; `at` is behind the file if it does not fit.
static bool find_header(
	size_t *at, size_t *nbytes, struct bytes file, const char *name, struct status *st)
{
	if (file.nbytes < PREFIX_NBYTES || memcmp(file.data, "\x93NUMPY", MAGIC_NBYTES) != 0)
		return status_fail(st, STATUS_FORMAT, "%s: not a .npy file", name);
	int major = file.data[6], minor = file.data[7];
	if (major < 1 || major > 3 || minor != 0)
		return status_fail(st, STATUS_FORMAT,
			"%s: .npy version: expected 1.0, 2.0 or 3.0, got %d.%d", name, major,
			minor);
	*at = major == 1 ? PREFIX_NBYTES : PREFIX_NBYTES + 2;
	*nbytes = (size_t)(file.data[8] | file.data[9] << 8);
	if (major > 1 && file.nbytes >= *at)
		*nbytes |= (size_t)file.data[10] << 16 | (size_t)file.data[11] << 24;
	if (*nbytes > HEADER_MAX_NBYTES || file.nbytes < *at || *nbytes > file.nbytes - *at)
		return status_fail(st, STATUS_FORMAT,
			"%s: .npy header of %zu bytes does not fit in a file of %zu", name, *nbytes,
			file.nbytes);
	return true;
}

bool npy_parse(
	struct npy *out, struct bytes file, const char *name, struct arena *keep, struct status *st)
{
	size_t at = 0, header_nbytes = 0, expected_nbytes = 0;
	if (!find_header(&at, &header_nbytes, file, name, st))
		return false;
	const char *text = (const char *)file.data + at;
	struct header header = {.at = text, .end = text + header_nbytes, .name = name, .st = st};
	struct npy npy = {0};
	if (!read_header(&npy, &header))
		return false;
	if (!data_nbytes(&expected_nbytes, &npy))
		return status_fail(st, STATUS_FORMAT, "%s: the shape is too large", name);
	const unsigned char *data = file.data + at + header_nbytes;
	size_t nbytes = file.nbytes - at - header_nbytes;
	if (nbytes != expected_nbytes)
		return status_fail(st, STATUS_FORMAT,
			"%s: expected %zu bytes of data for its shape, got %zu", name,
			expected_nbytes, nbytes);
	if ((uintptr_t)data % 8 != 0) {
		unsigned char *copy = arena_alloc(keep, nbytes + 1, 1, HEADER_MULTIPLE);
		memcpy(copy, data, nbytes);
		data = copy;
	}
	npy.data = (struct bytes){data, nbytes};
	*out = npy;
	return true;
}

bool npy_read(struct npy *out, const char *path, struct arena *keep, struct status *st)
{
	struct bytes file;
	return file_read(&file, path, MODEL_MAX_FILE_NBYTES, keep, st) &&
	       npy_parse(out, file, path, keep, st);
}

static const char *descr_of(enum tensor_type type)
{
	for (int i = 0; i < DESCR_COUNT; i++)
		if (descrs[i].type == type)
			return descrs[i].text;
	return "|V1"; // NumPy's opaque bytes; no tensor_type leads here
}

struct bytes npy_format(const struct npy *npy, struct arena *keep)
{
	const char *shape = "";
	for (int i = 0; i < npy->rank; i++)
		shape = arena_printf(
			keep, "%s%s%lld", shape, i ? ", " : "", (long long)npy->shape[i]);
	const char *text =
		arena_printf(keep, "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }",
			descr_of(npy->type), shape, npy->rank == 1 ? "," : "");
	size_t start = size_align(PREFIX_NBYTES + strlen(text) + 1, HEADER_MULTIPLE);
	size_t header_nbytes = start - PREFIX_NBYTES;
	unsigned char *file = arena_alloc(keep, start + npy->data.nbytes, 1, HEADER_MULTIPLE);
	const unsigned char prefix[PREFIX_NBYTES] = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0,
		(unsigned char)(header_nbytes & 255), (unsigned char)(header_nbytes >> 8)};
	memcpy(file, prefix, sizeof(prefix));
	memcpy(file + PREFIX_NBYTES, arena_printf(keep, "%-*s\n", (int)header_nbytes - 1, text),
		header_nbytes);
	if (npy->data.nbytes)
		memcpy(file + start, npy->data.data, npy->data.nbytes);
	return (struct bytes){file, start + npy->data.nbytes};
}
