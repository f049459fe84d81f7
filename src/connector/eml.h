/*
 * One message as an RFC 5322 file, finished but not sent.
 */
#ifndef CONNECTOR_EML_H
#define CONNECTOR_EML_H

#include "dossier/connector.h"
#include "dossier/date.h"

struct eml {
	const char *from_name, *from; /* display name (or NULL) and address */
	const char *to_name, *to;
	const char *subject;
	const char *message_id; /* "local@domain", without brackets */
	const char *language;   /* "nl" */
	usec_t date;
	const char *body; /* text with plain newlines */
};

/*
 * eml_write(m, outbox, name, err): write ${m} to OUTBOX/NAME (0600), aside and renamed; one that is
 * there is replaced. INPUT when a header or the body holds a control character or is not UTF-8:
 * nothing from outside can begin another header.
 */
bool
eml_write(const struct eml *m, const char *outbox, const char *name, struct err *err) MUSTCHECK;

#endif
