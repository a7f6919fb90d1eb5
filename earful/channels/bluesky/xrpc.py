"""One XRPC call (JSON over HTTP with a method name in the path) and what its answer means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from earful.channels.bluesky import words
from earful.channels.contract import Refused, Retry, Uncertain
from earful.kit import clock
from earful.kit.transport import Broken, Forbidden, Response, TooLarge, Transport, Unreachable

TOO_MANY = 429
SERVER_ERROR = 500
STALE = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "InvalidTokenType"})
LONGEST = timedelta(days=1)


class Denied(Refused):
    """A refusal with the name the network gave it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(words.refusal(name, message))
        self.name = name


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make. `writing` says that it may leave something others can see."""

    method: str
    nsid: str
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    mime: str = ""
    writing: bool = False


async def exchange(transport: Transport, base: str, call: Call, token: str = "") -> Response:
    """Make the call. Raises Retry, Refused, and Uncertain when a writing call may have arrived."""
    headers = {"accept": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if call.mime:
        headers["content-type"] = call.mime
    try:
        return await transport.request(
            call.method,
            f"{base}/xrpc/{call.nsid}",
            params=call.params,
            json=call.json,
            content=call.content,
            headers=headers,
        )
    except Forbidden as error:
        raise Refused(words.INTERNAL) from error
    except Unreachable as error:
        raise Retry(words.AWAY, 30) from error
    except (Broken, TooLarge) as error:
        if call.writing:
            raise Uncertain(words.LOST) from error
        raise Retry(words.TROUBLE, 30) from error


def understand(answer: Response, *, writing: bool = False) -> dict[str, Any]:
    """The answer's JSON object. Raises Denied for a refusal, Retry or Uncertain for everything that is neither."""
    if answer.ok:
        found = body_of(answer)
        if found is not None:
            return found
    elif answer.status == TOO_MANY:
        raise Retry(words.BUSY, wait(answer.headers))
    elif 400 <= answer.status < SERVER_ERROR:
        said = body_of(answer)
        if said is None:
            raise Retry(words.STRANGE, 60)
        raise Denied(name_of(said), str(said.get("message", "")))
    if writing:
        raise Uncertain(words.LOST)
    raise Retry(words.TROUBLE if answer.status >= SERVER_ERROR else words.STRANGE, 60)


def body_of(answer: Response) -> dict[str, Any] | None:
    """The JSON object an answer holds; None if it holds anything else."""
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def name_of(said: Mapping[str, Any]) -> str:
    """The network's name for an error; empty when it is none."""
    name = said.get("error")
    return name if isinstance(name, str) and name.isascii() and name.isalpha() else ""


def is_stale(answer: Response) -> bool:
    """Whether the answer says that our token is not accepted (any more)."""
    return answer.status in (400, 401) and name_of(body_of(answer) or {}) in STALE


def wait(headers: Mapping[str, str]) -> float:
    """Seconds until the network wants to hear from us again."""
    reset = _reset(headers)
    if reset:
        return max((reset - clock.now()).total_seconds(), 1.0)
    after = headers.get("retry-after", "")
    return float(min(max(int(after), 1), 86400)) if after.isdecimal() and after.isascii() else 60.0


def _reset(headers: Mapping[str, str]) -> datetime | None:
    text = headers.get("ratelimit-reset", "")
    if not (text.isdecimal() and text.isascii() and len(text) <= 11):
        return None
    reset = datetime.fromtimestamp(int(text), tz=clock.now().tzinfo)
    return min(reset, clock.now() + LONGEST)


class Patience:
    """Remembers which kinds of calls have used up their allowance, so that the next one waits instead of asking."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def require(self, nsid: str) -> None:
        """Raise Retry while the allowance for this kind of call is used up."""
        until = self._until.get(_kind(nsid))
        if until and until > clock.now():
            raise Retry(words.BUSY, (until - clock.now()).total_seconds())

    def note(self, nsid: str, answer: Response) -> None:
        """Learn from the headers of an answer."""
        if answer.status == TOO_MANY:
            self._until[_kind(nsid)] = clock.now() + timedelta(seconds=wait(answer.headers))
        elif answer.headers.get("ratelimit-remaining", "").strip() == "0" and (reset := _reset(answer.headers)):
            self._until[_kind(nsid)] = reset


def _kind(nsid: str) -> str:
    """Signing in and writing have allowances of their own; everything else shares one."""
    match nsid.split("."):
        case ["com", "atproto", "server", _]:
            return "sign-in"
        case ["com", "atproto", "repo", "putRecord" | "deleteRecord"]:
            return "write"
        case _:
            return "read"
