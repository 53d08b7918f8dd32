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
answer 1 html quota json empty half wrong another pointer pointer-other oversized endless oversized-cut \
	length-short gzip zip login-302
answer 5 404 410 401 403 400 hops/6 loop nowhere file-redirect redirect-ftp redirect-data \
	redirect-crlf redirect-control encoded encoded-br encoded-zstd transfer-gzip \
	length-twice length-conflict length-negative length-huge garbage http09 \
	header-flood header-long
[ ! -e "$scratch/store/models/net-words" ] || [ -z "$(find "$scratch/store" -name '*.tflite')" ]
verdict $? "no model is left"

# F-38: no server can lead back.  A mirror has an older file than the card's, one that is a
# model, too, and lists of files that say so; another server has the card's.
mkdir -p "www/older/$(dirname "$path")" www/older/metadata
{ cat "$root/$path"; printf 'older'; } >"www/older/$path"
sed -e "s/sha256: .*/sha256: $(sha256sum <"www/older/$path" | cut -c 1-64)/" cards/net-words.yaml |
	tee www/older/index.yaml >www/older/metadata/net-words.yaml
older=$base/ok/older
mkfifo more_ports
"$httpd" www log.2 >more_ports &
other=$!
trap 'kill "$server" "$other" 2>/dev/null; rm -rf "$scratch"' EXIT
read -r other_port <more_ports
current=http://127.0.0.1:$other_port/ok
lines=$(wc -l <log)

rm -rf "$ZOO_HOME"
run fetch net-words --mirror "$older"
expect 1 "a server with an older file"
run fetch net-words --mirror "$older" --mirror "$current"
expect 0 "and one with the card's"
expect_out "fetched, .* from $current/$path" "which is taken"
run fetch --force net-words --mirror "$older"
expect 1 "the older one again, in place of what is there"
run verify net-words
expect 0 "what is there stays, and is right"
! tail -n +$((lines + 1)) log | grep '^GET ' | grep -qv "^GET /ok/older/$path\$"
verdict $? "no list of files is ever asked for"
[ "$(tail -n +$((lines + 1)) log | grep -c '^GET ')" -eq 3 ]
verdict $? "but the file, each time"

# Two cards of one path, each with a file of its own, from the same two servers: each gets its own.
sed -e 's/^id: .*/id: old-words/' -e "s/^\(  *\)size_bytes: .*/\1size_bytes: $(wc -c <"www/older/$path")/" \
	-e "s/sha1: .*/sha1: $(sha1sum <"www/older/$path" | cut -c 1-40)/" \
	-e "s/sha256: .*/sha256: $(sha256sum <"www/older/$path" | cut -c 1-64)/" cards/net-words.yaml >cards/old-words.yaml
rm -rf "$ZOO_HOME"
run fetch net-words old-words --mirror "$older" --mirror "$current"
expect 0 "the older and the newer of two cards"
cmp -s "$ZOO_HOME/models/net-words/demo_words.tflite" "$root/$path" &&
	cmp -s "$ZOO_HOME/models/old-words/demo_words.tflite" "www/older/$path"
verdict $? "they are not mixed"
run --json show old-words
expect_out '"upstream_commit":"fec0bb5bcd486eb2839cdb7d437d466067402a6a"' "a card says from which commit it is"
finish
