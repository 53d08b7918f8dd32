# SPDX-License-Identifier: Apache-2.0
# For tests of zoo fetch: the fault server with the model that travels inside the program, as
# one that has to be fetched, and cards of it; upstream cannot be reached.  To be sourced
# behind lib.sh.

: "${TEST_BUILD:=$root/build}"
httpd=$TEST_BUILD/tests/server/httpd
path=models/keyword_spotting/demo_words/demo_words.tflite
if [ ! -x "$httpd" ]; then
	skip "zoo fetch from a server" "no $httpd"
	finish
fi
unset http_proxy all_proxy HTTPS_PROXY ALL_PROXY CURL_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE
export https_proxy=http://127.0.0.1:1 no_proxy=127.0.0.1

mkdir -p cards "www/$(dirname "$path")"
cp "$root/$path" "www/$path"
printf 'another' >www/another

# make_card ID: a card of that file
make_card() {
	sed -e "s/^id: .*/id: $1/" -e 's/^aliases:.*//' -e 's/^task:/upstream: {repository: ARM-software\/ML-zoo, commit: fec0bb5bcd486eb2839cdb7d437d466067402a6a}\n&/' \
		"$root/metadata/demo-words.yaml" >"cards/$1.yaml"
}
make_card net-words
export ZOO_METADATA="$scratch/cards"

mkfifo ports
"$httpd" www log >ports &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
read -r port <ports
base=http://127.0.0.1:$port
