"""Connecting: try the consent, and find the place among those of the owner."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.bearing import Once, told
from earful.channels.contract import Connected, Expired, Refused, Retry, Us
from earful.channels.googlebusiness import words
from earful.channels.googlebusiness.calls import ACCOUNTS, API, PLACES, TOKEN, Business, Consent, DeniedClient, Owner
from earful.channels.payloads import listed, name
from earful.channels.simple import BUSY
from earful.kit.fitness import place_of
from earful.kit.transport import Transport

CLIENT = re.compile(r"[\w-]{5,120}\.apps\.googleusercontent\.com", re.ASCII)
ACCOUNT, LOCATION = re.compile(r"accounts/[0-9]{1,30}"), re.compile(r"locations/[0-9]{1,30}")
PAGES, PAGE = 20, 100


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Google's interfaces are."""

    api: str
    accounts: str
    places: str
    token: str


async def connect(values: Mapping[str, str], transport: Transport) -> Connected:
    """Sign in, find the place, and ask for its latest reviews. Raises Refused, Retry."""
    client, secret, refresh = (values.get(one, "").strip() for one in ("client", "client_secret", "refresh"))
    if not client or not secret or not refresh:
        raise Refused(words.MISSING)
    if not CLIENT.fullmatch(client):
        raise Refused(words.ODD_CLIENT)
    at = _addresses(values, transport)
    consent = Consent(client, secret, refresh, at.token)
    try:
        session = await consent.sign_in(transport)
    except DeniedClient as denied:
        raise Refused(words.DENIED_CLIENT) from denied
    except Expired as expired:
        raise Refused(words.DENIED_TOKEN) from expired
    owner = Owner(consent, Once(session, words.DENIED_TOKEN), transport)
    try:
        found, title = await _place(owner, at, values.get("place", "").strip())
        await Business(at.api, found, owner).get({"pageSize": "1"})
    except Expired as expired:
        raise Refused(words.DENIED_TOKEN) from expired
    except Retry as retry:  # whoever has no access yet may ask nothing at all, and is told to have patience
        raise (Refused(words.NO_ACCESS) if retry.words == BUSY else retry) from retry
    settings = {"place": found, "api": at.api, "token": at.token}
    return Connected(
        Us(found, title[:64]), title, settings, {"client": client, "secret": secret, "refresh": refresh}, session
    )


def _addresses(values: Mapping[str, str], transport: Transport) -> Addresses:
    usual = {"api": API, "accounts": ACCOUNTS, "places": PLACES, "token": TOKEN}
    found = {one: (values.get(one) or otherwise).strip().rstrip("/") for one, otherwise in usual.items()}
    if any(not at.startswith("https://") and not transport.trusts(place_of(at)) for at in found.values()):
        raise Refused(words.INSECURE)
    return Addresses(**found)


async def _place(owner: Owner, at: Addresses, wanted: str) -> tuple[str, str]:
    """The place that is meant, by name or number; without either there must be only one."""
    found: dict[str, str] = {}
    for account in await _listed(owner, f"{at.accounts}/accounts", "accounts", {}):
        if ACCOUNT.fullmatch(of := str(account.get("name"))):
            asked = {"readMask": "name,title", "pageSize": str(PAGE)}
            for one in await _listed(owner, f"{at.places}/{of}/locations", "locations", asked):
                if LOCATION.fullmatch(named := str(one.get("name"))):
                    found.setdefault(f"{of}/{named}", name(one.get("title")) or named)
    if wanted:
        number = wanted.rpartition("/")[2]
        found = {
            one: title
            for one, title in found.items()
            if one.rpartition("/")[2] == number or title.casefold() == wanted.casefold()
        }
    places = {one.rpartition("/")[2] for one in found}  # one place may be in several accounts of its owner
    if len(places) != 1:
        raise Refused(words.SEVERAL if found else words.NO_LOCATION)
    return next(iter(found.items()))


async def _listed(owner: Owner, url: str, what: str, asked: Mapping[str, str]) -> list[Mapping[str, Any]]:
    found, place = list[Mapping[str, Any]](), dict[str, str]()
    for _ in range(PAGES):
        answer = await owner.ask("GET", url, params={**asked, **place})
        if not answer.ok:
            raise Refused(words.NO_ACCESS)
        page = told(answer)
        found += listed(page.get(what), PAGE * 2)
        after = page.get("nextPageToken")
        if not isinstance(after, str) or not after:
            break
        place = {"pageToken": after[:2000]}
    return found
