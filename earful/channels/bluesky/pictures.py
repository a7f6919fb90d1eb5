"""The pictures of a post: from its view, or, where there was none, by the address a blob would have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from earful.channels.bluesky.parcels import well_formed
from earful.channels.contract import Picture

CDN = "https://cdn.bsky.app/img/feed_fullsize/plain"
CID = re.compile(r"[a-zA-Z0-9]{20,120}", re.ASCII)
MOST = 20


def pictures(raw: Mapping[str, Any], did: str) -> tuple[Picture, ...]:
    """Every picture of a stored post, in order. A video shows its still."""
    found = list(_seen(raw.get("embed")))
    if not found:
        record, ours = raw.get("record"), raw.get("earful")
        pds = ours.get("pds") if isinstance(ours, Mapping) else None
        found = list(_blobs(record.get("embed") if isinstance(record, Mapping) else None, did, pds))
    return tuple(found[:MOST])


def _media(embed: object) -> Mapping[str, Any]:
    """The part of an embed that holds pictures: itself, or its media beside a quoted post."""
    if not isinstance(embed, Mapping):
        return {}
    media = embed.get("media")
    return media if isinstance(media, Mapping) else embed


def _images(embed: object) -> Iterator[Mapping[str, Any]]:
    media = _media(embed)
    for name in ("images", "items"):  # "items": galleries, the newer kind
        images = media.get(name)
        yield from (i for i in images if isinstance(i, Mapping)) if isinstance(images, list) else ()


def _seen(embed: object) -> Iterator[Picture]:
    for image in _images(embed):
        url = _web(image.get("fullsize")) or _web(image.get("thumb")) or _web(image.get("thumbnail"))
        if url:
            yield _picture(url, image)
    media = _media(embed)
    if still := _web(media.get("thumbnail")):
        yield _picture(still, media)


def _blobs(embed: object, did: str, pds: object) -> Iterator[Picture]:
    for image in _images(embed):
        blob = image.get("image")
        ref = blob.get("ref") if isinstance(blob, Mapping) else None
        cid = ref.get("$link") if isinstance(ref, Mapping) else None
        if isinstance(cid, str) and CID.fullmatch(cid):
            yield _picture(_blob_url(did, cid, pds), image)


def _blob_url(did: str, cid: str, pds: object) -> str:
    if base := _web(pds):
        return f"{base}/xrpc/com.atproto.sync.getBlob?{urlencode({'did': did, 'cid': cid})}"
    return f"{CDN}/{did}/{cid}@jpeg"


def _web(url: object) -> str | None:
    good = isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= 2000
    return url if good and isinstance(url, str) else None


def _picture(url: str, image: Mapping[str, Any]) -> Picture:
    alt, ratio = image.get("alt"), image.get("aspectRatio")
    width, height = (ratio.get("width"), ratio.get("height")) if isinstance(ratio, Mapping) else (None, None)
    return Picture(
        url=well_formed(url),
        alt=well_formed(alt) if isinstance(alt, str) else "",
        width=width if type(width) is int and 0 < width < 100_000 else None,
        height=height if type(height) is int and 0 < height < 100_000 else None,
    )
