#!/usr/bin/env python3
"""Others open our archives: a reader of a few lines on Python's zlib, and,
where the package index gives it or it is installed, warcio, which is what
replay tools stand on. Two archives: what extract makes of a page, and the
sample of each kind that t_warc_kinds leaves."""
import base64
import hashlib
import http.server
import importlib
import io
import json
import os
import pathlib
import subprocess
import sys
import threading
import zlib

sys.path.insert(0, "tests")
from lib import BUILD, Tap, nqtrack, workspace

BODY = "<p>Sản xuất công nghiệp</p>".encode()
FIRST = "https://a.vn/Tin/7?ItemID=7&l=Tin"
tap = Tap()


class Site(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        self.send_response(200 if self.path.startswith("/12") else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)


def fetch(top):
    """What extract archives of one page: the file, and its address."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d/12/7/tin.aspx" % server.server_address[1]
    (top / "sources.json").write_text(json.dumps({"sources": [{
        "id": "s", "title": "S", "publisher": "P", "ref_area": "VN",
        "enabled": True, "allow_private": ["127.0.0.1"], "delay_ms": 0,
        "hosts": ["127.0.0.1"], "entries": [{"kind": "page", "url": url}],
        "key": {"path_number": 2}}]}))
    done = nqtrack("extract", "--data", top, "--config", top)
    tap.ok(done.returncode == 0, "extract", done.stderr)
    server.shutdown()
    return next((top / "archive").glob("*.warc.gz")), url


def sample(top):
    """One archive with every kind of capture, and its index."""
    made = subprocess.run([str(BUILD / "tests/unit/t_warc_kinds"), str(top)],
                          capture_output=True, text=True)
    tap.ok(made.returncode == 0, "the sample", made.stdout + made.stderr)
    return top / "sample.warc.gz", [
        line.split(" ", 2) for line in
        (top / "sample.cdxj").read_text("utf-8").splitlines()]


def members(data):
    """(offset, length, bytes) of each gzip member."""
    at = 0
    while at < len(data):
        z = zlib.decompressobj(31)
        text = z.decompress(data[at:])
        if not z.eof:
            raise ValueError("a member without an end")
        length = len(data) - at - len(z.unused_data)
        yield at, length, text
        at += length


def parse(text):
    """The fields and the block of one record, which is all of text."""
    head, rest = text.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:])
    size = int(fields["Content-Length"])
    if lines[0] != "WARC/1.1" or rest[size:] != b"\r\n\r\n":
        raise ValueError("not one record of WARC/1.1: %r" % lines[0])
    return fields, rest[:size]


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def payload(fields, block):
    if fields["WARC-Type"] == "resource":
        return block
    return block.split(b"\r\n\r\n", 1)[1]


def by_hand(path, want):
    """Records by offset, every digest verified."""
    records, faults, types = {}, [], []
    for at, length, text in members(path.read_bytes()):
        fields, block = parse(text)
        types.append(fields["WARC-Type"])
        if fields["WARC-Block-Digest"] != sha1(block):
            faults.append((at, "block"))
        if (types[-1] in ("response", "resource") and
                fields["WARC-Payload-Digest"] !=
                sha1(payload(fields, block))):
            faults.append((at, "payload"))
        records[at] = (length, fields, block)
    tap.ok(types == want, f"{path.name}: records, a gzip member each", types)
    tap.ok(faults == [], "their digests are right", faults)
    return records


def replay(records, lines, key, time):
    """What a replay tool shows: the slice that the index names, and of a
    revisit the payload of what it refers to."""
    entry = json.loads(next(x for k, t, x in lines
                            if (k, t) == (key, time)))
    length, fields, block = records[int(entry["offset"])]
    if length != int(entry["length"]) or \
            fields["WARC-Payload-Digest"] != entry["digest"]:
        raise ValueError("the index does not fit: %r" % entry)
    if fields["WARC-Type"] != "revisit":
        return payload(fields, block)
    time = "".join(c for c in fields["WARC-Refers-To-Date"] if c.isdigit())
    for k, t, x in lines:
        if t == time and \
                json.loads(x)["url"] == fields["WARC-Refers-To-Target-URI"]:
            return replay(records, lines, k, t)
    raise ValueError("a revisit of nothing")


def obtain(folder, name):
    """The module, installed or from the package index, or None."""
    try:
        return importlib.import_module(name)
    except ImportError:
        pass
    try:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet",
                        "--disable-pip-version-check", "--target",
                        str(folder), name], capture_output=True, timeout=120,
                       check=True, stdin=subprocess.DEVNULL)
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
        return importlib.import_module(name)
    except (OSError, subprocess.SubprocessError, ImportError):
        return None


def by_warcio(path, want, folder):
    from warcio.archiveiterator import ArchiveIterator
    types, bodies, revisits = [], {}, []
    with open(path, "rb") as f:
        for record in ArchiveIterator(f, check_digests="raise"):
            body = record.content_stream().read()
            get = record.rec_headers.get_header
            types.append(record.rec_type)
            if record.rec_type in ("response", "resource"):
                bodies[get("WARC-Target-URI"), get("WARC-Date")] = body
            if record.rec_type == "response" and \
                    record.http_headers.get_statuscode() != "200":
                types[-1] += " of another status"
            if record.rec_type == "revisit":
                revisits.append((get("WARC-Refers-To-Target-URI"),
                                 get("WARC-Refers-To-Date")))
    tap.ok(types == want, f"warcio reads {path.name} to its end", types)
    tap.ok(all(r in bodies for r in revisits),
           "each revisit is of a response in it", revisits)
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", "-v",
                           str(path)], capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(folder)})
    tap.ok(done.returncode == 0 and "digest pass" in done.stdout,
           "warcio check", done.stdout + done.stderr)
    return bodies


def slices(path, lines):
    """Each slice alone is an archive that warcio reads."""
    from warcio.archiveiterator import ArchiveIterator
    data, bad = path.read_bytes(), []
    for key, _, text in lines:
        x = json.loads(text)
        at = int(x["offset"])
        got = [r.rec_headers.get_header("WARC-Target-URI") for r in
               ArchiveIterator(io.BytesIO(data[at:at + int(x["length"])]),
                               check_digests="raise")]
        if got != [x["url"]]:
            bad.append((key, got))
    tap.ok(bad == [], "warcio reads each slice that the index names", bad)


def main():
    with workspace() as top:
        top = pathlib.Path(top)
        page, url = fetch(top)
        kinds, lines = sample(top)
        three = ["metadata", "request", "response"]
        revisit = ["metadata", "request", "revisit"]
        of_page = ["warcinfo"] + three
        of_kinds = ["warcinfo"] + 2 * three + 3 * revisit + [
            "metadata", "resource", "metadata", "response"]
        got = by_hand(page, of_page)
        last = max(got)
        tap.ok(payload(*got[last][1:]) == BODY and
               got[last][1]["WARC-Target-URI"] == url,
               "the page comes back, under its address", got[last])
        got = by_hand(kinds, of_kinds)
        times = sorted(t for k, t, _ in lines if k.startswith("vn,a)/tin"))
        shown = [replay(got, lines, "vn,a)/tin/7?itemid=7&l=tin", t)
                 for t in times]
        tap.ok(len(set(times)) == 4 and set(shown) == {BODY},
               "a response and its three revisits replay the page", shown)
        tap.ok(replay(got, lines, "file:/srv/bao-cao/t10.xlsx",
                      "20261125180008") == b"PK\3\4 workbook",
               "and a local file is itself")
        folder = top / "modules"
        if obtain(folder, "warcio") is None:
            tap.skip("warcio is not installed and cannot be had")
        else:
            bodies = by_warcio(page, of_page, folder)
            tap.ok(list(bodies.values()) == [BODY], "with its page", bodies)
            bodies = by_warcio(kinds, of_kinds, folder)
            tap.ok(bodies.get((FIRST, "2026-11-22T18:00:07Z")) == BODY,
                   "with the page that is revisited", bodies)
            slices(kinds, lines)
        try:
            import surt
        except ImportError:
            tap.skip("surt is not installed")
        else:
            bad = [(k, json.loads(x)["url"]) for k, _, x in lines
                   if surt.surt(json.loads(x)["url"]) != k]
            tap.ok(bad == [], "the keys are those that replay tools ask for",
                   bad)
    tap.done()


main()
