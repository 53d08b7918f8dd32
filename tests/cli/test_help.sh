#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# -h, the manual pages and the table of options say the same.
. "$(dirname "$0")/lib.sh"

squeeze() { tr '\n' ' ' | tr -s ' ' | sed 's/^ //; s/ $//'; }

# section NAME FILE: the lines of a rendered page below a heading.
section() { awk -v name="$1" '/^[A-Z]/ { inside = $0 == name; next } inside' "$2"; }

run help
expect 0 "zoo help"
cp "$out" overview
commands=$(sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' overview)
[ "$(echo "$commands" | wc -l)" -ge 14 ]
verdict $? "the overview lists the commands"
for name in list show fetch add verify labels run inspect eval bench datasets lint import help version; do
	echo "$commands" | grep -qx "$name"
	verdict $? "the overview has $name"
done
run -h
cmp -s overview "$out"
verdict $? "zoo -h is the overview"
run --help
cmp -s overview "$out"
verdict $? "zoo --help is the overview"

sed -n 's/^  \(-., \)*--\([a-z-]*\).*/\2/p' overview | sort >global

for name in $commands; do
	run help "$name"
	expect 0 "zoo help $name"
	cp "$out" page
	run "$name" --help
	cmp -s page "$out"
	verdict $? "zoo $name --help is zoo help $name"
	grep -qE '\\|^\.|[[:cntrl:]]' page
	[ $? -eq 1 ]
	verdict $? "the page of $name is rendered without leftovers"

	run "$name" -h
	expect 0 "zoo $name -h"
	sed -n '1s/^usage: //p' "$out" | squeeze >usage
	section SYNOPSIS page | squeeze >synopsis
	command="diff of -h and page of $name: $(cat usage) | $(cat synopsis)"
	cmp -s usage synopsis
	verdict $? "SYNOPSIS of $name is the usage of -h"

	sed -n '/^Options:/,/^$/s/^  \(-., \)*--\([a-z-]*\).*/\2/p' "$out" | sort >options
	section OPTIONS page | sed -n 's/^ *\(-.[, ]* *\)*--\([a-z-]*\).*/\2/p' | sort >documented
	command="options of $name: $(squeeze <options) | $(squeeze <documented)"
	cmp -s options documented
	verdict $? "OPTIONS of $name are those of its table"
	for part in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" EXAMPLES "SEE ALSO"; do
		[ -n "$(section "$part" page)" ]
		verdict $? "the page of $name has $part"
	done
	grep -q "^  $name  *$(section NAME page | squeeze | sed 's/^[^ ]* - //')\$" overview
	verdict $? "NAME of $name is its line in the overview"
done

run help zoo
expect 0 "zoo help zoo"
section OPTIONS "$out" | sed -n 's/^ *\(-.[, ]* *\)*--\([a-z-][a-z-]*\).*/\2/p' | sort >documented
command="global options: $(squeeze <global) | $(squeeze <documented)"
cmp -s global documented
verdict $? "the global options are documented"

run help evla
expect 6 "help on nothing"
expect_err 'did you mean zoo help eval' "help on nothing: did you mean"
run help eval --json
expect 0 "zoo help eval --json"
expect_json zoo.help/1 "zoo help eval --json"
run list -h --json
expect_json zoo.help/1 "zoo list -h --json"

# A pager is for terminals only, and colours too.
run --color always help eval
printf '\033' >escape
grep -qf escape "$out"
verdict $? "--color always makes the page bold"

# The examples of the pages: those that need nothing but the source tree do what they say, the
# others are at least well-formed, with names and options that there are.
cd "$root" || exit 1
for page in man/*.1; do
	sed -n '/^\.EX/,/^\.EE/p' "$page" | grep '^zoo ' | sed 's/\\-/-/g; s/ | .*//' >"$scratch/examples"
	while read -r zoo example; do
		case $example in
		*demo*) run --offline fetch demo-words ;;
		run*) continue ;;
		esac
		run --offline $example
		case $example in
		*demo* | list* | show* | labels* | datasets* | lint* | help* | version*) [ $code -eq 0 ] ;;
		*) [ $code -ne 2 ] && [ $code -ne 6 ] && [ $code -lt 128 ] ;;
		esac
		verdict $? "example of $(basename "$page"): zoo $example"
	done <"$scratch/examples"
done

finish
