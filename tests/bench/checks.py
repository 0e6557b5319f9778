#!/usr/bin/env python3
"""What the checks cost: a warehouse of so many figures (1,000,000) as
provinces print them, month by month, is loaded; then all checks are applied
to it, each by itself too. Prints seconds, and what was found: the figures
are exact ones rounded to their printed digits, so nothing that rounding
explains may be among it. The generator is seeded: the same figures each
time."""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

NQTRACK = str(pathlib.Path(os.environ.get("BUILD", "build")) / "nqtrack")
FLOWS = {"IND_OUTPUT": ("VND", 9, 1), "RETAIL": ("VND", 9, 1),
         "EXPORTS": ("USD", 6, 1), "IMPORTS": ("USD", 6, 1),
         "BUDGET_REVENUE": ("VND", 9, 0), "TOURISTS": ("NUM", 3, 1),
         "TOURISM_REVENUE": ("VND", 9, 1), "FREIGHT": ("T", 3, 1),
         "PASSENGERS": ("NUM", 3, 0), "TRANSPORT_REVENUE": ("VND", 9, 1)}
PARTS = {"IND_OUTPUT": ["B", "C", "D", "E"],
         "RETAIL": ["goods", "accommodation_food", "travel",
                    "other_services"],
         "TOURISTS": ["international", "domestic"]}


def digest(n):
    return "sha256:" + format(n, "064x")


def period(year, month, n):
    """n months from month on, in the shortest notation."""
    if n == 12:
        return str(year)
    if n in (3, 6) and month % n == 1:
        return f"{year}-{'Q' if n == 3 else 'S'}{(month - 1) // n + 1}"
    return f"{year}-{month:02}" if n == 1 else f"{year}-{month:02}-01/P{n}M"


class Province:
    """Exact flows by indicator, part, year and month."""

    def __init__(self, rng, first, last):
        self.flow = {}
        for code in FLOWS:
            for part in PARTS.get(code, [None]):
                level = rng.uniform(80, 900)
                for y in range(first - 1, last + 1):
                    level *= rng.uniform(1.02, 1.14)
                    for m in range(1, 13):
                        self.flow[code, part, y, m] = \
                            level * rng.uniform(0.9, 1.1)

    def value(self, code, part, year, month, n):
        parts = [part] if part else PARTS.get(code, [None])
        return sum(self.flow[code, p, year, m]
                   for p in parts for m in range(month, month + n))


def statements(province, year, month):
    """(indicator, part, period, transformation, value, unit, mult)"""
    for code, (unit, mult, digits) in FLOWS.items():
        for part in [None] + PARTS.get(code, []):
            for first, n in {(month, 1), (1, month)}:
                now = province.value(code, part, year, first, n)
                then = province.value(code, part, year - 1, first, n)
                p = period(year, first, n)
                yield code, part, p, "level", round(now, digits), unit, mult
                yield (code, part, p, "yoy",
                       round(100 * (now / then - 1), 2), "PT", 0)
                if part:
                    whole = province.value(code, None, year, first, n)
                    yield (code, part, p, "share",
                           round(100 * now / whole, 2), "PT", 0)


def write(folder, figures):
    areas = [a["code"] for a in json.load(open("schemas/areas.json"))["areas"]
             if a["kind"] == "province"]
    rng, written, n, first = random.Random(20250701), 0, 0, 1990
    provinces = {a: Province(rng, first, 2024) for a in areas}
    with open(folder / "records" / "bench.ndjson", "w") as out:
        def put(line):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        put({"kind": "batch", "archive": "bench.warc.gz",
             "archive_digest": digest(1), "program": "bench",
             "catalogue": digest(2)})
        for year in range(2024, first - 1, -1):
            for month in range(12, 0, -1):
                for area in areas:
                    if written >= figures:
                        return written
                    n += 1
                    day = f"{year}-{month:02}-28"
                    put({"kind": "document", "document": digest(n + 9),
                         "release": f"office-{area}:{n}",
                         "url": f"http://localhost/{n}",
                         "source": f"office-{area}", "title": "Báo cáo",
                         "published": day, "retrieved": day + "T10:00:00Z",
                         "media_type": "text/html",
                         "archive": "bench.warc.gz", "offset": n,
                         "status": "ok", "reason": None,
                         "program": "bench", "catalogue": digest(2)})
                    for i, (code, part, p, what, v, unit, mult) in enumerate(
                            statements(provinces[area], year, month), 1):
                        put({"kind": "observation",
                             "document": digest(n + 9), "ordinal": i,
                             "indicator": code, "ref_area": area,
                             "breakdown": part, "time_period": p,
                             "role": "actual", "transformation": what,
                             "obs_value": v, "unit_measure": unit,
                             "unit_mult": mult, "price_base": None,
                             "obs_status": "A", "bound": None,
                             "evidence": {"text": "Câu của báo cáo này.",
                                          "start": 0, "end": 25},
                             "rule": "bench", "flags": []})
                        written += 1
    return written


def timed(*args):
    start = time.monotonic()
    before = os.times()
    done = subprocess.run([NQTRACK, *map(str, args)], capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    after = os.times()
    used = sum(after[2:4]) - sum(before[2:4])
    seconds = time.monotonic() - start
    return f"{seconds:.2f} s ({used:.2f} s of processor time)", done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=1000000)
    parser.add_argument("--keep", help="leave the data in this folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as folder:
        data = pathlib.Path(args.keep or folder)
        (data / "records").mkdir(parents=True, exist_ok=True)
        n = write(data, args.figures)
        print(f"figures {n}", flush=True)
        print("load", timed("load", "--data", data)[0], flush=True)
        for name in ("checks", "again"):
            print(name, timed("check", "--data", data, "--format", "csv")[0],
                  flush=True)
        print(timed("sql", "SELECT check_code, severity, count(*) AS n FROM "
                    "finding GROUP BY 1, 2", "--data", data)[1], end="")


main()
