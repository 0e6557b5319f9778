#!/usr/bin/env python3
"""docs/alarms.md has every warning and every error of a run but those about
the configuration and about the inside of a file, and none that the code no
longer has."""
import pathlib
import re
import sys

sys.path.insert(0, "tests")
from lib import Tap

PAGE = pathlib.Path("docs/alarms.md").read_text("utf-8")
FILES = [pathlib.Path("nqtrack.c")] + [
    p for d in ("core", "extract", "transform", "load")
    for p in sorted(pathlib.Path(d).glob("*.c"))]
CALL = re.compile(r"\b(nq_log|nq_run_tell|tell|nq_fail|fail|is_fault|"
                  r"snprintf)\(")
# What of these calls is for people: warnings, and errors that are neither a
# slip of the configuration nor a fault inside a file.
TOLD = re.compile(r"NQ_WARN|NQ_ERROR|NQ_ENET|NQ_EIO|NQ_EDB|NQ_EBUSY|fault")
STRING = r'"(?:[^"\\]|\\.)*"'
# Words that only build a message, or are keys of a log line.
PARTS = {"out of memory", "redirected to ", "owner unknown", "no answer",
         "virtual table", "more than one statement", "captures archived",
         "nothing new"}


def call(text, at):
    """The call whose bracket opens at or behind a place."""
    at = text.index("(", at)
    depth, i, quoted = 0, at, False
    while True:
        c = text[i]
        if quoted:
            i += c == "\\"
            quoted = c != '"'
        elif c == '"':
            quoted = True
        else:
            depth += (c == "(") - (c == ")")
            if depth == 0:
                return text[at:i + 1]
        i += 1


def strings(part):
    """The texts of a call, conversions and macros of numbers as "…"."""
    part = re.sub(r"PRI\w+", '"…"', part)
    for m in re.finditer(rf"{STRING}(?:\s*{STRING})*", part, re.S):
        whole = "".join(s[1:-1] for s in re.findall(STRING, m[0]))
        whole = re.sub(r"%[-.*0-9]*(?:ll|l|z)?[a-z]|%(?=…)", "…", whole)
        whole = re.sub("…+", "…", whole.replace('\\"', '"'))
        if len(whole) > 3 and " " in whole.strip():
            yield whole


def messages():
    for path in FILES:
        text = path.read_text("utf-8")
        for m in CALL.finditer(text):
            part = call(text, m.end() - 1)
            if not TOLD.search(part):
                continue
            if m[1] == "snprintf" and not re.match(r"\((?:l->)?fault,",
                                                   part):
                continue
            for s in strings(part):
                if s not in PARTS and not re.fullmatch(r"[…:\"., ]*", s):
                    yield path, s


def fits(fragment, message):
    """The parts of one between its … stand in the other in their order."""
    at = 0
    for part in fragment.split("…"):
        at = message.find(part.strip(), at)
        if at < 0:
            return False
        at += len(part.strip())
    return True


def main():
    tap = Tap()
    rows = [line.split("|")[1] for line in PAGE.splitlines()
            if line.startswith("| `") and "line=" not in line]
    told = [f for row in rows for f in re.findall(r"`([^`]+)`", row)]
    there = list(dict.fromkeys(messages()))
    tap.ok(len(there) > 80, f"{len(there)} messages in the code", there)
    # "cannot …: …" of a page would fit nearly everything.
    narrow = [f for f in told if f not in ("cannot …: …", "HTTP …")]
    for path, s in there:
        wide = s in ("cannot …: …", "HTTP …")
        tap.ok(wide or any(fits(f, s) for f in narrow),
               f"{path}: {s[:60]}", "docs/alarms.md does not tell it")
    code = "".join(p.read_text("utf-8") for p in FILES)
    code = re.sub(r'"\s*(?:PRI\w+)?\s*"', "", code.replace('\\"', "\0"))
    code = code.replace("\0", '"')
    for f in told:
        parts = [p.strip() for p in f.split("…") if len(p.strip()) > 3]
        tap.ok(all(p in code for p in parts), f"the code has: {f[:60]}",
               [p for p in parts if p not in code])
    tap.done()


main()
