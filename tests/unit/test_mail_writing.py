"""Answers as they leave: one mail, whatever anybody wrote into the one it answers."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mail_reading import NOW, PNG, US, mail

from earful.channels.contract import Outbound, Refused, Upload, Why
from earful.channels.mail import naming, parcels, wire
from earful.channels.mail.composing import compose, receiver
from earful.channels.mail.octets import Found

AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


def answering(octets: bytes, text: str = "It is on its way.", **more: object) -> Outbound:
    parcel = parcels.parcel(Found(octets, len(octets), NOW))
    return Outbound("key-1", AT, text, parcel.external_id, parcel.raw, **more)  # type: ignore[arg-type]  # -- as given


def test_an_answer_stands_in_the_thread_and_is_named_before_it_is_sent() -> None:
    octets = mail(
        Message_ID="<3@town.test>", References="<1@town.test> <2@desk.test>", Subject="AW: Re: My order"
    ).as_bytes()
    whole = compose(answering(octets, signed="Ana Kovač"), US, "The Shop")
    made = message_from_bytes(whole, policy=policy.default)
    assert made["Message-ID"] == f"<{naming.own('key-1', US)}>"
    assert made["In-Reply-To"] == "<3@town.test>"
    assert made["References"].split() == ["<1@town.test>", "<2@desk.test>", "<3@town.test>"]
    assert made["Subject"] == "Re: My order"
    assert made["From"] == "Ana Kovač · The Shop <support@desk.test>"
    assert made["To"] == "Carol <carol@town.test>"
    assert made["Auto-Submitted"] is None
    assert whole == compose(answering(octets, signed="Ana Kovač"), US, "The Shop"), "the same at every attempt"
    assert max(map(len, whole.split(b"\r\n"))) <= 120
    assert whole.isascii()
    assert whole.count(b"\n") == whole.count(b"\r\n")


def test_only_what_no_person_wrote_says_that_it_is_automatic() -> None:
    made = message_from_bytes(compose(answering(mail().as_bytes(), automatic=True), US, ""), policy=policy.default)
    assert made["Auto-Submitted"] == "auto-replied"
    with pytest.raises(Refused):
        compose(answering(mail(List_Id="<people.town.test>").as_bytes(), automatic=True), US, "")


def test_it_comes_back_word_for_word_with_its_pictures() -> None:
    text = "Grüße 🙈\n\n-- \n> this is no quote\nOn 1 May, Carol wrote:\n.\n– Ana"
    upload = Upload(PNG, "image/png", 'a "red" <dot>\r\nBcc: x@evil.test', 1, 1)
    whole = compose(answering(mail().as_bytes(), text, uploads=(upload,)), US, "The Shop")
    said = wire.read(parcels.parcel(Found(whole, len(whole), NOW)).raw, US)
    assert (said.text, said.why, said.parent_id) == (text, Why.OWN, "1@town.test")
    assert [picture.alt for picture in said.pictures] == ['a "red" <dot> Bcc: x@evil.test']
    made = message_from_bytes(whole, policy=policy.default)
    assert 'alt="a &quot;red&quot; &lt;dot&gt;' in made.get_body(("html",)).get_content()  # type: ignore[union-attr]  # -- it has one
    assert b"\r\nBcc:" not in whole


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"From": "Mailer <mailer-daemon@town.test>", "Subject": "Undelivered Mail Returned to Sender"},
        {"X_Loop": "support@desk.test"},
        {"Subject": "Out of office: My order"},
    ],
)
def test_what_a_program_wrote_is_never_answered(fields: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        compose(answering(mail(**fields).as_bytes()), US, "")
    assert refused.value.words.endswith(".")


def test_an_answer_goes_to_where_its_reader_wants_it() -> None:
    assert receiver(answering(mail(Reply_To="Carol <c2@town.test>").as_bytes()), US)[1] == "c2@town.test"
    assert receiver(answering(mail(Reply_To="support@desk.test").as_bytes()), US)[1] == "carol@town.test"
    assert receiver(answering(mail(From="support@desk.test", To="dan@town.test").as_bytes()), US)[1] == "dan@town.test"
    other = answering(mail().as_bytes())
    with pytest.raises(Refused):
        receiver(replace(other, parent_id="another"), US)


HOSTILE = st.text(st.sampled_from('a<>@\r\n\x00\x0b\u2028:=?"\\é🙈 ,;()'), max_size=60)


@settings(max_examples=300, deadline=None)
@given(
    subject=HOSTILE, name=HOSTILE, reference=HOSTILE, text=HOSTILE | st.text(max_size=50), signed=HOSTILE, alt=HOSTILE
)
def test_nobody_can_smuggle_anything_into_a_head(
    subject: str, name: str, reference: str, text: str, signed: str, alt: str
) -> None:
    def packed(words: str) -> str:
        return "=?utf-8?b?" + base64.b64encode(words.encode()).decode() + "?="

    octets = (
        f"From: {packed(name)} <carol@town.test>\r\nSubject: {packed(subject)}\r\nMessage-ID: <1@town.test>\r\n"
        f"References: {packed(reference)} <{reference}>\r\nTo: support@desk.test\r\n\r\nHello\r\n"
    ).encode()
    upload = Upload(PNG, "image/png", alt, 1, 1)
    whole = compose(answering(octets, text, signed=signed, uploads=(upload,)), US, signed)
    head, _, _ = whole.partition(b"\r\n\r\n")
    assert whole.isascii()
    assert b"\x00" not in whole
    assert whole.replace(b"\r\n", b"").count(b"\n") == whole.replace(b"\r\n", b"").count(b"\r") == 0
    lines = [line for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    names = [line.partition(b":")[0] for line in lines]
    usual = [b"Date", b"From", b"To", b"Subject", b"Message-ID", b"In-Reply-To", b"References", b"MIME-Version"]
    assert names == [*usual, b"Content-Type"]
    made = message_from_bytes(whole, policy=policy.default)
    assert [one.addr_spec for one in made["To"].addresses] == ["carol@town.test"]
    assert [one.addr_spec for one in made["From"].addresses] == ["support@desk.test"]
