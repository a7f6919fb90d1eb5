"""Webmention, beyond what every network promises: finding endpoints, kinds of mention, authors, and pages that are no friends."""

from collections.abc import Iterator

import pytest
from fake_site import CUT, Raw
from fake_web import FakeWeb
from one_account import OneAccount, connect

from earful.channels.contract import Change, Inbound, Outbound, Parcel, Refused, Retry, Uncertain, Us, Why
from earful.channels.webmention import discovery, words
from earful.channels.webmention.markup import text_of
from earful.channels.webmention.network import NETWORK
from earful.channels.webmention.pages import Ours, within
from earful.kit import clock
from earful.kit.visiting import Visit

HTML = {"content-type": "text/html"}


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    made = FakeWeb()
    yield made
    made.close()


@pytest.fixture
def account(web: FakeWeb) -> OneAccount:
    settings = {"pages": [web.ours], "desk": f"{web.url}/desk"}
    return OneAccount(NETWORK, web.place, Us("0" * 16, "blog.example"), settings)


def look(account: OneAccount, source: str, target: str, *, known: bool = False) -> list[Parcel]:
    told = {"source": source, "target": target}
    return list(account.run(lambda adapter: adapter.look(told, known=known)).parcels)  # type: ignore[attr-defined]  # -- it looks up


def heard(account: OneAccount, web: FakeWeb, markup: str, **more: bool) -> Inbound:
    web.pages["/x"] = markup
    [parcel] = look(account, f"{web.url}/x", f"{web.ours}/post", **more)
    return account.read(parcel)


# --- where a page wants to be told ---

FOUND = [  # head, body, endpoint; as webmention.rocks tries senders
    ("</wm>; rel=webmention", "", "https://a.test/wm"),
    ('<https://b.test/wm?x=1>; rel="webmention"', "", "https://b.test/wm?x=1"),
    ('</one>; rel="other", </wm>; rel="webmention somethingelse"', "", "https://a.test/wm"),
    ('</wm>; REL="WebMention"', "", "https://a.test/wm"),
    ('</wm>; title="a, b; c"; rel=webmention', "", "https://a.test/wm"),
    ("</no>; rel=webmentions", "<p>none</p>", None),
    ("", '<link href="/wm" rel="webmention">', "https://a.test/wm"),
    ("", '<a href="wm" rel="nofollow webmention">x</a>', "https://a.test/dir/wm"),
    ("", '<a href="/first" rel=webmention>1</a><link rel=webmention href="/second">', "https://a.test/first"),
    ("", '<link rel="webmention" href="">', "https://a.test/dir/page"),
    ("", '<link rel="webmention"><a rel="webmention" href="/wm">x</a>', "https://a.test/wm"),
    ("", '<!-- <link rel="webmention" href="/no"> --><a rel="webmention" href="/wm">x</a>', "https://a.test/wm"),
    ("", '<code>&lt;link rel="webmention" href="/no"&gt;</code>', None),
    ("", '<base href="https://c.test/deep/"><link rel="webmention" href="wm">', "https://c.test/deep/wm"),
    ("</head>; rel=webmention", '<link rel="webmention" href="/body">', "https://a.test/head"),
    ("", '<link rel="not-webmention" href="/no">', None),
    ("", '<area rel="webmention" href="/no">', None),
]


@pytest.mark.parametrize(("head", "body", "wanted"), FOUND)
def test_an_endpoint_is_found_as_the_specification_says(head: str, body: str, wanted: str | None) -> None:
    found = Visit("https://a.test/dir/page", 200, {**HTML, "link": head}, f"<html>{body}</html>".encode())
    assert discovery.endpoint(found) == wanted


def test_only_pages_are_looked_through() -> None:
    picture = Visit("https://a.test/x", 200, {"content-type": "image/png"}, b'<link rel="webmention" href="/wm">')
    assert discovery.endpoint(picture) is None


WRITTEN = [  # what the head states, what the page states, how it is written
    ("text/html", '<meta charset="windows-1252">', "cp1252"),
    ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252"),
    ("", "<META CHARSET=koi8-r>", "koi8-r"),
    ("text/html; charset=utf-8", '<meta charset="windows-1252">', "utf-8"),
    ("text/html; charset=Windows-1251", "", "cp1251"),
    ("text/html", "", "utf-8"),
    ("text/html", '<meta charset="punycode">', "utf-8"),
    ("text/plain", '<meta charset="windows-1252">', "utf-8"),
]


