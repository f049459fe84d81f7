/*
 * Where Redis is and how to get in: the setting "url". Redis over TLS is not offered; a Unix socket
 * or stunnel is the way. The setting is never echoed, since there is a password in it.
 */
#include <signal.h>

#include "dossier/digest.h"

#include "redis.h"

#define CONNECT_S 5
#define COMMAND_S 30

struct target {
	const char *host, *path; /* one of them */
	int port, db;
	const char *user, *password;
};

static bool
bad_url(struct err *err)
{
	/* never the text itself: there is a password in it */
	return err_set(err, ERR_INPUT,
	    "setting url: expected redis://[[USER]:PASSWORD@]HOST[:PORT][/DB] or "
	    "unix://[[USER]:PASSWORD@]/PATH[?db=DB]");
}

static bool
percent_decode(char *s)
{
	char *to = s;
	for (; *s; s++) {
		if (*s != '%') {
			*to++ = *s;
			continue;
		}
		if (!hex_decode(s + 1, to, 1) || *to++ == '\0')
			return false;
		s += 2;
	}
	*to = '\0';
	return true;
}

static bool
number(const char *s, long max, int *ret)
{
	char *end;
	long n = strtol(s, &end, 10);
	*ret = (int)n;
	return *s >= '0' && *s <= '9' && *end == '\0' && n <= max;
}

/* Take "[USER]:PASSWORD@" off; *s is what follows. */
static bool
take_password(char **s, struct target *t)
{
	char *at = strrchr(*s, '@');
	if (!at)
		return true;
	*at = '\0';
	char *user = *s, *colon = strchr(user, ':');
	*s = at + 1;
	if (!colon)
		return false;
	*colon = '\0';
	t->user = *user ? user : NULL;
	t->password = colon + 1;
	return percent_decode(user) && percent_decode(colon + 1);
}

static bool
parse_unix(char *s, struct target *t)
{
	char *query = strchr(s, '?');
	if (query)
		*query = '\0';
	t->path = s;
	return s[0] == '/' && percent_decode(s) &&
	    (!query || (strncmp(query + 1, "db=", 3) == 0 && number(query + 4, 1000000, &t->db)));
}

static bool
parse_host(char *s, struct target *t)
{
	char *slash = strchr(s, '/');
	if (slash)
		*slash = '\0';
	bool db_ok = !slash || !slash[1] || number(slash + 1, 1000000, &t->db);
	char *after = s, *close = s[0] == '[' ? strchr(s, ']') : NULL; /* an IPv6 address */
	if (close) {
		*close = '\0';
		s++;
		after = close + 1;
	}
	char *colon = strchr(after, ':');
	bool port_ok = colon ? number(colon + 1, 65535, &t->port) : !close || !*after;
	if (colon)
		*colon = '\0';
	t->host = s;
	return *s && db_ok && port_ok;
}

static bool
parse_url(const char *url, struct arena *a, struct target *ret, struct err *err)
{
	*ret = (struct target){ .port = 6379 };
	char *s = arena_strdup(a, url);
	if (strncmp(s, "rediss://", 9) == 0)
		return err_set(err, ERR_INPUT,
		    "setting url: redis over TLS is not offered: use a Unix socket or stunnel");
	bool tcp = strncmp(s, "redis://", 8) == 0;
	if (!tcp && strncmp(s, "unix://", 7) != 0)
		return bad_url(err);
	s += tcp ? 8 : 7;
	return (take_password(&s, ret) && (tcp ? parse_host(s, ret) : parse_unix(s, ret))) ||
	    bad_url(err);
}

void
redisContext_drop(redisContext **c)
{
	if (*c)
		redisFree(*c);
}

static bool
simple(redisContext *c, const char *const *argv, size_t n, struct err *err)
{
	size_t lens[4];
	for (size_t i = 0; i < n; i++)
		lens[i] = strlen(argv[i]);
	auto_drop(redisReply) redisReply *r = redis_command(c, n, argv, lens, err);
	return r != NULL;
}

static bool
log_in(redisContext *c, const struct target *t, struct err *err)
{
	char db[16];
	(void)snprintf(db, sizeof(db), "%d", t->db);
	const char *both[] = { "AUTH", t->user, t->password }, *one[] = { "AUTH", t->password };
	if (t->password && !(t->user ? simple(c, both, 3, err) : simple(c, one, 2, err)))
		return err_wrap(err, "cannot log in");
	return t->db == 0 || simple(c, (const char *[]){ "SELECT", db }, 2, err);
}

redisContext *
redis_open(const json_t *settings, struct arena *a, struct err *err)
{
	struct target t;
	const char *url = json_str(settings, "url");
	if (!url) {
		err_set(err, ERR_INPUT, "setting url: there is none");
		return NULL;
	}
	if (!parse_url(url, a, &t, err))
		return NULL;
	struct timeval connect = { .tv_sec = CONNECT_S }, command = { .tv_sec = COMMAND_S };
	auto_drop(redisContext) redisContext *c = t.path
	    ? redisConnectUnixWithTimeout(t.path, connect)
	    : redisConnectWithTimeout(t.host, t.port, connect);
	if (!c || c->err) {
		err_set(
		    err, ERR_TEMPORARY, "cannot connect to redis: %s", c ? c->errstr : "no memory");
		return NULL;
	}
	/* hiredis writes without MSG_NOSIGNAL: a server that hangs up would end the process */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)redisSetTimeout(c, command);
	return log_in(c, &t, err) ? take(c) : NULL;
}
