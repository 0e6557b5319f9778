"""Captures of a portal, and the files that programs keep them in: wget,
warcio, Common Crawl, damaged ones. Everything in them was written for this
test."""
import base64
import gzip
import hashlib
import urllib.parse
import uuid

HOST = "tin.tinh-mau.vn"
PAGE = "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx"


def page(title, text, day):
    return (f"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}"
            f"</title></head><body><h1>{title}</h1><p class=\"ngay\">Ngày "
            f"{day}</p><p>{text}</p></body></html>\n").encode()


class Capture:
    """coding: "gzip", "chunked" or both, as the portal sent it. of: the
    capture that a revisit repeats. kept: bytes that were archived at most."""

    def __init__(self, timestamp, url, body=b"", status=200,
                 mime="text/html", charset="utf-8", coding="", of=None,
                 kept=None, headers=()):
        self.timestamp, self.url, self.status = timestamp, url, status
        self.mime, self.charset, self.coding = mime, charset, coding
        self.of, self.whole = of, of.whole if of else body
        self.body = self.whole[:kept]
        self.truncated = kept is not None and kept < len(self.whole)
        kind = f"{mime}; charset={charset}" if charset else mime
        self.headers = of.headers if of else [
            ("Server", "Microsoft-IIS/8.5"), ("Content-Type", kind), *headers]

    @property
    def key(self):
        return surt(self.url)

    @property
    def digest(self):
        return sha1(self.body)

    @property
    def date(self):
        t = self.timestamp
        return f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:]}Z"

    def sent(self):
        """Headers and body as they crossed the wire."""
        body, more = self.body, []
        if "gzip" in self.coding:
            body = gzip.compress(body, 6, mtime=0)
            more.append(("Content-Encoding", "gzip"))
        if "chunked" in self.coding:
            more.append(("Transfer-Encoding", "chunked"))
            parts = [body[i:i + 400] for i in range(0, len(body), 400)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts)
            body += b"0\r\n\r\n"
        else:
            more.append(("Content-Length", str(len(body))))
        return self.headers + more, body


def captures(host=HOST):
    """A small archive: a report a year, one repeated, one corrected later,
    one in another padding of its address, one cut, an error, a picture."""
    def url(item, pad=""):
        return f"http://{host}{PAGE}?l={pad}Thongtinkinhtexahoi&ItemID={item}"

    def report(year, figure):
        return page(f"Tình hình kinh tế - xã hội năm {year}",
                    f"Chỉ số sản xuất công nghiệp năm {year} tăng {figure}% "
                    "so với năm trước.", f"25/12/{year}")

    first = Capture("20191227030405", url(19), report(2019, "10,1"))
    out = [first,
           Capture("20200115101010", url(19), of=first, mime="warc/revisit",
                   charset=""),
           Capture("20201229080000", url(20), report(2020, "7,52"),
                   coding="gzip"),
           Capture("20201230080000", url(20, "++"),
                   report(2020, "7,52"), coding="gzip chunked"),
           Capture("20211228000000", url(21), report(2021, "8,0"),
                   coding="chunked"),
           Capture("20220301000000", url(21), report(2021, "8,4")),
           Capture("20221226235959", url(22), report(2022, "9,65")),
           Capture("20230102000000", url(404), b"gone", status=404),
           Capture("20231225120000", url(23), report(2023, "6,7") +
                   b"<!--" + b"x" * 5000 + b"-->\n", kept=3000),
           Capture("20231226120000", f"http://{host}/Style/logo.png",
                   b"\x89PNG\r\n\x1a\n" + bytes(40), mime="image/png",
                   charset="")]
    return sorted(out, key=lambda c: (c.key, c.timestamp))


