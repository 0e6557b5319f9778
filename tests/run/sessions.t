#!/usr/bin/env python3
"""The documents that are followed step by step: each "$ command" is run, in
order, and prints what the page shows. A page that shows a file by "$ cat"
means that the reader writes it; an edit of a JSON file is marked by a comment
and made."""
import json
import pathlib
import re
import sys

sys.path.insert(0, "tests")
from lib import Tap, workspace
from pages import EDIT, World, agrees, difference, sessions

PAGES = ("docs/tutorial.md", "docs/add-an-indicator.md")


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


def step(tap, world, page, command, printed):
    m = re.fullmatch(r"cat (\S+)", command)
    if m and not (world.home / m[1]).exists():
        (world.home / m[1]).write_text(world.here(printed))
        return
    done = world.shell(command)
    got = done.stdout + (done.stderr if done.returncode != 0 else "")
    if tap.ok(done.returncode == 0, f"{page}: {command[:70]}",
              done.stdout + done.stderr):
        tap.ok(agrees(printed, got), f"  … prints what is shown",
               difference(printed, got))


def follow(tap, page):
    text = pathlib.Path(page).read_text("utf-8")
    parts = [(m.start(), m) for m in EDIT.finditer(text)]
    places = [m.start() for _, m in parts]
    with workspace() as top:
        world = World(top, plain=True)
        try:
            for at, command, printed in sessions(text):
                while places and places[0] < at:
                    places.pop(0)
                    edit(world, parts.pop(0)[1])
                step(tap, world, page, command, printed)
        finally:
            world.stop()


def main():
    tap = Tap()
    for page in PAGES:
        follow(tap, page)
    tap.ok(tap.count > 20, "there were steps to follow", tap.count)
    tap.done()


main()
