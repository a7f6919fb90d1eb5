"""An article's words as a page: headings, lists, paragraphs, bold, links. Everything else is shown as it was written.

Our own few lines rather than a library: what may come out is built here from escaped text, so nothing has to be cleaned.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

INLINE = re.compile(
    r"\[(?P<shown>[^\[\]\n]{1,200})\]\((?P<target>https?://[^\s()<>\"']{1,500})\)|(?P<bare>https?://[^\s<>\"'“”()]{1,500})|\*\*(?P<strong>[^*\n]{1,500})\*\*"
)
HEADING, BULLET, NUMBER = re.compile(r"(#{1,3})\s+(.*)"), re.compile(r"[-*]\s+(.*)"), re.compile(r"\d{1,3}[.)]\s+(.*)")


def page(body: str) -> SafeString:
    """Ready to be shown."""
    return format_html_join("\n", "{}", ((block,) for block in _blocks(body.replace("\r\n", "\n"))))


def _blocks(body: str) -> Iterator[SafeString]:
    for chunk in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        for kind, group in groupby(lines, _kind):
            yield _block(kind, list(group))


def _kind(line: str) -> str:
    found = ((HEADING, "h"), (BULLET, "ul"), (NUMBER, "ol"))
    return next((name for form, name in found if form.fullmatch(line)), "p")


def _block(kind: str, lines: list[str]) -> SafeString:
    if kind == "h":
        told = (HEADING.fullmatch(line) for line in lines)
        each = ((min(len(one[1]) + 1, 4), _inline(one[2])) for one in told if one)
        return format_html_join("\n", "<h{0}>{1}</h{0}>", each)
    if kind == "p":
        return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((_inline(line),) for line in lines)))
    form = BULLET if kind == "ul" else NUMBER
    items = ((_inline(found[1]),) for line in lines if (found := form.fullmatch(line)))
    return format_html("<{0}>{1}</{0}>", mark_safe(kind), format_html_join("", "<li>{}</li>", items))  # noqa: S308 -- "ul" or "ol"


def _inline(text: str) -> SafeString:
    pieces, place = [], 0
    for found in INLINE.finditer(text):
        pieces.append(mark_safe(escape(text[place : found.start()])))  # noqa: S308 -- escaped here
        place = found.end()
        if found["strong"]:
            pieces.append(format_html("<strong>{}</strong>", found["strong"]))
            continue
        target = found["target"] or found["bare"].rstrip(".,;:!?")
        place = place if found["target"] else found.start() + len(target)
        pieces.append(format_html('<a href="{}" rel="noopener nofollow">{}</a>', target, found["shown"] or target))
    pieces.append(mark_safe(escape(text[place:])))  # noqa: S308 -- escaped here
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def plain(text: str) -> str:
    """The words as they can go into an answer: no marks, links as bare addresses."""
    text = re.sub(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()<>\"']{1,500})\)", r"\1: \2", text.replace("\r\n", "\n"))
    text = re.sub(r"\*\*([^*\n]{1,500})\*\*", r"\1", text)
    return re.sub(r"^#{1,3}\s+", "", text, flags=re.MULTILINE).strip()
