"""The town's life: repeatable, believable, and undisturbed by what the desk does elsewhere."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.channels.sandbox.length import over
from earful.channels.sandbox.town import posts
from earful.channels.sandbox.town.book import book, fill
from earful.channels.sandbox.town.cast import BRANDS, PEOPLE
from earful.channels.sandbox.town.dice import card
from earful.channels.sandbox.town.living import Living
from earful.channels.sandbox.town.rhythm import CRISIS, RUSH
from earful.channels.sandbox.town.store import Store
from earful.channels.sandbox.town.stories import tell
from earful.channels.sandbox.town.truth import truth

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Town:
    """A town without a server, in which the test is the clock."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.store = Store(folder)
        self.living = Living(self.store, seed, 1.0, quiet=False)
        self.now = START
        self.living.wake(self.now)

    def run(self, span: timedelta, stride: float = 10.0) -> None:
        end = self.now + span
        while self.now < end:
            self.now = min(self.now + timedelta(seconds=stride), end)
            while self.living.advance(self.now):
                pass

    def said(self) -> list[tuple[str, ...]]:
        """Everything as people see it, without the town's numbers, in the order of time."""
        rows = self.store.db.execute(
            "select posts.said_at, handle, v.text, posts.kind, posts.removed_at, posts.version, up.said_at as above from posts"
            " join people on people.id = posts.author left join posts as up on up.id = posts.parent"
            " join versions as v on v.post = posts.id and v.version = posts.version order by posts.said_at, posts.id"
        )
        return [tuple(str(part) for part in row) for row in rows]

    def kinds(self) -> Counter[str]:
        return Counter(row["kind"] for row in self.store.db.execute("select kind from posts"))

    def answer(self, number: int, text: str) -> int:
        brand = self.store.db.execute("select brand from concerns where post = ?", (number,)).fetchone()["brand"]
        return self.living.desk_says(posts.NewPost(brand, text, parent=number, kind="answer", via="desk"), self.now)


@contextmanager
def town(seed: int = 1) -> Iterator[Town]:
    with tempfile.TemporaryDirectory() as folder:
        made = Town(Path(folder), seed)
        try:
            yield made
        finally:
            made.store.close()


def test_the_same_seed_makes_the_same_life() -> None:
    with town(5) as one, town(5) as other:
        one.run(HOUR, stride=10)
        other.run(HOUR, stride=7)
        assert one.said() == other.said()
        assert len(one.said()) > 250


def test_another_seed_makes_another_life() -> None:
    with town(1) as one, town(2) as other:
        assert one.said() != other.said()


def test_what_the_desk_does_to_one_story_shifts_no_other() -> None:
    with town(3) as alone, town(3) as answered:
        for each in (alone, answered):
            each.run(HOUR / 4)
        waiting = answered.store.db.execute(
            "select id, story from posts where kind = 'complaint' and wants = 1 and removed_at is null"
            " order by id desc limit 1"
        ).fetchone()
        answered.answer(waiting["id"], "We are sorry, it is mended now.")
        for each in (alone, answered):
            each.run(HOUR / 2)

        def others(of: Town) -> set[tuple[str, str, str]]:
            rows = of.store.db.execute(
                "select said_at, author, posts.kind from posts where story is not ?", (waiting["story"],)
            )
            return {(row["said_at"], row["author"], row["kind"]) for row in rows}

        assert others(alone) == others(answered)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_desk_opens_on_a_lively_day(seed: int) -> None:
    with town(seed) as made:
        rows = made.store.db.execute("select said_at, root, parent from posts").fetchall()
        assert 150 <= len(rows) <= 260
        assert 65 <= len({row["root"] for row in rows}) <= 110
        assert min(row["said_at"] for row in rows) >= (START - timedelta(hours=24)).isoformat()[:19]
        assert max(row["said_at"] for row in rows) <= START.isoformat(timespec="milliseconds")
        figures = [brand["counts"] for brand in truth(made.store)["brands"].values()]
        assert all(brand["answered"] and brand["waiting"] for brand in figures)
        assert {"question", "complaint", "praise", "suggestion", "peer", "thanks", "announcement"} <= set(made.kinds())


@pytest.mark.parametrize("seed", [1, 7])
def test_nothing_is_said_twice_in_a_screenful(seed: int) -> None:
    with town(seed) as made:
        made.run(2 * HOUR)
        texts = [said[2].lower() for said in made.said() if said[2]]
        for place, text in enumerate(texts):
            assert text not in texts[max(0, place - 25) : place], text


