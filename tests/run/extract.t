#!/usr/bin/env python3
"""extract against a portal of this test's own that can misbehave at will."""
import gzip, http.server, json, os, re, resource, shutil, signal, socket
import sqlite3, subprocess, sys, tempfile, threading, time

PROGRAM = os.path.join(os.environ.get("BUILD", "build"), "nqtrack")
PAGE = "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx"
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name))
    if not good and detail:
        print("".join("# " + l + "\n" for l in str(detail).splitlines()))
    sys.stdout.flush()


class Portal(http.server.BaseHTTPRequestHandler):
    """routes: path?query -> function(handler) or bytes"""
    protocol_version = "HTTP/1.1"
    routes, hits, agents = {}, [], set()

    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path != "/robots.txt":
            Portal.hits.append(self.path)
        Portal.agents.add(self.headers.get("User-Agent", ""))
        what = Portal.routes.get(self.path)
        if what is None:
            self.answer(404, b"no such page")
        elif callable(what):
            what(self)
        else:
            self.answer(200, what)

    def answer(self, status, body, **headers):
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def listing(*links, base=""):
    return ("<html><head>%s</head><body>%s<a href='/about'>x</a>"
            "<a href='javascript:void(0)'>y</a></body></html>" % (base,
            "".join("<p class=t><a href='%s'>t</a></p>" % l.replace("&",
            "&amp;") for l in links))).encode()


def tomorrow(days=1):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ",
                         time.gmtime(time.time() + days * 86400))


def item(n, name="Tin++", more="&lv=1"):
    return "%s?ItemID=%d&l=%s%s" % (PAGE, n, name, more)


def page(text):
    return ("<html><body><h1>%s</h1></body></html>" % text).encode()


def redirect(to, status=302):
    return lambda h: h.answer(status, b"", Location=to)


def close(h):
    h.close_connection = True


def short(h):
    h.answer(200, b"half of it", Content_Length="5000")
    close(h)


def reset(h):
    h.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            b"\1\0\0\0\0\0\0\0")
    h.connection.close()
    close(h)


def zipped(data, cut=None):
    return lambda h: h.answer(200, gzip.compress(data)[:cut],
                              Content_Encoding="gzip")


def chunked(*chunks, end=True):
    def send(h):
        h.send_response(200)
        h.send_header("Transfer-Encoding", "chunked")
        h.end_headers()
        for c in chunks:
            h.wfile.write(b"%x\r\n%s\r\n" % (len(c), c))
        if end:
            h.wfile.write(b"0\r\nX-Trailer: 1\r\n\r\n")
        else:
            close(h)
    return send


def many_headers(h):
    h.send_response(200)
    for i in range(90):
        h.send_header("X-%d" % i, "y" * 3500)
    h.send_header("Content-Length", "1")
    h.end_headers()
    h.wfile.write(b"x")


def stall(h):
    h.send_response(200)
    h.send_header("Content-Length", "100")
    h.end_headers()
    h.wfile.write(b"x")
    time.sleep(4)
    close(h)


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args):
        pass


