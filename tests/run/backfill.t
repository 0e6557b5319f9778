#!/usr/bin/env python3
"""nqtrack extract --backfill: what the Internet Archive and Common Crawl hold
of the sources comes into our archive once, within their limits, however
often they say no and wherever a run ends."""
import contextlib
import pathlib
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, "tests")
import files
from archives import Archives
from lib import Tap, command, workspace
from past import Data, word
from warcs import HOST, PAGE, Capture, captures, page, source

URL = f"http://{HOST}{PAGE}?l=Thongtinkinhtexahoi&ItemID="
KEY = "mau:Thongtinkinhtexahoi/"
IA, CC = "internet-archive", "common-crawl"
WANT = [(KEY + i, t) for i, t in [
    ("19", "2019-12-27T03:04:05Z"), ("20", "2020-12-29T08:00:00Z"),
    ("21", "2021-12-28T00:00:00Z"), ("21", "2022-03-01T00:00:00Z"),
    ("22", "2022-12-26T23:59:59Z"), ("23", "2023-12-25T12:00:00Z")]]
FIGURES = [("19", "2019", 10.1, "2019-12-25"), ("20", "2020", 7.52,
           "2020-12-25"), ("21", "2021", 8.4, "2021-12-25"),
           ("22", "2022", 9.65, "2022-12-25"), ("23", "2023", 6.7,
                                               "2023-12-25")]
INDEX = {IA: "/cdx/", CC: "-index"}
HASTY = {"retry": {"attempts": 2, "first_s": 1, "most_s": 1}}
CAPTURE = {IA: "/web/", CC: "/crawl-data/"}


@contextlib.contextmanager
def archive(some=None, conf=None, **options):
    """Both services, and a data folder that asks them."""
    if some:
        some = sorted(some, key=lambda c: (c.key, c.timestamp))
    with workspace() as folder, Archives(some, **options) as a:
        a.config(folder, **(conf or {}))
        d = Data(folder, "data")
        d.sources()
        yield a, d


def fill(d, name, *args, **env):
    return d.take("--backfill", name, *args, **env)


def keys(d):
    return [h[:2] for h in d.held()] if d.archives() else []


def asked(service, name):
    """Requests of the index, and of captures."""
    return (len(service.asked(INDEX[name])),
            len(service.asked(CAPTURE[name])))


def internet_archive(tap):
    with archive() as (a, d):
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == WANT and
               [word(done, w) for w in ("new", "more", "known")] ==
               [5, 1, 1], "the Internet Archive: each payload once, with its "
               "time", f"{keys(d)}\n{done.stderr}")
        tap.ok(asked(a.ia, IA) == (3, 6) and a.ia.most == 1 and
               not a.ia.asked("robots"), "three pages of the index, a "
               "request a capture, one connection",
               [r.path for r in a.ia.requests])
        said = d.said()[0]
        tap.ok(said["via-archive"] == IA and said["via"] ==
               a.ia.base + "/web/20191227030405id_/" + URL + "19" and
               said["via-digest"] == "sha1:" + captures()[0].digest,
               "metadata says where it came from", said)
        tap.ok(d.figures() == ([0, 0], FIGURES), "read into figures; "
               "published is what the page says", d.figures())
        n = len(a.ia.requests)
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and len(a.ia.requests) == n and
               len(d.archives()) == 1, "again: nothing is asked", done.stderr)
        done = fill(d, IA, NQTRACK_NOW="2040-01-01T00:00:00Z")
        tap.ok(done.returncode == 0 and asked(a.ia, IA) == (6, 6) and
               len(d.archives()) == 1, "long after: the index alone",
               done.stderr)
        (d.path / "archive" / "frontier.db").unlink()
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and asked(a.ia, IA) == (9, 6) and
               word(done, "known") == 7 and len(d.archives()) == 1,
               "a frontier made anew: so too", done.stderr)
        done = fill(d, CC)
        tap.ok(word(done, "known") == 7 and asked(a.cc, CC)[1] == 0 and
               len(d.archives()) == 1, "what one archive gave the other is "
               "not asked for", done.stderr)


