"""A small mail host on the loopback: as much of IMAP and SMTP as real ones share, in a thread of its own."""

import asyncio
import base64
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

SPECIAL = {"Sent": "\\Sent", "Drafts": "\\Drafts", "Junk": "\\Junk"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class Kept:
    uid: int
    octets: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    validity: int = 7
    next: int = 1
    mails: list[Kept] = field(default_factory=list)

    def add(self, octets: bytes) -> None:
        self.mails.append(Kept(self.next, octets, datetime.now(UTC)))
        self.next += 1


@dataclass
class Box:
    password: str
    folders: dict[str, Folder] = field(
        default_factory=lambda: {"INBOX": Folder(), **{name: Folder() for name in SPECIAL}}
    )


class FakeMailHost:
    """`boxes` by address. Without IDLE in `can`, and with other things left out, it is like older servers."""

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.can = "IMAP4rev1 IDLE UIDPLUS SPECIAL-USE LIST-EXTENDED LITERAL+"
        self.idlers: list[tuple[Box, asyncio.StreamWriter]] = []
        self.loop = asyncio.new_event_loop()
        self.lock = threading.RLock()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)

        async def begin() -> None:
            self._servers = [
                await asyncio.start_server(one, "127.0.0.1", 0, limit=2**24) for one in (self._imap, self._smtp)
            ]
            self.imap_port, self.smtp_port = (one.sockets[0].getsockname()[1] for one in self._servers)

        self.loop.run_until_complete(begin())
        ready.set()
        self.loop.run_forever()

    def close(self) -> None:
        async def end() -> None:
            for one in self._servers:
                one.close()
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            self.loop.stop()

        asyncio.run_coroutine_threadsafe(end(), self.loop)
        self._thread.join(10)
        self.loop.close()

    def deliver(self, address: str, octets: bytes, folder: str = "INBOX") -> None:
        with self.lock:
            box = self.boxes[address]
            box.folders.setdefault(folder, Folder()).add(octets)
            if folder == "INBOX":
                for waiting, writer in self.idlers:
                    if waiting is box:
                        told = b"* %d EXISTS\r\n" % len(box.folders[folder].mails)
                        self.loop.call_soon_threadsafe(writer.write, told)

    async def _imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await ImapCall(self, reader, writer).run()
        except (OSError, EOFError, asyncio.CancelledError):
            self.idlers = [one for one in self.idlers if one[1] is not writer]
        finally:
            writer.close()

    async def _smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await SmtpCall(self, reader, writer).run()
        except (OSError, EOFError, asyncio.CancelledError):
            return
        finally:
            writer.close()


