#!/usr/bin/env python3
"""make bench: what fetching into the archive costs, by the clock, against
programs that do the least of the same work.

nginx serves generated pages from loopback. In turn, several times:
  curl   curl --parallel of the list of pages, to standard output, through
         gzip -6 into a file; as many connections as nqtrack has
  first  "nqtrack extract" of the same pages, which it finds in a sitemap:
         robots.txt, digests, one gzip member a record, fsync, frontier
  asked  the night after: each page is in the look-back window and is asked
         again, with its ETag; nothing is new
  quiet  a night long after: no page is in the window; nothing is new
  wget   wget --warc-file of the same list; in the first turns only
A ratio is the median of the ratios of the turns. Memory is the peak of the
largest process of extract over few and over many small pages.
See "What it costs" in CONTRIBUTING.md."""
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
# Debian has servers where only root looks.
PATH = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"
NOW = {"first": "2024-05-20T18:00:07Z", "asked": "2024-05-21T18:00:07Z",
       "quiet": "2026-11-22T18:00:07Z"}
# The last day that a page carries; the days before it are spread over
# twenty, all in the window of "asked".
LAST_DAY = 1716163200
DAY = 86400
# Addresses in one sitemap and links on one page of a listing. What a run
# holds in memory may depend on them and not on how many there are of them.
IN_SITEMAP, ON_LISTING = 1000, 100

# Paths are relative to the folder that nginx is given.
NGINX = """\
{user}daemon off;
worker_processes {workers};
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 10000000;
  types {{ text/html html; application/xml xml; text/plain txt; }}
  charset utf-8;
  client_body_temp_path t1;
  proxy_temp_path t2;
  fastcgi_temp_path t3;
  uwsgi_temp_path t4;
  scgi_temp_path t5;
  server {{
    listen 127.0.0.1:{port};
    root www;
    location = /status {{ stub_status; }}
    location ~ ^/small/tin/(?<number>[0-9]+)\\.html$ {{
      default_type text/html;
      return 200 '{small}';
    }}
  }}
}}
"""

SMALL = ("<!DOCTYPE html><html lang=\"vi\"><head><title>Tình hình kinh tế - "
         "xã hội</title></head><body><h1>Báo cáo số $number</h1>" +
         "".join(f"<p>Mục {n}: các đơn vị tiếp tục duy trì ổn định hoạt động, "
                 f"sản lượng trong kỳ đạt {n * 137} tấn, tăng {n},5% so với "
                 "cùng kỳ năm trước.</p>" for n in range(1, 13)) +
         "</body></html>")


class Server:
    """nginx with its own configuration, on a free port of loopback."""

    def __init__(self, program, top, workers):
        self.top, self.program, self.workers = top, program, workers
        (top / "www").mkdir()
        (top / "www/robots.txt").write_text(
            "User-agent: *\nDisallow: /admin/\nDisallow: /*?print=\n")
        for _ in range(5):
            with socket.socket() as s:
                s.bind(("127.0.0.1", 0))
                self.port = s.getsockname()[1]
            if self.start():
                return
        sys.exit("nginx does not start: " +
                 (top / "error.log").read_text("utf-8"))

    def start(self):
        # Its workers would be another user, who cannot look into our folder.
        root = "user root;\n" if os.geteuid() == 0 else ""
        self.own = 0
        conf = self.top / "nginx.conf"
        conf.write_text(NGINX.format(user=root, port=self.port, small=SMALL,
                                     workers=self.workers), "utf-8")
        self.process = subprocess.Popen(
            [self.program, "-p", str(self.top), "-c", str(conf), "-e",
             str(self.top / "error.log")], stdin=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            try:
                self.asked()
                return True
            except OSError:
                time.sleep(0.05)
        self.stop()
        return False

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}"

    def asked(self):
        """Requests so far, those of this function left out."""
        with urllib.request.urlopen(self.url("status"), timeout=5) as f:
            text = f.read().decode()
        self.own += 1
        return int(re.search(r"requests\s+\d+ \d+ (\d+)",
                             text).group(1)) - self.own

    def stop(self):
        self.process.terminate()
        self.process.wait()


