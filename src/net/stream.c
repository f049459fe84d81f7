/*
 * Sockets that never block: each step is tried, and poll waits for the next try as long as the
 * budget lets it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "dossier/date.h"
#include "dossier/net_stream.h"
#include "dossier/phrase.h"
#include "trust.h"

#define CONNECT_MS 10000

struct net_stream {
	struct net_stream_peer peer;
	int fd;
	int64_t until_ms; /* the exchange must be over */
	SSL_CTX *ctx;
	SSL *ssl; /* NULL: none */
};

static inline void
addrinfo_drop(struct addrinfo **a)
{
	if (*a)
		freeaddrinfo(*a);
}

/* ---- waiting ---- */

/* A server that sends a byte a second is never silent, so the exchange ends too. */
static bool
wait_for(struct net_stream *s, short events, struct err *err)
{
	int64_t left = s->until_ms - clock_boot_ms();
	int64_t most = left < s->peer.silence_ms ? left : s->peer.silence_ms;
	return budget_poll(s->peer.budget, s->fd, events, most > 0 ? most : -1, s->peer.what, err);
}

static void
begin_exchange(struct net_stream *s, int64_t ms)
{
	s->until_ms = clock_boot_ms() + ms;
}

static bool
broke(const struct net_stream *s, struct err *err)
{
	return err_set(err, ERR_TEMPORARY, "the connection to %s broke", s->peer.what);
}

/* ---- connecting ---- */

static bool
is_loopback(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)a;
		return ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	const struct sockaddr_in6 *in6 = (const void *)a;
	return a->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

/* True: connected. False without an error yet: another address may do. */
static bool
connect_to(struct net_stream *s, const struct sockaddr *a, socklen_t len, struct err *err)
{
	s->fd = socket(a->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot make a socket: %m");
	int bad = connect(s->fd, a, len) == 0 ? 0 : errno;
	socklen_t size = sizeof(bad);
	if (bad == EINPROGRESS) {
		if (!wait_for(s, POLLOUT, err))
			return false;
		if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &bad, &size) != 0)
			bad = errno;
	}
	return !bad ||
	    err_set(err, ERR_TEMPORARY, "cannot connect to %s: %s", s->peer.what, strerror(bad));
}

static bool
connect_path(struct net_stream *s, struct err *err)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	if (strlen(s->peer.path) >= sizeof(a.sun_path))
		return err_set(err, ERR_INPUT,
		    "the path of the socket of %s is too long: at most "
		    "%zu bytes",
		    s->peer.what, sizeof(a.sun_path) - 1);
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", s->peer.path);
	return connect_to(s, (const struct sockaddr *)&a, sizeof(a), err);
}

/* Each address of the name in turn; in clear only those that are this very machine. */
static bool
connect_host(struct net_stream *s, struct err *err)
{
	static const struct addrinfo want = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV };
	auto_drop(addrinfo) struct addrinfo *list = NULL;
	int bad = getaddrinfo(s->peer.host, s->peer.port, &want, &list);
	if (bad)
		return err_set(err, ERR_TEMPORARY, "cannot look up the host of %s: %s",
		    s->peer.what, gai_strerror(bad));
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		if (!s->peer.tls && !is_loopback(a->ai_addr)) {
			err_clear(err);
			return err_set(err, ERR_INPUT,
			    "%s would be spoken to in clear over a "
			    "network: %s",
			    s->peer.what, phrase(s->peer.remedy));
		}
		err_clear(err);
		if (connect_to(s, a->ai_addr, a->ai_addrlen, err))
			return true;
		(void)close(s->fd);
		s->fd = -1;
	}
	return err_set(err, ERR_TEMPORARY, "the host of %s has no address", s->peer.what);
}

/* ---- TLS ---- */

