#!/usr/bin/env python3
"""The documents tell the truth: each JSON example of docs/add-a-source.md is
one that nqtrack takes, and the addresses below a "key" have the key that is
said; the document and the target of docs/targets.md are followed; and the
commands by which the warehouse is asked are run as they stand."""
import http.server
import json
import pathlib
import re
import sys
import threading
import urllib.parse

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, workspace
from pages import World, commands

TEXT = pathlib.Path("docs/add-a-source.md").read_text("utf-8")
BLOCK = re.compile(r"^( *)```json\n(.*?)^\1```$", re.M | re.S)
KEYS = re.compile(r"\n\n    (https?://\S+)\n    -> (\S+)\n")
BASE = {"id": "base", "title": "A portal", "publisher": "Its office",
        "ref_area": "VN-06", "enabled": True,
        "entries": [{"kind": "page", "url": "https://portal.example/news/1"}],
        "key": {"path_number": 2, "under": "/news/"}}


def example(text):
    """A source made of an example: a whole one, entries, or some keys."""
    if re.match(r'\s*"', text):
        return {**BASE, **json.loads("{" + text + "}")}
    value = json.loads(text)
    if isinstance(value, list):
        return {**BASE, "entries": value}
    return {**BASE, "entries": [value]} if "kind" in value else value


def blocks():
    """(source, what follows it) of each example; ids made to differ."""
    for n, m in enumerate(BLOCK.finditer(TEXT)):
        source = {"hosts": ["portal.example"], **example(m[2])}
        if source["id"] == "base":
            source["id"] = f"example-{n}"
        yield source, TEXT[m.end():m.end() + 400]


class Handler(http.server.BaseHTTPRequestHandler):
    page = b""

    def log_message(self, *args):
        pass

    def do_GET(self):
        found = self.path == "/list"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(Handler.page if found else b"")


def check_key(tap, folder, port, source, address, key):
    """Through --probe of a page that links to the address, on loopback."""
    parts = urllib.parse.urlsplit(address)
    there = f"http://portal.example:{port}{parts.path}" + \
        (f"?{parts.query}" if parts.query else "")
    Handler.page = f"<a href=\"{there.replace('&', '&amp;')}\">x</a>".encode()
    source = {**source, "hosts": ["127.0.0.1"], "delay_ms": 0,
              "allow_private": ["127.0.0.1"],
              "moved": {"portal.example": "127.0.0.1"}, "entries": [
                  {"kind": "listing", "links": "//a",
                   "url": f"http://127.0.0.1:{port}/list"}]}
    (folder / "sources.json").write_text(json.dumps({"sources": [source]}))
    done = nqtrack("doctor", "--probe", "--config", folder)
    tap.ok(f"-> {key}\n" in done.stdout, f"the key of {address[:60]}",
           done.stdout + done.stderr)


# Commands that read, or write outside the data folder.
ASKS = ("status", "series", "why", "diff", "report", "export", "coverage",
        "check", "sql", "backup", "runs")
PAGES = ("README.md", "README.vi.md", "docs/ask.md", "docs/report.md",
         "docs/export.md", "docs/queries.md", "docs/operations.md",
         "docs/alarms.md")


def next_term(tap, folder):
    """docs/targets.md: a new document is an edit."""
    page = pathlib.Path("docs/targets.md").read_text("utf-8")
    found = [json.loads(m[2]) for m in BLOCK.finditer(page)]
    shipped = json.loads(pathlib.Path("schemas/targets.json").read_text())
    shipped["resolutions"].append(found[0])
    shipped["targets"].append(found[1])
    config = folder / "next"
    config.mkdir()
    (config / "targets.json").write_text(json.dumps(shipped))
    for command in re.findall(r"^    nqtrack (\w+) --config FOLDER$", page,
                              re.M):
        done = nqtrack(command, "--config", config, "--data", folder / "new",
                       *(["--format", "json"] if command == "status" else []))
        tap.ok(done.returncode == 0, f"docs/targets.md: {command}",
               done.stderr + done.stdout)
    mine = [t for t in json.loads(done.stdout)
            if t["target"] == found[1]["id"]]
    tap.ok(len(mine) == 1 and mine[0]["verdict"] == "no-data" and
           mine[0]["territory"] == "VN-02@2025-07" and mine[0]["reason"],
           "the next term's target is followed", mine)


def ask(tap, folder):
    """On the sample portal's warehouse, in the world of tests/pages.py."""
    world = World(folder)
    ran = 0
    try:
        for page in PAGES:
            for line in commands(page):
                if line.split()[1] not in ASKS:
                    continue
                done = world.shell(line)
                ran += 1
                tap.ok(done.returncode == 0, f"{page}: {line}", done.stderr)
    finally:
        world.stop()
    tap.ok(ran > 30, "there were commands to run", ran)


def main():
    tap = Tap()
    found = list(blocks())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with workspace() as top:
        folder = pathlib.Path(top)
        (folder / "sources.json").write_text(json.dumps(
            {"sources": [source for source, _ in found]}))
        done = nqtrack("doctor", "--config", folder, "--data",
                       folder / "data")
        wrong = [line for line in done.stderr.splitlines()
                 if "sources.json" in line]
        tap.ok(len(found) >= 14 and not wrong and done.returncode == 0,
               f"{len(found)} examples are taken", done.stderr + done.stdout)
        next_term(tap, folder)
        ask(tap, folder)
        pairs = 0
        for source, behind in found:
            m = KEYS.match(behind)
            if m:
                pairs += 1
                check_key(tap, folder, server.server_port, source, m[1], m[2])
        tap.ok(pairs == 5, "five families have their key", pairs)
    text = pathlib.Path("extract/sources.h").read_text()
    text = text[:text.index("#ifndef")]
    names = set(re.findall(r"^ \*   ([a-z_]+)  ", text, re.M)) | \
        set(re.findall(r'"([a-z_]{3,})":', text))
    missing = sorted(n for n in names if f"`{n}`" not in TEXT and
                     f'"{n}"' not in TEXT and f"**{n}**" not in TEXT)
    tap.ok(len(names) > 20 and not missing,
           "each key of extract/sources.h is explained", missing)
    tap.done()


main()
