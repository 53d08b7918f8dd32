// SPDX-License-Identifier: Apache-2.0
/*
 * How the sets of DCASE 2020 task 2 name their clips and folders.
 *
 * normal_id_00_00000000.wav, anomaly_id_00_00000000.wav: test clips, in MACHINE/test/, and
 * clips for training, all normal, in MACHINE/train/.  id_01_00000000.wav: clips of the
 * evaluation set, whose names do not say which is an anomaly.  Machine kinds have ids 00 to 06,
 * of which the development set has some and the other sets the rest.
 * (soundata/soundata:soundata/datasets/dcase2020task2.py,
 * y-kawagu/dcase2020_task2_baseline:01_test.py)
 */
#ifndef ZOO_SETS_DCASE_CLIPS_H
#define ZOO_SETS_DCASE_CLIPS_H

#include <stdbool.h>
#include <stddef.h>

enum { DCASE_NORMAL, DCASE_ANOMALY, DCASE_CLASS_COUNT };
enum { DCASE_ID_COUNT = 100 };

struct dcase_clip {
	int class_index; // -1: the name does not tell
	int id;          // 0 to 99; -1: this is no clip
};

// A file's name, without its folder.
struct dcase_clip dcase_clip_of_name(const char *name);

// Of a whole path; hidden files are no clips.
struct dcase_clip dcase_clip_of_path(const char *path);

// How much of a path is its folder, with the slash behind it.
size_t dcase_folder_length(const char *path);

// Whether that folder is `name`, alone or in others; `name` has a slash at its end.
bool dcase_folder_is(const char *path, const char *name);

enum dcase_place {
	DCASE_TRAIN,
	DCASE_OTHER_MACHINE, // the test clips of another kind than slider
	DCASE_ANYWHERE,
	DCASE_SLIDER_TEST
};

enum dcase_place dcase_place_of(const char *path);

#endif
