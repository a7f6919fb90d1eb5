"""Mail that leaves, against a real mail server on the loopback."""

from pathlib import Path

import pytest
from a_mail_server import Post, a_certificate, a_mail_server

from earful.cli import checks
from earful.kit import mail, pulse


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        yield server


def failed(to: str = "jo@example.org", subject: str = "A question", text: str = "Why?") -> mail.MailFailed:
    with pytest.raises(mail.MailFailed) as caught:
        mail.send(to, subject, text)
    assert caught.value.words.endswith(".")
    return caught.value


def test_a_mail_arrives_as_it_was_written(post: Post) -> None:
    assert mail.ready()
    text = "Grüße aus Łódź 🙂\n.\n..two dots\nFrom here on\n" + "long " * 400
    mail.send("jo@example.org", "Über ✓ alles", text, key="invitation:7")
    mail.send("jo@example.org", "Über ✓ alles", text, key="invitation:7")
    first, second = post.mails
    assert first.to == ["jo@example.org"]
    assert first.text.splitlines() == text.splitlines()
    assert (first.message["subject"], first.message["from"]) == ("Über ✓ alles", "The desk <desk@example.org>")
    assert first.message["auto-submitted"] == "auto-generated"
    assert first.message["message-id"] == second.message["message-id"]
    assert first.message["message-id"].endswith("@example.org>")


def test_without_a_server_nothing_leaves_and_it_says_so(settings) -> None:
    settings.MAIL = None
    assert not mail.ready()
    assert failed().words == "Mail is off: no server is set to send it through."
    assert checks.post().well


@pytest.mark.parametrize(
    ("act", "again", "uncertain"),
    [
        ("refuse", False, False),
        ("later", True, False),
        ("full", True, False),
        ("drop", True, False),
        ("cut", False, True),
    ],
)
def test_a_failure_says_whether_the_mail_may_have_arrived(post: Post, act: str, again: bool, uncertain: bool) -> None:
    post.acts = [act]
    trouble = failed()
    assert (trouble.again, trouble.uncertain) == (again, uncertain)
    assert len(post.mails) == int(uncertain)
    mail.send("jo@example.org", "A question", "Why?")
    assert len(post.mails) == int(uncertain) + 1


def test_a_server_that_is_not_there_may_be_there_later(settings) -> None:
    with a_mail_server() as server:
        settings.MAIL = server.way()
    trouble = failed()
    assert trouble.again
    assert not trouble.uncertain
    assert not checks.post().well


def test_a_wrong_password_is_said_without_the_password(settings) -> None:
    with a_mail_server(password="right") as server:
        settings.MAIL = server.way(user="desk", password="wr0ng")
        trouble = failed()
        assert "name and password" in trouble.words
        assert not trouble.again
        finding = checks.post()
        assert not finding.well
        assert "wr0ng" not in finding.words + trouble.words + repr(settings.MAIL) + str(trouble)
        settings.MAIL = server.way(user="desk", password="right")
        mail.send("jo@example.org", "A question", "Why?")
        assert [taken.user for taken in server.mails] == ["desk"]
        assert checks.post().well


@pytest.mark.parametrize("tls", [False, True])
def test_it_is_encrypted_where_it_must_be(settings, monkeypatch, tmp_path: Path, tls: bool) -> None:
    certificate = a_certificate(tmp_path)
    with a_mail_server(certificate=certificate, tls=tls) as server:
        settings.MAIL = server.way(starttls=not tls)
        trouble = failed()
        assert trouble.words == "127.0.0.1 cannot prove who it is, or speaks no encryption."
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mail.send("jo@example.org", "A question", "Why?")
        assert [taken.encrypted for taken in server.mails] == [True]


def test_a_server_without_encryption_is_told_nothing(settings) -> None:
    with a_mail_server() as server:
        settings.MAIL = server.way(starttls=True)
        assert failed().words == "127.0.0.1 offers no encrypted connection, or no way to sign in."
        assert server.mails == []


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("jo@example.org\nBcc: all@example.org", "A question"),
        ("jo@example.org, all@example.org", "A question"),
        ("Jo <jo@example.org>", "A question"),
        ("jo@example.org>", "A question"),
        ("jo", "A question"),
        ("", "A question"),
        ("jo@example.org", "A question\r\nBcc: all@example.org"),
        ("jo@example.org", "A question\u2028Bcc: all@example.org"),
        ("jo@example.org", "A" * 201),
    ],
)
def test_nothing_slips_into_the_head_of_a_mail(post: Post, to: str, subject: str) -> None:
    failed(to, subject)
    assert post.mails == []


def test_a_process_that_was_away_sends_nothing(post: Post, monkeypatch) -> None:
    monkeypatch.setattr(pulse.ours, "_last", pulse.now() - 60)
    assert failed().again
    assert post.mails == []
