#!/usr/bin/env python3
"""make install and make uninstall: every file is where it belongs, what was
installed runs without a word of where it is, an edited configuration stays,
and nothing else does."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, "tests")
from lib import BUILD, Tap, workspace

MAKE = os.environ.get("MAKE", "make")
ROOT = pathlib.Path(".").resolve()


def make(target, dest, *more):
    return subprocess.run(
        [*MAKE.split(), "-s", target, f"BUILD={BUILD}", f"DESTDIR={dest}",
         *more], capture_output=True, encoding="utf-8", timeout=300,
        # The jobs of a make above are not ours.
        env={k: v for k, v in os.environ.items() if k != "MAKEFLAGS"})


def listing(top):
    return {str(p.relative_to(top)) for p in top.rglob("*")
            if not p.is_dir()}


def expected(prefix):
    """By the source tree, and not by the list of the script."""
    share = prefix / "share"
    want = {prefix / "bin/nqtrack", prefix / "lib/nqtrack/failure-mail",
            prefix / "lib/sysusers.d/nqtrack.conf",
            prefix / "lib/tmpfiles.d/nqtrack.conf",
            share / "bash-completion/completions/nqtrack",
            share / "nqtrack/etc/sources.json", share / "nqtrack/etc/README",
            share / "doc/nqtrack/examples/nqtrack.cron",
            share / "doc/nqtrack/examples/logrotate",
            pathlib.Path("etc/nqtrack/sources.json"),
            pathlib.Path("etc/nqtrack/README")}
    for name in ("nqtrack.service", "nqtrack.timer",
                 "nqtrack-failure@.service"):
        want.add(prefix / "lib/systemd/system" / name)
    for p in pathlib.Path("schemas").rglob("*"):
        if p.is_file():
            want.add(share / "nqtrack" / p)
    for p in [*pathlib.Path("docs").glob("*.md"), "README.md", "SECURITY.md",
              "LICENSE"]:
        want.add(share / "doc/nqtrack" / p)
    for p in pathlib.Path(".").glob("docs/man/*.[15]"):
        want.add(share / f"man/man{p.suffix[1:]}" / p.name)
    return {str(p) for p in want}


def run(exe, *args, cwd, **env):
    return subprocess.run(
        [exe, *map(str, args)], cwd=cwd, capture_output=True,
        encoding="utf-8", stdin=subprocess.DEVNULL, timeout=300,
        env={"PATH": "/usr/bin:/bin", **env})


def works(tap, dest, prefix, folder):
    """In an empty folder and an empty environment."""
    exe = dest / prefix / "bin/nqtrack"
    page = ROOT / "tests/golden/lower-bound/in.txt"
    asked = ["parse", page, "--source", "yenbai-portal", "--published",
             "2023-10-05"]
    done = run(exe, *asked, cwd=folder)
    tap.ok(done.returncode == 0 and '"observation"' in done.stdout,
           "the installed program parses", done.stderr)
    conf = dest / "etc/nqtrack"
    env = {"NQTRACK_DATA": str(folder / "var"), "NQTRACK_CONFIG": str(conf)}
    done = run(exe, "doctor", cwd=folder, **env)
    tap.ok(done.returncode == 0, "doctor finds no fault", done.stderr)
    done = run(exe, "status", cwd=folder, **env)
    tap.ok(done.returncode == 3 and f"{folder}/var/warehouse.db" in
           done.stderr, "status says that nothing is there", done.stderr)
    done = run(exe, "run", cwd=folder, **env)
    tap.ok((folder / "var/warehouse.db").exists() and
           f"at={conf}/sources.json" in done.stderr.replace(
               "configuration ", ""),
           "run makes the warehouse, by the folder of the configuration",
           done.stderr)
    done = run(exe, "status", "--format", "csv", cwd=folder, **env)
    tap.ok(done.returncode == 0 and "nq29-iip" in done.stdout,
           "status of no figures lists the targets", done.stderr)
    # A folder of the same name beside bin/ or above it is not ours.
    decoys = [dest / prefix / "schemas", dest / prefix.parent / "schemas",
              folder / "schemas"]
    for decoy in decoys:
        decoy.mkdir(parents=True)
    done = run(exe, *asked, cwd=folder)
    tap.ok(done.returncode == 0, "other folders named schemas are passed by",
           done.stderr)
    for decoy in decoys:
        decoy.rmdir()


def edits(tap, dest, prefix):
    conf = dest / "etc/nqtrack/sources.json"
    shipped = dest / prefix / "share/nqtrack/etc/sources.json"
    new = conf.with_name("sources.json.new")
    text = conf.read_text()

    # As if an older version had shipped another file, and nobody edited it.
    for p in (conf, shipped):
        p.write_text(text + " ")
    done = make("install", dest)
    tap.ok(conf.read_text() == text and not new.exists() and
           not done.stdout, "an untouched file is brought up to date",
           done.stdout + done.stderr)

    edited = text.replace('"enabled": false', '"enabled": true', 1)
    conf.write_text(edited)
    done = make("install", dest)
    tap.ok(done.returncode == 0 and conf.read_text() == edited and
           not new.exists() and not done.stdout,
           "an edit stays; nothing is said where nothing new was shipped",
           done.stdout + done.stderr)

    shipped.write_text(text + " ")
    done = make("install", dest)
    tap.ok(conf.read_text() == edited and new.exists() and
           new.read_text() == text and
           "/etc/nqtrack/sources.json.new" in done.stdout,
           "an edit stays; the new file is put beside it, and that is said",
           done.stdout + done.stderr)

    stale = dest / prefix / "share/nqtrack/schemas/sql/999_gone.sql"
    stale.write_text("")
    make("install", dest)
    tap.ok(not stale.exists() and new.exists(),
           "a schema that is no longer shipped goes")


def units(tap, dest, prefix):
    """Another prefix is in each file that names a path."""
    done = make("install", dest, "PREFIX=/opt/nq", "SYSCONFDIR=/opt/etc")
    wrong = []
    for p in dest.rglob("*"):
        if p.is_file() and "schemas" not in p.parts and \
                "doc" not in p.parts and p.name != "nqtrack" and \
                re.search(r"/usr/local/|(?<!/opt)/etc/nqtrack",
                          p.read_text("utf-8")):
            wrong.append(str(p))
    tap.ok(done.returncode == 0 and not wrong and
           "ExecStart=/opt/nq/bin/nqtrack run\n" in
           (dest / "opt/nq/lib/systemd/system/nqtrack.service").read_text(),
           "another PREFIX and SYSCONFDIR stand in what was installed",
           "\n".join(wrong) + done.stderr)
    make("uninstall", dest, "PREFIX=/opt/nq", "SYSCONFDIR=/opt/etc")
    tap.ok(not listing(dest), "and are uninstalled", listing(dest))


def systemd(tap, dest, prefix):
    """What makes the account and the folders, without making them."""
    lib = dest / prefix / "lib"
    for tool, args, file in (
            ("systemd-sysusers", ["--dry-run"], "sysusers.d/nqtrack.conf"),
            ("systemd-tmpfiles", ["--create", "--prefix=/nowhere"],
             "tmpfiles.d/nqtrack.conf")):
        if shutil.which(tool) is None:
            tap.skip(f"{tool} is missing")
            continue
        root = dest.parent / "root"
        (root / "etc").mkdir(parents=True, exist_ok=True)
        (root / "etc/passwd").write_text("nqtrack:x:990:990::/:/bin/false\n")
        (root / "etc/group").write_text("nqtrack:x:990:\n")
        if tool == "systemd-sysusers":
            for name in ("passwd", "group"):
                (root / "etc" / name).write_text("")
        done = subprocess.run([tool, f"--root={root}", *args, lib / file],
                              capture_output=True, encoding="utf-8")
        said = done.stdout + done.stderr
        tap.ok(done.returncode == 0 and "nqtrack.conf:" not in said and
               (tool != "systemd-sysusers" or "user 'nqtrack'" in said),
               f"{tool} takes {file}", said)


def main():
    tap = Tap()
    prefix = pathlib.Path("usr/local")
    with workspace() as top:
        top = pathlib.Path(top)
        dest, folder = top / "dest", top / "empty"
        folder.mkdir()
        done = make("install", dest)
        have, want = listing(dest), expected(prefix)
        tap.ok(done.returncode == 0 and have == want, f"{len(want)} files",
               done.stderr + "\n".join(
                   [f"- {p}" for p in sorted(want - have)] +
                   [f"+ {p}" for p in sorted(have - want)]))
        modes = {p: p.stat().st_mode & 0o777 for p in dest.rglob("*")}
        wrong = [str(p) for p, mode in modes.items() if mode != (
            0o755 if p.is_dir() or p.name == "failure-mail" or
            str(p).endswith("bin/nqtrack") else 0o644)]
        tap.ok(not wrong, "everybody may read, nobody but root write", wrong)
        works(tap, dest, prefix, folder)
        systemd(tap, dest, prefix)
        edits(tap, dest, prefix)
        done = make("uninstall", dest)
        left = listing(dest)
        tap.ok(left == {"etc/nqtrack/sources.json"} and
               "kept /etc/nqtrack/sources.json" in done.stdout,
               "uninstall leaves what was edited, says so, and leaves no more",
               left)
        (dest / "etc/nqtrack/sources.json").unlink()
        make("install", dest)
        make("uninstall", dest)
        tap.ok(not listing(dest) and not (dest / "etc/nqtrack").exists(),
               "without edits it leaves nothing", listing(dest))
        units(tap, top / "other", prefix)
    tap.done()


main()
