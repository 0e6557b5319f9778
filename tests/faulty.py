"""For the tests of fetching: a portal that misbehaves at will, nqtrack run
against it, and what the run left behind. Everything on loopback."""
import gzip
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import zlib

from lib import NQTRACK, PATIENCE

MAX_BODY = 32 << 20         # NQ_MAX_BODY of core/limits.h
GZIP = 16 + zlib.MAX_WBITS
NOW = "2026-11-22T18:00:07Z"    # Monday, 01:00 in Viet Nam


class Request:
    """One request as the portal saw it; times of time.monotonic()."""

    def __init__(self, path, headers):
        self.path, self.headers = path, headers
        self.began, self.answered = time.monotonic(), None

    def __repr__(self):
        return self.path


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def setup(self):
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request,
                                                       server_side=True)
        super().setup()

    def do_GET(self):
        self.seen = Request(self.path, self.headers)
        self.server.log.append(self.seen)
        what = self.server.routes.get(self.path)
        if what is None:
            self.answer(404, b"<title>404</title>no such page")
        elif callable(what):
            what(self)
        else:
            self.answer(200, what)

    def answer(self, status, body=b"", **headers):
        """Names of headers with "_" for "-"; None leaves one out."""
        headers.setdefault("Content_Type", "text/html; charset=utf-8")
        headers.setdefault("Content_Length", str(len(body)))
        lines = [f"HTTP/1.1 {status} X"] + [
            f"{n.replace('_', '-')}: {v}" for n, v in headers.items()
            if v is not None]
        self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def raw(self, data):
        # Before the first byte: what the client does next comes later.
        self.seen.answered = self.seen.answered or time.monotonic()
        self.wfile.write(data)

    def hang_up(self):
        self.close_connection = True

    def wait(self, seconds=PATIENCE):
        """Until the test is over, or so long."""
        self.server.over.wait(seconds)


class Server(http.server.ThreadingHTTPServer):
    """routes: target -> body, or what a handler does; log: the requests."""
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address="127.0.0.1", port=0, tls=None, routes=None):
        self.routes, self.log, self.tls = dict(routes or {}), [], tls
        self.over = threading.Event()
        super().__init__((address, port), Handler)
        self.base = "%s://%s:%d" % ("https" if tls else "http", address,
                                    self.server_port)
        threading.Thread(target=self.serve_forever, args=(0.05,),
                         daemon=True).start()

    def handle_error(self, *args):
        pass

    def stop(self):
        self.over.set()
        self.shutdown()
        self.server_close()

    def paths(self, robots=False):
        return [r.path for r in self.log
                if robots or r.path != "/robots.txt"]

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.stop()


def closed_port(address="127.0.0.1"):
    """A socket that is bound and never listened on: nobody else gets its
    port, nobody answers."""
    s = socket.socket()
    s.bind((address, 0))
    return s


def page(text, title="Tin"):
    return (f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
            f"<h1>{title}</h1><p>{text}</p></body></html>").encode()


def listing(*links, more=""):
    return ("<html><head><title>Tin</title></head><body>" + "".join(
        "<p class=t><a href=\"%s\">t</a></p>" % l.replace("&", "&amp;")
        for l in links) + more + "</body></html>").encode()


def tagged(body, tag):
    """A page with an ETag, which answers 304 to whoever has it."""
    def do(h):
        if h.headers.get("If-None-Match") == tag:
            h.answer(304, ETag=tag, Content_Length=None)
        else:
            h.answer(200, body, ETag=tag)
    return do


def source(server, name="s0", **more):
    """An entry of sources.json: a listing at /list, releases at /r/KEY.
    None takes a member away."""
    base = server if isinstance(server, str) else server.base
    one = {"id": name, "title": "S", "publisher": "P", "ref_area": "VN-06",
           "enabled": True, "allow_private": ["127.0.0.1"], "delay_ms": 0,
           "look_back_days": 0, "timeout_s": 60, "hosts": ["127.0.0.1"],
           "entries": [{"kind": "listing", "url": base + "/list",
                        "links": "//p[@class='t']/a/@href"}],
           "key": {"path": True, "under": "/r/", "drop": ["/r"]}}
    one.update(more)
    return {k: v for k, v in one.items() if v is not None}


