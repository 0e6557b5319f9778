#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets, all of our own words, to
tests/fuzz/corpus. Arguments: names of targets; none: all. What is kept there
grows from these by campaigns (docs/fuzzing.md)."""
import hashlib
import pathlib
import struct
import sys
import zlib

sys.path.insert(0, "tests")
import files  # noqa: E402
import warcs  # noqa: E402

CORPUS = pathlib.Path("tests/fuzz/corpus")


def texts():
    """Releases as text, cut into pieces of a few paragraphs."""
    for path in sorted(pathlib.Path("tests/prose").glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()
        for i in range(0, len(lines), 6):
            yield "\n".join(lines[i:i + 6]) + "\n"
    for path in sorted(pathlib.Path("tests/golden").glob("*/in.txt")):
        yield path.read_text("utf-8")


def text():
    return [t.encode() for i, t in enumerate(texts()) if i % 3 == 0]


def html():
    pages = [p.read_bytes() for p in
             sorted(pathlib.Path("tests/golden").glob("*/in.html"))]
    pages += [p.read_bytes()[:4000] for p in
              sorted(pathlib.Path("tests/portal/chrome").glob("*.html"))]
    return pages + [
        """<html><head><meta property='og:title' content='T'><title>T - B
</title><script type='application/ld+json'>{"headline":"T",
"datePublished":"2024-05-03T08:00:00+07:00"}</script></head>
<body><h1 class=title>T</h1><span class=date>3/5/2024</span>
<div class='article-body'><p>Một <b>hai</b>&nbsp;ba</p><ul><li>x
<li>y</ul><table><tr><th colspan=2>A<th rowspan=2>B<tr><td>1<td>
2,5</table><figure><img src=a.png><figcaption>Ảnh</figcaption>
</figure></div><div class=related><a href=1>Tin khác</a></div>""".encode()]


def decode():
    line = "Giá trị sản xuất công nghiệp tháng 9 tăng 8,5% so với cùng kỳ"
    twice = line.encode().decode("latin-1").encode()
    tcvn = "Gi¸ trÞ s¶n xuÊt c«ng nghiÖp th¸ng 9 t¨ng 8,5%"
    vni = "Giaù trò saûn xuaát coâng nghieäp thaùng 9 taêng 8,5%"
    out = [line.encode(), twice, line.encode("utf-16"),
           b"\xfe\xff" + line.encode("utf-16-be"), b"\xef\xbb\xbf" +
           line.encode(), line.encode()[:-3] + b"\xff\xc3",
           tcvn.encode("latin-1"), vni.encode("latin-1"),
           "Gia\u0301 tri\u0323 sa\u0309n".encode(),
           b"<meta charset=windows-1258>Gi\xe1 tr\xf2 s\xd2n",
           "Đà Nẵng".encode() + b"\0\x85\x01" + "ạ".encode()]
    return [bytes([i % 16]) + t for i, t in enumerate(out)]


def number():
    return [t.encode() for t in (
        "14.210", "226,3", "1.234,56 tỷ đồng", "1,234.5 triệu USD", "15.096",
        "10 nghìn 537 tỷ đồng", "-1234.50 0.000000000000001", "1.0E-3",
        "999999999999999 2", "7,5 - 8,0%", "50 triệu đồng/người/năm",
        "3,910,000 lượt khách", "12/18 ngành", "0,5 ha", "1.5E+300")]


def period():
    return [t.encode() for t in (
        "2021", "2022-S1", "2022-Q4", "2022-05", "2022-01-01/P11M",
        "2021-01-01/P5Y", "6 tháng đầu năm 2025", "quý III/2024",
        "tháng Chín năm 2023", "đến hết ngày 15/7/2024", "nửa đầu năm nay",
        "giai đoạn 2021 - 2025", "3 tháng cuối năm ngoái", "T9/2024",
        "9 tháng Mười Hai, 2022", "Thứ tư, 6/3/2019 | 8:00", "2018-03-05T09",
        "nhiệm kỳ 2020-2025", "năm tháng đầu năm", "từ nay đến năm 2030")]


def csv():
    rows = ["Chỉ tiêu;Tháng 9/2024;So với cùng kỳ (%)",
            "Giá trị sản xuất công nghiệp (tỷ đồng);1.234,5;108,2",
            "Khai khoáng;100,5;99,1", "Chế biến, chế tạo;900,5;110,3",
            "Tổng mức bán lẻ (tỷ đồng);2.169,9;120,4"]
    table = "\n".join(rows) + "\n"
    return [table.encode(), table.replace(";", "\t").encode("utf-16"),
            ("sep=|\r\n" + table.replace(";", "|")).encode(),
            ('"Bảng 1";;\n' + table.replace("1.234,5", '"1,234.5"')).encode(),
            b'a,b,c\r\n"1 ""x""\n2",3,\r\n4,5,6\r\n7,8,9\r\n1,2,3\r\n',
            pathlib.Path("tests/golden/places-with-and-without-marks/in.csv")
            .read_bytes()]


def bundle(**parts):
    """What fuzz_zip reads; __ stands for a slash, a last _ for .xml."""
    return "".join(
        f"@@ {name.replace('__', '/').removesuffix('_')}.xml\n{text}\n"
        for name, text in parts.items()).encode()


def xlsx():
    rows = ('<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" '
            't="inlineStr"><is><r><rPr><b/><rFont val=".VnTime"/></rPr><t>'
            'n¨m</t></r><r><t xml:space="preserve"> 2024</t></r></is></c>'
            '</row><row r="3" hidden="1"><c r="A3"><v>-1.5E-3</v></c><c '
            'r="B3" s="2"><f>A3*2</f><v>45000</v></c><c t="b"><v>1</v></c>'
            '<c t="e"><v>#N/A</v></c><c t="str"><v>x&amp;y</v></c></row>')
    strings = ('<sst count="2"><si><t>Sản lượng</t></si><si><r><t>lúa</t></r>'
               '<rPh><t>no</t></rPh></si></sst>')
    styles = ('<styleSheet><numFmts><numFmt numFmtId="165" '
              'formatCode="dd/mm/yyyy;@"/></numFmts><fonts><font><b/><name '
              'val=".VnTimeH"/></font><font/></fonts><cellXfs><xf '
              'numFmtId="0" fontId="1"/><xf fontId="0"><alignment '
              'indent="2"/></xf><xf numFmtId="165"/></cellXfs></styleSheet>')
    part = files.sheet(rows, ["A1:B2", "C3:D9"])
    return [bundle(xl__worksheets__sheet1=part),
            bundle(xl__sharedStrings=strings, xl__styles=styles,
                   xl__worksheets__sheet1=part),
            bundle(xl__workbook='<workbook xmlns:r="' + files.REL[:-1] +
                   '"><workbookPr date1904="1"/><sheets><sheet name="Ẩn" '
                   'state="hidden" r:id="r1"/><sheet name="B" r:id="r1"/>'
                   "</sheets></workbook>", xl__worksheets__sheet1=part),
            files.xlsx([("Bieu", "visible", part)],
                       "<si><t>a</t></si>", styles[12:-13])]


def docx():
    body = ('<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:numPr/></w:pPr><w:r>'
            '<w:t>Giá trị</w:t><w:tab/><w:t xml:space="preserve"> 2024</w:t>'
            '</w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/>'
            '<w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:rPr><w:rFonts '
            'w:ascii=".VnTime"/><w:b/></w:rPr><w:t>n¨m</w:t></w:r></w:p>'
            '</w:tc><w:tc><w:p><w:r><w:t>1,5</w:t></w:r></w:p></w:tc></w:tr>'
            '<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>'
            '</w:tbl><w:p><w:ins><w:r><w:t>mới</w:t><w:br/></w:r></w:ins>'
            '<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>')
    return [bundle(word__document='<w:document xmlns:w="w"><w:body>' + body +
                   "</w:body></w:document>"), files.docx(body)]


def xls():
    cells = [(0, 0, "N¨m"), (0, 1, "Lóa g¹o"), (1, 0, 2024.0), (1, 1, 1.5),
             (70, 3, "Th¸ng 9"), (70, 4, -3.25)]
    rows = files.record(0x27e, b"\x02\0\0\0\0\0\x06\0\0\0") + \
        files.record(0xbd, b"\x03\0\0\0" + b"\0\0\x07\0\0\0" * 2 +
                     b"\1\0") + \
        files.record(0x6, b"\x04\0\0\0\0\0" + bytes(6) + b"\xff\xff" +
                     bytes(6)) + files.record(0x207, files.biff_string("a")) + \
        files.record(0x205, b"\x05\0\0\0\0\0\1\0")
    plain = files.biff(cells, [(0, 0, 0, 1), (3, 6, 0, 2)])
    more = files.record(0x41e, b"\xa4\0" + files.biff_string("dd/mm/yy")) + \
        files.record(0x22, b"\1\0")
    return [plain, plain[:-4] + rows + files.record(0x0a),
            files.biff(cells, font="Arial", globals_extra=more),
            files.biff(cells, hidden=True),
            files.biff([(0, 0, "x" * 300)]) + files.record(0x3c, b"\1abc"),
            files.ole(files.biff(cells[:2]))[:6000]]


def pdf():
    table = [(60, 60 + 14 * i, f"Ng\xe0nh {i}") for i in range(5)] + \
        [(260, 60 + 14 * i, f"{i}.234,5") for i in range(5)] + \
        [(400, 60 + 14 * i, f"10{i},2") for i in range(5)]
    return [files.pdf_pages([table]),
            files.pdf_pages([[(60, 40, "Trang 1"), (60, 80, "N\xf4ng"),
                              (60, 94, "nghi-"), (60, 108, "p 2024")],
                             [(60, 40, "Trang 2"), (60, 80, "H\xe0")]]),
            files.pdf_pages([[]])]


def warc():
    some = warcs.captures()[:3]
    plain = warcs.info_record("1.0") + warcs.response_record(
        "1.1", some[0]) + warcs.revisit_record("1.0", some[1])
    folded = (b"WARC/1.0\nWARC-Type: resource\nX-A: b\n  c\n"
              b"WARC-Target-URI: <http://a.vn/>\n"
              b"WARC-Date: 2024-01-01T00:00:00Z\nContent-Length: 3\n\nabc"
              b"\n\n")
    return [b"\0" + plain, b"\1" + plain, b"\0" + folded * 3, b"\1" + folded,
            b"\0" + warcs.member(folded) + b"x" + warcs.member(folded) * 2,
            b"\0" + folded + b"WARC/1.0\r\nbroken\r\n\r\n" + folded,
            b"\0" + warcs.warcio_file(some[:2])]


def robots():
    return [b"a/b.html?x=1\nUser-agent: *\nDisallow: /a\nAllow: /a/b.html$\n"
            b"Crawl-delay: 1.5\nSitemap: https://a.vn/s.xml\n",
            b"tin/%7Ea\n\xef\xbb\xbfUser-Agent: nqtrack # x\r\nUser-agent: b"
            b"\r\nDisallow: /*.gif$\r\nallow: /tin/~*a*\r\n\r\n"
            b"User-agent: *\nDisallow:\n",
            "c\nUser-agent: NQTRACK/1\nDisallow: /tĩnh%2A\nDisallow: *$\n"
            .encode()]


def record():
    gold = pathlib.Path("tests/golden")
    out = []
    for path in sorted(gold.glob("*/expect.ndjson"))[:8]:
        out.append(path.read_bytes()[:2000])
    return out + [
        b'{"kind":"batch","archive":"a","archive_digest":"sha256:0",'
        b'"program":"nqtrack \\u00e9\\ud83d\\ude00","catalogue":"c"}\r\n']


def sources():
    text = pathlib.Path("tests/portal/config/sources.json.in").read_text()
    one = """{"sources":[{"id":"a","title":"A","publisher":"P",
"ref_area":"VN-06","enabled":true,"rank":1,"charset":"windows-1258",
"hosts":["a.vn","b.vn"],"moved":{"c.vn":"a.vn"},"schedule":{"every":"month",
"from":"2019-01","until":"2025-06","within_days":40},
"entries":[{"kind":"listing","url":"http://a.vn/t","links":"//a/@href",
"dates":"../i","pages":{"url":"http://a.vn/?p={page}","from":2,"max":40}},
{"kind":"listing","url":"http://a.vn/","pattern":"^/tin/[0-9]{4}/"},
{"kind":"feed","url":"http://b.vn/rss"},
{"kind":"wordpress","url":"http://b.vn/wp-json/wp/v2/posts"},
{"kind":"attachments","links":"//div"},{"kind":"page","url":"http://a.vn/1"}],
"key":{"params":["l","ItemID"],"trim":" +/","separator":"/","under":"/x/",
"drop":["/en"]},"allow_private":["127.0.0.1","10.0.0.0/8","::1"],
"connections":2,"delay_ms":10,"timeout_s":30,"look_back_days":3}]}"""
    return [one.encode(), text.replace("@PORT@", "8080").encode()[:4000],
            b'{"sources":[{"id":"f","title":"F","publisher":"P",'
            b'"ref_area":"VN","enabled":false,"reason":"x","hosts":[],'
            b'"entries":[{"kind":"files","path":"/srv/x"}],'
            b'"key":{"path":true}}]}']


def feed():
    rss = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="urn:d"
xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://a.vn/</link>
<item><link>https://a.vn/1?x=1&amp;y</link><pubDate>Fri, 03 May 2024 15:04:05
 +0700</pubDate></item><item><link><![CDATA[/2]]></link><dc:date>2024-05-04
</dc:date><atom:updated>2024-05-05T08:00:00+07:00</atom:updated></item>
<item><guid isPermaLink="false">https://a.vn/3</guid></item></channel></rss>
"""
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link
rel="alternate" href="/1"/><published>2024-05-03T23:00:00+07:00</published>
<updated>2024-05-04T08:00:00.5Z</updated></entry></feed>"""
    sitemap = """<urlset><url><loc>https://a.vn/1</loc><lastmod>2024-05-03