@pytest.mark.parametrize(("kind", "stated", "written"), WRITTEN)
def test_a_page_is_read_as_it_is_written(kind: str, stated: str, written: str) -> None:
    said = "\u0434\u0430" if written in {"koi8-r", "cp1251"} else "caf\u00e9"
    assert said in text_of(f"<head>{stated}</head><p>{said}</p>".encode(written), kind)


# --- what a page does with ours ---


def test_kinds_are_told_apart(account: OneAccount, web: FakeWeb) -> None:
    def entry(name: str) -> str:
        return (
            f'<div class="h-entry"><a class="{name}" href="{web.ours}/post">it</a><p class="e-content">Words.</p></div>'
        )

    reply = heard(account, web, entry("u-in-reply-to"))
    assert (reply.why, reply.parent_id, reply.text) == (Why.REPLY, f"{web.ours}/post", "Words.")
    assert heard(account, web, entry("u-quotation-of")).why is Why.QUOTE
    assert heard(account, web, entry("u-category")).why is Why.MENTION
    cited = (
        f'<div class="h-entry"><div class="u-in-reply-to h-cite"><a class="u-url p-name" href="{web.ours}/post">T</a>'
        '</div><p class="e-content">Nested.</p></div>'
    )
    assert (heard(account, web, cited).why, heard(account, web, cited).text) == (Why.REPLY, "Nested.")
    for quiet in ("u-like-of", "u-repost-of", "u-bookmark-of"):
        web.pages["/x"] = entry(quiet)
        assert look(account, f"{web.url}/x", f"{web.ours}/post") == [], quiet
    web.pages["/x"] = entry("u-like-of")
    [gone] = look(account, f"{web.url}/x", f"{web.ours}/post", known=True)
    assert account.read(gone).change is Change.REMOVED, "what was an answer is a like now"


def test_a_page_without_marks_gives_the_words_around_its_link(account: OneAccount, web: FakeWeb) -> None:
    said = heard(
        account,
        web,
        f"<title>My trip</title><p>Far away.</p><p>I slept at <a href='{web.ours}/post'>this</a> hotel.</p><p>End.</p>",
    )
    assert said.text == "My trip\n\nI slept at this hotel."
    assert said.author
    assert said.author.name == web.place


def test_nobody_is_who_a_foreign_page_says(account: OneAccount, web: FakeWeb) -> None:
    page = (
        '<div class="h-entry"><a class="p-author h-card" href="https://famous.example/">Famous</a>'
        f'<p class="e-content">Buy <a href="{web.ours}/post">it</a></p></div>'
    )
    author = heard(account, web, page).author
    assert author
    assert (author.name, author.handle) == ("Famous", web.place)
    assert "famous.example" not in author.external_id
    assert "famous.example" not in author.profile_url


def test_only_a_real_link_counts(account: OneAccount, web: FakeWeb) -> None:
    for page in (
        f"<p>{web.ours}/post</p>",
        f"<!-- <a href='{web.ours}/post'>x</a> -->",
        f"<a href='{web.url}/usual'>x</a>",
        f"<script>'<a href=\"{web.ours}/post\">'</script>",
    ):
        web.pages["/x"] = page
        with pytest.raises(Refused) as refused:
            look(account, f"{web.url}/x", f"{web.ours}/post")
        assert refused.value.words == words.NO_LINK
        [gone] = look(account, f"{web.url}/x", f"{web.ours}/post", known=True)
        assert account.read(gone).change is Change.REMOVED
    assert heard(account, web, f"<p>As an <img src='{web.ours}/post'> here.</p>").text == "As an here."


def test_what_is_known_stays_as_long_as_it_links_to_any_page_of_ours(account: OneAccount, web: FakeWeb) -> None:
    other = f"<p>Now about <a href='{web.ours}/other'>this</a>.</p>"
    assert heard(account, web, other, known=True).text == "Now about this."


