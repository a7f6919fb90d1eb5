"""Two agents at one conversation, each with two open pages, and all that can happen to their answers.

What somebody has seen is taken from what stood on their page, never from the mark that the page carries.
"""

from dataclasses import dataclass, field
from typing import Any

from api_client import api_as, page_of, send
from django.test import Client
from scripted import US, parcel, receipt, words
from sending import Desk, State, due

from earful import flow, upkeep
from earful.accounts.models import Account
from earful.channels.contract import Batch, Expired, Refused, Retry
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Outcome, Turn
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.staff.models import Agent

PART = {"HX-Request": "true", "HX-Target": "talk"}
LIVE = [State.HELD, State.CLAIMED, State.UNCERTAIN, State.SENT]
SENDS = {
    "ok": "ok",
    "lost answer": "lost answer",
    "lost request": "lost request",
    "busy": Retry("Busy.", 0.0),
    "refused": Refused("No."),
    "signed out": Expired("Sign in again."),
    "stumble": RuntimeError("odd"),
}
FINDS = {"ok": "ok", "busy": Retry("Busy.", 0.0)}


@dataclass
class Page:
    """One open page: what stood on it, the mark it carries, what is written, and what it was asked."""

    agent: Agent
    client: Client
    seen: str = ""
    turns: dict[int, str] = field(default_factory=dict)
    answers: set[int] = field(default_factory=set)
    ended: Any = None
    text: str = ""
    asked: str = ""
    again: dict[int, str] = field(default_factory=dict)

    def look(self, entries: list[Any], matter: int) -> None:
        """Everything in the thread has been shown."""
        there = {int(e.key.removeprefix("turn-")) for e in entries if e.sort == "turn"}
        self.turns = dict(Turn.objects.filter(pk__in=there).values_list("pk", "text"))
        self.answers = {e.thing.pk for e in entries if e.sort == "sending" and not e.thing.failed}
        self.ended = Conversation.objects.get(pk=matter).ended_at
        self.again = {e.thing.pk: e.thing.confirm for e in entries if e.sort == "sending" and e.thing.failed}

    def read(self, came: list[Any], matter: int) -> None:
        """What came has been shown beside the text."""
        places = [one.place.partition("-") for one in came if one.place]
        turns = [int(number) for sort, _, number in places if sort == "turn"]
        self.turns |= dict(Turn.objects.filter(pk__in=turns).values_list("pk", "text"))
        self.answers |= {int(number) for sort, _, number in places if sort == "dispatch"}
        if any("ended this" in one.words for one in came):
            self.ended = Conversation.objects.get(pk=matter).ended_at


