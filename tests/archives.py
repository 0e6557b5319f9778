#!/usr/bin/env python3
"""The Internet Archive and Common Crawl on loopback.

    with Archives() as a:       # or Archives(captures, ia_per_minute=5)
        a.config(folder)               # archives.json for --config
        a.ia.once("/cdx/", (503, {}, b""))   # the next such request fails so
        …
        a.ia.requests                  # what was asked, and when

Each service is a server of its own. Run as a program it serves until it is
interrupted; --config FOLDER writes archives.json there first. The captures
are those of tests/warcs.py."""
import argparse
import datetime
import gzip
import http.server
import io
import json
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
import urllib.parse

from warcs import (Capture, captures, crawl_record, info_record, member,
                   request_record, surt)


def matcher(params):
    """Of keys, by the url and matchType of a query, or its wildcards."""
    url, kind = params["url"], params.get("matchType", "")
    if url.startswith("*."):
        url, kind = url[2:], "domain"
    elif url.endswith("*") and not kind:
        url, kind = url[:-1], "prefix"
    key = surt(url)
    if kind == "domain":
        base = key.split(")")[0]
        return lambda k: k.startswith(base + ")") or k.startswith(base + ",")
    if kind == "host":
        return lambda k: k.split(")")[0] == key.split(")")[0]
    if kind == "prefix":
        return lambda k: k.startswith(key)
    return lambda k: k == key


def in_time(capture, params):
    low = params.get("from", "").ljust(14, "0")
    high = params.get("to", "9").ljust(14, "9")
    return low <= capture.timestamp <= high


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def setup(self):
        super().setup()
        self.server.service.connect(1)

    def finish(self):
        self.server.service.connect(-1)
        super().finish()

    def log_message(self, *args):
        pass

    def do_GET(self):
        service = self.server.service
        fault = service.begin(self)
        try:
            if fault == "reset":
                self.reset()
            elif fault == "stall":
                service.stopped.wait(30)
                self.reset()
            elif fault:
                self.answer(*fault)
            else:
                self.answer(*service.serve(self))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                   struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass

    def verify_request(self, request, client_address):
        """A service that has had enough takes no connection."""
        if time.monotonic() >= self.service.closed_until:
            return True
        self.service.refused += 1
        request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                           struct.pack("ii", 1, 0))
        return False


class Request:
    def __init__(self, handler):
        self.time = time.monotonic()
        self.path = handler.path
        self.range = handler.headers.get("Range")
        self.agent = handler.headers.get("User-Agent")
        self.status = None


class Service:
    """per_minute: pairs of a word in the path and a number, None for no
    limit; window_s: what counts as a minute. After refuse_after refusals
    connections are not taken for refuse_s. limited and refused count both,
    most the connections that were open at once."""

    def __init__(self, all_captures, per_minute, retry_after=2,
                 refuse_after=5, refuse_s=3, window_s=60):
        self.captures, self.per_minute = all_captures, per_minute
        self.retry_after, self.window_s = retry_after, window_s
        self.refuse_after, self.refuse_s = refuse_after, refuse_s
        self.requests, self.scripts = [], []
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.closed_until = 0
        self.refused = self.limited = self.now = self.most = 0
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.service = self
        self.port = self.server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def once(self, word, fault, times=1):
        """The next requests with word in their path get (status, headers,
        body), "reset" or "stall"."""
        self.scripts += [(word, fault)] * times

    def begin(self, handler):
        with self.lock:
            r = Request(handler)
            self.requests.append(r)
            for i, (word, fault) in enumerate(self.scripts):
                if word in r.path:
                    del self.scripts[i]
                    return fault
            return self.limit(r)

    def connect(self, n):
        with self.lock:
            self.now += n
            self.most = max(self.most, self.now)

    def count(self, word, since):
        return sum(word in r.path and r.time > since for r in self.requests)

    def limit(self, r):
        for word, number in self.per_minute:
            if number is None or word not in r.path or self.count(
                    word, r.time - self.window_s) <= number:
                continue
            self.limited += 1
            if self.limited >= self.refuse_after:
                self.closed_until = r.time + self.refuse_s
            return self.too_many()
        return None

    def asked(self, word):
        return [r for r in self.requests if word in r.path]

    def shortest_pause(self):
        """Seconds between the starts of two requests."""
        times = [r.time for r in self.requests]
        return min((b - a for a, b in zip(times, times[1:])), default=None)


def query_of(handler):
    parts = urllib.parse.urlsplit(handler.path)
    return parts.path, urllib.parse.parse_qsl(parts.query,
                                              keep_blank_values=True)


