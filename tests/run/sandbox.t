#!/usr/bin/env python3
"""The lock of the workers, seen from outside: what is read inside is what is
read outside, byte for byte; a worker that is killed costs one document; the
modes of --sandbox. (That a worker has no socket and no file: t_worker.)"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, "tests")
import files
from lib import Portal, Tap, command, nqtrack, workspace
from warcs import member, record

CORPUS = pathlib.Path("../shared/corpus")
TEXT = ("Kinh tế tháng 5\nTháng 5/2022, chỉ số sản xuất công nghiệp tăng "
        "{},5% so với cùng kỳ; kim ngạch xuất khẩu đạt {}0 triệu USD.\n")
# Pages of which one takes a worker a good part of a second.
PAGES, HEAVY = 6, 6000


def charsets():
    """One page in each charset that has a converter to be opened."""
    text = "Chỉ số sản xuất công nghiệp tháng 5/2022 tăng 9,5%."
    # Windows-1258 and the ISO one write the tone behind its letter.
    plain = "Chi so san xuat cong nghiep thang 5/2022 tang 9,5%."
    for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
        yield name, ("\ufeff" + text).encode(name)
    for name in ("windows-1258", "windows-1252", "iso-8859-1", "koi8-r",
                 "gb18030", "shift_jis", "euc-kr", "big5"):
        yield name, (f"<html><meta charset={name}><p>{plain}</p>").encode()
    yield "TCVN3 in unicode", (
        "<p>ChØ sè s¶n xuÊt c«ng nghiÖp th¸ng 5/2022 t¨ng 9,5%</p>").encode()


def documents():
    for path in sorted(pathlib.Path("tests/golden").glob("*/in.*")):
        yield path.parent.name, path.read_bytes()
    yield from charsets()
    rows = '<row r="1">' + files.text("A1", "Chỉ tiêu") + files.text(
        "B1", "Tháng 5") + "</row>"
    yield "xlsx", files.xlsx([("T5", "visible", files.sheet(rows))])
    yield "xls", files.ole(files.biff([(0, 0, "ChØ sè s¶n xuÊt"),
                                       (0, 1, 9.5)]))
    yield "docx", files.docx("<w:p><w:r><w:t>" + TEXT.format(1, 2) +
                             "</w:t></w:r></w:p>")
    yield "pdf", files.pdf_pages([[(72, 60, "Thang 5/2022: 9,5%")]])
    yield "csv", "Chỉ tiêu;Tháng 5\nIIP;9,5\n".encode()
    for path in sorted(CORPUS.glob("real/*")):
        if path.suffix in (".txt", ".html", ".xlsx", ".xls", ".pdf"):
            yield path.name, path.read_bytes()


def same_inside(tap, folder):
    path, odd, n = folder / "file", [], 0
    for name, data in documents():
        path.write_bytes(data)
        inside, outside = (nqtrack("parse", path, "--explain", "--sandbox",
                                   mode) for mode in ("auto", "off"))
        n += 1
        if (inside.stdout, inside.returncode) != (outside.stdout,
                                                  outside.returncode) or \
                not outside.stdout:
            odd.append(f"{name}: {inside.stderr}{outside.stderr}")
    tap.ok(not odd and n > 35, f"{n} documents read the same inside the lock "
           "and outside", "\n".join(odd))
    if not CORPUS.exists():
        tap.skip("the corpus is not beside the project")


def records(data):
    return {p.name: p.read_bytes() for p in sorted(
        (data / "records").glob("*.ndjson"))}


def whole_archive(tap, folder):
    portal, data = Portal(folder), folder / "data"
    try:
        nqtrack("extract", "--data", data, "--config", portal.config())
    finally:
        portal.stop()
    made = {}
    for mode in ("auto", "off"):
        for path in (data / "records").glob("*"):
            path.unlink()
        done = nqtrack("transform", "--data", data, "--sandbox", mode)
        made[mode] = records(data)
        tap.ok(done.returncode == 0 and ("sandbox=none" in done.stderr) ==
               (mode == "off"), f"--sandbox {mode} is told", done.stderr)
    tap.ok(made["auto"] == made["off"] and sum(map(len, made["off"].values()))
           > 10000, "the records of the sample portal are the same")
    require = nqtrack("transform", "--data", data, "--sandbox", "require")
    held = "sandbox=landlock+seccomp" in require.stderr
    tap.ok(held if require.returncode == 0 else require.returncode == 3 and
           "--sandbox auto" in require.stderr,
           "--sandbox require holds wholly or refuses", require.stderr)


def capture(n, body):
    url = ("WARC-Target-URI", f"http://127.0.0.1/{n}")
    date = ("WARC-Date", "2022-06-01T18:00:00Z")
    said = f"source: s\r\nrelease: s:{n}\r\nkind: release\r\n".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    return member(record("1.1", "metadata", [url, date, (
        "Content-Type", "application/warc-fields")], said)) + member(record(
            "1.1", "response", [url, date, (
                "Content-Type", "application/http; msgtype=response")],
            answer + body))


def children(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def busy(pid):
    """Clock ticks that a process has worked."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(text.rsplit(")", 1)[1].split()[11])


def kill_worker(data):
    """Kills the one worker while it reads; whether one was hit."""
    process = subprocess.Popen(
        command("transform", "--data", data, "--jobs", 1),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, encoding="utf-8")
    hit, end = False, time.monotonic() + 120
    while not hit and process.poll() is None and time.monotonic() < end:
        for child in children(process.pid):
            if busy(child) >= 15:
                os.kill(child, signal.SIGKILL)
                hit = True
        time.sleep(0.005)
    told = process.communicate(timeout=300)[1]
    return hit, process.returncode, told


def killed(tap, folder):
    data = folder / "killed"
    (data / "archive").mkdir(parents=True)
    (data / "archive/20220601T180000Z.warc.gz").write_bytes(b"".join(
        capture(n, "".join(TEXT.format(n + 1, i) for i in range(HEAVY))
                .encode()) for n in range(PAGES)))
    if not pathlib.Path(f"/proc/self/task/{os.getpid()}/children").exists():
        tap.skip("this kernel does not list children")
        return
    hit, status, told = kill_worker(data)
    lines = [json.loads(line) for line in b"".join(
        records(data).values()).splitlines()]
    states = [x["status"] for x in lines if x.get("kind") == "document"]
    reasons = [x.get("reason") or "" for x in lines
               if x.get("kind") == "document"]
    tap.ok(hit and status == 1 and len(states) == PAGES and
           states.count("failed") == 1, "a worker killed in the middle costs one document",
           f"{hit} {status} {states}\n{told}")
    tap.ok(any("signal 9" in r for r in reasons),
           "whose line says why", reasons)


def main():
    tap = Tap()
    with workspace() as folder:
        folder = pathlib.Path(folder)
        same_inside(tap, folder)
        whole_archive(tap, folder)
        killed(tap, folder)
    tap.done()


main()
