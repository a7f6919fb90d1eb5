"""What customers see of a person: a page they opened themself, initials nobody else has, a picture without its place."""

import io
import struct

import pytest
from api_client import api_as, page_of, send
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful.replies import actions as replies
from earful.replies import signing
from earful.staff import changes, showing
from earful.staff.models import Face
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


def side(agent, **more):
    told = {"public_name": agent.name, "title": "Tickets", "bio": "I like trains.", "signs": "", "slug": ""}
    showing.present(agent, showing.Side(**{**told, "open": True, "findable": False, **more}))


def photo() -> bytes:
    out, taken = io.BytesIO(), Image.Exif()
    taken[0x010F] = "Camera of mine"
    taken.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", exif=taken)
    return out.getvalue()


def test_a_page_exists_only_while_its_person_wants_it_and_works_here(ana):
    page = Client()
    side(ana, open=False)
    assert page.get("/people/ana/").status_code == 404
    side(ana)
    shown = page.get("/people/ana/")
    assert shown.status_code == 200
    words = shown.content.decode()
    assert all(one in words for one in ("Ana Ortega", "Tickets", "I like trains.", "^AO", 'content="noindex"'))
    assert "<script" not in words
    assert (shown["X-Robots-Tag"], shown["Cache-Control"]) == ("noindex", "public, max-age=60")
    assert not shown.cookies
    assert page.get("/people/ana/", headers={"If-None-Match": shown["ETag"]}).status_code == 304
    side(ana, findable=True)
    assert "noindex" not in page.get("/people/ana/").content.decode()
    an_agent(ana.workspace, "lea", "Lea Lind", Role.OWNER)
    changes.let_go(ana)
    assert page.get("/people/ana/").status_code == 404
    assert page.get("/people/nobody/").status_code == 404


def catalogue(folder, language, **said):
    """A compiled catalogue of a language, as msgfmt would write it."""
    lines = {"": "Content-Type: text/plain; charset=UTF-8\n", **{one.replace("_", " "): said[one] for one in said}}
    pairs = [(key.encode(), value.encode()) for key, value in sorted(lines.items())]
    start, tables, words = 28 + 16 * len(pairs), ([], []), b""
    for which in (0, 1):
        for pair in pairs:
            tables[which].extend((len(pair[which]), start + len(words)))
            words += pair[which] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0, *tables[0], *tables[1])
    here = folder / language / "LC_MESSAGES"
    here.mkdir(parents=True)
    (here / "django.mo").write_bytes(struct.pack(f"<{len(head)}I", *head) + words)


def test_its_words_are_in_the_language_of_whoever_reads_it_and_its_persons_own_stay(ana, settings, tmp_path):
    catalogue(tmp_path, "he", Search="חיפוש", Skip_to_the_content="דלגו לתוכן")
    settings.LANGUAGES, settings.LOCALE_PATHS = [("en", "English"), ("he", "Hebrew")], [tmp_path]
    side(ana)
    read = {code: Client().get("/people/ana/", headers={"Accept-Language": f"{code};q=0.9"}) for code in ("he", "nl")}
    hebrew, other = (read[code].content.decode() for code in ("he", "nl"))
    assert '<html lang="he" dir="rtl"' in hebrew
    assert all(one in hebrew for one in ("חיפוש", "דלגו לתוכן", "I like trains."))
    assert '<html lang="en" dir="ltr"' in other
    assert "Search" in other
    assert "Accept-Language" in read["he"]["Vary"]
    assert read["he"]["ETag"] != read["nl"]["ETag"]


def test_the_picture_is_small_and_says_nothing_of_where_it_was_taken(ana):
    page = page_of(ana)
    assert page.get("/house/me/public/picture/").status_code == 404
    upload = SimpleUploadedFile("me.jpg", photo(), "image/jpeg")
    page.post("/house/me/public/picture/", {"picture": upload})
    kept = bytes(Face.objects.get().content)
    picture = Image.open(io.BytesIO(kept))
    assert (picture.size, dict(picture.getexif())) == ((400, 400), {})
    assert Client().get("/people/ana/picture/").status_code == 404
    side(ana)
    seen = Client().get("/people/ana/picture/")
    assert (seen.content, seen["Content-Type"]) == (kept, "image/jpeg")
    page.post("/house/me/public/picture/", {"picture": SimpleUploadedFile("x.jpg", b"no picture")})
    page.post("/house/me/public/picture/", {"off": "1"})
    assert not Face.objects.exists()


