// SPDX-License-Identifier: Apache-2.0
/*
 * The table of behaviours: name, what answers, whether a file is needed, the faults (F-ids)
 * that it stands for, and what it does.  `httpd --list` prints it.
 */
#ifndef TESTS_SERVER_BEHAVIOURS_H
#define TESTS_SERVER_BEHAVIOURS_H

#include "tests/server/server.h"

#define BEHAVIOURS(X)                                                                            \
	/* right answers */                                                                      \
	X("ok", ok, 1, "-", "the file")                                                          \
	X("range", range, 1, "F-27", "the file, by Range and If-Range if asked")                 \
	X("slow", slow, 1, "F-05", "the file, in twenty pieces")                                 \
	X("chunked", chunked, 1, "F-25", "the file, in chunks")                                  \
	X("chunked-trailer", chunked_trailer, 1, "F-25", "in chunks, with a good trailer")       \
	X("no-length", no_length, 1, "F-25", "the file up to the end of the connection")         \
	X("continue", continue_first, 1, "F-39", "100 Continue, then the file")                  \
	X("abrupt", abrupt, 1, "F-11", "the file; TLS ends without close_notify")                \
	X("abrupt-no-length", abrupt_no_length, 1, "F-11", "the same, without Content-Length")   \
	X("login-needed", login_needed, 1, "F-16 F-21", "401 without Authorization")             \
	/* resuming */                                                                           \
	X("cut", cut, 1, "F-06 F-24", "/cut/N/PATH: N bytes at a time, resumable")               \
	X("ignored", ignored, 1, "F-27", "cut once; then 200 with all, whatever is asked")       \
	X("changed", changed, 1, "F-28", "cut once; then another ETag, so 200")                  \
	X("mixed", mixed, 1, "F-31", "cut once; the rest is another version's, If-Range or not") \
	X("weak", weak, 1, "F-28", "cut once, with a weak ETag")                                 \
	X("modified", modified, 1, "F-28", "cut once, with Last-Modified of long ago")           \
	X("modified-now", modified_now, 1, "F-28", "cut once, with Last-Modified of now")        \
	X("range-start", range_start, 1, "F-29", "cut once; 206 that starts elsewhere")          \
	X("range-total", range_total, 1, "F-29", "cut once; 206 of a file of another size")      \
	X("range-short", range_short, 1, "F-29", "cut once; 206 that does not reach the end")    \
	X("range-long", range_long, 1, "F-29", "cut once; 206 with more than it says")           \
	X("range-parts", range_parts, 1, "F-29", "cut once; 206 of multipart/byteranges")        \
	X("range-mute", range_mute, 1, "F-29", "cut once; 206 without Content-Range")            \
	X("range-star", range_star, 1, "F-29", "cut once; 206 that does not say the size")       \
	X("partial", partial, 1, "F-29", "206, asked for or not")                                \
	X("416", range_none, 1, "F-30", "cut once; 416 to every range")                          \
	/* broken framing and connections */                                                     \
	X("truncated", truncated, 1, "F-06 F-24", "half of what Content-Length says")            \
	X("reset", reset, 1, "F-06", "half, then RST")                                           \
	X("reset-end", reset_end, 1, "F-06", "the file without Content-Length, then RST")        \
	X("abrupt-cut", abrupt_cut, 1, "F-11 F-24", "half, and TLS without close_notify")        \
	X("length-short", length_short, 1, "F-25", "Content-Length half of what comes")          \
	X("length-twice", length_twice, 1, "F-25", "the same Content-Length twice")              \
	X("length-conflict", length_conflict, 1, "F-25", "two different Content-Lengths")        \
	X("length-list", length_list, 1, "F-25", "Content-Length: N, N")                         \
	X("length-negative", length_negative, 1, "F-25", "Content-Length: -1")                   \
	X("length-huge", length_huge, 1, "F-25", "Content-Length of 24 digits")                  \
	X("length-garbage", length_garbage, 1, "F-25", "Content-Length: many")                   \
	X("chunked-cut", chunked_cut, 1, "F-24 F-25", "the last chunk does not come")            \
	X("chunked-size", chunked_size, 1, "F-25", "a chunk whose size is no number")            \
	X("chunked-bad-trailer", chunked_bad_trailer, 1, "F-25", "something else for a trailer") \
	X("transfer-gzip", transfer_gzip, 1, "F-32 F-33", "Transfer-Encoding: gzip, chunked")    \
	X("oversized", oversized, 1, "F-26", "1000 bytes too many")                              \
	X("oversized-cut", oversized_cut, 0, "F-26 F-24", "1000 bytes too many, and 500 come")   \
	X("endless", endless, 0, "F-26", "zeros")                                                \
	X("endless-404", endless_404, 0, "F-26 F-20", "404 with zeros")                          \
	X("long-404", long_404, 0, "F-26 F-20", "404 with zeros, whose length is said")          \
	X("garbage", garbage, 0, "F-25", "bytes that are no HTTP")                               \
	X("http09", http09, 1, "F-25", "the file without any head")                              \
	X("silent", silent, 0, "F-06", "closes without a byte")                                  \
	X("half-head", half_head, 0, "F-06", "closes amid the headers")                          \
	X("header-flood", header_flood, 0, "F-39", "a million headers")                          \
	X("header-long", header_long, 0, "F-39", "a header of 1 MB")                             \
	X("continue-flood", continue_flood, 0, "F-39", "100 Continue without end")               \
	X("stall", stall_body, 1, "F-04", "half, then nothing")                                  \
	X("stall-head", stall_head, 0, "F-04", "nothing at all")                                 \
	X("stall-headers", stall_headers, 1, "F-04", "headers, then nothing")                    \
	X("drip", drip, 1, "F-05", "ten bytes a second")                                         \
	X("drip-head", drip_head, 0, "F-05", "headers, ten bytes a second")                      \
	X("stall-503", stall_503, 0, "F-04 F-22", "503 whose body does not come")                \
	/* statuses */                                                                           \
	X("204", status_204, 0, "F-35", "204, no content")                                       \
	X("400", status_400, 0, "F-20", "400 with a text")                                       \
	X("401", status_401, 0, "F-21", "401")                                                   \
	X("403", status_403, 0, "F-21", "403")                                                   \
	X("403-limit", status_403_limit, 0, "F-21", "403 as GitHub limits rates")                \
	X("404", status_404, 0, "F-20", "404")                                                   \
	X("407", status_407, 0, "F-08", "407")                                                   \
	X("408", status_408, 0, "F-23", "408")                                                   \
	X("410", status_410, 0, "F-20", "410")                                                   \
	X("429", status_429, 0, "F-22", "429 without Retry-After")                               \
	X("500", status_500, 0, "F-23", "500")                                                   \
	X("502", status_502, 0, "F-23", "502")                                                   \
	X("503", status_503, 0, "F-22", "503 without Retry-After")                               \
	X("504", status_504, 0, "F-23", "504")                                                   \
	X("509", status_509, 0, "F-23", "509, the quota is used up")                             \
	X("flaky", flaky, 1, "F-23", "/flaky/N/PATH: 503 N times, then as range")                \
	X("retry-seconds", retry_seconds, 1, "F-22", "429 once, Retry-After: 1")                 \
	X("retry-always", retry_always, 0, "F-22", "429 each time, Retry-After: 1")              \
	X("retry-date", retry_date, 1, "F-22", "503 once, Retry-After: a date in 2 s")           \
	X("retry-past", retry_past, 1, "F-22", "503 once, Retry-After: a date in 2001")          \
	X("retry-decade", retry_decade, 1, "F-22", "503 once, Retry-After: ten years")           \
	X("retry-huge", retry_huge, 1, "F-22", "503 once, Retry-After of 30 digits")             \
	X("retry-negative", retry_negative, 1, "F-22", "503 once, Retry-After: -5")              \
	X("retry-garbage", retry_garbage, 1, "F-22", "503 once, Retry-After: soon")              \
	X("proxy-login", proxy_login, 1, "F-08", "407 without Proxy-Authorization")              \
	/* redirects */                                                                          \
	X("redirect", redirect_302, 0, "F-15", "302 to ok")                                      \
	X("redirect-301", redirect_301, 0, "F-15", "301 to ok")                                  \
	X("redirect-303", redirect_303, 0, "F-15", "303 to ok")                                  \
	X("redirect-307", redirect_307, 0, "F-15", "307 to ok")                                  \
	X("redirect-308", redirect_308, 0, "F-15", "308 to ok")                                  \
	X("redirect-host", redirect_host, 0, "F-16", "to login-needed on localhost by name")     \
	X("redirect-same", redirect_same, 0, "F-16", "to login-needed on the same host")         \
	X("redirect-http", redirect_http, 0, "F-13", "to http://")                               \
	X("file-redirect", redirect_file, 0, "F-14", "to file://")                               \
	X("redirect-ftp", redirect_ftp, 0, "F-14", "to ftp://")                                  \
	X("redirect-gopher", redirect_gopher, 0, "F-14", "to gopher://")                         \
	X("redirect-scp", redirect_scp, 0, "F-14", "to scp://")                                  \
	X("redirect-data", redirect_data, 0, "F-14", "to data:")                                 \
	X("redirect-crlf", redirect_crlf, 0, "F-15", "a bare CR and LF in Location")             \
	X("redirect-control", redirect_control, 0, "F-15 F-67", "terminal escapes in Location")  \
	X("redirect-endless", redirect_endless, 0, "F-15 F-26", "to ok, with an endless page")   \
	X("hops", hops, 0, "F-15", "/hops/N/PATH: N redirects, then ok")                         \
	X("loop", loop, 0, "F-15", "to itself")                                                  \
	X("nowhere", nowhere, 0, "F-15", "without Location")                                     \
	X("login-302", login_302, 0, "F-17", "to a page with a login")                           \
	/* complete answers that are something else */                                           \
	X("pointer", pointer, 1, "F-34", "the Git LFS pointer to the file")                      \
	X("pointer-other", pointer_other, 1, "F-34", "a Git LFS pointer to another file")        \
	X("html", html, 0, "F-17 F-35", "a login page with 200")                                 \
	X("quota", quota, 0, "F-35", "a page on a quota with 200")                               \
	X("json", json, 0, "F-35", "an error in JSON with 200")                                  \
	X("empty", empty, 0, "F-35", "nothing, with 200")                                        \
	X("half", half, 1, "F-25 F-35", "the first half, as if it were all")                     \
	X("wrong", wrong, 1, "F-35", "one bit flipped")                                          \
	X("another", another, 0, "F-35", "the file \"another\" of ROOT")                         \
	X("crlf", crlf, 1, "F-35", "every LF made CR LF")                                        \
	X("gzip", gzip, 1, "F-35", "the file inside gzip")                                       \
	X("zip", zip, 1, "F-35", "the file inside zip")                                          \
	X("encoded", encoded_gzip, 1, "F-32 F-33", "Content-Encoding: gzip")                     \
	X("encoded-br", encoded_br, 1, "F-32", "Content-Encoding: br")                           \
	X("encoded-zstd", encoded_zstd, 1, "F-32", "Content-Encoding: zstd")                     \
	/* Git LFS: POST .../objects/batch below them */                                         \
	X("lfs", lfs, 0, "F-34", "batch API: a plain href")                                      \
	X("lfs-key", lfs_key, 0, "F-34", "an href that needs the header that comes with it")     \
	X("lfs-object", lfs_object, 0, "F-34", "GET /lfs-object/OID")                            \
	X("lfs-locked", lfs_locked, 0, "F-34", "the same, if the key is right")                  \
	X("lfs-late", lfs_late, 0, "F-34", "an href that expired in 2001")                       \
	X("lfs-404", lfs_404, 0, "F-34 F-20", "the object is not there")                         \
	X("lfs-429", lfs_429, 0, "F-34 F-22", "429 to the batch")                                \
	X("lfs-quota", lfs_quota, 0, "F-34 F-35", "403 and a text on a budget")                  \
	X("lfs-garbage", lfs_garbage, 0, "F-34", "JSON that breaks off")                         \
	X("lfs-other", lfs_other, 0, "F-34", "another oid than was asked for")                   \
	X("lfs-size", lfs_size, 0, "F-34", "another size than was asked for")                    \
	X("lfs-idle", lfs_idle, 0, "F-34", "the object without an action")                       \
	X("lfs-file", lfs_file, 0, "F-34 F-14", "an href of file://")                            \
	X("lfs-inject", lfs_inject, 0, "F-34 F-69", "a header with CR LF in it")                 \
	X("lfs-endless", lfs_endless, 0, "F-34 F-26", "JSON without end")

#define DECLARE_BEHAVIOUR(name, function, needs_file, faults, about) \
	void serve_##function(struct request *r);
BEHAVIOURS(DECLARE_BEHAVIOUR)

#endif
