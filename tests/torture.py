#!/usr/bin/env python3
"""Memory that runs out at each point: tests/failmalloc.c makes one allocation
of a program fail, one after the other.

A point is a chain of callers that asks for memory; it fails where it asks
first. A program may then say "out of memory" and abort, tell an error, or do
without. It may not crash, hang, end without its plan, or give another answer
and call that success.

    torture.py                  all programs, at most 300 points of each;
                                what has more, every few
    torture.py NAME…            these ("t_page", "parse xlsx")
    TEST_ALL=1 torture.py …     every point

TAP; $BUILD says where the programs are. "--show NAME N" shows one run."""
import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "tests")
import files
from lib import BUILD, Tap, command
from made import House

SHIM = BUILD / "tests/failmalloc.so"
# Allocations of a program in which points are looked for; of one that goes on
# without what it did not get, after which it is taken to go on for good.
MOST = 1000000
AFTER = 100000
POINTS = 300
ENOUGH = 120		# exit status: there were so many
# Seconds for a run that takes one by itself; others in proportion.
PATIENCE = 60
# How they say that there is no memory: this program, the C++ and GLib of
# poppler, and poppler itself.
TOLD = re.compile(
    r"nqtrack: out of memory|Cannot allocate memory|std::bad_alloc|GLib-ERROR|failed to allocate|"
    r"Out of memory")
# How the C library says that its heap is damaged.
HEAP = re.compile(r"^(\w+\(\): |corrupted |double free)", re.M)
# Libraries that may crash where memory that they asked for was not there, and
# why that does no harm.
CRASHES = {
    # They look at few of their own allocations, and take no allocator. The
    # workbook is written beside its name and takes it when it is whole.
    "libxlsxwriter", "libminizip",
}
NOW = "2026-01-02T03:04:05Z"


def table():
    header = ["Chỉ tiêu", "Tháng 5 năm 2022", "So cùng kỳ (%)"]
    return [header] + [[name, 10 + i, 101.5 + i] for i, name in enumerate(
        ["Khai khoáng", "Chế biến, chế tạo", "Sản xuất điện"])]


def documents():
    """One of each kind: name, bytes."""
    rows = table()
    cells = "".join(
        f'<row r="{r}">' + "".join(
            files.text(f"{'ABC'[c]}{r}", v) if isinstance(v, str) else
            f'<c r="{"ABC"[c]}{r}" t="n"><v>{v}</v></c>'
            for c, v in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, 1))
    tr = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>"
                 for row in rows)
    say = "Tháng 5 năm 2022, giá trị sản xuất công nghiệp toàn tỉnh ước " \
        "đạt 1.250 tỷ đồng, tăng 9,5% so với cùng kỳ."
    run = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    yield "html", ('<html><head><meta charset="utf-8"><title>Tin</title>'
                   f"</head><body><h1>Công nghiệp</h1><p>{say}</p><p>{say}"
                   f"</p><table>{tr}</table></body></html>").encode()
    yield "txt", say.encode()
    yield "csv", "\n".join(";".join(map(str, r)) for r in rows).encode()
    yield "xlsx", files.xlsx(
        [("Bieu", "visible", files.sheet(cells, ["A1:A1"]))],
        strings="<si><t>a</t></si>", styles='<numFmts><numFmt numFmtId="200" '
        'formatCode="0.0"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>')
    yield "xls", files.ole(files.biff(
        [(r, c, v if isinstance(v, str) else float(v))
         for r, row in enumerate(rows) for c, v in enumerate(row)],
        font="Arial"))
    yield "docx", files.docx(run.format(say) + "<w:tbl>" + "".join(
        "<w:tr>" + "".join("<w:tc>" + run.format(v) + "</w:tc>"
                           for v in row) + "</w:tr>"
        for row in rows) + "</w:tbl>")
    yield "pdf", files.pdf_pages([[(72, 72 + 20 * i, line) for i, line in
                                   enumerate(["Tin 5/2022", "IIP 9,5 %"])]])


