#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Anomaly detection end to end, on 60 clips of the slide rail: areas for each machine, what
# knobs do to them (tests/unit/test_ad_micronet.c has all), and clips that cannot be used.  The
# areas are those of an independent computation: features as in that test, LiteRT 2.3 with its
# reference kernels, scores by numpy, areas by scikit-learn's roc_auc_score.
. "$(dirname "$0")/lib.sh"

set=$shared/datasets/dcase_slider_sample.tar.xz
if [ ! -e "$set" ] || [ ! -d "$shared/ml-zoo" ]; then
	skip "anomaly detection" "there is no $set, or no $shared/ml-zoo"
	finish
fi
export ZOO_MIRROR="$shared/ml-zoo"
run fetch micronet-ad-small
expect 0 "zoo fetch micronet-ad-small"

# The areas of id_00, id_02, id_04, id_06 and of all together, on one line.
areas() {
	sed 's/"roc":\[[^]]*\]//g' "$out" | grep -oE '"auc":[0-9.]+' | tr -d '\n' |
		sed 's/"auc"://; s/"auc":/ /g'
}

expect_areas() { # AREAS MEASURED WHAT
	[ "$(areas)" = "$1" ]
	verdict $? "$3: areas $1 (got $(areas))"
	expect_out "\"measured\":$2[,0-9]" "$3: measured $2"
}

run --json eval micronet-ad-small --data "$set"
expect 7 "60 of 1,290 clips"
expect_json zoo.eval/1 "the report"
expect_areas '0.42 0.46 0.44 0.74 0.50375' 0.515 "the default"
for part in '"metric":"auc"' '"measured":0\.515,' '"samples":60' '"expected_samples":1290' \
	'"complete":false' '"verdict":"not_measurable"' '"value":"0.9548"' \
	'"id":"id_06","auc":0.74,"pauc":0.4736842105263[0-9]*' '"normal":10,"anomaly":5' \
	'"mean_auc":0.515' '"normal":40,"anomaly":20' 'id_00 anomaly: 5 of 356 clips' \
	'id_06 normal: 10 of 100 clips' '"kind":"untrained_weights"' \
	'"threshold":-0.124814301316735[0-9]*,'; do
	expect_out "$part" "the report says $part"
done

while read -r measured setting areas; do
	run --json eval micronet-ad-small --data "$set" --set "$setting" -q
	expect 7 "$setting"
	expect_areas "$areas" "$measured" "$setting"
done <<TABLE
0.59 center=none 0.54 0.64 0.42 0.76 0.5225
0.53 mel-interp=mel 0.5 0.6 0.32 0.7 0.5075
0.525 mean=dataset 0.5 0.58 0.38 0.64 0.50625
0.50375 auc=pooled 0.42 0.46 0.44 0.74 0.50375
TABLE
run eval micronet-ad-small --data "$set" --set mean=quiet
expect 2 "a mean that is none"
expect_err 'mean.*-30, dataset or a number, got "quiet"' "what would do"

# From a directory, by one thread: the same.
mkdir clips && tar -xJf "$set" -C clips
run eval micronet-ad-small --data clips --threads 1
expect 7 "from a directory"
for row in 'id_00 +10 +5 +0\.420000' 'id_02 +10 +5 +0\.460000' 'id_04 +10 +5 +0\.440000' \
	'id_06 +10 +5 +0\.740000'; do
	expect_out "^  $row " "the table of machines: $row"
done
expect_out '^  pooled +40 +20 +0\.503750 ' "all together"
expect_out 'mean of the groups 0\.5150, pooled 0\.5038' "both ways to take them together"

# One clip of three that cannot be used, in the middle.
mkdir three
cp clips/slider/test/normal_id_02_0000000[456].wav three
clip=three/normal_id_02_00000005.wav
cp "$clip" right

refused() { # WHAT MESSAGE
	run eval micronet-ad-small --data three
	expect 4 "$1"
	expect_err "three: normal_id_02_00000005.wav: $2" "$1: it is named"
	run --json eval micronet-ad-small --data three --allow-skips
	expect 7 "$1, skipped"
	expect_out '"samples":2,"expected_samples":1290,"skipped":1' "$1, skipped: the count"
	expect_out "normal_id_02_00000005.wav: $2" "$1, skipped: it is named"
	expect_out '"normal":2,"anomaly":0' "$1, skipped: its machine has one less"
}

head -c 200000 right >"$clip"
refused "a clip that is cut off" ''
run eval micronet-ad-small --data three --allow-skips
expect_out 'normal_id_02_00000005.wav: expected at least 320000 bytes, got 200000' \
	"the fault is seen before it is read"
echo 'no sound at all' >"$clip"
refused "a clip that is none" ''
cp right "$clip"
printf '\104\254' | dd of="$clip" bs=1 seek=24 conv=notrunc 2>/dev/null # 44,100 Hz
refused "a clip at another rate" \
	'expected 160000 samples at 16000 Hz, got 160000 at 44100 Hz'
{ # one sample more, and sizes to match
	head -c 4 right
	printf '\046\342\004\000'
	head -c 40 right | tail -c 32
	printf '\002\342\004\000'
	tail -c +45 right
	printf '\000\000'
} >"$clip"
refused "a clip of another length" \
	'expected 160000 samples at 16000 Hz, got 160001 at 16000 Hz'
run eval micronet-ad-small --data three --set mean=dataset
expect 4 "when the mean is taken, too"
expect_err 'normal_id_02_00000005.wav: expected 160000 samples' "it is named"

# One clip alone.
run run micronet-ad-small right
expect 0 "zoo run of a clip"
run run micronet-ad-small right --set mean=dataset
expect 2 "the mean of a set that is not there"
expect_err '^hint: .*mean=-29.5' "what to do"
finish
