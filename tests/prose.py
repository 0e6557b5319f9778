"""Figures that people read in a document against those that the program
reads. A folder of labelled documents holds for each NAME.meta.json (file,
url, source, published) and NAME.gold.ndjson, one observation a line."""
import collections
import decimal
import json
import subprocess

from lib import NQTRACK, PATIENCE

# What makes a figure this figure; its value in plain units comes last.
KEY = ("indicator", "ref_area", "breakdown", "time_period", "role",
       "transformation", "unit_measure")
# What is said about it, with the value that stands for nothing said.
ATTRIBUTES = {"price_base": None, "obs_status": "A", "bound": None}


def observations(text):
    """The observations of record lines, each once, by its key."""
    out = {}
    for line in text.splitlines():
        record = json.loads(line, parse_float=decimal.Decimal,
                            parse_int=decimal.Decimal)
        if record.get("kind", "observation") != "observation":
            continue
        value = decimal.Decimal(record["obs_value"]).scaleb(
            int(record.get("unit_mult") or 0))
        out[tuple(record.get(k) or "" for k in KEY) +
            (f"{value.normalize():f}",)] = record
    return out


def attribute(record, name):
    return record.get(name) or ATTRIBUTES[name]


def evidence(record):
    found = record.get("evidence")
    return found["text"][:100] if isinstance(found, dict) else ""


class Score:
    """Of a set of documents."""

    def __init__(self):
        self.hit = self.missed = self.false = self.documents = 0
        self.same, self.of = collections.Counter(), collections.Counter()
        self.lines = []

    def add(self, name, gold, found):
        """gold and found are what observations() gave."""
        self.documents += 1
        self.hit += len(gold.keys() & found.keys())
        self.missed += len(gold.keys() - found.keys())
        self.false += len(found.keys() - gold.keys())
        for key in gold:
            if key not in found:
                self.lines.append(f"{name} missed {' '.join(key)}")
                continue
            for a in ATTRIBUTES:
                if a == "price_base" and key[5] != "level":
                    continue
                want, got = (attribute(r[key], a) for r in (gold, found))
                self.of[a] += 1
                self.same[a] += want == got
                if want != got:
                    self.lines.append(f"{name} {a} is {got}, not {want}: "
                                      f"{' '.join(key)}")
        for key in found:
            if key not in gold:
                self.lines.append(f"{name} false  {' '.join(key)}  "
                                  f"({evidence(found[key])})")

    @property
    def precision(self):
        made = self.hit + self.false
        return self.hit / made if made else 1.0

    @property
    def recall(self):
        there = self.hit + self.missed
        return self.hit / there if there else 1.0

    @property
    def f1(self):
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def right(self, name):
        """The share of an attribute that is right."""
        return self.same[name] / self.of[name] if self.of[name] else 1.0

    def __str__(self):
        return (f"{self.documents} documents, {self.hit + self.missed} "
                f"figures: precision {self.precision:.3f}, recall "
                f"{self.recall:.3f}, F1 {self.f1:.3f}; " +
                ", ".join(f"{a} {self.right(a):.3f}" for a in ATTRIBUTES))


def parse(folder, meta):
    done = subprocess.run(
        [NQTRACK, "parse", str(folder / meta["file"]), "--url",
         meta.get("url") or "", "--source", meta.get("source") or "",
         "--published", meta.get("published") or ""],
        capture_output=True, encoding="utf-8", timeout=PATIENCE)
    if done.returncode != 0:
        raise RuntimeError(f"{meta['file']}: exit {done.returncode}: "
                           f"{done.stderr.strip()[-300:]}")
    return done.stdout


def score(folder, leave_out=()):
    """Every labelled document of a folder."""
    out = Score()
    for path in sorted(folder.glob("*.meta.json")):
        name = path.name[:-len(".meta.json")]
        gold = folder / f"{name}.gold.ndjson"
        if name in leave_out or not gold.exists():
            continue
        meta = json.loads(path.read_text("utf-8"))
        meta.setdefault("file", f"{name}.html")
        out.add(name, observations(gold.read_text("utf-8")),
                observations(parse(folder, meta)))
    return out
