/*
 * The parts of doctor --probe: one walks the entries (probe.c), one asks for
 * a page and says how it came (probe_page.c), one looks at what it links to
 * (probe_links.c), one prints (probe_say.c). Nothing is written to disk.
 */
#ifndef NQ_EXTRACT_PROBE_PARTS_H
#define NQ_EXTRACT_PROBE_PARTS_H

#include "extract/fetch.h"
#include "extract/run.h"

#include <stdbool.h>
#include <stddef.h>

struct nq_entry;
struct nq_links;
struct nq_source;

enum {
	/* Links that are shown as examples of many. */
	NQ_PROBE_EXAMPLES = 3
};

struct nq_probe {
	struct nq_run run;		/* its pool, pages, log, fetcher */
	const struct nq_source *src;	/* the one that is tried */
	bool quiet;			/* faults alone, with their headings */
	char *head;			/* not printed yet; owned, or NULL */
	struct nq_names origins;	/* whose robots.txt was told */
	struct nq_names tried;		/* addresses of releases */
	size_t answers;			/* somebody answered, so many times */
	size_t faults;
};

/*
 * What is printed goes to standard output, broken into lines. Bytes from
 * outside are made fit for a terminal.
 */
/* A line at the margin, or indented as the heading of what follows. */
void nq_probe_title(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
void nq_probe_head(struct nq_probe *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* What was seen, behind its label; "" goes on with the one before. */
void nq_probe_row(const struct nq_probe *, const char *label,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* What could be better, and is no fault. */
void nq_probe_hint(const struct nq_probe *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* What is wrong, and what to do about it; counted. */
void nq_probe_fault(struct nq_probe *, const char *todo, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * Asks for a canonical address and says how it went, with what robots.txt of
 * the host said where that is the first time. kind is that of the frontier:
 * releases pass the gate of extract/keep.h. false: it cannot be used, which
 * was told as a fault, unless it is only page 2 of something that is not
 * there (optional). The answer is to be released.
 */
bool nq_probe_ask(struct nq_probe *, const char *kind, const char *url,
    bool optional, struct nq_answer *);

/* What one page leads to, by the source's rules. Zero-initialise. */
struct nq_shown {
	size_t links, here;	/* as its entry finds them; on our hosts */
	size_t releases;	/* of those; by "key" */
	size_t index;		/* further sitemaps */
	size_t dated;		/* releases whose day is known */
	char oldest[16], newest[16];
	struct nq_names keys;	/* of the releases, sorted, each once */
	char *first, *first_key;	/* release; owned */
	char *sitemap;		/* the first one; owned */
	char *foreign, *other;	/* not on our hosts; no release; owned */
};
void nq_shown_release(struct nq_shown *);

/* Looks at the first page of an entry, and says what it shows. false: its
 * links could not be read, or none is a release; told. */
bool nq_probe_links(struct nq_probe *, const struct nq_entry *,
    const struct nq_answer *, struct nq_shown *);

/* The same for page 2, against the first. */
void nq_probe_page_2(struct nq_probe *, const struct nq_entry *,
    const struct nq_answer *, const struct nq_shown *first);

/* Feeds and the like that a listing or robots.txt names, unless the source
 * has such an entry; pagers where it has no "pages". */
void nq_probe_suggest(const struct nq_probe *, const struct nq_entry *,
    const struct nq_answer *);

/* The files that the page of a release links to. */
void nq_probe_files(struct nq_probe *, const struct nq_answer *);

#endif
