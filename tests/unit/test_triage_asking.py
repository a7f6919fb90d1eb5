"""Where a language model may be, and how long it may ask us to wait."""

from datetime import UTC, datetime

import pytest

from earful.triage.asking import Way
from earful.triage.ungiven import wait
from earful.triage.whereabouts import InTheOpen, NotAnAddress, address, same_place

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("https://api.example.com/v1", "https://api.example.com/v1"),
        (" api.example.com/v1/ ", "https://api.example.com/v1"),
        ("https://API.Example.com/v1/chat/completions", "https://api.example.com/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("http://ki.lan:8000/v1", "http://ki.lan:8000/v1"),
    ],
)
def test_an_address_is_kept_without_its_path_to_the_chat(
    entered: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", "ki.lan:8000")
    assert address(entered) == kept
    assert address(kept) == kept


@pytest.mark.parametrize(
    "entered",
    ["", "ftp://x.example", "https://", "https://me:pw@x.example/v1", "https://x.example/v1?key=1", "https://x.example/#a",
     "https://x.example:99999/", "https://x.example:0/", "https://x example/v1", "https://x.example/v1\r\nx: y", "file:///etc"],
)  # fmt: skip
def test_what_is_no_address_is_refused(entered: str) -> None:
    with pytest.raises(NotAnAddress):
        address(entered)


@pytest.mark.parametrize(
    "entered", ["http://api.example.com/v1", "http://10.0.0.7/v1", "http://localhost.evil.example"]
)
def test_nothing_is_sent_in_the_open_but_on_this_machine(entered: str) -> None:
    with pytest.raises(InTheOpen):
        address(entered)


def test_a_key_belongs_to_a_server_and_not_to_a_path() -> None:
    assert same_place("https://a.example/v1", "https://a.example/v2")
    assert not same_place("https://a.example/v1", "https://b.example/v1")
    assert not same_place("https://a.example/v1", "http://a.example/v1")
    assert not same_place("http://localhost:1/v1", "http://localhost:2/v1")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0", 1),
        ("999999999999", 3600),
        ("", 60),
        ("soon", 60),
        ("Sat, 28 Nov 2026 12:02:00 GMT", 120),
        ("Sat, 28 Nov 2026 11:02:00 GMT", 1),
        ("Sat, 28 Nov 2026 12:02:00", 60),
    ],
)
def test_how_long_it_wants_to_be_left_alone(said: str, seconds: float) -> None:
    assert wait(said, NOW) == seconds


def test_a_key_is_not_told_by_accident() -> None:
    assert "sk-1" not in repr(Way("https://a.example", "m", "sk-1"))
