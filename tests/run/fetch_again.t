#!/usr/bin/env python3
"""The nights after the first: what failed comes first, recent releases are
asked for again, what changed is archived again, and a listing that shows
too little is an alarm."""
import datetime
import sqlite3
import sys

sys.path.insert(0, "tests")
from faulty import NOW, Case, Server, listing, page, source, tagged
from lib import Tap

NEXT = "2026-11-23T18:00:07Z"       # the night after NOW


def night(n):
    """That many nights after NOW."""
    first = datetime.date(2026, 11, 22)
    return f"{first + datetime.timedelta(n)}T18:00:07Z"


def order(tap):
    with Server() as s:
        s.routes.update({"/list": listing("/r/b", "/r/d", "/r/y", "/r/z"),
                         "/r/b": page("b"), "/r/d": page("d"),
                         "/r/y": lambda h: h.answer(500),
                         "/r/z": lambda h: h.answer(404)})
        with Case(source(s, look_back_days=30)) as c:
            c.run()
            s.log.clear()
            s.routes.update({"/list": listing("/r/a", "/r/c"),
                             "/r/a": page("a"), "/r/c": page("c"),
                             "/r/y": page("y"), "/r/z": page("z")})
            told = c.run(now=NEXT)
            tap.ok(told.status == 0 and s.paths() == [
                "/list", "/r/y", "/r/z", "/r/a", "/r/c", "/r/b", "/r/d"],
                "what failed, what is new, what is recent: in this order",
                f"{s.log}\n{told.text}")


def conditional(tap):
    modified = "Sat, 21 Nov 2026 08:00:00 GMT"

    def dated(h):
        if h.headers.get("If-Modified-Since") == modified:
            h.answer(304, Content_Length=None)
        else:
            h.answer(200, page("dated"), Last_Modified=modified)
    with Server() as s:
        s.routes.update({"/list": tagged(listing("/r/e", "/r/m", "/r/n"),
                                         '"l1"'),
                         "/r/e": tagged(page("tagged"), 'W/"e1"'),
                         "/r/m": dated, "/r/n": page("neither")})
        with Case(source(s, look_back_days=30)) as c:
            c.run()
            tap.ok(not any(h in r.headers for r in s.log for h in
                   ("If-None-Match", "If-Modified-Since")),
                   "the first time nothing is conditional")
            s.log.clear()
            told = c.run(now=NEXT)
            sent = {r.path: (r.headers.get("If-None-Match"),
                             r.headers.get("If-Modified-Since"))
                    for r in s.log}
            tap.ok(sent == {"/robots.txt": (None, None),
                            "/list": ('"l1"', None),
                            "/r/e": ('W/"e1"', None),
                            "/r/m": (None, modified), "/r/n": (None, None)},
                   "then with the ETag or the Last-Modified", sent)
            tap.ok(told.status == 0 and told.counts(
                "fetched", "new", "changed", "unchanged", "failed") ==
                (4, 0, 0, 4, 0), "304, 304, 304 and the same bytes: "
                "unchanged", told.text)
            again = {r.url.rsplit("/")[-1]: r for r in c.records("revisit")}
            first = {r.url.rsplit("/")[-1]: r for r in c.records("response")
                     if "/r/" in r.url}
            tap.ok(set(again) == {"e", "m", "n"} == set(first) and
                   "/list" not in str([r.url for r in again.values()]),
                   "of each release a revisit record, of the listing none",
                   again)
            tap.ok(all(again[k].fields["WARC-Profile"].endswith(
                "/revisit/" + kind) for k, kind in (
                ("e", "server-not-modified"), ("m", "server-not-modified"),
                ("n", "identical-payload-digest"))), "which say why",
                [r.fields for r in again.values()])
            tap.ok(all(r.fields["WARC-Refers-To-Target-URI"] ==
                       first[k].url and r.fields["WARC-Refers-To-Date"] ==
                       first[k].fields["WARC-Date"] and
                       r.fields["WARC-Payload-Digest"] ==
                       first[k].fields["WARC-Payload-Digest"]
                       for k, r in again.items()
                       if "WARC-Payload-Digest" in r.fields),
                   "and what they repeat",
                   [r.fields for r in again.values()])
            told = c.run(now=night(2))
            row = c.page("e")
            tap.ok(told.counts("unchanged") == (4,) and row["etag"] ==
                   'W/"e1"' and row["captured_at"] == NOW and
                   row["fetched_at"] == night(2),
                   "and so on, night by night", row)
            told = c.run(now="2026-12-31T18:00:07Z")
            tap.ok(told.counts("fetched") == (1,) and told.status == 0,
                   "behind the look-back window nothing is asked for again",
                   told.text)


