/*
 * JSON both ways.
 *
 * Writing: we compose the text ourselves, because a records file must be
 * the same byte for byte and carry 226.3 as 226.3, which a library that
 * keeps numbers as doubles does not promise.
 *
 * Reading: jansson parses; a cursor over its tree checks that an object has
 * the keys it must have, of the right type, and no others. Errors name the
 * place as a path ("sources[2].hosts").
 */
#ifndef NQ_CORE_JSON_H
#define NQ_CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_buf;
struct nq_err;
struct nq_dec;

/* A JSON string with its quotes; len bytes of UTF-8; NULL writes null.
 * Bytes that are not UTF-8 are written as U+FFFD. */
void nq_json_put_string(struct nq_buf *, const char *, size_t len);
void nq_json_put_cstr(struct nq_buf *, const char *);

/*
 * Members in order, commas placed by the writer:
 *   nq_json_open(b, '{'); nq_json_key(b, "a"); nq_json_put_cstr(b, "x");
 *   nq_json_close(b, '}');
 */
void nq_json_open(struct nq_buf *, char bracket);
void nq_json_close(struct nq_buf *, char bracket);
void nq_json_key(struct nq_buf *, const char *);
void nq_json_next(struct nq_buf *);		/* comma before an element */
void nq_json_put_int(struct nq_buf *, int64_t);
void nq_json_put_dec(struct nq_buf *, struct nq_dec);
void nq_json_put_null(struct nq_buf *);

/* A parsed document; opaque, so that no stage sees jansson's types. */
struct nq_json;		/* the owner */
struct nq_jval;		/* a value inside, borrowed from its owner */

struct nq_json *nq_json_load_file(const char *path, size_t max,
    struct nq_err *);
struct nq_json *nq_json_load(const char *, size_t len, struct nq_err *);
void nq_json_free(struct nq_json *);
const struct nq_jval *nq_json_root(const struct nq_json *);

enum nq_jtype {
	NQ_JNULL = 1, NQ_JBOOL = 2, NQ_JINT = 4, NQ_JREAL = 8,
	NQ_JSTRING = 16, NQ_JARRAY = 32, NQ_JOBJECT = 64,
	NQ_JNUMBER = NQ_JINT | NQ_JREAL
};

enum nq_jtype nq_jval_type(const struct nq_jval *);

/* One row of the shape that an object must have; ends with key NULL. */
struct nq_jfield {
	const char *key;
	int types;		/* enum nq_jtype, or-ed */
	bool required;
};

/*
 * Fails with NQ_EUSAGE, naming "path.key", when v is no object, a required
 * key is missing, a key is unknown or a value has another type. Keys that
 * begin with "//" are comments and pass. The path of a whole file is "".
 */
int nq_jval_check(const struct nq_jval *, const struct nq_jfield *,
    const char *path, struct nq_err *);

/* NULL, or the fallback, where the key is absent or null. Borrowed. */
const struct nq_jval *nq_jval_get(const struct nq_jval *, const char *key);
const char *nq_jval_str(const struct nq_jval *, const char *key);
int64_t nq_jval_int(const struct nq_jval *, const char *key, int64_t fallback);
bool nq_jval_bool(const struct nq_jval *, const char *key, bool fallback);

/* A number as an exact decimal; fails where 15 digits do not carry it. */
int nq_jval_dec(const struct nq_jval *, const char *key, struct nq_dec *,
    struct nq_err *);

/* Arrays; an absent array has no elements. */
size_t nq_jval_count(const struct nq_jval *);
const struct nq_jval *nq_jval_at(const struct nq_jval *, size_t);
const char *nq_jval_as_str(const struct nq_jval *);
int64_t nq_jval_as_int(const struct nq_jval *);

/* Members of an object in file order: start with NULL, ends with NULL. */
const char *nq_jval_next_key(const struct nq_jval *, const char *after);

#endif
