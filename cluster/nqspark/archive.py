"""One archive, or a part of one, through "nqtrack transform": what a task of
the job does. It reads nothing but its archive and writes nothing but its own
outputs, and does the same however often it is done."""
import hashlib
import json
import pathlib
import re
import socket
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass, field

from . import files, records

# Where the bytes of a capture lie; in a document's line only.
OFFSET = re.compile(rb'("archive":"[^"\\]*","offset":)(\d+)')
LAST_WORDS = 600        # bytes of a message that a table can show


@dataclass(frozen=True)
class Setting:
    """What every task is told; sent to the nodes."""
    out: str                # folder of the outputs
    binary: str             # nqtrack on the node
    program: str            # "nqtrack 0.1.0", as the driver's
    catalogue: str          # digest of its knowledge
    committed: str          # time of the job, as its batches will have it
    jobs: int = 1           # workers of a task
    tries: int = 4          # of a task; Spark's own number
    timeout: int = 7200     # seconds of one run of nqtrack
    config: str = ""        # for its --config, a folder on the node

    def config_arguments(self):
        return ["--config", self.config] if self.config else []


@dataclass(frozen=True)
class Unit:
    """An archive, or the bytes of it from start to end."""
    uri: str
    length: int
    start: int = 0
    end: int = 0
    parts: int = 1

    @property
    def name(self):
        return re.sub(r"\.warc(\.gz)?$", "", files.base(self.uri))


@dataclass
class Result:
    """A row of the job's table."""
    archive: str
    status: str = "done"    # done, damaged, failed
    why: str = ""
    host: str = field(default_factory=socket.gethostname)
    seconds: float = 0.0
    documents: int = 0
    failed: int = 0
    observations: int = 0
    start: int = 0


class Refused(Exception):
    """The archive is to blame: another try would be the same."""


def last_words(text, folder=""):
    """The end of what a program said; folder: a task's own, which is gone
    when people read it."""
    if folder:
        text = text.replace(f"{folder}/archive/", "")
    lines = [line for line in text.splitlines() if line.strip()]
    return " / ".join(lines[-3:])[-LAST_WORDS:] or "it said nothing"


def program_of(binary):
    """nqtrack's name and version; OSError where it cannot be run."""
    done = subprocess.run([binary, "--version"], capture_output=True,
                          encoding="utf-8", timeout=60)
    if done.returncode != 0:
        raise OSError(f"{binary} --version: {last_words(done.stderr)}")
    return " ".join(done.stdout.split()[:2])


def check_binary(setting):
    host = socket.gethostname()
    try:
        found = program_of(setting.binary)
    except (OSError, subprocess.SubprocessError) as e:
        raise OSError(f"node {host}: cannot run nqtrack: {e}") from e
    if found != setting.program:
        raise OSError(f"node {host} has {found}, expected {setting.program}")


def transform(setting, unit, folder):
    """The records that nqtrack makes of the bytes; and what it warned of."""
    archive = folder / "archive" / files.base(unit.uri)
    archive.parent.mkdir()
    files.fetch(unit.uri, archive, unit.start, unit.end or None)
    done = subprocess.run(
        [setting.binary, "transform", "--data", str(folder), "--jobs",
         str(setting.jobs), "--quiet", *setting.config_arguments()],
        capture_output=True,
        encoding="utf-8", errors="replace", timeout=setting.timeout)
    made = folder / "records" / (unit.name + ".ndjson")
    if done.returncode not in (0, 1) or not made.exists():
        raise Refused(f"nqtrack transform ended with {done.returncode}: "
                      f"{last_words(done.stderr, folder)}")
    return made, last_words(done.stderr, folder) if done.returncode == 1 \
        else ""


def check_header(setting, line):
    head = json.loads(line)
    if head["program"] != setting.program or \
            head["catalogue"] != setting.catalogue:
        raise OSError(f"node {socket.gethostname()} has {head['program']} "
                      f"with the knowledge {head['catalogue']}, expected "
                      f"{setting.program} with {setting.catalogue}")


