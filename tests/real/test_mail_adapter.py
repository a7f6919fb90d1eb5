"""The contract suite, and what is mail's own, on real servers: Postfix and Dovecot.

Not run by default: `pytest tests/real/test_mail_adapter.py`.
"""

import asyncio
import time
from collections.abc import Iterator

import pytest
from contract_suite import *  # noqa: F403 -- the suite's tests, run here on real servers
from contract_tools import answer_to, begin, hear, heard_mention, read, run
from contract_world import MemoryKeeper
from mail_host import MailHost, RealMailWorld

from earful.channels.contract import Adapter, Refused, Why
from earful.channels.mail import connecting, naming
from earful.channels.mail.network import NETWORK
from earful.kit.transport import Transport


@pytest.fixture
def world(mail: MailHost) -> Iterator[RealMailWorld]:
    made = mail.world()
    yield made
    made.close()


def connect(world: RealMailWorld, **values: str) -> dict[str, object]:
    usual = {
        "address": world.desk,
        "password": world.password,
        **{f"{which}_{key}": str(value) for which in ("imap", "smtp") for key, value in ends(world)[which].items()},
    }

    async def go() -> dict[str, object]:
        async with Transport(
            frozenset(f"127.0.0.1:{ends(world)[which]['port']}" for which in ("imap", "smtp"))
        ) as door:
            return dict((await NETWORK.connect({**usual, **values}, door)).settings)

    return asyncio.run(go())


def ends(world: RealMailWorld) -> dict[str, dict[str, object]]:
    ports = {"imap": world.imap.port, "smtp": world.smtp.port}
    return {which: {"host": "127.0.0.1", "port": port, "security": "none"} for which, port in ports.items()}


def test_connecting_says_which_entry_is_wrong(world: RealMailWorld) -> None:
    assert connect(world)["user"] == world.desk
    closed = str(world.imap.port)
    for wrong, words in (
        ({"address": "support"}, connecting.NO_ADDRESS),
        ({"password": "wrong"}, connecting.IMAP_DENIED),
        ({"imap_host": "no server"}, connecting.NO_IMAP),
        ({"imap_port": "many"}, connecting.NO_IMAP_PORT),
        ({"smtp_security": "maybe"}, connecting.NO_SMTP_WAY),
        ({"imap_host": "localhost", "imap_port": closed}, connecting.OPEN_DOOR),
        ({"imap_host": "10.0.0.1", "imap_security": "tls"}, connecting.IMAP_INTERNAL),
        ({"smtp_security": "tls"}, connecting.SMTP_AWAY),
        ({"smtp_port": str(world.imap.port)}, connecting.SMTP_AWAY),
    ):
        with pytest.raises(Refused) as refused:
            connect(world, **wrong)
        assert refused.value.words in (words, connecting.SMTP_UNSAFE if "smtp_security" in wrong else words)


def test_news_come_within_a_second(world: RealMailWorld) -> None:
    cursor = begin(world)
    taken = []

    async def wait(adapter: Adapter) -> None:
        hints = aiter(adapter.listen())
        await anext(hints)
        for number in range(5):
            waiting = asyncio.ensure_future(anext(hints))
            await asyncio.sleep(0.3)
            began = time.monotonic()
            said = await asyncio.to_thread(world.say, f"question {number}")
            await asyncio.wait_for(waiting, 10)
            place = taken[-1][1] if taken else cursor
            heard = [batch async for batch in adapter.poll(place)]
            taken.append((time.monotonic() - began, heard[-1].cursor))
            assert said in {parcel.external_id for batch in heard for parcel in batch.parcels}

    run(world, wait)
    print("from sending to hearing, seconds:", sorted(round(one, 3) for one, _ in taken))
    assert sorted(one for one, _ in taken)[2] < 1


def test_a_copy_stands_among_what_was_sent_once_and_the_proof_goes(world: RealMailWorld) -> None:
    parcel, cursor = heard_mention(world)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    world.awaited.add(receipt.external_id)
    world.settle()
    heard, cursor = hear(world, cursor)
    hear(world, cursor)
    sent = [world.id_of(one) for one in world.mails(world.desk, "Sent")]
    inbox = [world.id_of(one) for one in world.mails(world.desk)]
    assert sent == [receipt.external_id]
    assert receipt.external_id not in inbox
    assert receipt.external_id in heard
    assert heard[receipt.external_id].version == receipt.parcel.version