def test_a_page_that_leads_on_to_ours_is_nobodys(account: OneAccount, web: FakeWeb) -> None:
    web.pages["/x"] = (302, None, {"location": f"{web.ours}/post"})
    web.pages["/us/post"] = f"<a href='{web.ours}/post'>me</a>"
    with pytest.raises(Refused) as refused:
        look(account, f"{web.url}/x", f"{web.ours}/post")
    assert refused.value.words == words.OURS


@pytest.mark.parametrize(
    "page",
    [
        "<div class='h-entry'>" * 3_000,
        "<div class='h-entry'><div class='e-content'>" * 190,
        "<p>" + "<a class='u-in-reply-to'>" * 30_000,
        "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
        "<a href='http://[::1'>" * 100,
        "\x00<p class='h-entry e-content'>\ud7ff",
    ],
)
def test_pages_built_to_be_slow_or_odd_do_no_harm(account: OneAccount, web: FakeWeb, page: str) -> None:
    began = clock.now()
    said = heard(account, web, f"<p>Here: <a href='{web.ours}/post'>it</a></p>{page}")
    assert said.text
    assert (clock.now() - began).total_seconds() < 10


def test_text_and_json_link_by_naming(account: OneAccount, web: FakeWeb) -> None:
    for kind, body in (
        ("text/plain", f"I like\nthe {web.ours}/post a lot"),
        ("application/json", f'{{"a": "{web.ours}/post"}}'),
    ):
        web.pages["/x"] = (200, Raw(body), {"content-type": kind})
        [parcel] = look(account, f"{web.url}/x", f"{web.ours}/post")
        assert f"{web.ours}/post" in account.read(parcel).text
    web.pages["/x"] = (200, Raw(f"{web.ours}/post/longer"), {"content-type": "text/plain"})
    with pytest.raises(Refused):
        look(account, f"{web.url}/x", f"{web.ours}/post")


def test_robots_and_too_large_and_busy_are_heeded(account: OneAccount, web: FakeWeb) -> None:
    web.pages["/x"] = (200, Raw("y" * 1_100_000), HTML)
    with pytest.raises(Refused):
        look(account, f"{web.url}/x", f"{web.ours}/post")
    web.limited = 77
    with pytest.raises(Retry) as retry:
        look(account, f"{web.url}/x", f"{web.ours}/post")
    assert retry.value.after == 77


@pytest.mark.parametrize("source", ["http://169.254.169.254/x", "http://[::1]:80/x", "http://localhost/x"])
def test_nothing_inside_is_visited(account: OneAccount, web: FakeWeb, source: str) -> None:
    with pytest.raises((Refused, Retry)):
        look(account, source, f"{web.ours}/post")
    web.pages["/x"] = (302, None, {"location": source})
    with pytest.raises((Refused, Retry)):
        look(account, f"{web.url}/x", f"{web.ours}/post")


def test_checks_remove_only_what_is_gone_for_good(account: OneAccount, web: FakeWeb) -> None:
    web.pages |= {"/a": (410, Raw(""), HTML), "/b": (404, Raw(""), HTML), "/c": "<p>changed</p>"}
    names = [f"{web.url}/{name}" for name in "abc"]
    found = account.run(lambda adapter: adapter.check(names)).parcels
    assert [(one.external_id, one.version) for one in found] == [(names[0], "removed")]


# --- answers ---


def answer(account: OneAccount, web: FakeWeb, source: str, key: str = "k1") -> Outbound:
    [parcel] = look(account, source, f"{web.ours}/post")
    return Outbound(key, clock.now(), "At nine.", source, parcel.raw)


def test_a_page_without_endpoint_is_answered_by_hand(account: OneAccount, web: FakeWeb) -> None:
    source = web.say("When?")
    wanted = answer(account, web, source)
    web.pages[web.path(source)] = web.pages[web.path(source)].replace('rel="webmention"', 'rel="other"')
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.send(wanted))
    assert refused.value.words == words.NO_ENDPOINT


@pytest.mark.parametrize(
    "bad", ["http://169.254.169.254/wm", "http://[::1]:25/wm", "mailto:x@example.org", "http://a@b.test/"]
)
def test_an_endpoint_inside_is_not_spoken_to(account: OneAccount, web: FakeWeb, bad: str) -> None:
    source = web.say("When?")
    wanted = answer(account, web, source)
    web.heads[web.path(source)] = {"link": f"<{bad}>; rel=webmention"}
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.send(wanted))
    assert refused.value.words == words.BAD_ENDPOINT


