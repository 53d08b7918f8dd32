#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Transfers against a web server that is not ours: ranges and validators as nginx has them,
# TLS with an authority of our own, and a transfer that is killed and gone on with.
. "$(dirname "$0")/lib.sh"

transfer=$TEST_BUILD/tests/helpers/transfer
PATH=$PATH:/usr/sbin
if ! command -v nginx >/dev/null || ! command -v openssl >/dev/null; then
	skip "transfers from nginx" "no nginx or no openssl here"
	finish
fi
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY CURL_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE

mkdir -p www tmp
nbytes=1500000
head -c "$nbytes" /dev/urandom >www/model
{
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj '/CN=Test authority' &&
		openssl req -newkey rsa:2048 -nodes -keyout key.pem -out cert.csr -subj /CN=localhost &&
		printf 'subjectAltName=DNS:localhost\n' >names &&
		openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem
} >openssl.log 2>&1
verdict $? "certificates of our own"

# write_conf PORT: https is one above.
write_conf() {
	user=
	[ "$(id -u)" -ne 0 ] || user='user root;'
	cat >nginx.conf <<-CONF
		$user
		worker_processes 1;
		daemon off;
		pid $scratch/nginx.pid;
		error_log $scratch/error.log;
		events { worker_connections 64; }
		http {
			access_log $scratch/access.log;
			client_body_temp_path $scratch/tmp/body;
			proxy_temp_path $scratch/tmp/proxy;
			fastcgi_temp_path $scratch/tmp/fastcgi;
			uwsgi_temp_path $scratch/tmp/uwsgi;
			scgi_temp_path $scratch/tmp/scgi;
			root $scratch/www;
			server {
				listen 127.0.0.1:$1;
				listen 127.0.0.1:$(($1 + 1)) ssl http2;
				ssl_certificate $scratch/cert.pem;
				ssl_certificate_key $scratch/key.pem;
				location /slow/ { alias $scratch/www/; limit_rate 500k; }
				location /encoded/ { alias $scratch/www/; gzip on; gzip_min_length 0; gzip_types *; }
				location /moved/ { return 301 /model; }
				location /down/ { return 302 http://localhost:$1/model; }
				location /busy/ { add_header Retry-After 5 always; return 503; }
			}
		}
	CONF
}

# No port can be asked for that is free: try some.
start_nginx() {
	port=$((20000 + $$ % 20000))
	for try in 1 2 3 4 5 6 7 8; do
		write_conf "$port"
		nginx -p "$scratch" -c "$scratch/nginx.conf" 2>nginx.log &
		nginx=$!
		for wait in 1 2 3 4 5 6 7 8 9 10; do
			sleep 0.2
			"$transfer" "http://127.0.0.1:$port/model" probe "$nbytes" >/dev/null 2>&1 && cmp -s probe www/model && return 0
			kill -0 "$nginx" 2>/dev/null || break
		done
		kill "$nginx" 2>/dev/null
		wait "$nginx"
		port=$((port + 611 * try))
	done
	return 1
}
start_nginx
verdict $? "nginx runs" || finish
trap 'kill "$nginx"; wait "$nginx"; rm -rf "$scratch"' EXIT
base=http://127.0.0.1:$port secure=https://localhost:$((port + 1))

# get URL FILE: as run does, with the helper.
get() {
	command="transfer $*"
	"$transfer" "$@" "$nbytes" >"$out" 2>"$err"
	code=$?
}

expect_same() { # FILE WHAT
	cmp -s "$1" www/model
	verdict $? "$2"
}

get "$base/model" a
expect 0 "a file"
expect_out "^first 0 total $nbytes validator \"[0-9a-f-]*\"\$" "its size, and a strong ETag"
expect_same a "the right bytes"

head -c 700000 www/model >a
get "$base/model" a
expect 0 "the rest of a file"
expect_out "^first 700000 total $nbytes " "is all that is sent"
grep -q 'GET /model HTTP/1.1" 206 800000' access.log
verdict $? "as nginx sees it, too"
expect_same a "together they are the file"

head -c 700000 www/model >a
printf '"another"' >a.validator
get "$base/model" a
expect_out "^first 0 total $nbytes " "another validator: from 0 on"
expect_same a "the right bytes"

get "$base/model" a
expect 5 "nothing is left to ask for"
expect_err 'answered 416 \(there is no such range\)' "which nginx says"

get "$base/moved/" b
expect 0 "a redirect"
expect_same b "the right bytes"
get "$base/encoded/model" c
expect 0 "a server that would compress is asked not to"
expect_same c "the right bytes"
get "$base/none" d
expect 5 "404"
expect_err "^$base/none: the server answered 404 \(not found\)\$" "named"
get "$base/busy/" d
expect_err 'answered 503 \(unavailable for now\), and asks to wait 5 s$' "503"

get "$secure/model" e
expect 5 "an unknown authority"
expect_err 'signed by an authority not known here' "named"
export SSL_CERT_FILE="$scratch/ca.pem"
get "$secure/model" e
expect 0 "TLS, the authority being known"
if "$ZOO" version | grep -q nghttp2; then
	grep -q 'GET /model HTTP/2.0" 200' access.log
	verdict $? "over HTTP/2"
else
	skip "over HTTP/2" "this libcurl does not speak it"
fi
expect_same e "the right bytes"
get "$secure/down/" e2
expect 5 "out of TLS"
expect_err 'refused: from https to http$' "named"

for url in "$base/slow/model" "$secure/slow/model"; do
	rm -f f f.validator
	"$transfer" "$url" f "$nbytes" >"$out" 2>"$err" &
	pid=$!
	for wait in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.2
		[ ! -s f ] || break
	done
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	kept=$(wc -c <f)
	[ "$kept" -gt 0 ] && [ "$kept" -lt "$nbytes" ]
	verdict $? "${url%%:*}: killed with $kept of $nbytes bytes"
	get "$url" f
	expect 0 "${url%%:*}: gone on with"
	expect_out "^first $kept total $nbytes " "${url%%:*}: where it had been killed"
	expect_same f "${url%%:*}: the right bytes"
done
finish