def serve():
    server = Quiet(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_address[1]


class Case:
    """One data folder and one sources.json."""
    def __init__(self, port, *sources):
        self.top = tempfile.mkdtemp(prefix="nq-extract-")
        self.data = os.path.join(self.top, "data")
        self.sources(port, *(sources or [{}]))

    def sources(self, port, *sources):
        out = []
        for i, s in enumerate(sources):
            entry = {"kind": "listing",
                     "url": "http://127.0.0.1:%d/list" % port,
                     "links": "//p[@class='t']/a/@href"}
            one = {"id": "s%d" % i, "title": "S", "publisher": "P",
                   "ref_area": "VN-06", "enabled": True,
                   "allow_private": ["127.0.0.1"], "delay_ms": 0,
                   "look_back_days": 0,
                   "hosts": ["127.0.0.1"], "entries": [entry],
                   "key": {"params": ["l", "ItemID"], "trim": "+ /"}}
            pages = s.pop("pages", None)
            if pages:
                entry["pages"] = {"from": 2, "max": pages, "url":
                    "http://127.0.0.1:%d/list?page={page}" % port}
            for key in [k for k, v in s.items() if v is None]:
                del one[key], s[key]
            one.update(s)
            out.append(one)
        with open(os.path.join(self.top, "sources.json"), "w") as f:
            json.dump({"sources": out}, f)

    def run(self, *args, env=None):
        Portal.hits.clear()
        p = subprocess.run([PROGRAM, "extract", "--data", self.data,
                            "--config", self.top, *args],
                           capture_output=True, text=True, timeout=120,
                           env=dict(os.environ, **(env or {})))
        return p.returncode, p.stderr

    def archives(self):
        folder = os.path.join(self.data, "archive")
        return sorted(n for n in os.listdir(folder)
                      if n.endswith(".warc.gz"))

    def rows(self, what="source || ':' || key, state"):
        db = sqlite3.connect(os.path.join(self.data, "archive",
                                          "frontier.db"))
        rows = db.execute("SELECT %s FROM page WHERE kind = 'release' "
                          "ORDER BY source, key" % what).fetchall()
        db.close()
        return rows

    def captures(self):
        """{release: (url, headers, body)} of all archive files"""
        out = {}
        for name in self.archives():
            with gzip.open(os.path.join(self.data, "archive", name)) as f:
                data = f.read()
            release = None
            while data:
                head, data = data.split(b"\r\n\r\n", 1)
                size = int(re.search(rb"Content-Length: (\d+)",
                                     head).group(1))
                block, data = data[:size], data[size + 4:]
                kind = re.search(rb"WARC-Type: (\w+)", head).group(1)
                if kind == b"metadata":
                    m = re.search(rb"release: (.*)\r", block)
                    release = m.group(1).decode() if m else None
                if kind == b"response" and release:
                    url = re.search(rb"WARC-Target-URI: (\S+)", head)
                    out[release] = (url.group(1).decode(),
                                    *block.split(b"\r\n\r\n", 1))
        return out

    def end(self):
        shutil.rmtree(self.top)


def first_and_second(port):
    Portal.routes = {
        "/list": listing(item(1), "http://127.0.0.1:%d%s" % (port, item(2)),
                         "http://elsewhere.vn" + item(9)),
        "/list?page=2": listing(item(2), "%s?lv=2&l=Tin&ItemID=3" % PAGE),
        "/list?page=3": listing(item(3)),
        item(1): page("one"), item(2): page("two"),
        PAGE + "?lv=2&l=Tin&ItemID=3": page("three")}
    c = Case(port, {"pages": 9})
    rc, err = c.run()
    ok(rc == 0 and "new=3 failed=0" in err, "three releases, paging", err)
    ok(Portal.hits.count(item(2)) == 1, "each asked once")
    ok("/list?page=4" not in Portal.hits, "paging ends at the known")
    ok(c.rows() == [("s0:Tin/%d" % n, "done") for n in (1, 2, 3)],
       "keys are canonical", c.rows())
    ok(c.captures()["s0:Tin/2"][2] == page("two"), "the body is archived")
    ok(any("nqtrack/" in a for a in Portal.agents), "we say who we are")
    before = c.archives()
    rc, err = c.run()
    ok(rc == 0 and "nothing new" in err and c.archives() == before,
       "a second run finds nothing new and writes nothing", err)
    ok(Portal.hits == ["/list"], "and asks the first page alone",
       Portal.hits)
    Portal.routes["/list"] = listing(item(4), item(1))
    Portal.routes[item(4)] = page("four")
    rc, err = c.run()
    ok(rc == 0 and "new=1 " in err and len(c.archives()) == 2,
       "a new release comes into a second archive file", err)
    other, port2 = serve()
    c.sources(port2, {"pages": 9})
    rc, err = c.run()
    ok(rc == 0 and "nothing new" in err, "the portal on another port has "
       "nothing new", err)
    other.shutdown()
    other.server_close()
    os.rename(c.data, c.data + ".elsewhere")
    os.symlink(c.data + ".elsewhere", c.data)
    c.sources(port, {"pages": 9})
    rc, err = c.run()
    ok(rc == 0 and "nothing new" in err, "the data folder may be a link", err)
    os.unlink(os.path.join(c.data, "archive", "frontier.db"))
    rc, err = c.run("--quiet")
    ok(len(c.rows()) == 4 and all(s == "done" for _, s in c.rows()),
       "a lost frontier is rebuilt from the archive", c.rows())
    c.end()


def faults(port):
    big = b"<p>" + b"x" * (33 << 20)
    bad = {
        1: (None, "HTTP 404"),
        2: (lambda h: h.answer(500, b"oops"), "HTTP 500"),
        3: (b"", "the body is empty"),
        4: (short, "cut short"),
        5: (reset, ""),
        6: (zipped(page("z"), 20), "gzip body is damaged or cut short"),
        7: (redirect("http://127.0.0.2/x"), "no host of the source"),
        8: (redirect("file:///etc/passwd"), "expected an http"),
        9: (redirect(item(9)), "more than 5 redirects"),
        10: (redirect("/"), "no release"),
        11: (chunked(b"abc", end=False), "cut short"),
        12: (zipped(big), "over 33554432 bytes when decoded"),
        13: (many_headers, "header"),
        14: (lambda h: h.answer(200, b"x", Content_Encoding="br"),
             "was not asked for"),
        15: (stall, "too slow"),
        16: (lambda h: h.answer(302, b""), "without a Location"),
    }
    Portal.routes = {item(n): v[0] for n, v in bad.items() if v[0] is not None}
    Portal.routes.update({
        "/": page("front"), "/list": listing(*[item(n) for n in
                                             list(bad) + [20, 21, 22]]),
        item(20): zipped(page("gzip")), item(21): chunked(b"ab", b"cd"),
        item(22): redirect(item(22, more="&lv=2")),
        item(22, more="&lv=2"): page("moved")})
    c = Case(port, {"timeout_s": 2})
    rc, err = c.run()
    ok(rc == 1 and "new=3 failed=16" in err, "16 fail, 3 are archived", err)
    for n, (_, want) in bad.items():
        line = [l for l in err.splitlines() if "ItemID=%d&" % n in l]
        ok(len(line) == 1 and want in line[0] and "source=s0" in line[0],
           "fault %d is told: %s" % (n, want), line)
    got = c.captures()
    ok(got["s0:Tin/20"][2] == page("gzip") and
       b"X-Archive-Orig-Content-Encoding: gzip" in got["s0:Tin/20"][1],
       "gzip is undone and its header renamed", got["s0:Tin/20"])
    ok(got["s0:Tin/21"][2] == b"abcd" and b"Trailer" not in
       got["s0:Tin/21"][1], "chunks are joined", got["s0:Tin/21"])
    ok("lv=2" in got["s0:Tin/22"][0], "a redirect within the source is "
       "followed")
    ok(set(got) == {"s0:Tin/20", "s0:Tin/21", "s0:Tin/22"},
       "nothing that failed is archived", sorted(got))
    states = dict(c.rows())
    ok(states["s0:Tin/1"] == "gone" and states["s0:Tin/2"] == "failed",
       "states are remembered", states)
    for n in bad:
        Portal.routes[item(n)] = page("back %d" % n)
    rc, err = c.run()
    ok(rc == 0 and "new=6 failed=0" in err,
       "what may pass is tried again in the next run", err)
    rc, err = c.run(env={"NQTRACK_NOW": tomorrow()})
    ok(rc == 0 and "new=10 failed=0" in err,
       "what is final on the next day", err)
    c.end()


def listings(port):
    Portal.routes = {"/list": page("nothing here")}
    c = Case(port)
    rc, err = c.run()
    ok(rc == 3 and "no release is linked" in err,
       "a listing without releases is an alarm", err)
    Portal.routes["/list"] = listing("x?ItemID=1&l=T",
        base="<base href='/deep/er/'>")
    Portal.routes["/deep/er/x?ItemID=1&l=T"] = page("based")
    rc, err = c.run()
    ok(rc == 0 and "new=1" in err, "<base> is obeyed", err)
    c.end()
    Portal.routes = {"/list": b"<div>" * 400 + listing(item(1))}
    c = Case(port)
    rc, err = c.run()
    ok(rc == 3 and "cut the page short" in err,
       "a listing that the parser cuts is a failure", err)
    c.end()
    # Page 2 breaks in the first walk: the second must not stop at page 1.
    Portal.routes = {"/list": listing(item(1)), item(1): page("1"),
        "/list?page=2": lambda h: h.answer(503, b"x"),
        "/list?page=3": listing(item(3)), item(3): page("3"),
        item(2): page("2")}
    c = Case(port, {"pages": 9})
    rc, err = c.run()
    ok(rc == 1 and "new=1 failed=1" in err, "a walk that breaks", err)
    Portal.routes["/list?page=2"] = listing(item(2))
    rc, err = c.run()
    ok(rc == 0 and "new=2 " in err, "is walked to the end next time", err)
    c.end()


def feeds(port):
    rss = ("<?xml version='1.0'?>%s<rss><channel><link>/</link><item>"
           "<link> http://127.0.0.1:%d%s </link></item></channel></rss>")
    link = item(1).replace("&", "&amp;")
    feed = {"entries": [{"kind": "feed",
                         "url": "http://127.0.0.1:%d/rss" % port}]}
    Portal.routes = {"/rss": (rss % ("", port, link)).encode(),
                     item(1): page("fed")}
    c = Case(port, dict(feed))
    rc, err = c.run()
    ok(rc == 0 and "new=1 " in err, "RSS", err)
    c.end()
    Portal.routes["/rss"] = ("<feed xmlns='http://www.w3.org/2005/Atom'>"
        "<link href='/'/><entry><link rel='alternate' href='%s'/></entry>"
        "</feed>" % link).encode()
    c = Case(port, dict(feed))
    rc, err = c.run()
    ok(rc == 0 and "new=1 " in err, "Atom, relative link", err)
    c.end()
    for body, want in (
            (rss % ("<!DOCTYPE rss [<!ENTITY a 'b'>]>", port, link),
             "DOCTYPE"), ("<rss><channel>", "not well-formed"),
            ("<html>not a feed</html>", "no feed")):
        Portal.routes["/rss"] = body.encode()
        c = Case(port, dict(feed))
        rc, err = c.run()
        ok(rc == 3 and want in err, "a feed refused: " + want, err)
        c.end()


def sources(port):
    Portal.routes = {"/list": listing(item(1)), item(1): page("1")}
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    closed = s.getsockname()[1]
    s.close()
    dead = {"entries": [{"kind": "page", "url":
                         "http://127.0.0.1:%d%s" % (closed, item(5))}]}
    c = Case(port, dict(dead), {}, {"allow_private": None},
             {"enabled": False, "reason": "being moved"})
    rc, err = c.run()
    ok(rc == 1 and "new=1 failed=2" in err and "sources=3" in err,
       "one bad source does not stop another", err)
    ok("refused" in err.lower() or "connect" in err.lower(),
       "the unreachable portal is told", err)
    ok("source=s2" in err and "allow_private" in err,
       "an address of this machine is not asked unless allowed", err)
    rc, err = c.run("--source", "s1")
    ok(rc == 0 and "sources=1" in err, "--source takes one", err)
    rc, err = c.run("--source", "s3")
    ok(rc == 2 and "being moved" in err, "a disabled one says why", err)
    rc, err = c.run("--source", "none")
    ok(rc == 2 and 'no source \\"none\\"' in err, "an unknown one", err)
    c.sources(port, dict(dead))
    rc, err = c.run()
    ok(rc == 3, "all sources failed: nothing usable", err)
    with open(os.path.join(c.top, "sources.json"), "w") as f:
        f.write('{"sources":[{"id":1}]}')
    rc, err = c.run()
    ok(rc == 2 and "sources.json: sources[0].id" in err,
       "a bad sources.json stops the run before it starts", err)
    c.end()
    c = Case(port)
    os.mkdir(c.data)
    open(os.path.join(c.data, "archive"), "w").close()
    rc, err = c.run()
    ok(rc == 3 and "archive" in err, "no folder where the archive must "
       "be", err)
    c.end()


def damage(port):
    """Whatever the last run left behind, the next one goes on."""
    Portal.routes = {"/list": listing(*[item(n) for n in range(1, 6)])}
    for n in range(1, 6):
        Portal.routes[item(n)] = page(str(n))
    env = {"NQTRACK_NOW": "2026-11-22T18:00:07Z"}
    c = Case(port)
    rc, err = c.run(env=env)
    ok(c.archives() == ["20261122T180007Z.warc.gz"], "named by its time")
    Portal.routes["/list"] = listing(*[item(n) for n in range(2, 7)])
    Portal.routes[item(6)] = page("6")
    leftover = os.path.join(c.data, "archive", "20261122T170000Z.warc.gz.tmp")
    open(leftover, "wb").close()
    rc, err = c.run(env=env)
    ok(c.archives() == ["20261122T180007Z.warc.gz",
                        "20261122T180007Z_0002.warc.gz"],
       "a second in one second sorts behind", c.archives())
    ok(not os.path.exists(leftover), "the unpublished file of a killed run "
       "is removed", err)
    # Published, but the frontier had not been told.
    db = sqlite3.connect(os.path.join(c.data, "archive", "frontier.db"))
    db.execute("DELETE FROM archive WHERE name LIKE '%_0002%'")
    db.execute("DELETE FROM page WHERE key = 'Tin/6'")
    db.commit()
    db.close()
    rc, err = c.run(env=env)
    ok(rc == 0 and "nothing new" in err and len(c.rows()) == 6,
       "an archive file that the frontier does not know is read", err)
    path = os.path.join(c.data, "archive", "20261122T180007Z.warc.gz")
    whole = open(path, "rb").read()
    open(path, "wb").write(whole[:-200])
    os.unlink(os.path.join(c.data, "archive", "frontier.db"))
    Portal.routes["/list"] = listing(*[item(n) for n in range(1, 7)])
    rc, err = c.run(env=env)
    ok(rc == 0 and "offset" in err and "new=1 " in err,
       "of a torn archive file the torn release is fetched again", err)
    # One damaged release in the middle costs itself, not what is behind it.
    at = [m.start() for m in re.finditer(b"\x1f\x8b\x08", whole)]
    hurt = bytearray(whole)
    hurt[at[9] + 40] ^= 0x55    # the response of the second release
    open(path, "wb").write(hurt)
    os.unlink(os.path.join(c.data, "archive", "frontier.db"))
    rc, err = c.run(env=env)
    ok(rc == 0 and err.count("offset") == 1 and "new=1 " in err,
       "of a damaged one the damaged release alone", err)
    db = sqlite3.connect(os.path.join(c.data, "archive", "frontier.db"))
    db.execute("PRAGMA user_version = 99")
    db.close()
    rc, err = c.run(env=env)
    ok(rc == 3 and "newer nqtrack" in err, "a frontier of a newer program",
       err)
    open(os.path.join(c.data, "archive", "frontier.db"), "wb").write(
        b"no database at all, but long enough to be read as one" * 40)
    for end in ("-wal", "-shm"):
        if os.path.exists(os.path.join(c.data, "archive/frontier.db" + end)):
            os.unlink(os.path.join(c.data, "archive/frontier.db" + end))
    rc, err = c.run(env=env)
    ok(rc == 3 and "delete it" in err, "a frontier that is no database", err)
    c.end()


def full(port):
    """A disk that fills up while the archive is written."""
    Portal.routes = {"/list": listing(item(1), item(2))}
    for n in (1, 2):
        Portal.routes[item(n)] = os.urandom(200000).hex().encode()
    c = Case(port)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))
    p = subprocess.run([PROGRAM, "extract", "--data", c.data, "--config",
                        c.top], capture_output=True, text=True,
                       preexec_fn=limit)
    ok(p.returncode == 3 and "cannot write" in p.stderr and
       c.archives() == [], "no room: the run says so and publishes nothing",
       p.stderr)
    rc, err = c.run()
    ok(rc == 0 and set(c.captures()) == {"s0:Tin/1", "s0:Tin/2"},
       "with room again, nothing is lost", err)
    with open(os.path.join(c.top, "sources.json"), "w") as f:
        f.write('{"sources":[]}')
    rc, err = c.run()
    ok(rc == 3 and "no source is enabled" in err, "no source at all", err)
    c.end()


