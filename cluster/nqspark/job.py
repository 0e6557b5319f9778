"""Archives to records: the driver's side."""
import json
import re
import subprocess
import tempfile
from datetime import datetime, timezone

from pyspark import TaskContext

from . import archive, files, split
from .archive import Result, Setting, Unit


class Usage(Exception):
    """What was asked cannot be: exit status 2."""


def now(text):
    """The time of the job, UTC; text: another one that was given."""
    return text or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def catalogue_of(binary, config):
    """The digest of the knowledge that this nqtrack has: of any document's
    line."""
    with tempfile.NamedTemporaryFile(suffix=".html") as page:
        page.write(b"<html><body><p>-</p></body></html>")
        page.flush()
        done = subprocess.run(
            [binary, "parse", page.name,
             *(["--config", config] if config else [])],
            capture_output=True, encoding="utf-8", timeout=60)
    try:
        return json.loads(done.stdout.splitlines()[0])["catalogue"]
    except (IndexError, KeyError, ValueError) as e:
        raise Usage(f"{binary} parse: "
                    f"{archive.last_words(done.stderr)}") from e


def setting_of(spark, options):
    try:
        program = archive.program_of(options.binary)
    except (OSError, subprocess.SubprocessError) as e:
        raise Usage(f"cannot run nqtrack here: {e}; name it with --binary") \
            from e
    master = spark.sparkContext.master
    local = re.fullmatch(r"local(?:\[[^,]*(?:,(\d+))?\])?", master)
    tries = int(local[1] or 1) if local else \
        int(spark.conf.get("spark.task.maxFailures", "4"))
    return Setting(options.out, options.binary, program,
                   catalogue_of(options.binary, options.config),
                   now(options.now),
                   options.jobs, tries, options.timeout, options.config)


def inputs(patterns):
    """The archives that were named, each once; and what is not there."""
    found, missing = [], []
    for pattern in patterns:
        if pattern.startswith("@"):
            lines = files.read(pattern[1:]).decode().split("\n")
            found += [line.strip() for line in lines if line.strip()]
            continue
        some = files.expand(pattern)
        found += some
        if not some:
            missing.append(Result(pattern, "failed", "no file is named so"))
    found = list(dict.fromkeys(found))
    by_name = {}
    for uri in found:
        other = by_name.setdefault(Unit(uri, 0).name, uri)
        if other != uri:
            raise Usage(f"{uri} and {other} have one name: their records "
                        "would be one file; rename one of them")
    return found, missing


def units_of(uri, size):
    """The parts of an archive; one, where it is small or has no index."""
    length = files.info(uri).size
    whole = [Unit(uri, length or 0)]
    if not size or length is None or length <= size * 3 // 2:
        return whole
    index = re.sub(r"\.warc(\.gz)?$", "", uri) + ".cdxj"
    cuts = split.cuts(files.read(index), length, size) \
        if files.is_file(index) else None
    if not cuts or len(cuts) == 1:
        return whole
    return [Unit(uri, length, start, end, len(cuts)) for start, end in cuts]


def is_done(setting, uri, marks):
    name = Unit(uri, 0).name
    if name not in marks:
        return False
    mark = json.loads(files.read(files.join(setting.out, "done",
                                            name + ".json")))
    return (mark["program"], mark["catalogue"]) == (
        setting.program, setting.catalogue) and \
        mark["length"] == files.info(uri).size


def run(spark, setting, units, work):
    """work(setting, unit) in a task of its own each; rows of the table."""
    def task(unit):
        first = unit[0] if isinstance(unit, list) else unit
        return archive.attempt(setting, first, lambda: work(setting, unit),
                               TaskContext.get().attemptNumber())

    if not units:
        return []
    rows = spark.sparkContext.parallelize(units, len(units)).map(task)
    return [Result(**row) for row in rows.collect()]


def records(spark, options):
    """The rows of the table, and how many archives were done before."""
    setting = setting_of(spark, options)
    found, results = inputs(options.archives)
    marks = set(files.names(files.join(setting.out, "done"), ".json"))
    todo = [uri for uri in found if not is_done(setting, uri, marks)]
    units = [unit for uri in todo
             for unit in units_of(uri, options.split_bytes or
                                  options.split << 20)]
    # The longest first: the last task to end is a short one.
    units.sort(key=lambda u: u.length // u.parts, reverse=True)
    results += run(spark, setting, units, archive.one)
    broken = {r.archive for r in results if r.status == "failed"}
    parts = {}
    for unit in units:
        if unit.parts > 1 and unit.uri not in broken:
            parts.setdefault(unit.uri, []).append(unit)
    whole = [sorted(p, key=lambda u: u.start) for p in parts.values()]
    joined = run(spark, setting, whole, archive.joined)
    damaged = {r.archive: r.why for r in results if r.status == "damaged"}
    for row in joined:
        if row.status == "done" and row.archive in damaged:
            row.status, row.why = "damaged", damaged[row.archive]
    kept = [r for r in results if r.archive not in parts]
    return kept + joined, len(found) - len(todo)