class InternetArchive(Service):
    """barred: {host: "Robot" or "Administrative"}."""
    COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode",
               "digest", "length")

    def __init__(self, all_captures, cdx_per_minute=24, web_per_minute=60,
                 barred=(), **more):
        super().__init__(all_captures, [("/cdx/", cdx_per_minute),
                                        ("/web/", web_per_minute)], **more)
        self.barred = dict(barred)

    def too_many(self):
        return (429, {"Retry-After": str(self.retry_after)},
                b"<html><head><title>429 Too Many Requests</title></html>")

    def serve(self, handler):
        path, pairs = query_of(handler)
        if path == "/cdx/search/cdx":
            return self.index(pairs)
        m = re.match(r"/web/(\d{1,14})([a-z]{2}_)?/(.*)", handler.path)
        if m:
            return self.replay(*m.groups())
        return 404, {}, b"<html>Not Found</html>"

    def blocked(self, url):
        host = urllib.parse.urlsplit(
            url if "//" in url else "http://" + url).hostname
        kind = self.barred.get(host)
        text = {"Robot": "RobotAccessControlException: Blocked By Robots",
                "Administrative": "AdministrativeAccessControlException: "
                "Blocked Site Error"}.get(kind)
        return text and (403, {"X-Archive-Wayback-Runtime-Error": text,
                               "Content-Type": "text/html"},
                         f"org.archive.util.io.RuntimeIOException: "
                         f"org.archive.wayback.exception.{text}\n".encode())

    def row(self, c):
        return dict(zip(self.COLUMNS, (
            c.key, c.timestamp, c.url, c.mime,
            "-" if c.of else str(c.status), c.digest,
            str(len(gzip.compress(c.body)) + 400))))

    def index(self, pairs):
        params = dict(pairs)
        refusal = self.blocked(params["url"].rstrip("*"))
        if refusal:
            return refusal
        match, rows = matcher(params), []
        for c in self.captures:
            row = self.row(c)
            if match(c.key) and in_time(c, params) and all(
                    self.passes(row, v) for k, v in pairs if k == "filter"):
                rows.append(row)
        rows = self.collapse(rows, params.get("collapse"))
        # A key that comes out of an answer is encoded once more than a
        # parameter is.
        after = urllib.parse.unquote_plus(params.get("resumeKey", ""))
        rows = [r for r in rows if r["urlkey"] + " " + r["timestamp"] > after]
        return self.emit(rows, params)

    @staticmethod
    def passes(row, rule):
        m = re.fullmatch(r"(!?)(\w+):(.*)", rule)
        return bool(re.fullmatch(m[3], row[m[2]])) != bool(m[1])

    @staticmethod
    def collapse(rows, field):
        """Neighbours only; "timestamp:8" looks at eight digits."""
        if not field:
            return rows
        name, _, n = field.partition(":")
        value = [r[name][:int(n or 99)] for r in rows]
        return [r for i, r in enumerate(rows)
                if i == 0 or value[i] != value[i - 1]]

    def emit(self, rows, params):
        limit = min(int(params.get("limit", 150000)), 150000)
        names = params.get("fl", ",".join(self.COLUMNS)).split(",")
        table = [[r[n] for n in names] for r in rows[:limit]]
        if table:
            table.insert(0, names)
        if params.get("showResumeKey") == "true" and len(rows) > limit:
            last = rows[limit - 1]
            table += [[], [urllib.parse.quote_plus(
                last["urlkey"] + " " + last["timestamp"])]]
        body = "[" + ",\n".join(json.dumps(r, separators=(",", ":"))
                                for r in table) + "]\n"
        return 200, {"Content-Type": "application/json"}, body.encode()

    def replay(self, timestamp, flags, url):
        refusal = self.blocked(url)
        if refusal:
            return refusal
        same = [c for c in self.captures if c.key == surt(url)]
        if not same:
            return 404, {"X-Archive-Wayback-Runtime-Error":
                         "ResourceNotInArchiveException"}, b"<html>no</html>"
        near = min(same, key=lambda c: abs(seconds(c.timestamp) -
                                           seconds(timestamp)))
        if near.timestamp != timestamp:
            return 302, {"Location": f"{self.base}/web/{near.timestamp}"
                         f"{flags or ''}/{near.url}"}, b""
        return self.memento(near, flags)

    def memento(self, c, flags):
        if flags != "id_":
            return 200, {"Content-Type": "text/html"}, \
                b"<html><!-- toolbar --><body>rewritten</body></html>"
        sent, body = c.sent()
        source = c.of or c
        headers = {"X-Archive-Orig-" + n: v for n, v in sent}
        headers["Memento-Datetime"] = datetime.datetime.fromisoformat(
            c.date.replace("Z", "+00:00")).strftime(
            "%a, %d %b %Y %H:%M:%S GMT")
        headers["Link"] = f'<{c.url}>; rel="original"'
        headers["X-Archive-Src"] = "imitation.warc.gz"
        headers["Content-Type"] = dict(source.headers)["Content-Type"]
        # Chunks are undone; gzip is passed on as it was.
        if "gzip" in c.coding:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(c.body, 6, mtime=0)
        else:
            body = c.body
        return c.status, headers, body


