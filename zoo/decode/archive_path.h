// SPDX-License-Identifier: Apache-2.0
/*
 * What a member of an archive is called may come from anybody.
 */
#ifndef ZOO_DECODE_ARCHIVE_PATH_H
#define ZOO_DECODE_ARCHIVE_PATH_H

/*
 * The path without leading "./", within the same text; NULL if it is absolute, climbs out of
 * its folder ("../x") or holds control bytes.
 */
const char *archive_path_within(const char *path);

#endif
