#!/usr/bin/env python3
"""Hosts that do not answer, or ask to be left alone; many hosts at once,
each with its connections and its pause; what a run tells of its sources."""
import concurrent.futures
import sys
import threading
import time
import traceback

sys.path.insert(0, "tests")
from faulty import Case, Server, closed_port, listing, page, source
from lib import Tap

# The resolver is not to wait for a name server that is not there.
NO_WAIT = {"RES_OPTIONS": "timeout:1 attempts:1"}
# A pause is counted in whole milliseconds.
TOLERANCE = 0.002


class Rows:
    """The rows of one test, told in order at the end."""

    def __init__(self):
        self.rows = []

    def ok(self, good, what, detail=""):
        self.rows.append((good, what, detail))


def pages(n, text="Tin"):
    return {f"/r/{i}": page(f"{text} {i}") for i in range(n)}


def no_answer(rows, name, base, host, word):
    """Nobody is there: the source waits for another night, another one is
    read, the third is not asked for more than its patience."""
    with Server(routes={"/list": listing("/r/0"), **pages(1)}) as s, \
            Case(source(base, "away", hosts=[host]), source(s, "well")) as c:
        told = c.run(env=NO_WAIT)
        lines = [e for e in told.events if e.get("source") == "away" and
                 e["level"] == "warn"]
        rows.ok(told.status == 1 and told.counts("new", "failed") == (1, 1),
                f"{name}: exit status 1, the other source is read",
                f"{told.status}\n{told.text}")
        rows.ok(len(lines) == 1 and word in lines[0]["msg"] and
                "left alone" in lines[0]["msg"],
                f"{name}: told once, \"{word}\"", told.text)
        rows.ok(c.states() == {"0": "done"}, f"{name}: nothing is made up",
                c.states())
        ran = c.ran()
        rows.ok(word in ran["away"]["error"] and ran["away"]["failed"] == 1
                and ran["away"]["fetched"] == 0 and ran["well"]["error"] is
                None and ran["well"]["fresh"] == 1 and ran[""]["failed"] == 1
                and ran[""]["fresh"] == 1, f"{name}: the rows of the run say "
                "what each source did", ran)
        c.sources(source(base, "away", hosts=[host]))
        told = c.run(env=NO_WAIT)
        rows.ok(told.status == 3, f"{name}: alone, exit status 3",
                f"{told.status}\n{told.text}")


def dns(rows):
    no_answer(rows, "no such name", "http://nonexistent.invalid",
              "nonexistent.invalid", "resolve")


def refused(rows):
    with closed_port() as s:
        no_answer(rows, "refused", "http://127.0.0.1:%d" %
                  s.getsockname()[1], "127.0.0.1", "onnect")


def one_of_two(rows):
    """A source of two hosts, of which one is down: the pages of the other
    are read, whatever their order."""
    with closed_port("127.0.0.2") as gone, Server() as s:
        away = "http://127.0.0.2:%d" % gone.getsockname()[1]
        s.routes.update({"/list": listing(away + "/r/1", "/r/0",
                                          away + "/r/3", "/r/2", "/r/4"),
                         **pages(5)})
        one = source(s, hosts=["127.0.0.1", "127.0.0.2"],
                     allow_private=["127.0.0.0/8"])
        with Case(one) as c:
            told = c.run()
            rows.ok(told.status == 1 and c.states() == {
                "0": "done", "1": "new", "2": "done", "3": "new",
                "4": "done"}, "one host of two is down: the pages of the "
                "other are read", f"{c.states()}\n{told.text}")
            lines = [e for e in told.events if e["level"] == "warn"]
            rows.ok(len(lines) == 1 and told.counts("failed") == (1,),
                    "one host of two is down: told once", told.text)


def later(rows):
    """Retry-After within reason is waited for, by all pages of the host."""
    for code in 429, 503:
        with Server() as s:
            busy = [2]

            def do(h):
                busy[0] -= 1
                if busy[0] >= 0:
                    h.answer(code, Retry_After="1")
                else:
                    h.answer(200, page("at last"))
            s.routes.update({"/list": listing("/r/0", "/r/1"),
                             "/r/0": do, "/r/1": page("1")})
            with Case(source(s)) as c:
                told = c.run()
                tries = [r for r in s.log if r.path == "/r/0"]
                gaps = [b.began - a.answered for a, b in
                        zip(tries, tries[1:])]
                others = [r.began for r in s.log if r.path == "/r/1"]
                rows.ok(told.status == 0 and c.states() ==
                        {"0": "done", "1": "done"} and len(tries) == 3,
                        f"{code}, Retry-After: 1: comes at the third time",
                        f"{s.log}\n{told.text}")
                rows.ok(all(g >= 1 - TOLERANCE for g in gaps),
                        f"{code}, Retry-After: 1: a second later", gaps)
                rows.ok(not any(a.answered < o < a.answered + 1 - TOLERANCE
                                for a in tries[:2] for o in others),
                        f"{code}, Retry-After: 1: other pages wait, too")


