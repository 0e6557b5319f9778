#!/usr/bin/env python3
"""Files that the page of a release links to: fetched once, theirs in the
records and in the warehouse, and no revision of what the page states."""
import gzip
import http.server
import json
import os
import pathlib
import sqlite3
import sys
import threading
import time

sys.path.insert(0, "tests")
import files
from lib import Tap, nqtrack, sql, workspace

tap = Tap()
TABLE = "/tin/Bi%e1%bb%83u%201.CSV"
BOOK = "/tai-ve?file=/so-lieu.xlsx"
CSV = ("Chỉ tiêu;Đơn vị;Tháng 5 năm 2022;So với cùng kỳ năm trước (%)\n" +
       "".join(f"{name};Tỷ đồng;{value};{rate}\n" for name, value, rate in [
           ("Giá trị sản xuất công nghiệp", "1.250,5", "107,25"),
           ("Khai khoáng", "112,5", "104,5"),
           ("Công nghiệp chế biến, chế tạo", "906,75", "108,5"),
           ("Sản xuất và phân phối điện", "204,5", "103,25"),
           ("Cung cấp nước", "26,75", "102,5"),
           ("Tổng mức bán lẻ hàng hóa", "2.150,5", "109,5"),
           ("Vận tải", "98,25", "105,5")]))
XLSX = files.xlsx([("Bieu", "visible", files.sheet(
    '<row r="1">' + files.text("A1", "Chỉ tiêu") +
    files.text("B1", "Tháng 5 năm 2022") + '</row><row r="2">' +
    files.text("A2", "Khai khoáng") + '<c r="B2"><v>1250</v></c></row>'))])


def page(text, *links, day="21/5/2022"):
    return ("<html><body><h1>Tình hình kinh tế tháng 5 năm 2022</h1>"
            f"<p>Ngày đăng: {day}</p><div class='content'><p>{text}</p>" +
            "".join(f"<p><a href='{l}'>Tải về</a></p>" for l in links) +
            "</div></body></html>").encode()


class Handler(http.server.BaseHTTPRequestHandler):
    routes, hits = {}, []

    def log_message(self, *args):
        pass

    def do_GET(self):
        Handler.hits.append(self.path)
        body, kind = Handler.routes.get(self.path, (None, "text/plain"))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")


def serve(routes):
    Handler.hits.clear()
    Handler.routes = {path: v if isinstance(v, tuple) else (v, "text/html")
                      for path, v in routes.items()}


def records(data):
    lines = [json.loads(line)
             for f in sorted(pathlib.Path(data, "records").glob("*.ndjson"))
             for line in f.read_text("utf-8").splitlines()]
    return {r["release"]: r for r in lines if r["kind"] == "document"}


def metadata(data):
    return b"".join(gzip.open(f).read() for f in sorted(
        pathlib.Path(data, "archive").glob("*.warc.gz")))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
room = workspace()
top = pathlib.Path(room.name)
data = top / "data"
base = f"http://127.0.0.1:{server.server_port}"
(top / "sources.json").write_text(json.dumps({"sources": [{
    "id": "s", "title": "S", "publisher": "P", "ref_area": "VN-06",
    "enabled": True, "allow_private": ["127.0.0.1"], "delay_ms": 0,
    "look_back_days": 0,
    "hosts": ["127.0.0.1"], "key": {"params": ["id"]},
    "entries": [{"kind": "listing", "url": base + "/list",
                 "links": "//a"}]}]}))


def stage(name, days=0):
    """Run today, or so many days later."""
    now = time.gmtime(time.time() + days * 86400)
    env = dict(os.environ, NQTRACK_NOW=time.strftime("%Y-%m-%dT%H:%M:%SZ",
                                                     now))
    return nqtrack(name, "--data", data, "--config", top,
                   env=env if days else None)


TEXT = ("Chỉ số sản xuất công nghiệp tháng 5 năm 2022 tăng 9,18% so với "
        "cùng kỳ năm trước. Giá trị xuất khẩu tháng 5 đạt 35,5 triệu USD.")