def common_crawl(tap):
    with archive(cc_lines=1) as (a, d):
        done = fill(d, CC)
        tap.ok(done.returncode == 1 and keys(d) == WANT[:-1] and
               word(done, "truncated") == 1 and word(done, "known") == 1,
               "Common Crawl: ranges of files; what is cut is told and not "
               "asked for", f"{keys(d)}\n{done.stderr}")
        tap.ok(asked(a.cc, CC)[1] == 5 and all(
            r.range for r in a.cc.asked("/crawl-data/")) and a.cc.most <= 4,
            "no more connections than it allows",
            f"{a.cc.most} {[r.path for r in a.cc.requests]}")
        said = d.said()[0]
        tap.ok(said["via-archive"] == CC and "via-record" in said and
               said["via"].startswith(a.cc.base + "/crawl-data/") and
               "#" in said["via"], "metadata", said)
        tap.ok(d.figures() == ([0, 0], FIGURES[:-1]), "figures", d.figures())
        n = len(a.cc.requests)
        done = fill(d, CC)
        tap.ok(done.returncode == 0 and len(a.cc.requests) == n + 1 and
               len(d.archives()) == 1, "again: the list of crawls alone",
               [r.path for r in a.cc.requests[n:]])
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d)[-1] == WANT[-1] and
               word(done, "new") == 1, "what it has in part, the other has",
               done.stderr)


def days(tap):
    with archive() as (a, d):
        for name in (IA, CC):
            done = fill(d, name, "--since", "2020-12-30", "--until",
                        "2021-12-28")
        tap.ok(done.returncode == 0 and keys(d) == [
            (KEY + "20", "2020-12-30T08:00:00Z"), WANT[2]],
            "--since and --until, both days included", keys(d))
        tap.ok(not a.cc.asked("2019") and not a.cc.asked("2023"),
               "crawls of other days are not asked",
               [r.path for r in a.cc.requests])
        done = fill(d, IA, "--since", "2023-01-01")
        tap.ok(done.returncode == 0 and keys(d)[-1] == WANT[-1] and
               len(keys(d)) == 3, "other days are another question",
               f"{keys(d)}\n{done.stderr}")


def limits(tap):
    with archive(conf={"delay_ms": 150}) as (a, d):
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and a.ia.shortest_pause() >= 0.149,
               "the pause between requests", a.ia.shortest_pause())
    some = dict(ia_retry_after=1, ia_window_s=1, ia_refuse_after=99)
    patient = {"retry": {"attempts": 6, "first_s": 1, "most_s": 3}}
    with archive(conf=patient, ia_cdx_per_minute=2, ia_web_per_minute=4,
                 **some) as (a, d):
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == WANT and a.ia.limited > 0,
               "429 is no answer: asked again after a pause, all is had",
               f"{keys(d)} {a.ia.limited}\n{done.stderr}")
        n = [r.time for r in a.ia.requests]
        tap.ok(len(n) == 9 + a.ia.limited, "and nothing else is asked "
               "meanwhile", f"{len(n)} {a.ia.limited}")
    with archive(conf=patient) as (a, d):
        a.ia.closed_until = time.monotonic() + 1.5
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == WANT and
               a.ia.refused > 0, "refused connections: the same",
               f"{keys(d)} {a.ia.refused}\n{done.stderr}")
    with archive(conf=patient, cc_per_minute=12, cc_window_s=1) as (a, d):
        done = fill(d, CC)
        tap.ok(done.returncode == 1 and keys(d) == WANT[:-1] and
               a.cc.limited > 0 and not a.cc.shut_out,
               "Common Crawl's 503", f"{keys(d)} {a.cc.limited}\n"
               f"{done.stderr}")


