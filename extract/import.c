#include "extract/import.h"

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/warc.h"
#include "extract/archive.h"
#include "extract/intake.h"
#include "extract/progress.h"
#include "extract/sources.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct import {
	struct nq_run *run;
	struct nq_intake in;
	struct nq_bar bar;
	const char *path, *name;	/* of the file, whole and its own */
	struct nq_warc_reader *warc;
	bool files;		/* the second pass: files alone */
	bool waiting;		/* there are some */
	size_t left, unread, damaged;
};

/* A record, as far as its header tells. */
struct found {
	const struct nq_warc_record *rec;
	char *url;
	struct nq_place place;
	char where[512];	/* "2019.warc.gz#1234" */
};

static void
note(struct import *im, const struct found *f, enum nq_taken taken,
    const char *at, const char *fault)
{
	nq_intake_note(&im->in, f->place.key != NULL ? &f->place : NULL,
	    taken, f->url, at, f->where, fault);
}

/* 1: it has a place; 0: none, which was counted, or not in this pass; -1. */
static int
place(struct import *im, struct found *f, struct nq_err *e)
{
	struct nq_err why = { 0 };
	bool file;
	int rc;

	if (f->rec->url != NULL)
		f->url = nq_url_canonical(NULL, f->rec->url, &why);
	file = f->url != NULL && nq_url_is_file(f->url) &&
	    nq_intake_has_host(&im->in, f->url);
	im->waiting |= file;
	if (file != im->files)
		return 0;
	if (f->rec->url == NULL) {
		note(im, f, NQ_TAKEN_FAULTY, NULL, "a record without "
		    "WARC-Target-URI");
		return 0;
	}
	if (f->url == NULL || !nq_intake_has_host(&im->in, f->url)) {
		note(im, f, NQ_TAKEN_HOST, NULL, "");
		return 0;
	}
	rc = file ? nq_intake_place_file(&im->in, f->url, &f->place, e) :
	    nq_intake_place(&im->in, f->url, &f->place, e);
	if (rc == 0)
		note(im, f, NQ_TAKEN_KEY, NULL, "");
	return rc;
}

/* A capture of that time needs no look at its bytes. */
static int
is_known(struct import *im, const struct found *f, struct nq_err *e)
{
	char at[NQ_TIME_TEXT];

	if (f->rec->date == NULL || !nq_given_date(f->rec->date, at) ||
	    !nq_intake_has_day(&im->in, at))
		return 0;
	return nq_frontier_has_capture(im->run->frontier,
	    im->in.src[f->place.source]->id, f->place.key, at, NULL, e);
}

static int
take(struct import *im, struct found *f, struct nq_err *e)
{
	struct nq_given g = { .via.place = f->where };
	char fault[NQ_FAULT] = "";
	struct nq_err why = { 0 };
	enum nq_taken taken = NQ_TAKEN_FAULTY;
	int known = is_known(im, f, e);

	if (known < 0)
		return -1;
	if (known == 1) {
		taken = NQ_TAKEN_KNOWN;
	} else if (f->rec->block == NULL) {
		taken = NQ_TAKEN_LARGE;
		snprintf(fault, sizeof(fault), "a record over %d bytes",
		    NQ_WARC_MAX_BLOCK);
	} else if (nq_given_read(&g, im->warc, f->rec, &why) == 0) {
		taken = nq_intake_take(&im->in, &f->place, &g, fault, e);
	} else {
		taken = why.code == NQ_ELIMIT ? NQ_TAKEN_LARGE :
		    NQ_TAKEN_FAULTY;
		snprintf(fault, sizeof(fault), "%.255s", why.msg);
	}
	if (taken != NQ_TAKEN_ERROR)
		note(im, f, taken, g.at[0] != '\0' ? g.at : NULL, fault);
	nq_given_release(&g);
	return taken == NQ_TAKEN_ERROR ? -1 : 0;
}

static int
take_record(struct import *im, const struct nq_warc_record *rec,
    struct nq_err *e)
{
	bool again = strcmp(rec->type, "revisit") == 0;
	struct found f = { .rec = rec };
	int rc;

