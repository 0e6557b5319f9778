"""Files wherever they lie: pyarrow.fs reads and writes local disks, HDFS, S3
and Google's store by one interface, in the driver and in the tasks alike.

Nothing is seen half: a file is written beside its place under a name of the
attempt's own and moved there. Two attempts at one task write the same bytes,
so it does not matter whose move was the last."""
import fnmatch
import os
import posixpath
import re
import shutil
import uuid

from pyarrow import fs

CHUNK = 4 << 20


def place(uri):
    """The file system of an address, and the path there."""
    if re.match(r"[a-z][a-z0-9+.-]*://", uri):
        # Hadoop's names for S3; the bucket and the key are the same.
        return fs.FileSystem.from_uri(re.sub(r"^s3[an]://", "s3://", uri))
    return fs.LocalFileSystem(), os.path.abspath(uri)


def join(uri, *names):
    return "/".join([uri.rstrip("/"), *names])


def base(uri):
    return posixpath.basename(uri)


def info(uri):
    where, path = place(uri)
    return where.get_file_info(path)


def is_file(uri):
    return info(uri).type == fs.FileType.File


def expand(pattern):
    """The files that a pattern names, sorted; * and ? and [ ] do not pass a
    slash. A pattern without them names itself, there or not."""
    if not re.search(r"[*?\[]", pattern):
        return [pattern]
    where, path = place(pattern)
    stem = re.split(r"[*?\[]", path)[0].rpartition("/")[0]
    prefix = pattern[:len(pattern) - len(path)] if pattern.endswith(path) \
        else ""
    found = where.get_file_info(fs.FileSelector(stem or "/", recursive=True,
                                                allow_not_found=True))
    parts = path.count("/")
    return sorted(prefix + f.path for f in found
                  if f.type == fs.FileType.File
                  and f.path.count("/") == parts
                  and all(map(fnmatch.fnmatchcase, f.path.split("/"),
                              path.split("/"))))


def fetch(uri, local, start=0, end=None):
    """Copies a file, or its bytes from start to end, to a local path."""
    where, path = place(uri)
    if start == 0 and end is None:
        with where.open_input_stream(path, compression=None) as f, \
                open(local, "wb") as out:
            shutil.copyfileobj(f, out, CHUNK)
        return
    with where.open_input_file(path) as f, open(local, "wb") as out:
        f.seek(start)
        left = (end if end is not None else f.size()) - start
        while left > 0:
            piece = f.read(min(CHUNK, left))
            if not piece:
                raise EOFError(f"{uri} ends before byte {start + left}")
            out.write(piece)
            left -= len(piece)


def publish(local, uri):
    """The local file appears at uri, whole. An object store shows an object
    when its last byte has come, and has no cheap move: none there."""
    where, path = place(uri)
    final = path
    if where.type_name not in ("s3", "gcs"):
        path = f"{path}.{uuid.uuid4().hex}.tmp"
        where.create_dir(posixpath.dirname(path), recursive=True)
    with open(local, "rb") as f, \
            where.open_output_stream(path, compression=None) as out:
        shutil.copyfileobj(f, out, CHUNK)
    if path != final:
        if where.type_name == "hdfs" and is_file(uri):
            where.delete_file(final)    # its rename does not replace
        where.move(path, final)


def read(uri):
    where, path = place(uri)
    with where.open_input_stream(path, compression=None) as f:
        return f.read()


def names(uri, ending):
    """What a folder has with that ending, sorted, without the ending."""
    where, path = place(uri)
    found = where.get_file_info(fs.FileSelector(path, allow_not_found=True))
    return sorted(f.base_name[:-len(ending)] for f in found
                  if f.base_name.endswith(ending))


def folders(uri):
    where, path = place(uri)
    found = where.get_file_info(fs.FileSelector(path, allow_not_found=True))
    return sorted(f.base_name for f in found
                  if f.type == fs.FileType.Directory)


def remove(uri):
    where, path = place(uri)
    if where.get_file_info(path).type == fs.FileType.File:
        where.delete_file(path)
