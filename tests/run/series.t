#!/usr/bin/env python3
"""nqtrack series: the page and the rows of a small warehouse made by the real
stages, names as people type them, --as-of, a merger, and a terminal."""
import pathlib
import re
import shlex
import sys

sys.path.insert(0, "tests")
from house import (HOSTILE, House, formats, terminal, too_wide, unsafe)
from lib import Tap, workspace

NOW = "2026-01-10"
# The target of 2023, 16.900, fills the 56 columns: 13.020 are 43 of them.
PAGE = """\
Giá trị sản xuất công nghiệp (IND_OUTPUT) · Yên Bái · giá trị
theo số liệu có đến 2026-01-10

giá so sánh 2010 · đồng
2020     ███████████████████████████████████████████┃ 13.020 tỷ
2021     ███████████████████████████████████████████████┃ 14.300 tỷ
2022     ███████████████████████████████████████████████████┃ 15.440 tỷ
6T/2023  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░                         ┃ 9.000 tỷ ước
"""


def fill(tap, h):
    h.output(2020, "2021-01-10", "13.020", "100,2", "7,5")
    h.output(2021, "2022-01-10", "14.210", "100", "9,12")
    h.output(2022, "2023-01-10", "15.440", "99,6", "8,66")
    runs = [h.run("run", "2023-02-01")]
    h.output(2021, "2022-01-10", "14.300", "100,6", "9,12")
    runs.append(h.run("run", "2023-06-15"))
    h.records(
        "x2023", "2023-07-05",
        ("half", "Nửa năm",
         {"obs_value": 9000, "time_period": "2023-S1", "obs_status": "E"},
         {"obs_value": 12000, "time_period": "2023-S1",
          "price_base": "current"},
         {"obs_value": 1500, "time_period": "2023-06"}),
        ("other", "Khác", {"obs_value": 15900, "time_period": "2022"}),
        ("hostile", HOSTILE, {"obs_value": 14.5, "unit_mult": 12,
                              "evidence": {"text": HOSTILE, "start": 0,
                                           "end": 9}}),
        ("minus", "Giảm", *({"indicator": "IIP", "time_period": str(y),
                             "transformation": "yoy", "obs_value": v,
                             "unit_measure": "PT", "unit_mult": 0,
                             "price_base": None}
                            for y, v in ((2020, -3.5), (2021, 9.12)))),
        ("merged", "Lào Cai",
         *({"ref_area": "VN-02", "time_period": y, "obs_value": v}
           for y, v in (("2023", 20000), ("2024", 22000)))))
    runs.append(h.run("load", "2023-09-01"))
    h.records(
        "x2025", "2025-12-20",
        ("new", "Lào Cai mới", {"ref_area": "VN-02", "time_period": "2024",
                                "obs_value": 50000},
         {"ref_area": "VN-02", "time_period": "2025", "obs_value": 55000}))
    runs.append(h.run("load", "2026-01-05"))
    tap.ok(all(r.returncode == 0 for r in runs), "a warehouse",
           "".join(r.stderr for r in runs))


def page(tap, h):
    done = h.run("series", NOW, "IND_OUTPUT")
    tap.ok(done.returncode == 0 and done.stdout.startswith(PAGE),
           "the chart: years, a part of one hollow, target marked",
           done.stdout + done.stderr)
    rows = {x.split()[0]: x for x in done.stdout.splitlines()
            if x[:1].isdigit() and "█" not in x and "░" not in x}
    tap.ok(rows["2021"].split()[1:6] == ["14.300", "tỷ", "+9,12", "+9,83",
                                         "100,6"] and "2 ≠" in rows["2021"],
           "printed growth beside that of the levels, share of the plan, and "
           "that a paper says otherwise", done.stdout)
    tap.ok("15.500" in rows["2022"] and "15.493–15.511" in rows["2022"],
           "the plan that follows, and the target", rows["2022"])
    tap.ok("giá hiện hành · đồng" in done.stdout and "12.000 tỷ" not in
           done.stdout.split("giá hiện hành")[0],
           "prices of the day are a block of their own", done.stdout)
    tap.ok("Còn 1 kỳ" in done.stdout and "1.500" not in done.stdout,
           "shorter periods are counted, not shown", done.stdout)
    every = h.run("series", NOW, "IND_OUTPUT", "--all").stdout
    tap.ok("1.500 tỷ" in every and "Còn" not in every, "--all shows them",
           every)
    english = h.run("series", NOW, "IND_OUTPUT", "--lang", "en").stdout
    tap.ok("Industrial output (IND_OUTPUT) · Yen Bai" in english and
           "14,300 bn VND" in english and "constant prices of 2010" in english
           and "9,000 bn VND est." in english and "Kỳ" not in english,
           "in English", english)
    for text in (done.stdout, every, english):
        tap.ok(not too_wide(text), "100 columns", too_wide(text))
    tap.ok(h.run("series", NOW, "IND_OUTPUT").stdout == done.stdout,
           "the same warehouse, the same bytes")


