/*
 * The binder's state; private to bind.c, compare.c, figure.c and park.c.
 *
 * A sentence is walked once, left to right. The context says what a number
 * would be about; a segment is what stands between commas. Words that no
 * phrase knows are the guard: a subject with one is not ours, and its
 * numbers are left alone until a known topic is named again.
 */
#ifndef NQ_TRANSFORM_BIND_H
#define NQ_TRANSFORM_BIND_H

#include "core/mem.h"
#include "transform/figures.h"
#include "transform/lex.h"
#include "transform/page.h"

enum { TOPIC_NONE = -1, TOPIC_UNKNOWN = -2 };

enum cmp {
	CMP_NONE, CMP_SAME, CMP_PREVIOUS, CMP_PERIOD, CMP_DECEMBER,
	CMP_OTHER, CMP_YEAR_PLAN, CMP_PERIOD_PLAN, CMP_BARE_PLAN,
	CMP_TARGET, CMP_SCENARIO, CMP_YEAR_SCENARIO
};

/* What a rate is measured against: "so với …", "… kế hoạch năm". */
struct compare {
	enum cmp kind;
	struct nq_when when;	/* of CMP_PERIOD, or the year of CMP_SAME */
	short months;		/* of CMP_PREVIOUS: 1 or 3, 0 unsaid */
	size_t end;		/* lexeme behind it */
};

struct context {
	int topic;		/* indicator, TOPIC_NONE or TOPIC_UNKNOWN */
	int unknown_since;	/* sentence in which it became unknown */
	int branch_of;		/* sentence in which its part had a number */
	int known, known_part;	/* what it was before that */
	int unknown_number;	/* sentence of the last number under it, or 0 */
	int unknown_clause;	/* … and its clause */
	bool unknown_capital;	/* it was capital of what was counted */
	int part;		/* row of parts, or -1 */
	bool structure;		/* "cơ cấu": bare per cents are shares */
	bool growth;		/* "tăng trưởng …": they are rates */
	struct nq_period when;	/* year 0: none in force */
	bool when_here;		/* named in this sentence */
	bool until, to_year, rest, repaired, average;
	int area;
	enum nq_base base;
	int base_sentence;	/* the sentence that named it */
	int base_topic;		/* the topic it was said of, or TOPIC_NONE */
	enum nq_role role;
	bool needed;		/* "phải tăng X% mới …": no figure */
	bool real;		/* prices removed */
	struct compare versus;	/* said ahead: "So với tháng trước, …" */
	struct compare whole;	/* what the total's rate was held against */
	bool each;		/* "tương ứng": a list in the order before */
};

/* What was said since the last number or comma. */
struct cues {
	int trend;		/* 1 up, -1 down */
	bool level, level_to;	/* reach or level-to came after the trend */
	bool equal, exceed, differ, share, contribution, pull_down, times,
	    average, from, forecast, each, rank, per_time;
	char status;
	enum nq_bound bound;
	size_t bound_at;	/* lexeme of the bound word */
	struct compare plan;	/* "vượt kế hoạch X%" */
};

struct segment {
	int words;		/* unknown ones since the last landmark */
	bool topic, verb, number, predicate;
	bool adverbial;		/* a preposition came behind the topic */
	bool subject;		/* companies, goods: not the province's own */
	bool narrowed;		/* "xuất khẩu gạo sang …": not the topic */
	bool other_has;		/* a strange subject "có", "đạt" what follows */
	bool carried;		/* an unfinished subject came before a comma */
	bool estimate;		/* a number of it is an estimate */
	bool lead;		/* begins with a preposition: an adverbial */
	bool own;		/* the province or a place is the subject */
	bool strange;		/* its subject turned out unknown */
	bool versus;		/* what follows is of the base */
};

struct scope {
	struct context ctx;
	struct cues cues;
	struct segment seg;
};

/* Names in one list of parks: more than any province has. */
enum { SCOPES = 4, RECENT = 3, PARKS = 16 };

/* Parks, clusters and projects: a small grammar of their own, park.c. */
struct parks {
	enum nq_class kind;	/* PARK, CLUSTER, or NONE */
	const char *names[PARKS];	/* arena; NFC lower case */
	int count;
	bool occupancy, pending;
	bool industry;		/* "lĩnh vực công nghiệp" was named */
	bool in_force;		/* a stock of projects, not new ones */
	bool attract;		/* thu hút, cấp mới: projects are new ones */
	bool projects;		/* industrial projects are spoken of */
	bool counted;		/* their number was just said */
};

/* What stands behind a number, up to where it can still belong to it. */
struct after {
	struct compare cmp;
	bool open_up;
	bool average;
	bool charter;		/* "… mà Nghị quyết đặt ra" */
	size_t span;		/* a term named there, or 0 */
	size_t end;
};