/* Another try once the socket is ready; false with ${err} when there is none. */
static bool
tls_again(struct net_stream *s, int result, struct err *err)
{
	switch (SSL_get_error(s->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(s, POLLIN, err);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(s, POLLOUT, err);
	default:
		return broke(s, err);
	}
}

static bool
tls_untrusted(const struct net_stream *s, struct err *err)
{
	long why = SSL_get_verify_result(s->ssl);
	return err_set(err, ERR_INPUT, "the certificate of %s is not to be trusted: %s",
	    s->peer.what, X509_verify_cert_error_string(why));
}

static bool
tls_handshake(struct net_stream *s, struct err *err)
{
	for (;;) {
		ERR_clear_error(); /* or SSL_get_error() speaks of an older one */
		int n = SSL_connect(s->ssl);
		if (n == 1)
			return true;
		if (SSL_get_verify_result(s->ssl) != X509_V_OK)
			return tls_untrusted(s, err);
		if (!tls_again(s, n, err))
			return err_wrap(err, "TLS");
	}
}

static bool
is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool
tls_name(SSL *ssl, const char *host)
{
	if (is_address(host))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
	return SSL_set1_host(ssl, host) == 1 && SSL_set_tlsext_host_name(ssl, host) == 1;
}

static bool
tls_begin(struct net_stream *s, struct err *err)
{
	const char *ca = s->peer.ca_file;
	s->ctx = SSL_CTX_new(TLS_client_method());
	if (!s->ctx || SSL_CTX_set_min_proto_version(s->ctx, TLS1_2_VERSION) != 1)
		return err_set(err, ERR_SYSTEM, "TLS cannot be set up");
	SSL_CTX_set_verify(s->ctx, SSL_VERIFY_PEER, NULL);
	if (!(ca ? SSL_CTX_load_verify_file(s->ctx, ca) == 1 : trust_usual(s->ctx)))
		return err_set(err, ERR_INPUT,
		    "the authorities that %s's certificate is checked by cannot be read: expected "
		    "a PEM file",
		    s->peer.what);
	s->ssl = SSL_new(s->ctx);
	if (!s->ssl || !tls_name(s->ssl, s->peer.host) || SSL_set_fd(s->ssl, s->fd) != 1)
		return err_set(err, ERR_SYSTEM, "TLS cannot be set up");
	return tls_handshake(s, err);
}

/* ---- the door ---- */

struct net_stream *
net_stream_open(const struct net_stream_peer *peer, struct err *err)
{
	auto_drop(net_stream) struct net_stream *s = xcalloc(1, sizeof(*s));
	s->peer = *peer;
	s->fd = -1;
	begin_exchange(s, CONNECT_MS);
	/* OpenSSL writes without MSG_NOSIGNAL: a server that hangs up would end the process */
	(void)signal(SIGPIPE, SIG_IGN);
	if (!(peer->path ? connect_path(s, err) : connect_host(s, err)) ||
	    (peer->tls && !tls_begin(s, err)))
		return NULL;
	return take(s);
}

void
net_stream_free(struct net_stream *s)
{
	if (!s)
		return;
	SSL_free(s->ssl);
	SSL_CTX_free(s->ctx);
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s);
}

/* Nothing came of it: whether to try again, once the socket is ready. */
static bool
again(struct net_stream *s, ssize_t result, short events, struct err *err)
{
	if (s->ssl)
		return tls_again(s, (int)result, err);
	if (result == 0 || (errno != EAGAIN && errno != EINTR))
		return broke(s, err);
	return wait_for(s, events, err);
}

bool
net_stream_write(struct net_stream *s, const void *p, size_t n, struct err *err)
{
	begin_exchange(s, s->peer.exchange_ms);
	for (const char *at = p; n > 0;) {
		int some = n < INT32_MAX ? (int)n : INT32_MAX;
		ERR_clear_error();
		ssize_t done = s->ssl ? SSL_write(s->ssl, at, some)
				      : send(s->fd, at, (size_t)some, MSG_NOSIGNAL);
		if (done > 0) {
			at += done;
			n -= (size_t)done;
		} else if (!again(s, done, POLLOUT, err))
			return false;
	}
	return true;
}

ssize_t
net_stream_read(struct net_stream *s, void *p, size_t room, struct err *err)
{
	int some = room < INT32_MAX ? (int)room : INT32_MAX;
	for (;;) {
		ERR_clear_error();
		ssize_t n = s->ssl ? SSL_read(s->ssl, p, some) : recv(s->fd, p, (size_t)some, 0);
		if (n > 0)
			return budget_take(s->peer.budget, BUDGET_BYTES, n, err) ? n : -1;
		if (!again(s, n, POLLIN, err))
			return -1;
	}
}
