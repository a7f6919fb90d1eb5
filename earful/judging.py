"""From a stored item to what triage thinks of it: read it, find what was said above it, ask. Joined by the story, flow.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels import ours, registry
from earful.channels.contract import Change, Inbound, Unreadable, Why
from earful.conversations.context import Line, above, lines, speaking
from earful.intake import actions as intake
from earful.intake import queries as ledger
from earful.intake.models import Item
from earful.kit.announce import announce
from earful.kit.logs import log
from earful.triage import actions as triage
from earful.triage.rules import Assessment, Earlier, Subject
from earful.triage.topics.values import Fit

OURS = Assessment("own", False, 0.0, "other")
logger = log(__name__)


def read_all(item_ids: Sequence[int]) -> list[tuple[Item, Inbound]]:
    """What stored payloads say, those that can be read."""
    items = (item for item in ledger.read_all(item_ids) if item.emptied_at is None)
    return [(item, inbound) for item in items if (inbound := read(item)) is not None]


def read(item: Item) -> Inbound | None:
    """What a payload says; one that cannot be read is kept, shown, and blocks nothing."""
    try:
        return reaching.read(item.account, item.external_id, item.raw)
    except (Unreadable, registry.UnknownNetwork) as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001 -- an adapter that stumbles must not block what follows
        why = f"Earful stumbled over it ({type(error).__name__}). Please report this."
    intake.mark_unreadable(item, why)
    announce(item.workspace_id, "ledger", item.pk)
    logger.warning("unreadable", item=item.pk, network=item.account.network)
    return None


@dataclass(frozen=True, slots=True)
class Judged:
    """An item that was read, and what triage thinks of it. `about`: what triage was asked, if it was.

    `topics`: those it belongs to; None if it was not read closely enough to say.
    """

    item: Item
    inbound: Inbound
    assessment: Assessment
    about: Subject | None
    topics: tuple[Fit, ...] | None = None


def unsure(one: Judged) -> bool:
    """Whether a glance is not enough for it."""
    return one.about is not None and triage.could_need(one.assessment)


def judge(read: Sequence[tuple[Item, Inbound]], *, closely: bool = True) -> list[Judged]:
    """What triage thinks of items, each with what was said above it. Not `closely`: at a glance, where much comes."""
    asked = asked_all(read)
    given = _given([(item.workspace_id, about) for item, _, about in asked], closely=closely)
    given = [_tapped(item, one) for (item, _, _), one in zip(asked, given, strict=True)]
    judged = [Judged(item, inbound, one, about) for (item, inbound, about), one in zip(asked, given, strict=True)]
    return _with_topics(judged)


def _tapped(item: Item, one: Assessment) -> Assessment:
    """What a customer said with one tap needs no guessing."""
    says = item.raw.get("says") if ours.is_page(item.external_id) else ""
    if says == ours.NOT_YET:
        return replace(one, needs_answer=True, needs_answer_p=1.0, solved_p=0.0)
    return replace(one, needs_answer=False, needs_answer_p=0.0, solved_p=1.0) if says == ours.SOLVED else one


def asked_all(read: Sequence[tuple[Item, Inbound]]) -> list[tuple[Item, Inbound, Subject | None]]:
    """What triage is asked about items, each with what was said above it."""
    read = speaking(read)
    accounts = {item.account_id: item.account for item, _ in read}
    known = {
        pk: lines(pk, account.external_id, [inbound for item, inbound in read if item.account_id == pk])
        for pk, account in accounts.items()
    }
    return [(item, inbound, _asked(item, inbound, known[item.account_id])) for item, inbound in read]


def _given(asked: Sequence[tuple[int, Subject | None]], *, closely: bool) -> list[Assessment]:
    """What triage thinks, of each workspace's items as its team has taught it."""
    found = [OURS] * len(asked)
    for workspace_id in dict.fromkeys(workspace_id for workspace_id, _ in asked):
        places = [place for place, (here, about) in enumerate(asked) if here == workspace_id and about is not None]
        subjects = [about for place in places if (about := asked[place][1]) is not None]
        for place, one in zip(
            places, triage.assess_all(subjects, closely=closely, workspace_id=workspace_id), strict=True
        ):
            found[place] = one
    return found


def _with_topics(judged: Sequence[Judged]) -> list[Judged]:
    """The same, each with the topics it belongs to."""
    from earful.triage.topics import fits  # noqa: PLC0415 -- it reckons, and pages import this file and never judge

    found = list(judged)
    for workspace_id in {one.item.workspace_id for one in judged if one.about is not None}:
        places = [at for at, one in enumerate(judged) if one.item.workspace_id == workspace_id]
        places = [at for at in places if judged[at].assessment.meaning]
        fitting = fits.fitting(workspace_id, [judged[at].assessment.meaning for at in places])
        for at, topics in zip(places, fitting, strict=True):
            found[at] = replace(judged[at], topics=topics)
    return found


def _asked(item: Item, inbound: Inbound, known: Mapping[str, Line]) -> Subject | None:
    """What triage is asked about an item; None about our own words, and about what says that something was removed."""
    own = inbound.author is not None and inbound.author.external_id == item.account.external_id
    if own or inbound.change is Change.REMOVED:
        return None
    return subject(item.account, inbound, above(known, inbound.parent_id or ""))


def subject(account: Account, inbound: Inbound, above: Sequence[Line]) -> Subject:
    """An item as triage sees it, with the lines above it."""
    writer, words = inbound.author.external_id if inbound.author else "", _own_words(inbound)
    same = [bool(line.writer) and line.writer == writer for line in above]
    followed_up = any(wrote and line.why != Why.CONTEXT for wrote, line in zip(same, above, strict=True))
    return Subject(
        text=f"{inbound.warning}\n{words}" if inbound.warning else words,
        why=_weighed(inbound.why, followed_up=followed_up),
        claimed=inbound.languages,
        names=(account.name, account.handle),
        earlier=tuple(Earlier(line.text, line.ours, wrote) for wrote, line in zip(same, above, strict=True)),
        has_pictures=bool(inbound.pictures),
        links=len(inbound.links),
        mentions=words.count("@"),
        unread=inbound.unread,
    )


def _own_words(inbound: Inbound) -> str:
    """What its author wrote, without lines of ours."""
    if not inbound.asides:
        return inbound.text
    return "\n".join(line for line in inbound.text.split("\n") if line not in inbound.asides).strip()


def _weighed(why: Why, *, followed_up: bool) -> Why:
    """Who asked us goes on asking us; and who speaks of us by name is read like one who names us."""
    if why is Why.CONTEXT and followed_up:
        return Why.REPLY
    return Why.MENTION if why is Why.FOUND else why