def seconds(timestamp):
    t = timestamp.ljust(14, "0")
    return datetime.datetime(int(t[:4]), max(1, int(t[4:6])),
                             max(1, int(t[6:8])), int(t[8:10]), int(t[10:12]),
                             int(t[12:])).timestamp()


class CommonCrawl(Service):
    """One crawl a year, named for its last week. ignore_range: data files
    come whole with 200. lines: of one block of the index."""

    def __init__(self, all_captures, per_minute=None, connections=10,
                 lines=3000, ignore_range=False, **more):
        self.connections, self.lines = connections, lines
        self.ignore_range, self.shut_out = ignore_range, False
        super().__init__([c for c in all_captures if c.of is None],
                         [("", per_minute)], **more)
        self.crawls = sorted({c.timestamp[:4] for c in self.captures})
        self.files, self.rows = {}, {}
        for year in self.crawls:
            self.write(year)

    @staticmethod
    def name(year):
        return f"CC-MAIN-{year}-52"

    def write(self, year):
        crawl, data, rows = self.name(year), io.BytesIO(), []
        path = (f"crawl-data/{crawl}/segments/1.7/warc/{crawl}-00000."
                "warc.gz")
        data.write(member(info_record("1.0")))
        for c in self.captures:
            if c.timestamp[:4] != year:
                continue
            data.write(member(request_record("1.0", c)))
            at = data.tell()
            data.write(member(crawl_record(c)))
            rows.append((c, dict(
                urlkey=c.key, timestamp=c.timestamp, url=c.url, mime=c.mime,
                **{"mime-detected": c.mime}, status=str(c.status),
                digest=c.digest, length=str(data.tell() - at),
                offset=str(at), filename=path,
                **({"charset": c.charset.upper(), "languages": "vie"}
                   if c.charset else {}),
                **({"truncated": "length"} if c.truncated else {}))))
        self.files["/" + path], self.rows[crawl] = data.getvalue(), rows

    def too_many(self):
        return (503, {"Content-Type": "application/xml"},
                b"<?xml version=\"1.0\"?><Error><Code>SlowDown</Code>"
                b"<Message>Please reduce your request rate.</Message></Error>")

    def limit(self, r):
        if self.now > self.connections:
            self.shut_out = True
        if self.shut_out:
            return (403, {"Content-Type": "application/xml"},
                    b"<Error><Code>AccessDenied</Code></Error>")
        return super().limit(r)

    def serve(self, handler):
        path, pairs = query_of(handler)
        if path == "/collinfo.json":
            return self.list_crawls()
        m = re.fullmatch(r"/(CC-MAIN-[\d-]+)-index", path)
        if m and m[1] in self.rows:
            return self.index(m[1], pairs)
        if path in self.files:
            return self.part(self.files[path], handler.headers.get("Range"))
        return 404, {"Content-Type": "text/html"}, b"<html>404</html>"

    def list_crawls(self):
        body = [{"id": self.name(y), "name": f"December {y} Index",
                 "timegate": f"{self.base}/{self.name(y)}/",
                 "cdx-api": f"{self.base}/{self.name(y)}-index",
                 "from": f"{y}-01-01T00:00:00", "to": f"{y}-12-31T23:59:59"}
                for y in reversed(self.crawls)]
        if len(body) > 1:		# older lists have no dates
            del body[-1]["from"], body[-1]["to"]
        return (200, {"Content-Type": "application/json"},
                json.dumps(body, indent=2).encode())

    @staticmethod
    def passes(row, rule):
        m = re.fullmatch(r"(!?)([=~]?)([\w-]+):(.*)", rule)
        value = row.get(m[3], "")
        good = value == m[4] if m[2] == "=" else \
            bool(re.fullmatch(m[4], value)) if m[2] == "~" else m[4] in value
        return good != bool(m[1])

    def index(self, crawl, pairs):
        params = dict(pairs)
        match = matcher(params)
        rows = [r for c, r in self.rows[crawl]
                if match(c.key) and in_time(c, params)]
        size = self.lines * int(params.get("pageSize", 5))
        pages = max(1, -(-len(rows) // size))
        if params.get("showNumPages") == "true":
            return 200, {}, json.dumps({"pages": pages, "pageSize": int(
                params.get("pageSize", 5)), "blocks": pages}).encode()
        n = int(params.get("page", 0))
        if n >= pages:
            return 400, {}, json.dumps({"message": f"Page {n} invalid: First "
                                        f"Page is 0, Last Page is "
                                        f"{pages - 1}"}).encode()
        rows = [r for r in rows[n * size:(n + 1) * size] if all(
            self.passes(r, v) for k, v in pairs if k == "filter")]
        if not rows:
            return 404, {"Content-Type": "application/json"}, json.dumps(
                {"message": "No Captures found for: " + params["url"]}
            ).encode()
        return 200, {"Content-Type": "text/x-ndjson"}, "".join(
            json.dumps(r) + "\n" for r in rows).encode()

    def part(self, data, wanted):
        m = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted or "")
        if not m or self.ignore_range:
            return 200, {"Content-Type": "application/octet-stream"}, data
        low, high = int(m[1]), min(int(m[2]), len(data) - 1)
        if low > high:
            return 416, {"Content-Range": f"bytes */{len(data)}"}, b""
        return 206, {"Content-Range": f"bytes {low}-{high}/{len(data)}",
                     "Content-Type": "application/octet-stream"}, \
            data[low:high + 1]


class Archives:
    """Both. Options of one service begin with ia_ or cc_."""

    def __init__(self, all_captures=None, **options):
        found = captures() if all_captures is None else all_captures
        mine = [{k[3:]: v for k, v in options.items() if k[:3] == p}
                for p in ("ia_", "cc_")]
        self.ia = InternetArchive(found, **mine[0])
        self.cc = CommonCrawl(found, **mine[1])

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.stop()

    def stop(self):
        self.ia.stop()
        self.cc.stop()

    def config(self, folder, **more):
        """Writes archives.json, both services without pauses unless more
        says otherwise."""
        common = {"rule": "loopback", "hosts": ["127.0.0.1"],
                  "allow_private": ["127.0.0.0/8"], "delay_ms": 0,
                  "timeout_s": 20, "retry": {"attempts": 3, "first_s": 1,
                                             "most_s": 3}, **more}
        ia = {"id": "internet-archive", "title": "Imitation",
              "kind": "cdx-server", "connections": 1, "page_size": 3,
              "cdx_url": self.ia.base + "/cdx/search/cdx",
              "raw_url": self.ia.base + "/web/{timestamp}id_/{url}"}
        cc = {"id": "common-crawl", "title": "Imitation",
              "kind": "common-crawl", "connections": 4, "page_size": 1,
              "cdx_url": self.cc.base + "/{crawl}-index",
              "collinfo_url": self.cc.base + "/collinfo.json",
              "data_url": self.cc.base + "/{filename}"}
        path = pathlib.Path(folder) / "archives.json"
        path.write_text(json.dumps({"archives": [{**ia, **common},
                                                 {**cc, **common}]}))
        return path


class Portal(Service):
    """The portal itself, asked through a proxy so that addresses stay."""

    def __init__(self, all_captures):
        super().__init__(all_captures, [])

    def serve(self, handler):
        for c in reversed(self.captures):
            if c.url == handler.path and c.of is None:
                return c.status, dict(c.headers), c.body
        return 404, {}, b"<html>no such page</html>"


def wget_file(folder, all_captures):
    """The file that the real wget writes, its captures dated now; or None
    where there is no wget."""
    if shutil.which("wget") is None:
        return None
    # wget asks for no coding, so it is sent none.
    plain = [Capture(c.timestamp, c.url, c.body, c.status, c.mime, c.charset)
             for c in all_captures if c.of is None]
    portal, folder = Portal(plain), pathlib.Path(folder)
    try:
        (folder / "urls").write_text("".join(
            u + "\n" for u in dict.fromkeys(c.url for c in plain)))
        subprocess.run(
            ["wget", "-q", "-e", "robots=off", "-e", "use_proxy=yes", "-e",
             f"http_proxy=127.0.0.1:{portal.port}", "--tries=1", "-O",
             str(folder / "pages"), "-i", str(folder / "urls"),
             f"--warc-file={folder / 'wget'}"], timeout=60,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        portal.stop()
    return folder / "wget.warc.gz"


def main():
    p = argparse.ArgumentParser(description="both services on loopback")
    p.add_argument("--config", metavar="FOLDER",
                   help="write archives.json there")
    args = p.parse_args()
    with Archives() as a:
        if args.config:
            print(a.config(args.config), flush=True)
        print("Internet Archive", a.ia.base, flush=True)
        print("Common Crawl", a.cc.base, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
