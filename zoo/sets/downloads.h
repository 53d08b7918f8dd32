// SPDX-License-Identifier: Apache-2.0
/*
 * Archives of sets that anybody may download, for struct dataset_kind.
 */
#ifndef ZOO_SETS_DOWNLOADS_H
#define ZOO_SETS_DOWNLOADS_H

#include "zoo/dataset.h"

extern const struct dataset_download downloads_speech_commands_test[];
extern const struct dataset_download downloads_speech_commands_whole[];
extern const struct dataset_download downloads_dcase_slider[];

#endif
