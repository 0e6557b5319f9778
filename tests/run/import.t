#!/usr/bin/env python3
"""nqtrack extract --import: what web archives of others hold of the sources
comes into our archive once, as it was taken; what does not is told."""
import http.server
import pathlib
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, "tests")
import files
from archives import wget_file
from lib import Tap, command, workspace
from past import Data, word
from warcs import (HOST, PAGE, Capture, captures, common_crawl_file,
                   damaged_files, http_block, info_record,
                   member, page, record, response_record, sha1, source,
                   warcio_file, wget_like_file)

URL = f"http://{HOST}{PAGE}?l=Thongtinkinhtexahoi&ItemID="
KEY = "Thongtinkinhtexahoi/"
# Those of captures() that can be had from warcio's file: by key and time.
WANT = [("mau:" + KEY + i, t) for i, t in [
    ("19", "2019-12-27T03:04:05Z"), ("20", "2020-12-30T08:00:00Z"),
    ("21", "2021-12-28T00:00:00Z"), ("21", "2022-03-01T00:00:00Z"),
    ("22", "2022-12-26T23:59:59Z"), ("23", "2023-12-25T12:00:00Z")]]
FIGURES = [("19", "2019", 10.1, "2019-12-25"), ("20", "2020", 7.52,
           "2020-12-25"), ("21", "2021", 8.4, "2021-12-25"),
           ("22", "2022", 9.65, "2022-12-25"), ("23", "2023", 6.7,
                                               "2023-12-25")]


def store(data, name, content):
    path = data.config / name
    path.write_bytes(content)
    return path


def keys(data):
    return [h[:2] for h in data.held()]


def once_and_again(tap, d):
    a = store(d, "a.warc.gz", warcio_file(captures()))
    done = d.take("--import", a)
    tap.ok(done.returncode == 0 and keys(d) == WANT,
           "captures of a disabled source, each with its time",
           f"{keys(d)}\n{done.stderr}")
    tap.ok([word(done, w) for w in ("files", "new", "more", "known",
                                    "no-release", "not-200", "revisits")] ==
           [1, 5, 1, 1, 1, 1, 1], "and what became of each", done.stderr)
    said = d.said()[0]
    tap.ok(said["via"].startswith("a.warc.gz#") and
           said["via-record"].startswith("urn:uuid:") and
           said["release"] == WANT[0][0] and said["kind"] == "release",
           "metadata says where it came from", said)
    tap.ok(d.figures() == ([0, 0], FIGURES), "read into figures; published "
           "is what the page says, never the capture's time", d.figures())
    rows = d.runs()
    tap.ok(rows == [("", 6, 5, 1, 1, 0), ("mau", 6, 5, 1, 1, 0)],
           "the run has a row of the source", rows)
    before = d.archives()
    done = d.take("--import", a)
    tap.ok(done.returncode == 0 and d.archives() == before and
           [word(done, w) for w in ("new", "more", "known")] == [0, 0, 7],
           "again: nothing new", done.stderr)
    (d.path / "archive" / "frontier.db").unlink()
    done = d.take("--import", a, a)
    tap.ok(done.returncode == 0 and d.archives() == before and
           word(done, "known") == 14, "nor with a frontier made anew, nor "
           "with a file named twice", done.stderr)


