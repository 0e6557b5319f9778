#!/usr/bin/env python3
"""What goes wrong outside: portals that do not answer as they should,
configuration with mistakes, a data folder that cannot be used. Each is told
with its name and place, the rest is done, the warehouse stays as it was."""
import fcntl
import hashlib
import http.server
import json
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import traceback

sys.path.insert(0, "tests")
from lib import (NQTRACK, PATIENCE, Tap, content, difference, nqtrack, sql,
                 workspace)

PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="{charset}"><title>{title}</title>
<meta property="article:published_time" content="{day}T08:00:00+07:00">
</head><body><div id="content"><article><h1>{title}</h1>
<p class="date">{day_vi}</p>
<p>{text}</p>
<p>{more}</p></article></div></body></html>
"""
FIGURES = ("Năm 2023, giá trị sản xuất công nghiệp trên địa bàn tỉnh Yên Bái "
           "(theo giá so sánh 2010) đạt 17.100 tỷ đồng, tăng 7,6% so với "
           "năm 2022.")
MORE = ("Nhiều nhà máy giữ được đơn hàng và người lao động có việc làm đều "
        "trong cả năm, theo báo cáo của ngành.")


def page(title, text, more=MORE, charset="utf-8"):
    return PAGE.format(title=title, text=text, more=more, charset=charset,
                       day="2024-01-05", day_vi="05/01/2024").encode(charset)


GOOD = page("Công nghiệp năm 2023", FIGURES)
PLAIN = page("Lễ hội mùa xuân", "Lễ hội đông vui, trời nắng đẹp, bà con các "
             "xã cùng về dự.")
# Every letter of it is in Latin-1.
LATIN = page("Công tác tài chính", "Công tác tài chính công khai, rõ ràng.",
             "Các phòng thì làm công khai, các xã thì làm sau.",
             "iso-8859-1")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    healed = False  # True: every address answers as it should


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body, kind="text/html; charset=utf-8",
               length=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        if name == "robots.txt":
            self.answer(404, b"")
        elif name == "good" or self.server.healed:
            self.answer(200, page(f"Công nghiệp năm 2023: {name}", FIGURES))
        elif name == "missing":
            self.answer(404, b"<html><body>not here</body></html>")
        elif name == "broken":
            self.answer(500, b"<html><body>out of order</body></html>")
        elif name == "empty":
            self.answer(200, b"")
        elif name == "plain":
            self.answer(200, PLAIN)
        elif name == "latin":
            self.answer(200, LATIN, "text/html; charset=iso-8859-1")
        elif name == "short":
            self.answer(200, GOOD[:len(GOOD) // 2], length=len(GOOD))
        else:
            self.answer(404, b"")


def source(name, port):
    return {"id": name, "title": name, "publisher": name,
            "ref_area": "VN-06", "enabled": True,
            "allow_private": ["127.0.0.1"], "delay_ms": 0, "timeout_s": 10, "hosts": ["127.0.0.1"],
            "entries": [{"kind": "page",
                         "url": f"http://127.0.0.1:{port}/{name}"}],
            "key": {"path": True}}


class Bench:
    """One data folder and configuration; a good source and maybe another."""

    def __init__(self, folder, port):
        self.data = pathlib.Path(folder) / "data"
        self.config = pathlib.Path(folder) / "config"
        self.config.mkdir()
        self.port = port

    def sources(self, *sources):
        (self.config / "sources.json").write_text(
            json.dumps({"sources": list(sources)}))

    def use(self, *names):
        self.sources(*[source(n, self.port) for n in names])

    def run(self, days=0):
        """A run of today, or so many days later."""
        now = time.gmtime(time.time() + days * 86400)
        env = dict(os.environ, NQTRACK_NOW=time.strftime(
            "%Y-%m-%dT%H:%M:%SZ", now)) if days else None
        return nqtrack("run", "--data", self.data, "--config", self.config,
                       env=env)


def figure_count(data, source_id):
    return sql(data, "SELECT count(*) AS n FROM observation AS o JOIN "
               "release AS r ON r.id = o.release_id WHERE r.source = "
               f"'{source_id}'")[0]["n"]


def documents(data, source_id):
    return sql(data, "SELECT d.title, x.status, x.reason FROM document AS d "
               "JOIN release AS r ON r.id = d.release_id JOIN extraction AS "
               f"x ON x.document_id = d.id WHERE r.source = '{source_id}'")


def complaints(done):
    return [line for line in done.stderr.splitlines()
            if line.startswith(("level=warn", "level=error"))]


def test_no_answer(tap, server, name, port, word):
    """The source fails, the other is read, the next run makes it good."""
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.sources(source(name, port), source("good", server.server_port))
        done = b.run()
        told = [c for c in complaints(done) if f"source={name}" in c]
        tap.ok(done.returncode == 1, f"{name}: exit status 1",
               f"{done.returncode}\n{done.stderr}")
        tap.ok(any(word in c for c in told), f"{name}: told, with \"{word}\"",
               done.stderr)
        tap.ok(figure_count(b.data, "good") == 2,
               f"{name}: the other source is loaded", done.stderr)
        tap.ok(figure_count(b.data, name) == 0 and
               not [d for d in documents(b.data, name)
                    if d["status"] == "ok"],
               f"{name}: nothing of it is taken for a release")
        before = content(b.data)
        done = b.run(days=1)
        # That a page is not there, or has nothing in it, is told once.
        want = 0 if name in ("missing", "empty") else 1
        tap.ok(done.returncode == want and content(b.data) == before,
               f"{name}: the next night changes nothing, exit {want}",
               difference(before, content(b.data)) + done.stderr)
        if port != server.server_port:
            return
        server.healed = True
        done = b.run(days=4)
        server.healed = False
        tap.ok(figure_count(b.data, name) == 2,
               f"{name}: read once it is well again", done.stderr)


def test_odd_page(tap, server, name, title):
    """Pages that are fine and say nothing: kept, and not an error."""
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use(name, "good")
        done = b.run()
        docs = documents(b.data, name)
        tap.ok(done.returncode == 0, f"{name}: exit status 0",
               f"{done.returncode}\n{done.stderr}")
        tap.ok(len(docs) == 1 and docs[0]["status"] == "no-figures",
               f"{name}: a document without figures", docs)
        tap.ok(docs and docs[0]["title"] == title,
               f"{name}: its title is \"{title}\"", docs)
        tap.ok(figure_count(b.data, "good") == 2 and
               figure_count(b.data, name) == 0,
               f"{name}: the other source is loaded", done.stderr)


def test_sources(tap, server):
    """Mistakes in sources.json stop the run before anything is touched."""
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use("good")
        b.run()
        before = content(b.data)
        good = source("good", server.server_port)
        mistakes = [
            ("an unknown key", {**good, "hots": []}, ["sources[0]", "hots"]),
            ("a wrong type", {**good, "hosts": "127.0.0.1"},
             ["sources[0].hosts", "array"]),
            ("a missing key", {k: v for k, v in good.items() if k != "id"},
             ["sources[0]", "id"]),
        ]
        for what, wrong, words in mistakes:
            b.sources(wrong)
            done = b.run()
            tap.ok(done.returncode == 2, f"{what}: exit status 2",
                   f"{done.returncode}\n{done.stderr}")
            tap.ok(all(w in done.stderr
                       for w in ["sources.json", *words]),
                   f"{what}: told with file and place", done.stderr)
            tap.ok(content(b.data) == before,
                   f"{what}: the warehouse is as it was")
            check = nqtrack("doctor", "--data", b.data, "--config", b.config)
            tap.ok(check.returncode == 2 and words[-1] in
                   check.stdout + check.stderr, f"{what}: doctor sees it",
                   check.stdout + check.stderr)
        (b.config / "sources.json").write_text('{"sources": [')
        done = b.run()
        tap.ok(done.returncode == 2 and "sources.json" in done.stderr,
               "no JSON: exit status 2, the file named", done.stderr)
        b.use("good")
        (b.config / "pages.json").write_text('{"counters": {}}')
        done = b.run()
        tap.ok(done.returncode == 2 and "pages.json" in done.stderr,
               "pages.json: exit status 2, the file named", done.stderr)
        check = nqtrack("doctor", "--data", b.data, "--config", b.config)
        tap.ok(check.returncode == 2 and "error_titles" in
               check.stdout + check.stderr, "pages.json: doctor sees it",
               check.stdout + check.stderr)


def test_folder(tap, server):
    """A file where the folder should be stops root, too."""
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use("good")
        b.data.write_text("not a folder\n")
        done = b.run()
        tap.ok(done.returncode == 3, "data is a file: exit status 3",
               f"{done.returncode}\n{done.stderr}")
        tap.ok(str(b.data) in done.stderr and "--data" in done.stderr,
               "data is a file: named, with the way out", done.stderr)
        tap.ok(b.data.read_text() == "not a folder\n",
               "data is a file: left alone")
        b.data.unlink()
        b.run()
        before = content(b.data)
        (b.data / "records" / "other.txt").write_text("a stranger's file\n")
        done = b.run()
        tap.ok(done.returncode == 0 and content(b.data) == before,
               "a stranger's file among the records does no harm",
               done.stderr)


def test_unwritable(tap, server):
    """A folder that another user owns; root, who may write anywhere, tries
    it as nobody."""
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use("good")
        b.run()
        before = content(b.data)
        b.use("good", "plain")
        for path in [b.data, *b.data.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        pathlib.Path(folder).chmod(0o755)
        who = {"user": 65534, "group": 65534, "extra_groups": []} \
            if os.geteuid() == 0 else {}
        try:
            done = nqtrack("run", "--data", b.data, "--config", b.config,
                           **who)
        except PermissionError:
            return tap.skip("nobody may not run the program from here")
        tap.ok(done.returncode == 3, "data cannot be written: exit status 3",
               f"{done.returncode}\n{done.stderr}")
        tap.ok(str(b.data) in done.stderr and
               "Permission denied" in done.stderr,
               "data cannot be written: named", done.stderr)
        done = nqtrack("status", "--data", b.data, **who)
        tap.ok(done.returncode == 0 and "14.210" in done.stdout,
               "data cannot be written: it can be read", done.stderr)
        for path in [b.data, *b.data.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        tap.ok(content(b.data) == before,
               "data cannot be written: the warehouse is as it was")
        done = b.run()
        tap.ok(done.returncode == 0 and len(documents(b.data, "plain")) == 1,
               "afterwards the run goes through", done.stderr)


# $1 the folder, $2 the KiB that are free, $3 nqtrack, $4 the configuration.
# The mount is seen by this shell alone, and ends with it.
FULL = """
mount -t tmpfs -o size=8m none "$1" || exit 99
head -c $((8192 - $2))K /dev/zero >"$1/ballast"
"$3" run --data "$1/data" --config "$4" 2>"$1.first"
echo "first $?"
find "$1" -name '*.tmp'
rm "$1/ballast"
"$3" run --data "$1/data" --config "$4"
echo "second $?"
"$3" sql --data "$1/data" --format ndjson "SELECT count(*) AS figures
    FROM observation"
