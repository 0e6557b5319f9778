#!/usr/bin/env python3
"""The imitations of the Internet Archive and of Common Crawl answer as the
services do; the files of captures are what their names say."""
import gzip
import http.client
import json
import pathlib
import sys
import time
import urllib.parse
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, "tests")
from archives import Archives, wget_file
from lib import Tap, nqtrack, workspace
from warcs import (HOST, PAGE, captures, common_crawl_file, damaged_files,
                   warcio_file, wget_like_file)

URL = f"http://{HOST}{PAGE}?l=Thongtinkinhtexahoi&ItemID="


def get(service, path, **headers):
    c = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
    try:
        c.request("GET", path, headers=headers)
        r = c.getresponse()
        return r.status, r.headers, r.read()
    finally:
        c.close()


def index(service, path, **params):
    status, _, body = get(service, path + "?" + urllib.parse.urlencode(params))
    return status, body


def internet_archive(tap, a):
    cdx = "/cdx/search/cdx"
    status, body = index(a.ia, cdx, url=HOST + "/*", output="json")
    rows = json.loads(body)
    tap.ok(status == 200 and len(rows) == len(captures()) + 1 and
           rows[0][1] == "timestamp", "all captures under one host", rows)
    ask = dict(url=HOST + "/*", output="json", fl="timestamp,original",
               filter="statuscode:200", collapse="digest", limit=3,
               showResumeKey="true")
    seen, key = [], {}
    for _ in range(9):
        rows = json.loads(index(a.ia, cdx, **ask, **key)[1])
        more = rows[-2:-1] == [[]]
        seen += rows[1:-2] if more else rows[1:]
        if not more:
            break
        key = {"resumeKey": rows[-1][0]}
    # The two paddings of one address are neighbours with one payload.
    want = [[c.timestamp, c.url] for c in captures() if c.status == 200 and
            not c.of and c.timestamp != "20201229080000"]
    tap.ok(seen == want, "pages of three, by key, make the whole",
           f"{seen}\n{want}")
    tap.ok(index(a.ia, cdx, url="none.vn/*", output="json")[1] == b"[]\n",
           "nothing is an empty array")
    rows = json.loads(index(a.ia, cdx, url=HOST, matchType="host",
                            output="json", **{"from": "2020", "to": "2021"}
                            )[1])
    tap.ok({r[1][:4] for r in rows[1:]} == {"2020", "2021"},
           "from and to hold", rows)


def mementos(tap, a):
    status, h, body = get(a.ia, f"/web/20220301000000id_/{URL}21")
    tap.ok(status == 200 and "8,4" in body.decode() and
           h["X-Archive-Orig-Server"] == "Microsoft-IIS/8.5" and
           h["Memento-Datetime"] == "Tue, 01 Mar 2022 00:00:00 GMT",
           "a raw capture with the headers of then", h)
    status, h, body = get(a.ia, f"/web/2022id_/{URL}21")
    tap.ok(status == 302 and h["Location"].endswith(
        f"/web/20211228000000id_/{URL}21"), "a time between captures is "
        "redirected to the nearest", h)
    status, h, body = get(a.ia, f"/web/20201229080000id_/{URL}20")
    tap.ok(h["Content-Encoding"] == "gzip" and
           "7,52" in gzip.decompress(body).decode(), "gzip is passed on")
    status, h, body = get(a.ia, f"/web/20200115101010id_/{URL}19")
    tap.ok(status == 200 and "10,1" in body.decode(),
           "a revisit gives the payload that it repeats")
    tap.ok(get(a.ia, f"/web/2020id_/{URL}77")[0] == 404, "no capture: 404")


def limits(tap):
    with Archives(ia_cdx_per_minute=3, ia_window_s=1, ia_retry_after=1,
                  ia_refuse_after=2, ia_refuse_s=1,
                  ia_barred={HOST: "Robot"}) as a:
        path = f"/cdx/search/cdx?url={HOST}/*&output=json"
        got = [get(a.ia, path) for _ in range(4)]
        tap.ok([g[0] for g in got] == [403] * 3 + [429] and
               got[3][1]["Retry-After"] == "1", "the fourth is too many")
        tap.ok(b"RobotAccessControlException" in got[0][2], "a barred host")
        get(a.ia, path)
        try:
            get(a.ia, path)
            refused = False
        except (ConnectionError, http.client.HTTPException):
            refused = True
        tap.ok(refused and a.ia.refused > 0, "then connections are refused")
        time.sleep(2.1)
        tap.ok(get(a.ia, path)[0] == 403, "until a while has passed")
        a.ia.once("/web/", (503, {"Retry-After": "7"}, b""))
        tap.ok(get(a.ia, "/web/2020id_/x")[0] == 503, "a fault once")
        a.ia.once("/web/", "reset")
        try:
            get(a.ia, "/web/2020id_/x")
            refused = False
        except (ConnectionError, http.client.HTTPException):
            refused = True
        tap.ok(refused, "a reset")
        open_ones = [http.client.HTTPConnection("127.0.0.1", a.cc.port)
                     for _ in range(12)]
        for c in open_ones:
            c.connect()
        time.sleep(0.3)
        tap.ok(get(a.cc, "/collinfo.json")[0] == 403, "too many connections")
        for c in open_ones:
            c.close()
        tap.ok(get(a.cc, "/collinfo.json")[0] == 403, "are remembered")
    with Archives(cc_per_minute=1, cc_ignore_range=True) as a:
        name = next(iter(a.cc.files))
        tap.ok(get(a.cc, name, Range="bytes=0-9")[0] == 200,
               "a whole file where a part was asked for")
        status, _, body = get(a.cc, "/collinfo.json")
        tap.ok(status == 503 and b"SlowDown" in body, "slow down")


