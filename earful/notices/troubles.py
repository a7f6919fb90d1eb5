"""What does not work: accounts signed out, in trouble for a while, or unusually quiet; chat tools that refuse us."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.intake.models import Silence
from earful.notices.models import Hook
from earful.notices.people import People
from earful.notices.rules import Kind
from earful.notices.saying import Saying
from earful.staff.rules import Act

LASTS = timedelta(minutes=5)  # trouble that passes by itself before is nobody's business


def sayings(workspace_id: int, people: People, now: datetime) -> Iterator[Saying]:
    """As it is now; each trouble has a name by when it began, so it is told once however often this is asked."""
    for account in accounts.live(workspace_id):
        since = account.trouble_since
        if account.state == Account.State.SIGNED_OUT:
            yield _of(account, "signed_out", since or account.connected_at, people)
        elif account.state == Account.State.LISTENING and account.trouble and since and now - since >= LASTS:
            yield _of(account, "trouble", since, people)
    for silence in Silence.objects.filter(workspace_id=workspace_id, ended_at=None).select_related("account"):
        yield _of(silence.account, "quiet", silence.told_at, people)
    for hook in Hook.objects.filter(workspace_id=workspace_id, retired_at=None).exclude(trouble=""):
        since = hook.trouble_since or now
        told = {"what": "hook", "hook": hook.pk, "name": hook.name}
        yield Saying(Kind.TROUBLE, f"hook:{hook.pk}:{since.isoformat()}", people.may(Act.ACCOUNTS), since, details=told)


def _of(account: Account, what: str, since: datetime, people: People) -> Saying:
    """For those who can mend it; that it is quiet also for those who lead."""
    to = people.may(Act.LEDGER) if what == "quiet" else people.may(Act.ACCOUNTS)
    name = account.name or account.handle
    matter = f"{what}:{account.pk}:{since.isoformat()}"
    return Saying(Kind.TROUBLE, matter, to, since, account_id=account.pk, details={"what": what, "name": name})
