"""How a reply is signed. Pure."""

import re

DASHES = re.compile(r"[-‐-―−~]+")


def mark(style: str, name: str, initials: str, page: str = "") -> str:
    """What the account's style puts behind an answer: "^AK", "– Ana", "– Ana, https://…"; "" for nothing."""
    first = _first(name)
    match style:
        case "initials":
            return f"^{initials}" if initials else ""
        case "name" | "link" if first:
            return f"– {first}, {page}" if page and style == "link" else f"– {first}"
    return ""


def signed(text: str, style: str, name: str, initials: str, page: str = "") -> str:
    """The text as it leaves, with the agent's name as the account's style says; never signed twice."""
    text = text.strip()
    added = addition(text, style, name, initials, page)
    return f"{text} {added}" if added else text


def addition(text: str, style: str, name: str, initials: str, page: str = "") -> str:
    """What signing adds behind a text: all of the mark, or what its writer did not type themself; "" for nothing."""
    whole = mark(style, name, initials, page)
    if not whole or not text.strip() or _bare(text).endswith(_bare(whole)):
        return ""
    if style == "link" and page and text.rstrip().endswith(page):
        return ""
    if style in {"name", "link"} and _named(text, name):
        return page if style == "link" and page and page not in text else ""
    return whole


def without_mark(text: str, mark: str) -> str:
    """A text without this mark at its end, for somebody else who goes on writing."""
    text = text.rstrip()
    return text[: -len(mark)].rstrip() if mark and text.endswith(mark) else text


def _named(text: str, name: str) -> bool:
    """Whether a text ends with its writer's name, alone behind a comma, a dash or the end of a line."""
    end = _bare(text, keep="\n").rstrip(" .")
    names = {_bare(name), _bare(_first(name))} - {""}
    return any(re.search(rf"(?:^|[\n,-])\s*{re.escape(one)}$", end) for one in names)


def _first(name: str) -> str:
    return " ".join(name.split()[:1])


def _bare(text: str, keep: str = "") -> str:
    """Folded, every dash the same, spaces single."""
    lines = DASHES.sub("-", text.casefold()).split("\n") if keep else [DASHES.sub("-", text.casefold())]
    return "\n".join(" ".join(line.split()) for line in lines).strip()
