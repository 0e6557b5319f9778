#!/usr/bin/env python3
"""The documents and the code are of one world: links lead somewhere, and what
a page names in `backticks` as a path of the tree or as a function is there."""
import os
import pathlib
import re
import sys

sys.path.insert(0, "tests")
from lib import Tap

PAGES = sorted(pathlib.Path("docs").glob("*.md")) + [
    pathlib.Path(p) for p in ("README.md", "README.vi.md", "CONTRIBUTING.md",
                              "SECURITY.md") if os.path.exists(p)]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TOPS = ("core/", "progress/", "extract/", "transform/", "load/", "query/",
        "schemas/", "tests/", "docs/", "cron/", "packaging/", "cluster/",
        "nqtrack.c")
CODE = re.compile(r"`([^`\n]+)`")


def slug(title):
    """As code hosts name a heading."""
    title = re.sub(r"[^\w\- ]", "", title.lower().strip())
    return title.replace(" ", "-")


def anchors(page):
    text = page.read_text("utf-8")
    return {slug(re.sub(r"[`*]", "", t))
            for t in re.findall(r"^#+ (.*)$", text, re.M)}


def functions():
    """Public names, and the static ones of nqtrack.c."""
    names = set()
    for d in ("core", "progress", "extract", "transform", "load", "query"):
        for path in pathlib.Path(d).rglob("*.[ch]"):
            names |= set(re.findall(r"\b(nq_\w+)\s*\(", path.read_text()))
    return names


def dead_links(page):
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file) if file else page
        if not there.exists():
            yield target
        elif anchor and anchor not in anchors(there):
            yield target


def lost_paths(page, known):
    for word in CODE.findall(re.sub(r"^( *)```.*?^\1```", "",
                                    page.read_text("utf-8"),
                                    flags=re.M | re.S)):
        word = word.split()[0]
        if re.fullmatch(r"nq_\w+", word) and word.count("_") > 1:
            if word not in known and not word.startswith("nq_noun"):
                yield word
        elif word.startswith(TOPS) and ("." in word or word.endswith("/")):
            if not re.search(r"NAME|NNN|-N\b|[*…<]", word) and \
                    not os.path.exists(word):
                yield word


def main():
    tap = Tap()
    known = functions()
    main_c = pathlib.Path("nqtrack.c").read_text()
    for page in PAGES:
        dead = list(dead_links(page))
        tap.ok(not dead, f"{page}: its links lead somewhere", dead)
        lost = list(lost_paths(page, known))
        tap.ok(not lost, f"{page}: the paths and functions it names are "
               "there", lost)
    table = pathlib.Path("README.md").read_text("utf-8")
    unnamed = [p.name for p in PAGES if p.parent.name == "docs" and
               f"(docs/{p.name})" not in table]
    tap.ok(not unnamed, "README.md leads to each page", unnamed)
    text = pathlib.Path("docs/architecture.md").read_text("utf-8")
    for name in ("main", "dispatch", "cmd_run"):
        tap.ok(f"`{name}`" not in text or re.search(
            rf"^{name}\(", main_c, re.M), f"nqtrack.c has {name}")
    folders = set(re.findall(r"^\| `(\w+)/`", text, re.M))
    there = {p.parts[0] for d in ("c", "h", "json", "t", "md")
             for p in pathlib.Path(".").glob(f"*/**/*.{d}")} - {"build"}
    there = {d for d in there if not d.startswith(".")}
    tap.ok(there <= folders, "docs/architecture.md has each folder",
           there - folders)
    tap.done()


main()
