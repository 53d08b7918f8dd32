#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Image classification from files to figures.  Real photographs (COCO's) stand in for
# ImageNet's: each is given the number of a validation image of the class that TFLite's
# reference kernels (TensorFlow 2.21.0, BUILTIN_REF) see in it, so that every one is right if
# decoding, resizing, the engine and the labels are.
. "$(dirname "$0")/lib.sh"

coco=$shared/datasets/coco_mini.tar
if [ ! -e "$coco" ] || [ ! -d "$shared/ml-zoo" ]; then
	skip "ImageNet" "there is no $coco, or no $shared/ml-zoo"
	finish
fi
export ZOO_MIRROR="$shared/ml-zoo"

# COCO's file, a validation image of that class, the model's output: the class counted from 1
images='
000000000086 00717 666
000000000089 00519 652
000000000370 00155 938
000000000450 00773 964
000000000459 00380 835
000000000471 01736 780
000000000508 00002 971
000000000520 01729 537
000000000544 00034 982
000000000626 01103 443
'
tar -xf "$coco" || exit 1
mkdir -p flat/val lists
echo "$images" | while read -r from number output; do
	[ -n "$from" ] || continue
	name=ILSVRC2012_val_000$number.JPEG
	cp "val2017/$from.jpg" "flat/val/$name"
	echo "$name $((output - 1))" >>lists/from-0
	echo "$name $output" >>lists/from-1
done

run fetch mobilenet-v2
expect 0 "zoo fetch mobilenet-v2"

# measure DATA WHAT [OPTION...]: a figure, but not the card's, as images are missing.
measure() {
	data=$1 what=$2
	shift 2
	run eval mobilenet-v2 --data "$data" "$@"
	expect 7 "$what"
}
measure flat/val "a flat folder"
expect_out '^  accuracy 100.0000 % = 10 of 10' "every image is what TFLite sees in it"
expect_out '^  top-5 100.0000 % = 10 of 10' "top-5"
expect_out "^  labels: the pinned list, by the images' names" "where the labels are from"
expect_out '10 of 50000 samples' "how many are there"
expect_out '49990 of 50000 images are missing: ILSVRC2012_val_00000001.JPEG, ILSVRC2012_val_00000003.JPEG,' \
	"which are missing"
run eval mobilenet-v2 --data flat --json
expect 7 "the folder above"
expect_json zoo.eval/1 "the report"
for part in '"correct":10' '"correct_top5":10' '"samples":10' '"expected_samples":50000' \
	'"complete":false' '"verdict":"not_measurable"' '"protocol":"imagenet-squash"' \
	'"crop":"squash"' '"labels":"wordnet\+1"'; do
	expect_out "$part" "the report says $part"
done

# However it is packed.
tar -cf flat.tar -C flat val
measure flat.tar "an archive"
expect_out '^  accuracy 100.0000 % = 10 of 10' "an archive: the same"
tar -czf flat.tar.gz -C flat/val .
measure flat.tar.gz "a compressed archive" --threads 1
expect_out '^  accuracy 100.0000 % = 10 of 10' "a compressed archive: the same"
mkdir -p folders/n02916936
mv flat/val/ILSVRC2012_val_00000717.JPEG folders/n02916936/
measure folders "an image in the folder of another class"
expect_out 'ILSVRC2012_val_00000717.JPEG: image 717 is n02916936 there, but n0[0-9]* in the pinned list' \
	"the disagreement is named"
mv folders/n02916936/* flat/val/

# Every way of making the input runs, on as many images.
for setting in crop=mlek crop=slim-875 input=nearest input=mlek jpeg=islow; do
	measure flat "--set $setting" --set "$setting"
	expect_out '^  accuracy (8[0-9]|9[0-9]|100)\.[0-9]* % = [0-9]* of 10' "$setting: most are right"
	expect_out "not the card's protocol: $setting" "$setting: said"
done

# Lists of labels: recognised, held against what is known, or taken as they stand.
cp lists/from-0 flat/val/val.txt
measure flat "a list that counts from 0"
expect_out '^  val/val.txt: 10 labels counted from 0 in the order of WordNet ids; they agree' "recognised"
expect_out '^  accuracy 100.0000 % = 10 of 10' "and mapped"
measure flat "its numbers as they stand" --set labels=as-is
expect_out '^  accuracy 0.0000 % = 0 of 10' "as they stand: nothing is right"
expect_out 'off by one: 10 of 10 predictions are the label \+ 1' "as they stand: off by one"
expect_out 'the numbers of val/val.txt are taken for outputs as they stand' "as they stand: said"
cp lists/from-1 flat/val/val.txt
measure flat "a list that counts from 1, as it stands" --set labels=as-is
expect_out '^  accuracy 100.0000 % = 10 of 10' "it is what the model's outputs are"
sed 's/ 971$/ 917/' lists/from-1 >flat/val/val.txt
measure flat "a list with a slip"
expect_out 'val/val.txt: labels counted from 1 .*; image 2 is 917 there, but 971 \(n09193705\)' "it is named"
rm flat/val/val.txt
run eval mobilenet-v2 --data flat --set labels=as-is
expect 7 "no list to take as it stands"
expect_err 'there is no list of labels that are numbers' "no list: why"

# Damage, in the middle of an archive.
broken=flat/val/ILSVRC2012_val_00000519.JPEG
cp "$broken" right
head -c 20000 right >"$broken"
tar -cf cut.tar flat
run eval mobilenet-v2 --data cut.tar
expect 4 "an image that is cut off"
expect_err 'cut.tar: ILSVRC2012_val_00000519.JPEG: damaged JPEG: Premature end' "cut off: it is named"
measure cut.tar "the others" --allow-skips
expect_out '^  accuracy 100.0000 % = 9 of 9' "the others are counted"
expect_out 'skipped, as they cannot be read: 1; the first: .*00000519' "the one is not forgotten"
: >"$broken"
tar -cf empty.tar flat
for data in flat empty.tar; do
	run eval mobilenet-v2 --data $data
	expect 4 "$data: an image of 0 bytes"
	expect_err 'ILSVRC2012_val_00000519.JPEG: .* got an empty file' "$data: it is named"
done
echo 'version https://git-lfs.github.com/spec/v1' >"$broken"
run eval mobilenet-v2 --data flat
expect 4 "a Git LFS pointer"
expect_err '00000519.JPEG: expected a JPEG, PNG or BMP file, got a Git LFS pointer' "it is named"
cp right "$broken"

# What is no such set.
mkdir nothing
run eval mobilenet-v2 --data nothing
expect 7 "an empty folder"
expect_err 'nothing of dataset imagenet is there: expected images like ILSVRC2012_val_00000001.JPEG' \
	"what was expected"
finish
