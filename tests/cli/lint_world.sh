# SPDX-License-Identifier: Apache-2.0
# For the tests of zoo lint: a model's folder as ML-zoo publishes one, on which nothing is to
# be found, and a way to put one fault into a copy of it.  To be sourced after lib.sh.
#
#	fresh                                  # a clean copy in work/, its model's folder in $m
#	edit README.md 's/91.18%/0.92/'
#	find_one figure_differs error README.md 32 "another figure"

# The kinds that only our own cards have; test_lint_cards.sh shows each, test_lint_traps.sh all
# others.
card_kinds="invalid_card figure_of_other_file no_source loose_source wrong_split wrong_items no_items
unknown_protocol wrong_protocol same_bytes no_sha1 no_sha256 not_https no_upstream alias_clash
structure_differs"

m=work/models/keyword_spotting/demo_words
sha1=804f833769a5e6bb4e4f63dbb5779721b8cc29b2
seen=$scratch/seen
: >"$seen"

# npy FILE SHAPE NBYTES: int8 zeros, in the format's version 1 with a header of 118 bytes.
npy() {
	mkdir -p "$(dirname "$1")"
	{
		printf '\223NUMPY\001\000\166\000'
		printf '%-117s\n' "{'descr': '|i1', 'fortran_order': False, 'shape': $2, }"
		head -c "$3" /dev/zero
	} >"$1"
}

write_readme() {
	cat <<'END'
# Demo Words INT8

## Description
A keyword spotter for the tests.

## License
[Apache-2.0](https://spdx.org/licenses/Apache-2.0.html)

## Related Materials
### Class Labels
The class labels can be made with `get_class_labels.sh`.

## Network Information
| Network Information | Value |
|---------------------|-------|
| Framework | TensorFlow Lite |
| Datatype | int8 |
| SHA-1 Hash | 804f833769a5e6bb4e4f63dbb5779721b8cc29b2 |
| Size (Bytes) | 31064 |
| Provenance | made here |
| Paper | https://arxiv.org/abs/1711.07128 |

## DataSet
| Dataset Information | Value |
|--------|-------|
| Name | Demo Words test set |

## Accuracy
| Metric | Value |
|--------|-------|
| Accuracy | 91.18% |

## HW Support
| HW Support | Value |
|--------|-------|
| Cortex-M | :heavy_check_mark: |

## Network Quality
| Network Quality | Value |
|--------|-------|
| Quality level | Deployable |

## Network Inputs
| Input Node Name | Shape | Type | Description |
|-----------------|-------|------|-------------|
| serving_default_mfcc:0 | (1, 49, 10, 1) | int8 | Features of shape (1, 49, 10, 1) |

## Network Outputs
| Output Node Name | Shape | Type | Description |
|------------------|-------|------|-------------|
| StatefulPartitionedCall_1:0 | (1, 12) | int8 | The probabilities of twelve words |
END
}

write_definition() {
	cat <<'END'
benchmark:
  benchmark_metrics:
    accuracy: 91.18%
  benchmark_name: Demo Words test set
description: "A keyword spotter
  for the tests."
license:
- Apache-2.0
network:
  datatype: int8
  file_size_bytes: 31064
  filename: demo_words.tflite
  framework: TensorFlow Lite
  hash:
    algorithm: sha1
    value: 804f833769a5e6bb4e4f63dbb5779721b8cc29b2
  provenance: made here
network_parameters:
  input_nodes:
  - description: Features of shape (1, 49, 10, 1)
    example_input:
      path: models/keyword_spotting/demo_words/testing_input/serving_default_mfcc:0
    input_datatype: int8
    name: serving_default_mfcc:0
    shape: [1, 49, 10, 1]
  output_nodes:
  - description: The probabilities of twelve words
    name: StatefulPartitionedCall_1:0
    output_datatype: int8
    shape: [1, 12]
    test_output_path: models/keyword_spotting/demo_words/testing_output/StatefulPartitionedCall_1:0
network_quality:
  quality_level: Deployable
operators:
  TensorFlow Lite: [AVERAGE_POOL_2D, CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, RESHAPE, SOFTMAX]
paper: https://arxiv.org/abs/1711.07128
END
}

write_script() {
	printf '#!/bin/sh\n'
	op='>'
	while read -r label; do
		printf 'echo "%s" %s labelmappings.txt\n' "$label" "$op"
		op='>>'
	done <"$root/models/keyword_spotting/demo_words/labels.txt"
}

fresh() {
	rm -rf work
	mkdir -p "$m"
	write_readme >"$m/README.md"
	write_definition >"$m/definition.yaml"
	write_script >"$m/get_class_labels.sh"
	cp "$root/models/keyword_spotting/demo_words/demo_words.tflite" "$m/"
	cp "$root/models/keyword_spotting/demo_words/labels.txt" "$m/labels.txt"
	npy "$m/testing_input/serving_default_mfcc:0/0.npy" '(1, 49, 10, 1)' 490
	npy "$m/testing_output/StatefulPartitionedCall_1:0/0.npy" '(1, 12)' 12
}

edit() { # FILE SED-SCRIPT
	sed "$2" "$m/$1" >edited
	if cmp -s edited "$m/$1"; then
		command="edit $*" code=0
		verdict 1 "the edit changes $1: $2"
	fi
	mv edited "$m/$1"
}

# The findings in $out that match, one a line.
findings() { # KIND SEVERITY FILE LINE
	sed 's/},{/},\n{/g' "$out" | grep -F "\"kind\":\"$1\",\"severity\":\"$2\"" |
		grep -E "\"file\":\"[^\"]*$3\",\"line\":$4,"
}

# Lint the copy, or the paths given behind the description: there is such a finding.
find_one() { # KIND SEVERITY FILE LINE|null WHAT [PATH...]
	kind=$1 severity=$2 file=$3 line=$4 what=$5
	shift 5
	[ $# -gt 0 ] || set -- work
	run lint --json "$@"
	findings "$kind" "$severity" "$file" "$line" >found
	[ -s found ]
	verdict $? "$kind: $what" && echo "$kind" >>"$seen"
	case $severity in error) [ $code -ne 0 ] && [ $code -ne 2 ] ;; *) [ $code -le 1 ] ;; esac
	verdict $? "$kind: $what: the exit status"
}

# What find_one found says so, too.
says() { # REGEX
	grep -qE -e "$1" found
	verdict $? "which says $1"
}

# Lint what find_one linted last, or the paths given: there is no such finding.
find_no() { # KIND WHAT [PATH...]
	kind=$1 what=$2
	shift 2
	[ $# -gt 0 ] || set -- work
	run lint --json "$@"
	! grep -q "\"kind\":\"$kind\"" "$out"
	verdict $? "no $kind: $what"
}

# Has each of these kinds been shown?
expect_seen() { # KIND...
	for kind in "$@"; do
		command="the whole test" code=0
		grep -qx "$kind" "$seen"
		verdict $? "$kind has been shown"
	done
}

# Nothing at all is found, not even a note.
find_none() { # WHAT [PATH...]
	what=$1
	shift
	[ $# -gt 0 ] || set -- work
	run lint --json "$@"
	grep -q '"findings":\[\]' "$out" && [ $code -eq 0 ]
	verdict $? "nothing is found: $what"
}
