#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A set as large as COCO's val2014, made here: 40,504 pictures (one small one under as many
# names) and annotations of 150 MB.  Evaluates it with no more than 200 MB of memory, and
# says how much it took.  Takes a minute or two and 350 MB of disk; not a part of make test.
#
#	make && ZOO_SHARED=../shared sh tests/large/coco.sh
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${ZOO:=$root/build/zoo}" "${ZOO_SHARED:=$root/../shared}"
limit_kbytes=204800
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ZOO_HOME="$folder/store" ZOO_MIRROR="$ZOO_SHARED/ml-zoo"

mkdir -p "$folder/coco/annotations" "$folder/coco/val2014"
awk 'BEGIN {
	for (i = 0; i < 40504; i++) printf "COCO_val2014_%012d.jpg\n", 42 + 13 * i
}' >"$folder/names"
cp "$root/tests/images/420.jpg" "$folder/picture.jpg"
(cd "$folder/coco/val2014" && xargs -n 500 sh -c 'tee "$@" <../../picture.jpg >/dev/null' sh <../../names)

# COCO's own order: images, then annotations, then categories.
awk '{
	id = 42 + 13 * (NR - 1)
	printf "%s{\"license\": 5, \"file_name\": \"%s\", \"coco_url\": ", NR == 1 ? "{\"info\": {\"year\": 2014}, \"images\": [" : ", ", $0
	printf "\"http://images.cocodataset.org/val2014/%s\", \"height\": 17, \"width\": 21, ", $0
	printf "\"date_captured\": \"2013-11-14 17:02:52\", \"id\": %d}", id
}
END {
	printf "], \"annotations\": ["
	for (k = 0; k < 291875; k++) {
		printf "%s{\"segmentation\": [[", k ? ", " : ""
		for (j = 0; j < 46; j++) printf "%s%d.%d", j ? ", " : "", (k + 7 * j) % 640, j % 100
		printf "]], \"area\": %d.25, \"iscrowd\": 0, ", k % 5
		printf "\"image_id\": %d, \"bbox\": [1, 2.5, 3, 4], ", 42 + 13 * (k % 40504)
		printf "\"category_id\": %d, \"id\": %d}", k % 7 ? 2 + k % 88 : 1, 1000 + k
	}
	printf "], \"categories\": [{\"supercategory\": \"person\", \"id\": 1, \"name\": \"person\"}]}"
}' "$folder/names" >"$folder/coco/annotations/instances_val2014.json"
echo "annotations: $(($(wc -c <"$folder/coco/annotations/instances_val2014.json") / 1000000)) MB"

"$ZOO" -q fetch micronet-vww2
(
	ulimit -d $limit_kbytes
	"$ZOO" --json eval micronet-vww2 --data "$folder/coco" >"$folder/out" &
	zoo=$!
	while peak=$(sed -n 's/^VmHWM:[^0-9]*//p' "/proc/$zoo/status" 2>/dev/null) && [ -n "$peak" ]; do
		echo "$peak" >"$folder/peak"
		sleep 0.1
	done
	wait $zoo || code=$?
	echo "exit status ${code:-0}" # 1: these pictures cannot meet the claim
)
echo "peak of resident memory: $(cat "$folder/peak"), allowed: $limit_kbytes kB of data"
grep -q '"samples":40504,"expected_samples":40504,"skipped":0,"complete":true' "$folder/out"
echo "complete: 40504 images"
