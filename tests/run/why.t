#!/usr/bin/env python3
"""nqtrack why: from a figure to its sentence, page and bytes, what it took the
place of, who is believed, and what rests on it; from a target to its figures.
The bytes that --open writes are those that the sample portal served."""
import gzip
import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import urllib.request

sys.path.insert(0, "tests")
from house import HOSTILE, House, formats, terminal, too_wide, unsafe
from lib import Portal, Tap, command, nqtrack, workspace

NOW = "2026-01-10"
BINARY = b"PK\x03\x04\0\x1b[31m"


def fill(tap, h):
    h.output(2021, "2022-01-10", "14.210", "100", "9,12")
    h.page("iip.html", "2023-01-10", "IIP năm 2022", "Năm 2021, chỉ số sản "
           "xuất công nghiệp tỉnh Yên Bái tăng 9,12%. Năm 2022, chỉ số sản "
           "xuất công nghiệp tỉnh Yên Bái tăng 8,5% so với năm trước.")
    runs = [h.run("run", "2023-02-01")]
    h.output(2021, "2022-01-10", "14.300", "100,6", "9,12")
    runs.append(h.run("run", "2023-06-15"))
    h.records(
        "x2023", "2023-03-01",
        ("round", HOSTILE, {"obs_value": 14500, "evidence": {
            "text": HOSTILE, "start": 0, "end": 9, "row": HOSTILE,
            "column": "Năm\x1b[5m", "cell": "C7"}}),
        ("estimate", "Ước", {"obs_value": 14000, "obs_status": "E"}),
        ("now", "Giá hiện hành", {"obs_value": 19000,
                                  "price_base": "current"}),
        ("half", "Nửa năm", {"obs_value": 7000, "time_period": "2022-S1"},
         {"obs_value": 13000, "time_period": "2022-01-01/P11M"},
         {"obs_value": 3300, "time_period": "2022-Q1"},
         {"obs_value": 1200, "time_period": "2022-11"}))
    runs.append(h.run("load", "2023-09-01"))
    runs.append(h.run("check", "2023-09-01"))
    tap.ok(all(r.returncode == 0 for r in runs), "a warehouse",
           "".join(r.stderr for r in runs))


def number(h, value):
    return h.ask("SELECT id FROM observation WHERE obs_value = ? AND "
                 "transformation = 'level'", value)[0]["id"]


def figure(tap, h):
    old, new = number(h, 14210), number(h, 14300)
    lineage = h.ask("SELECT * FROM lineage WHERE observation_id = ?", new)[0]
    done = h.run("why", NOW, new)
    text = done.stdout
    for wanted, what in (
            ("14.300 tỷ · 2021 · giá so sánh 2010 · chính thức", "the value"),
            ("Giá trị sản xuất công nghiệp (IND_OUTPUT) · Yên Bái (VN-06)",
             "what and where"),
            ("đạt «14.300 tỷ đồng», bằng", "the sentence, the number marked"),
            ("Công nghiệp năm 2021", "the title"),
            ("Cục (office) · 2022-01-10", "publisher, source, day"),
            (lineage["url"], "the address"),
            (f"archive/{lineage['archive']}, từ byte "
             f"{lineage['archive_offset']}; tải về {lineage['retrieved']}",
             "where its bytes lie"),
            (lineage["document"], "their digest"),
            ("có từ 2023-06-15T18:00:07Z, đến nay vẫn còn", "since when"),
            (f"thay cho số {old}: 14.210 tỷ", "what it replaced"),
            ("1. 14.300 tỷ · chính thức · office · 2022-01-10", "who is "
             "believed"),
            ("2. 14.500 tỷ · chính thức · paper", "who says otherwise"),
            ("3. 14.000 tỷ · ước tính · paper", "an estimate comes last"),
            ("tin 1: nguồn được tin hơn", "and why"),
            ("disagreement · Các nguồn", "what the checks found"),
            ("plan-output-2021 · Giá trị SXCN 2021 · đạt · là số mới nhất",
             "the verdict that rests on it")):
        tap.ok(wanted in text, what, text + done.stderr)
    tap.ok(not too_wide(text) and "\x1b" not in text, "a page of 100 columns",
           too_wide(text))
    text = h.run("why", NOW, old, "--lang", "en").stdout
    tap.ok(f"replaced by {new}: 14,300 bn VND" in text and
           "no longer stated since 2023-06-15T18:00:07Z" in text and
           "«14.210 tỷ đồng»" in text and "Its sentence" in text,
           "what was replaced says by what, in English", text)
    text = h.run("why", NOW, old, "--as-of", "2023-03-01").stdout
    tap.ok("bị thay" not in text and "đến nay vẫn còn" in text and
           "14.500" not in text and "  1. 14.210 tỷ" in text,
           "--as-of: it stood, and nobody said otherwise", text)