"""


def test_full(tap, server):
    """A disk that fills up under one file or another."""
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use("good")
        b.data.mkdir()
        for size in "24", "110", "200":
            done = subprocess.run(
                [*unshare, "sh", "-c", FULL, "sh", str(b.data), size,
                 NQTRACK, str(b.config)], stdin=subprocess.DEVNULL,
                capture_output=True, encoding="utf-8", timeout=PATIENCE)
            if done.returncode == 99 or "unshare" in done.stderr:
                return tap.skip("no file system can be mounted here")
            said = pathlib.Path(f"{b.data}.first").read_text()
            tap.ok("first 3" in done.stdout and str(b.data) in said and
                   re.search("No space left|is full|disk I/O error", said),
                   f"{size} KiB of disk: exit status 3, the file named",
                   done.stdout + said)
            tap.ok(".tmp" not in done.stdout,
                   f"{size} KiB of disk: nothing half-written is left",
                   done.stdout)
            tap.ok("second 0" in done.stdout and
                   '{"figures":2}' in done.stdout,
                   f"{size} KiB of disk: with room, the run goes through",
                   done.stdout + done.stderr)


def test_newer(tap, server):
    """A warehouse of a later version is not touched; the rest is done."""
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use("good")
        b.run()
        path = b.data / "warehouse.db"
        db = sqlite3.connect(path)
        old = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute("PRAGMA user_version = 999")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        b.use("good", "plain")
        done = b.run()
        tap.ok(done.returncode == 3, "a newer warehouse: exit status 3",
               f"{done.returncode}\n{done.stderr}")
        tap.ok("warehouse.db" in done.stderr and "999" in done.stderr,
               "a newer warehouse: told with its version", done.stderr)
        tap.ok(hashlib.sha256(path.read_bytes()).hexdigest() == before,
               "a newer warehouse: not a byte of it changes")
        archives = list((b.data / "archive").glob("*.warc.gz"))
        records = list((b.data / "records").glob("*.ndjson"))
        tap.ok(len(archives) == 2 and len(records) == 2,
               "a newer warehouse: what is new is fetched and read",
               archives + records)
        asked = nqtrack("status", "--data", b.data)
        tap.ok(asked.returncode == 3 and "999" in asked.stderr,
               "a newer warehouse: status says the same", asked.stderr)
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA user_version = {old}")
        db.commit()
        db.close()
        done = b.run()
        tap.ok(done.returncode == 0 and len(documents(b.data, "plain")) == 1,
               "and loaded once the version fits", done.stderr)


def test_busy(tap, server):
    with workspace() as folder:
        b = Bench(folder, server.server_port)
        b.use("good")
        b.run()
        before = content(b.data)
        b.use("good", "plain")
        with open(b.data / "lock", "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for name in "run", "extract", "transform", "load":
                done = nqtrack(name, "--data", b.data, "--config", b.config)
                tap.ok(done.returncode == 4 and
                       "another run is going" in done.stderr and
                       str(b.data / "lock") in done.stderr,
                       f"{name} while a run is going: exit status 4",
                       f"{done.returncode}\n{done.stderr}")
            tap.ok(content(b.data) == before,
                   "a reader does not wait for the run")
        done = b.run()
        tap.ok(done.returncode == 0 and len(documents(b.data, "plain")) == 1,
               "afterwards the run goes through", done.stderr)


def main():
    tap = Tap()
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Bound and never listened on: nobody else gets it, nobody answers.
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    port = server.server_port
    for test, *more in [
            (test_no_answer, "away", closed.getsockname()[1], "onnect"),
            (test_no_answer, "missing", port, "404"),
            (test_no_answer, "broken", port, "500"),
            (test_no_answer, "empty", port, "empty"),
            (test_no_answer, "short", port, "short"),
            (test_odd_page, "plain", "Lễ hội mùa xuân"),
            (test_odd_page, "latin", "Công tác tài chính"),
            (test_sources,), (test_folder,),
            (test_unwritable,), (test_full,), (test_newer,), (test_busy,)]:
        try:
            test(tap, server, *more)
        except Exception:
            tap.ok(False, f"{test.__name__} comes to its end",
                   traceback.format_exc())
    server.shutdown()
    tap.done()


main()
