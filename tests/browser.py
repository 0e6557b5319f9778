"""Headless Chromium driven over its debugging port, for tests that look at
pages as people do. Needs the package chromium and, from pip, websocket-client:
Browser.ready() says what is missing."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--hide-scrollbars",
         "--remote-debugging-port=0", "--remote-allow-origins=*"]


def modules(*names):
    """Installs packages of pip into an environment below $BUILD and lets this
    program import them; says what went wrong, or "" ."""
    home = BUILD / "venv"
    try:
        if not (home / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", home], check=True,
                           capture_output=True, timeout=120)
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "-q",
                        "--disable-pip-version-check", "--retries", "1",
                        "--timeout", "15", *names], check=True,
                       capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as e:
        return f"{' '.join(names)} from pip: {type(e).__name__}"
    sys.path[:0] = [str(p) for p in home.glob("lib/python3*/site-packages")]
    return ""


class Browser:
    def __init__(self):
        import websocket
        self.home = tempfile.TemporaryDirectory(prefix="nqtrack-chromium-")
        self.process = subprocess.Popen(
            [shutil.which("chromium"), *FLAGS,
             "--user-data-dir=" + self.home.name, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        try:
            port, path = self.address()
            self.socket = websocket.create_connection(
                f"ws://127.0.0.1:{port}{path}", timeout=60)
            self.n, self.session, self.events = 0, None, []
            made = self.ask("Target.createTarget", url="about:blank")
            self.session = self.ask(
                "Target.attachToTarget", targetId=made["targetId"],
                flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.ask(domain + ".enable")
        except BaseException:
            self.close()
            raise

    @staticmethod
    def ready():
        if shutil.which("chromium") is None:
            return "there is no chromium"
        return modules("websocket-client")

    def address(self):
        mark = pathlib.Path(self.home.name) / "DevToolsActivePort"
        end = time.monotonic() + 60
        while not (mark.exists() and mark.read_text().count("\n")):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("chromium did not start")
            time.sleep(0.05)
        return mark.read_text().split("\n")[:2]

    def ask(self, method, **params):
        self.n += 1
        message = {"id": self.n, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.socket.send(json.dumps(message))
        while True:
            got = json.loads(self.socket.recv())
            if got.get("id") == self.n:
                if "error" in got:
                    raise RuntimeError(f"{method}: {got['error']}")
                return got["result"]
            self.events.append(got)

    def open(self, url, width=1440, height=900, dark=False, ratio=1):
        """Loads a page; what it complained of or asked for, in lines."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width,
                 height=height, deviceScaleFactor=ratio,
                 mobile=width < 500)
        self.ask("Emulation.setEmulatedMedia", features=[{
            "name": "prefers-color-scheme",
            "value": "dark" if dark else "light"}])
        self.events = []
        self.ask("Page.navigate", url=url)
        end = time.monotonic() + 60
        while not any(e["method"] == "Page.loadEventFired"
                      for e in self.events):
            if time.monotonic() > end:
                raise RuntimeError("a page did not load: " + url)
            self.run("1")
        return [line for e in self.events for line in self.complaint(e)]

    @staticmethod
    def complaint(event):
        method, params = event["method"], event["params"]
        if method == "Runtime.exceptionThrown":
            yield json.dumps(params)
        elif method == "Runtime.consoleAPICalled":
            yield json.dumps(params["args"])
        elif method == "Log.entryAdded":
            yield params["entry"]["text"]
        elif method == "Network.requestWillBeSent" and \
                params.get("type") != "Document":
            yield "request: " + params["request"]["url"]

    def run(self, script):
        got = self.ask("Runtime.evaluate", expression=script,
                       returnByValue=True)
        if "exceptionDetails" in got:
            raise RuntimeError(json.dumps(got["exceptionDetails"]))
        return got["result"].get("value")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.home.cleanup()