def killed(port):
    """kill -9 at moments spread over the run; then one that may end."""
    n = 30
    Portal.routes = {"/list": listing(*[item(i) for i in range(n)])}
    for i in range(n):
        Portal.routes[item(i)] = lambda h, i=i: (time.sleep(0.01),
            h.answer(200, page("page %d" % i)))
    c = Case(port)
    for moment in range(8):
        p = subprocess.Popen([PROGRAM, "extract", "--data", c.data,
                              "--config", c.top], stderr=subprocess.DEVNULL)
        time.sleep(0.02 + 0.04 * moment)
        p.send_signal(signal.SIGKILL)
        p.wait()
    rc, err = c.run()
    got = c.captures()
    ok(rc == 0 and len(got) == n and all(
        got["s0:Tin/%d" % i][2] == page("page %d" % i) for i in range(n)),
       "killed eight times, then complete", err)
    ok([n for n in os.listdir(os.path.join(c.data, "archive"))
        if n.endswith(".tmp")] == [], "and nothing half-written is left")
    c.end()


if not os.access(PROGRAM, os.X_OK):
    print("Bail out! no " + PROGRAM)
    sys.exit(1)
server, port = serve()
for part in (first_and_second, faults, listings, feeds, sources, damage,
             full, killed):
    part(port)
server.shutdown()
print("1..%d" % count)
sys.exit(failed != 0)
