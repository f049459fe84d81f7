/*
 * Where a name may lead: not to what listens for this machine alone, unless its administrator says
 * so.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "dossier/net.h"
#include "unit/unit.h"

static struct sockaddr_storage
address(const char *text)
{
	struct sockaddr_storage s = { 0 };
	struct sockaddr_in *in = (void *)&s;
	struct sockaddr_in6 *in6 = (void *)&s;
	s.ss_family = strchr(text, ':') ? AF_INET6 : AF_INET;
	assert_int_equal(
	    inet_pton(s.ss_family, text,
		s.ss_family == AF_INET ? (void *)&in->sin_addr : (void *)&in6->sin6_addr),
	    1);
	return s;
}

static void
test_near(void **state)
{
	static const char *const near[] = { "127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3",
		"169.254.169.254", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
		"febf::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:169.254.0.1",
		"64:ff9b::7f00:1" };
	static const char *const far[] = { "1.1.1.1", "126.255.255.255", "128.0.0.1", "10.0.0.1",
		"172.16.0.1", "192.168.1.5", "169.253.255.255", "169.255.0.0", "223.255.255.255",
		"2001:db8::1", "fd00::1", "fec0::1", "::ffff:10.0.0.1", "64:ff9b::101:101" };
	(void)state;
	for (size_t i = 0; i < array_len(near); i++) {
		const struct sockaddr_storage a = address(near[i]);
		if (!net_is_near(&a) || net_may_lead("vendor.example", &a) ||
		    !net_may_lead("localhost", &a))
			fail_msg("%s", near[i]);
	}
	for (size_t i = 0; i < array_len(far); i++) {
		const struct sockaddr_storage a = address(far[i]);
		if (net_is_near(&a) || !net_may_lead("vendor.example", &a))
			fail_msg("%s", far[i]);
	}
	const struct sockaddr_storage un = { .ss_family = AF_UNIX };
	assert_true(net_is_near(&un));
}

static void
test_hosts(void **state)
{
	static const struct {
		const char *host, *address;
		bool said;
	} cases[] = {
		{ "box.example", "127.0.1.1", true },
		{ "BOX", "127.0.1.1", true },
		{ "box", "127.0.0.1", false },
		{ "six.example", "::1", true },
		{ "six.example", "127.0.0.1", false },
		{ "gone.example", "127.0.0.2", false },
		{ "words", "127.0.0.3", false },
		{ "last.example", "127.0.0.4", true },
		{ "vendor.example", "127.0.1.1", false },
		{ "127.0.1.1", "127.0.1.1", false },
		{ "", "127.0.1.1", false },
	};
	char path[] = "/tmp/net_address_XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	(void)state;
	assert_non_null(f);
	(void)fputs("# of this machine\n\n127.0.1.1\tbox.example  box\n::1 six.example\n"
		    "#127.0.0.2 gone.example\n127.0.0.3 here # words\n127.0.0.4 last.example",
	    f);
	assert_int_equal(fclose(f), 0);
	for (size_t i = 0; i < array_len(cases); i++) {
		const struct sockaddr_storage a = address(cases[i].address);
		if (net_hosts_say(path, cases[i].host, &a) != cases[i].said)
			fail_msg("%s at %s", cases[i].host, cases[i].address);
	}
	(void)unlink(path);
	const struct sockaddr_storage a = address("127.0.1.1");
	assert_false(net_hosts_say(path, "box", &a));
}

static bool in_a_network;

/*
 * All of it in a network of the test's own, in which this machine is 198.51.100.7; where a machine
 * allows none, without.
 */
static int
be_in_a_network(void **state)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	const struct sockaddr_storage a = address("198.51.100.7");
	(void)state;
	in_a_network = unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
	if (!in_a_network)
		return 0;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool ok = ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
	memcpy(lo.ifr_name, "lo:1", sizeof("lo:1"));
	memcpy(&lo.ifr_addr, &a, sizeof(lo.ifr_addr));
	ok = ok && ioctl(fd, SIOCSIFADDR, &lo) == 0;
	(void)close(fd);
	return ok ? 0 : -1;
}

static void
test_own(void **state)
{
	static const char *const own[] = { "198.51.100.7", "::ffff:198.51.100.7",
		"64:ff9b::c633:6407" };
	static const char *const others[] = { "192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1" };
	const struct sockaddr_storage self = address("127.0.0.1");
	(void)state;
	assert_true(net_is_own(&self));
	for (size_t i = 0; in_a_network && i < array_len(own); i++) {
		const struct sockaddr_storage a = address(own[i]);
		if (net_is_near(&a) || !net_is_own(&a) || net_may_lead("vendor.example", &a) ||
		    !net_may_lead("localhost", &a))
			fail_msg("%s", own[i]);
	}
	for (size_t i = 0; i < array_len(others); i++) {
		const struct sockaddr_storage a = address(others[i]);
		if (net_is_own(&a) || !net_may_lead("vendor.example", &a))
			fail_msg("%s", others[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_own),
	};
	return cmocka_run_group_tests(tests, be_in_a_network, NULL);
}
