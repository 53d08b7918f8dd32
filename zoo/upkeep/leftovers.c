// SPDX-License-Identifier: Apache-2.0
/*
 * Only what has a name as zoo gives them is ever zoo's.
 */
#include "zoo/upkeep/leftovers.h"

#include "zoo/store/part.h"
#include "zoo/upkeep/growing.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAY_SECONDS = 24 * 60 * 60, RANDOM_DIGITS = 16, SHORT_DIGITS = 12 };

struct gathering {
	const struct beneath *beneath;
	bool alone;
	time_t now;
	struct growing leftovers;
	struct arena *keep;
};

static size_t digits(const char *word)
{
	return strspn(word, "0123456789abcdef");
}

// "<digits>SUFFIX" and nothing else
static bool is_called(const char *word, size_t digit_count, const char *suffix)
{
	return digits(word) == digit_count && strcmp(word + digit_count, suffix) == 0;
}

static bool is_keyed(const char *word, const char *suffix)
{
	return is_called(word, SHA256_HEX_NBYTES - 1, suffix) ||
	       is_called(word, SHA1_HEX_NBYTES - 1, suffix) ||
	       is_called(word, MD5_HEX_NBYTES - 1, suffix);
}

// A clock that ran wrong, to the other side, must not keep things for ever.
static bool is_old(const struct gathering *g, const struct stat *info)
{
	time_t age = g->now - info->st_mtime;
	return age > DAY_SECONDS || age < -DAY_SECONDS;
}

static bool neighbour_name(
	struct store_name *out, const struct store_name *name, const char *suffix)
{
	const char *word = store_name_entry(name);
	char other[SHA256_HEX_NBYTES + 8];
	snprintf(other, sizeof(other), "%.*s%s", (int)digits(word), word, suffix);
	return store_name_in(out, STORE_TMP, other);
}

// Is there a part, and a note that says where the rest of it is?
static bool can_be_gone_on_with(const struct gathering *g, const struct store_name *name)
{
	struct arena scratch = {0};
	struct store_name part, note_name;
	struct part_note note = {NULL, NULL};
	struct stat info;
	bool can = neighbour_name(&part, name, ".part") &&
		   neighbour_name(&note_name, name, ".note") &&
		   beneath_stat(g->beneath, &part, &info) && S_ISREG(info.st_mode);
	if (can)
		part_note_read(&note, g->beneath, &note_name, &scratch);
	can = can && note.url_sha256;
	arena_release(&scratch);
	return can;
}

static enum leftover_kind kind_in_tmp(const struct gathering *g, const struct beneath_entry *entry)
{
	const char *word = store_name_entry(&entry->name);
	bool keyed = is_keyed(word, ".part") || is_keyed(word, ".note");
	bool incoming = is_called(word, RANDOM_DIGITS, ".incoming");
	bool link = is_called(word, RANDOM_DIGITS, ".link");
	if (link ? !S_ISLNK(entry->info.st_mode) : !S_ISREG(entry->info.st_mode))
		return keyed ? LEFTOVER_IN_THE_WAY : LEFTOVER_STRANGER;
	if (!keyed && !incoming && !link)
		return LEFTOVER_STRANGER;
	if (keyed && can_be_gone_on_with(g, &entry->name))
		return LEFTOVER_PART;
	// an .incoming file is written by who has no lock
	bool stale = is_old(g, &entry->info) || (g->alone && !incoming);
	return stale ? LEFTOVER_STALE : LEFTOVER_BUSY;
}

static enum leftover_kind kind_aside(const struct beneath_entry *entry, enum store_place place)
{
	const char *word = store_name_entry(&entry->name), *dot = strrchr(word, '.');
	if (!S_ISREG(entry->info.st_mode) || !dot || dot == word)
		return LEFTOVER_STRANGER;
	if (place == STORE_QUARANTINE)
		return is_called(dot + 1, RANDOM_DIGITS, "") ? LEFTOVER_ASIDE : LEFTOVER_STRANGER;
	// "<name>.<12 hex>.rejected"
	if (strcmp(dot, ".rejected") != 0 || dot - word < SHORT_DIGITS + 2)
		return LEFTOVER_STRANGER;
	const char *digit = dot - SHORT_DIGITS;
	bool rejected = digit[-1] == '.' && digits(digit) == SHORT_DIGITS;
	return rejected ? LEFTOVER_ASIDE : LEFTOVER_STRANGER;
}

static bool gather(struct gathering *g, enum store_place place, struct status *st)
{
	struct arena scratch = {0};
	struct store_name directory = store_name_place(place);
	struct beneath_entry *entries;
	struct stat info;
	int count;
	// what is no directory is a stranger of the inventory's
	if (beneath_stat(g->beneath, &directory, &info) && !S_ISDIR(info.st_mode))
		return true;
	bool ok = beneath_list(&entries, &count, g->beneath, &directory, &scratch, st);
	for (int i = 0; ok && i < count; i++) {
		struct leftover *leftover = growing_new(&g->leftovers, struct leftover, g->keep);
		leftover->name = entries[i].name;
		leftover->nbytes = S_ISREG(entries[i].info.st_mode) ? entries[i].info.st_size : 0;
		leftover->kind = place == STORE_TMP ? kind_in_tmp(g, &entries[i])
						    : kind_aside(&entries[i], place);
		leftover->found = inventory_kind(&entries[i].info, g->keep);
	}
	arena_release(&scratch);
	return ok;
}

bool leftovers_read(struct leftover **out, int *count, const struct beneath *beneath, bool alone,
	struct arena *keep, struct status *st)
{
	struct gathering g = {.beneath = beneath, .alone = alone, .now = time(NULL), .keep = keep};
	bool ok = gather(&g, STORE_QUARANTINE, st) && gather(&g, STORE_REJECTED, st) &&
		  gather(&g, STORE_TMP, st);
	*out = g.leftovers.items;
	*count = g.leftovers.count;
	return ok;
}
