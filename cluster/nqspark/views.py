"""The warehouse's views on Spark: their text is that of schemas/sql, said in
Spark's dialect. What differs is here and in cluster/sql, and nowhere else:

* DIALECT: words and signs that Spark has other ones for;
* cluster/sql/VIEW.sql: a view, or parts (CTEs) of one by their name, that
  Spark cannot run as they are. Each says why."""
import pathlib
import re

from . import files

# What is asked, in order of making: a view may rest on those before it.
VIEWS = ("history", "statement", "current", "known", "as_of", "disagreement",
         "implied_plan", "progress")
DIALECT = (
    # SQLite's names of types.
    (r"\bAS TEXT\b", "AS STRING"),
    (r"\bAS REAL\b", "AS DOUBLE"),
    (r"\bAS INTEGER\b", "AS BIGINT"),
    (r"\biif\(", "if("),
    # A division of whole numbers has a fraction in Spark.
    (r"(\w*period_first) / 12\b", r"\1 div 12"),
    # A number with a point is binary in SQLite, and decimal in Spark.
    (r"(?<![\w.])(\d+\.\d+)\b", r"\1D"),
    # A join that SQLite is told not to turn round.
    (r"\bCROSS (JOIN \w+ AS \w+\s+ON\b)", r"\1"),
)


def statements(text):
    """The statements of an SQL file, comments taken out."""
    text = re.sub(r"--[^\n]*", "", text)
    return [s.strip() for s in text.split(";") if s.strip()]


def shipped(schemas):
    """The text of each view as the last migration makes it."""
    found = {}
    for path in sorted(pathlib.Path(schemas, "sql").glob("[0-9]*.sql")):
        for s in statements(path.read_text("utf-8")):
            made = re.fullmatch(r"CREATE VIEW (\w+) AS\s+(.*)", s, re.S)
            if made:
                found[made[1]] = made[2]
    return found


def parts(text):
    """A query's CTEs, in order, and the query behind them."""
    head = re.match(r"\s*WITH\s+(RECURSIVE\s+)?", text)
    if not head:
        return {}, text
    found, at = {}, head.end()
    while True:
        name = re.compile(r"\s*(\w+)\s*AS\s*\(").match(text, at)
        end = name.end()
        level = 1
        while level:
            level += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found[name[1]] = text[name.end():end - 1]
        more = re.compile(r"\s*,").match(text, end)
        if not more:
            return found, text[end:]
        at = more.end()


def in_order(ctes):
    """Each CTE behind those that it names, as Spark wants them."""
    found = {}

    def take(name):
        if name in found:
            return
        for other in ctes:
            if other != name and re.search(
                    rf"\b(?:FROM|JOIN)\s+{other}\b", ctes[name]):
                take(other)
        found[name] = ctes[name]

    for name in ctes:
        take(name)
    return found


def in_spark(text, own):
    """A view's text for Spark. own: what cluster/sql has of it, or None."""
    for said, meant in DIALECT:
        text = re.sub(said, meant, text)
    if own is None:
        return text
    own = statements(own)[0]
    changed, _ = parts(own)
    if not changed:
        return own
    ctes, last = parts(text)
    ctes = {c: body for c, body in {**ctes, **changed}.items()
            if body.strip()}
    return "WITH " + ",\n".join(f"{c} AS ({body})" for c, body in
                                in_order(ctes).items()) + last


def open_tables(spark, out):
    """The tables that the job "tables" wrote, under their names."""
    for name in files.folders(files.join(out, "warehouse")):
        table = spark.read.parquet(files.join(out, "warehouse", name))
        if name == "source":    # each area has met some of them
            table = table.dropDuplicates(["code"])
        table.createOrReplaceTempView(name)
    # Whose territory a figure is about was decided when it was loaded.
    spark.table("figure").createOrReplaceTempView("observation")


def make(spark, schemas, own):
    """The views, each over the tables and the views before it."""
    texts = shipped(schemas)
    for name in VIEWS:
        path = pathlib.Path(own, name + ".sql")
        text = in_spark(texts[name], path.read_text("utf-8")
                        if path.exists() else None)
        spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW `{name}` AS {text}")


def answer(spark, queries, to):
    """Rows of views, or of any SQL over them that is given a name."""
    for query in queries:
        name, _, sql = query.partition("=")
        rows = spark.sql(sql or f"SELECT * FROM `{name}`")
        if to:
            rows.write.mode("overwrite").parquet(files.join(to, name))
            continue
        for line in rows.toJSON().toLocalIterator():
            print(line)
