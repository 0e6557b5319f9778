#!/usr/bin/env python3
"""The documents that are followed step by step: each "$ command" is run, in
order, and prints what the page shows. A page that shows a file by "$ cat"
means that the reader writes it; an edit of a JSON file is marked by a comment
and made; "before:" in a comment is a command that is run unshown, "status:" how
the next one ends."""
import json
import pathlib
import re
import sys

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, workspace
from pages import EDIT, World, agrees, difference, sessions

PAGES = ("docs/tutorial.md", "docs/add-an-indicator.md",
         "docs/add-a-source.md", "docs/add-a-province.md",
         "docs/add-a-resolution.md", "docs/operations.md")
NOTE = re.compile(r"^<!-- (before|status): (.+?) -->$", re.M)


def edit(world, m):
    """Puts what the page shows at the end of an array of a file."""
    path = world.home / m[1]
    text = world.here(m[3])
    known = json.loads(path.read_text("utf-8"))
    try:
        known[m[2]].append(json.loads(text))
    except json.JSONDecodeError:
        known[m[2]] += json.loads(f"[{text}]")
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1))


def step(tap, world, page, command, printed, status):
    m = re.fullmatch(r"cat (\S+)", command)
    if m and not (file := world.home / world.here(m[1])).exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(world.here(printed))
        return
    done = world.shell(command)
    got = done.stdout + (done.stderr if status == 2 else "")
    if tap.ok(done.returncode == status, f"{page}: {command[:70]}",
              done.stdout + done.stderr):
        tap.ok(agrees(printed, got), "  prints what is shown",
               difference(printed, got))


def steps(text):
    """All that a page asks for, in its order: (place, what, its parts)."""
    found = [(m.start(), "edit", m) for m in EDIT.finditer(text)]
    found += [(m.start(), m[1], m[2]) for m in NOTE.finditer(text)]
    found += [(at, "run", (command, printed))
              for at, command, printed in sessions(text)]
    return sorted(found, key=lambda f: f[0])


def follow(tap, page):
    text = pathlib.Path(page).read_text("utf-8")
    status = 0
    with workspace() as top:
        world = World(top, plain=True)
        try:
            for _, what, part in steps(text):
                if what == "edit":
                    edit(world, part)
                elif what == "before":
                    done = world.shell(part)
                    tap.ok(done.returncode == 0, f"{page}: (before)",
                           done.stderr)
                elif what == "status":
                    status = int(part)
                else:
                    step(tap, world, page, *part, status)
                    status = 0
        finally:
            world.stop()


def slips(tap):
    """The table of slips of docs/add-a-resolution.md: each is made, and
    doctor says of it what the page says."""
    page = "docs/add-a-resolution.md"
    text = pathlib.Path(page).read_text("utf-8")
    known = json.loads(pathlib.Path("schemas/targets.json").read_text())
    for m in EDIT.finditer(text):
        known[m[2]] += json.loads(f"[{m[3]}]")
    mine = next(t for t in known["targets"] if t["id"] == "nq99-visits")
    rows = re.findall(r"^\| (`\"|an `id)(.*?) \| (.*) \|$", text, re.M)
    tap.ok(len(rows) >= 8, f"{page}: slips", rows)
    with workspace() as top:
        file = pathlib.Path(top) / "targets.json"
        for mark, rest, message in rows:
            wrong = dict(known)
            wrong["targets"] = [*known["targets"], mine]
            if mark != "an `id":
                value = json.loads("{\"" + rest.split("`")[0] + "}")
                wrong["targets"] = [{**t, **value} if t is mine else t
                                    for t in known["targets"]]
            file.write_text(json.dumps(wrong))
            done = nqtrack("doctor", "--config", top, "--data", f"{top}/no")
            said = done.stderr.replace('\\"', '"')
            tap.ok(done.returncode == 2 and
                   message.replace("\\|", "|") in said,
                   f"{page}: {mark}{rest}", said)


def demo(tap):
    """What README.md says that "make demo" prints: of it, the status."""
    text = pathlib.Path("README.md").read_text("utf-8")
    shown = re.search(r"\n37 new documents\n\n(.*?)\nThe data lie", text,
                      re.S)[1]
    with workspace() as top:
        world = World(top)
        try:
            got = world.shell("nqtrack status").stdout
        finally:
            world.stop()
    tap.ok(agrees(shown, got), "README.md: the status that the demo prints",
           difference(shown, got))


def main():
    tap = Tap()
    demo(tap)
    slips(tap)
    for page in PAGES:
        follow(tap, page)
    tap.ok(tap.count > 20, "there were steps to follow", tap.count)
    tap.done()


main()
