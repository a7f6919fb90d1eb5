"""From what a server hands us to the parcels the ledger keeps: whole enough to read again, without counts of likes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Change, Parcel, Why
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.names import lasting
from earful.channels.mastodon.tidy import kept, mapping, time_of

Raw = dict[str, Any]

EMOJI = {"shortcode": None, "url": None, "static_url": None}
PERSON = {
    **dict.fromkeys(("id", "username", "acct", "display_name", "url", "uri", "avatar", "avatar_static", "bot")),
    "emojis": EMOJI,
}
SIZE = {"width": None, "height": None}
ATTACHMENT = {
    **dict.fromkeys(("id", "type", "url", "preview_url", "remote_url", "description")),
    "meta": {"original": SIZE, "small": SIZE},
}
QUOTED = {"id": None, "uri": None, "url": None, "account": {"id": None, "acct": None}}
# Who is popular is not stored, by conviction; what the viewer did changes without the post changing.
POST = {
    **dict.fromkeys(("id", "uri", "url", "created_at", "edited_at", "content", "spoiler_text", "sensitive")),
    **dict.fromkeys(("visibility", "language", "in_reply_to_id", "in_reply_to_account_id", "local_only")),
    "account": PERSON,
    "media_attachments": ATTACHMENT,
    "mentions": {"id": None, "acct": None, "username": None, "url": None},
    "tags": {"name": None},
    "emojis": EMOJI,
    "poll": {"multiple": None, "expires_at": None, "options": {"title": None}},
    "quote": {"state": None, "quoted_status": QUOTED, **QUOTED},
}


def parcel(account: Account, status: Mapping[str, Any], why: Why | None = None, root: str | None = None) -> Parcel:
    """A parcel for a post as seen in a notification, a list or a thread. `why`: what the server told us about it."""
    raw: Raw = kept(status, POST)
    name = lasting(raw.get("id"))
    raw["in_reply_to_id"] = lasting(raw.get("in_reply_to_id"))
    change = Change.EDITED if raw.get("edited_at") else Change.SAID
    raw["earful"] = {
        "change": change.value,
        "us": account.id,
        "profile": str(account.settings.get("profile", "")),
        "software": account.software,
    }
    if why:
        raw["earful"]["why"] = why.value
    if root:
        raw["earful"]["root"] = root
    if not name:
        digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
        return Parcel("unreadable:" + digest, digest, raw)
    raw["id"] = name
    return Parcel(name, version(raw), raw)


def version(raw: Raw) -> str:
    """What tells one state of a post from another: when it was edited; where a server never says, what it says."""
    if moment := time_of(raw.get("edited_at")):
        return moment.isoformat()
    if "edited_at" in raw:
        return "said"
    media = [mapping(item).get("id") for item in raw.get("media_attachments") or []]
    said = json.dumps([raw.get("content"), raw.get("spoiler_text"), media], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def removed(name: str, at: datetime) -> Parcel:
    """A parcel that says a post is gone. One a post: seeing it gone twice adds nothing."""
    return Parcel(name, "removed", {"id": name, "earful": {"change": Change.REMOVED.value, "at": at.isoformat()}})
