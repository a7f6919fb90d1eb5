"""What becomes of asking the assistant, as sentences; every door says them the same way."""

from django.utils.translation import gettext as _

OFF, STALE = "off", "interrupted"
REDIRECTED, KEYLESS = range(300, 400), (401, 403)


class CannotAssist(Exception):
    """Why the assistant is not asked, in a sentence."""


def failure(failed: str, status: int = 0) -> str:
    """Why nothing came. Writing goes on whatever it is."""
    if failed == "refused" and status in REDIRECTED:
        return _("The assistant's address leads to another place. Nothing was sent there. An owner should look at it.")
    if failed == "refused" and status in KEYLESS:
        return _("The assistant does not accept our key. An owner should look at it. Your words stay as they are.")
    return {
        "unreachable": _("Nothing answers at the assistant's address. Your words stay as they are."),
        "internal": _("The assistant's address lies inside a private network, so it was not asked."),
        "slow": _("The assistant did not answer in time. Your words stay as they are."),
        "busy": _("The assistant has too much to do just now. Ask again in a minute."),
        "refused": _("The assistant refused the question. An owner should look at its address and its name."),
        "broken": _("The assistant broke off in the middle. Ask again, or go on by yourself."),
        "large": _("What the assistant sent was far too long and was thrown away."),
        "unreadable": _("The assistant's answer made no sense and was thrown away. Your words stay as they are."),
        "key": _("The key for the assistant cannot be opened. An owner must write it again."),
        "off": _("Assistance was switched off meanwhile. Nothing was sent."),
    }.get(failed, _("Asking the assistant was interrupted. Ask again, if you still need it."))


def off() -> str:
    """It is not there."""
    return _("Assistance is switched off.")


def used_up(hourly: int) -> str:
    """The budget of a person is spent."""
    return _("You have asked the assistant %(count)s times within an hour. That is as often as it may be asked.") % {
        "count": hourly
    }


def secret() -> str:
    """What it may not read."""
    return _("Not everybody can read this conversation, and the assistant may not either.")


def nothing(what: str) -> str:
    """There is nothing to do it with."""
    return {
        "draft": _("There is nothing to answer here."),
        "to_ours": _("There is nothing to translate here."),
        "summary": _("There is nothing to summarise here."),
        "explain": _("Write the word that is to be explained."),
    }.get(what, _("Write something first."))


def tongueless() -> str:
    """Nobody knows their language."""
    return _("It is not known in which language they wrote.")
