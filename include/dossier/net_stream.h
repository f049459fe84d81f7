/*
 * A byte stream to a server that speaks a protocol of its own (Redis): a Unix socket, TCP to this
 * very machine, or TLS with the certificate and the name in it verified. Nothing else is opened:
 * passwords and personal data never cross a network in clear. Every wait ends.
 */
#ifndef DOSSIER_NET_STREAM_H
#define DOSSIER_NET_STREAM_H

#include "dossier/budget.h"
#include "dossier/mem.h"

struct net_stream_peer {
	const char *what; /* for messages: "redis" */
	const char *path; /* of a Unix socket; NULL: host and port */
	const char *host; /* as its certificate names it */
	const char *port; /* digits */
	bool tls;
	const char *ca_file; /* of authorities, PEM; NULL: the usual */
	const char *remedy;  /* what to set instead of clear text */
	struct budget *budget;
	int64_t silence_ms;  /* without a byte */
	int64_t exchange_ms; /* from a write to the end of its answer */
};

struct net_stream;
/*
 * net_stream_open: ${peer} is copied, what it points to is borrowed. TEMPORARY: it is away; INPUT:
 * it must not be trusted, or is named wrongly.
 */
struct net_stream *net_stream_open(const struct net_stream_peer *peer, struct err *err);
void net_stream_free(struct net_stream *s);
DEFINE_DROP(net_stream, struct net_stream, net_stream_free)
/* net_stream_write: all of it. net_stream_read: what is there, at least a byte; -1 with ${err}. */
bool net_stream_write(struct net_stream *s, const void *p, size_t n, struct err *err) MUSTCHECK;
ssize_t net_stream_read(struct net_stream *s, void *p, size_t room, struct err *err);

#endif