struct binder {
	const struct nq_catalog *cat;
	const struct nq_page *page;
	struct nq_arena *arena;
	struct nq_arena scratch;	/* of a block's lexemes; reset by who
					 * read them */
	struct nq_figure *v;	/* heap while growing */
	size_t n, cap;
	struct nq_trace *trace;
	size_t ntrace, tcap;
	/* The document. */
	int area;
	struct nq_period title_period, term;
	bool title_until;
	short pub_year, pub_month;
	short year;		/* a month without a year belongs to it */
	/* The walk. */
	struct nq_lexemes lex;
	size_t from, to;	/* lexemes of the sentence */
	size_t offset;		/* of the block in nq_page.text */
	size_t skip;		/* lexemes below it are dealt with */
	struct context ctx;
	struct cues cues, last_cues;
	struct segment seg;
	struct scope scopes[SCOPES];
	int depth;
	int recent[RECENT];	/* indicators, the latest first */
	int sentence;		/* its number in the document */
	int topic_sentence;	/* the one that last named a topic */
	int clause;		/* between semicolons; counted like it */
	struct nq_period entered;	/* in force when it began */
	int periods;		/* named in it */
	int forecast_clause;	/* the clause of the last forecast */
	size_t sentence_v;	/* figures from here on are of this one */
	bool charter, opening_estimate, opening_preliminary, forecast, joined;
	bool planned;		/* the sentence strives or expects */
	bool of_which;		/* "trong đó" came behind a number */
	struct parks parks;
	struct nq_period named;	/* the last period that was printed */
	bool named_until, named_here;	/* … in this block */
	size_t each_at;		/* next figure of the list before */
	char last_status;
	int rank;
};

/* compare.c */
struct compare nq_compare_read(const struct binder *, size_t i);
struct compare nq_plan_read(const struct binder *, size_t i);
/* The transformation that a comparison means for a period, or -1. */
int nq_compare_trans(const struct binder *, const struct compare *,
    struct nq_period, bool none_is_yoy);

/* bind.c */
struct nq_period nq_bind_resolve(struct binder *, const struct nq_when *,
    bool *repaired);
void nq_bind_topic(struct binder *, int indicator, int part);
void nq_bind_unknown(struct binder *);
void nq_bind_named(struct binder *);
const struct nq_lex *nq_bind_lex(const struct binder *, size_t i);
/* The first lexeme from i on that is no filler. */
size_t nq_bind_next(const struct binder *, size_t i);

/* figure.c */
void nq_bind_number(struct binder *, size_t i);
void nq_bind_trace(struct binder *, size_t i, const char *why);
struct nq_figure *nq_bind_emit(struct binder *, size_t i, int indicator,
    const char *breakdown, enum nq_trans, struct nq_dec, const char *rule);

/* subject.c */
void nq_bind_unknown_subject(struct binder *b);
void nq_bind_new_segment(struct binder *b);
void nq_bind_next_segment(struct binder *b);
void nq_bind_verb(struct binder *b);
void nq_on_word(struct binder *b, size_t i);
void nq_on_foreign(struct binder *b, size_t i);
void nq_on_decoy(struct binder *b, size_t i);
void nq_on_topic(struct binder *b, size_t i);
void nq_on_part(struct binder *b, size_t i);
void nq_on_elliptic(struct binder *b, size_t i);
void nq_on_area(struct binder *b, size_t i);

/* setting.c */
void nq_on_period(struct binder *b, size_t i);
void nq_on_cumulative(struct binder *b, size_t i);
void nq_on_since_january(struct binder *b, size_t i);
void nq_on_base(struct binder *b, size_t i);
void nq_on_strive(struct binder *b, size_t i);
void nq_on_versus(struct binder *b, size_t i);
void nq_on_plan(struct binder *b, size_t i);
void nq_on_charter(struct binder *b, size_t i);
void nq_on_same_period(struct binder *b, size_t i);

/* cue.c */
void nq_on_trend(struct binder *b, size_t i);
void nq_on_reach(struct binder *b, size_t i);
void nq_on_exceed(struct binder *b, size_t i);
void nq_on_relation(struct binder *b, size_t i);
void nq_on_status(struct binder *b, size_t i);
void nq_on_average(struct binder *b, size_t i);
void nq_on_each(struct binder *b, size_t i);
void nq_on_bound(struct binder *b, size_t i);
void nq_on_mark_of_number(struct binder *b, size_t i);

/* A year that stands alone ("GRDP 2022"), or 0. */
short nq_bind_bare_year(const struct binder *, size_t i);

/* bind.c */
void nq_bind_sentence(struct binder *b);

/* after.c */
void nq_bind_look_after(const struct binder *b, size_t i, struct after *a);
bool nq_bind_look_period(struct binder *b, size_t i);
void nq_bind_topic_behind(struct binder *b, size_t i);
bool nq_bind_of_other(const struct binder *b, size_t i);

/*
 * rate.c and figure.c. The texts returned say why a number is no figure;
 * NULL: it is one.
 */
enum nq_role nq_bind_role_of(const struct binder *, struct nq_period);
struct nq_period nq_bind_period_of(const struct binder *, int indicator);
const char *nq_bind_breakdown_of(const struct binder *);
const char *nq_bind_average_rate(struct binder *, size_t);
void nq_bind_of_the_whole(struct binder *, const struct compare *);
const char *nq_bind_rate(struct binder *, size_t, const struct after *);
const char *nq_bind_times(struct binder *, size_t, const struct after *);
const char *nq_bind_contribution(struct binder *, size_t);

/* park.c */
/* Deals with a lexeme of parks and projects; true: nothing else to do. */
void nq_park_sentence(struct binder *);
bool nq_park_lex(struct binder *, size_t i);
bool nq_park_number(struct binder *, size_t i);

#endif
