#include "extract/address.h"

#include "core/err.h"
#include "core/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct range {
	uint32_t net;
	int bits;
};

static const struct range special[] = {
	{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
	{ 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 },
	{ 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 },
	{ 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 },
	{ 0xcb007100, 24 }, { 0xe0000000, 3 },
};

static bool
is_public4(uint32_t a)
{
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if ((a ^ special[i].net) >> (32 - special[i].bits) == 0)
			return false;
	return true;
}

static uint32_t
word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* Only 2000::/3 is given out; forms that carry an IPv4 address are judged
 * by it (6to4), or refused (Teredo, documentation). */
static bool
is_public6(const uint8_t *p)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(p, mapped, 12) == 0 || memcmp(p, nat64, 12) == 0)
		return is_public4(word(p + 12));
	if ((p[0] & 0xe0) != 0x20)
		return false;
	if (word(p) == 0x20010000 || word(p) == 0x20010db8)
		return false;
	return p[0] != 0x20 || p[1] != 0x02 || is_public4(word(p + 2));
}

/* The bytes of an address and their number; 0 for another family. */
static size_t
bytes_of(const struct sockaddr *sa, uint8_t out[16])
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof(in));
		memcpy(out, &in.sin_addr, 4);
		return 4;
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof(in6));
		memcpy(out, &in6.sin6_addr, 16);
		return 16;
	}
	return 0;
}

bool
nq_address_is_public(const struct sockaddr *sa)
{
	uint8_t b[16];
	size_t n = bytes_of(sa, b);

	return n == 4 ? is_public4(word(b)) : n == 16 && is_public6(b);
}

static bool
is_in(const uint8_t *b, size_t n, const struct nq_network *net)
{
	size_t whole = (size_t)net->bits / 8;
	int rest = net->bits % 8;

	if (n != (net->family == AF_INET ? 4u : 16u) ||
	    memcmp(b, net->net, whole) != 0)
		return false;
	return rest == 0 || (b[whole] ^ net->net[whole]) >> (8 - rest) == 0;
}

bool
nq_address_is_allowed(const struct sockaddr *sa,
    const struct nq_networks *own)
{
	uint8_t b[16];
	size_t n = bytes_of(sa, b);

	if (nq_address_is_public(sa))
		return true;
	for (size_t i = 0; i < own->n; i++)
		if (is_in(b, n, &own->v[i]))
			return true;
	return false;
}

bool
nq_address_text_is_allowed(const char *text, const struct nq_networks *own)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return nq_address_is_allowed((struct sockaddr *)&in, own);
	if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		return nq_address_is_allowed((struct sockaddr *)&in6, own);
	return false;
}

int
nq_networks_add(struct nq_networks *own, const char *text, struct nq_err *e)
{
	struct nq_network net = { .family = AF_INET };
	const char *slash = strchr(text, '/');
	char *host = nq_strndup(text, slash != NULL ? (size_t)(slash - text) :
	    strlen(text));
	bool good = inet_pton(AF_INET, host, net.net) == 1;
	int most = 32;

	if (!good) {
		net.family = AF_INET6;
		most = 128;
		good = inet_pton(AF_INET6, host, net.net) == 1;
	}
	net.bits = most;
	if (good && slash != NULL) {
		size_t n = strspn(slash + 1, "0123456789");

		good = n >= 1 && n <= 3 && slash[1 + n] == '\0';
		net.bits = good ? atoi(slash + 1) : 0;
		good = good && net.bits <= most;
	}
	free(host);
	if (!good)
		return nq_fail(e, NQ_EUSAGE, "expected an address or a "
		    "network as 10.0.0.0/8, found \"%.60s\"", text);
	own->v = nq_grow(own->v, own->n, &own->cap, sizeof(*own->v));
	own->v[own->n++] = net;
	return 0;
}

void
nq_networks_release(struct nq_networks *own)
{
	free(own->v);
	*own = (struct nq_networks){ 0 };
}
