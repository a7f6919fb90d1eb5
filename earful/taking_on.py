"""Taking on what lies outside the daily story: a new account with its last days, the sandbox town, an archive file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection
from procrastinate.contrib.django import app

from earful import flow, judging
from earful.accounts import actions as accounts
from earful.accounts import hindering, reaching
from earful.accounts.models import Account
from earful.channels.contract import Connected, Expired, Failure, Parcel
from earful.channels.sandbox.town.cast import BRANDS
from earful.conversations.experts import letters
from earful.intake import imports
from earful.intake.models import ImportRun
from earful.kit import clock
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox import queries as dispatches
from earful.outbox.models import Dispatch
from earful.staff import queries as staff
from earful.staff.models import Workspace

BACKFILL = timedelta(days=7)
RESTORED = gettext_noop("The desk was brought back from a backup, and is looking whether this reply left meanwhile.")
logger = log(__name__)


@one_transaction
def connect(workspace: Workspace, network: str, connected: Connected, since: datetime | None = None) -> Account:
    """A login that works becomes an account, and what was said to it lately is fetched."""
    account = accounts.connect(workspace, network, connected)
    begin = since or clock.now() - BACKFILL
    backfill.defer(account_id=account.pk, since=begin.isoformat())
    look_what_hides.defer(account_id=account.pk)
    return account


def settle_town(url: str) -> None:
    """Connect the brands of the sandbox town, unless they are."""
    workspace = staff.workspace()
    for brand in BRANDS:
        known = Account.objects.filter(network="sandbox", handle=brand.handle).first()
        if workspace is not None and (known is None or known.settings.get("url") != url):
            values = {"brand": brand.handle, "url": url}
            connect(workspace, "sandbox", reaching.connect("sandbox", values))


@app.task(name="look_what_hides")
def look_what_hides(account_id: int) -> None:
    """Whether the network keeps messages from us by a setting; asked again in an hour, so a failure is only noted."""
    account = Account.objects.get(pk=account_id)
    try:
        found = reaching.hindrances(account)
    except Failure as failure:
        logger.info("hindrances_unknown", account=account_id, why=failure.words)
    else:
        hindering.note(account_id, found)


@app.periodic(cron="23 * * * *")
@app.task(name="look_everywhere_what_hides", queueing_lock="look_everywhere_what_hides")
def look_everywhere_what_hides(timestamp: int) -> None:
    """Every hour: a network may bring new settings, and people change theirs."""
    for account_id in hindering.listening():
        look_what_hides.defer(account_id=account_id)
    logger.debug("looking_what_hides", at=timestamp)


@app.task(name="backfill", retry=flow.STUMBLES)
def backfill(account_id: int, since: str) -> None:
    """What was said before we listened."""
    account = Account.objects.get(pk=account_id)
    try:
        reaching.look_back(account, clock.parse(since), lambda batch: flow.arrive(account, batch))
    except Expired as failure:
        accounts.note_trouble(account.pk, failure.words, signed_out=True)
    except Failure as failure:
        accounts.note_trouble(account.pk, failure.words)
        raise


@one_transaction
def after_restore(made_at: datetime) -> int:
    """A backup of then is the desk of now: what was on its way must not leave a second time. How many that concerns.

    A reply that had not left goes back to its writer's draft; one that may have left is looked up, never just sent.
    Mails to experts are not sent again by themselves.
    """
    waiting = dispatches.on_their_way()
    for dispatch in waiting:
        if dispatch.state == Dispatch.State.HELD and not dispatch.attempts:
            outbox.take_back(dispatch)
        else:
            outbox.doubt(dispatch, RESTORED)
            flow.look_in(dispatch, 0)
    letters.doubt_all()
    logger.info("restored", made_at=made_at.isoformat(), on_their_way=len(waiting))
    return len(waiting)


def import_batch(run: ImportRun, parts: Mapping[Account, Sequence[Parcel]], position: int) -> list[int]:
    """From an archive file: stored with the place reached in it, then understood here, for nobody else waits."""
    fresh = imports.advance(run, parts, position)
    understand_here(fresh)
    return fresh


def understand_here(item_ids: Iterable[int]) -> None:
    """Understand without jobs, some together. What cannot be placed blocks nothing: it is shown as not read."""
    rest = iter(item_ids)
    while part := list(islice(rest, flow.TOGETHER)):
        try:
            flow.place(judging.judge(judging.read_all(part)))
        except Exception:  # noqa: BLE001 -- told below, by the one that caused it
            _understand_each(part)


def _understand_each(item_ids: Iterable[int]) -> None:
    for item_id in item_ids:
        try:
            flow.understand(item_id)
        except Exception as error:
            if not connection.is_usable():  # nothing else can be placed either
                raise
            logger.error("not_understood", item=item_id, error=type(error).__name__)  # noqa: TRY400 -- may hold its text
