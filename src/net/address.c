/*
 * Where a name may lead. Whoever runs a name server says what a name of theirs leads to; what
 * listens for this machine alone, or for its link, is not meant for them; nor what listens at an
 * address this machine has, for others of its house.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dossier/net.h"

#define LINE_BYTES 4096

struct range {
	uint32_t net;
	int bits;
};

static bool
is_near4(uint32_t a)
{
	/* this host, loopback, the link, multicast and broadcast: RFC 6890, 5771 */
	static const struct range near[] = {
		{ 0x00000000, 8 },
		{ 0x7f000000, 8 },
		{ 0xa9fe0000, 16 },
		{ 0xe0000000, 4 },
		{ 0xffffffff, 32 },
	};
	for (size_t i = 0; i < array_len(near); i++)
		if (((a ^ near[i].net) >> (32 - near[i].bits)) == 0)
			return true;
	return false;
}

/* An IPv4 address within an IPv6 one: ::ffff:0:0/96, ::/96 and, by translators, 64:ff9b::/96. */
static bool
holds4(const struct in6_addr *a, uint32_t *ret)
{
	static const unsigned char translated[12] = { 0, 0x64, 0xff, 0x9b };
	uint32_t last;
	memcpy(&last, a->s6_addr + 12, sizeof(last));
	*ret = ntohl(last);
	return IN6_IS_ADDR_V4MAPPED(a) || IN6_IS_ADDR_V4COMPAT(a) ||
	    memcmp(a->s6_addr, translated, sizeof(translated)) == 0;
}

bool
net_is_near(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;
	uint32_t within;
	if (address->ss_family == AF_INET)
		return is_near4(ntohl(in->sin_addr.s_addr));
	if (address->ss_family != AF_INET6)
		return true;
	const struct in6_addr *a = &in6->sin6_addr;
	if (IN6_IS_ADDR_UNSPECIFIED(a) || IN6_IS_ADDR_LOOPBACK(a) || IN6_IS_ADDR_LINKLOCAL(a) ||
	    IN6_IS_ADDR_MULTICAST(a))
		return true;
	return holds4(a, &within) && is_near4(within);
}

/* As the kernel sees it: what is sent there would come from there. Nothing is sent. */
static bool
is_source(const struct sockaddr_storage *address)
{
	struct sockaddr_storage from = { 0 }, to = *address;
	struct sockaddr_in *in = (void *)&to;
	struct sockaddr_in6 *in6 = (void *)&to;
	const bool v4 = to.ss_family == AF_INET;
	socklen_t len = v4 ? sizeof(*in) : sizeof(*in6);
	/* any port will do but none */
	*(v4 ? &in->sin_port : &in6->sin6_port) = htons(9);
	auto_drop(fd) int fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true; /* nobody knows */
	if (connect(fd, (const void *)&to, len) != 0)
		return false; /* nothing leads there */
	if (getsockname(fd, (void *)&from, &len) != 0)
		return true;
	return v4 ? memcmp(&in->sin_addr, &((struct sockaddr_in *)&from)->sin_addr, 4) == 0
		  : memcmp(&in6->sin6_addr, &((struct sockaddr_in6 *)&from)->sin6_addr, 16) == 0;
}

bool
net_is_own(const struct sockaddr_storage *address)
{
	const struct sockaddr_in6 *in6 = (const void *)address;
	struct sockaddr_storage within = { .ss_family = AF_INET };
	struct sockaddr_in *in = (void *)&within;
	uint32_t last;
	if (address->ss_family == AF_INET6 && holds4(&in6->sin6_addr, &last)) {
		in->sin_addr.s_addr = htonl(last);
		return is_source(&within);
	}
	return is_source(address);
}

static bool
same_address(const char *text, const struct sockaddr_storage *address)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;
	if (inet_pton(address->ss_family, text, bytes) != 1)
		return false;
	return address->ss_family == AF_INET
	    ? memcmp(bytes, &in->sin_addr, sizeof(in->sin_addr)) == 0
	    : memcmp(bytes, &in6->sin6_addr, sizeof(in6->sin6_addr)) == 0;
}

/* "ADDRESS NAME...  # words" */
static bool
line_says(char *line, const char *host, const struct sockaddr_storage *address)
{
	char *rest = line;
	line[strcspn(line, "#\n")] = '\0';
	const char *word = strsep(&rest, " \t");
	if (!word || !same_address(word, address))
		return false;
	while ((word = strsep(&rest, " \t")))
		if (*word && strcasecmp(word, host) == 0)
			return true;
	return false;
}

bool
net_hosts_say(const char *file, const char *host, const struct sockaddr_storage *address)
{
	char line[LINE_BYTES];
	bool said = false;
	FILE *f = fopen(file, "re");
	while (f && !said && fgets(line, sizeof(line), f))
		said = line_says(line, host, address);
	if (f)
		(void)fclose(f);
	return said;
}

bool
net_may_lead(const char *host, const struct sockaddr_storage *address)
{
	return strcasecmp(host, "localhost") == 0 || net_hosts_say("/etc/hosts", host, address) ||
	    (!net_is_near(address) && !net_is_own(address));
}
