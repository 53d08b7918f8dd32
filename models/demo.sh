#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job on the model that travels inside the program: fetch, verify, evaluate, compare
# with the card.  Works in a store of its own that is gone afterwards, without a network.
#
#	sh models/demo.sh PROGRAM
set -eu

zoo=$1
data=models/keyword_spotting/demo_words/demo_words_test.tar
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT INT TERM
export ZOO_HOME="$store" ZOO_MIRROR='' ZOO_METADATA=''

show() {
	printf '\n$ zoo %s\n' "$*"
	"$zoo" "$@"
}

show --offline fetch demo-words
show --offline verify demo-words
show --offline eval demo-words --data "$data"

cat <<TXT

That is the whole job: a model with a published figure, checked byte by byte, run over its test
set, and the figure counted again.  To go on:

  $zoo list                               the cards this program knows
  $zoo fetch micronet-kws-medium          a model from Arm's ML-zoo, verified on arrival
  $zoo datasets                           which datasets are here, and how to get the others
  $zoo eval --dataset speech_commands      the published figure, once the test set is here
  $zoo help eval                          the manual
TXT
