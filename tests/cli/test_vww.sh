#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Visual Wake Words: COCO's pictures with their annotations, or pictures sorted into folders;
# whole, in part, and broken.
. "$(dirname "$0")/lib.sh"

mini=$shared/datasets/coco_mini.tar
pictures=$root/tests/images

run datasets
expect_out 'visual_wake_words' "the set is known"
expect_out 'annotations_trainval2014.zip' "and where it is had"

if [ ! -f "$shared/ml-zoo/models/visual_wake_words/micronet_vww2/tflite_int8/vww2_50_50_INT8.tflite" ]; then
	skip "pictures through the model" "no shared models"
	finish
fi
export ZOO_MIRROR="$shared/ml-zoo"
run fetch micronet-vww2
expect 0 "the model is fetched"

# What an evaluation counted: the part of the JSON between samples and claims.
counted() {
	sed 's/.*\("samples":[0-9]*,"expected_samples".*\),"claims".*/\1/' "$out"
}

# 137 pictures of COCO are a part of the set: figures, and no verdict.
if [ -f "$mini" ]; then
	run --json eval micronet-vww2 --data "$mini"
	expect 7 "137 pictures"
	expect_json zoo.eval/1 "137 pictures"
	expect_out '"samples":137,"expected_samples":40504,"skipped":0,"complete":false' "how many of them"
	# 102 and 98: Pillow 9.5.0 and NumPy as in tests/unit/test_vww_micronet.c, then
	# tf.lite.Interpreter of TensorFlow 2.21.0 with OpResolverType.BUILTIN_REF.
	expect_out '"correct":102,' "as many right as Pillow and TensorFlow have"
	expect_out '"verdict":"not_measurable"' "no verdict"
	expect_out 'between [0-9]+ and 137 of the 40504 images of val2014' "which part of the card's split it is"
	expect_out '57 images of val2017' "and of which year's"
	expect_out 'labels are from annotations/instances_val2017.json: 137 images, 1287 annotations' "whose labels"
	whole=$(counted)
	mkdir mini && tar -xf "$mini" -C mini
	run --json eval micronet-vww2 --data mini --threads 1
	expect 7 "the same, unpacked, by one thread"
	[ "$(counted)" = "$whole" ]
	verdict $? "gives the same"
	run --json eval micronet-vww2 --data mini --threads 3 --isa scalar
	[ "$(counted)" = "$whole" ]
	verdict $? "so do three threads and other kernels"
	run --json eval micronet-vww2 --data mini --set crop=none
	expect_out '"correct":98,' "the whole picture, squashed, has less"
	expect_out '"crop":"none"' "and says so"
	run eval micronet-vww2 --data mini --set crop=middle
	expect 2 "a crop that there is not"
	expect_err 'centre-square, none, centre-875-sides' "and which there are"

	# A picture that is broken, one that is lost, one that nobody listed.
	head -c 20000 mini/val2017/000000000208.jpg >cut && mv cut mini/val2017/000000000208.jpg
	run eval micronet-vww2 --data mini
	expect 4 "a picture that was cut"
	expect_err 'val2017/000000000208.jpg' "it is named"
	run --json eval micronet-vww2 --data mini --allow-skips
	expect 7 "skipping it"
	expect_out '"samples":136,"expected_samples":40504,"skipped":1' "is counted"
	mv mini/val2017/000000000208.jpg mini/val2017/208.jpg
	run --json eval micronet-vww2 --data mini
	expect 7 "a picture under another name"
	expect_out '000000000208.jpg: not there' "is missed"
	expect_out '1 of 137 images that annotations/instances_val2017.json lists are not there' "and counted"
	expect_out '1 pictures are not listed; the first is val2017/208.jpg' "and found, as one that is not listed"

	# An annotation in the middle of the file.
	list=mini/annotations/instances_val2017.json
	cp "$list" list
	sed 's/"area": 16202.798250000003/"area": -16202.798250000003/' list >"$list"
	run eval micronet-vww2 --data mini
	expect 4 "a negative area"
	expect_err 'instances_val2017.json: byte [0-9]+ \(line 1\), annotations\[1\]: annotation 1155486: area: expected at least 0, found -16202.798' "it is named"
	sed 's/"area": 16202.798250000003, //' list >"$list"
	run eval micronet-vww2 --data mini
	expect_err 'annotation 1155486: expected area, found none' "a missing area is, too"
	sed 's/"image_id": 30, "bbox": \[237/"image_id": 31, "bbox": [237/' list >"$list"
	run eval micronet-vww2 --data mini
	expect_err 'annotation 1155486: image_id: expected an image that is listed, found 31' "and an image that is not there"
	head -c 100000 list >"$list"
	run eval micronet-vww2 --data mini
	expect 4 "annotations that were cut"
	expect_err 'byte 99999 \(line 1\).*premature EOF' "it says where"
else
	skip "137 pictures of COCO" "no shared data"
fi

# Folders of pictures, of whatever kind.
mkdir -p plain/person plain/not_person
cp "$pictures/420.jpg" "$pictures/rgb.png" plain/person
cp "$pictures/grey.jpg" "$pictures/palette.png" plain/not_person
run --json eval micronet-vww2 --data plain
expect 7 "folders of pictures"
expect_out '"samples":4,"expected_samples":40504' "are evaluated"
expect_out '4 of 40504 images' "and counted"
whole=$(counted)
mkdir zeros && mv plain/person zeros/1 && mv plain/not_person zeros/0
tar -czf plain.tar.gz zeros
run --json eval micronet-vww2 --data plain.tar.gz
expect_out '"samples":4,"expected_samples":40504' "folders 1 and 0 in an archive"
[ "$(counted | sed 's/.*"correct"//')" = "$(printf '%s' "$whole" | sed 's/.*"correct"//')" ]
verdict $? "give the same"
echo 'no picture' >zeros/0/text.png
run eval micronet-vww2 --data zeros
expect 4 "a file that is no picture"
expect_err '0/text.png' "it is named"

run run micronet-vww2 "$pictures/rgb.png" --top 1
expect 0 "a single picture"
expect_out 'person' "has a label"

finish
