#!/usr/bin/env python3
"""The manual pages: mandoc finds nothing to say of them, they have every
command, option, field and table that the program has and no other, and the
commands of their examples are run."""
import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, workspace
from pages import World

MAN = {p.name: p.read_text("utf-8")
       for p in sorted(pathlib.Path("docs/man").glob("*.[1-9]"))}
MAIN = MAN["nqtrack.1"]
SHAPE = re.compile(r"struct nq_jfield[^;{]*?(\w+)\[\] = \{(.*?)\{ NULL,", re.S)
# Which table of fields, in which file, stands in which section of a page.
FIELDS = {
    "nqtrack-sources.5": {
        "A SOURCE": [("extract/sources.c", "look_back_days")],
        "ENTRIES": [("extract/entry.c", "pattern"),
                    ("extract/entry.c", "max")],
        "KEY": [("extract/sources.c", "path_number")],
        "SCHEDULE": [("core/schedule.c", "within_days")]},
    "nqtrack-indicators.5": {
        "INDICATORS": [("transform/knowledge.c", "counts"),
                       ("transform/knowledge.c", "alone"),
                       ("transform/knowledge.c", "after")],
        "LEXICON": [("transform/knowledge.c", "multipliers"),
                    ("transform/knowledge.c", "unit\", NQ_JSTRING, true }, "
                     "{ \"words")],
        "PLACES": [("load/know.c", "name_en"),
                   ("transform/knowledge.c", "name_en")],
        "TERRITORIES": [("load/territory.c", "merges"),
                        ("load/territory.c", "into")],
        "RESOLUTIONS": [("load/target.c", "issued")],
        "TARGETS": [("load/target.c", "clause"), ("load/target.c", "lower"),
                    ("load/target.c", "\"name\", TEXT, true }, { \"url")],
        "PLANS": [("load/territory.c", "words")]}}
# A page that is a table: its records have what a text has not.
TABLE = """<html><body><h1>Công nghiệp tháng 5 năm 2024</h1><table>
<tr><th>Chỉ tiêu</th><th>Tháng 5/2024 (tỷ đồng)</th></tr>
<tr><td>Giá trị sản xuất công nghiệp</td><td>1.512,5</td></tr></table>
</body></html>
"""


def section(page, name):
    """The lines of a section."""
    m = re.search(rf"^\.Sh {re.escape(name)}\n(.*?)(?=^\.Sh |\Z)",
                  MAN[page], re.M | re.S)
    return m[1] if m else ""


def lint(tap):
    if not shutil.which("mandoc"):
        return tap.skip("there is no mandoc")
    for name in MAN:
        done = subprocess.run(
            ["mandoc", "-Tlint", "-Wstyle", f"docs/man/{name}"],
            capture_output=True, text=True)
        # It looks for the other pages among the installed ones.
        said = [line for line in done.stdout.splitlines()
                if "referenced manual not found" not in line]
        tap.ok(not said, f"{name}: mandoc has nothing to say", said)
        done = subprocess.run(["mandoc", "-Tutf8", f"docs/man/{name}"],
                              capture_output=True, text=True)
        plain = re.sub(".\x08", "", done.stdout)
        wide = [line for line in plain.splitlines() if len(line) > 90]
        tap.ok(done.returncode == 0 and "\nNAME\n" in plain and not wide,
               f"{name}: can be read", wide or done.stderr)
    for name, text in MAN.items():
        other = {f"{a}.{b}" for a, b in
                 re.findall(r"^\.Xr (nqtrack\S*) (\d)", text, re.M)}
        tap.ok(other <= set(MAN), f"{name}: the pages it names are there",
               other - set(MAN))


def synopsis():
    """What each command takes, by the page: {command: {option}}."""
    found = {}
    for m in re.finditer(r"^\.Nm\n\.Cm (\w+)\n((?:\.(?!Nm\n).*\n)*)",
                         section("nqtrack.1", "SYNOPSIS"), re.M):
        found[m[1]] = set(re.findall(r"Fl -([a-z-]+)", m[2]))
    return found


