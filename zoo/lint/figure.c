// SPDX-License-Identifier: Apache-2.0
/*
 * With D digits and d decimals a figure stands for [(2D - 1)/(2 * 10^d), (2D + 1)/(2 * 10^d)),
 * halves up, as in zoo/claim.h.  Two such intervals are compared in halves of the finer one's
 * last digit, in 128 bits: 2 * 10^15 * 10^17 < 2^127.
 */
#include "zoo/lint/figure.h"

#include <math.h>
#include <string.h>

enum { MAX_DIGITS = 15 };

__extension__ typedef __int128 wide_int;

bool figure_parse(struct figure *out, const char *printed)
{
	const char *c = printed + strspn(printed, " ");
	struct figure figure = {.negative = *c == '-'};
	int count = 0;
	bool point = false;
	c += *c == '-' || *c == '+';
	for (; (*c >= '0' && *c <= '9') || (*c == '.' && !point); c++) {
		if (*c == '.') {
			point = true;
			continue;
		}
		figure.digits = figure.digits * 10 + (*c - '0');
		figure.decimals += point;
		if (++count > MAX_DIGITS)
			return false;
	}
	c += strspn(c, " ");
	figure.percent = *c == '%';
	c += figure.percent;
	figure.unit = c + strspn(c, " ");
	*out = figure;
	return count > 0;
}

double figure_value(const struct figure *figure)
{
	double value = (double)figure->digits / pow(10, figure->decimals);
	return figure->negative ? -value : value;
}

struct figure figure_share(const struct figure *figure)
{
	struct figure share = *figure;
	if (figure->percent || figure_value(figure) > 1)
		share.decimals += 2;
	share.percent = false;
	return share;
}

bool figures_can_both_hold(const struct figure *a, const struct figure *b)
{
	if (a->decimals < b->decimals)
		return figures_can_both_hold(b, a);
	wide_int step = 1, fine = a->negative ? -a->digits : a->digits,
		 coarse = b->negative ? -b->digits : b->digits;
	for (int i = b->decimals; i < a->decimals; i++)
		step *= 10;
	return 2 * fine - 1 < (2 * coarse + 1) * step && (2 * coarse - 1) * step < 2 * fine + 1;
}
