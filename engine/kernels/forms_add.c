// SPDX-License-Identifier: Apache-2.0
/*
 * Whether ADD is the same as two fused multiply-adds in float32 and a conversion, with
 * what parameters: 3 operations instead of some 40.
 *
 * There are 65,536 pairs of codes.  Let u(a, b) = zero + (x_a + x_b) * rho be the real number
 * that the definition rounds, rho the factor of the output, and let all that can
 * part a result from nearest(u) be smaller than MARGIN: then both sides agree wherever u
 * is further than MARGIN from a tie, and the few pairs that are closer are compared one by one.
 * What can part them:
 *
 *	the definition   its two roundings move a threshold by 2^-(n+1) at most, n being the
 *	                 shift of the output's factor (engine/kernels/forms_steps.c)
 *	the form         (a - zero_a) * factor_a - x_a * rho, which is known for each a; the
 *	                 same for b; the offset's rounding; and that of each multiply-add, half
 *	                 a unit in the last place, while the result is a code or nearly so
 *
 * If one of the close pairs differs, a neighbour of a factor or of the offset may do.
 */
#include "engine/kernels/kernels.h"

#include <math.h>

enum {
	CODES = 256,
	/*
	 * A pair is close with a probability of 2 * MARGIN, 32 of all pairs are.  Many more are
	 * no accident: factors that are simple fractions make ties.
	 */
	MAX_CLOSE = 128,
	LEAST_SHIFT = 14,
	NUDGES = 3, // of a factor: none, one up, one down
	OFFSETS = 9 // the ideal one, and four OFFSET_STEPs to either side
};

/*
 * With rho < 2^-14, as LEAST_SHIFT has it, the definition may be 2^-15 off, and each x, whose
 * two roundings take 1 at most, 2^-14: together 5/8 of this, which leaves 3/8 to float32.
 */
static const double MARGIN = 0x1p-12;
// A unit in the last place of the largest results, which are codes from 64 to 128.
static const double OFFSET_STEP = 0x1p-17;

struct pair {
	int8_t a, b, out;
};

struct search {
	double u_a[CODES], u_b[CODES]; // x * rho by code + 128
	struct pair close[MAX_CLOSE];
	int close_count;
};

static int32_t scaled(int32_t code, int32_t zero, struct multiplier m, enum rounding rounding)
{
	return multiply((code - zero) * (1 << 20), m, rounding);
}

// False if they are too many.
static bool find_close(struct search *s, const struct add *add)
{
	const double magic = 6755399441055744.0; // 1.5 * 2^52: adding it rounds to an integer
	enum rounding rounding = add->stage.rounding;
	s->close_count = 0;
	for (int a = 0; a < CODES; a++) {
		double base = s->u_a[a] + 0.5; // ties are integers
		for (int b = 0; b < CODES; b++) {
			double u = base + s->u_b[b];
			double distance = u - ((u + magic) - magic);
			if (fabs(distance) >= MARGIN)
				continue;
			if (s->close_count == MAX_CLOSE)
				return false;
			int32_t x_a = scaled(a - 128, add->zero_a, add->a, rounding);
			int32_t x_b = scaled(b - 128, add->zero_b, add->b, rounding);
			s->close[s->close_count++] = (struct pair){(int8_t)(a - 128),
				(int8_t)(b - 128), requantise(x_a + x_b, add->out, &add->stage)};
		}
	}
	return true;
}

// The largest distance between what the form has for an input's code and x * rho.
static double deviation(const double u[CODES], float factor, int32_t zero)
{
	double most = 0;
	for (int i = 0; i < CODES; i++) {
		double d = fabs((i - 128 - zero) * (double)factor - u[i]);
		most = d > most ? d : most;
	}
	return most;
}

// Half a unit in the last place of a float32 below x.
static double half_unit(double x)
{
	int exponent;
	frexp(x, &exponent);
	return ldexp(1, exponent - 25);
}

// Whether the form with these parameters is right for the pairs that are not close.
static bool is_right_afar(const struct search *s, const struct add *add)
{
	double ideal = add->stage.zero - add->zero_a * (double)add->factor_a -
		       add->zero_b * (double)add->factor_b;
	double inner = 128 * (double)add->factor_b + fabs((double)add->offset);
	double parts = deviation(s->u_a, add->factor_a, add->zero_a) +
		       deviation(s->u_b, add->factor_b, add->zero_b) +
		       fabs((double)add->offset - ideal) + half_unit(inner) + half_unit(129) +
		       ldexp(1, add->out.shift - 1);
	return parts < MARGIN * 0.99; // this sum and find_close() are rounded at 2^-40 or so
}

static bool is_right_nearby(const struct search *s, const struct add *add)
{
	for (int i = 0; i < s->close_count; i++) {
		const struct pair *p = &s->close[i];
		float inner = fmaf((float)p->b, add->factor_b, add->offset);
		long r = lrintf(fmaf((float)p->a, add->factor_a, inner));
		r = r < add->stage.min ? add->stage.min : r > add->stage.max ? add->stage.max : r;
		if (r != p->out)
			return false;
	}
	return true;
}

static float nudged(float x, int i)
{
	return i == 0 ? x : nextafterf(x, i == 1 ? 2 * x : 0);
}

// Tries parameters until some are right.
static bool search(struct add *add, const struct search *s, float factor_a, float factor_b)
{
	for (int i = 0; i < NUDGES * NUDGES * OFFSETS; i++) {
		add->factor_a = nudged(factor_a, i % NUDGES);
		add->factor_b = nudged(factor_b, i / NUDGES % NUDGES);
		double ideal = add->stage.zero - add->zero_a * (double)add->factor_a -
			       add->zero_b * (double)add->factor_b;
		int step = i / (NUDGES * NUDGES);
		int distance = (step + 1) / 2;
		double moved = distance * OFFSET_STEP;
		add->offset = (float)(step % 2 ? ideal + moved : ideal - moved);
		if (is_right_nearby(s, add) && is_right_afar(s, add))
			return true;
	}
	return false;
}

void forms_find_add(struct add *add)
{
	add->linear = false;
	bool usable = add->a.q31 && add->b.q31 && add->out.q31 && add->out.shift <= -LEAST_SHIFT;
	if (!usable)
		return;
	double rho = ldexp(add->out.q31, add->out.shift - 31);
	struct search s;
	for (int i = 0; i < CODES; i++) {
		enum rounding rounding = add->stage.rounding;
		s.u_a[i] = rho * scaled(i - 128, add->zero_a, add->a, rounding);
		s.u_b[i] = rho * scaled(i - 128, add->zero_b, add->b, rounding);
	}
	double factor_a = rho * ldexp(add->a.q31, add->a.shift - 11);
	double factor_b = rho * ldexp(add->b.q31, add->b.shift - 11);
	add->linear = find_close(&s, add) && search(add, &s, (float)factor_a, (float)factor_b);
}
