r"""JSON that somebody outside wrote, with every text in it such that it can be kept. Pure.

JSON may say half a character (`"\ud800"`, RFC 8259 section 8.2) and the null character; UTF-8 cannot say the one, nor PostgreSQL
keep the other. Each becomes U+FFFD here, at the door, so that no name, address or fingerprint made of it can fail later.
"""

import json
import re
from typing import Any

UNFIT = re.compile("[\x00\ud800-\udfff]")
# The null character, a half without its other half, and a backslash that is one itself, behind which nothing is known.
ESCAPED = re.compile(
    r"\\u0000|\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]|\\\\u[dD]", re.DOTALL
)


def load(content: bytes | str) -> Any:
    """What it says. Raises ValueError where it is no JSON, and RecursionError where boxes stand in boxes too deep."""
    text = _decoded(content) if isinstance(content, bytes) else content
    found = json.loads(text)
    return _fit(found) if "\\u" in text and ESCAPED.search(text) else found


def _decoded(content: bytes) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return UNFIT.sub("\ufffd", content.decode(encoding, "surrogatepass"))


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return UNFIT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_fit(one) for one in value]
    return {_fit(name): _fit(one) for name, one in value.items()} if isinstance(value, dict) else value
