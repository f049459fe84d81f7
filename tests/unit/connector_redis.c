/*
 * The redis connector against a real server on a Unix socket: every type, only the person's keys,
 * secrets left out, and a server that is away, locked or full of oddities.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hiredis/hiredis.h>

#include "sink.h"

static char dir[] = "/tmp/connector_redis.XXXXXX";
static pid_t server;
static redisContext *admin;
static struct arena *texts;

static const char *
settings(const char *query)
{
	return arena_printf(texts, "{\"url\":\"unix://%s/s%s\"}", dir, query);
}

static bool
start(const char *const *more)
{
	const char *argv[16] = { "redis-server", "--port", "0", "--unixsocket",
		arena_printf(texts, "%s/s", dir), "--save", "", "--dir", dir, "--logfile", "log" };
	size_t n = 11;
	for (; more && *more; more++)
		argv[n++] = *more;
	server = fork();
	if (server == 0) {
		char *args[16] = { NULL };
		for (size_t i = 0; i < n; i++)
			args[i] = xstrdup(argv[i]);
		execvp(args[0], args);
		_exit(127);
	}
	for (int i = 0; i < 100; i++) {
		usleep(20000);
		admin = redisConnectUnix(argv[4]);
		if (admin && !admin->err)
			return true;
		redisFree(admin);
		admin = NULL;
		if (waitpid(server, NULL, WNOHANG) == server)
			return false;
	}
	return false;
}

static void
stop(void)
{
	redisFree(admin);
	admin = NULL;
	(void)kill(server, SIGTERM);
	(void)waitpid(server, NULL, 0);
}

static void
run(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	redisReply *r = redisvCommand(admin, format, ap);
	va_end(ap);
	assert_non_null(r);
	assert_int_not_equal(r->type, REDIS_REPLY_ERROR);
	freeReplyObject(r);
}

static const struct identifier_value jan[] = { { "email", "jan.de-vries@example.nl" },
	{ "customer_id", "17" } };

/* One collection with this key and these further members. */
static const char *
system_of(const char *key, const char *more)
{
	return arena_printf(texts,
	    "{\"id\":\"cache\",\"needs\":[\"email\",\"customer_id\"],"
	    "\"collections\":[{\"name\":\"keys\",\"category\":\"C1\",\"key\":\"%s\"%s}]}",
	    key, more);
}

struct fixture {
	struct connector_call call;
	struct sink sink;
	struct err err;
};

static bool
collect(struct fixture *f, const char *system, const struct identifier_value *ids, size_t nids)
{
	sink_init(&f->sink);
	memset(&f->err, 0, sizeof(f->err));
	call_init(&f->call, &f->sink, system, settings(""));
	f->call.ids = ids;
	f->call.nids = nids;
	return connector_redis.act[ACTION_COLLECT](&f->call, &f->err);
}

static void
done(struct fixture *f)
{
	call_release(&f->call);
	sink_release(&f->sink);
}

static int
flush(void **state)
{
	(void)state;
	run("FLUSHALL");
	return 0;
}

