#!/usr/bin/env python3
"""Pages that do not come as they should: one row a fault, with its line in
the log, its row in the frontier, the exit status and the number of requests
that the portal saw. Beside each stands a page that is well, and is read; on
the next day all is well, and nothing is lost."""
import concurrent.futures
import gzip
import socket
import struct
import sys
import traceback

sys.path.insert(0, "tests")
from faulty import (MAX_BODY, Case, Server, bomb, listing, page, source)
from lib import Tap

GOOD = page("Sản xuất công nghiệp tăng 7,6% so với cùng kỳ.")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def status(code, **headers):
    return lambda h: h.answer(code, b"<title>x</title>", **headers)


def redirect(to, code=302):
    return lambda h: h.answer(code, Location=to.replace(
        "@", h.server.base.split("//")[1]))


def raw(data):
    """These bytes, and the end of the connection."""
    def do(h):
        h.raw(data)
        h.hang_up()
    return do


def chunks(data):
    return raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + data)


def coded(coding, body):
    return lambda h: h.answer(200, body, Content_Encoding=coding)


def typed(kind, body=GOOD):
    return lambda h: h.answer(200, body, Content_Type=kind)


def reset(h):
    """A reset in the middle of the body."""
    h.raw(HEAD + b"Content-Length: 5000\r\n\r\n" + b"x" * 2000)
    h.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))
    h.connection.close()
    h.hang_up()


def drip(h):
    """A byte now and then: never silent, never done."""
    h.raw(HEAD + b"Content-Length: 5000\r\n\r\n")
    while not h.server.over.wait(0.05):
        h.raw(b"x")
    h.hang_up()


def stall_early(h):
    h.wait()
    h.hang_up()


def stall_late(h):
    h.raw(HEAD + b"Content-Length: 5000\r\n\r\nhalf of it")
    stall_early(h)


def drip_head(h):
    """A header that never ends."""
    h.raw(HEAD + b"X-Slow: ")
    while not h.server.over.wait(0.05):
        h.raw(b"x")
    h.hang_up()


class Fault:
    """requests: how often the page is asked for: 3 times what may pass.
    most: or so often, since libcurl asks again of itself where a kept
    connection closes without a word. ok: no failure, the body is kept."""

    def __init__(self, name, do, line, requests=3, state="failed", ok=None,
                 timeout=60, visits=None, most=0):
        self.name, self.do, self.line, self.state = name, do, line, state
        self.requests, self.ok, self.timeout = requests, ok, timeout
        # Redirects take several requests and are final all the same.
        self.final = requests == 1 or "redirect" in name
        self.visits = visits or ["/r/bad"] * requests
        self.most = most


