// SPDX-License-Identifier: Apache-2.0
/*
 * A tiny FlatBuffer writer for tests: parents before children, every field of a table
 * in a slot of eight bytes of its own, so that any field can be set, changed, unset or
 * led astray after the fact, also those that no proper writer would write.
 */
#ifndef TESTS_UNIT_FLAT_H
#define TESTS_UNIT_FLAT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FLAT_CAPACITY = 1 << 16 };

struct flat {
	unsigned char data[FLAT_CAPACITY];
	size_t nbytes;
};

static inline void flat_write(struct flat *f, size_t at, uint64_t value, size_t nbytes)
{
	if (at + nbytes > FLAT_CAPACITY)
		abort(); // of the test: it builds more than it has room for
	for (size_t i = 0; i < nbytes; i++)
		f->data[at + i] = (unsigned char)(value >> 8 * i);
}

static inline uint64_t flat_read(const struct flat *f, size_t at, size_t nbytes)
{
	uint64_t value = 0;
	for (size_t i = 0; i < nbytes; i++)
		value |= (uint64_t)f->data[at + i] << 8 * i;
	return value;
}

// `nbytes` zeroed bytes at the end, such that `ahead` bytes into them is a multiple of 16.
static inline size_t flat_grow(struct flat *f, size_t nbytes, size_t ahead)
{
	size_t at = (f->nbytes + ahead + 15) / 16 * 16 - ahead;
	if (at + nbytes > FLAT_CAPACITY)
		abort();
	memset(f->data + f->nbytes, 0, at + nbytes - f->nbytes);
	f->nbytes = at + nbytes;
	return at;
}

static inline size_t flat_vtable(const struct flat *f, size_t table)
{
	return table - (size_t)flat_read(f, table, 4);
}

static inline size_t flat_table(struct flat *f, unsigned field_count)
{
	size_t vtable_nbytes = 4 + 2 * (size_t)field_count;
	size_t table_nbytes = 8 + 8 * (size_t)field_count;
	size_t vtable = flat_grow(f, vtable_nbytes, 0);
	size_t table = flat_grow(f, table_nbytes, 0);
	flat_write(f, vtable, vtable_nbytes, 2);
	flat_write(f, vtable + 2, table_nbytes, 2);
	flat_write(f, table, table - vtable, 4);
	return table;
}

static inline size_t flat_slot(size_t table, unsigned id)
{
	return table + 8 + 8 * (size_t)id;
}

static inline void flat_set(
	struct flat *f, size_t table, unsigned id, uint64_t value, size_t nbytes)
{
	flat_write(f, flat_vtable(f, table) + 4 + 2 * (size_t)id, 8 + 8 * (size_t)id, 2);
	flat_write(f, flat_slot(table, id), value, nbytes);
}

// To a table, vector or string that stands behind.
static inline void flat_link(struct flat *f, size_t table, unsigned id, size_t target)
{
	flat_set(f, table, id, target - flat_slot(table, id), 4);
}

static inline void flat_unset(struct flat *f, size_t table, unsigned id)
{
	flat_write(f, flat_vtable(f, table) + 4 + 2 * (size_t)id, 0, 2);
}

static inline size_t flat_vector(
	struct flat *f, const void *elements, size_t count, size_t element_nbytes)
{
	size_t at = flat_grow(f, 4 + count * element_nbytes, 4);
	flat_write(f, at, count, 4);
	if (count > 0)
		memcpy(f->data + at + 4, elements, count * element_nbytes);
	return at;
}

static inline size_t flat_string(struct flat *f, const char *text)
{
	size_t at = flat_vector(f, text, strlen(text), 1);
	flat_grow(f, 1, 0);
	return at;
}

// A vector of tables, to be filled by flat_item().
static inline size_t flat_tables(struct flat *f, size_t count)
{
	size_t at = flat_grow(f, 4 + 4 * count, 4);
	flat_write(f, at, count, 4);
	return at;
}

static inline size_t flat_item(struct flat *f, size_t tables, unsigned i, size_t target)
{
	size_t at = tables + 4 + 4 * (size_t)i;
	flat_write(f, at, target - at, 4);
	return target;
}

#endif
