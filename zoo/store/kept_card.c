// SPDX-License-Identifier: Apache-2.0
/*
 * A card without its list, or with a wrong one, is none: who looked for it would find labels
 * missing, or others.
 */
#include "zoo/store/kept_card.h"

#include "engine/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Messages begin with the card's name; findings have it before them.
static const char *without_name(
	const char *message, const struct store_name *name, struct arena *keep)
{
	size_t length = strlen(name->text);
	bool begins = strncmp(message, name->text, length) == 0 && message[length] == ':';
	message += begins ? length + 1 : 0;
	return arena_strdup(keep, message + strspn(message, " "));
}

static void set_state(struct kept_card *out, enum kept_state state, const struct status *why,
	const struct store_name *name, struct arena *keep)
{
	out->state = state;
	out->why = without_name(why->message, name, keep);
}

// What may be part of a path has been checked when the card was read.
static bool name_list(struct kept_card *out, const char *list)
{
	int length = snprintf(out->list.text, sizeof(out->list.text), "%s/%s",
		store_name_place(STORE_CARDS).text, list);
	return out->has_list = length > 0 && (size_t)length < sizeof(out->list.text);
}

// The list is why: is it there, and can more be said of it?
static enum kept_state judge_list(
	struct kept_card *out, const struct beneath *beneath, const struct status *why)
{
	struct stat info;
	if (!beneath_stat(beneath, &out->list, &info))
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EXDEV
			       ? KEPT_DAMAGED
			       : KEPT_UNREADABLE;
	bool file = S_ISREG(info.st_mode);
	out->list_damaged =
		file && (why->code == STATUS_FORMAT || info.st_size > CARD_MAX_LABELS_NBYTES);
	return out->list_damaged || !file ? KEPT_DAMAGED : KEPT_UNREADABLE;
}

// It could not be opened, for errno.
static void set_unopened(struct kept_card *out, const struct store_name *name, struct arena *keep)
{
	struct status why = {.code = STATUS_OK};
	if (errno == ENOENT) // gone since
		return;
	status_fail_errno(&why, STATUS_IO, errno, "%s", name->text);
	set_state(out, KEPT_UNREADABLE, &why, name, keep);
}

static void parse(struct kept_card *out, const struct beneath *beneath, struct bytes text,
	const struct store_name *name, struct arena *keep)
{
	struct status why = {.code = STATUS_OK};
	struct store_name place = store_name_place(STORE_CARDS);
	const char *wrong;
	struct card *card;
	int directory = beneath_open(beneath, &place, O_PATH | O_DIRECTORY, 0);
	if (directory < 0) {
		set_unopened(out, name, keep);
		return;
	}
	out->nbytes = (int64_t)text.nbytes;
	bool ok = card_parse_beneath(&card, &wrong, text, directory, name->text, keep, &why);
	close(directory);
	if (ok) {
		out->state = KEPT_RIGHT;
		out->nbytes += (int64_t)card->labels_text.nbytes;
		if (card->labels_file[0])
			name_list(out, card->labels_file);
		return;
	}
	set_state(out, KEPT_DAMAGED, &why, name, keep);
	if (wrong && name_list(out, wrong))
		out->state = judge_list(out, beneath, &why);
}

void kept_card_read(struct kept_card *out, const struct beneath *beneath,
	const struct store_name *name, struct arena *keep)
{
	struct status why = {.code = STATUS_OK};
	struct stat info;
	struct bytes text;
	*out = (struct kept_card){.state = KEPT_ABSENT};
	int fd = beneath_open(beneath, name, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0) {
		set_unopened(out, name, keep);
		return;
	}
	out->opened = true;
	if (file_read_open(&text, fd, name->text, CARD_MAX_NBYTES, keep, &why)) {
		parse(out, beneath, text, name, keep);
	} else {
		bool large = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
			     info.st_size > CARD_MAX_NBYTES;
		set_state(out, large ? KEPT_DAMAGED : KEPT_UNREADABLE, &why, name, keep);
	}
	close(fd);
}

bool kept_list_uses(struct kept_list_uses *out, const struct beneath *beneath,
	const struct store_name *list, const struct store_name *but, struct status *st)
{
	struct arena scratch = {0};
	struct beneath_entry *entries;
	const struct store_name cards = store_name_place(STORE_CARDS);
	int count;
	*out = (struct kept_list_uses){.right = 0};
	bool ok = beneath_list(&entries, &count, beneath, &cards, &scratch, st);
	for (int i = 0; ok && i < count; i++) {
		const struct store_name *name = &entries[i].name;
		struct kept_card card;
		if ((but && strcmp(name->text, but->text) == 0) ||
			!S_ISREG(entries[i].info.st_mode) ||
			!card_id_of_name(store_name_entry(name), &scratch))
			continue;
		kept_card_read(&card, beneath, name, &scratch);
		bool names_it = card.has_list && strcmp(card.list.text, list->text) == 0;
		out->right += names_it && card.state == KEPT_RIGHT;
		out->damaged += names_it && card.list_damaged;
		out->unread += card.state == KEPT_DAMAGED || card.state == KEPT_UNREADABLE;
	}
	arena_release(&scratch);
	return ok;
}

bool kept_list_damaged(
	bool *out, const struct beneath *beneath, const struct store_name *list, struct status *st)
{
	struct kept_list_uses uses;
	*out = false;
	if (!kept_list_uses(&uses, beneath, list, NULL, st))
		return false;
	*out = uses.damaged > 0 && uses.right == 0;
	return true;
}
