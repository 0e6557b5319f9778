#!/usr/bin/env python3
"""Whole documents made to hurt: each must be read to its end, or refused in
words, with no record invented; and eight times the input may not take more
than 24 times the work, measured as the processor time of the program and
the worker that it waited for."""
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata

sys.path.insert(0, "tests")
from lib import NQTRACK, PATIENCE, Tap

# Documents are compared with ones STEP times as long. Work that grows with
# the square of the input is then 64 times as much, and what else the machine
# does must make it seem three times as much before a sound one fails.
STEP = 8
BOUND = 3.0 * STEP
# The longer one is about as long as a page may be (NQ_MAX_HTML).
LARGEST = 7 << 20
# Seconds of processor time below which work is not told from noise.
LEAST = 0.02
# A ratio over the bound is measured again so often, for what else the machine
# does can only add to either; work that grows too fast stays over it.
AGAIN = 5
TITLE = "Tình hình kinh tế - xã hội tỉnh Yên Bái"
TRUE = ("Tháng 9/2024, tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu "
        "dùng đạt 2.169,9 tỷ đồng.")


def html(body, head="<meta charset=utf-8>"):
    return (f"<html><head>{head}<title>{TITLE}</title></head><body>"
            f"<h1>{TITLE}</h1>{body}</body></html>").encode()


def text(body):
    return f"{TITLE}\n{body}\n".encode()


def nested(n):
    return html("<div>" * n + f"<p>{TRUE}</p>" + "</div>" * n)


def inline(n):
    return html("<p>" + "<b>" * n + TRUE + "</b>" * n + "</p>")


