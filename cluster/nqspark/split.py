"""A big archive in parts, cut between records where its index says.

A capture is its metadata and its request, and then the response that the
index names; so a cut lies behind a response, and what follows belongs to the
next one."""
import json


def cuts(index, length, size):
    """[(start, end)] that cover length bytes in parts of about size bytes;
    index: the bytes of a CDXJ. None where the index is not of this file."""
    ends = []
    for line in index.decode("utf-8", "replace").splitlines():
        try:
            entry = json.loads(line[line.index("{"):])
            ends.append(int(entry["offset"]) + int(entry["length"]))
        except (ValueError, KeyError, TypeError):
            return None
    ends = sorted(set(ends))
    if not ends or ends[-1] > length:
        return None
    parts, start = [], 0
    for end in ends:
        if end - start >= size and length - end >= size // 2:
            parts.append((start, end))
            start = end
    return parts + [(start, length)]
