"""People who write mails to a brand, for the contract suite: the same on the small host of ours and on real servers."""

import imaplib
import itertools
import smtplib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from typing import Any

from contract_world import MemoryKeeper
from mail_cuts import Wire

from earful.channels.contract import Adapter, Us
from earful.channels.mail.network import NETWORK
from earful.kit import clock
from earful.kit.transport import Transport

NUMBERS = itertools.count(int(time.time()) * 1000)
SMTP = policy.SMTP.clone(max_line_length=900)


class MailWorld:
    network = NETWORK
    can = NETWORK.can
    us_there = "desk"
    shut = ""
    offers = frozenset(
        {
            *(
                "own",
                "pictures",
                "lost_answer",
                "lost_request",
                "deny",
                "sign_out",
                "unreachable",
                "garbage",
                "private",
            ),
            *("forward", "closed"),
        }
    )

    def __init__(self, ports: tuple[int, int], desk: str, people: dict[str, str], passwords: dict[str, str]) -> None:
        self.imap_port, self.smtp_port = ports
        self.imap, self.smtp = Wire(ports[0]), Wire(ports[1])
        self.desk, self.people, self.passwords = desk, people, passwords
        self.us = Us(desk, desk)
        self.keeper = MemoryKeeper()
        self.password = passwords[desk]
        self.references: dict[str, list[str]] = {}
        self.awaited: set[str] = set()

    @property
    def settings(self) -> dict[str, Any]:
        ends = {"imap": self.imap.port, "smtp": self.smtp.port}
        servers = {f"{name}_{key}": value for name, port in ends.items() for key, value in self._server(port).items()}
        return {**servers, "user": self.desk, "name": "The Shop", "folders": "", "proof_seconds": 0}

    def _server(self, port: int) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": port, "security": "none"}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        trusted = frozenset(f"127.0.0.1:{wire.port}" for wire in (self.imap, self.smtp))
        async with Transport(trusted) as door:
            yield NETWORK.open(self.us, self.settings, {"password": self.password}, self.keeper, door)

    # --- people ---

    def write(self, by: str, text: str, to: str | None = None, receiver: str = "") -> EmailMessage:
        """A mail as a usual program writes it."""
        address = self.people.get(by, self.desk)
        mail = EmailMessage(policy=SMTP)
        number = next(NUMBERS)
        mail["From"] = f"{by.capitalize()} <{address}>"
        mail["To"] = receiver or self.desk
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = f"<{number}.{by}@{address.partition('@')[2]}>"
        mail["Subject"] = "Re: A question" if to else "A question"
        name = self.id_of(mail)
        self.references[name] = [*self.references.get(to, []), to] if to else []
        if to:
            mail["In-Reply-To"] = f"<{to}>"
            mail["References"] = " ".join(f"<{one}>" for one in self.references[name])
        mail.set_content(text + "\n")
        return mail

    @staticmethod
    def id_of(mail: Any) -> str:
        return str(mail["Message-ID"]).strip("<>")

    def post(self, mail: EmailMessage, *to: str) -> str:
        """Send it, and expect it in the brand's inbox if it goes there."""
        receivers = to or (self.desk,)
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as call:
            call.send_message(
                mail, from_addr="customer@" + self.people["carol"].partition("@")[2], to_addrs=list(receivers)
            )
        if self.desk in receivers:
            self.awaited.add(self.id_of(mail))
        return self.id_of(mail)

    def say(self, text: str, by: str = "carol") -> str:
        return self.post(self.write(by, text))

    say_privately = say

    def reply(self, to: str, text: str, by: str = "carol") -> str:
        return self.post(self.write(by, text, to))

    def say_with_picture(self, text: str, picture: bytes, alt: str, by: str = "carol") -> str:
        mail = self.write(by, text)
        mail.add_attachment(picture, "image", "png", filename="photo.png", disposition="inline")
        [*_, part] = mail.iter_attachments()
        part["Content-Description"] = alt
        return self.post(mail)

    def own(self, text: str, to: str | None = None) -> str:
        """The brand answers from its usual mail program, which keeps a copy."""
        mail = self.write("desk", text, to, self.people["carol"])
        self.post(mail, self.people["carol"])
        self.put(self.desk, mail.as_bytes(), "Sent")
        return self.id_of(mail)

    def garbage(self) -> str:
        name = f"{next(NUMBERS)}.nobody@town.test"
        self.put(self.desk, f"Message-ID: <{name}>\r\nSubject: ?\r\n\r\n\xff\x00?\r\n".encode("latin-1"), "INBOX")
        return name

    # --- looking ---

    def box(self, address: str) -> imaplib.IMAP4:
        call = imaplib.IMAP4("127.0.0.1", self.imap_port)
        call.login(address, self.passwords[address])
        return call

    def put(self, address: str, octets: bytes, folder: str) -> None:
        call = self.box(address)
        call.create(folder)
        call.append(folder, "", imaplib.Time2Internaldate(clock.now()), octets)
        call.logout()

    def mails(self, address: str, folder: str = "INBOX") -> list[EmailMessage]:
        call = self.box(address)
        try:
            if call.select(folder, readonly=True)[0] != "OK":
                return []
            _, [numbers] = call.uid("search", "UID", "1:*")
            found = []
            for number in numbers.split():
                _, parts = call.uid("fetch", number.decode(), "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.9999999>)")
                found += [message_from_bytes(part[1], policy=SMTP) for part in parts if isinstance(part, tuple)]
            return found  # type: ignore[return-value]  # -- of the policy
        finally:
            call.logout()

    def settle(self) -> None:
        until = time.monotonic() + 20
        while self.awaited:
            self.awaited -= {self.id_of(mail) for mail in self.mails(self.desk)}
            assert time.monotonic() < until, "a mail was never delivered"
            if self.awaited:
                time.sleep(0.05)
        self.flush()

    def flush(self) -> None:
        """Wait until what the brand sent has reached everybody."""

    def under(self, external_id: str) -> list[str]:
        found = [mail for name in self.people for mail in self.mails(self.people[name])]
        ours = [mail for mail in found if str(mail["In-Reply-To"]).strip("<>") == external_id]
        return [mail.get_body(("plain",)).get_content().replace("\r", "").rstrip("\n") for mail in ours]  # type: ignore[union-attr]  # -- every one has it

    def readers(self, external_id: str) -> set[str]:
        names = {address: name for name, address in self.people.items()} | {self.desk: "desk"}
        return {
            names.get(address, address)
            for who in self.people
            for mail in self.mails(self.people[who])
            if self.id_of(mail) == external_id
            for _, address in getaddresses([str(mail[field]) for field in ("From", "To", "Cc") if mail[field]])
        } | {who for who in self.people if external_id in {self.id_of(mail) for mail in self.mails(self.people[who])}}

    # --- trouble ---

    def lose_answer(self) -> None:
        self.smtp.next = "lose answer"

    def lose_request(self) -> None:
        self.smtp.next = "lose request"

    def deny(self) -> None:
        self.smtp.next = "deny"

    def sign_out(self) -> None:
        self.password = "another one"

    def unreachable(self) -> None:
        self.close()

    def close(self) -> None:
        for wire in (self.imap, self.smtp):
            with suppress(OSError):
                wire.close()