def writers(tap, top):
    want = [(r, sha) for r, _, sha in sorted(Data(top, "data").held())]
    for name, content in {
            "plain.warc": warcio_file(captures(), packed=False),
            "new.warc.gz": warcio_file(captures(), "1.1"),
            "one.warc.gz": member(warcio_file(captures(), packed=False)),
            "like-wget.warc.gz": wget_like_file(captures())}.items():
        d = Data(top, "data-" + name)
        done = d.take("--import", store(d, name, content))
        tap.ok(done.returncode == 0 and
               [(r, s) for r, _, s in d.held()] == want, name, done.stderr)
    d = Data(top, "data-crawl")
    done = d.take("--import", store(d, "c.warc.gz", common_crawl_file(
        captures())))
    tap.ok(done.returncode == 1 and keys(d) == WANT[:-1] and
           word(done, "truncated") == 1 and
           "only the beginning of it was archived" in done.stderr,
           "Common Crawl's: not decoded twice; what is cut is not taken, "
           "and told", f"{keys(d)}\n{done.stderr}")
    tap.ok(d.figures() == ([0, 0], FIGURES[:-1]), "its figures",
           d.figures())
    path = wget_file(top, captures())
    if path is None:
        tap.skip("there is no wget")
        return
    d = Data(top, "data-wget")
    done = d.take("--import", path)
    tap.ok(done.returncode == 0 and word(done, "other-hosts") >= 1 and
           {r for r, _, _ in d.held()} == {r for r, _ in WANT},
           "what the real wget wrote; its log is no page of ours",
           f"{d.held()}\n{done.stderr}")


# Exit status, captures taken, and what is told with its place.
DAMAGE = {
    "sound.warc.gz": (0, 6, ""), "plain.warc": (0, 6, ""),
    "one-member.warc.gz": (0, 6, ""),
    "cut.warc.gz": (1, 4, "the file ends inside a record"),
    "flipped.warc.gz": (1, 5, "incorrect data check"),
    "garbage-behind.warc.gz": (1, 6, "expected a gzip member"),
    "garbage-between.warc.gz": (1, 1, "expected a gzip member"),
    "long-length.warc.gz": (3, 0, "shorter than its Content-Length"),
    "no-target.warc.gz": (1, 1, "without WARC-Target-URI"),
    "no-status.warc.gz": (1, 1, "HTTP status line"),
    "brotli.warc.gz": (1, 1, "content coding br"),
    "cut-chunks.warc.gz": (1, 1, "chunked body is damaged"),
    "no-date.warc.gz": (1, 1, "WARC-Date is no time"),
    "foreign.warc.gz": (0, 1, "other-hosts=1"),
    "empty.warc.gz": (3, 0, "no record of a web archive"),
    "not-an-archive.warc.gz": (3, 0, "no record of a web archive"),
}


def damage(tap, top):
    bad = damaged_files(captures())
    paths = []
    for name, (status, taken, told) in DAMAGE.items():
        d = Data(top, "bad-" + name)
        paths.append(store(d, name, bad[name]))
        done = d.take("--import", paths[-1])
        tap.ok(done.returncode == status and len(d.held() if d.archives()
                                                 else []) == taken and
               told in done.stderr and (status == 0 or name in done.stderr),
               f"{name}: exit {status}, {taken} taken", done.stderr)
    d = Data(top, "bad-all")
    done = d.take("--import", *reversed(paths))
    tap.ok(done.returncode == 1 and keys(d) == WANT and
           word(done, "unreadable") == 3, "all at once: what is sound comes "
           "in", f"{keys(d)}\n{done.stderr}")
    done = d.take("--import", paths[0], top / "nowhere.warc.gz", top)
    tap.ok(done.returncode == 1 and "nowhere.warc.gz" in done.stderr and
           word(done, "unreadable") == 2, "a file that is not there, and a "
           "folder", done.stderr)
    done = d.take("--import", top / "nowhere.warc.gz")
    tap.ok(done.returncode == 3, "and nothing else: exit 3", done.stderr)