def day(n):
    """The time that page n carries, in seconds."""
    return LAST_DAY - n % 20 * DAY


def date(n):
    return time.strftime("%Y-%m-%d", time.gmtime(day(n)))


def make_pages(www, count):
    """Pages of some 60 KB as files; their size and how they shrink."""
    folder = www / "tin"
    folder.mkdir(parents=True)
    subprocess.run([BUILD / "tests/bench/pages", str(count), str(folder)],
                   check=True)
    (folder / "pages.warc.gz").unlink()
    raw = folder / "pages.raw"
    size = sample = small = 0
    boxes = [b"", b""]
    with raw.open("rb") as f:
        for n in range(count):
            body = f.read(struct.unpack("<I", f.read(4))[0])
            head, foot = body.rsplit(b'<div class="footer">', 1)
            # The most read, on the right of a page: stories of others.
            page = head + boxes[0] + boxes[1] + b'<div class="footer">' + foot
            boxes = [boxes[1], re.search(rb'<div class="other">.*?</ul></div>',
                                         body, re.S).group(0)]
            path = folder / f"{n}.html"
            path.write_bytes(page)
            os.utime(path, (day(n), day(n)))
            size += len(page)
            if n % 50 == 0:
                sample += len(page)
                small += len(zlib.compress(page, 6))
    raw.unlink()
    return size, sample / small


def make_sitemap(server, part, count):
    """An index and its sitemaps, as a plugin of WordPress makes them."""
    folder = server.top / "www" / part
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    index = []
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, IN_SITEMAP):
        name = f"sitemap-{first // IN_SITEMAP + 1}.xml"
        index.append(f"<sitemap><loc>{server.url(f'{part}{name}')}</loc>"
                     "</sitemap>\n")
        (folder / name).write_text(
            f"{head}<urlset {ns}>\n" + "".join(
                f"<url><loc>{server.url(f'{part}tin/{n}.html')}</loc>"
                f"<lastmod>{date(n)}</lastmod></url>\n"
                for n in range(first, min(first + IN_SITEMAP, count))) +
            "</urlset>\n", "utf-8")
    (folder / "sitemap.xml").write_text(
        f"{head}<sitemapindex {ns}>\n{''.join(index)}</sitemapindex>\n",
        "utf-8")
    return {"kind": "sitemap", "url": server.url(f"{part}sitemap.xml")}


def make_listing(server, part, count):
    folder = server.top / "www" / part / "list"
    folder.mkdir(parents=True)
    pages = range(0, count, ON_LISTING)
    for first in pages:
        rows = "".join(
            f'<li><a href="/{part}tin/{n}.html">Tin số {n}</a> <span '
            f'class="date">{"/".join(reversed(date(n).split("-")))}</span>'
            "</li>\n" for n in range(first, min(first + ON_LISTING, count)))
        (folder / f"{first // ON_LISTING + 1}.html").write_text(
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Tin tức'
            f"</title></head><body><ul>\n{rows}</ul></body></html>\n",
            "utf-8")
    return {"kind": "listing", "url": server.url(f"{part}list/1.html"),
            "links": "//li/a/@href", "dates": "../../span[@class='date']",
            "pages": {"url": server.url(f"{part}list/{{page}}.html"),
                      "from": 2, "max": len(pages) + 1}}


def make_source(folder, entry, connections, part=""):
    folder.mkdir()
    source = {
        "id": "bench", "title": "Cổng thông tin thử", "publisher": "UBND",
        "ref_area": "VN-06", "enabled": True, "hosts": ["127.0.0.1"],
        "allow_private": ["127.0.0.1"], "connections": connections,
        "delay_ms": 0, "look_back_days": 45, "entries": [entry],
        "key": {"path": True, "under": f"/{part}tin/"}}
    (folder / "sources.json").write_text(json.dumps({"sources": [source]}),
                                         "utf-8")