def signs(tap, h):
    done = h.run("series", NOW, "iip").stdout
    lines = [x for x in done.splitlines() if "█" in x]
    zero = lines[1].index("█")
    tap.ok(len(lines) == 2 and "-3,5 %" in lines[0] and "+9,12 %" in lines[1]
           and lines[0].index("█") < zero and
           lines[0].rindex("█") < zero and "┃" in lines[1],
           "what fell goes to the left of zero; the target's place", done)
    tap.ok("so cùng kỳ" in done.splitlines()[0] and "nq29-iip" in done,
           "what its target asks for is what is shown", done)


def options(tap, h):
    got = formats(h, "series", NOW, "IND_OUTPUT")
    tap.ok([len(v) for v in got.values()] == [5] * 4, "a row a period, in "
           "each format", {k: len(v) for k, v in got.items()})
    row = got["json"][1]
    ids = h.ask("SELECT observation_id AS id FROM current WHERE indicator = "
                "'IND_OUTPUT' AND time_period = '2021' AND transformation = "
                "'level'")
    tap.ok((row["obs_value"], row["unit_mult"], row["price_base"],
            row["growth_printed"], row["share_of_plan"], row["plan_lower"] <
            14215 < row["plan_upper"], row["lowest"], row["highest"],
            row["beyond_rounding"], row["releases"]) ==
           (14300, 9, "constant-2010", 9.12, 100.6, True, 14300, 14500, 1, 2)
           and row["observation_id"] == ids[0]["id"] and
           abs(row["growth_computed"] - (14300 / 13020 - 1) * 100) < 1e-9,
           "its fields", row)
    tap.ok(got["ndjson"] == got["json"] and
           [r["time_period"] for r in got["csv"]] ==
           [r["time_period"] for r in got["markdown"]] ==
           [r["time_period"] for r in got["json"]], "all formats agree")
    then = h.run("series", NOW, "IND_OUTPUT", "--as-of", "2023-03-01",
                 "--format", "ndjson").stdout
    tap.ok('"obs_value":14210' in then and "15900" not in then and
           then.count("\n") == 3, "--as-of: before the revision", then)
    some = h.run("series", NOW, "IND_OUTPUT", "--since", "2021-12-31",
                 "--until", "2022-01-01", "--format", "csv").stdout
    tap.ok([x.split(",")[5] for x in some.split("\n")[1:-1]] ==
           ["2021", "2022"], "--since and --until", some)
    some = h.run("series", NOW, "IND_OUTPUT", "--price-base", "current",
                 "--format", "csv").stdout
    tap.ok(some.count("\n") == 2 and "12000" in some, "--price-base", some)
    some = h.run("series", NOW, "IND_OUTPUT", "--transformation",
                 "of_year_plan", "--format", "csv").stdout
    tap.ok(some.count("\n") == 4 and "99.6" in some, "--transformation", some)