def much_later(rows):
    """For one that is longer the next night is soon enough."""
    for code, after in (429, "9999"), (503, "9999"), (
            429, "Fri, 01 Jan 2100 00:00:00 GMT"):
        name = f"{code}, Retry-After: {after}"
        with Server() as s:
            s.routes.update({
                "/list": listing("/r/0", "/r/1", "/r/2"), **pages(3),
                "/r/0": lambda h: h.answer(code, Retry_After=after)})
            with Case(source(s)) as c:
                told = c.run()
                rows.ok(told.status == 1 and s.paths() == ["/list", "/r/0"],
                        f"{name}: the host is left alone at once",
                        f"{s.log}\n{told.text}")
                row = c.page("0")
                rows.ok(c.states() == {"0": "failed", "1": "new", "2": "new"}
                        and row["tries"] == 1 and row["next_at"] is None and
                        row["error"] == "HTTP " + name,
                        f"{name}: one page failed, the others wait", row)
                lines = told.about("/r/1", "warn")
                rows.ok(len(lines) == 1 and "left alone for this run" in
                        lines[0]["msg"] and not told.about("/r/2", "warn"),
                        f"{name}: told once", told.text)
                s.routes["/r/0"] = page("well")
                s.log.clear()
                told = c.run()
                rows.ok(told.status == 0 and s.paths() ==
                        ["/list", "/r/0", "/r/1", "/r/2"],
                        f"{name}: the next run asks for all of them",
                        f"{s.log}\n{told.text}")


def impatient(rows):
    """Busy without a time: three pages in a row, and the host is left
    alone, even amid the attempts of a fourth; a page that stays broken of
    itself is no reason."""
    for code, failed in (503, 3), (429, 3), (500, 6):
        with Server() as s:
            s.routes.update({f"/r/{i}": lambda h: h.answer(code)
                             for i in range(6)})
            s.routes["/list"] = listing(*[f"/r/{i}" for i in range(6)])
            with Case(source(s)) as c:
                told = c.run()
                states = list(c.states().values())
                times = sorted(s.paths().count(f"/r/{i}") for i in range(6))
                rows.ok(told.status == 1 and times[6 - failed:] ==
                        [3] * failed and sum(times[:6 - failed]) <= 2 and
                        states.count("failed") == failed and
                        states.count("new") == 6 - failed,
                        f"{code} of each of six pages: {failed} fail, asked "
                        "for three times each", f"{s.paths()}\n{told.text}")


def together(rows):
    """Two slow hosts: neither answers before the other is asked."""
    both = threading.Barrier(2, timeout=60)
    met = []

    def meet(h):
        try:
            both.wait()
            met.append(True)
        except threading.BrokenBarrierError:
            met.append(False)
        h.answer(200, page("met"))
    with Server() as a, Server("127.0.0.2") as b:
        for s in a, b:
            s.routes.update({"/list": listing("/r/0", "/r/1"), "/r/0": meet,
                             "/r/1": meet})
        with Case(source(a, "a"), source(b, "b", hosts=["127.0.0.2"],
                                         allow_private=["127.0.0.2"])) as c:
            told = c.run()
            rows.ok(told.status == 0 and met == [True] * 4,
                    "two slow hosts are asked at the same time",
                    f"{met}\n{told.text}")


class Crowd:
    """How many requests are under way at once."""

    def __init__(self, expect):
        self.lock, self.now, self.most = threading.Condition(), 0, 0
        self.expect = expect

    def do(self, h):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.lock.notify_all()
            # Answers once so many are there, and one too many had its time.
            self.lock.wait_for(lambda: self.most >= self.expect, 30)
        time.sleep(0.05)
        with self.lock:
            self.now -= 1
        h.answer(200, page(h.path))