static void
every_type(void **state)
{
	(void)state;
	struct fixture f;
	run("SET all:17:string hello");
	run("SETEX all:17:timed 100 x");
	run("HSET all:17:hash b 2 a 1");
	run("RPUSH all:17:list x y x");
	run("SADD all:17:set q p");
	run("ZADD all:17:zset 1.5 m inf n");
	run("XADD all:17:stream 5-1 name one name two");
	run("XADD all:17:stream 6-1 name three");
	run("SET all:17:bytes %b", "\xff\x00\x01", (size_t)3);
	run("SET all:17:json %s", "{ \"n\": 12345678901234567890.10,\n \"s\": \"x\" }");
	run("SET all:17:zero %b", "{\"a\":1\0}", (size_t)8);
	assert_true(collect(&f, system_of("all:{customer_id}:*", ",\"provided\":true"), jan, 2));
	const char *expected[][4] = {
		{ "all:17:bytes", "string", NULL, "{\"base64\":\"/wAB\"}" },
		{ "all:17:hash", "hash", NULL, "{\"a\":\"1\",\"b\":\"2\"}" },
		{ "all:17:json", "string", NULL,
		    "{ \"n\": 12345678901234567890.10,  \"s\": \"x\" }" },
		{ "all:17:list", "list", NULL, "[\"x\",\"y\",\"x\"]" },
		{ "all:17:set", "set", NULL, "[\"p\",\"q\"]" },
		{ "all:17:stream", "stream", NULL,
		    "[{\"fields\":[[\"name\",\"one\"],[\"name\",\"two\"]],\"id\":\"5-1\"},"
		    "{\"fields\":[[\"name\",\"three\"]],\"id\":\"6-1\"}]" },
		{ "all:17:string", "string", NULL, "\"hello\"" },
		{ "all:17:timed", "string", "100", "\"x\"" },
		{ "all:17:zero", "string", NULL, "\"{\\\"a\\\":1\\u0000}\"" },
		{ "all:17:zset", "zset", NULL,
		    "[{\"member\":\"m\",\"score\":\"1.5\"},{\"member\":\"n\",\"score\":\"inf\"}]" },
	};
	assert_int_equal(sink_count(&f.sink, "keys"), array_len(expected));
	for (size_t i = 0; i < array_len(expected); i++) {
		assert_string_equal(sink_text(&f.sink, "keys", i, "key"), expected[i][0]);
		assert_string_equal(sink_text(&f.sink, "keys", i, "type"), expected[i][1]);
		if (expected[i][2])
			assert_string_equal(sink_text(&f.sink, "keys", i, "ttl_s"), expected[i][2]);
		else
			assert_null(sink_text(&f.sink, "keys", i, "ttl_s"));
		assert_string_equal(sink_text(&f.sink, "keys", i, "value"), expected[i][3]);
	}
	const json_t *fields = json_get(sink_collection(&f.sink, "keys"), "fields");
	assert_true(json_flag(json_array_get(fields, 3), "provided"));
	assert_false(json_flag(json_array_get(fields, 0), "provided"));
	assert_true(json_flag(sink_collection(&f.sink, "keys"), "ended"));
	assert_int_equal(json_array_size(f.call.outcomes), 0);
	done(&f);
}

/*
 * An address stands for itself: no glob character in it reaches further, and its case does not
 * matter.
 */
static void
only_the_persons(void **state)
{
	(void)state;
	struct fixture f;
	static const struct identifier_value odd[] = { { "email", "a*[b]?\\c@x.nl" },
		{ "customer_id", "1*" } };
	run("SET session:jan.de-vries@example.nl 1");
	run("SET session:Jan.De-Vries@Example.NL 2");
	run("SET session:jan.de-vries@example.nl.evil 3");
	run("SET xsession:jan.de-vries@example.nl 4");
	run("SET session:janxde-vries@example.nl 5");
	assert_true(collect(&f, system_of("session:{email}", ""), jan, 1));
	assert_int_equal(sink_count(&f.sink, "keys"), 2);
	done(&f);
	run("SET %s 1", "session:a*[b]?\\c@x.nl");
	run("SET %s 2", "session:aZ[b]?\\c@x.nl");
	run("SET %s 3", "session:a*b?\\c@x.nl");
	assert_true(collect(&f, system_of("session:{email}", ""), odd, 2));
	assert_int_equal(sink_count(&f.sink, "keys"), 1);
	assert_string_equal(sink_text(&f.sink, "keys", 0, "key"), "session:a*[b]?\\c@x.nl");
	done(&f);
	run("SET id:1* 1");
	run("SET id:17 2");
	assert_true(collect(&f, system_of("id:{customer_id}", ""), odd, 2));
	assert_int_equal(sink_count(&f.sink, "keys"), 1);
	done(&f);
}

static void
several_values(void **state)
{
	(void)state;
	struct fixture f;
	static const struct identifier_value ids[] = { { "email", "a@x.nl" }, { "email", "b@x.nl" },
		{ "customer_id", "1" }, { "customer_id", "2" } };
	run("SET u:1:a@x.nl 1");
	run("SET u:2:b@x.nl 2");
	run("SET u:3:b@x.nl 3");
	assert_true(collect(&f, system_of("u:{customer_id}:{email}", ""), ids, 4));
	assert_int_equal(sink_count(&f.sink, "keys"), 2);
	done(&f);
}

static void
identifier_missing(void **state)
{
	(void)state;
	struct fixture f;
	const char *two =
	    "{\"id\":\"cache\",\"collections\":[{\"name\":\"a\",\"category\":\"C1\","
	    "\"key\":\"a:{email}\"},{\"name\":\"b\",\"category\":\"C1\",\"key\":\"b:{phone}\"},"
	    "{\"name\":\"c\",\"category\":\"C2\",\"key\":\"c:{phone}:{email}\"}]}";
	run("SET a:jan.de-vries@example.nl 1");
	assert_true(collect(&f, two, jan, 1));
	assert_int_equal(json_array_size(f.call.outcomes), 2);
	json_t *o = json_array_get(f.call.outcomes, 0);
	assert_missing(o, "phone");
	assert_string_equal(json_str(o, "category"), "C1");
	assert_string_equal(json_str(o, "collection"), "b");
	/* of the two kinds in its key the one that is missing */
	assert_missing(json_array_get(f.call.outcomes, 1), "phone");
	assert_int_equal(sink_count(&f.sink, "a"), 1);
	assert_null(sink_collection(&f.sink, "b"));
	done(&f);
}

