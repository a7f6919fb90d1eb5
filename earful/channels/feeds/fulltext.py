"""The text of an article from the page it stands on, where its feed has only the beginning."""

import html

MOST = 1_500_000  # bytes of a page
SHORT = 600  # characters; a feed that gives more gives the text
LONGEST = 60_000


def extracted(page: bytes, address: str) -> str:
    """The article as HTML paragraphs; "" where none was found. Slow: not for the loop that listens."""
    import trafilatura  # noqa: PLC0415 -- slow to load, and only listeners need it

    try:
        found = trafilatura.extract(page[:MOST], url=address, include_comments=False, include_tables=False, fast=True)
    except Exception:  # noqa: BLE001 -- a stranger's page; its feed's own words stand
        return ""
    paragraphs = [line.strip() for line in (found or "")[:LONGEST].split("\n")]
    return "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs if line)
