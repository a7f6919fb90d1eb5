"""Who signs, and how: the account's style with the person's name, initials and page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from earful.accounts.models import Account
from earful.replies import rules
from earful.staff.models import Agent


def page_of(agent: Agent) -> str:
    """The address of somebody's page, as people outside know it; "" while it is closed or has no address of that kind."""
    if not settings.PUBLIC_URL or not agent.slug or agent.shown_since is None or not agent.is_active:
        return ""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("person", args=[agent.slug])


def own_address() -> tuple[str, ...]:
    """Our own domain is nobody's secret, and no campaign."""
    host = urlsplit(str(settings.PUBLIC_URL or "")).hostname
    return (host,) if host else ()


def addition(text: str, account: Account, agent: Agent) -> str:
    """What is put behind an answer, because its writer did not type it; "" for nothing."""
    return rules.addition(text, account.signature, agent.name, agent.mark, page_of(agent))


def signed(text: str, account: Account, agent: Agent) -> str:
    """The text as it leaves."""
    return rules.signed(text, account.signature, agent.name, agent.mark, page_of(agent))


def mark(account: Account, agent: Agent) -> str:
    """All that an account's style puts behind an answer of this person."""
    return rules.mark(account.signature, agent.name, agent.mark, page_of(agent))
