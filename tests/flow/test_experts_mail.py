"""The mail to an expert leaves once, and when it does not the conversation says so in words."""

from datetime import timedelta

import pytest
import time_machine
from a_mail_server import a_mail_server
from asking import asker, key_of, mails_leave, opened
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, somebody_says

from earful import experts, taking_on, upkeep
from earful.conversations.experts import letters
from earful.conversations.models import Invitation, Letter
from earful.kit import clock, jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        yield server


@pytest.fixture
def ana():
    return asker(an_agent(a_workspace(), "ana", "Ana Ortega"))


@pytest.fixture
def matter(ana):
    return somebody_says(an_account(ana.agent.workspace), "My chair arm is loose").conversation


def test_a_refused_mail_is_said_and_can_be_sent_again(ana, matter, post):
    post.acts = ["refuse"]
    asked = ana.asks(matter)
    mails_leave()
    page = ana.page(matter)
    assert "The mail to Jo Builder did not leave: 127.0.0.1 does not take mail for this address." in page
    assert "Send it again" in page
    assert mails_leave() == 0
    ana.desk.post(f"/desk/expert/{asked.pk}/again/?view=all")
    mails_leave()
    assert len(post.mails) == 1
    assert "Mail sent to jo@example.org" in ana.page(matter)


def test_a_busy_server_is_tried_again_ever_later_and_then_given_up(ana, matter, post):
    post.acts = ["later"] * 6
    ana.asks(matter)
    mails_leave()
    assert "has not left yet and is tried again" in ana.page(matter)
    planned = []
    for _ in range(6):
        job = ProcrastinateJob.objects.filter(task_name="deliver", status="todo").first()
        planned.append(job and round((job.scheduled_at - clock.now()).total_seconds() / 60))
        mails_leave()
    assert planned == [1, 2, 4, 8, 16, None]
    assert post.mails == []
    assert "The mail to Jo Builder did not leave:" in ana.page(matter)


def test_after_a_while_a_busy_server_takes_it_once(ana, matter, post):
    post.acts = ["drop", "full"]
    ana.asks(matter)
    assert [mails_leave() for _ in range(4)] == [1, 1, 1, 0]
    assert len(post.mails) == 1
    assert opened(post.mails[0].link)


def test_a_call_that_breaks_off_after_the_words_leaves_a_doubt_that_is_shown(ana, matter, post):
    post.acts = ["cut"]
    ana.asks(matter)
    mails_leave()
    assert "Nobody knows whether the mail to Jo Builder left:" in ana.page(matter)
    assert mails_leave() == 0
    assert len(post.mails) == 1
    assert opened(post.mails[0].link)  # it had arrived, and its link is good


def test_a_worker_killed_while_sending_leaves_a_doubt_and_no_second_mail(ana, matter, post):
    ana.asks(matter)
    job = ProcrastinateJob.objects.get(task_name="deliver")
    claimed = letters.claim(job.args["letter_id"])
    assert claimed is not None  # and now it is killed: nothing more is written down
    experts.deliver(**job.args)
    assert post.mails == []
    assert "Nobody knows whether the mail to Jo Builder left: Earful was interrupted" in ana.page(matter)
    experts.deliver(**job.args)
    assert post.mails == []


def test_a_worker_killed_before_or_after_sends_it_once(ana, matter, post):
    ana.asks(matter)
    args = ProcrastinateJob.objects.get(task_name="deliver").args
    experts.deliver(**args)
    experts.deliver(**args)  # killed after it was recorded, before the job was
    assert len(post.mails) == 1


def test_a_job_that_died_with_its_worker_is_taken_up(ana, matter, post):
    ana.asks(matter)
    job = ProcrastinateJob.objects.get(task_name="deliver")
    ProcrastinateJob.objects.filter(pk=job.pk).update(status="doing")
    assert [lost.task for lost in jobs.stalled()] == ["deliver"]
    upkeep.sweep(0)
    assert mails_leave() == 1
    assert len(post.mails) == 1


def test_a_letter_without_a_job_is_looked_at_by_and_by(ana, matter, post):
    ana.asks(matter)
    ProcrastinateJob.objects.all().delete()
    experts.take_up()
    assert mails_leave() == 0
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        experts.take_up()
        experts.take_up()
        assert mails_leave() == 1
    assert len(post.mails) == 1


