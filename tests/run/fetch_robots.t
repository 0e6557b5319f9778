#!/usr/bin/env python3
"""What /robots.txt answers (RFC 9309), and what is asked for then."""
import sys

sys.path.insert(0, "tests")
from faulty import Case, Server, listing, page, source
from lib import Tap

PAGES = {"/list": listing("/r/a", "/r/b"), "/r/a": page("a"),
         "/r/b": page("b")}
ALL = ["/list", "/r/a", "/r/b"]
PLAIN = {"Content_Type": "text/plain"}


def rules(text, **more):
    return lambda h: h.answer(200, text.encode(), **{**PLAIN, **more})


def to(where, code=301):
    return lambda h: h.answer(code, Location=where)


def stall(h):
    h.wait()
    h.hang_up()


def run(robots, **more):
    """(Told, requests without robots.txt, those for it, states, rows)"""
    with Server(routes={**PAGES, "/robots.txt": robots, **more.pop(
            "routes", {})}) as s, Case(source(s, **more)) as c:
        told = c.run()
        asked = [p for p in s.paths() if "robots" not in p]
        return (told, asked, [p for p in s.paths(True) if "robots" in p],
                c.states(), c.page("a"))


def allowed(tap, name, robots, times=1, asked=None, **more):
    told, got, for_it, states, _ = run(robots, **more)
    tap.ok(told.status == 0 and got == (asked or ALL) and
           len(for_it) == times, f"{name}: all is asked for",
           f"{got} {for_it}\n{told.text}")


def nothing(tap, name, robots, word, times, **more):
    told, got, for_it, states, _ = run(robots, **more)
    warned = [e for e in told.events if e["level"] == "warn"]
    tap.ok(told.status == 3 and got == [] and len(for_it) == times,
           f"{name}: nothing is asked for, exit status 3",
           f"{got} {for_it}\n{told.text}")
    tap.ok(len(warned) == 1 and word in warned[0]["msg"],
           f"{name}: told once, \"{word}\"", told.text)


def answers(tap):
    allowed(tap, "404", lambda h: h.answer(404, b"x"))
    allowed(tap, "403", lambda h: h.answer(403, b"x"))
    allowed(tap, "410", lambda h: h.answer(410))
    allowed(tap, "an empty file", rules(""))
    allowed(tap, "a web page in its place", lambda h: h.answer(
        200, page("Disallow: /", "Trang chủ")))
    nothing(tap, "500", lambda h: h.answer(500), "HTTP 500", 3)
    nothing(tap, "503", lambda h: h.answer(503), "HTTP 503", 3)
    nothing(tap, "503 for long", lambda h: h.answer(503, Retry_After="9999"),
            "Retry-After: 9999", 1)
    nothing(tap, "429", lambda h: h.answer(429), "HTTP 429", 3)
    nothing(tap, "no answer", stall, "too slow", 3, timeout_s=1)
    nothing(tap, "cut in the middle", lambda h: (h.raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\n"),
        h.hang_up()), "cut short", 3)
    nothing(tap, "cut in its headers", lambda h: (h.raw(
        b"HTTP/1.1 200 OK\r\nContent-Ty"), h.hang_up()), "cut short", 3)


def redirects(tap):
    allowed(tap, "redirected to rules", to("/robots2.txt"), 2,
            routes={"/robots2.txt": rules("User-agent: *\nDisallow: /x\n")})
    told, got, for_it, states, _ = run(to("/robots2.txt"), routes={
        "/robots2.txt": rules("User-agent: *\nDisallow: /r/b\n")})
    tap.ok(got == ["/list", "/r/a"] and states["b"] == "forbidden",
           "redirected to rules: which are obeyed", f"{got}\n{told.text}")
    chain = {f"/robots{i}.txt": to(f"/robots{i + 1}.txt") for i in range(5)}
    told, got, for_it, states, _ = run(to("/robots1.txt"), routes={
        **chain, "/robots5.txt": rules("User-agent: *\nDisallow: /\n")})
    tap.ok(got == [] and len(for_it) == 6 and "forbids" in told.text,
           "five redirects are followed", f"{for_it}\n{told.text}")
    allowed(tap, "redirected for ever", to("/robots.txt"), 6)
    allowed(tap, "redirected to a page", to("/robots.html"), 2, routes={
        "/robots.html": page("Disallow: /")})
    allowed(tap, "redirected to a page that is not there",
            to("/robots2.txt"), 2)
    allowed(tap, "redirected to a stranger's",
            to("http://192.0.2.7/robots.txt"))
    nothing(tap, "redirected to one that fails", to("/robots2.txt"),
            "HTTP 500", 4, routes={
                "/robots2.txt": lambda h: h.answer(500)})


