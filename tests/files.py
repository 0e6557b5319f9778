"""Small files for the tests: workbooks, documents, PDF, old workbooks."""
import io
import struct
import zipfile

OPC = "http://schemas.openxmlformats.org/"
REL = OPC + "officeDocument/2006/relationships/"


def package(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, text in parts:
            z.writestr(zipfile.ZipInfo(name) if method == zipfile.ZIP_STORED
                       else name, text)
    return out.getvalue()


def relations(*rels):
    return (f'<Relationships xmlns="{OPC}package/2006/relationships">' +
            "".join(f'<Relationship Id="{i}" Type="{REL}{kind}" '
                    f'Target="{target}"{mode}/>'
                    for i, kind, target, mode in rels) + "</Relationships>")


def sheet(rows="", merges=(), head=""):
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    return (f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet>'
            f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>"
            "</worksheet>")


def text(ref, value, style=0):
    return (f'<c r="{ref}" s="{style}" t="inlineStr"><is><t>{value}</t></is>'
            "</c>")


def xlsx(sheets, strings="", styles="", mode="", extra=(), target=None):
    """sheets: (name, state, part's text)."""
    tabs = "".join(f'<sheet name="{name}" sheetId="{i}" state="{state}" '
                   f'r:id="r{i}"/>'
                   for i, (name, state, _) in enumerate(sheets, 1))
    rels = [(f"r{i}", "worksheet", target or f"worksheets/sheet{i}.xml", mode)
            for i in range(1, len(sheets) + 1)]
    parts = [("[Content_Types].xml", "<Types/>"),
             ("_rels/.rels", relations(("r1", "officeDocument",
                                        "xl/workbook.xml", ""))),
             ("xl/workbook.xml", f'<workbook xmlns:r="{REL[:-1]}"><sheets>'
              f"{tabs}</sheets></workbook>")]
    if strings:
        rels.append(("s", "sharedStrings", "sharedStrings.xml", ""))
        parts.append(("xl/sharedStrings.xml", f"<sst>{strings}</sst>"))
    if styles:
        rels.append(("t", "styles", "styles.xml", ""))
        parts.append(("xl/styles.xml",
                      f"<styleSheet>{styles}</styleSheet>"))
    parts.append(("xl/_rels/workbook.xml.rels", relations(*rels)))
    parts += [(f"xl/worksheets/sheet{i}.xml", body)
              for i, (_, _, body) in enumerate(sheets, 1)]
    return package(parts + list(extra))


def docx(body, head=""):
    return package([
        ("_rels/.rels", relations(("r1", "officeDocument",
                                   "word/document.xml", ""))),
        ("word/document.xml", f'<?xml version="1.0"?>{head}<w:document '
         f'xmlns:w="w"><w:body>{body}</w:body></w:document>')])


def pdf(objects, root=1):
    out = b"%PDF-1.4\n"
    at = []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(at) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{x:010d} 00000 n \n".encode() for x in at)
    out += (f"trailer\n<< /Size {len(at) + 1} /Root {root} 0 R >>\n"
            f"startxref\n{start}\n%%EOF\n").encode()
    return out


def pdf_pages(pages):
    """pages: lists of (x, y from the top, text in Latin-1)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
               b"/Encoding /WinAnsiEncoding >>"]
    kids = []
    for page in pages:
        body = b"".join(
            f"BT /F1 11 Tf {x} {842 - y} Td (".encode() +
            line.encode("latin-1").replace(b"\\", b"\\\\").replace(
                b"(", b"\\(").replace(b")", b"\\)") + b") Tj ET\n"
            for x, y, line in page)
        objects.append(f"<< /Length {len(body)} >>\nstream\n".encode() +
                       body + b"endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R "
            ">> >> >>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = (f"<< /Type /Pages /Count {len(kids)} /Kids "
                  f"[{' '.join(kids)}] >>").encode()
    return pdf(objects)


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def biff_string(s, wide=True):
    return struct.pack("<HB" if wide else "<BB", len(s), 1) + \
        s.encode("utf-16-le")


def biff(cells, merges=(), font=".VnTime", globals_extra=b"", version=0x600,
         hidden=False):
    """cells: (row, col, str or float); text in the font's letters."""
    strings = [v for _, _, v in cells if isinstance(v, str)]
    fonts = b"".join(record(0x31, struct.pack(
        "<HHHHHBBBB", 200, 0, 0, weight, 0, 0, 0, 0, 0) +
        biff_string(font, wide=False)) for weight in (400, 700))
    styles = b"".join(record(0xe0, struct.pack(
        "<HHHBBBB", f, 0, 0, 0, 0, indent, 0) + bytes(10))
        for f, indent in ((0, 0), (1, 2)))
    sst = record(0xfc, struct.pack("<II", len(strings), len(strings)) +
                 b"".join(biff_string(s) for s in strings))
    bof = record(0x809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0))
    tab_size = len(record(0x85, bytes(6) + biff_string("Bieu", wide=False)))
    at = len(bof + globals_extra + fonts + styles + sst) + tab_size + 4
    tab = record(0x85, struct.pack("<IBB", at, hidden, 0) +
                 biff_string("Bieu", wide=False))
    body = b""
    for row, col, v in cells:
        if isinstance(v, str):
            body += record(0xfd, struct.pack("<HHHI", row, col, row == 0,
                                             strings.index(v)))
        else:
            body += record(0x203, struct.pack("<HHHd", row, col, 0, v))
    if merges:
        body += record(0xe5, struct.pack("<H", len(merges)) + b"".join(
            struct.pack("<HHHH", *m) for m in merges))
    return (bof + globals_extra + fonts + styles + tab + sst + record(0x0a) +
            record(0x809, struct.pack("<HHHHII", version, 0x10, 0, 0, 0, 0)) +
            body + record(0x0a))


def ole(stream, name="Workbook"):
    """A compound file with one stream."""
    size = max(len(stream), 4096)
    stream = stream.ljust((size + 511) // 512 * 512, b"\0")
    n = len(stream) // 512
    chain = [0xfffffffd, 0xfffffffe] + [i + 3 for i in range(n)]
    chain[-1] = 0xfffffffe
    assert len(chain) <= 128, "one sector of the table is enough here"
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(title, kind, start, length, child):
        raw = (title + "\0").encode("utf-16-le")
        return (raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw), kind, 1, 0xffffffff, 0xffffffff, child) +
            bytes(36) + struct.pack("<IQ", start, length))

    folder = (entry("Root Entry", 5, 0xfffffffe, 0, 1) +
              entry(name, 2, 2, size, 0xffffffff)).ljust(512, b"\0")
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(6) + struct.pack(
        "<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0, 0) +
        struct.pack("<I", 0xffffffff) * 108)
    return head.ljust(512, b"\xff") + fat + folder + stream
