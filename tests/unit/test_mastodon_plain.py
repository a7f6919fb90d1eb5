"""From HTML to text: safe, quick, and true to what a reader would see."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.channels.mastodon.plain import plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>a &lt;b&gt; &amp;amp; c</p>", "a <b> &amp; c"),
        ("tom & jerry < 3 hours<br>", "tom & jerry < 3 hours"),
        ("<p>list</p><ul><li>x</li><li>y</li></ul>", "list\n\nx\ny"),
        ("<blockquote><p>quoted</p></blockquote><p>said</p>", "quoted\n\nsaid"),
        ("<script>alert(1)</script>hi<style>p{}</style><!-- no -->", "hi"),
        ("<p>x<img src=x onerror=alert(1)>y</p>", "xy"),
        ('<p><span class="quote-inline">RE: <span>https://a.example/1</span></span>after</p>', "after"),
        ("<pre><code>a\n  b</code></pre>", "a\n  b"),
        ("no markup at all", "no markup at all"),
        ("", ""),
        ("<p>nul\x00 and half \ud800</p>", "nul\ufffd and half \ufffd"),
    ],
)
def test_what_is_shown(markup: str, text: str) -> None:
    assert plain(markup).text == text


def test_links_are_pages_and_names_are_people() -> None:
    found = plain(
        '<p><a class="u-url mention" href="https://a.example/@x">@x</a> '
        '<a href="https://b.example/p?a=1&amp;b=2">this <b>page</b></a> '
        '<a href="https://a.example/tags/t" class="mention hashtag">#t</a> '
        "<a href='javascript:alert(1)'>press</a> <a>nothing</a></p>"
    )
    assert found.text == "@x this page #t press nothing"
    assert found.links == [("this page", "https://b.example/p?a=1&b=2")]
    assert found.names == ["https://a.example/@x"]


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "<p>",
        "</p>",
        "<a ",
        "href=",
        '"',
        "'",
        "<!--",
        "-->",
        "<![CDATA[",
        "&",
        "&#x0;",
        "&lt;script&gt;",
        "<script>",
        "</script>",
        "<svg",
        "x",
        "\n",
        "<br/>",
        "<span class='quote-inline'>",
        "</span>",
        "https://a.example",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_nothing_breaks_it(markup: str) -> None:
    found = plain(markup)
    found.text.encode()
    assert "\x00" not in found.text
    assert all(target.lower().startswith(("http://", "https://")) for _, target in found.links)


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<a ", "<!--", "&", "<a href='", "<p>", "<a href=x>", "<span class=quote-inline>", "&#"]
)
def test_hostile_markup_takes_no_longer_than_its_length(piece: str) -> None:
    def cost(count: int) -> float:
        start = time.perf_counter()
        plain(piece * count)
        return time.perf_counter() - start

    cost(10)
    assert cost(160_000 // len(piece)) < 20