def test_after_a_backup_was_brought_back_nothing_leaves_by_itself(ana, matter, post):
    asked = ana.asks(matter)
    taking_on.after_restore(clock.now() - timedelta(hours=1))
    mails_leave()
    assert post.mails == []
    assert "it may have left since." in ana.page(matter)
    ana.desk.post(f"/desk/expert/{asked.pk}/again/")
    mails_leave()
    assert len(post.mails) == 1


def test_who_was_only_taken_for_dead_still_says_how_it_went(ana, matter, post):
    ana.asks(matter)
    args = ProcrastinateJob.objects.get(task_name="deliver").args
    letter, _key = letters.claim(args["letter_id"])
    experts.deliver(**args)
    assert "Nobody knows" in ana.page(matter)
    experts.recorded(letter, None)
    assert "Mail sent to jo@example.org" in ana.page(matter)


def test_asking_twice_by_one_press_too_many_is_asking_once(ana, matter, post):
    ana.asks(matter)
    ana.asks(matter)
    assert Invitation.objects.count() == Letter.objects.count() == 1


def test_what_was_withdrawn_before_it_left_does_not_leave(ana, matter, post):
    asked = ana.asks(matter)
    ana.desk.post(f"/desk/expert/{asked.pk}/withdraw/")
    mails_leave()
    assert post.mails == []
    assert "Withdrawn" in ana.page(matter)


def test_only_five_are_asked_at_a_time_and_an_address_is_one(ana, matter, post):
    for number in range(5):
        ana.asks(matter, f"jo{number}@example.org")
    at = f"/desk/matter/{matter.pk}/expert/"
    form = {"name": "Jo", "address": "jo5@example.org", "question": "Why?"}
    assert "Five experts are asked here already." in ana.desk.post(at, form).content.decode()
    ana.desk.post(f"/desk/expert/{Invitation.objects.first().pk}/withdraw/")
    for wrong in ("jo", "jo@", "jo@example.org\nbcc: all@example.org", "a@b.c, d@e.f", f"{'a' * 250}@example.org"):
        answer = ana.desk.post(at, {**form, "address": wrong})
        assert answer.status_code == 422, wrong
    for part in ("name", "question"):
        assert ana.desk.post(at, {**form, part: " \u200b\n "}).status_code == 422
    assert Invitation.objects.count() == 5
    assert ana.desk.post(at, form).status_code == 302


def test_names_cannot_write_into_the_head_of_a_mail(ana, matter, post):
    ana.agent.public_name = "Ana\r\nBcc: all@example.org " + "x" * 50
    ana.agent.save()
    ana.asks(matter, name="Jo\r\nBcc: all@example.org")
    mails_leave()
    (mail,) = post.mails
    assert mail.to == ["jo@example.org"]
    assert mail.message["bcc"] is None


def test_who_was_asked_before_is_offered(ana, matter, post):
    ana.asks(matter, "old@example.org", "Old Name")
    ana.asks(matter, "jo@example.org", "Jo Builder")
    elsewhere = asker(an_agent(a_workspace("Elsewhere"), "eve", "Eve"))
    theirs = somebody_says(an_account(elsewhere.agent.workspace), "Hello?").conversation
    assert "jo@example.org" not in elsewhere.desk.get(f"/desk/matter/{theirs.pk}/expert/").content.decode()
    page = ana.desk.get(f"/desk/matter/{matter.pk}/expert/").content.decode()
    assert page.index('<option value="jo@example.org">Jo Builder') < page.index('<option value="old@example.org">')


def test_links_begin_where_people_find_the_desk(ana, matter, post, settings):
    ana.asks(matter)
    settings.PUBLIC_URL = "https://desk.example.org"
    ana.asks(matter, "bo@example.org")
    mails_leave()
    assert [mail.link.partition("/expert/")[0] for mail in post.mails] == [
        "http://testserver",
        "https://desk.example.org",
    ]


def test_two_who_press_at_once_do_not_both_get_in(ana, matter, post):
    ana.asks(matter)
    mails_leave()
    key = key_of(post.mails[0].link)
    answers = [Client().post("/expert/open/", {"key": key}).status_code for _ in range(2)]
    assert answers == [302, 403]
