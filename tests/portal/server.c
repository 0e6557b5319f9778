/*
 * portal --root DIR --port N [--port-file FILE] [--fault SPEC]...
 *        [--hide-after N] [--moving] [--list]
 *
 * Serves the sample portal on 127.0.0.1 until SIGTERM or SIGINT.
 */
#include "tests/portal/portal.h"

#include "core/err.h"
#include "core/file.h"
#include "core/mem.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct server {
	struct portal portal;
	struct portal_faults *faults;
	atomic_ulong serial;
	const char *root, *port_file;
	unsigned long port;
	size_t most;
	bool list;
};

static const char *
get_arg(void *ctx, const char *name)
{
	return MHD_lookup_connection_value(ctx, MHD_GET_ARGUMENT_KIND, name);
}

/* The target as it was sent, for the faults; freed by done. */
static void *
keep_target(void *cls, const char *target, struct MHD_Connection *c)
{
	(void)cls;
	(void)c;
	return nq_strdup(target);
}

static void
done(void *cls, struct MHD_Connection *c, void **target,
    enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)c;
	(void)why;
	free(*target);
	*target = NULL;
}

static enum MHD_Result
answer(void *cls, struct MHD_Connection *c, const char *path,
    const char *method, const char *version, const char *upload,
    size_t *upload_len, void **target)
{
	struct server *s = cls;
	struct portal_request rq = {
		.path = path, .arg = get_arg, .ctx = c,
		.serial = atomic_fetch_add(&s->serial, 1),
	};
	struct portal_page page;
	int rc;

	(void)version;
	(void)upload;
	*upload_len = 0;
	portal_respond(&s->portal, &rq, &page);
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		portal_respond_error(&s->portal, 405, &page);
	rc = portal_send(c, &s->portal, s->faults, *target, &page);
	nq_buf_release(&page.body);
	return (enum MHD_Result)rc;
}

static int
write_port(const struct server *s, unsigned port, struct nq_err *e)
{
	struct nq_file f;

	if (s->port_file == NULL)
		return 0;
	if (nq_file_create(&f, s->port_file, e) != 0)
		return -1;
	fprintf(f.f, "%u\n", port);
	return nq_file_publish(&f, e);
}

static int
serve(struct server *s, struct nq_err *e)
{
	const struct sockaddr_in here = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)s->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *d;
	sigset_t set;
	int sig, rc;

	/* Blocked before the daemon starts: its threads inherit the mask. */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	d = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD |
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ERROR_LOG,
	    (uint16_t)s->port, NULL, NULL, answer, s,
	    MHD_OPTION_SOCK_ADDR, &here,
	    MHD_OPTION_URI_LOG_CALLBACK, keep_target, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_END);
	info = d != NULL ?
	    MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT) : NULL;
	if (info == NULL)
		return nq_fail(e, NQ_EIO, "cannot serve on 127.0.0.1:%lu",
		    s->port);
	snprintf(s->portal.base, sizeof(s->portal.base),
	    "http://127.0.0.1:%u", (unsigned)info->port);
	rc = write_port(s, info->port, e);
	if (rc == 0) {
		printf("%s/\n", s->portal.base);
		fflush(stdout);
		sigwait(&set, &sig);
	}
	MHD_stop_daemon(d);
	return rc;
}

/* Name, publication date, first address, file of the gold labels. */
static void
print_list(const struct server *s)
{
	for (size_t i = 0; i < s->portal.n; i++) {
		const struct portal_release *r = &s->portal.releases[i];
		char *address = portal_address(&s->portal, r, 0);

		printf("%s\t%.10s\t%s\t%s/releases/%s.gold.ndjson\n", r->name,
		    r->published, address, s->root, r->name);
		free(address);
	}
}

static void
usage(void)
{
	printf("usage: portal --root DIR --port N [--port-file FILE] "
	    "[--fault SPEC]...\n"
	    "              [--hide-after N] [--moving] [--list]\n"
	    "Serves the sample portal on 127.0.0.1; port 0 is any free one.\n"
	    "  --hide-after N  serve the N oldest releases only\n"
	    "  --moving        counters on the pages differ each time\n"
	    "  --list          print the releases and end\n"
	    "--fault NAME[*TIMES]:WHERE[=ARGUMENT], WHERE the beginning of a "
	    "target\nor the name of a release:\n");
	portal_faults_help();
}

static int
get_number(const char *what, const char *s, unsigned long max,
    unsigned long *to, struct nq_err *e)
{
	char *end;

	*to = strtoul(s, &end, 10);
	if (*s < '0' || *s > '9' || *end != '\0' || *to > max)
		return nq_fail(e, NQ_EUSAGE, "--%s: expected a number up to "
		    "%lu, found \"%.60s\"", what, max, s);
	return 0;
}

/* 0 to go on, 1 when there is nothing left to do, -1 for a fault. */
static int
get_options(struct server *s, int argc, char **argv, struct nq_err *e)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "port", required_argument, NULL, 'p' },
		{ "port-file", required_argument, NULL, 'f' },
		{ "fault", required_argument, NULL, 'x' },
		{ "hide-after", required_argument, NULL, 'n' },
		{ "moving", no_argument, NULL, 'm' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	unsigned long most;
	int c, rc = 0;

	while (rc == 0 &&
	    (c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'r': s->root = optarg; break;
		case 'f': s->port_file = optarg; break;
		case 'm': s->portal.moving = true; break;
		case 'l': s->list = true; break;
		case 'h': usage(); return 1;
		case 'x': rc = portal_faults_add(s->faults, optarg, e); break;
		case 'p':
			rc = get_number("port", optarg, 65535, &s->port, e);
			break;
		case 'n':
			rc = get_number("hide-after", optarg, 1000000, &most,
			    e);
			s->most = most;
			break;
		default:
			return nq_fail(e, NQ_EUSAGE, "see --help");
		}
	}
	if (rc == 0 && (s->root == NULL || optind != argc))
		return nq_fail(e, NQ_EUSAGE, "expected --root DIR and no "
		    "further words");
	return rc;
}

int
main(int argc, char **argv)
{
	struct server s = { .most = SIZE_MAX };
	struct nq_err e = { 0 };
	int rc;

	s.faults = portal_faults_new();
	rc = get_options(&s, argc, argv, &e);
	if (rc == 0)
		rc = portal_load(&s.portal, s.root, s.most, &e);
	if (rc == 0 && s.list)
		print_list(&s);
	else if (rc == 0)
		rc = serve(&s, &e);
	if (rc < 0)
		fprintf(stderr, "portal: %s%s%s\n", e.where,
		    e.where[0] != '\0' ? ": " : "", e.msg);
	portal_release_all(&s.portal);
	portal_faults_free(s.faults);
	return rc < 0 ? e.code == NQ_EUSAGE ? 2 : 3 : 0;
}
