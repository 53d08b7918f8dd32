#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# zoo fetch in an environment that somebody else made (F-66): what other programs read changes
# neither whom it asks nor what it installs, and what it does read itself says whom to trust
# only to who runs it.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/fetch_world.sh"

# Files that curl(1) would read: a login, a proxy that is not there.
mkdir -p elsewhere
printf 'machine 127.0.0.1 login me password secret\n' >elsewhere/.netrc
printf 'proxy = http://127.0.0.1:1\ninsecure\n' >elsewhere/.curlrc
chmod 600 elsewhere/.netrc
cp elsewhere/.netrc elsewhere/.curlrc "$HOME"
mkdir -m 777 everybody

# fetch_with NAME=VALUE...: from the server, with these
fetch_with() {
	rm -rf "$ZOO_HOME"
	command="$* zoo fetch"
	env "$@" "$ZOO" fetch net-words --mirror "$base/ok" >"$out" 2>"$err" </dev/null
	code=$?
	expect 0 "$*"
	cmp -s "$ZOO_HOME/models/net-words/demo_words.tflite" "$root/$path"
	verdict $? "$*: the right bytes"
}
for set in HOME="$scratch/elsewhere" CURL_HOME="$scratch/elsewhere" NETRC="$scratch/elsewhere/.netrc" \
	HTTP_PROXY=http://127.0.0.1:1 FTP_PROXY=http://127.0.0.1:1 SSLKEYLOGFILE="$scratch/keys" \
	TMPDIR="$scratch/everybody" TMPDIR=/nonexistent OPENSSL_CONF=/nonexistent RES_OPTIONS=attempts:0 \
	LD_PRELOAD=/nonexistent.so MALLOC_PERTURB_=165 PATH= TZ=../../etc/passwd LC_ALL=no_SUCH LANGUAGE=../..; do
	fetch_with "$set"
done
fetch_with no_proxy= NO_PROXY= HTTP_PROXY=http://127.0.0.1:1 REQUEST_METHOD=GET
[ -z "$(ls -A everybody)" ]
verdict $? "nothing is ever put into TMPDIR"
for home in "$HOME" "$scratch/elsewhere"; do
	rm -rf "$ZOO_HOME"
	HOME=$home CURL_HOME=$home run fetch net-words --mirror "$base/login-needed"
	expect 5 "a login is wanted"
	expect_err 'answered 401' "that of .netrc is not used"
done
! grep -q '^AUTHORIZATION' log
verdict $? "no login was ever sent"

# Over TLS: certificates are those of SSL_CERT_FILE, but not for a program with rights of another.
if ! command -v openssl >/dev/null; then
	skip "TLS in a foreign environment" "no openssl"
	finish
fi
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
	-keyout key.pem -out certificate.pem 2>openssl.log || exit 3
mkfifo secure_ports
"$httpd" --tls certificate.pem key.pem www secure_log >secure_ports &
secure_server=$!
public=$(mktemp -d) || exit 1
trap 'kill "$server" "$secure_server" 2>/dev/null; rm -rf "$scratch" "$public"' EXIT
read -r secure_port <secure_ports
secure=https://localhost:$secure_port/ok
export no_proxy=127.0.0.1,localhost

rm -rf "$ZOO_HOME"
run fetch net-words --mirror "$secure"
expect 5 "a certificate that is not trusted"
CURL_HOME=$scratch/elsewhere HOME=$scratch/elsewhere run fetch net-words --mirror "$secure"
expect 5 "nor if .curlrc says so"
SSLKEYLOGFILE=$scratch/keys SSL_CERT_FILE=$scratch/certificate.pem run fetch net-words --mirror "$secure"
expect 0 "one that is"

# A copy with the rights of one user, run by another.
owner=64801 caller=64802
if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
	skip "rights of another" "only root can hand them out, with setpriv"
	finish
fi
run_as() { # USER ARGUMENTS...
	user=$1
	shift
	command="zoo $*, as $user"
	HOME="$public" SSLKEYLOGFILE="$public/keys.$user" SSL_CERT_FILE="$public/certificate.pem" ZOO_HOME="$public/store" ZOO_METADATA="$public/cards" \
		ASAN_OPTIONS=detect_leaks=0 setpriv --reuid="$user" --regid="$user" --clear-groups \
		"$public/zoo" "$@" >"$out" 2>"$err" </dev/null
	code=$?
}
cp "$ZOO" "$public/zoo"
cp -r cards certificate.pem "$public"
chmod -R a+rX "$public"
mkdir -m 700 "$public/store"
chown -R $owner:$owner "$public"
chmod 6755 "$public/zoo"
cp "$(command -v id)" "$public/id"
chown $owner:$owner "$public/id"
chmod 6755 "$public/id"
if [ "$(setpriv --reuid=$caller --regid=$caller --clear-groups "$public/id" -u)" != $owner ]; then
	skip "rights of another" "this file system hands none out"
	finish
fi
run_as $caller version
if grep -q LeakSanitizer "$err"; then
	skip "rights of another" "the leak sanitizer does not run with them"
	finish
fi
expect 0 "it runs"
run_as $owner fetch net-words --mirror "$secure"
expect 0 "the owner says whom to trust"
run_as $caller fetch --force net-words --mirror "$secure"
expect 5 "who runs the owner's program does not"
expect_err "certificate is (signed by itself only|not trusted)" "SSL_CERT_FILE is not heeded"
[ ! -e "$public/keys.$caller" ]
verdict $? "nor does a file of the owner's get keys, as SSLKEYLOGFILE wants"
run_as $owner verify net-words
expect 0 "and what is there stays"
finish
