#!/usr/bin/env python3
"""Files instead of pages: what is in them, and hostile ones, each refused
with its reason in the document line, inside the locked worker."""
import gzip
import hashlib
import json
import pathlib
import struct
import sys
import tempfile
import time
import uuid
import zipfile

sys.path.insert(0, "tests")
import files
from lib import Tap, nqtrack

tap = Tap()
folder = pathlib.Path(tempfile.mkdtemp(prefix="nqtrack-formats-"))
CORPUS = pathlib.Path("../shared/corpus")
# Seconds for one refusal; the ceiling of a worker is 60.
SOON = 30


def parse(data, *more):
    path = folder / "file"
    path.write_bytes(data)
    return nqtrack("parse", path, "--sandbox", "require", *more)


def document(data):
    begun = time.monotonic()
    done = parse(data)
    took = time.monotonic() - begun
    line = done.stdout.splitlines()[0] if done.stdout else "{}"
    return json.loads(line), took, done.stderr


# All that is refused, to be sent once more as one batch.
hostile = []


def refused(name, data, status, *words):
    hostile.append((data, status))
    doc, took, log = document(data)
    reason = doc.get("reason") or ""
    tap.ok(doc.get("status") == status and took < SOON and
           all(w in reason for w in words), name,
           f"{doc.get('status')}: {reason} in {took:.1f} s\n{log}")


def shows(name, data, *lines):
    done = parse(data, "--explain")
    missing = [x for x in lines if x not in done.stdout]
    tap.ok(not missing, name, f"missing: {missing}\n{done.stdout}"
           f"{done.stderr}")


HEADER = '<row r="1">' + files.text("A1", "Chỉ tiêu") + \
    files.text("B1", "Tháng 5 năm 2022") + "</row>"
ROW = '<row r="2">' + files.text("A2", "Khai khoáng") + \
    '<c r="B2"><v>19.510000000000002</v></c></row>'

# What is read.
shows("XLSX: numbers to 15 digits, merged cells once, hidden sheets said",
      files.xlsx([("Bieu", "visible", files.sheet(HEADER + ROW, ["A1:A1"])),
                  ("An", "veryHidden", files.sheet(ROW))]),
      "Chỉ tiêu | Tháng 5 năm 2022", "Khai khoáng | 19.51\n")
doc, _, _ = document(files.xlsx([
    ("Bieu", "visible", files.sheet(HEADER + ROW)),
    ("An", "hidden", files.sheet(ROW))]))
tap.ok(doc["reason"] == "hidden sheets were left out: An",
       "a hidden sheet is named in the reason", doc)
shows("XLSX: rich text joined, phonetic hints and escapes left out",
      files.xlsx([("B", "visible", files.sheet(
          '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v>'
          '</c></row>'))], strings="<si><r><rPr><b/></rPr><t>Khai </t></r>"
          "<r><t>khoáng</t></r><rPh><t>đọc</t></rPh></si>"
          "<si><t>năm_x000D_2022</t></si>"), "Khai khoáng | năm 2022")
shows("XLSX: days by their number format, exponents, errors",
      files.xlsx([("B", "visible", files.sheet(
          '<row r="1"><c r="A1" s="1"><v>44686</v></c><c r="B1" s="2">'
          '<v>44686</v></c><c r="C1"><v>1.25E-3</v></c>'
          '<c r="D1" t="e"><v>#REF!</v></c></row>'))],
          styles='<numFmts><numFmt numFmtId="170" '
          'formatCode="mm\\/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/>'
          '<xf numFmtId="14"/><xf numFmtId="170"/></cellXfs>'),
      "05/05/2022 | 05/2022 | 0.00125 | #REF!")
shows("XLS: TCVN3 by the font, merged cells, numbers",
      files.ole(files.biff([(0, 0, "Lóa g¹o"), (1, 0, "Thãc"),
                            (1, 1, 19.510000000000002)], [(0, 0, 0, 1)])),
      "Lúa gạo\n", "Thóc | 19.51")
