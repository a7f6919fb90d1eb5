"""Pictures, from the server that the account lives on: it fetches those of other servers itself."""

import re

from earful.channels.contract import Refused
from earful.channels.matrix import words
from earful.channels.matrix.calls import Denied, Home

ADDRESS = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")
LARGEST = 10 * 1024 * 1024
PATHS = ("/_matrix/client/v1/media/download", "/_matrix/media/v3/download")  # the second on older servers


async def picture(home: Home, url: str) -> tuple[bytes, str]:
    """Its bytes and media type. Raises Refused, Retry."""
    found = ADDRESS.fullmatch(url)
    if found is None:
        raise Refused(words.NO_PICTURE)
    for path in PATHS:
        try:
            answer = await home.fetch(f"{path}/{found[1]}/{found[2]}", LARGEST)
        except Denied:
            continue
        mime = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if mime.startswith("image/") and mime != "image/svg+xml":
            return answer.content, mime
    raise Refused(words.NO_PICTURE)
