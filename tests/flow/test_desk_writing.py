"""Writing and sending from the page: drafts, the guard in words, pictures, ten seconds of undo, what failed."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful.accounts.models import Account
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import sight
from earful.outbox.models import Dispatch
from earful.replies.models import Draft, Enclosure

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "talk"}


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def asked(rail):
    return somebody_says(rail, "Where is my train?", by="maria")


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client


@pytest.fixture
def at(asked):
    return f"/desk/matter/{asked.conversation_id}"


def a_picture(name="train.png"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def entered(ana, asked):
    """The form of a page that shows the conversation as it stands."""

    def fill(text, **more):
        shown = sight.scene(Conversation.objects.get(pk=asked.conversation_id)).sight()
        return {"text": text, "seen": shown.mark(ana), **more}

    return fill


def test_the_composer_says_where_as_whom_and_to_whom(desk, asked):
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert "Public reply on Sandbox town, as Ana Ortega from Northwind Rail" in page
    assert 'data-graphemes="300"' in page
    assert 'data-octets="3000"' in page
    assert 'data-suffix=" ^AO"' in page
    assert f'name="answers" value="{asked.pk}"' in page


def test_a_private_matter_is_answered_privately(rail, desk):
    asked = somebody_says(rail, "My booking is Q8U8HQ, where is it?", private=True)
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert "Private message on Sandbox town that only Maria reads, as Ana Ortega from Northwind Rail" in page


def test_a_draft_is_kept_while_one_types_and_is_there_again(ana, desk, asked, at, entered):
    answer = desk.post(f"{at}/draft/", entered("It is on its", answers=asked.pk), headers=PART)
    assert answer.status_code == 200
    assert 'data-server-count="16"' in answer.content.decode()  # with the signature
    assert "Write something first" not in desk.post(f"{at}/draft/", entered(""), headers=PART).content.decode()
    desk.post(f"{at}/draft/", entered("It is on its way"), headers=PART)
    assert ">It is on its way</textarea>" in desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    colleague = Client()
    colleague.force_login(an_agent(ana.workspace), backend="earful.web.signed_in.Backend")
    assert "It is on its way" not in colleague.get(f"/desk/all/{asked.conversation_id}/").content.decode()


def test_sending_leaves_ten_seconds_in_which_it_can_be_taken_back(ana, desk, asked, at, entered):
    page = desk.post(f"{at}/send/", entered("It is on its way.", answers=asked.pk), headers=PART).content.decode()
    sent = Dispatch.objects.get()
    assert (sent.state, sent.text, sent.answers_id) == ("held", "It is on its way. ^AO", asked.pk)
    assert timedelta(seconds=9) < sent.release_at - sent.created_at <= timedelta(seconds=10)
    assert "data-until" in page
    assert not Draft.objects.exists()
    back = desk.post(f"/desk/sending/{sent.pk}/undo/", headers=PART).content.decode()
    sent.refresh_from_db()
    assert sent.state == "undone"
    assert ">It is on its way.</textarea>" in back
    assert "data-until" not in back


def test_what_has_left_cannot_be_taken_back_and_says_so(ana, desk, asked):
    sent = a_dispatch(ana, asked.conversation)
    it_leaves(sent)
    page = desk.post(f"/desk/sending/{sent.pk}/undo/", headers=PART)
    assert page.context["talk"]["trouble"] == "It is already on its way."


def test_only_its_author_takes_a_reply_back(ana, asked):
    sent = a_dispatch(ana, asked.conversation)
    colleague = Client()
    colleague.force_login(an_agent(ana.workspace), backend="earful.web.signed_in.Backend")
    assert colleague.post(f"/desk/sending/{sent.pk}/undo/").status_code == 404
    assert "data-until" not in colleague.get(f"/desk/all/{asked.conversation_id}/").content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Write something first."), ("a" * 301, "Too long by 5 characters."), ("👩‍👩‍👧" * 298, "Too long")],
)
def test_a_refusal_is_a_sentence_and_the_words_stay(desk, at, text, sentence, entered):
    answer = desk.post(f"{at}/send/", entered(text), headers=PART)
    assert answer.headers["HX-Retarget"] == "#rulings"
    assert sentence in answer.content.decode()
    assert not Dispatch.objects.exists()
    assert Draft.objects.get().text == text


def test_a_refusal_without_scripts_keeps_the_words_too(desk, at, entered):
    answer = desk.post(f"{at}/send/", entered("a" * 301))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Too long by 5 characters." in page
    assert f">{'a' * 301}</textarea>" in page


def test_who_wrote_meanwhile_is_read_first_and_then_it_may_leave(rail, desk, asked, at, entered):
    words = entered("It is on its way.")
    somebody_says(rail, "And the next one?", by="maria", parent=asked)
    answer = desk.post(f"{at}/send/", words, headers=PART)
    page = answer.content.decode()
    assert "Maria added something" in page
    assert "And the next one?" in page
    assert not Dispatch.objects.exists()
    desk.post(f"{at}/send/", {**words, "confirmed": "1"}, headers=PART)  # a bare flag says nothing of what was read
    assert not Dispatch.objects.exists()
    desk.post(f"{at}/send/", {**words, "confirmed": answer.context["rulings"]["confirm"]}, headers=PART)
    assert Dispatch.objects.get().written == "It is on its way."


def test_a_signed_out_account_sends_nothing(rail, desk, asked, at, entered):
    Account.objects.filter(pk=rail.pk).update(state="signed_out")
    assert "This account is signed out" in desk.post(f"{at}/send/", entered("Hello"), headers=PART).content.decode()
    assert not Dispatch.objects.exists()


def test_one_chooses_which_message_to_answer(rail, desk, asked, at, entered):
    other = somebody_says(rail, "Where is my umbrella?", by="jo", name="Jo Field", parent=asked)
    page = desk.get(f"/desk/all/{asked.conversation_id}/?answer={other.pk}").content.decode()
    assert f'name="answers" value="{other.pk}"' in page
    desk.post(f"{at}/send/", entered("At the depot.", answers=other.pk), headers=PART)
    assert Dispatch.objects.get().answers_id == other.pk


def test_a_message_of_another_conversation_is_never_answered_from_here(rail, desk, asked, at, entered):
    elsewhere = somebody_says(rail, "Is the bar open?", by="jo")
    answer = desk.post(f"{at}/send/", entered("Yes.", answers=elsewhere.pk), headers=PART).content.decode()
    assert "The message you are answering is in another conversation now." in answer
    assert not Dispatch.objects.exists()


def test_a_picture_wants_a_description_before_it_leaves(desk, asked, at, entered):
    answer = desk.post(f"{at}/enclose/", entered("Look", picture=a_picture()), headers=PART).content.decode()
    enclosure = Enclosure.objects.get()
    assert f'name="alt-{enclosure.pk}"' in answer
    assert "One picture has no description yet." in answer
    assert not desk.post(f"{at}/send/", entered("Look"), headers=PART).headers.get("HX-Trigger")
    desk.post(f"{at}/send/", entered("Look", **{f"alt-{enclosure.pk}": "A teal train"}), headers=PART)
    sent = Dispatch.objects.get()
    enclosure.refresh_from_db()
    assert (sent.enclosure_ids, enclosure.alt) == ([enclosure.pk], "A teal train")


def test_what_is_no_picture_is_refused_in_words(desk, at, entered):
    text = SimpleUploadedFile("train.png", b"not a picture", "image/png")
    answer = desk.post(f"{at}/enclose/", entered("Look", picture=text), headers=PART).content.decode()
    assert "This file could not be read as a picture." in answer
    assert not Enclosure.objects.exists()


def test_a_picture_can_be_taken_out_by_its_owner_alone(ana, desk, asked, at, entered):
    desk.post(f"{at}/enclose/", entered("Look", picture=a_picture()), headers=PART)
    enclosure = Enclosure.objects.get()
    colleague = Client()
    colleague.force_login(an_agent(ana.workspace), backend="earful.web.signed_in.Backend")
    assert colleague.post(f"/desk/enclosed/{enclosure.pk}/out/").status_code == 404
    assert desk.post(f"/desk/enclosed/{enclosure.pk}/out/", headers=PART).status_code == 200
    assert not Enclosure.objects.exists()


def test_a_late_autosave_does_not_bring_back_what_was_sent(desk, asked, at, entered):
    words = entered("It is on its way.", answers=asked.pk)
    desk.post(f"{at}/send/", words, headers=PART)
    assert desk.post(f"{at}/draft/", words, headers=PART).status_code == 204
    assert not Draft.objects.exists()


def test_a_failed_reply_says_why_and_can_be_tried_again_or_changed(ana, desk, asked):
    sent = a_dispatch(ana, asked.conversation, "Hello Maria.")
    Dispatch.objects.filter(pk=sent.pk).update(state="failed", trouble="The town said no.", attempts=1)
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert "Not sent. The customer still waits. The town said no." in page
    again = desk.post(f"/desk/sending/{sent.pk}/again/", headers=PART)
    sent.refresh_from_db()
    assert (sent.state, again.context["talk"]["trouble"]) == ("held", "")
    Dispatch.objects.filter(pk=sent.pk).update(state="failed")
    page = desk.post(f"/desk/sending/{sent.pk}/aside/", headers=PART).content.decode()
    assert ">Hello Maria.</textarea>" in page


def test_an_uncertain_reply_is_never_called_sent(ana, desk, asked):
    sent = a_dispatch(ana, asked.conversation)
    Dispatch.objects.filter(pk=sent.pk).update(state="uncertain", trouble="The line broke.", attempts=1)
    entries = desk.get(f"/desk/all/{asked.conversation_id}/").context["talk"]["entries"]
    (sending,) = [entry.thing for entry in entries if entry.sort == "sending"]
    assert sending.words == "Nobody knows yet whether this arrived. Earful is looking; it will not be sent twice."
    assert (sending.trouble, sending.undoable, sending.failed) == ("The line broke.", False, False)


def test_a_sent_reply_is_shown_once(ana, desk, asked):
    it_leaves(a_dispatch(ana, asked.conversation, "On its way."))
    page = desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()
    assert page.count("On its way. ^AO") == 1


def test_an_impatient_finger_sends_once(desk, asked, at, entered):
    words = entered("It is on its way.", answers=asked.pk)
    desk.post(f"{at}/send/", words, headers=PART)
    again = desk.post(f"{at}/send/", words, headers=PART)
    assert again.status_code == 200
    assert Dispatch.objects.count() == 1
    desk.post(f"{at}/send/", entered("It is on its way.", answers=asked.pk), headers=PART)  # said again on purpose
    assert Dispatch.objects.count() == 2


def test_a_holding_reply_is_kept_with_its_time_leaves_as_one_and_is_refused_when_its_time_is_over(desk, at, entered):
    until = (clock.now() + timedelta(hours=2)).replace(microsecond=0)
    desk.post(f"{at}/draft/", entered("I look into it.", holds=until.isoformat()))
    assert Draft.objects.get().holds_until == until
    desk.post(f"{at}/draft/", entered("I look into it.", holds=""))
    assert Draft.objects.get().holds_until is None
    over = entered("I look into it.", holds=(clock.now() - timedelta(minutes=1)).isoformat())
    assert "The time by which you come back is over" in desk.post(f"{at}/send/", over).content.decode()
    desk.post(f"{at}/send/", entered("I look into it.", holds=until.isoformat()))
    dispatch = Dispatch.objects.get()
    assert (dispatch.manner, dispatch.holds_until) == ("holding", until)
    outbox.take_back(dispatch)
    assert Draft.objects.get().holds_until == until
