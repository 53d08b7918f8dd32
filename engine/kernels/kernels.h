// SPDX-License-Identifier: Apache-2.0
/*
 * The contract of an instruction set: one `const struct kernels` each, its table, chosen once
 * and held by the plan as data.  Tensors are NHWC in C order; codes are int8.
 *
 * `kernels_scalar` is the specification.  Every other table computes the same bytes for
 * every argument that fulfils the preconditions written here, and an entry that it does
 * not speed up is that of a lower table: none is NULL.  Kernels never allocate; they
 * write no byte outside their operands, and read none but for a slack that is declared;
 * out overlaps no input.
 *
 * Convolutions of every kind are
 *
 *	out[r][n] = requantise(bias'[n] + sum over k of (a[r][k] + a_bias) * w[n][k])
 *
 * with bias' = bias - (zero_in + a_bias) * sum(w[n]), made by kernels_pack(), and with taps
 * outside the picture reading as zero_in: so the inner products know neither zero points nor
 * borders, which whoever lays out activations sees to.  plan_create() has proved that with
 * a_bias = 0 no prefix of that sum, in any order of k, leaves int32; with another a_bias it may
 * wrap on the way, but not in the end.
 */
#ifndef ENGINE_KERNELS_KERNELS_H
#define ENGINE_KERNELS_KERNELS_H

#include "engine/base/arena.h"
#include "engine/kernels/forms.h"
#include "engine/kernels/requant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where a window stands.  Tap (i, j) of output (y, x) reads the input at
 * (y * stride_h - before_h + i * dilation_h, x * stride_w - before_w + j * dilation_w).
 *
 * Every window reaches into the picture, along either axis: none ends before it, as
 * 0 <= before < (taps - 1) * dilation + 1, and none begins behind it, as
 * (out - 1) * stride - before < in.  So a window of one tap has no padding, and at a stride
 * of 1 its output is as large as its input.  Padding of the kinds SAME and VALID gives
 * nothing else (engine/ops/window.c), and a PAD that would is left an operator of its own
 * (engine/plan/fold.c).
 */
struct window {
	int32_t in_h, in_w, out_h, out_w;
	int32_t h, w; // taps
	int32_t stride_h, stride_w;
	int32_t dilation_h, dilation_w;
	int32_t before_h, before_w; // padding above and to the left
};

// Whether output i reads pixel i and no other: rows of a matrix product as they stand.
static inline bool window_is_pointwise(const struct window *v)
{
	return v->h == 1 && v->w == 1 && v->stride_h == 1 && v->stride_w == 1;
}

/*
 * Whether a kernel that prepares all of the input under a window, and between two of them, does
 * little in vain: along either axis at most four pixels for each tap, be they holes of a window
 * or between one and the next.  Where a file asks for holes of thousands of pixels, taps are to
 * be fetched one by one.
 */
static inline bool window_is_compact(const struct window *v)
{
	enum { MAX_DILATION = 4, MAX_STRIDE = 4 };
	return v->dilation_h <= MAX_DILATION && v->dilation_w <= MAX_DILATION &&
	       v->stride_h <= MAX_STRIDE * v->h && v->stride_w <= MAX_STRIDE * v->w;
}

// Weights as they stand in the file: w[n][k] is at[n * n_stride + k * k_stride].
struct weights {
	const int8_t *at;
	ptrdiff_t n_stride, k_stride;
	int32_t n_count; // output channels
	int32_t k_count; // products of one output
};

// Of one output channel, before packing.
struct channel {
	int32_t bias; // as in the file, the input's zero point not yet folded in
	struct multiplier multiplier;
	int32_t low, high; // between these lies every accumulator, whatever the input
};

// How pack() lays out weights, and what it makes of activations.
struct geometry {
	int cols;         // output channels side by side: a panel
	int depth;        // consecutive k side by side
	int weight_bytes; // 1 or 2
	int32_t a_bias;
	const unsigned char *lanes; // lane i of a panel is its channel lanes[i]; NULL: i
};

/*
 * The same in the order in which a kernel wants it.  Arrays are [panel_count][cols] in
 * lane order, 0 for a channel beyond the last, and start at multiples of 64.
 */
struct packed {
	int32_t panel_count;
	size_t panel_nbytes;
	const void *weights; // [panel_count][slots / depth][cols][depth], int8 or int16
	const int32_t *bias; // folded
	const struct multiplier *multiplier;
	struct forms forms;
	const void *context; // the kernel's
};

// A convolution or one group of it; DEPTHWISE has k_count = h * w and in_depth = out_depth.
struct conv {
	struct window window;
	int32_t in_depth, out_depth;   // channels read and written
	int32_t in_stride, out_stride; // codes from a pixel to the next; >= the depth
	int32_t zero_in;
	struct output_stage stage;
	struct packed packed;
};

