#include "core/digest.h"

#include "core/err.h"
#include "core/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct nq_hash *
nq_hash_new(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (c == NULL || EVP_DigestInit_ex(c, EVP_sha256(), NULL) != 1)
		nq_mem_gone();
	return (struct nq_hash *)(void *)c;
}

void
nq_hash_add(struct nq_hash *h, const void *p, size_t n)
{
	if (EVP_DigestUpdate((EVP_MD_CTX *)(void *)h, p, n) != 1)
		nq_mem_gone();
}

void
nq_hash_done(struct nq_hash *h, char out[NQ_DIGEST_TEXT])
{
	EVP_MD_CTX *c = (EVP_MD_CTX *)(void *)h;
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (EVP_DigestFinal_ex(c, md, &len) != 1)
		nq_mem_gone();
	EVP_MD_CTX_free(c);
	memcpy(out, "sha256:", 7);
	for (unsigned i = 0; i < 32; i++)
		snprintf(out + 7 + 2 * i, 3, "%02x", md[i]);
}

void
nq_digest(const void *p, size_t n, char out[NQ_DIGEST_TEXT])
{
	struct nq_hash *h = nq_hash_new();

	nq_hash_add(h, p, n);
	nq_hash_done(h, out);
}

/* RFC 4648, section 6: 160 bits are 32 digits, none left over. */
void
nq_digest_base32(const unsigned char sum[NQ_SHA1_BYTES],
    char out[NQ_SHA1_TEXT])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char *p = out + 5;

	memcpy(out, "sha1:", 5);
	for (unsigned bit = 0; bit < 8 * NQ_SHA1_BYTES; bit += 5) {
		unsigned two = (unsigned)sum[bit / 8] << 8;

		if (bit / 8 + 1 < NQ_SHA1_BYTES)
			two |= sum[bit / 8 + 1];
		*p++ = digits[two >> (11 - bit % 8) & 31];
	}
	*p = '\0';
}

void
nq_digest_sha1(const void *p, size_t n, char out[NQ_SHA1_TEXT])
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (EVP_Digest(p, n, sum, &len, EVP_sha1(), NULL) != 1 ||
	    len != NQ_SHA1_BYTES)
		nq_mem_gone();
	nq_digest_base32(sum, out);
}

int
nq_digest_file(const char *path, char out[NQ_DIGEST_TEXT], struct nq_err *e)
{
	struct nq_hash *h = nq_hash_new();
	char chunk[65536];
	ssize_t n = -1;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, chunk, sizeof(chunk))) > 0)
		nq_hash_add(h, chunk, (size_t)n);
	if (n < 0) {
		nq_fail(e, NQ_EIO, "cannot read: %s", strerror(errno));
		nq_err_at(e, "%s", path);
	}
	if (fd >= 0)
		close(fd);
	nq_hash_done(h, out);
	return n < 0 ? -1 : 0;
}
