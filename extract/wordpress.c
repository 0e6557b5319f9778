#include "extract/find.h"

#include "core/err.h"
#include "core/json.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

/* Handbook of the REST API, "Pagination": what a page past the end gets. */
static const char past_end[] = "rest_post_invalid_page_number";

static void
take_error(struct nq_found *found, const struct nq_jval *root)
{
	const char *code = nq_jval_str(root, "code");
	char *msg;

	if (code == NULL) {
		nq_found_fail(found, false, "no posts of WordPress: an "
		    "object without an error code");
	} else if (strcmp(code, past_end) == 0) {
		nq_found_begin(found, NULL, true);
	} else {
		msg = nq_asprintf("WordPress answers with the error %.100s",
		    code);
		nq_found_fail(found, false, msg);
		free(msg);
	}
}

static void
take_post(struct nq_found *found, const struct nq_jval *post)
{
	bool is = nq_jval_type(post) == NQ_JOBJECT;
	const char *link = is ? nq_jval_str(post, "link") : NULL;
	const char *date = is ? nq_jval_str(post, "date") : NULL;
	const char *gmt = is ? nq_jval_str(post, "modified_gmt") : NULL;
	char day[NQ_DAY_TEXT] = "", modified[NQ_TIME_TEXT] = "";

	if (link == NULL || link[0] == '\0') {
		nq_found_fail(found, false, "no posts of WordPress: one has "
		    "no link");
		return;
	}
	if (date != NULL)
		nq_date_day(date, strlen(date), day);
	if (gmt != NULL)
		nq_date_instant(gmt, strlen(gmt), 0, modified);
	nq_found_put(found, link, strlen(link), day, modified, false);
}

void
nq_find_wordpress(struct nq_found *found, const struct nq_ask *ask)
{
	const struct nq_jval *root;
	const char *s = ask->body;
	size_t len = ask->len;
	struct nq_err e = { 0 };
	struct nq_json *j;

	/* Plugins leave a byte order mark before it, servers a NUL behind. */
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		len -= 3;
	}
	while (len > 0 && s[len - 1] == '\0')
		len--;
	j = nq_json_load(s, len, &e);
	root = nq_json_root(j);
	if (j == NULL) {
		nq_found_fail(found, false, "the posts of WordPress are no "
		    "JSON");
	} else if (nq_jval_type(root) == NQ_JOBJECT) {
		take_error(found, root);
	} else if (nq_jval_type(root) != NQ_JARRAY) {
		nq_found_fail(found, false, "no posts of WordPress: neither "
		    "an array nor an error");
	} else {
		nq_found_begin(found, NULL, false);
		for (size_t i = 0; i < nq_jval_count(root) &&
		    !found->failed; i++)
			take_post(found, nq_jval_at(root, i));
	}
	nq_json_free(j);
}
