#!/usr/bin/env python3
"""An independent reader of web archives opens ours and verifies its digests."""
import http.server, json, os, shutil, subprocess, sys, tempfile, threading

try:
    from warcio.archiveiterator import ArchiveIterator
except ImportError:
    print("1..0 # SKIP the Python module warcio is not installed")
    sys.exit(0)

PROGRAM = os.path.join(os.environ.get("BUILD", "build"), "nqtrack")
BODY = "<p>Sản xuất công nghiệp</p>".encode()
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", count, name))
    if not good:
        print("# %s" % (detail,))


class Portal(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(BODY)


server = http.server.HTTPServer(("127.0.0.1", 0), Portal)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d/12/7/tin.aspx" % server.server_address[1]
top = tempfile.mkdtemp(prefix="nq-warc-")
with open(os.path.join(top, "sources.json"), "w") as f:
    json.dump({"sources": [{"id": "s", "title": "S", "publisher": "P",
        "ref_area": "VN", "enabled": True, "allow_private": True,
        "delay_ms": 0, "hosts": ["127.0.0.1"], "entries": [
        {"kind": "page", "url": url}], "key": {"path_number": 2}}]}, f)
run = subprocess.run([PROGRAM, "extract", "--data", top, "--config", top],
                     capture_output=True, text=True)
ok(run.returncode == 0, "extract", run.stderr)
folder = os.path.join(top, "archive")
name = [n for n in os.listdir(folder) if n.endswith(".warc.gz")][0]
seen = []
with open(os.path.join(folder, name), "rb") as f:
    for record in ArchiveIterator(f, check_digests="raise"):
        body = record.content_stream().read()
        seen.append(record.rec_type)
        ok(record.rec_headers.protocol == "WARC/1.1",
           "a %s record of WARC/1.1" % record.rec_type)
        if record.rec_headers.get_header("WARC-Block-Digest"):
            ok(record.digest_checker.passed is True,
               "its digests are right", record.digest_checker.problems)
        if record.rec_type == "response":
            ok(body == BODY and
               record.http_headers.get_statuscode() == "200",
               "the page comes back", body)
            ok(record.rec_headers.get_header("WARC-Target-URI") == url,
               "under its address")
ok(seen == ["warcinfo", "metadata", "request", "response"],
   "four records in order", seen)
server.shutdown()
shutil.rmtree(top)
print("1..%d" % count)
sys.exit(failed != 0)
