// SPDX-License-Identifier: Apache-2.0
/*
 * Writes a model of tests/unit/boundary_model.h to stdout, for tests of the command line and
 * for other programs to compare with.
 *
 *	boundary_model convert float32 int16 1000
 *	boundary_model layer uint8 float32       # "none" for no converter on a side
 *	boundary_model sum
 */
#include "tests/unit/boundary_model.h"

#include <stdio.h>
#include <stdlib.h>

// TENSOR_BOOL for "none".
static enum tensor_type type_of(const char *name)
{
	static const enum tensor_type types[] = {
		TENSOR_FLOAT32, TENSOR_INT8, TENSOR_UINT8, TENSOR_INT16};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(tensor_type_name(types[i]), name) == 0)
			return types[i];
	return TENSOR_BOOL;
}

int main(int argc, char **argv)
{
	static struct boundary_model model;
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "convert") == 0 && argc == 5)
		boundary_build_converter(&model, type_of(argv[2]), type_of(argv[3]),
			(int32_t)strtol(argv[4], NULL, 10));
	else if (strcmp(what, "layer") == 0 && argc == 4)
		boundary_build_layer(&model, type_of(argv[2]), type_of(argv[3]));
	else if (strcmp(what, "sum") == 0 && argc == 2)
		boundary_build_sum(&model);
	else
		return 2;
	return fwrite(model.flat.data, 1, model.flat.nbytes, stdout) != model.flat.nbytes;
}
