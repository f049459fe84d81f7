/*
 * Where Redis is and how to get in: the settings "url" and "ca_file". They are never echoed, since
 * there is a password in one.
 */
#include "dossier/digest.h"

#include "redis.h"

#define SILENCE_MS 30000
#define EXCHANGE_MS 300000

static bool
bad_url(struct err *err)
{
	/* never the text itself: there is a password in it */
	return err_set(err, ERR_INPUT,
	    "setting url: expected rediss://[[USER]:PASSWORD@]HOST[:PORT][/DB] or "
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
take_password(char **s, struct redis_peer *t)
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
parse_unix(char *s, struct redis_peer *t)
{
	char *query = strchr(s, '?');
	if (query)
		*query = '\0';
	t->peer.path = s;
	return s[0] == '/' && percent_decode(s) &&
	    (!query || (strncmp(query + 1, "db=", 3) == 0 && number(query + 4, 1000000, &t->db)));
}

static bool
parse_host(char *s, struct redis_peer *t)
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
	int port;
	bool port_ok = colon ? number(colon + 1, 65535, &port) : !close || !*after;
	if (colon) {
		*colon = '\0';
		t->peer.port = colon + 1;
	}
	t->peer.host = s;
	return *s && db_ok && port_ok;
}

static bool
parse_url(char *s, struct redis_peer *t)
{
	static const char *const schemes[] = { "unix://", "redis://", "rediss://" };
	size_t i = 0;
	while (i < array_len(schemes) && strncmp(s, schemes[i], strlen(schemes[i])) != 0)
		i++;
	if (i == array_len(schemes))
		return false;
	s += strlen(schemes[i]);
	t->peer.tls = i == 2;
	return take_password(&s, t) && (i == 0 ? parse_unix(s, t) : parse_host(s, t));
}

bool
redis_peer_parse(const json_t *settings, struct arena *a, struct redis_peer *ret, struct err *err)
{
	const char *url = json_str(settings, "url");
	*ret = (struct redis_peer){ 0 };
	ret->peer = (struct net_stream_peer){
		.what = "redis",
		.port = "6379",
		.ca_file = json_str(settings, "ca_file"),
		.remedy = "set url to rediss://... (TLS), a Unix socket or stunnel",
		.silence_ms = SILENCE_MS,
		.exchange_ms = EXCHANGE_MS,
	};
	if (!url)
		return err_set(err, ERR_INPUT, "setting url: there is none");
	return parse_url(arena_strdup(a, url), ret) || bad_url(err);
}
