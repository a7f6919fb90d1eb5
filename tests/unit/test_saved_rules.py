"""Saved replies: what is filled in, what stays open for everybody to see, and that the guard lets none of it out."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earful.channels.contract import Can, Length
from earful.replies.guard import About, Letter, check, refused
from earful.replies.guard.gaps import GAP, NAMES
from earful.replies.saved import rules

KEYS = st.one_of(st.sampled_from(NAMES), st.text("abc-/", min_size=1, max_size=12).map(lambda about: f"link:{about}"))
PLAIN = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=60)
ANY = st.text(st.one_of(st.sampled_from("{}:_ \n"), st.characters(exclude_categories=["Cs"])), max_size=80)
MADE = st.lists(st.one_of(PLAIN, KEYS.map(lambda key: f"{{{key}}}"), st.sampled_from(["{{", "}}"])), max_size=12)


def rulings(text, said=""):
    letter = Letter(text=text, length=Length(len(text), None, "characters"), can=Can(), about=About(said=said))
    return check(letter)


def open_gap(text, said=""):
    found = [ruling for ruling in rulings(text, said) if ruling.code == "placeholder"]
    return bool(found) and refused(found)


@given(MADE)
def test_a_text_falls_into_its_pieces(made):
    text = "".join(made)
    pieces = list(rules.pieces(text))
    keys = [piece.key for piece in pieces if piece.key]
    assert (
        "".join(
            {"{": "{{", "}": "}}"}.get(piece.words, piece.words)
            for piece in pieces
            if not re.search("[{}]", piece.words) or piece.key or len(piece.words) == 1
        )
        == text
    )
    assert set(keys) == rules.keys([text])


@given(ANY)
def test_anything_can_be_read(text):
    filled = rules.fill(text, {})
    assert set(filled.gaps) == {piece.words for piece in rules.pieces(text) if piece.key}
    rules.misread(text)


@given(PLAIN)
def test_words_alone_stay_as_they_are(text):
    assert rules.fill(text, dict.fromkeys(NAMES, "x")).text == text
    assert rules.misread(text) == ""


@given(PLAIN)
def test_doubled_braces_are_braces(text):
    escaped = f"{text}{{{{{text}}}}}"
    assert rules.fill(escaped, {}).text == f"{text}{{{text}}}"
    assert rules.misread(escaped) == ""


@given(MADE, st.dictionaries(KEYS, ANY, max_size=5))
@example(["{customer_name}"], {"customer_name": "{agent_name}"})
@example(["{customer_name}"], {"customer_name": "  "})
@example(["{{", "{account}", "}}"], {"account": "customer_name"})
def test_nothing_open_ever_looks_filled_in(made, known):
    """Every gap that is left stands there as it was written, is named, and cannot leave; what was put in makes no new one."""
    filled = rules.fill("".join(made), known)
    pieces = [piece for piece in rules.pieces("".join(made)) if piece.key]
    for piece in pieces:
        value = known.get(piece.key, "").strip()
        known_well = bool(value) and not re.search("[{}]", value)
        assert (piece.words in filled.gaps) is not known_well
        if not known_well:
            assert piece.words in filled.text
            assert GAP.search(piece.words)
    if filled.gaps:
        assert open_gap(filled.text)


@given(KEYS, PLAIN, PLAIN, st.sampled_from(["", " "]), st.booleans())
def test_the_guard_knows_each_wherever_it_stands(key, before, after, space, loud):
    gap = f"{{{space}{key.upper() if loud else key}{space}}}"
    assert open_gap(f"{before}{gap}{after}")
    assert open_gap(f"{before}{gap}{after}", said=f"You sent me {gap} last time")
    assert open_gap(f"https://example.org/{gap}?a=1")
    assert open_gap(f"“x{gap}”")


def test_the_guard_names_a_gap_once_and_beyond_what_it_reads():
    long = "All is well. " * 1000 + "{due_time}"
    assert open_gap(long)
    found = [one for one in rulings("{first_name} {customer_name}") if one.code == "placeholder"]
    assert [one.figures["words"] for one in found] == ["{customer_name}"]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("Hello {customer_name}, see {link:refunds}.", ""),
        ("Hello {custmer_name},", "{custmer_name}"),
        ("Hello { customer_name },", "{ customer_name }"),
        ("Hello {Customer_Name},", "{Customer_Name}"),
        ("See {link:}", "{link:}"),
        ("See {link}", "{link}"),
        ("{account:x}", "{account:x}"),
        ("{ is a brace", "{ is a brace"),
        ("a } b", "}"),
        ("{{this}} stands", ""),
        ("{{{customer_name}}}", ""),
    ],
)
def test_slips_are_seen_when_it_is_written(text, slip):
    assert rules.misread(text) == slip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Maria López", "Maria López"),
        ("Maria 🌸 López", "Maria López"),
        ("J. R. O’Neil-Smith", "J. R. O’Neil-Smith"),
        ("山田 太郎", "山田 太郎"),
        ("نور", "نور"),
        ("\u202eMaria", "Maria"),
        ("buy.example.com", ""),
        ("@support", ""),
        ("Maria / sales", ""),
        ("agent007", ""),
        ("{agent_name}", ""),
        ("x" * 61, ""),
        ("🌸", ""),
        ("", ""),
    ],
)
def test_whom_one_can_address(name, said):
    assert rules.sayable(name) == said


@given(ANY)
def test_a_name_brings_nothing_with_it(name):
    said = rules.sayable(name)
    assert not re.search(r"[{}@/:<>\d\n]", said)
    assert rules.fill("{customer_name}", {"customer_name": said}).text == (said or "{customer_name}")


def test_what_left_is_still_that_reply_or_not():
    saved = "Hello {customer_name}, your parcel is late and comes tomorrow."
    assert rules.still_there(saved, "Hello Maria, your parcel is late and comes on Friday. Sorry for that.")
    assert not rules.still_there(saved, "Hello Maria, the shop opens at nine.")
    assert not rules.still_there("{customer_name}", "Maria")


@pytest.mark.parametrize(
    ("personal", "mine", "shares", "may"),
    [(True, True, False, True), (True, False, True, False), (False, True, False, False), (False, False, True, True)],
)
def test_who_may_change_one(personal, mine, shares, may):
    assert rules.may_change(personal=personal, mine=mine, shares=shares) is may


@given(st.text("abcdé", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("xyz"), st.integers(0, 3))
def test_one_slip_is_forgiven(word, at, other, sort):
    at = min(at, len(word) - 1)
    swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at else word
    slip = [word[:at] + other + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + other + word[at:], swapped][
        sort
    ]
    if len(slip) >= rules.SHORTEST:
        assert word in rules.alike(slip, {word, "qqqqqqqq"})
        assert "qqqqqqqq" not in rules.alike(slip, {word, "qqqqqqqq"})
