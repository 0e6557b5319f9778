#include "query/sql/named.h"

#include "core/err.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct nq_param *
param_find(const struct nq_named *q, const char *name, size_t len)
{
	for (size_t i = 0; i < q->params; i++)
		if (strlen(q->param[i].name) == len &&
		    strncmp(q->param[i].name, name, len) == 0)
			return &q->param[i];
	return NULL;
}

/* The place of a parameter in the statement, 0 for none. */
static int
place_of(struct sqlite3_stmt *st, const struct nq_param *p)
{
	char name[NQ_MAX_NAME + 2];

	snprintf(name, sizeof(name), ":%s", p->name);
	return sqlite3_bind_parameter_index(st, name);
}

/* Each parameter is used, and nothing but parameters. */
static int
check_params(const struct nq_named *q, struct sqlite3_stmt *st,
    struct nq_err *e)
{
	for (size_t i = 0; i < q->params; i++)
		if (place_of(st, &q->param[i]) == 0)
			return nq_fail(e, NQ_EUSAGE, "the query does not use "
			    ":%s, a parameter of its header",
			    q->param[i].name);
	for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++) {
		const char *name = sqlite3_bind_parameter_name(st, i);

		if (name == NULL || name[0] != ':' || param_find(q, name + 1,
		    strlen(name + 1)) == NULL)
			return nq_fail(e, NQ_EUSAGE, "the query uses %.60s, "
			    "which its header does not have as a parameter",
			    name != NULL ? name : "?");
	}
	return 0;
}

struct sqlite3_stmt *
nq_named_prepare(const struct nq_named *q, struct sqlite3 *db,
    struct nq_err *e)
{
	struct sqlite3_stmt *st = NULL;
	const char *tail = "";

	if (sqlite3_prepare_v2(db, q->sql, -1, &st, &tail) != SQLITE_OK)
		nq_fail(e, NQ_EUSAGE, "%s", sqlite3_errmsg(db));
	else if (st == NULL || tail[strspn(tail, " \t\r\n;")] != '\0' ||
	    sqlite3_column_count(st) == 0)
		nq_fail(e, NQ_EUSAGE, "expected one query behind the header");
	else if (check_params(q, st, e) == 0)
		return st;
	nq_err_at(e, "%s", q->path);
	sqlite3_finalize(st);
	return NULL;
}

/* A day that the calendar has; "" where the default is empty. */
static bool
is_day(const char *s)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int y, m, d;
	char more;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' ||
	    strspn(s, "0123456789-") != 10 ||
	    sscanf(s, "%4d-%2d-%2d%c", &y, &m, &d, &more) != 3)
		return false;
	return m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] && (m != 2 ||
	    d < 29 || (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)));
}

/* Binds as the type says; false where the value is of another one. */
static bool
bind(struct sqlite3_stmt *st, const struct nq_param *p, const char *value)
{
	int at = place_of(st, p);
	char *end = NULL;
	long long n;
	double v;

	if (p->type == NQ_PTEXT || (value[0] == '\0' &&
	    p->otherwise != NULL && p->otherwise[0] == '\0') ||
	    (p->type == NQ_PDAY && is_day(value)))
		return sqlite3_bind_text(st, at, value, -1,
		    SQLITE_TRANSIENT) == SQLITE_OK;
	if (p->type == NQ_PDAY || value[0] == '\0' || value[0] == ' ')
		return false;
	errno = 0;
	if (p->type == NQ_PINTEGER) {
		n = strtoll(value, &end, 10);
		return *end == '\0' && errno == 0 &&
		    sqlite3_bind_int64(st, at, n) == SQLITE_OK;
	}
	v = strtod(value, &end);
	return *end == '\0' && errno == 0 && v - v == 0 &&
	    sqlite3_bind_double(st, at, v) == SQLITE_OK;
}

/* "indicator=TEXT area=TEXT (VN-06)" */
static void
list_params(const struct nq_named *q, char out[360])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < q->params && n < 360; i++)
		n += (size_t)snprintf(out + n, 360 - n, "%s%s=%s%s",
		    i > 0 ? " " : "", q->param[i].name,
		    nq_ptype_code(q->param[i].type),
		    q->param[i].otherwise == NULL ? "!" : "");
	if (q->params == 0)
		snprintf(out, 360, "no parameters");
}

static int
refuse(const struct nq_named *q, struct nq_err *e, const char *what,
    const char *word)
{
	char taken[360];

	list_params(q, taken);
	return nq_fail(e, NQ_EUSAGE, "%s \"%.60s\"; %s takes: %.300s", what,
	    word, q->name, taken);
}

static int
bind_one(const struct nq_named *q, struct sqlite3_stmt *st,
    const struct nq_param *p, const char *value, struct nq_err *e)
{
	static const char *const want[] = { "a text", "a whole number",
		"a number", "a day as 2024-05-31" };

	if (bind(st, p, value))
		return 0;
	return nq_fail(e, NQ_EUSAGE, "%s of %s is %s, not \"%.60s\"",
	    p->name, q->name, want[p->type], value);
}

int
nq_named_bind(const struct nq_named *q, struct sqlite3_stmt *st,
    char *const *words, size_t n, struct nq_err *e)
{
	const char *value[NQ_MAX_PARAMS] = { NULL };
	const struct nq_param *p;

	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(words[i], "=");

		if (words[i][len] == '\0')
			return refuse(q, e, "expected key=value, not",
			    words[i]);
		if ((p = param_find(q, words[i], len)) == NULL)
			return refuse(q, e, "there is no parameter",
			    words[i]);
		if (value[p - q->param] != NULL)
			return refuse(q, e, "given twice:", p->name);
		value[p - q->param] = words[i] + len + 1;
	}
	for (size_t i = 0; i < q->params; i++) {
		p = &q->param[i];
		if (value[i] == NULL && p->otherwise == NULL)
			return refuse(q, e, "missing is", p->name);
		if (bind_one(q, st, p, value[i] != NULL ? value[i] :
		    p->otherwise, e) != 0)
			return -1;
	}
	return 0;
}
