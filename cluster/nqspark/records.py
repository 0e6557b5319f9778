"""Records as they are (JSON lines) and as a table (Parquet).

A row of the table is a line: its fields in columns, the line itself beside
them, and where it stands: batch (the records file), document (which of the
file, from 1) and release (a figure's too). obs_value is a double: fifteen
digits at most are printed, and it gives them back."""
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.json as pj
import pyarrow.parquet as pq

TEXT = pa.string()
EVIDENCE = pa.struct([("text", TEXT), ("start", pa.int64()),
                      ("end", pa.int64()), ("row", TEXT), ("column", TEXT),
                      ("cell", TEXT)])
LINE = pa.schema([
    ("kind", TEXT), ("archive", TEXT), ("archive_digest", TEXT),
    ("program", TEXT), ("catalogue", TEXT), ("document", TEXT),
    ("release", TEXT), ("source", TEXT), ("url", TEXT), ("title", TEXT),
    ("published", TEXT), ("retrieved", TEXT), ("media_type", TEXT),
    ("offset", pa.int64()), ("status", TEXT), ("reason", TEXT),
    ("ordinal", pa.int64()), ("indicator", TEXT), ("ref_area", TEXT),
    ("breakdown", TEXT), ("time_period", TEXT), ("role", TEXT),
    ("transformation", TEXT), ("obs_value", pa.float64()),
    ("unit_measure", TEXT), ("unit_mult", pa.int64()), ("price_base", TEXT),
    ("obs_status", TEXT), ("bound", TEXT), ("evidence", EVIDENCE),
    ("rule", TEXT), ("flags", pa.list_(TEXT))])


BLOCK = 16 << 20        # bytes that a reader takes at once; a line has less


def lines(data):
    """A column of the lines as they are: of a reader of tables that is told
    of no quotes, and of a separator that JSON has only in its escapes."""
    return pv.read_csv(
        pa.BufferReader(data),
        pv.ReadOptions(column_names=["line"], block_size=BLOCK),
        pv.ParseOptions(delimiter="\x01", quote_char=False,
                        escape_char=False, ignore_empty_lines=False),
        pv.ConvertOptions(column_types={"line": TEXT}))["line"]


def table(data, batch):
    """The table of a records file's bytes."""
    t = pj.read_json(pa.BufferReader(data), pj.ReadOptions(block_size=BLOCK),
                     pj.ParseOptions(explicit_schema=LINE,
                                     unexpected_field_behavior="ignore"))
    is_document = pc.equal(t["kind"], "document")
    number = pc.cumulative_sum(pc.cast(is_document, pa.int64()))
    releases = pa.concat_arrays([pa.array([None], TEXT),
                                 *t["release"].filter(is_document).chunks])
    t = t.set_column(t.column_names.index("release"), "release",
                     releases.take(number.combine_chunks()))
    for name, column in (("batch", pa.repeat(pa.scalar(batch), len(t))),
                         ("number", number), ("line", lines(data))):
        t = t.append_column(name, column)
    return t


def write_parquet(t, path):
    pq.write_table(t, path, compression="zstd")


def counts(t):
    """How many documents, of them failed, and figures."""
    def of(mask):
        return pc.sum(pc.cast(mask, pa.int64())).as_py() or 0

    return {"documents": of(pc.equal(t["kind"], "document")),
            "failed": of(pc.fill_null(pc.equal(t["status"], "failed"),
                                      False)),
            "observations": of(pc.equal(t["kind"], "observation"))}
