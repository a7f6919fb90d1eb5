"""Connecting, leasing and recording how listening goes."""

from datetime import datetime

from django.conf import settings

from earful.accounts import gaps
from earful.accounts.models import Account
from earful.accounts.rules import Poll
from earful.channels.contract import Connected, SignIn, Subscription
from earful.kit import clock, seal
from earful.kit.announce import announce
from earful.kit.rates import Rate
from earful.kit.transaction import one_transaction
from earful.staff.models import Agent, Workspace


@one_transaction
def connect(workspace: Workspace, network: str, connected: Connected) -> Account:
    """Keep a login that was tried and works; connecting the same identity again renews it and keeps its place."""
    account = (
        Account.objects.select_for_update()
        .filter(workspace=workspace, network=network, external_id=connected.us.external_id)
        .first()
    ) or Account(workspace=workspace, network=network, external_id=connected.us.external_id, connected_at=clock.now())
    account.handle, account.name, account.avatar_url = connected.us.handle, connected.name, connected.avatar_url
    account.settings = connected.settings
    account.sealed_secrets = seal.seal(connected.secrets, settings.SEALING_KEY)
    account.sealed_session = seal.seal(connected.session, settings.SEALING_KEY)
    account.state, account.trouble, account.trouble_since = Account.State.LISTENING, "", None
    account.ends_at, account.renews = None, False
    account.save()
    gaps.resume(account)
    announce(workspace.pk, "account", account.pk)
    return account


@one_transaction
def open_archive(workspace: Workspace, external_id: str, name: str) -> Account:
    """The account that stands for a brand in an imported archive; nothing can be sent there."""
    account, _ = Account.objects.get_or_create(
        workspace=workspace,
        network="archive",
        external_id=external_id,
        defaults={"handle": name, "name": name, "state": Account.State.ARCHIVE, "connected_at": clock.now()},
    )
    return account


@one_transaction
def set_state(account: Account, state: Account.State) -> None:
    """Pause or resume listening."""
    if state == Account.State.PAUSED:
        gaps.pause(account)
    else:
        gaps.resume(account)
    Account.objects.filter(pk=account.pk).update(state=state)
    announce(account.workspace_id, "account", account.pk)


@one_transaction
def set_acknowledgement(account: Account, text: str, by: Agent) -> None:
    """What whoever writes privately is told by itself, once; "" for nothing. Who switches it on answers for its words."""
    text = text.strip()
    if text != account.acknowledgement:
        account.acknowledgement, account.acknowledged_by = text, by if text else None
        account.save(update_fields=["acknowledgement", "acknowledged_by"])


@one_transaction
def set_signature(account: Account, signature: str) -> None:
    """Choose how replies from this account are signed."""
    Account.objects.filter(pk=account.pk).update(signature=Account.Signature(signature))
    announce(account.workspace_id, "account", account.pk)


def place(account_id: int) -> str | None:
    """How far we have listened."""
    return Account.objects.values_list("cursor", flat=True).get(pk=account_id)


@one_transaction
def note_poll(account_id: int, poll: Poll | None = None) -> None:
    """A poll succeeded: the proof behind a green dot, and that the network knows us, whatever it said before."""
    poll = poll or Poll(clock.now())
    known = Account.objects.filter(pk=account_id)
    before = known.defer("settings", "sealed_secrets", "sealed_session").get()
    gap = gaps.close(before, poll.every, poll.began)
    more = {} if poll.rate is None else {"rate": written(poll.rate)}
    known.update(
        polled_at=clock.now(),
        asked_at=poll.began,
        trouble="",
        trouble_since=None,
        stream_since=poll.stream_since,
        hinted_at=poll.hinted_at or before.hinted_at,
        **more,
    )
    signed_out = before.state == Account.State.SIGNED_OUT
    if signed_out:
        known.filter(state=Account.State.SIGNED_OUT).update(state=Account.State.LISTENING)
    if gap or signed_out or before.trouble:
        announce(before.workspace_id, "account", account_id)


@one_transaction
def note_standing(account_id: int, sign_in: SignIn, subscription: Subscription | None) -> None:
    """Until when the network will know us, and whether it still promises to call us."""
    known = Account.objects.filter(pk=account_id)
    kept = None if subscription is None else {"stands": subscription.stands, "words": subscription.words}
    before = known.values_list("workspace_id", "subscription", "ends_at").get()
    known.update(ends_at=sign_in.ends_at, renews=sign_in.renews, subscription=kept)
    if before[1:] != (kept, sign_in.ends_at):
        announce(before[0], "account", account_id)


@one_transaction
def note_passed_over(account_id: int, at: datetime | None) -> None:
    """A look found what polls had left out; None: the last look found nothing of the kind."""
    known = Account.objects.filter(pk=account_id)
    changed = known.exclude(passed_over_at=None) if at is None else known.filter(passed_over_at=None)
    if changed.update(passed_over_at=at):
        announce(known.values_list("workspace_id", flat=True)[0], "account", account_id)


def written(rate: Rate) -> dict[str, int | str | None]:
    """What may be asked, as it is kept."""
    fresh = rate.fresh_at.isoformat() if rate.fresh_at else None
    return {"left": rate.left, "limit": rate.limit, "fresh_at": fresh, "seen_at": rate.seen_at.isoformat()}


@one_transaction
def note_quiet(account_id: int, since: datetime | None, missed: int) -> None:
    """It is quieter than usual since then, when usually so much is said; None: it is not, or not any more."""
    known = Account.objects.filter(pk=account_id)
    known.update(quiet_since=since, quiet_missed=missed)
    workspace_id = known.values_list("workspace_id", flat=True).first()
    if workspace_id:
        announce(workspace_id, "account", account_id)


@one_transaction
def note_trouble(account_id: int, words: str, *, signed_out: bool = False) -> None:
    """Listening or sending failed: keep the sentence where a person sees it, and when it began."""
    account = Account.objects.select_for_update().get(pk=account_id)
    begun: datetime = account.trouble_since or clock.now()
    account.trouble, account.trouble_since = words, begun
    if signed_out and account.state == Account.State.LISTENING:
        account.state = Account.State.SIGNED_OUT
    account.save(update_fields=["trouble", "trouble_since", "state"])
    announce(account.workspace_id, "account", account_id)
