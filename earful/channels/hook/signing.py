"""Standard Webhooks signatures (standardwebhooks.com, version 1), both ways. Pure.

What is signed is `id.timestamp.body`, with HMAC-SHA256 under a secret that both sides know. During a change of secrets
two are valid at once: a signature by either proves it, and what we send carries one by each.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets as dice
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from earful.kit.words import gettext_noop

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
OVERLAP = timedelta(days=1)  # so long the secret before holds
MOST_SIGNATURES = 20
LONGEST = 200  # characters of a webhook-id
SHORTEST, LARGEST = 24, 64  # bytes of a secret
NAME = re.compile(r"[\x21-\x7e]+")
MISSING = gettext_noop("The headers webhook-id, webhook-timestamp and webhook-signature must all be there, once each.")
NO_TIME = gettext_noop("The header webhook-timestamp holds no time in seconds since 1970.")
TOO_OLD = gettext_noop(
    "The webhook-timestamp lies more than five minutes back. Sign each attempt anew; check the clock."
)
TOO_EARLY = gettext_noop("The webhook-timestamp lies more than five minutes ahead. Check the clock of the sender.")
WRONG = gettext_noop("No signature fits. Sign webhook-id.webhook-timestamp.body with the secret, byte by byte as sent.")
NO_SECRET = gettext_noop("This channel has no secret yet. Make one in Earful, on the page of the account.")


class Unproven(Exception):
    """It is not shown to come from who knows the secret; a sentence for whoever set up the sender."""


def new_secret() -> str:
    """A fresh one."""
    return PREFIX + base64.b64encode(dice.token_bytes(32)).decode()


def key(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError."""
    try:
        found = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("A secret is whsec_ and base64.") from error
    if not SHORTEST <= len(found) <= LARGEST:
        raise ValueError("A secret has 24 to 64 bytes.")
    return found


def signature(secret: str, name: str, at: int, body: bytes) -> str:
    """One signature, with its version."""
    signed = f"{name}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key(secret), signed, hashlib.sha256).digest()).decode()


def headers(secrets: Sequence[str], name: str, at: datetime, body: bytes) -> dict[str, str]:
    """What proves that a request is ours."""
    second = int(at.timestamp())
    signatures = " ".join(signature(secret, name, second, body) for secret in secrets)
    return {"webhook-id": name, "webhook-timestamp": str(second), "webhook-signature": signatures}


def verify(secrets: Sequence[str], given: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The webhook-id of a request that is proven. `given`: its headers, lower-case. Raises Unproven."""
    if not secrets:
        raise Unproven(NO_SECRET)
    name, told, signatures = (given.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not (name and told and signatures) or len(name) > LONGEST or not NAME.fullmatch(name):
        raise Unproven(MISSING)
    if not (told.isascii() and told.isdigit() and len(told) < 12):
        raise Unproven(NO_TIME)
    at = datetime.fromtimestamp(int(told), UTC)
    if at < now - TOLERANCE:
        raise Unproven(TOO_OLD)
    if at > now + TOLERANCE:
        raise Unproven(TOO_EARLY)
    shown = [one.encode("utf-8", "replace") for one in signatures.split(" ")[:MOST_SIGNATURES]]
    wanted = [signature(secret, name, int(told), body).encode() for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in shown for other in wanted):
        raise Unproven(WRONG)
    return name


# --- the secrets of an account ----------------------------------------------------------------------------------


def valid(kept: Mapping[str, object], now: datetime) -> list[str]:
    """The secrets that hold now, the newest first. `kept`: as an account keeps them."""
    rows = kept.get("signing")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [str(row["secret"]) for row in found if not row.get("until") or datetime.fromisoformat(row["until"]) > now]


def rotated(kept: Mapping[str, object], secret: str, now: datetime) -> dict[str, object]:
    """With a new secret; the one before holds for another day, and no third one does."""
    before = valid(kept, now)[:1]
    rows: list[dict[str, str]] = [{"secret": secret, "until": ""}]
    rows += [{"secret": one, "until": (now + OVERLAP).isoformat()} for one in before]
    return {**kept, "signing": rows}


def only_newest(kept: Mapping[str, object], now: datetime) -> dict[str, object]:
    """The one before ends at once."""
    return {**kept, "signing": [{"secret": one, "until": ""} for one in valid(kept, now)[:1]]}
