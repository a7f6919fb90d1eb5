"""Pictures that come with a post."""

import base64
import binascii
from typing import Any

from earful.channels.sandbox.length import LIMITS
from earful.channels.sandbox.town import pictures, posts
from earful.channels.sandbox.town.asgi import No


def uploads_of(given: object) -> tuple[posts.NewPicture, ...]:
    """The pictures that come with a post. Raises No."""
    if not isinstance(given, list) or len(given) > LIMITS.pictures:
        raise No(422, f"At most {LIMITS.pictures} pictures go with a post.")
    return tuple(upload_of(one) for one in given)


def upload_of(one: Any) -> posts.NewPicture:
    """One picture, checked. Raises No."""
    try:
        content = base64.b64decode(one["content"], validate=True)
        alt, width, height = str(one["alt"]), int(one["width"]), int(one["height"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise No(422, "A picture needs content, alt, width and height.") from error
    if len(content) > LIMITS.picture_bytes:
        raise No(413, f"A picture may have at most {LIMITS.picture_bytes} bytes.")
    mime = pictures.mime_of(content)
    if mime not in LIMITS.picture_mimes:
        raise No(415, "The town shows only PNG and JPEG pictures.")
    return posts.NewPicture(alt, width, height, mime, content)