shows("CSV: quotes, semicolons, a byte order mark",
      ("\ufeffChỉ tiêu;Đơn vị;Tháng 5\n" + "".join(
          f'"Than; ""sạch"" {i}";tấn;1.234,{i}\n' for i in range(6)))
      .encode(), 'Than; "sạch" 3 | tấn | 1.234,3')
shows("CSV: UTF-16 and tabs",
      ("Chỉ tiêu\tĐơn vị\tTháng 5\n" + "".join(
          f"Than {i}\ttấn\t1234.{i}\n" for i in range(6))).encode("utf-16"),
      "Than 3 | tấn | 1234.3")
shows("CSV: the dialect of PX-Web",
      ('"Chỉ số sản xuất công nghiệp"\n\n"Tỉnh","2015","2016"\n' + "".join(
          f'"Tỉnh {i}",104.{i},..\n' for i in range(9))).encode(),
      "Chỉ số sản xuất công nghiệp\n", "Tỉnh | 2015 | 2016",
      "Tỉnh 4 | 104.4 | ..")
CELL = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
shows("DOCX: paragraphs and a table with merged cells in their order",
      files.docx(
          "<w:p><w:r><w:t>Công nghiệp tháng 5 tăng khá so với tháng "
          "trước.</w:t></w:r></w:p><w:tbl><w:tr>" +
          CELL.format('<w:vMerge w:val="restart"/>', "Chỉ tiêu") +
          CELL.format('<w:gridSpan w:val="2"/>', "So với (%)") +
          "</w:tr><w:tr>" + CELL.format("<w:vMerge/>", "") +
          CELL.format("", "tháng 4") + CELL.format("", "cùng kỳ") +
          "</w:tr><w:tr>" + CELL.format("", "Khai khoáng") +
          CELL.format("", "101,2") + CELL.format("", "99,5") +
          "</w:tr><w:tr>" + CELL.format("", "Chế biến") +
          CELL.format("", "102,1") + CELL.format("", "110,5") +
          "</w:tr></w:tbl><w:p><w:del><w:r><w:t>bỏ đi</w:t></w:r></w:del>"
          "<w:r><w:t>Hết bảng rồi.</w:t></w:r></w:p>"),
      "Chỉ tiêu | So với (%)\ntháng 4 | cùng kỳ\nKhai khoáng | 101,2 | 99,5",
      "\nHết bảng rồi.\n")
LINES = [[(72, 40, "BAN TIN THONG KE")] +
         [(72, 100, "Cong nghiep trong thang tang kha so voi thang truoc, "
           "nhieu nganh co"),
          (72, 115, "muc tang cao hon cung ky."),
          (72, 150, "Khai khoang"), (300, 150, "101,2"), (400, 150, "99,5"),
          (72, 170, "Che bien, che tao"), (300, 170, "102,1"),
          (400, 170, "110,5"),
          (72, 190, "Phan phoi dien"), (300, 190, "98,1"),
          (400, 190, "90,5"), (72, 230, "Het trang nay roi."),
          (290, 810, str(n))] for n in (1, 2, 3)]
shows("PDF: lines rejoined, columns found", files.pdf_pages(LINES),
      "nhieu nganh co muc tang cao hon cung ky.",
      "Khai khoang | 101,2 | 99,5\nChe bien, che tao | 102,1 | 110,5")
done = parse(files.pdf_pages(LINES), "--explain")
tap.ok("BAN TIN" not in done.stdout.split("\n", 1)[1] and
       "\n2\n" not in done.stdout,
       "PDF: running heads and page numbers are dropped", done.stdout)

HEAD = [(330, 100, "Thang 5"), (420, 100, "So voi (%)"),
        (330, 114, "nam 2022"), (400, 114, "thang"), (470, 114, "cung ky"),
        (400, 128, "truoc"), (470, 128, "nam truoc")]
BODY = [x for i in range(12) for x in (
    (72, 150 + 34 * i, f"Nganh so {i} co ten dai"),
    (330, 156 + 34 * i, f"{1000 + i},5"), (400, 156 + 34 * i, f"{100 + i},1"),
    (470, 156 + 34 * i, f"{90 + i},2"),
    (72, 163 + 34 * i, "va dong thu hai"))]