def changed(tap):
    with Server() as s:
        s.routes.update({"/list": listing("/r/a", "/r/b"),
                         "/r/a": tagged(page("tăng 7,6%"), '"1"'),
                         "/r/b": page("giảm 2,1%")})
        with Case(source(s, look_back_days=30)) as c:
            c.run()
            s.routes.update({"/r/a": tagged(page("tăng 7,7%"), '"2"'),
                             "/r/b": page("giảm 2,2%")})
            told = c.run(now=NEXT)
            lines = told.about("/r/a", "info")
            tap.ok(told.status == 0 and told.counts(
                "new", "changed", "unchanged") == (0, 2, 1) and
                "something else now" in lines[0]["msg"],
                "one digit: changed, and told", told.text)
            tap.ok(c.bodies() == {"/r/a": page("tăng 7,7%"),
                                  "/r/b": page("giảm 2,2%")} and
                   len(c.records("response")) == 5 and
                   len(c.files()) == 2, "archived again, beside the first",
                   c.records("response"))
            ran = c.ran(2)["s0"]
            tap.ok((ran["changed"], ran["unchanged"]) == (2, 1),
                   "counted in the row of the run", ran)
            told = c.run(now=night(2))
            tap.ok(told.counts("changed", "unchanged") == (0, 3),
                   "and compared with the last one from then on", told.text)


def noise(tap):
    """Another counter, another __VIEWSTATE, another date of today."""
    def made(state, visits, today, figure="7,6%"):
        return page(
            f"Sản xuất công nghiệp tăng {figure}.</p><form><input type="
            f"hidden name=__VIEWSTATE value=\"{state}\"></form><p>Hôm nay, "
            f"{today}</p><p>Lượt truy cập: {visits}")
    with Server() as s:
        s.routes.update({"/list": listing("/r/a"), "/r/a": tagged(made(
            "dDwxMjM0", "1.234", "23/11/2026"), '"1"')})
        with Case(source(s, look_back_days=30)) as c:
            c.run()
            before = c.records()
            s.routes["/r/a"] = tagged(made("dDw5OTk5", "1.301",
                                           "24/11/2026"), '"2"')
            told = c.run(now=NEXT)
            tap.ok(told.status == 0 and told.counts(
                "changed", "unchanged") == (0, 2) and
                len(c.records()) == len(before),
                "noise makes no page new: nothing is archived", told.text)
            s.log.clear()
            told = c.run(now=night(2))
            tap.ok([r.headers.get("If-None-Match") for r in s.log
                    if r.path == "/r/a"] == ['"2"'],
                   "the ETag of the noisy one is sent next", told.text)
            s.routes["/r/a"] = tagged(made("dDw1NTU1", "1.377",
                                           "25/11/2026", "7,7%"), '"3"')
            told = c.run(now=night(3))
            tap.ok(told.counts("changed") == (1,),
                   "a figure amid the noise does", told.text)


def upgraded(tap):
    """The frontier of the version before: a table goes, what is known stays."""
    with Server() as s:
        s.routes["/list"] = listing("/r/a", "/r/b")
        s.routes["/r/b"] = page("b")
        with Case(source(s)) as c:
            c.run()
            db = sqlite3.connect(c.archive / "frontier.db")
            db.executescript("CREATE TABLE run (id INTEGER NOT NULL); "
                             "PRAGMA user_version = 2;")
            db.close()
            told = c.run(now=NEXT)
            tables = [r["name"] for r in c.ask(
                "SELECT name FROM sqlite_schema WHERE type = 'table'")]
            version = c.ask("PRAGMA user_version")[0]["user_version"]
            tap.ok(told.status == 0 and version > 2 and
                   "run" not in tables and "page" in tables and
                   c.page("a")["tries"] == 2 and
                   c.page("b")["state"] == "done" and len(c.files()) == 1,
                   "an older frontier is taken over, its failures too",
                   f"{told.text}{tables} {version} {c.page('a')}")


def seldom(tap):
    """What failed for good is asked for on seven more nights, then more and
    more seldom, and is news once."""
    with Server() as s:
        s.routes["/list"] = listing("/r/a", "/r/b")
        s.routes["/r/b"] = page("b")
        with Case(source(s)) as c:
            asked, status, next_at = [], [], []
            for n in range(14):
                s.log.clear()
                told = c.run(now=night(n))
                asked.append(s.paths().count("/r/a"))
                status.append(told.status)
                next_at.append(c.page("a")["next_at"][5:10])
            tap.ok(asked == [1] * 8 + [0, 1, 0, 0, 0, 1], "404: tried on the "
                   "nights 0 to 7, 9, 13", asked)
            tap.ok(status == [1] + [0] * 13 and next_at[-1] == "12-13",
                   "404: exit status 1 once", f"{status} {next_at}")
            s.routes["/r/a"] = page("a")
            told = c.run(now="2026-12-13T18:00:07Z")
            tap.ok(told.counts("new") == (1,) and
                   c.page("a")["state"] == "done",
                   "404: read once it is there", told.text)


