"""Queries and posts drawn by lot, of few words in many dresses, so that they meet."""

from hypothesis import strategies as some

from earful.listening.anchors import anchors
from earful.listening.fitting import Post
from earful.listening.tree import Field, Near, Not, What, any_of, everything, nothing_of, term

WORDS = (
    "northwind", "Northwind", "NORTHWIND", "rail", "Rail", "café", "CAFE", "cafe\u0301", "straße", "STRASSE", "züge", "Zuge", "don't",
    "O’Brien", "n26", "北風", "北", "風鉄道", "ガ", "ﾎﾟ", "か", "が", "노스윈드는", "노스", "поезд", "Ёлка", "елка", "🚂", "👍🏽", "👍", "❤️", "❤",
    "👩‍💻", "🇩🇪", "ｗｉｄｅ", "wide", "𝐍orthwind", "Northwind®", "rail™", "øre", "हिन्दी", "a", "the", "²", "①", "ﬁne", "fine", "שָׁלוֹם", "שלום",
)  # fmt: skip
TAGS = (
    "#NorthwindRail",
    "#northwind_rail",
    "#northwindrail",
    "#北風鉄道",
    "x#rail",
    "#_rail",
    "&#39;",
    "#🚂",
    "＃rail",
    "北#Rail",
)
LINKS = (
    "https://www.northwind.example/rail",
    "http://a.example",
    "北https://b.example/x風",
    "xhttps://c.example",
    "https://ana@d.example:80/?q#f.",
)
GLUE = (" ", " ", " ", "", ", ", "-", "_", "\n", ".", " (", ") ", "\u00ad", "'")  # fmt: skip
AUTHORS = ("ana", "Ana@Social.example", "@ana.bsky.social", "bo", "")

texts = some.lists(some.tuples(some.sampled_from((*WORDS, *WORDS, *TAGS, *LINKS)), some.sampled_from(GLUE)), max_size=9).map(
    lambda parts: "".join(part for pair in parts for part in pair)
)  # fmt: skip
posts = some.builds(
    Post,
    text=texts,
    author=some.sampled_from(AUTHORS),
    languages=some.sampled_from(((), ("de",), ("en-GB", "fr"))),
    links=some.sampled_from(((), ("https://www.northwind.example/x", "mailto:a@b.example"))),
    url=some.sampled_from(("", "https://blog.northwind.example/7")),
)
words = some.sampled_from(WORDS)
terms = some.builds(
    lambda parts, exact, tag, begins: term(" ".join(parts), exact=exact, tag=tag, begins=begins and len(parts[-1]) > 2),
    some.lists(words, min_size=1, max_size=2), some.booleans(), some.booleans(), some.booleans(),
)  # fmt: skip
fields = some.sampled_from(
    [
        Field(What.AUTHOR, "ana"), Field(What.AUTHOR, "ana@social.example"), Field(What.AUTHOR, "an", True),
        Field(What.SITE, "northwind.example"), Field(What.SITE, "b.example"), Field(What.LANG, "de"),
        Field(What.LANG, "en"), Field(What.HAS, "link"),
    ]
)  # fmt: skip
sides = some.lists(terms, min_size=1, max_size=2).map(any_of)
nears = some.builds(Near, sides, sides, some.integers(0, 4))


def queries():
    """Any that can be kept."""
    leaves = some.one_of(terms, terms, fields, nears)
    return some.recursive(
        leaves,
        lambda inner: some.one_of(
            some.lists(inner, min_size=2, max_size=3).map(everything),
            some.lists(inner, min_size=2, max_size=3).map(any_of),
            inner.map(nothing_of),
        ),
        max_leaves=6,
    ).filter(lambda node: anchors(node) is not None)


__all__ = ["Not", "posts", "queries", "texts"]
