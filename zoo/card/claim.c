// SPDX-License-Identifier: Apache-2.0
/*
 * With D digits and 10^d, a printed value stands for [(2D - 1)/(2 * 10^d), (2D + 1)/(2 * 10^d)).
 * Everything is compared after multiplying out, in 128 bits: 2 * 10^15 * 2^63 < 2^115.
 */
#include "zoo/claim.h"

#include <string.h>

#include <math.h>
#include <stddef.h>

enum { CLAIM_MAX_DECIMALS = 15 };

__extension__ typedef __int128 wide_int;

static int64_t power_of_ten(int exponent)
{
	int64_t power = 1;
	while (exponent-- > 0)
		power *= 10;
	return power;
}

static bool fail_printed(const struct claim *claim, struct status *st)
{
	return status_fail(st, STATUS_FORMAT,
		"\"%.40s\": expected digits between 0 and 1, or between 0 and 100 with or without "
		"\"%%\"",
		claim->printed);
}

/*
 * A figure above 1 without a sign is a percentage: "76.8" and "69.68" were published so.
 * "1" and "1.0" are the fraction.
 */
bool claim_parse_printed(struct claim *claim, struct status *st)
{
	const char *c = claim->printed;
	int64_t digits = 0;
	int whole_count = 0, decimals = 0;
	bool point = false;
	for (; (*c >= '0' && *c <= '9') || (*c == '.' && !point && whole_count); c++) {
		if (*c == '.') {
			point = true;
			continue;
		}
		digits = digits * 10 + (*c - '0');
		decimals += point;
		whole_count += !point;
		if (whole_count + decimals > CLAIM_MAX_DECIMALS + 1)
			return fail_printed(claim, st);
	}
	bool percent = *c == '%' || (*c == ' ' && c[1] == '%');
	if (percent)
		c += *c == ' ' ? 2 : 1;
	if (*c != '\0' || whole_count == 0 || (point && decimals == 0))
		return fail_printed(claim, st);
	if (percent || digits > power_of_ten(decimals))
		decimals += 2;
	if (decimals > CLAIM_MAX_DECIMALS || digits > power_of_ten(decimals))
		return fail_printed(claim, st);
	claim->digits = digits;
	claim->decimals = decimals;
	return true;
}

double claim_value(const struct claim *claim)
{
	return (double)claim->digits / (double)power_of_ten(claim->decimals);
}

bool claim_is_by_count(const struct claim *claim)
{
	return strcmp(claim->metric, "accuracy") == 0 || strncmp(claim->metric, "top-", 4) == 0;
}

bool claim_implied_counts(
	const struct claim *claim, int64_t sample_count, int64_t *low, int64_t *high)
{
	if (sample_count <= 0)
		return false;
	wide_int scale = (wide_int)2 * power_of_ten(claim->decimals);
	wide_int below = ((wide_int)2 * claim->digits - 1) * sample_count;
	wide_int above = ((wide_int)2 * claim->digits + 1) * sample_count;
	// k >= below/scale and k < above/scale
	wide_int first = below <= 0 ? 0 : (below + scale - 1) / scale;
	wide_int last = (above + scale - 1) / scale - 1;
	if (last > sample_count)
		last = sample_count;
	if (first > last)
		return false;
	*low = (int64_t)first;
	*high = (int64_t)last;
	return true;
}

/*
 * Is mantissa * 2^-shift * scale below `bound`?  Exactly: mantissa < 2^53 and scale < 2^51,
 * so the product fits; if bound * 2^shift does not, it is larger than the product.
 */
static bool is_below(int64_t mantissa, int shift, int64_t scale, int64_t bound)
{
	wide_int product = (wide_int)mantissa * scale;
	if (bound <= 0)
		return false;
	if (shift > 126 || (((wide_int)1 << 126) >> shift) <= bound)
		return true;
	return product < ((wide_int)bound << shift);
}

bool claim_met_by_value(const struct claim *claim, double value)
{
	if (!(value >= 0 && value <= 1))
		return false;
	int exponent;
	int64_t mantissa = (int64_t)ldexp(frexp(value, &exponent), 53);
	int shift = 53 - exponent; // value = mantissa * 2^-shift, and value <= 1, so shift >= 52
	int64_t scale = 2 * power_of_ten(claim->decimals);
	return !is_below(mantissa, shift, scale, 2 * claim->digits - 1) &&
	       is_below(mantissa, shift, scale, 2 * claim->digits + 1);
}