def make_entry(server, kind, count, part=""):
    make = make_sitemap if kind == "sitemap" else make_listing
    return make(server, part, count)


def extract(folder, data, now, before=()):
    """Runs it to its end; complains where it did not do its work."""
    argv = [*before, BUILD / "nqtrack", "extract", "--quiet", "--config",
            folder, "--data", data]
    done = subprocess.run([str(a) for a in argv], stdin=subprocess.DEVNULL,
                          capture_output=True, encoding="utf-8",
                          env=dict(os.environ, NQTRACK_NOW=NOW[now]))
    if done.returncode != 0:
        sys.exit(f"nqtrack extract ({now}) ends with {done.returncode}:\n" +
                 "\n".join(done.stderr.splitlines()[-10:]))


def responses(data):
    """Records of answers in an archive."""
    n = 0
    for path in (data / "archive").glob("*.warc.gz"):
        unzip = subprocess.Popen(["gzip", "-dc", path],
                                 stdout=subprocess.PIPE)
        n += int(subprocess.run(
            ["grep", "-ac", "^WARC-Type: response"], stdin=unzip.stdout,
            stdout=subprocess.PIPE, check=False).stdout)
        unzip.stdout.close()
        unzip.wait()
    return n


def weight(data):
    return sum(p.stat().st_size for p in
               (data / "archive").glob("*.warc.gz"))


class Bench:
    """One folder with a server, the pages and the source."""

    def __init__(self, server, count, o):
        self.server, self.count = server, count
        self.top = server.top
        self.connections = o.connections
        self.times = {}
        self.notes = {}
        self.config = self.top / "config"
        make_source(self.config, make_entry(server, o.entry, count),
                    o.connections)
        urls = [server.url(f"tin/{n}.html") for n in range(count)]
        self.list = self.top / "urls"
        self.list.write_text("\n".join(urls) + "\n")
        self.curlrc = self.top / "curlrc"
        self.curlrc.write_text("".join(f'url = "{u}"\n' for u in urls))

    def time(self, name, what, *args):
        """All start alike: the pages in memory, nothing left to write."""
        for path in (self.top / "www/tin").glob("*.html"):
            path.read_bytes()
        os.sync()
        asked, start = self.server.asked(), time.monotonic()
        what(*args)
        took = time.monotonic() - start
        self.times.setdefault(name, []).append(took)
        return self.server.asked() - asked

    def check(self, name, got, want):
        if got < want:
            sys.exit(f"{name}: {got} of {want} pages: this measures nothing")

    def curl(self, out):
        with out.open("wb") as f:
            fetch = subprocess.Popen(
                ["curl", "--disable", "--no-progress-meter", "--fail", "--parallel",
                 "--parallel-max", str(self.connections), "--config",
                 str(self.curlrc)], stdout=subprocess.PIPE)
            pack = subprocess.Popen(["gzip", "-6"], stdin=fetch.stdout,
                                    stdout=f)
            fetch.stdout.close()
            if fetch.wait() != 0 or pack.wait() != 0:
                sys.exit("curl or gzip failed")

    def wget(self, out):
        subprocess.run(
            ["wget", "--quiet", "--no-config", f"--warc-file={out}",
             "--no-warc-keep-log", "--input-file", str(self.list),
             "--output-document=/dev/null"], check=True, cwd=self.top)

    def turn(self, first, with_wget):
        out, data = self.top / "out.gz", self.top / "data"
        got = self.time("curl", self.curl, out)
        self.check("curl", got, self.count)
        out.unlink()
        got = self.time("first", extract, self.config, data, "first")
        self.check("nqtrack", got, self.count)
        if first:
            self.check("archive", responses(data), self.count)
            self.notes["first"] = f"{weight(data) / 1e6:.0f} MB of archive"
        for night in ("asked", "quiet"):
            before = weight(data)
            got = self.time(night, extract, self.config, data, night)
            self.notes[night] = (f"{got} requests, archive grew by "
                                 f"{(weight(data) - before) / 1e3:.0f} kB")
        shutil.rmtree(data)
        if with_wget:
            got = self.time("wget", self.wget, self.top / "wget")
            self.check("wget", got, self.count)
            (self.top / "wget.warc.gz").unlink()

    def show(self, size):
        for name, each in self.times.items():
            s = statistics.median(each)
            note = self.notes.get(name)
            print(f"{name:10} {s:7.3f} s  ({min(each):.3f} to "
                  f"{max(each):.3f})  {s / self.count * 1e6:6.0f} us a page"
                  + ("" if name in ("asked", "quiet") else
                     f"  {size / s / 1e6:6.1f} MB/s")
                  + (f"  {note}" if note else ""))

    def ratio(self, title, ours, theirs):
        turns = [a / b for a, b in zip(self.times[ours],
                                       self.times.get(theirs, []))]
        if turns:
            middle = statistics.median(turns)
            digits = 2 if middle >= 0.1 else 3
            print(f"{title} {middle:.{digits}f}  ({min(turns):.{digits}f} to "
                  f"{max(turns):.{digits}f})")


