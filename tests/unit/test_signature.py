"""A person signs with their name, once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.replies.rules import signed


@pytest.mark.parametrize(
    ("text", "style", "name", "initials", "leaves"),
    [
        ("On its way.", "initials", "Ana Ortega", "AO", "On its way. ^AO"),
        ("On its way.", "name", "Ana Ortega", "AO", "On its way. – Ana"),
        ("On its way.", "name", "  Ana  Ortega", "AO", "On its way. – Ana"),
        ("On its way.", "none", "Ana Ortega", "AO", "On its way."),
        ("On its way.", "something else", "Ana Ortega", "AO", "On its way."),
        ("On its way. ^AO", "initials", "Ana Ortega", "AO", "On its way. ^AO"),
        ("On its way. – Ana ", "name", "Ana Ortega", "AO", "On its way. – Ana"),
        ("  On its way.\n", "initials", "Ana Ortega", "AO", "On its way. ^AO"),
        ("On its way.", "initials", "", "", "On its way."),
        ("On its way.", "name", "", "", "On its way."),
        ("On its way.", "name", "   ", "", "On its way."),
        ("", "initials", "Ana", "A", ""),
        ("  ", "name", "Ana", "A", ""),
    ],
)
def test_how_a_reply_is_signed(text: str, style: str, name: str, initials: str, leaves: str) -> None:
    assert signed(text, style, name, initials) == leaves


@given(st.text(), st.sampled_from(["none", "initials", "name"]), st.text(max_size=12), st.text("ABÄ", max_size=2))
def test_signing_twice_changes_nothing_and_keeps_every_word(text: str, style: str, name: str, initials: str) -> None:
    once = signed(text, style, name, initials)
    assert signed(once, style, name, initials) == once
    assert once.startswith(text.strip())
    assert once == once.strip()