class ImapCall:
    """One connection to a mailbox."""

    def __init__(self, host: FakeMailHost, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.host, self.reader, self.writer = host, reader, writer
        self.box: Box | None = None
        self.folder = Folder()

    def say(self, line: bytes) -> None:
        self.writer.write(line + b"\r\n")

    async def run(self) -> None:
        self.say(b"* OK ready")
        while True:
            tag, words = await self.line()
            verb = words[0].upper()
            if verb == b"UID":
                verb, words = b"UID " + words[1].upper(), words[1:]
            act: Callable[..., Any] | None = getattr(self, "on_" + verb.decode().replace(" ", "_").lower(), None)
            if act is None or (self.box is None and verb not in (b"LOGIN", b"CAPABILITY", b"LOGOUT")):
                self.say(tag + b" BAD what?")
                continue
            told = act(words[1:])
            if asyncio.iscoroutine(told):
                told = await told
            self.say(tag + b" " + (told or b"OK done"))
            await self.writer.drain()
            if verb == b"LOGOUT":
                return

    async def line(self) -> tuple[bytes, list[bytes]]:
        """A command's words; strings and literals without what marks them."""
        words: list[bytes] = []
        while True:
            line = (await self.reader.readuntil(b"\r\n"))[:-2]
            literal = re.search(rb"\{(\d+)\}$", line)
            text = line[: literal.start()] if literal else line
            for quoted, plain in re.findall(rb'"((?:[^"\\]|\\.)*)"|(\([^)]*\)|[^\s"]+)', text):
                words.append(plain or re.sub(rb"\\(.)", rb"\1", quoted))
            if not literal:
                return words[0], words[1:]
            self.say(b"+ go ahead")
            words.append(await self.reader.readexactly(int(literal[1])))

    def on_capability(self, _: list[bytes]) -> None:
        self.say(b"* CAPABILITY " + self.host.can.encode())

    def on_login(self, words: list[bytes]) -> bytes | None:
        box = self.host.boxes.get(words[0].decode())
        if box is None or box.password.encode() != words[1]:
            return b"NO [AUTHENTICATIONFAILED] no"
        self.box = box
        return None

    def on_logout(self, _: list[bytes]) -> None:
        self.say(b"* BYE")

    def on_noop(self, _: list[bytes]) -> None:
        self.say(b"* %d EXISTS" % len(self.folder.mails))

    def on_list(self, _: list[bytes]) -> None:
        assert self.box
        for name in self.box.folders:
            self.say(f'* LIST (\\HasNoChildren {SPECIAL.get(name, "")}) "/" "{name}"'.encode())

    def on_status(self, words: list[bytes]) -> bytes | None:
        assert self.box
        folder = self.box.folders.get(words[0].decode())
        if folder is None:
            return b"NO [NONEXISTENT] gone"
        self.say(f'* STATUS "{words[0].decode()}" (UIDVALIDITY {folder.validity} UIDNEXT {folder.next})'.encode())
        return None

    def on_examine(self, words: list[bytes]) -> bytes | None:
        assert self.box
        if words[0].decode() not in self.box.folders:
            return b"NO [NONEXISTENT] gone"
        self.folder = self.box.folders[words[0].decode()]
        self.say(b"* %d EXISTS" % len(self.folder.mails))
        return None

    on_select = on_examine

    def on_uid_search(self, words: list[bytes]) -> None:
        found = [mail for mail in self.folder.mails if self.fits(mail, words)]
        if words[0] == b"UID" and not found and self.folder.mails:
            found = self.folder.mails[-1:]  # "n:*" always means at least the last
        self.say(b" ".join([b"* SEARCH", *(b"%d" % mail.uid for mail in found)]))

    def fits(self, mail: Kept, words: list[bytes]) -> bool:
        if words[0] == b"UID":
            return mail.uid >= int(words[1].partition(b":")[0])
        if words[0] == b"SINCE":
            day, month, year = words[1].decode().split("-")
            return mail.at.date() >= datetime(int(year), MONTHS.index(month) + 1, int(day), tzinfo=UTC).date()
        head = message_from_bytes(mail.octets)
        return any(words[2].decode().lower() in str(value).lower() for value in head.get_all(words[1].decode(), []))

    def on_uid_fetch(self, words: list[bytes]) -> None:
        wanted = {int(number) for number in words[0].split(b",")}
        most = int(re.search(rb"<0\.(\d+)>", b" ".join(words[1:]))[1])  # type: ignore[index]  # -- always asked for so
        for place, mail in enumerate(self.folder.mails, 1):
            if mail.uid in wanted:
                stamp = f"{mail.at.day:2d}-{MONTHS[mail.at.month - 1]}-{mail.at.year} {mail.at:%H:%M:%S} +0000"
                part = mail.octets[:most]
                head = (
                    f'* {place} FETCH (UID {mail.uid} INTERNALDATE "{stamp}" RFC822.SIZE {len(mail.octets)} BODY[]<0> '
                )
                self.writer.write(head.encode() + b"{%d}\r\n" % len(part) + part + b")\r\n")

    def on_create(self, words: list[bytes]) -> None:
        assert self.box
        self.box.folders.setdefault(words[0].decode(), Folder())

    def on_append(self, words: list[bytes]) -> None:
        assert self.box
        with self.host.lock:
            self.box.folders[words[0].decode()].add(words[-1])

    def on_uid_store(self, words: list[bytes]) -> None:
        for mail in self.folder.mails:
            if mail.uid == int(words[0]):
                mail.flags |= set(words[2].decode().strip("()").split())

    def on_uid_expunge(self, words: list[bytes]) -> None:
        gone = {int(words[0])}
        self.folder.mails = [m for m in self.folder.mails if not (m.uid in gone and "\\Deleted" in m.flags)]

    async def on_idle(self, _: list[bytes]) -> None:
        assert self.box
        self.say(b"+ waiting")
        self.host.idlers.append((self.box, self.writer))
        await self.reader.readuntil(b"\r\n")
        self.host.idlers = [one for one in self.host.idlers if one[1] is not self.writer]


class SmtpCall:
    """One connection that brings mail."""

    def __init__(self, host: FakeMailHost, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.host, self.reader, self.writer = host, reader, writer
        self.to: list[str] = []

    def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")

    async def run(self) -> None:
        self.say("220 fake ESMTP")
        while True:
            line = (await self.reader.readuntil(b"\r\n"))[:-2].decode()
            verb = line[:4].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "EHLO":
                self.say("250-fake\r\n250-AUTH PLAIN\r\n250 8BITMIME")
            elif verb == "AUTH":
                _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
                box = self.host.boxes.get(user)
                self.say("235 ok" if box and box.password == password else "535 5.7.8 no")
            elif verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0].lower()
                there = address in self.host.boxes
                self.to += [address] if there else []
                self.say("250 ok" if there else f"550 5.1.1 <{address}> is unknown here")
            elif verb == "DATA":
                await self.mail()
            elif verb in ("MAIL", "RSET"):
                self.to = []
                self.say("250 ok")
            else:
                self.say("500 what?")

    async def mail(self) -> None:
        self.say("354 go on")
        body = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3]
        whole = b"Received: by fake\r\n" + body.replace(b"\r\n..", b"\r\n.")
        for address in self.to:
            self.host.deliver(address, whole)
        self.say("250 taken")
