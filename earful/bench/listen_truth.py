"""The slow way to say whether a post fits a query: sign by sign, query by query.

Written apart from `earful/listening/`, of which it knows only the shape of a query that was read, so that the fast way
can be held against it.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from earful.listening.fitting import Post
from earful.listening.tree import All, Either, Field, Near, Node, Not, Term

ALONE = ("CJK UNIFIED", "CJK COMPATIBILITY IDEO", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
ALONE_TOO = "ー々〆"
DROPPED = "\u00ad\u2060\ufeff"
PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
SKINS, DRESS = range(0x1F3FB, 0x1F400), "\ufe0e\ufe0f"


@dataclass(frozen=True)
class Seen:
    """One word, sign or emoji."""

    low: str
    as_is: str
    tag_low: str = ""
    tag_as_is: str = ""


def fits(query: Node, post: Post) -> bool:
    """Whether it does."""
    match query:
        case Not(part):
            return not fits(part, post)
        case All(parts):
            return min(fits(part, post) for part in parts)
        case Either(parts):
            return max(fits(part, post) for part in parts)
        case Term():
            return bool(_where(query, post.text))
        case Near(left, right, within):
            return any(
                (two[0] - one[1] in range(within + 1)) or (one[0] - two[1] in range(within + 1))
                for one in _where_any(left, post.text)
                for two in _where_any(right, post.text)
            )
        case Field():
            return _besides(query, post)


def _besides(asked: Field, post: Post) -> bool:
    name = post.author.lower().lstrip("@")
    if asked.what == "author":
        both = [name, name.split("@", maxsplit=1)[0]] if name else []
        return any(one[: len(asked.value)] == asked.value if asked.begins else one == asked.value for one in both)
    if asked.what == "lang":
        return asked.value in [language.lower().split("-")[0] for language in post.languages]
    linked = [host for host in [*_links(_plain(post.text))[1], *(_host(link) for link in post.links)] if host]
    if asked.what == "has":
        return bool(linked)
    return any(host == asked.value or host.endswith("." + asked.value) for host in [*linked, _host(post.url)])


def _where_any(node: Node, text: str) -> list[tuple[int, int]]:
    parts = node.parts if isinstance(node, Either) else (node,)
    return [span for part in parts if isinstance(part, Term) for span in _where(part, text)]


def _where(asked: Term, text: str) -> list[tuple[int, int]]:
    there, want = seen(text), seen(asked.text)
    if asked.tag:
        whole = "".join(one.as_is for one in want)
        if asked.exact:
            return [
                (at, at + 1) for at, one in enumerate(there) if one.tag_as_is and _same(one.tag_as_is, whole, asked)
            ]
        low = _low(whole)
        return [(at, at + 1) for at, one in enumerate(there) if one.tag_low and _same(one.tag_low, low, asked)]
    words = [one.as_is if asked.exact else one.low for one in there]
    wanted = [one.as_is if asked.exact else one.low for one in want]
    return [
        (at, at + len(wanted))
        for at in range(len(words) - len(wanted) + 1)
        if words[at : at + len(wanted) - 1] == wanted[:-1] and _same(words[at + len(wanted) - 1], wanted[-1], asked)
    ]


def _same(word: str, want: str, asked: Term) -> bool:
    return word[: len(want)] == want if asked.begins else word == want


@lru_cache(1000)
def seen(text: str) -> tuple[Seen, ...]:
    """Sign by sign."""
    text, _ = _links(_plain(text))
    found: list[Seen] = []
    at = 0
    tag = tag_end = None
    while at < len(text):
        end = _end(text, at)
        if end == at:
            if text[at] == "#" and _word(text, at + 1) and not (at and _shuts_tag(text[at - 1])):
                tag_end = _tag_end(text, at + 1)
                tag = text[at + 1 : tag_end].replace("_", "")
            at += 1
            continue
        if tag_end is not None and at >= tag_end:
            tag = tag_end = None
        as_is = text[at:end]
        if _low(as_is):
            found.append(Seen(_low(as_is), as_is, _low(tag or ""), tag or ""))
            tag = tag_end = None
        at = end
    return tuple(found)


def _end(text: str, at: int) -> int:
    """Where what begins here ends; here, if nothing does."""
    sign = text[at]
    if _alone(sign):
        return at + 1
    if _word(text, at) and sign != "_":
        while at < len(text) and _word(text, at) and text[at] != "_" and not _alone(text[at]):
            at += 1
        return at
    if _flag(sign) and at + 1 < len(text) and _flag(text[at + 1]):
        return at + 2
    if not _picture(sign):
        return at
    at = _dressed(text, at + 1)
    while at + 1 < len(text) and text[at] == "\u200d" and _picture(text[at + 1], first=False):
        at = _dressed(text, at + 2)
    return at


def _dressed(text: str, at: int) -> int:
    while at < len(text) and (text[at] in DRESS or ord(text[at]) in SKINS):
        at += 1
    return at


def _tag_end(text: str, at: int) -> int:
    while at < len(text) and _word(text, at):
        at += 1
    return at


def _word(text: str, at: int) -> bool:
    if at >= len(text):
        return False
    sign = text[at]
    return unicodedata.category(sign) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Nd", "Mn", "Mc", "Me", "Pc"} or sign in "\u200c\u200d"  # fmt: skip


def _shuts_tag(sign: str) -> bool:
    return sign in "&/" or (_word(sign, 0) and not _alone(sign))


def _alone(sign: str) -> bool:
    return sign in ALONE_TOO or (sign > "\u0e00" and unicodedata.name(sign, "").startswith(ALONE))


def _flag(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign) <= 0x1F1FF


def _picture(sign: str, *, first: bool = True) -> bool:
    code = ord(sign)
    if sign in "©®":
        return not first
    return (0x1F300 <= code <= 0x1FAFF and code not in SKINS) or 0x2600 <= code <= 0x27BF


def _plain(text: str) -> str:
    for sign in "™℠":
        text = text.replace(sign, " ")
    return unicodedata.normalize("NFKC", "".join(sign for sign in text if sign not in DROPPED))


def _low(word: str) -> str:
    for _ in range(3):
        word = unicodedata.normalize("NFKD", word.casefold())
        word = "".join(sign for sign in word if not _mark(sign))
        word = "".join(PLAIN.get(sign, sign) for sign in unicodedata.normalize("NFKC", word).casefold())
    return word


def _mark(sign: str) -> bool:
    code = ord(sign)
    if 0x300 <= code <= 0x36F or code in SKINS or sign in DRESS or sign in "\u200c\u200d\u0640\u0670":
        return True
    return 0x64B <= code <= 0x65F or (0x591 <= code <= 0x5C7 and sign not in "\u05be\u05c0\u05c3\u05c6")


@lru_cache(1000)
def _links(text: str) -> tuple[str, list[str]]:
    """The text without addresses, and their hosts."""
    kept, hosts, at = "", [], 0
    while at < len(text):
        start = text[at : at + 8].lower()
        head = 8 if start == "https://" else 7 if start.startswith("http://") else 0
        free = at == 0 or not _word(text, at - 1) or _alone(text[at - 1])
        if not head or not free:
            kept += text[at]
            at += 1
            continue
        end = at
        while end < len(text) and not text[end].isspace() and not _alone(text[end]):
            end += 1
        hosts.append(_host(text[at:end]))
        kept += " "
        at = end
    return kept, [host for host in hosts if host]


def _host(address: str) -> str:
    rest = address.split("://", 1)[1] if "://" in address else ""
    for stop in "/?#":
        rest = rest.split(stop, 1)[0]
    host = rest.split("@")[-1].split(":")[0].lower().rstrip(".,;!)'\"")
    return host.removeprefix("www.")
