// SPDX-License-Identifier: Apache-2.0
/*
 * Every damage to an object is found: single bits, truncation, more bytes, swaps, nothing.
 *
 * UPKEEP_FLIPS=1000 tries that many bits instead of 100.
 */
#include "tests/unit/random.h"
#include "tests/unit/upkeep_world.h"

enum { FLIPS = 100 };

static const char *objects[UPKEEP_CARDS + 2]; // models, labels, vector
static int64_t sizes[UPKEEP_CARDS + 2];

static void list_objects(void)
{
	struct status st = {0};
	struct bytes labels;
	struct stat info;
	for (int i = 0; i < UPKEEP_CARDS; i++)
		objects[i] = upkeep_model_object(i);
	store_labels_text(&labels, &upkeep_cards[0], &world_arena, &st);
	objects[UPKEEP_CARDS] = upkeep_object(store_labels_file(labels).sha256);
	objects[UPKEEP_CARDS + 1] = upkeep_object(upkeep_golden.file.sha256);
	for (int i = 0; i < UPKEEP_CARDS + 2; i++) {
		CHECK(stat(objects[i], &info) == 0 && (info.st_mode & 07777) == 0444,
			"object %d is there", i);
		sizes[i] = info.st_size;
		chmod(objects[i], 0644);
	}
}

static void flip(const char *path, int64_t bit)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char byte;
	if (fd < 0 || pread(fd, &byte, 1, bit / 8) != 1)
		exit(3);
	byte ^= (unsigned char)(1U << (bit % 8));
	if (pwrite(fd, &byte, 1, bit / 8) != 1 || close(fd) != 0)
		exit(3);
}

// Is this object damaged, and nothing else?
static bool found_alone(const char *object)
{
	struct fsck_report report;
	struct status st = {0};
	const char *below = object + strlen(world_store.home) + 1;
	return upkeep_fsck(&report, false, &st) && report.finding_count == 1 &&
	       report.fault_count == 1 && report.remaining_count == 1 && report.mended_count == 0 &&
	       report.object_count == UPKEEP_CARDS + 2 &&
	       upkeep_finding(&report, FSCK_DAMAGED, below);
}

static bool all_right(void)
{
	struct fsck_report report;
	struct status st = {0};
	return upkeep_fsck(&report, false, &st) && report.finding_count == 0;
}

static void test_flips(void)
{
	const char *asked = getenv("UPKEEP_FLIPS");
	int count = asked ? atoi(asked) : FLIPS, found = 0;
	for (int i = 0; i < count; i++) {
		int object = random_in(0, UPKEEP_CARDS + 1);
		int64_t bit = (int64_t)(random_u64() % (uint64_t)(sizes[object] * 8));
		flip(objects[object], bit);
		found += found_alone(objects[object]);
		flip(objects[object], bit);
	}
	CHECK_INT(found, count, "single bits flipped, and found, one at a time");
	CHECK(all_right(), "flipped back they are right");
}

static void test_sizes(void)
{
	for (int i = 0; i < UPKEEP_CARDS + 2; i++) {
		struct bytes was;
		struct status st = {0};
		if (!file_read(&was, objects[i], 1 << 20, &world_arena, &st))
			exit(3);
		const int64_t lengths[] = {
			0, 1, sizes[i] / 2, sizes[i] - 1, sizes[i] + 1, sizes[i] + 4096};
		for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); j++) {
			CHECK(truncate(objects[i], lengths[j]) == 0 && found_alone(objects[i]),
				"object %d of %lld bytes in place of %lld", i,
				(long long)lengths[j], (long long)sizes[i]);
			scratch_write(objects[i], was.data, was.nbytes);
		}
	}
	CHECK(truncate(objects[0], (int64_t)1 << 40) == 0 && found_alone(objects[0]),
		"a sparse one of 1 TiB, which is not read");
	struct bytes model = upkeep_model(0);
	scratch_write(objects[0], model.data, model.nbytes);
	CHECK(all_right(), "all is right again");
}

static void test_swap(void)
{
	struct fsck_report report;
	struct status st = {0};
	const char *aside = world_path("aside");
	CHECK(rename(objects[0], aside) == 0 && rename(objects[1], objects[0]) == 0 &&
			rename(aside, objects[1]) == 0,
		"two objects swapped");
	CHECK(upkeep_fsck(&report, false, &st), "looked at %s", st.message);
	CHECK(report.finding_count == 2 && report.fault_count == 2 &&
			report.findings[0].kind == FSCK_DAMAGED &&
			report.findings[1].kind == FSCK_DAMAGED,
		"both are found: %s", upkeep_found(&report));
	CHECK(rename(objects[0], aside) == 0 && rename(objects[1], objects[0]) == 0 &&
			rename(aside, objects[1]) == 0 && all_right(),
		"and right when they are back");
}

// Damaged ones move as they are; what needs them dangles until it is fetched again.
static void test_mend(void)
{
	struct fsck_report report;
	struct status st = {0};
	const char *below = objects[0] + strlen(world_store.home) + 1;
	flip(objects[0], 12345);
	CHECK(upkeep_fsck(&report, true, &st), "mended %s", st.message);
	const struct fsck_finding *moved = upkeep_finding(&report, FSCK_DAMAGED, below);
	const struct fsck_finding *dangling =
		upkeep_finding(&report, FSCK_DANGLING, "models/one/m.tflite");
	CHECK(report.finding_count == 2 && moved && moved->mended && dangling &&
			!dangling->mended && report.remaining_count == 1,
		"%s", upkeep_found(&report));
	CHECK(moved && moved->card && strcmp(moved->card, "one") == 0 && dangling &&
			dangling->card && strcmp(dangling->card, "one") == 0,
		"both name the card");
	CHECK(access(objects[0], F_OK) != 0 && scratch_count(world_path("quarantine")) == 1,
		"it is in quarantine");
	const char *where = moved ? strstr(moved->text, "quarantine/") : NULL;
	unsigned char content[UPKEEP_MODEL_NBYTES];
	memcpy(content, upkeep_content[0], sizeof(content));
	content[12345 / 8] ^= 1U << (12345 % 8);
	CHECK(where && scratch_holds(world_path("%s", where), content, sizeof(content)),
		"as damaged as it was, where the report says");
	CHECK(where && strncmp(where + 11, upkeep_cards[0].file.sha256, 64) == 0 &&
			where[11 + 64] == '.' && strlen(where) == 11 + 64 + 1 + 16,
		"under its name and something unique");
	upkeep_install(0);
	CHECK(all_right(), "installed again, nothing is wrong");
}

int main(void)
{
	random_init();
	upkeep_begin();
	upkeep_reset(UPKEEP_CARDS);
	CHECK(all_right(), "a store in which nothing is wrong");
	list_objects();
	test_flips();
	test_sizes();
	test_swap();
	test_mend();
	return world_end();
}
