#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The kernels for CPUs that are not at hand, in qemu's user mode emulation: that each CPU gets
# the best table that it runs and executes nothing newer, which would be a signal, and that
# every table computes the right bytes.  The Arm programs are built with a cross compiler of
# the same make as the build's own: Debian's gcc-aarch64-linux-gnu, or clang with its libraries.
#
# ZOO_EMULATED=full runs everything on every CPU, which takes some minutes.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 1

full='' limit=600 # seconds for one program
[ "${ZOO_EMULATED:-}" = full ] && full=1 limit=3600

# Beside others: EMULATOR CPU FOLDER PROGRAM [ARGUMENT...]; emulated() waits for them in turn.
jobs=
start() {
	job=job$(printf '%s' "$jobs" | wc -w)
	jobs="$jobs $job"
	emulator=$1 cpu=$2 program=$3/$4
	shift 3
	echo "$emulator -cpu $cpu $*" >"$scratch/$job.name"
	shift
	(
		timeout "$limit" "$emulator" -cpu "$cpu" "$program" "$@" \
			>"$scratch/$job.tap" 2>"$scratch/$job.err" </dev/null
		echo $? >"$scratch/$job.code"
	) &
	echo $! >"$scratch/$job.pid"
}

# A line of a job's as one of ours.
repeat() {
	case $1 in
	"ok "*"# SKIP this CPU cannot run it") return ;; # that is what the emulated CPU is for
	"ok "*"# SKIP no shared test data") [ ! "$full" ] || skip "$command: networks" "no shared test data" ;;
	"ok "*) verdict 0 "$command: ${1#ok * - }" ;;
	"not ok "*) verdict 1 "$command: ${1#not ok * - }" ;;
	esac
}

emulated() {
	for job in $jobs; do
		wait "$(cat "$scratch/$job.pid")"
		command=$(cat "$scratch/$job.name")
		out=$scratch/$job.tap err=$scratch/$job.err code=$(cat "$scratch/$job.code")
		lines=$(grep -cE '^(not )?ok ' "$out")
		while read -r line; do
			repeat "$line"
		done <"$out"
		[ "$code" -eq 0 ] && [ "$(tail -n 1 "$out")" = "1..$lines" ]
		verdict $? "$command: runs to its end"
	done
	jobs=
}

# Best first: EMULATOR CPU FOLDER TABLES
expect_tables() {
	command="$1 -cpu $2 check --list"
	"$1" -cpu "$2" "$3/check" --list >"$out" 2>"$err" </dev/null
	code=$?
	[ "$(grep -v '(not on this CPU)' "$out" | tr '\n' ' ')" = "$4 " ]
	verdict $? "$1 -cpu $2: the tables are $4"
}

# Everything on this CPU.
start_all() { # EMULATOR CPU FOLDER
	start "$1" "$2" "$3" golden
	start "$1" "$2" "$3" check --quick
}

check_arm() { # FOLDER
	expect_tables qemu-aarch64 max "$1" "i8mm dotprod neon scalar"
	expect_tables qemu-aarch64 neoverse-n1 "$1" "dotprod neon scalar"
	expect_tables qemu-aarch64 cortex-a76 "$1" "dotprod neon scalar"
	expect_tables qemu-aarch64 cortex-a53 "$1" "neon scalar"
	if [ "$full" ]; then
		for cpu in max neoverse-n1 cortex-a53; do
			start_all qemu-aarch64 $cpu "$1"
		done
		return
	fi
	for cpu in max neoverse-n1 cortex-a53; do
		start qemu-aarch64 $cpu "$1" golden
	done
	# what each table has of its own
	start qemu-aarch64 max "$1" check --quick --isa i8mm --only conv
	start qemu-aarch64 max "$1" check --quick --isa dotprod --only conv
	start qemu-aarch64 max "$1" check --quick --isa dotprod --only depthwise
	start qemu-aarch64 max "$1" check --quick --isa neon
}

check_x86() { # FOLDER
	expect_tables qemu-x86_64 Nehalem "$1" scalar
	expect_tables qemu-x86_64 Haswell "$1" "avx2 scalar"
	for cpu in Nehalem Haswell; do
		if [ "$full" ]; then
			start_all qemu-x86_64 $cpu "$1"
		else
			start qemu-x86_64 $cpu "$1" golden
		fi
	done
}

# The Arm programs, made now, with no option that this make was given.
build_arm() { # FOLDER
	case ${CC:-cc} in
	*clang*)
		cc="clang --target=aarch64-linux-gnu" cxx="clang++ --target=aarch64-linux-gnu"
		# it knows some of the flags only for x86
		flags="-O2 -g -Wno-unused-command-line-argument"
		;;
	*) cc=aarch64-linux-gnu-gcc cxx=aarch64-linux-gnu-g++ flags="-O2 -g" ;;
	esac
	command="make BUILD=$1 CC=\"$cc\" CXX=\"$cxx\" emulated"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u CPPFLAGS -u LDFLAGS make -j2 BUILD="$1" CC="$cc" CXX="$cxx" \
		CFLAGS="$flags" CXXFLAGS="$flags" emulated >"$out" 2>"$err"
	code=$?
	expect 0 "the engine builds for AArch64 with ${cc%% *}"
}

what="kernels of other CPUs"
if [ "${SANITIZE:-}" ]; then
	skip "$what" "sanitizers do not run in the emulator"
	finish
fi
[ "$full" ] || shared=$scratch/none
export ZOO_SHARED="$shared"
here=$(uname -m)

if ! command -v qemu-x86_64 >/dev/null; then
	skip "x86: $what" "there is no qemu-x86_64"
elif [ "$here" != x86_64 ]; then
	skip "x86: $what" "this build is for $here"
else
	check_x86 "$TEST_BUILD/tests/emulated"
fi

if ! command -v qemu-aarch64 >/dev/null; then
	skip "Arm: $what" "there is no qemu-aarch64"
elif [ "$here" = aarch64 ]; then
	check_arm "$TEST_BUILD/tests/emulated"
elif ! command -v aarch64-linux-gnu-g++ >/dev/null; then
	skip "Arm: $what" "there is no aarch64-linux-gnu-g++"
elif build_arm "$TEST_BUILD/aarch64"; then
	check_arm "$TEST_BUILD/aarch64/tests/emulated"
fi

emulated
[ "$full" ] || skip "$what, all of them on each" "ZOO_EMULATED=full runs them"
finish
