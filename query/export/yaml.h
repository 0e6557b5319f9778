/*
 * YAML for people to read: blocks, every text quoted, so that no text can be
 * anything but itself. Private to query/export/.
 */
#ifndef NQ_QUERY_EXPORT_YAML_H
#define NQ_QUERY_EXPORT_YAML_H

#include <stdbool.h>

struct nq_buf;

/* A key of a block, depth levels in; what is below it follows. */
void nq_yaml_key(struct nq_buf *, int depth, const char *key);

/* A key and its text, in double quotes; nothing where text is NULL. */
void nq_yaml_text(struct nq_buf *, int depth, const char *key,
    const char *text);

/* The same for a text of several lines: as a literal block where YAML can
 * say it so. */
void nq_yaml_lines(struct nq_buf *, int depth, const char *key,
    const char *text);

void nq_yaml_flag(struct nq_buf *, int depth, const char *key, bool);

/* An element of a list below a key. */
void nq_yaml_item(struct nq_buf *, int depth, const char *text);

#endif
