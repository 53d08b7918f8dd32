#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything that zoo lint finds in published metadata: an input made for each kind, which is
# a clean folder with one fault in it.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/lint_world.sh"

fresh
find_none "a clean folder"
for file in README.md definition.yaml get_class_labels.sh labels.txt demo_words.tflite \
	testing_input/serving_default_mfcc:0/0.npy; do
	find_none "a clean $file" "$m/$file"
done

# reading
find_one unreadable error no-such.md null "a file that is not there" no-such.md
[ $code -eq 3 ]
verdict $? "which is an error of the system"
fresh; edit definition.yaml 's/  for the tests."/  for the tests./'
find_one invalid_yaml error definition.yaml 6 "a quote that does not end"
says 'put it at the end of line 6'
[ $code -eq 1 ]
verdict $? "and the rest was examined"
edit definition.yaml 's/91.18%/91.17%/'
find_one figure_differs error README.md 31 "behind the quote that was added"
printf 'a: [\n' >"$m/definition.yaml"
find_one invalid_yaml error definition.yaml 2 "YAML beyond repair"
[ $code -eq 4 ]
verdict $? "which cannot be examined"
fresh; printf '# A text\n\nOf something else.\n' >"$m/OTHER.md"
find_one not_a_card error OTHER.md null "a text that is no card" "$m/OTHER.md"
find_none "it is no matter in a folder"
fresh; edit definition.yaml 's/^paper:/papers:/'
find_one unclear note definition.yaml 36 "a key that is not known"
fresh; edit README.md 's/^| Framework .*/&\n| Framework | Keras |/'
find_one unclear note README.md 17 "a row that stands twice"

# figures
fresh; mkdir -p work/models/old; sed 's/91.18%/0.9069/' "$m/README.md" >work/models/old/README.md
find_one several_figures warning models/old/README.md 31 "one file, several figures"
says '"expected":"91.18%.*"found":"0.9069"'
fresh; edit README.md 's/91.18%/0.9069/'
find_one figure_differs error README.md 31 "another figure in the README"
says '"expected":"91.18% .*definition.yaml:3.*"found":"0.9069"'
fresh; edit README.md 's/| Accuracy | 91.18%/&\n| AUC | 0.9/'
find_one figure_differs error README.md 32 "a figure in the README only"
fresh; edit README.md 's/91.18%/0.912/'
find_one figure_rounded note README.md 31 "0.912 for 91.18%"
fresh; edit README.md 's/91.18%/91.18/'
find_one unit_error warning README.md 31 "a percentage without its sign"
says 'print 91.18% or 0.9118'
find_no figure_differs "which is no other figure"
fresh; edit definition.yaml 's/Demo Words test set/Google Speech Commands test set/; s/91.18%/0.94701/'
find_one no_count warning definition.yaml 3 "no k of 4890"
edit definition.yaml 's/0.94701/0.9401/'
find_no no_count "0.9401 is 4597 of 4890" "$m/definition.yaml"
fresh; edit definition.yaml 's/91.18%/112%/'
find_one impossible_figure error definition.yaml 3 "more than all"
fresh; edit definition.yaml 's/accuracy: 91.18%/PESQ: 7.1/'
find_one impossible_figure error definition.yaml 3 "beyond a scale"
fresh; edit definition.yaml 's/91.18%/good/'
find_one unreadable_figure warning definition.yaml 3 "a word for a figure"
fresh; edit definition.yaml "s/91.18%/'91.18%'/"
find_one quoted_figure note definition.yaml 3 "a figure in quotes"
fresh; edit definition.yaml 's/accuracy: 91.18%/PSNR: 35.00dB/'
find_one figure_unit note definition.yaml 3 "a unit behind the number"
for name in Accuracy top-1-accuracy 'Average pesq'; do
	fresh; edit definition.yaml "s/accuracy: 91.18%/$name: 2.5/"
	find_one metric_spelling note definition.yaml 3 "$name"
done
fresh; edit definition.yaml 's/accuracy/goodness/'
find_one unknown_metric warning definition.yaml 3 "a metric that is not known"
fresh; edit README.md '/^| Accuracy |/d'
find_one no_figure note README.md null "no figure"

# datasets
fresh; edit README.md 's/| Name | Demo/| Name | Other/'
find_one dataset_differs warning README.md 26 "another dataset in the README"
fresh; edit definition.yaml 's/Demo Words test set/coco_validation_2017/'
find_one dataset_spelling note definition.yaml 4 "COCO by another name"
fresh; edit README.md '/^| Name |/d'
find_one unknown_dataset warning README.md null "figures without a dataset"

