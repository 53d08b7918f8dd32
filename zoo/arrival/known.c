// SPDX-License-Identifier: Apache-2.0
/*
 * The table travels inside the program (metadata/known_models.tsv) and is read when somebody
 * first asks; it stays until the program ends.
 */
#include "zoo/arrival/parts.h"
#include "zoo/builtin.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_COUNT = 5 };

static struct arena memory;
static struct known_model *models;
static int model_count;

// Cut a line at its tabs; true if it has as many fields as it must.
static bool split(char *fields[FIELD_COUNT], char *line)
{
	int count = 0;
	for (char *field; (field = strsep(&line, "\t")) != NULL; count++)
		if (count < FIELD_COUNT)
			fields[count] = field;
	return count == FIELD_COUNT;
}

static const char *known_or_empty(const char *field)
{
	return strcmp(field, "-") == 0 ? "" : field;
}

static void read_table(void)
{
	struct bytes file = builtin_find("metadata/known_models.tsv");
	char *text = arena_strndup(&memory, (const char *)file.data, file.nbytes), *line;
	int line_count = 0;
	for (const char *c = text; *c; c++)
		line_count += *c == '\n';
	models = arena_array(&memory, struct known_model, line_count + 1);
	while ((line = strsep(&text, "\n")) != NULL) {
		char *fields[FIELD_COUNT];
		if (*line == '#' || !split(fields, line))
			continue;
		models[model_count++] = (struct known_model){.path = fields[0],
			.commit = fields[1],
			.size_nbytes = strtoll(fields[2], NULL, 10),
			.sha1 = known_or_empty(fields[3]),
			.sha256 = known_or_empty(fields[4])};
	}
}

const struct known_model *known_models(int *count)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, read_table);
	if (count)
		*count = model_count;
	return models;
}

const struct known_model *known_model_find_sha256(const char *sha256)
{
	for (const struct known_model *m = known_models(NULL); m->path; m++)
		if (*m->sha256 && strcmp(m->sha256, sha256) == 0)
			return m;
	return NULL;
}

// SHA-256 decides where it is known; files of equal SHA-1 can be made to order.
const struct known_model *known_model_find(const struct digests *digests)
{
	const struct known_model *found = known_model_find_sha256(digests->sha256);
	if (found)
		return found;
	for (const struct known_model *m = known_models(NULL); m->path; m++)
		if (!*m->sha256 && *m->sha1 && strcmp(m->sha1, digests->sha1) == 0)
			return m;
	return NULL;
}

// The folder of a path, without the three that were put between at 318ff09.
static const char *place(const char *path, struct arena *scratch)
{
	static const char added[] = "model_package_tf/model_archive/TFLite/";
	const char *end = strrchr(path, '/'), *middle = strstr(path, added);
	if (!end)
		return "";
	if (!middle || middle > end)
		return arena_strndup(scratch, path, (size_t)(end - path));
	const char *rest = middle + strlen(added);
	return arena_printf(scratch, "%.*s%.*s", (int)(middle - path), path,
		rest < end ? (int)(end - rest) : 0, rest);
}

bool known_model_same_place(const char *path, const char *other)
{
	struct arena scratch = {0};
	const char *folder = place(path, &scratch);
	bool same = *folder && strcmp(folder, place(other, &scratch)) == 0;
	arena_release(&scratch);
	return same;
}

const char *known_model_text(const struct known_model *model, struct arena *keep)
{
	enum { COMMIT_SHOWN = 12 };
	if (strlen(model->commit) < COMMIT_SHOWN)
		return model->path;
	return arena_printf(keep, "%s at %.*s", model->path, COMMIT_SHOWN, model->commit);
}