def test_rush_and_crisis_come_at_known_times() -> None:
    with town() as made:
        made.run(2 * HOUR)

        def begun(start: float, end: float) -> int:
            span = [(START + timedelta(seconds=at)).isoformat(timespec="milliseconds") for at in (start, end)]
            found = made.store.db.execute(
                "select count(*) as n from posts where parent is null and kind != 'reminder' and said_at between ? and ?",
                span,
            ).fetchone()
            return int(found["n"])

        calm, rush, crisis = begun(0, 1200), begun(*RUSH), begun(*CRISIS)
        assert calm * 1.5 < rush < crisis
        about = made.store.db.execute("select text from posts join versions on post = id where kind = 'crisis'")
        assert all(posts.names(row["text"], "lumenloop", "Lumenloop") or not row["text"] for row in about)


def test_customers_react_to_an_answer() -> None:
    with town(4) as made:
        made.run(HOUR)
        waiting = made.store.db.execute(
            "select id, author from posts where wants = 1 and kind in ('question', 'complaint') and removed_at is null"
            " and not exists (select 1 from answers where post = posts.id)"
        ).fetchall()
        answers = {made.answer(row["id"], "Please try it once more now."): row["author"] for row in waiting}
        made.run(HOUR)
        back = made.store.db.execute(
            "select author, parent, kind, wants from posts where parent is not null"
        ).fetchall()
        reactions = [row for row in back if row["parent"] in answers]
        assert len(reactions) > len(answers) * 0.5
        assert all(row["author"] == answers[row["parent"]] for row in reactions)
        assert {"thanks", "still"} <= {row["kind"] for row in reactions}
        assert all(row["wants"] == (row["kind"] != "thanks") for row in reactions)


def test_the_ignored_ask_again_and_the_answered_do_not() -> None:
    with town(6) as made:
        made.run(2 * HOUR)
        reminders = made.store.db.execute("select id, story, author from posts where kind = 'reminder'").fetchall()
        assert len(reminders) > 20
        answered = made.store.db.execute(
            "select r.id from posts as r join posts as p on p.id = r.parent join posts as a on a.parent = p.id"
            " join people on people.id = a.author and brand = 1 where r.kind = 'reminder' and a.id < r.id"
        ).fetchall()
        assert answered == []


def test_a_pause_is_not_made_up_for() -> None:
    with town() as made:
        made.run(HOUR / 4)
        before = len(made.said())
        made.now += 10 * HOUR
        made.run(timedelta(minutes=2))
        assert len(made.said()) - before < 15
        made.store.note("virtual", "900.0")
        again = Living(made.store, 99, 1.0, quiet=False)
        again.wake(made.now + 48 * HOUR)
        again.advance(made.now + 48 * HOUR + timedelta(seconds=5))
        assert len(made.said()) - before < 20


def test_speed_is_obeyed() -> None:
    with town() as slow, town() as fast:
        fast.living.go(60, fast.now)
        slow.run(timedelta(minutes=2), stride=1)
        fast.run(timedelta(minutes=2), stride=1)
        past = len(slow.said()) - 10
        assert len(fast.said()) > past + 200
        assert all(said[0] <= fast.now.isoformat(timespec="milliseconds") for said in fast.said())


# --- the words ---


def test_every_gap_can_be_filled_and_every_post_fits() -> None:
    known = {
        "brand": "Northwind Rail",
        "at": "@northwindrail",
        "other": "@lumenloop",
        "first": "Oluwaseun",
        "peer": "Madeleine",
    }
    for (place, topic, deck), lines in book().items():
        if deck == "=" or topic == "gaps":
            continue
        brand, _, language = place.partition(".")
        for line in lines:
            for story in range(3):
                text = fill(1, story, "rail" if brand == "all" else brand, language, line, known)
                assert "{" not in text, (place, topic, line)
                assert not over(f"{text} cc @northwindrail 🙏🙏"), text
            assert "[" not in line, (place, topic, line)


def test_the_corpus_is_large_and_the_town_is_full() -> None:
    decks = [(key, lines) for key, lines in book().items() if key[1] != "gaps" and key[2] != "="]
    assert sum(len(set(lines)) for _, lines in decks) > 900
    assert len(PEOPLE) >= 120
    assert len({person.handle for person in PEOPLE} | {brand.handle for brand in BRANDS}) == len(PEOPLE) + len(BRANDS)
    assert len({person.language for person in PEOPLE}) >= 4


def test_each_question_in_a_tagged_topic_has_an_answer_that_fits() -> None:
    found = book()
    for place, topic, deck in found:
        if "#" in topic and deck in ("ask", "moan") and place.endswith(".en"):
            assert (place, topic, "brand") in found, (place, topic)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), size=st.integers(1, 60), turn=st.integers(0, 10_000))
def test_a_deck_gives_every_card_before_any_comes_back(seed: int, size: int, turn: int) -> None:
    assert sorted(card(seed, "deck", turn + step, size) for step in range(size)) == list(range(size))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31), number=st.integers(0, 100_000), at=st.floats(-86_400, 10**7))
def test_a_story_is_pure(seed: int, number: int, at: float) -> None:
    assert tell(seed, number, at, lambda _: 3) == tell(seed, number, at, lambda _: 3)