def shifted(data, start):
    """Offsets in a part are told from the beginning of the archive."""
    return data if start == 0 else OFFSET.sub(
        lambda m: m[1] + str(int(m[2]) + start).encode(), data)


def part_uri(setting, unit):
    return files.join(setting.out, "parts", unit.name,
                      f"{unit.start:015d}.ndjson")


def publish(setting, unit, data, folder, warned):
    """Records, table, and last of all the mark that they are there."""
    t = records.table(data, unit.name + ".ndjson")
    mark = {"archive": unit.uri, "length": unit.length,
            "program": setting.program, "catalogue": setting.catalogue,
            "committed": setting.committed, "warned": warned,
            **records.counts(t)}
    out = folder / "out"
    out.mkdir()
    (out / "ndjson").write_bytes(data)
    records.write_parquet(t, out / "parquet")
    (out / "mark").write_text(json.dumps(mark))
    for name, where in (("ndjson", ("records", unit.name + ".ndjson")),
                        ("parquet", ("table", unit.name + ".parquet")),
                        ("mark", ("done", unit.name + ".json"))):
        files.publish(out / name, files.join(setting.out, *where))
    return mark


def one(setting, unit):
    with tempfile.TemporaryDirectory(prefix="nqtrack-") as name:
        folder = pathlib.Path(name)
        made, warned = transform(setting, unit, folder)
        data = made.read_bytes()
        check_header(setting, data[:data.index(b"\n")])
        if unit.parts == 1:
            return publish(setting, unit, data, folder, warned)
        data = shifted(data, unit.start)
        (folder / "part").write_bytes(data)
        files.publish(folder / "part", part_uri(setting, unit))
        return {"warned": warned}


def joined(setting, units):
    """The parts of an archive as one records file, byte for byte what the
    whole would have given: pages, and behind them the files they link to."""
    unit = Unit(units[0].uri, units[0].length)
    pages, attached = [], []
    for part in units:
        data = files.read(part_uri(setting, part))
        head, _, rest = data.partition(b"\n")
        for document in re.split(rb'(?m)^(?={"kind":"document")', rest):
            release = re.search(rb'"release":"(?:[^"\\]|\\.)*"', document)
            (attached if release and b"#" in release[0]
             else pages).append(document)
    where, path = files.place(unit.uri)
    digest = hashlib.sha256()
    with where.open_input_stream(path, compression=None) as f:
        while piece := f.read(files.CHUNK):
            digest.update(piece)
    head = re.sub(rb'"archive_digest":"[^"]*"', b'"archive_digest":"sha256:' +
                  digest.hexdigest().encode() + b'"', head)
    data = head + b"\n" + b"".join(pages + attached)
    with tempfile.TemporaryDirectory(prefix="nqtrack-") as name:
        mark = publish(setting, unit, data, pathlib.Path(name), "")
    for part in units:
        files.remove(part_uri(setting, part))
    return mark


def attempt(setting, unit, work, number):
    """A row of the table for one unit. What may be the node's fault is
    raised, for Spark to try it again elsewhere, until the last try."""
    began = time.monotonic()
    result = Result(unit.uri, start=unit.start)
    try:
        check_binary(setting)
        mark = work()
        result.status = "damaged" if mark.get("warned") else "done"
        result.why = mark.get("warned", "")
        for key in ("documents", "failed", "observations"):
            setattr(result, key, mark.get(key, 0))
    except (Refused, FileNotFoundError, PermissionError) as e:
        result.status, result.why = "failed", str(e)
    except Exception as e:
        if number + 1 < setting.tries:
            raise
        result.status, result.why = "failed", f"{type(e).__name__}: {e}"
    result.seconds = round(time.monotonic() - began, 3)
    return asdict(result)
