"""For the tests of cluster/: archives of generated pages, and Spark."""
import copy
import gzip
import json
import os
import pathlib
import random
import subprocess

from lib import BUILD, NQTRACK
from warcs import page

HOME = BUILD / "cluster-venv"
PYTHON = HOME / "bin" / "python"
SUBMIT = HOME / "bin" / "spark-submit"
# The session is short: no time is spent on making its code faster.
CHEAP = {"spark.sql.shuffle.partitions": "4", "spark.ui.enabled": "false",
         "spark.driver.memory": "2g", "spark.sql.adaptive.enabled": "false"}
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
PATIENCE = 1500
PROVINCES = {"VN-06": "Yên Bái", "VN-02": "Lào Cai", "VN-01": "Lai Châu",
             "VN-03": "Hà Giang", "VN-07": "Tuyên Quang", "VN-05": "Sơn La"}
SOURCES = ("office", "paper", "portal")


def there():
    """Why the tests cannot run, or None."""
    if not SUBMIT.exists():
        return "no pyspark here: make check-cluster installs it"
    return None


def submit(*args, master="local[2,3]", conf=(), env=None, **more):
    """cluster/submit.py to its end: returncode, stdout, stderr."""
    options = {**CHEAP, **dict(conf)}
    return subprocess.Popen(
        [str(SUBMIT), "--master", master, *[
            a for k, v in options.items() for a in ("--conf", f"{k}={v}")],
         "cluster/submit.py", *map(str, args)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        errors="replace", env=spark_env(env), **more)


def spark_env(more=None):
    return {**os.environ, "PYSPARK_PYTHON": str(PYTHON),
            "PYSPARK_DRIVER_PYTHON": str(PYTHON),
            "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME":
            "localhost", "JAVA_TOOL_OPTIONS": JAVA, **(more or {})}


class Done:
    """spark-submit puts what Python says on stderr on its own stdout."""

    def __init__(self, process):
        self.stdout, log = process.communicate(timeout=PATIENCE)
        self.stderr = log + self.stdout
        self.returncode = process.returncode


def config(folder):
    """A folder for --config: the sources of the generated pages."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.json").write_text(json.dumps({"sources": [
        {"id": s, "title": s, "publisher": s, "enabled": False, "reason":
         "a test", "ref_area": "VN-06", "hosts": ["localhost"],
         "key": {"path": True},
         "entries": [{"kind": "page", "url": "http://localhost/"}]}
        for s in SOURCES]}))
    return folder


class Story:
    """One release: what it says, which a later capture may say otherwise."""

    def __init__(self, r, number):
        self.source, self.number = r.choice(SOURCES), number
        self.place = r.choice(list(PROVINCES.values()))
        self.other = r.choice(list(PROVINCES.values()))
        self.year = r.randrange(2008, 2026)
        self.month = r.randrange(1, 13)
        self.values = [r.randrange(1000, 20000) / 10 for _ in range(4)]
        self.base = r.choice((" (giá so sánh 2010)", "",
                              " (giá hiện hành)"))
        self.both = r.random() < 0.5

    def changed(self, r):
        """The same release as a later capture has it."""
        self = copy.deepcopy(self)
        kind = r.randrange(4)
        if kind == 0:
            self.values[r.randrange(4)] += r.randrange(1, 50) / 10
        elif kind == 1:
            self.both = not self.both
        elif kind == 2:
            self.values = None      # an error page with status 200
        return self

    @property
    def day(self):
        return f"{self.year}-{self.month:02d}-27"

    def body(self):
        if self.values is None:
            return page("Thông báo", "Trang đang được nâng cấp.", "1/1/2026")

        def vi(v):
            return f"{v:.1f}".replace(".", ",")
        a, b, c, d = self.values
        text = (f"Lũy kế {self.month} tháng năm {self.year}, giá trị sản xuất "
                f"công nghiệp{self.base} tỉnh {self.place} đạt {vi(a)} tỷ "
                f"đồng, bằng {vi(20 + b % 80)}% kế hoạch năm, tăng "
                f"{vi(c % 20)}% so với cùng kỳ năm trước.")
        if self.both:
            text += (f" Tháng {self.month} năm {self.year}, tổng mức bán lẻ "
                     "hàng hóa và doanh thu dịch vụ tiêu dùng tỉnh "
                     f"{self.other} ước đạt {vi(d)} tỷ đồng.")
        return page(f"Kinh tế tỉnh {self.place}", text,
                    f"27/{self.month}/{self.year}")


def record(kind, url, time, block, more=()):
    name = random.Random(url + kind + time).getrandbits(128)
    head = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Date: {time}",
            f"WARC-Record-ID: <urn:uuid:{name:032x}>",
            *([f"WARC-Target-URI: {url}"] if url else []), *more,
            f"Content-Length: {len(block)}"]
    return gzip.compress("\r\n".join(head).encode() + b"\r\n\r\n" + block +
                         b"\r\n\r\n", 1, mtime=0)


def capture(story, time):
    """The metadata and the response of a capture, each a gzip member."""
    url = f"http://localhost/{story.source}/{story.number}"
    about = (f"source: {story.source}\r\nrelease: {story.source}:"
             f"{story.number}\r\nkind: release\r\npublished: {story.day}\r\n")
    return (record("metadata", url, time, about.encode(),
                   ["Content-Type: application/warc-fields"]),
            record("response", url, time, b"HTTP/1.1 200 OK\r\nContent-Type: "
                   b"text/html; charset=utf-8\r\n\r\n" + story.body(),
                   ["Content-Type: application/http;msgtype=response"]))


def write_archive(path, stories, time):
    """NAME.warc.gz and its index."""
    index, at = [], 0
    with open(path, "wb") as f:
        at += f.write(record("warcinfo", "", time, b"software: a test\r\n",
                             ["Content-Type: application/warc-fields"]))
        for story in stories:
            about, response = capture(story, time)
            at += f.write(about)
            index.append(f"localhost)/{story.source}/{story.number} "
                         f"{time.translate({45: '', 58: '', 84: '', 90: ''})} "
                         + json.dumps({"offset": str(at), "length":
                                       str(len(response)), "filename":
                                       path.name}))
            at += f.write(response)
    path.with_name(path.name.replace(".warc.gz", ".cdxj")).write_text(
        "\n".join(sorted(index)) + "\n")


def archives(folder, pages, count, seed=20261201):
    """count archives of so many pages; one in six tells anew, and mostly
    otherwise, what an earlier one told. In order of their names."""
    r, told, paths = random.Random(seed), [], []
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        stories = []
        for _ in range(pages // count):
            if told and r.random() < 1 / 6:
                at = r.randrange(len(told))
                if told[at].values is not None:
                    told[at] = told[at].changed(r)
                story = told[at]
            else:
                story = Story(r, len(told) + 1)
                told.append(story)
            stories.append(story)
        day = f"2026-{n + 1:02d}-01T00:00:00Z"
        path = folder / f"2026{n + 1:02d}01T000000Z.warc.gz"
        write_archive(path, stories, day)
        paths.append(path)
    return paths


def by_hand(data, paths, times, options=()):
    """The archives through nqtrack as anybody runs it, loaded in rounds:
    times: [(how many of the paths, at what time)]."""
    archive = pathlib.Path(data) / "archive"
    archive.mkdir(parents=True)
    for count, time in times:
        for path in paths[:count]:
            target = archive / path.name
            if not target.exists():
                target.symlink_to(path)
        for stage in ("transform", "load"):
            subprocess.run([NQTRACK, stage, "--data", data, "--quiet",
                            *options], check=True,
                           env={**os.environ, "NQTRACK_NOW": time})
