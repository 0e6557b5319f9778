#include "core/opts.h"

#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A date that may be empty serves scripts that do not know it. */
enum kind { FLAG, TEXT, DATE, MAYBE_DATE, NUMBER, CHOICE };

struct row {
	const char *name;
	int bit;
	enum kind kind;
	const char *arg;	/* placeholder, or the choices "a|b" */
	size_t at;		/* offset in struct nq_opts */
	const char *help;
};

#define AT(field) offsetof(struct nq_opts, field)

static const struct row table[] = {
	{ "data", NQ_OPT_DATA, TEXT, "DIR", AT(data),
	    "archive, records and warehouse (default: data)" },
	{ "config", NQ_OPT_CONFIG, TEXT, "DIR", AT(config),
	    "files here replace the shipped ones of the same name" },
	{ "source", NQ_OPT_SOURCE, TEXT, "ID", AT(source),
	    "only this source" },
	{ "since", NQ_OPT_SINCE, DATE, "DATE", AT(since),
	    "archive files from this day on, as 2024-05-31" },
	{ "until", NQ_OPT_UNTIL, DATE, "DATE", AT(until),
	    "archive files up to and including this day" },
	{ "since", NQ_OPT_PERIODS, DATE, "DATE", AT(since),
	    "periods that end on this day or later, as 2024-05-31" },
	{ "until", NQ_OPT_PERIODS, DATE, "DATE", AT(until),
	    "periods that begin on this day or earlier" },
	{ "import", NQ_OPT_IMPORT, FLAG, NULL, AT(import),
	    "take in the web archives named; fetch nothing" },
	{ "backfill", NQ_OPT_BACKFILL, TEXT, "ID", AT(backfill),
	    "ask internet-archive or common-crawl for captures" },
	{ "since", NQ_OPT_CAPTURES, DATE, "DATE", AT(since),
	    "of these two: captures of this day or later" },
	{ "until", NQ_OPT_CAPTURES, DATE, "DATE", AT(until),
	    "of these two: captures of this day or earlier" },
	{ "since", NQ_OPT_RUNS, DATE, "DATE", AT(since),
	    "runs that began on this day or later, in Viet Nam" },
	{ "as-of", NQ_OPT_AS_OF, DATE, "DATE", AT(as_of),
	    "what was known at the end of this day" },
	{ "format", NQ_OPT_FORMAT, CHOICE, "table|csv|json|ndjson|markdown",
	    AT(format), "how to print (default: table)" },
	{ "format", NQ_OPT_EXPORT, CHOICE,
	    "sdmx-csv|csv|json|ndjson|xlsx|datasette", AT(format),
	    "what to make (default: csv)" },
	{ "output", NQ_OPT_OUTPUT, TEXT, "PATH", AT(output),
	    "where to write it" },
	{ "from", NQ_OPT_BETWEEN, DATE, "DATE", AT(from),
	    "what was known at the end of this day" },
	{ "to", NQ_OPT_BETWEEN, DATE, "DATE", AT(to),
	    "and at the end of this one (default: today)" },
	{ "open", NQ_OPT_OPEN, FLAG, NULL, AT(open),
	    "write the archived page to standard output" },
	{ "list", NQ_OPT_LIST, FLAG, NULL, AT(list),
	    "list the queries that have a name" },
	{ "area", NQ_OPT_CELL, TEXT, "CODE", AT(area),
	    "as VN-06 (default: the area of the targets)" },
	{ "breakdown", NQ_OPT_CELL, TEXT, "CODE", AT(breakdown),
	    "a part, as C of IIP (default: the whole)" },
	{ "transformation", NQ_OPT_CELL, TEXT, "CODE", AT(transformation),
	    "as level, yoy, share (default: what the targets ask)" },
	{ "price-base", NQ_OPT_CELL, TEXT, "CODE", AT(price_base),
	    "as constant-2010 or current" },
	{ "jobs", NQ_OPT_JOBS, NUMBER, "N", AT(jobs),
	    "workers (default: one a processor)" },
	{ "quiet", NQ_OPT_QUIET, FLAG, NULL, AT(quiet),
	    "only warnings and errors" },
	{ "lang", NQ_OPT_LANG, CHOICE, "vi|en", AT(lang),
	    "language of tables (default: vi)" },
	{ "all", NQ_OPT_ALL, FLAG, NULL, AT(all),
	    "everything, not only what needs attention" },
	{ "strict", NQ_OPT_STRICT, FLAG, NULL, AT(strict),
	    "exit status 1 where an error is open" },
	{ "strict", NQ_OPT_RUNS, FLAG, NULL, AT(strict),
	    "exit status 1 where the last run or a source needs a look" },
	{ "to", NQ_OPT_TO, TEXT, "FILE", AT(to),
	    "make this file, and leave the warehouse as it is" },
	{ "url", NQ_OPT_URL, TEXT, "URL", AT(url),
	    "address the file came from" },
	{ "published", NQ_OPT_PUBLISHED, MAYBE_DATE, "DATE", AT(published),
	    "day it was published, where the page does not say" },
	{ "explain", NQ_OPT_EXPLAIN, FLAG, NULL, AT(explain),
	    "show what was recognised, and why a number was not used" },
	{ "unmatched", NQ_OPT_UNMATCHED, FLAG, NULL, AT(unmatched),
	    "list figures that no indicator claimed" },
	{ "probe", NQ_OPT_PROBE, FLAG, NULL, AT(probe),
	    "try a source, and say what it shows" },
	{ "sandbox", NQ_OPT_SANDBOX, CHOICE, "require|auto|off", AT(sandbox),
	    "lock of the parsing workers (default: auto)" },
};