def cells(tap, h):
    new, current = number(h, 14300), number(h, 19000)
    for args, wanted in (
            (["IND_OUTPUT", "2021"], new),
            (["giá trị sản xuất công nghiệp", "năm 2021"], new),
            (["IND_OUTPUT", "2021", "--price-base", "current"], current),
            (["IND_OUTPUT"], number(h, 13000)),
            *((["ind_output", when], number(h, value)) for when, value in (
                ("2022-S1", 7000), ("6 tháng đầu năm 2022", 7000),
                ("2022-01-01/P11M", 13000), ("11T/2022", 13000),
                ("11 tháng 2022", 13000), ("11 months of 2022", 13000),
                ("2022-Q1", 3300), ("quý I/2022", 3300), ("QI/2022", 3300),
                ("Q1 2022", 3300), ("QUÝ 1 NĂM 2022", 3300),
                ("2022-11", 1200), ("tháng 11/2022", 1200),
                ("T11/2022", 1200), ("11/2022", 1200)))):
        done = h.run("why", NOW, *args, "--format", "ndjson")
        first = json.loads(done.stdout.split("\n")[0] or "{}")
        tap.ok(first.get("observation_id") == wanted, "why " +
               " ".join(args), done.stdout[:300] + done.stderr)
    text = h.run("why", NOW, "IND_OUTPUT", "2021").stdout
    tap.ok("Cùng kỳ, theo giá" in text and f"số {current}: 19.000 tỷ" in text,
           "what was not chosen is told", text)
    text = h.run("why", NOW, "IIP", "2022").stdout
    tap.ok("«8,5%»" in text and "+8,5 % so cùng kỳ" in text,
           "a rate where the indicator has rates", text)


def mistakes(tap, h):
    for args, rc, word in (
            (["99999"], 2, "no observation 99999"),
            (["0"], 2, "no observation 0"),
            (["99999999999999999999"], 2, "99999999999999999999"),
            (["NOSUCH"], 2, "no indicator"), (["ban le"], 2, "not one"),
            (["IIP", "2022-13"], 2, "2022-13"), (["IIP", "hôm qua"], 2,
                                                 "expected one as 2022"),
            (["IIP", "quý V/2022"], 2, "quý V/2022"),
            (["IIP", "13T/2022"], 2, "13T/2022"),
            (["IIP", "\x1b[31m"], 2, "?[31m"), (["CPI"], 3, "no figure"),
            (["IIP", "1999"], 3, "no figure of IIP"),
            (["1", "2022"], 2, "too many"),
            (["nq29-iip", "2022"], 2, "too many"),
            (["nq29-ip"], 2, "near it: nq29-iip"),
            (["IIP", "--price-base", "x"], 2, "constant-YEAR"),
            (["nq29-iip", "--open"], 2, "--open"),
            ([number(h, 14300), "--as-of", "2023-03-01"], 2,
             "was not known on 2023-03-01")):
        done = h.run("why", NOW, *args)
        tap.ok(done.returncode == rc and word in done.stderr and
               done.stdout == "" and "\x1b" not in done.stderr,
               f"why {args!r} is told, exit status {rc}",
               f"{done.returncode} {done.stdout}{done.stderr}")


