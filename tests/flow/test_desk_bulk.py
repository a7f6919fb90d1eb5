"""Acting on many from the list, with and without scripts: choosing, doing, saying what happened, undoing."""

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says

from earful.conversations import actions, views
from earful.conversations.filters import Filters
from earful.conversations.models import Bulk, Conversation
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana)
    return client


def some(rail, count=3):
    return [somebody_says(rail, f"Where is train {n}?", by=f"person{n}").conversation for n in range(count)]


def picks(desk, view="needs"):
    return [row.pick for row in desk.get(f"/desk/{view}/").context["rows"]]


def test_rows_can_be_chosen_by_those_who_may_act(ana, rail, desk):
    (asked,) = some(rail, 1)
    page = desk.get("/desk/needs/").content.decode()
    assert f'form="bulk" name="row" value="{asked.pk}:{asked.version}:1"' in page
    viewer = Client()
    viewer.force_login(an_agent(ana.workspace, "vi", "Vi", Role.VIEWER))
    assert 'name="row"' not in viewer.get("/desk/needs/").content.decode()
    assert viewer.post("/desk/many/choose/", {"row": f"{asked.pk}:1:1", "choose": "take"}).status_code == 403


def test_without_scripts_a_page_asks_and_the_list_tells(ana, rail, desk):
    some(rail)
    chosen = picks(desk)
    page = desk.post("/desk/many/choose/?view=needs", {"row": chosen, "choose": "end"})
    assert "End 3 conversations" in page.content.decode()
    somebody_says(rail, "Hello?", by="person0", parent=Conversation.objects.get(pk=chosen[0].split(":")[0]).turns.get())
    form = {"rows": page.context["rows"], "what": "end", "outcome": "not_needed", "reason": "Solved by phone"}
    answer = desk.post("/desk/many/do/?view=needs", form, follow=True)
    assert answer.redirect_chain == [(f"/desk/needs/?done={Bulk.objects.get().pk}", 302)]
    assert "2 ended: No answer needed. 1 left alone because something was said meanwhile." in answer.content.decode()
    undone = desk.post(f"/desk/many/{Bulk.objects.get().pk}/undo/?view=needs", follow=True)
    assert "2 restored." in undone.content.decode()
    assert len(picks(desk)) == 3


def test_with_scripts_the_sheet_and_the_list_come_as_parts(ana, rail, desk):
    some(rail)
    sheet = desk.post("/desk/many/choose/?view=needs", {"row": picks(desk), "choose": "tag"}, headers=SCRIPT)
    assert (sheet["HX-Retarget"], sheet["HX-Reswap"]) == ("#bulk-sheet", "innerHTML")
    assert "<html" not in sheet.content.decode()
    form = {"rows": sheet.context["rows"], "what": "tag", "name": "#Refund"}
    done = desk.post("/desk/many/do/?view=needs", form, headers=SCRIPT)
    assert (done["HX-Retarget"], done["HX-Trigger"]) == ("#list", "earful:acted, earful:bulk")
    assert "3 tagged #Refund." in done.content.decode()
    assert f'data-address="/desk/needs/?done={Bulk.objects.get().pk}"' in done.content.decode()


def test_taking_and_spam_ask_nothing(ana, rail, desk):
    some(rail)
    assert (
        "3 taken."
        in desk.post(
            "/desk/many/choose/?view=mine", {"row": picks(desk), "choose": "take"}, follow=True
        ).content.decode()
    )
    assert len(picks(desk, "mine")) == 3
    done = desk.post("/desk/many/choose/?view=mine", {"row": picks(desk, "mine")[:1], "choose": "spam"}, follow=True)
    assert "1 ended: Spam." in done.content.decode()


def test_all_of_a_view_is_chosen_with_what_is_not_on_the_page(ana, rail, desk):
    some(rail, 52)
    view = views.keep(ana, "Open", Filters())
    assert len(picks(desk, f"saved-{view.pk}")) == 50
    page = desk.post(f"/desk/many/choose/?view=saved-{view.pk}", {"row": picks(desk)[:1], "all": "1", "choose": "tag"})
    assert "Tag 52 conversations" in page.content.decode()


@pytest.mark.parametrize("form", [{}, {"row": "x"}, {"row": "1:2"}, {"row": "9999999999999999999:1:1"}])
def test_nothing_chosen_is_said(desk, rail, form):
    assert (
        "Choose conversations first."
        in desk.post("/desk/many/choose/", {**form, "choose": "end"}, follow=True).content.decode()
    )


def test_what_is_missing_is_asked_for_again(rail, desk):
    some(rail, 1)
    form = {"rows": picks(desk)[0], "what": "end", "outcome": "handed_on", "reason": ""}
    page = desk.post("/desk/many/do/?view=needs", form).content.decode()
    assert "Say why they end together, or to whom they were handed on." in page
    assert 'value="handed_on" required checked' in page
    assert not Bulk.objects.exists()


def test_what_was_done_to_many_is_listed_with_an_undo_for_each(ana, rail, desk):
    some(rail)
    desk.post("/desk/many/choose/?view=needs", {"row": picks(desk), "choose": "take"})
    page = desk.get("/desk/many/").content.decode()
    assert "3 taken." in page
    answer = desk.post(f"/desk/many/{Bulk.objects.get().pk}/undo/", {"from": "lately"}, follow=True)
    assert "3 restored." in answer.content.decode()
    stranger = Client()
    stranger.force_login(an_agent(ana.workspace, "bo"))
    assert stranger.post(f"/desk/many/{Bulk.objects.get().pk}/undo/").status_code == 404
    assert "taken" not in stranger.get(f"/desk/needs/?done={Bulk.objects.get().pk}").content.decode()


def test_each_line_of_history_says_what_happened_and_undoes_alone(ana, rail, desk):
    (asked,) = some(rail, 1)
    desk.post("/desk/many/choose/?view=needs", {"row": picks(desk), "choose": "spam"})
    asked.refresh_from_db()
    actions.reopen(asked.events.get(what="ended"), ana)
    done = desk.post(f"/desk/many/{Bulk.objects.get().pk}/undo/?view=needs", follow=True)
    assert "0 restored." in done.content.decode()