def words(tap):
    """Commands and options, of the page and of the program."""
    told = synopsis()
    there = set(re.findall(r"^  nqtrack (\w+)", nqtrack("help").stdout,
                           re.M)) | {"help", "version"}
    tap.ok(set(told) == there, "the synopsis has each command, and no other",
           set(told) ^ there)
    listed = re.findall(r"^\.It Cm (\w+)$", section("nqtrack.1", "COMMANDS"),
                        re.M)
    tap.ok(sorted(listed) == sorted(there),
           "each command is explained once", listed)
    options = {}
    for name in sorted(there - {"help", "version"}):
        text = nqtrack("help", name).stdout
        takes = set(re.findall(r"^  --([a-z-]+)", text, re.M))
        options.update({o: text for o in takes})
        tap.ok(told.get(name) == takes, f"{name}: its options, and no other",
               takes ^ told.get(name, set()))
        for m in re.finditer(r"^  --([a-z-]+) (\S+\|\S+)", text, re.M):
            lost = [c for c in m[2].split("|") if c not in MAIN]
            tap.ok(not lost, f"{name}: the choices of --{m[1]}", lost)
    listed = set(re.findall(r"^\.It Fl -([a-z-]+)",
                            section("nqtrack.1", "OPTIONS"), re.M))
    tap.ok(listed == set(options), "each option is explained",
           listed ^ set(options))


def surroundings(tap):
    """Environment, exit statuses and files are those of the code."""
    code = "".join(p.read_text() for d in (
        "core", "extract", "transform", "load", "query", "progress")
        for p in sorted(pathlib.Path(d).rglob("*.c")))
    there = set(re.findall(r'(?:getenv|from_environment)\("(\w+)"', code))
    told = set(re.findall(r"^\.(?:It )?Ev (\w+)", MAIN, re.M))
    tap.ok(told == there, "each variable of the environment", told ^ there)
    there = set(re.findall(r"NQ_EXIT_\w+ = (\d)",
                           pathlib.Path("core/opts.h").read_text()))
    told = set(re.findall(r"^\.It (\d)$",
                          section("nqtrack.1", "EXIT STATUS"), re.M))
    tap.ok(told == there, "each exit status", told ^ there)
    lost = [p.name for p in pathlib.Path("schemas").iterdir()
            if p.name not in section("nqtrack.1", "FILES")]
    tap.ok(not lost, "each file of schemas/", lost)


def items(text):
    """The names that a section explains."""
    return {n for line in re.findall(r"^\.It Va ((?:.*\\\n)*.*)$", text, re.M)
            for n in re.findall(r"[a-z_-]+", line)}


def shape(file, mark):
    """The table of fields in which mark stands."""
    text = pathlib.Path(file).read_text()
    text = re.sub(r"\}, (\w+\[\]) = \{\n", "};\nstruct nq_jfield \\1 = {\n",
                  text)
    for m in SHAPE.finditer(text):
        flat = " ".join(m[2].split())
        if f'{{ "{mark}"' in flat or mark in flat and '"' in mark:
            return set(re.findall(r'\{ "([a-z_]+)"', flat))
    return set()


def fields(tap):
    for page, sections in FIELDS.items():
        for name, shapes in sections.items():
            text = section(page, name)
            known = [shape(*s) for s in shapes]
            # Keys of objects inside are told within the text of their key.
            inner = set(re.findall(r"^\.?Va ([a-z_]+)", text, re.M)) | {
                n for line in re.findall(r"^\.Va (.*)$", text, re.M)
                for n in re.findall(r"[a-z_]+", line)}
            there = set().union(*known)
            told = items(text)
            tap.ok(all(known) and there <= told | inner and told <= there,
                   f"{page}, {name}: each field, and no other",
                   f"{known}\nnot told: {there - told - inner}\n"
                   f"not there: {told - there}")
    code = pathlib.Path("extract/entry.c").read_text()
    there = set(re.findall(r'\[NQ_ENTRY_\w+\] = \{ "(\w+)"', code))
    told = set(re.findall(r"^\.It Cm (\w+)$",
                          section("nqtrack-sources.5", "ENTRIES"), re.M))
    tap.ok(there and there == told, "each kind of entry", there ^ told)


