"""Links in messages: which there are, which are never opened, and what a page says of itself."""

import gzip
import ipaddress
import time
import unicodedata
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earful.conversations.links import page, rules, words
from earful.conversations.links.rules import Link, Why, elsewhere, links, unfit
from earful.kit.addresses import is_odd, is_public
from earful.kit.transport import Forbidden, as_asked

# --- addresses ---------------------------------------------------------------------------------------------------


def test_links_are_those_the_network_marked_and_those_in_the_words():
    text = (
        "See bank.example/pay… and https://shop.example/a?b=1). Or (HTTP://OTHER.example/x), https://shop.example/a?b=1"
    )
    marked = [["bank.example/pay…", "https://evil.example/pay"], ["@ana", "mailto:ana@x.example"], ["odd"]]
    assert links(text, marked) == [
        Link("bank.example/pay…", "https://evil.example/pay"),
        Link("https://shop.example/a?b=1", "https://shop.example/a?b=1"),
        Link("HTTP://OTHER.example/x", "HTTP://OTHER.example/x"),
    ]


def test_there_are_not_too_many():
    assert len(links(" ".join(f"https://x.example/{n}" for n in range(50)), [])) == rules.MOST


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://example.org/", None),
        ("http://example.org:80/x?y#z", None),
        ("https://example.org:443", None),
        ("http://93.184.215.14/", None),
        ("http://[2606:2800:21f::1]/", None),
        ("ftp://example.org/", Why.NO_ADDRESS),
        ("file:///etc/passwd", Why.NO_ADDRESS),
        ("gopher://example.org", Why.NO_ADDRESS),
        ("javascript:alert(1)", Why.NO_ADDRESS),
        ("http://", Why.NO_ADDRESS),
        ("http://[::1", Why.NO_ADDRESS),
        ("http://example.org\\@127.0.0.1/", Why.NO_ADDRESS),
        ("http://example.org/\r\nX: y", Why.NO_ADDRESS),
        ("http://example.org:x/", Why.NO_ADDRESS),
        ("http://a:b@example.org/", Why.USER),
        ("http://mybank.example@evil.example/", Why.USER),
        ("http://example.org:22/", Why.PORT),
        ("http://example.org:8080/", Why.PORT),
        ("http://0x7f.1/", Why.ODD),
        ("http://2130706433/", Why.ODD),
        ("http://127.1/", Why.ODD),
        ("http://0177.0.0.1/", Why.ODD),
        ("http://0x08080808/", Why.ODD),
        ("http://8.8.8.8./", Why.ODD),
        ("http://example.org/" + "x" * 2000, Why.LONG),
    ],
)
def test_what_is_not_even_tried(address, why):
    assert unfit(address) == why


@given(st.integers(0, 2**32 - 1))
@example(0x7F000001)
@example(0x08080808)
def test_no_spelling_of_a_number_but_the_usual_one(number):
    usual = str(ipaddress.IPv4Address(number))
    assert not is_odd(usual)
    parts = usual.split(".")
    for odd in (
        str(number),
        hex(number),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"0{usual}",
        ".".join(map(hex, map(int, parts))),
    ):
        assert is_odd(odd), odd


@given(st.ip_addresses(v=4))
@example(ipaddress.ip_address("169.254.169.254"))
@example(ipaddress.ip_address("168.63.129.16"))
@example(ipaddress.ip_address("192.0.0.192"))
@example(ipaddress.ip_address("100.100.100.200"))
def test_an_internal_address_stays_internal_in_every_wrapping(inner):
    number = int(inner)
    ways = [
        ipaddress.IPv6Address(f"::ffff:{inner}"),
        ipaddress.IPv6Address((0x64FF9B << 96) + number),
        ipaddress.IPv6Address((0x2002 << 112) + (number << 80) + 7),
        ipaddress.IPv6Address((0x26062800 << 96) + (0x5EFE << 32) + number),
    ]
    if not is_public(str(inner)):
        assert [str(way) for way in ways if is_public(str(way))] == []


@pytest.mark.parametrize(
    "address",
    [
        "fec0::1",
        "fd00:ec2::254",
        "64:ff9b:1::7f00:1",
        "3fff::1",
        "::7f00:1",
        "::",
        "ff02::1",
        "fe80::1%eth0",
        "2001:0:1::1",
        "0.0.0.0",
    ],
)
def test_what_only_neighbours_answer_is_not_public(address):
    assert not is_public(address)


@given(st.text(max_size=80))
def test_nothing_that_is_written_breaks_the_rules(text):
    for link in links(f"https://{text} {text}", [[text, f"http://{text}"], [text]]):
        unfit(link.address)
        rules.parts(link.address)
        elsewhere(link, link.address, link.address)
        try:
            as_asked(link.address)
        except Forbidden:
            assert link.address


