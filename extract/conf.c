#include "extract/conf.h"

#include "core/err.h"
#include "core/json.h"

#include <stdio.h>
#include <string.h>

int
nq_conf_bad(struct nq_err *e, const char *path, const char *msg)
{
	nq_fail(e, NQ_EUSAGE, "%s", msg);
	return nq_err_at(e, "%s", path);
}

int
nq_conf_int(const struct nq_jval *v, const struct nq_conf_int *c,
    const char *path, struct nq_err *e)
{
	int64_t n = nq_jval_int(v, c->key, c->fallback);

	if (n < c->min || n > c->max) {
		nq_fail(e, NQ_EUSAGE, "expected a number from %d to %d, found "
		    "%lld", c->min, c->max, (long long)n);
		return nq_err_at(e, "%s.%s", path, c->key);
	}
	*c->out = (int)n;
	return 0;
}

int
nq_conf_names(const struct nq_jval *v, const char *key, bool some,
    const char *path, struct nq_names *out, struct nq_err *e)
{
	const struct nq_jval *a = nq_jval_get(v, key);
	size_t n = nq_jval_count(a);

	for (size_t i = 0; i < n; i++) {
		const char *s = nq_jval_as_str(nq_jval_at(a, i));

		if (s == NULL || s[0] == '\0') {
			nq_fail(e, NQ_EUSAGE, "expected a string that is not "
			    "empty");
			return nq_err_at(e, "%s.%s[%zu]", path, key, i);
		}
		nq_names_add(out, s);
	}
	if (some && n == 0) {
		nq_fail(e, NQ_EUSAGE, "expected at least one");
		return nq_err_at(e, "%s.%s", path, key);
	}
	return 0;
}

int
nq_conf_id(const char *id, const char *path, struct nq_err *e)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (n >= 1 && n <= 60 && id[n] == '\0' && id[0] != '-')
		return 0;
	nq_fail(e, NQ_EUSAGE, "expected lower case letters, digits and \"-\", "
	    "found \"%.60s\"", id);
	return nq_err_at(e, "%s.id", path);
}

void
nq_conf_name_file(const char *file, struct nq_err *e)
{
	char place[sizeof(e->where)];
	int n = (int)strnlen(e->where, sizeof(e->where) / 2);

	memcpy(place, e->where, sizeof(place));
	snprintf(e->where, sizeof(e->where), "%.*s: %.*s",
	    (int)sizeof(e->where) - n - 3, file, n, place);
}