</lastmod></url></urlset>"""
    index = """<sitemapindex><sitemap><loc>/s.xml.gz</loc><lastmod>2024-05-03T
08:00:00+07:00</lastmod></sitemap></sitemapindex>"""
    posts = """[{"id":1,"link":"https://a.vn/1","date":"2024-05-03T08:00:00",
"modified_gmt":"2024-05-04T01:00:00","title":{"rendered":"\\u1ea1"}}]"""
    return [b"\0" + rss.encode(), b"\0" + atom.encode(),
            b"\0" + rss.encode("utf-16"), b"\1" + sitemap.encode(),
            b"\1" + index.encode(), b"\1https://a.vn/1\r\n/2\n",
            b"\1" + warcs.member(sitemap.encode()), b"\2" + posts.encode(),
            b'\2{"code":"rest_post_invalid_page_number"}']


def listing():
    page = """<html><head><base href="/tin/"></head><body><ul>
<li><a href=" 1.html ">Một</a> <i>(28/03/2019 08:41)</i></li>
<li><a href="https://a.vn/tin/23">Hai</a> <i>3-5-2024</i></li></ul>
<p><a href="/tin/4"></p><section class="item"><h3>Ba</h3><span class="date">
Ngày đăng: 03/06/2026</span></section><p></a></p><div class="tep">
<a href="bieu.XLSX?x=1&amp;y">Biểu</a><a href=b.pdf>b</a></div></body>"""
    return [bytes([i]) + page.encode() for i in range(8)]


def url():
    return [t.encode() for t in (
        "HTTP://A.vn:80/../a/./b?x=1#y", "//b.vn/x%7e%2F?l=++A&ItemID=7/",
        "?l=Tin&ItemID=30649", "/tin/slug-post401169.html", "tệp số 1.PDF",
        "https://www2.a.vn:8443/en/x;jsessionid=1?b=2&a=1&PHPSESSID=3",
        "http://1.2.3.4/%25%32%35", "http://u:p@a.vn/", "mailto:a",
        "javascript:x", "http://a.vn/x\u0007", "http://[::1]:8080/")]


def cdx():
    rows = """[["timestamp","original","mimetype","statuscode","digest",
"length"],["20190102030405","http://a.vn/1?x","text/html","200","ABC","4711"],
["20190103","http://a.vn/",null,"-","B",7],[],["vn,a)/ 2019"]]"""
    lines = """{"timestamp":"20190102030405","url":"http://a.vn/1","mime":"x",
"mime-detected":"text/html","status":"200","digest":"A","length":"99",
"offset":"7","filename":"crawl-data/x.warc.gz","charset":"UTF-8"}"""
    crawls = """[{"id":"CC-MAIN-2025-26","from":"2025-06-12T11:06:18",
"to":"2025-06-30T00:00:00"},{"id":"CC-MAIN-2012"}]"""
    return [b"\0" + rows.encode(), b"\1" + lines.replace("\n", "").encode() +
            b"\n\n{}\nx\n", b"\2" + crawls.encode(),
            b'\3{"pages":3,"pageSize":1,"blocks":3}']


def reply():
    def wire(*texts):
        return b"".join(struct.pack("=I", len(t)) + t for t in texts)
    row = b"\0".join([b"r20190102030405", b"http://a.vn/1", b"text/html",
                      b"200", b"ABC", b"99", b"7", b"crawl-data/x.warc.gz",
                      b"UTF-8", b"length", b""])
    return [b"\0L0" + wire(b"/tin/", b"http://a.vn/1", b"2024-05-03",
                           b"2024-05-03T01:00:00Z", b"1", b"/2", b"", b"",
                           b""),
            b"\0L1" + wire(b""), b"\0Xtoo much\n", b"\1Eno JSON",
            b"\1R" + row + b"bodd\0kvn,a)/\0", b"\2R" + row,
            b"\3RcCC-MAIN-2025-26\x002025-06-12T11\x002025-06-30\0"
            b"cCC-MAIN-2012\0\0\0", b"\3Rp17\0"]


def http():
    head = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8"
            b"\r\n")
    body = b"<p>a</p>"
    packed = warcs.member(body)
    return [head + b"Content-Length: 8\r\n\r\n" + body,
            head + b"Content-Length: 9\r\n\r\n" + body,
            head + b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\n<p>a<\r\n"
            b"3\r\n/p>\r\n0\r\nX-A: b\r\n\r\n",
            head + b"Content-Encoding: gzip\r\n\r\n" + packed,
            head + b"Content-Encoding: deflate\r\n\r\n" +
            zlib.compress(body), head + b"Content-Encoding: deflate\r\n\r\n" +
            packed[10:-8], head + b"Content-Encoding: gzip, x-gzip\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" %
            (len(packed), packed),
            b"HTTP/1.0 100 Continue\n\nHTTP/2 404\nX-Archive-Orig-Content-"
            b"Encoding : gzip\n\ngone"]


def coding():
    packed = warcs.member(b"Yen Bai " * 50)
    return [packed, packed + packed + b"behind", packed[:-3], packed[10:-8],
            zlib.compress(b"abc" * 99), warcs.member(bytes(70000))]


def date():
    return [t.encode() for t in (
        "28/03/2019 08:41:19", "Thứ tư, 6/3/2019 | 8:00:56 AM",
        "(19/12/2025 09:57)", "ngày 20 tháng 8 năm 2024", "2024-05-03",
        "2024-05-03T08:00:00+07:00", "Sat, 21 Nov 2026 20:00:00 GMT",
        "Ngày đăng: 03/06/2026", "2024-05-04T08:00:00.5Z", "20240503",
        "29 Feb 2023 1:2 EST", "9 Tháng Mười Hai, 2022", "32/13/2024")]


def given():
    some = warcs.captures()
    return [warcs.response_record("1.0", c, True) for c in some[2:5]] + [
        warcs.common_crawl_file(some[:1]), warcs.record("1.1", "resource", [
            ("WARC-Date", "2024-01"), ("WARC-Target-URI", "http://a.vn/b.pdf"),
            ("WARC-IP-Address", "::1"), ("WARC-Segment-Number", "1"),
            ("Content-Type", "application/pdf")], b"%PDF-1.4")]


def same():
    one = ("<html><head><title>Lỗi 404 - Báo mẫu</title></head><body><p>Tin "
           "ngày 22/11/2026 08:41</p><p>Lượt xem: 123</p><a href=b.pdf>b</a>"
           "<script>x</script></body></html>")
    other = one.replace("22/11", "23/11").replace("123", "124")
    return [one.encode(), (one + "\0\0" + other).encode(),
            (one + "\0\0" + other.replace("b.pdf", "c.pdf")).encode(),
            b"<h1>HTTP 500.19</h1>\0\0<h1>a | b</h1>"]


TARGETS = {f.__name__: f for f in (
    html, decode, text, number, period, csv, xlsx, docx, xls, pdf, warc,
    robots, record, sources, feed, listing, url, cdx, reply, http, coding,
    date, given, same)}


def main():
    for name in sys.argv[1:] or TARGETS:
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for data in TARGETS[name]():
            (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


if __name__ == "__main__":
    main()
