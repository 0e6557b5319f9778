#!/usr/bin/env python3
"""Where people read Vietnamese, no English is left over: the pages that the
commands print, and the report. Codes (growth-from-levels, VN-06, prose.level)
and addresses are the same in both languages."""
import html
import json
import pathlib
import re
import sys

sys.path.insert(0, "tests")
from lib import Tap, nqtrack, workspace
from pages import World

ENGLISH = re.compile(
    r"\b(a|an|and|are|as|at|but|by|closed|done|due|error|expected|failed|"
    r"figures?|for|found|from|growth|has|in the|indicator|is|known|last|latest|"
    r"level|missing|months?|new|no data|none|not|of|on the|open|page|plan|"
    r"price|printed|quarter|release|releases|report|resolution|settled|"
    r"source|sources|status|still|table|target|targets|the|until|verdict|"
    r"warning|was|were|with|year|years)\b")
# Addresses, file names, codes with a mark inside, codes in brackets.
CODE = re.compile(r"\S+://\S+|\S*[-_./]\S*|\(\w+\)|nqtrack|open sdg|sha256:\S+")


def english(text):
    """Lines with an English word outside of codes."""
    return [line for line in text.splitlines()
            if ENGLISH.search(CODE.sub(" ", line.lower()))]


def page_text(path):
    text = re.sub(r"<(style|script)\b.*?</\1>|<code\b.*?</code>", "",
                  path.read_text("utf-8"), flags=re.S)
    text = re.sub(r'<a [^>]*(?:hreflang|lang)="en".*?</a>', "", text,
                  flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "\n", text))


def commands(world):
    targets = json.loads(pathlib.Path("schemas/targets.json").read_text())
    yield from (["status"], ["series", "IIP"], ["series", "RETAIL", "--all"],
                ["series", "EXPORTS"], ["diff", "--from", "2026-11-29"],
                ["coverage", "--all"], ["check", "--all"], ["runs"],
                ["sql", "--list"], ["why", "110"], ["why", "179"],
                ["why", "RETAIL"])
    yield from (["why", t["id"]] for t in targets["targets"])


def readme(tap, world):
    """README.vi.md shows what status prints, and the words of verdicts."""
    text = pathlib.Path("README.vi.md").read_text("utf-8")
    status = nqtrack("status", env=world.env).stdout
    shown = re.findall(r"^```\n(.*?)^```$", text, re.M | re.S)
    tap.ok(shown and all(s in status for s in shown),
           "README.vi.md shows what status prints", status[:600])
    code = pathlib.Path("progress/words.c").read_text("utf-8")
    words = re.findall(r'\[NQ_\w+\] = \{ "([^"]+)", "[a-z ]+" \}',
                       code[code.index("nq_verdict_word("):])[:8]
    lost = [w for w in words if f"\n| {w} | " not in text]
    tap.ok(len(words) == 8 and not lost,
           "README.vi.md explains each verdict", lost)


def main():
    tap = Tap()
    tap.ok(english("The plan of 2022") and not english("Kế hoạch (none) "
                                                       "price-ratio"),
           "English is told from codes")
    with workspace() as top:
        world = World(top)
        try:
            wrong = []
            for args in commands(world):
                done = nqtrack(*args, env=world.env)
                text = done.stdout
                if args[0] == "sql":    # what they ask, not what they take
                    text = "\n".join(re.findall(r"^    (\S.*)$", text,
                                                re.M))
                found = english(text)
                if args[0] != "why" or found or done.returncode != 0:
                    tap.ok(done.returncode == 0 and not found,
                           f"nqtrack {' '.join(args)}", found or done.stderr)
                if "(none)" in done.stdout:
                    wrong.append(args[1])
            tap.ok(not wrong, "why: where there is no method there is no "
                   "code of one", wrong)
            readme(tap, world)
            out = world.root / "report"
            nqtrack("report", "--output", out, env=world.env)
            pages = [p for p in sorted(out.rglob("*.html"))
                     if "en" not in p.relative_to(out).parts]
            found = {str(p.relative_to(out)): english(page_text(p))
                     for p in pages}
            found = {k: v for k, v in found.items() if v}
            tap.ok(len(pages) > 60 and not found,
                   f"{len(pages)} pages of the report",
                   json.dumps(found, ensure_ascii=False, indent=1)[:3000])
        finally:
            world.stop()
    tap.done()


main()
