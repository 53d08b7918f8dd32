// SPDX-License-Identifier: Apache-2.0
/*
 * Transfers over TLS from the fault server with certificates of our own, made by the program
 * openssl: whom to trust, what is wrong with a certificate in words of its own, and that
 * TLS cannot be talked down or cut unnoticed.
 */
#include "tests/unit/transfer_client.h"

static const char *test_program;

// A server with the certificate NAME.pem; `client_url()` is not for it.
struct secure_server {
	struct httpd httpd;
	bool runs;
};

static const char *in_scratch(const char *name)
{
	return arena_printf(&arena, "%s/%s", scratch_directory, name);
}

static void serve(struct secure_server *server, const char *tls, const char *name)
{
	const char *certificate = in_scratch(arena_printf(&arena, "%s.pem", name));
	server->runs =
		CHECK(httpd_start_tls(&server->httpd, test_program, tls, certificate,
			      in_scratch("key.pem"), in_scratch("root"), in_scratch("tls-log")),
			"a server with the certificate \"%s\" runs", name);
}

static bool get(const struct secure_server *server, const char *host, const char *behaviour)
{
	return client_get_url(arena_printf(
		&arena, "https://%s:%d/%s/dir/file.txt", host, server->httpd.port, behaviour));
}

static void stop(struct secure_server *server)
{
	if (server->runs)
		httpd_stop(&server->httpd);
}

/*
 * An authority, and below it certificates for localhost: a good one, one that was valid for
 * two days of 2020, one that will be from 2090 on; one for another host, and one that is
 * signed by itself.
 */
static bool make_certificates(void)
{
	static const char script[] =
		"set -e\n"
		"new() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 \"$@\"; }\n"
		"new -keyout ca.key -out ca.pem -subj '/CN=Test authority'\n"
		"openssl genrsa -out key.pem 2048\n"
		"openssl req -x509 -new -key key.pem -days 2 -subj /CN=localhost "
		"-addext subjectAltName=DNS:localhost -out self.pem\n"
		"mkdir db; : >db/index; echo 01 >db/serial\n"
		"printf '%s\\n' '[ca]' 'default_ca=own' '[own]' 'database=db/index' "
		"'serial=db/serial' 'new_certs_dir=db' 'default_md=sha256' 'policy=any' "
		"'copy_extensions=copy' 'unique_subject=no' '[any]' 'commonName=supplied' >ca.cnf\n"
		"sign() {\n"
		"	openssl req -new -key key.pem -subj \"/CN=$2\" -addext "
		"\"subjectAltName=DNS:$2\" -out \"$1.csr\"\n"
		"	openssl ca -config ca.cnf -batch -notext -cert ca.pem -keyfile ca.key "
		"-startdate \"$3\" -enddate \"$4\" -in \"$1.csr\" -out \"$1.pem\"\n"
		"}\n"
		"sign good localhost 20200101000000Z 20991231000000Z\n"
		"sign old localhost 20200101000000Z 20200103000000Z\n"
		"sign early localhost 20900101000000Z 20991231000000Z\n"
		"sign other elsewhere.example 20200101000000Z 20991231000000Z\n";
	scratch_write(in_scratch("make.sh"), script, strlen(script));
	return system(arena_printf(
		       &arena, "cd '%s' && sh make.sh >openssl.log 2>&1", scratch_directory)) == 0;
}

static void check_refused(const char *name, const char *host, const char *says, const char *also)
{
	struct secure_server server;
	serve(&server, "--tls", name);
	get(&server, host, "ok");
	client_failed(name, says, false, 0);
	CHECK(strstr(client.st.message, also), "%s: %s is in: %s", name, also, client.st.message);
	CHECK_INT(client.begun_count, 0, "%s: nothing was taken", name);
	CHECK(client.st.hint[0] && !strstr(client.st.hint, "insecure") &&
			!strstr(client.st.hint, "verif"),
		"%s: hint: %s", name, client.st.hint);
	stop(&server);
	CHECK_INT(httpd_count(&server.httpd, "GET ", NULL), 0, "%s: nothing was asked", name);
}

