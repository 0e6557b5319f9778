"""Records to the warehouse's tables: the driver's side.

Each area is one task (nqspark/area.py), and gets the lines that concern it:
every figure of the area; every capture of each release that ever spoke of
it; and of each capture the first figure, whatever area that is of."""
import json

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import functions as f

from . import archive, area, files, job


def marks(setting):
    """What was committed, in the order in which a warehouse loads it."""
    found = []
    for name in files.names(files.join(setting.out, "done"), ".json"):
        mark = json.loads(files.read(files.join(setting.out, "done",
                                                name + ".json")))
        found.append((mark["committed"], name + ".ndjson"))
    return sorted(found)


def lines_by_area(table):
    """Rows (area, batch, document, ordinal, line)."""
    at = ["batch", "document_number"]
    table = table.withColumnRenamed("number", "document_number")
    documents = table.where("kind = 'document'")
    figures = table.where("kind = 'observation'")
    concerned = figures.select("release", f.col("ref_area").alias("area")) \
        .distinct()
    first = figures.groupBy(*at).agg(
        f.min_by("line", "ordinal").alias("line"),
        f.min("ordinal").alias("ordinal"),
        f.min_by("ref_area", "ordinal").alias("ref_area"),
        f.first("release").alias("release"))
    row = ["area", *at, "ordinal", "line"]
    return documents.join(concerned, "release") \
        .withColumn("ordinal", f.lit(0).cast("bigint")).select(row) \
        .union(figures.withColumn("area", f.col("ref_area")).select(row)) \
        .union(first.join(concerned, "release")
               .where("area <> ref_area").select(row))


def put_batches(setting, batches, folder):
    t = pa.table({"id": pa.array(range(1, len(batches) + 1), pa.int64()),
                  "name": pa.array([name for _, name in batches], pa.string()),
                  "loaded_at": pa.array([time for time, _ in batches],
                                        pa.string())})
    area.put(setting, folder, "batch", "all", t)


def tables(spark, setting, folder):
    """The rows of the job's table, one an area."""
    batches = marks(setting)
    if not batches:
        raise job.Usage(f"{setting.out} has no records yet: run "
                        "\"submit.py records\" first")
    table = spark.read.parquet(*[
        files.join(setting.out, "table", name[:-len(".ndjson")] + ".parquet")
        for _, name in batches])
    heads = {row["batch"]: row["line"] for row in
             table.where("kind = 'batch'").select("batch", "line").collect()}
    number = {name: i for i, (_, name) in enumerate(batches, 1)}
    times = {name: time for time, name in batches}
    by_area = lines_by_area(table).cache()
    areas = sorted(row[0] for row in
                   by_area.select("area").distinct().collect())
    known = spark.sparkContext.broadcast((heads, number, times))
    place = {name: i for i, name in enumerate(areas)}

    def task(rows):
        heads, number, times = known.value
        rows = sorted((number[r["batch"]], r["document_number"],
                       r["ordinal"], r["batch"], r["line"], r["area"])
                      for r in rows)
        if not rows:
            return []
        name = rows[0][5]
        lines = [(times[r[3]], r[3], r[4]) for r in rows]
        return [archive.attempt(
            setting, archive.Unit(name, 0),
            lambda: area.one(setting, name, place[name], lines, heads,
                             number),
            TaskContext.get().attemptNumber())]

    rows = by_area.rdd.keyBy(lambda r: r["area"]) \
        .partitionBy(len(areas), lambda name: place[name]).values() \
        .mapPartitions(task).collect() if areas else []
    by_area.unpersist()
    area.knowledge(setting)
    put_batches(setting, batches, folder)
    return [archive.Result(**row) for row in rows]