def source(**more):
    """The portal as an entry of sources.json."""
    return {"id": "mau", "title": "Cổng mẫu", "publisher": "UBND",
            "ref_area": "VN-06", "enabled": False,
            "reason": "the portal is gone", "hosts": [HOST],
            "entries": [{"kind": "listing", "url": f"http://{HOST}/",
                         "links": "//a"}],
            "key": {"params": ["l", "ItemID"], "trim": " +/",
                    "separator": "/", "under": "/noidung/"}, **more}


def sha1(data):
    return base64.b32encode(hashlib.sha1(data).digest()).decode()


def surt(url):
    """The key of an address in the indexes, near enough."""
    parts = urllib.parse.urlsplit(url if "//" in url else "http://" + url)
    host = parts.hostname.removeprefix("www.") if parts.hostname else ""
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return (",".join(reversed(host.split("."))) + ")" +
            (parts.path or "/") + ("?" + query if query else "")).lower()


def record(version, kind, fields, block, end=b"\r\n"):
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {fields} {block}")
    head = [("WARC-Type", kind), ("WARC-Record-ID", f"<urn:uuid:{name}>"),
            *fields, ("Content-Length", str(len(block)))]
    return (b"WARC/" + version.encode() + end + b"".join(
        f"{n}: {v}".encode() + end for n, v in head) + end + block +
        b"\r\n\r\n")


def member(data):
    return gzip.compress(data, 6, mtime=0)


def info_record(version):
    return record(version, "warcinfo", [
        ("WARC-Date", "2024-01-01T00:00:00Z"),
        ("Content-Type", "application/warc-fields")],
        b"software: imitation\r\nformat: WARC File Format " +
        version.encode() + b"\r\n")


def target(c, brackets):
    return f"<{c.url}>" if brackets else c.url


def request_record(version, c, brackets=False):
    parts = urllib.parse.urlsplit(c.url)
    return record(version, "request", [
        ("WARC-Date", c.date), ("WARC-Target-URI", target(c, brackets)),
        ("Content-Type", "application/http; msgtype=request")],
        f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}"
        "\r\n\r\n".encode())


def http_block(c, headers, body):
    return (f"HTTP/1.1 {c.status} {'OK' if c.status == 200 else 'Other'}\r\n" +
            "".join(f"{n}: {v}\r\n" for n, v in headers)).encode() + \
        b"\r\n" + body


def crawl_record(c):
    """Decoded, the headers of codings renamed, cut where it was too long."""
    sent, _ = c.sent()
    headers = [("X-Crawler-" + n if n in (
        "Content-Encoding", "Transfer-Encoding", "Content-Length") else n,
        str(len(c.whole)) if n == "Content-Length" else v)
        for n, v in sent] + [("Content-Length", str(len(c.body)))]
    return record("1.0", "response", [
        ("WARC-Date", c.date), ("WARC-Target-URI", c.url),
        ("WARC-IP-Address", "203.0.113.9"),
        ("WARC-Payload-Digest", "sha1:" + c.digest),
        *([("WARC-Truncated", "length")] if c.truncated else []),
        ("WARC-Identified-Payload-Type", c.mime),
        ("Content-Type", "application/http; msgtype=response")],
        http_block(c, headers, c.body))


def common_crawl_file(all_captures):
    out = member(info_record("1.0"))
    for c in all_captures:
        if c.of is None:
            out += member(request_record("1.0", c)) + member(crawl_record(c))
    return out


def response_record(version, c, brackets=False):
    headers, body = c.sent()
    return record(version, "response", [
        ("WARC-Date", c.date), ("WARC-Target-URI", target(c, brackets)),
        ("WARC-Payload-Digest", "sha1:" + sha1(body)),
        ("Content-Type", "application/http; msgtype=response")],
        http_block(c, headers, body))


def revisit_record(version, c):
    headers, _ = c.of.sent()
    return record(version, "revisit", [
        ("WARC-Date", c.date), ("WARC-Target-URI", c.url),
        ("WARC-Profile", "http://netpreserve.org/warc/" + version +
         "/revisit/identical-payload-digest"),
        ("WARC-Refers-To-Target-URI", c.of.url),
        ("WARC-Refers-To-Date", c.of.date),
        ("WARC-Payload-Digest", "sha1:" + sha1(c.of.sent()[1])),
        ("Content-Type", "application/http; msgtype=response")],
        http_block(c.of, headers, b""))