shows("PDF: headers over columns, labels of two lines, a table on two pages",
      files.pdf_pages([
          [(72, 60, "Bieu 3. Gia tri san xuat cong nghiep (Ty dong)")] +
          HEAD + BODY,
          [(72, 60, "Nganh cuoi cung"), (330, 60, "77,5"),
           (400, 60, "101,1"), (470, 60, "99,2"),
           (72, 100, "Sau bang con mot doan van.")]]),
      "Thang 5 | So voi (%)\nnam 2022 | thang | cung ky\n"
      "truoc | nam truoc\nNganh so 0 co ten dai va dong thu hai | 1000,5 | "
      "100,1 | 90,2\n",
      "va dong thu hai | 1011,5 | 111,1 | 101,2\n"
      "Nganh cuoi cung | 77,5 | 101,1 | 99,2\n",
      "\nSau bang con mot doan van.\n")
# The maps of characters are files, which the worker may not open.
shows("PDF: a font of another script, with maps that lie in files",
      files.pdf([
          b"<< /Type /Catalog /Pages 2 0 R >>",
          b"<< /Type /Pages /Count 1 /Kids [6 0 R] >>",
          b"<< /Type /Font /Subtype /Type0 /BaseFont /Other /Encoding "
          b"/UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
          b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Other "
          b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
          b"/Supplement 2 >> >>",
          b"<< /Length 74 >>\nstream\nBT /F1 11 Tf 72 700 Td <0041> Tj ET "
          b"BT /F2 11 Tf 72 600 Td (Con lai) Tj ET\nendstream",
          b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents "
          b"5 0 R /Resources << /Font << /F1 3 0 R /F2 7 0 R >> >> >>",
          b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]),
      "Con lai\n")

# What is refused.
refused("a ZIP bomb in a sheet", files.xlsx([
    ("B", "visible", files.sheet("<row/>" * (30 << 20 >> 2)))]),
    "failed", "sheet1.xml", "NQ_ZIP_RATIO")
refused("a ZIP bomb in the shared strings", files.xlsx(
    [("B", "visible", files.sheet())],
    strings="<si><t>" + " " * (200 << 20) + "</t></si>"),
    "failed", "sharedStrings.xml")
refused("a path that climbs", files.xlsx(
    [("B", "visible", files.sheet(ROW))], extra=[("../../etc/x", "x")]),
    "failed", "leads outside", "../../etc/x")
refused("a path with backslashes", files.xlsx(
    [("B", "visible", files.sheet(ROW))], extra=[("xl\\..\\x", "x")]),
    "failed", "leads outside")
refused("an absolute path", files.xlsx(
    [("B", "visible", files.sheet(ROW))], extra=[("/etc/x", "x")]),
    "failed", "leads outside")
refused("a sheet outside the workbook", files.xlsx(
    [("B", "visible", files.sheet(ROW))], mode=' TargetMode="External"',
    target="http://127.0.0.1:9/sheet.xml"), "failed", "lies outside")
refused("a relation that climbs out", files.xlsx(
    [("B", "visible", files.sheet(ROW))], target="../../../sheet.xml"),
    "failed", "lies outside")
refused("too many entries", files.package(
    [(f"f{i}", "") for i in range(2001)], zipfile.ZIP_STORED),
    "failed", "2001 entries")
locked = bytearray(files.xlsx([("B", "visible", files.sheet(ROW))]))
for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
    place = -1
    while (place := locked.find(mark, place + 1)) >= 0:
        locked[place + at] |= 1
refused("an encrypted ZIP", bytes(locked), "unsupported", "encrypted")
refused("an encrypted workbook (OLE2 package)",
        files.ole(b"x" * 5000, "EncryptedPackage"), "unsupported",
        "encrypted")
refused("an encrypted XLS", files.ole(files.biff(
    [(0, 0, "x")], globals_extra=files.record(0x2f, b"\1\0\1\0\1\0"))),
    "unsupported", "encrypted")
