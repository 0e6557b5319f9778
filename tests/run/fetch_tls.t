#!/usr/bin/env python3
"""Certificates that are not to be trusted, and those that become so by the
source's "ca_file"; HTTP/2. Verification is never off."""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, "tests")
import certs
from faulty import Case, Server, closed_port, listing, page, source
from lib import Tap, workspace

PAGES = {"/list": listing("/r/a", "/r/b"), "/r/a": page("a"),
         "/r/b": page("b")}


def rows(all):
    """(name, certificates shown, ca_file's or None, word of the refusal or
    None where it is to be trusted)"""
    all.make("good", "middle")
    all.make("expired", "middle", span=("20200101", "20200201"))
    all.make("early", "middle", span=("20890101", "20900101"))
    all.make("other", "middle", host="DNS:portal.example,IP:127.0.0.9")
    all.make("nameless", "middle", host="email:a@portal.example")
    all.self_signed("own")
    return [
        ("a whole chain", ["good", "middle"], ["root"], None),
        ("a root that nobody knows", ["good", "middle", "root"], None,
         "self-signed certificate in certificate chain|self signed"),
        ("a chain without its root, nobody knows it", ["good", "middle"],
         None, "unable to get"),
        ("the intermediate is not sent", ["good"], ["root"],
         "unable to get local issuer"),
        ("the intermediate is not sent, but in ca_file", ["good"],
         ["middle"], None),
        ("the intermediate is not sent, but with its root in ca_file",
         ["good"], ["root", "middle"], None),
        ("expired", ["expired", "middle"], ["root"], "expired"),
        ("not yet valid", ["early", "middle"], ["root"], "not yet valid"),
        ("of another host", ["other", "middle"], ["root"], "match"),
        ("of no host", ["nameless", "middle"], ["root"], "match"),
        ("self-signed", ["own"], None, "self-signed|self signed"),
        ("self-signed and in ca_file", ["own"], ["own"], None),
        ("self-signed, another in ca_file", ["own"], ["root"],
         "self-signed|self signed"),
    ]


def certificate(tap, all, name, shown, trusted, word):
    with Server(tls=all.context(*shown), routes=PAGES) as s, \
            Case(source(s, ca_file="ca.pem" if trusted else None)) as c:
        if trusted:
            (c.config / "ca.pem").write_text(all.pem(*trusted))
        told = c.run()
        if word is None:
            tap.ok(told.status == 0 and c.states() ==
                   {"a": "done", "b": "done"}, f"{name}: read", told.text)
            about = [r.about().get("tls", "") for r in
                     c.records("metadata")]
            tap.ok(about and all_of(about, "TLSv1."), f"{name}: the archive "
                   "says by what it was protected", about)
            return
        lines = [e for e in told.events if e["level"] == "warn"]
        tap.ok(told.status == 3 and len(lines) == 1 and
               "certificate is not to be trusted" in lines[0]["msg"] and
               any(w in lines[0]["msg"] for w in word.split("|")),
               f"{name}: exit status 3, told once, \"{word}\"",
               f"{told.status}\n{told.text}")
        ran = c.ran()["s0"]
        tap.ok(s.log == [] and c.states() == {} and c.files() == [] and
               "not to be trusted" in ran["error"],
               f"{name}: not a word is exchanged", f"{s.log} {ran}")


def all_of(texts, start):
    return all(t.startswith(start) for t in texts)


def no_tls(tap):
    """Plain HTTP where TLS was expected is a host that does not answer."""
    with Server(routes=PAGES) as s, Case(
            source(s.base.replace("http:", "https:"))) as c:
        told = c.run()
        tap.ok(told.status == 3 and s.log == [] and "SSL" in told.text and
               "left alone" in told.text, "no TLS at all: exit status 3",
               told.text)


def redirected(tap, all):
    """A page whose redirect leads to a bad certificate fails alone."""
    with Server() as s, Server(tls=all.context("expired", "middle"),
                               routes=PAGES) as bad, Case(source(s)) as c:
        s.routes.update({"/list": listing("/r/a", "/r/b", "/r/c"),
                         "/r/a": page("a"), "/r/c": page("c"),
                         "/r/b": lambda h: h.answer(301, Location=bad.base +
                                                    "/r/b")})
        told = c.run()
        tap.ok(told.status == 1 and c.states() == {
            "a": "done", "b": "failed", "c": "done"} and
            "not to be trusted" in told.about("/r/b", "warn")[0]["msg"],
            "redirected to a bad certificate: that page fails", told.text)


def cut(h):
    """Half a body, and the connection is gone without TLS's farewell:
    anyone on the way could do that."""
    h.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
          b"Content-Length: 5000\r\n\r\n" + page("half of it"))
    # The bytes beneath TLS; its own shutdown would say farewell.
    with socket.socket(fileno=os.dup(h.connection.fileno())) as under:
        under.shutdown(socket.SHUT_RDWR)
    h.hang_up()


