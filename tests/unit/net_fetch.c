/*
 * What a server may ask us to wait, and that nobody stands between us and it whom only the
 * environment names.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "unit.h"

#include "dossier/mem.h"
#include "dossier/net.h"

static void
waits(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		int64_t s;
	} rows[] = {
		{ "0", 0 },
		{ "  7", 7 },
		{ "1.2", 2 },
		{ "999999999", 999999999 },
		{ "999999999.5", 1000000000 },
		{ "1800000060", 60 },
		{ "1800000060.5", 60 },
		{ "1000000000", 0 },
		{ "9223372036854775807", 1000000000 },
		{ "9223372036854775807.5", 1000000000 },
		{ "99999999999999999999999", 1000000000 },
		{ "99999999999999999999999.9", 1000000000 },
		{ "Fri, 15 Jan 2027 08:01:00 GMT", 60 },
		{ "Fri, 15 Jan 1999 08:01:00 GMT", 0 },
		{ "-5", -1 },
		{ "7x", -1 },
		{ "soon", -1 },
		{ "", -1 },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		int64_t s = net_retry_after(rows[i].value, 1800000000);
		if (s != rows[i].s)
			fail_msg("%s: %lld", rows[i].value, (long long)s);
	}
}

static int
listening(int *ret_port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*ret_port = ntohs(a.sin_port);
	return fd;
}

static void
no_proxy_of_the_environment(void **state)
{
	(void)state;
	static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
		"ALL_PROXY", "all_proxy" };
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(net_client) struct net_client *c = net_client_new();
	int port, closed, fd = listening(&port);
	(void)close(listening(&closed));
	for (size_t i = 0; i < array_len(names); i++)
		(void)setenv(names[i], arena_printf(a, "http://127.0.0.1:%d", port), 1);
	static const char *const schemes[] = { "http", "https" };
	for (size_t i = 0; i < array_len(schemes); i++) {
		struct err err = { 0 };
		auto_drop(net_answer) struct net_answer answer = { 0 };
		const struct net_request r = {
			.method = "GET",
			.url = arena_printf(a, "%s://127.0.0.1:%d/", schemes[i], closed),
			.timeout_s = 2,
			.max_bytes = 1000,
		};
		assert_false(net_fetch(c, &r, &answer, &err));
		assert_err(&err, ERR_TEMPORARY, "127.0.0.1");
		assert_int_equal(accept(fd, NULL, NULL), -1);
	}
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits),
		cmocka_unit_test(no_proxy_of_the_environment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
