#!/usr/bin/env python3
"""nqtrack on a Spark cluster: see docs/cluster.md.

  spark-submit cluster/submit.py records --out OUT ARCHIVES…
  spark-submit cluster/submit.py tables --out OUT
  spark-submit cluster/submit.py ask VIEW --out OUT"""
import argparse
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from pyspark.sql import SparkSession  # noqa: E402

from nqspark import job, report, tables, views  # noqa: E402


def arguments(argv):
    top = argparse.ArgumentParser(
        prog="submit.py", description="nqtrack on a Spark cluster")
    commands = top.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--out", required=True,
                        help="folder of all outputs, local, hdfs:// or s3://")
    common.add_argument("--binary", default="nqtrack",
                        help="nqtrack on every node (default: by PATH)")
    common.add_argument("--config", default="", help="folder on every node "
                        "for nqtrack's --config")
    common.add_argument("--now", help="time of the job, as "
                        "2026-12-01T18:00:00Z (default: the clock)")
    common.add_argument("--jobs", type=int, default=1,
                        help="workers of a task (spark.task.cpus)")
    common.add_argument("--timeout", type=int, default=7200,
                        help="seconds that one task may take")
    common.add_argument("--report", help="write the job's table there, JSON "
                        "lines")
    one = commands.add_parser("records", parents=[common],
                              help="archives to records")
    one.add_argument("archives", nargs="+", help="file, pattern, or @FILE "
                     "with one address a line")
    one.add_argument("--split", type=int, default=128, metavar="MB",
                     help="cut larger archives into parts of this size by "
                     "their CDXJ index; 0: never (default: 128)")
    commands.add_parser("tables", parents=[common],
                        help="records to the warehouse's tables")
    ask = commands.add_parser("ask", parents=[common],
                              help="a view of the tables, as JSON lines")
    ask.add_argument("queries", nargs="+", metavar="QUERY", help="a view's "
                     "name, or NAME=SQL over the views")
    ask.add_argument("--to", help="write Parquet to TO/NAME (default: JSON "
                     "lines on stdout)")
    ask.add_argument("--schemas", default=str(HERE.parent / "schemas"),
                     help="schemas of nqtrack (default: beside this folder)")
    # For tests, whose archives are small.
    one.add_argument("--split-bytes", type=int, help=argparse.SUPPRESS)
    return top.parse_args(argv)


def session(folder):
    """Spark, and this package on its nodes. folder: for its archive, which
    the nodes may ask for until the end."""
    spark = SparkSession.builder.appName("nqtrack").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    shutil.make_archive(folder + "/nqspark", "zip", HERE, "nqspark")
    spark.sparkContext.addPyFile(folder + "/nqspark.zip")
    return spark


def run(spark, options, folder):
    """The exit status."""
    if options.command == "ask":
        views.open_tables(spark, options.out)
        views.make(spark, options.schemas, HERE / "sql")
        views.answer(spark, options.queries, options.to)
        return 0
    if options.command == "tables":
        results, before = tables.tables(
            spark, job.setting_of(spark, options), pathlib.Path(folder)), 0
        report.show(results, before, "areas")
    else:
        results, before = job.records(spark, options)
        report.show(results, before)
    if options.report:
        report.save(results, options.report)
    return report.status(results, before)


def main(argv):
    options = arguments(argv)
    options.out = options.out if "://" in options.out else \
        str(pathlib.Path(options.out).resolve())
    with tempfile.TemporaryDirectory(prefix="nqtrack-") as folder:
        spark = session(folder)
        try:
            return run(spark, options, folder)
        except (job.Usage, OSError) as e:
            print(f"submit.py: {e}", file=sys.stderr)
            return 2
        finally:
            spark.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
