#!/usr/bin/env python3
"""Every kind of entry, from the portal into the archive: what is asked for,
which days are understood, which records stand there, what a second night
does."""
import gzip
import json
import os
import sys

sys.path.insert(0, "tests")
from faulty import Case, Server, listing, page, source
from lib import Tap

NIGHT = ["2026-11-%02dT18:00:07Z" % d for d in range(22, 31)]


def pages(*keys):
    return {f"/r/{k}": page(f"Tin {k}") for k in keys}


def entry(s, kind, path, **more):
    return [{"kind": kind, "url": s.base + path, **more}]


def xml(body, **headers):
    return lambda h: h.answer(200, body.encode() if isinstance(body, str)
                              else body, Content_Type="application/xml",
                              **headers)


def urlset(s, *rows):
    return ("<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www."
            "sitemaps.org/schemas/sitemap/0.9'>" + "".join(
                f"<url><loc>{s.base}/r/{k}</loc>" + (f"<lastmod>{day}"
                "</lastmod>" if day else "") + "</url>" for k, day in rows) +
            "</urlset>")


def index(s, *rows):
    return ("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/"
            "0.9'>" + "".join(
                f"<sitemap><loc>{s.base}{p}</loc><lastmod>{day}</lastmod>"
                "</sitemap>" for p, day in rows) + "</sitemapindex>")


def archived(tap, c, name, kind, listed):
    """The pages that listed the releases are archived as what they are,
    and the releases with their metadata, request and response."""
    kinds = [(r.about()["kind"], r.url) for r in c.records("metadata")]
    got = sorted({u.split("/", 3)[3] for k, u in kinds if k == kind})
    tap.ok(got == sorted(p.lstrip("/") for p in listed),
           f"{name}: what listed them is archived, too", kinds)
    runs = [r.kind for r in c.records()]
    tap.ok(runs.count("response") == runs.count("metadata") ==
           runs.count("request") == len(kinds) and all(
               r.about().get("release") == "s0:" + r.url.split("/r/")[1]
               for r in c.records("metadata") if "/r/" in r.url),
           f"{name}: metadata, request and response of each", runs)


def sitemap(tap):
    with Server(routes=pages("a", "b", "c", "d", "e")) as s:
        s.routes.update({
            "/sitemap.xml": xml(index(
                s, ("/one.xml", "2026-11-20"), ("/two.xml.gz", "2026-11-20"),
                ("/three.txt", "2026-11-20"))),
            "/one.xml": xml(urlset(s, ("a", "2026-11-01"),
                                   ("b", "2026-11-02T08:00:00+07:00"))),
            "/two.xml.gz": lambda h: h.answer(
                200, gzip.compress(urlset(s, ("c", None)).encode()),
                Content_Type="application/gzip"),
            "/three.txt": lambda h: h.answer(
                200, f"{s.base}/r/d\n{s.base}/about\n".encode(),
                Content_Type="text/plain")})
        with Case(source(s, entries=entry(s, "sitemap",
                                          "/sitemap.xml"))) as c:
            told = c.run()
            tap.ok(told.status == 0 and c.states() == dict.fromkeys(
                "abcd", "done"), "sitemap: an index, XML, gzip, text",
                f"{s.log}\n{told.text}")
            archived(tap, c, "sitemap", "sitemap", [
                "/sitemap.xml", "/one.xml", "/two.xml.gz", "/three.txt"])
            tap.ok(c.page("a")["published"] == "2026-11-01" and
                   c.page("b")["stated_at"] == "2026-11-02T01:00:00Z",
                   "sitemap: its days are understood", c.page("b"))
            s.log.clear()
            told = c.run(now=NIGHT[1])
            tap.ok(told.status == 0 and s.paths() == ["/sitemap.xml"],
                   "sitemap: children that did not change are not read",
                   s.log)
            s.routes["/sitemap.xml"] = xml(index(
                s, ("/one.xml", "2026-11-24"), ("/two.xml.gz", "2026-11-20"),
                ("/three.txt", "2026-11-20")))
            s.routes["/one.xml"] = xml(urlset(
                s, ("a", "2026-11-24T09:00:00Z"),
                ("b", "2026-11-02T08:00:00+07:00"), ("e", "2026-11-24")))
            s.routes["/r/a"] = page("Tin a, đính chính")
            s.log.clear()
            told = c.run(now=NIGHT[2])
            tap.ok(told.status == 0 and s.paths() == [
                "/sitemap.xml", "/one.xml", "/r/e", "/r/a"] and
                told.counts("new", "changed") == (1, 1),
                "sitemap: of one that did, what is new and what has changed",
                f"{s.log}\n{told.text}")
    with Server(routes=pages("a")) as s:
        s.routes.update({"/sitemap.xml": xml(index(
            s, ("/one.xml", "2026-11-20"), ("/two.xml", "2026-11-20"))),
            "/one.xml": xml("<urlset>"), "/two.xml": xml(urlset(
                s, ("a", None)))})
        with Case(source(s, entries=entry(s, "sitemap",
                                          "/sitemap.xml"))) as c:
            told = c.run()
            tap.ok(told.status == 1 and c.states() == {"a": "done"} and
                   told.about("/one.xml", "warn"), "sitemap: a child that "
                   "is damaged is told, the others are read", told.text)
            s.routes["/one.xml"] = xml(urlset(s, ("b", None)))
            s.routes.update(pages("b"))
            told = c.run(now=NIGHT[1])
            tap.ok(told.status == 0 and c.page("b")["state"] == "done",
                   "sitemap: and it is read the next night", told.text)


