"""What the command palette offers: places to go, and what can be done to the open conversation or to those chosen."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earful.conversations import queries, views
from earful.conversations.models import Conversation
from earful.queues.sharing import picking
from earful.staff import queries as staff
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.topics import queries as topics
from earful.web import nav, shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. It leads somewhere (`href`), sends a form (`post`), or is what a key does (`press`, `choose`)."""

    words: str
    icon: str
    key: str = ""
    more: str = ""
    href: str = ""
    swap: str = ""
    post: str = ""
    values: dict[str, str] = field(default_factory=dict)
    press: str = ""
    choose: str = ""  # what to do with the rows that are chosen
    fill: str = ""  # what stands in the field then, so that more is offered


def to_do(agent: Agent, conversation: Conversation, place: str) -> Iterator[Entry]:
    """What applies to the open conversation."""
    if not agent.may(Act.ANSWER):
        return
    assign = reverse("desk_assign", args=[conversation.pk]) + place
    team = reverse("desk_team", args=[conversation.pk]) + place
    yield Entry(_("Answer"), "reply", "r", press="r")
    if conversation.assignee_id != agent.pk and picking.may_pick(agent):
        yield Entry(_("Take it"), "person", post=assign, values={"to": str(agent.pk)})
    if conversation.assignee_id is not None:
        yield Entry(_("Lay it back"), "hand", post=assign, values={"to": ""})
    yield Entry(_("Hand to someone"), "hand", "a", press="a")
    yield Entry(_("Take a saved reply"), "stack", "Ctrl /", press="Ctrl+/")
    yield Entry(_("Write a note"), "note", "n", press="n")
    yield Entry(_("Ask an expert"), "people", "h", href=reverse("desk_expert", args=[conversation.pk]) + place)
    yield Entry(_("Tag"), "tag", "t", press="t")
    yield Entry(_("Topic…"), "topic", fill=_("Topic") + " ")
    if conversation.snoozed_until:
        back = reverse("desk_bring_back", args=[conversation.pk]) + place
        yield Entry(_("Bring it back now"), "moon", post=back)
    if conversation.status != Conversation.Status.ENDED:
        yield Entry(_("Put away until later"), "moon", "s", press="s")
        yield Entry(_("End with an outcome"), "check", "e", press="e")
    yield Entry(_("Say what it is"), "info", "w", press="w")
    yield Entry(_("Undo"), "undo", "u", press="u")
    yield Entry(_("Who is this person"), "panel", "i", press="i")
    for colleague in staff.colleagues(agent.workspace_id or 0):
        if colleague.pk not in {agent.pk, conversation.assignee_id}:
            words = _("Hand to %(name)s") % {"name": colleague.name}
            yield Entry(words, "person", post=assign, values={"to": str(colleague.pk)})
    for each in staff.teams(agent.workspace_id or 0):
        if each.pk != conversation.team_id:
            words = _("Hand to the team %(name)s") % {"name": each.name}
            yield Entry(words, "people", post=team, values={"to": str(each.pk)})


def to_sort(agent: Agent, conversation: Conversation, place: str) -> Iterator[Entry]:
    """The topics under which the message could be put that an answer would go to; those it has can be taken off."""
    turn = queries.answerable(conversation) if agent.may(Act.ANSWER) else None
    if turn is None:
        return
    put = reverse("desk_turn_topic", args=[turn.pk]) + place
    has = {row.topic_id for row in topics.of_items([turn.item_id]).get(turn.item_id, [])}
    for topic in topics.in_use(conversation.workspace_id):
        words = _("Topic %(name)s: take it off") if topic.pk in has else _("Topic %(name)s")
        value = {"not" if topic.pk in has else "topic": str(topic.pk)}
        yield Entry(words % {"name": topic.name}, "topic", more=topic.hint, post=put, values=value)


def to_do_to_all(agent: Agent, chosen: int) -> Iterator[Entry]:
    """What applies to the rows that are chosen."""
    if not chosen or not agent.may(Act.ANSWER):
        return
    many = ngettext("%(n)s conversation", "%(n)s conversations", chosen) % {"n": chosen}
    if picking.may_pick(agent):
        yield Entry(_("Take %(many)s") % {"many": many}, "person", choose="take")
    for words, icon, key, choose in (
        (_("Lay back %(many)s"), "hand", "", "lay"),
        (_("Hand over %(many)s"), "hand", "a", "assign"),
        (_("Hand %(many)s to a team"), "people", "", "team"),
        (_("Tag %(many)s"), "tag", "t", "tag"),
        (_("Put %(many)s away until later"), "moon", "s", "snooze"),
        (_("End %(many)s"), "check", "e", "end"),
        (_("Mark %(many)s as spam"), "gone", "", "spam"),
    ):
        yield Entry(words % {"many": many}, icon, key, choose=choose)


def to_go(agent: Agent) -> Iterator[Entry]:
    """The views, the saved ones, the next one, the pages of the house."""
    for view in queries.VIEWS:
        address = reverse("desk_list", args=[view])
        yield Entry(shown.view(view), nav.VIEW_ICONS[view], f"g {view[0]}", href=address, swap="main")
    for place, saved in enumerate(views.seen_by(agent), start=1):
        key = f"g {place}" if place <= nav.KEYS else ""
        address = reverse("desk_list", args=[f"{views.PREFIX}{saved.pk}"])
        yield Entry(saved.name, "filter", key, _("Saved view"), address, "main")
    yield Entry(_("Saved views"), "filter", href=reverse("desk_views"))
    if agent.may(Act.ANSWER):
        yield Entry(_("New view"), "plus", href=reverse("desk_view_new"))
        yield Entry(_("What you did to many"), "history", href=reverse("desk_bulk_lately"))
    if agent.may(Act.ANSWER):
        yield Entry(_("Take the next one"), "hand", "N", press="N")
    for name, icon, act in nav.ROOMS:
        if agent.may(act) and (address := nav.house_address(name)):
            yield Entry(shown.room(name), icon, href=address)
    if me := nav.house_address("house_me"):
        yield Entry(_("You"), "person", href=me)
    yield Entry(_("Search"), "search", "/", press="/")
    yield Entry(_("Keyboard"), "keyboard", "?", press="?")