def target(tap, h):
    text = h.run("why", NOW, "nq29-iip").stdout
    mean = (1.0912 * 1.085) ** .5 * 100 - 100
    told = f"{mean:.2f}".rstrip("0").replace(".", ",")
    for wanted, what in (
            ("nq29-iip · IIP, bình quân năm · 2021–2025", "which"),
            ("tăng bình quân năm · 9 % · nêu rõ", "what is demanded"),
            ("29-NQ/TU", "by what"), ("Sở Công Thương", "of whom"),
            ("(chained-mean/1)", "the method"),
            (f"(1 + 9,12 %) × (1 + 8,5 %), căn bậc 2, trừ 1 = {told} %/năm",
             "the arithmetic"), ("thời gian còn lại cần: ", "what is needed"),
            ("tăng «9,12%»", "a sentence"), ("tăng «8,5%»", "the other")):
        tap.ok(wanted in text, "a target: " + what, text)
    tap.ok(text.count("tăng «8,5%»") == 1, "a sentence is told once", text)
    english = h.run("why", NOW, "plan-output-2021", "--lang", "en").stdout
    tap.ok("14,300 ÷ 14,210 = 100.63 %" in english and
           "as printed: 100.6 %" in english and "reached" in english
          
           and "What is demanded" in english, "a plan, in English", english)
    tap.ok(not too_wide(text + english), "100 columns",
           too_wide(text + english))
    rows = formats(h, "why", NOW, "nq29-iip")["json"]
    tap.ok([r["relation"] for r in rows] == ["target", "input", "input",
                                             "input"] and
           rows[0]["verdict"] and rows[1]["obs_value"] == 9.12 and
           rows[2]["evidence_text"][rows[2]["mark_start"]:] != "",
           "its rows", rows)


def rows(tap, h):
    new = number(h, 14300)
    got = formats(h, "why", NOW, new)
    kinds = [r["relation"] for r in got["json"]]
    tap.ok(kinds[:5] == ["figure", "statement", "statement", "statement",
                         "earlier"] and "verdict" in kinds and
           "finding" in kinds, "a row a connection", kinds)
    row = got["json"][0]
    text = row["evidence_text"].encode()
    mark = text[row["mark_start"]:row["mark_start"] + row["mark_length"]]
    lineage = h.ask("SELECT * FROM lineage WHERE observation_id = ?", new)[0]
    same = [k for k in row if k in lineage and row[k] != lineage[k] and
            k not in ("price_base_reason",)]
    tap.ok(mark.decode() == "14.300 tỷ đồng" and not same and
           row["archive_offset"] == lineage["archive_offset"],
           "every field is that of lineage", same)
    tap.ok(got["ndjson"] == got["json"] and all(
        len(v) == len(kinds) for v in got.values()), "formats agree")


def hostile(tap, h):
    args = ("why", number(h, 14500), "--data", h.data, "--config", h.config)
    for env in (h.clock(NOW, NO_COLOR=""), h.clock(NOW, NO_COLOR="1")):
        rc, text, error = terminal(*args, env=env)
        marked = "14.500 tỷ đồng\x1b[0m" if env["NO_COLOR"] == "" else \
            "«14.500 tỷ đồng»"
        tap.ok(rc == 0 and not unsafe(text) and marked in text and
               "<b>thẻ</b>" in text, "what a page says steers no terminal, "
               "and its number is marked", repr(text) + error)
        tap.ok(not too_wide(text), "and it fits", too_wide(text))
    tap.ok("\x1b" not in text, "no colour with NO_COLOR")
    for kind in ("csv", "json", "ndjson", "markdown"):
        rc, text, _ = terminal(*args, "--format", kind, env=h.clock(NOW))
        tap.ok(rc == 0 and not unsafe(text), f"{kind} on a terminal neither",
               unsafe(text))
    done = h.run("why", NOW, number(h, 14500), "--format", "ndjson")
    first = json.loads(done.stdout.split("\n")[0])
    tap.ok(first["title"] == HOSTILE and first["evidence_text"] == HOSTILE,
           "in a file every character is as it was", repr(first["title"]))


def warc(record_type, fields, block):
    head = "".join(f"{k}: {v}\r\n" for k, v in (
        ("WARC-Type", record_type), ("WARC-Target-URI", "http://localhost/a"),
        ("WARC-Date", "2023-01-01T00:00:00Z"),
        ("WARC-Record-ID", "<urn:uuid:0>"), *fields,
        ("Content-Length", len(block))))
    return gzip.compress(b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block +
                         b"\r\n\r\n")