def test_when_the_answer_was_lost_the_proof_becomes_the_copy(world: RealMailWorld) -> None:
    parcel, cursor = heard_mention(world)
    outbound = answer_to(world, parcel)
    world.lose_answer()
    with pytest.raises(Exception, match="did not say"):
        run(world, lambda adapter: adapter.send(outbound))
    world.awaited.add(naming.own(outbound.key, world.us))
    world.settle()
    assert run(world, lambda adapter: adapter.find(outbound))
    _, cursor = hear(world, cursor)
    hear(world, cursor)
    assert [world.id_of(one) for one in world.mails(world.desk, "Sent")] == [naming.own(outbound.key, world.us)]
    assert naming.own(outbound.key, world.us) not in [world.id_of(one) for one in world.mails(world.desk)]
    assert world.under(parcel.external_id) == ["We are on it."]


def test_nothing_comes_twice_when_the_folder_is_numbered_anew(world: RealMailWorld) -> None:
    parcel, cursor = heard_mention(world)
    other = cursor.replace('"INBOX": [', '"INBOX": [9')
    later = world.say("later")
    heard, after = hear(world, other)
    assert heard[parcel.external_id].version == parcel.version, "the ledger knows it by name and version"
    assert later in heard
    assert hear(world, after)[0] == {}


def test_a_mail_that_is_filed_away_by_a_rule_is_heard(world: RealMailWorld) -> None:
    cursor = begin(world)
    mail = world.write("carol", "is anybody there?")
    world.put(world.desk, mail.as_bytes(), "Orders")
    heard, cursor = hear(world, cursor)
    assert list(heard) == [world.id_of(mail)]
    assert hear(world, cursor)[0] == {}
    world.put(world.desk, world.write("carol", "buy now").as_bytes(), "Junk")
    assert hear(world, cursor)[0] == {}


def test_two_customers_programs_stay_in_one_thread(world: RealMailWorld) -> None:
    parcel, cursor = heard_mention(world)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    world.settle()
    theirs = next(one for one in world.mails(world.people["carol"]) if world.id_of(one) == receipt.external_id)
    plain = world.write(
        "carol",
        f"Thanks!\n\nOn Fri, 1 May 2026 at 12:00, {theirs['From']} wrote:\n\n> We are on it.",
        receipt.external_id,
    )
    outlook = world.write(
        "carol",
        "One more thing.\n\n________________________________\nFrom: The Shop <s@desk.test>\nSent: Friday\nTo: Carol\nSubject: Re: A question\n\nWe are on it.",
    )
    del outlook["Subject"]
    outlook["Subject"] = "AW: A question"
    outlook["References"] = f"<{parcel.external_id}> <{receipt.external_id}>"
    for mail in (plain, outlook):
        world.post(mail)
    heard, _ = hear(world, cursor)
    for mail, said in ((plain, "Thanks!"), (outlook, "One more thing.")):
        understood = read(world, heard[world.id_of(mail)])
        assert (understood.text, understood.parent_id, understood.why) == (said, receipt.external_id, Why.REPLY)


def test_a_loop_is_told_apart_and_refused(world: RealMailWorld) -> None:
    parcel, cursor = heard_mention(world)
    receipt = run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    away = world.write("carol", "I am away.", receipt.external_id)
    away["Auto-Submitted"] = "auto-replied"
    world.post(away)
    heard, _ = hear(world, cursor)
    came = heard[world.id_of(away)]
    assert read(world, came).why is Why.AUTOMATIC
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, came, key="k2")))
    assert refused.value.words.endswith(".")


def test_a_real_bounce_is_told_in_the_thread(world: RealMailWorld, mail: MailHost) -> None:
    cursor = begin(world)
    written = world.write("ghost", "where is it?")
    del written["From"]
    written["From"] = "Ghost <ghost@nowhere.test>"
    world.post(written)
    heard, cursor = hear(world, cursor)
    parcel = heard[world.id_of(written)]
    with pytest.raises(Refused) as refused:
        run(world, lambda adapter: adapter.send(answer_to(world, parcel)))
    assert "does not take mail" in refused.value.words or "refused" in refused.value.words


def test_a_big_folder_comes_in_pages_and_a_kill_between_them_loses_nothing(world: RealMailWorld) -> None:
    cursor = begin(world)
    said = {world.say(f"{number}") for number in range(300)}
    world.settle()
    began = time.monotonic()
    kept: set[str] = set()

    async def some(adapter: Adapter) -> str:
        walk = adapter.poll(cursor)
        async for batch in walk:
            kept.update(parcel.external_id for parcel in batch.parcels)
            if len(kept) >= 100:
                await walk.aclose()  # type: ignore[attr-defined]  # -- a generator
                return batch.cursor or ""
        return ""

    place = run(world, some)
    rest, _ = hear(world, place)
    print(f"300 mails in {time.monotonic() - began:.1f} s")
    assert not kept & set(rest), "no page comes twice when its place was kept"
    assert kept | set(rest) == said


assert MemoryKeeper
