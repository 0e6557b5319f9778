#!/usr/bin/env python3
"""The nightly run: systemd takes the units, what they forbid is bounded and
what the workers need is allowed; cron's line works in the environment that
cron gives, keeps quiet after a good night and speaks after a bad one; the
failure mail says what happened. With TEST_ALL=1, and as root, Debian's cron
runs the line."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, "tests")
from lib import BUILD, Portal, Tap, workspace

MAKE = os.environ.get("MAKE", "make")
UNITS = pathlib.Path("usr/local/lib/systemd/system")
# The most that "systemd-analyze security" may give the service, of 10.0.
# systemd 252 gives 1.1, most of it for the network, which a reader of web
# pages needs; a newer one may look at more.
EXPOSURE = 1.5


def call(*args, **more):
    return subprocess.run(list(map(str, args)), capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=300,
                          encoding="utf-8", **more)


def verify(dest, unit):
    """systemd-analyze reports what it does not know and goes on."""
    done = call("systemd-analyze", "verify", "--man=no", f"--root={dest}",
                dest / UNITS / unit)
    return done.returncode, done.stdout + done.stderr


def systemd(tap, dest):
    if shutil.which("systemd-analyze") is None:
        for _ in range(7):
            tap.skip("systemd-analyze is missing")
        return
    # The targets that a unit is ordered by.
    system = pathlib.Path("/lib/systemd/system")
    there = dest / "lib/systemd/system"
    there.mkdir(parents=True)
    for p in system.glob("*.target"):
        shutil.copy(p, there / p.name, follow_symlinks=True)
    for unit in ("nqtrack.service", "nqtrack.timer",
                 "nqtrack-failure@nqtrack.service.service"):
        if "@" in unit:
            shutil.copy(dest / UNITS / "nqtrack-failure@.service",
                        dest / UNITS / unit)
        rc, said = verify(dest, unit)
        tap.ok(rc == 0 and not said, f"systemd takes {unit}", said)
    (dest / UNITS / "nqtrack-failure@nqtrack.service.service").unlink()

    service = dest / UNITS / "nqtrack.service"
    text = service.read_text()
    service.write_text(text.replace("PrivateTmp=", "PrivateTemp=")
                       .replace("landlock_add_rule", "landlock_add_rules"))
    rc, said = verify(dest, "nqtrack.service")
    tap.ok("PrivateTemp" in said and "landlock_add_rules" in said,
           "and tells a slip", said)
    service.write_text(text)

    done = call("systemd-analyze", "security", "--offline=true", "--no-pager",
                f"--root={dest}", "nqtrack.service")
    m = re.search(r"exposure level for nqtrack.service: ([0-9.]+)",
                  done.stdout)
    tap.ok(m and float(m[1]) <= EXPOSURE, "systemd-analyze security: "
           f"{m and m[1]}, at most {EXPOSURE}", done.stdout + done.stderr)

    allowed = set(" ".join(re.findall(
        r"^SystemCallFilter=([^~].*)$", text, re.M)).split())
    need = {"landlock_create_ruleset", "landlock_add_rule",
            "landlock_restrict_self", "seccomp"}
    tap.ok(need <= allowed, "the workers may lock themselves in",
           need - allowed)

    when = re.search(r"^OnCalendar=(.*)$", (dest / UNITS / "nqtrack.timer")
                     .read_text(), re.M)[1]
    done = call("systemd-analyze", "calendar", when,
                "--base-time=2026-06-01 12:00:00 UTC",
                env={**os.environ, "TZ": "UTC"})
    tap.ok(done.returncode == 0 and "2026-06-01 19:00:00 UTC" in done.stdout,
           "the timer: 2 o'clock in Vietnam", done.stdout + done.stderr)


def logrotate(tap, dest, folder):
    tool = shutil.which("logrotate", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None or os.getuid() != 0:
        tap.skip("logrotate is missing, or we are not root")
        return
    text = (dest / "usr/local/share/doc/nqtrack/examples/logrotate") \
        .read_text()
    # The account is not there; a log of ours is to be turned.
    (folder / "logrotate").write_text(text.replace("nqtrack nqtrack",
                                                   "root root")
                                      .replace("/var/", f"{folder}/var/"))
    os.chmod(folder / "logrotate", 0o644)
    log = folder / "var/log/nqtrack/run.log"
    before = log.read_text()
    done = call(tool, "-d", folder / "logrotate")
    tap.ok(done.returncode == 0 and "error" not in done.stderr and
           str(log) in done.stderr, "logrotate takes its file", done.stderr)
    done = call(tool, "-f", "-s", folder / "state", folder / "logrotate")
    tap.ok(done.returncode == 0 and log.read_text() == "" and
           (log.parent / "run.log.1").read_text() == before,
           "and turns the log", done.stderr)


def crontab(dest, folder):
    """The variables and the line, their paths in our folder."""
    text = (dest / "usr/local/share/doc/nqtrack/examples/nqtrack.cron") \
        .read_text().replace("/usr/local/", f"{dest}/usr/local/") \
        .replace("/etc/nqtrack", f"{dest}/etc/nqtrack") \
        .replace("/var/", f"{folder}/var/")
    env, lines = {}, []
    for line in text.splitlines():
        if m := re.match(r"([A-Z_]+)=(.*)$", line):
            env[m[1]] = m[2]
        elif line and not line.startswith("#"):
            lines.append(line.split(None, 6))
    return text, env, lines


def night(env, line):
    """As cron does it: its own four variables, then those of the file."""
    return call("env", "-i", "HOME=/", "LOGNAME=nqtrack",
                "PATH=/usr/bin:/bin", "SHELL=/bin/sh",
                *[f"{k}={v}" for k, v in env.items()],
                env["SHELL"], "-c", line[6], cwd="/")


def cron(tap, dest, folder):
    conf = dest / "etc/nqtrack/sources.json"
    (folder / "var/log/nqtrack").mkdir(parents=True)
    log = folder / "var/log/nqtrack/run.log"
    _, env, lines = crontab(dest, folder)
    tap.ok(len(lines) == 1 and lines[0][5] == "nqtrack" and
           "%" not in lines[0][6] and
           all(re.match(r"[0-9*]+$", w) for w in lines[0][:5]),
           "one line, of an account without rights, without a %", lines)
    portal = Portal(folder)
    try:
        conf.write_text((portal.config() / "sources.json").read_text())
        done = night(env, lines[0])
        said = log.read_text()
        tap.ok(done.returncode == 0 and not done.stdout + done.stderr and
               (folder / "var/lib/nqtrack/warehouse.db").exists() and
               "new=276" in said, "a good night: no mail, a log",
               done.stdout + done.stderr + said)
    finally:
        portal.stop()
    done = night(env, lines[0])
    tap.ok(not done.stdout + done.stderr and
           len(log.read_text()) > len(said),
           "portals that are down: no mail, and it is in the log",
           done.stdout + done.stderr)
    conf.write_text("{\n")
    done = night(env, lines[0])
    tap.ok("exit status 2" in done.stdout and "sources.json" in done.stdout,
           "a broken configuration: mail with the reason",
           done.stdout + done.stderr)


def mail(tap, dest, folder):
    """sendmail is a stub, the unit one that does not exist."""
    stubs = folder / "stubs"
    stubs.mkdir()
    stub = stubs / "sendmail"
    stub.write_text(f"#!/bin/sh\ncat >{folder}/mail\necho $* >{folder}/args\n")
    stub.chmod(0o755)
    script = dest / "usr/local/lib/nqtrack/failure-mail"
    env = {"NQTRACK_DATA": str(folder / "var/lib/nqtrack"),
           "NQTRACK_MAILTO": "admin",
           "PATH": f"{stubs}:{dest}/usr/local/bin:/usr/bin:/bin"}
    done = call(script, "nqtrack.service", env=env, cwd="/")
    text = (folder / "mail").read_text() if done.returncode == 0 else ""
    head, _, body = text.partition("\n\n")
    tap.ok((folder / "args").read_text() == "-t\n" and
           "To: admin\n" in head and "nqtrack.service failed" in head and
           head.isascii() and "charset=utf-8" in head and
           "không xong" in body, "the failure mail", text + done.stderr)
    runs = call(dest / "usr/local/bin/nqtrack", "runs",
                env=env).stdout.splitlines()
    tap.ok(len(runs) > 2 and "\n".join(runs) in body,
           "it has what nqtrack runs says", text)


def daemon(tap, dest, folder):
    """Debian's cron, with folders of its own in a namespace of its own."""
    exe = shutil.which("cron", path="/usr/sbin:/usr/bin")
    if not os.environ.get("TEST_ALL"):
        tap.skip("a real cron takes a minute; TEST_ALL=1")
        return
    if exe is None or os.getuid() != 0 or \
            call("unshare", "-m", "true").returncode != 0:
        tap.skip("no cron, not root, or no namespaces")
        return
    text, _, lines = crontab(dest, folder)
    line = "* * * * * root " + lines[0][6] + "\n"
    own = folder / "cron.d"
    own.mkdir(mode=0o755)
    table = re.sub(r"^[0-9].*\n", lambda _: line, text, flags=re.M)
    (own / "nqtrack").write_text(table)
    (own / "nqtrack").chmod(0o644)
    log = folder / "var/log/nqtrack/run.log"
    log.write_text("")
    script = (f"mount --bind {own} /etc/cron.d && "
              "mount -t tmpfs tmpfs /var/spool/cron && "
              "mkdir /var/spool/cron/crontabs && "
              "mount --bind /dev/null /etc/crontab && "
              "mount -t tmpfs tmpfs /run && exec cron -f")
    process = subprocess.Popen(["unshare", "-m", "sh", "-c", script],
                               stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 90
        while not log.read_text() and time.monotonic() < end and \
                process.poll() is None:
            time.sleep(1)
        time.sleep(2)
    finally:
        process.kill()
        process.wait()
    # The configuration is broken since the night before.
    tap.ok("stage=extract" in log.read_text(), "Debian's cron runs the line",
           log.read_text() + f"status {process.returncode}")


def main():
    tap = Tap()
    with workspace() as top:
        top = pathlib.Path(top)
        dest = top / "dest"
        done = call(*MAKE.split(), "-s", "install", f"BUILD={BUILD}",
                    f"DESTDIR={dest}", env={k: v for k, v in
                    os.environ.items() if k != "MAKEFLAGS"})
        tap.ok(done.returncode == 0, "installed", done.stderr)
        systemd(tap, dest)
        cron(tap, dest, top)
        mail(tap, dest, top)
        logrotate(tap, dest, top)
        daemon(tap, dest, top)
    tap.done()


main()
