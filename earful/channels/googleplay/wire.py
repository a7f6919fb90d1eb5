"""Understand a review of Google Play. Pure: a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from earful.channels.contract import Unreadable
from earful.channels.payloads import listed, mapping, moment, name, words
from earful.channels.reviews.shape import NAME, STARS, Reply, Review

STORE = "https://play.google.com/store/apps/details?id="
LONGEST = 20_000


def understand(raw: Mapping[str, Any], package: str) -> Review:
    """A review with our answer. Raises Unreadable."""
    comments = listed(raw.get("comments"), 20)
    said = next((mapping(one["userComment"]) for one in comments if "userComment" in one), {})
    called, at, rating = name_of(raw), seconds(said.get("lastModified")), said.get("starRating")
    if not called or at is None or not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= STARS:
        raise Unreadable("It has no name, no stars or no time.")
    title, _, body = words(said.get("text"), LONGEST).partition("\t")
    title, body = (title, body) if body.strip() else ("", title)
    if not body.strip() and not title.strip():
        raise Unreadable("It holds no words.")
    ours = next((mapping(one["developerComment"]) for one in comments if "developerComment" in one), {})
    return Review(
        name=called,
        rating=rating,
        title=" ".join(title.split())[:300],
        body=body.strip(),
        at=at,
        author=name(raw.get("authorName")),
        about=_about(said),
        language=_language(said.get("reviewerLanguage")),
        url=f"{STORE}{package}&reviewId={called}",
        reply=_reply(ours),
    )


def name_of(raw: Mapping[str, Any]) -> str:
    """Its own name."""
    called = raw.get("reviewId")
    return called if isinstance(called, str) and NAME.fullmatch(called) and not called.startswith("reply:") else ""


def seconds(value: object) -> datetime | None:
    """A moment as Google writes it: whole seconds as text, and parts of one."""
    told = mapping(value)
    whole, parts = told.get("seconds"), told.get("nanos", 0)
    if isinstance(whole, str) and whole.isascii() and whole.isdigit() and len(whole) < 12:
        whole = int(whole)
    at = moment(whole)
    small = parts // 1000 if isinstance(parts, int) and 0 <= parts < 10**9 else 0
    return at.replace(microsecond=small) if at else None


def _about(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Which version of the app, on what."""
    version, code = name(said.get("appVersionName"), 60), said.get("appVersionCode")
    product = name(mapping(said.get("deviceMetadata")).get("productName"), 80) or name(said.get("device"), 60)
    system = said.get("androidOsVersion")
    app = f"Version {version or code}" if version or isinstance(code, int) else ""
    android = f"Android API {system}" if isinstance(system, int) and not isinstance(system, bool) else ""
    return tuple(part for part in (app, product, android) if part)


def _language(value: object) -> str:
    main = value.replace("_", "-").split("-")[0].lower() if isinstance(value, str) and len(value) < 40 else ""
    return main if len(main) == 2 and main.isascii() and main.isalpha() else ""


def _reply(said: Mapping[str, Any]) -> Reply | None:
    text, at = words(said.get("text"), LONGEST).strip(), seconds(said.get("lastModified"))
    return Reply(text, at) if text and at else None