enum { ROWS = sizeof(table) / sizeof(table[0]) };

static const struct row *
row_find(const char *arg, size_t len, int takes)
{
	for (size_t i = 0; i < ROWS; i++)
		if ((table[i].bit & takes) != 0 &&
		    strlen(table[i].name) == len &&
		    strncmp(table[i].name, arg, len) == 0)
			return &table[i];
	return NULL;
}

static bool
is_date(const char *s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int y, m, d;

	if (strlen(s) != 10 || strspn(s, "0123456789-") != 10 ||
	    sscanf(s, "%4d-%2d-%2d", &y, &m, &d) != 3 || s[4] != '-' ||
	    s[7] != '-' || m < 1 || m > 12 || d < 1 || d > days[m - 1])
		return false;
	return m != 2 || d < 29 ||
	    (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

static bool
is_choice(const char *choices, const char *s)
{
	size_t n = strlen(s);

	for (const char *c = choices; c != NULL;
	    c = (c = strchr(c, '|')) != NULL ? c + 1 : NULL)
		if (strcspn(c, "|") == n && strncmp(c, s, n) == 0)
			return true;
	return false;
}

static int
set(struct nq_opts *o, const struct row *r, const char *value,
    struct nq_err *e)
{
	char *base = (char *)o + r->at;
	char *end;
	long n;

	if (r->kind == NUMBER) {
		n = strtol(value, &end, 10);
		if (end == value || *end != '\0' || n < 1 || n > 256)
			return nq_fail(e, NQ_EUSAGE, "--%s takes a number "
			    "from 1 to 256, not \"%s\"", r->name, value);
		memcpy(base, &(int){ (int)n }, sizeof(int));
		return 0;
	}
	if (value[0] == '\0' && (r->bit & (NQ_OPT_DATA | NQ_OPT_CONFIG)) != 0)
		return nq_fail(e, NQ_EUSAGE, "--%s needs a folder, not an "
		    "empty name", r->name);
	if ((r->kind == DATE || (r->kind == MAYBE_DATE &&
	    value[0] != '\0')) && !is_date(value))
		return nq_fail(e, NQ_EUSAGE, "--%s takes a day as 2024-05-31, "
		    "not \"%s\"", r->name, value);
	if (r->kind == CHOICE && !is_choice(r->arg, value))
		return nq_fail(e, NQ_EUSAGE, "--%s takes one of %s, not \"%s\"",
		    r->name, r->arg, value);
	memcpy(base, &value, sizeof(value));
	return 0;
}

/*
 * The shipped schemas lie under share/ of the prefix, or beside the build.
 * Known by a file of theirs: a prefix may have any folder above bin/.
 */
static char *
find_shipped(void)
{
	static const char *const places[] = {
		"../share/nqtrack/schemas", "../schemas", "../../schemas",
	};
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash, *p, *known;
	bool there;

	if (n > 0) {
		exe[n] = '\0';
		if ((slash = strrchr(exe, '/')) != NULL)
			*slash = '\0';
		for (size_t i = 0;
		    i < sizeof(places) / sizeof(places[0]); i++) {
			p = nq_path_join(exe, places[i]);
			known = nq_path_join(p, "indicators.json");
			there = access(known, R_OK) == 0;
			free(known);
			if (there)
				return p;
			free(p);
		}
	}
	return nq_strdup("schemas");
}

/* A variable that is set to nothing counts as not set. */
static const char *
from_environment(const char *name, const char *otherwise)
{
	const char *s = getenv(name);

	return s != NULL && s[0] != '\0' ? s : otherwise;
}

static int
parse_one(struct nq_opts *o, char **argv, int *i, int argc, int takes,
    struct nq_err *e)
{
	const char *arg = argv[*i] + 2, *eq = strchr(arg, '=');
	size_t len = eq != NULL ? (size_t)(eq - arg) : strlen(arg);
	const struct row *r = row_find(arg, len, takes);

	if (r == NULL)
		return nq_fail(e, NQ_EUSAGE, "%s does not take --%.*s; "
		    "\"nqtrack help %s\" lists what it takes", argv[0],
		    (int)len, arg, argv[0]);
	if (r->kind == FLAG) {
		if (eq != NULL)
			return nq_fail(e, NQ_EUSAGE, "--%s takes no value",
			    r->name);
		memcpy((char *)o + r->at, &(bool){ true }, sizeof(bool));
		return 0;
	}
	if (eq == NULL && (*i + 1 >= argc ||
	    strncmp(argv[*i + 1], "--", 2) == 0))
		return nq_fail(e, NQ_EUSAGE, "--%s needs a value (%s)",
		    r->name, r->arg);
	return set(o, r, eq != NULL ? eq + 1 : argv[++*i], e);
}

int
nq_opts_parse(struct nq_opts *o, int argc, char **argv, int takes,
    struct nq_err *e)
{
	int left = 0;

	*o = (struct nq_opts){
		.data = from_environment("NQTRACK_DATA", "data"),
		.config = from_environment("NQTRACK_CONFIG", NULL),
		.format = "table", .lang = "vi",
		.sandbox = "auto", .shipped = find_shipped() };
	o->argv = nq_alloc((size_t)argc + 1, sizeof(*o->argv));
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			while (++i < argc)
				o->argv[left++] = argv[i];
			break;
		}
		if (strcmp(argv[i], "--help") == 0)
			o->help = true;
		else if (strncmp(argv[i], "--", 2) != 0)
			o->argv[left++] = argv[i];
		else if (parse_one(o, argv, &i, argc, takes, e) != 0)
			return nq_err_at(e, "command line");
	}
	o->argc = left;
	/* The shipped files would silently take its place. */
	if (o->config != NULL && access(o->config, F_OK) != 0)
		nq_fail(e, NQ_EUSAGE, "--config: there is no folder \"%s\"",
		    o->config);
	else if (o->since != NULL && o->until != NULL &&
	    strcmp(o->since, o->until) > 0)
		nq_fail(e, NQ_EUSAGE, "--since %s is after --until %s",
		    o->since, o->until);
	return e->code == NQ_OK ? 0 : nq_err_at(e, "command line");
}

void
nq_opts_release(struct nq_opts *o)
{
	free(o->shipped);
	free(o->argv);
	*o = (struct nq_opts){ 0 };
}

void
nq_opts_print(int takes)
{
	for (size_t i = 0; i < ROWS; i++) {
		char left[64];

		if ((table[i].bit & takes) == 0)
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", table[i].name,
		    table[i].arg != NULL ? " " : "",
		    table[i].arg != NULL ? table[i].arg : "");
		printf("  %-26s%s%s\n", left,
		    strlen(left) > 25 ? "\n                            " : "",
		    table[i].help);
	}
}

char *
nq_opts_schema(const struct nq_opts *o, const char *name)
{
	char *p;

	if (o->config != NULL) {
		p = nq_path_join(o->config, name);
		if (access(p, F_OK) == 0)
			return p;
		free(p);
	}
	return nq_path_join(o->shipped, name);
}

enum nq_exit
nq_exit_of(const struct nq_err *e)
{
	switch (e->code) {
	case NQ_OK:
		return NQ_EXIT_OK;
	case NQ_EUSAGE:
		return NQ_EXIT_USAGE;
	case NQ_EBUSY:
		return NQ_EXIT_BUSY;
	default:
		return NQ_EXIT_NOTHING;
	}
}
