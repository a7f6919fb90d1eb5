"""What Bluesky's refusals mean, in words an agent can act on."""

import re
from collections.abc import Mapping

from earful.kit.words import gettext_noop as _

BUSY = _("Bluesky asks us to slow down.")
AWAY = _("Bluesky cannot be reached at the moment.")
TROUBLE = _("Bluesky has trouble at the moment.")
STRANGE = _("The server does not answer the way Bluesky does.")
INTERNAL = _("This address lies inside a private network. The owner must allow it in EARFUL_TRUSTED_HOSTS.")
SIGNED_OUT = _("Bluesky no longer accepts this sign-in. Make a new app password and connect the account again.")
LOST = _("The connection ended before Bluesky said whether the reply was posted.")
LONG = _("Bluesky says that the text is too long.")
UNKNOWN = _("Bluesky refused this without a reason we know.")
NOT_OURS = _("This is no post of this account.")
DELETE_LOST = _("The connection ended before Bluesky said whether the answer was deleted.")
GONE = _("The post you are answering is gone, or its author does not let this account see it.")
CLOSED = _("The author has limited who may answer this post.")
TAKEN = _("Another post stands where this reply should go. Write the reply again.")
NO_PLACE = _("The place where Earful stopped reading cannot be understood. Connect the account again.")
NO_PARENT = _("The post you are answering is not stored completely, so Bluesky cannot link the reply to it.")
NO_PICTURE = _("This is not a picture, or it is too large.")

NAMED: Mapping[str, str] = {
    "AccountTakedown": _("Bluesky has taken this account down. The owner must speak with Bluesky."),
    "AccountSuspended": _("Bluesky has suspended this account. The owner must speak with Bluesky."),
    "AccountDeactivated": _("This account is deactivated. Switch it on again in the Bluesky app."),
    "RepoTakendown": _("Bluesky has taken this account down. The owner must speak with Bluesky."),
    "RepoDeactivated": _("This account is deactivated. Switch it on again in the Bluesky app."),
    "AccountNotFound": _("Bluesky does not know this account any more."),
    "BlobTooLarge": _("Bluesky says that a picture is too large."),
    "PayloadTooLarge": _("Bluesky says that a picture is too large."),
    "InvalidMimeType": _("Bluesky does not take pictures of this kind."),
    "BlockedActor": _("This account and the customer's account block each other."),
    "BlockedByActor": _("The customer has blocked this account."),
    "NotFound": _("Bluesky does not have this post any more."),
    "RecordNotFound": _("Bluesky does not have this post any more."),
    "InsufficientScope": _("This app password does not allow that. Make a new one and connect the account again."),
}
TOO_LONG = re.compile(r"too big|too long|must not be longer", re.IGNORECASE)


def refusal(name: str, message: str) -> str:
    """A sentence for a refusal. The network's own message is only looked at, never repeated: it may quote the text."""
    return NAMED.get(name) or (LONG if TOO_LONG.search(message) else UNKNOWN)
