"""For tests of what reads the warehouse: a small one, made by the real load
from records of our own, and readers that others wrote."""
import json
import os
import pathlib
import sqlite3
import subprocess

from lib import BUILD, nqtrack

COMMON = {"ref_area": "VN-06", "key": {"path": True}, "hosts": ["localhost"],
          "enabled": False, "reason": "a test",
          "entries": [{"kind": "page", "url": "http://localhost/"}]}
FIGURE = {"indicator": "IND_OUTPUT", "ref_area": "VN-06", "breakdown": None,
          "time_period": "2021", "role": "actual", "transformation": "level",
          "obs_value": 1, "unit_measure": "VND", "unit_mult": 9,
          "price_base": "constant-2010", "obs_status": "A", "bound": None,
          "rule": "test", "flags": []}
# A title and a sentence that would like to be something else.
EVIL = "=HYPERLINK(\"http://evil.example\",\"x\")"
NASTY = "+1-1 <script>alert('x')</script> \"a\",\nb\ttab \x01\x1b[31m | \\ ; @x"


def digest(n):
    return "sha256:" + format(n, "064x")


class House:
    """A data folder, its configuration and its clock."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.data, self.config = folder / "data", folder / "config"
        for path in (self.config, self.data / "records"):
            path.mkdir(parents=True)
        (self.config / "sources.json").write_text(json.dumps({"sources": [
            {"id": "office", "title": "Cục Thống kê", "publisher": "Cục",
             "licence": "CC BY 4.0", **COMMON},
            {"id": "paper", "title": "=Báo & <Đài>", "publisher": "Tòa soạn",
             **COMMON}]}))

    def run(self, *args, day="2025-11-01"):
        return nqtrack(*args, "--data", self.data, "--config", self.config,
                       env=dict(os.environ, NQTRACK_NOW=day + "T18:00:07Z"))

    def load(self, name, day, *documents):
        """(source, key, published, title, figures…): one batch, loaded."""
        lines = [{"kind": "batch", "archive": name + ".warc.gz",
                  "archive_digest": digest(1), "program": "nqtrack test",
                  "catalogue": digest(2)}]
        for i, (source, key, published, title, *figures) in \
                enumerate(documents):
            n = int(name, 36) * 100 + i
            lines.append({
                "kind": "document", "document": digest(n),
                "release": f"{source}:{key}", "url":
                f"http://localhost/{key}", "source": source, "title": title,
                "published": published, "retrieved": day + "T00:00:00Z",
                "media_type": "text/html", "archive": name + ".warc.gz",
                "offset": i, "status": "ok", "reason": None,
                "program": "nqtrack test", "catalogue": digest(2)})
            for k, more in enumerate(figures, 1):
                lines.append({
                    "kind": "observation", "document": digest(n),
                    "ordinal": k, **FIGURE, "evidence": {
                        "text": f"Câu {k} của {key}.", "start": 0, "end": 5},
                    **more})
        (self.data / "records" / (name + ".ndjson")).write_text("".join(
            json.dumps(x, ensure_ascii=False) + "\n" for x in lines), "utf-8")
        return self.run("load", day=day)

    def open(self):
        db = sqlite3.connect(self.data / "warehouse.db")
        db.row_factory = sqlite3.Row
        return db

    def ask(self, query, *values):
        db = self.open()
        try:
            return [dict(r) for r in db.execute(query, values)]
        finally:
            db.close()


def growth(value, **more):
    return dict(indicator="IIP", transformation="yoy", obs_value=value,
                unit_measure="PT", unit_mult=0, price_base=None, **more)


def fill(house):
    """Three nights; what the load said."""
    rest = (
        growth(9.12), growth(-4.9, breakdown="B"),
        {"obs_value": 111.615, "time_period": "2019-01-01/P2M",
         "price_base": None, "evidence": {"text": NASTY, "start": 3,
                                          "end": 9}},
        {"obs_value": 3200.5, "time_period": "2022-Q1", "obs_status": "E",
         "bound": "min"},
        {"obs_value": 99.6, "transformation": "of_year_plan",
         "unit_measure": "PT", "unit_mult": 0, "price_base": None})
    runs = [house.load(
        "x2023", "2023-02-01",
        ("office", "2021.html", "2022-01-10", EVIL,
         {"obs_value": 14210}, *rest),
        ("paper", "round", "2022-03-01", "Tin",
         {"obs_value": 14.3, "unit_mult": 12},
         {"obs_value": 0.000123456789, "time_period": "2018"},
         {"obs_value": 123456789012345, "time_period": "2017",
          "unit_mult": 0}))]
    runs.append(house.load(
        "x2024", "2024-02-01",
        ("office", "2021.html", "2022-01-10", EVIL,
         {"obs_value": 14300}, *rest),
        ("office", "2023.html", "2024-01-05", "Năm 2023",
         {"obs_value": 16000, "time_period": "2023", "obs_status": "P"},
         {"obs_value": 17000, "time_period": "2024", "role": "forecast"},
         {"obs_value": 18000, "time_period": "2024", "role": "plan"},
         growth(6.3, time_period="2023-05"),
         growth(7, time_period="2023-S1"))))
    # The name of Lào Cai stands for two territories.
    runs.append(house.load(
        "x2025", "2025-10-01",
        ("office", "old.html", "2025-06-20", "Trước", growth(
            5, ref_area="VN-02", time_period="2025-Q1", obs_status="E")),
        ("office", "new.html", "2025-09-05", "Sau", growth(
            8, ref_area="VN-02", time_period="2025-Q1"), growth(
            9, ref_area="VN-02", time_period="2025-08"))))
    return runs


def python_with(*packages):
    """A Python that has them, in an environment of the tests; or None."""
    home = BUILD / "venv"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run(["python3", "-m", "venv", str(home)], check=True,
                           capture_output=True, timeout=300)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet",
                        "--disable-pip-version-check", *packages],
                       check=True, capture_output=True, timeout=600)
    except (OSError, subprocess.SubprocessError):
        return None
    return str(python)


def through(python, script, *args):
    """What a script prints, as JSON, run by that Python."""
    done = subprocess.run([python, "-c", script, *map(str, args)],
                          capture_output=True, encoding="utf-8", timeout=300)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)