struct pool {
	struct window window; // dilation 1; at least one tap of each lies inside
	int32_t depth;
	int32_t min, max; // codes
};

// x_a = M((a - zero_a) * 2^20; a), x_b likewise; out = requantise(x_a + x_b; out).  The 20 is
// the source's (tensorflow/tflite-micro:tensorflow/lite/micro/kernels/add_common.cc).
struct add {
	int32_t zero_a, zero_b;
	struct multiplier a, b, out; // none above 1
	struct output_stage stage;   // never ROUNDING_FP32
	/*
	 * If `linear`, the same as nearest(fma(a, factor_a, fma(b, factor_b, offset))) in
	 * float32, ties to even, after the clamp.  Nearest may saturate at 8 bits or more.
	 */
	bool linear;
	float factor_a, factor_b, offset;
};

/*
 * A kernel of convolutions, good for the shapes for which a table chooses it, and for
 * the same shapes with fewer outputs: a window of one tap over a line of pixels may be run
 * over a shorter line, with what was packed for the longer one.
 *
 * slots() says which k each place of a panel holds: it writes that k, or -1 for a place
 * that holds 0, and returns how many places there are, a multiple of geometry.depth;
 * with NULL it only counts.  k runs over [h][w][in_depth], for DEPTHWISE over [h][w].
 */
struct conv_kernel {
	/*
	 * What it is for; a few words more tell apart those of one table.  Dense: "pointwise",
	 * "lines" of the input as they stand, "gather" of taps one by one, "vector" for one
	 * pixel.  Depthwise: "3x3", "window" of any shape, "narrow" for few channels.  The
	 * scalar ones, which are for all shapes, are "plain".
	 */
	const char *name;
	struct geometry geometry;
	size_t (*slots)(int32_t *slots, const struct conv *conv);
	size_t (*scratch_nbytes)(const struct conv *conv); // SIZE_MAX: too many
	/*
	 * in  [in_h][in_w] pixels in_stride apart, in_depth codes each; KERNELS_SLACK_NBYTES
	 *     behind the last may be read, whatever they hold
	 * out [out_h][out_w] pixels out_stride apart, out_depth codes each; nothing between
	 *     or behind them is written
	 * scratch: scratch_nbytes(conv) at a multiple of 64, of any content
	 */
	void (*run)(int8_t *out, const int8_t *in, const struct conv *conv, void *scratch);
	// Where tables share run(): what differs between them.  It stands in conv->packed.
	const void *context;
};

struct kernels {
	const char *name;
	bool (*runnable)(void); // by this CPU and system

	// The kernel that is best for this shape; `packed` is not looked at.
	const struct conv_kernel *(*conv)(const struct conv *conv);
	// The same, but output channel n reads channel n of the input only.
	const struct conv_kernel *(*depthwise)(const struct conv *conv);

	// in [in_h][in_w][depth], out [out_h][out_w][depth].  Mean of the raw codes, over the
	// taps inside; or their maximum.
	void (*average_pool)(int8_t *out, const int8_t *in, const struct pool *pool);
	void (*max_pool)(int8_t *out, const int8_t *in, const struct pool *pool);

	void (*add)(
		int8_t *out, const int8_t *a, const int8_t *b, size_t count, const struct add *add);

	// out[i] = table[in[i]]; codes of either signedness as bytes.
	void (*lookup)(uint8_t *out, const uint8_t *in, size_t count, const uint8_t table[256]);

	/*
	 * The instruction set's multiply and add as its convolutions use it, `rounds` times in
	 * each of 8 or more independent sums, on registers only.  Returns how many
	 * multiply-accumulates of two codes that were.
	 */
	int64_t (*peak)(int64_t rounds);
};

// What a kernel may read behind the last pixel of its input: as far as a load of 64 bytes, the
// widest that there is, reaches that begins before its end.
enum { KERNELS_SLACK_NBYTES = 64 };

// What pack() will take of `keep`, more or less.
size_t kernels_packed_nbytes(
	const struct conv_kernel *kernel, const struct conv *conv, const struct weights *weights);

// Makes conv->packed as `kernel` wants it; the rest of conv is filled in.
void kernels_pack(struct conv *conv, const struct conv_kernel *kernel,
	const struct weights *weights, const struct channel *channels, struct arena *keep);

// Sets `linear` and what belongs to it, from the rest: forms_add.c.
void forms_find_add(struct add *add);

// slots() that has every k in the order of the file, and how many that are.
size_t kernels_plain_slots(int32_t *slots, int64_t k_count, int depth);

// The tables of this build.
extern const struct kernels kernels_scalar;
#if defined(__x86_64__)
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512vnni;
extern const struct kernels kernels_avxvnni;
#endif
#if defined(__aarch64__)
extern const struct kernels kernels_i8mm;
extern const struct kernels kernels_dotprod;
extern const struct kernels kernels_neon;
#endif

#endif
