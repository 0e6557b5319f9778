#!/usr/bin/env python3
"""nqtrack report, read as others read it: by an XML parser, by two HTML
parsers, by a browser. Every number leads to a sentence that prints it,
every link to something, and nothing leads out. Hostile texts, no data, days
gone by, folders of others."""
import base64
import hashlib
import html.parser
import json
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import urllib.parse
import xml.etree.ElementTree as et

sys.path.insert(0, "tests")
import browser
from lib import Portal, Tap, nqtrack, sql, workspace

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
MANIFEST = "nqtrack-report.txt"
VOID = {"meta", "br", "hr", "img", "link", "input"}
UNITS = {"nghìn tỷ đồng": 1e12, "tỷ đồng": 1e9, "triệu đồng": 1e6,
         "trillion VND": 1e12, "billion VND": 1e9, "million VND": 1e6,
         "nghìn đồng": 1e3, "thousand VND": 1e3, "đồng": 1, "VND": 1,
         "tỷ USD": 1e9, "triệu USD": 1e6, "billion USD": 1e9,
         "million USD": 1e6, "nghìn": 1e3, "thousand": 1e3, "triệu": 1e6,
         "million": 1e6, "%": 1, "": 1, "ha": 1, "HA": 1}
HOSTILE = "<script>alert(1)</script>&amp;\"'<img src=x onerror=alert(2)>"


