#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How much memory and time a set of ImageNet's size takes: 50,000 images in an archive of
# some 7 GB, made of 100 of COCO's under the names of validation images.  Not part of make
# test: it needs that much disk twice below TMPDIR for some minutes.
#
#	ZOO_SHARED=../shared tests/large/imagenet.sh [build/zoo]
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
zoo=${1:-$root/build/zoo}
shared=$(cd "${ZOO_SHARED:-$root/../shared}" && pwd)
most_kb=300000
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export ZOO_HOME="$scratch/store" ZOO_MIRROR="$shared/ml-zoo" LC_ALL=C

# 500 folders of 100 links each; folder and file are the digits of a number.
mkdir images
tar -xf "$shared/datasets/coco_mini.tar"
ls val2017 | head -n 100 | awk '{ printf "%s images/%02d\n", $1, NR - 1 }' |
	while read -r from to; do cp "val2017/$from" "$to"; done
awk 'BEGIN { for (i = 0; i < 500; i++) printf "%03d\n", i }' |
	while read -r part; do cp -rl images "$part"; done
find . -path './[0-9][0-9][0-9]/*' -type f | sed 's,^\./,,' | sort |
	tar --hard-dereference --transform 's,^\(...\)/\(..\)$,ILSVRC2012_val_000\1\2.JPEG,' \
		--transform 's,00000000,00050000,' -cf big.tar --files-from -
ls -l big.tar

# measure WHAT COMMAND...: its highest use of memory, which must stay below the limit.
measure() {
	what=$1
	shift
	begin=$(date +%s)
	"$@" >out 2>err </dev/null &
	pid=$! peak_kb=0
	while now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null) &&
		[ -n "$now" ]; do
		peak_kb=$now
		sleep 0.05
	done
	code=0
	wait $pid || code=$?
	echo "$what: at most $peak_kb kB, $(($(date +%s) - begin)) s, exit status $code"
	[ "$peak_kb" -le "$most_kb" ] || { echo "more than $most_kb kB" >&2; exit 1; }
	[ "$code" -eq 0 ] || [ "$code" -eq 7 ] || { cat err >&2; exit 1; }
}

"$zoo" -q fetch mobilenet-v2
measure 'one image, all 50,000 listed' "$zoo" eval mobilenet-v2 --data big.tar --limit 1
measure '200 images' "$zoo" eval mobilenet-v2 --data big.tar --limit 200
measure '200 images, drawn from all' "$zoo" eval mobilenet-v2 --data big.tar --limit 200 --seed 1
sed -n '/samples/p' out
