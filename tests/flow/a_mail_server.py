"""A mail server for the tests: real SMTP on the loopback that does as it is told.

    with a_mail_server() as post:
        settings.MAIL = post.way()
        post.acts = ["later", "drop", "cut"]

`mails`: what it took. `acts`: what it does with the next mails, in order; then it takes them. "refuse" and "later" are
said of the recipient, "full" after the words; "drop" ends the call before the words, "cut" after them, with the mail
taken and nothing said; "hold" keeps the caller waiting there until `released`. `password`: who signs in with another is not let in; `certificate`: a file with a key, for
encryption by STARTTLS or, with `tls`, from the first word.
"""

import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from earful.kit.mailserver import MailServer


@dataclass
class Mail:
    """One that was taken."""

    sender: str
    to: list[str]
    message: EmailMessage
    encrypted: bool
    user: str

    @property
    def text(self) -> str:
        return self.message.get_content()

    @property
    def link(self) -> str:
        """The one web address in it."""
        (found,) = [word for word in self.text.split() if word.startswith("http")]
        return found


@dataclass
class Post:
    """What it does, and what it took."""

    port: int = 0
    password: str = ""
    certificate: Path | None = None
    tls: bool = False
    acts: list[str] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def way(self, **more: Any) -> MailServer:
        """How to reach it."""
        known = {
            "user": "",
            "password": "",
            "tls": self.tls,
            "starttls": False,
            "sender": "The desk <desk@example.org>",
        }
        return MailServer(host="127.0.0.1", port=self.port, **{**known, **more})


class _Call(StreamRequestHandler):
    server: "_Server"
    timeout = 10

    def setup(self) -> None:
        self.post = self.server.post
        self.encrypted, self.user = False, ""
        self.sender, self.act = "", ""
        self.to: list[str] = []
        super().setup()
        if self.post.tls:
            self.encrypt()

    def encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.post.certificate)
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.encrypted = True

    def say(self, *lines: str) -> None:
        for number, line in enumerate(lines):
            code, words = line.split(" ", 1)
            last = number == len(lines) - 1
            self.wfile.write(f"{code}{' ' if last else '-'}{words}\r\n".encode())

    def handle(self) -> None:
        try:
            self.talk()
        except OSError:
            return  # whoever called hung up

    def finish(self) -> None:
        try:
            super().finish()
            if self.encrypted:
                self.connection.close()
        except OSError:
            return

    def talk(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    self.greet()
                case "STARTTLS":
                    self.say("220 go on")
                    self.encrypt()
                case "AUTH":
                    _, self.user, password = base64.b64decode(rest.split()[-1]).decode().split("\0")
                    self.say("235 in" if password == self.post.password else "535 no")
                case "MAIL":
                    self.begin(rest)
                case "RCPT":
                    self.to.append(rest[rest.index("<") + 1 : rest.index(">")])
                    self.say({"refuse": "550 nobody", "later": "451 later"}.get(self.act, "250 well"))
                case "DATA":
                    self.take()
                case _:
                    self.say("221 farewell" if verb.upper() == "QUIT" else "250 well")
            if verb.upper() == "QUIT" or (verb.upper() == "DATA" and self.act in ("drop", "cut")):
                return

    def greet(self) -> None:
        offers = ["250 AUTH PLAIN"] if self.post.password else []
        offers += ["250 STARTTLS"] if self.post.certificate and not self.encrypted else []
        self.say("250 example", *offers, "250 8BITMIME")

    def begin(self, sender: str) -> None:
        self.sender, self.to = sender, []
        self.act = self.post.acts.pop(0) if self.post.acts else ""
        self.say("250 well")

    def take(self) -> None:
        if self.act == "drop":
            return
        self.say("354 go on")
        words = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            words += line.removeprefix(b".")
        if self.act == "full":
            self.say("452 full")
            return
        message = message_from_bytes(words, policy=policy.default)
        self.post.mails.append(Mail(self.sender, self.to, message, self.encrypted, self.user))  # type: ignore[arg-type]  # -- by the policy
        if self.act == "hold":
            self.post.released.wait(60)
        if self.act != "cut":
            self.say("250 taken")


class _Server(ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True
    post: Post


@contextmanager
def a_mail_server(**told: Any) -> Iterator[Post]:
    """It runs for as long as the test does."""
    server = _Server(("127.0.0.1", 0), _Call)
    server.post = Post(port=server.server_address[1], **told)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.post
    finally:
        server.post.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def a_certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1, that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file