# files
fresh; edit README.md 's/31064/31065/'
find_one size_differs error README.md 19 "another size in the README"
says '"expected":"31064 .*"found":"31065"'
fresh; edit definition.yaml 's/804f8337/804f8338/'
find_one sha1_differs error definition.yaml 16 "another hash in the definition"
fresh; printf 'x' >>"$m/demo_words.tflite"
find_one sha1_differs error README.md 18 "another file than the card's"
fresh; edit definition.yaml 's/filename: demo_words/filename: other_words/'
find_one name_differs warning definition.yaml 12 "another name in the definition"
fresh; mkdir -p work/models/keyword_spotting/a; mv "$m"/* work/models/keyword_spotting/a/
find_one moved note a/demo_words.tflite null "a moved folder"
says '"expected":"models/keyword_spotting/demo_words/demo_words.tflite"'
fresh; mkdir -p work/models/keyword_spotting/z; { cat "$m/demo_words.tflite"; echo; } >work/models/keyword_spotting/z/demo_words.tflite
find_one same_name note z/demo_words.tflite null "one name for two files"
fresh; mkdir -p work/models/keyword_spotting/z
{ head -c 31063 "$m/demo_words.tflite"; printf x; } >work/models/keyword_spotting/z/other.tflite
find_one same_size note z/other.tflite null "two files of one size"
sha256=$(sed -n 's/^  sha256: //p' "$root/metadata/demo-words.yaml")
fresh; printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 31064\n' "$sha256" >"$m/demo_words.tflite"
find_one lfs_pointer warning demo_words.tflite null "a pointer in place of the model"
says "31064 bytes, sha256 $sha256"
[ "$(sed 's/},{/\n/g' "$out" | grep -c '"kind"')" -eq 1 ]
verdict $? "and nothing else"
edit demo_words.tflite 's/31064/31065/'
find_one size_differs error definition.yaml 11 "a pointer to another size"
fresh; printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 31064\n' 7 >"$m/demo_words.tflite"
find_one sha256_differs error demo_words.tflite null "a pointer to other bytes than our card's"
fresh; printf 'version https://git-lfs.github.com/spec/v1\nsize 31064\n' >"$m/demo_words.tflite"
find_one broken_pointer error demo_words.tflite null "a pointer without a hash"
fresh; printf '<html>not found</html>' >"$m/demo_words.tflite"
find_one not_the_format error demo_words.tflite null "a page in place of the model"
fresh; printf 'abcdTFL3' >"$m/demo_words.tflite"
find_one unsupported_model warning demo_words.tflite null "a model that cannot be read"
fresh; head -c 200 "$m/testing_input/serving_default_mfcc:0/0.npy" >x; mv x "$m/testing_input/serving_default_mfcc:0/0.npy"
find_one not_the_format error 0.npy null "a vector that is cut short"
fresh; rm "$m/demo_words.tflite"
find_one missing_file warning definition.yaml null "a folder without its model"
fresh; npy work/models/elsewhere/testing_input/in/0.npy '(1, 1)' 1
find_one missing_file warning elsewhere/testing_input/in/0.npy null "a vector without its model"
fresh; edit README.md '/^| Size/d; /^| SHA-1/d'
find_one no_size warning README.md null "no size"
find_one no_hash warning README.md null "no hash"
fresh; edit README.md 's/| 31064/| 31 KB/'
find_one no_size warning README.md 19 "a size that is no number"
fresh; edit README.md 's/804f/xyz4/'
find_one no_hash warning README.md 18 "a hash that is none"
fresh; rm "$m/definition.yaml"
find_one no_definition warning demo_words.tflite null "a folder without a definition"
fresh; rm "$m/README.md"
find_one no_readme warning demo_words.tflite null "a folder without a README"
fresh; rm "$m/get_class_labels.sh"
find_one dangling_reference warning README.md 11 "a script that is not there"
says 'get_class_labels.sh'
fresh; rm -r "$m/testing_output"
find_one dangling_reference warning definition.yaml 27 "a test vector that is not there"
fresh; echo 'python scripts/process.py' >>"$m/get_class_labels.sh"
find_one dangling_reference warning get_class_labels.sh 14 "a script calls one that is not there"
mkdir "$m/scripts"; : >"$m/scripts/process.py"
find_none "it is there now"
fresh; sed 's/^## Network Information/### Model Recreation Code\n[here](recreate_model\/)\n\n&/' "$m/README.md" >x.md
find_one dangling_reference note x.md 14 "a link of a card that lies by itself" x.md

# tensors and operators
fresh; edit definition.yaml 's/name: serving_default_mfcc:0/name: mfcc/'
find_one tensor_differs error definition.yaml 20 "another name"
fresh; edit README.md 's/^| serving_default_mfcc.*/&\n| b | (1, 2) | int8 | x |/'
find_one tensor_differs error README.md 46 "another number of inputs"
fresh; edit README.md 's/| (1, 12)/| (1, 13)/'
find_one shape_differs error README.md 51 "another shape"
says '"expected":"\(1, 12\) \(the file\)","found":"\(1, 13\)"'
fresh; edit README.md 's/| (1, 12) | int8/| (1, 12) | fp32/'
find_one type_differs error README.md 51 "another type"
fresh; edit definition.yaml 's/datatype: int8/datatype: fp32/'
find_one type_differs error definition.yaml 20 "a card of fp32 with int8 inputs" "$m/definition.yaml"
find_one type_differs error definition.yaml 10 "and with a file of int8"
fresh; edit definition.yaml 's/shape: \[1, 12\]/shape: []/'
find_one no_shape warning definition.yaml 27 "an output without a shape"
fresh; edit definition.yaml 's/SOFTMAX/TANH/'
find_one operators_differ error definition.yaml null "an operator that the file does not have"
says '"expected":"with SOFTMAX \(the file\)","found":"without, and with TANH"'
fresh; edit definition.yaml 's/RESHAPE/RELU6, RESHAPE/'
find_one fused_operator note definition.yaml null "an operator that is fused"
find_no operators_differ "which is no difference"
fresh; edit README.md 's/The probabilities/Logits of machines being anomalous/'
find_one wrong_meaning warning README.md 51 "no machine is anomalous"
fresh; edit definition.yaml 's/, SOFTMAX//'
find_one wrong_meaning warning definition.yaml 27 "probabilities without a softmax" "$m/definition.yaml"
fresh; edit definition.yaml 's/Features of shape (1, 49/Features of shape (1, 50/'
find_one wrong_meaning warning definition.yaml 20 "another shape in the description"
fresh; mv "$m/testing_input/serving_default_mfcc:0" "$m/testing_input/input"
find_one vector_differs error input/0.npy null "a vector for no input"
fresh; npy "$m/testing_output/StatefulPartitionedCall_1:0/0.npy" '(1, 13)' 13
find_one vector_differs error 0.npy null "a vector of another shape"
fresh; rm -r "$m"/testing_*; edit definition.yaml '/path: /d; /example_input/d'
find_one no_vectors note demo_words.tflite null "no vectors"
fresh; printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 618\n' 7 >"$m/testing_input/serving_default_mfcc:0/0.npy"
find_one lfs_pointer note 0.npy null "a pointer in place of a vector"
says '1 of 2 test vectors'

