"""Mail servers that answer nonsense, too much, or not at all: always one of the four failures, and never for long."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from contract_world import MemoryKeeper

from earful.channels.contract import Expired, Failure, Parcel, Refused, Retry, Unreadable, Us
from earful.channels.mail import cursor, lines
from earful.channels.mail.network import NETWORK
from earful.kit import clock
from earful.kit.addresses import Forbidden, TransportError
from earful.kit.transport import Transport

OK, US = b"* OK ready\r\n", Us("support@desk.test", "support@desk.test")
USUAL = {
    b"LOGIN": b"%T OK in\r\n",
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n%T OK\r\n",
    b"LIST": b'* LIST () "/" INBOX\r\n%T OK\r\n',
    b"STATUS": b"* STATUS INBOX (UIDVALIDITY 1 UIDNEXT 9)\r\n%T OK\r\n",
    b"EXAMINE": b"%T OK\r\n",
    b"UID SEARCH": b"* SEARCH 1 2 3\r\n%T OK\r\n",
    b"UID FETCH": b"%T OK\r\n",
}
FLOOD = b"* 1 EXISTS\r\n" * 30_000


@asynccontextmanager
async def server(greeting: bytes, answers: dict[bytes, bytes]) -> AsyncIterator[int]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.ExitStack() as after, contextlib.suppress(OSError, EOFError):
            after.callback(writer.transport.abort)
            writer.write(greeting)
            while line := await reader.readline():
                tag, _, words = line.strip().partition(b" ")
                if literal := re.search(rb"\{(\d+)\}$", words):
                    writer.write(b"+ go on\r\n")
                    await reader.readexactly(int(literal[1]))
                    if words.startswith(b"LOGIN"):
                        continue_line = await reader.readline()
                        if found := re.search(rb"\{(\d+)\}", continue_line):
                            writer.write(b"+ go on\r\n")
                            await reader.readexactly(int(found[1]))
                            await reader.readline()
                verb = next((verb for verb in answers if words.upper().startswith(verb)), b"")
                answer = answers.get(verb, b"%T BAD what?\r\n")
                if answer == b"":
                    break
                writer.write(answer.replace(b"%T", tag))
                await writer.drain()

    made = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield made.sockets[0].getsockname()[1]
    finally:
        made.close()


async def polled(greeting: bytes, answers: dict[bytes, bytes]) -> list[Parcel]:
    async with server(greeting, answers) as port, Transport(frozenset({f"127.0.0.1:{port}"})) as door:
        ends = {"host": "127.0.0.1", "port": port, "security": "none"}
        settings = {f"{which}_{key}": value for which in ("imap", "smtp") for key, value in ends.items()}
        adapter = NETWORK.open(US, settings, {"password": "x"}, MemoryKeeper(), door)
        batches = [batch async for batch in adapter.poll(cursor.Place(clock.now()).write())]
    return [parcel for batch in batches for parcel in batch.parcels]


@pytest.mark.parametrize(
    ("greeting", "changed", "failure"),
    [
        (b"", {}, Retry),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {}, Retry),
        (b"* BYE too many connections\r\n", {}, Retry),
        (b"x" * 2_000_000, {}, Retry),
        (OK, {b"LOGIN": b"%T NO [AUTHENTICATIONFAILED] no\r\n"}, Expired),
        (OK, {b"LOGIN": b"%T NO [UNAVAILABLE] later\r\n"}, Retry),
        (OK, {b"LOGIN": b""}, Retry),
        (OK, {b"LIST": b'* LIST () "/" {999999999999}\r\n'}, Retry),
        (OK, {b"LIST": b"* LIST (((((\r\n%T OK\r\n"}, Retry),
        (OK, {b"LIST": FLOOD}, Retry),
        (OK, {b"LIST": b""}, Retry),
        (OK, {b"STATUS": b"* STATUS INBOX (UIDVALIDITY (\r\n%T OK\r\n"}, Retry),
        (OK, {b"UID FETCH": b"* 1 FETCH (UID\r\n%T OK\r\n"}, Retry),
    ],
)
def test_nonsense_of_a_server_is_one_of_the_failures(
    greeting: bytes, changed: dict[bytes, bytes], failure: type[Failure], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "GREETING", 1.0)
    began = time.monotonic()
    with pytest.raises(failure) as raised:
        asyncio.run(
            asyncio.wait_for(polled(greeting, {**USUAL, **changed, b"UID FETCH": changed.get(b"UID FETCH", b"")}), 50)
        )
    assert raised.value.words.endswith(".")
    assert time.monotonic() - began < 45


def test_a_mail_that_its_server_cannot_hand_out_is_kept_and_blocks_no_other() -> None:
    whole = b"From: Carol <carol@town.test>\r\nMessage-ID: <%d@town.test>\r\n\r\nHello\r\n"
    date = b'INTERNALDATE "%s"' % clock.now().strftime("%d-%b-%Y %H:%M:%S +0000").encode()
    fine = b"* %d FETCH (UID %d " + date + b" RFC822.SIZE 60 BODY[]<0> {%d}\r\n%b)\r\n"
    odd = b"* 2 FETCH (UID 2 " + date + b" BODY[]<0> NIL)\r\n"
    first, third = (fine % (n, n, len(whole % n), whole % n) for n in (1, 3))
    for second in (odd, b"* 2 FETCH (UID 2 (((\r\n", b'* 2 FETCH (UID 2 INTERNALDATE "never" BODY[]<0> NIL)\r\n'):
        marked = b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 3 FETCH (FLAGS (\\Seen))\r\n"  # by somebody else, meanwhile
        told = first + marked + second + third + marked + b"%T OK\r\n"
        found = asyncio.run(polled(OK, {**USUAL, b"UID FETCH": told}))
        assert [parcel.external_id for parcel in found if "@" in parcel.external_id] == ["1@town.test", "3@town.test"]
        [kept] = [parcel for parcel in found if "@" not in parcel.external_id]
        with pytest.raises(Unreadable):
            NETWORK.read(kept.raw, US)


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "localhost", "2130706433", "0x7f.1", "100.64.0.1"],
)
def test_the_door_calls_no_internal_address_but_those_that_are_trusted(host: str) -> None:
    async def go() -> None:
        async with Transport() as door:
            await door.call(host, 993)

    with pytest.raises(Forbidden):
        asyncio.run(go())


def test_the_door_for_strangers_calls_nobody() -> None:
    async def go() -> None:
        async with Transport(strangers=True) as door:
            await door.call("93.184.216.34", 25)

    with pytest.raises(TransportError):
        asyncio.run(go())


def test_an_internal_server_is_refused_in_words() -> None:
    values = {"address": US.handle, "password": "x", "imap_host": "192.168.1.9", "smtp_host": "192.168.1.9"}

    async def go() -> None:
        async with Transport() as door:
            await NETWORK.connect(values, door)

    with pytest.raises(Refused) as refused:
        asyncio.run(go())
    assert "EARFUL_TRUSTED_HOSTS" in refused.value.words