	if (!again && strcmp(rec->type, "response") != 0 &&
	    strcmp(rec->type, "resource") != 0)
		return 0;
	snprintf(f.where, sizeof(f.where), "%.480s#%" PRIu64, im->name,
	    rec->offset);
	rc = place(im, &f, e);
	if (rc == 1 && again)
		note(im, &f, NQ_TAKEN_REVISIT, NULL, "");
	else if (rc == 1)
		rc = take(im, &f, e);
	if (rc >= 0)
		rc = nq_archive_settle(im->run->archive, e);
	nq_intake_sum(&im->in);
	nq_bar_draw(&im->bar, im->run, im->left, im->in.n);
	free(f.place.key);
	free(f.url);
	return rc < 0 ? -1 : 0;
}

static void
tell(struct import *im, size_t *count, const struct nq_err *why)
{
	++*count;
	nq_run_clear(im->run);
	nq_log_err(im->run->log, NQ_WARN, why);
}

/* One file in one pass; what was told in the first is not told again. */
static int
read_file(struct import *im, const char *path, struct nq_err *e)
{
	const char *slash = strrchr(path, '/');
	struct nq_err why = { 0 };
	struct nq_warc_record rec;
	size_t records = 0;
	int rc = 0, got;

	im->path = path;
	im->name = slash != NULL ? slash + 1 : path;
	im->warc = nq_warc_open(path, &why);
	while (im->warc != NULL && rc == 0 &&
	    (got = nq_warc_next(im->warc, &rec, &why)) != 0) {
		records += got == 1;
		if (got == 1)
			rc = take_record(im, &rec, e);
		else if (!im->files)
			tell(im, &im->damaged, &why);
		nq_err_clear(&why);
	}
	if (im->warc != NULL && records == 0) {
		nq_fail(&why, NQ_EPARSE, "no record of a web archive in it");
		nq_err_at(&why, "%s", path);
	}
	if (rc == 0 && records == 0 && !im->files)
		tell(im, &im->unread, &why);
	nq_warc_reader_free(im->warc);
	im->warc = NULL;
	return rc;
}

static int
read_all(struct import *im, struct nq_err *e)
{
	const struct nq_opts *o = im->run->opts;
	int rc = 0;

	im->left = (size_t)o->argc;
	for (int i = 0; i < o->argc && rc == 0; i++, im->left--)
		rc = read_file(im, o->argv[i], e);
	im->files = true;
	for (int i = 0; i < o->argc && rc == 0 && im->waiting; i++)
		rc = read_file(im, o->argv[i], e);
	return rc;
}

static enum nq_exit
status_of(const struct import *im)
{
	size_t failures = im->unread + im->damaged;

	if (im->unread == (size_t)im->run->opts->argc)
		return NQ_EXIT_NOTHING;
	for (int i = 0; i < NQ_TAKEN_KINDS; i++)
		if (nq_taken_is_failure((enum nq_taken)i))
			failures += im->in.count[i];
	return failures > 0 ? NQ_EXIT_PARTIAL : NQ_EXIT_OK;
}

static void
tell_counts(const struct import *im, const char *archive)
{
	char files[24], unread[24], damaged[24];

	snprintf(files, sizeof(files), "%d", im->run->opts->argc);
	snprintf(unread, sizeof(unread), "%zu", im->unread);
	snprintf(damaged, sizeof(damaged), "%zu", im->damaged);
	nq_intake_tell(&im->in, &(struct nq_told){ .files = files,
	    .unreadable = im->unread > 0 ? unread : NULL,
	    .damaged = im->damaged > 0 ? damaged : NULL,
	    .archive = archive });
}

int
nq_import(struct nq_run *run, const struct nq_sources *sources,
    enum nq_exit *status, struct nq_err *e)
{
	struct import im = { .run = run };
	const char *name = NULL;
	int rc = -1;

	nq_intake_init(&im.in, run, sources);
	if (read_all(&im, e) == 0 &&
	    nq_archive_finish(run->archive, &name, e) == 0) {
		nq_intake_account(&im.in);
		tell_counts(&im, name);
		*status = status_of(&im);
		rc = 0;
	}
	nq_intake_release(&im.in);
	return rc;
}
