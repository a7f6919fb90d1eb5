"""What the guard reads in words: what each rule stops, and the near misses it must leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.contract import Can, Length
from earful.kit.counted import bare
from earful.replies.guard import USUAL, About, Letter, Ruling, Strength, check, clear, refused

FITS = Length(10, None, "characters")
ASKS = "My tent came with a broken pole. What now?"


def rulings(text: str, strengths: object = None, insisted: object = (), **about: object) -> tuple[Ruling, ...]:
    known = About(**{"said": ASKS, "customer": "Maria Lopez", "public": True, **about})  # type: ignore[arg-type]  # -- fields by name
    letter = Letter(text, FITS, Can(send=True), about=known, strengths=strengths or {}, insisted=frozenset(insisted))  # type: ignore[arg-type, call-overload]  # -- fields by name
    return check(letter)


def codes(text: str, **about: object) -> set[str]:
    return {ruling.code for ruling in rulings(text, **about)}


BAD = [
    ("A new pole leaves today. And check out our new summer range while you wait!", "selling", {}),
    ("Ein neuer Stab geht heute raus. Folgt uns auch auf Instagram!", "selling", {"said": "Mein Zelt ist kaputt"}),
    (
        "Un nouveau piquet part aujourd'hui. Profitez de notre offre du moment : -20 % !",
        "selling",
        {"said": "Ma tente est arrivée cassée"},
    ),
    ("It is explained at https://tent.example/poles?utm_source=care&part=7", "campaign_link", {}),
    ("We have found it: order no. 7719034, Maria.", "personal_data", {}),
    ("Call me on my own phone: 020 7946 0018.", "personal_data", {}),
    ("Please post your order number here.", "asks_personal_data", {}),
    ("Bitte schreiben Sie hier Ihre Bestellnummer.", "asks_personal_data", {"said": "Mein Zelt ist kaputt"}),
    ("Hi {first name}, a new pole leaves today.", "placeholder", {}),
    ("Dear [Name], a new pole leaves today.", "placeholder", {}),
    ("See https://https://tent.example/poles for that.", "broken_link", {}),
    ("See http://localhost:8000/poles for that.", "broken_link", {}),
    ("See https://bit.ly/3xyz for that.", "short_link", {}),
    ("Hi Maria, please send us a DM.", "dm_first", {"first": True}),
    ("That is our fault. We'd like to give you a £20 voucher for the trouble.", "compensation", {}),
    ("Calm down, it is only a pole.", "talking_down", {}),
    ("Hello Peter, a new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    (
        "Guten Tag, Frau Peter, die neue Stange geht heute raus.",
        "wrong_name",
        {"others": ("Peter Quinn",), "said": "Meine Stange ist kaputt, wann kommt die neue?"},
    ),
    ("Hello, Peter, a new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    ("Hello, Peter. A new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    ("Dear Prof. Peter, a new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    ("Hello and welcome, Peter, a new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    ("Hello, Peter! A new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    ("Good morning Peter, a new pole leaves today.", "wrong_name", {"others": ("Peter Quinn",)}),
    ("Ein neuer Stab geht heute auf die Reise und ist am Montag bei Ihnen.", "language", {}),
    ("We will look into it and get back to you.", "no_due_time", {}),
    ("You should have read the manual before you pitched it.", "blame", {}),
    ("We apologise for any inconvenience caused. Your satisfaction is important to us.", "canned", {}),
    ("Your ticket was escalated to L2.", "jargon", {}),
    ("You must NOT bend it!!!", "shouting", {}),
    ("A new pole leaves today.", "wish", {"wish": True}),
    ("A new pole leaves today.", "after_solved", {"solved": True}),
    ("A new pole leaves today.", "unasked", {"unasked": True}),
    ("A new pole leaves today.", "too_often", {"unanswered": 3}),
    ("A new pole leaves today.", "by_fellow", {"by_fellow": True}),
    ("A new pole leaves today.", "same_text", {"same": 3}),
]
GOOD = [
    ("A new pole leaves today, Maria, and is with you on Monday.", {}),
    ("Upgrade to version 5.2, and the map opens again.", {"said": "The app crashes since the update"}),
    ("The code SUMMER10 works once for each order; yours was used on 3 May.", {"said": "My discount code is refused"}),
    ("We have found it: order no. 7719034, Maria.", {"public": False}),
    ("Our hotline 0800 555 0111 is free and open until 8 pm.", {}),
    ("Write to support@tent.example, and the pole comes free of charge.", {}),
    ("Flight LH 1234 leaves at 16:20 from gate 7.", {}),
    ("A new pole leaves today. For the address please send us a DM.", {"first": True}),
    ("We will look into it and get back to you by 3 pm.", {}),
    ("We will look into it and get back to you.", {"holds": True}),
    ("See https://tent.example/poles?lang=en&id=12 for that.", {}),
    ("Press RESET for ten seconds, then the USB light goes out.", {}),
    ("Die Stange geht heute raus, morgen ist sie da.", {"said": "Meine Stange ist kaputt, wann kommt die neue?"}),
    ("Guten Tag, die neue Stange geht heute raus.", {"said": "Meine Stange ist kaputt, wann kommt die neue?"}),
    (
        "Grüß Gott, Maria, die neue Stange geht heute raus.",
        {"said": "Meine Stange ist kaputt, wann kommt die neue?"},
    ),
    ("Good Morning, a new pole leaves today.", {}),
    ("Good evening. Tell-tale signs are gone once the new pole is there.", {}),
    (
        "Hi Alex, a new pole leaves today.",
        {"customer": "Best Trails", "said": "My tent arrived with a broken pole. Best, Alexander"},
    ),
    ("Hi Zoey, a new pole leaves today.", {"customer": "Zoe Park"}),
    (
        "Hallo Juergen, die neue Stange geht heute raus.",
        {"customer": "Jürgen Maß", "said": "Meine Stange ist kaputt, wann kommt die neue?"},
    ),
    ("Hi, Congratulations! A new pole leaves today.", {}),
    (
        "Guten Abend und Entschuldigung, die neue Stange geht heute raus.",
        {"said": "Meine Stange ist kaputt, wann kommt die neue?"},
    ),
    (
        "Buenas Tardes, sale una barra nueva antes de las 15.",
        {"said": "Mi tienda llegó con una barra rota, ¿qué hago?"},
    ),
    ("Liebe Gästin, die neue Stange geht heute raus.", {"said": "Meine Stange ist kaputt, wann kommt die neue?"}),
    ("Hola María, hoy sale una barra nueva.", {"said": "Mi tienda llegó con una barra rota, ¿qué hago?"}),
    ("Your refund of £49 is on its way and takes three days.", {}),
]


@pytest.mark.parametrize(("text", "code", "about"), BAD)
def test_what_must_not_leave_is_found_and_nothing_else(text: str, code: str, about: dict[str, object]) -> None:
    assert codes(text, **about) == {code}


def test_every_rule_has_an_example() -> None:
    assert {code for _text, code, _about in BAD} == set(USUAL)


@pytest.mark.parametrize(("text", "about"), GOOD)
def test_near_misses_are_left_alone(text: str, about: dict[str, object]) -> None:
    assert codes(text, **about) == set()


def test_what_can_be_mended_is_whole_afterwards() -> None:
    (link,) = rulings("See https://tent.example/poles?utm_source=care&part=7 for that.")
    assert link.mended == "See https://tent.example/poles?part=7 for that."
    (number,) = rulings("We have found it: order no. 7719034.")
    assert number.mended == "We have found it: order no. …034."
    (sells,) = rulings("A new pole leaves today. Check out our new range! It is with you on Monday.")
    assert sells.mended == "A new pole leaves today. It is with you on Monday."
    (sells,) = rulings("The red one. Check out our new pegs!", said="Which of the two pegs is the longer one?")
    assert sells.mended == "The red one.", "what stands beside a push is heard as if it sold, and is not taken for it"
    (name,) = rulings("Hello Peter, a new pole leaves today.")
    assert name.mended == "Hello Maria, a new pole leaves today."
    (loud,) = rulings("You must NOT bend it!!!")
    assert loud.mended == "You must not bend it!"


def test_a_desk_can_weigh_a_rule_otherwise_or_switch_it_off() -> None:
    sells = "A new pole leaves today. Check out our new range!"
    assert refused(rulings(sells))
    assert clear(rulings(sells, {"selling": Strength.NOTE}))
    assert rulings(sells, {"selling": None}) == ()


def test_who_insists_may_send_what_wants_a_reason_and_nothing_that_is_refused() -> None:
    calm = "Calm down, it is only a pole."
    assert not clear(rulings(calm))
    (ruling,) = rulings(calm, insisted=["talking_down"])
    assert (ruling.code, ruling.strength) == ("talking_down", Strength.NOTE)
    assert refused(rulings("Check out our new range!", insisted=["selling"]))


@given(st.text(max_size=300), st.text(max_size=200), st.text(max_size=30), st.booleans())
def test_nothing_that_is_written_breaks_it(text: str, said: str, customer: str, public: bool) -> None:
    found = rulings(text, said=said, customer=customer, public=public)
    assert len({ruling.code for ruling in found}) == len(found)
    assert all(ruling.mended != text for ruling in found)


@given(st.text(alphabet="ab .!?@{}[]()<>/:0123456789-XÄ\n", max_size=4000))
def test_nor_what_is_hostile(text: str) -> None:
    rulings(text, first=True)


@given(st.lists(st.sampled_from(["utm_source=a", "fbclid=1", "lang=de", "id=12", "q=a%20b", "empty="]), max_size=6))
def test_a_bare_link_leads_to_the_same_place_and_counts_nobody(given_: list[str]) -> None:
    link = bare("https://tent.example/a?" + "&".join(given_))
    assert "utm_" not in link
    assert "fbclid" not in link
    assert bare(link) == link
    assert [part.partition("=")[0] for part in given_ if part.startswith(("lang", "id", "q", "empty"))] == [
        part.partition("=")[0] for part in link.partition("?")[2].split("&") if part
    ]
