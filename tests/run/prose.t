#!/usr/bin/env python3
"""How much of what a release says is read, and how much of what is read it
says: over the labelled documents of tests/prose, and over the corpus beside
the project where it is at hand. Misses and false alarms are comments."""
import pathlib
import sys

sys.path.insert(0, "tests")
import prose
from lib import Tap

CORPUS = pathlib.Path("../shared/corpus")
# Of dev the documents that are workbooks, PDF and the like.
FILES = ("018", "019", "020", "021", "022", "023")
# name, folder, left out; precision, recall and attributes to reach
SETS = [
    ("tests/prose", pathlib.Path("tests/prose"), (), .97, .95, None),
    ("seed", CORPUS / "seed", (), 1, 1, None),
    ("dev", CORPUS / "dev", FILES, .98, .96, .95),
    ("real", CORPUS / "real", (), .98, .96, .95),
]


def measure(tap, name, folder, leave_out, precision, recall, attributes):
    if not any(folder.glob("*.gold.ndjson")):
        tap.skip(f"{folder} has no labelled documents here")
        return
    got = prose.score(folder, leave_out)
    for line in got.lines:
        print("#", line)
    print(f"# {name}: {got}")
    tap.ok(got.documents > 0 and got.precision >= precision,
           f"{name}: precision {got.precision:.3f} of {precision:.2f}")
    tap.ok(got.recall >= recall,
           f"{name}: recall {got.recall:.3f} of {recall:.2f}")
    for a in prose.ATTRIBUTES if attributes else ():
        tap.ok(got.right(a) >= attributes,
               f"{name}: {a} {got.right(a):.3f} of {attributes:.2f}")


def scorer(tap):
    """The measure itself, on figures made up for it."""
    line = ('{"indicator": "RETAIL", "ref_area": "VN-06", "time_period": '
            '"2024", "role": "actual", "transformation": "level", '
            '"obs_value": %s, "unit_measure": "VND", "unit_mult": %s, '
            '"bound": %s}')
    gold = prose.observations("\n".join([
        line % ("1.5", 12, "null"), line % ("7", 9, "null"),
        line % ("1500", 9, "null")]))
    found = prose.observations("\n".join([
        '{"kind": "document"}', line % ("1500.0", 9, '"min"'),
        line % ("8", 9, "null"), line % ("9", 9, "null")]))
    got = prose.Score()
    got.add("made up", gold, found)
    tap.ok((got.hit, got.missed, got.false) == (1, 1, 2) and
           abs(got.precision - 1 / 3) < 1e-9 and got.recall == .5 and
           got.right("bound") == 0 and got.right("obs_status") == 1,
           "the measure counts as it should", f"{got}")


def main():
    tap = Tap()
    scorer(tap)
    for row in SETS:
        measure(tap, *row)
    tap.done()


main()
