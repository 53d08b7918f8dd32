#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Manual pages are well-formed, and each command has one.
set -eu
bad=0
mandoc -T lint -W warning man/*.1 || bad=1
# One that does not begin its line is printed as it stands, and mandoc does not mind.
if grep -nE "^[^.'].* \\.([BIR]|[BIR][BIR]|[PT]P|S[HS]|EX|EE)( |\$)" man/*.1; then
	echo "a request in mid-line"
	bad=1
fi
for source in cli/cmd_*.c; do
	command=$(basename "$source" .c | sed 's/^cmd_//')
	[ -e "man/zoo-$command.1" ] || { echo "there is no man/zoo-$command.1"; bad=1; }
done
exit $bad