def names(tap, h):
    for typed, code in (
            ("iip", "IIP"), ("giá trị sản xuất công nghiệp", "IND_OUTPUT"),
            ("gia tri san xuat cong nghiep", "IND_OUTPUT"),
            ("GIÁ TRỊ SẢN XUẤT CÔNG NGHIỆP", "IND_OUTPUT"),
            ("Industrial output", "IND_OUTPUT"), ("ind output", "IND_OUTPUT"),
            ("doanh thu du lịch", "TOURISM_REVENUE"),
            ("xuất khẩu", "EXPORTS"), ("exports", "EXPORTS")):
        done = h.run("series", NOW, typed)
        tap.ok(done.returncode == 0 and f"({code})" in
               done.stdout.splitlines()[0], f'"{typed}" is {code}',
               done.stdout + done.stderr)
    for typed, wanted in (
            ("NOSUCH", "no indicator"), ("IPI", "IIP"),
            ("ban le", "RETAIL_MODERN_SHARE"),
            ("bán lẻ", "RETAIL (Tổng mức"), ("EXPORT", "EXPORTS ("),
            # With the wrong diacritics it is another word.
            ("giả trị sản xuất công nghiệp", "near it"), ("", "no indicator"),
            ("\x1b[31m", "?[31m"), ("%s%n", "%s%n")):
        done = h.run("series", NOW, typed)
        tap.ok(done.returncode == 2 and wanted in done.stderr and
               done.stdout == "" and "\x1b" not in done.stderr,
               f"{typed!r} is told and not guessed", done.stderr)
    for args, word in (
            (["--area", "VN-99"], "VN-99"), (["--breakdown", "Q"], "part"),
            (["--transformation", "wow"], "wow"),
            (["--price-base", "const"], "constant-YEAR"),
            (["--since", "2022-01-01", "--until", "2021-01-01"], "after")):
        done = h.run("series", NOW, "IIP", *args)
        tap.ok(done.returncode == 2 and word in done.stderr,
               " ".join(args) + " is refused", done.stderr)
    done = h.run("series", NOW, "CPI")
    tap.ok(done.returncode == 0 and "chưa có số liệu" in done.stdout,
           "a series without figures says so", done.stdout + done.stderr)


def docs(tap, h):
    text = pathlib.Path("docs/ask.md").read_text("utf-8")
    for line in re.findall(r"^    nqtrack (series .+)$", text, re.M):
        done = h.run(*shlex.split(line)[:1], NOW, *shlex.split(line)[1:])
        tap.ok(done.returncode == 0 and done.stdout,
               "docs/ask.md: " + line, done.stderr)


def nothing(tap, h):
    for args in (["--price-base", "constant-1994"], ["--since", "2030-01-01"],
                 ["--transformation", "share"]):
        done = h.run("series", NOW, "IND_OUTPUT", *args)
        tap.ok(done.returncode == 0 and "chưa có số liệu" in done.stdout,
               " ".join(args) + " leaves nothing, which is told",
               done.stdout + done.stderr)


def merger(tap, h):
    done = h.run("series", NOW, "IND_OUTPUT", "--area", "VN-02")
    text = done.stdout
    tap.ok(text.count("── đứt chuỗi: từ 2025-07-01") == 2 and
           "VN-02@2025-07" in text, "a merger is a break, in chart and table",
           text)
    rows = h.run("series", NOW, "IND_OUTPUT", "--area", "VN-02", "--format",
                 "ndjson").stdout
    tap.ok(rows.count("\n") == 4 and '"growth_computed":10' in rows and
           "150" not in rows.replace("15000", ""),
           "growth is of one territory, never across", rows)
    tap.ok(not too_wide(text), "100 columns", too_wide(text))


def screen(tap, h):
    args = ("series", "IND_OUTPUT", "--data", h.data, "--config", h.config)
    rc, text, _ = terminal(*args, env=h.clock(NOW, NO_COLOR=""))
    tap.ok(rc == 0 and "\x1b[1m" in text and not unsafe(text),
           "bold on a terminal, also where NO_COLOR is empty", repr(text))
    rc, text, _ = terminal(*args, env=h.clock(NOW, NO_COLOR="1"))
    tap.ok(rc == 0 and "\x1b" not in text, "none with NO_COLOR", repr(text))
    tap.ok("\x1b" not in h.run("series", NOW, "IND_OUTPUT").stdout,
           "none in a file")


def empty(tap, folder):
    h = House(folder)
    done = h.run("series", NOW, "IIP")
    tap.ok(done.returncode == 3 and "no warehouse" in done.stderr,
           "no warehouse: told, exit status 3", done.stderr)
    h.run("load", "2023-02-01")
    done = h.run("series", NOW, "IIP")
    tap.ok(done.returncode == 0 and "chưa có số liệu" in done.stdout and
           "nq29-iip" in done.stdout, "nothing loaded: no figures, and the "
           "targets", done.stdout + done.stderr)
    got = formats(h, "series", NOW, "IIP")
    tap.ok(not any(got.values()), "and no rows", got)


def main():
    tap = Tap()
    with workspace() as folder:
        h = House(pathlib.Path(folder) / "one")
        fill(tap, h)
        for test in (page, signs, options, names, docs, nothing, merger, screen):
            test(tap, h)
        empty(tap, pathlib.Path(folder) / "two")
    tap.done()


main()
