#!/usr/bin/env python3
"""doctor --probe: what it says of the sample portal and of portals that are
not as sources.json has them; that it writes nothing, and how it ends."""
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, "tests")
from lib import Portal, Tap, nqtrack, workspace

ITEM = "<li><a href='/tin/{0}/bai.html'>Bài {0}</a> <i>{0}/5/2024</i></li>"


def listing(*numbers, head=""):
    return (f"<html><head><meta charset='utf-8'>{head}</head><body>"
            "<a href='/'>Trang chủ</a> <a href='/lien-he'>Liên hệ</a>"
            "<a href='http://elsewhere.vn/x'>x</a><ul>" +
            "".join(ITEM.format(n) for n in numbers) + "</ul></body></html>")


def page(title, more=""):
    return (f"<html><head><title>{title}</title></head><body><h1>{title}"
            f"</h1><p>Nội dung.</p>{more}</body></html>")


FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>
<item><link>http://127.0.0.1:@/tin/1/bai.html</link>
<pubDate>Wed, 01 May 2024 08:00:00 +0700</pubDate></item></channel></rss>"""
INDEX = """<?xml version="1.0"?><sitemapindex
 xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://127.0.0.1:@/map1.xml</loc></sitemap>
<sitemap><loc>http://127.0.0.1:@/map2.xml</loc></sitemap></sitemapindex>"""
MAP = """<?xml version="1.0"?><urlset
 xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://127.0.0.1:@/tin/1/bai.html</loc>
<lastmod>2024-05-01</lastmod></url></urlset>"""
ROUTES = {
    "/list": listing(1, 2, 3, head="<link rel='alternate' "
                     "type='application/rss+xml' href='/rss'>"),
    "/list?page=2": listing(4, 5), "/list?page=3": listing(),
    "/same?page=2": listing(1, 2, 3), "/same": listing(1, 2, 3),
    "/pager": listing(1, head="") + "<a href='/pager?page=2'>2</a>",
    "/tin/1/bai.html": page("Bài một", "<a href='/bieu.xlsx'>b</a>"
                            "<a href='http://elsewhere.vn/x.pdf'>x</a>"),
    "/tin/9/bai.html": page("Không tìm thấy trang"),
    "/lost": "<ul>" + ITEM.format(9) + "</ul>",
    "/script": "<html><body><div id=app></div></body></html>",
    "/rss": FEED, "/index.xml": INDEX, "/map1.xml": MAP,
    "/wp-json/wp/v2/posts": [
        {"link": "http://127.0.0.1:@/tin/1/bai.html",
         "date": "2024-05-01T08:00:00", "modified_gmt":
         "2024-05-01T01:00:00"}],
    "/foreign": listing() + "<ul><li><a href='http://elsewhere.vn/1'>1</a>"
                "</li></ul>",
    "/evil": "<ul><li><a href='/tin/8/bai.html'>x</a></li></ul>",
    "/tin/8/bai.html": page("Tiêu \x1b[31mđề\x07 \u202e ác"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    robots, hits = "User-agent: *\nDisallow: /bi-mat\n", []

    def log_message(self, *args):
        pass

    def answer(self, status, body, **fields):
        self.send_response(status)
        fields.setdefault("Content_Type", "text/html")
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        Handler.hits.append(self.path)
        port = str(self.server.server_port)
        path = self.path.split("&")[0].replace("?per_page=100", "")
        body = ROUTES.get(path)
        if self.path == "/robots.txt":
            self.answer(200, Handler.robots.replace("@", port).encode(),
                        Content_Type="text/plain")
        elif self.path == "/moved-here":
            self.answer(302, b"", Location="/list")
        elif self.path == "/moved-away":
            self.answer(302, b"", Location="http://elsewhere.vn/")
        elif self.path == "/picture":
            self.answer(200, b"\x89PNG\r\n\x1a\n" + bytes(40))
        elif self.path == "/old":
            self.answer(200, "<p>T×nh h×nh</p>".encode("latin-1"))
        elif "wp-json" in self.path and "page=2" in self.path:
            self.answer(400, json.dumps({
                "code": "rest_post_invalid_page_number"}).encode(),
                Content_Type="application/json")
        elif isinstance(body, list):
            self.answer(200, json.dumps(body).replace("@", port).encode(),
                        Content_Type="application/json")
        elif body is None:
            self.answer(404, b"nothing here")
        else:
            kind = "text/xml" if body.startswith("<?xml") else "text/html"
            self.answer(200, body.replace("@", port).encode(),
                        Content_Type=kind, ETag='"1"')


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args):
        pass


def serve(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Bench:
    def __init__(self, tap, folder, port):
        self.tap, self.port = tap, port
        self.top = pathlib.Path(folder)
        self.config = self.top / "config"
        self.config.mkdir(exist_ok=True)

    def source(self, *entries, **more):
        for entry in entries:
            for name in ("url", "pages"):
                if name in entry and name == "url":
                    entry[name] = self.at(entry[name])
                elif name in entry:
                    entry[name] = {"url": self.at(entry[name])}
        return {"id": "one", "title": "Một", "publisher": "P",
                "ref_area": "VN-06", "enabled": True, "delay_ms": 0,
                "timeout_s": 5, "allow_private": ["127.0.0.1"],
                "hosts": ["127.0.0.1"], "entries": list(entries),
                "key": {"path_number": 2, "under": "/tin/"}, **more}

    def at(self, path):
        return path if "://" in path or path.startswith("//") else \
            f"http://127.0.0.1:{self.port}{path}"

    def probe(self, *entries, args=(), **more):
        (self.config / "sources.json").write_text(json.dumps(
            {"sources": [self.source(*entries, **more)]}))
        Handler.hits.clear()
        return nqtrack("doctor", "--probe", "--config", self.config,
                       "--data", self.top / "data", *args)

    def says(self, name, status, words, *entries, not_words=(), **more):
        done = self.probe(*entries, **more)
        text = " ".join(done.stdout.split())
        missing = [w for w in words if w not in text]
        wrong = [w for w in not_words if w in text]
        self.tap.ok(done.returncode == status and not missing and not wrong
                    and done.stderr == "", f"{name}: exit status {status}",
                    f"{done.returncode}\nmissing {missing}\nnot expected "
                    f"{wrong}\n{done.stdout}{done.stderr}")
        return done


def lister(url="/list", links="//li/a", **more):
    return {"kind": "listing", "url": url, "links": links, **more}


def sound(b):
    b.says("a listing", 0, [
        "robots.txt of http://127.0.0.1", "no Crawl-delay",
        "answer HTTP 200,", "text/html; the bytes look like html",
        "header: none; page: utf-8; the bytes are sound UTF-8",
        "ETag: may be answered by 304", "6 on the page, 5 to the source's",
        '"links" takes 3, 3 to', "takes 3 of 3 for releases, 3 different",
        "3 of 3 releases have a day, from 2024-05-01 to 2024-05-03",
        "/tin/1/bai.html -> 1, 2024-05-01", "page=2 answer",
        "2 releases, 2 of them not on page 1", "title Bài một",
        "2 files linked, 1 on the source's hosts, e.g. http://127.0.0.1",
        "names a feed", "/rss", "one: all as expected"],
        lister(dates="../i", pages="/list?page={page}"),
        not_words=["FAULT"])
    hits = list(Handler.hits)
    b.tap.ok(len(hits) == len(set(hits)) == 4, "each page is asked once",
             hits)
    b.says("a pattern", 0, ['"pattern" takes 3, 3 to'],
           {"kind": "listing", "url": "/list", "pattern": "/tin/[0-9]+/"})
    b.says("a feed", 0, ["links 1, 1 to", "1 of 1 releases have a day"],
           {"kind": "feed", "url": "/rss"})
    b.says("an index of sitemaps", 0, [
        "index of 2 sitemaps", "the first sitemap http://127.0.0.1",
        "/map1.xml", "1 of 1 releases have a day", "title Bài một"],
        {"kind": "sitemap", "url": "/index.xml"})
    b.says("WordPress", 0, ["1 of 1 releases", "there is no page 2"],
           {"kind": "wordpress", "url": "/wp-json/wp/v2/posts"})
    b.says("a page", 0, ["title Bài một", "where \"attachments\" looks"],
           {"kind": "page", "url": "/tin/1/bai.html"},
           {"kind": "attachments", "links": "//nav//a"})
    b.says("redirected within the host", 0, ["redirected to http://127",
           "/list"], lister("/moved-here"))
    b.says("a host that moved", 0, ["moved asked at http://127.0.0.1"],
           lister(f"http://old.example:{b.port}/list"),
           moved={"old.example": "127.0.0.1"})
    b.says("a pager without \"pages\"", 0, ["hint the page has a pager",
           "/pager?page=2"], lister("/pager"))
    b.says("no dates, told as a hint", 0, ["dates none", "hint"], lister())


def faulty(b):
    b.says("a wrong XPath", 1, [
        'FAULT "links" finds no link; the page has 6, of which "key" would '
        "take 3, e.g. http://127.0.0.1", "-> correct it", "one: 1 fault"],
        lister(links="//h3/a"))
    b.says("a wrong XPath and key", 1, [
        'FAULT "links" finds no link; the page has 6, none of them one'],
        lister(links="//h3/a"), key={"params": ["ItemID"]})
    b.says("a wrong key", 1, ["FAULT no link is taken by \"key\", e.g.",
           "/tin/1/bai.html is not", "compare \"key\""], lister(),
           key={"path_number": 2, "under": "/news/"})
    b.says("a key that tells nothing apart", 1,
           ['FAULT "key" calls them all bai.html'], lister(),
           key={"path": True, "drop": ["/tin/1", "/tin/2", "/tin/3"]})
    b.says("links to other hosts alone", 1, ["FAULT all links lead to other "
           "hosts, e.g. http://elsewhere.vn/1", "hosts"], lister("/foreign"))
    b.says("a page made by script", 1, ["FAULT the page has no link at all",
           "wp-json"], lister("/script"))
    b.says("dates that are none", 1, ['FAULT "dates" finds no day'],
           lister(dates="../b"))
    b.says("paging that does not page", 1, ["FAULT page 2 shows what page 1"],
           lister("/same", pages="/same?page={page}"))
    b.says("paging to the void", 0, ["hint there is no page 2"],
           lister("/pager", pages="/pager/{page}"))
    b.says("no such page", 1, ["FAULT HTTP 404", "-> there is no such page"],
           lister("/nowhere"))
    b.says("a redirect to another host", 1, ["FAULT redirected to "
           "http://elsewhere.vn/, which is no host of the source",
           "\"moved\""], lister("/moved-away"))
    b.says("an error page", 1, ["title Không tìm thấy trang",
           "FAULT an error page, answered with HTTP 200"], lister("/lost"))
    b.says("a picture called a page", 1, ["FAULT the bytes are not what the "
           "type says"], {"kind": "page", "url": "/picture"},
           key={"path": True})
    b.says("a charset that is not said", 1, ["FAULT the page does not say "
           "its charset", "tcvn3"], {"kind": "page", "url": "/old"},
           key={"path": True})
    b.says("a feed that is none", 1, ["FAULT", "really the \"kind\""],
           {"kind": "feed", "url": "/list"})
    b.says("a page that is no release", 1, ["FAULT no release by \"key\""],
           {"kind": "page", "url": "/list"})
    b.says("forbidden by robots.txt", 1, ["FAULT robots.txt of the host "
           "forbids it", "-> nqtrack obeys"], lister("/bi-mat"))
    done = b.says("a title with control characters", 0, ["Tiêu [31mđề"],
                  lister("/evil"))
    b.tap.ok("\x1b" not in done.stdout and "\x07" not in done.stdout,
             "they do not reach the terminal", ascii(done.stdout))
    done = b.probe(lister(links="//h3/a"), args=["--quiet"])
    b.tap.ok(done.returncode == 1 and "FAULT" in done.stdout and "answer"
             not in done.stdout and "entries[0]" in done.stdout,
             "--quiet: faults alone, with their place", done.stdout)


def unanswered(b):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        closed = s.getsockname()[1]
        b.says("a closed port", 3, ["FAULT", "-> nobody listens there"],
               lister(f"http://127.0.0.1:{closed}/list"))
    b.says("a private address", 3, ["(\"allow_private\")", "-> only if"],
           lister(), allow_private=[])
    b.says("a closed port and an open one", 1, ["nobody listens", "all as"]
           [:1], lister(f"http://127.0.0.1:{closed}/list"), lister())


def robots(b):
    Handler.robots = ("User-agent: *\nCrawl-delay: 0.2\n"
                      "Sitemap: http://127.0.0.1:@/index.xml\n")
    b.says("Crawl-delay and sitemaps of robots.txt", 0, [
        "Crawl-delay: 0.2 s", "sitemap: http://127.0.0.1", "/index.xml"],
        lister())
    Handler.robots = ""


def folders(b):
    folder = b.top / "files"
    folder.mkdir()
    entry = {"kind": "files", "path": str(folder)}
    b.says("an empty folder", 1, ["FAULT the folder is empty"], dict(entry),
           hosts=[])
    (folder / "a.xlsx").write_bytes(b"x")
    b.says("a folder", 0, ["1 files and folders"], dict(entry), hosts=[])
    b.says("no folder", 3, ["FAULT No such file"], {"kind": "files",
           "path": str(folder / "away")}, hosts=[])


def certificates(b):
    if not shutil.which("openssl"):
        return b.tap.skip("no openssl")
    pem, key = b.config / "own.pem", b.top / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-keyout", key, "-out", pem, "-days", "2", "-subj",
                    "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    server = serve(context)
    url = f"https://127.0.0.1:{server.server_port}/list"
    b.says("a certificate of nobody", 3, ["FAULT", "certificate is not to be "
           "trusted", "\"ca_file\""], lister(url))
    b.says("with its ca_file", 0, ["TLSv1."], lister(url), ca_file="own.pem")
    server.shutdown()


def national_office(b):
    """Its anchors wrap sections, which no parser leaves where they are; the
    XPaths are those of schemas/sources.json."""
    items = "".join(
        f"<p><a href='{at}'></p><section class='item'><h3>Báo cáo</h3><span "
        f"class='archive-issue-date'>Ngày đăng: 0{n}/06/2026</span><span "
        "class='archive-next-release'>Lần công bố sắp tới: 06/07/2026</span>"
        "</section><p></a></p>"
        for n, at in ((3, "/tin/1/bai.html"), (4, b.at("/tin/2/bai.html"))))
    ROUTES["/nso"] = ("<div><a href='/tin/7/menu.html'>x</a></div><div "
                      f"class='archive-container'>{items}</div>")
    shipped = json.loads(pathlib.Path("schemas/sources.json").read_text())
    entry = next(s for s in shipped["sources"]
                 if s["id"] == "nso")["entries"][0]
    b.says("the list of the national office", 0, [
        "takes 2 of 2 for releases, 2 different", "-> 1, 2026-06-03",
        "-> 2, 2026-06-04"], lister("/nso", links=entry["links"],
                                    dates=entry["dates"]))


def choices(b):
    """Which source is tried, and mistakes."""
    done = b.probe(lister(), enabled=False, reason="not yet")
    b.tap.ok(done.returncode == 3 and "no source is enabled" in done.stderr,
             "no source enabled: exit status 3", done.stderr)
    done = b.probe(lister(), enabled=False, reason="not yet",
                   args=["--source", "one"])
    b.tap.ok(done.returncode == 0 and "disabled     not yet" in done.stdout,
             "--source tries a disabled one", done.stdout + done.stderr)
    done = b.probe(lister(), args=["--source", "two"])
    b.tap.ok(done.returncode == 2 and "two" in done.stderr,
             "no such source: exit status 2", done.stderr)
    done = b.probe(lister(), ca_file="away.pem")
    b.tap.ok(done.returncode == 2 and "away.pem" in done.stderr,
             "a ca_file that is not there: exit status 2", done.stderr)
    done = b.probe(lister(), rank="x")
    b.tap.ok(done.returncode == 2 and "rank" in done.stderr,
             "a faulty sources.json: exit status 2", done.stderr)
    done = nqtrack("doctor", "--source", "one", "--config", b.config)
    b.tap.ok(done.returncode == 2 and "--probe" in done.stderr,
             "--source without --probe: exit status 2", done.stderr)


def sample(tap, folder):
    portal = Portal(folder)
    try:
        done = nqtrack("doctor", "--probe", "--config", portal.config(),
                       "--data", pathlib.Path(folder) / "data")
    finally:
        portal.stop()
    names = ["sample-sharepoint", "sample-drupal", "sample-news"]
    tap.ok(done.returncode == 0 and done.stderr == "" and
           all(f"{n}: all as expected" in done.stdout for n in names),
           "the sample portal: all as expected", done.stdout + done.stderr)
    tap.ok("-> Tintrongtinh/1640, 2025-01-06" in done.stdout and
           "-> content/news/" in done.stdout and "-> 362105, 2025-11-12" in
           done.stdout, "keys and days of the three families", done.stdout)
    wide = [line for line in done.stdout.splitlines() if len(line) > 78 and
            "://" not in line and "->" not in line and len(line.split()) > 1]
    tap.ok(not wide, "lines fit a terminal", "\n".join(wide))


def main():
    tap = Tap()
    server = serve()
    with workspace() as folder:
        sample(tap, folder)
        b = Bench(tap, folder, server.server_port)
        for part in (sound, faulty, unanswered, folders, certificates,
                     national_office, choices, robots):
            part(b)
        tap.ok(not os.path.exists(b.top / "data"),
               "nothing was written to the data folder")
    tap.done()


main()
