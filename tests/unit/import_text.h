// SPDX-License-Identifier: Apache-2.0
/*
 * Published cards made up piece by piece, what the importer makes of them, and checks of its
 * findings.  All memory is `arena`, which the test releases.
 */
#ifndef TESTS_UNIT_IMPORT_TEXT_H
#define TESTS_UNIT_IMPORT_TEXT_H

#include "zoo/import.h"

#include "tests/unit/check.h"

// The pieces; a card is OLDER, any of the others, and TENSORS.
#define OLDER                                                                               \
	"# Small Net INT8\n## Description\nFrom the MicroNets paper.\n## License\n"         \
	"[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)\n## Network Information\n" \
	"|Network Information|Value|\n|--|--|\n|Framework|TensorFlow Lite|\n"               \
	"|SHA-1 Hash|0123456789abcdef0123456789abcdef01234567|\n|Size (Bytes)|4|\n"         \
	"|Provenance|by hand|\n\n"
#define OPTIMIZATIONS "## Optimizations\n|Optimization|Value|\n|--|--|\n|Quantization|INT8|\n\n"
#define PLATFORMS "## Performance\n|Platform|Optimized|\n|--|--|\n|Cortex-M|:heavy_check_mark:|\n\n"
#define FIGURE(metric, value)                                                                        \
	"## Accuracy\nDataset: Google Speech Commands Test Set\n\n|Metric|Value|\n|--|--|\n|" metric \
	"|" value "|\n\n"
#define TENSORS                                                                          \
	"## Network Inputs\n<table><tr><th>Input Node Name<th>Shape<th>Description</tr>" \
	"<tr><td>in<td>(1, 490)<td>MFCCs</tr></table>\n\n"                               \
	"## Network Outputs\n|Output Node Name|Shape|Description|\n|--|--|--|\n"         \
	"|out|(1, 12)|words|\n"

__attribute__((unused)) static const char usual[] =
	OLDER PLATFORMS FIGURE("Accuracy", "95.77%") OPTIMIZATIONS TENSORS;

static struct arena arena;

static struct bytes bytes_of(const char *text)
{
	return (struct bytes){(const unsigned char *)text, strlen(text)};
}

__attribute__((unused)) static struct imported import_text(
	const char *text, const struct import_options *options)
{
	static const struct import_options none = {.id = NULL};
	struct imported imported = {.id = ""};
	struct published published;
	struct status st = {0};
	if (!CHECK(published_read_markdown(&published, bytes_of(text), "d/c.md", &arena, &st),
		    "read"))
		printf("# %s\n", st.message);
	else
		import_card(&imported, &published, options ? options : &none, &arena);
	return imported;
}

__attribute__((unused)) static const char *yaml_of(const struct imported *imported)
{
	return arena_strndup(&arena, (const char *)imported->yaml.data, imported->yaml.nbytes);
}

// The findings, one a line: "LINE KIND: KEY: MESSAGE".
__attribute__((unused)) static const char *findings_of(const struct imported *imported)
{
	const char *text = "";
	for (int i = 0; i < imported->finding_count; i++) {
		const struct import_finding *f = &imported->findings[i];
		text = arena_printf(&arena, "%s%d %s: %s: %s\n", text, f->line,
			import_kind_name(f->kind), f->key, f->message);
	}
	return text;
}

// One finding among others.
__attribute__((unused)) static void check_found(
	const struct imported *imported, const char *expected)
{
	const char *all = findings_of(imported);
	if (!CHECK(strstr(all, arena_printf(&arena, "%s\n", expected)) != NULL, "%s", expected))
		printf("# got:\n%s", all);
}

__attribute__((unused)) static void check_not_found(
	const struct imported *imported, const char *unexpected)
{
	CHECK(!strstr(findings_of(imported), unexpected), "not: %s", unexpected);
}

#endif