def opening(tap, folder):
    """Over HTTP, from the sample portal."""
    folder.mkdir()
    portal = Portal(folder)
    data = folder / "data"
    where = ("--data", data, "--config", portal.config())

    def bytes_of(number):
        return subprocess.run(command("why", number, "--open", *where),
                              capture_output=True, stdin=subprocess.DEVNULL)

    try:
        done = nqtrack("run", *where)
        db = sqlite3.connect(data / "warehouse.db")
        pages = db.execute(
            "SELECT o.id, d.url, d.media_type, d.id FROM observation AS o "
            "JOIN document AS d ON d.id = o.document_id GROUP BY d.id")
        pages = pages.fetchall()
        wrong = []
        for number, url, _, _ in pages:
            with urllib.request.urlopen(url) as answer:
                if bytes_of(number).stdout != answer.read():
                    wrong.append(url)
        tap.ok(done.returncode == 0 and len(pages) > 20 and not wrong,
               f"--open: {len(pages)} pages, the bytes that were served",
               wrong)
    finally:
        portal.stop()
    rc, text, error = terminal("why", pages[0][0], "--open", *where)
    tap.ok(rc == 0 and "<html" in text.lower(), "text goes to a terminal",
           error)
    damage(tap, data, db, pages, bytes_of)
    rc, text, error = terminal("why", pages[0][0], "--open", *where)
    tap.ok(rc == 2 and "terminal" in error and text == "" and
           bytes_of(pages[0][0]).stdout == BINARY,
           "what is no text is not written to a terminal, but to a file",
           error)


def damage(tap, data, db, pages, bytes_of):
    archive = data / "archive"
    number, url, _, document = pages[0]
    served = bytes_of(number).stdout
    name, offset, when = db.execute("SELECT archive, archive_offset, "
                                    "retrieved FROM document WHERE id = ?",
                                    (document,)).fetchone()

    def point(file, at):
        db.execute("UPDATE document SET archive = ?, archive_offset = ? "
                   "WHERE id = ?", (file, at, document))
        db.commit()

    def refused(name, word):
        done = bytes_of(number)
        tap.ok(done.returncode == 3 and done.stdout == b"" and
               word in done.stderr.decode(), name, done.stderr.decode())

    revisit = warc("revisit", (
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", when)), b"HTTP/1.1 304 Not Modified\r\n\r\n")
    lost = warc("revisit", (("WARC-Refers-To-Target-URI", "http://gone/"),
                            ("WARC-Refers-To-Date", when)), b"")
    other = warc("response", (), b"HTTP/1.1 200 OK\r\n\r\n" + BINARY)
    parts = {"revisit": 0, "lost": len(revisit),
             "other": len(revisit) + len(lost)}
    (archive / "hand.warc.gz").write_bytes(revisit + lost + other)
    # The capture that is referred to is another row of the same page.
    point("hand.warc.gz", parts["revisit"])
    db.execute("INSERT INTO document SELECT (SELECT max(id) + 1 FROM "
               "document), digest, release_id, url, title, published, "
               "retrieved, media_type, ?, ? FROM document WHERE id = ?",
               (name, offset, document))
    db.execute("UPDATE document SET retrieved = '2020-01-01T00:00:00Z' "
               "WHERE id = ?", (document,))
    db.commit()
    tap.ok(bytes_of(number).stdout == served,
           "a revisit is followed to the capture it refers to")
    point("hand.warc.gz", parts["lost"])
    refused("one that refers to nothing we have is told", "http://gone/")
    point("hand.warc.gz", parts["other"])
    refused("bytes that are not those that were read are not shown",
            "other bytes than were read")
    point("hand.warc.gz", 5)
    refused("an offset inside of a record is told", "hand.warc.gz")
    point("../warehouse.db", 0)
    refused("no file outside of the archive is opened", "no name of an")
    point("away.warc.gz", 0)
    refused("a missing archive file is named", "away.warc.gz")
    db.execute("UPDATE document SET digest = ? WHERE id = ?",
               ("sha256:" + hashlib.sha256(BINARY).hexdigest(), document))
    point("hand.warc.gz", parts["other"])


def main():
    tap = Tap()
    with workspace() as folder:
        folder = pathlib.Path(folder)
        h = House(folder / "one")
        done = h.run("why", NOW, "IIP")
        tap.ok(done.returncode == 3 and "no warehouse" in done.stderr,
               "no warehouse: told, exit status 3", done.stderr)
        h.run("load", "2023-01-01")
        done = h.run("why", NOW, "nq29-iip")
        tap.ok(done.returncode == 0 and "chưa có số nào" in done.stdout,
               "nothing loaded: a target has no figures",
               done.stdout + done.stderr)
        fill(tap, h)
        for test in (figure, cells, mistakes, target, rows, hostile):
            test(tap, h)
        opening(tap, folder / "two")
    tap.done()


main()
