"""Pictures come through the desk: only those that stand in a turn, only for who may see it, and never anything else."""

import io

import pytest
from django.test import Client
from PIL import Image
from town import a_workspace, an_account, an_agent, somebody_says

from earful.replies import actions as replies
from earful.web.desk.pictures import _picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def signed_in(agent):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def test_a_picture_that_is_not_listed_or_does_not_load_is_not_there(ana, rail):
    asked = somebody_says(rail, "Look at this?", pictures=1)
    desk = signed_in(ana)
    assert desk.get(f"/desk/picture/{asked.pk}/1/").status_code == 404
    assert desk.get(f"/desk/picture/{asked.pk}/0/").status_code == 404  # its network cannot be reached
    assert desk.get("/desk/picture/999999/0/").status_code == 404


def test_a_face_that_does_not_load_lets_the_initials_through(ana, rail):
    asked = somebody_says(rail, "Look at me?")
    answer = signed_in(ana).get(f"/desk/avatar/{asked.author_id}/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "max-age=600" in answer.headers["Cache-Control"]


def test_nobody_else_sees_pictures(ana, rail):
    asked = somebody_says(rail, "Look at this?", pictures=1)
    stranger = signed_in(an_agent(a_workspace("Lumenloop")))
    assert stranger.get(f"/desk/picture/{asked.pk}/0/").status_code == 404
    assert stranger.get(f"/desk/avatar/{asked.author_id}/").status_code == 404
    assert Client().get(f"/desk/picture/{asked.pk}/0/").status_code == 302


def test_an_enclosed_picture_is_kept_by_the_browser_and_by_nobody_between(ana, rail):
    asked = somebody_says(rail, "Look at this?")
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    enclosure = replies.enclose(replies.save(asked.conversation, ana, "x"), out.getvalue(), "black")
    answer = signed_in(ana).get(f"/desk/enclosed/{enclosure.pk}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert signed_in(an_agent(a_workspace("Lumenloop"))).get(f"/desk/enclosed/{enclosure.pk}/").status_code == 404


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/javascript", ""])
def test_what_could_carry_a_script_is_never_passed_on(mime):
    from django.http import Http404

    with pytest.raises(Http404):
        _picture(b"<script>", mime, 60)