class Program:
    """What is run at each point, in a copy of a folder of its own."""

    def __init__(self, top, name, argv, base=None, made=None):
        self.top, self.name, self.argv = top, name, argv
        self.base, self.made = base, made
        self.unit = name.startswith("t_")

    def run(self, tag, patience, **env):
        """status, output, messages; None for a status: it hangs."""
        folder = self.top / f"{self.name.replace(' ', '-')}-{tag}"
        shutil.rmtree(folder, ignore_errors=True)
        if self.base:
            shutil.copytree(self.base, folder)
        else:
            folder.mkdir()
        argv = [a.replace("@", str(folder)) for a in self.argv]
        with open(folder / "out", "w+b") as out, \
                open(folder / "err", "w+b") as err:
            p = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                start_new_session=True, env=dict(
                    os.environ, LD_PRELOAD=str(SHIM), NQTRACK_NOW=NOW,
                    TMPDIR=str(folder),
                    GLIBC_TUNABLES="glibc.malloc.perturb=165",
                    **{"FAIL_MOST": str(AFTER), **env}))
            try:
                status = p.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(p.pid, signal.SIGKILL)
                p.wait()
                status = None
            out.seek(0)
            err.seek(0)
            result = (status, out.read(), err.read().decode(
                errors="replace"))
        if self.made:
            path = folder / self.made
            result += (path.read_bytes() if path.exists() else None,)
        shutil.rmtree(folder, ignore_errors=True)
        return result

    def learn(self):
        """The undisturbed run, and where memory is asked for."""
        seen, count = self.top / "seen", self.top / "count"
        count.write_bytes(bytes(8))
        seen.unlink(missing_ok=True)
        with open(seen, "wb") as f:
            f.truncate(MOST + 1)
        begun = time.monotonic()
        self.plain = self.run("plain", 600, FAIL_MOST="0")
        self.oks = len(re.findall(rb"^ok ", self.plain[1], re.M))
        took = time.monotonic() - begun
        self.patience = PATIENCE * max(1, took)
        self.run("list", 600 * max(1, took), FAIL_LIST=str(seen),
                 FAIL_COUNT=str(count), FAIL_MOST=str(MOST))
        marks = seen.read_bytes()
        self.total = int.from_bytes(count.read_bytes(), sys.byteorder)
        self.points = [m.start() for m in re.finditer(b"\x01", marks)]
        return self.plain[0] == 0 and self.points

    def fail(self, n, how="once"):
        """What is wrong when allocation n fails, or None; how it ended."""
        done = self.run(f"{n}-{how}", self.patience, FAIL_N=str(n),
                        FAIL_HOW=how)
        status, out, err = done[:3]
        if status is None:
            return "it hangs", ""
        if HEAP.search(err):
            return "the heap is damaged", ""
        if status < 0:
            if -status in (signal.SIGABRT, signal.SIGTRAP) and \
                    TOLD.search(err):
                return None, "said"
            who = self.who(n)
            if who.split(".")[0] in CRASHES:
                return None, f"crashed in {who}"
            return f"signal {-status}, {who} asked", ""
        if self.unit:
            return self.judge_tap(status, out, err)
        if status == 0:
            if b'"status":"failed"' in out:
                return None, "told"
            same = out == self.plain[1] and done[3:] == self.plain[3:]
            return (None, "went on") if same else \
                ("another answer, and success", "")
        return (None, "told") if err else \
            (f"exit status {status} and not a word", "")

    def who(self, n):
        """The library, or the program, that asks for allocation n."""
        path = self.top / f"who-{n}"
        self.run(f"{n}-who", self.patience, FAIL_N=str(n),
                 FAIL_WHO=str(path))
        return path.read_text().rpartition("/")[2] if path.exists() else "?"

    def judge_tap(self, status, out, err):
        ok = len(re.findall(rb"^ok ", out, re.M))
        plan = re.search(rb"^1\.\.(\d+)$", out, re.M)
        bad = len(re.findall(rb"^not ok ", out, re.M))
        if status == ENOUGH:
            return None, "told" if bad else "went on"
        if status == 0:
            return (None, "went on") if plan and int(plan[1]) == ok and \
                ok == self.oks else ("success, but cut short", "")
        if b"\nBail out!" in b"\n" + out or \
                (bad and plan and ok + bad == int(plan[1])):
            return None, "told"
        return (None, "said") if TOLD.search(err) else \
            (f"exit status {status} without a plan", "")


def programs(top):
    for path in sorted((BUILD / "tests/unit").glob("t_*")):
        if not path.suffix:
            yield Program(top, path.name, [str(path)])
    for kind, data in documents():
        base = top / f"base-{kind}"
        base.mkdir()
        (base / f"in.{kind}").write_bytes(data)
        yield Program(top, f"parse {kind}", command(
            "parse", f"@/in.{kind}", "--sandbox", "off", "--source",
            "yenbai-portal", "--published", "2022-05-28"), base)
    house = House(top / "house")
    house.load("1", "2022-01-01", ("office", "a.html", "2022-01-01", "Tin",
                                   {"obs_value": 14210}))
    where = ["--data", "@/data", "--config", "@/config"]
    for words in (["load"], ["status"], ["status", "--format", "json"],
                  ["series", "IND_OUTPUT"], ["why", "IND_OUTPUT", "2021"],
                  ["check"], ["export", "--format", "json"],
                  ["sql", "SELECT * FROM observation"]):
        yield Program(top, " ".join(words[:3]), command(*words, *where),
                      top / "house")
    yield Program(top, "export xlsx", command(
        "export", "--format", "xlsx", "--output", "@/x.xlsx", *where),
        top / "house", "x.xlsx")


def torture(tap, pool, program, most):
    if not program.learn():
        tap.ok(False, f"{program.name}: undisturbed", program.plain)
        return
    points = program.points
    every = 1 if os.environ.get("TEST_ALL") else -(-len(points) // most)
    taken = points[::every]
    ends, bad = {}, []
    for n, (wrong, how) in zip(taken, pool.map(program.fail, taken)):
        if wrong:
            bad.append(f"allocation {n}: {wrong}")
        else:
            ends[how] = ends.get(how, 0) + 1
    ends = ", ".join(f"{n} {how}" for how, n in sorted(ends.items()))
    tap.ok(not bad, f"{program.name}: {len(taken)} of {len(points)} points "
           f"in {min(program.total, MOST)} allocations ({ends})",
           "\n".join(bad))


@contextlib.contextmanager
def place():
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    top = tempfile.mkdtemp(prefix="nqtrack-torture-", dir=fast)
    try:
        yield pathlib.Path(top)
    finally:
        shutil.rmtree(top)


def main(names, most=POINTS):
    tap = Tap()
    if not SHIM.exists():
        tap.skip("the shim and the address sanitizer do not go together")
        return tap.done()
    with place() as top, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for program in programs(top):
            if not names or program.name in names:
                torture(tap, pool, program, most)
    tap.done()


def show(name, n):
    """One run, told in full."""
    with place() as top:
        for program in programs(top):
            if program.name == name:
                program.learn()
                print(*program.fail(int(n)))
                for part in program.run("show", program.patience, FAIL_N=n):
                    print(part.decode() if isinstance(part, bytes) else part)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        show(*sys.argv[2:])
    else:
        main(sys.argv[1:])
