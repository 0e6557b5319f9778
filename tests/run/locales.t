#!/usr/bin/env python3
"""The same bytes whatever the language of the machine: records, reports and
exports under locales with another decimal point, order and case."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, "tests")
import torture
from lib import PATIENCE, Tap, command, workspace
from made import House, fill

LOCALES = ["vi_VN", "de_DE", "tr_TR"]
ASKED = [["status"], ["status", "--format", "json"], ["status", "--lang",
         "en"], ["series", "IND_OUTPUT"], ["why", "IND_OUTPUT", "2021"],
         ["check"], ["coverage"],
         ["sql", "SELECT * FROM observation", "--format", "csv"],
         ["sql", "SELECT * FROM observation", "--format", "ndjson"]]
FOLDERS = [["report"], ["export", "--format", "csv"],
           ["export", "--format", "sdmx-csv"], ["export", "--format", "json"]]


def make(folder):
    """The locales that could be made of Debian's sources."""
    made = []
    for name in LOCALES:
        done = subprocess.run(
            ["localedef", "-i", name, "-f", "UTF-8",
             str(folder / f"{name}.UTF-8")], capture_output=True, check=False)
        if (folder / f"{name}.UTF-8/LC_NUMERIC").exists():
            made.append(f"{name}.UTF-8")
        else:
            print("#", done.stderr.decode(errors="replace").strip())
    return made


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}


class Run:
    def __init__(self, top, locales, house):
        self.top, self.locales, self.house = top, locales, house
        self.runs = 0

    def __call__(self, locale, *args):
        env = {k: v for k, v in os.environ.items()
               if k != "LANG" and k != "LANGUAGE" and k[:3] != "LC_"}
        env.update(LC_ALL=locale, LANG=locale, LOCPATH=str(self.locales),
                   NQTRACK_NOW="2025-11-01T18:00:07Z")
        done = subprocess.run(command(*args), env=env, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def says(self, locale):
        """What is asked → what is answered."""
        where = ["--data", self.house.data, "--config", self.house.config]
        answers = {}
        for path in sorted(pathlib.Path("tests/golden").glob("*/in.*")):
            answers[path.parent.name] = self(
                locale, "parse", path, "--source", "yenbai-portal",
                "--published", "2024-01-05")
        for kind, data in torture.documents():
            path = self.top / f"in.{kind}"
            # A ZIP made anew has another time in it.
            if not path.exists():
                path.write_bytes(data)
            answers[f"parse {kind}"] = self(
                locale, "parse", path, "--source", "yenbai-portal",
                "--published", "2022-05-28")
        for words in ASKED:
            answers[" ".join(words)] = self(locale, *words, *where)
        for words in FOLDERS:
            self.runs += 1
            out = self.top / f"out{self.runs}"
            said = self(locale, *words, "--output", out, *where)
            said = (said[0], said[1].replace(bytes(out), b"out"), said[2])
            answers[" ".join(words)] = said + (
                tree(out) if out.is_dir() else out.read_bytes()
                if out.exists() else None,)
        return answers


def main():
    tap = Tap()
    with workspace() as name:
        top = pathlib.Path(name)
        (top / "locales").mkdir()
        made = make(top / "locales") if shutil.which("localedef") else []
        if not made:
            tap.skip("no locales can be made here (Debian: locales)")
            return tap.done()
        house = House(top / "house")
        fill(house)
        house.run("check")
        run = Run(top, top / "locales", house)
        plain = run.says("C")
        empty = [k for k, v in plain.items() if v[0] > 1 or not any(v[1:])]
        tap.ok(not empty, f"{len(plain)} answers in C", empty)
        for locale in made:
            point = subprocess.run(
                ["locale", "decimal_point"], capture_output=True, check=False,
                env=dict(os.environ, LC_ALL=locale,
                         LOCPATH=str(top / "locales"))).stdout
            tap.ok(point.strip() == b",", f"{locale} writes 1,5", point)
            said = run.says(locale)
            other = [k for k in plain if plain[k] != said[k]]
            tap.ok(not other, f"the same bytes in {locale}",
                   "\n".join(f"{k}: {said[k][:2]}"[:300] for k in other))
    tap.done()


main()
