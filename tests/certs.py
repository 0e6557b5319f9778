"""Certificates for the tests, made by the openssl command: a root, an
intermediate below it, and leaves with whatever is wrong with them."""
import pathlib
import shutil
import ssl
import subprocess

CONF = """
[ca]
default_ca = all
[all]
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
default_days = 3650
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical, CA:true
[leaf]
basicConstraints = critical, CA:false
subjectAltName = {name}
"""


def missing():
    return shutil.which("openssl") is None


class Authority:
    def __init__(self, folder):
        self.dir = pathlib.Path(folder) / "certs"
        self.dir.mkdir()
        (self.dir / "index.txt").touch()
        (self.dir / "serial").write_text("1000\n")
        self.configure("IP:127.0.0.1")
        self.key("root")
        self.openssl("req", "-x509", "-key", "root.key", "-subj",
                     "/CN=Root of a test", "-days", "3650", "-config",
                     "conf", "-extensions", "authority", "-out", "root.pem")
        self.make("middle", "root", "authority")

    def openssl(self, *args):
        subprocess.run(["openssl", *args], cwd=self.dir, check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)

    def configure(self, name):
        (self.dir / "conf").write_text(CONF.format(name=name))

    def key(self, name):
        self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-out", f"{name}.key")

    def make(self, name, by, kind="leaf", host="IP:127.0.0.1", span=None):
        """span: first and last day, "20200101", instead of today on."""
        self.configure(host)
        self.key(name)
        self.openssl("req", "-new", "-key", f"{name}.key", "-subj",
                     f"/CN={name} of a test", "-config", "conf", "-out",
                     f"{name}.csr")
        days = ["-startdate", span[0] + "000000Z", "-enddate", span[1] +
                "000000Z"] if span else []
        self.openssl("ca", "-batch", "-notext", "-config", "conf", "-cert",
                     f"{by}.pem", "-keyfile", f"{by}.key", "-extensions",
                     kind, *days, "-in", f"{name}.csr", "-out",
                     f"{name}.pem")

    def self_signed(self, name):
        self.configure("IP:127.0.0.1")
        self.key(name)
        self.openssl("req", "-x509", "-key", f"{name}.key", "-subj",
                     f"/CN={name} of a test", "-days", "3650", "-config",
                     "conf", "-extensions", "leaf", "-out", f"{name}.pem")

    def pem(self, *names):
        return "".join((self.dir / f"{n}.pem").read_text() for n in names)

    def chain(self, *names):
        """A file with these certificates; its path."""
        path = self.dir / ("-".join(names) + ".chain")
        path.write_text(self.pem(*names))
        return path

    def context(self, leaf, *above):
        """What a server needs that shows these certificates."""
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.chain(leaf, *above),
                            self.dir / f"{leaf}.key")
        return tls
