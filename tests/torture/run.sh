#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Torture: every part, one line of figures for each, at the end "N passed, N failed".
#
#	tests/torture/run.sh full|bounded|user
#
# full is what "make torture" runs, within 30 minutes on two cores; bounded is a sample of
# each part for "make test"; user is what of it may end otherwise for somebody who is not
# root, as modes bind, and is for whoever calls it.  ZOO is the program under test, TEST_BUILD the folder of the build.
# Parts run two at a time; each prints "ok - FIGURES", or "not ok - FIGURES" and above it, in
# lines with #, how to see the first faults again.
set -u

size=$1
here=$(cd "$(dirname "$0")" && pwd -P)
: "${TEST_BUILD:=$here/../../build}" "${ZOO:=$TEST_BUILD/zoo}"
export ZOO TORTURE_SOURCE="$here" TORTURE_BUILD="$TEST_BUILD/tests"

# A file system in memory spares the disk some 100,000 fsync().
base=${TMPDIR:-/tmp}
[ -w /dev/shm ] && [ "$(df -P /dev/shm | awk 'NR == 2 { print $4 }')" -gt 262144 ] && base=/dev/shm
TORTURE_WORLD=$(mktemp -d "$base/zoo-torture-XXXXXX") || exit 3
export TORTURE_WORLD
trap 'chmod -R u+w "$TORTURE_WORLD"; rm -rf "$TORTURE_WORLD"' EXIT
sh "$here/world.sh" make "$TORTURE_WORLD" || exit 3

# A server for all; it ends with this script.
mkfifo "$TORTURE_WORLD/port"
"$TORTURE_BUILD/server/httpd" "$TORTURE_WORLD/mirror" /dev/null >"$TORTURE_WORLD/port" &
read -r port <"$TORTURE_WORLD/port"
export TORTURE_URL="http://127.0.0.1:$port"

parts=$TORTURE_BUILD/torture
writing='fetch fetch-mirror add repair repair-link fsck-repair fsck-damaged fsck-card gc remove remove-card unbundle'
reading='verify verify-damaged list show labels inspect run eval lint datasets version fsck du'
files='verify verify-damaged list show labels inspect run eval lint fsck' # those that read files

# One part a line, each a command.
full() {
	for scenario in $writing fetch-http verify eval; do echo "$parts/points kill $scenario"; done
	for scenario in $writing fetch-http verify eval; do echo "$parts/points int $scenario"; done
	for scenario in $writing; do echo "$parts/points error $scenario"; done
	for scenario in $reading; do echo "$parts/points error $scenario"; done
	for scenario in $writing; do echo "$parts/starved memory --every 17 $scenario"; done
	for scenario in $reading; do echo "$parts/starved memory --every 53 $scenario"; done
	echo "$parts/starved memory version"
	echo "$parts/starved short $writing $files"
	echo "$parts/starved interrupt $writing $files"
	for scenario in $writing fetch-http; do echo "$parts/powercut 1200 $scenario"; done
	echo "$parts/powercut --deaf 400 fetch-mirror add"
	echo "sh $here/crowd.sh 50 100"
	echo "sh $here/mixed.sh 8 200"
	echo "$parts/flips 1000"
	echo "$parts/races 100000"
	echo "sh $here/full.sh"
	echo "sh $here/clock.sh"
	echo "sh $here/torn.sh 3000"
}

bounded() {
	echo "$parts/points kill --every 53 fetch fetch-mirror fetch-http add repair gc fsck-repair unbundle verify"
	echo "$parts/points int --every 67 fetch fetch-http repair"
	echo "$parts/points error --every 149 $writing $files du"
	echo "$parts/starved memory --every 1201 $writing $reading"
	echo "$parts/starved short --every 9 fetch-mirror repair eval"
	echo "$parts/starved interrupt --every 9 fetch-mirror repair eval"
	echo "$parts/powercut 40 $writing fetch-http"
	echo "$parts/powercut --deaf 60 fetch-mirror add"
	echo "sh $here/crowd.sh 8 3"
	echo "sh $here/mixed.sh 4 20"
	echo "$parts/flips 32"
	echo "$parts/races 3000"
	echo "sh $here/full.sh 6"
	echo "sh $here/clock.sh"
	echo "sh $here/torn.sh 60"
}

user() {
	echo "$parts/points kill --every 61 fetch-mirror add repair gc unbundle"
	echo "$parts/points int --every 101 fetch-mirror repair"
	echo "$parts/points error --every 149 fetch-mirror add repair gc unbundle"
	echo "$parts/races 2000"
}

# What strace cannot do here is said, and left out.
if ! strace -f -qq -o /dev/null true 2>/dev/null; then
	echo 'ok - system calls and power cuts # SKIP strace is not there, or may not trace here'
	without='/points |/powercut '
fi
# A sanitizer brings a malloc of its own.
if nm "$ZOO" 2>/dev/null | grep -q __asan_init; then
	echo 'ok - traced, starved and deceived programs # SKIP the program is built with a sanitizer'
	without='/points |/powercut |/starved |/clock.sh'
fi

# Each part's output is shown as a whole when it ends.
"$size" | grep -vE "${without:-^\$}" | xargs -P 2 -I LINE sh "$here/part.sh" LINE | tee "$TORTURE_WORLD/log"
passed=$(grep '^ok ' "$TORTURE_WORLD/log" | grep -cv '# SKIP')
failed=$(grep -c '^not ok ' "$TORTURE_WORLD/log")
[ "$size" = full ] && printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