refused("a workbook older than Excel 97", files.ole(
    files.biff([(0, 0, "x")], version=0x500)), "unsupported",
    "older than Excel 97")
refused("a Word 97 document", files.ole(b"x" * 5000, "WordDocument"),
        "unsupported", "Word 97")
BOMB = ('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>')
refused("a DOCX with a DOCTYPE", files.docx(
    "<w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p>", BOMB), "failed",
    "document.xml", "DOCTYPE")
refused("an XLSX sheet with a DOCTYPE", files.xlsx(
    [("B", "visible", files.sheet(ROW, head=BOMB))]), "failed", "DOCTYPE")
refused("XML that breaks off", files.xlsx(
    [("B", "visible", files.sheet(ROW)[:-30])]), "failed", "sheet1.xml",
    "well-formed")
refused("nesting past every depth", files.docx(
    "<w:tbl>" * 50000 + "</w:tbl>" * 50000), "failed", "document.xml",
    "MAX_DEPTH")
# Digits that do not repeat, so that it is not taken for a bomb first.
digits = hashlib.shake_128(b"cells").hexdigest(2400 * 250)
many = "".join("<row>" + "".join(
    f"<c><v>{int(digits[i + k], 16)}</v></c>" for k in range(500)) + "</row>"
    for i in range(0, 2400 * 500 // 4, 125))
refused("more cells than a workbook may have", files.xlsx(
    [("B", "visible", files.sheet(many)), ("C", "visible",
                                           files.sheet(many))]),
    "truncated", "NQ_MAX_BOOK_CELLS")
wide = "".join(f'<row r="{1 + 40 * i}"><c r="A{1 + 40 * i}"><v>1</v></c>'
               f'<c r="SA{1 + 40 * i}"><v>1</v></c></row>'
               for i in range(20000))
refused("ten million cells, all but a few of them empty", files.xlsx(
    [("B", "visible", files.sheet(wide))]), "truncated", "NQ_MAX_CELLS")
overlap = [f"A1:SA{n}" for n in range(2, 2000)]
refused("merged cells that overlap without end", files.xlsx(
    [("B", "visible", files.sheet(HEADER + "".join(
        f'<row r="{n}"><c r="SA{n}"><v>1</v></c></row>'
        for n in range(2, 460)), overlap))]), "truncated", "overlap")
long_text = "Khai khoáng " * 2000
refused("one long string in every cell", files.xlsx(
    [("B", "visible", files.sheet("".join(
        '<row>' + '<c t="s"><v>0</v></c>' * 100 + "</row>"
        for _ in range(100))))], strings=f"<si><t>{long_text}</t></si>"),
    "truncated", "NQ_MAX_BOOK_TEXT")
refused("rowspan 65535 in an .xls that is HTML",
        ("<html><body><table>" + "<tr><td rowspan=65535 colspan=500>1</td>"
         "<td rowspan=65535>2</td></tr>" * 3000 + "</table></body></html>")
        .encode(), "truncated", "NQ_MAX_CELLS")
refused("a CSV with one line of 25 MB", b"a;b;c\n" * 10 +
        b"1;2;3;" * ((25 << 20) // 6), "failed", "line of")
loop = files.pdf([b"<< /Type /Catalog /Pages 2 0 R >>",
                  b"<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] >>",
                  b"<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>"])
refused("a PDF with a loop in its page tree", loop, "failed", "PDF")
refused("a PDF that claims ten thousand pages", files.pdf([
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Count 10000 /Kids [] >>"]), "failed", "pages")
refused("a PDF without a text layer", files.pdf_pages([[], []]),
        "image-only", "OCR")
refused("a damaged PDF", b"%PDF-1.4\n" + bytes(range(256)) * 20, "failed",
        "PDF")
short = files.ole(files.biff([(0, 0, "x")]))
ring = bytearray(short)
ring[512 + 4 * 2:512 + 4 * 3] = struct.pack("<I", 2)
refused("an OLE2 chain that bites its tail", bytes(ring), "failed")
refused("an OLE2 file cut in half", short[:1536], "failed")
refused("a ZIP that is no document", files.package([("a.txt", "x")]),
        "unsupported", "no office document")
refused("an OpenDocument file", files.package(
    [("mimetype", "application/vnd.oasis.opendocument.spreadsheet")],
    zipfile.ZIP_STORED), "unsupported", "OpenDocument")



# All of it as one archive, a good release before, between and behind.
def record(kind, body, fields):
    fields = {"WARC-Type": kind, "WARC-Date": "2022-06-01T18:00:00Z",
              "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>", **fields,
              "Content-Length": len(body)}
    head = "".join(f"{k}: {v}\r\n" for k, v in fields.items())
    return gzip.compress(b"WARC/1.1\r\n" + head.encode() + b"\r\n" + body +
                         b"\r\n\r\n", 1)


def capture(n, body):
    url = {"WARC-Target-URI": f"http://127.0.0.1/{n}"}
    said = f"source: yenbai-portal\r\nrelease: yenbai-portal:{n}\r\n" \
        "kind: release\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    return record("metadata", said.encode(), url | {
        "Content-Type": "application/warc-fields"}) + record(
        "response", answer + body, url | {
            "Content-Type": "application/http; msgtype=response"})


GOOD = ("Kinh tế Yên Bái tháng 5\n"
        "Tháng 5/2022, chỉ số sản xuất công nghiệp tăng {},5%.\n")
batch, want = b"", []
for n, (data, status) in enumerate(hostile + [(b"", None)]):
    batch += capture(2 * n, GOOD.format(n % 9 + 1).encode())
    want.append("ok")
    if status:
        batch += capture(2 * n + 1, data)
        want.append(status)
(folder / "data/archive").mkdir(parents=True)
(folder / "data/archive/20220601T180000Z.warc.gz").write_bytes(batch)
done = nqtrack("transform", "--data", folder / "data", "--sandbox", "require")
lines = [json.loads(x) for x in (
    folder / "data/records/20220601T180000Z.ndjson").read_text("utf-8")
    .splitlines()]
got = [x["status"] for x in lines if x["kind"] == "document"]
tap.ok(got == want and len(hostile) > 20 and
       sum(x["kind"] == "observation" for x in lines) == len(hostile) + 1,
       "in one batch each is refused and each release between is read",
       f"{[(i, a, b) for i, (a, b) in enumerate(zip(got, want)) if a != b]} "
       f"{len(got)} of {len(want)}\n{done.stderr[-1500:]}")

# Damage costs the capture that it is in: of the second the answer, of the
# fourth the metadata, without which nobody knows whose page it is.
batch, begins = b"", []
for n in range(6):
    begins.append(len(batch))
    batch += capture(n, GOOD.format(n + 1).encode())
batch = bytearray(batch)
batch[begins[2] - 30] ^= 0x55
batch[begins[3] + 60] ^= 0x55
(folder / "data/archive/20220602T180000Z.warc.gz").write_bytes(batch)
done = nqtrack("transform", "--data", folder / "data")
lines = [json.loads(x) for x in (
    folder / "data/records/20220602T180000Z.ndjson").read_text("utf-8")
    .splitlines()]
got = [x["release"] for x in lines if x["kind"] == "document"]
tap.ok(got == [f"yenbai-portal:{n}" for n in (0, 2, 4, 5)] and
       done.returncode == 1 and done.stderr.count(": offset ") == 2,
       "two damaged places cost two captures, and are told",
       f"{got} {done.returncode}\n{done.stderr}")

# Every real file there is gives a page.
found = sorted(CORPUS.glob("workbooks/*.xls*")) + [
    p for p in sorted(CORPUS.glob("dev/02[0-3].*"))
    if p.suffix in (".xlsx", ".csv", ".pdf", ".docx")]
if not found:
    tap.skip("no workbooks beside the project")
for path in found:
    doc, took, log = document(path.read_bytes())
    tap.ok(doc.get("status") in ("ok", "no-figures"), f"{path.name} is read",
           f"{doc} {log}")
tap.done()
