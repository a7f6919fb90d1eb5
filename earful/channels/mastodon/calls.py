"""One call of the Mastodon API and what its answer means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.mastodon import words
from earful.kit import clock
from earful.kit.transport import Broken, Forbidden, Response, TooLarge, Transport, Unreachable

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, GONE, TOO_MANY, SERVER_ERROR = 401, 403, 404, 410, 429, 500
LONGEST = timedelta(days=1)
EPOCH_LIKE = 1_000_000_000  # a greater number is a moment, a smaller one a number of seconds
LINK = re.compile(r'<([^<>]{1,4000})>[^<>,]{0,200}?rel="?([a-z]+)"?')


class Denied(Refused):
    """A refusal, with the server's status."""

    def __init__(self, status: int, said: str, text: str = "") -> None:
        super().__init__(words.GONE if status == NOT_FOUND else words.refusal(said, text))
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make. `writing` says that it may leave something others can see; `text` is what it would say."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    writing: bool = False
    text: str = ""


async def exchange(transport: Transport, base: str, call: Call, token: str = "") -> Response:
    """Make the call. Raises Retry, Refused, and Uncertain when a writing call may have arrived."""
    headers = {"accept": "application/json", **call.headers}
    if token:
        headers["authorization"] = f"Bearer {token}"
    content = call.content
    if call.form is not None:
        content = urlencode({k: v for k, v in call.form.items() if v is not None}, doseq=True).encode()
        headers["content-type"] = "application/x-www-form-urlencoded"
    params = {k: v for k, v in call.params.items() if v is not None}
    for again in (call.method == "GET", False):
        try:
            return await transport.request(
                call.method, base + call.path, params=params, content=content, headers=headers
            )
        except Forbidden as error:
            raise Refused(words.INTERNAL) from error
        except Unreachable as error:
            raise Retry(words.AWAY, 30) from error
        except (Broken, TooLarge) as error:
            if call.writing:
                raise Uncertain(words.LOST) from error
            if not again or isinstance(error, TooLarge):  # asking twice does no harm: the line may just have been old
                raise Retry(words.TROUBLE, 30) from error
    raise Retry(words.TROUBLE, 30)


def understand(answer: Response, call: Call) -> Any:
    """The JSON value of an answer. Raises Expired, Denied, Refused, Retry, and Uncertain for a writing call."""
    if answer.ok:
        found = body_of(answer)
        if found is not None:
            return found
    elif answer.status == TOO_MANY:
        raise Retry(words.BUSY, wait(answer.headers))
    elif answer.status == UNAUTHORIZED:
        raise Expired(words.SIGNED_OUT)
    elif 300 <= answer.status < 400:
        raise Refused(words.MOVED)
    elif answer.status == GONE:
        raise Denied(NOT_FOUND, "")
    elif answer.status < SERVER_ERROR:
        said = body_of(answer)
        if said is None and answer.status == FORBIDDEN:  # a guard in front of the server, not the server
            raise Retry(words.STRANGE, 60)
        raise Denied(answer.status, said_in(said), call.text)
    if call.writing:
        raise Uncertain(words.LOST)
    raise Retry(words.TROUBLE if answer.status >= SERVER_ERROR else words.STRANGE, 60)


def body_of(answer: Response) -> Any:
    """The JSON value an answer holds (an object or a list); None if it holds anything else."""
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict | list) else None


def said_in(body: object) -> str:
    """The words of an error."""
    if not isinstance(body, Mapping):
        return ""
    for name in ("error_description", "error", "message"):
        if isinstance(said := body.get(name), str) and said:
            return said
    return ""


def wait(headers: Mapping[str, str]) -> float:
    """Seconds until the server wants to hear from us again."""
    moment = reset(headers) or _moment(headers.get("retry-after", ""))
    return max((moment - clock.now()).total_seconds(), 1.0) if moment else 60.0


def reset(headers: Mapping[str, str]) -> datetime | None:
    """When the allowance is renewed: Mastodon says a time, its kin also seconds or an epoch."""
    return _moment(headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset", ""))


def _moment(text: str) -> datetime | None:
    text, now = text.strip(), clock.now()
    if not text or len(text) > 64:
        return None
    try:
        if text.replace(".", "", 1).isdecimal() and text.isascii():
            number = float(text)
            if number > EPOCH_LIKE * 1000:
                number /= 1000
            moment = datetime.fromtimestamp(number, UTC) if number > EPOCH_LIKE else now + timedelta(seconds=number)
        elif text[:1].isdigit():
            moment = clock.parse(text)
        else:
            moment = parsedate_to_datetime(text)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return min(moment, now + LONGEST)


def linked(answer: Response) -> dict[str, dict[str, str]] | None:
    """The query of each page a Link header names ("next", "prev"); None if there is no such header."""
    header = answer.headers.get("link")
    if header is None:
        return None
    found = {}
    for address, rel in LINK.findall(header):
        try:
            found[rel] = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        except ValueError:
            continue
    return found


class Patience:
    """Remembers which kinds of calls have used up their allowance, so that the next one waits instead of asking."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def require(self, call: Call) -> None:
        """Raise Retry while the allowance for this kind of call is used up."""
        until = self._until.get(_kind(call))
        if until and until > clock.now():
            raise Retry(words.BUSY, (until - clock.now()).total_seconds())

    def note(self, call: Call, answer: Response) -> None:
        """Learn from the headers of an answer."""
        if answer.status == TOO_MANY:
            self._until[_kind(call)] = clock.now() + timedelta(seconds=wait(answer.headers))
        elif answer.headers.get("x-ratelimit-remaining", "").strip() == "0" and (moment := reset(answer.headers)):
            self._until[_kind(call)] = moment


def _kind(call: Call) -> str:
    """Pictures and posts have allowances of their own; everything else shares one."""
    if call.method == "POST" and "/media" in call.path:
        return "media"
    return "post" if call.writing else "read"
