"""Making a link, coming by it, being let in, and closing it."""

import secrets
from datetime import datetime

from django.db.models import QuerySet

from earful.conversations.history import What, write
from earful.conversations.models import Conversation, Turn
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.kit.announce import announce
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox.models import PrivatePage, Visit
from earful.outbox.pages import rules
from earful.staff.models import Agent

Given = PrivatePage.Given
PAGES = PrivatePage.objects.select_related("workspace", "conversation__account", "by", "below")
VISITS = Visit.objects.select_related(
    "page__workspace", "page__conversation__account", "page__by", "page__below__author"
)


@one_transaction
def make(conversation: Conversation, below: Turn, agent: Agent, address: str = "") -> tuple[PrivatePage, str]:
    """A new link for the writer of `below`, and its key, which can never be read again. Raises CannotDo.

    `address`: it goes there by mail, and whoever opens it is in; without one it is for a public answer.
    """
    now = clock.now()
    here = PrivatePage.objects.filter(conversation=conversation, closed_at=None, expires_at__gt=now)
    if here.count() >= rules.MOST_OPEN:
        raise CannotDo(gettext_noop("Three private pages are open here already. Close one of them first."))
    key = secrets.token_urlsafe(24)
    page = PrivatePage.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        below=below,
        by=agent,
        given=Given.MAIL if address else Given.PUBLIC,
        address=address,
        sha256=rules.fingerprint(key),
        created_at=now,
        expires_at=now + rules.LASTS,
    )
    note(conversation, "opened", agent)
    return page, key


def of_key(key: str) -> PrivatePage | None:
    """The page whose link this is; looking at it uses nothing up."""
    return PAGES.filter(sha256=rules.fingerprint(key)).first() if key else None


def of_secret(secret: str) -> Visit | None:
    """The visit whose cookie this is."""
    return VISITS.filter(sha256=rules.fingerprint(secret)).first() if secret else None


def door(page: PrivatePage, visit: Visit | None = None, now: datetime | None = None) -> rules.Door:
    """What this browser meets."""
    now = now or clock.now()
    holding = rules.holds(page.created_at, page.expires_at, page.closed_at, now)
    others = Visit.objects.filter(page=page, let_in_at__isnull=False, shut_at=None)
    if visit is None:
        return rules.at_link(holding=holding, somebody_in=others.exists())
    return rules.at_visit(
        holding=holding,
        let_in=visit.let_in_at is not None,
        staying=page.closed_at is None and rules.stays(visit.let_in_at, visit.shut_at, now),
        shut=visit.shut_at is not None,
        other_in=others.exclude(pk=visit.pk).exists(),
    )


@one_transaction
def come(page: PrivatePage) -> tuple[Visit, str] | None:
    """A browser begins a visit by a press: its row and its secret; None when it may not. By mail the first one is in."""
    page = PAGES.select_for_update(of=("self",)).get(pk=page.pk)
    if door(page) is not rules.Door.FORM:
        return None
    if Visit.objects.filter(page=page, shut_at=None).count() >= rules.MOST_VISITS:
        return None
    now, secret = clock.now(), secrets.token_urlsafe(24)
    visit = Visit.objects.create(
        workspace_id=page.workspace_id,
        page=page,
        sha256=rules.fingerprint(secret),
        word=rules.word(secrets.randbelow(100 * len(rules.WORDS))),
        came_at=now,
        let_in_at=now if page.given == Given.MAIL else None,
    )
    if visit.let_in_at is not None:
        note(page.conversation, "came")
    return visit, secret


@one_transaction
def let_in(visit: Visit, agent: Agent) -> bool:
    """A person has seen what somebody wrote and says that it is the customer. False: it was so, or another is in."""
    page = PAGES.select_for_update(of=("self",)).get(pk=visit.page_id)
    if door(page, Visit.objects.get(pk=visit.pk)) is not rules.Door.WAITS:
        return False
    Visit.objects.filter(pk=visit.pk).update(let_in_at=clock.now(), let_in_by=agent)
    note(page.conversation, "let_in", agent)
    return True


@one_transaction
def shut_out(visit: Visit, agent: Agent) -> None:
    """It is not the customer: they read nothing and write nothing here any more."""
    if Visit.objects.filter(pk=visit.pk, shut_at=None).update(shut_at=clock.now()):
        note(visit.page.conversation, "shut_out", agent)


@one_transaction
def close(page: PrivatePage, agent: Agent) -> None:
    """Nobody begins by this link any more, and nobody reads there."""
    if PrivatePage.objects.filter(pk=page.pk, closed_at=None).update(closed_at=clock.now()):
        note(page.conversation, "closed", agent)


def note(conversation: Conversation, did: str, agent: Agent | None = None) -> None:
    """A line of history, and the open pages of the desk hear of it."""
    home = conversation.merged_into or conversation
    write(home, What.PRIVATE, agent, did=did)
    announce(home.workspace_id, "conversation", home.pk)


def waiting(page: PrivatePage) -> QuerySet[Visit]:
    """Visits of a page, the first first."""
    return Visit.objects.filter(page=page).order_by("pk")