def feed(tap):
    def rss(s, *rows):
        return xml("<?xml version='1.0'?><rss version='2.0'><channel>" +
                   "".join(f"<item><link>{s.base}/r/{k}</link><pubDate>"
                           f"{day}</pubDate></item>" for k, day in rows) +
                   "</channel></rss>")
    with Server(routes=pages("a", "b", "c")) as s:
        s.routes["/rss"] = rss(s, ("a", "Sat, 21 Nov 2026 20:00:00 GMT"),
                               ("b", "Mon, 01 Jun 2026 08:00:00 +0700"))
        with Case(source(s, entries=entry(s, "feed", "/rss"),
                         look_back_days=30)) as c:
            told = c.run()
            tap.ok(told.status == 0 and (c.page("a")["published"],
                   c.page("b")["published"]) == ("2026-11-22", "2026-06-01"),
                   "RSS: days, as in Viet Nam", f"{c.page('a')}{told.text}")
            archived(tap, c, "RSS", "feed", ["/rss"])
            about = [r.about().get("published") for r in
                     c.records("metadata") if "/r/a" in r.url]
            tap.ok(about == ["2026-11-22"], "RSS: the archive has the day",
                   about)
            s.log.clear()
            told = c.run(now=NIGHT[1])
            tap.ok(s.paths() == ["/rss", "/r/a"], "RSS: the recent one is "
                   "asked for again, the old one is not", s.log)
    atom = ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><link "
            "rel='alternate' href='/r/a'/><published>2026-06-01T08:00:00"
            "+07:00</published><updated>%s</updated></entry></feed>")
    with Server(routes=pages("a")) as s:
        s.routes["/atom"] = xml(atom % "2026-06-02T08:00:00+07:00")
        with Case(source(s, entries=entry(s, "feed", "/atom"))) as c:
            told = c.run()
            tap.ok(told.status == 0 and c.page("a")["published"] ==
                   "2026-06-01", "Atom: a relative link, its day",
                   told.text)
            s.routes["/atom"] = xml(atom % "2026-11-23T20:00:00+07:00")
            s.routes["/r/a"] = page("Tin a, đính chính")
            s.log.clear()
            told = c.run(now=NIGHT[1])
            tap.ok(s.paths() == ["/atom", "/r/a"] and
                   told.counts("changed") == (1,), "Atom: what was updated "
                   "is asked for again, however old",
                   f"{s.log}\n{told.text}")
            s.log.clear()
            told = c.run(now=NIGHT[2])
            tap.ok(s.paths() == ["/atom"], "Atom: once", s.log)


