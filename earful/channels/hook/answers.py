"""An answer of ours as it leaves for a sender of one's own, and what comes back of it. Pure."""

import base64
from typing import Any

from earful.channels.contract import Change, Inbound, Json, Outbound, Reach, Receipt, Unreadable, Upload, Us
from earful.channels.hook import wire


def event(outbound: Outbound, us: Us) -> dict[str, Any]:
    """What is posted. The same dispatch is always the same, byte by byte."""
    above = _above(outbound.parent_raw, us)
    to = above.author if above is not None else None
    said = {
        "key": outbound.key,
        "text": outbound.text,
        "answers": outbound.parent_id,
        "thread": (above.root_id if above is not None else None) or outbound.parent_id,
        "reach": _reach(above).value,
        "to": {"id": to.external_id, "handle": to.handle, "name": to.name} if to is not None else None,
        "by": us.handle,
        "language": outbound.languages[0] if outbound.languages else "",
        "pictures": [_upload(upload) for upload in outbound.uploads],
    }
    return {"type": "answer.sent", "timestamp": outbound.created_at.isoformat(), "data": said}


def receipt(outbound: Outbound, us: Us, told: Any) -> Receipt:
    """Proof, with our words as the other side would hand them to us. `told`: its answer, which may say nothing."""
    known: Json = told if isinstance(told, dict) else {}
    name, url = known.get("id"), known.get("url")
    name = (
        name if isinstance(name, str) and 0 < len(name) <= wire.NAME and "\0" not in name else f"answer:{outbound.key}"
    )
    above = _above(outbound.parent_raw, us)
    said: dict[str, Any] = {
        "id": name,
        "text": outbound.text,
        "by_us": True,
        "reach": _reach(above).value,
        "answers": outbound.parent_id,
        "thread": (above.root_id if above is not None else None) or outbound.parent_id,
        "url": url if isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) < 2000 else "",
        "pictures": [{"url": f"https://pictures.invalid/{n}", "alt": u.alt} for n, u in enumerate(outbound.uploads)],
    }
    raw = {"type": "message.said", "timestamp": outbound.created_at.isoformat(), "data": said}
    if isinstance(shown := known.get("message"), dict) and (same := wire.parcel(shown)).external_id == name:
        return Receipt(name, str(said["url"]), same)
    return Receipt(name, str(said["url"]), wire.parcel(raw))


def _above(raw: Json, us: Us) -> Inbound | None:
    """What is answered, if it can be read still."""
    try:
        found = wire.inbound(raw, us)
    except Unreadable:
        return None
    return None if found.change is Change.REMOVED else found


def _reach(above: Inbound | None) -> Reach:
    """Read by nobody more than what it answers; when nobody knows what that was, by the fewest."""
    return Reach.PRIVATE if above is None else above.reach


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "mime": upload.mime,
        "alt": upload.alt,
        "width": upload.width,
        "height": upload.height,
        "content": base64.b64encode(upload.content).decode("ascii"),
    }
