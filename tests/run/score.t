#!/usr/bin/env python3
"""Figures that people read, against those that the program reads: the seed
article where it is at hand, and the releases of the sample portal, read over
HTTP, against the NAME.gold.ndjson beside each. A false figure counts as much
as a missing one; both are named in comments."""
import collections
import decimal
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

sys.path.insert(0, "tests")
from lib import NQTRACK, PATIENCE, Portal, Tap, nqtrack, workspace

KEY = ("indicator", "ref_area", "breakdown", "time_period", "role",
       "transformation", "unit_measure", "price_base", "obs_status", "bound")
SEED = pathlib.Path("../shared/corpus")
# What the portal's releases must reach together.
PORTAL_F1 = 0.95


def seed(tap):
    if not (SEED / "score.py").exists():
        return tap.skip("../shared/corpus is not here")
    done = subprocess.run(
        [sys.executable, str(SEED / "score.py"), "-v", str(SEED / "seed"),
         "--", NQTRACK, "parse", "{file}", "--url", "{url}", "--published",
         "{published}", "--source", "{source}"],
        capture_output=True, encoding="utf-8", timeout=PATIENCE)
    scores = re.findall(r"(?:precision|recall|F1) ([\d.]+)",
                        done.stdout)[:3]
    tap.ok(done.returncode == 0 and
           [decimal.Decimal(s) for s in scores] == [1, 1, 1],
           "precision, recall and F1 of the seed article",
           done.stdout + done.stderr)


def figures(text):
    """Each figure by what it says; one that is stated twice counts once."""
    out = set()
    for line in text.splitlines():
        record = json.loads(line, parse_float=decimal.Decimal,
                            parse_int=decimal.Decimal)
        if record.get("kind", "observation") != "observation":
            continue
        value = decimal.Decimal(record["obs_value"]).scaleb(
            int(record.get("unit_mult") or 0))
        out.add(tuple(record.get(k) or "" for k in KEY) +
                (f"{value.normalize():f}",))
    return out


def head(path):
    """The lines "name: value" before the first empty one."""
    lines = path.read_text(encoding="utf-8").split("\n\n", 1)[0].splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def named(title):
    """The release of a title. Addresses do not do: one family links by slug,
    another numbers two lists alike."""
    return unicodedata.normalize("NFC", " ".join(title.split()))


def captured(data):
    """The record lines of each release, by source and title."""
    lines, documents = collections.defaultdict(list), {}
    for path in sorted((data / "records").glob("*.ndjson")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["kind"] == "document":
                documents[record["document"]] = (
                    record["source"], named(record["title"] or ""))
            elif record["kind"] == "observation":
                lines[record["document"]].append(line)
    out = collections.defaultdict(list)
    for digest, key in documents.items():
        out[key] += lines[digest]
    return out


def releases(tap, data):
    golds = sorted(pathlib.Path("tests/portal/releases")
                   .rglob("*.gold.ndjson"))
    total = collections.Counter()
    tap.ok(len(golds) >= 24, "two dozen releases have a gold record")
    pages = captured(data)
    for gold in golds:
        name = gold.name[:-len(".gold.ndjson")]
        title = named(head(gold.parent / (name + ".html"))["title"])
        found = pages.get(("sample-" + gold.parent.name, title))
        want = figures(gold.read_text(encoding="utf-8"))
        got = figures("\n".join(found or []))
        total.update(hit=len(want & got), missed=len(want - got),
                     false=len(got - want))
        tap.ok(found is not None, f"{gold.parent.name}/{name} is captured",
               f"no document \"{title}\"")
        for what, some in ("missed", want - got), ("false ", got - want):
            for figure in sorted(some):
                print(f"# {what} {' '.join(figure)}")
    wrong = total["missed"] + total["false"]
    f1 = 2 * total["hit"] / (2 * total["hit"] + wrong or 1)
    counts = (f"{total['hit']} figures right, {total['missed']} missed, "
              f"{total['false']} false: F1 {f1:.4f}")
    print(f"# {counts}")
    tap.ok(f1 >= PORTAL_F1, f"F1 of the portal is {PORTAL_F1} or more",
           counts)


def main():
    tap = Tap()
    seed(tap)
    with workspace() as folder:
        portal = Portal(folder)
        try:
            data = portal.folder / "data"
            done = nqtrack("run", "--data", data, "--config",
                           portal.config())
            tap.ok(done.returncode == 0, "the sample portal is read",
                   done.stderr)
            releases(tap, data)
        finally:
            portal.stop()
    tap.done()


main()