def wordpress(tap):
    ask = "/wp-json/wp/v2/posts?per_page=100&page=%d&orderby=modified" \
        "&_fields=link,date,modified_gmt"

    def posts(s, *keys):
        return lambda h: h.answer(200, json.dumps([{
            "link": f"{s.base}/r/{k}", "date": "2026-11-20T08:00:00",
            "modified_gmt": "2026-11-20T01:00:00"} for k in keys]).encode(),
            Content_Type="application/json")

    def end(h):
        h.answer(400, json.dumps({
            "code": "rest_post_invalid_page_number", "message": "…",
            "data": {"status": 400}}).encode(),
            Content_Type="application/json")
    with Server(routes=pages("a", "b", "c", "d")) as s:
        s.routes.update({ask % 1: posts(s, "a", "b"),
                         ask % 2: posts(s, "c"), ask % 3: end})
        with Case(source(s, entries=entry(
                s, "wordpress", "/wp-json/wp/v2/posts"))) as c:
            told = c.run()
            tap.ok(told.status == 0 and c.states() == dict.fromkeys(
                "abc", "done") and s.paths()[:3] == [ask % n for n in
                (1, 2, 3)] and c.page("a")["published"] == "2026-11-20",
                "WordPress: page by page, to the end",
                f"{s.log}\n{told.text}")
            archived(tap, c, "WordPress", "wordpress", [ask % 1, ask % 2])
            s.routes[ask % 1] = posts(s, "d", "a")
            s.routes[ask % 2] = posts(s, "b", "c")
            s.log.clear()
            told = c.run(now=NIGHT[1])
            tap.ok(told.status == 0 and s.paths() == [ask % 1, ask % 2,
                   "/r/d"], "WordPress: the next night until nothing is new",
                   f"{s.log}\n{told.text}")
            s.routes[ask % 1] = lambda h: h.answer(
                200, b'{"code":"rest_no_route"}',
                Content_Type="application/json")
            told = c.run(now=NIGHT[2])
            tap.ok(told.status == 3 and "rest_no_route" in told.text,
                   "WordPress: an error is told, exit status 3", told.text)


def pattern(tap):
    body = ("<ul><li><a href='/r/tin-1.html'>1</a><time>20/11/2026</time>"
            "</li><li><a href='r/tin-2.html'>2</a><time>21/11/2026</time>"
            "</li></ul><a href='/r/gioi-thieu.html'>x</a><a href='/menu'>y"
            "</a><a href='http://192.0.2.7/r/tin-3.html'>z</a>").encode()
    with Server(routes=pages("tin-1.html", "tin-2.html")) as s:
        s.routes["/list"] = body
        with Case(source(s, entries=entry(
                s, "listing", "/list", pattern="/r/tin-[0-9]+[.]html$",
                dates="../time"))) as c:
            told = c.run()
            tap.ok(told.status == 0 and c.states() == {
                "tin-1.html": "done", "tin-2.html": "done"} and
                [c.page(f"tin-{n}.html")["published"] for n in (1, 2)] ==
                ["2026-11-20", "2026-11-21"], "a pattern, and the day of "
                "each link", f"{c.states()}\n{told.text}")
            archived(tap, c, "pattern", "listing", ["/list"])


def moved(tap):
    """Addresses on a host that is gone are asked at the new one, under
    their old keys."""
    with Server(routes=pages("a", "b")) as s:
        port = s.server_port
        s.routes["/list"] = listing(f"http://cu.example:{port}/r/a",
                                    f"http://cu.example:{port}/r/b")
        one = source(f"http://cu.example:{port}", hosts=["127.0.0.1"])
        with Case({**one, "moved": {"cu.example": "127.0.0.1"}}) as c:
            told = c.run()
            tap.ok(told.status == 0 and c.states() == {"a": "done",
                   "b": "done"}, "moved: asked at the new host", told.text)
            tap.ok(all(r.headers["Host"] == f"127.0.0.1:{port}"
                       for r in s.log), "moved: under its name",
                   [r.headers["Host"] for r in s.log])
            about = {r.url: r.about().get("found-as") for r in
                     c.records("metadata")}
            tap.ok(about[s.base + "/r/a"] ==
                   f"http://cu.example:{port}/r/a",
                   "moved: the archive has both addresses", about)
            s.routes["/list"] = listing("/r/a", "/r/b")
            s.log.clear()
            told = c.run(now=NIGHT[1])
            tap.ok(told.counts("new") == (0,) and s.paths() == ["/list"],
                   "moved: links to the new host are the same releases",
                   f"{s.log}\n{told.text}")