def times(tap, top):
    d = Data(top, "data-times")
    a = store(d, "a.warc.gz", warcio_file(captures()))
    done = d.take("--import", a, "--since", "2020-12-30", "--until",
                  "2021-12-28")
    tap.ok(done.returncode == 0 and keys(d) == WANT[1:3] and
           word(done, "other-days") == 6, "--since and --until, both days "
           "included", f"{keys(d)}\n{done.stderr}")
    odd = [("2021-12-28T00:00:00.123456Z", "2021-12-28T00:00:00Z"),
           ("2022-03", "2022-03-01T00:00:00Z"),
           ("2022-12-26T23:59Z", "2022-12-26T23:59:00Z"),
           ("2023-02-31x", None), ("20230225", None), ("2023-13-01", None)]
    data = b""
    for i, (given, _) in enumerate(odd):
        c = Capture("20200101000000", URL + str(50 + i), b"<p>%d" % i)
        data += member(response_record("1.1", c).replace(
            c.date.encode(), given.encode(), 1))
    d = Data(top, "data-odd")
    done = d.take("--import", store(d, "odd.warc.gz", data))
    tap.ok(done.returncode == 1 and word(done, "faulty") == 3 and
           [t for _, t in keys(d)] == [t for _, t in odd if t],
           "fractions of seconds, reduced precision, no times",
           f"{keys(d)}\n{done.stderr}")


ERROR = (b"<html><head><title>404 - Kh\xc3\xb4ng t\xc3\xacm th\xe1\xba\xa5y "
         b"trang</title></head><body>404 Not Found</body></html>")


def gates(tap, top):
    some = [Capture("20200101000000", URL + "1", ERROR),
            Capture("20200101000000", URL + "2", b""),
            Capture("20200101000000", URL + "3", b"", status=302,
                    headers=[("Location", "/")]),
            Capture("20200101000000", URL + "4", b"no", status=503),
            Capture("20200101000000", f"ftp://{HOST}/x", b"a"),
            Capture("20200101000000", f"http://www.{HOST}/x", b"a")]
    large = Capture("20200101000000", URL + "5", bytes(33 << 20))
    cut = Capture("20200101000000", URL + "6", page("A", "B", "1/1/2020"))
    data = warcio_file(some) + member(response_record("1.0", large)) + \
        member(record("1.0", "response", [
            ("WARC-Date", cut.date), ("WARC-Target-URI", cut.url),
            ("Content-Type", "application/http; msgtype=response")],
            http_block(cut, [("Content-Length", "9999")], cut.body)))
    d = Data(top, "data-gates")
    done = d.take("--import", store(d, "gates.warc.gz", data))
    tap.ok(done.returncode == 1 and not d.archives() and
           [word(done, w) for w in ("unusable", "redirects", "not-200",
                                    "other-hosts", "too-large",
                                    "truncated")] == [2, 1, 1, 2, 1, 1],
           "what a live page would not pass does not pass", done.stderr)
    tap.ok("error page" in done.stderr and "the body is empty" in
           done.stderr, "each with its reason", done.stderr)


BOOK = files.xlsx([("Bieu", "visible", files.sheet(
    '<row r="1">' + files.text("A1", "Chỉ tiêu") +
    files.text("B1", "Tháng 5 năm 2022") + '</row><row r="2">' +
    files.text("A2", "Khai khoáng") + '<c r="B2"><v>1250</v></c></row>'))])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachments(tap, top):
    home = f"http://{HOST}"
    body = page("Tháng 5", "Số liệu: <a href='/tai-ve/bieu.xlsx'>biểu</a>, "
                "<a href='/tai-ve/mat.xls'>mất</a>", "21/5/2022")
    def file(name, data, mime=XLSX, time="20220601000000"):
        return Capture(time, home + name, data, mime=mime, charset="")
    some = [file("/tai-ve/bieu.xlsx", BOOK),
            file("/tai-ve/khac.xlsx", BOOK),
            Capture("20220602000000", home.replace("http", "https") +
                    "/tai-ve/mat.xls", ERROR),
            Capture("20220603000000", URL + "7", body)]
    d = Data(top, "data-files")
    a = store(d, "files.warc.gz", warcio_file(some))
    done = d.take("--import", a)
    want = [("mau:" + KEY + "7", "2022-06-03T00:00:00Z"),
            ("mau:" + KEY + "7#/tai-ve/bieu.xlsx", "2022-06-01T00:00:00Z")]
    tap.ok(done.returncode == 0 and keys(d) == want and
           word(done, "no-release") == 1 and word(done, "unusable") == 1,
           "a file comes with the page that links to it, though it stands "
           "before it", f"{keys(d)}\n{done.stderr}")
    said = [s for s in d.said() if "belongs-to" in s]
    tap.ok(len(said) == 1 and said[0]["belongs-to"] == "mau:" + KEY + "7",
           "and says whose it is", d.said())
    done = d.take("--import", a)
    tap.ok(done.returncode == 0 and word(done, "known") == 2 and
           len(d.held()) == 2, "again: nothing new", done.stderr)
    later = store(d, "later.warc.gz", member(record("1.1", "resource", [
        ("WARC-Date", "2022-07-01T00:00:00Z"),
        ("WARC-Target-URI", home + "/tai-ve/mat.xls"),
        ("Content-Type", XLSX)], BOOK)))
    done = d.take("--import", later)
    tap.ok(done.returncode == 0 and d.held()[-1] == (
        "mau:" + KEY + "7#/tai-ve/mat.xls", "2022-07-01T00:00:00Z",
        "sha1:" + sha1(BOOK)), "a resource, from another archive, later",
        f"{d.held()}\n{done.stderr}")
    tap.ok(d.figures()[0] == [0, 0], "all of it can be read", d.figures())


