"""Settings of the account that hide what customers say, and putting them right with the owner's consent."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Hindrance, Refused
from earful.channels.mastodon import words
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.calls import Denied
from earful.channels.mastodon.tidy import mapping
from earful.kit.words import gettext_noop as _

NEW, OLD = "/api/v2/notifications/policy", "/api/v1/notifications/policy"
STRANGERS = "pleroma_strangers"
REMEDY = _("Earful sets this to “accept”. The account then also sees these messages in its own app.")
WORDS: Mapping[str, tuple[str, str]] = {
    "for_not_following": (
        _("The server sets aside messages from people this account does not follow."),
        _("The server throws away messages from people this account does not follow."),
    ),
    "for_not_followers": (
        _("The server sets aside messages from people who do not follow this account."),
        _("The server throws away messages from people who do not follow this account."),
    ),
    "for_new_accounts": (
        _("The server sets aside messages from people who are new there."),
        _("The server throws away messages from people who are new there."),
    ),
    "for_private_mentions": (
        _("The server sets aside private messages from people this account does not follow."),
        _("The server throws away private messages from people this account does not follow."),
    ),
    "for_limited_accounts": (
        _("The server sets aside messages from people its moderators have limited."),
        _("The server throws away messages from people its moderators have limited."),
    ),
    "for_bots": (
        _("The server sets aside messages from automated accounts."),
        _("The server throws away messages from automated accounts."),
    ),
}
ONCE = {name.replace("for_", "filter_"): name for name in WORDS}  # the names of an earlier form, with true and false
BLOCKED = _("The server blocks messages from people this account does not follow.")


async def hindrances(account: Account) -> tuple[Hindrance, ...]:
    """Every setting that holds something back, in words."""
    if account.software in ("pleroma", "akkoma"):
        return await _pleroma(account)
    found = await _policy(account, NEW)
    if found is None:
        found = await _policy(account, OLD)
        found = {new: "filter" if found.get(old) is True else "accept" for old, new in ONCE.items()} if found else {}
    sentences = ((code, found.get(code), said) for code, said in WORDS.items())
    return tuple(
        Hindrance(code, said[state == "drop"], REMEDY) for code, state, said in sentences if state in ("filter", "drop")
    )


async def _policy(account: Account, path: str) -> dict[str, Any] | None:
    try:
        return await account.get(path)
    except Denied:  # servers without filters, and tokens that may not ask
        return None


async def _pleroma(account: Account) -> tuple[Hindrance, ...]:
    """Pleroma and Akkoma have one such setting. From their documentation; not seen at work."""
    found = await account.get("/api/v1/accounts/verify_credentials")
    set_so = mapping(mapping(found.get("pleroma")).get("notification_settings"))
    return (Hindrance(STRANGERS, BLOCKED, REMEDY),) if set_so.get("block_from_strangers") is True else ()


async def lift(account: Account, code: str) -> None:
    """Put one right. Raises Refused when the server does not."""
    if code == STRANGERS and account.software in ("pleroma", "akkoma"):
        await account.change("PUT", "/api/pleroma/notification_settings", block_from_strangers="false")
    elif code not in WORDS:
        raise Refused(f"Nothing called {code} stands in the way here.")
    elif await _policy(account, NEW) is not None:
        await account.change("PATCH", NEW, **{code: "accept"})
    else:
        await account.change("PUT", OLD, **{code.replace("for_", "filter_"): "false"})
    if any(left.code == code for left in await hindrances(account)):
        raise Refused(words.NOT_LIFTED)
