/* Layout after [MS-CFB], the published description of the format. */
#include "transform/ole.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/mem.h"

enum {
	HEADER = 512,
	ENTRY = 128,		/* bytes of a directory entry */
	IN_HEADER = 109,	/* sectors of the table named in the header */
	NAME_MOST = 32,		/* UTF-16 units */
	STREAM = 2, ROOT = 5	/* kinds of entries */
};

static const uint32_t LAST = 0xfffffffa;	/* and above: no sector */

struct table {
	uint32_t *v;		/* owned */
	size_t n;
};

struct nq_ole {
	const unsigned char *p;	/* borrowed */
	size_t len, sector, mini, cutoff;
	struct table fat, minifat;
	struct nq_buf dir, ministream;	/* owned */
};

/* Sector n, or NULL past the end; the last one may be short. */
static const unsigned char *
sector(const struct nq_ole *o, uint32_t n, size_t *len)
{
	size_t at = ((size_t)n + 1) * o->sector;

	if (n >= LAST || at >= o->len)
		return NULL;
	*len = o->len - at < o->sector ? o->len - at : o->sector;
	return o->p + at;
}

static void
table_add(struct table *t, size_t *cap, const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i + 4 <= len; i += 4) {
		t->v = nq_grow(t->v, t->n, cap, sizeof(*t->v));
		t->v[t->n++] = nq_le32(p + i);
	}
}

/* The sectors of the table: named in the header, then in a chain of lists. */
static bool
read_fat(struct nq_ole *o)
{
	size_t i, len, cap = 0, most = o->len / o->sector + 1, seen = 0;
	uint32_t next = nq_le32(o->p + 0x44), at;
	const unsigned char *list = o->p + 0x4c, *s;
	size_t n = IN_HEADER;

	for (;;) {
		for (i = 0; i < n; i++) {
			at = nq_le32(list + 4 * i);
			if (at >= LAST)
				continue;
			if ((s = sector(o, at, &len)) == NULL ||
			    ++seen > most)
				return false;
			table_add(&o->fat, &cap, s, len);
		}
		if (next >= LAST || n == 0)
			return o->fat.n > 0;
		if ((list = sector(o, next, &len)) == NULL ||
		    len < o->sector || ++seen > most)
			return false;
		n = o->sector / 4 - 1;
		next = nq_le32(list + 4 * n);
	}
}

static bool
read_chain(const struct nq_ole *o, uint32_t at, size_t most,
    struct nq_buf *out)
{
	bool *seen = nq_alloc(o->fat.n, sizeof(*seen)), ok = true;
	const unsigned char *s;
	size_t len;

	while (at < LAST && out->len < most && ok) {
		ok = at < o->fat.n && !seen[at] &&
		    (s = sector(o, at, &len)) != NULL;
		if (!ok)
			break;
		seen[at] = true;
		nq_buf_put(out, s, len < most - out->len ? len :
		    most - out->len);
		at = o->fat.v[at];
	}
	free(seen);
	return ok && !out->over;
}

static bool
read_mini(const struct nq_ole *o, uint32_t at, size_t most, struct nq_buf *out)
{
	size_t steps = 0, from, len;

	while (at < LAST && out->len < most) {
		from = (size_t)at * o->mini;
		if (++steps > o->minifat.n || at >= o->minifat.n ||
		    from + o->mini > o->ministream.len)
			return false;
		len = most - out->len < o->mini ? most - out->len : o->mini;
		nq_buf_put(out, o->ministream.p + from, len);
		at = o->minifat.v[at];
	}
	return !out->over;
}

static const unsigned char *
entry(const struct nq_ole *o, const char *name)
{
	const unsigned char *e;
	size_t i, k, n = strlen(name);

	for (i = 0; i + ENTRY <= o->dir.len; i += ENTRY) {
		e = (const unsigned char *)o->dir.p + i;
		if (e[0x42] != STREAM || n >= NAME_MOST ||
		    nq_le16(e + 0x40) != 2 * (n + 1))
			continue;
		for (k = 0; k < n && nq_le16(e + 2 * k) ==
		    (unsigned char)name[k]; k++)
			;
		if (k == n)
			return e;
	}
	return NULL;
}

static bool
read_tables(struct nq_ole *o)
{
	struct nq_buf mini = NQ_BUF(o->len);
	const unsigned char *root;
	size_t cap = 0;
	bool ok;

	o->dir = NQ_BUF(o->len);
	o->ministream = NQ_BUF(o->len);
	ok = read_fat(o) &&
	    read_chain(o, nq_le32(o->p + 0x30), o->len, &o->dir) &&
	    read_chain(o, nq_le32(o->p + 0x3c), o->len, &mini);
	if (ok && mini.len > 0)
		table_add(&o->minifat, &cap, (const unsigned char *)mini.p,
		    mini.len);
	root = (const unsigned char *)o->dir.p;
	if (ok && o->dir.len >= ENTRY && root[0x42] == ROOT)
		ok = read_chain(o, nq_le32(root + 0x74),
		    nq_le32(root + 0x78), &o->ministream);
	nq_buf_release(&mini);
	return ok;
}

struct nq_ole *
nq_ole_open(const char *bytes, size_t len)
{
	struct nq_ole *o = nq_alloc(1, sizeof(*o));
	unsigned shift, mini;

	o->p = (const unsigned char *)bytes;
	o->len = len;
	if (len < HEADER)
		goto bad;
	shift = nq_le16(o->p + 0x1e);
	mini = nq_le16(o->p + 0x20);
	if (shift < 9 || shift > 12 || mini < 4 || mini >= shift)
		goto bad;
	o->sector = (size_t)1 << shift;
	o->mini = (size_t)1 << mini;
	o->cutoff = nq_le32(o->p + 0x38);
	if (read_tables(o))
		return o;
bad:
	nq_ole_free(o);
	return NULL;
}

void
nq_ole_free(struct nq_ole *o)
{
	if (o == NULL)
		return;
	free(o->fat.v);
	free(o->minifat.v);
	nq_buf_release(&o->dir);
	nq_buf_release(&o->ministream);
	free(o);
}

bool
nq_ole_has(const struct nq_ole *o, const char *stream)
{
	return entry(o, stream) != NULL;
}

bool
nq_ole_read(const struct nq_ole *o, const char *stream, struct nq_buf *out)
{
	const unsigned char *e = entry(o, stream);
	size_t size;

	if (e == NULL)
		return false;
	size = nq_le32(e + 0x78);
	if (size > o->len)
		return false;
	return size < o->cutoff ?
	    read_mini(o, nq_le32(e + 0x74), size, out) :
	    read_chain(o, nq_le32(e + 0x74), size, out);
}