def test_an_endpoint_may_lead_on_and_say_where_it_stands(account: OneAccount, web: FakeWeb) -> None:
    source = web.say("When?")
    wanted = answer(account, web, source)
    web.heads[web.path(source)] = {"link": "</moved>; rel=webmention"}
    plain = web.mentioned
    acts = {"/moved": (307, None, {"location": "/there"}), "/there": (201, None, {"location": "/status/1"})}
    web.mentioned = lambda asked: acts.get(asked.path) or plain(asked)  # type: ignore[method-assign]  # -- the other side
    receipt = account.run(lambda adapter: adapter.send(wanted))
    said = account.read(receipt.parcel)
    assert ("How it stands there", f"{web.url}/status/1") in said.links
    assert (receipt.external_id, said.why) == (f"{web.url}/desk/said/k1/", Why.OWN)
    acts["/moved"] = (302, None, {"location": "/there"})
    with pytest.raises(Refused):
        account.run(lambda adapter: adapter.send(wanted))
    acts["/moved"] = (500, None, {})
    with pytest.raises(Uncertain):
        account.run(lambda adapter: adapter.send(wanted))
    acts["/moved"] = CUT
    with pytest.raises(Uncertain):
        account.run(lambda adapter: adapter.send(wanted))
    assert account.run(lambda adapter: adapter.find(wanted)) is None


def test_a_page_that_went_is_not_answered(account: OneAccount, web: FakeWeb) -> None:
    source = web.say("When?")
    wanted = answer(account, web, source)
    web.pages[web.path(source)] = (410, Raw(""), HTML)
    with pytest.raises(Refused) as refused:
        account.run(lambda adapter: adapter.send(wanted))
    assert refused.value.words == words.GONE


# --- what is ours ---


@pytest.mark.parametrize(
    ("page", "address", "ours"),
    [
        ("https://a.test", "https://a.test/x?y=1#z", True),
        ("https://a.test", "http://a.test/", True),
        ("https://a.test/blog", "https://a.test/blog", True),
        ("https://a.test/blog", "https://a.test/blog/1", True),
        ("https://a.test/blog", "https://a.test/blogger", False),
        ("https://a.test/blog", "https://a.test/blog/../carol", False),
        ("https://a.test/blog", "https://a.test/blog/%2e%2e/carol", False),
        ("https://a.test", "https://a.test.evil.test/", False),
        ("https://a.test", "https://a.test:444/", False),
        ("https://a.test", "https://A.test:443/x", True),
        ("https://a.test", "https://evil.test/https://a.test/", False),
        ("https://a.test", "https://a.test@evil.test/", False),
        ("https://a.test", "ftp://a.test/", False),
        ("https://a.test", "http://[", False),
    ],
)
def test_what_counts_as_ours(page: str, address: str, ours: bool) -> None:
    assert within(page, address) is ours
    assert Ours("", (page,)).owns(address) is ours


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"pages": ""}, words.MISSING),
        ({"desk": ""}, words.MISSING),
        ({"pages": "http://blog.example"}, words.NO_ADDRESS),
        ({"pages": "https://blog.example/?x=1"}, words.NO_ADDRESS),
        ({"pages": ",".join(f"https://{n}.example" for n in range(21))}, words.MANY),
        ({"desk": "http://desk.example"}, words.NO_DESK),
    ],
)
def test_the_page_says_which_entry_is_wrong(values: dict[str, str], said: str) -> None:
    given = {"pages": "https://blog.example/", "desk": "https://desk.example/", **values}
    with pytest.raises(Refused) as refused:
        connect(NETWORK, "127.0.0.1:9", **given)
    assert refused.value.words == said


def test_connecting_takes_pages_and_the_desk() -> None:
    made = connect(
        NETWORK, "127.0.0.1:9", pages="https://blog.example/, https://shop.example/news", desk="https://d.example/"
    )
    assert made.settings["pages"] == ["https://blog.example", "https://shop.example/news"]
    assert (made.settings["desk"], made.us.handle, made.us.external_id) == (
        "https://d.example",
        "blog.example",
        made.settings["key"],
    )