LIST = page("", "/tin?id=1", "/tin?id=2")
ONE = page(TEXT, "/tin/Biểu 1.CSV", BOOK, "/anh.png", TABLE + "#x",
           "http://elsewhere.example/a.pdf", "/mat.xls")
TWO = page("Không có số liệu.", TABLE, *[f"/n/{i}.pdf" for i in range(24)])
PDF = (b"%PDF-1.4 broken", "application/pdf")
ROUTES = {"/list": LIST, "/tin?id=1": ONE, "/tin?id=2": TWO,
          TABLE: (CSV.encode(), "text/csv"),
          BOOK: (XLSX, "application/octet-stream"),
          "/mat.xls": page("Trang chủ"),
          **{f"/n/{i}.pdf": PDF for i in range(24)}}
serve(ROUTES)
done = stage("extract")
log = done.stderr
tap.ok(Handler.hits.count(TABLE) == 1 and Handler.hits.count(BOOK) == 1,
       "each file is fetched once, whoever links to it",
       f"{Handler.hits}\n{log}")
tap.ok("/anh.png" not in Handler.hits, "pictures are no attachments")
tap.ok("elsewhere.example/a.pdf" in log and "not the source's" in log,
       "one on another host is left out, and said", log)
tap.ok(sum(h.startswith("/n/") for h in Handler.hits) == 19 and
       "attachments=5" in log and "over the limit" in log,
       "twenty of a release at most, and what is over is said", log)
tap.ok(done.returncode == 1 and "a web page came where a file" in log,
       "a page in place of a file is a fault", log)
tap.ok(b"belongs-to: s:1\r\n" in metadata(data),
       "the archive says whose a file is")
stage("transform")
got = records(data)
table, book = got.get("s:1#" + TABLE, {}), got.get("s:1#" + BOOK, {})
tap.ok(got["s:1"]["published"] == "2022-05-21" == table.get("published") ==
       book.get("published"), "a file without a day has the release's", got)
tap.ok(table.get("source") == "s" and table.get("status") == "ok",
       "it is the source's and has figures", table)
tap.ok(book.get("title") == got["s:1"]["title"], "and its title", book)
done = stage("load")
STANDS = ("SELECT r.code AS code, count(*) AS n, sum(o.withdrawn IS NULL) AS "
          "live FROM observation AS o JOIN release AS r ON r.id = "
          "o.release_id GROUP BY 1 ORDER BY 1")
rows = {r["code"]: r for r in sql(data, STANDS)}
tap.ok(done.returncode == 0 and "quarantined=0" in done.stderr and
       all(r["n"] == r["live"] for r in rows.values()) and
       {"s:1", "s:1#" + TABLE} <= set(rows), "load takes both and withdraws "
       "nothing of the page", f"{rows}\n{done.stderr}")

serve({**ROUTES, "/mat.xls": (XLSX, "application/vnd.ms-excel")})
done = stage("extract", days=1)
tap.ok(done.returncode == 0 and Handler.hits == ["/robots.txt", "/list", "/mat.xls"],
       "the next night only what failed is asked for again",
       f"{Handler.hits}\n{done.stderr}")
stage("transform")
late = records(data).get("s:1#/mat.xls", {})
tap.ok(late.get("published") == "2022-05-21", "a file that came a night "
       "later has the day of its release", late)
stage("load")
again = {r["code"]: r for r in sql(data, STANDS)}
tap.ok(all(again[code] == rows[code] for code in rows),
       "and changes nothing of what stood", again)
(data / "archive" / "frontier.db").unlink()
serve(ROUTES)
done = stage("extract", days=2)
tap.ok(not any(h in (TABLE, BOOK) for h in Handler.hits) and
       "failed=0" in done.stderr, "a frontier made anew from the archive "
       "knows them", f"{Handler.hits}\n{done.stderr}")
db = sqlite3.connect(data / "archive" / "frontier.db")
tap.ok(db.execute("SELECT count(*) FROM page WHERE key LIKE '1#%'")
       .fetchone()[0] == 3, "as files of their release")
db.close()
server.shutdown()
tap.done()
