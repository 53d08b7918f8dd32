// SPDX-License-Identifier: Apache-2.0
/*
 * Proxies as the environment names them, the fault server being one.
 */
#include "tests/unit/transfer_client.h"

static void test_works(const char *proxy)
{
	setenv("http_proxy", proxy, 1);
	client_get_url("http://somewhere.invalid/ok/dir/file.txt");
	CHECK(client_is_right(), "a proxy answers for a host without an address %s",
		client.st.message);
	setenv("no_proxy", "somewhere.invalid", 1);
	client_get_url("http://somewhere.invalid/ok/dir/file.txt");
	client_failed("no_proxy", "cannot resolve host somewhere.invalid", true, 0);
	unsetenv("no_proxy");

	client_get_url("http://somewhere.invalid/proxy-login/dir/file.txt");
	client_failed("a proxy that wants a login", "answered 407 (it wants a login)", false, 407);
	CHECK(strstr(client.st.message, proxy) && strstr(client.st.message, "http_proxy"),
		"it is named, with the variable: %s", client.st.message);
	CHECK(strstr(client.st.hint, "USER:PASSWORD"), "hint: %s", client.st.hint);
	// A server that is asked itself says the same.
	setenv("no_proxy", "127.0.0.1", 1);
	client_get("407");
	client_failed("407 of a server",
		"the server answered 407 (it wants a proxy's login, but no proxy is", false, 407);
	CHECK(!strstr(client.st.message, "http_proxy") && strstr(client.st.hint, "no_proxy"),
		"the proxy is not blamed: %s", client.st.message);
	unsetenv("no_proxy");
	client_get("407");
	client_failed("407 of a proxy", "answered 407 (it wants a login)", false, 407);
	setenv("http_proxy", arena_printf(&arena, "http://me:secret@127.0.0.1:%d", httpd.port), 1);
	client_get_url("http://somewhere.invalid/proxy-login/dir/file.txt");
	CHECK(client_is_right(), "a login given %s", client.st.message);
	client_get_url("http://somewhere.invalid/404/x");
	CHECK(!strstr(client.st.message, "secret") && !strstr(client.st.hint, "secret"),
		"and not shown");
	unsetenv("http_proxy");
}

static void test_dead(void)
{
	setenv("all_proxy", "http://me:secret@127.0.0.1:1", 1);
	client_get("ok");
	client_failed("nobody listens",
		"cannot connect to the proxy http://127.0.0.1:1, which all_proxy names", true, 0);
	CHECK(strstr(client.st.hint, "all_proxy") && strstr(client.st.hint, "no_proxy") &&
			!strstr(client.st.hint, "secret"),
		"hint: %s", client.st.hint);
	setenv("all_proxy", "http://no-such-proxy.invalid:3128", 1);
	client_get("ok");
	client_failed("no such proxy",
		"cannot resolve the proxy http://no-such-proxy.invalid:3128, which all_proxy names",
		true, 0);
	unsetenv("all_proxy");
}

static void test_connect(const char *proxy)
{
	setenv("https_proxy", proxy, 1);
	client_get_url("https://login.invalid/x");
	client_failed("CONNECT", "answered 407 (it wants a login)", false, 0);
	CHECK(strstr(client.st.message, proxy) && strstr(client.st.message, "https_proxy"),
		"it is named, with the variable: %s", client.st.message);
	client_get_url("https://down.invalid/x");
	client_failed("CONNECT to nobody", "which https_proxy names, answered 502", true, 0);
	CHECK_INT(httpd_count(&httpd, "CONNECT login.invalid:443", NULL), 1, "one CONNECT");
	unsetenv("https_proxy");
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!client_start(argv[0]))
		return check_done();
	const char *proxy = arena_printf(&arena, "http://127.0.0.1:%d", httpd.port);
	test_works(proxy);
	test_dead();
	test_connect(proxy);
	return client_done();
}
