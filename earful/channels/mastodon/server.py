"""A server: its address, what runs on it, and what it allows."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from earful.channels.amending import ALTS, TEXT
from earful.channels.contract import Can, Json, Refused, Retry
from earful.channels.mastodon import words
from earful.channels.mastodon.calls import Call, body_of, exchange
from earful.channels.mastodon.composing import LIMIT, WEIGHT
from earful.channels.mastodon.names import FAMILY, SNAC
from earful.channels.mastodon.tidy import mapping
from earful.kit.transport import Response, Transport, trusted_hosts
from earful.kit.words import gettext_noop as _

NO_SERVER = _("Server: no Mastodon or similar server answers at this address. Check the spelling.")
PLAIN = _("Server: this address begins with http, so the sign-in could be read on the way. Enter it with https.")
MIMES = ("image/jpeg", "image/png", "image/webp", "image/gif")
PICTURE_BYTES = 8_000_000
PICTURES, HOPS, CHECKS, POLL = 4, 2, 20, 15.0
KIN = re.compile(
    r"pleroma|akkoma|gotosocial|snac|sharkey|misskey|firefish|iceshrimp|mitra|takahe|hollo|friendica", re.IGNORECASE
)
EDITING = FAMILY | {"pleroma", "akkoma", "gotosocial", "mitra", "friendica"}  # programs whose API changes posts
CAN = Can(
    pictures=PICTURES,
    picture_bytes=PICTURE_BYTES,
    picture_mimes=MIMES,
    graphemes=LIMIT,
    listens=True,
    checks=CHECKS,
    poll_seconds=POLL,
    edits=frozenset({TEXT, ALTS}),
    deletes=True,
)


def address(entered: str) -> str:
    """A server's address from what people enter: a name, a web address, or the account's own. Raises Refused."""
    entered = (
        "".join(c for c in entered.strip() if c.isprintable()).rpartition("@")[2] if "://" not in entered else entered
    )
    try:
        parts = urlsplit(entered.strip() if "://" in entered else f"https://{entered}")
        host, port = (parts.hostname or "").rstrip("."), f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise Refused(NO_SERVER) from error
    if parts.scheme not in ("http", "https") or not host or parts.username or re.search(r"[^\w.:-]", host):
        raise Refused(NO_SERVER)
    if parts.scheme == "http" and not _may_be_plain(host, parts.port or 80):
        raise Refused(PLAIN)
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _may_be_plain(host: str, port: int) -> bool:
    """Whether http is the owner's own choice: this machine, or what they have allowed by name."""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return local or f"{host}:{port}".lower() in trusted_hosts()


async def describe(transport: Transport, base: str) -> dict[str, Any]:
    """What is known of a server, as the account's settings keep it. Raises Refused, Retry."""
    for _hop in range(HOPS + 1):
        for path in ("/api/v2/instance", "/api/v1/instance"):
            answer = await exchange(transport, base, Call("GET", path))
            found = mapping(body_of(answer)) if answer.ok else {}
            if found.get("version") or found.get("configuration"):
                software, version = await _software(transport, base, found)
                known = {"url": base, **settings_from(found, base), "software": software, "version": version}
                return (
                    known if software in FAMILY else {**known, "streaming": ""}
                )  # kin stream by WebSocket or not at all
            if there := _elsewhere(answer, base, path):
                base = there
                break
            if answer.status in (410, 429) or answer.status >= 500:
                raise _trouble(answer.status)
        else:
            break
    raise Refused(NO_SERVER)


def _trouble(status: int) -> Refused | Retry:
    return Refused(words.CLOSED) if status == 410 else Retry(words.BUSY if status == 429 else words.TROUBLE, 60)


def _elsewhere(answer: Response, base: str, path: str) -> str | None:
    """Where a server that has another address for its pages sends us; people know only the one in its names."""
    if answer.status not in (301, 302, 307, 308):
        return None
    try:
        there = urlsplit(urljoin(base + path, answer.headers.get("location", "")))
    except ValueError:
        return None
    if there.path != path or not there.hostname or (there.scheme != "https" and not base.startswith("http://")):
        return None
    return address(f"{there.scheme}://{there.netloc}")