def farewell(tap, all):
    with Server(tls=all.context("good", "middle"), routes={
            **PAGES, "/r/b": cut}) as s, Case(source(
            s, ca_file="ca.pem")) as c:
        (c.config / "ca.pem").write_text(all.pem("root"))
        told = c.run()
        lines = told.about("/r/b", "warn")
        tap.ok(told.status == 1 and c.states() == {"a": "done",
               "b": "failed"} and len(lines) == 1 and "cut short" in
               lines[0]["msg"] and s.paths().count("/r/b") == 3,
               "cut off without TLS's farewell: not taken for whole",
               f"{s.log}\n{told.text}")


def ca_files(tap):
    """A ca_file that cannot be used is a mistake in the configuration."""
    with closed_port() as gone, Case(source(
            "https://127.0.0.1:%d" % gone.getsockname()[1],
            ca_file="ca.pem")) as c:
        for what, text in [("that is not there", None),
                           ("that is no PEM", "what is this\n"),
                           ("that is empty", "")]:
            if text is not None:
                (c.config / "ca.pem").write_text(text)
            told = c.run()
            tap.ok(told.status == 2 and "ca.pem" in told.text,
                   f"a ca_file {what}: exit status 2", told.text)


NGINX = """
daemon off; master_process off; pid {dir}/pid; error_log {dir}/error;
events {{ worker_connections 64; }}
http {{
    access_log {dir}/access; types {{ text/html html; }}
    client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2;
    fastcgi_temp_path {dir}/t3; uwsgi_temp_path {dir}/t4;
    scgi_temp_path {dir}/t5;
    server {{
        listen 127.0.0.1:{port} ssl http2; root {dir}/www;
        ssl_certificate {chain}; ssl_certificate_key {key};
        location / {{ default_type text/html; }}
        location /r/bad {{ return 500; }}
    }}
}}
"""


class Nginx:
    def __init__(self, folder, all):
        self.dir = pathlib.Path(folder)
        for path, body in PAGES.items():
            path = self.dir / f"www{path}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        (self.dir / "www/list").write_bytes(listing("/r/a", "/r/b",
                                                    "/r/bad"))
        self.all, self.process = all, None

    def start(self):
        """The port that it found; None where it does not start."""
        for _ in range(5):
            with closed_port() as s:
                port = s.getsockname()[1]
            (self.dir / "conf").write_text(NGINX.format(
                dir=self.dir, port=port, key=self.all.dir / "good.key",
                chain=self.all.chain("good", "middle")))
            self.process = subprocess.Popen(
                ["nginx", "-p", str(self.dir), "-e", str(self.dir / "error"),
                 "-c", str(self.dir / "conf")], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while self.process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    return port
                except OSError:
                    time.sleep(0.02)
        return None

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def http2(tap, all):
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    if shutil.which("nginx", path=path) is None:
        return tap.skip("HTTP/2 is not tested: nginx is not installed")
    os.environ["PATH"] = path
    with workspace() as folder:
        server = Nginx(folder, all)
        port = server.start()
        if port is None:
            return tap.skip("HTTP/2 is not tested: nginx does not start: " +
                            (server.dir / "error").read_text()[-200:])
        try:
            speak(tap, all, f"https://127.0.0.1:{port}", server.dir)
        finally:
            server.stop()


def speak(tap, all, base, folder):
    with Case(source(base, ca_file="ca.pem", connections=4,
                     look_back_days=30)) as c:
        (c.config / "ca.pem").write_text(all.pem("root"))
        told = c.run()
        tap.ok(told.status == 1 and c.states() == {
            "a": "done", "b": "done", "bad": "failed"}, "HTTP/2: read",
            told.text)
        access = (folder / "access").read_text().splitlines()
        tap.ok(access and all_of([l.split('"')[1][-8:] for l in access],
               "HTTP/2.0"), "HTTP/2: spoken, robots.txt and all", access)
        answers = [r for r in c.records("response") if "/r/" in r.url]
        tap.ok(len(answers) == 2 and all_of([r.fields.get(
            "WARC-Protocol", "") for r in answers], "h2"),
            "HTTP/2: the archive says so", [r.fields for r in answers])
        tap.ok(all_of([r.block.decode() for r in answers],
                      "HTTP/1.1 200") and
               all_of([r.block.decode() for r in c.records("request")],
                      "GET /") and
               c.bodies() == {p: PAGES[p] for p in ("/r/a", "/r/b")},
               "HTTP/2: kept as other tools read it",
               [r.block[:200] for r in answers])
        told = c.run()
        again = [r for r in c.records("revisit")]
        tap.ok(told.counts("unchanged") == (3,) and len(again) == 2 and
               all_of([r.block.decode() for r in again], "HTTP/1.1 304"),
               "HTTP/2: asked again, 304", told.text)


def main():
    tap = Tap()
    if certs.missing():
        tap.skip("certificates are not tested: no openssl command")
        return tap.done()
    with workspace() as folder:
        all = certs.Authority(folder)
        for row in rows(all):
            certificate(tap, all, *row)
        no_tls(tap)
        redirected(tap, all)
        farewell(tap, all)
        ca_files(tap)
        http2(tap, all)
    tap.done()


main()
