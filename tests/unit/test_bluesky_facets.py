"""What a text names is found, and counted in UTF-8 bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.bluesky.facets import facets, spans


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hello @carol.test", [("mention", "carol.test")]),
        ("@Carol.Test: and (@dan.bsky.social)", [("mention", "carol.test"), ("mention", "dan.bsky.social")]),
        ("write to carol@example.org", []),
        ("@carol is no handle, @carol..test neither", []),
        ("see https://example.org/a?b=1#c.", [("link", "https://example.org/a?b=1#c")]),
        ("(https://example.org/a_(b))", [("link", "https://example.org/a_(b)")]),
        (
            "https://example.org/@carol.test and http://x",
            [("link", "https://example.org/@carol.test"), ("link", "http://x")],
        ),
        ("https:// and https://... and https://[", []),
        ("„https://example.org”", [("link", "https://example.org")]),
        ("#Hilfe, #42 #a.b #ünï! no#tag ##", [("tag", "Hilfe"), ("tag", "a.b"), ("tag", "ünï")]),
        ("#" + "x" * 65, []),
        ("", []),
    ],
)
def test_spans(text: str, named: list[tuple[str, str]]) -> None:
    assert [(span.kind, span.target) for span in spans(text)] == named


PIECES = st.lists(
    st.sampled_from(
        ["@carol.test", "https://example.org/ü", "#tag", "🙈", "ünï", " ", "\n", "(", ").", "@", "#", "://"]
    )
    | st.text(max_size=5),
    max_size=12,
)


@given(PIECES)
def test_facets_point_at_what_they_name_and_never_overlap(pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "replace").decode()
    octets, last = text.encode(), 0
    for facet in facets(text, {"carol.test": "did:plc:carol"}):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert last <= start < end <= len(octets)
        last = end
        shown, feature = octets[start:end].decode(), facet["features"][0]
        match feature["$type"].partition("#")[2]:
            case "mention":
                assert shown == "@carol.test"
            case "link":
                assert shown == feature["uri"]
            case "tag":
                assert shown[1:] == feature["tag"]


def test_a_handle_nobody_has_stays_plain() -> None:
    assert facets("@nobody.test", {}) == []


def test_long_nonsense_is_no_burden() -> None:
    assert spans("@" + "a" * 50_000) == []
    assert spans("@" + "a." * 20_000) == []
    assert len(spans("https://x/" + "(" * 20_000)) == 1
    assert spans("https://x/" + ")" * 20_000)
