// SPDX-License-Identifier: Apache-2.0
/*
 * What went wrong, for whom, and what to do about it.
 *
 * A function that can fail takes a `struct status *` last and returns bool; on
 * false the status holds a code (which is the program's exit code, so it says
 * what the caller can do), one line of message and, sometimes, a line of advice.
 * On true the status is untouched.
 *
 * Messages are lower case without a full stop and name the thing, then what was
 * expected and what was found.  Text from files, servers and archives may be
 * passed as arguments as it is: a message is always one printable line of UTF-8, as of
 * status_printable().
 *
 * A status belongs to one thread at a time.
 */
#ifndef ENGINE_BASE_STATUS_H
#define ENGINE_BASE_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum status_code {
	STATUS_OK = 0,
	STATUS_NO = 1,           // the answer is no: verification failed, figure not met
	STATUS_USAGE = 2,        // the command line is wrong
	STATUS_IO = 3,           // the system refused: space, permissions, memory
	STATUS_FORMAT = 4,       // malformed or unsupported model, card or dataset file
	STATUS_NETWORK = 5,      // no complete answer came from the network
	STATUS_UNKNOWN = 6,      // no such name
	STATUS_UNMEASURABLE = 7, // dataset missing or incomplete, no claim
	STATUS_STORE = 8,        // the store is busy or cannot be trusted
	STATUS_INTERRUPTED = 130 // stopped by a signal
};

enum { STATUS_MESSAGE_NBYTES = 1536, STATUS_HINT_NBYTES = 768 };

struct status {
	enum status_code code;
	char message[STATUS_MESSAGE_NBYTES];
	char hint[STATUS_HINT_NBYTES]; // empty: no advice
};

// Set code and message, forget the hint.  Returns false, so that a caller can return it.
__attribute__((format(printf, 3, 4))) bool status_fail(
	struct status *st, enum status_code code, const char *format, ...);

// The same, with ": " and the meaning of errno `error` behind the message.
__attribute__((format(printf, 4, 5))) bool status_fail_errno(
	struct status *st, enum status_code code, int error, const char *format, ...);

// Put context in front of a message on its way up: "PREFIX: MESSAGE".  Returns false.
__attribute__((format(printf, 2, 3))) bool status_prefix(
	struct status *st, const char *format, ...);

// Say what to do about it.  Returns false.
__attribute__((format(printf, 2, 3))) bool status_hint(struct status *st, const char *format, ...);

/*
 * The one way of foreign text (of files, servers, archives, names) to a terminal, a log or
 * an error line.  `text` is copied into `out`, where
 *
 *	newline, tab                                     become \n, \t
 *	other C0, DEL, C1, bytes that are not UTF-8      become \xNN
 *	marks that turn or hide text (utf8_is_deceptive) become \uNNNN
 *	all other UTF-8, and the backslash               stays
 *
 * Always terminated; what does not fit into `out_nbytes` is cut between two characters and
 * marked with an ellipsis, if that has room.  At most 4 bytes stand for one.  Returns out.
 *
 * A backslash is not doubled.  So printable text passes a second time unchanged, and every
 * layer can see to its own safety without knowing whether the one below did: messages are
 * made of messages, and printed with names.  And a path can be copied from a message.  The
 * price is that a name which holds the four characters \x1b looks like one that holds ESC;
 * where that matters, JSON has the text itself.
 */
char *status_printable(char *out, size_t out_nbytes, const char *text);

// The same of a formatted text; `out_nbytes` is at most STATUS_MESSAGE_NBYTES.
__attribute__((format(printf, 3, 0))) char *status_vprintable(
	char *out, size_t out_nbytes, const char *format, va_list arguments);

#endif