def test_initials_are_nobody_elses(ana):
    otto = an_agent(ana.workspace, "otto", "Anton Olsen")
    assert (ana.mark, otto.mark) == ("AO", "AOl")
    page = page_of(otto)
    entered = {"public_name": "Anton Olsen", "signs": "ao", "slug": "", "title": "", "bio": ""}
    refused = page.post("/house/me/public/", entered)
    assert refused.status_code == 422
    assert "Ana Ortega signs with these initials." in refused.content.decode()
    page.post("/house/me/public/", {**entered, "signs": "OA", "slug": "anton", "open": "on"})
    otto.refresh_from_db()
    assert (otto.mark, otto.slug, otto.shown_since is not None) == ("OA", "anton", True)
    side(ana)
    with pytest.raises(showing.CannotShow):
        side(otto, slug="ana")
    changes.describe(otto, "Anton Berg", "", "")
    assert otto.mark == "OA"  # chosen by hand, so it stays


def test_what_leaves_is_signed_as_the_account_says_and_with_the_page(ana, settings):
    account = an_account(ana.workspace)
    asked = somebody_says(account, "Where is my train?", by="maria")
    account.signature = "link"
    account.save()
    asked.conversation.refresh_from_db()
    assert signing.addition("On its way.", account, ana) == "– Ana"
    settings.PUBLIC_URL = "https://care.example"
    side(ana)
    answer = a_dispatch(ana, type(asked.conversation).objects.get(pk=asked.conversation_id), "It is on its way.")
    assert answer.text == "It is on its way. – Ana, https://care.example/people/ana/"


def test_a_name_is_no_place_for_what_the_guard_keeps_in(ana):
    changes.describe(ana, "ana.ortega@gmail.com Ortega", "", "")
    account = an_account(ana.workspace)
    account.signature = "name"
    account.save()
    asked = somebody_says(account, "Where is my train?", by="maria")
    conversation = type(asked.conversation).objects.get(pk=asked.conversation_id)
    reviewed = replies.review(replies.save(conversation, ana, "It is on its way.", asked))
    assert reviewed.text == "It is on its way. – ana.ortega@gmail.com"
    assert "personal_data" in {one.code for one in reviewed.rulings}
    assert reviewed.refused()


def test_who_goes_on_hears_with_whom_they_spoke_and_may_say_who_they_are(ana):
    bo = an_agent(ana.workspace, "bo", "Bo Blom")
    account = an_account(ana.workspace)
    asked = somebody_says(account, "Where is my train?", by="maria")
    it_leaves(a_dispatch(ana, asked.conversation, "It is on its way."))
    somebody_says(account, "And now?", by="maria", parent=asked)
    at = f"/desk/all/{asked.conversation_id}/"
    assert "They last spoke with Ana Ortega." in page_of(bo).get(at).content.decode()
    assert "They last spoke with" not in page_of(ana).get(at).content.decode()
    page = page_of(bo)
    page.post(f"/desk/matter/{asked.conversation_id}/introduce/", {"text": "It waits in Wels."})
    kept = asked.conversation.drafts.get(agent=bo).text
    assert kept == "Hello, I am Bo. I am taking over from Ana and have read what you wrote. It waits in Wels."


def test_by_programs(ana):
    api = api_as(ana)
    told = {"public_name": "Ana Ortega", "title": "Tickets", "open": True}
    assert send(api, "PUT", "me/public", **told)[1]["slug"] == "ana"
    assert api.get("/api/me/public").json()["open"] is True
    assert send(api, "PUT", "me/public", **told, signs="A B")[0] == 409


def test_pages_of_another_desk_are_not_shown(ana):
    other = an_agent(a_workspace("Elsewhere"), "eve", "Eve Else")
    side(other)
    assert Client().get("/people/eve/").status_code == 404
