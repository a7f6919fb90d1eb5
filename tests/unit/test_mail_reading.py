"""Mails as strangers send them: read without loss, for what they are."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.channels.contract import Inbound, Reach, Unreadable, Us, Why
from earful.channels.mail import octets, parcels, pictures, wire
from earful.channels.mail.octets import LARGEST, Found

US = Us("support@desk.test", "support@desk.test")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def mail(text: str = "Where is my order?", **fields: str) -> EmailMessage:
    made = EmailMessage()
    usual = {
        "From": "Carol <carol@town.test>",
        "To": "support@desk.test",
        "Subject": "My order",
        "Message_ID": "<1@town.test>",
    }
    for name, value in {**usual, "Date": "Fri, 01 May 2026 11:59:00 +0000", **fields}.items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def read(made: EmailMessage | bytes, *, sent: bool = False, size: int = 0) -> Inbound:
    whole = made if isinstance(made, bytes) else made.as_bytes()
    return wire.read(parcels.parcel(Found(whole[:LARGEST], size or len(whole), NOW, sent)).raw, US)


def test_a_mail_reads_as_it_was_written() -> None:
    said = read(mail())
    assert said.external_id == "1@town.test"
    assert said.text == "My order\n\nWhere is my order?"
    assert (said.author.handle, said.author.name) == ("carol@town.test", "Carol") if said.author else False
    assert (said.reach, said.why, said.parent_id) == (Reach.PRIVATE, Why.MESSAGE, None)
    assert said.said_at == NOW - timedelta(minutes=1)


def test_an_answer_knows_its_thread_and_says_its_subject_only_when_it_is_new() -> None:
    above = {"In_Reply_To": "<2@desk.test>", "References": "<1@town.test> <2@desk.test>", "Message_ID": "<3@town.test>"}
    said = read(mail("Thank you", Subject="AW: My order", **above))
    assert (said.parent_id, said.root_id, said.why, said.text) == ("2@desk.test", "1@town.test", Why.REPLY, "Thank you")
    assert read(mail("Thank you", Subject="Another thing", **above)).text.startswith("Another thing")
    assert read(mail("x", Message_ID="<3@town.test>", References="<9@a.test> <8@b.test>")).parent_id == "8@b.test"


@pytest.mark.parametrize(
    "fields",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "OOF, AutoReply"},
        {"Subject": "Abwesenheitsnotiz: My order"},
        {"Subject": "Automatic reply: My order"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"X_Loop": "support@desk.test"},
    ],
)
def test_what_a_program_sent_is_told_apart(fields: dict[str, str]) -> None:
    said = read(mail("I am away until Monday.", **fields))
    assert said.why is Why.AUTOMATIC
    assert "no person wrote this" in said.text


def test_a_person_is_no_program() -> None:
    assert read(mail(Auto_Submitted="no")).why is Why.MESSAGE
    assert read(mail(List_Id="<support.desk.test>", Precedence="list")).why is Why.MESSAGE, (
        "a group that people write to"
    )


def test_a_mail_that_came_back_says_which_and_why() -> None:
    said = read(
        b"From: Mailer <mailer-daemon@town.test>\r\nTo: support@desk.test\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        b"Message-ID: <b@town.test>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; town.test\r\n\r\n"
        b"Final-Recipient: rfc822; carol@town.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 no such person\r\n\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@desk.test>\r\nSubject: Re: x\r\n\r\nHello\r\n--x--\r\n"
    )
    assert said.text == "[This mail to carol@town.test could not be delivered: 550 5.1.1 no such person.]"
    assert (said.parent_id, said.why) == ("ours@desk.test", Why.MESSAGE)


FORWARD = "See below.\n\n---------- Forwarded message ----------\nFrom: Carol <carol@town.test>\nDate: Fri, 1 May 2026\nSubject: My order\nTo: ana@desk.test\n\nWhere is it?\n"


def test_what_a_colleague_handed_on_is_by_whoever_wrote_it() -> None:
    said = read(mail(FORWARD, From="Ana <ana@desk.test>", Subject="Fwd: My order"))
    assert said.author
    assert (said.author.external_id, said.author.name) == ("carol@town.test", "Carol")
    assert said.text == "My order\n[Forwarded by ana@desk.test]\nSee below.\n\nWhere is it?"


def test_a_stranger_cannot_speak_for_somebody_else_by_forwarding() -> None:
    said = read(mail(FORWARD, From="Mallory <m@evil.test>", Subject="Fwd: My order"))
    assert said.author
    assert said.author.external_id == "m@evil.test"
    assert "carol@town.test" in said.text, "what was handed on can be read"


def test_a_form_on_our_own_pages_is_by_whoever_filled_it_in() -> None:
    said = read(
        mail(From="Shop <no-reply@desk.test>", Reply_To="Carol <carol@town.test>", Auto_Submitted="auto-generated")
    )
    assert said.author
    assert (said.author.external_id, said.why) == ("carol@town.test", Why.MESSAGE)


def test_somebody_who_writes_in_our_name_is_not_us() -> None:
    said = read(mail(From="support@desk.test", Authentication_Results="mx.desk.test; dmarc=fail"))
    assert said.why is not Why.OWN
    assert said.author
    assert said.author.external_id != US.external_id
    assert read(mail(From="Support <support@desk.test>")).why is Why.OWN


def test_what_hangs_on_it_is_told_and_pictures_can_be_seen() -> None:
    made = mail()
    made.add_attachment(PNG, "image", "png", filename="receipt.png")
    made.add_attachment(b"%PDF" * 500, "application", "pdf", filename="bill.pdf")
    calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Visit\\, Tuesday\nDTSTART:20260512T090000Z\nEND:VEVENT\nEND:VCALENDAR"
    made.add_attachment(calendar, "calendar")
    said = read(made)
    assert "[Attached: bill.pdf, 2 kB]" in said.text
    assert "[Invitation: Visit, Tuesday, 2026-05-12 09:00 UTC]" in said.text
    [picture] = said.pictures
    name, number = pictures.place(picture.url) or ("", 0)
    assert (name, picture.alt) == ("1@town.test", "receipt.png")
    assert pictures.taken(made.as_bytes(), number) == (PNG, "image/png")
    for other in ("https://example.org/x.png", "file:///etc/passwd", "mail:", "mail:a#-1", "mail:a#²"):
        assert pictures.place(other) is None


def test_marked_up_words_are_made_plain_and_nothing_in_them_runs_or_loads() -> None:
    made = mail("")
    made.set_content(
        "<p>Hello <b>you</b></p><script>alert(1)</script><style>p{}</style><p>See <a href='https://a.test/x'>this</a>"
        "<a href='javascript:alert(1)'>that</a><img src='https://spy.test/1.gif'></p><blockquote>old words</blockquote>",
        subtype="html",
    )
    said = read(made)
    assert said.text == "My order\n\nHello you\n\nSee thisthat"
    assert said.links == (("this", "https://a.test/x"),)
    assert said.pictures == ()


@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251", "iso-8859-5", "utf-8", "nonsense", "utf-16", "gb2312"])
def test_letters_of_any_kind(charset: str) -> None:
    said = "Где мой заказ?"
    coded = said.encode("utf-8" if charset == "nonsense" else charset)
    head = f"From: c@town.test\r\nMessage-ID: <1@a>\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert read(head + coded).text == said


def test_a_huge_mail_is_cut_and_says_so() -> None:
    said = read(mail("x " * 600_000))
    assert said.text.endswith("[This mail is 1.2 MB long; only its first 524 kB were read.]")


def test_a_mail_by_nobody_is_kept_as_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(b"Subject: ?\r\n\r\nx")


def test_one_name_for_two_mails_does_not_hide_the_second() -> None:
    first, second = (
        Found(mail(text, Date=f"Fri, 01 May 2026 1{n}:00:00 +0000").as_bytes(), 0, NOW) for n, text in enumerate("ab")
    )
    one = parcels.parcel(first)
    other = parcels.parcel(second, {one.external_id: one.version})
    assert other.external_id != one.external_id
    assert parcels.parcel(first, {one.external_id: one.version}).external_id == one.external_id


PIECES = st.sampled_from(
    [
        *(
            "From: ",
            "To: ",
            "Subject: ",
            "Message-ID: ",
            "References: ",
            "Content-Type: ",
            "Date: ",
            "Reply-To: ",
            "Return-Path: <>",
        ),
        *(
            "\r\n",
            "\n",
            "\r\n\r\n",
            "multipart/mixed; boundary=x",
            "--x\r\n",
            "--x--",
            "text/html",
            "message/rfc822",
            "; charset=",
        ),
        *(
            "=?utf-8?b?",
            "=?x?q?",
            "?=",
            "<",
            ">",
            "@",
            "a@b.test",
            "\x00",
            "\xff",
            "> ",
            "On 1 May wrote:\n",
            "<div>",
            "Fwd: ",
        ),
        *(
            "message/delivery-status",
            "text/calendar",
            "BEGIN:VEVENT\n",
            "Content-Transfer-Encoding: base64",
            "(((",
            '"',
            "\\",
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400), st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode("latin-1"))
    )
)
def test_no_octets_make_reading_stumble(whole: bytes) -> None:
    parcel = parcels.parcel(Found(whole, len(whole), NOW))
    assert 0 < len(parcel.external_id) <= 500
    assert parcel == parcels.parcel(Found(whole, len(whole), NOW))
    name, found = octets.unpack(parcel.raw)
    assert (name, found.octets) == (parcel.external_id, whole)
    try:
        said = wire.read(parcel.raw, US)
    except Unreadable:
        return
    assert "\x00" not in said.text
    said.text.encode()
    assert said.external_id == parcel.external_id


def test_boxes_in_boxes_and_endless_quotes_take_no_time() -> None:
    head = b"From: c@town.test\r\nMessage-ID: <1@a>\r\n"
    boxes = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(2000))
    assert read(head + boxes).author
    assert read(head + b"Content-Type: text/html\r\n\r\n" + b"<blockquote><div>" * 20_000 + b"hello").author
    assert read(head + b"\r\n" + b"On 1 wrote\n" * 40_000).author
    assert read(head + b"\r\n" + b"> " * 200_000).author
