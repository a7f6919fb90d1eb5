"""What channels in one file inherit: understanding, connecting, changing and reading everything, with no network at all."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from earful.channels import simple, whole
from earful.channels import toolbox as t
from earful.channels.amending import Amending

AT = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
US = t.Us("p:us", "shop")
FAILURES = (t.Retry, t.Refused, t.Expired, t.Uncertain)


def note(key: Any = "n1", text: Any = "Hello.", **more: Any) -> dict[str, Any]:
    return {"id": key, "version": 1, "by": "p:us", "name": "shop", "text": text, "above": None, "gone": False, **more}


class Notes(t.Whole, t.Rewrites, t.Erases):
    """Notes in memory, two on a page; `trouble` is what the next requests end with."""

    notes: list[dict[str, Any]]
    trouble: list[t.Retry | None]

    @staticmethod
    def understand(raw: Any, us: t.Us) -> t.Inbound:
        ours = raw["by"] == us.external_id
        return t.Inbound(
            external_id=raw["id"],
            change=t.Change.REMOVED if raw["gone"] else t.Change.SAID,
            author=t.Person(raw["by"], raw["name"]),
            text=raw["text"],
            said_at=raw.get("at", AT),
            why=t.Why.OWN if ours else t.Why.MENTION,
            parent_id=raw["above"],
            links=((raw.get("shown", ""), "https://x.example"),),
            **raw.get("more", {}),
        )

    async def me(self) -> t.Us:
        if self.entered["key"] == "mistyped":
            raise t.Expired("The network no longer knows this account.")
        if self.entered["key"] == "inside":
            raise t.Refused(simple.INTERNAL)
        return t.Us({"https://notes.example": "p:us"}[self.entered["url"]], "shop")

    async def page(self, place: str) -> t.Page:
        if self.trouble and (trouble := self.trouble.pop(0)):
            raise trouble
        start = int(place or 0)
        return t.Page(
            tuple(map(self.parcel, self.notes[start : start + 2])), str(start + 2), start + 2 < len(self.notes)
        )

    async def send(self, outbound: t.Outbound) -> t.Receipt:
        raise NotImplementedError

    async def rewrite(self, external_id: str, text: str) -> t.Parcel:
        self.notes = [{**one, "text": text, "version": 2} if one["id"] == external_id else one for one in self.notes]
        return next(self.parcel(one) for one in self.notes if one["id"] == external_id)

    async def erase(self, external_id: str) -> None:
        self.notes = [one for one in self.notes if one["id"] != external_id]


class Network(t.SmallNetwork):
    name, label, adapter = "notes", "Notes", Notes
    fields = (t.Field("url", "Address"), t.Field("key", "Key", secret=True))
    steps = ()


def notes(*those: dict[str, Any], trouble: tuple[t.Retry | None, ...] = ()) -> Notes:
    made = Notes(US, {}, None)  # type: ignore[arg-type]  # -- nothing is asked of anybody
    made.notes, made.trouble = list(those), list(trouble)
    return made


def test_texts_can_be_kept_and_a_number_is_a_name() -> None:
    seen = Notes.read(note(7, "He\0llo\ud800.", shown="a\0b", name="sh\0op", above=3), US)
    assert (seen.external_id, seen.text, seen.parent_id, seen.links[0][0]) == ("7", "Hello.", "3", "ab")
    assert seen.author == t.Person("p:us", "shop")


@pytest.mark.parametrize(
    "strange",
    [
        note(text=7), note(True), note(""), note("a\0b"), note(name=None), note(by="\ud800"), note(above=["n0"]),
        note(at="now"), note(at=datetime(2026, 11, 29)), {"id": "n1"}, [], None, {"earful:removed": 3, "at": "x"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_unreadable_and_nothing_else(strange: Any) -> None:
    with pytest.raises(t.Unreadable, match="makes no sense"):
        Notes.read(strange, US)


@pytest.mark.parametrize(
    "more",
    [
        {"pictures": (t.Picture(7),)}, {"pictures": (t.Picture("https://x.example", None),)}, {"pictures": (7,)},  # type: ignore[arg-type]  # -- that is the point
        {"languages": (None,)}, {"languages": "en"}, {"asides": ({},)}, {"warning": None}, {"emoji": ((":a:", 3),)},
    ],
)  # fmt: skip
def test_what_has_to_be_text_and_is_none_is_unreadable(more: dict[str, Any]) -> None:
    with pytest.raises(t.Unreadable, match="makes no sense"):
        Notes.read(note(more=more), US)


def test_a_trace_with_no_name_is_unreadable() -> None:
    with pytest.raises(t.Unreadable):
        Notes.read({"earful:removed": {"x": 1}, "at": AT.isoformat()}, US)


class Odd(Notes):
    @staticmethod
    def understand(raw: Any, us: t.Us) -> t.Inbound:
        if raw["text"] == "far":
            datetime.fromtimestamp(1e18, UTC)
        if raw["text"] == "none":
            next(iter(()))
        return Notes.understand(raw, us)


def test_one_post_that_raises_what_nobody_thought_of_ends_no_reading() -> None:
    board = Odd(US, {}, None)  # type: ignore[arg-type]  # -- nothing is asked of anybody
    board.notes, board.trouble = [note(1, "far"), note(2, "none"), note(3)], []
    found = asyncio.run(batches(board.look_back(AT - timedelta(hours=1))))
    assert [one.external_id for batch in found for one in batch.parcels] == ["1", "2", "3"]


def test_who_wrote_what_is_gone_is_forgotten() -> None:
    assert Notes.read(note(gone=True), US).author is None


def connect(url: str, key: str) -> t.Connected:
    return asyncio.run(Network().connect({"url": url, "key": key}, None))  # type: ignore[arg-type]  # -- likewise


def test_connecting_keeps_the_secret_apart() -> None:
    made = connect(" https://notes.example/ ", " k ")
    assert (made.us, made.name) == (US, "shop")
    assert (made.settings, made.secrets) == ({"url": "https://notes.example"}, {"key": "k"})


@pytest.mark.parametrize(
    ("url", "key", "words"),
    [
        ("https://notes.example", "mistyped", "Key: Notes does not accept this."),
        ("https://other.example", "k", "Address: What answers at this address is not this network."),
        ("https://notes.example", "inside", f"Address: {simple.INTERNAL}"),
    ],
)
def test_what_is_wrong_with_a_login_is_said_at_its_field(url: str, key: str, words: str) -> None:
    with pytest.raises(t.Refused) as refused:
        connect(url, key)
    assert refused.value.words == words


class Bearer(Notes):
    async def me(self) -> t.Us:
        headers = {"authorization": f"Bearer {self.entered['key']}"}
        await t.ask(self.transport, "GET", self.entered["url"], headers=headers)
        return US


class BearerNetwork(Network):
    adapter = Bearer


@pytest.mark.parametrize(("key", "field"), [("schlüssel", "Key: "), ("k", "Address: ")])
def test_a_secret_that_no_request_can_carry_is_said_at_its_field(key: str, field: str) -> None:
    async def connect() -> None:
        async with t.Transport() as door:
            await BearerNetwork().connect({"url": "http://127.0.0.1:1", "key": key}, door)

    with pytest.raises(t.Refused) as refused:
        asyncio.run(connect())
    assert refused.value.words.startswith(field)


def test_what_is_missing_in_an_answer_is_asked_for_again() -> None:
    assert t.take({"more": True, "last": 3}, "last", int) == 3
    for answer in ({}, {"last": "3"}, {"last": True}):
        with pytest.raises(t.Retry):
            t.take(answer, "last", int)


def test_after_a_send_what_is_missing_in_its_answer_is_doubt_and_no_leave_to_send_again() -> None:
    with pytest.raises(t.Uncertain):
        t.take({}, "post", dict, sending=True)
    with pytest.raises(t.Uncertain):
        notes().parcels({"posts": None}, "posts", sending=True)


def test_an_answer_without_a_name_is_no_receipt() -> None:
    nameless = notes().parcel({"text": "?"})
    for sending, failure in ((True, t.Uncertain), (False, t.Retry)):
        with pytest.raises(failure):
            t.receipt(nameless, sending=sending)


def amending(before: str, text: str) -> Amending:
    return Amending("n1", before, text, {})


def test_a_post_that_leaves_no_trace_is_gone_all_the_same() -> None:
    board = notes(note())
    assert asyncio.run(board.withdrawn("n1")) is None
    first, second = asyncio.run(board.withdraw("n1")), asyncio.run(board.withdraw("n1"))
    assert (first.external_id, first.version) == (second.external_id, second.version) == ("n1", "removed")
    assert Notes.read(first.raw, US).change is t.Change.REMOVED
    with pytest.raises(t.Gone):
        asyncio.run(board.amend(amending("Hello.", "Bye.")))


def test_what_somebody_else_changed_or_nobody_can_read_is_left_alone() -> None:
    with pytest.raises(t.Elsewhere):
        asyncio.run(notes(note()).amend(amending("Something else.", "Bye.")))
    with pytest.raises(t.Retry):
        asyncio.run(notes(note(text=3)).amend(amending("Hello.", "Bye.")))
    assert asyncio.run(notes(note(text=" Hello. \n")).amend(amending("Hello.", "Bye."))).parcel.version == "2"


class Keeping(Notes):
    """Says `answer` to whoever takes a note back, and keeps it; Gone is raised."""

    answer: Any = None

    async def erase(self, external_id: str) -> Any:
        del external_id
        if self.answer is t.Gone:
            raise t.Gone("It is gone.")
        return self.answer and self.parcel(self.answer)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"ok": True}, t.Uncertain), (None, t.Uncertain), (note(), t.Uncertain), (note("n2", gone=True), t.Uncertain),
        (t.Gone, t.Refused),
    ],
)  # fmt: skip
def test_what_still_stands_there_was_not_taken_back(answer: Any, failure: type[t.Retry]) -> None:
    board = Keeping(US, {}, None)  # type: ignore[arg-type]  # -- nothing is asked of anybody
    board.notes, board.trouble, board.answer = [note()], [], answer
    with pytest.raises(failure) as raised:
        asyncio.run(board.withdraw("n1"))
    assert not isinstance(raised.value, t.Gone), "that would be what was wanted"


def test_what_says_itself_that_it_is_gone_is_believed() -> None:
    board = Keeping(US, {}, None)  # type: ignore[arg-type]  # -- nothing is asked of anybody
    board.notes, board.trouble, board.answer = [note()], [], note(gone=True)
    assert asyncio.run(board.withdraw("n1")).raw["gone"]


async def batches(found: Any) -> list[t.Batch]:
    return [one async for one in found]


BUSY = t.Retry(simple.BUSY, 60.0)


def test_a_long_reading_waits_between_its_pages_and_a_poll_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(whole.asyncio, "sleep", sleep)
    many = [note(number) for number in range(1, 8)]
    found = asyncio.run(
        batches(notes(*many, trouble=(None, BUSY, BUSY, None, BUSY)).look_back(AT - timedelta(hours=1)))
    )
    assert [one.external_id for batch in found for one in batch.parcels] == list("1234567")
    assert slept == [60.0, 60.0, 60.0]
    for board, call in (
        (notes(*many, trouble=(BUSY,)), lambda board: board.look_back(AT)),
        (notes(*many, trouble=(None, BUSY, BUSY, BUSY)), lambda board: board.look_back(AT)),
        (notes(*many, trouble=(None, t.Retry(simple.TROUBLE, 30.0))), lambda board: board.look_back(AT)),
        (notes(*many, trouble=(None, BUSY)), lambda board: board.poll("0")),
    ):
        with pytest.raises(t.Retry):
            asyncio.run(batches(call(board)))
    assert slept[3:] == [60.0, 60.0], "two minutes for one page and no more"


class Circle(Notes):
    async def page(self, place: str) -> t.Page:
        return t.Page((), {"a": "b", "b": "a"}.get(place, "a"), True)


def test_pages_that_go_in_a_circle_are_not_followed_without_end() -> None:
    for call in (lambda one: one.look_back(AT), lambda one: one.poll("a"), lambda one: one.poll(None)):
        with pytest.raises(t.Retry):
            asyncio.run(asyncio.wait_for(batches(call(Circle(US, {}, None))), 5))  # type: ignore[arg-type]  # -- nothing is asked


def test_a_long_reading_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(whole.asyncio, "sleep", sleep)
    many = notes(*(note(number) for number in range(60)), trouble=(None, *(BUSY, None) * 25))
    with pytest.raises(t.Retry):
        asyncio.run(batches(many.look_back(AT)))
    assert sum(slept) <= 900


def test_a_first_poll_takes_a_place_and_brings_nothing() -> None:
    found = asyncio.run(batches(notes(note(1), note(2), note(3)).poll(None)))
    assert (found[-1].cursor, [one for batch in found for one in batch.parcels]) == ("4", [])