def refusals(tap):
    with archive(conf=HASTY) as (a, d):
        a.ia.once("/cdx/", (429, {}, b""), times=2)
        done = fill(d, IA)
        tap.ok(done.returncode == 3 and not d.archives() and
               "429" in done.stderr and "goes on from here" in done.stderr,
               "nothing but 429: exit 3, and not \"no captures\"",
               done.stderr)
        a.ia.once("resumeKey", (429, {"Retry-After": "99999"}, b""))
        done = fill(d, IA)
        tap.ok(done.returncode == 1 and asked(a.ia, IA) == (4, 0) and
               "Retry-After: 99999" in done.stderr, "a day's Retry-After "
               "ends the run", f"{asked(a.ia, IA)}\n{done.stderr}")
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == WANT and
               asked(a.ia, IA) == (6, 6), "the next one goes on with the "
               "second answer", f"{asked(a.ia, IA)}\n{done.stderr}")
    with archive(ia_barred={HOST: "Robot"}) as (a, d):
        for n in range(2):
            done = fill(d, IA)
            tap.ok(done.returncode == 1 and asked(a.ia, IA) == (1, 0) and
                   "robots.txt" in done.stderr, "a host that is kept back: "
                   "told " + ("again, not asked" if n else "and left"),
                   f"{asked(a.ia, IA)}\n{done.stderr}")
    with archive(conf=HASTY) as (a, d):
        a.ia.once("/cdx/", (200, {}, b"<html>Sorry, down for maintenance"),
                  times=1)
        done = fill(d, IA)
        tap.ok(done.returncode == 3 and not d.archives(), "a page for people "
               "in place of the index is none of no captures", done.stderr)
        a.ia.once("/cdx/", (200, {}, b'[["timestamp","original"],["x"]'))
        done = fill(d, IA)
        tap.ok(done.returncode == 1 and "cannot be read" in done.stderr,
               "an answer that breaks off", done.stderr)
        a.ia.once("/cdx/", (200, {}, b'[["timestamp","original"],["2019",'
                            b'"http://x/"],["20190101000000","mailto:x"]]'))
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and "left out" in done.stderr and
               not d.archives(), "rows that are none are told",
               done.stderr)
    with archive(conf=HASTY) as (a, d):
        a.stop()
        done = fill(d, IA)
        tap.ok(done.returncode == 3 and "goes on from here" in done.stderr,
               "nobody there: exit 3", done.stderr)


def ceilings(tap):
    """What would have no end, ends."""
    with archive() as (a, d):
        for n in range(1001):
            a.ia.once("/cdx/", (200, {}, b'[["timestamp","original"],[],'
                                b'["k%d"]]' % n))
        done = fill(d, IA)
        tap.ok(done.returncode == 1 and len(a.ia.requests) == 1000 and
               "more answers than one query may have" in done.stderr,
               "an index without an end", f"{len(a.ia.requests)}\n"
               f"{done.stderr}")
    with archive() as (a, d):
        a.ia.once("/cdx/", (200, {}, b'[["timestamp","original"],[],["k"]]'),
                  times=2)
        done = fill(d, IA)
        tap.ok(done.returncode == 1 and len(a.ia.requests) == 2 and
               "repeats itself" in done.stderr, "an index that goes round",
               done.stderr)
    with archive() as (a, d):
        a.ia.once("/web/2019", (302, {"Location": "http://a.vn/"}, b""), 9)
        codes = [fill(d, IA).returncode for _ in range(4)]
        tap.ok(codes == [1, 1, 1, 0] and len(a.ia.asked("/web/2019")) == 3,
               "a capture that fails in three runs is given up", codes)
    some = [Capture("20200101000000", URL + str(i), b"<p>%d" % i)
            for i in range(510)]
    with archive(some) as (a, d):
        done = fill(d, CC)
        tap.ok(done.returncode == 0 and len(keys(d)) == 510 and
               len(d.archives()) == 2, "a file is published after 500 "
               "answers", f"{d.archives()}\n{done.stderr[-500:]}")


def one_capture(tap):
    """Faults of single captures."""
    with archive(conf=HASTY) as (a, d):
        a.ia.once("/web/20211228", (502, {}, b"bad gateway"), times=2)
        a.ia.once("/web/2022122", "reset")
        a.ia.once("/web/2023", (404, {}, b"not here"))
        done = fill(d, IA)
        tap.ok(done.returncode == 1 and [k for k in keys(d)] ==
               [WANT[0], WANT[1], WANT[3], WANT[4]] and
               [word(done, w) for w in ("faulty", "withheld")] == [1, 1],
               "faults of single captures cost those alone",
               f"{keys(d)}\n{done.stderr}")
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == WANT[:5] and
               len(a.ia.asked("/web/2023")) == 1, "the next run has what "
               "failed; what the archive does not have stays away",
               f"{keys(d)}\n{done.stderr}")
    with archive() as (a, d):
        near = a.ia.base + "/web/20220301000000id_/" + URL + "21"
        a.ia.once("/web/20211228", (302, {"Location": near}, b""))
        other = a.ia.base + "/web/20191227030405id_/" + URL + "19"
        a.ia.once("/web/20221226", (302, {"Location": other}, b""))
        a.ia.once("/web/2023", (302, {"Location": "http://login.vn/"}, b""))
        done = fill(d, IA)
        tap.ok(done.returncode == 1 and keys(d) ==
               [WANT[0], WANT[1], WANT[3]] and word(done, "faulty") == 2 and
               "another page" in done.stderr and "login.vn" in done.stderr,
               "a redirect to another capture brings that one; to another "
               "page or host nothing", f"{keys(d)}\n{done.stderr}")
    with archive(cc_ignore_range=True) as (a, d):
        done = fill(d, CC)
        tap.ok(done.returncode == 1 and not d.archives() and
               "200 where a part" in done.stderr and
               asked(a.cc, CC)[1] <= 4, "whole files where ranges were asked "
               "for end the run", done.stderr)
        a.cc.ignore_range = False
        done = fill(d, CC)
        tap.ok(keys(d) == WANT[:-1], "and nothing is given up", done.stderr)