static void test_refused(void)
{
	setenv("SSL_CERT_FILE", in_scratch("ca.pem"), 1);
	check_refused("old", "localhost", "the server's certificate has expired",
		"(valid from Jan  1 00:00:00 2020 GMT until Jan  3 00:00:00 2020 GMT)");
	check_refused("early", "localhost", "the server's certificate is not valid yet",
		"(valid from Jan  1 00:00:00 2090 GMT until ");
	check_refused(
		"other", "localhost", "the server's certificate is for another host", "localhost");
	check_refused(
		"good", "127.0.0.1", "the server's certificate is for another host", "127.0.0.1");
	check_refused("self", "localhost", "the server's certificate is signed by itself only", "");
	setenv("SSL_CERT_FILE", in_scratch("self.pem"), 1);
	check_refused("good", "localhost", "signed by an authority not known here", "");
	setenv("SSL_CERT_FILE", "/nonexistent/bundle", 1);
	check_refused("good", "localhost", "no CA certificates at /nonexistent/bundle", "");
	CHECK(strstr(client.st.hint, "SSL_CERT_FILE"), "what to set: %s", client.st.hint);
	unsetenv("SSL_CERT_FILE");
	check_refused("good", "localhost", "signed by an authority not known here", "");
}

// Each variable that names certificates, as with the program curl.
static void test_trusted(const struct secure_server *server)
{
	static const char *const names[] = {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "SSL_CERT_DIR"};
	bool hashed = system(arena_printf(&arena,
			      "cd '%s' && mkdir -p hashed && cp ca.pem hashed && "
			      "ln -s ca.pem hashed/$(openssl x509 -hash -noout -in ca.pem).0",
			      scratch_directory)) == 0;
	CHECK(hashed, "a directory of certificates");
	for (int i = 0; i < 3; i++) {
		setenv(names[i], in_scratch(i < 2 ? "ca.pem" : "hashed"), 1);
		CHECK(get(server, "localhost", "ok") && client_is_right(), "%s is heeded %s",
			names[i], client.st.message);
		unsetenv(names[i]);
	}
}

static void test_transfers(const struct secure_server *server)
{
	static const char *const good[] = {"chunked", "redirect", "hops/5", "abrupt", "range",
		"abrupt-no-length", "no-length"};
	for (int i = 0; i < 7; i++)
		CHECK(get(server, "localhost", good[i]) && client_is_right(), "%s over TLS %s",
			good[i], client.st.message);
	get(server, "localhost", "redirect-http");
	client_failed("out of TLS", "refused: from https to http", false, 302);
	get(server, "localhost", "redirect-host");
	client_failed("login", "answered 401", false, 401);
	get(server, "localhost", "abrupt-cut");
	CHECK(!client.ok && client.failure.again && client.kept_nbytes == CONTENT_NBYTES / 2 &&
			strstr(client.st.message, "after 150000 bytes"),
		"cut without close_notify: %s", client.st.message);
}

// https through a proxy: the tunnel is the fault server's, the certificate the real one's.
static void test_tunnel(const struct secure_server *server)
{
	setenv("https_proxy", arena_printf(&arena, "http://127.0.0.1:%d", httpd.port), 1);
	CHECK(get(server, "localhost", "ok") && client_is_right(), "through a proxy %s",
		client.st.message);
	unsetenv("https_proxy");
	CHECK_INT(httpd_count(&httpd,
			  arena_printf(&arena, "CONNECT localhost:%d", server->httpd.port), NULL),
		1, "which was asked");
}

static void test_old_tls(void)
{
	struct secure_server server;
	serve(&server, "--tls1", "good");
	get(&server, "localhost", "ok");
	client_failed("TLS 1.0", "the server does not speak TLS 1.2 or newer (", false, 0);
	stop(&server);
}

// A server that does not speak TLS at all.
static void test_no_tls(void)
{
	client_get_url(arena_printf(&arena, "https://localhost:%d/ok/dir/file.txt", httpd.port));
	CHECK(!client.ok && client.st.code == STATUS_NETWORK &&
			strstr(client.st.message, "no secure connection could be agreed on ("),
		"no TLS: %s", client.st.message);
}

int main(int argc, char **argv)
{
	(void)argc;
	test_program = argv[0];
	CHECK(strstr(transfer_library_version(), "libcurl/"), "%s", transfer_library_version());
	if (system("openssl version >/dev/null 2>&1") != 0) {
		check_skip("TLS", "no openssl program");
		return check_done();
	}
	if (!client_start(argv[0]))
		return check_done();
	if (!CHECK(make_certificates(), "certificates of our own"))
		return client_done();
	struct secure_server server;
	test_refused();
	serve(&server, "--tls", "good");
	test_trusted(&server);
	setenv("SSL_CERT_FILE", in_scratch("ca.pem"), 1);
	test_transfers(&server);
	test_tunnel(&server);
	stop(&server);
	test_old_tls();
	test_no_tls();
	return client_done();
}
