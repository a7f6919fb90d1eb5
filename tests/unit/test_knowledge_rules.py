"""Words and numbers of the knowledge room: nothing unsafe comes out, nothing gets lost, orders are orders."""

import re
import struct
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from earful.knowledge import rules
from earful.knowledge.marking import page, plain
from earful.knowledge.suggesting import bare
from earful.knowledge.usual import usual

TEXT = st.text(alphabet=st.sampled_from("ab *#-[]()<>\"'&\n.1:/h_tps@javscript="), max_size=300)
HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    '[x](https://a.example/"onmouseover="alert(1))',
    "**<img src=x onerror=alert(1)>**",
    "# <b>x</b>",
    "- <iframe>",
    "https://a.example/<script>",
    "[<b>](https://a.example)",
    "[x](data:text/html,x)",
]  # fmt: skip


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name == "href"]


def is_safe(body: str) -> None:
    seen = Seen(str(page(body)))
    assert seen.tags <= {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "a", "strong"}
    assert seen.attributes <= {"href", "rel"}
    assert all(re.match(r"https?://", target) for target in seen.targets)


def test_hostile_articles_are_shown_as_they_were_written() -> None:
    for body in HOSTILE:
        is_safe(body)
        assert "<script" not in page(body)


@given(TEXT)
def test_no_article_brings_anything_but_what_we_build(body: str) -> None:
    is_safe(body)


def test_an_article_reads_as_it_was_meant() -> None:
    shown = page(
        "# Refunds\n\nMoney comes **back**.\nSoon.\n\n- one\n- [two](https://a.example/b)\n\n1. first\n2) second"
    )
    assert "<h2>Refunds</h2>" in shown
    assert "<p>Money comes <strong>back</strong>.<br>Soon.</p>" in shown
    assert '<ul><li>one</li><li><a href="https://a.example/b" rel="noopener nofollow">two</a></li></ul>' in shown
    assert "<ol><li>first</li><li>second</li></ol>" in shown
    assert plain("## A\n**b** [c](https://d.example)") == "A\nb c: https://d.example"


@given(st.text(max_size=6000))
def test_passages_lose_no_word(body: str) -> None:
    found = rules.parts(body)
    assert "".join("".join(found).split()) == "".join(body.split())
    assert all(part.strip() for part in found)
    assert all(len(part) <= 3 * rules.PART for part in found)


@given(st.lists(st.tuples(st.floats(0.1, 5), st.lists(st.integers(1, 30), unique=True, max_size=20)), max_size=4))
def test_orders_become_one(lists: list[tuple[float, list[int]]]) -> None:
    found = rules.fused(lists)
    assert sorted(found) == sorted({pk for _, order in lists for pk in order})
    assert len(found) == len(set(found))


def test_what_is_first_everywhere_is_first() -> None:
    assert rules.fused([(3, [5, 1, 2]), (1, [5, 2])]) == [5, 2, 1] or rules.fused([(3, [5, 1, 2]), (1, [5, 2])])[0] == 5
    assert rules.fused([(3, [1]), (1, [2])]) == [1, 2]


@given(st.lists(st.floats(-1, 1, width=16), min_size=384, max_size=384))
def test_a_meaning_in_short_says_on_which_side_of_the_usual_it_is(numbers: list[float]) -> None:
    code = rules.bits(struct.pack("<384e", *numbers), usual())
    assert len(code) == 384
    assert [bit == "1" for bit in code] == [own > common for own, common in zip(numbers, usual(), strict=True)]
    assert rules.bits(b"short", usual()) == ""


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_rare_words_count_for_more(one: int, other: int) -> None:
    assert rules.rarity(one, 1000) > 0
    assert (rules.rarity(one, 1000) > rules.rarity(other, 1000)) == (one < other)


def test_a_slip_is_taken_for_what_it_stands_for() -> None:
    known = rules.spelling(["refund", "ticket", "luggage", "delay"])
    assert rules.meant("refudn", known) == "refund"
    assert rules.meant("lugage", known) == "luggage"
    assert rules.meant("tickett", known) == "ticket"
    assert rules.meant("elephant", known) == ""
    assert rules.meant("re", known) == ""


def test_nearly_the_same_answer() -> None:
    one, again, other = map(
        rules.said,
        (
            "@kim Please reset the router by holding the button for ten seconds. ^AO",
            "@bo, please reset your router by holding the button for ten seconds! ^BK",
            "@cy Your parcel left this morning and should be with you by Friday evening. ^AO",
        ),
    )
    assert rules.same(one, again)
    assert not rules.same(one, other)
    assert not rules.same(rules.said("Thank you!"), rules.said("Thank you!")), "too little to make an article of"


def test_addresses_are_made_of_titles() -> None:
    assert rules.slug("Where is my money?  (Refunds)") == "where-is-my-money-refunds"
    assert rules.slug("Rückgabe & Größe") == "rückgabe-größe"
    assert rules.slug("???") == ""


def test_an_answer_is_bared_of_whom_it_was_to_and_who_signed_it() -> None:
    assert bare("@kim @bo Hold the button. ^AO") == "Hold the button."
    assert bare("Hold the button - it is at the back") == "Hold the button - it is at the back"
