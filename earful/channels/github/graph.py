"""Calls to GitHub's GraphQL interface: its refusals come with a 200, so they are read before its answers are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Refused, Retry, Uncertain
from earful.channels.github import words
from earful.channels.github.calls import Denied, Hub, is_haste, read, rest
from earful.channels.payloads import listed, mapping
from earful.channels.simple import AGAIN

HASTE = frozenset({"RATE_LIMIT", "RATE_LIMITED"})
NOT_FOUND, FORBIDDEN, UNFIT = "NOT_FOUND", "FORBIDDEN", "UNPROCESSABLE"
BARRED = frozenset({FORBIDDEN, "INSUFFICIENT_SCOPES", "SAML_FAILURE"})
CLEAR = BARRED | {NOT_FOUND, UNFIT}  # refusals that leave no doubt of what was done


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, and what was refused of it."""

    data: Mapping[str, Any]
    wrong: frozenset[str]

    def open(self) -> Mapping[str, Any]:
        """What was told, if all of it may be seen. Raises Refused."""
        if self.wrong & BARRED:
            raise Refused(words.NO_RIGHT)
        return self.data


def address(api: str) -> str:
    """Where GraphQL is spoken, beside a REST interface: on servers of one's own it is no part of that."""
    return f"{api.removesuffix('/v3')}/graphql"


async def query(hub: Hub, text: str, **variables: Any) -> Told:
    """Ask. Raises Retry, Refused, Expired."""
    return await _query(hub, text, variables, sending=False)


async def order(hub: Hub, text: str, **variables: Any) -> Told:
    """Something new, changed or gone. Raises Uncertain as well."""
    return await _query(hub, text, variables, sending=True)


async def _query(hub: Hub, text: str, variables: Mapping[str, Any], *, sending: bool) -> Told:
    try:
        answer = await hub.ask(
            "POST", address(hub.api), sending=sending, headers={}, json={"query": text, "variables": variables}
        )
    except Denied as denied:
        raise Refused(words.NO_RIGHT) from denied
    told = mapping(read(answer, sending=sending))
    errors = listed(told.get("errors"))
    wrong = frozenset(str(one.get("type") or "") for one in errors)
    if errors and (wrong & HASTE or is_haste(answer)):
        raise Retry(words.BUSY, rest(answer))
    if not isinstance(told.get("data"), Mapping) and not wrong & CLEAR:
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE, AGAIN)
    if wrong - CLEAR and not sending:  # a piece is missing, and nobody says why
        raise Retry(words.STRANGE, AGAIN)
    return Told(mapping(told.get("data")), wrong)
