// SPDX-License-Identifier: Apache-2.0
/*
 * One table for ends without an answer, one for HTTP's statuses; whoever asks again reads
 * transfer_failure, people read the message.
 */
#include "zoo/fetch/transfer_errors.h"

#include "zoo/fetch/transfer_limits.h"
#include "zoo/fetch/transfer_url.h"

#include <stdio.h>
#include <string.h>

#define ASK_FOR_CA                                                                 \
	"if a proxy here signs for others, or the server is your own, put its CA " \
	"certificate into the file that SSL_CERT_FILE names"

struct text {
	const char *reason;
	bool again;
	const char *hint;
};

static const struct text texts[WIRE_END_COUNT] = {
	[WIRE_NO_HOST] = {"cannot resolve host", true,
		"check the name, and this machine's connection to the network"},
	[WIRE_NO_PROXY] = {"cannot resolve the proxy", true, NULL},
	[WIRE_NO_CONNECTION] = {"cannot connect to", true, NULL},
	[WIRE_SLOW_CONNECTION] = {"no connection within", true, NULL},
	[WIRE_BROKEN] = {"the connection broke", true, NULL},
	[WIRE_CUT] = {"the connection ended before the file did", true, NULL},
	[WIRE_SILENT] = {"the server closed the connection before it had answered", true, NULL},
	[WIRE_NOT_HTTP] = {"the server's answer is not proper HTTP", false, NULL},
	[WIRE_HUGE_HEADER] = {"the server's answer has a header of more than 100 KiB", false, NULL},
	[WIRE_NO_TLS] = {"no secure connection could be agreed on", true, NULL},
	[WIRE_OLD_TLS] = {"the server does not speak TLS 1.2 or newer", false, NULL},
	[WIRE_NO_AUTHORITIES] = {"no CA certificates at", false,
		"set SSL_CERT_FILE to a bundle of CA certificates, or install ca-certificates"},
	[WIRE_CERTIFICATE_EXPIRED] = {"the server's certificate has expired", false,
		"check this machine's clock; otherwise only the server's owner can help"},
	[WIRE_CERTIFICATE_EARLY] = {"the server's certificate is not valid yet", false,
		"check this machine's clock; otherwise only the server's owner can help"},
	[WIRE_CERTIFICATE_OF_OTHER] = {"the server's certificate is for another host", false,
		"check the URL; a login page or proxy may have answered instead"},
	[WIRE_CERTIFICATE_SELF_SIGNED] = {"the server's certificate is signed by itself only",
		false, ASK_FOR_CA},
	[WIRE_CERTIFICATE_UNKNOWN] = {"the server's certificate is not trusted: it is signed by an "
				      "authority not known here",
		false, ASK_FOR_CA},
	[WIRE_CERTIFICATE_REVOKED] = {"the server's certificate has been revoked", false, NULL},
	[WIRE_CERTIFICATE_BAD] = {"the server's certificate is not trusted", false, ASK_FOR_CA},
	[WIRE_NO_URL] = {"not a URL", false, NULL},
	[WIRE_OTHER] = {"the transfer failed", false, NULL},
};

// libcurl speaks of the host that it connects to, which may be the proxy's.
static bool is_about_proxy(const char *detail, const char *proxy)
{
	char host[URL_HOST_NBYTES], name[URL_HOST_NBYTES + 8];
	url_host(host, proxy);
	snprintf(name, sizeof(name), "to %s port", host);
	return strstr(detail, name) != NULL;
}

static void say_connection(struct status *st, const char *reason, const char *detail,
	const char *shown, const char *url, const char *proxy_variable, const char *proxy)
{
	char host[URL_HOST_NBYTES];
	url_host(host, url);
	if (proxy_variable && is_about_proxy(detail, proxy))
		status_fail(st, STATUS_NETWORK, "%s: %s the proxy %s, which %s names (%s)", shown,
			reason, proxy, proxy_variable, detail);
	else
		status_fail(st, STATUS_NETWORK, "%s: %s %s (%s)", shown, reason, host, detail);
}

static void say_certificate(
	struct status *st, const char *reason, const char *shown, const char *url)
{
	struct wire_validity validity;
	wire_look(&validity, url, transfer_limits.connect_ms);
	if (validity.from[0] && validity.until[0])
		status_fail(st, STATUS_NETWORK, "%s: %s (valid from %s until %s)", shown, reason,
			validity.from, validity.until);
	else
		status_fail(st, STATUS_NETWORK, "%s: %s", shown, reason);
}