def test_elsewhere_is_another_host():
    def plain(address):
        return Link(address, address)

    assert not elsewhere(plain("https://a.example/x"), "https://www.a.example/y", "https://a.example/x")
    assert elsewhere(plain("https://sho.rt/x"), "https://a.example/", "https://sho.rt/x")
    assert elsewhere(
        Link("https://bank.example", "https://evil.example/"), "https://evil.example/", "https://evil.example/"
    )
    assert not elsewhere(Link("this page", "https://a.example/"), "https://a.example/", "https://a.example/")
    assert not elsewhere(plain("https://a.example/"), "", "https://a.example/")


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_is_a_plain_sentence(why):
    said = words.failure(why, 500, "application/pdf")
    assert said.endswith(".")
    assert why.value not in said.split()


# --- pages -------------------------------------------------------------------------------------------------------


def test_a_page_says_its_title_and_description():
    told = page.told('<html><head><title>One\n  &amp; two</title><meta name="Description" content="Plain."></head>')
    assert (told.title, told.description) == ("One & two", "Plain.")
    told = page.told(
        '<meta property="og:title" content="Better"><title>x</title><meta property="og:description" content="Yes">'
    )
    assert (told.title, told.description) == ("Better", "Yes")


def test_titles_of_pictures_and_scripts_are_none():
    said = "<svg><title>logo</title></svg><script>'<title>no</title>'</script><title>Yes</title><title>late</title>"
    assert page.told(said).title == "Yes"
    assert page.told("<script>").title == ""


def test_what_steers_the_screen_goes_and_what_is_too_long_is_cut():
    assert page.clean("abc\u202egpj.exe\u2066x\u0007\u200b\ufeff  y\u2028z") == "abcgpj.exex y z"
    assert page.clean("👩\u200d👧 می\u200cخواهم") == "👩\u200d👧 می\u200cخواهم"
    assert len(page.told(f"<title>{'x' * 5000}</title>").title) == page.LONGEST


@given(st.binary(max_size=400), st.text(max_size=40))
@example(b'<meta charset="zip">x', "")
@example(b'<meta charset="idna"><title>x', "text/html; charset=unicode_escape")
@example(b"<![x[<title>a</title>", "text/html")
def test_no_bytes_break_the_reader(content, kind):
    told = page.told(page.text(content, kind))
    for said in (told.title, told.description):
        assert len(said) <= page.LONGEST
        assert not [
            sign
            for sign in said
            if unicodedata.category(sign) in {"Cc", "Cs"}
            or unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLI", "LRI"}
        ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<title>Grüße</title>".encode(), "text/html"),
        ("<title>Grüße</title>".encode("latin-1"), "text/html"),
        ("<title>Grüße</title>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ('<meta charset="windows-1252"><title>Grüße</title>'.encode("cp1252"), "text/html"),
        ("<title>Grüße</title>".encode("utf-16"), "text/html"),
        ("\ufeff<title>Grüße</title>".encode(), "text/html; charset=latin1"),
        (
            '<meta http-equiv=content-type content="text/html; charset=utf-8"><title>Grüße</title>'.encode(),
            "text/html; charset=nonsense",
        ),
    ],
)
def test_words_are_read_as_they_are_written(content, kind):
    assert page.told(page.text(content, kind)).title == "Grüße"


def test_a_japanese_page():
    assert (
        page.told(page.text("<title>電車</title>".encode("shift_jis"), "text/html; charset=Shift_JIS")).title == "電車"
    )


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<![", "&", "<title>", "<meta a a a ", "<script></", "<meta charset ", "<a b=\"'"]
)
def test_nonsense_takes_no_time(piece):
    said = piece.encode() * (page.MOST // len(piece))
    begun = time.monotonic()
    page.told(page.text(said, "text/html"))
    assert time.monotonic() - begun < 30


def test_what_is_packed_is_unpacked_to_a_bound():
    bomb = gzip.compress(b"x" * 50_000_000)
    assert page.unpacked(bomb, "gzip") == b"x" * page.MOST
    assert page.unpacked(gzip.compress(b"<title>a"), "GZIP") == b"<title>a"
    raw = zlib.compressobj(wbits=-15)
    assert page.unpacked(raw.compress(b"abc") + raw.flush(), "deflate") == b"abc"
    assert page.unpacked(b"abc", "") == b"abc"
    assert page.unpacked(b"abc", "gzip") is None
    assert page.unpacked(b"abc", "br") is None
    assert page.unpacked(b"abc", "gzip, gzip") is None
