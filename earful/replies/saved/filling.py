"""What is known in a conversation by which a saved reply is filled in. What is not certain is left open."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation

from earful.conversations import audience
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.knowledge import public
from earful.replies.models import Draft, SavedVariant
from earful.replies.saved import rules
from earful.staff import queries as staff
from earful.staff.models import Agent

LATEST = 30  # messages of theirs in which an order is looked for
Links = Callable[[str, str], str]  # the address of a public article from its name and a language


def filled(
    variant: SavedVariant,
    conversation: Conversation,
    agent: Agent,
    answers: Turn | None,
    links: Links,
    draft: Draft | None = None,
) -> rules.Filled:
    """A wording as it would stand in an answer."""  # fmt: skip
    wanted = rules.keys([variant.text])
    return rules.fill(variant.text, _known(wanted, variant, conversation, agent, answers, links, draft))


def _known(
    wanted: frozenset[str], variant: SavedVariant, conversation: Conversation, agent: Agent, answers: Turn | None, links: Links, draft: Draft | None
) -> Mapping[str, str]:  # fmt: skip
    author = answers.author if answers else None
    known = {
        "customer_name": rules.sayable(author.name) if author else "",
        "agent_name": agent.name,
        "account": conversation.account.name or conversation.account.handle,
    }
    if "order_number" in wanted:
        known["order_number"] = _order(conversation, answers, draft)
    if "due_time" in wanted:
        known["due_time"] = _due(conversation, draft, variant.language, ZoneInfo(agent.workspace.time_zone))
    for key in wanted:
        name, _, about = key.partition(":")
        if name == rules.LINK:
            known[key] = _link(conversation.workspace_id, about, variant.language, links)
    return known


def _order(conversation: Conversation, answers: Turn | None, draft: Draft | None) -> str:
    """The only number of an order they named; none where everybody reads along, or where they named two."""
    from earful.triage import personal  # noqa: PLC0415 -- it loads phonenumbers, which pages do without

    chosen = draft.way if draft else ""
    if answers is None or not audience.is_private(audience.of_answer(chosen, answers, conversation)):
        return ""
    theirs = Turn.objects.filter(conversation=conversation, author=answers.author_id, ours=False, removed_at=None)
    named = {
        text[one.start : one.end]
        for text in theirs.order_by("-id").values_list("text", flat=True)[:LATEST]
        for one in personal.found(text)
        if one.sort is personal.Sort.ORDER
    }
    return named.pop() if len(named) == 1 else ""


def _due(conversation: Conversation, draft: Draft | None, language: str, zone: ZoneInfo) -> str:
    """By when we said that they hear of us, in this answer or before; never what is past, nor what is promised inside only."""
    said = (draft.holds_until if draft else None, conversation.holds_until)
    until = next((moment for moment in said if moment is not None and moment > clock.now()), None)
    if until is None:
        return ""
    with translation.override(language if translation.check_for_language(language) else "en"):
        local = timezone.localtime(until, zone)
        return formats.date_format(local, "H:i" if local.date() == timezone.localdate(timezone=zone) else "l, H:i")


def _link(workspace_id: int, slug: str, language: str, links: Links) -> str:
    """An article that everybody can read, in the language of the answer if it is there; public pages are of one workspace."""
    first = staff.workspace()
    own = first is not None and first.pk == workspace_id
    there = {one.language for one in public.article(workspace_id, slug)} if own else set()
    return links(slug, language if language in there else min(there)) if there else ""