def common_crawl(tap, a):
    crawls = json.loads(get(a.cc, "/collinfo.json")[2])
    tap.ok(len(crawls) == 5 and "from" in crawls[0] and
           "from" not in crawls[-1], "crawls, the oldest without dates")
    path = "/CC-MAIN-2023-52-index"
    ask = {"url": HOST + "/*", "output": "json", "filter": "=status:200"}
    status, body = index(a.cc, path, **ask, showNumPages="true", pageSize=1)
    tap.ok(json.loads(body)["pages"] == 3, "its pages", body)
    rows, codes = [], []
    for n in range(3):
        status, body = index(a.cc, path, **ask, page=n, pageSize=1)
        codes.append(status)
        if status == 200:
            rows += [json.loads(line) for line in body.splitlines()]
    tap.ok(codes == [200, 404, 200] and
           [r.get("truncated") for r in rows] == ["length", None],
           "rows of its pages, one of them filtered away", f"{codes} {rows}")
    tap.ok(index(a.cc, path, **ask, page=9)[0] == 400, "no such page")
    status, body = index(a.cc, path, url="none.vn/*", output="json")
    tap.ok(status == 404 and b"No Captures found" in body,
           "no captures: 404")
    tap.ok(index(a.cc, "/CC-MAIN-1999-01-index", url="x")[0] == 404,
           "no crawl: 404")
    r = rows[0]
    last = int(r["offset"]) + int(r["length"]) - 1
    status, h, body = get(a.cc, "/" + r["filename"],
                          Range=f"bytes={r['offset']}-{last}")
    text = zlib.decompressobj(31)
    record = text.decompress(body)
    tap.ok(status == 206 and text.eof and not text.unused_data and
           b"WARC-Truncated: length" in record, "a range is one member")
    crawl = "/CC-MAIN-2020-52-index"
    r = json.loads(index(a.cc, crawl, **ask)[1].splitlines()[0])
    body = get(a.cc, "/" + r["filename"])[2][int(r["offset"]):]
    record = zlib.decompressobj(31).decompress(body)
    tap.ok(b"X-Crawler-Content-Encoding: gzip" in record and
           "7,52".encode() in record, "headers renamed, the body decoded")


def members(data):
    out = []
    while data:
        z = zlib.decompressobj(31)
        out.append(z.decompress(data))
        data = z.unused_data
    return out


def files(tap, folder):
    some = captures()
    tap.ok(len(members(warcio_file(some))) == 1 + 2 * len(some),
           "warcio: a member a record")
    tap.ok(any(b"WARC-Target-URI: <http://" in m
               for m in members(wget_like_file(some))),
           "wget: addresses in brackets")
    tap.ok(any(b"X-Crawler-" in m for m in members(common_crawl_file(some))),
           "Common Crawl: headers renamed")
    bad = damaged_files(some)
    broken = []
    for name, data in bad.items():
        try:
            members(data)
        except zlib.error:
            broken.append(name)
    tap.ok(broken == ["plain.warc", "flipped.warc.gz",
                      "garbage-behind.warc.gz", "garbage-between.warc.gz",
                      "not-an-archive.warc.gz"], "damage where it should be",
           broken)
    path = wget_file(folder, some)
    if path is None:
        tap.skip("there is no wget")
    else:
        got = members(path.read_bytes())
        tap.ok(sum(b"WARC-Type: response" in m for m in got) == 8 and
               any(b"8,4" in m for m in got),
               "the real wget writes one", [m[:300] for m in got])


def main():
    tap = Tap()
    with Archives(cc_lines=1) as a, workspace() as folder:
        internet_archive(tap, a)
        mementos(tap, a)
        common_crawl(tap, a)
        tap.ok(a.config(folder).exists(), "a configuration")
        done = nqtrack("doctor", "--config", folder, "--data",
                       pathlib.Path(folder) / "data")
        tap.ok(done.returncode == 0, "that nqtrack takes",
               done.stdout + done.stderr)
        files(tap, folder)
    limits(tap)
    tap.done()


main()
