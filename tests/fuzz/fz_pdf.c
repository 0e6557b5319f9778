/*
 * PDF documents through poppler: what we make of the characters and places
 * that it tells. poppler itself is not instrumented.
 */
#include "tests/fuzz/fuzz.h"

#include <glib.h>

#include "transform/file.h"

/* poppler tells each fault of a document; a campaign has nothing of it. */
static void
keep_quiet(const gchar *domain, GLogLevelFlags level, const gchar *msg,
    gpointer arg)
{
	(void)domain;
	(void)level;
	(void)msg;
	(void)arg;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_log_set_default_handler(keep_quiet, NULL);
	fuzz_file(nq_pdf_read, (const char *)data, size);
	return 0;
}
