#!/usr/bin/env python3
"""nqtrack export --format datasette: YAML that another reader takes, and
Datasette itself serving a warehouse by it: each query with its defaults,
tables with what their columns mean."""
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, "tests")
from lib import PATIENCE, Tap, workspace
from made import NASTY, House, fill, python_with, through

YAML = """
import json, sys
import yaml
print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding="utf-8"))))
"""
TRICKY = """-- title vi: Tên "có" 'dấu': # và – \\ và {{x}}
-- title en: - no: list, *no* &anchor, !tag, %x, @y, `z`, yes
-- param x text a&b=<c>"%
--   vi: <b>đậm</b> & nghiêng
--   en: <b>bold</b> & italic


   SELECT :x AS x, 'é "quoted" # no comment: {{}}' AS y

-- the end
"""


class Served:
    """Datasette over a copy of the warehouse, on a free loopback port."""

    def __init__(self, python, folder, metadata):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.log = open(folder / "datasette.log", "w+")
        self.run = subprocess.Popen(
            [python, "-m", "datasette", "--immutable",
             str(folder / "warehouse.db"), "--metadata", str(metadata),
             "--host", "127.0.0.1", "--port", str(self.port), "--setting",
             "sql_time_limit_ms", "60000"], stdout=self.log,
            stderr=self.log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while self.get("/-/versions.json")[0] != 200:
            if self.run.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError("datasette did not start: " + self.text())
            time.sleep(0.1)

    def text(self):
        self.log.seek(0)
        return self.log.read()[-2000:]

    def get(self, path, **values):
        query = "?" + urllib.parse.urlencode(values) if values else ""
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}{path}{query}",
                    timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode("utf-8")
        except OSError:
            return 0, ""

    def stop(self):
        self.run.kill()
        self.run.wait()


def parameters(h):
    """The defaults of each query; those without one have None."""
    got = {}
    for row in json.loads(h.run("sql", "--list", "--format",
                                "json").stdout):
        got.setdefault(row["query"], {})
        if row["parameter"] is not None:
            got[row["query"]][row["parameter"]] = row["default"]
    return got


def written(tap, h, top):
    out = top / "metadata.yaml"
    done = h.run("export", "--format", "datasette", "--output", out)
    shown = h.run("export", "--format", "datasette")
    tap.ok(done.returncode == 0 and shown.stdout == out.read_text("utf-8"),
           "metadata.yaml is written, or printed", done.stderr)
    tap.ok("    \"queries\":\n" in shown.stdout and "{" not in
           shown.stdout.split("\n")[0], "it is in blocks, for people")
    return out


def yaml(tap, h, out):
    python = python_with("pyyaml")
    if python is None:
        tap.skip("PyYAML cannot be had")
        return
    read = through(python, YAML, out)
    base = read["databases"]["warehouse"]
    names = parameters(h)
    tap.ok(set(base["queries"]) == set(names) and all(
        base["queries"][n].get("params", []) == list(p)
        for n, p in names.items()), "YAML: each query and its parameters",
        sorted(base["queries"]))
    wrong = [n for n in names if n != "tricky" and
             base["queries"][n]["sql"].strip() not in
             (pathlib.Path("schemas/sql/named") / f"{n}.sql").read_text()]
    tap.ok(not wrong, "YAML: the SQL as it is in the files", wrong)
    tricky = base["queries"]["tricky"]
    tap.ok(tricky["title"] == "Tên \"có\" 'dấu': # và – \\ và {{x}}" and
           tricky["sql"].strip() == TRICKY[TRICKY.index("SELECT"):].strip()
           and "&lt;b>đậm" in tricky["description_html"],
           "YAML: no text is anything but itself", tricky)
    wrong = []
    for row in h.ask("SELECT name FROM sqlite_schema WHERE type IN ('table',"
                     " 'view') AND name NOT LIKE 'sqlite_%'"):
        entry = base["tables"].get(row["name"])
        columns = [c["name"] for c in h.ask(
            f"SELECT name FROM pragma_table_info('{row['name']}')")]
        if entry != {"hidden": True} and (
                not entry or list(entry["columns"]) != columns or
                not all(entry["columns"].values())):
            wrong.append(row["name"])
    tap.ok(not wrong and base["tables"]["current"]["title"] and
           base["tables"]["series"]["units"]["yoy"] == "percent",
           "YAML: each table, its columns and units", wrong)


def serve(tap, h, top, out):
    python = python_with("datasette")
    if python is None:
        tap.skip("Datasette cannot be had")
        return
    copy = top / "copy"
    copy.mkdir()
    done = h.run("backup", copy / "warehouse.db")
    tap.ok(done.returncode == 0, "a copy to serve", done.stderr)
    site = Served(python, copy, out)
    try:
        pages(tap, h, site)
    finally:
        site.stop()


def pages(tap, h, site):
    status, page = site.get("/")
    tap.ok(status == 200 and "Số liệu và mục tiêu" in page, "the home page",
           site.text())
    status, page = site.get("/warehouse")
    tap.ok(status == 200 and all(f"/warehouse/{n}\"" in page.replace(
        "?", "\"") for n in parameters(h)), "it lists the queries", page[:0])
    number = h.ask("SELECT min(observation_id) AS n FROM current")[0]["n"]
    for name, values in parameters(h).items():
        given = {k: v if v is not None else number
                 for k, v in values.items()}
        status, text = site.get(f"/warehouse/{name}.json",
                                _shape="array", **given)
        words = [f"{k}={v}" for k, v in given.items()]
        mine = json.loads(h.run("sql", name, *words, "--format",
                                "json").stdout)
        got = json.loads(text) if status == 200 else None
        # Coverage is about today, by two clocks.
        tap.ok(status == 200 and (got == mine or name == "coverage-gaps"),
               f"{name}: the rows of nqtrack sql", f"{status} {text[:600]}")
        status, page = site.get(f"/warehouse/{name}", **given)
        tap.ok(status == 200 and "<script>alert" not in page,
               f"{name}: its page", status)
    status, page = site.get("/warehouse/current")
    tap.ok(status == 200 and "<dt>time_period</dt><dd>Kỳ theo SDMX" in page
           and "&lt;script&gt;" in page and "<script>alert" not in page,
           "a view: what its columns mean, texts escaped", page[:300])
    status, page = site.get("/warehouse/series")
    tap.ok("9.12&nbsp;%" in page, "per cent where it is per cent",
           status)


def main():
    tap = Tap()
    with workspace() as top:
        top = pathlib.Path(top)
        h = House(top / "house")
        runs = fill(h)
        tap.ok(all(r.returncode == 0 for r in runs), "three nights",
               "".join(r.stderr for r in runs))
        folder = h.config / "sql" / "named"
        folder.mkdir(parents=True)
        (folder / "tricky.sql").write_text(TRICKY, "utf-8")
        out = written(tap, h, top)
        yaml(tap, h, out)
        serve(tap, h, top, out)
    tap.done()


main()
