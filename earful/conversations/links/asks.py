"""Looks behind links, as rows: wanted, claimed, recorded, kept for a day, gone with the words they stood in."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from earful.conversations.links import rules, words
from earful.conversations.links.models import LinkLook, LinkLooking
from earful.conversations.links.rules import Why
from earful.conversations.links.wire import Seen
from earful.conversations.models import Turn
from earful.kit import clock, fitness
from earful.kit.ready import Ready
from earful.kit.transaction import alone, one_transaction
from earful.staff.models import Workspace

State = LinkLook.State
KEPT, HOUR = timedelta(days=1), timedelta(hours=1)
STALE = timedelta(seconds=60)  # after which nobody is looking any more
AGAIN = timedelta(minutes=1)  # after which what failed may be tried again
MOST_HOURLY = 1_000
LONGEST = 4 * fitness.LONGEST  # of a target that is kept

_known = Ready(lambda workspace: LinkLooking.objects.filter(workspace=workspace))


def of(workspace_id: int) -> LinkLooking:
    """What an owner decided; the usual where none did."""
    return _known.first(workspace_id) or LinkLooking(workspace_id=workspace_id)


@one_transaction
def decide(workspace: Workspace, *, on: bool, hourly: int) -> None:
    """Switch it on or off, and say how often the desk may look in an hour. Off also forgets what was seen."""
    LinkLooking.objects.update_or_create(workspace=workspace, defaults={"on": on, "hourly": hourly})
    if not on:
        LinkLook.objects.filter(workspace=workspace).delete()


def known(workspace_id: int, addresses: Sequence[str]) -> dict[str, LinkLook]:
    """What is kept of these addresses, by address."""
    marks = {rules.mark(address): address for address in addresses}
    rows = LinkLook.objects.filter(workspace_id=workspace_id, sha256__in=list(marks), wanted_at__gt=clock.now() - KEPT)
    return {marks[row.sha256]: row for row in rows}


def stale(look: LinkLook) -> bool:
    """Whether whoever was to look is gone."""
    return look.state in {State.WANTED, State.ASKED} and look.wanted_at < clock.now() - STALE


def again(look: LinkLook) -> bool:
    """Whether it may be looked at anew."""
    old = clock.now() - look.wanted_at
    return stale(look) or old > KEPT or (look.state == State.FAILED and old > AGAIN)


@one_transaction
def want(workspace_id: int, address: str) -> tuple[LinkLook, bool]:
    """Ask for a look; whether it is a new one, for which somebody must go. Raises CannotLook with a sentence."""
    alone("links", workspace_id)
    if not of(workspace_id).on:
        raise words.CannotLook(words.off())
    key = {"workspace_id": workspace_id, "sha256": rules.mark(address)}
    row = LinkLook.objects.filter(**key).first()
    if row is not None and not again(row):
        return row, False
    _spend(workspace_id)
    fresh = LinkLook(pk=row.pk if row else None, address=address[:LONGEST], wanted_at=clock.now(), **key)
    fresh.save()
    return fresh, True


def _spend(workspace_id: int) -> None:
    """One more look of this hour. Raises CannotLook when there are none left."""
    rows = LinkLooking.objects.select_for_update()
    row, _ = rows.get_or_create(workspace_id=workspace_id)
    now = clock.now()
    if row.since is None or not timedelta() <= now - row.since < HOUR:
        row.since, row.used = now, 0
    if row.used >= row.hourly:
        raise words.CannotLook(words.used_up(row.hourly))
    row.used += 1
    row.save(update_fields=["since", "used"])


@one_transaction
def claim(look_id: int) -> LinkLook | None:
    """Take a look to do it. None: somebody has, it came too late, or looking was switched off meanwhile."""
    look = LinkLook.objects.select_for_update().filter(pk=look_id, state=State.WANTED).first()
    if look is None:
        return None
    if stale(look) or not of(look.workspace_id).on:
        why = Why.STALE if stale(look) else Why.OFF
        LinkLook.objects.filter(pk=look.pk).update(state=State.FAILED, failed=why)
        return None
    LinkLook.objects.filter(pk=look.pk).update(state=State.ASKED)
    return look


@one_transaction
def record(look: LinkLook, seen: Seen) -> None:
    """What was found, unless its message was removed meanwhile or somebody looks anew."""
    LinkLook.objects.filter(pk=look.pk, state=State.ASKED, wanted_at=look.wanted_at).update(
        state=State.FAILED if seen.why else State.SEEN,
        target=seen.target[:LONGEST].replace("\0", ""),
        hops=seen.hops,
        title=seen.told.title,
        description=seen.told.description,
        failed=seen.why or "",
        status=seen.status,
        sort=seen.sort,
    )


@one_transaction
def forget(workspace_id: int, turns: Iterable[Turn]) -> None:
    """The words in which these links stood are gone."""
    marks = {rules.mark(link.address) for turn in turns for link in rules.links(turn.text, turn.links)}
    if marks:
        LinkLook.objects.filter(workspace_id=workspace_id, sha256__in=marks).delete()


@one_transaction
def forget_all(workspace_id: int, conversation_ids: Sequence[int]) -> None:
    """The same for all that was said in these conversations, before it goes."""
    if LinkLook.objects.filter(workspace_id=workspace_id).exists():
        said = Turn.objects.filter(conversation__in=conversation_ids).only("text", "links")
        forget(workspace_id, said.iterator(chunk_size=200))


@one_transaction
def tidy() -> int:
    """What is older than a day goes; how many."""
    return LinkLook.objects.filter(wanted_at__lt=clock.now() - KEPT).delete()[0]