FAULTS = [
    # The connection.
    Fault("reset in the middle of the body", reset, "cut short"),
    Fault("closed without a word", raw(b""), "mpty reply", most=6),
    Fault("no HTTP at all", raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "HTTP/0.9"),
    Fault("headers without an end", raw(HEAD), "in its headers"),
    Fault("Content-Length of more than comes", raw(
        HEAD + b"Content-Length: 5000\r\n\r\nhalf of it"), "cut short"),
    Fault("Content-Length of less than comes", raw(
        HEAD + b"Content-Length: %d\r\n\r\n" % len(GOOD) + GOOD +
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"), None, 1,
        "done", ok=GOOD),
    Fault("Content-Length that is no number", raw(
        HEAD + b"Content-Length: many\r\n\r\nx"), "Content-Length"),
    Fault("chunks of garbage", chunks(b"what?\r\nis this\r\n"), "cut short"),
    Fault("a chunk of 2^72 bytes", chunks(b"f" * 18 + b"\r\nx"), "cut short"),
    Fault("chunks without an end", chunks(b"5\r\nabcde\r\n"), "cut short"),
    Fault("a body of one byte now and then", drip, "too slow", timeout=2),
    Fault("no answer", stall_early, "too slow", timeout=2),
    Fault("half a body, then nothing", stall_late, "too slow", timeout=2),
    Fault("a header of one byte now and then", drip_head, "too slow",
          timeout=2),
    # Sizes and codings.
    Fault("a header block without bounds", raw(b"HTTP/1.1 200 OK\r\n" +
          b"".join(b"X-%d: %s\r\n" % (i, b"y" * 3500) for i in range(90)) +
          b"Content-Length: 1\r\n\r\nx"), "header", 1),
    Fault("a body over the limit", lambda h: h.answer(200, bytes(MAX_BODY +
          1)), "the body is over 33554432 bytes", 1),
    Fault("a gzip bomb", coded("gzip", bomb(64 << 20)),
          "over 33554432 bytes when decoded", 1),
    Fault("a gzip bomb in a gzip bomb", coded("gzip, gzip", gzip.compress(
          bomb(64 << 20))), "\"gzip, gzip\", which was not asked for", 1),
    Fault("a brotli bomb", coded("br", b"\xcf\xff\xff\x7f\xf8" + bytes(99)),
          "\"br\", which was not asked for", 1),
    Fault("gzip cut short", coded("gzip", gzip.compress(GOOD)[:-9]),
          "damaged or cut short"),
    Fault("gzip that is none", coded("gzip", GOOD), "damaged or cut short"),
    Fault("an empty body", lambda h: h.answer(200), "the body is empty", 1),
    # Status.
    Fault("404", status(404), "HTTP 404", 1, "gone"),
    Fault("410", status(410), "HTTP 410", 1, "gone"),
    Fault("403", status(403), "HTTP 403", 1),
    Fault("408", status(408), "HTTP 408"),
    Fault("500", status(500), "HTTP 500"),
    Fault("501", status(501), "HTTP 501", 1),
    Fault("503 without Retry-After", status(503), "HTTP 503"),
    Fault("429 without Retry-After", status(429), "HTTP 429"),
    Fault("429 with a Retry-After that is none", status(
        429, Retry_After="soon"), "HTTP 429, Retry-After: soon"),
    Fault("429 until yesterday", status(429,
        Retry_After="Sat, 21 Nov 2020 00:00:00 GMT"), "HTTP 429"),
    Fault("206 that nobody asked for", status(
        206, Content_Range="bytes 0-15/99"), "HTTP 206", 1),
    Fault("304 to a request that was not conditional", lambda h: h.answer(
        304, Content_Length=None), "304 to a request that was not "
        "conditional", 1),
    Fault("200 with an error page", lambda h: h.answer(200, page(
        "Xin lỗi.", "Không tìm thấy trang")), "an error page", 1),
    Fault("a PDF that is a page", typed("application/pdf"),
          "not what its Content-Type says; kept", 1, "done", ok=GOOD),
    Fault("a page that is a PDF", typed("text/html", b"%PDF-1.7\n" +
          bytes(200)), "not what its Content-Type says; kept", 1, "done",
          ok=b"%PDF-1.7\n" + bytes(200)),
    # Redirects.
    Fault("redirected to itself", redirect("/r/bad"),
          "more than 5 redirects", visits=["/r/bad"] * 6),
    Fault("redirected to file:", redirect("file:///etc/passwd"),
          "expected an http", 1),
    Fault("redirected to another host", redirect("http://192.0.2.7/r/x"),
          "no host of the source", 1),
    Fault("redirected with a user name", redirect("http://u:p@@/r/x"),
          "not an address", 1),
    Fault("redirected to nowhere", lambda h: h.answer(301),
          "without a Location", 1),
    Fault("redirected to the front page", redirect("/"), "no release",
          visits=["/r/bad", "/"]),
]


def play(fault):
    """[(good, what, detail)] of one fault."""
    out = []

    def ok(good, what, detail=""):
        out.append((good, f"{fault.name}: {what}", detail))

    with Server(routes={"/": page("front"), "/r/bad": fault.do,
                        "/r/good": GOOD,
                        "/list": listing("/r/bad", "/r/good")}) as s, \
            Case(source(s, timeout_s=fault.timeout)) as c:
        told = c.run()
        lines = told.about("/r/bad", "warn")
        row = c.page("bad")
        visits = [p for p in s.paths() if p not in ("/list", "/r/good")]
        kept = c.bodies()
        if fault.line is None:
            ok(lines == [], "nothing is told", told.text)
        else:
            ok(len(lines) == 1 and fault.line in lines[0]["msg"] and
               lines[0]["source"] == "s0", f"one line, \"{fault.line}\"",
               told.text)
        ok(visits == fault.visits or len(fault.visits) < len(visits) <=
           fault.most, f"{len(fault.visits)} requests", visits)
        if fault.ok:
            ok(told.status == 0 and told.counts("new", "failed") == (2, 0),
               "exit status 0", f"{told.status}\n{told.text}")
            ok(row["state"] == "done" and kept["/r/bad"] == fault.ok,
               "the body is kept", f"{row} {kept}")
            return out
        ok(told.status == 1 and told.counts("new", "failed") == (1, 1),
           "exit status 1, one failed, the other is read",
           f"{told.status}\n{told.text}")
        ok(row["state"] == fault.state and row["tries"] == 1 and
           (fault.line or "") in row["error"] and row["next_at"] ==
           ("2026-11-23T00:00:00Z" if fault.final else None),
           f"{fault.state}, tried again " +
           ("tomorrow" if fault.final else "at once"), row)
        ok("/r/bad" not in kept and kept["/r/good"] == GOOD,
           "nothing of it is archived", kept)
        s.routes["/r/bad"] = page("well again")
        s.log.clear()
        told = c.run(now="2026-11-23T18:00:07Z")
        ok(told.status == 0 and s.paths() == ["/list", "/r/bad"] and
           c.bodies()["/r/bad"] == page("well again") and
           c.page("bad")["state"] == "done" and c.page("bad")["tries"] == 0,
           "read once it is well", f"{s.log}\n{told.text}")
    return out


def tried(fault):
    try:
        return play(fault)
    except Exception:
        return [(False, f"{fault.name}: the test comes to its end",
                 traceback.format_exc())]


def long_lists(tap):
    """Addresses in a listing that no page should have."""
    pad = "+" * 90
    with Server() as s, Case(source(
            s, entries=[{"kind": "listing", "url": s.base + "/list",
                         "links": "//p/a/@href"}],
            key={"params": ["l", "ItemID"], "trim": "+ /",
                 "separator": "/"})) as c:
        host = s.base.split("//")[1]
        s.routes.update({
            "/list": listing("/x?ItemID=1&l=Tin" + pad, "/x?ItemID=1&l=Tin",
                             "/x?ItemID=1\n2&l=Tin",
                             f"http://user:word@{host}/x?ItemID=3&l=Tin",
                             "/x?ItemID=4&l=Tin\x01",
                             "/x?ItemID=5&l=" + "T" * 5000,
                             "javascript:go('/x?ItemID=6&l=Tin')"),
            "/x?ItemID=1&l=Tin": GOOD, "/x?ItemID=1&l=Tin" + pad: GOOD})
        told = c.run()
        tap.ok(told.status == 0 and c.states() == {"Tin/1": "done"} and
               len(s.paths()) == 2 and told.counts("new") == (1,),
               "90 \"+\" in an address: one release, asked for once",
               f"{s.log}\n{told.text}")
        warned = told.about("/list", "warn")
        tap.ok(len(warned) == 1 and "4 links" in warned[0]["msg"] and
               "byte 0x0a" in warned[0]["why"],
               "a line break, a user name, a control byte, 5000 bytes: "
               "refused and told", told.text)


def private(tap):
    """An address of the machine that the source may not ask, behind a
    redirect and behind a link."""
    with Server() as s, Server("127.0.0.2") as inner, Case(source(
            s, hosts=["127.0.0.1", "127.0.0.2"])) as c:
        inner.routes.update({"/r/secret": GOOD, "/r/to": GOOD})
        s.routes.update({
            "/list": listing("/r/a", "/r/bad", inner.base + "/r/secret",
                             "/r/z"),
            "/r/a": GOOD, "/r/z": GOOD,
            "/r/bad": lambda h: h.answer(302, Location=inner.base +
                                         "/r/to")})
        told = c.run()
        tap.ok(inner.log == [], "a private address: never asked", inner.log)
        tap.ok(told.status == 1 and all("allow_private" in e["msg"] for e in
               told.about("/r/bad", "warn") + told.about("/r/secret", "warn"))
               and told.about("/r/bad", "warn") and
               told.about("/r/secret", "warn"),
               "a private address: told, exit status 1", told.text)
        states = c.states()
        tap.ok(states["a"] == states["z"] == "done",
               "a private address: the other pages are read", states)
        tap.ok(states["bad"] == "failed" and states["secret"] == "new",
               "a private address: the redirect has failed, the link waits",
               states)
        c.sources(source(s, hosts=["127.0.0.1", "127.0.0.2"],
                         allow_private=["127.0.0.0/8"]))
        told = c.run()
        tap.ok(told.status == 0 and set(c.states().values()) == {"done"},
               "a private address that is allowed is asked", told.text)


def main():
    tap = Tap()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for rows in pool.map(tried, FAULTS):
            for good, what, detail in rows:
                tap.ok(good, what, detail)
    for test in long_lists, private:
        test(tap)
    tap.done()


main()
