"""What the network promises an account: to know us, to call us, and how much may be asked."""

from django.utils.translation import gettext as _

from earful.accounts.models import Account
from earful.accounts.rules import WARNING
from earful.kit import clock
from earful.web.house.words import moment


def sign_in(account: Account) -> str:
    """Until when the network knows us."""
    if account.state == Account.State.SIGNED_OUT:
        return _("Ended.")
    now = clock.now()
    if account.renews:
        if account.ends_at is None:
            return _("Renewed by itself.")
        return _("Renewed by itself; this one is good until %(time)s.") % {"time": moment(account.ends_at, now)}
    if account.ends_at is None:
        return _("Lasts until somebody takes it back.")
    when = {"time": moment(account.ends_at, now)}
    if account.ends_at <= now:
        return _("Ended at %(time)s.") % when
    said = _("Good until %(time)s.") % when
    return f"{said} {_('Sign in again before.')}" if account.ends_at - now <= WARNING else said


def webhook(account: Account) -> str:
    """Whether the network keeps its promise to call us."""
    if account.subscription is None:
        return _("None here; Earful asks by itself.")
    if account.subscription["stands"]:
        return _("The network confirms that it calls us.")
    said = account.subscription["words"]
    return f"{_(said)} {_('Earful asks by itself meanwhile.')}" if said else _("The network does not call us any more.")


def rate(account: Account) -> str:
    """How much of it was used, as the network said last."""
    if not account.rate:
        return _("The network does not say how much.")
    now, left, limit = clock.now(), account.rate["left"], account.rate["limit"]
    fresh = clock.parse(account.rate["fresh_at"]) if account.rate["fresh_at"] else None
    if fresh is not None and fresh <= now:
        return _("All of %(limit)s, as far as is known.") % {"limit": limit} if limit else _("Fresh again.")
    used = {"used": limit - left if limit and limit >= left else 0, "limit": limit, "left": left}
    said = _("Used %(used)s of %(limit)s.") if limit else _("%(left)s left.")
    if fresh is None:
        return said % used
    return f"{said % used} {_('Fresh at %(time)s.') % {'time': moment(fresh, now)}}"