def connections(rows):
    for many in 1, 3:
        crowd = Crowd(many)
        with Server() as s:
            s.routes["/list"] = listing(*[f"/r/{i}" for i in range(12)])
            s.routes.update({f"/r/{i}": crowd.do for i in range(12)})
            with Case(source(s, connections=many)) as c:
                told = c.run()
                rows.ok(told.status == 0 and len(c.states()) == 12 and
                        crowd.most == many, f"connections: {many}, at once "
                        f"{crowd.most}", told.text)
    # Two sources of one host are one host; the shyer one counts.
    crowd = Crowd(2)
    with Server() as s:
        for i in range(2):
            s.routes[f"/list{i}"] = listing(*[f"/r/{i}{j}" for j in
                                              range(8)])
            s.routes.update({f"/r/{i}{j}": crowd.do for j in range(8)})
        both = [source(s, f"s{i}", connections=n, entries=[
            {"kind": "listing", "url": f"{s.base}/list{i}",
             "links": "//p/a/@href"}]) for i, n in enumerate((8, 2))]
        with Case(*both) as c:
            told = c.run()
            rows.ok(told.status == 0 and len(c.states()) == 16 and
                    crowd.most == 2, "two sources of one host share its "
                    f"connections, at once {crowd.most}", told.text)


def pause(rows):
    """delay_ms from the end of one answer to the next request."""
    with Server() as s:
        s.routes.update({"/list": listing(*pages(4)), **pages(4)})
        with Case(source(s, delay_ms=300)) as c:
            told = c.run()
            gaps = [b.began - a.answered for a, b in zip(s.log, s.log[1:])]
            rows.ok(told.status == 0 and len(gaps) == 5 and
                    all(g >= 0.3 - TOLERANCE for g in gaps),
                    "delay_ms is kept between any two requests",
                    f"{gaps}\n{told.text}")
    # With several connections, between any two beginnings.
    with Server() as s:
        s.routes.update({"/list": listing(*pages(4)), **pages(4)})
        with Case(source(s, delay_ms=200, connections=4)) as c:
            told = c.run()
            began = sorted(r.began for r in s.log)
            # When the portal sees a request is not when it was sent, so
            # the sum is what can be told.
            rows.ok(told.status == 0 and
                    began[-1] - began[0] >= 0.2 * 5 - 0.1,
                    "and with several connections", f"{began}\n{told.text}")
        with Server("127.0.0.2") as b:
            b.routes.update(s.routes)
            s.log.clear()
            with Case(source(s, "a", delay_ms=400), source(
                    b, "b", hosts=["127.0.0.2"],
                    allow_private=["127.0.0.2"])) as c:
                told = c.run()
                rows.ok(told.status == 0 and max(r.began for r in b.log) <
                        max(r.began for r in s.log),
                        "the pause of one host delays no other", told.text)


def independent(rows):
    """Sources that fail in different ways, and one that is well."""
    with Server() as s, closed_port() as gone:
        s.routes.update({"/list": listing("/r/0", "/r/1", "/r/2"),
                         **pages(2), "/r/2": lambda h: h.answer(500),
                         "/empty": page("nothing")})
        kinds = [
            source(s, "well", entries=[{"kind": "page", "url": s.base +
                                        "/r/0"}]),
            source(s, "partly"),
            source("http://127.0.0.1:%d" % gone.getsockname()[1], "down"),
            source(s, "empty", entries=[{"kind": "listing", "url": s.base +
                                         "/empty", "links": "//p/a/@href"}]),
            source(s, "private", allow_private=None)]
        with Case(*kinds) as c:
            told = c.run()
            ran = {code: (r["fetched"], r["fresh"], r["failed"],
                          r.get("alarms"), r.get("error"))
                   for code, r in c.ran().items()}
            rows.ok(told.status == 1 and told.counts("sources", "new",
                    "failed") == (5, 3, 4), "five sources, four of them "
                    "with a failure: exit status 1",
                    f"{told.status}\n{told.text}")
            rows.ok(ran["well"] == (1, 1, 0, 0, None) and
                    ran["partly"][:4] == (3, 2, 1, 0) and
                    ran["partly"][4] == "HTTP 500" and
                    ran["down"][:4] == (0, 0, 1, 0) and
                    ran["empty"][:4] == (0, 0, 1, 1) and
                    "no release is linked" in ran["empty"][4] and
                    ran["private"][:4] == (0, 0, 1, 0) and
                    "allow_private" in ran["private"][4] and
                    ran[""][:3] == (4, 3, 4),
                    "the rows of the run tell what each did", ran)
            c.run("--source", "well")
            last = c.ran(2)
            rows.ok(sorted(last) == ["", "well"],
                    "a run of one source has its row", last)


def tried(test):
    rows = Rows()
    try:
        test(rows)
    except Exception:
        rows.ok(False, f"{test.__name__} comes to its end",
                traceback.format_exc())
    return rows.rows


def main():
    tap = Tap()
    tests = [dns, refused, one_of_two, later, much_later, impatient,
             together, connections, pause, independent]
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        for rows in pool.map(tried, tests):
            for row in rows:
                tap.ok(*row)
    tap.done()


main()