class Live(http.server.BaseHTTPRequestHandler):
    """The portal today: one report, a listing, an ETag."""
    body, hits = b"", []

    def log_message(self, *args):
        pass

    def do_GET(self):
        Live.hits.append((self.path, self.headers["If-None-Match"]))
        if self.path == "/robots.txt":
            return self.answer(404, b"")
        if self.path == "/":
            return self.answer(200, f"<a href='{PAGE}?l=A&ItemID=1'>1</a>"
                               .encode())
        if self.headers["If-None-Match"] == '"now"':
            return self.answer(304, b"")
        return self.answer(200, Live.body)

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("ETag", '"now"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def older(tap, top):
    """What the frontier knows of a live page is not turned back."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Live)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    Live.body = page("Tháng 1", "Tăng 9,1%", "25/1/2020")
    config = top / "live"
    config.mkdir()
    d = Data(config, "data")
    d.sources(source(enabled=True, reason="", hosts=["127.0.0.1", HOST],
                     allow_private=["127.0.0.1"], delay_ms=0, entries=[{
                         "kind": "listing", "url": home + "/",
                         "links": "//a"}]))
    done = d.take()
    now = d.page("A/1")
    old = Capture("20200126000000", f"http://{HOST}{PAGE}?l=A&ItemID=1",
                  page("Tháng 1", "Tăng 8,7%", "25/1/2020"))
    same = Capture("20200127000000", old.url, Live.body)
    gone = Capture("20190126000000", f"http://{HOST}{PAGE}?l=A&ItemID=2",
                   page("Tháng 1", "Tăng 7,7%", "25/1/2019"))
    a = store(d, "a.warc.gz", warcio_file([old, same, gone]))
    done = d.take("--import", a)
    tap.ok(done.returncode == 0 and [word(done, w) for w in (
        "new", "more", "known")] == [1, 1, 1], "an older capture that says "
        "something else is taken, one with the same bytes is known",
        done.stderr)
    tap.ok(d.page("A/1") == now, "and the frontier knows the latest",
           f"{now}\n{d.page('A/1')}")
    Live.hits.clear()
    done = d.take()
    tap.ok(done.returncode == 0 and word(done, "failed") == 0 and
           sorted(h for h in Live.hits if PAGE in h[0]) ==
           [(f"{PAGE}?l=A&ItemID=1", '"now"')],
           "the next night asks for nothing that only the past has, and "
           "conditionally for what it knew",
           f"{Live.hits}\n{done.stderr}")
    new = Capture("21200126000000", old.url, page("Tháng 1", "Tăng 9,3%",
                                                  "25/1/2020"))
    d.take("--import", store(d, "b.warc.gz", warcio_file([new])))
    after = d.page("A/1")
    tap.ok(after["captured_at"] == new.date and after["url"] == now["url"],
           "a later one is the latest; the page stays where it is asked for",
           after)
    before = d.held()
    (d.path / "archive" / "frontier.db").unlink()
    done = d.take("--import", a, config / "b.warc.gz")
    tap.ok(d.held() == before and d.page("A/1")["captured_at"] == new.date,
           "a frontier made anew knows the same", f"{d.page('A/1')}\n"
           f"{done.stderr}")
    server.shutdown()


def choice(tap, top):
    config = top / "two"
    config.mkdir()
    d = Data(config, "data")
    whole = source(id="rest", key={"path": True})
    d.sources(source(), whole, source(
        id="elsewhere", hosts=["a.vn"], entries=[
            {"kind": "page", "url": "http://a.vn/noidung/?l=a&ItemID=1"}]))
    some = [Capture("20200101000000", URL + "1", b"<p>a"),
            Capture("20200101000000", f"http://{HOST}/tin/1", b"<p>b")]
    a = store(d, "a.warc.gz", warcio_file(some))
    done = d.take("--import", a, "--source", "elsewhere")
    tap.ok(done.returncode == 0 and not d.archives() and
           word(done, "other-hosts") == 2, "--source: the other hosts are "
           "not looked at", done.stderr)
    done = d.take("--import", a)
    tap.ok([r for r, _ in keys(d)] == ["mau:" + KEY + "1", "rest:tin/1"],
           "a release belongs to the first source that takes it",
           f"{keys(d)}\n{done.stderr}")
    done = d.take("--import", a, "--source", "nosuch")
    tap.ok(done.returncode == 2 and "nosuch" in done.stderr, "no such "
           "source: exit 2", done.stderr)


def killed(tap, top):
    some = [Capture("20200101000000", URL + str(i),
                    page(f"Năm {i}", f"x{i}" * 20000, "1/1/2020"))
            for i in range(400)]
    d = Data(top, "data-killed")
    a = store(d, "many.warc.gz", warcio_file(some))
    run = subprocess.Popen(command("extract", *d.options(), "--import", a),
                           stderr=subprocess.PIPE, text=True)
    for _ in range(150):
        run.stderr.readline()
    run.kill()
    run.wait()
    run.stderr.close()
    done = d.take("--import", a)
    held = [r for r, _, _ in d.held()]
    tap.ok(done.returncode == 0 and len(held) == len(set(held)) == 400,
           "killed in the middle: the next run does the rest, nothing twice",
           f"{len(held)}\n{done.stderr[-2000:]}")


def usage(tap, top):
    d = Data(top, "data")
    a = top / "a.warc.gz"
    for args, told in (
            (["--import"], "--import FILE"), ([a], "usage"),
            (["--import", a, "--backfill", "internet-archive"], "two runs"),
            (["--since", "2020-01-01"], "--import or --backfill"),
            (["--import", a, "--since", "2021-01-01", "--until",
              "2020-01-01"], "is after"),
            (["--backfill", "nosuch"], "nosuch"),
            (["--import", a, "--since", "1.1.2020"], "2024-05-31")):
        done = d.take(*args)
        tap.ok(done.returncode == 2 and told in done.stderr,
               "usage: " + " ".join(str(x).split("/")[-1] for x in args),
               done.stderr)
    done = d.run("run", "--import", a)
    tap.ok(done.returncode == 2, "run does not import", done.stderr)


def main():
    tap = Tap()
    with workspace() as folder:
        top = pathlib.Path(folder)
        d = Data(top, "data")
        d.sources()
        once_and_again(tap, d)
        writers(tap, top)
        damage(tap, top)
        times(tap, top)
        gates(tap, top)
        attachments(tap, top)
        older(tap, top)
        choice(tap, top)
        killed(tap, top)
        usage(tap, top)
    tap.done()


main()