def fetching(server, o):
    size, packed = make_pages(server.top / "www", o.pages)
    print(f"{o.pages} pages of {size // o.pages} bytes ({packed:.1f} times "
          f"smaller by gzip -6), {o.connections} connections, nginx with "
          f"{o.workers} worker, {o.runs} runs")
    sys.stdout.flush()
    bench = Bench(server, o.pages, o)
    has_wget = shutil.which("wget") is not None
    if not has_wget:
        print("there is no wget; fetch/wget is left out")
    for n in range(o.runs):
        bench.turn(n == 0, has_wget and n < o.wget_runs)
    bench.show(size)
    bench.ratio("fetch/curl", "first", "curl")
    bench.ratio("fetch/wget", "first", "wget")
    bench.ratio("asked/first", "asked", "first")
    bench.ratio("quiet/first", "quiet", "first")


def peak(server, count, o):
    """MB of the largest process of extract over count small pages."""
    top = pathlib.Path(tempfile.mkdtemp(dir=server.top))
    part = "small/"
    shutil.rmtree(server.top / "www" / part, ignore_errors=True)
    make_source(top / "config", make_entry(server, o.entry, count, part),
                o.connections, part)
    before = server.asked()
    extract(top / "config", top / "data", "first",
            [BUILD / "tests/bench/peak", top / "kib"])
    if server.asked() - before < count:
        sys.exit("memory: pages were left out: this measures nothing")
    kib = int((top / "kib").read_text())
    shutil.rmtree(top)
    return kib * 1024 / 1e6


def memory(server, o):
    few, many = (peak(server, n, o) for n in (o.few, o.many))
    print(f"memory {many / few:.2f}  ({many:.1f} MB over {o.many} small "
          f"pages, {few:.1f} MB over {o.few})")


def options():
    p = argparse.ArgumentParser(description="see the head of the file")
    p.add_argument("--pages", type=int, default=10000)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--wget-runs", type=int, default=2)
    p.add_argument("--few", type=int, default=1000)
    p.add_argument("--many", type=int, default=100000,
                   help="0: no memory is measured")
    p.add_argument("--connections", type=int, default=8)
    p.add_argument("--entry", choices=("sitemap", "listing"),
                   default="sitemap", help="where the pages are found")
    p.add_argument("--workers", default="1", help="processes of nginx")
    return p.parse_args()


def main():
    o = options()
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        del os.environ[name]
    nginx = shutil.which("nginx", path=PATH)
    for name, path in (("nginx", nginx), ("curl", shutil.which("curl"))):
        if path is None:
            print(f"there is no {name}; the ratios of fetching are left out")
            return
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as name:
        server = Server(nginx, pathlib.Path(name), o.workers)
        try:
            if o.runs > 0:
                fetching(server, o)
            if o.many > 0:
                memory(server, o)
        finally:
            server.stop()


main()