class Flat(html.parser.HTMLParser):
    """What a reader that knows nothing of XML finds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.stack, self.faults = [], [], []
        self.feed(text)
        self.close()
        self.faults += self.stack

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.faults.append(f"<{tag}/>")

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}>")


class Site:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.text = {str(p.relative_to(folder)): p.read_text("utf-8")
                     for p in sorted(self.folder.rglob("*.html"))}
        self.tree = {n: et.fromstring(t.encode())
                     for n, t in self.text.items()}
        self.flat = {n: Flat(t) for n, t in self.text.items()}
        self.ids = {n: [v["id"] for _, v in f.tags if "id" in v]
                    for n, f in self.flat.items()}

    def cites(self):
        """(page, link, figure) of each number that leads to evidence."""
        for name, tree in self.tree.items():
            for link in tree.iter():
                m = re.fullmatch(r"(.*)#o(\d+)", link.get("href", ""))
                if m:
                    page = os.path.normpath(os.path.join(
                        os.path.dirname(name), m[1])) if m[1] else name
                    yield name, link, page, int(m[2])


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def words(element):
    return " ".join("".join(element.itertext()).split())


def has_class(element, name):
    return name in element.get("class", "").split()


def readings(text):
    """What a printed number may be: points and commas either way."""
    m = re.search(r"\d[\d.,]*\d|\d", text)
    if m is None:
        return []
    return [float(re.sub(r"[.,]", lambda c: "." if c[0] == point else "",
                         m[0])) for point in ",."
            if m[0].count(point) <= 1]


def near(a, b, least=0.0):
    return abs(a - b) <= max(1e-9 * max(abs(a), abs(b)), least)


def check_form(tap, site, what):
    wrong = {n: f.faults for n, f in site.flat.items() if f.faults}
    tap.ok(len(site.text) > 6 and not wrong,
           f"{what}: XML, and tags that HTML nests likewise", wrong)
    wrong = [n for n, t in site.text.items()
             if not t.startswith("<!DOCTYPE html>\n")]
    tap.ok(not wrong, f"{what}: each is HTML 5", wrong)
    wrong = [n for n, ids in site.ids.items() if len(ids) != len(set(ids))]
    tap.ok(not wrong, f"{what}: ids are unique", wrong)
    wrong = [n for n, t in site.tree.items()
             if t.get("lang") != ("en" if n.startswith("en/") else "vi") or
             len(list(t.iter(HTML + "h1"))) != 1 or
             len(list(t.iter(HTML + "main"))) != 1 or
             t.find(f".//{HTML}a[@class='skip']").get("href") != "#main"]
    tap.ok(not wrong, f"{what}: language, one h1, one main, a skip link",
           wrong)
    wrong = [(n, words(h)) for n, t in site.tree.items()
             for h in t.iter(HTML + "th")
             if h.get("scope") not in ("row", "col")]
    wrong += [(n, "caption") for n, t in site.tree.items()
              for table in t.iter(HTML + "table")
              if table.find(HTML + "caption") is None]
    tap.ok(not wrong, f"{what}: heads of tables have a scope, tables a "
           "caption", wrong)
    wrong = [n for n, t in site.tree.items() for s in t.iter(SVG + "svg")
             if s.get("aria-hidden") != "true" and not (
                 s.find(SVG + "title") is not None and
                 s.find(SVG + "desc") is not None and
                 s.get("aria-labelledby") in site.ids[n])]
    tap.ok(not wrong, f"{what}: drawings are named, or beside their text",
           wrong)


def check_links(tap, site, what):
    wrong, out = [], set()
    for name, flat in site.flat.items():
        for tag, attrs in flat.tags:
            href = attrs.get("href")
            if href is None:
                continue
            if urllib.parse.urlsplit(href).scheme:
                out.add((tag, urllib.parse.urlsplit(href).scheme))
                continue
            path, _, anchor = href.partition("#")
            page = os.path.normpath(os.path.join(os.path.dirname(name),
                                                 path)) if path else name
            if page not in site.text or (anchor and anchor not in
                                         site.ids[page]):
                wrong.append((name, href))
    tap.ok(not wrong, f"{what}: every link within resolves", wrong[:9])
    tap.ok(out <= {("a", "http"), ("a", "https")},
           f"{what}: links out are http and https", out)


def check_alone(tap, site, what):
    """No script, nothing loaded, and a policy that says so."""
    wrong = []
    for name, flat in site.flat.items():
        bad = [t for t, a in flat.tags if t in (
            "script", "img", "iframe", "object", "embed", "link", "form",
            "base", "image", "use") or a.keys() & {"src", "srcset", "style",
                                                    "xlink:href"} or
            any(k.startswith("on") for k in a)]
        style = site.tree[name].find(f".//{HTML}style").text
        policy = [a["content"] for t, a in flat.tags if t == "meta" and
                  a.get("http-equiv") == "Content-Security-Policy"]
        sha = base64.b64encode(hashlib.sha256(style.encode()).digest())
        if bad or "url(" in style or "@import" in style or policy != [
                "default-src 'none'; style-src 'sha256-" + sha.decode() +
                "'; base-uri 'none'; form-action 'none'"]:
            wrong.append((name, bad, policy))
    tap.ok(not wrong, f"{what}: no script, no outside, a policy that fits "
           "the style sheet", wrong[:3])


def check_html5(tap, site, what):
    """A parser as browsers have it finds the same texts without an error."""
    why = browser.modules("html5lib")
    if why:
        tap.skip(f"html5lib: {why}")
        return
    import html5lib
    wrong = []
    # It is slow: of the other two reports every fifth page.
    for name, text in list(site.text.items())[::1 if what == "sample"
                                              else 5]:
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"))
        tree = parser.parse(text)
        # HTML counts the last line's end to the body.
        same = "".join(tree.find(HTML + "body").itertext()).rstrip() == \
            "".join(site.tree[name].find(HTML + "body").itertext())
        if parser.errors or not same:
            wrong.append((name, same, parser.errors[:3]))
    tap.ok(not wrong, f"{what}: html5lib has no error and reads the same",
           wrong[:3])


def check_figures(tap, site, data, what):
    """A number says what its row says; so does the one that is marked."""
    rows = {r["id"]: r for r in sql(
        data, "SELECT id, obs_value, unit_mult, transformation, "
        "evidence_text FROM observation")}
    wrong, n = [], 0
    for name, link, page, at in site.cites():
        row = rows[at]
        value, text = row["obs_value"], words(link)
        proof = site.tree[page].find(f".//*[@id='o{at}']")
        mark = proof.find(f".//{HTML}mark")
        quote = "".join(proof.find(f".//{HTML}blockquote").itertext())
        full = abs(value) * 10 ** row["unit_mult"]
        unit = re.sub(r"^[+≥≤≈ -]*[\d.,]+", "", text).strip()
        # Numbers of a drawing have the unit of its axis.
        if link.tag == SVG + "a":
            unit = site.tree[name].find(
                f".//{SVG}text[@class='tick'][@x='4.0']").text or ""
        n += 1
        if not any(near(v * UNITS.get(unit, -1), full,
                        0.0051 * UNITS.get(unit, 1))
                   for v in readings(text)):
            wrong.append((name, text, unit, value, "number"))
        if mark is None or not any(
                near(v, t) for v in readings("".join(mark.itertext()))
                for t in (abs(value), 100 + value, abs(value - 100),
                          1 + value / 100)):
            wrong.append((name, text, value, quote, "mark"))
        if quote != row["evidence_text"] and what != "hostile":
            wrong.append((name, text, quote, "sentence"))
    tap.ok(n > 3 and not wrong, f"{what}: each of {n} numbers is its "
           "figure's, and marked in its sentence",
           "\n".join(map(str, wrong[:9])))
    wrong = []
    for name, tree in site.tree.items():
        for head in ("inputs", "years"):
            part = tree.find(f".//*[@aria-labelledby='{head}']")
            for row in () if part is None else part.iter(HTML + "tr"):
                cells = row.findall(HTML + "td")
                cell = cells[1 if head == "inputs" else 0] if cells else None
                if cell is not None and re.search(r"\d", words(cell)) and \
                        cell.find(HTML + "a[@class='cite']") is None:
                    wrong.append((name, head, words(cell)))
    tap.ok(not wrong, f"{what}: no actual figure or input without evidence",
           wrong)


def report(data, config, folder, *args, **more):
    return nqtrack("report", "--data", data, "--config", config, "--output",
                   folder, *args, **more)


def verdicts(site, page="index.html"):
    """[(name, verdict)] of the rows of the summary."""
    return [(words(row.find(HTML + "th")), row.find(
        ".//*[@data-verdict]").get("data-verdict"))
        for row in site.tree[page].iter(HTML + "tr")
        if row.find(HTML + "td") is not None]


def status(data, config, *args):
    done = nqtrack("status", "--data", data, "--config", config, "--format",
                   "ndjson", *args)
    return [json.loads(line) for line in done.stdout.splitlines()]


def sample(tap, top, data, config):
    out = top / "report"
    done = report(data, config, out)
    tap.ok(done.returncode == 0 and done.stdout == f"{out}/index.html\n" and
           "pages=142" in done.stderr, "the sample portal's report is made",
           done.stdout + done.stderr)
    site = Site(out)
    for check in (check_form, check_links, check_alone, check_html5):
        check(tap, site, "sample")
    check_figures(tap, site, data, "sample")
    want = status(data, config)
    tap.ok(verdicts(site) == [(r["name"], r["verdict"]) for r in want] and
           {r["verdict"] for r in want} >= {"reached", "unverified"},
           "the summary has each target, in order, with the verdict of "
           "status", verdicts(site))
    want = status(data, config, "--lang", "en")
    tap.ok(verdicts(site, "en/index.html") ==
           [(r["name"], r["verdict"]) for r in want],
           "and so has the English one", want[:2])
    text = {r["target"]: r for r in want}
    wrong = [t for t, r in text.items() if (r["reason"] or "") not in
             words(site.tree[f"en/targets/{t}.html"]) or
             r["wording"] not in words(site.tree[f"en/targets/{t}.html"])]
    tap.ok(not wrong, "a target's page has its reason and its wording",
           wrong)
    page = words(site.tree["targets/scenario-iip-2025-q1.html"])
    tap.ok("2 bài ghi khác nhau" in page and "+9,8" in page and
           "+11,89" in page, "what is disputed is told with both ends",
           page[:600])
    findings = sql(data, "SELECT count(*) AS n FROM finding "
                   "WHERE closed_at IS NULL")[0]["n"]
    shown = [a for a in site.tree["findings.html"].iter(HTML + "article")
             if has_class(a, "finding")]
    tap.ok(len(shown) == findings > 0, "the open findings are shown",
           (len(shown), findings))
    given = sql(data, "SELECT count(*) AS n FROM verdict")[0]["n"]
    rows = [r for t in site.tree.values() if t.get("lang") == "vi"
            for part in t.iterfind(".//*[@aria-labelledby='history']")
            for r in part.iter(HTML + "tr") if r.find(HTML + "td") is not None]
    tap.ok(len(rows) == given > 60, "so are the verdicts as they were given",
           (len(rows), given))
    return site


def chart(tap, site):
    tree = site.tree["targets/nq29-iip.html"]
    bars = [r for r in tree.iter(SVG + "rect") if has_class(r, "bar")]
    table = [r for r in tree.find(".//*[@aria-labelledby='years']").iter(
        HTML + "tr") if r.find(f".//{HTML}a") is not None]
    tap.ok(len(bars) == len(table) > 3, "a bar for each year of the table",
           (len(bars), len(table)))
    paths = [x for x in tree.iter(SVG + "line") if has_class(x, "path")]
    goal = [x for x in tree.iter(SVG + "line") if has_class(x, "goal")]
    hollow = [b for b in bars if has_class(b, "hollow")]
    tap.ok(len(paths) == 2 and len(goal) == 1 and len(hollow) == 3,
           "the goal, the years still needed, and what is not final",
           (len(paths), len(goal), len(hollow)))
    # Lengths say what the numbers say: two bars have one scale.
    values = [float(words(r.find(f".//{HTML}a")).strip("+% \u00a0").replace(
        ",", ".")) for r in table]
    scales = [float(b.get("height")) / v for b, v in zip(bars, values)]
    tap.ok(max(scales) - min(scales) < 0.05, "bars are as long as their "
           "numbers say", scales)
    inside = [x for t in site.tree.values() for x in t.iter() for k in (
        "x", "x1", "x2", "y", "y1", "y2") if x.get(k) and
        not -1 <= float(x.get(k)) <= 641]
    tap.ok(not inside, "nothing is drawn outside", inside[:3])
    tree = site.tree["targets/plan-output-2022.html"]
    tap.ok(any(has_class(x, "break") for x in tree.iter(SVG + "line")) and
           any(has_class(x, "plan") for x in tree.iter(SVG + "line")),
           "a change of price base and the plans are drawn")


def again(tap, top, data, config, site):
    twin = top / "twin"
    report(data, config, twin)
    tap.ok(contents(twin) == contents(site.folder), "two runs, the same bytes")
    before = {p: p.stat().st_mtime_ns for p in site.folder.rglob("*.html")}
    done = report(data, config, site.folder, "--quiet")
    tap.ok(before == {p: p.stat().st_mtime_ns for p in
                      site.folder.rglob("*.html")} and done.stderr == "",
           "what is the same is not written again", done.stderr)


def stale(tap, top, data, config):
    """A target that is gone takes its pages along, and nothing else."""
    out, fewer = top / "stale", top / "fewer"
    report(data, config, out)
    (out / "notes.txt").write_text("ours")
    (out / "targets" / "mine.html").write_text("ours")
    shutil.copytree(config, fewer)
    copy = top / "fewer-data"
    shutil.copytree(data, copy)
    catalogue = json.loads(pathlib.Path("schemas/targets.json").read_text())
    catalogue["targets"] = [t for t in catalogue["targets"]
                            if t["id"] != "nq29-parks"]
    (fewer / "targets.json").write_text(json.dumps(catalogue))
    done = nqtrack("load", "--data", copy, "--config", fewer)
    tap.ok(done.returncode == 0, "a catalogue with a target less",
           done.stderr)
    done = report(copy, fewer, out)
    left = contents(out)
    tap.ok(done.returncode == 0 and "removed=2" in done.stderr and
           "targets/nq29-parks.html" not in left and
           "en/targets/nq29-parks.html" not in left and
           b"nq29-parks" not in left[MANIFEST], "its pages are removed",
           done.stderr)
    tap.ok(left["notes.txt"] == left["targets/mine.html"] == b"ours",
           "files of others stay")


def folders(tap, top, data, config):
    done = nqtrack("report", "--data", data, "--config", config)
    tap.ok(done.returncode == 2 and "--output DIR" in done.stderr,
           "no folder: told", done.stderr)
    other = top / "other"
    other.mkdir()
    (other / "thesis.doc").write_text("mine")
    done = report(data, config, other)
    tap.ok(done.returncode == 2 and "thesis.doc" in done.stderr and
           [p.name for p in other.iterdir()] == ["thesis.doc"] and
           done.stdout == "", "a folder of others is refused and left alone",
           done.stderr)
    (other / "thesis.doc").unlink()
    (other / (MANIFEST + ".tmp")).write_text("")
    done = report(data, config, other)
    tap.ok(done.returncode == 0, "what a killed run left is no hindrance",
           done.stderr)
    manifest = (other / MANIFEST).read_text()
    for line in ("../thesis.html", "/etc/x.html", "a/../../b.html",
                 "targets/x.txt"):
        (other / MANIFEST).write_text(manifest + line + "\n")
        done = report(data, config, other)
        tap.ok(done.returncode == 2 and line in done.stderr,
               f"a manifest that names {line} is refused", done.stderr)
    (other / MANIFEST).write_text("something else\n")
    done = report(data, config, other)
    tap.ok(done.returncode == 2 and "first line" in done.stderr,
           "a file that is no manifest is refused", done.stderr)
    done = report(data, config, other / "index.html" / "x")
    tap.ok(done.returncode == 3 and "--output" in done.stderr,
           "a file where the folder should be: told", done.stderr)
    done = report(top / "nothing", config, top / "unmade")
    tap.ok(done.returncode == 3 and "no warehouse yet" in done.stderr and
           not (top / "unmade").exists(),
           "no warehouse: told, and no folder is made", done.stderr)


def style(tap, top, data, config):
    bad = top / "styled"
    shutil.copytree(config, bad)
    (bad / "report").mkdir()
    (bad / "report" / "style.css").write_text("p { content: '</style>' }")
    done = report(data, bad, top / "styled-report")
    tap.ok(done.returncode == 2 and "style.css" in done.stderr,
           "a style sheet with markup in it is refused", done.stderr)
    (bad / "report" / "style.css").unlink()
    (bad / "report" / "methods.json").write_text('{"lead": 3}')
    done = report(data, bad, top / "styled-report")
    tap.ok(done.returncode == 2 and "methods.json" in done.stderr and
           "lead" in done.stderr, "so are words of another shape",
           done.stderr)


def past(tap, top, data, config):
    """A day before anything was known; and one, between two nights."""
    out = top / "past"
    done = report(data, config, out, "--as-of", "2020-01-01")
    site = Site(out)
    page = words(site.tree["index.html"])
    tap.ok(done.returncode == 0 and "01/01/2020" in page and
           "chưa có số liệu" in page and {v for _, v in verdicts(site)} <=
           {"no-data", "unverified"} and not list(site.cites()),
           "as of a day before all: nothing is known, and it says so",
           done.stderr + page[:400])
    check_links(tap, site, "past")
    tap.ok("chưa được kiểm" in words(site.tree["findings.html"]),
           "nor was anything examined")
    text = " ".join(words(t).lower() for t in site.tree.values())
    tap.ok(not re.search(r"\b(nan|inf|null)\b", text),
           "no number is made up")


def vintages(tap, top):
    """Of two nights, each day shows its own number."""
    data, config, pages = top / "v-data", top / "v-config", top / "v-pages"
    for path in (config, pages):
        path.mkdir()
    (config / "sources.json").write_text(json.dumps({"sources": [
        {"id": "office", "title": "Cục Thống kê", "publisher": "Cục",
         "enabled": True, "ref_area": "VN-06", "key": {"path": True},
         "hosts": [], "schedule": {"every": "year", "from": "2019-01",
                                   "until": "2022-12", "within_days": 60},
         "entries": [{"kind": "files", "path": str(pages)}]}]}))
    for day, level in (("2023-02-01", "14.210"), ("2023-06-15", "14.300")):
        (pages / "2021.html").write_text(
            "<html><head><title>Năm 2021</title><meta property="
            "'article:published_time' content='2022-01-10T08:00:00+07:00'>"
            "</head><body><article><h1>Công nghiệp năm 2021</h1><p>Năm 2021, "
            "giá trị sản xuất công nghiệp (giá so sánh 2010) tỉnh Yên Bái "
            f"đạt {level} tỷ đồng.</p></article></body></html>", "utf-8")
        done = nqtrack("run", "--data", data, "--config", config, env=dict(
            os.environ, NQTRACK_NOW=day + "T18:00:07Z"))
        tap.ok(done.returncode == 0, f"the night of {day}", done.stderr)
    for day, level, gone in (("2023-03-01", "14.210", "14.300"),
                             ("2023-07-01", "14.300", "14.210")):
        out = top / day
        report(data, config, out, "--as-of", day)
        site = Site(out)
        check_figures(tap, site, data, day)
        row = next(r for r in site.tree["index.html"].iter(HTML + "tr")
                   if words(r).startswith("Giá trị SXCN 2021"))
        said = [words(q) for t in site.tree.values()
                for q in t.iter(HTML + "blockquote")]
        tap.ok(words(row.find(f".//{HTML}a[@class='cite']")) ==
               level + " tỷ đồng" and said and
               not [q for q in said if gone in q],
               f"as of {day}: {level}", words(row) + str(said))
        text = " ".join(words(t) for t in site.tree.values())
        tap.ok("thôi ghi" not in text, "what came later is not told")
    gaps = site.tree["gaps.html"]
    tap.ok("thiếu" in words(gaps) and "2019" in words(gaps) and
           "Cục Thống kê" in words(gaps), "what the source owes is listed",
           words(gaps))
    return data, config


def empty(tap, top, config):
    data = top / "empty"
    data.mkdir()
    done = nqtrack("load", "--data", data, "--config", config)
    tap.ok(done.returncode == 0, "a warehouse without data", done.stderr)
    out = top / "empty-report"
    done = report(data, config, out)
    site = Site(out)
    for check in (check_form, check_links, check_alone, check_html5):
        check(tap, site, "empty")
    text = " ".join(words(t) for t in site.tree.values())
    tap.ok(done.returncode == 0 and "chưa có số liệu nào" in text and
           "had no figures" in text and "Không có mâu thuẫn" in text and
           not re.search(r"\b(nan|inf)\b", text.lower()),
           "its report says that there is none", done.stderr)


def hostile(tap, top, data, config):
    """A warehouse into which somebody wrote what a page could say."""
    copy = top / "hostile"
    shutil.copytree(data, copy)
    db = sqlite3.connect(copy / "warehouse.db")
    text = db.execute("SELECT evidence_text FROM observation LIMIT 1")
    text = text.fetchone()[0]
    db.execute("UPDATE document SET title = ?, url = ?", (
        HOSTILE + "\x01\x0b\x7f\u202e\ufffe]]>", "javascript:alert(3)"))
    db.execute("UPDATE observation SET evidence_text = ? || evidence_text "
               "|| ?", ("<b onclick='x()'>\x02", HOSTILE))
    db.execute("UPDATE observation SET flags = '[\"<i>\"]', rule = '<u>'")
    db.execute("UPDATE source SET publisher = CAST(x'fffe3c2f703e41' AS TEXT)")
    db.execute("UPDATE target SET source_url = 'data:text/html,x', "
               "name_vi = ?, wording_vi = ?, name_en = ?",
               ("</title>" + HOSTILE, "</p>" + HOSTILE, "A" * 3000))
    db.execute("UPDATE target SET code = '../../x' || rowid WHERE code "
               "LIKE 'nq30-t%'")
    # A number that leaves no room for its drawing.
    db.execute("UPDATE target SET obs_value = -1e300 WHERE rowid % 3 = 0 AND "
               "obs_value IS NOT NULL")
    db.commit()
    db.close()
    out = top / "hostile-report"
    done = report(copy, config, out)
    tap.ok(done.returncode == 0, "hostile: a report all the same",
           done.stderr)
    site = Site(out)
    for check in (check_form, check_links, check_alone, check_html5):
        check(tap, site, "hostile")
    check_figures(tap, site, copy, "hostile")
    page = site.tree["targets/nq29-iip.html"]
    tap.ok(HOSTILE in words(page.find(f".//{HTML}cite")) and
           HOSTILE in words(page.find(f".//{HTML}blockquote")) and
           HOSTILE in words(page.find(f".//{HTML}h1")),
           "markup is shown as text", words(page)[:900])
    text = "".join(site.text.values())
    tap.ok("\ufffd" in text and not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]", text),
        "bytes that XML forbids, and turned text, are replaced")
    drawn = [float(e.get(k)) for t in site.tree.values() for e in t.iter()
             for k in ("x", "x1", "x2", "width") if e.tag.startswith(SVG) and
             e.get(k) is not None]
    tap.ok(drawn and all(0 <= x < 2000 for x in drawn),
           "nothing is drawn outside", [x for x in drawn if not
                                        0 <= x < 2000][:5])
    tap.ok("javascript:alert(3)" in words(page) and not any(
        a.get("href", "").lower().startswith(("javascript:", "data:"))
        for f in site.flat.values() for _, a in f.tags),
        "an address that is no address is text")
    names = [p for p in top.rglob("x*.html") if out not in p.parents]
    tap.ok(not names and len([n for n in site.text if re.fullmatch(
        r"targets/x-[0-9a-f]{32}\.html", n)]) == 3,
        "a code that climbs out of the folder gets another name", names)
    return site


def another_place(tap, top, data, config):
    """After a merger a name stands for another territory: its figures are
    drawn apart, behind a line, and not compared."""
    copy = top / "merged"
    shutil.copytree(data, copy)
    db = sqlite3.connect(copy / "warehouse.db")
    db.execute("UPDATE observation SET ref_area = 'VN-02' WHERE indicator = "
               "'GRDP' AND breakdown = '_T' AND transformation = 'yoy' AND "
               "time_period = '2022'")
    db.execute("UPDATE target SET ref_area = 'VN-02' WHERE code = "
               "'qd1086-grdp'")
    db.commit()
    db.close()
    out = top / "merged-report"
    done = report(copy, config, out)
    site = Site(out)
    tree = site.tree["targets/qd1086-grdp.html"]
    bars = [b.get("class") for b in tree.iter(SVG + "rect")
            if has_class(b, "bar")]
    lines = [x for x in tree.iter(SVG + "line") if has_class(x, "break")]
    tap.ok(done.returncode == 0 and len(lines) == 1 and
           bars[-1] == "bar other" and "bar other" not in bars[:-1] and
           "≠ địa giới" in words(tree) and
           "địa giới đã đổi. không đem so." in words(tree) and
           "giá hoặc địa giới khác" in words(tree),
           "a change of territory is drawn and told", (bars, len(lines)))


def crowd(tap, top, data, config):
    """More findings than a page shows: it is cut, and says so."""
    copy = top / "crowd"
    shutil.copytree(data, copy)
    db = sqlite3.connect(copy / "warehouse.db")
    first = db.execute("SELECT min(id) FROM finding").fetchone()[0]
    last = db.execute("SELECT max(id) FROM finding").fetchone()[0]
    for i in range(1, 251):
        db.execute("INSERT INTO finding SELECT ?, check_code, key || ?, "
                   "severity, indicator, ref_area, breakdown, time_period, "
                   "unit_measure, found, expected, tolerance, opened_batch, "
                   "opened_at, closed_batch, closed_at, closed_why FROM "
                   "finding WHERE id = ?", (last + i, i, first))
        db.execute("INSERT INTO finding_observation SELECT ?, side, "
                   "observation_id FROM finding_observation WHERE "
                   "finding_id = ?", (last + i, first))
    db.commit()
    standing = db.execute("SELECT count(*) FROM finding WHERE closed_at IS "
                          "NULL").fetchone()[0]
    db.close()
    out = top / "crowd-report"
    done = report(copy, config, out)
    tree = Site(out).tree["findings.html"]
    shown = [a for a in tree.iter(HTML + "article")
             if has_class(a, "finding")]
    tap.ok(done.returncode == 0 and len(shown) == 200 and
           f"Còn {standing - 200} mục" in words(tree),
           "more findings than a page shows: how many is told",
           (len(shown), standing, done.stderr))


def contrast(tap):
    """WCAG AA: text on its ground at 4.5 to 1, in both schemes."""
    def light(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        a, b, c = (x / 12.92 if x <= 0.04045 else
                   ((x + 0.055) / 1.055) ** 2.4 for x in parts)
        return 0.2126 * a + 0.7152 * b + 0.0722 * c

    css = pathlib.Path("schemas/report/style.css").read_text("utf-8")
    schemes = re.findall(r":root \{(.*?)\}", css, re.S)[:2]
    low = []
    for scheme in schemes:
        c = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", scheme))
        for ink, ground in [(i, g) for g in ("paper", "raised") for i in (
                "ink", "soft", "accent", "good", "warn", "bad")] + [
                    ("ink", "mark")]:
            a, b = sorted((light(c[ink]), light(c[ground])))
            if (b + 0.05) / (a + 0.05) < 4.5:
                low.append((ink, ground, round((b + 0.05) / (a + 0.05), 2)))
    tap.ok(len(schemes) == 2 and not low, "contrast of light and dark", low)


WIDE = "[...document.querySelectorAll('main *')].filter(e => " \
       "!e.closest('.scroll') && !e.closest('.cards thead') && " \
       "e.getBoundingClientRect().right > innerWidth + 1).map(e => " \
       "e.tagName + ' ' + e.textContent.slice(0, 40)).join('; ')"


def seen(tap, sites):
    """In a browser: nothing is said, asked for, or too wide."""
    why = browser.Browser.ready()
    if why:
        tap.skip(f"in a browser: {why}")
        return
    b = browser.Browser()
    try:
        for what, site, pages in sites:
            said, wide = [], []
            for name in pages:
                url = (site.folder / name).as_uri()
                for width, dark in ((360, False), (768, True), (1440, False)):
                    said += b.open(url, width, dark=dark)
                    w = b.run("[document.documentElement.scrollWidth, "
                              "document.documentElement.clientWidth]")
                    if w[0] > w[1] or b.run(WIDE):
                        wide.append((name, width, w, b.run(WIDE)))
            tap.ok(not said, f"{what}: nothing on the console, nothing "
                   "asked for", said[:5])
            tap.ok(not wide, f"{what}: fits 360, 768 and 1440", wide[:5])
        b.open((sites[0][1].folder / "index.html").as_uri())
        got = b.run("(() => { document.querySelector('.skip').focus(); "
                    "return getComputedStyle(document.activeElement)."
                    "left })()")
        tap.ok(got.endswith("px") and float(got[:-2]) >= 0,
               "the skip link shows itself when it has the focus", got)
        link = b.run("document.querySelector('td a.cite').href")
        b.open(link)
        tap.ok(b.run("document.querySelector(':target mark') !== null"),
               "a number of the summary leads to its marked sentence", link)
        pdf = base64.b64decode(b.ask("Page.printToPDF",
                                     preferCSSPageSize=True)["data"])
        tap.ok(pdf.startswith(b"%PDF") and
               b"/MediaBox [0 0 59" in pdf, "prints to A4", pdf[:40])
    finally:
        b.close()


def main():
    tap = Tap()
    with workspace() as top:
        top = pathlib.Path(top)
        portal, data = Portal(top), top / "data"
        try:
            config = portal.config()
            done = nqtrack("run", "--data", data, "--config", config)
        finally:
            portal.stop()
        if not tap.ok(done.returncode == 0, "the sample portal is read",
                      done.stderr):
            tap.done()
        site = sample(tap, top, data, config)
        chart(tap, site)
        for part in (stale, folders, style, past):
            part(tap, top, data, config)
        again(tap, top, data, config, site)
        vintages(tap, top)
        empty(tap, top, config)
        bad = hostile(tap, top, data, config)
        another_place(tap, top, data, config)
        crowd(tap, top, data, config)
        contrast(tap)
        first = ["index.html", "en/index.html", "findings.html", "gaps.html",
                 "methods.html"]
        seen(tap, [("sample", site, first + [
            n for n in site.text if "targets/" in n][::9]),
            ("hostile", bad, first[:3] + ["targets/nq29-iip.html",
                                          "en/targets/nq28-visits.html"])])
    tap.done()


main()