def formats(tap, world):
    page = "nqtrack-formats.5"
    told = items(section(page, "THE RECORDS"))
    (world.home / "table.html").write_text(TABLE)
    parsed = world.shell("nqtrack parse table.html --source yenbai-portal")
    lines = parsed.stdout.splitlines()
    for file in sorted(world.data.glob("records/*.ndjson")):
        lines += file.read_text("utf-8").splitlines()
    there = set()
    for line in map(json.loads, lines):
        there |= set(line) | set(line.get("evidence") or {})
    tap.ok("cell" in there and told == there,
           "each key of a record, and no other",
           f"{told ^ there}\n{parsed.stderr}")
    keep = pathlib.Path("extract/keep.c").read_text()
    there = set(re.findall(r'about\[n\+\+\] = \(struct nq_warc_field\)\{\s*'
                           r'"([a-z-]+)"', keep))
    told = items(section(page, "THE ARCHIVE"))
    tap.ok(len(there) > 8 and told == there,
           "each field of a capture's metadata", told ^ there)
    for name, file in (("THE FRONTIER", "archive/frontier.db"),
                       ("THE WAREHOUSE", "warehouse.db"),
                       ("THE BOOK OF RUNS", "runs.db")):
        with sqlite3.connect(world.data / file) as db:
            there = {r[0] for r in db.execute(
                "SELECT name FROM sqlite_schema WHERE type IN "
                "('table', 'view') AND name NOT LIKE 'sqlite_%'")}
        text = section(page, name)
        told = items(text) | ({"knowledge"} if ".Va knowledge" in text
                              else set())
        tap.ok(told == there, f"each table of {file}, and no other",
               told ^ there)


def json_of(page):
    text = section(page, "EXAMPLES")
    return [json.loads(block) for block in
            re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text, re.M | re.S)]


def examples_of_files(tap, world):
    """What the pages show is taken."""
    config = world.root / "shown"
    config.mkdir()
    (config / "sources.json").write_text(
        json.dumps(json_of("nqtrack-sources.5")[0]))
    indicator, document, target = json_of("nqtrack-indicators.5")
    for file, places in (("indicators.json", {"indicators": indicator}),
                         ("targets.json", {"resolutions": document,
                                           "targets": target})):
        known = json.loads(pathlib.Path("schemas", file).read_text("utf-8"))
        for key, value in places.items():
            known[key].append(value)
        (config / file).write_text(json.dumps(known))
    done = nqtrack("doctor", "--config", config, "--data",
                   world.root / "none")
    tap.ok(done.returncode == 0, "the examples of the files are taken",
           done.stdout + done.stderr)


def examples(tap, world):
    """In the order of the page; what it calls page.html is a release."""
    old = world.root / "srv/old"
    old.mkdir()
    (world.home / "page.html").write_text(TABLE)
    archive = sorted(world.data.glob("archive/*.warc.gz"))[0]
    shutil.copy(archive, old / "2019.warc.gz")
    ran = 0
    for name in MAN:
        for line in re.findall(r"^\.Dl (.*)$", section(name, "EXAMPLES"),
                               re.M):
            line = line.replace(r"\(dq", '"')
            if not line.startswith("nqtrack"):
                line = f"cd $NQTRACK_DATA && {line}"
            done = world.shell(line)
            ran += 1
            tap.ok(done.returncode == 0, f"{name}: {line[:70]}",
                   done.stdout + done.stderr)
    tap.ok(ran > 30, "there were examples to run", ran)


def main():
    tap = Tap()
    lint(tap)
    words(tap)
    surroundings(tap)
    fields(tap)
    with workspace() as top:
        world = World(top)
        try:
            formats(tap, world)
            examples_of_files(tap, world)
            examples(tap, world)
        finally:
            world.stop()
    tap.done()


main()