/* A collection of a category that was not asked for is left alone. */
static void
not_asked_for(void **state)
{
	(void)state;
	struct fixture f;
	run("SET a:17 1");
	sink_init(&f.sink);
	memset(&f.err, 0, sizeof(f.err));
	call_init(&f.call, &f.sink, system_of("a:{customer_id}", ""), settings(""));
	json_object_set_new(
	    (json_t *)(uintptr_t)f.call.request, "categories", json_pack("[{s:s}]", "id", "C2"));
	f.call.ids = jan;
	f.call.nids = 2;
	assert_true(connector_redis.act[ACTION_COLLECT](&f.call, &f.err));
	assert_int_equal(json_array_size(f.sink.collections), 0);
	done(&f);
}

static void
secrets(void **state)
{
	(void)state;
	struct fixture f;
	run("HSET s:17:a session_id geheim taal nl phone 0612345678");
	run("SET s:17:b %s", "{\"taal\":\"nl\",\"deep\":[{\"session_id\":\"geheim\"}]}");
	run("SET s:17:c geheim");
	run("HSET s:17:d taal nl");
	assert_true(collect(&f,
	    system_of("s:{customer_id}:*",
		",\"never\":[\"session_id\",\"key\"],\"yields\":[{\"kind\":\"phone\","
		"\"field\":\"phone\",\"confirm\":true}]"),
	    jan, 2));
	char *all = json_dumps(f.sink.collections, 0);
	assert_null(strstr(all, "geheim"));
	assert_null(strstr(all, "s:17"));
	free(all);
	static const char *const present[] = { "true", "true", "true", "false" };
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(
		    sink_text(&f.sink, "keys", i, "session_id_present"), present[i]);
		assert_string_equal(sink_text(&f.sink, "keys", i, "key_present"), "true");
	}
	assert_string_equal(
	    sink_text(&f.sink, "keys", 1, "value"), "{\"deep\":[{}],\"taal\":\"nl\"}");
	assert_null(sink_text(&f.sink, "keys", 2, "value"));
	json_t *wanted = json_pack("[{s:s,s:i},{s:s,s:i},{s:s,s:i}]", "field", "value", "count", 1,
	    "field", "key", "count", 4, "field", "session_id", "count", 2);
	assert_int_equal(call_outcomes(&f.call, "withheld"), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(json_str(call_outcome(&f.call, "withheld", i), "field"),
		    json_str(json_array_get(wanted, i), "field"));
		assert_int_equal(json_int_or(call_outcome(&f.call, "withheld", i), "count", -1),
		    json_int_or(json_array_get(wanted, i), "count", -2));
	}
	json_decref(wanted);
	assert_int_equal(json_array_size(f.call.yields), 1);
	assert_string_equal(json_str(json_array_get(f.call.yields, 0), "value"), "0612345678");
	assert_string_equal(json_str_or(json_array_get(f.call.yields, 0), "field", ""), "phone");
	done(&f);
}

static void
many_keys(void **state)
{
	(void)state;
	struct fixture f;
	for (int i = 0; i < 20000; i++)
		assert_int_equal(redisAppendCommand(admin, "SET k:%d:%d x", i % 40, i), REDIS_OK);
	for (int i = 0; i < 20000; i++) {
		void *reply = NULL;
		assert_int_equal(redisGetReply(admin, &reply), REDIS_OK);
		freeReplyObject(reply);
	}
	for (int i = 0; i < 1500; i++)
		run("RPUSH l:17 %d", i);
	assert_true(collect(&f, system_of("k:{customer_id}:*", ""), jan, 2));
	assert_int_equal(sink_count(&f.sink, "keys"), 500);
	done(&f);
	assert_true(collect(&f, system_of("l:{customer_id}", ""), jan, 2));
	json_t *list = json_loads(sink_text(&f.sink, "keys", 0, "value"), 0, NULL);
	assert_int_equal(json_array_size(list), 1500);
	assert_string_equal(json_string_value(json_array_get(list, 1499)), "1499");
	json_decref(list);
	done(&f);
}

static void
too_large(void **state)
{
	(void)state;
	struct fixture f;
	run("SETRANGE big:17 9000000 x");
	assert_false(collect(&f, system_of("big:{customer_id}", ""), jan, 2));
	assert_int_equal(f.err.kind, ERR_INPUT);
	assert_null(strstr(f.err.text, "17"));
	done(&f);
}

