// SPDX-License-Identifier: Apache-2.0
/*
 * JPEG by libjpeg-turbo, with the settings of TensorFlow's decode_jpeg for three channels
 * (tensorflow/tensorflow:tensorflow/core/lib/jpeg/jpeg_mem.cc): fancy upsampling, nothing
 * scaled, four inks to red, green and blue as computed there.
 *
 * The library goes on after damage and invents what is missing, with a warning; here a
 * warning is an error, except for two that leave every pixel as it was written: bytes
 * between two segments, which some cameras put there, and a JFIF version of the future.
 */
#include "zoo/decode/codecs.h"

#include <setjmp.h>
#include <stdio.h> // jpeglib.h needs it and does not include it
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

// A file may go over all pixels again and again.  Real ones do some ten times, and the
// tools that come with the library write no more than this.
enum { MAX_SCANS = 100 };

struct decoder {
	struct jpeg_error_mgr errors; // first: the library hands it back
	struct jpeg_progress_mgr progress;
	struct jpeg_decompress_struct info;
	jmp_buf escape;
	char message[JMSG_LENGTH_MAX];
	bool out_of_memory;

	struct bytes file;
	enum image_dct dct;
	const char *name;
	struct image *out;
	struct arena *keep;
	struct status *st;
	unsigned char *inks; // a line of four inks, if there are four
};

_Noreturn static void give_up(struct decoder *decoder)
{
	longjmp(decoder->escape, 1);
}

_Noreturn static void on_error(j_common_ptr info)
{
	struct decoder *decoder = (struct decoder *)info->err;
	info->err->format_message(info, decoder->message);
	decoder->out_of_memory = info->err->msg_code == JERR_OUT_OF_MEMORY;
	give_up(decoder);
}

static void on_message(j_common_ptr info, int level)
{
	int code = info->err->msg_code;
	if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR)
		on_error(info);
}

static void on_progress(j_common_ptr info)
{
	struct decoder *decoder = (struct decoder *)info->err;
	if (decoder->info.input_scan_number <= MAX_SCANS)
		return;
	snprintf(decoder->message, sizeof(decoder->message), "more than %d scans", (int)MAX_SCANS);
	give_up(decoder);
}

static void read_header(struct decoder *decoder)
{
	struct jpeg_decompress_struct *info = &decoder->info;
	jpeg_create_decompress(info);
	info->progress = &decoder->progress;
	jpeg_mem_src(info, decoder->file.data, (unsigned long)decoder->file.nbytes);
	jpeg_read_header(info, TRUE);
	bool inks = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
	info->out_color_space = inks ? JCS_CMYK : JCS_RGB;
	info->do_fancy_upsampling = TRUE;
	info->dct_method = decoder->dct == IMAGE_DCT_IFAST ? JDCT_IFAST : JDCT_ISLOW;
}

// A line of cyan, magenta, yellow and black to red, green and blue.  Adobe writes them
// inverted, so that 255 is no ink.
static void mix_inks(unsigned char *out, const unsigned char *inks, size_t count, bool inverted)
{
	for (size_t i = 0; i < count; i++) {
		int key = inverted ? inks[4 * i + 3] : 255 - inks[4 * i + 3];
		for (size_t c = 0; c < 3; c++) {
			int ink = inks[4 * i + c];
			out[3 * i + c] = (unsigned char)(key * (inverted ? ink : 255 - ink) / 255);
		}
	}
}

static void read_lines(struct decoder *decoder, unsigned char *pixels)
{
	struct jpeg_decompress_struct *info = &decoder->info;
	bool inks = info->out_color_space == JCS_CMYK;
	if (inks)
		decoder->inks =
			arena_array(decoder->keep, unsigned char, (size_t)info->output_width * 4);
	while (info->output_scanline < info->output_height) {
		unsigned char *line =
			pixels + (size_t)info->output_scanline * info->output_width * 3;
		JSAMPROW row = inks ? decoder->inks : line;
		jpeg_read_scanlines(info, &row, 1);
		if (inks)
			mix_inks(line, row, info->output_width, info->saw_Adobe_marker);
	}
}

// False with the message in `decoder`, or with the status set and no message.
static bool run(struct decoder *decoder)
{
	if (setjmp(decoder->escape))
		return false;
	read_header(decoder);
	unsigned char *pixels = image_room(decoder->out, decoder->info.image_width,
		decoder->info.image_height, decoder->name, decoder->keep, decoder->st);
	if (!pixels)
		return false;
	jpeg_start_decompress(&decoder->info);
	read_lines(decoder, pixels);
	jpeg_finish_decompress(&decoder->info); // the end of the file is there, too
	return true;
}

bool jpeg_decode(struct image *out, struct bytes file, enum image_dct dct, const char *name,
	struct arena *keep, struct status *st)
{
	struct decoder decoder = {.file = file,
		.dct = dct,
		.name = name,
		.out = out,
		.keep = keep,
		.st = st,
		.progress = {.progress_monitor = on_progress}};
	decoder.info.err = jpeg_std_error(&decoder.errors);
	decoder.errors.error_exit = on_error;
	decoder.errors.emit_message = on_message;
	bool ok = run(&decoder);
	jpeg_destroy_decompress(&decoder.info);
	if (!ok && *decoder.message)
		status_fail(st, decoder.out_of_memory ? STATUS_IO : STATUS_FORMAT,
			"%s: damaged JPEG: %s", name, decoder.message);
	return ok;
}