def warcio_file(all_captures, version="1.0", packed=True):
    """As received: chunks and gzip are in the block; requests behind."""
    pack = member if packed else bytes
    out = pack(info_record(version))
    for c in all_captures:
        out += pack(revisit_record(version, c) if c.of else
                    response_record(version, c))
        out += pack(request_record(version, c))
    return out


def wget_like_file(all_captures):
    """WARC 1.0 as wget 1.21 writes it: addresses in brackets, requests
    before, a copy of the log behind."""
    out = member(info_record("1.0"))
    for c in all_captures:
        if c.of is None:
            out += member(request_record("1.0", c, True))
            out += member(response_record("1.0", c, True))
    return out + member(record("1.0", "resource", [
        ("WARC-Date", "2024-01-01T00:00:00Z"),
        ("WARC-Target-URI", "<metadata://gnu.org/software/wget/warc/"
         "wget.log>"), ("Content-Type", "text/plain")], b"Saved.\n"))


def damaged_files(all_captures):
    """Names, which say what is wrong, and bytes. Of those with one faulty
    record the next one is sound."""
    sound = warcio_file(all_captures)
    plain = warcio_file(all_captures, packed=False)
    first = all_captures[0]
    odd = response_record("1.0", first)
    # In the packed data of the second record, where it is checked.
    middle = len(member(info_record("1.0"))) + len(member(odd)) // 2
    return {
        "sound.warc.gz": sound,
        "plain.warc": plain,
        "one-member.warc.gz": member(plain),
        "cut.warc.gz": sound[:len(sound) * 2 // 3],
        "flipped.warc.gz": sound[:middle] + bytes([sound[middle] ^ 0x55]) +
        sound[middle + 1:],
        "garbage-behind.warc.gz": sound + b"garbage behind the last member",
        "garbage-between.warc.gz": member(info_record("1.0")) + b"garbage" +
        member(odd),
        "long-length.warc.gz": member(odd.replace(
            b"\r\nContent-Length: ", b"\r\nContent-Length: 9", 1)),
        "no-target.warc.gz": member(odd.replace(
            b"WARC-Target-URI", b"X-Target", 1)) + member(odd),
        "no-status.warc.gz": member(record("1.0", "response", [
            ("WARC-Date", first.date), ("WARC-Target-URI", first.url),
            ("Content-Type", "application/http; msgtype=response")],
            first.body)) + member(odd),
        "brotli.warc.gz": member(record("1.0", "response", [
            ("WARC-Date", first.date), ("WARC-Target-URI", first.url),
            ("Content-Type", "application/http; msgtype=response")],
            http_block(first, [("Content-Encoding", "br")], b"\x0b\x02\x80")
        )) + member(odd),
        "cut-chunks.warc.gz": member(record("1.0", "response", [
            ("WARC-Date", first.date), ("WARC-Target-URI", first.url),
            ("Content-Type", "application/http; msgtype=response")],
            http_block(first, [("Transfer-Encoding", "chunked")],
                       b"5\r\n<p>a<\r\n99\r\nb"))) + member(odd),
        "no-date.warc.gz": member(odd.replace(
            b"WARC-Date", b"X-Date", 1)) + member(odd),
        "foreign.warc.gz": member(record("1.1", "response", [
            ("WARC-Date", "2024-01-01T00:00:00Z"),
            ("WARC-Target-URI", "http://elsewhere.example/"),
            ("Content-Type", "application/http; msgtype=response")],
            http_block(first, first.headers, first.body))) + member(odd),
        "empty.warc.gz": b"",
        "not-an-archive.warc.gz": b"<html>404 Not Found</html>",
    }