class Told:
    """The end of a run: its status, its standard error, and that as
    events."""
    FIELD = re.compile(r'([a-z-]+)=("(?:[^"\\]|\\.)*"|\S*)')

    def __init__(self, status, text):
        # A sanitizer's exit status is one that a test may expect.
        sane = "Sanitizer" not in text and "runtime error:" not in text
        self.status, self.text = status if sane else None, text
        self.events = [{k: v.strip('"').replace('\\"', '"')
                        for k, v in self.FIELD.findall(line)}
                       for line in text.splitlines()
                       if line.startswith("level=")]

    def about(self, url, level=None):
        """Events whose url ends so."""
        return [e for e in self.events if e.get("url", "").endswith(url) and
                level in (None, e["level"])]

    def summary(self):
        return [e for e in self.events if "sources" in e][-1]

    def counts(self, *names):
        last = self.summary()
        return tuple(int(last[n]) for n in names)


def members(data):
    """(offset, what it decompresses to) of each whole gzip member."""
    at = 0
    while at < len(data):
        one = zlib.decompressobj(GZIP)
        try:
            out = one.decompress(data[at:])
        except zlib.error:
            return
        if not one.eof:
            return
        yield at, out
        at = len(data) - len(one.unused_data)


class Record:
    def __init__(self, name, offset, text):
        head, rest = text.split(b"\r\n\r\n", 1)
        self.file, self.offset = name, offset
        self.fields = dict(l.split(": ", 1) for l in
                           head.decode().split("\r\n")[1:])
        self.kind = self.fields["WARC-Type"]
        self.url = self.fields.get("WARC-Target-URI")
        self.block = rest[:int(self.fields["Content-Length"])]

    def body(self):
        return self.block.split(b"\r\n\r\n", 1)[1]

    def about(self):
        """Fields of a metadata record."""
        return dict(l.split(": ", 1) for l in
                    self.block.decode().split("\r\n") if ": " in l)


class Case:
    """One data folder and one configuration."""

    def __init__(self, *sources):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="nqtrack-test-"))
        self.data, self.config = self.top / "data", self.top / "config"
        self.archive = self.data / "archive"
        self.config.mkdir()
        self.sources(*sources)

    def sources(self, *sources):
        (self.config / "sources.json").write_text(
            json.dumps({"sources": list(sources)}))

    def command(self):
        return [NQTRACK, "extract", "--data", str(self.data), "--config",
                str(self.config)]

    def run(self, *args, now=NOW, env=(), **more):
        done = subprocess.run(
            [*self.command(), *args], stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", timeout=PATIENCE,
            env={**os.environ, "NQTRACK_NOW": now, **dict(env)}, **more)
        return Told(done.returncode, done.stderr)

    def ran(self, run=1):
        """What a run did at each source, and under "" the run itself."""
        rows = self.ask("SELECT * FROM source WHERE run = ?", run,
                        of=self.data / "runs.db")
        rows += [{"source": "", **r} for r in self.ask(
            "SELECT * FROM run WHERE id = ?", run,
            of=self.data / "runs.db")]
        return {r["source"]: r for r in rows}

    def ask(self, query, *args, of=None):
        with sqlite3.connect(of or self.archive / "frontier.db") as db:
            db.row_factory = sqlite3.Row
            rows = [dict(r) for r in db.execute(query, args)]
        db.close()
        return rows

    def page(self, key, kind="release"):
        rows = self.ask("SELECT * FROM page WHERE kind = ? AND key = ?",
                        kind, key)
        return rows[0] if rows else {"state": None}

    def states(self):
        return {r["key"]: r["state"] for r in self.ask(
            "SELECT key, state FROM page WHERE kind = 'release'")}

    def files(self, ending=".warc.gz"):
        return sorted(p.name for p in self.archive.glob("*" + ending))

    def records(self, *kinds, name=None):
        out = []
        for name in [name] if name else self.files():
            data = (self.archive / name).read_bytes()
            out += [Record(name, at, text) for at, text in members(data)]
        return [r for r in out if not kinds or r.kind in kinds]

    def bodies(self):
        """{path of a release: body} as last archived."""
        return {re.sub(r"^[a-z]+://[^/]*", "", r.url): r.body()
                for r in self.records("response") if "/r/" in r.url}

    def end(self):
        shutil.rmtree(self.top)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.end()


def bomb(size):
    """So many zeros behind a gzip member."""
    return gzip.compress(bytes(size), 9)
