"""For the tests of documents: a machine as the documents speak of it, and
their commands, run as they stand.

The sample portal answers; /etc/nqtrack, /var, /srv and /tmp are folders of
the test; the real portals' ids mean sources of the sample. The clock stands
still, so that what a document prints is what comes out."""
import difflib
import os
import pathlib
import random
import re
import subprocess

from lib import BUILD, PATIENCE, Portal, nqtrack

NOW = "2026-11-30T18:00:07Z"
PORT = "8099"                           # of the sample portal, in documents
SOURCES = {"yenbai-portal": "sample-sharepoint",
           "cucthongke-yenbai": "sample-sharepoint",
           "sctyenbai": "sample-drupal"}
PLACE = re.compile(r"(?<![\w./])/(etc/nqtrack|var|srv|tmp)\b")
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
EDIT = re.compile(r"^<!-- edit: (\S+) (\w+) -->\n+```json\n(.*?)^```$",
                  re.M | re.S)


class World:
    def __init__(self, folder, plain=False):
        """plain: nothing is configured or loaded; the page does it."""
        self.root = pathlib.Path(folder) / "world"
        self.home = self.root / "home"
        self.config = self.root / "etc/nqtrack"
        self.data = self.root / "var/lib/nqtrack"
        self.copies = self.root / "var/backups"
        for place in (self.home, self.config, self.data, self.copies,
                      self.root / "srv/nqtrack", self.root / "tmp"):
            place.mkdir(parents=True)
        for name in ("schemas", "tests"):
            (self.home / name).symlink_to(pathlib.Path(name).resolve())
        (self.home / "build").symlink_to(BUILD)
        self.portal = self.open(folder)
        self.env = dict(
            os.environ, PATH=f"{BUILD}:{os.environ['PATH']}",
            HOME=str(self.home), NQTRACK_NOW=NOW, TZ="UTC")
        self.said = self.root / "said"      # what a next command knows
        self.said.write_text("")
        if not plain:
            (self.config / "sources.json").write_text(
                (self.portal.config() / "sources.json").read_text())
            self.env.update(NQTRACK_DATA=str(self.data),
                            NQTRACK_CONFIG=str(self.config))
            nqtrack("run", env=self.env)

    @staticmethod
    def open(folder):
        """On a port of as many digits as the documents have: they show
        lines that are broken by width."""
        for port in random.sample(range(5000, 10000), 20):
            try:
                return Portal(folder, port)
            except RuntimeError:
                pass
        raise RuntimeError("no free port of four digits")

    def stop(self):
        self.portal.stop()

    def here(self, line):
        """A line of a document, with the places of this world."""
        for name, there in SOURCES.items():
            line = line.replace(name, there)
        line = line.replace(PORT, str(self.portal.port))
        return PLACE.sub(rf"{self.root}/\1", line)

    def shell(self, line):
        """Run by the shell in the home of this world."""
        line = self.here(line)
        if line.startswith("nqtrack backup "):  # it writes over nothing
            for old in self.copies.rglob("*.db"):
                old.unlink()
        if re.fullmatch(r"export .*|cd \S+", line):
            with self.said.open("a") as f:
                f.write(line + "\n")
        done = subprocess.run(
            ["sh", "-c", f". {self.said}; {line}"], cwd=self.home,
            env=self.env, text=True, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=PATIENCE)
        done.stdout = self.there(done.stdout)
        done.stderr = self.there(done.stderr)
        return done

    def there(self, text):
        """What this world prints, as a document has it."""
        text = text.replace(f"127.0.0.1:{self.portal.port}",
                            f"127.0.0.1:{PORT}")
        text = re.sub(r"\b\d\.\d{3} s\b", "0.000 s", text)
        return text.replace(str(self.root), "")


def commands(page, first="nqtrack "):
    """The lines of a page that are a command, in or out of a fence."""
    text = pathlib.Path(page).read_text("utf-8")
    return re.findall(rf"^    ({first}.*)$", text, re.M)


def sessions(text):
    """(place, command, what it prints) of each "$ …" in a page's fences."""
    for fence in FENCE.finditer(text):
        if not fence[3].lstrip().startswith("$ "):
            continue
        for part in re.split(r"^ *\$ ", fence[3], flags=re.M)[1:]:
            command, _, printed = part.partition("\n")
            while command.endswith("\\"):
                more, _, printed = printed.partition("\n")
                command = command[:-1] + more.strip()
            yield fence.start(), command, printed


def agrees(printed, got):
    """Does the output fit what is shown? A line […] stands for any number
    of lines, … within a line for any text."""
    want = ""
    for line in printed.rstrip("\n").splitlines():
        if line.strip() == "[…]":
            want += r"(?:.*\n)*?"
        else:
            want += re.escape(line.rstrip()).replace("…", ".*") + r" *\n"
    got = got.rstrip("\n")
    return re.fullmatch(want, got + "\n" if got else "") is not None


def difference(printed, got):
    return "\n".join(difflib.unified_diff(
        printed.splitlines(), got.splitlines(), "shown", "printed",
        lineterm="", n=1))
