"""Whatever two agents, undo, retries, deaths, merges and stale pages do: what was written for one is read by nobody else.

What is secret is decided by what an agent's page said when they typed, never by what is stored. The network here keeps
whatever it is given, and does not know a key again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from api_client import page_of
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scripted import Scripted, installed
from sending import Desk, State, a_desk, due

from earful import flow, in_private, upkeep
from earful.accounts.models import Account
from earful.channels.contract import Json, Outbound, Readers, Refused, Retry
from earful.channels.privately import Privately
from earful.conversations.models import Conversation, Turn
from earful.conversations.refusing import CannotDo
from earful.kit.transaction import one_transaction
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch, PrivatePage, Visit
from earful.outbox.pages import opening
from earful.replies.models import Draft
from earful.staff.actions import invite
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
PART = {"HX-Request": "true", "HX-Target": "talk"}
SENDS = {
    "ok": "ok",
    "lost answer": "lost answer",
    "lost request": "lost request",
    "busy": Retry("Busy.", 0.0),
    "no": Refused("No."),
}
WHICH = st.integers(0, 3)  # two agents with two open pages each
STEPS = st.one_of(
    st.tuples(st.just("look"), WHICH),
    st.tuples(st.just("hide"), WHICH, st.sampled_from(["direct", "link", "page"])),
    st.tuples(st.just("open"), WHICH),
    st.tuples(st.just("mood"), WHICH),
    st.tuples(st.just("type"), WHICH),
    st.tuples(st.just("type"), WHICH),
    st.tuples(st.just("send"), WHICH),
    st.tuples(st.just("send"), WHICH),
    st.tuples(st.just("discard"), WHICH),
    st.tuples(st.just("undo"), WHICH),
    st.tuples(st.just("work"), WHICH, st.sampled_from(sorted(SENDS))),
    st.tuples(st.just("work"), WHICH, st.just("ok")),
    st.tuples(st.just("die"), WHICH, st.booleans()),
    st.tuples(st.just("mend"), WHICH),
    st.tuples(st.just("again"), WHICH),
    st.tuples(st.just("aside"), WHICH),
    st.tuples(st.just("customer"), WHICH),
    st.tuples(st.just("visitor"), WHICH),
    st.tuples(st.just("let in"), WHICH),
    st.tuples(st.just("shut"), WHICH),
    st.tuples(st.just("merge"), WHICH),
)


@dataclass
class Discreet(Scripted):
    """A network on which one can write to a customer alone; `can`, until they do not want that any more."""

    willing: bool = True
    stood: list[tuple[str, Readers | None]] = field(default_factory=list)

    async def privately(self, parent: Json) -> Privately:  # noqa: ARG002 -- the contract names it
        """As the test wants it."""
        return Privately(self.willing, "" if self.willing else "They take no private messages.")

    def _put_up(self, outbound: Outbound) -> Any:
        self.stood.append((outbound.text, outbound.readers))
        return super()._put_up(outbound)


@dataclass
class Page:
    """One open page of an agent: what it shows, and what stands in its form."""

    agent: Agent
    client: Client
    form: dict[str, str] = field(default_factory=dict)


class Story:
    """One matter that begins in public."""

    def __init__(self, desk: Desk, net: Discreet) -> None:
        self.desk, self.net, self.number = desk, net, 0
        net.stood.clear()
        net.posts.clear()
        net.willing = True
        self.asked = desk.hears("Where is my tent?", by=f"town:{Turn.objects.count()}")
        other = Agent.objects.filter(workspace=desk.agent.workspace, username="ben").first()
        other = other or invite(desk.agent.workspace, "ben", "Ben Bold", Role.LEAD)
        self.pages = [Page(agent, page_of(agent)) for agent in (desk.agent, desk.agent, other, other)]
        self.links: list[str] = []
        self.browsers: list[tuple[Client, str]] = []
        for page in self.pages:
            self.look(page)

    @property
    def matter(self) -> Conversation:
        return Conversation.objects.get(pk=self.asked.conversation_id)

    def take(self, what: str, which: int, *rest: Any) -> None:
        """One thing happens; what is impossible now changes nothing."""
        self.number += 1
        page = self.pages[which]
        mine = Dispatch.objects.filter(conversation__in=[self.matter.pk]).order_by("pk")
        one = mine[which % len(mine)] if mine else None
        act = getattr(self, what.replace(" ", "_"))
        if what in {"undo", "work", "die", "mend", "again", "aside"}:
            if one is not None:
                act(page, one, *rest)
        else:
            act(page, *rest)

    # --- people

    def look(self, page: Page) -> None:
        there = page.client.get(f"/desk/all/{self.matter.pk}/", headers=PART).context["talk"]["composer"]
        draft = there["draft"]
        page.form = {
            "seen": there["seen"],
            "readers": there["readers"],
            "answers": str(there["target"].pk if there["target"] else ""),
            "text": draft.text if draft else "",
        }

    def mood(self, _page: Page) -> None:
        """The customer wants private messages, or does not any more."""
        self.net.willing = not self.net.willing

    def hide(self, page: Page, how: str) -> None:
        """They go on in private, and see that their page says so."""
        before = set(PrivatePage.objects.values_list("pk", flat=True))
        if how == "page":
            try:
                in_private.replies.open_to(self.matter, page.agent, "page", in_private.public_words(self.matter))
            except CannotDo:
                return
        else:
            page.client.post(f"/desk/matter/{self.matter.pk}/private/", {"to": how}, headers=PART)
        draft = Draft.objects.filter(conversation=self.matter, agent=page.agent).first()
        if how == "link" and draft and set(PrivatePage.objects.values_list("pk", flat=True)) - before:
            self.links.append("/private/" + draft.text.rpartition("/private/")[2].split()[0])
        self.look(page)

    def open(self, page: Page) -> None:
        page.client.post(f"/desk/matter/{self.matter.pk}/public/", headers=PART)
        self.look(page)

    def type(self, page: Page) -> None:
        """They write what suits those who, their page says, will read it; it is kept as they type."""
        kind = "OPEN" if page.form["readers"] in {"everybody", "quietly"} else "SECRET"
        page.form["text"] = f"{page.form['text']} {kind}{self.number}".strip()
        page.client.post(f"/desk/matter/{self.matter.pk}/draft/", page.form, headers=PART)

    def send(self, page: Page) -> None:
        """They press send, see what came of it, and press again what they are asked."""
        where = f"/desk/matter/{self.matter.pk}/send/"
        answer = page.client.post(where, page.form, headers=PART)
        told = answer.context["rulings"] if answer.context and "rulings" in answer.context else None
        if told and told.get("confirm"):
            answer = page.client.post(where, {**page.form, "confirmed": told["confirm"]}, headers=PART)
        if answer.context and "talk" in answer.context:
            self.look(page)

    def discard(self, page: Page) -> None:
        page.client.post(f"/desk/matter/{self.matter.pk}/draft/discard/", headers=PART)

    def undo(self, _page: Page, one: Dispatch) -> None:
        page_of(one.agent).post(f"/desk/sending/{one.pk}/undo/", headers=PART)

    def again(self, page: Page, one: Dispatch) -> None:
        page.client.post(f"/desk/sending/{one.pk}/again/", headers=PART)

    def aside(self, page: Page, one: Dispatch) -> None:
        page.client.post(f"/desk/sending/{one.pk}/aside/", headers=PART)

    def customer(self, _page: Page) -> None:
        self.desk.hears(f"And {self.number}?", by=self.asked.item.raw["by"], parent=self.asked.external_id)

    def visitor(self, _page: Page) -> None:
        """Somebody writes on a page, the customer or not."""
        if not self.links:
            return
        link = self.links[self.number % len(self.links)]
        old = [client for client, where in self.browsers if where == link]
        client = old[0] if old and self.number % 2 else Client()
        client.post(link, {"text": f"VISITOR{self.number} wants to know", "once": str(self.number)})
        if client not in old:
            self.browsers.append((client, link))
        self.desk.comes_back()

    def let_in(self, page: Page) -> None:
        visit = Visit.objects.filter(page__conversation=self.matter).order_by("-pk").first()
        if visit is not None:
            page.client.post(f"/desk/visit/{visit.pk}/in/", headers=PART)
            self.desk.comes_back()

    def shut(self, page: Page) -> None:
        visit = Visit.objects.filter(page__conversation=self.matter, let_in_at__isnull=False).first()
        if visit is not None:
            page.client.post(f"/desk/visit/{visit.pk}/out/", headers=PART)

    def merge(self, page: Page) -> None:
        """Another matter of the same customer goes into this one, with what was begun there."""
        other = self.desk.hears(f"Another thing {self.number}", by=self.asked.item.raw["by"]).conversation
        hidden = self.number % 2
        if hidden:
            in_private.replies.open_to(other, page.agent, "page", None)
        kind, readers = ("SECRET", "named") if hidden else ("OPEN", "everybody")
        in_private.replies.save(other, page.agent, f"{kind}{self.number}", readers=readers)
        lead = self.pages[2].client
        lead.post(f"/desk/matter/{self.matter.pk}/merge/{other.pk}/", headers=PART)
        draft = Draft.objects.filter(conversation=other, agent=page.agent).first()
        if draft is not None:
            with_all = _brought(draft, self.matter)
            assert not (hidden and with_all.readers != Readers.NAMED)

    # --- workers

    def work(self, _page: Page, one: Dispatch, how: str) -> None:
        due(one)
        self.net.sends[:] = [SENDS[how]]
        flow.send(one.pk)
        self.net.sends.clear()
        self.desk.comes_back()

    def die(self, _page: Page, one: Dispatch, after: bool) -> None:
        due(one)
        claimed = outbox.claim(one.pk)
        if claimed is not None and after and claimed.way != "page":
            try:
                flow.reaching.send(claimed.account, outbox.outbound(claimed))
            except Refused:
                return

    def mend(self, _page: Page, one: Dispatch) -> None:
        if one.state != State.SENT:
            upkeep.doubt(one)
            flow.look(one.pk)
            self.desk.comes_back()

    # --- what must be so

    def nothing_leaked(self) -> None:
        """On the network, in public turns, and on the pages of those who are not let in."""
        for text, readers in self.net.stood:
            assert readers is Readers.NAMED or "SECRET" not in text, f"{text!r} stands where {readers} read it"
            assert "VISITOR" not in text
        for one in Dispatch.objects.filter(conversation=self.matter):
            assert one.readers == Readers.NAMED or "SECRET" not in one.text
        for one in Draft.objects.filter(conversation=self.matter):
            assert one.readers == Readers.NAMED or "SECRET" not in one.text, "a draft forgot for whom it was written"
        for turn in Turn.objects.filter(conversation=self.matter).exclude(readers=Readers.NAMED):
            assert "VISITOR" not in turn.text
        for client, link in self.browsers:
            page = client.get(link)
            body = page.content.decode()
            if page.context["door"] != "in":
                assert "SECRET" not in body
            assert "OPEN" not in body or page.context["door"] == "in"
            assert "my tent" not in body, "what was said in public is not shown there"


@one_transaction
def _brought(draft: Draft, matter: Conversation) -> Draft:
    return in_private.replies.bring(draft, outbox.hold(matter))


@pytest.fixture
def net() -> Iterator[Discreet]:
    with installed(Discreet(repeats=False)) as found:
        yield found


@pytest.fixture
def desk(net: Discreet, settings: Any) -> Desk:
    settings.URL = settings.PUBLIC_URL = "https://care.northwind.example"
    return a_desk(net)


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=6, max_size=18))
def test_what_was_written_for_one_is_read_by_nobody_else(
    desk: Desk, net: Discreet, steps: list[tuple[Any, ...]]
) -> None:
    Account.objects.filter(pk=desk.account.pk).update(state=Account.State.LISTENING, trouble="")
    story = Story(desk, net)
    for step in steps:
        story.take(*step)
        story.nothing_leaked()
    for one in Dispatch.objects.filter(conversation=story.matter).order_by("pk"):
        for _ in range(2):
            story.work(story.pages[0], one, "ok")
            story.mend(story.pages[0], Dispatch.objects.get(pk=one.pk))
    story.nothing_leaked()


def test_the_story_reaches_what_it_is_about(desk: Desk, net: Discreet) -> None:
    """Secrets do leave, alone; and a leak would be seen."""
    story = Story(desk, net)
    for step in (("hide", 0, "direct"), ("type", 0), ("send", 0), ("work", 0, "ok")):
        story.take(*step)
    assert [(readers, "SECRET" in text) for text, readers in net.stood] == [(Readers.NAMED, True)]
    for step in (("hide", 2, "link"), ("type", 2), ("send", 2), ("work", 1, "ok"), ("visitor", 0), ("let in", 0)):
        story.take(*step)
    assert Visit.objects.get().let_in_at is not None
    story.nothing_leaked()
    net.stood.append(("SECRET99", Readers.EVERYBODY))
    with pytest.raises(AssertionError):
        story.nothing_leaked()
    assert opening.PAGES.count() == 1