# labels
fresh; edit get_class_labels.sh '$d'; rm "$m/labels.txt"
find_one label_count error get_class_labels.sh 2 "11 labels for 12 outputs"
says '"expected":"12","found":"11"'
fresh; edit labels.txt '1d'
find_one label_count error labels.txt null "a list of 11"
fresh; edit labels.txt '1{h;d};2{G}'
find_one wrong_labels error labels.txt null "another order than our card's"
says 'output 0'
find_one labels_differ warning labels.txt null "and than the script's"
fresh; edit labels.txt '2s/.*/down/'
find_one label_twice note labels.txt 2 "a label that stands twice"
for fault in '2s/$/ /' '2s/^/ /' '2s/$/\r/' '2s/^/\n/' '2s/$/\xff/'; do
	fresh; edit labels.txt "$fault"
	find_one label_text warning labels.txt 2 "$fault"
done
fresh; printf '%s' "$(cat "$m/labels.txt")" >x; mv x "$m/labels.txt"
find_one final_newline note labels.txt 12 "a last line without its end"
says '12 labels, 11 newlines'
fresh; rm "$m/labels.txt" "$m/get_class_labels.sh"; edit README.md '/^### Class Labels/,/^The class/d'
find_one no_labels note demo_words.tflite null "no labels, nor where they are"

