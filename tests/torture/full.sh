#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The disk is full at some moment of a fetch: no room for bytes, no room for names, no file
# larger than this.  Exit status 3 and a reason, the store as good as before, and with more
# room the same command works.
#
#	sh full.sh [EVERY]
#
# Disks are tmpfs, in a mount namespace of this script's own; who may not mount makes do with
# limits on the size of files.
set -u

every=${1:-1}
if [ "${FULL_INSIDE:-}" != yes ] && unshare -m true 2>/dev/null; then
	FULL_INSIDE=yes exec unshare -m sh "$0" "$@"
fi
folder=$(mktemp -d "$TORTURE_WORLD/full-XXXXXX")
disk=$folder/disk
mkdir "$disk"
export HOME="$folder" ZOO_HOME="$disk/store" ZOO_METADATA="$TORTURE_WORLD/cards" LC_ALL=C
unset ZOO_MIRROR http_proxy https_proxy all_proxy
trap 'umount "$disk" 2>/dev/null; chmod -R u+w "$folder" 2>/dev/null; rm -rf "$folder"' EXIT

points=0 bad=0 refused=0 done=0
complain() {
	bad=$((bad + 1))
	[ $bad -le 12 ] && echo "#   $*"
}

# judge WHAT CODE: what the command has said, and what it has left.
judge() {
	points=$((points + 1))
	case $2 in
	0) done=$((done + 1)) ;;
	3)
		refused=$((refused + 1))
		grep -q '^zoo: ' "$folder/err" || complain "$1: no reason given"
		;;
	*) complain "$1: exit status $2: $(head -n 1 "$folder/err")" ;;
	esac
	"$TORTURE_BUILD/torture/whole" "$ZOO_HOME" >"$folder/out" || complain "$1: $(cat "$folder/out")"
}

again() {
	fetch || complain "$1: with room: $(head -n 1 "$folder/err")"
	"$ZOO" verify >/dev/null 2>&1 || complain "$1: verify says no afterwards"
}

fetch() { "$ZOO" --offline fetch demo-words torture-words --mirror "$TORTURE_WORLD/mirror" >/dev/null 2>"$folder/err"; }

if [ "${FULL_INSIDE:-}" = yes ] && mount -t tmpfs -o size=64k tmpfs "$disk" 2>/dev/null; then
	umount "$disk"
	# Both models need 62 KB, and each file and folder of them one inode.
	for option in $(seq 4 $((4 * every)) 112 | sed 's/.*/size=&k,nr_inodes=1000/') \
		$(seq 2 "$every" 24 | sed 's/.*/size=1m,nr_inodes=&/'); do
		mount -t tmpfs -o "$option" tmpfs "$disk"
		fetch
		judge "$option" $?
		mount -o remount,size=2m,nr_inodes=1000 "$disk"
		again "$option"
		umount "$disk"
	done
	how='tmpfs'
else
	how='files of limited size (no right to mount)'
fi
for limit in $(seq 0 $((2000 * every)) 34000); do
	rm -rf "$ZOO_HOME"
	# Through a pipe, or its messages would be too large as well.
	{
		prlimit --fsize="$limit" "$ZOO" --offline fetch demo-words torture-words \
			--mirror "$TORTURE_WORLD/mirror" 2>&1 >/dev/null
		echo $? >"$folder/code"
	} | cat >"$folder/err"
	judge "prlimit --fsize=$limit" "$(cat "$folder/code")"
	again "prlimit --fsize=$limit"
done
[ $bad -eq 0 ] && verdict=ok || verdict='not ok'
echo "$verdict - full disk: $points disks and limits, $refused refused, $done large enough, $bad bad; $how"