class Story:
    """One conversation on a network that does not know a key again: whatever is sent twice stands there twice."""

    def __init__(self, desk: Desk, ben: Agent) -> None:
        self.desk, self.net = desk, desk.net
        Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING, trouble="")
        self.asked = desk.hears("Where is my tent?", by=f"town:{Turn.objects.count()}")
        self.matter = self.asked.conversation_id
        self.begun = len(self.net.posts)
        self.agents = (desk.agent, ben)
        self.pages = [Page(agent, page_of(agent)) for agent in (desk.agent, ben, desk.agent, ben)]
        self.programs = [api_as(agent) for agent in self.agents]
        self.known: dict[int, tuple[set[int], dict[int, str]]] = {}  # dispatch -> answers and turns its agent had seen
        self.number = 0

    # --- people

    def open(self, page: Page) -> None:
        """The page is loaded anew."""
        talk = page.client.get(f"/desk/all/{self.matter}/", headers=PART).context["talk"]
        page.look(talk["entries"], self.matter)
        page.seen, page.asked = talk["composer"]["seen"], ""

    def write(self, page: Page) -> None:
        """Something is written, and kept while it is."""
        self.number += 1
        page.text = f"Reply {self.number}"
        self._post(page, f"/desk/matter/{self.matter}/draft/", seen=page.seen)

    def press(self, page: Page, *, confirmed: bool = False, forged: str | None = None) -> None:
        """Send, plainly or with the button beside what came."""
        marks = {"seen": page.seen if forged is None else forged}
        if confirmed and page.asked:
            marks["confirmed"] = page.asked
        before = set(self.dispatches())
        answer = self._post(page, f"/desk/matter/{self.matter}/send/", **marks)
        made = set(self.dispatches()) - before
        assert len(made) <= 1
        for pk in made:
            self._was_meant(pk, page.answers, page.turns)
            self._ending_was_known(page)
        if "talk" in answer.context:
            page.look(answer.context["talk"]["entries"], self.matter)
            page.seen, page.asked = answer.context["talk"]["composer"]["seen"], ""
        elif answer.context["rulings"]["came"]:
            assert not answer.context["rulings"]["more"]
            page.read(answer.context["rulings"]["came"], self.matter)
            page.asked = answer.context["rulings"]["confirm"]

    def ask(self, which: int, *, looks: bool, insists: bool) -> None:
        """A program of theirs sends: having looked or not; it reads a refusal and insists, or gives up."""
        api, place = self.programs[which], f"conversations/{self.matter}"
        whole = api.get(f"/api/{place}").json()
        self.number += 1
        send(api, "PUT", f"{place}/draft", text=f"Reply {self.number}")
        before = set(self.dispatches())
        status, answer = send(api, "POST", f"{place}/draft/send", seen=whole["seen"] if looks else "")
        if status == 409 and insists:
            status, answer = send(api, "POST", f"{place}/draft/send", seen=answer["seen"])
        assert (status == 201) == (len(set(self.dispatches()) - before) == 1)
        if status == 201:  # nothing can have come between its requests
            live = Dispatch.objects.filter(conversation=self.matter, state__in=LIVE).exclude(pk=answer["id"])
            turns = Turn.objects.filter(conversation=self.matter).values_list("pk", "text")
            self._was_meant(answer["id"], set(live.values_list("pk", flat=True)), dict(turns))
        else:
            assert not looks or not insists

    def undo(self, one: Dispatch) -> None:
        """Taken back by whoever wrote it."""
        page_of(one.agent).post(f"/desk/sending/{one.pk}/undo/", headers=PART)

    def try_again(self, page: Page, one: Dispatch) -> None:
        """Somebody presses "try again", as it stands on their page."""
        was = one.state
        self._post(page, f"/desk/sending/{one.pk}/again/", confirmed=page.again.get(one.pk, ""))
        one.refresh_from_db()
        if was == State.FAILED and one.state == State.HELD:
            answers, turns = self.known.get(one.pk, (set(), {}))
            both = ({*answers, *page.answers}, turns | page.turns) if page.again.get(one.pk) else (answers, turns)
            self._was_meant(one.pk, *both)

    def give_up(self, one: Dispatch) -> None:
        """Laid aside."""
        page_of(one.agent).post(f"/desk/sending/{one.pk}/aside/", headers=PART)

    def end(self, which: int) -> None:
        """Somebody ends the matter."""
        conversations.end(Conversation.objects.get(pk=self.matter), self.agents[which], Outcome.NOT_NEEDED, "Solved.")

    # --- the network, its people, and the workers

    def customer(self) -> None:
        """The customer says more."""
        self.number += 1
        by = self.asked.item.raw["by"]
        self.desk.hears(f"And what about {self.number}?", by=by, parent=self.asked.external_id)

    def edit(self) -> None:
        """The customer changes what is being answered."""
        self.number += 1
        raw = self.asked.item.raw
        self._hear({**raw, "version": f"{100 + self.number}", "change": "edited", "text": f"Tent {self.number}?"})

    def native(self) -> None:
        """Somebody answers in the network's own app."""
        self.number += 1
        said = f"Native {self.number}"
        self._hear(words(said, by=US.external_id, parent=self.asked.external_id, why="own"))

    def echo(self) -> None:
        """What stands on the network is heard, perhaps before whoever sent it could say so."""
        self.desk.comes_back()
        for post in self.net.posts[self.begun :]:
            self._hear(post.raw)

    def work(self, one: Dispatch, next_: str) -> None:
        """A worker takes it."""
        due(one)
        there = len(self.net.posts)
        self.net.sends[:] = [SENDS[next_]]
        flow.send(one.pk)
        self.net.sends.clear()
        if len(self.net.posts) > there:
            self._nobody_was_overlooked(one)

    def die(self, one: Dispatch, *, after: bool) -> None:
        """A worker dies, before or after the wire."""
        due(one)
        claimed = outbox.claim(one.pk)
        if claimed is not None and after and not flow.sight.overtaken(claimed):
            flow.reaching.send(claimed.account, outbox.outbound(claimed))
            self._nobody_was_overlooked(one)

    def sweep(self, one: Dispatch) -> None:
        """Whoever had it is found dead."""
        if one.state != State.SENT:
            upkeep.doubt(one)

    def look(self, one: Dispatch, next_: str) -> None:
        """It is looked for."""
        self.net.finds[:] = [FINDS[next_]]
        flow.look(one.pk)
        self.net.finds.clear()

    def late_receipt(self, one: Dispatch) -> None:
        """The answer of the network comes after all, to a worker that was thought dead."""
        post = next((post for post in self.net.posts if post.key == str(one.key)), None)
        if post is not None:
            flow.sent(one, receipt(post))

    # --- what must be so

    def dispatches(self) -> dict[int, Dispatch]:
        """All answers written here."""
        rows = Dispatch.objects.filter(conversation=self.matter).select_related("agent", "conversation", "account")
        return {one.pk: one for one in rows.order_by("pk")}

    def _was_meant(self, pk: int, answers: set[int], turns: dict[int, str]) -> None:
        """Whoever sends this has seen every other answer that stands there or may, and all that customers said."""
        self.known[pk] = (set(answers), dict(turns))
        seen = {*answers, *(one for turn in turns if (one := self._written(turn)))}
        for other in Dispatch.objects.filter(conversation=self.matter, state__in=LIVE).exclude(pk=pk):
            assert other.pk in seen, f"{other.agent}'s {other.state} answer was not seen"
        for turn in Turn.objects.filter(conversation=self.matter):
            if not turn.ours:
                assert turns.get(turn.pk) == turn.text, "a customer's words were not seen"
            elif self._written(turn.pk) is None:
                assert turn.pk in turns, "an answer in the network's own app was not seen"

    def _ending_was_known(self, page: Page) -> None:
        now = Conversation.objects.get(pk=self.matter)
        assert now.ended_by_id in {None, page.agent.pk} or now.ended_at == page.ended

    def _nobody_was_overlooked(self, one: Dispatch) -> None:
        """What leaves was written knowing every answer that Earful knew of when it left, or that one knew of it."""
        _answers, turns = self.known[one.pk]
        for turn in Turn.objects.filter(conversation=self.matter, ours=True):
            assert self._written(turn.pk) is not None or turn.pk in turns, "it left beside an answer nobody knew of"

    def _written(self, turn_pk: int) -> int | None:
        """The dispatch that a turn of ours is, by what the network knows."""
        turn = Turn.objects.get(pk=turn_pk)
        key = next((post.key for post in self.net.posts if post.id == turn.external_id), None)
        return Dispatch.objects.filter(key=key).values_list("pk", flat=True).first() if key else None

    def is_true(self) -> None:
        """What Earful says of each answer is so."""
        for one in self.dispatches().values():
            posts = [post.id for post in self.net.posts if post.key == str(one.key)]
            assert len(posts) <= 1, "it stands there twice"
            if one.state == State.SENT:
                assert posts == [one.external_id]
                assert one.trouble == ""
            elif one.state in {State.HELD, State.FAILED, State.UNDONE}:
                assert posts == [], f"{one.state}, yet it stands there"
            if one.state in {State.FAILED, State.UNCERTAIN}:
                assert one.trouble

    def is_told(self) -> None:
        """Both doors say the same as the network: each answer once, none left out, none invented."""
        told = self.programs[1].get(f"/api/conversations/{self.matter}").json()
        assert {one["id"]: one["state"] for one in told["dispatches"]} == {
            one.pk: one.state for one in self.dispatches().values() if one.state != State.UNDONE
        }
        page = self.pages[1]
        entries = page.client.get(f"/desk/all/{self.matter}/", headers=PART).context["talk"]["entries"]
        shown = [entry.thing.pk for entry in entries if entry.sort == "sending" and entry.thing.state == State.SENT]
        turns = [entry.thing.pk for entry in entries if entry.sort == "turn" and entry.thing.ours]
        written = [pk for turn in turns if (pk := self._written(turn))]
        standing = [pk for pk, one in self.dispatches().items() if one.state == State.SENT]
        assert sorted({*shown, *written} & set(standing)) == standing
        assert len(shown + written) == len({*shown, *written}), "an answer is shown twice"

    def settles(self) -> None:
        """The network gets well, time passes, workers work: nothing stays in between."""
        # somebody signed in again
        Account.objects.filter(pk=self.desk.account.pk).update(state=Account.State.LISTENING)
        for _ in range(12):
            for one in self.dispatches().values():
                if one.state in {State.CLAIMED, State.UNCERTAIN}:
                    upkeep.doubt(one)
                    self.look(one, "ok")
                elif one.state == State.HELD:
                    self.work(one, "ok")
        assert {one.state for one in self.dispatches().values()} <= {State.SENT, State.FAILED, State.UNDONE}

    def _post(self, page: Page, address: str, **more: str) -> Any:
        return page.client.post(address, {"text": page.text, **more}, headers=PART)

    def _hear(self, raw: Any) -> None:
        for item_id in flow.arrive(self.desk.account, Batch((parcel(raw),))):
            flow.understand(item_id)
