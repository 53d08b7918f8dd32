// SPDX-License-Identifier: Apache-2.0
/*
 * Addresses, sizes and hashes, each from the place that it names.
 */
#include "zoo/sets/downloads.h"

const struct dataset_download downloads_speech_commands_test[] = {
	{.name = "speech_commands_test_set_v0.02.tar.gz",
		.url = "https://download.tensorflow.org/data/speech_commands_test_set_v0.02.tar.gz",
		.size_nbytes = 112563277,
		.sha256 = "cc2a00c1147c2254e9be3fa0f779d8c17421dc349b86366567a8edfa9acd51df",
		.md5 = "",
		.source = "tensorflow/datasets:tensorflow_datasets/url_checksums/"
			  "speech_commands.txt@333639b"},
	{.name = NULL},
};

const struct dataset_download downloads_speech_commands_whole[] = {
	{.name = "speech_commands_v0.02.tar.gz",
		.url = "https://download.tensorflow.org/data/speech_commands_v0.02.tar.gz",
		.size_nbytes = 2428923189,
		.sha256 = "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58",
		.md5 = "",
		.source = "tensorflow/datasets:tensorflow_datasets/url_checksums/"
			  "speech_commands.txt@333639b"},
	{.name = NULL},
};

// The record prints MD5 alone, which tells damage, not forgery.
const struct dataset_download downloads_dcase_slider[] = {
	{.name = "dev_data_slider.zip",
		.url = "https://zenodo.org/records/3678171/files/dev_data_slider.zip",
		.size_nbytes = 1002998966,
		.sha256 = "",
		.md5 = "da24a757719f0d94d5aa2d646bbfdc86",
		.source = "zenodo.org record 3678171, as kept in "
			  "Bitarious/Canary:config/slider_sources.json@e88d1b0"},
	{.name = NULL},
};
