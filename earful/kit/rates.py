"""What a server says of how much may be asked of it: so much, so much of it left, fresh at such a time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST = timedelta(days=1)
EPOCH_LIKE = 1_000_000_000  # a greater number is a moment, a smaller one a number of seconds
MOST = 10**9
PREFIXES = ("x-ratelimit", "x-rate-limit", "ratelimit")


@dataclass(frozen=True, slots=True)
class Rate:
    """`left` of `limit` until `fresh_at`, as it was `seen_at`. `limit` and `fresh_at` are None where nobody says."""

    left: int
    limit: int | None
    fresh_at: datetime | None
    seen_at: datetime


def rate(headers: Mapping[str, str], now: datetime) -> Rate | None:
    """What the headers of an answer say; None if they say nothing that can be read. Names are lower-case."""
    for prefix in PREFIXES:
        left = _number(headers.get(f"{prefix}-remaining", ""))
        if left is not None:
            limit, reset = _number(headers.get(f"{prefix}-limit", "")), headers.get(f"{prefix}-reset", "")
            return Rate(left, limit, _moment(reset, now), now)
    return None


def _number(text: str) -> int | None:
    """The first number; some servers add by which policy ("300;w=300")."""
    digits = text.strip().partition(";")[0].partition(",")[0].partition(".")[0].strip()  # Reddit writes "594.0"
    return min(int(digits), MOST) if digits.isdecimal() and digits.isascii() and len(digits) < 20 else None


def _moment(text: str, now: datetime) -> datetime | None:
    """Servers say a time, seconds from now, or seconds since 1970."""
    text = text.strip()
    try:
        if text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) < 20:
            number = float(text)
            moment = datetime.fromtimestamp(number, UTC) if number > EPOCH_LIKE else now + timedelta(seconds=number)
        else:
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return min(moment, now + LONGEST)