def files(tap):
    with Case() as c:
        folder = c.top / "bao-cao"
        (folder / "2026").mkdir(parents=True)
        folder.joinpath("một.html").write_bytes(page("một"))
        folder.joinpath("2026/hai.csv").write_text("a,b\n1,2\n")
        folder.joinpath("2026/ba.pdf").write_bytes(b"%PDF-1.7\n")
        folder.joinpath(".hidden").write_text("x")
        outside = c.top / "outside.txt"
        outside.write_text("secret")
        folder.joinpath("link.txt").symlink_to(outside)
        folder.joinpath("2026/loop").symlink_to(folder)
        c.sources(source("http://127.0.0.1", hosts=[], key={"path": True},
                         entries=[{"kind": "files", "path": str(folder)}]))
        told = c.run()
        wanted = {"một.html": "done", "2026/hai.csv": "done",
                  "2026/ba.pdf": "done"}
        tap.ok(told.status == 0 and c.states() == wanted and
               told.counts("new", "failed") == (3, 0), "files: a folder and "
               "those in it", f"{c.states()}\n{told.text}")
        skipped = [e for e in told.events if "link" in e.get("msg", "")]
        tap.ok(len(skipped) == 2 and {e["url"].rsplit("/", 1)[1] for e in
               skipped} == {"link.txt", "loop"}, "files: symbolic links are "
               "not followed, which is told", told.text)
        kept = {r.url: r for r in c.records("resource")}
        csv = kept.get(f"file://{folder}/2026/hai.csv")
        tap.ok(len(kept) == 3 and csv and csv.block == b"a,b\n1,2\n" and
               csv.fields["Content-Type"] == "text/csv" and
               [r.kind for r in c.records()] == ["warcinfo"] +
               ["metadata", "resource"] * 3, "files: resource records, with "
               "their type", [(r.kind, r.url) for r in c.records()])
        told = c.run(now=NIGHT[1])
        tap.ok(told.status == 0 and told.counts("unchanged", "new") ==
               (3, 0) and len(c.files()) == 1, "files: unchanged, nothing "
               "is archived", told.text)
        folder.joinpath("2026/hai.csv").write_text("a,b\n1,3\n")
        folder.joinpath("2026/tư.txt").write_text("bốn")
        folder.joinpath("2026/ba.pdf").unlink()
        folder.joinpath("rỗng.txt").write_text("")
        told = c.run(now=NIGHT[2])
        tap.ok(told.status == 1 and told.counts("new", "changed",
               "unchanged", "failed") == (1, 1, 1, 1) and
               "the file is empty" in told.text,
               "files: one new, one changed, one gone, one empty",
               told.text)
        folder.joinpath("rỗng.txt").unlink()
        unreadable(tap, c, folder)


def unreadable(tap, c, folder):
    """A file that may not be read; root, who may read any, tries as
    nobody."""
    for p in [c.top, c.config, *c.config.rglob("*"), folder,
              *folder.rglob("*"), c.data, *c.data.rglob("*")]:
        if not p.is_symlink():
            p.chmod(0o777 if p.is_dir() else 0o666)
    folder.joinpath("một.html").chmod(0)
    who = {"user": 65534, "group": 65534, "extra_groups": []} \
        if os.geteuid() == 0 else {}
    try:
        told = c.run(now=NIGHT[3], **who)
    except PermissionError:
        return tap.skip("nobody may not run the program from here")
    lines = [e for e in told.events if e["level"] == "warn" and
             "Permission denied" in e["msg"]]
    tap.ok(told.status == 1 and len(lines) == 1 and
           told.counts("unchanged", "failed") == (2, 1),
           "files: one that may not be read is told, the others are read",
           told.text)
    folder.joinpath("một.html").chmod(0o666)
    c.sources(source("http://127.0.0.1", hosts=[], key={"path": True},
                     entries=[{"kind": "files", "path": str(folder) +
                               "/nowhere"}]))
    told = c.run(now=NIGHT[4])
    tap.ok(told.status == 3 and "No such file" in told.text,
           "files: a folder that is not there, exit status 3", told.text)


def mixed(tap):
    """Several entries of one source: a release that two of them show is
    fetched once; one that fails stops no other."""
    with Server(routes=pages("a", "b", "c")) as s:
        s.routes.update({
            "/list": listing("/r/a", "/r/b"),
            "/rss": xml("<rss><channel><item><link>/r/a</link></item>"
                        "</channel></rss>"),
            "/sitemap.xml": xml("<urlset>")})
        with Case(source(s, entries=[
                *entry(s, "sitemap", "/sitemap.xml"),
                *entry(s, "feed", "/rss"), *entry(s, "page", "/r/c"),
                *entry(s, "listing", "/list", links="//p/a/@href")])) as c:
            told = c.run()
            tap.ok(told.status == 1 and c.states() == dict.fromkeys(
                "abc", "done") and s.paths().count("/r/a") == 1 and
                told.counts("failed") == (1,), "several entries: each "
                "release once, one that fails stops no other",
                f"{s.log}\n{told.text}")


def main():
    tap = Tap()
    for test in sitemap, feed, wordpress, pattern, moved, files, mixed:
        test(tap)
    tap.done()


main()