def killed(tap):
    """At several moments; then to the end."""
    some = [Capture(f"2020{i // 28 + 1:02}{i % 28 + 1:02}000000",
                    URL + str(i), page(f"Năm {i}", f"a{i}", "1/1/2020"))
            for i in range(60)]
    for name, options in ((IA, {}), (CC, {"cc_lines": 7})):
        with archive(some, {"delay_ms": 20}, ia_cdx_per_minute=None,
                     ia_web_per_minute=None, **options) as (a, d):
            service = a.ia if name == IA else a.cc
            for stop in (4, 15, 35, 60):
                run = subprocess.Popen(command(
                    "extract", *d.options(), "--backfill", name),
                    stderr=subprocess.DEVNULL)
                end = time.monotonic() + 60
                while sum(asked(service, name)) < stop and \
                        run.poll() is None and time.monotonic() < end:
                    time.sleep(0.005)
                run.kill()
                run.wait()
            done = fill(d, name)
            held = [r for r, _ in keys(d)]
            tap.ok(done.returncode == 0 and len(held) == 60 and
                   len(set(held)) == 60, f"{name}: killed four times, all "
                   "there in the end, nothing twice",
                   f"{len(held)}\n{done.stderr[-3000:]}")
            paths = [r.path for r in service.asked(INDEX[name])]
            again = len(paths) - len(set(paths))
            n = asked(service, name)[1]
            # A capture that was under way, or in a record half written;
            # the number of pages of a crawl is asked anew.
            tap.ok(again <= 4 and n <= 60 + 4 * 8, f"{name}: {again} "
                   f"questions of the index and {n - 60} captures were asked "
                   "for again")


def attachments(tap):
    book = files.xlsx([("Bieu", "visible", files.sheet(
        '<row r="1">' + files.text("A1", "Chỉ tiêu") + '</row>'))])
    kind = ("application/vnd.openxmlformats-officedocument.spreadsheetml."
            "sheet")
    some = [Capture("20220603000000", URL + "7", page(
        "Tháng 5", "<a href='/tai-ve/bieu.xlsx'>biểu</a>", "21/5/2022")),
        Capture("20220601000000", f"http://{HOST}/tai-ve/bieu.xlsx", book,
                mime=kind, charset=""),
        Capture("20220601000000", f"http://{HOST}/tai-ve/khac.xlsx", book,
                mime=kind, charset="")]
    for name in (IA, CC):
        with archive(some) as (a, d):
            done = fill(d, name)
            tap.ok(done.returncode == 0 and keys(d) == [
                (KEY + "7", some[0].date),
                (KEY + "7#/tai-ve/bieu.xlsx", some[1].date)] and
                word(done, "no-release") == 1,
                f"{name}: the file that a page links to, no other",
                f"{keys(d)}\n{done.stderr}")


def rules(tap):
    """Sources that differ in what a release is, and in hosts."""
    with archive() as (a, d):
        d.sources(source(key={"params": ["no-such"]}))
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == [], "a rule that takes "
               "nothing", done.stderr)
        d.sources(source(hosts=["www." + HOST, HOST, "a.vn"]))
        done = fill(d, IA)
        tap.ok(done.returncode == 0 and keys(d) == WANT and
               asked(a.ia, IA) == (7, 6), "another rule is another question; "
               "www. is not asked twice",
               f"{[r.path for r in a.ia.requests]}\n{done.stderr}")
        d.sources(source(), source(id="hai"))
        done = fill(d, IA, "--source", "hai")
        tap.ok(done.returncode == 0 and len(keys(d)) == 12, "--source",
               f"{keys(d)}\n{done.stderr}")
        done = fill(d, IA, "--source", "nosuch")
        tap.ok(done.returncode == 2, "no such source", done.stderr)


def main():
    tap = Tap()
    internet_archive(tap)
    common_crawl(tap)
    days(tap)
    limits(tap)
    refusals(tap)
    ceilings(tap)
    one_capture(tap)
    killed(tap)
    attachments(tap)
    rules(tap)
    tap.done()


main()