bool transfer_fail_end(struct status *st, struct transfer_failure *failure, enum wire_end end,
	const struct wire *wire, const char *shown, const char *url, const char *cut)
{
	char proxy[URL_SHOWN_NBYTES] = "", host[URL_HOST_NBYTES];
	const struct text *text = &texts[end];
	const char *detail = wire_detail(wire);
	const char *variable = url_proxy(proxy, url);
	failure->again = text->again;
	if (variable && wire_connect_status(wire) >= 300) {
		failure->again = wire_connect_status(wire) >= 500;
		status_fail(st, STATUS_NETWORK, "%s: the proxy %s, which %s names, answered %ld%s",
			shown, proxy, variable, wire_connect_status(wire),
			wire_connect_status(wire) == 407 ? " (it wants a login)" : "");
		return status_hint(st, "check %s and no_proxy", variable);
	}
	switch (end) {
	case WIRE_NO_MEMORY:
		return status_fail(st, STATUS_IO, "%s: out of memory", shown);
	case WIRE_NO_HOST:
		url_host(host, url);
		status_fail(st, STATUS_NETWORK, "%s: %s %s", shown, text->reason, host);
		break;
	case WIRE_NO_PROXY:
		status_fail(st, STATUS_NETWORK, "%s: %s %s, which %s names", shown, text->reason,
			proxy, variable ? variable : "the environment");
		break;
	case WIRE_SLOW_CONNECTION:
		status_fail(st, STATUS_NETWORK, "%s: %s %d s (%s)", shown, text->reason,
			transfer_limits.connect_ms / 1000, detail);
		break;
	case WIRE_NO_CONNECTION:
		say_connection(st, text->reason, detail, shown, url, variable, proxy);
		break;
	case WIRE_NO_AUTHORITIES:
		status_fail(st, STATUS_NETWORK, "%s: %s %s", shown, text->reason,
			wire_authorities(wire));
		break;
	case WIRE_CERTIFICATE_EXPIRED:
	case WIRE_CERTIFICATE_EARLY:
		say_certificate(st, text->reason, shown, url);
		break;
	case WIRE_CUT:
		status_fail(st, STATUS_NETWORK, "%s: %s%s", shown, text->reason, cut);
		break;
	default:
		status_fail(st, STATUS_NETWORK, "%s: %s%s%s%s%s", shown, text->reason,
			*detail ? " (" : "", detail, *detail ? ")" : "", cut);
	}
	if (text->hint)
		status_hint(st, "%s", text->hint);
	else if (variable && failure->again)
		status_hint(st, "%s is set to %s: check it and no_proxy", variable, proxy);
	return false;
}

static const char *meaning(const struct head *head, bool by_proxy)
{
	switch (head->status) {
	case 401:
		return " (the server wants a login)";
	case 403:
		return head->rate_limited ? " (too many requests from this address)"
					  : " (forbidden)";
	case 404:
		return " (not found)";
	case 407:
		return by_proxy ? " (the proxy wants a login)"
				: " (it wants a proxy's login, but no proxy is in use)";
	case 408:
		return " (the request took too long)";
	case 410:
		return " (gone)";
	case 416:
		return " (there is no such range)";
	case 429:
		return " (too many requests)";
	case 502:
	case 504:
		return " (a server behind the server failed)";
	case 503:
		return " (unavailable for now)";
	case 509:
		return " (its transfer quota is used up)";
	default:
		return head->status >= 500 ? " (an error of the server)" : "";
	}
}

bool transfer_fail_status(struct status *st, struct transfer_failure *failure,
	const struct head *head, bool by_proxy, const char *shown, const char *url,
	const char *said)
{
	char proxy[URL_SHOWN_NBYTES] = "", wait[64] = "";
	const char *variable = url_proxy(proxy, url);
	long code = head->status;
	failure->again = code == 408 || code == 429 || code >= 500;
	failure->retry_after_s = head->retry_after_s;
	if (head->retry_after_s >= 0)
		snprintf(wait, sizeof(wait), ", and asks to wait %lld s%s",
			(long long)head->retry_after_s,
			head->retry_after_s < RETRY_AFTER_MAX_S ? "" : " or more");
	status_fail(st, STATUS_NETWORK, "%s: the server answered %ld%s%s%s%s%s", shown, code,
		meaning(head, by_proxy), wait, *said ? ": \"" : "", said, *said ? "\"" : "");
	if (code == 407 && !by_proxy) {
		status_hint(st,
			"check the URL; a network's proxy is named by %s, and no_proxy says who is "
			"asked without it",
			url_is_https(url) ? "https_proxy" : "http_proxy");
	} else if (code == 407 && variable) {
		status_fail(st, STATUS_NETWORK,
			"%s: the proxy %s, which %s names, answered 407 (it wants a login)", shown,
			proxy, variable);
		status_hint(st, "put user and password into %s: http://USER:PASSWORD@HOST:PORT",
			variable);
	} else if (head->rate_limited || head->retry_after_s > 0) {
		status_hint(st, "wait, or use a mirror: --mirror, ZOO_MIRROR");
	}
	return false;
}
