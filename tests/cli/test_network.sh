#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo fetch from a server that misbehaves: the exit status for every kind of answer, that it
# is said in one line without control bytes, and that nothing wrong is ever installed.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/fetch_world.sh"

# answer EXIT BEHAVIOUR...: what zoo fetch makes of them.
answer() {
	want=$1
	shift
	for behaviour; do
		rm -rf "$ZOO_HOME"
		run fetch net-words --mirror "$base/$behaviour"
		expect "$want" "$behaviour"
		if [ "$want" -ne 0 ]; then
			grep -qF "$base/$behaviour/$path" "$err"
			verdict $? "$behaviour: the address is named"
			! LC_ALL=C grep -q '[[:cntrl:]]' "$err"
			verdict $? "$behaviour: no control bytes"
			run verify net-words
			expect 1 "$behaviour: nothing is installed"
		fi
	done
}

answer 0 ok range chunked chunked-trailer no-length continue redirect redirect-301 redirect-308 hops/5
answer 1 html quota json empty half wrong another pointer pointer-other oversized endless \
	length-short gzip zip login-302
answer 5 404 410 401 403 400 hops/6 loop nowhere file-redirect redirect-ftp redirect-data \
	redirect-crlf redirect-control encoded encoded-br encoded-zstd transfer-gzip \
	length-twice length-conflict length-negative length-huge garbage http09 \
	header-flood header-long
[ ! -e "$scratch/store/models/net-words" ] || [ -z "$(find "$scratch/store" -name '*.tflite')" ]
verdict $? "no model is left"
finish
