// SPDX-License-Identifier: Apache-2.0
/*
 * Printed figures: digits, the counts they imply, and these against the definition by
 * trying every count.
 */
#include "zoo/claim.h"

#include "tests/unit/check.h"

#include <math.h>

static struct claim parse(const char *printed)
{
	struct claim claim = {.printed = printed};
	struct status st = {0};
	if (!CHECK(claim_parse_printed(&claim, &st), "\"%s\" is read", printed))
		printf("# %s\n", st.message);
	return claim;
}

static void check_printed(const char *printed, int64_t digits, int decimals)
{
	struct claim claim = parse(printed);
	CHECK_INT(claim.digits, digits, "digits of %s", printed);
	CHECK_INT(claim.decimals, decimals, "decimals of %s", printed);
}

static void check_refused(const char *printed)
{
	struct claim claim = {.printed = printed, .digits = -7};
	struct status st = {0};
	CHECK(!claim_parse_printed(&claim, &st) && st.code == STATUS_FORMAT, "\"%s\" is refused",
		printed);
	CHECK_INT(claim.digits, -7, "and the claim is untouched");
}

static void check_counts(const char *printed, int64_t n, int64_t low, int64_t high)
{
	struct claim claim = parse(printed);
	int64_t got_low = -1, got_high = -1;
	bool some = claim_implied_counts(&claim, n, &got_low, &got_high);
	CHECK(some == (low <= high), "%s of %lld: is there a count?", printed, (long long)n);
	if (some) {
		CHECK_INT(got_low, low, "%s of %lld: lowest count", printed, (long long)n);
		CHECK_INT(got_high, high, "%s of %lld: highest count", printed, (long long)n);
	}
}

// The definition, by trying every count: round k/n to the printed digits, halves up.
static void check_against_definition(const char *printed, int64_t n)
{
	struct claim claim = parse(printed);
	int64_t scale = 1, first = -1, last = -2;
	for (int i = 0; i < claim.decimals; i++)
		scale *= 10;
	for (int64_t k = 0; k <= n; k++) {
		if ((2 * k * scale + n) / (2 * n) != claim.digits)
			continue;
		if (first < 0)
			first = k;
		last = k;
	}
	int64_t low = -1, high = -2;
	claim_implied_counts(&claim, n, &low, &high);
	CHECK(low == first && high == last, "%s of %lld: %lld..%lld, by trying %lld..%lld", printed,
		(long long)n, (long long)low, (long long)high, (long long)first, (long long)last);
}

static void check_value(const char *printed, double value, bool met)
{
	struct claim claim = parse(printed);
	CHECK(claim_met_by_value(&claim, value) == met, "%.17g %s %s", value,
		met ? "meets" : "does not meet", printed);
}

int main(void)
{
	check_printed("95.77%", 9577, 4);
	check_printed("95.77 %", 9577, 4);
	check_printed("0.958", 958, 3);
	check_printed("0.940", 940, 3);
	check_printed("76.8", 768, 3);
	check_printed("69.68", 6968, 4);
	check_printed("0.94701", 94701, 5);
	check_printed("1", 1, 0);
	check_printed("1.0", 10, 1);
	check_printed("1.01", 101, 4);
	check_printed("0.5%", 5, 3);
	check_printed("100%", 100, 2);
	check_printed("100", 100, 2);
	check_printed("0", 0, 0);
	static const char *const refused[] = {"", "%", "abc", "95,77%", "-0.5", "+0.5", ".5", "5.",
		"1e-1", "0x1", "101", "100.1%", "0.5%%", "0.5 ", " 0.5", "0..5", "0.5.", "nan",
		"35.00dB", "0.12345678901234567", "99999999999999999999", "0000000000000000000.5",
		"0.00000000000000000000000005"};
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		check_refused(refused[i]);

	struct claim claim = parse("95.77%");
	CHECK(claim_value(&claim) == 0.9577, "95.77%% is 0.9577");
	claim = parse("76.8");
	CHECK(claim_value(&claim) == 0.768, "76.8 is 0.768");

	// What each figure of the five cards allows.
	check_counts("95.77%", 4890, 4683, 4683);
	check_counts("0.958", 4890, 4683, 4687);
	check_counts("76.8", 40504, 31087, 31127);
	check_counts("0.768", 40504, 31087, 31127);
	check_counts("0.768", 8059, 6186, 6193);
	check_counts("0.94701", 4890, 0, -1);
	check_counts("0.94701", 4445, 0, -1);
	check_counts("0.9401", 4890, 4597, 4597);
	check_counts("0.9401", 4445, 0, -1);
	check_counts("0.940", 4890, 4595, 4599);
	check_counts("93.87%", 4890, 4590, 4590);
	check_counts("93.87%", 4445, 0, -1);
	check_counts("69.68", 50000, 34838, 34842);
	check_counts("0.697", 50000, 34825, 34874);

	// Edges: halves round up, nothing leaves 0..n, large sets do not overflow.
	check_counts("0.5", 20, 9, 10);
	check_counts("0.4", 20, 7, 8);
	check_counts("100%", 200, 199, 200);
	check_counts("1.000", 3, 3, 3);
	check_counts("0.000", 3, 0, 0);
	check_counts("0", 3, 0, 1);
	check_counts("0.5", 0, 0, -1);
	check_counts("0.5", -1, 0, -1);
	check_counts("0.500000000000000", INT64_MAX, 4611686018427383292, 4611686018427392515);
	static const char *const figures[] = {
		"0", "1", "0.0", "0.3", "0.33", "0.667", "0.9990", "1.00", "12.5%", "99.9%"};
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		for (int64_t n = 1; n <= 50; n += 7)
			check_against_definition(figures[i], n);

	check_value("0.9548", 0.9548, true);
	check_value("0.9548", 0.95475, false);
	check_value("0.9548", 0.954749, false);
	check_value("0.9548", 0.954849, true);
	check_value("0.9548", 0.954851, false);
	// the doubles written 0.95475 and 0.45 lie on one side or the other of those decimals
	check_value("0.955", 0.9548, true);
	check_value("0.955", 0.9544, false);
	check_value("0.5", 0.45, true);
	check_value("0.25", 0.2451171875, true); // exact in binary, inside
	check_value("0.5", 0.5, true);
	check_value("1", 0.5, true); // half, exactly: up
	check_value("0", 0.5, false);
	check_value("0", 0x1p-1074, true);
	check_value("1", 0x1p-1074, false);
	check_value("0.1", 0, false);
	check_value("0", 0, true);
	check_value("1", 1, true);
	check_value("1", 1.0000001, false);
	check_value("0", -0.001, false);
	check_value("0.5", NAN, false);
	check_value("1", INFINITY, false);
	check_value("0.62", 0.625, false); // exactly a half of the last digit: 0.63
	check_value("0.63", 0.625, true);
	check_value("0.63", nextafter(0.625, 0), false);
	check_value("0.62", nextafter(0.625, 0), true);
	return check_done();
}
