"""Searching networks for what is said by name: what is asked, in turn, and what of the answers becomes an item."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from procrastinate.contrib.django import app

from earful import flow
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.by_name import post_of
from earful.channels import registry
from earful.channels.contract import Batch, Failure, Parcel, Retry, Unreadable, Why
from earful.channels.seeking import Asked, Seen, SoughtNetwork
from earful.intake import looks
from earful.intake.models import Item
from earful.kit import clock, jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.listening import asking, queries, searching
from earful.listening.matching import Post
from earful.listening.models import Source
from earful.listening.rules import parse

AT_ONCE = 20  # things that are asked for in one go
EVERY = {Source.Way.TAGS: timedelta(minutes=1), Source.Way.SEARCH: timedelta(minutes=5)}
BACK = timedelta(days=1)  # how far something is looked for that was never asked for before
LONGEST = timedelta(hours=1)
SPARING = gettext_noop(
    "Little is left of what may be asked of the network now; that is kept for listening and answers."
)
TOO_MUCH = gettext_noop(
    "More was said of something than is read in one go, so some of it is missing. Make the query narrower."
)
Fits = Callable[[Post], object]
logger = log(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="seek_due", queueing_lock="seek_due")
def whose_turn(timestamp: int) -> None:
    """Every minute: which networks are to be searched."""
    for source_id in searching.due(clock.now()):
        soon(source_id)
    logger.debug("seeking", at=timestamp)


def soon(source_id: int) -> None:
    """Search a network when a worker is free, never twice at once."""
    name = f"seek:{source_id}"
    jobs.once(seek, name, lock=name, source_id=source_id)


@app.task(name="seek")
def seek(source_id: int) -> None:
    """One go: the things whose turn it is; the rest in the next minute."""
    source = searching.one(source_id)
    if source is None:
        return
    now = clock.now()
    if until := looks.patient_until(source.account, now):
        searching.note_trouble([source.pk], SPARING, until)
        return
    asked, left_out = wanted(source)
    source.places = {one.key: source.places[one.key] for one in asked if one.key in source.places}
    turn = sorted(asked, key=lambda one: source.places.get(one.key, [None, ""])[1])[:AT_ONCE]
    lost = searching.lost_from(source.account_id)
    first = min(now - BACK, lost) if lost else now - BACK
    try:
        cut = [_ask(source, one, now, first) for one in turn]
    except Failure as failure:
        wait = timedelta(seconds=failure.after) if isinstance(failure, Retry) else EVERY[Source.Way(source.way)]
        searching.note_trouble([source.pk], failure.words, clock.now() + min(wait, LONGEST))
        return
    reached = _reached(source, asked, now)
    pause = EVERY[Source.Way.TAGS] if len(asked) > len(turn) else EVERY[Source.Way(source.way)]
    more: dict[str, Any] = {"trouble": TOO_MUCH, "trouble_since": now} if any(cut) else {}
    searching.note(
        source.pk, places=source.places, reached=reached, asked=len(asked), left_out=left_out,
        next_at=clock.now() + pause, **more,
    )  # fmt: skip
    if source.way == Source.Way.SEARCH and not any(cut):
        searching.note_found_again(source.account_id, reached)


def _reached(source: Source, asked: Sequence[Asked], now: datetime) -> datetime:
    """Everything that was said before is here, as far as the network shows it."""
    times = [clock.parse(source.places[one.key][1]) for one in asked if one.key in source.places]
    return min(times, default=now) if len(times) == len(asked) else (source.reached_at or now)


def wanted(source: Source) -> tuple[Sequence[Asked], int]:
    """What this source asks its network for, and how much is left out."""
    network = sought(source.account)
    sorts = network.sorts if network else frozenset()
    nodes = [parse(text) for _, _, text in searching.texts([source.workspace_id])]
    tagged = source.way == Source.Way.TAGS
    return asking.together([asking.tags(node) if tagged else asking.asks(node).those for node in nodes], sorts)


def sought(account: Account) -> SoughtNetwork | None:
    """The account's network, if it can be searched."""
    network: object = registry.networks().get(account.network)
    return network if isinstance(network, SoughtNetwork) else None


def _ask(source: Source, asked: Asked, now: datetime, first: datetime) -> bool:
    """One thing; its place is kept together with what was found there. Whether there was more than is read."""
    place, last = source.places.get(asked.key, [None, ""])
    cut = False

    def receive(seen: Seen) -> None:
        nonlocal cut
        cut = cut or seen.cut
        _take(source, asked, seen, now.isoformat() if seen.place is not None else "")

    reaching.seek(source.account, asked, place, clock.parse(last) if last else first, receive)
    source.places[asked.key] = [source.places.get(asked.key, [place])[0], now.isoformat()]
    return cut


@one_transaction
def _take(source: Source, asked: Asked, seen: Seen, at: str) -> None:
    fresh = take(source.account, seen.parcels)
    if at:
        source.places[asked.key] = [seen.place, at]
    searching.note(source.pk, places=source.places, reached=None, found=fresh)


def take(account: Account, parcels: Sequence[Parcel], fits: Fits | None = None) -> int:
    """Of what a network offered, what fits becomes items, once; how many are new. `fits`: else a query of the workspace."""
    those = fitting(account, parcels, fits) if parcels else []
    fresh = 0
    for home, found in _homes(account, those):
        fresh += len(flow.arrive(home, Batch(tuple(found))))
    return fresh


def fitting(account: Account, parcels: Iterable[Parcel], fits: Fits | None = None) -> list[Parcel]:
    """Those that a query of the workspace fits, and that are not our own words. What cannot be read is no find."""
    if fits is None:
        matcher = queries.compiled_now(account.workspace_id)
        if matcher is None:
            return []
        fits = matcher.match
    ours = set(accounts_of(account).values_list("external_id", flat=True))
    found = []
    for parcel in parcels:
        try:
            inbound = registry.get(account.network).read(parcel.raw, reaching.us(account))
        except Unreadable:
            continue
        if inbound.author and inbound.author.external_id not in ours and fits(post_of(inbound)):
            found.append(parcel)
    return found


def accounts_of(account: Account) -> Any:
    """The workspace's accounts on the same network."""
    return Account.objects.filter(workspace=account.workspace_id, network=account.network)


def _homes(account: Account, parcels: Sequence[Parcel]) -> list[tuple[Account, list[Parcel]]]:
    """To which account each belongs, so that it is one item: to the one it came through before, or speaks to; else to this."""
    others = {one.pk: one for one in accounts_of(account).exclude(pk=account.pk)} if parcels else {}
    network = sought(account)
    if not others or network is None or not network.everywhere:
        return [(account, list(parcels))]
    names = [parcel.external_id for parcel in parcels]
    rows = Item.objects.filter(account__in=list(others), external_id__in=names)
    there = dict(rows.values_list("external_id", "account_id"))
    by: dict[int, list[Parcel]] = {}
    for parcel in parcels:
        spoken = next((pk for pk, one in others.items() if _speaks_to(one, parcel)), account.pk)
        by.setdefault(there.get(parcel.external_id, spoken), []).append(parcel)
    return [(others.get(pk, account), found) for pk, found in by.items()]


def _speaks_to(account: Account, parcel: Parcel) -> bool:
    try:
        why = registry.get(account.network).read(parcel.raw, reaching.us(account)).why
    except Unreadable:
        return False
    return why not in {Why.FOUND, Why.CONTEXT}
