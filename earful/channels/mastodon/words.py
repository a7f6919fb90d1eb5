"""What a server's refusals mean, in words an agent can act on."""

import re
from collections.abc import Sequence

from earful.kit.words import gettext_noop as _

BUSY = _("The server asks us to slow down.")
AWAY = _("The server cannot be reached at the moment.")
TROUBLE = _("The server has trouble at the moment.")
STRANGE = _("The server does not answer the way Mastodon does.")
INTERNAL = _("This address lies inside a private network. The owner must allow it in EARFUL_TRUSTED_HOSTS.")
SIGNED_OUT = _("The server no longer accepts this sign-in. Connect the account again.")
NO_SEARCH = _("This server does not let the account search what people wrote. Its hashtags can be read.")
LOST = _("The connection ended before the server said whether the reply was posted.")
UNKNOWN = _("The server refused this without a reason we know.")
LONG = _("The server says that the text is too long.")
GONE = _("The post you are answering is gone, or its author does not let this account see it.")
NO_PARENT = _("The post you are answering is not stored completely, so the reply cannot be linked to it.")
NO_PICTURE = _("This is not a picture, or it is too large.")
NO_PLACE = _("The place where Earful stopped reading cannot be understood. Connect the account again.")
MOVED = _("The server answers from another address now. Connect the account again with the new address.")
CLOSED = _("This server is closed. Connect an account on another one.")
SCOPE = _("This sign-in does not allow that. Connect the account again and allow everything Earful asks for.")
DISABLED = _("The server has locked this account. The owner must speak with the people who run the server.")
MAIL = _("The account's mail address is not confirmed yet. Confirm it on the server first.")
BLOCKED = _("The author does not let this account answer.")
PICTURE_KIND = _("The server does not take pictures of this kind.")
PICTURE_LARGE = _("The server says that a picture is too large.")
PICTURE_BAD = _("The server could not read a picture.")
PICTURE_SLOW = _("The server is still working on a picture.")
PICTURES_MANY = _("The server says that these are too many pictures.")
NOT_LIFTED = _("The server did not change the setting. Change it in the account's settings on the server.")
CHANGE_LOST = _("The connection ended before the server said whether the answer was changed.")
DELETE_LOST = _("The connection ended before the server said whether the answer was deleted.")
OURS_GONE = _("This answer does not stand there any more.")
CHANGED_ELSEWHERE = _("Somebody has changed this answer in another place meanwhile. Read what it says now.")
NO_EDITS = _("This server does not let answers be changed.")
NO_DELETES = _("This server does not let answers be deleted from here. Delete it on the server's own page.")
BLOCKED = _("They have blocked this account, so they would not get a private message.")
REQUESTS = _("A private message names only them. If they do not know this account, it may wait among their requests.")
AT_ITS_ADDRESS = _(
    "Servers of this kind (snac) show a private message to whoever has its exact address, without signing in. "
    "For what is truly secret take a private page."
)
WIDER = _("The server would have shown this private reply to everybody, so it was taken back at once.")
WIDER_STILL = _("The server shows this private reply to everybody. Remove it there, in the account's own app.")

KNOWN: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (r"character limit|too long|exceeds? the (maximum|limit)|text.*(limit|length)", LONG),
        (r"authorized scopes|insufficient.?scope|not permitted by (your )?scope", SCOPE),
        (r"login is (currently )?disabled|suspended|deactivated", DISABLED),
        (r"confirmed e-?mail|missing a confirmed|unconfirmed", MAIL),
        (r"does not appear to exist|record not found|in_reply_to.*(not|invalid)|can.?t reply", GONE),
        (
            r"cannot (attach|be attached).*more|too many (files|media|attachments)|more than \d+ (files|media)",
            PICTURES_MANY,
        ),
        (r"content type|unsupported (media|file)|media type|not a supported", PICTURE_KIND),
        (r"(file|media|image).*(too (large|big)|must be less|size)", PICTURE_LARGE),
    )
]
SHARED = 12  # characters in a row that cannot be an accident
MOST = 200


def refusal(said: str, text: str = "") -> str:
    """A sentence for a refusal: ours where we know it, else the server's own, unless it repeats what was written."""
    for pattern, sentence in KNOWN:
        if pattern.search(said):
            return sentence
    said = " ".join("".join(c for c in said if c.isprintable() or c.isspace()).split())
    if not said or said.startswith(("<", "{", "[")) or repeats(said, text):
        return UNKNOWN
    return f"{said[:MOST].rstrip(' .')}."


def repeats(said: str, text: str) -> bool:
    """Whether a message holds part of a text; what customers and agents write does not belong in error messages."""
    said, text = " ".join(said.split()).casefold(), " ".join(text.split()).casefold()
    if not text:
        return False
    if len(text) < SHARED:
        return text in said
    return any(text[start : start + SHARED] in said for start in range(len(text) - SHARED + 1))
