/*
 * Which addresses may be asked. A portal's name may resolve to whatever its
 * owner likes; what counts is the address that we are about to connect to.
 */
#ifndef NQ_EXTRACT_ADDRESS_H
#define NQ_EXTRACT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_err;
struct sockaddr;

/* "10.0.0.0/8", "127.0.0.1", "fd00::/8". */
struct nq_network {
	int family;		/* AF_INET or AF_INET6 */
	uint8_t net[16];	/* in network byte order */
	int bits;
};

struct nq_networks {
	struct nq_network *v;
	size_t n, cap;
};

/* Fails with NQ_EUSAGE for what is no address and no network. */
int nq_networks_add(struct nq_networks *, const char *text, struct nq_err *);
void nq_networks_release(struct nq_networks *);

/*
 * Whether an address is one that strangers may name: not loopback, private,
 * link-local, shared, multicast, reserved (IANA's special-purpose
 * registries).
 */
bool nq_address_is_public(const struct sockaddr *);

/* Public, or in one of these networks, which a source names for itself. */
bool nq_address_is_allowed(const struct sockaddr *,
    const struct nq_networks *);

/* The same of an address as text, as libcurl tells the peer's. */
bool nq_address_text_is_allowed(const char *, const struct nq_networks *);

#endif
