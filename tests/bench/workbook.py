#!/usr/bin/env python3
"""A workbook for the benchmark: workbook.py SHEETS ROWS FILE. The shape is
that of a monthly workbook of a statistics office, blown up: a title and a
head of two rows with merged cells, then rows of an indented label, a unit
and eight numbers. Labels and figures are our own, and the same ones in every
run."""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import files  # noqa: E402

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADS = ["Đơn vị tính", "Thực hiện tháng trước", "Ước tính tháng báo cáo",
         "Cộng dồn từ đầu năm", "Tháng báo cáo so với (%)", "Kế hoạch năm",
         "Tháng trước", "Cùng kỳ năm trước", "Lũy kế so với cùng kỳ (%)",
         "Lũy kế so với kế hoạch (%)"]
GROUPS = ["Khai khoáng", "Chế biến, chế tạo", "Sản xuất và phân phối điện",
          "Cung cấp nước", "Bán lẻ hàng hóa", "Dịch vụ lưu trú, ăn uống",
          "Vận tải hành khách", "Vận tải hàng hóa"]
UNITS = ["Tỷ đồng", "Triệu đồng", "Tấn", "Nghìn lượt khách", "%"]
MERGES = ["A1:J1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:G3",
          "H3:J3"]
FONTS = ('<fonts count="2"><font><sz val="11"/><name val="Times New Roman"/>'
         '</font><font><b/><sz val="11"/><name val="Times New Roman"/></font>'
         "</fonts>")
XFS = ('<cellXfs count="5"><xf numFmtId="0" fontId="0"/><xf numFmtId="0" '
       'fontId="1"/><xf numFmtId="0" fontId="0"><alignment indent="1"/></xf>'
       '<xf numFmtId="4" fontId="0"/><xf numFmtId="2" fontId="0"/></cellXfs>')


class Strings:
    """Shared strings: each once, by number."""

    def __init__(self):
        self.at = {}

    def cell(self, ref, value, style):
        number = self.at.setdefault(value, len(self.at))
        return f'<c r="{ref}" s="{style}" t="s"><v>{number}</v></c>'

    def xml(self):
        return "".join(f"<si><t>{s}</t></si>" for s in self.at)


def row(number, cells):
    return (f'<row r="{number}" spans="1:10" ht="15.75" customHeight="1">'
            f"{''.join(cells)}</row>")


def head(strings, title):
    top = [strings.cell("A1", title, 1)]
    first = [strings.cell(f"{c}3", HEADS[i], 1)
             for i, c in enumerate("ABCDEFH")]
    second = [strings.cell(f"{c}4", HEADS[i + 5], 1)
              for i, c in enumerate("FGHIJ")]
    return row(1, top) + row(3, first) + row(4, second)


def body(rng, strings, number):
    group = number % 12 == 5
    label = rng.choice(GROUPS)
    if not group:
        label += f" - mặt hàng {rng.randrange(400)}"
    cells = [strings.cell(f"A{number}", label, 1 if group else 2),
             strings.cell(f"B{number}", rng.choice(UNITS), 0)]
    for i, column in enumerate("CDEFGHIJ"):
        # As Excel stores what it computed: seventeen digits.
        value = (f"{rng.randrange(1, 9_000_000) / 100:.2f}" if i < 3 else
                 repr(rng.uniform(70, 140)))
        cells.append(f'<c r="{column}{number}" s="{3 if i < 3 else 4}"><v>'
                     f"{value}</v></c>")
    return row(number, cells)


def main():
    sheets, rows, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rng = random.Random(20261122)
    strings = Strings()
    parts = []
    for n in range(1, sheets + 1):
        lines = head(strings, f"Biểu {n}. Tình hình sản xuất, kinh doanh")
        lines += "".join(body(rng, strings, i) for i in range(5, rows + 5))
        parts.append((f"Biểu {n}", "visible", files.sheet(
            lines, MERGES).replace("<worksheet>", f'<worksheet xmlns="{NS}">',
                                   1)))
    pathlib.Path(out).write_bytes(
        files.xlsx(parts, strings=strings.xml(), styles=FONTS + XFS))


main()