def forbidden(tap):
    """A page that is forbidden is not asked for, and remembered as such."""
    text = "User-agent: *\nDisallow: /\n\nUser-agent: nqtrack\n" \
        "Disallow: /r/b\n"
    with Server(routes={**PAGES, "/robots.txt": rules(text)}) as s, \
            Case(source(s)) as c:
        told = c.run()
        row = c.page("b")
        lines = told.about("/r/b", "warn")
        tap.ok(told.status == 1 and s.paths() == ["/list", "/r/a"] and
               len(lines) == 1 and "forbids" in lines[0]["msg"],
               "our own group is obeyed, and that is told",
               f"{s.log}\n{told.text}")
        tap.ok(row["state"] == "forbidden" and row["tries"] == 1 and
               row["next_at"] == "2026-11-23T00:00:00Z",
               "forbidden: remembered until tomorrow", row)
        s.log.clear()
        told = c.run()
        tap.ok(told.status == 0 and s.paths() == ["/list"],
               "the same night it is not looked at again", told.text)
        told = c.run(now="2026-11-23T18:00:07Z")
        row = c.page("b")
        tap.ok(told.status == 0 and row["tries"] == 2 and
               row["next_at"] == "2026-11-24T00:00:00Z",
               "still forbidden: no news, and looked at again", row)
        s.routes["/robots.txt"] = rules("")
        told = c.run(now="2026-11-25T18:00:07Z")
        tap.ok(told.status == 0 and c.page("b")["state"] == "done",
               "allowed again: read", told.text)
    nothing(tap, "all is forbidden", rules("User-agent: *\nDisallow: /\n"),
            "forbids", 1)


def large(tap):
    """5 MB: rules within the first 512 KiB count."""
    filler = "# " + "x" * 97 + "\n"
    end = 512 << 10
    before = filler * ((end - 200) // len(filler))
    text = "User-agent: *\nDisallow: /r/a\n" + before
    text += "Disallow: /r/b\n" + filler * 50000 + "Disallow: /list\n"
    told, got, for_it, states, row = run(rules(text))
    tap.ok(len(text) > 5_000_000 and got == ["/list"] and
           states == {"a": "forbidden", "b": "forbidden"},
           "5 MB: the first 512 KiB are obeyed, the end is not read",
           f"{len(text)} {got} {states}\n{told.text}")
    nothing(tap, "over the limit of any body", lambda h: h.answer(
        200, bytes(33 << 20), **PLAIN), "over 33554432 bytes", 1)


def delay(tap):
    text = "User-agent: *\nCrawl-delay: 0.4\n"
    with Server(routes={**PAGES, "/robots.txt": rules(text)}) as s, \
            Case(source(s, connections=8)) as c:
        told = c.run()
        log = [r for r in s.log if r.path != "/robots.txt"]
        gaps = [b.began - a.answered for a, b in zip(log, log[1:])]
        tap.ok(told.status == 0 and len(log) == 3 and
               all(g >= 0.398 for g in gaps), "Crawl-delay is kept, one "
               "request at a time", f"{gaps}\n{told.text}")


def once(tap):
    """Asked once a run and host, whatever the number of sources."""
    with Server(routes={**PAGES, "/robots.txt": rules("")}) as s, \
            Case(source(s, "a", connections=4),
                 source(s, "b", connections=4)) as c:
        told = c.run()
        first = s.log[0]
        tap.ok(told.status == 0 and first.path == "/robots.txt" and
               s.paths(True).count("/robots.txt") == 1 and
               all(r.began >= first.answered for r in s.log[1:]),
               "asked once, before all else", s.log)
        tap.ok(first.headers.get("User-Agent", "").startswith("nqtrack/"),
               "under the name that its rules know")


def main():
    tap = Tap()
    for test in answers, redirects, forbidden, large, delay, once:
        test(tap)
    tap.done()


main()