def kept(tap):
    """A release of the archive that fails later stays one of it."""
    with Server() as s:
        s.routes.update({"/list": listing(*[f"/r/{i}" for i in range(4)]),
                         **{f"/r/{i}": page(f"{i}") for i in range(4)}})
        with Case(source(s, look_back_days=30)) as c:
            c.run()
            had = c.bodies()
            s.routes.update({
                "/r/0": lambda h: h.answer(500),
                "/r/1": lambda h: h.answer(404),
                "/r/2": page("Xin lỗi", "Không tìm thấy trang"),
                "/r/3": lambda h: h.answer(200)})
            told = c.run(now=NEXT)
            tap.ok(told.status == 1 and told.counts("failed") == (4,) and
                   c.states() == {"0": "done", "1": "gone", "2": "done",
                                  "3": "done"} and c.bodies() == had,
                   "releases that fail later stay in the archive",
                   f"{c.states()}\n{told.text}")
            s.log.clear()
            for i in range(4):
                s.routes[f"/r/{i}"] = page(f"{i}")
            s.routes["/list"] = listing(*[f"/r/{i}" for i in range(5)])
            s.routes["/r/4"] = page("4")
            told = c.run(now=night(2))
            tap.ok(told.status == 0 and set(c.states().values()) ==
                   {"done"} and s.paths()[1:] == [f"/r/{i}" for i in
                   range(5)] and told.counts("new", "unchanged") == (1, 4),
                   "and are the first to be asked for again",
                   f"{s.log}\n{told.text}")


def alarms(tap):
    """A listing that shows far less than usual, or nothing."""
    every = [f"/r/{i}" for i in range(10)]
    with Server() as s:
        s.routes.update({u: page(u) for u in every})
        s.routes["/list"] = listing(*every)
        with Case(source(s)) as c:
            c.run()
            s.routes["/list"] = listing(*every[:5])
            told = c.run(now=night(1))
            tap.ok(told.status == 0, "half of the usual is no alarm",
                   told.text)
            s.routes["/list"] = listing(*every[:3])
            told = c.run(now=night(2))
            lines = told.about("/list", "warn")
            ran = c.ran(3)["s0"]
            tap.ok(told.status == 1 and len(lines) == 1 and
                   "3 releases, and usually about 9" in lines[0]["msg"] and
                   (ran["alarms"], ran["failed"]) == (1, 1),
                   "less than half: an alarm, exit status 1",
                   f"{ran}\n{told.text}")
            s.routes["/list"] = page("Trang mới")
            told = c.run(now=night(3))
            lines = told.about("/list", "warn")
            row = c.page("/list", "listing")
            tap.ok(told.status == 3 and "no release is linked" in
                   lines[0]["msg"] and row["usual"] > 4 and
                   "no release" in row["error"],
                   "nothing at all: an alarm, exit status 3",
                   f"{row}\n{told.text}")
            s.routes["/list"] = listing("/r/3", "/r/10", "/r/2", "/r/1",
                                        "/r/0")
            s.routes["/r/10"] = page("10")
            told = c.run(now=night(4))
            tap.ok(told.status == 0 and c.page("10")["state"] == "done",
                   "well again, nothing was lost", told.text)
            s.routes["/list"] = listing(*["/r/1"])
            nights = [c.run(now=f"2026-12-0{n}T18:00:07Z").status
                      for n in range(1, 9)]
            tap.ok(nights[0] == 1 and nights[-1] == 0, "a portal that shows "
                   "less from now on is an alarm for some nights", nights)
    # An alarm of one source is none of another.
    with Server(routes={"/list": page("leer"), "/list2": listing("/r/0"),
                        "/r/0": page("0")}) as s, Case(
            source(s, "a"), source(s, "b", entries=[{
                "kind": "listing", "url": s.base + "/list2",
                "links": "//p/a/@href"}])) as c:
        told = c.run()
        tap.ok(told.status == 1 and told.counts("new") == (1,),
               "beside another source: exit status 1", told.text)


def walks(tap):
    """A walk that broke is walked to its end, and paging ends at what is
    known."""
    with Server() as s:
        s.routes.update({f"/r/{i}": page(str(i)) for i in range(9)})
        s.routes.update({
            "/list": listing("/r/8", "/r/7", "/r/6"),
            "/list?p=2": lambda h: h.answer(500),
            "/list?p=3": listing("/r/2", "/r/1", "/r/0"),
            "/list?p=4": lambda h: h.answer(404)})
        one = source(s)
        one["entries"][0]["pages"] = {"url": s.base + "/list?p={page}",
                                      "from": 2, "max": 9}
        with Case(one) as c:
            told = c.run()
            tap.ok(told.status == 1 and len(c.states()) == 3 and
                   c.page("/list", "entry")["state"] == "failed",
                   "a page of a listing fails: the walk is not complete",
                   told.text)
            s.routes["/list?p=2"] = listing("/r/5", "/r/4", "/r/3")
            s.log.clear()
            told = c.run(now=night(1))
            tap.ok(told.status == 0 and len(c.states()) == 9 and
                   s.paths()[:4] == ["/list", "/list?p=2", "/list?p=3",
                                     "/list?p=4"] and
                   c.page("/list", "entry")["state"] == "done",
                   "the next one goes to the end, whatever is known",
                   f"{s.log}\n{told.text}")
            s.log.clear()
            told = c.run(now=night(2))
            tap.ok(s.paths() == ["/list"], "then the first page will do",
                   s.log)


def main():
    tap = Tap()
    for test in (order, conditional, changed, noise, upgraded, seldom, kept,
                 alarms, walks):
        test(tap)
    tap.done()


main()
