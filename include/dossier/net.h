/*
 * The only HTTP client: which addresses may be called, one request at a time with bounds on all
 * that comes back, and the rate limits that processes share. Redirects are never followed, cookies
 * never kept, nothing but https spoken (http to this very machine where the caller allows it, for
 * simulators).
 */
#ifndef DOSSIER_NET_H
#define DOSSIER_NET_H

#include "dossier/json.h"

/* ---- addresses ---- */

/*
 * net_url_check: https, or http on this machine where ${loopback} says so; no user, query or
 * fragment.
 */
bool net_url_check(const char *url, bool loopback, struct err *err) MUSTCHECK;
/*
 * net_url_follow: ${link} as seen from ${base}, when it leads to the same scheme, host and port;
 * else INPUT.
 */
const char *net_url_follow(
    const char *base, const char *link, bool query_only, struct arena *a, struct err *err);
const char *net_url_host(const char *url, struct arena *a); /* "api.stripe.com", for messages */

/*
 * net_url_place: where ${url} leads, as its connection is made: the host (an IPv6 address without
 * brackets) and the port in digits.
 */
bool net_url_place(const char *url, struct arena *a, const char **ret_host, const char **ret_port)
    MUSTCHECK;

/*
 * net_may_lead(host, address): may the name ${host} lead there? To this machine itself or its link
 * only where its administrator says so: by the name localhost, or in /etc/hosts. For names, not
 * for addresses. net_is_near: it is of this machine alone, of its link, or of nobody.
 * net_is_own: this machine has it, in whichever network.
 * net_hosts_say: ${file}, as /etc/hosts, gives ${host} that address.
 */
struct sockaddr_storage;
bool net_may_lead(const char *host, const struct sockaddr_storage *address) MUSTCHECK;
bool net_is_near(const struct sockaddr_storage *address) MUSTCHECK;
bool net_is_own(const struct sockaddr_storage *address) MUSTCHECK;
bool net_hosts_say(const char *file, const char *host, const struct sockaddr_storage *address)
    MUSTCHECK;

/* ---- one request ---- */

/*
 * net_prepare(): whatever the libraries beneath read from files, read now: for a process whose
 * children can read none.
 */
void net_prepare(void);

struct net_client;
struct net_client *net_client_new(void); /* keeps the connection between requests */
void net_client_free(struct net_client *c);
DEFINE_DROP(net_client, struct net_client, net_client_free)

/*
 * Takes a good answer piece by piece, instead of its being kept; false with ${err} ends the call.
 */
typedef bool net_taker(void *arg, const void *p, size_t n, struct err *err);
struct net_request {
	const char *method, *url;
	const char *const *headers;  /* "Name: value", ended by NULL */
	const char *user, *password; /* basic authentication; NULL: none */
	const char *body;            /* NULL: none */
	size_t body_len;
	int64_t timeout_s, max_bytes;
	net_taker *taker; /* NULL: the answer is kept */
	void *taker_arg;
};
struct net_answer {
	int status;
	struct buf body;
	/* {"name in lower case": "value"}; the same name again is joined by ", " */
	json_t *headers;
	size_t bytes; /* that came */
	bool taken;   /* some of it went to the taker: a broken call cannot be made again */
};
/*
 * net_fetch: send and wait for the answer, once. True: there is one, of whatever status. TEMPORARY:
 * no connection, or it broke. INPUT: too large, or not to be trusted; or what the taker said.
 */
bool net_fetch(struct net_client *c, const struct net_request *r, struct net_answer *ret,
    struct err *err) MUSTCHECK;
void net_answer_release(struct net_answer *a);
static inline void
net_answer_drop(struct net_answer *a)
{
	net_answer_release(a);
}

/*
 * net_retry_after: the wait a header asks for: seconds, a date, or an instant in seconds since
 * 1970, at most some thirty years; -1: none of these.
 */
int64_t net_retry_after(const char *value, int64_t now_s);

/* ---- rate limits ---- */

/*
 * Rate limits in shared memory (GCRA: one integer a limit), made before the brokers are forked; no
 * slot has it.
 * limiter_take: how many microseconds to wait before the next call under ${key} of ${owner} may go
 * at ${per_s} calls a second with ${burst}; the call is counted at once. Any values will do: what
 * is slower than once in 31 days counts as that. An owner has 64 keys; more of them share those.
 */
struct limiter *limiter_new(void);
int64_t limiter_take(
    struct limiter *l, const char *owner, const char *key, double per_s, unsigned burst);
void limiter_free(struct limiter *l);

#endif