static void
sink_refuses(void **state)
{
	(void)state;
	struct fixture f;
	run("SET a:17 1");
	sink_init(&f.sink);
	memset(&f.err, 0, sizeof(f.err));
	call_init(&f.call, &f.sink, system_of("a:{customer_id}", ""), settings(""));
	f.sink.fail_after = 0;
	f.call.ids = jan;
	f.call.nids = 2;
	assert_false(connector_redis.act[ACTION_COLLECT](&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_TEMPORARY);
	done(&f);
}

static void
checks(void **state)
{
	(void)state;
	struct fixture f;
	json_t *problems = json_array();
	sink_init(&f.sink);
	memset(&f.err, 0, sizeof(f.err));
	call_init(&f.call, &f.sink,
	    "{\"id\":\"x\",\"needs\":[\"email\"],\"collections\":[{\"name\":\"good\","
	    "\"category\":\"C\",\"key\":\"s:{email}\"},{\"name\":\"none\",\"category\":\"C\","
	    "\"key\":\"s\"},{\"name\":\"open\",\"category\":\"C\",\"key\":\"s:{email\"},"
	    "{\"name\":\"other\",\"category\":\"C\",\"key\":\"{phone}\"}]}",
	    settings("?db=3"));
	assert_true(connector_redis.check(&f.call, problems, &f.err));
	assert_int_equal(json_array_size(problems), 3);
	json_decref(problems);
	done(&f);
}

static void
assert_open_fails(const char *url, enum err_kind kind)
{
	struct fixture f;
	json_t *problems = json_array();
	sink_init(&f.sink);
	memset(&f.err, 0, sizeof(f.err));
	call_init(&f.call, &f.sink, "{\"id\":\"x\"}", arena_printf(texts, "{\"url\":\"%s\"}", url));
	assert_false(connector_redis.check(&f.call, problems, &f.err));
	if (f.err.kind != kind)
		fail_msg("%s: %d %s", url, (int)f.err.kind, f.err.text);
	assert_null(strstr(f.err.text, "geheim"));
	json_decref(problems);
	done(&f);
}

static void
bad_urls(void **state)
{
	(void)state;
	static const char *const urls[] = { "", "http://x", "redis://", "redis://h:x",
		"redis://h:70000", "redis://h/x", "redis://geheim@h", "redis://:ge%heim@h",
		"redis:/x", "rediss://geheim@h", "unix://relative", "unix:///p?x=1",
		"redis://[::1]x" };
	for (size_t i = 0; i < array_len(urls); i++)
		assert_open_fails(urls[i], ERR_INPUT);
	/* in clear over a network: nobody is connected to, and the password goes nowhere */
	assert_open_fails("redis://:geheim@192.0.2.1", ERR_INPUT);
	assert_open_fails("redis://:geheim@[2001:db8::1]:6379/1", ERR_INPUT);
	assert_open_fails("redis://127.0.0.1:1", ERR_TEMPORARY);
	assert_open_fails("unix:///nonexistent", ERR_TEMPORARY);
}

/* A server that wants a password, then one that dies while we read. */
static void
locked_and_away(void **state)
{
	(void)state;
	run("CONFIG SET requirepass geheim%%:1");
	assert_open_fails(arena_printf(texts, "unix://%s/s", dir), ERR_INPUT);
	assert_open_fails(arena_printf(texts, "unix://:geheim@%s/s", dir), ERR_INPUT);
	struct fixture f;
	json_t *problems = json_array();
	sink_init(&f.sink);
	memset(&f.err, 0, sizeof(f.err));
	call_init(&f.call, &f.sink, "{\"id\":\"x\"}",
	    arena_printf(texts, "{\"url\":\"unix://:geheim%%25%%3a1@%s/s\"}", dir));
	assert_true(connector_redis.check(&f.call, problems, &f.err));
	json_decref(problems);
	done(&f);
	stop();
	assert_open_fails(arena_printf(texts, "unix://%s/s", dir), ERR_TEMPORARY);
	assert_true(start(NULL));
}

static bool
kill_server(struct row_sink *s, const struct value *values, struct err *err)
{
	(void)s;
	(void)values;
	(void)err;
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	return true;
}

static void
dies_meanwhile(void **state)
{
	(void)state;
	struct fixture f;
	run("SET a:17:1 1");
	run("SET a:17:2 1");
	sink_init(&f.sink);
	memset(&f.err, 0, sizeof(f.err));
	call_init(&f.call, &f.sink, system_of("a:{customer_id}:*", ""), settings(""));
	f.sink.rows.row = kill_server;
	f.call.ids = jan;
	f.call.nids = 2;
	assert_false(connector_redis.act[ACTION_COLLECT](&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_TEMPORARY);
	done(&f);
	redisFree(admin);
	(void)unlink(arena_printf(texts, "%s/s", dir));
	assert_true(start(NULL));
}

/* ---- TLS ---- */

static int
free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	(void)close(fd);
	return ntohs(a.sin_port);
}

/* A certificate for the name localhost that is its own authority, and a server with it. */
static pid_t
start_tls(int port)
{
	const char *make = arena_printf(texts,
	    "cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
	    "-days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem "
	    "-out ca.pem 2>/dev/null",
	    dir);
	assert_int_equal(system(make), 0);
	pid_t pid = fork();
	if (pid == 0) {
		const char *at = arena_printf(texts, "%d", port);
		(void)!chdir(dir);
		(void)execlp("redis-server", "redis-server", "--port", "0", "--tls-port", at,
		    "--bind", "127.0.0.1", "--tls-cert-file", "ca.pem", "--tls-key-file", "key.pem",
		    "--tls-ca-cert-file", "ca.pem", "--tls-auth-clients", "no", "--save", "",
		    "--logfile", "tls.log", NULL);
		_exit(127);
	}
	return pid;
}

static bool
reaches(const char *settings, struct err *err)
{
	struct fixture f;
	json_t *problems = json_array();
	sink_init(&f.sink);
	call_init(&f.call, &f.sink, "{\"id\":\"x\"}", settings);
	bool ok = connector_redis.check(&f.call, problems, err);
	json_decref(problems);
	done(&f);
	return ok;
}

static void
tls(void **state)
{
	(void)state;
	int port = free_port();
	pid_t pid = start_tls(port);
	const char *good = arena_printf(
	    texts, "{\"url\":\"rediss://localhost:%d\",\"ca_file\":\"%s/ca.pem\"}", port, dir);
	struct err err = { 0 };
	for (int i = 0; i < 100 && !reaches(good, &err); i++) {
		err_clear(&err);
		usleep(30000);
	}
	err_clear(&err);
	assert_true(reaches(good, &err));
	const struct {
		const char *settings;
		enum err_kind kind;
		const char *text;
	} bad[] = {
		/* another name than the certificate has */
		{ arena_printf(texts,
		      "{\"url\":\"rediss://127.0.0.1:%d\",\"ca_file\":\"%s/ca.pem\"}", port, dir),
		    ERR_INPUT, "not to be trusted" },
		/* of an authority that this machine does not know */
		{ arena_printf(texts, "{\"url\":\"rediss://localhost:%d\"}", port), ERR_INPUT,
		    "not to be trusted" },
		{ arena_printf(texts,
		      "{\"url\":\"rediss://localhost:%d\",\"ca_file\":\"%s/key.pem\"}", port, dir),
		    ERR_INPUT, "expected a PEM file" },
		{ arena_printf(texts, "{\"url\":\"redis://localhost:%d\"}", port), ERR_TEMPORARY,
		    "" },
	};
	for (size_t i = 0; i < array_len(bad); i++) {
		err_clear(&err);
		assert_false(reaches(bad[i].settings, &err));
		if (err.kind != bad[i].kind || !strstr(err.text, bad[i].text))
			fail_msg("%s: %d %s", bad[i].settings, (int)err.kind, err.text);
	}
	(void)kill(pid, SIGTERM);
	(void)waitpid(pid, NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_type, flush),
		cmocka_unit_test_setup(only_the_persons, flush),
		cmocka_unit_test_setup(several_values, flush),
		cmocka_unit_test_setup(identifier_missing, flush),
		cmocka_unit_test_setup(not_asked_for, flush),
		cmocka_unit_test_setup(secrets, flush),
		cmocka_unit_test_setup(many_keys, flush),
		cmocka_unit_test_setup(too_large, flush),
		cmocka_unit_test_setup(sink_refuses, flush),
		cmocka_unit_test_setup(checks, flush),
		cmocka_unit_test_setup(bad_urls, flush),
		cmocka_unit_test_setup(tls, flush),
		cmocka_unit_test_setup(locked_and_away, flush),
		cmocka_unit_test_setup(dies_meanwhile, flush),
	};
	texts = arena_new();
	if (!mkdtemp(dir) || !start(NULL)) {
		printf("1..0 # SKIP redis-server is not installed or does not start\n");
		arena_free(texts);
		return 0;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	stop();
	(void)!system(arena_printf(texts, "rm -r %s", dir));
	arena_free(texts);
	return failed;
}
