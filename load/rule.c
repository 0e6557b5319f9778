#include "load/rule.h"

#include "core/buf.h"
#include "core/db.h"
#include "core/err.h"
#include "core/file.h"
#include "core/limits.h"
#include "core/mem.h"
#include "core/opts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const keys[NQ_RULE_TEXTS] = {
	[NQ_RULE_VI] = "vi", [NQ_RULE_EN] = "en",
	[NQ_RULE_SEVERITY] = "severity", [NQ_RULE_COMPARES] = "compares",
	[NQ_RULE_TOLERANCE] = "tolerance", [NQ_RULE_EXAMPLE] = "example",
};

static const char *const columns[NQ_RULE_COLUMNS] = {
	[NQ_RULE_FOUND_IDS] = "found_ids",
	[NQ_RULE_EXPECTED_IDS] = "expected_ids",
	[NQ_RULE_FOUND] = "found", [NQ_RULE_EXPECTED] = "expected",
	[NQ_RULE_SLACK] = "tolerance", [NQ_RULE_UNIT] = "unit_measure",
	[NQ_RULE_INDICATOR] = "indicator", [NQ_RULE_AREA] = "ref_area",
	[NQ_RULE_PART] = "breakdown", [NQ_RULE_PERIOD] = "time_period",
	[NQ_RULE_GRAVITY] = "severity",
};

static int
compare_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
nq_rule_list(const struct nq_opts *o, struct nq_names *names,
    struct nq_err *e)
{
	char *shipped = nq_path_join(o->shipped, "sql/checks");
	char *own = o->config != NULL ?
	    nq_path_join(o->config, "sql/checks") : NULL;
	size_t n = 0;
	int rc = nq_dir_list(shipped, ".sql", names, e);

	if (rc == 0 && own != NULL && access(own, F_OK) == 0)
		rc = nq_dir_list(own, ".sql", names, e);
	if (rc == 0 && names->n > 0)
		qsort(names->v, names->n, sizeof(*names->v), compare_name);
	for (size_t i = 0; i < names->n; i++) {
		if (n > 0 && strcmp(names->v[n - 1], names->v[i]) == 0)
			free(names->v[i]);
		else
			names->v[n++] = names->v[i];
	}
	names->n = n;
	free(own);
	free(shipped);
	return rc;
}

/* The key that a line of the header begins with, past it in *rest. */
static int
find_key(const char *line, size_t len, const char **rest)
{
	for (int i = 0; i < NQ_RULE_TEXTS; i++) {
		size_t n = strlen(keys[i]);

		if (len > n && strncmp(line, keys[i], n) == 0 &&
		    line[n] == ':') {
			*rest = line + n + 1 + (line[n + 1] == ' ');
			return i;
		}
	}
	return -1;
}

/* "-- key: text", and "--   text" that goes on. */
static int
parse_header(struct nq_rule *r, const char *p, struct nq_err *e)
{
	struct nq_buf b[NQ_RULE_TEXTS];
	const char *rest;
	int at = -1, key;

	for (int i = 0; i < NQ_RULE_TEXTS; i++)
		b[i] = NQ_BUF(64 << 10);
	for (; p[0] == '-' && p[1] == '-'; p += p[0] == '\n') {
		const char *line = p + 2 + strspn(p + 2, " ");
		size_t len = strcspn(line, "\n");

		p = line + len;
		if ((key = find_key(line, len, &rest)) >= 0) {
			if (b[key].len > 0)
				nq_fail(e, NQ_EUSAGE, "header: \"%s\" stands "
				    "there twice", keys[key]);
			at = key;
			len -= (size_t)(rest - line);
			line = rest;
		} else if (at >= 0 && b[at].len > 0) {
			nq_buf_putc(&b[at], ' ');
		}
		if (at >= 0)
			nq_buf_put(&b[at], line, len);
	}
	for (int i = 0; i < NQ_RULE_TEXTS; i++) {
		if (b[i].len == 0)
			nq_fail(e, NQ_EUSAGE, "header: expected a line "
			    "\"-- %s: …\"", keys[i]);
		r->text[i] = nq_buf_steal(&b[i]);
	}
	if (e->code == NQ_OK &&
	    strcmp(r->text[NQ_RULE_SEVERITY], "error") != 0 &&
	    strcmp(r->text[NQ_RULE_SEVERITY], "warning") != 0 &&
	    strcmp(r->text[NQ_RULE_SEVERITY], "info") != 0)
		nq_fail(e, NQ_EUSAGE, "header: severity is error, warning or "
		    "info, not \"%.40s\"", r->text[NQ_RULE_SEVERITY]);
	return e->code == NQ_OK ? 0 : -1;
}

static int
find_columns(struct nq_rule *r, struct nq_err *e)
{
	int n = sqlite3_column_count(r->st);

	if (!sqlite3_stmt_readonly(r->st))
		return nq_fail(e, NQ_EUSAGE, "a check is one SELECT");
	if (sqlite3_bind_parameter_count(r->st) > 0)
		return nq_fail(e, NQ_EUSAGE, "a check takes no parameters");
	for (int c = 0; c < NQ_RULE_COLUMNS; c++) {
		r->column[c] = -1;
		for (int i = 0; i < n; i++)
			if (strcmp(sqlite3_column_name(r->st, i),
			    columns[c]) == 0)
				r->column[c] = i;
		if (r->column[c] < 0)
			return nq_fail(e, NQ_EUSAGE, "expected a column "
			    "\"%s\"", columns[c]);
	}
	return 0;
}

int
nq_rule_open(struct nq_rule *r, struct sqlite3 *db, const struct nq_opts *o,
    const char *name, struct nq_err *e)
{
	char *sub = nq_path_join("checks", name);
	char *rel = nq_path_join("sql", sub);
	char *path = nq_opts_schema(o, rel);
	struct nq_buf b = NQ_BUF(NQ_MAX_CONF);
	struct nq_err found = { 0 };

	*r = (struct nq_rule){ .code = nq_strndup(name, strlen(name) - 4) };
	if (nq_buf_read_file(&b, path, &found) == 0 &&
	    parse_header(r, b.p != NULL ? b.p : "", &found) == 0) {
		nq_digest(b.p, b.len, r->digest);
		if ((r->st = nq_db_prepare(db, o, sub, &found)) != NULL)
			find_columns(r, &found);
		else
			found.code = NQ_EUSAGE;
	}
	if (found.code != NQ_OK) {
		nq_err_at(&found, "%s", path);
		*e = found;
	}
	nq_buf_release(&b);
	free(path);
	free(rel);
	free(sub);
	return found.code == NQ_OK ? 0 : -1;
}

void
nq_rule_release(struct nq_rule *r)
{
	sqlite3_finalize(r->st);
	for (int i = 0; i < NQ_RULE_TEXTS; i++)
		free(r->text[i]);
	free(r->code);
	*r = (struct nq_rule){ 0 };
}
