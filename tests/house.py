"""What the tests of series, why and diff share: a warehouse made by the real
stages from pages of our own and records of a paper, with its clock, and
nqtrack on a terminal."""
import csv
import io
import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import unicodedata

from lib import command, nqtrack

PAGE = """<html><head><title>{title}</title>
<meta property="article:published_time" content="{day}T08:00:00+07:00">
</head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>
"""
OUTPUT = ("Năm {year}, giá trị sản xuất công nghiệp (giá so sánh 2010) tỉnh "
          "Yên Bái đạt {level} tỷ đồng, bằng {share}% kế hoạch, tăng "
          "{growth}% so với năm {before}.")
# What a page could try: colours, a bell, a title, C1, a turned direction.
HOSTILE = ("\x1b[31mĐỏ\x1b[0m \x07chuông \x1b]0;tên\x07 <b>thẻ</b> | ống "
           "\x9b2J \u202eđảo\u202c 14.500 tỷ đồng \x7f hết")


def digest(n):
    return "sha256:" + format(n, "064x")


class House:
    def __init__(self, folder):
        self.data, self.config = folder / "data", folder / "config"
        self.pages = folder / "pages"
        for path in (self.config, self.pages, self.data / "records"):
            path.mkdir(parents=True)
        common = {"ref_area": "VN-06", "key": {"path": True}, "hosts": []}
        (self.config / "sources.json").write_text(json.dumps({"sources": [
            {"id": "office", "title": "Cục Thống kê", "publisher": "Cục",
             "enabled": True,
             "entries": [{"kind": "files", "path": str(self.pages)}],
             **common},
            {"id": "paper", "title": "Báo", "publisher": "Tòa soạn",
             "enabled": False, "reason": "a test",
             "entries": [{"kind": "page", "url": "http://localhost/"}],
             **common, "hosts": ["localhost"]}]}))

    def page(self, name, day, title, text):
        (self.pages / name).write_text(
            PAGE.format(day=day, title=title, text=text), "utf-8")

    def output(self, year, day, level, share, growth):
        self.page(f"{year}.html", day, f"Công nghiệp năm {year}",
                  OUTPUT.format(year=year, before=year - 1, level=level,
                                share=share, growth=growth))

    def run(self, name, day, *args):
        return nqtrack(name, *args, "--data", self.data, "--config",
                       self.config, env=self.clock(day))

    @staticmethod
    def clock(day, **more):
        return dict(os.environ, NQTRACK_NOW=day + "T18:00:07Z", **more)

    def records(self, name, day, *documents):
        """(release, title, figures…): what the paper says."""
        lines = [{"kind": "batch", "archive": name + ".warc.gz",
                  "archive_digest": digest(1), "program": "nqtrack test",
                  "catalogue": digest(2)}]
        for i, (release, title, *figures) in enumerate(documents):
            n = int(name, 36) * 100 + i
            lines.append({
                "kind": "document", "document": digest(n),
                "release": "paper:" + release,
                "url": "http://localhost/" + release, "source": "paper",
                "title": title, "published": day,
                "retrieved": day + "T00:00:00Z", "media_type": "text/html",
                "archive": name + ".warc.gz", "offset": i, "status": "ok",
                "reason": None, "program": "nqtrack test",
                "catalogue": digest(2)})
            for k, more in enumerate(figures, 1):
                lines.append({
                    "kind": "observation", "document": digest(n),
                    "ordinal": k, "indicator": "IND_OUTPUT",
                    "ref_area": "VN-06", "breakdown": None,
                    "time_period": "2021", "role": "actual",
                    "transformation": "level", "obs_value": 1,
                    "unit_measure": "VND", "unit_mult": 9,
                    "price_base": "constant-2010", "obs_status": "A",
                    "bound": None, "evidence": {
                        "text": f"Câu {k} của {release}.", "start": 0,
                        "end": 5}, "rule": "test", "flags": [], **more})
        (self.data / "records" / (name + ".ndjson")).write_text("".join(
            json.dumps(x, ensure_ascii=False) + "\n" for x in lines), "utf-8")

    def ask(self, query, *values):
        db = sqlite3.connect(self.data / "warehouse.db")
        db.row_factory = sqlite3.Row
        try:
            return [dict(r) for r in db.execute(query, values)]
        finally:
            db.close()


def terminal(*args, env=None):
    """(exit status, what a terminal gets) of nqtrack on one."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command(*args), stdin=subprocess.DEVNULL,
                               stdout=slave, stderr=subprocess.PIPE, env=env)
    os.close(slave)
    got = b""
    while True:
        select.select([master], [], [])
        try:
            some = os.read(master, 65536)
        except OSError:         # the other side is closed
            break
        if not some:
            break
        got += some
    os.close(master)
    error = process.stderr.read()
    return process.wait(), got.decode("utf-8"), error.decode("utf-8")


CODE = re.compile("\x1b\\[(?:0|1|2|31|32|33)m")


def width(line):
    """Columns that a line fills on a terminal."""
    line = CODE.sub("", line)
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


def too_wide(text, most=100):
    """Lines of a page that do not fit; an address is never broken."""
    return [x for x in text.splitlines()
            if width(x) > most and "://" not in x]


def unsafe(text):
    """Characters that no page may bring to a terminal."""
    return {c for c in CODE.sub("", text) if c not in "\r\n" and
            unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")}


def formats(h, name, day, *args):
    """The same answer in each format but table, as lists of rows."""
    got = {}
    for kind in ("csv", "json", "ndjson", "markdown"):
        done = h.run(name, day, *args, "--format", kind)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        if kind == "csv":
            got[kind] = list(csv.DictReader(io.StringIO(done.stdout)))
        elif kind == "json":
            got[kind] = json.loads(done.stdout)
        elif kind == "ndjson":
            got[kind] = [json.loads(x) for x in done.stdout.split("\n") if x]
        else:
            rows = [re.split(r"(?<!\\)\|", x)[1:-1]
                    for x in done.stdout.split("\n") if x]
            names = [c.strip() for c in rows[0]]
            got[kind] = [dict(zip(names, (c.strip() for c in r)))
                         for r in rows[2:]]
    return got
