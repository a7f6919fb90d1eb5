import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.kit import mailserver

FROM = "Northwind care <care@northwind.example>"


def test_off_when_nothing_is_said() -> None:
    assert mailserver.read("", "") is None


def test_the_ways_there_are() -> None:
    server = mailserver.read("smtp://jo%40x:p%3As@mail.example.org", FROM)
    assert server is not None
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", 587, "jo@x", "p:s")
    assert (server.tls, server.starttls, server.domain) == (False, True, "northwind.example")
    assert "p:s" not in repr(server)
    tls = mailserver.read("smtps://mail.example.org", "care@northwind.example")
    assert tls is not None
    assert (tls.port, tls.tls, tls.starttls, tls.user) == (465, True, False, "")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "[::1]"])
def test_this_machine_may_be_spoken_to_in_the_clear(host: str) -> None:
    server = mailserver.read(f"smtp://{host}:1025", FROM)
    assert server is not None
    assert not server.starttls


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example.org", "127.0.0.1.example.org", "128.0.0.1", "[::2]"])
def test_no_other_may(host: str) -> None:
    server = mailserver.read(f"smtp://{host}:1025", FROM)
    assert server is not None
    assert server.starttls


@pytest.mark.parametrize(
    ("url", "sender", "words"),
    [
        ("smtp://h", "", "EARFUL_MAIL_FROM is missing"),
        ("", FROM, "EARFUL_MAIL_URL is missing"),
        ("http://u:s3cret@h", FROM, "EARFUL_MAIL_URL cannot be read"),
        ("smtp://u:s3cret@h:none", FROM, "EARFUL_MAIL_URL cannot be read"),
        ("smtp://u:s3cret@h:0", FROM, "EARFUL_MAIL_URL cannot be read"),
        ("smtp://u:s3cret@[h", FROM, "EARFUL_MAIL_URL cannot be read"),
        ("smtp://u:s3cret@h/path", FROM, "EARFUL_MAIL_URL cannot be read"),
        ("smtp://:s3cret@h", FROM, "a name without a password"),
        ("smtp://u@h", FROM, "a name without a password"),
        ("smtp://h", "nobody", "EARFUL_MAIL_FROM cannot be read"),
        ("smtp://h", "a@b.c, d@e.f", "EARFUL_MAIL_FROM cannot be read"),
        ("smtp://h", "Jo <jo@b.c> more", "EARFUL_MAIL_FROM cannot be read"),
        ("smtp://h", "Jo\nBcc: x@y.z <jo@b.c>", "EARFUL_MAIL_FROM cannot be read"),
    ],
)
def test_nonsense_is_refused_without_the_password(url: str, sender: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        mailserver.read(url, sender)
    assert "s3cret" not in str(caught.value)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_there_is_one_sentence_or_a_server(url: str, sender: str) -> None:
    said, server = "EARFUL_MAIL_", None
    try:
        server = mailserver.read(url, sender)
    except ValueError as error:
        said = str(error)
    assert said.startswith("EARFUL_MAIL_")
    assert server is None or ("\n" not in server.sender and server.domain)


@given(st.text(min_size=1, max_size=60))
def test_whoever_mail_is_from_is_one_line_with_one_address(sender: str) -> None:
    try:
        server = mailserver.read("smtps://h", f"{sender} <jo@b.c>")
    except ValueError:
        return
    assert server is not None
    assert server.domain == "b.c"
    assert not set(server.sender) & {"\r", "\n", "\0"}
