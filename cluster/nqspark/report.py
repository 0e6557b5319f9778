"""What a job tells people, and its exit status."""
import json
import sys

WIDTH = 60      # of an address; its end tells more than its beginning


def show(results, before, what="archives", out=sys.stderr):
    """The table of what went wrong, and a line of sums."""
    wrong = sorted((r for r in results if r.status != "done"),
                   key=lambda r: (r.status, r.archive))
    if wrong:
        width = min(WIDTH, max(len(r.archive) for r in wrong))
        print(f"{what[:-1]:{width}}  {'what':8}  why", file=out)
    for r in wrong:
        print(f"{r.archive[-width:]:{width}}  {r.status:8}  {r.why}",
              file=out)
    fine = [r for r in results if r.status != "failed"]
    print(f"{len(fine)} {what} read, {before} were done before, "
          f"{len(results) - len(fine)} failed: "
          f"{sum(r.documents for r in fine)} documents, "
          f"{sum(r.observations for r in fine)} figures", file=out)


def status(results, before):
    """As nqtrack's own: 0 all done, 1 some of it failed, 3 nothing usable."""
    if any(r.status != "failed" for r in results) or before:
        return int(any(r.status != "done" for r in results))
    return 3


def save(results, path):
    with open(path, "w", encoding="utf-8") as f:
        for r in results:
            f.write(json.dumps(r.__dict__, ensure_ascii=False) + "\n")
