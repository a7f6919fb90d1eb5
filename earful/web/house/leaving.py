"""Signing in on a network's own page: what is remembered while the owner is away, and whether who comes back left here.

One sign-in at a time is remembered, in the owner's own session, sealed, for a while, and used once.
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import compare_digest
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from earful.channels.contract import Departure
from earful.kit import clock, seal

AWAY = "away"
LASTS = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Away:
    """An owner who signs in elsewhere. `account_id`: the account they sign in to again; None: a new one."""

    network: str
    account_id: int | None
    kept: dict[str, Any]


class Lost(Exception):
    """Whoever comes back did not leave here, or too long ago; `words` says so and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def leave(request: HttpRequest, network: str, account_id: int | None, departure: Departure) -> None:
    """Remember who left, and the word by which they are known again."""
    state = parse_qs(urlsplit(departure.url).query).get("state", [""])[0]
    kept = {"kept": departure.kept, "state": state, "network": network, "account": account_id}
    sealed = seal.seal({**kept, "at": clock.now().isoformat()}, settings.SEALING_KEY)
    request.session[AWAY] = sealed.decode()


def come_back(request: HttpRequest, network: str) -> Away:
    """Who comes back, once. Somebody else's answer is refused and does not use up ours. Raises Lost."""
    sealed = request.session.get(AWAY)
    if not isinstance(sealed, str):
        raise Lost(
            _(
                "This sign-in was used already, or was begun in another browser. Nothing was changed. If the account "
                "is not in the list, start again here."
            )
        )
    try:
        left = seal.unseal(sealed.encode(), settings.SEALING_KEY)
    except seal.Unsealable as error:
        del request.session[AWAY]
        raise Lost(_("What was remembered of this sign-in cannot be read any more. Start again here.")) from error
    state = request.GET.get("state", "")
    if left["network"] != network or not compare_digest(state.encode(), left["state"].encode()):
        raise Lost(_("This answer belongs to another sign-in. Nothing was changed. Start again here."))
    del request.session[AWAY]
    if clock.now() - clock.parse(left["at"]) > LASTS:
        raise Lost(_("Signing in there took too long, so it does not count any more. Start again here."))
    return Away(network, left["account"], left["kept"])