# scripts
fresh; edit get_class_labels.sh '1s/^/# a licence\n\n/'
find_one shebang warning get_class_labels.sh 3 "#! in line 3"
fresh; edit get_class_labels.sh '1d'
find_one shebang warning get_class_labels.sh 1 "no #!"
fresh; edit get_class_labels.sh '2s/>/>>/'
find_one appends warning get_class_labels.sh 2 ">> to a file that may be there"
edit get_class_labels.sh '2s/^/rm -f labelmappings.txt\n/'
find_none "it is removed before"
fetch='https://raw.githubusercontent.com/ARM-software/ML-KWS-for-MCU/e9cf319e9aa2ff71d433e111477dd95329fb94cb/Pretrained_models/labels.txt'
fresh; printf '#!/bin/sh\nwget %s\nmv labels.txt labelmappings.txt\n' "$fetch" >"$m/get_class_labels.sh"
find_one unchecked_download warning get_class_labels.sh 2 "a download without a hash"
find_one wrong_labels error get_class_labels.sh 2 "a list in another order"
says '"expected":"down","found":"_silence_"'
echo 'sha256sum -c labels.sha256' >>"$m/get_class_labels.sh"
find_no unchecked_download "a hash is checked"
echo 'echo "more" > labelmappings.txt' >>"$m/get_class_labels.sh"
find_one several_writers warning get_class_labels.sh 2 "fetched and written"
fresh; printf '#!/bin/sh\ncurl -O %s\n' "$(echo "$fetch" | sed 's/e9cf[0-9a-f]*/master/')" >"$m/get_class_labels.sh"
find_one unpinned_download warning get_class_labels.sh 2 "a branch"
find_one label_file_name warning get_class_labels.sh 2 "labels.txt"
fresh; printf '#!/bin/sh\ngit clone --depth 1 https://github.com/tensorflow/models.git ./tf\n' >"$m/get_class_labels.sh"
find_one unpinned_download warning get_class_labels.sh 2 "a clone of what is newest"
echo 'git -C tf checkout 1f2e3d4c5b6a79880716253443526170f0e1d2c3' >>"$m/get_class_labels.sh"
find_no unpinned_download "a commit is checked out"
fresh; edit get_class_labels.sh 's/labelmappings/labelmapping/'
find_one label_file_name warning get_class_labels.sh 2 "labelmapping.txt"
fresh; printf '#!/bin/sh\ncat > labelmappings.txt << "END"\n%s\nEND\n' "$(cat "$m/labels.txt")" >"$m/get_class_labels.sh"
find_none "a here-document"
fresh; printf "#!/bin/sh\nprintf '%%s\\\\n' down go >labelmappings.txt # two\n" >"$m/get_class_labels.sh"
find_one label_count error get_class_labels.sh 2 "printf"

# MicroNets' keyword spotters other than ours
fresh; printf '#!/bin/sh\nwget %s\nmv labels.txt labelmappings.txt\n' "$fetch" >"$m/get_class_labels.sh"
rm "$m/labels.txt" "$m/demo_words.tflite"
edit README.md 's/804f8337/804f8338/; s/Demo Words INT8/MicroNet Large INT8/'; rm "$m/definition.yaml"
find_one wrong_labels error get_class_labels.sh 2 "the order of MicroNets is known"
edit README.md 's/MicroNet Large INT8/DS-CNN Large INT8/'
find_no wrong_labels "and that list is the right one for Hello Edge's"

# what only real models show
ad=$shared/ml-zoo/models/anomaly_detection/micronet_small/tflite_int8/ad_small_int8.tflite
mobilenet=$shared/ml-zoo/models/image_classification/mobilenet_v2_1.0_224/tflite_int8/mobilenet_v2_1.0_224_INT8.tflite
if [ -e "$ad" ] && [ -e "$mobilenet" ]; then
	fresh; cp "$ad" "$m/ad.tflite"
	find_one untrained_weights warning ad.tflite null "an initialisation" "$m/ad.tflite"
	says '10 of 10 layers'
	find_one unused_operator note mobilenet-v2.yaml null "QUANTIZE in the table only" "$mobilenet"
	find_no untrained_weights "a trained model" "$mobilenet"
else
	skip "untrained_weights, unused_operator" "there is no $shared/ml-zoo"
	printf 'untrained_weights\nunused_operator\n' >>"$seen"
fi

# form
fresh; edit README.md 's/^| Cortex-M.*/&\n\n<table><tr><td>Mali<\/td><td>:heavy_check_mark:<\/td><\/tr><\/table>/'
find_one table_style note README.md 38 "a table in HTML"
fresh; edit definition.yaml '/benchmark_name/d; s/benchmark_metrics:/Demo Words test set:/'
find_one benchmark_layout note definition.yaml 2 "the older layout"
[ "$(sed 's/},{/\n/g' "$out" | grep -c '"kind"')" -eq 1 ]
verdict $? "which says the same"
fresh; edit definition.yaml '/^license:/d; s/^- Apache-2.0/license: Apache-2.0/'
find_one licence_form note definition.yaml 7 "a licence that is no list"
fresh; edit README.md 's/^\[Apache-2.0\].*/MIT/'
find_one licence_differs warning README.md 7 "another licence"
fresh; edit README.md '/^\[Apache-2.0\]/d'
find_one no_licence warning README.md null "no licence"
fresh; edit README.md 's/| Quality level | Deployable/| Quality level | Hero/'
find_one quality_differs warning README.md 41 "another quality level"
says '"expected":"Deployable \(the definition\)","found":"Hero"'
fresh; mkdir -p work/models/old; sed 's/heavy_check_mark/heavy_multiplication_x/' "$m/README.md" >work/models/old/README.md
find_one platform_differs warning models/old/README.md 36 "another platform table for the same file"

# all of them
run lint --kinds
expect 0 "the list of kinds"
expect_seen $(sed 's/ .*//' "$out" | grep -vxF "$(printf '%s\n' $card_kinds)")
finish