async def _software(transport: Transport, base: str, instance: Mapping[str, Any]) -> tuple[str, str]:
    """What runs there: by its own card where it has one, else by its version."""
    version = str(instance.get("version", ""))[:100]
    try:
        links = mapping(body_of(await exchange(transport, base, Call("GET", "/.well-known/nodeinfo")))).get("links")
        for link in links if isinstance(links, list) else ():
            href = mapping(link).get("href")
            if isinstance(href, str) and urlsplit(href).netloc == urlsplit(base).netloc:
                card = mapping(body_of(await exchange(transport, base, Call("GET", href.removeprefix(base)))))
                name = mapping(card.get("software")).get("name")
                if isinstance(name, str) and name:
                    return name.lower()[:40], str(mapping(card.get("software")).get("version", version))[:100]
    except (Refused, Retry, ValueError):
        pass  # no card: the version says enough
    kin = KIN.search(version) or KIN.search(str(instance.get("source_url", "")))
    return (kin[0].lower() if kin else "mastodon"), version


def settings_from(instance: Mapping[str, Any], base: str) -> dict[str, Any]:
    """Limits and addresses out of an instance's description, of either form."""
    configuration = mapping(instance.get("configuration"))
    statuses, media = mapping(configuration.get("statuses")), mapping(configuration.get("media_attachments"))
    mimes = media.get("supported_mime_types")
    streaming = mapping(configuration.get("urls")).get("streaming") or mapping(instance.get("urls")).get(
        "streaming_api"
    )
    return {
        "domain": _domain(instance, base),
        "title": str(instance.get("title", ""))[:200],
        "characters": _number(statuses.get("max_characters") or instance.get("max_toot_chars"), LIMIT),
        "url_weight": _number(statuses.get("characters_reserved_per_url"), WEIGHT),
        "media": _number(statuses.get("max_media_attachments"), PICTURES),
        "picture_bytes": _number(media.get("image_size_limit") or instance.get("upload_limit"), PICTURE_BYTES),
        "mimes": [mime for mime in MIMES if not isinstance(mimes, list) or not mimes or mime in mimes],
        "streaming": _streaming(streaming, base),
    }


def _domain(instance: Mapping[str, Any], base: str) -> str:
    """The name in the names of its people."""
    for name in ("account_domain", "domain", "uri"):
        if isinstance(found := instance.get(name), str) and found:
            return found.removeprefix("https://").removeprefix("http://").strip("/").lower()
    return (urlsplit(base).hostname or "").lower()


def _number(value: object, otherwise: int) -> int:
    return value if type(value) is int and 0 < value <= 100_000_000 else otherwise


def _streaming(value: object, base: str) -> str:
    """Where the stream is, as a web address: never less safe than the server itself."""
    if not isinstance(value, str):
        return ""
    plain = base.startswith("http://")
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    scheme = {"wss": "https", "https": "https", "ws": "http", "http": "http"}.get(parts.scheme, "")
    if not scheme or not parts.netloc or "@" in parts.netloc:
        return ""
    return f"{'http' if plain and scheme == 'http' else 'https'}://{parts.netloc}"


def allows(settings: Json) -> Can:
    """What an account's server allows."""
    if not settings:
        return CAN
    mimes = settings.get("mimes")
    return Can(
        pictures=min(_number(settings.get("media"), PICTURES), 16),
        picture_bytes=min(_number(settings.get("picture_bytes"), PICTURE_BYTES), PICTURE_BYTES),
        picture_mimes=tuple(mime for mime in MIMES if mime in mimes) if isinstance(mimes, list | tuple) else MIMES,
        graphemes=_number(settings.get("characters"), LIMIT),
        listens=bool(settings.get("streaming")),
        checks=CHECKS,
        poll_seconds=POLL,
        edits=edits_of(str(settings.get("software", ""))),
        deletes=settings.get("software") != SNAC,  # only its own page can
    )


def edits_of(software: str) -> frozenset[str]:
    """What of a post a program lets its author change."""
    if software == SNAC:
        return frozenset({TEXT})
    return frozenset({TEXT, ALTS}) if not software or software in EDITING else frozenset()
