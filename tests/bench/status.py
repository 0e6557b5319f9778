#!/usr/bin/env python3
"""make bench: what "nqtrack status" costs over a warehouse of COUNT generated
observations, against the sqlite3 shell that reads the rows which status looks
at through one query written for them, in turn, as whole processes.

status.py COUNT RUNS: prints the processor time of both and the row
"status/shell", the median of the ratios of the turns. Every figure that a
line of status shows must be among the rows of the shell. Then the report over
the same warehouse, in seconds of processor time: nothing does the least of
the same work."""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()

# The best value of each period of every series that a target is held
# against, its shares of the plan, and the four series of the page's end: what
# series.sql gives for each of them, asked for once and together.
HAND = """
.mode csv
WITH wanted AS (
	SELECT indicator, ref_area, breakdown, CASE
	    WHEN kind IN ('average-growth', 'growth') THEN 'yoy'
	    WHEN kind = 'share' THEN 'share' ELSE 'level' END AS as_what
	FROM target WHERE indicator IS NOT NULL
	UNION
	SELECT indicator, ref_area, breakdown, 'of_year_plan'
	FROM target WHERE kind = 'year-plan' AND indicator IS NOT NULL
	UNION
	SELECT indicator, ref_area, breakdown, iif(layer = 'scenario',
	    'of_scenario', 'of_period_plan')
	FROM target WHERE kind = 'period-plan' AND indicator IS NOT NULL
	UNION
	SELECT 'IND_OUTPUT', 'VN-06', '_T', 'level' UNION
	SELECT 'IIP', 'VN-06', '_T', 'yoy' UNION
	SELECT 'RETAIL', 'VN-06', '_T', 'level' UNION
	SELECT 'EXPORTS', 'VN-06', '_T', 'level')
SELECT id, time_period, period_first, period_months, price_base, obs_value,
    unit_measure, unit_mult, obs_status, bound, release, url, territory, inferred
FROM (
	SELECT o.*, r.code AS release, i.price_base AS inferred,
	    row_number() OVER (PARTITION BY o.indicator, o.ref_area,
		o.breakdown, o.transformation, o.period_first,
		o.period_months, o.price_base, o.territory,
		iif(o.transformation = 'of_year_plan', o.obs_value, NULL)
		ORDER BY instr('APE', o.obs_status), s.source_rank,
		o.published DESC, o.id DESC) AS place
	FROM wanted AS w
	CROSS JOIN figure AS o ON o.indicator = w.indicator
	    AND o.ref_area = w.ref_area AND o.breakdown = w.breakdown
	    AND o.transformation = w.as_what AND o.role = 'actual'
	    AND o.withdrawn IS NULL
	JOIN release AS r ON r.id = o.release_id
	JOIN source AS s ON s.code = r.source
	LEFT JOIN price_inference AS i ON i.observation_id = o.id)
WHERE place = 1;
"""


def cost(args, **more):
    """Processor seconds of a whole process, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(args, capture_output=True, check=True,
                          encoding="utf-8", **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime -
            before.ru_stime, done.stdout)


def main():
    count, runs = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="nqtrack-bench-") as folder:
        data = pathlib.Path(folder)
        subprocess.run([sys.executable, "tests/bench/records.py", str(count),
                        str(data)], check=True)
        subprocess.run([BUILD / "nqtrack", "load", "--quiet", "--data", data,
                        "--config", data], check=True)
        status = [BUILD / "nqtrack", "status", "--data", data]
        shell = ["sqlite3", "-readonly", data / "warehouse.db"]
        ours, theirs = [], []
        for _ in range(runs + 1):
            ours.append(cost(status)[0])
            seconds, rows = cost(shell, input=HAND)
            theirs.append(seconds)
        shown = {json.loads(line)["latest_observation"] for line in
                 cost([*status, "--format", "ndjson"])[1].splitlines()}
        shown.discard(None)
        read = {int(line.split(",")[0]) for line in rows.splitlines()}
        if not shown or shown - read:
            sys.exit(f"status shows figures that the shell did not read: "
                     f"{sorted(shown - read)[:5]} of {len(shown)}")
        pages = data / "report"
        report = [cost([BUILD / "nqtrack", "report", "--quiet", "--data",
                        data, "--output", pages])[0] for _ in range(3)]
        made = sum(1 for _ in pages.rglob("*.html"))
        ratios = [a / b for a, b in zip(ours[1:], theirs[1:])]
        print(f"status: {count} observations, {len(read)} rows looked at, "
              f"processor time {statistics.median(ours[1:]):.3f} s, "
              f"sqlite3 {statistics.median(theirs[1:]):.3f} s")
        print(f"status/shell {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f} to {max(ratios):.2f})")
        print(f"report: {made} pages, processor time "
              f"{statistics.median(report):.2f} s "
              f"({min(report):.2f} to {max(report):.2f})")


main()