def one_node(size):
    word = "Chợ phiên vùng cao đông vui, bà con xuống chợ mua bán. "
    return html("<p>" + word * (size // len(word.encode())) + TRUE + "</p>")


def sentence(size):
    word = "cùng với các ngành và địa phương trong vùng "
    return text("Theo đó " + word * (size // len(word.encode())) +
                "đạt kết quả tốt.")


def listing(size):
    part = "khai khoáng tăng 3,1%, chế biến, chế tạo giảm 2,4%; "
    return text("Tháng 9/2024, chỉ số sản xuất công nghiệp tăng 8,5%, "
                "trong đó: " + part * (size // len(part.encode())) + ".")


def repeated(size):
    """Sentences with a figure each, none the same."""
    out = []
    length = 0
    while length < size:
        n = len(out)
        out.append(f"Tháng {n % 12 + 1}/{1990 + n // 12 % 40}, thu ngân sách "
                   f"nhà nước trên địa bàn đạt {n + 1},5 tỷ đồng. ")
        length += len(out[-1].encode())
    return text("".join(out))


def rows(n):
    return html("<table>" + "<tr><td>a<td>1<td>2" * n + "</table>" +
                f"<p>{TRUE}</p>")


def links(n):
    return html("<ul>" + "<li><a href=x>Tin khác trong ngày</a>" * n +
                f"</ul><p>{TRUE}</p>")


# name, the document, the status that it may have, how many records
CASES = [
    ("100,000 nested block tags", nested(100_000), {"truncated"}, 0),
    ("100,000 nested inline tags", inline(100_000), {"truncated"}, 0),
    ("20 MB in one text node", one_node(20 << 20), {"truncated"}, 0),
    ("7 MB in one text node", one_node(7 << 20), {"ok"}, 1),
    ("UTF-8 that says it is TCVN3",
     html(f"<p>{TRUE}</p>", "<meta charset=x-tcvn3>"), {"ok"}, 1),
    ("UTF-8 that says it is UTF-16",
     html(f"<p>{TRUE}</p>", "<meta charset=utf-16>"), {"ok"}, 1),
    ("a charset nobody knows",
     html(f"<p>{TRUE}</p>", "<meta charset=klingon>"), {"ok"}, 1),
    ("UTF-8 broken in the middle",
     html(f"<p>{TRUE}</p>").replace("tỷ đồng".encode(), b"t\xe1\xbb \xff"),
     {"ok", "no-figures", "failed"}, 0),
    ("NUL bytes in the words",
     html(f"<p>{TRUE}</p>").replace("đạt".encode(), b"\0\0\0"),
     {"ok"}, 1),
    ("nothing but NUL bytes", b"\0" * 100_000, {"unsupported"}, 0),
    ("truncated gzip", gzip.compress(html(f"<p>{TRUE}</p>" * 50))[:200],
     {"unsupported"}, 0),
    ("an empty file", b"", {"no-figures", "failed", "unsupported"}, 0),
    ("random bytes", bytes((i * i * 31 + i // 7) % 256
                           for i in range(200_000)),
     {"unsupported", "no-figures", "failed"}, 0),
    ("a number of 400 digits",
     text(f"Năm 2024, GRDP đạt {'7' * 400} tỷ đồng."), {"no-figures"}, 0),
    ("400 digits in groups",
     text(f"Năm 2024, GRDP đạt 1{'.234' * 133} tỷ đồng."), {"no-figures"}, 0),
    ("400 decimals",
     text(f"Năm 2024, GRDP tăng 1,{'2' * 400}%."), {"no-figures"}, 0),
    ("a year of 400 digits",
     text(f"Năm 2{'0' * 399}, GRDP tăng nhẹ."), {"no-figures"}, 0),
    ("a sentence of 1 MB", sentence(1 << 20), {"no-figures"}, 0),
    ("names that are decomposed",
     unicodedata.normalize("NFD", text(TRUE).decode()).encode(), {"ok"}, 1),
    ("no diacritics at all",
     b"Tinh hinh kinh te - xa hoi tinh Yen Bai\nThang 9/2024, tong muc ban "
     b"le hang hoa va doanh thu dich vu tieu dung dat 2.169,9 ty dong, tang "
     b"9,5% so voi cung ky. Gia tri san xuat cong nghiep dat 1.500 ty.\n",
     {"no-figures"}, 0),
    ("1 MB of opening brackets", text("(" * (1 << 20)), {"no-figures"}, 0),
    ("1 MB of brackets inside a figure",
     text("Năm 2024, GRDP " + "(" * (1 << 20) + " tăng 8,5%."),
     {"no-figures", "ok"}, None),
    ("200,000 closing brackets",
     text("Năm 2024, GRDP tăng 8,5% " + ")" * 200_000), {"ok"}, 1),
    ("1 MB of one letter", text("ă" * (1 << 19)), {"no-figures"}, 0),
    ("1 MB of combining marks", text("a" + "\u0301" * (1 << 19)),
     {"no-figures"}, 0),
    ("1 MB of digits", text("7" * (1 << 20)), {"no-figures"}, 0),
    ("1 MB of numbers", text("7 " * (1 << 19)), {"no-figures"}, 0),
    ("500,000 commas", text("Năm 2024, GRDP " + "," * 500_000 + "."),
     {"no-figures"}, 0),
    ("100,000 times so với",
     text("Năm 2024, GRDP " + "so với " * 100_000 + "."), {"no-figures"}, 0),
    ("100,000 times trong đó",
     text("Năm 2024, GRDP " + "trong đó " * 100_000 + "."), {"no-figures"},
     0),
    ("100,000 topics", text("GRDP " * 100_000), {"no-figures"}, 0),
    ("100,000 periods", text("quý I " * 100_000), {"no-figures"}, 0),
]

# name, the document for a size
GROWTH = [
    ("nested block tags", nested),
    ("nested inline tags", inline),
    ("one text node", one_node),
    ("one sentence", sentence),
    ("one enumeration with its rates", listing),
    ("sentences with a figure each", repeated),
    ("opening brackets", lambda n: text("(" * n)),
    ("digits", lambda n: text("7" * n)),
    ("numbers", lambda n: text("7 " * n)),
    ("per cents", lambda n: text("GRDP " + "tăng 7%, " * n)),
    ("commas", lambda n: text("Năm 2024, GRDP " + "," * n)),
    ("so với", lambda n: text("Năm 2024, GRDP " + "so với " * n)),
    ("trong đó", lambda n: text("GRDP " + "trong đó " * n)),
    ("topics", lambda n: text("GRDP " * n)),
    ("periods", lambda n: text("quý I " * n)),
    ("bounds", lambda n: text("GRDP đạt " + "hơn gần " * n)),
    ("industrial parks",
     lambda n: text("khu công nghiệp Phía Nam " * n)),
    ("quotation marks", lambda n: text('"' * n)),
    ("lines", lambda n: text("Chợ phiên\n" * n)),
    ("rows of a table", rows),
    ("links", links),
]


def parse(path):
    """Exit status, records, messages, seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [NQTRACK, "parse", path, "--source", "yenbai-portal", "--published",
         "2025-01-10"], capture_output=True, timeout=PATIENCE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return (done.returncode, records, done.stderr.decode(errors="replace"),
            after.ru_utime + after.ru_stime - before.ru_utime -
            before.ru_stime)


def write(folder, document):
    path = os.path.join(folder, "in")
    with open(path, "wb") as file:
        file.write(document)
    return path


def case(tap, folder, name, document, statuses, count):
    start = time.monotonic()
    try:
        code, records, err, _ = parse(write(folder, document))
    except subprocess.TimeoutExpired:
        tap.ok(False, name, f"no end within {PATIENCE} s")
        return
    took = time.monotonic() - start
    lines = [r for r in records if r["kind"] == "document"]
    found = [r for r in records if r["kind"] == "observation"]
    good = (code == 0 and len(lines) == 1 and
            lines[0]["status"] in statuses and
            (lines[0]["status"] in ("ok", "no-figures") or
             lines[0]["reason"]) and
            (len(found) == count if count is not None else
             all(r["evidence"]["text"] for r in found)))
    said = f"{lines[0]['status']}, {len(found)} records" if lines else "none"
    tap.ok(good, f"{name}: {said}",
           f"exit {code} after {took:.1f} s, wanted {sorted(statuses)} and "
           f"{count} records\n{lines}\n{found[:3]}\n{err[-800:]}")


def work(folder, document):
    path = write(folder, document)
    return min(parse(path)[3] for _ in range(2))


def growth(tap, folder, name, make):
    size = 64
    while len(make(2 * STEP * size)) <= LARGEST:
        size *= 2
    empty = work(folder, text("Chợ phiên."))
    once = much = float("inf")
    for _ in range(1 + AGAIN):
        once = min(once, work(folder, make(size)) - empty)
        much = min(much, work(folder, make(STEP * size)) - empty)
        if much <= BOUND * max(once, LEAST):
            break
    tap.ok(much <= BOUND * max(once, LEAST),
           f"{STEP} times the {name} is at most {BOUND:.0f} times the work",
           f"{size}: {once:.3f} s, {STEP * size}: {much:.3f} s, an "
           f"empty document {empty:.3f} s taken off")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="nqtrack-test-") as folder:
        for row in CASES:
            case(tap, folder, *row)
        for row in GROWTH:
            growth(tap, folder, *row)
    tap.done()


main()
