// SPDX-License-Identifier: Apache-2.0
/*
 * The order of labels is that in which a model was trained, so each list has its source.
 */
#include "zoo/lint/known_labels.h"

#include <stddef.h>
#include <string.h>

// ARM-software/ML-KWS-for-MCU:Pretrained_models/labels.txt@e9cf319
static const char *const hello_edge_words[] = {"_silence_", "_unknown_", "yes", "no", "up", "down",
	"left", "right", "on", "off", "stop", "go", NULL};

// tensorflow/datasets:tensorflow_datasets/audio/speech_commands.py@2734b20
const char *const micronet_words[] = {"down", "go", "left", "no", "off", "on", "right", "stop",
	"up", "yes", "_silence_", "_unknown_", NULL};

static const struct known_labels label_lists[] = {
	{"ML-KWS-for-MCU", "the labels of Hello Edge's models", hello_edge_words},
};

const struct known_labels *known_labels(const char *address)
{
	for (size_t i = 0; i < sizeof(label_lists) / sizeof(label_lists[0]); i++)
		if (strstr(address, label_lists[i].address))
			return &label_lists[i];
	return NULL;
}
